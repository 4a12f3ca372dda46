"""The box for a reader's own quotes: read, asked about, refused politely, ranked, and shown in the pictures."""

import asyncio
import html
import re
import threading
from datetime import date, datetime
from xml.etree import ElementTree

import pytest

from basislib.pages import ctd_switching
from basislib.record.own_quotes import MOST_BYTES, example
from basislib.securities.quotes import note_name
from basislib.widgets import quotes_box
from basislib.widgets.quotes_box import AT_ONCE, QuotesBox
from tests.loops import apart, run

TWO = "coupon,maturity,price\n4 1/4,6/30/2031,103-09+\n4 1/8,7/31/2031,102-17+\n"
LONG = TWO + "4,2031-08-30,100-00\n" * (AT_ONCE + 10)


@pytest.fixture
def shown():
    return []


@pytest.fixture
def box(shown):
    made = QuotesBox(shown.append)
    made.buttons["example"].click()
    return made


def upload(box, content):
    box.upload.value = (
        {
            "name": "quotes.csv",
            "type": "text/csv",
            "size": len(content),
            "content": memoryview(content),
            "last_modified": datetime(2026, 1, 2),
        },
    )


def words(box):
    """Return what was said, as text; it must be well-formed."""
    return " ".join(" ".join(ElementTree.fromstring(f"<div>{box.said.value}</div>").itertext()).split())


def read(box, text):
    """Put in a text, read it, and return what was said."""
    box.text.value = text
    box.buttons["read"].click()
    return words(box)


def visible(widgets):
    return {name for name, widget in widgets.items() if widget.layout.display is None}


def test_a_note_is_named_as_the_market_names_it():
    day = date(2043, 8, 15)
    names = [note_name(coupon, day) for coupon in (4.375, 4.0, 0.125, 0.0, 4.3)]
    assert names == ["4⅜% Aug 2043", "4% Aug 2043", "⅛% Aug 2043", "0% Aug 2043", "4.3% Aug 2043"]


def test_the_box_fills_in_reads_and_shows_an_example(box, shown):
    told = words(box)
    assert (
        "4¼% Jun 2031 is the cheapest to deliver of 8 notes. Its implied repo is 4.89%, against repo at 5.35%." in told
    )
    assert "Delivery is on 2024-12-02, 119 days on. That is the first delivery day" in told
    assert visible(box.buttons) == {"read", "example", "clear", "show"} and not visible(box.choices)
    box.show_button.click()
    assert shown[0].contract == "TY" and len(shown[0].notes) == 8 and shown[0].delivery == date(2024, 12, 31)
    assert "pictures above now show" in words(box)


def test_the_headline_is_weakened_when_rows_are_missing(box):
    told = read(box, TWO + "x,2031-08-15,84-27\n1.375,11/15/31,85-00-00-00\n3.3,2031-12-31,99-00\n")
    assert "2 rows cannot be used." in told
    assert "the Treasury’s record has no such note" in told
    assert (
        "2 rows could be used. 3 could not, and they may hold a cheaper note. Of those that could, 4¼% Jun 2031 is"
        in told
    )
    assert "The contract takes 6 more issues that are not among your rows." in told


def test_what_is_left_out_is_named_with_its_reason(box):
    told = read(box, TWO + "4.5,2033-11-15,105-10\n1,2028-07-31,89-00\n")
    assert "Not deliverable into this contract, and left out: 4½% Nov 2033 (matures 2033-11-15) 1% Jul 2028" in told
    box.fields["contract"].value = "FV"
    told = read(
        box,
        "T 4 1/2 05/31/29 100-00\nT 2 3/8 05/15/29 98-00\nTII 0.125 01/15/31 99-00\nTII 0.125 01/15/32 99-00\nB 0 01/15/25 99-00\n",
    )
    assert "2⅜% May 2029 (matures 2029-05-15): first sold for 10 years" in told
    assert "2 rows, as TII 0.125 01/15/31: its face value follows the price level." in told
    assert "1 row, as B 0 01/15/25: a bill has no coupon." in told


def test_how_it_was_read_is_said(box):
    text = "Rate,Maturity,Issued,Bid,Ask\n0.0425,6/30/2031,7/1/2024,103-093,103-096\n0.04125,7/31/2031,7/31/2024,102-171,102-174\n"
    told = read(box, text)
    assert "In dates such as 7/1/2024 the month stands first." in told
    assert "the third digit counts eighths of a 32nd, as for notes" in told
    assert "Coupons such as 0.0425 are shares of 1" in told and "ranked at the middle of bid and ask" in told
    assert re.search(
        r"pays the ask, and the implied repo is 4\.8\d%\. Who sells the note receives the bid, and it is 4\.9\d%", told
    )


