"""Brings the public series in `data/` up to date from official services that need no key.

Each `Feed` asks one service for what is newer than its table, with some days of overlap. What comes back
is taken only if it has the fields it should, numbers in range, no date in the future, every row of the
overlap, and no value far from the one in the table. Otherwise the table stays as it is, byte for byte.

**None of these services was tried live**: addresses and field names are from public documentation and
public code that uses them, read in November 2026, and everything here is tested against a local server.

- Treasury, daily par yield curve as CSV: home.treasury.gov, ``daily-treasury-rates.csv``
- Treasury Fiscal Data, ``v1/accounting/od/auctions_query``: fiscaldata.treasury.gov/api-documentation
- New York Fed Markets API, reference rates and repo results: markets.newyorkfed.org/static/docs/markets-api.html
- CFTC Public Reporting (Socrata), Traders in Financial Futures, futures only, ``gpe5-46if``:
  publicreporting.cftc.gov
- Office of Financial Research, Hedge Fund Monitor ``hf/v1/series/multifull`` and Short-term Funding Monitor
  ``v1/series/multifull``: data.financialresearch.gov
"""

import csv
import email.utils
import http.client
import io
import json
import math
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import Message
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from basislib.record import datasets, safekeeping

LARGEST_ANSWER = 30_000_000  # bytes of one answer
TIMEOUT = 30.0  # seconds, for one answer as a whole
TRIES = 3
PAUSE = 1.0  # seconds before the second try, twice that before the third
LONGEST_WAIT = 60.0  # seconds; a service that asks for more is not asked again
MOST_YEARS = 20  # from the newest row to the clock; some feeds ask once for each
AGENT = "basislib (a teaching workbook; python urllib)"
BUSY = http.HTTPStatus.TOO_MANY_REQUESTS
SOCRATA_LIMIT = 50_000
FIRST_MATURITY = "2026-01-01"  # nothing in the baskets matures before
CFTC_CODES = {"042601": "TU", "044601": "FV", "043602": "TY", "043607": "TN", "020601": "US", "020604": "UB"}
CFTC_FIELDS = {
    "lev_money_positions_long": "leveraged_long", "lev_money_positions_short": "leveraged_short",
    "asset_mgr_positions_long": "asset_manager_long", "asset_mgr_positions_short": "asset_manager_short",
    "open_interest_all": "open_interest",
}  # fmt: skip
YIELD_FIELDS = {"2 Yr": "dgs2", "5 Yr": "dgs5", "10 Yr": "dgs10", "30 Yr": "dgs30"}
RATE_FIELDS = {
    "secured/sofr": {"percentRate": "sofr"},
    "unsecured/effr": {"percentRate": "effr", "targetRateFrom": "target_lower", "targetRateTo": "target_upper"},
}
AUCTION_FIELDS = (
    "cusip", "security_type", "original_security_term", "auction_date", "dated_date", "maturity_date", "int_rate",
    "high_yield", "reopening", "inflation_index_security", "floating_rate",
)  # fmt: skip

Row: TypeAlias = dict[str, str]  # of a table, as text
Found: TypeAlias = dict[str, Any]  # of an answer: texts and numbers, None for what is not available


@dataclass(frozen=True)
class Number:
    """What a number of a feed must be like, in the unit of its column.

    Attributes
    ----------
    low, high : float
        Inclusive bounds.
    decimals : int
        As written into the table.
    far : float
        A value that differs from the table's by more than this is taken for a mistake, by less for a revision.
    """

    low: float
    high: float
    decimals: int
    far: float


