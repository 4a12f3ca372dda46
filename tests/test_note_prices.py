"""Fields for a note's price read the cash market's third digit, fields for a future's price the exchange's."""

import pytest

from basislib.pages import implied_repo, three_legs


@pytest.mark.parametrize(("page", "note"), [(implied_repo, "clean_price"), (three_legs, "cash_price")])
def test_a_third_digit_means_what_the_market_of_the_field_means(page, note):
    explorer = next(one for one in page.page("").explorers.values() if note in one.controls)
    assert explorer.controls[note].read("99-216") == 99 + 21.75 / 32
    assert explorer.controls["futures_price"].read("99-216") == 99 + 21.625 / 32
