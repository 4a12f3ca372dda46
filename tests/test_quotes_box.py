"""A reader's own quotes: read, refused politely, ranked, and shown in the pictures."""

import re
from datetime import date, datetime
from xml.etree import ElementTree

import pytest

from basislib.datasets import basket
from basislib.own_quotes import MOST_BYTES, MOST_ROWS, example
from basislib.pages import ctd_switching
from basislib.widgets.page import Page
from basislib.widgets.quotes_box import QuotesBox, note_name, read_own

FACTS = {"settle": date(2024, 8, 5), "futures_price": "114-07+", "repo_rate": "5.35"}
TWO = "coupon,maturity,price\n4 1/4,6/30/2031,103-09+\n4 1/8,7/31/2031,102-17+\n"


@pytest.fixture
def shown():
    return []


@pytest.fixture
def box(shown):
    made = QuotesBox(shown.append)
    made.buttons["example"].click()
    return made


def read(source=TWO, **changes):
    return read_own(source, "TY", "2024-12", **(FACTS | changes))


def upload(box, content):
    box.upload.value = ({"name": "quotes.csv", "type": "text/csv", "size": len(content), "content": memoryview(content),
                         "last_modified": datetime(2026, 1, 2)},)


def words(box):
    """Return what was said, as text; it must be well-formed."""
    return " ".join(ElementTree.fromstring(f"<div>{box.said.value}</div>").itertext())


def test_a_note_is_named_as_the_market_names_it():
    day = date(2043, 8, 15)
    assert [note_name(coupon, day) for coupon in (4.375, 4.0, 0.125, 0.0, 4.3)] == [
        "4⅜% Aug 2043", "4% Aug 2043", "⅛% Aug 2043", "0% Aug 2043", "4.3% Aug 2043"]


def test_the_example_ranks_as_the_data_do():
    own, there = read(example()), basket("TY", "2024-12")
    assert not own.bad and not own.left_out and not own.odd
    assert own.quoted.delivery == there.delivery and own.quoted.futures_price == there.futures_price
    best = own.ranking.iloc[0]
    assert (best.coupon, best.maturity, round(best.implied_repo_rate, 2)) == (4.25, date(2031, 6, 30), 4.72)
    assert sorted(own.ranking["clean_price"]) == pytest.approx(sorted(there.notes["clean_price"]), abs=1 / 512)


def test_missing_factors_are_computed_and_wrong_ones_are_named():
    assert read().ranking["conversion_factor"].tolist() == [0.9069, 0.9003]
    given = read("coupon,maturity,price,cf\n4.25,2031-06-30,103-09+,0.9069\n4.125,2031-07-31,102-17+,0.95\n")
    assert [text for text in given.odd if "0.9500" in text and "0.9003" in text]
    assert 0.95 in given.ranking["conversion_factor"].tolist()


def test_good_rows_work_beside_bad_ones():
    own = read(TWO + "x,2031-08-15,84-27\n1.375,11/15/31,85-02\n")
    assert [(one.row, one.column) for one in own.bad] == [(4, "coupon"), (5, "maturity")]
    assert len(own.ranking) == 2


def test_notes_the_contract_does_not_take_are_left_out():
    own = read(TWO + "4.5,2033-11-15,105-10\n1,2028-07-31,89-00\n")
    assert len(own.ranking) == 2
    assert [text[:13] for text in own.left_out] == ["4½% Nov 2033 ", "1% Jul 2028 ("]
    old = read("coupon,maturity,price,issued\n4.25,2031-06-30,103-09+,2001-06-30\n")
    assert old.quoted is None and "issued 2001-06-30" in old.left_out[0]


def test_what_looks_like_a_slip_is_named():
    assert "85-02" in " ".join(read(TWO + "1.375,2031-11-15,85.02\n").odd)
    assert "Check the futures price" in " ".join(read(futures_price="141-07+").odd)
    assert "2% Feb 2032 yields" in " ".join(read(TWO + "2,2032-02-15,60-00\n").odd)
    assert not read(TWO + "1.375,2031-11-15,85.0625\n").odd