@dataclass(frozen=True)
class Feed:
    """One service and the table it keeps up to date.

    Attributes
    ----------
    name : str
        For `refresh(only=...)`.
    table : str
        Name in `basislib.record.datasets`.
    service : str
        In words, for the sentences.
    base_url : str
        Scheme and host.
    paths : callable
        ``paths(since, today)`` returns what to ask for, one path each request.
    parse : callable
        ``parse(bodies, stored)`` returns rows as dicts: texts and numbers, None for what is not available.
    columns : dict
        Column of the table to `Number`, or to "same" for a text that must agree with the table's, or "free".
    date_column : str or None
        The column that grows; None for a table that only has blanks to fill.
    overlap : int
        Days before the newest row to ask for again. A table without rows asks from the day after its manifest's
        ``as_of``.
    gap : int, optional
        An answer that skips more days than this is taken for one with a hole in it.
    keep : callable, optional
        Which of the merged dates stay.
    """

    name: str
    table: str
    service: str
    base_url: str
    paths: Callable[[Any, date], list[str]]  # `since` is None without a date column
    parse: Callable[[list[bytes], list[Row]], list[Found]]
    columns: Mapping[str, Number | str]
    date_column: str | None
    overlap: int = 40
    gap: int | None = None
    keep: Callable[[Iterable[str]], set[str]] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one feed; ``pandas.DataFrame(outcomes)`` makes a table of them.

    Attributes
    ----------
    feed, table : str
    state : {"updated", "current", "refused"}
    sentence : str
        For the reader.
    """

    feed: str
    table: str
    state: str
    sentence: str


def refresh(
    progress: Callable[[int, int, str], None] | None = None,
    *,
    only: Collection[str] | None = None,
    where: str | Path | None = None,
    base_url: str | dict[str, str] | None = None,
    today: date | None = None,
    timeout: float = TIMEOUT,
    tries: int = TRIES,
    pause: float = PAUSE,
) -> tuple[Outcome, ...]:
    """Ask every service for news and bring the tables up to date.

    Parameters
    ----------
    progress : callable, optional
        Called as ``progress(done, total, words)`` before each feed and once at the end.
    only : list of str, optional
        Names of feeds; all without it.
    where : path-like, optional
        A folder other than `basislib.record.datasets.folder()`.
    base_url : str or dict, optional
        Another server, for all feeds or by name of feed.
    today : datetime.date, optional
        Dates after it are refused; the computer's date without it.
    timeout : float, optional
        Seconds for one answer as a whole.
    tries : int, optional
        How often to ask where the network, not the answer, is at fault.
    pause : float, optional
        Seconds before the second try; twice that before the third.

    Returns
    -------
    tuple of Outcome
        In the order of the feeds. A feed that fails leaves its table as it was; so do all if the folder cannot be
        written, or if another refresh is under way there.

    Raises
    ------
    ValueError
        If `only` names no feed.
    """
    chosen = [feed for feed in FEEDS if only is None or feed.name in only]
    unknown = sorted(set(only or ()) - {feed.name for feed in FEEDS})
    if unknown:
        raise ValueError(f"There is no feed {', '.join(unknown)}; there are {', '.join(f.name for f in FEEDS)}.")
    place = datasets.folder() if where is None else Path(where)
    today = today or date.today()
    outcomes = []
    with ExitStack() as held:
        try:
            held.enter_context(safekeeping.alone(place))
        except ValueError as wrong:
            return tuple(_refused(feed, wrong) for feed in chosen)
        except OSError as wrong:
            why = f"the folder {place} cannot be written ({wrong}); if it is not yours, ask whoever installed it."
            return tuple(_refused(feed, why) for feed in chosen)
        for done, feed in enumerate(chosen):
            if progress:
                progress(done, len(chosen), f"asking {feed.service}")
            base = (base_url.get(feed.name) if isinstance(base_url, dict) else base_url) or feed.base_url

            def ask(path: str, base: str = base) -> bytes:
                return fetch(base + path, timeout=timeout, tries=tries, pause=pause)

            outcomes.append(_run(feed, place, today, ask))
    if progress:
        progress(len(chosen), len(chosen), "done")
    return tuple(outcomes)


def fetch(
    url: str, *, timeout: float = TIMEOUT, tries: int = TRIES, pause: float = PAUSE, largest: int = LARGEST_ANSWER
) -> bytes:
    """Download a file into memory.

    Parameters
    ----------
    url : str
        http or https.
    timeout : float
        Seconds for the whole answer.
    tries : int
        How often to ask if the server cannot be reached, is slow or has an error of its own.
    pause : float
        Seconds before the second try; twice that before the third. A server that says how long to wait is obeyed,
        up to `LONGEST_WAIT` seconds.
    largest : int
        Bytes; a larger answer is refused.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        In a sentence, if it did not work.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"{url!r} is no web address; it must start with https://.")
    request = urllib.request.Request(url, headers={"User-Agent": AGENT, "Accept": "application/json, text/csv, */*"})
    for attempt in range(tries):
        wait = pause * (attempt + 1)
        try:
            return _read(request, timeout, largest)
        except urllib.error.HTTPError as wrong:
            wrong.close()
            said = f"{parts.netloc} answered with error {wrong.code}."
            if wrong.code < 500 and wrong.code != BUSY:
                break
            told = _told_to_wait(wrong.headers)
            if wrong.code == BUSY or told:
                said = f"{parts.netloc} answered with error {wrong.code}: it is asked too often just now; try later."
            if told > LONGEST_WAIT:
                said = f"{parts.netloc} answered with error {wrong.code} and asks to wait {told:,.0f} seconds."
                break
            wait = max(wait, told)
        except TimeoutError:
            said = f"{parts.netloc} took longer than {timeout:g} seconds."
        except (OSError, http.client.HTTPException) as wrong:
            slow = isinstance(getattr(wrong, "reason", None), TimeoutError)
            reason = getattr(wrong, "reason", None) or wrong
            said = (
                f"{parts.netloc} took longer than {timeout:g} seconds."
                if slow
                else f"{parts.netloc} cannot be reached or broke off ({reason})."
            )
        if attempt < tries - 1:
            time.sleep(wait)
    raise ValueError(said)


