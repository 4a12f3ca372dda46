"""What is published about hedge funds' funding, against the tables it is read from."""

import doctest

import pytest

from basislib.record import datasets, feeds
from basislib.record import funding as module
from tests.feeds import Official, Service, news, refresh


@pytest.fixture
def afresh():
    """Forget what was read, before and after."""
    readers = module.funding, module.volumes, module.market_size
    for each in readers:
        each.cache_clear()
    yield
    for each in readers:
        each.cache_clear()


def test_the_examples_in_the_docstrings():
    assert doctest.testmod(module).failed == 0


def test_the_quarter_that_is_shipped():
    shipped = module.funding()
    assert (shipped.within_day, shipped.within_week, shipped.within_quarter, shipped.beyond_quarter) == (
        38.7,
        8.6,
        30.2,
        22.5,
    )
    assert shipped.beyond_week == pytest.approx(52.7)
    assert shipped.cash == (2.082, 7.661)
    assert sum(getattr(shipped, name) for name in feeds.MATURITIES) == pytest.approx(100)


def test_volumes_are_not_shipped_and_a_refresh_brings_them(where, monkeypatch, afresh):
    assert module.volumes() is None
    with Service(Official(where, news())) as service:
        refresh(where, service.url, only=["volumes", "funding"])
    monkeypatch.setattr(datasets, "folder", lambda: where)
    for each in (module.funding, module.volumes):
        each.cache_clear()
    assert vars(module.volumes())["ficc_dvp"] == 1919
    assert str(module.funding().day) == "2026-03-31"  # the newer quarter lacks a figure, so it does not count


def test_the_segments_of_the_market_come_to_nearly_all_of_it():
    size = module.market_size()
    assert (size.total, size.uncleared, size.ficc, size.tri_party) == (12600, 5000, 4400, 3100)
    assert size.uncleared + size.ficc + size.tri_party == pytest.approx(size.total, abs=150)
    assert datasets.load("repo_market_size")["total_bn"].tolist() == [11900, 12600]