@pytest.mark.parametrize("change, said", [
    ({"futures_price": ""}, "futures price"), ({"futures_price": "114-40"}, "futures price"),
    ({"futures_price": "=1+1"}, "futures price"), ({"repo_rate": ""}, "repo rate"), ({"repo_rate": "nan"}, "repo rate"),
    ({"repo_rate": "5,35"}, "comma"), ({"repo_rate": "70"}, "at most 50"), ({"settle": None}, "settlement date"),
    ({"settle": date(2025, 3, 1)}, "before the delivery date"),
    ({"delivery": date(2024, 8, 5)}, "before the delivery date"),
    ({"source": ""}, "nothing to read"), ({"source": "a,b\n1,2\n"}, "no column"),
    ({"source": TWO + "4,2031-12-31,100\n" * MOST_ROWS}, "rows can be read"),
    ({"source": b"x" * MOST_BYTES}, "5 MB"), ({"source": b"\xff\xfe\x00"}, "UTF-8"),
    ({"delivery": date(2032, 1, 1)}, "maturity"),
])  # fmt: skip
def test_what_cannot_be_used_is_refused_in_a_sentence(change, said):
    with pytest.raises(ValueError, match=re.escape(said)) as refusal:
        read(**change)
    assert str(refusal.value).endswith(".")


def test_the_box_fills_in_reads_and_shows_an_example(box, shown):
    assert "4¼% Jun 2031 is the cheapest to deliver of 8 notes" in words(box).replace("  ", " ")
    assert box.show_button.layout.display is None
    box.show_button.click()
    assert shown[0].contract == "TY" and len(shown[0].notes) == 8
    assert "pictures above now show" in words(box)


def test_the_box_takes_a_file_and_puts_it_where_it_can_be_mended(box):
    upload(box, TWO.encode())
    assert "of 2 notes" in words(box) and box.text.value == TWO
    upload(box, TWO.encode())
    upload(box, b"\xef\xbb\xbf" + TWO.encode() + b"4,x,100\n")
    assert "1 cell cannot be used" in words(box) and "of 2 notes" in words(box)
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


def test_nothing_that_is_typed_becomes_part_of_the_page(box):
    evil = "<img src=x onerror=alert(1)>"
    box.text.value = f"coupon,maturity,price\n{evil},2031-06-30,103\n4.25,{evil},1\n"
    box.buttons["read"].click()
    assert "&lt;img" in box.said.value and "<img" not in box.said.value
    box.text.value = f"{evil},b\n1,2\n"
    box.buttons["read"].click()
    assert "<img" not in box.said.value
    box.fields["future"].value = evil
    box.buttons["read"].click()
    assert "<img" not in box.said.value and "&lt;img" in box.said.value


def test_only_bad_rows_leave_a_sentence_and_no_button(box):
    box.text.value = "coupon,maturity,price\n4,2050-05-15,100\n"
    box.buttons["read"].click()
    assert "left out" in words(box) and "0 notes are left" in words(box)
    assert box.show_button.layout.display == "none"


def test_the_pictures_show_the_basket_and_then_the_next_one():
    page = ctd_switching.page("")
    page.prediction.open()
    box = next(part for part in page._opens if "wb-quotes" in part._dom_classes)
    assert box.layout.display is None
    for explorer in page.explorers.values():
        explorer.set(basket="own")
        assert explorer.result is None and "0 notes" in explorer.words.value


def test_a_second_basket_replaces_the_first_in_every_picture():
    boxes = []

    def remember(*parts, **options):
        boxes.extend(part for part in options["parts"] if isinstance(part, QuotesBox))
        return Page(*parts, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ctd_switching, "Page", remember)
        page = ctd_switching.page("")
    (box,) = boxes
    box.fill()
    box.show()
    first = [explorer.picture.value for explorer in page.explorers.values()]
    box.text.value = TWO.replace("103-09+", "104-09+")
    box.read()
    box.show()
    assert all(explorer.values()["basket"] == "own" for explorer in page.explorers.values())
    assert "4⅛% Jul 2031" in page.explorers["ranking"].words.value
    for explorer, old in zip(page.explorers.values(), first, strict=True):
        assert explorer.result is not None and explorer.picture.value != old