def _told_to_wait(headers: Message) -> float:
    """Return how many seconds a busy service asks to wait; 0 if it does not say, or not in a way we understand."""
    after = headers.get("Retry-After", "").strip()
    if after.isascii() and after.isdigit():
        return float(after[:9])
    try:
        until, now = (email.utils.mktime_tz(email.utils.parsedate_tz(each)) for each in (after, headers["Date"]))  # type: ignore[arg-type]
        return max(0.0, until - now)  # by the service's own clock, whatever ours says
    except (TypeError, ValueError, OverflowError):
        return 0.0


def _read(request: urllib.request.Request, timeout: float, largest: int) -> bytes:
    """Read one answer, within its time and size."""
    end = time.monotonic() + timeout
    with urllib.request.urlopen(request, timeout=timeout) as answer:
        expected = answer.length
        body = bytearray()
        while chunk := answer.read1(65536):
            body += chunk
            if len(body) > largest:
                raise ValueError(f"the answer is larger than {largest:,} bytes.")
            if time.monotonic() > end:
                raise TimeoutError
        if expected is not None and len(body) < expected:
            raise http.client.IncompleteRead(bytes(body), expected - len(body))
        return bytes(body)


def _run(feed: Feed, place: Path, today: date, ask: Callable[[str], bytes]) -> Outcome:
    """Bring one table up to date, or say why not."""
    try:
        facts, raw = datasets.read(feed.table, place)
        datasets.parse(feed.table, raw, facts)  # what is there must be good before it is built on
        _refuse_clock(facts["as_of"], today)
    except (ValueError, OSError) as wrong:
        return _refused(feed, wrong)
    try:
        stored = _rows(raw.decode())
        since = _since(feed, stored, facts["as_of"])
        found = feed.parse([ask(path) for path in feed.paths(since, today)], stored)
        found = [_as_texts(feed, row, today) for row in found]
        merged, revised, added = _merge(feed, facts, stored, found, since)
        if merged == stored:
            words = f"{feed.table} is already current, to {facts['as_of']}."
            return Outcome(feed.name, feed.table, "current", words)
        newest = max(row[feed.date_column] for row in merged) if feed.date_column else str(today)
        _write(feed.table, place, facts, merged, newest, today)
    except ValueError as wrong:
        return _refused(feed, f"{feed.service}: {wrong}")
    except OSError as wrong:
        return _refused(feed, f"the table cannot be written ({wrong}).")
    news = [f"{added} new rows"] if added else []
    news += [f"{revised} values filled or revised"] if revised else []
    words = f"{feed.table} is updated from {feed.service}, to {newest}: {', '.join(news) or 'fewer rows'}."
    return Outcome(feed.name, feed.table, "updated", words)


def _refused(feed: Feed, why: object) -> Outcome:
    """Return the outcome of a feed whose table stays as it is."""
    return Outcome(feed.name, feed.table, "refused", f"{feed.table} is as it was: {why}")


def _refuse_clock(as_of: str, today: date) -> None:
    """Refuse a clock that is before the table, or so far after it that the services would be asked for ever."""
    days = (today - date.fromisoformat(as_of)).days
    if days < -1:  # west of where the table was refreshed it may still be the day before
        raise ValueError(f"the clock says {today}, but the table is of {as_of} already; set this computer's clock.")
    if days > MOST_YEARS * 366:
        raise ValueError(
            f"the clock says {today}, which is more than {MOST_YEARS} years after the table's {as_of}; set this "
            f"computer's clock."
        )


