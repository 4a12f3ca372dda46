"""A reader's own basket: only what the contract takes is ranked, on the right days, at the right rates."""

import re
from datetime import date

import numpy as np
import pytest

from basislib.record.datasets import basket
from basislib.record.own_basket import MOST_NOTES, rank_own
from basislib.record.own_quotes import Choices, example
from basislib.securities.baskets import prepare_basket
from basislib.securities.implied import implied_repo_rate
from basislib.securities.ranking import rank_deliverables

FV = {
    "contract": "FV",
    "delivery_month": "2026-03",
    "settle": date(2025, 12, 15),
    "futures_price": "109-03",
    "repo_rate": 3.694,
}
TY = {
    "contract": "TY",
    "delivery_month": "2024-12",
    "settle": date(2024, 8, 5),
    "futures_price": "114-07+",
    "repo_rate": 5.35,
}
HEADER = "coupon,maturity,price\n"
FIVE = HEADER + "4.0,2030-05-31,101.1953125\n"
MANY = "coupon,maturity,price,issued\n" + "".join(
    f"{1 + n % 100 / 8},2031-{7 + n // 100:02d}-15,100-00,2024-01-15\n" for n in range(MOST_NOTES + 1)
)


def own(text=FIVE, given=FV, **changes):
    return rank_own(text, **(given | changes))


def names(found):
    return list(zip(found.ranking["coupon"], found.ranking["maturity"].astype(str), strict=True))


def test_the_example_ranks_as_the_engine_does_on_its_best_day():
    found, there = own(example(), TY), basket("TY", "2024-12")
    first, last = date(2024, 12, 2), date(2024, 12, 31)
    assert found.deliveries == (first, last) and found.missing == 0 and found.unquoted == 0
    prices = found.ranking.set_index(["coupon", "maturity"])["clean_price"]
    rows = zip(there.notes["coupon"], there.notes["maturity"], strict=True)
    notes = there.notes.assign(clean_price=[prices[note] for note in rows])
    ranked = rank_deliverables(
        prepare_basket(notes, settle=there.settle, delivery=(first, last)), 114.234375, repo_rate=5.35
    )
    for column in (
        "coupon",
        "delivery",
        "gross_basis",
        "carry",
        "net_basis",
        "implied_repo_rate",
        "converted_price",
        "yield_",
    ):
        assert found.ranking[column].tolist() == pytest.approx(ranked[column].tolist()) or column == "delivery"
    assert found.ranking["delivery"].tolist() == ranked["delivery"].tolist() == [first] * 8  # carry is negative
    on_the_last = own(example(), TY, delivery=last)
    assert on_the_last.deliveries == (last,) and on_the_last.ranking.iloc[0].implied_repo_rate == pytest.approx(
        4.718, abs=1e-3
    )


def test_an_old_bond_is_never_announced_as_the_cheapest_five_year():
    found = own(FIVE + "6.25,2030-05-15,110.29296875\n3.75,2030-05-31,99.9\n0.625,2030-08-15,80.123456\n")
    assert names(found) == [(4.0, "2030-05-31")]
    assert [(each.coupon, each.why, each.years) for each in found.left_out] == [
        (6.25, "original", 30), (3.75, "original", 7), (0.625, "original", 10),
    ]  # fmt: skip
    assert found.missing == 0


def test_what_nobody_can_tell_is_left_out_and_counted():
    found = own(FIVE + "3.0,2030-05-31,97.1234567\n4,2030-06-03,101.1234567\n4,2033-05-31,101.1234567\n")
    assert [(each.row, each.why) for each in found.unknown] == [(3, "unsold"), (4, "unsold")]
    assert [each.why for each in found.left_out] == [] or found.left_out[0].why in ("term", "original")
    assert found.missing == 2
    later = {
        "contract": "FV",
        "delivery_month": "2027-06",
        "settle": date(2027, 2, 16),
        "futures_price": "109-03",
        "repo_rate": 3.7,
    }
    doubt = own(
        HEADER + "4.375,2032-01-31,101.1234567\n5,2032-01-31,104.1234567\n", later
    )  # a seven-year of 2025 has 4⅜%
    assert names(doubt) == [(5.0, "2032-01-31")] and [each.why for each in doubt.unknown] == ["unknown"]
    for column, value in (("issued", "2027-02-01"), ("term", "5-Year")):
        said = own(f"coupon,maturity,price,{column}\n4.375,2032-01-31,101.1234567,{value}\n", later)
        assert names(said) == [(4.375, "2032-01-31")]


