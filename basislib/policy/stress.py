"""Many crises, many policies: the stress-test table, a Monte Carlo, and what a brake costs against what it saves.

A scenario is a market and a shock, a policy a tuple of levers (`basislib.policy.levers`). All pairs run side by side in
one call of `basislib.market.run.simulate`. No probabilities are known: the scenarios are examples, and the ranges of
`DRAWS` are assumptions, so the Monte Carlo compares policies and forecasts nothing. It draws the crises of
`basislib.policy.robustness`, and events on top; `policy_signs` says in how many of those crises a policy spares sales.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.checks import Refused, one_of, within
from basislib.language import N_
from basislib.market.flows import net_worths
from basislib.market.run import (
    BLOCK,
    PATHS,
    UNWILLING,
    Market,
    MarketRun,
    Shock,
    calm,
    cliff,
    crowded,
    simulate,
    standard_shock,
)
from basislib.policy import robustness
from basislib.policy.levers import (
    LEVERS,
    CapacityRelief,
    CashBuffer,
    FundLine,
    HaircutFloor,
    Lever,
    Purchases,
    StandingRepo,
    SteadyMargin,
    apply,
    calm_times,
    fed_assets,
)
from basislib.policy.robustness import Drawn
from basislib.types import Broadcast

if TYPE_CHECKING:
    from pandas import DataFrame, Series

DAYS = 60
RUN_DAY, SQUEEZE, JUMP_DAY = 11, (6, 9), 6  # days of the lenders' run, of the drain and its return, of the haircuts
NEEDED = (
    "position",
    "own_money",
    "dislocation",
    *UNWILLING,
    "voluntary_sale",
    "shortfall",
    "closed",
    "half_spread",
    "repo_spread",
    "note_price",
    "fed_notes",
    "srf",
    "fed_line",
    "loss_lender",
    "loss_dealer",
    "loss_fed",
)

STRESS_COLUMNS = {  # columns of `stress_table`: unit and words
    "sold": ("% of the position", "sold against the funds' will: the next four together"),
    "forced": ("% of the position", "sold by funds to pay calls, or closed out"),
    "run": ("% of the position", "sold because lenders did not renew"),
    "precaution": ("% of the position", "sold because cash was below what funds want to hold"),
    "drawdown": ("% of the position", "sold because limits on losses were reached"),
    "voluntary": ("% of the position", "sold of their own accord"),
    "dislocation_rise": ("bp of price", "largest dislocation above its calm level"),
    "spread": ("x", "largest bid-ask spread over that of day 0"),
    "rate": ("bp a year", "highest repo rate over the rate in the futures price"),
    "shortfall": ("$bn", "most cash missing on a day, after the Fed's line"),
    "fund_result": ("$bn", "change of the funds' own money by the last day"),
    "lender_result": ("$bn", "change of the lenders' net worth, losses included"),
    "dealer_result": ("$bn", "change of the dealers' net worth, losses included"),
    "fed_result": ("$bn", "change of the Fed's net worth"),
    "loss": ("$bn", "written off by lenders, brokers and the Fed's line"),
    "fed_peak": ("$bn", "most that the Fed's balance sheet grew"),
    "calm_dislocation": ("bp of price", "dislocation in calm times, new own money welcome"),
    "calm_cost": ("$bn a year", "what futures buyers lose in calm times by the policy: they pay more, and some leave"),
    "calm_position": ("$bn face", "funds' position in calm times, new own money welcome"),
}
LOSSES = ("sold", "forced", "dislocation_rise", "shortfall", "loss")
COSTS = ("calm_cost", "calm_dislocation", "fed_peak")

EVENTS = {  # what may happen on top of the dash, at the end of `DRAWS`: with a chance, it does not
    "drain": Drawn("$bn", 0, 200, 1 / 3),
    "run_share": Drawn("of maturing loans", 0, 0.2, 2 / 3),
    "haircut_rise": Drawn("of value", 0, 0.03, 4 / 7),
}
DRAWS = {**robustness.DRAWS, **EVENTS}


@dataclass(frozen=True, eq=False)
class Scenario:
    """A market, what happens to it, and its name and words for a table."""

    name: str
    words: str
    market: Market
    shock: Shock


@dataclass(frozen=True)
class Policy:
    """A name, marked with `basislib.language.N_`, and the levers that go with it, at most one of each kind."""

    name: str
    levers: tuple[Lever, ...] = ()


NO_POLICY = Policy(N_("no policy"))
POLICIES = (
    NO_POLICY,
    Policy(N_("facility closed"), (StandingRepo(is_open=False),)),  # it is open in all presets
    *(Policy(row.name, (row.lever,)) for row in LEVERS if not isinstance(row.lever, StandingRepo)),
    Policy(
        N_("the Fed's kit"),
        (Purchases(trigger=15e-4, size=300.0, hedged=1.0), CapacityRelief(start=6.0), FundLine(cap=5.0)),
    ),
    Policy(N_("the rule book"), (HaircutFloor(0.01), CashBuffer(0.012), SteadyMargin("buffer", speed=1e-3))),
)


def standard_scenarios() -> tuple[Scenario, ...]:
    """Return the scenarios of the stress test, all of 60 days.

    Returns
    -------
    tuple of Scenario
    """
    day = np.arange(1, DAYS + 1)
    dash, first, back = standard_shock(DAYS), *SQUEEZE
    quiet = {"rally": 0.0, "foreign": 0.0}
    squeeze = 250.0 * ((day == first) * 1.0 - (day == back))
    rows = (
        (N_("dash for cash, calm"), "A rally, then foreign sales; funds with cash, dealers with room.", calm(), dash),
        (N_("dash for cash, crowded"), "The same dash with more funds, less cash, less room.", crowded(), dash),
        (N_("dash for cash, cliff"), "The same dash at the edge of the spiral.", cliff(), dash),
        (
            N_("repo squeeze"),
            "Lenders lose $250bn for three days; yields only swing.",
            crowded(),
            standard_shock(DAYS, **quiet, drain=squeeze),
        ),
        (
            N_("lenders leave"),
            "In the dash a fifth of the maturing loans is not renewed on one day.",
            crowded(),
            standard_shock(DAYS, run_share=(day == RUN_DAY) * 0.2),
        ),
        (
            N_("haircuts jump"),
            "Haircuts rise by four points for good; yields only swing.",
            crowded(),
            standard_shock(DAYS, **quiet, haircut_rise=(day >= JUMP_DAY) * 0.04),
        ),
        (
            N_("late returns"),
            "A rally of 100bp while lenders return the notes' gain a day late; no sales abroad.",
            crowded(excess_late=1.0),
            standard_shock(DAYS, rally=100.0, foreign=0.0),
        ),
        (
            N_("foreign sales"),
            "Foreign officials sell $480bn; no rally.",
            crowded(),
            standard_shock(DAYS, rally=0.0, foreign=480.0),
        ),
    )
    return tuple(Scenario(*row) for row in rows)


def harder(row: Scenario, size: float, cash: float = 100) -> Scenario:
    """Return a scenario with a shock of this size and funds with this much free cash, both in % of the usual.

    Parameters
    ----------
    row : Scenario
    size : float
        Of yields, beyond their usual swing, foreign sales, cash and lenders that leave, and haircuts.
    cash : float, optional

    Returns
    -------
    Scenario
    """
    base, times = standard_shock(row.shock.days, rally=0.0, foreign=0.0), size / 100
    paths = {name: times * getattr(row.shock, name) for name in ("foreign_sales", "drain", "run_share", "haircut_rise")}
    paths["yield_change"] = base.yield_change + times * (row.shock.yield_change - base.yield_change)
    market = row.market
    locked = market.haircut + market.initial_margin
    market = replace(market, leverage=1 / (locked + market.buffer * cash / 100))
    return replace(row, market=market, shock=replace(row.shock, **paths))


def ladder(kind: type[Lever], **sizes: Iterable[float]) -> tuple[Policy, ...]:
    """Return policies of one lever in several sizes.

    Parameters
    ----------
    kind : type
        A lever, such as `basislib.policy.levers.LeverageCap`.
    **sizes : iterable of float
        One field of the lever and its values.

    Returns
    -------
    tuple of Policy

    Raises
    ------
    ValueError
        If there is not exactly one field, or a size is out of range.

    Examples
    --------
    >>> from basislib.policy.levers import LeverageCap
    >>> [policy.name for policy in ladder(LeverageCap, most=(20, 30))]
    ['LeverageCap most=20', 'LeverageCap most=30']
    """
    if len(sizes) != 1:
        raise Refused(N_("ladder has {count} fields; give one, such as most=(20, 30)."), count=len(sizes))
    ((field, values),) = sizes.items()
    return tuple(Policy(f"{kind.__name__} {field}={value:g}", (kind(**{field: value}),)) for value in values)


def stack(pairs: Iterable[tuple[Market, Shock]]) -> tuple[Market, Shock]:
    """Return one market and one shock that hold many side by side.

    Parameters
    ----------
    pairs : iterable of (Market, Shock)
        Single scenarios of as many days each.

    Returns
    -------
    (Market, Shock)
        With one axis of scenarios, in the order of the pairs.

    Raises
    ------
    ValueError
        If there are none, if one is a batch itself, or if they differ in days.
    """
    markets, shocks = zip(*pairs, strict=True) if (pairs := tuple(pairs)) else ((), ())
    days = {shock.days for shock in shocks}
    if not days:
        raise Refused(N_("there are 0 scenarios; give at least one."))
    if len(days) > 1:
        raise Refused(N_("the scenarios cover {days} days; all must cover the same number."), days=sorted(days))
    columns = {field.name: [np.asarray(getattr(market, field.name)) for market in markets] for field in fields(Market)}
    paths = {name: [getattr(shock, name) for shock in shocks] for name in PATHS}
    if any(value.ndim for column in columns.values() for value in column) or any(
        path.ndim > 1 for column in paths.values() for path in column
    ):
        raise Refused(N_("a scenario holds several side by side already; give single ones."))
    together = {name: _common(np.array(column)) for name, column in columns.items()}
    return Market(**together), Shock(**{name: np.stack(column, axis=1) for name, column in paths.items()})


def stress_table(
    rows: Iterable[Scenario] | None = None, policies: Iterable[Policy] = POLICIES, hold: str = "buffer"
) -> "DataFrame":
    """Return what each policy does in each scenario.

    Parameters
    ----------
    rows : iterable of Scenario, optional
        All of as many days; without it, `standard_scenarios()`.
    policies : iterable of Policy, optional
    hold : {"buffer", "own money"}, optional
        As in `basislib.policy.levers.apply`.

    Returns
    -------
    pandas.DataFrame
        Index ``scenario``, ``policy``; columns as in `STRESS_COLUMNS`. Results of real money and of foreign officials are
        left out: they are those of yields, not of the policy.

    Raises
    ------
    ValueError
        As `basislib.policy.levers.apply` and `stack`.
    """
    import pandas as pd

    rows, policies = standard_scenarios() if rows is None else tuple(rows), tuple(policies)
    before = stack((row.market, row.shock) for row in rows)
    after = _beside([apply(*before, policy.levers, hold) for policy in policies], len(rows))
    run, before = simulate(*after, NEEDED), _beside([before], len(rows))
    found = _measures(run, *before) | _results(run)
    shape = len(rows), len(policies)
    index = pd.MultiIndex.from_product(
        [[row.name for row in rows], [policy.name for policy in policies]], names=["scenario", "policy"]
    )
    return pd.DataFrame({name: np.broadcast_to(found[name], shape).ravel() for name in STRESS_COLUMNS}, index=index)


def possible_table(rows: Collection[Scenario], policies: Iterable[Policy], hold: str) -> "DataFrame":
    """Return `stress_table` with NaN where a policy is not possible: its haircut and margin take all own money."""
    import pandas as pd

    if hold == "buffer":
        return stress_table(rows, policies, hold)
    order = pd.MultiIndex.from_product(
        [[row.name for row in rows], [policy.name for policy in policies]], names=["scenario", "policy"]
    )
    able: dict[tuple[Scenario, ...], list[Policy]] = {}
    for policy in policies:
        able.setdefault(tuple(row for row in rows if _possible(row, policy, hold)), []).append(policy)
    return pd.concat([stress_table(some, which, hold) for some, which in able.items() if some]).reindex(order)


def _possible(row: Scenario, policy: Policy, hold: str) -> bool:
    """Return whether a policy fits a scenario."""
    try:
        apply(row.market, row.shock, policy.levers, hold)
    except ValueError:
        return False
    return True


def frontier(
    row: Scenario,
    policies: Iterable[Policy] = POLICIES,
    cost: str = "calm_cost",
    loss: str = "dislocation_rise",
    hold: str = "buffer",
) -> "DataFrame":
    """Return what policies cost in calm times against what is lost in stress, and which of them nobody beats.

    Parameters
    ----------
    row : Scenario
    policies : iterable of Policy, optional
        Perhaps those of `ladder`.
    cost : {"calm_cost", "calm_dislocation", "fed_peak"}, optional
        Brakes cost in calm times; what the Fed lends and buys does not, so compare that by ``fed_peak``. What
        funds risk more because they count on it is in neither: see `basislib.policy.levers.counting_on`.
    loss : str, optional
        One of `LOSSES`.
    hold : {"buffer", "own money"}, optional
        As in `basislib.policy.levers.apply`.

    Returns
    -------
    pandas.DataFrame
        Index ``policy``, sorted by cost; columns as in `STRESS_COLUMNS` and ``efficient``: no other policy is as good in
        both and better in one, ties within a rounding error aside.

    Raises
    ------
    ValueError
        As `stress_table`, or if cost or loss is unknown.
    """
    one_of("cost", cost, COSTS)
    one_of("loss", loss, LOSSES)
    table = stress_table((row,), policies, hold).droplevel("scenario")
    pair = table[[cost, loss]].to_numpy()
    pair = np.round(pair / np.maximum(np.abs(pair).max(axis=0), 1e-12), 9)
    no_worse = (pair[None] <= pair[:, None]).all(axis=-1)
    better = (pair[None] < pair[:, None]).any(axis=-1)
    return table.assign(efficient=~(no_worse & better).any(axis=1)).sort_values([cost, loss])


@dataclass(frozen=True, eq=False)
class MonteCarlo:
    """What `monte_carlo` found; arrays are (policies, draws), the same draws for each policy.

    Attributes
    ----------
    policies : tuple of str
    draws : dict of str to ndarray
        What was drawn, by name; `DRAWS` has the units.
    sold, forced, dislocation_rise, loss, fund_result : ndarray
        As in `STRESS_COLUMNS`.
    closed : ndarray of bool
        Whether funds were closed out.
    """

    policies: tuple[str, ...]
    draws: dict[str, np.ndarray]
    sold: np.ndarray
    forced: np.ndarray
    dislocation_rise: np.ndarray
    loss: np.ndarray
    fund_result: np.ndarray
    closed: np.ndarray

    def table(self, tail: float = 0.99) -> "DataFrame":
        """Return mean and tail of sales and rise, the mean loss, and how often funds were closed out.

        Parameters
        ----------
        tail : float, optional
            Quantile, between 0 and 1.

        Returns
        -------
        pandas.DataFrame
            Index ``policy``. ``..._mean_error`` is the standard error of a mean; ``better_than_first`` the share
            of draws in which the rise is smaller than with the first policy, by more than
            `basislib.policy.robustness.SAME`, ``worse_than_first`` larger; ``sells_less``, ``sells_more`` the same for
            what is sold against the funds' will.
        """
        import pandas as pd

        within("tail", tail, "", above=0, below=1)
        count = self.sold.shape[1]
        rises, sales = (
            [robustness.sign(row - numbers[0]) for row in numbers] for numbers in (self.dislocation_rise, self.sold)
        )
        found = {
            "sold_mean": self.sold.mean(axis=1),
            "sold_mean_error": self.sold.std(axis=1, ddof=1) / np.sqrt(count),
            "sold_tail": np.quantile(self.sold, tail, axis=1),
            "forced_mean": self.forced.mean(axis=1),
            "forced_mean_error": self.forced.std(axis=1, ddof=1) / np.sqrt(count),
            "forced_tail": np.quantile(self.forced, tail, axis=1),
            "dislocation_rise_mean": self.dislocation_rise.mean(axis=1),
            "dislocation_rise_tail": np.quantile(self.dislocation_rise, tail, axis=1),
            "loss_mean": self.loss.mean(axis=1),
            "closed_share": self.closed.mean(axis=1),
            "better_than_first": [each.lower for each in rises],
            "worse_than_first": [each.higher for each in rises],
            "sells_less": [each.lower for each in sales],
            "sells_more": [each.higher for each in sales],
        }
        return pd.DataFrame(found, index=pd.Index(self.policies, name="policy"))

    def drivers(self, measure: str = "dislocation_rise", policy: str | None = None) -> "Series":
        """Return which of the drawn numbers decide: rank correlations with a measure, strongest first.

        Parameters
        ----------
        measure : {"sold", "forced", "dislocation_rise", "loss", "fund_result"}, optional
        policy : str, optional
            One of `policies`; without it, the first.

        Returns
        -------
        pandas.Series
            Index ``draw``, -1 to 1. With 2,000 draws less than 0.05 is noise.

        Raises
        ------
        ValueError
            If measure or policy is unknown.
        """
        import pandas as pd

        one_of("measure", measure, ("sold", "forced", "dislocation_rise", "loss", "fund_result"))
        row = self.policies.index(self.policies[0] if policy is None else one_of("policy", policy, self.policies))
        ranks = pd.DataFrame(self.draws).rank()
        found = ranks.corrwith(pd.Series(getattr(self, measure)[row]).rank())
        return found.reindex(found.abs().sort_values(ascending=False).index).rename_axis("draw").rename(measure)


def monte_carlo(
    policies: Iterable[Policy] = POLICIES,
    draws: int = 2000,
    seed: int = 1,
    hold: str = "buffer",
    progress: Callable[[int, int, str], None] | None = None,
    block: int = BLOCK,
) -> MonteCarlo:
    """Run policies through crises drawn at random, each through the same ones.

    Parameters
    ----------
    policies : iterable of Policy, optional
    draws : int, optional
        How many, 2 to 200,000.
    seed : int, optional
        The same seed gives the same draws, whatever the block.
    hold : {"buffer", "own money"}, optional
        As in `basislib.policy.levers.apply`.
    progress : callable, optional
        Called as ``progress(done, total, words)``, blocks of policies done, such as
        `basislib.record.__main__.show_progress`.
    block : int, optional
        Draws at a time.

    Returns
    -------
    MonteCarlo

    Raises
    ------
    ValueError
        If a number is out of range, or as `basislib.policy.levers.apply`.
    """
    policies, drawn = tuple(policies), robustness.drawn(draws, seed, DRAWS)
    step, count = robustness.whole("block", block, 1, robustness.MOST_DRAWS), int(draws)
    parts = [slice(first, min(first + step, count)) for first in range(0, count, step)]
    names = ("sold", "forced", "dislocation_rise", "loss", "fund_result", "closed")
    found = {name: np.empty((len(policies), count), bool if name == "closed" else float) for name in names}
    total, done = len(parts) * len(policies), 0
    for part in parts:
        market, shock = _crisis({name: values[part] for name, values in drawn.items()})
        for number, policy in enumerate(policies):
            if progress is not None:
                progress(done, total, policy.name)
            for name, values in _outcome(*apply(market, shock, policy.levers, hold)).items():
                found[name][number, part] = values
            done += 1
    if progress is not None:
        progress(total, total, N_("done"))
    return MonteCarlo(tuple(policy.name for policy in policies), drawn, **found)


@lru_cache(maxsize=256)
def _measured(policy: Policy, hold: str, count: int, seed: int) -> dict[str, np.ndarray]:
    """Return the outcomes of the draws of `basislib.policy.robustness` under a policy."""
    market, shock = robustness.dash(robustness.drawn(count, seed))
    return robustness.outcomes(*apply(market, shock, policy.levers, hold))


def policy_signs(
    policies: Iterable[Policy] = POLICIES,
    measure: str = "sold",
    where: str = "sells",
    hold: str = "buffer",
    count: int = robustness.COUNT,
    seed: int = robustness.SEED,
) -> "DataFrame":
    """Return in which share of the draws each policy lowers and raises a measure: how far its sign can be trusted.

    Parameters
    ----------
    policies : iterable of Policy, optional
    measure, where : str, optional
        Of `basislib.policy.robustness.DRAW_OUTCOMES`, and of its `WHERE`: "sells", "called" or "everywhere".
    hold : {"buffer", "own money"}, optional
        As in `basislib.policy.levers.apply`.
    count, seed : int, optional
        As in `basislib.policy.robustness.drawn`.

    Returns
    -------
    pandas.DataFrame
        Index ``policy``; columns ``lower``, ``same``, ``higher`` (shares), ``draws`` (how many count).

    Raises
    ------
    ValueError
        If measure or where is unknown, or as `basislib.policy.levers.apply`.
    """
    import pandas as pd

    one_of("measure", measure, robustness.DRAW_OUTCOMES)
    before = _measured(NO_POLICY, hold, count, seed)
    counts = robustness.counted(where, before)
    policies = tuple(policies)
    signs = [
        robustness.sign(_measured(policy, hold, count, seed)[measure] - before[measure], counts) for policy in policies
    ]
    return pd.DataFrame(signs, index=pd.Index([policy.name for policy in policies], name="policy"))


def crises(draws: int, seed: int = robustness.SEED) -> tuple[Market, Shock]:
    """Return the market and the shock of crises drawn at random, those of `monte_carlo` with the same seed.

    Parameters
    ----------
    draws : int
    seed : int, optional

    Returns
    -------
    (Market, Shock)
        A dash for cash; on day 11 cash may leave lenders, who may not renew loans and may ask for more haircut.
    """
    return _crisis(robustness.drawn(draws, seed, DRAWS))


def _crisis(drawn: Mapping[str, np.ndarray]) -> tuple[Market, Shock]:
    """Return the market and the shock of some draws."""
    day, drawn = np.arange(1, DAYS + 1)[:, None], dict(drawn)
    return robustness.dash(
        {name: values for name, values in drawn.items() if name not in EVENTS},
        drain=(day == RUN_DAY) * drawn["drain"],
        run_share=(day == RUN_DAY) * drawn["run_share"],
        haircut_rise=(day >= RUN_DAY) * drawn["haircut_rise"],
    )


def _outcome(market: Market, shock: Shock) -> dict[str, np.ndarray]:
    """Return what the Monte Carlo keeps of a run."""
    run = simulate(market, shock, (*UNWILLING, "dislocation", "position", "own_money", "closed", "loss"))
    return {
        "sold": 100 * run.unwilling.sum(axis=0) / run["position"][0],
        "forced": 100 * run["forced_sale"].sum(axis=0) / run["position"][0],
        "dislocation_rise": 1e4 * (run["dislocation"].max(axis=0) - run["dislocation"][0]),
        "loss": run["loss"].sum(axis=0),
        "fund_result": run["own_money"][-1] - run["own_money"][0],
        "closed": run["closed"][-1],
    }


def _measures(run: MarketRun, market: Market, shock: Shock) -> dict[str, np.ndarray]:
    """Return the measures that a run's series give; market and shock are those before the policy."""
    start, dislocation = run["position"][0], run["dislocation"]
    now, before = calm_times(run.market, market), calm_times(market)
    found = {
        name: 100 * np.maximum(run[series], 0).sum(axis=0) / start
        for series, name in {**UNWILLING, "voluntary_sale": "voluntary"}.items()
    }
    return found | {
        "sold": 100 * run.unwilling.sum(axis=0) / start,
        "dislocation_rise": 1e4 * (dislocation.max(axis=0) - dislocation[0]),
        "spread": (run["half_spread"] / np.maximum(run["half_spread"][0], 1e-12)).max(axis=0),
        "rate": run["repo_spread"].max(axis=0),
        "shortfall": np.maximum(run["shortfall"], 0).max(axis=0),
        "loss": (run["loss_lender"] + run["loss_dealer"] + run["loss_fed"]).sum(axis=0),
        "fed_peak": fed_assets(run, market, shock).max(axis=0),
        "calm_dislocation": 1e4 * np.asarray(now.dislocation),
        "calm_cost": np.subtract(now.cost, before.cost),
        "calm_position": now.position,
    }


def _results(run: MarketRun) -> dict[str, np.ndarray]:
    """Return the change of net worth of those whom the trade concerns."""
    worth = net_worths(run)
    return {
        f"{party.lower()}_result": worth[party][-1] - worth[party][0] for party in ("fund", "lender", "dealer", "Fed")
    }


def _beside(pairs: Iterable[tuple[Market, Shock]], count: int) -> tuple[Market, Shock]:
    """Return one market and one shock of scenarios by policies from one pair a policy; equal fields stay one number."""
    markets, shocks = zip(*pairs, strict=True)
    together = {
        field.name: _common(
            np.stack([np.broadcast_to(getattr(market, field.name), count) for market in markets], axis=-1)
        )
        for field in fields(Market)
    }
    paths = {
        name: np.stack(
            [np.broadcast_to(getattr(shock, name).reshape(shock.days, -1), (shock.days, count)) for shock in shocks],
            axis=-1,
        )
        for name in PATHS
    }
    return Market(**together), Shock(**paths)


def _common(column: np.ndarray) -> Broadcast:
    """Return the one value if all are the same, else the column."""
    return column.flat[0].item() if np.all(column == column.flat[0]) else column