def _rows(text: str) -> list[Row]:
    """Return the rows of a CSV text as dicts of texts."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _since(feed: Feed, stored: list[Row], as_of: str) -> date | None:
    """Return the first day to ask for: some days before the newest row without a blank in the feed's columns."""
    if feed.date_column is None:
        return None
    if not stored:
        return date.fromisoformat(as_of) + timedelta(1)
    newest = max(row[feed.date_column] for row in stored if all(row[column] for column in feed.columns))
    return date.fromisoformat(newest) - timedelta(feed.overlap)


def _as_texts(feed: Feed, row: Found, today: date) -> Row:
    """Return one found row as the texts of the table; refuse what is out of range."""
    out = {}
    for column, value in row.items():
        rule = feed.columns.get(column)
        if column == feed.date_column and date.fromisoformat(value) > today:
            raise ValueError(f"it has the date {value}, which is in the future.")
        if not isinstance(rule, Number):
            out[column] = "" if value is None else str(value)
            continue
        if value is None:
            out[column] = ""
            continue
        if not rule.low <= value <= rule.high:
            raise ValueError(f"its {column} of {value:.10g} is not between {rule.low:g} and {rule.high:g}.")
        out[column] = f"{value:.{rule.decimals}f}"
    return out


def _merge(
    feed: Feed, facts: datasets.Facts, stored: list[Row], found: list[Row], since: date | None
) -> tuple[list[Row], int, int]:
    """Return the merged rows, the number of values revised and the number of rows added."""
    key = facts["key"]
    if feed.date_column:
        found = [row for row in found if row[feed.date_column] >= str(since)]
    if not found:
        raise ValueError("it has no rows for the days asked for.")
    table = {tuple(row[column] for column in key): row for row in stored}
    news: dict[tuple[str, ...], Row] = {}
    for row in found:
        name = tuple(row[column] for column in key)
        if news.setdefault(name, row) != row:
            raise ValueError(f"it has two different rows for {', '.join(name)}.")
    _refuse_shorter(feed, key, stored, news, since)
    _refuse_gaps(feed, found)
    revised = 0
    for name, row in news.items():
        old = table.get(name)
        if old is None:
            table[name] = {column: row.get(column, "") for column in facts["columns"]}
            continue
        changes = _changes(feed, name, old, row)
        revised += len(changes.keys() - {"note"})
        table[name] = old | changes
    merged = list(table.values())
    if grows := feed.date_column:
        merged.sort(key=lambda row: row[grows])  # stable, so the order within a day stays
    if grows and feed.keep:
        kept = feed.keep({row[grows] for row in merged})
        merged = [row for row in merged if row[grows] in kept]
    before = {tuple(row[column] for column in key) for row in stored}
    added = sum(tuple(row[column] for column in key) not in before for row in merged)
    return merged, revised, added


def _refuse_shorter(
    feed: Feed, key: list[str], stored: list[Row], news: Mapping[tuple[str, ...], Row], since: date | None
) -> None:
    """Refuse an answer that lacks a row the table has in the days asked for."""
    if feed.date_column is None:
        return
    for row in stored:
        name = tuple(row[column] for column in key)
        if any(row[column] for column in feed.columns) and row[feed.date_column] >= str(since) and name not in news:
            raise ValueError(f"it lacks {', '.join(name)}, which the table has; it may be cut short.")


def _refuse_gaps(feed: Feed, found: list[Row]) -> None:
    """Refuse an answer that skips more days than holidays explain."""
    if feed.gap is None or feed.date_column is None:
        return
    days = sorted({row[feed.date_column] for row in found})
    for earlier, later in zip(days, days[1:], strict=False):
        if (date.fromisoformat(later) - date.fromisoformat(earlier)).days > feed.gap:
            raise ValueError(f"it skips from {earlier} to {later}; it may have a hole.")


def _changes(feed: Feed, name: tuple[str, ...], old: Row, new: Row) -> Row:
    """Return the cells of a row to change; refuse a value far from the one in the table."""
    changes = {}
    for column, rule in feed.columns.items():
        before, after = old[column], new.get(column, "")
        if after == "" or after == before:
            continue
        if before == "":
            changes[column] = after
        elif isinstance(rule, Number):
            apart = abs(float(after) - float(before))
            if apart > rule.far:
                raise ValueError(
                    f"its {column} for {', '.join(name)} is {after}, far from the {before} in the table; one is wrong."
                )
            if apart > 0.51 * 10.0**-rule.decimals:  # less is the rounding of one or the other
                changes[column] = after
        elif rule == "same":
            raise ValueError(f"its {column} for {', '.join(name)} is {after}, the table has {before}; one is wrong.")
        else:
            changes[column] = after
    return changes


