"""What the services answer on a good day, on the first of January and when they are busy; and clocks that are wrong."""

import email.message
import email.utils
import shutil
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.record import datasets, feeds
from tests.feeds import (
    DATA,
    NAMES,
    TODAY,
    Official,
    Service,
    contents,
    news,
    operation,
    refresh,
    refused,
    rows,
)  # fmt: skip

PUBLISHED = ("1 Mo", "1.5 Month", "2 Mo", "3 Mo", "4 Mo", "6 Mo", "1 Yr", "2 Yr", "3 Yr", "5 Yr", "7 Yr", "10 Yr",
             "20 Yr", "30 Yr")  # fmt: skip
DATED = tuple(feed.name for feed in feeds.FEEDS if feed.date_column)


def taken(where, answer, feed, **options):
    """Refresh from an answer that must be taken; return the table."""
    with Service(answer) as service:
        (outcome,) = refresh(where, service.url, only=[feed], **options)
    assert outcome.state == "updated", outcome
    return datasets.load(outcome.table, where)


def as_published(where, ends="\r\n", turn=lambda lines: lines[::-1], start=""):
    """Return what answers with the Treasury's own table of yields, whole years with every column."""

    def answer(path):
        year = path.split("/")[5]
        lines = []
        for row in rows("treasury_yields_episodes", where) + news()["yields"]:
            cells = {"2 Yr": row["dgs2"], "5 Yr": row["dgs5"], "10 Yr": row["dgs10"], "30 Yr": row["dgs30"]}
            if row["date"][:4] == year:
                day = f"{row['date'][5:7]}/{row['date'][8:]}/{year}"
                lines.append(",".join([day, *(cells.get(name, "4.00") for name in PUBLISHED)]))
        head = ",".join(["Date", *(f'"{name}"' for name in PUBLISHED)])
        return (start + ends.join([head, *turn(lines), ""])).encode()

    return answer


# --- right already


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
@pytest.mark.parametrize("turn", [lambda lines: lines[::-1], lambda lines: lines], ids=["newest first", "oldest first"])
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["", "marked"])
def test_yields_as_published(where, ends, turn, start):
    table = taken(where, as_published(where, ends, turn, start), "yields").set_index("date")
    assert table.index.is_monotonic_increasing
    assert table.loc["2025-05-16", ["dgs2", "dgs5", "dgs10"]].tolist() == [3.5, 3.7, 4.1]
    assert table["dgs30"].isna()["2025-05-16"] and len(table) == 1 + datasets.manifest(table_of("yields"))["rows"]


def table_of(feed):
    return next(each.table for each in feeds.FEEDS if each.name == feed)


@pytest.mark.parametrize("nothing", ["NA", "null", "N/A", "", "*", " NA ", None])
def test_what_is_not_available_is_left_blank(where, nothing):
    def change(feed, records):
        last = records[-1]
        return [*records[:-1], last | {"percentRate": nothing}] if last["type"] == "SOFR" else records

    table = taken(where, Official(where, news(), change), "rates").set_index("date")
    assert table["sofr"].isna()["2026-10-09"] and table["effr"]["2026-10-09"] == 3.88


def test_a_day_without_sofr(where):
    def change(feed, records):
        return [each for each in records if (each["type"], each["effectiveDate"]) != ("SOFR", "2026-10-09")]

    table = taken(where, Official(where, news(), change), "rates").set_index("date")
    assert table["sofr"].isna()["2026-10-09"] and table["effr"]["2026-10-09"] == 3.88


def test_repo_operations_of_a_day_are_added_up_with_exercises_of_small_value(where):
    day = {"deal_date": "2026-01-02"}
    more = [operation(day, "Repo", 2_000_000_000, 0, 500_000_000), operation(day, "Repo", 1_000_000, 0, 0),
            operation(day, "Repo", 0, 0, 2_000_000), operation(day, "Reverse Repo", 4_000_000_000),
            operation(day, "Reverse Repo", 3_000_000)]  # fmt: skip

    def change(feed, records):
        others = [each for each in records if each["operationDate"] != "2026-01-02"]
        return others + (more if len(others) < len(records) else [])

    table = taken(where, Official(where, news(), change), "repo").set_index("deal_date")
    assert table.loc["2026-01-02"].tolist() == pytest.approx([2.001, 0.502, 2.503, 4.003])