def test_a_special_rate_and_a_note_not_yet_issued_are_said(box):
    told = read(
        box,
        "coupon,maturity,price,repo,issued\n4.25,6/30/2031,103-09+,5.0,\n4.125,7/31/2031,102-17+,,\n3.75,8/31/2031,100-16,,9/3/2024\n",
    )
    assert (
        "Each note is financed at its own repo rate" in told
        and "own repo, %" in told
        and "against repo at 5.00%" in told
    )
    assert "1 note is not issued yet. It settles on its issue date" in told


def test_what_can_be_read_in_two_ways_is_asked_and_the_answer_is_used(box):
    told = read(box, "T 4 1/4 06/30/31  103.09\nT 4 1/8 07/31/31  102.17\n")
    assert "Prices such as 103.09 can be 32nds or decimals. Say below which." in told
    assert visible(box.choices) == {"point"} and box.show_button.layout.display == "none"
    box.choices["point"].value = "32nds"
    assert "4¼% Jun 2031 is the cheapest to deliver of 2 notes" in words(box) and "103-09 " in words(box)
    box.choices["point"].value = "decimal"
    assert "103-02 7/8" in words(box) and visible(box.choices) == {"point"}
    read(box, TWO)
    assert not visible(box.choices)


def test_the_futures_price_is_asked_about_too(box):
    box.fields["future"].value = "114.07"
    assert "which can be 114-07 or a decimal; say below which" in read(box, TWO)
    assert visible(box.choices) == {"future"}
    box.choices["future"].value = "32nds"
    assert "the cheapest to deliver of 2 notes" in words(box) and visible(box.choices) == {"future"}
    box.fields["future"].value = "114-072"
    assert "the steps beside it are 114-07 and 114-07½" in read(box, TWO)


@pytest.mark.parametrize(("field", "value", "said"), [
    ("future", "", "Futures price is empty"), ("future", "=1+1", "not a price"), ("repo", "", "The repo rate is missing"),
    ("repo", "nan", "Repo rate: "), ("repo", "5,35", "comma"), ("repo", "70", "at most 50"), ("repo", "1 " * 1_000_000, "characters"),
    ("settle", None, "The settlement date is missing"), ("settle", date(2024, 8, 4), "do not settle"),
    ("settle", date(2025, 3, 3), "before the delivery date"), ("delivery", date(2024, 8, 5), "can be delivered from"),
    ("delivery", date(2024, 12, 25), "no business day"), ("delivery", date(2032, 1, 1), "can be delivered from"), ("contract", "TU", "0 notes are left"),
])  # fmt: skip
def test_what_cannot_be_used_is_refused_in_a_sentence(box, field, value, said):
    box.fields[field].value = value
    told = read(box, TWO)
    assert said in told and len(told) < 400
    assert box.show_button.layout.display == "none"


@pytest.mark.parametrize("content", [10**12, "x" * 1_000_000, None, [], b"x" * MOST_BYTES])
def test_a_file_that_is_none_is_refused_in_a_sentence(box, content):
    box.upload.set_state({"value": [{"name": "x", "type": "", "size": 1, "last_modified": 0, "content": content}]})
    assert 'role="alert"' in box.said.value and len(words(box)) < 300
    assert box.upload.value == () and box.text.value == example()


def test_ten_megabytes_are_refused_in_a_sentence(box):
    assert "The quotes have 10.0 MB; at most 5 MB can be read here" in read(box, "x" * 10_000_000)


def test_the_box_takes_a_file_and_puts_it_where_it_can_be_mended(box):
    upload(box, TWO.encode())
    assert "of 2 notes" in words(box) and box.text.value == TWO
    upload(box, TWO.encode())
    upload(box, b"\xef\xbb\xbf" + TWO.encode() + b"4,x,100-00\n")
    assert "1 row cannot be used" in words(box) and "2 rows could be used" in words(box)
    assert box.upload.value == ()


def test_a_refusal_keeps_the_text_and_takes_the_old_basket_away(box, shown):
    before = box.text.value
    box.fields["future"].value = "many"
    box.buttons["read"].click()
    assert 'role="alert"' in box.said.value and "utures price" in words(box)
    assert box.text.value == before
    box.show_button.click()
    assert not shown and box.show_button.layout.display == "none"
    box.buttons["clear"].click()
    assert box.text.value == box.said.value == ""
    box.choices["dates"].value = "day"  # with nothing to read, nothing is read
    assert box.said.value == ""