def _write(table: str, place: Path, facts: datasets.Facts, rows: list[Row], newest: str, today: date) -> None:
    """Write table, manifest and catalogue; they load before, in between and after."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(facts["columns"]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    raw = text.getvalue().encode()
    facts = facts | {"as_of": newest, "retrieved": str(today), "rows": len(rows), "sha256": datasets.sha256(raw)}
    datasets.parse(table, raw, facts)  # what is about to be written must load
    safekeeping.replace(table, place, facts, raw)


def _json(body: bytes) -> Any:
    """Read an answer that must be JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        start = bytes(body[:200]).lstrip().lower()
        kind = "a web page" if start.startswith((b"<!doctype", b"<html")) else "something that is not JSON"
        raise ValueError(f"it sent {kind}, or an answer cut short.") from None


def _at(thing: Any, *steps: str) -> Any:
    """Walk into an answer; refuse one that has no such field."""
    for step in steps:
        if not isinstance(thing, dict) or step not in thing:
            raise ValueError(f"its answer has no field {step!r}.")
        thing = thing[step]
    return thing


def _list(thing: Any, *steps: str) -> list:
    """Return a list within an answer."""
    found = _at(thing, *steps)
    if not isinstance(found, list):
        raise ValueError(f"its field {'.'.join(steps)!r} is no list.")
    return found


def _number(value: object, field: str) -> float | None:
    """Return a number, or None where the service says there is none."""
    if value is None or (isinstance(value, str) and value.strip() in ("", "null", "NA", "N/A", "*")):
        return None
    try:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"its {field} is {str(value)[:40]!r}, which is not a number.")
    return number


def _date(value: Any, field: str, form: str = "%Y-%m-%d") -> str:
    """Return a date as 2030-05-31."""
    try:
        return str(datetime.strptime(value, form).date())
    except (ValueError, TypeError):
        raise ValueError(f"its {field} is {str(value)[:40]!r}, which is not a date.") from None


def _years(since: date, today: date) -> range:
    """Return the years to ask for."""
    return range(since.year, today.year + 1)


def _yield_paths(since: date, today: date) -> list[str]:
    """One file a year."""
    return [
        f"/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/{year}/all"
        f"?type=daily_treasury_yield_curve&field_tdr_date_value={year}&page&_format=csv"
        for year in _years(since, today)
    ]


def _parse_yields(bodies: list[bytes], stored: list[Row]) -> list[Found]:
    """Read the par yield curves of some years."""
    rows = []
    for body in bodies:
        try:
            table = csv.DictReader(io.StringIO(body.decode("utf-8-sig").lstrip(), newline=""))
            lines = list(table)
        except (UnicodeDecodeError, csv.Error):
            raise ValueError("it sent something that is not a table.") from None
        if set(table.fieldnames or ()) <= {"Date"}:  # so begins a year that has no yields yet
            continue
        missing = [name for name in ("Date", *YIELD_FIELDS) if name not in (table.fieldnames or ())]
        if missing:
            raise ValueError(f"its table has no column {', '.join(missing)}.")
        for line in lines:
            if None in line.values():
                raise ValueError("its table has a line cut short.")
            row = {"date": _date(line["Date"], "Date", "%m/%d/%Y")}
            rows.append(row | {ours: _number(line[theirs], theirs) for theirs, ours in YIELD_FIELDS.items()})
    return [row for row in rows if any(row[column] is not None for column in YIELD_FIELDS.values())]


def _rate_paths(since: date, today: date) -> list[str]:
    """One request a rate."""
    return [f"/api/rates/{kind}/search.json?startDate={since}&endDate={today}" for kind in RATE_FIELDS]


def _parse_rates(bodies: list[bytes], stored: list[Row]) -> list[Found]:
    """Read the reference rates, one answer each, into one row a day."""
    days: dict[str, Found] = {}
    for body, fields in zip(bodies, RATE_FIELDS.values(), strict=True):
        for record in _list(_json(body), "refRates"):
            day = _date(_at(record, "effectiveDate"), "effectiveDate")
            row = {ours: _number(_at(record, theirs), theirs) for theirs, ours in fields.items()}
            known = days.setdefault(day, {"date": day})
            if any(known.get(column, value) != value for column, value in row.items()):
                raise ValueError(f"it has two different rates for {day}.")
            known |= row
    return list(days.values())


