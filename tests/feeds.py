"""A small local server that stands in for the official services: well, badly, slowly, or not at all."""

import csv
import json
import threading
import time
from datetime import date, timedelta
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from basislib.record import feeds, safekeeping


class Service:
    """Answers every request with `answer(path)`: bytes, (status, bytes), or a function of the handler."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                service.asked.append(self.path)
                reply = service.answer(self.path)
                try:
                    if callable(reply):
                        reply(self)
                    else:
                        send(self, *(reply if isinstance(reply, tuple) else (200, reply)))
                except OSError:
                    pass  # the reader has gone away, as some tests want

            def log_message(self, *words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *wrong):
        self.server.shutdown()
        self.server.server_close()


def send(handler, status, body):
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def cut_short(body):
    """Promise the whole body, send half of it."""

    def reply(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])

    return reply


def silent(seconds):
    """Say nothing for some time."""
    return lambda handler: time.sleep(seconds)


def dripping(handler):
    """Send a byte now and then, for ever as far as a reader is concerned."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        time.sleep(0.02)


def recorded(official):
    """Return what stands in for `feeds.fetch`: the answers without the network, each worked out once."""
    answer = cache(official)
    return lambda url, **options: answer(url)


def rows(table, where):
    """Return the rows of a table as dicts of texts."""
    with (where / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Official:
    """The services as documented: what the tables hold, and `news` on top, {feed: [rows]}.

    `change` sees the records of a feed before they are sent.
    """

    def __init__(self, where, news=None, change=None):
        self.where, self.news = where, news or {}
        self.change = change or (lambda feed, records: records)

    def __call__(self, path):
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        for start, reply in (
            ("/resource-center/", self.yields), ("/api/rates/", self.rates), ("/api/rp/results/search.json", self.repo),
            ("/resource/gpe5-46if.json", self.positions),
            ("/services/api/fiscal_service/v1/accounting/od/auctions_query", self.auctions),
            ("/hf/v1/series/multifull", partial(self.series, "funding", feeds.FUNDING_SERIES, "quarter_end", 1)),
            ("/v1/series/multifull", partial(self.series, "volumes", feeds.VOLUME_SERIES, "date", 1e9)),
        ):  # fmt: skip
            if parts.path.startswith(start):
                return reply(parts.path, query)
        return 404, b"no such thing"

    def table(self, feed):
        name = next(each.table for each in feeds.FEEDS if each.name == feed)
        return rows(name, self.where) + self.news.get(feed, [])

    def yields(self, path, query):
        year = query["field_tdr_date_value"]
        lines = ['Date,"1 Mo","2 Yr","5 Yr","10 Yr","30 Yr"']
        for row in self.change("yields", [row for row in self.table("yields") if row["date"][:4] == year])[::-1]:
            day = f"{row['date'][5:7]}/{row['date'][8:]}/{row['date'][:4]}"
            lines.append(",".join([day, "1.00", *(row[name] or "N/A" for name in ("dgs2", "dgs5", "dgs10", "dgs30"))]))
        return "\n".join(lines).encode()

    def rates(self, path, query):
        kind = "sofr" if "secured/sofr" in path else "effr"
        records = []
        for row in daily(filled(self.table("rates"), kind)):
            if query["startDate"] <= row["date"] <= query["endDate"]:
                record = {"effectiveDate": row["date"], "type": kind.upper(), "percentRate": float(row[kind])}
                if kind == "effr":
                    record |= {"targetRateFrom": float(row["target_lower"]), "targetRateTo": float(row["target_upper"])}
                records.append(record)
        return json.dumps({"refRates": self.change("rates", records)}).encode()

    def repo(self, path, query):
        operations = []
        for row in self.table("repo"):
            if query["startDate"] <= row["deal_date"] <= query["endDate"]:
                treasury, agency = (round(float(row[f"repo_{kind}_bn"]) * 1e9) for kind in ("treasury", "agency_mbs"))
                operations.append(operation(row, "Reverse Repo", round(float(row["reverse_repo_total_bn"]) * 1e9)))
                operations.append(operation(row, "Repo", treasury, 0, 0))
                operations.append(operation(row, "Repo", 0, agency // 2, agency - agency // 2))
        return json.dumps({"repo": {"operations": self.change("repo", operations)}}).encode()

    def positions(self, path, query):
        since = query["$where"].split("'")[-2][:10]
        codes = {ours: theirs for theirs, ours in feeds.CFTC_CODES.items()}
        both = self.table("quarters") + self.table("positions")
        weekly = every_week({(row["report_date"], row["contract"]): row for row in both})
        records = [
            {"report_date_as_yyyy_mm_dd": f"{day}T00:00:00.000", "cftc_contract_market_code": codes[contract]}
            | {theirs: row[ours] for theirs, ours in feeds.CFTC_FIELDS.items()}
            for (day, contract), row in sorted(weekly.items())
            if day >= since
        ]
        return json.dumps(self.change("positions", records)).encode()

    def series(self, feed, names, day, unit, path, query):
        assert query["mnemonics"].split(",") == list(names)
        answer = {}
        for mnemonic, column in names.items():
            pairs = [[row[day], float(row[column]) * unit if row[column] else None] for row in self.table(feed)
                     if query["start_date"] <= row[day] <= query["end_date"]]  # fmt: skip
            answer[mnemonic] = {"timeseries": {"aggregation": self.change(feed, pairs)}, "metadata": {}}
        return json.dumps(answer).encode()

    def auctions(self, path, query):
        records = []
        for number, row in enumerate(self.table("securities")):
            record = {
                "cusip": row["cusip"] or f"91282C{number:03d}", "security_type": row["type"],
                "original_security_term": row["original_term"] or "30-Year",
                "auction_date": row["auction_date"] or "2011-05-12", "dated_date": row["dated_date"] or "2011-05-15",
                "maturity_date": row["maturity"], "int_rate": f"{float(row['coupon_pct']):.6f}",
                "high_yield": row["high_yield_pct"] or "null", "reopening": "No", "inflation_index_security": "No",
                "floating_rate": "No",
            }  # fmt: skip
            later = {"auction_date": "2025-06-01", "high_yield": "9.000", "reopening": "Yes"}
            other = {"cusip": "912810ZZ9", "inflation_index_security": "Yes"}
            records += [record | later, record, record | other]
        pages = {"total-count": len(records), "total-pages": 1}
        return json.dumps({"data": self.change("securities", records), "meta": pages}).encode()


def filled(table, column):
    """Return the rows from the first with a value on, blanks in the column as the value before."""
    out = []
    for row in table:
        if row[column] or out:
            out.append(row if row[column] else row | {column: out[-1][column]})
    return out


def daily(table):
    """Return a row for every weekday, as the last one before it."""
    out = []
    for row, after in zip(table, [*table[1:], None], strict=True):
        day, end = (date.fromisoformat(each["date"]) for each in (row, after or row))
        out.append(row)
        while (day := day + timedelta(1)) < end:
            if day.weekday() < 5:
                out.append(row | {"date": str(day)})
    return out


def every_week(reports):
    """Return a report for every Tuesday after the last weekly one, as the one before it."""
    newest = max(day for day, _ in reports)
    day = date(2025, 6, 10)
    while str(day) < newest:
        for code in feeds.CFTC_CODES.values():
            reports.setdefault((str(day), code), reports[str(day - timedelta(7)), code])
        day += timedelta(7)
    return reports


def operation(row, kind, *amounts):
    """Return one operation of the repo desk, dollars."""
    collateral = ("Treasury", "Agency", "Mortgage-Backed")
    details = [{"securityType": name, "amtAccepted": amount} for name, amount in zip(collateral, amounts, strict=False)]
    return {
        "operationId": "RP 1", "auctionStatus": "Results", "operationDate": row["deal_date"], "operationType": kind,
        "totalAmtAccepted": sum(amounts), "details": details,
    }  # fmt: skip


def news():
    """Return a new row or two for every feed that grows."""
    positions = {"leveraged_long": "1", "leveraged_short": "2", "asset_manager_long": "3", "asset_manager_short": "4",
                 "open_interest": "9"}  # fmt: skip
    codes = feeds.CFTC_CODES.values()
    return {
        "yields": [{"date": "2025-05-16", "dgs2": "3.50", "dgs5": "3.70", "dgs10": "4.10", "dgs30": ""}],
        "rates": [{"date": "2026-10-09", "sofr": "3.88", "effr": "3.88",
                   "target_lower": "3.75", "target_upper": "4.00"}],
        "repo": [{"deal_date": "2026-01-02", "repo_treasury_bn": "1.5", "repo_agency_mbs_bn": "0.25",
                  "repo_total_bn": "1.75", "reverse_repo_total_bn": "3"}],
        "positions": [{"report_date": "2025-06-10", "contract": code} | positions for code in codes],
        "quarters": [{"report_date": day, "contract": code} | positions
                     for day in ("2026-08-11", "2026-09-29", "2026-10-06") for code in codes],
        "funding": [{"quarter_end": "2026-06-30", "within_day": "40", "within_week": "9.5", "within_quarter": "30",
                     "beyond_quarter": "20.5", "cash_ten_largest": "2.5", "cash_next_forty": "", "cash_others": "6"}],
        "volumes": [{"date": f"2026-11-{day:02}", "tri_party_bn": "900.5", "ficc_dvp_bn": f"{1900 + day}",
                     "ficc_gcf_bn": "200.25"} for day in (16, 17, 18, 19)],
    }  # fmt: skip


DATA = Path(__file__).parents[1] / "data"
TODAY = date(2026, 11, 20)
NAMES = tuple(feed.name for feed in feeds.FEEDS)
NOTHING = "http://127.0.0.1:9"  # the discard port: nobody listens


def contents(where):
    """Return every file of a folder, byte for byte, but for the lock, which has nothing in it."""
    return {path.name: path.read_bytes() for path in sorted(where.iterdir()) if path.name != safekeeping.LOCK}


def refresh(where, url, **options):
    """Refresh a copy of the data from a local server, without patience."""
    options = {"today": TODAY, "timeout": 5, "tries": 1, "pause": 0} | options
    return feeds.refresh(where=where, base_url=url, **options)


def refused(where, answer, feed=None, **options):
    """Refresh from a bad answer; return the sentences of what was refused, after looking at the files."""
    before = contents(where)
    with Service(answer) as service:
        outcomes = refresh(where, service.url, only=feed and [feed], **options)
    assert {outcome.state for outcome in outcomes} == {"refused"}, outcomes
    assert contents(where) == before
    for outcome in outcomes:
        assert outcome.sentence.startswith(f"{outcome.table} is as it was: ")
        assert outcome.sentence.endswith((".", "?"))
    return [outcome.sentence for outcome in outcomes]