def test_an_issue_sold_again_as_a_five_year_may_be_delivered():
    given = {
        "contract": "FV",
        "delivery_month": "2025-12",
        "settle": date(2025, 9, 15),
        "futures_price": "109-03",
        "repo_rate": 4.2,
    }
    found = own(HEADER + "4,2030-02-28,101.1234567\n3.5,2030-01-31,99.1234567\n", given)
    assert names(found) == [(4.0, "2030-02-28")]


def test_a_wrong_issue_date_does_not_make_a_note_old():
    found = own("coupon,maturity,price,issued\n4,2030-05-31,101.1953125,2001-06-30\n")
    assert names(found) == [(4.0, "2030-05-31")]
    strange = own("coupon,maturity,price,issued\n4.1,2030-05-31,101.1953125,2001-06-30\n")
    assert strange.ranking.empty and strange.left_out[0].why == "original"


def test_bad_rows_weaken_only_what_they_could_change():
    text = "coupon,maturity,price\n4,2030-05-31,101.1953125\n3.875,2030-06-30,x\n4.125,2032-11-15,x\nx,y,101.5\n4,2030-05-31,101.2\n"
    found = own(text)
    assert [cell.row for cell in found.read.bad] == [3, 4, 5, 5, 6]
    assert found.missing == 2  # the note of June 2030, and the one of which nothing is known


def test_when_issued_notes_settle_on_their_issue_date():
    given = {
        "contract": "TY",
        "delivery_month": "2025-03",
        "settle": date(2024, 12, 10),
        "futures_price": "110-16",
        "repo_rate": 4.5,
    }
    text = "coupon,maturity,price,issued\n4,2031-12-31,101-16,2024-12-31\n4.125,2031-10-31,103-00,2024-10-31\n"
    found = own(text, given)
    waits = found.ranking.set_index("coupon").loc[4.0]
    assert waits["settle"] == date(2024, 12, 31)
    rate = implied_repo_rate(
        101.5,
        110.5,
        waits["conversion_factor"],
        coupon=4,
        maturity=date(2031, 12, 31),
        settle=date(2024, 12, 31),
        delivery=waits["delivery"],
    )  # no accrued interest is paid for
    assert waits["implied_repo_rate"] == pytest.approx(rate)
    assert found.pictured.notes["coupon"].tolist() == [4.125] and found.pictured.settle == date(2024, 12, 10)
    # by the record: the five-year of 31 May 2025, a Saturday, is paid for on Monday, 2 June
    five = FV | {"delivery_month": "2025-09", "settle": date(2025, 5, 29)}
    assert own(FIVE, five).ranking.iloc[0]["settle"] == date(2025, 6, 2)


def test_a_special_repo_rate_makes_a_note_cheaper_to_deliver():
    text = "coupon,maturity,price,repo\n4,2030-05-31,101.1953125,{}\n3.875,2030-06-30,100-16,\n"
    plain, special = own(text.format("")), own(text.format("2.9"))
    assert names(plain)[0][0] == 3.875 and names(special)[0][0] == 4.0
    row, before = (found.ranking.set_index("coupon").loc[4.0] for found in (special, plain))
    assert row["repo_rate"] == 2.9 and row["implied_repo_rate"] == before["implied_repo_rate"]
    saved = (3.694 - 2.9) / 100 * (101.1953125 + 4 / 2 * 15 / 182) * 109 / 360
    assert row["net_basis"] == pytest.approx(before["net_basis"] - saved)
    assert row["converted_price"] == pytest.approx((row["clean_price"] - row["carry"]) / row["conversion_factor"])


def test_bid_and_ask_stand_behind_the_two_trades():
    found = own("coupon,maturity,bid,ask\n4,2030-05-31,101-06,101-07\n").ranking.iloc[0]
    one = {"coupon": 4, "maturity": date(2030, 5, 31), "settle": FV["settle"], "delivery": found["delivery"]}
    for column, price in (
        ("implied_at_ask", 101.21875),
        ("implied_at_bid", 101.1875),
        ("implied_repo_rate", 101.203125),
    ):
        assert found[column] == pytest.approx(implied_repo_rate(price, 109.09375, 0.9272, **one))
    assert found["implied_at_ask"] < found["implied_repo_rate"] < found["implied_at_bid"]
    assert np.isnan(own().ranking.iloc[0]["implied_at_ask"])


def test_factors_are_computed_and_a_wrong_one_is_named():
    found = own("coupon,maturity,price,cf\n4,2030-05-31,101.1953125,0.95\n3.875,2030-06-30,100.6562500,\n")
    assert sorted(found.ranking["conversion_factor"]) == [0.9212, 0.95] and found.odd_factors == ((2, 0.9272),)