def _repo_paths(since: date, today: date) -> list[str]:
    """One request a year."""
    starts = [since, *(date(year, 1, 1) for year in _years(since, today) if year > since.year)]
    return [f"/api/rp/results/search.json?startDate={start}&endDate={min(date(start.year, 12, 31), today)}"
            for start in starts]  # fmt: skip


def _parse_repo(bodies: list[bytes], stored: list[Row]) -> list[Found]:
    """Add up the operations of each day, billion dollars."""
    days: dict[str, Found] = {}
    for body in bodies:
        for operation in _list(_json(body), "repo", "operations"):
            day = _date(_at(operation, "operationDate"), "operationDate")
            kind = _at(operation, "operationType")
            total = (_number(_at(operation, "totalAmtAccepted"), "totalAmtAccepted") or 0) / 1e9
            row = days.setdefault(day, dict.fromkeys(REPO_COLUMNS, 0.0))
            if kind == "Reverse Repo":
                row["reverse_repo_total_bn"] += total
            elif kind == "Repo":
                _add_repo(row, operation, total)
            else:
                raise ValueError(f"its operationType is {str(kind)[:40]!r}; it must be Repo or Reverse Repo.")
    return [{"deal_date": day} | row for day, row in sorted(days.items())]


def _add_repo(row: dict[str, float], operation: Any, total: float) -> None:
    """Add one repo operation to its day, by collateral."""
    parts = {"repo_treasury_bn": 0.0, "repo_agency_mbs_bn": 0.0}
    for detail in _list(operation, "details"):
        amount = (_number(_at(detail, "amtAccepted"), "amtAccepted") or 0) / 1e9
        parts["repo_treasury_bn" if _at(detail, "securityType") == "Treasury" else "repo_agency_mbs_bn"] += amount
    if abs(sum(parts.values()) - total) > 0.001:
        raise ValueError(f"its amounts by collateral come to {sum(parts.values()):.3f} billion, in total {total:.3f}.")
    for column, amount in parts.items():
        row[column] += amount
    row["repo_total_bn"] += total


def _cftc_paths(since: date, today: date) -> list[str]:
    """One query for the six contracts."""
    codes = ",".join(f"'{code}'" for code in CFTC_CODES)
    query = {
        "$select": ",".join(("report_date_as_yyyy_mm_dd", "cftc_contract_market_code", *CFTC_FIELDS)),
        "$where": f"cftc_contract_market_code in({codes}) AND report_date_as_yyyy_mm_dd >= '{since}T00:00:00.000'",
        "$order": "report_date_as_yyyy_mm_dd", "$limit": SOCRATA_LIMIT,
    }  # fmt: skip
    return [f"/resource/gpe5-46if.json?{urllib.parse.urlencode(query)}"]


def _parse_cftc(bodies: list[bytes], stored: list[Row]) -> list[Found]:
    """Read positions; every report must have all six contracts."""
    records = _json(bodies[0])
    if not isinstance(records, list) or len(records) >= SOCRATA_LIMIT:
        raise ValueError("its answer is no list of reports, or a list cut short.")
    reports: dict[str, dict[str, Found]] = {}
    for record in records:
        contract = CFTC_CODES.get(str(_at(record, "cftc_contract_market_code")))
        if contract is None:
            raise ValueError("it has a contract nobody asked for.")
        day = _date(str(_at(record, "report_date_as_yyyy_mm_dd"))[:10], "report date")
        row: Found = {"report_date": day, "contract": contract}
        row |= {ours: _number(_at(record, theirs), theirs) for theirs, ours in CFTC_FIELDS.items()}
        if None in row.values() or reports.setdefault(day, {}).setdefault(contract, row) != row:
            raise ValueError(f"its report of {day} on {contract} is incomplete or there twice.")
    short = [day for day, report in reports.items() if len(report) < len(CFTC_CODES)]
    if short:
        raise ValueError(f"its report of {short[0]} lacks a contract.")
    constant = {"report": "FutOnly"} if "report" in stored[0] else {}
    return [report[code] | constant for _, report in sorted(reports.items()) for code in CFTC_CODES.values()]


