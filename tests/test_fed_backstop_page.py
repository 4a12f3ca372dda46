"""Page 08 against page 07 and against the costs of the levers."""

import numpy as np
import pytest

from basislib.backstop import COSTED, apply, costs
from basislib.market import simulate
from basislib.pages import fed_backstop as page
from basislib.pages import margin_spiral as before

NOTHING = {"pace": 0, "size": 0, "start": 6, "hedged": 0, "facility": "open", "relief": 0, "line": 0, "cash": 0}
KIT = {"pace": 40, "size": 300, "start": 8, "hedged": 50, "facility": "open", "relief": 50, "line": 2, "cash": 50}


@pytest.mark.parametrize("market", ["calm", "crowded", "cliff"])
def test_with_no_help_it_is_page_07_to_the_last_digit(market):
    """There the facility is open, as it is today; its limit never binds."""
    found = page.compute_days(40, market=market, shock="standard", **NOTHING)
    same = before.compute_days(40, **before.usual(market, nights=page.scenario(market, "standard")[0].nights))
    for mine, theirs in ((found.gap, same.gap), (found.forced, same.forced), (found.run, same.run),
                         (found.voluntary, np.maximum(same.voluntary, 0))):
        assert np.array_equal(mine, theirs)


@pytest.mark.parametrize("market", ["crowded", "cliff"])
def test_the_fed_s_result_is_that_of_the_costs(market):
    found = page.compute_days(40, market=market, shock="standard", **KIT)
    bare, blow = page.scenario(market, "standard")
    helped = simulate(*apply(bare, blow, page.levers_of(**KIT)), COSTED)
    told = costs(helped, simulate(bare, blow, COSTED))
    assert found.result[-1] == pytest.approx(told["fed_result"], abs=1e-9)
    assert found.result.min() == pytest.approx(told["fed_worst"], abs=1e-9)
    assert found.assets.max() == pytest.approx(told["fed_peak"], abs=1e-9)
    assert found.exposure == pytest.approx(told["fed_dv01"], abs=1e-9)
    assert found.saved == pytest.approx(told["funds_saved"], abs=1e-9)


def test_the_facility_closed_is_the_page_s_start():
    assert not page.scenario("crowded", "standard")[0].srf_open