def in_chunks(body, end=b"0\r\n\r\n"):
    """Send a body in chunks, without its length."""

    def reply(handler):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for start in range(0, len(body), 999):
            chunk = body[start : start + 999]
            handler.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        handler.wfile.write(end)

    return reply


def test_an_answer_in_chunks(where):
    official = Official(where, news())
    table = taken(where, lambda path: in_chunks(official(path)), "positions")
    assert str(table["report_date"].max().date()) == "2026-10-06"


def test_an_answer_in_chunks_that_breaks_off(where):
    official = Official(where, news())
    (sentence,) = refused(where, lambda path: in_chunks(official(path), b""), "positions")
    assert "broke off" in sentence
    (sentence,) = refused(where, lambda path: in_chunks(official(path), b"3e7\r\n[{"), "positions")
    assert "broke off" in sentence


def moved(to):
    """Send the reader elsewhere."""

    def reply(handler):
        handler.send_response(302)
        handler.send_header("Location", to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return reply


def test_a_redirect_is_followed(where):
    official = Official(where, news())
    table = taken(where, lambda path: official(path[4:]) if path.startswith("/new") else moved(f"/new{path}"), "repo")
    assert str(table["deal_date"].max().date()) == "2026-01-02"


@pytest.mark.parametrize("to", ["/round", "file:///etc/hostname", "http://127.0.0.1:9/x"])
def test_a_redirect_to_nowhere_is_refused(where, to):
    refused(where, lambda path: moved(to), "repo")


@pytest.mark.parametrize("feed", DATED)
@pytest.mark.parametrize(
    "part",
    [lambda n: slice(n // 2), lambda n: slice(n // 2, None), lambda n: slice(1, n, 2)],
    ids=["first half", "last half", "every other"],
)
def test_a_list_that_is_cut_costs_no_row(where, feed, part):
    """Cut before the days asked for, or after the table's newest, it is as good as whole; else it is refused."""
    server = {"quarters": "positions"}.get(feed, feed)
    cut = Official(DATA, news(), lambda name, records: records[part(len(records))] if name == server else records)
    with Service(cut) as service:
        (outcome,) = refresh(where, service.url, only=[feed])
        kept, before = (datasets.load(outcome.table, place) for place in (where, None))
        if outcome.state == "refused":
            assert kept.equals(before)
        elif feed != "quarters":  # whose newest report is replaced by the quarter's last
            assert before.empty or kept[: len(before)].equals(before)
        service.answer = Official(DATA, news())
        refresh(where, service.url, only=[feed])
        after = contents(where)
    assert outcome.state == "refused" or part(10) != slice(1, 10, 2) or before.empty  # nothing to compare with
    shutil.rmtree(where)
    shutil.copytree(DATA, where)
    taken(where, Official(DATA, news()), feed)
    assert contents(where) == after


@pytest.mark.parametrize("feed", ["rates", "repo", "positions", "quarters"])
def test_rows_older_than_asked_for_change_nothing(where, feed):
    """Even wrong ones: what is old is settled."""
    old = {
        "rates": lambda each: each | {"effectiveDate": "2018-05-0" + each["effectiveDate"][-1], "percentRate": 9.0}
        | ({"targetRateFrom": 9.0, "targetRateTo": 9.25} if each["type"] == "EFFR" else {}),
        "repo": lambda each: operation({"deal_date": "2019-10-01"}, "Reverse Repo", 4_000_000_000),
        "positions": lambda each: each | {"report_date_as_yyyy_mm_dd": "2010-06-01T00:00:00.000"},
    }  # fmt: skip
    old["quarters"] = old["positions"]
    count = 6 if feed in ("positions", "quarters") else 1

    def change(name, records):
        return [old[feed](each) for each in records[:count]] + records

    table = taken(where, Official(where, news(), change), feed)
    (column,) = (each.date_column for each in feeds.FEEDS if each.name == feed)
    before = datasets.load(table_of(feed))
    past = before[before[column] < "2020-01-01"]
    assert len(past) > 0
    assert past.equals(table[table[column] < "2020-01-01"])


def test_bills_and_floaters_are_passed_over(where):
    def change(feed, records):
        note = records[1]
        bill = note | {"cusip": "912797AA1", "security_type": "Bill", "original_security_term": "52-Week",
                       "int_rate": "null", "dated_date": "null"}  # fmt: skip
        floater = note | {"cusip": "91282CZZ9", "original_security_term": "2-Year", "floating_rate": "Yes"}
        return [bill, floater, *records, floater | {"int_rate": "null"}, bill | {"int_rate": None}]

    plain = taken(where, Official(where, news(), change), "securities")
    assert not plain["cusip"].isin(["912797AA1", "91282CZZ9"]).any()
    assert (plain["cusip"] != "").all() and set(plain["type"]) <= {"Note", "Bond"}


# --- the first of January


NEW_YEAR = date(2026, 1, 1)
EMPTY = {
    "empty": b"", "a line end": b"\r\n", "marked": "\ufeff".encode(), "the header": ",".join(
        ["Date", *(f'"{name}"' for name in PUBLISHED)]).encode() + b"\r\n",
    "the header, no line end": b'Date,"2 Yr","5 Yr","10 Yr","30 Yr"', "the dates' header": b"Date\r\n",
    "the dates' header in quotes": b'"Date"', "only dates": b"Date\r\n01/02/2026\r\n",
}  # fmt: skip


@pytest.mark.parametrize("body", EMPTY.values(), ids=EMPTY)
@pytest.mark.parametrize("today", [NEW_YEAR, TODAY])
def test_a_year_that_has_no_yields_yet_is_no_news(where, body, today):
    answer = as_published(where)
    table = taken(where, lambda path: answer(path) if "/2025/" in path else body, "yields", today=today)
    assert str(table["date"].max().date()) == "2025-05-16"


@pytest.mark.parametrize("body", EMPTY.values(), ids=EMPTY)
def test_a_year_that_has_lost_its_yields_is_refused(where, body):
    (sentence,) = refused(where, lambda path: body, "yields", today=NEW_YEAR)
    assert "it has no rows for the days asked for." in sentence


def test_every_feed_copes_with_the_first_of_january(where):
    with Service(Official(where, news())) as service:
        outcomes = refresh(where, service.url, today=date(2027, 1, 1))
    assert {outcome.state for outcome in outcomes} == {"updated"}, outcomes


# --- a clock that is wrong


@pytest.mark.parametrize("today", [date(9999, 12, 31), date(2090, 1, 1), date(2047, 1, 1)])
def test_a_clock_decades_ahead_ends_in_a_sentence_at_once(where, today):
    before = contents(where)
    with Service(Official(where, news())) as service:
        outcomes = refresh(where, service.url, today=today)
        assert service.asked == []
    assert len(outcomes) == len(NAMES)
    for outcome in outcomes:
        assert outcome.sentence == (
            f"{outcome.table} is as it was: the clock says {today}, which is more than 20 years after the table's "
            f"{datasets.manifest(outcome.table)['as_of']}; set this computer's clock.")  # fmt: skip
    assert contents(where) == before


EARLIEST = min(date.fromisoformat(datasets.manifest(feed.table)["as_of"]) for feed in feeds.FEEDS)


@pytest.mark.parametrize("today", [date(1, 1, 1), date(1970, 1, 1), EARLIEST - timedelta(2)])
def test_a_clock_before_the_table_ends_in_a_sentence_at_once(where, today):
    with Service(Official(where, news())) as service:
        outcomes = refresh(where, service.url, today=today)
        assert service.asked == []
    for outcome in outcomes:
        assert f"the clock says {today}, but the table is of 20" in outcome.sentence
        assert outcome.sentence.endswith(" already; set this computer's clock.")


@pytest.mark.parametrize("feed", NAMES)
def test_no_clock_makes_many_requests(where, feed):
    """At the farthest that is still believed."""
    as_of = date.fromisoformat(datasets.manifest(table_of(feed))["as_of"])
    today = as_of + timedelta(feeds.MOST_YEARS * 366)
    with Service(lambda path: b"") as service:
        (outcome,) = refresh(where, service.url, only=[feed], today=today)
        assert 1 <= len(service.asked) <= feeds.MOST_YEARS + 2
        assert "the clock says" not in outcome.sentence
        (outcome,) = refresh(where, service.url, only=[feed], today=today + timedelta(1))
        assert "the clock says" in outcome.sentence


# --- a service that is busy


class Busy:
    """Answers with an error some times, then well."""

    def __init__(self, official, code=429, after=None, times=1, now="Thu, 01 Jan 2026 00:00:00 GMT"):
        self.official, self.code, self.after, self.left, self.now = official, code, after, times, now

    def __call__(self, path):
        if not self.left:
            return self.official(path)
        self.left -= 1
        return self.reply

    def reply(self, handler):
        handler.send_response_only(self.code)
        if self.now:
            handler.send_header("Date", self.now)
        if self.after is not None:
            handler.send_header("Retry-After", self.after)
        handler.send_header("Content-Length", "0")
        handler.end_headers()


@pytest.fixture
def waits(monkeypatch):
    """What would have been waited, in seconds."""
    seen = []
    monkeypatch.setattr(feeds.time, "sleep", seen.append)
    return seen


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize(
    ("after", "wait"),
    [
        ("7", 7),
        ("0", 1),
        (" 60 ", 60),
        (None, 1),
        ("soon", 1),
        ("-5", 1),
        ("1.5", 1),
        ("²", 1),
        ("", 1),
        ("Thu, 01 Jan 2026 00:00:30 GMT", 30),
        ("Wed, 31 Dec 2025 00:00:30 GMT", 1),
        ("Thu, 01 Foo 2026 00:00:30 GMT", 1),
    ],
)
def test_a_busy_service_is_asked_again_when_it_says(where, waits, code, after, wait):
    busy = Busy(Official(where, news()), code, after)
    table = taken(where, busy, "repo", tries=3, pause=1)
    assert str(table["deal_date"].max().date()) == "2026-01-02"
    assert waits == [wait]


def test_a_busy_service_without_a_clock_is_asked_again_soon(where, waits):
    busy = Busy(Official(where, news()), 429, "Thu, 01 Jan 2026 00:00:30 GMT", now=None)
    taken(where, busy, "repo", tries=3, pause=1)
    assert waits == [1]


@pytest.mark.parametrize(
    "after", ["61", "86400", "9" * 500, "Fri, 02 Jan 2026 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"]
)
def test_a_service_that_asks_for_too_long_a_wait_is_left_alone(where, waits, after):
    busy = Busy(Official(where, news()), 429, after)
    (sentence,) = refused(where, busy, "repo", tries=3, pause=1)
    assert waits == [] and busy.left == 0
    assert " answered with error 429 and asks to wait " in sentence and sentence.endswith(" seconds.")


@pytest.mark.parametrize(
    ("code", "after", "words"),
    [
        (429, "2", "answered with error 429: it is asked too often just now; try later."),
        (429, None, "answered with error 429: it is asked too often just now; try later."),
        (503, "2", "answered with error 503: it is asked too often just now; try later."),
        (503, None, "answered with error 503."),
    ],
)
def test_a_service_that_stays_busy_is_refused_in_a_sentence(where, waits, code, after, words):
    busy = Busy(None, code, after, times=99)
    (sentence,) = refused(where, busy, "repo", tries=3, pause=1)
    assert sentence.endswith(words)
    assert waits == ([2, 2] if after else [1, 2]) and busy.left == 99 - 3


@given(after=st.text(), now=st.text() | st.none())
def test_whatever_a_service_says_the_wait_is_a_number(after, now):
    headers = email.message.Message()
    headers.add_header("Retry-After", after)
    if now is not None:
        headers.add_header("Date", now)
    assert feeds._told_to_wait(headers) >= 0


DAYS = st.datetimes().map(lambda day: email.utils.format_datetime(day))


@given(after=DAYS, now=DAYS)
def test_whatever_days_a_service_names_the_wait_is_a_number(after, now):
    headers = email.message.Message()
    headers["Retry-After"], headers["Date"] = after, now
    assert 0 <= feeds._told_to_wait(headers) < float("inf")