def _last_of_quarter(days: Iterable[str]) -> set[str]:
    """Return the newest day of each quarter."""
    newest = {}
    for day in sorted(days):
        newest[day[:4], (int(day[5:7]) - 1) // 3] = day
    return set(newest.values())


def _auction_paths(since: date, today: date) -> list[str]:
    """Every note and bond that matures in the span of the baskets; the service sends up to 10,000 rows."""
    query = {
        "fields": ",".join(AUCTION_FIELDS), "filter": f"maturity_date:gte:{FIRST_MATURITY},auction_date:lte:{today}",
        "page[size]": 10_000, "format": "json",
    }  # fmt: skip
    return [f"/services/api/fiscal_service/v1/accounting/od/auctions_query?{urllib.parse.urlencode(query)}"]


def _parse_auctions(bodies: list[bytes], stored: list[Row]) -> list[Found]:
    """Find each stored security's first auction; refuse a coupon or a term the Treasury does not have."""
    answer = _json(bodies[0])
    if _at(answer, "meta", "total-pages") != 1:
        raise ValueError("its answer has more than one page.")
    first: dict[tuple[float, str], list] = {}
    for record in sorted(_list(answer, "data"), key=lambda each: str(_at(each, "auction_date"))):
        plain = "Yes" not in (_at(record, "inflation_index_security"), _at(record, "floating_rate"))
        coupon = _number(_at(record, "int_rate"), "int_rate")
        if plain and coupon is not None and _at(record, "reopening") != "Yes":
            first.setdefault((coupon, _at(record, "maturity_date")), []).append(record)
    rows = []
    for row in stored:
        issues = first.get((float(row["coupon_pct"]), row["maturity"]), [])
        issues = [each for each in issues if _at(each, "original_security_term") == row["original_term"]] or issues
        if len(issues) != 1:
            raise ValueError(
                f"it has {len(issues)} first auctions of the {row['coupon_pct']}% of {row['maturity']}; is the coupon "
                f"right, there and in baskets.csv?"
            )
        rows.append(_auction_row(row, issues[0]))
    return rows


def _auction_row(row: Row, issue: Any) -> Found:
    """Return the facts of one security."""
    facts = {
        "cusip": _at(issue, "cusip"), "type": _at(issue, "security_type"),
        "original_term": _at(issue, "original_security_term"),
        **{day: _date(_at(issue, day), day) for day in ("auction_date", "dated_date")},
    }  # fmt: skip
    if not all(isinstance(value, str) and value not in ("", "null") for value in facts.values()):
        raise ValueError(f"a fact of the {row['coupon_pct']}% of {row['maturity']} is missing.")
    filled = [column for column in facts if not row[column]]
    note = row["note"]
    if filled:
        note += f"; then filled from the Treasury's auction data: {', '.join(filled)}"
    high = _number(_at(issue, "high_yield"), "high_yield")
    return {"coupon_pct": row["coupon_pct"], "maturity": row["maturity"], "high_yield_pct": high, "note": note} | facts


def _ofr_paths(path: str, mnemonics: Iterable[str], since: date, today: date) -> list[str]:
    """One request for all series."""
    return [f"{path}/series/multifull?mnemonics={','.join(mnemonics)}&start_date={since}&end_date={today}"]


def _parse_ofr(
    series: Mapping[str, str], day_column: str, unit: float, bodies: list[bytes], stored: list[Row]
) -> list[Found]:
    """Read series by their mnemonics into one row a day; days on which all are masked are left out."""
    answer = _json(bodies[0])
    days: dict[str, Found] = {}
    for mnemonic, column in series.items():
        for pair in _list(answer, mnemonic, "timeseries", "aggregation"):
            if not isinstance(pair, list) or len(pair) != 2:
                raise ValueError(f"its series {mnemonic} is no list of days and values.")
            day, value = _date(pair[0], "date"), _number(pair[1], mnemonic)
            row = days.setdefault(day, {day_column: day})
            if row.setdefault(column, value) != value:
                raise ValueError(f"it has two different values of {mnemonic} for {day}.")
    for row in days.values():
        row |= {column: row[column] / unit for column in series.values() if row.get(column) is not None}
    return [row for _, row in sorted(days.items()) if any(row.get(column) is not None for column in series.values())]


def _parse_funding(bodies: list[bytes], stored: list[Row]) -> list[Found]:
    """Read maturities and cash of hedge funds; the four shares of a quarter must be a whole."""
    rows = _parse_ofr(FUNDING_SERIES, "quarter_end", 1.0, bodies, stored)
    for row in rows:
        shares = [row[column] for column in MATURITIES if row.get(column) is not None]
        if len(shares) == len(MATURITIES) and abs(sum(shares) - 100) > 1:
            raise ValueError(f"its maturities of {row['quarter_end']} come to {sum(shares):.1f}%, not to 100.")
    return rows


MATURITIES = ("within_day", "within_week", "within_quarter", "beyond_quarter")
FUNDING_SERIES = {
    **{f"FPF-ALLQHF_FINANCINGLIQUIDTY{ends}_PERCENT": column  # the service spells it so
       for ends, column in zip(("LE1", "GT1LE7", "GT7LE90", "GT90"), MATURITIES, strict=True)},
    "FPF-ALLQHF_GAVN10_CASHRATIO_AVERAGE": "cash_ten_largest",
    "FPF-ALLQHF_GAVN11TO50_CASHRATIO_AVERAGE": "cash_next_forty",
    "FPF-ALLQHF_GAVN51_CASHRATIO_AVERAGE": "cash_others",
}  # fmt: skip
VOLUME_SERIES = {
    "REPO-TRIV1_TV_TOT-P": "tri_party_bn", "REPO-DVP_TV_TOT-P": "ficc_dvp_bn", "REPO-GCF_TV_TOT-P": "ficc_gcf_bn",
}  # fmt: skip
REPO_COLUMNS = ("repo_treasury_bn", "repo_agency_mbs_bn", "repo_total_bn", "reverse_repo_total_bn")
TREASURY, FISCAL = "https://home.treasury.gov", "https://api.fiscaldata.treasury.gov"
NEW_YORK, CFTC = "https://markets.newyorkfed.org", "https://publicreporting.cftc.gov"
OFR = "https://data.financialresearch.gov"
_RATE = Number(-2, 25, 2, 0.25)
_TARGET = Number(0, 25, 2, 0.001)  # announced, so never revised
_POSITION = Number(0, 50_000_000, 0, 200_000)
_POSITIONS = dict.fromkeys(CFTC_FIELDS.values(), _POSITION)

FEEDS = (
    Feed("yields", "treasury_yields_episodes", "the Treasury's daily yield curve", TREASURY,
         _yield_paths, _parse_yields, dict.fromkeys(YIELD_FIELDS.values(), _RATE), "date", gap=8),
    Feed("rates", "money_market_rates", "the New York Fed (reference rates)", NEW_YORK,
         _rate_paths, _parse_rates,
         {"sofr": _RATE, "effr": _RATE, "target_lower": _TARGET, "target_upper": _TARGET}, "date", gap=8),
    Feed("repo", "fed_repo_operations", "the New York Fed (repo operations)", NEW_YORK,
         _repo_paths, _parse_repo, dict.fromkeys(REPO_COLUMNS, Number(0, 5000, 3, 1.0)), "deal_date"),
    Feed("positions", "cftc_positions_weekly_episodes", "the CFTC (weekly positions)", CFTC,
         _cftc_paths, _parse_cftc, _POSITIONS, "report_date", gap=16),
    Feed("quarters", "cftc_positions_quarterly", "the CFTC (quarterly positions)", CFTC,
         _cftc_paths, _parse_cftc, _POSITIONS | {"report": "same"}, "report_date", 100, keep=_last_of_quarter),
    Feed("securities", "treasury_securities", "the Treasury's auction data", FISCAL, _auction_paths, _parse_auctions,
         {"cusip": "same", "type": "same", "original_term": "same", "auction_date": "free", "dated_date": "free",
          "high_yield_pct": Number(0, 25, 3, 0.01), "note": "free"}, None),
    Feed("funding", "hedge_fund_funding", "the OFR (Hedge Fund Monitor)", OFR,
         partial(_ofr_paths, "/hf/v1", FUNDING_SERIES), _parse_funding,
         dict.fromkeys(FUNDING_SERIES.values(), Number(0, 100, 3, 5.0)), "quarter_end", 5000, gap=100),
    Feed("volumes", "repo_volumes", "the OFR (Short-term Funding Monitor)", OFR,
         partial(_ofr_paths, "/v1", VOLUME_SERIES),
         partial(_parse_ofr, VOLUME_SERIES, "date", 1e9),
         dict.fromkeys(VOLUME_SERIES.values(), Number(0, 50_000, 3, 200.0)), "date", gap=8),
)  # fmt: skip