EVIL = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize("text", [
    f"coupon,maturity,price\n{EVIL},2031-06-30,103\n4.25,{EVIL},1\n", f"{EVIL},b\n1,2\n", f"coupon,maturity,price\n4.25,2031-06-30,{EVIL}9\n",
    f"name,price\nTIPS {EVIL} 0.125 01/15/31,99\n", f"type,coupon,maturity,price\nTIPS,{EVIL},2031-06-30,99\n", f"T 4 1/8 {EVIL} 06/30/31  103-09\n",
    f"coupon,maturity,price,{EVIL}\n4,5/6/30{EVIL},103.09,\n", f"{EVIL}\n", f"coupon,coupon {EVIL[:20]},maturity,price\n4,4,2030-01-01,4",
    f"coupon,maturity,price\n4.25,2031-06-30,103.09 {EVIL}\n4.25,{EVIL} 2031,103.09", "<table><tr><td>coupon<script>alert(1)</script></td></tr></table>",
])  # fmt: skip
def test_nothing_that_is_typed_becomes_part_of_the_page(box, text):
    read(box, text)
    assert "<img" not in box.said.value and "<script" not in box.said.value
    box.fields["future"].value = EVIL
    box.buttons["read"].click()
    assert "<img" not in box.said.value and "&lt;img" in box.said.value


def test_only_bad_rows_leave_a_sentence_and_no_button(box):
    assert "0 notes are left" in read(box, "coupon,maturity,price\n4,2050-05-15,100\n")
    assert box.show_button.layout.display == "none"


# ---- long texts -----------------------------------------------------------------------------------------


def test_a_long_text_is_read_beside_the_page_with_a_bar(box):
    async def session():
        box.text.value = LONG
        box.buttons["read"].click()
        assert not box.task.done() and box.buttons["read"].disabled and "stop" in visible(box.buttons)
        bars = set()
        while not box.task.done():
            bars.add(box.progress.value)
            await asyncio.sleep(0.001)
        return bars

    bars = run(session())
    assert any("<progress" in bar for bar in bars) and box.progress.value == ""
    assert not box.buttons["read"].disabled and "stop" not in visible(box.buttons)
    assert "2 rows could be used. 1 could not" in words(box)  # the third is there 10,010 times


def test_a_long_text_can_be_stopped(box, monkeypatch):
    started, go = threading.Event(), threading.Event()
    stock = quotes_box.rank_own

    def slow(source, *arguments, progress, **settings):
        started.set()
        go.wait(10)
        return stock(source, *arguments, progress=progress, **settings)

    monkeypatch.setattr(quotes_box, "rank_own", slow)

    async def session():
        box.text.value = LONG
        box.buttons["read"].click()
        await asyncio.to_thread(started.wait, 10)
        box.buttons["read"].click()  # nothing new begins meanwhile
        box.buttons["stop"].click()
        go.set()
        await box.task

    run(session())
    assert words(box) == "Stopped. Nothing was read." and box.show_button.layout.display == "none"
    assert not box.buttons["read"].disabled


def test_a_long_text_without_a_loop_and_one_that_is_refused(box):
    assert "2 rows could be used" in apart(lambda: read(box, LONG))
    box.fields["future"].value = "many"
    assert "utures price" in apart(lambda: read(box, LONG))


# ---- what the page's script finds -----------------------------------------------------------------------


def test_the_script_finds_what_it_keeps_and_what_it_says(box):
    page = "".join(
        child.value for child in box.widget.children if hasattr(child, "value") and isinstance(child.value, str)
    )
    assert re.search('<span data-wb-fields="12" hidden>[^<]*reload brings them back', page)
    assert f'data-wb-large="{MOST_BYTES}" hidden>That has more than 5 MB' in html.unescape(page)
    assert "wb-quotes" in box.widget._dom_classes


# ---- the page -------------------------------------------------------------------------------------------


def quotes_of(page):
    """Return the box of page 04."""
    return next(placed.part for placed in page.placed if isinstance(placed.part, QuotesBox))


def test_the_pictures_show_the_basket_and_then_the_next_one():
    page = ctd_switching.page("")
    page.prediction.open()
    assert "wb-quotes" in quotes_of(page).widget._dom_classes
    for explorer in page.explorers.values():
        if "basket" not in explorer.inputs:
            continue
        explorer.set(basket="own")
        assert explorer.result is None and "0 notes" in explorer.words.value


def test_a_second_basket_replaces_the_first_in_every_picture():
    page = ctd_switching.page("")
    page.prediction.open()
    box = quotes_of(page)
    box.fill()
    box.show()
    shown = [explorer for explorer in page.explorers.values() if "basket" in explorer.values()]
    assert len(shown) > 4
    first = [explorer.picture.value for explorer in shown]
    box.text.value = TWO.replace("103-09+", "104-09+")
    box.read()
    box.show()
    assert all(explorer.values()["basket"] == "own" for explorer in shown)
    assert "4⅛% Jul 2031" in page.explorers["ranking"].words.value
    for explorer, old in zip(shown, first, strict=True):
        assert explorer.result is not None and explorer.picture.value != old
