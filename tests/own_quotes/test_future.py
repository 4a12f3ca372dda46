"""The futures price: on the contract's step, and asked about where a point can mean two things."""

import pytest

from basislib.record.own_quotes.future import Unclear, future_price


@pytest.mark.parametrize(("text", "contract", "price"), [
    ("109-03", "FV", 109.09375), ("109-16.5", "FV", 109.515625), ("109-165", "FV", 109.515625), ("109-162", "FV", 109.5078125),
    ("109.09375", "FV", 109.09375), ("109.094", "FV", 109.09375), ("109.516", "FV", 109.515625), ("109.515", "FV", 109.515625),
    ("109.52", "TY", 109.515625),  ("114-07+", "TY", 114.234375), ("114.234375", "TY", 114.234375), ("109,5", "FV", 109.5),
    ("109", "FV", 109.0), ("109.00", "FV", 109.0), ("115-31", "US", 115.96875), ("104-16 1/8", "TU", 104.50390625),
    ("$109.5", "FV", 109.5), ("109.063", "US", 109.0625), ("109 16+", "FV", 109.515625),
])  # fmt: skip
def test_a_price_on_the_step(text, contract, price):
    assert future_price(text, contract) == price


@pytest.mark.parametrize(("text", "contract", "choice", "price"), [
    ("109.165", "FV", "32nds", 109.515625), ("109.165", "FV", "decimal", 109.165), ("109.25", "FV", "32nds", 109.78125),
    ("109.25", "FV", "decimal", 109.25), ("114.07", "TY", "32nds", 114.21875), ("114.07", "TY", "decimal", 114.078125),
    ("109.09", "FV", "32nds", 109.28125), ("109.09", "FV", "decimal", 109.09),
])  # fmt: skip
def test_a_point_that_can_be_both_is_asked_about(text, contract, choice, price):
    with pytest.raises(Unclear, match=f"futures price is '{text}', which can be"):
        future_price(text, contract)
    assert future_price(text, contract, choice) == price


@pytest.mark.parametrize(("text", "contract", "words"), [
    ("109-163", "FV", "'109-163', and the FV does not trade there: the steps beside it are 109-16¼ and 109-16½."),
    ("112-162", "TY", "the steps beside it are 112-16 and 112-16½."), ("115-315", "US", "115-31 and 116-00."),
    ("109.55", "US", "109-17 and 109-18"), ("109.51", "FV", "109-16¼ and 109-16½"), ("109-40", "FV", "40 after the dash"), ("", "FV", "empty"), ("=1+1", "FV", "not a price"),
    ("Dec-99", "FV", "99-12"), ("9" * 1000, "FV", "1,000 characters"),
])  # fmt: skip
def test_a_price_off_the_step_is_refused(text, contract, words):
    with pytest.raises(ValueError) as refusal:
        future_price(text, contract)
    assert words in str(refusal.value) and str(refusal.value).endswith(".") and len(str(refusal.value)) < 300