def test_how_much_of_the_basket_is_not_there():
    assert own().unquoted == 6  # of seven five-years sold by 15 December 2025
    assert own(given=FV | {"delivery_month": "2015-03", "settle": date(2014, 12, 15)}).unquoted is None


@pytest.mark.parametrize(("change", "said"), [
    ({"delivery": date(2025, 12, 24)}, "can be delivered from 2026-03-02 to 2026-04-06"),
    ({"delivery": date(2026, 9, 30)}, "can be delivered from"), ({"delivery": date(2026, 4, 4)}, "no business day"),
    ({"delivery": date(9999, 12, 31)}, "can be delivered from"), ({"delivery": date(2026, 3, 7)}, "no business day"),
    ({"settle": date(2025, 12, 13)}, "do not settle"), ({"settle": date(2025, 12, 25)}, "do not settle"),
    ({"settle": date(2024, 12, 16)}, "no contract trades more than 366 days ahead"), ({"settle": None}, "settlement date is missing"),
    ({"settle": date(2026, 4, 7)}, "before the delivery date"), ({"settle": date(1, 1, 1)}, "days before delivery"),
    ({"settle": date(2026, 3, 16), "delivery": date(2026, 3, 16)}, "before the delivery date"),
    ({"futures_price": ""}, "futures price is empty"), ({"futures_price": "109-163"}, "109-16¼ and 109-16½"),
    ({"futures_price": "109.165"}, "which can be 109-16½ or a decimal"), ({"futures_price": "9" * 1_000_000}, "1,000,000 characters"),
    ({"repo_rate": 70}, "at most 50"), ({"repo_rate": float("nan")}, "finite"), ({"text": ""}, "nothing to read"),
    ({"text": MANY, "given": TY}, "301 of the notes can be delivered; at most 300"), ({"text": "x" * 10_000_000}, "10.0 MB"),
])  # fmt: skip
def test_what_cannot_be_used_is_refused_in_a_sentence(change, said):
    with pytest.raises(ValueError, match=re.escape(said)) as refusal:
        own(**change)
    assert str(refusal.value).endswith(".") and len(str(refusal.value)) < 300


def test_after_the_first_delivery_day_only_the_last_is_left():
    late = own(given=FV | {"settle": date(2026, 3, 16)})
    assert late.deliveries == (date(2026, 4, 3),)


def test_what_the_reader_says_decides():
    text = "coupon,maturity,price\n4,5/31/30,101.06\n3.875,6/30/30,100.21\n"
    asked = own(text)
    assert asked.ranking.empty and asked.missing == 2 and set(asked.read.asked) == {"point"}
    assert own(text, choices=Choices(point="32nds")).ranking["clean_price"].tolist() == [101.1875, 100.65625]


def test_the_whole_end_of_day_file_is_sorted_out():
    lines = ["CUSIP,SECURITY TYPE,RATE,MATURITY DATE,CALL DATE,BUY,SELL,END OF DAY"]
    lines += [f"912797AA{n},MARKET BASED BILL,0.00000,0{1 + n}/15/2026,,99.5,99.4,99.45" for n in range(9)]
    lines += [
        "912810FM5,MARKET BASED BOND,0.06250,05/15/2030,,110.312500,110.281250,110.296875",
        "91282CNG2,MARKET BASED NOTE,0.04000,05/31/2030,,101.203125,101.187500,101.195313",
        "91282CHF1,MARKET BASED NOTE,0.03750,05/31/2030,,100.203125,100.187500,100.195313",
        "91282CNK3,MARKET BASED NOTE,0.03875,06/30/2030,,100.664063,100.648438,100.656250",
        "91282CEP2,MARKET BASED NOTE,0.02875,05/15/2032,,94.664063,94.648438,94.656250",
        "91282CEZ0,TIPS,0.00625,07/15/2032,,95.500000,95.400000,95.450000",
    ]
    for text in ("\n".join(lines), "\n".join(lines[1:])):  # with and without its header
        found = own(text)
        assert names(found) == [(4.0, "2030-05-31"), (3.875, "2030-06-30")] and found.missing == 0
        assert [each.kind for each in found.read.excluded] == ["bill"] * 9 + ["tips"]
        assert sorted((each.coupon, each.why) for each in found.left_out) == [
            (2.875, "term"), (3.75, "original"), (6.25, "original"),
        ]  # fmt: skip
