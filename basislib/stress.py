"""Many crises, many policies: the stress-test table, a Monte Carlo, and what a brake costs against what it saves.

A scenario is a market and a shock, a policy a tuple of levers (`basislib.backstop`). All pairs run side by side in
one call of `basislib.market.simulate`. No probabilities are known: the scenarios are examples, and the ranges of
`DRAWS` are assumptions, so the Monte Carlo compares policies and forecasts nothing.
"""

from dataclasses import dataclass, fields

import numpy as np

from basislib.backstop import (
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
from basislib.checks import one_of, within
from basislib.flows import net_worths
from basislib.market import BLOCK, PATHS, Market, Shock, calm, cliff, crowded, simulate, standard_shock

DAYS = 60
RUN_DAY, SQUEEZE, JUMP_DAY = 11, (6, 9), 6  # days of the lenders' run, of the drain and its return, of the haircuts
MOST_DRAWS = 200_000
NEEDED = ("position", "own_money", "dislocation", "forced_sale", "voluntary_sale", "run_sale", "shortfall", "closed",
          "half_spread", "repo_spread", "note_price", "fed_notes", "srf", "fed_line", "loss_lender", "loss_dealer",
          "loss_fed")

MEASURES = {  # columns of `stress_table`: unit and words
    "forced": ("% of the position", "sold by funds to pay calls, or closed out"),
    "run": ("% of the position", "sold because lenders did not renew"),
    "voluntary": ("% of the position", "sold of their own accord"),
    "rise": ("bp of price", "largest dislocation above its calm level"),
    "spread": ("x", "largest bid-ask spread over that of day 0"),
    "rate": ("bp a year", "highest repo rate over the rate in the futures price"),
    "shortfall": ("$bn", "most cash missing on a day, after the Fed's line"),
    "fund_result": ("$bn", "change of the funds' own money by the last day"),
    "lender_result": ("$bn", "change of the lenders' net worth, losses included"),
    "dealer_result": ("$bn", "change of the dealers' net worth, losses included"),
    "fed_result": ("$bn", "change of the Fed's net worth"),
    "loss": ("$bn", "written off by lenders, brokers and the Fed's line"),
    "fed_peak": ("$bn", "most that the Fed's balance sheet grew"),
    "calm_basis": ("bp of price", "dislocation in calm times, new own money welcome"),
    "calm_cost": ("$bn a year", "what futures buyers pay more in calm times than without the policy"),
    "calm_position": ("$bn face", "funds' position in calm times, new own money welcome"),
}
LOSSES = ("forced", "rise", "shortfall", "loss")
COSTS = ("calm_cost", "calm_basis", "fed_peak")

DRAWS = {  # what the Monte Carlo draws, evenly between two numbers: unit; all of it assumed
    "buffer": ("of the position", 0.005, 0.02), "position": ("$bn", 500, 1100), "haircut": ("of value", 0, 0.015),
    "term_share": ("of the repo", 0, 0.75), "dealer_room": ("$bn", 30, 200), "impact_beyond": ("per $bn", 5e-6, 5e-5),
    "passed_on": ("a day", 0.02, 0.08), "volatility": ("bp a day", 4, 8), "rally": ("bp", 20, 100),
    "foreign": ("$bn", 0, 480), "drain": ("$bn", -100, 200), "run_share": ("of maturing loans", -0.4, 0.2),
    "haircut_rise": ("of value", -0.04, 0.03),
}  # below 0 for the last three: no such event, so runs come in a third of the draws


@dataclass(frozen=True, eq=False)
class Scenario:
    """A market, what happens to it, and its name and words for a table."""

    name: str
    words: str
    market: Market
    shock: Shock


@dataclass(frozen=True)
class Policy:
    """A name and the levers that go with it, at most one of each kind."""

    name: str
    levers: tuple[Lever, ...] = ()


NO_POLICY = Policy("no policy")
POLICIES = (
    NO_POLICY, Policy("facility closed", (StandingRepo(is_open=False),)),  # it is open in all presets
    *(Policy(row.name, (row.lever,)) for row in LEVERS if not isinstance(row.lever, StandingRepo)),
    Policy("the Fed's kit", (Purchases(trigger=15e-4, size=300.0, hedged=1.0), CapacityRelief(start=6.0),
                             FundLine(cap=5.0))),
    Policy("the rule book", (HaircutFloor(0.01), CashBuffer(0.012), SteadyMargin("buffer", speed=1e-3))),
)


def standard_scenarios():
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
        ("dash for cash, calm", "A rally, then foreign sales; funds with cash, dealers with room.", calm(), dash),
        ("dash for cash, crowded", "The same dash with more funds, less cash, less room.", crowded(), dash),
        ("dash for cash, cliff", "The same dash at the edge of the spiral.", cliff(), dash),
        ("repo squeeze", "Lenders lose $250bn for three days; yields only swing.", crowded(),
         standard_shock(DAYS, **quiet, drain=squeeze)),
        ("lenders leave", "In the dash a fifth of the maturing loans is not renewed on one day.", crowded(),
         standard_shock(DAYS, run_share=(day == RUN_DAY) * 0.2)),
        ("haircuts jump", "Haircuts rise by four points for good; yields only swing.", crowded(),
         standard_shock(DAYS, **quiet, haircut_rise=(day >= JUMP_DAY) * 0.04)),
        ("rally at term", "A rally of 100bp while three quarters of the loans are at term; no sales abroad.",
         crowded(term_share=0.75), standard_shock(DAYS, rally=100.0, foreign=0.0)),
        ("foreign sales", "Foreign officials sell $480bn; no rally.", crowded(),
         standard_shock(DAYS, rally=0.0, foreign=480.0)),
    )
    return tuple(Scenario(*row) for row in rows)


def ladder(kind, **sizes):
    """Return policies of one lever in several sizes.

    Parameters
    ----------
    kind : type
        A lever, such as `basislib.backstop.LeverageCap`.
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
    >>> from basislib.backstop import LeverageCap
    >>> [policy.name for policy in ladder(LeverageCap, most=(20, 30))]
    ['LeverageCap most=20', 'LeverageCap most=30']
    """
    if len(sizes) != 1:
        raise ValueError(f"ladder has {len(sizes)} fields; give one, such as most=(20, 30).")
    (field, values), = sizes.items()
    return tuple(Policy(f"{kind.__name__} {field}={value:g}", (kind(**{field: value}),)) for value in values)


def stack(pairs):
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
    if len(days) != 1:
        raise ValueError(f"the scenarios cover {sorted(days) or 'no'} days; all must cover the same number.")
    columns = {field.name: [np.asarray(getattr(market, field.name)) for market in markets] for field in fields(Market)}
    paths = {name: [getattr(shock, name) for shock in shocks] for name in PATHS}
    if any(value.ndim for column in columns.values() for value in column) or any(
            path.ndim > 1 for column in paths.values() for path in column):
        raise ValueError("a scenario holds several side by side already; give single ones.")
    together = {name: _common(np.array(column)) for name, column in columns.items()}
    return Market(**together), Shock(**{name: np.stack(column, axis=1) for name, column in paths.items()})


def stress_table(rows=None, policies=POLICIES, hold="buffer"):
    """Return what each policy does in each scenario.

    Parameters
    ----------
    rows : iterable of Scenario, optional
        All of as many days; without it, `standard_scenarios()`.
    policies : iterable of Policy, optional
    hold : {"buffer", "own money"}, optional
        As in `basislib.backstop.apply`.

    Returns
    -------
    pandas.DataFrame
        Index ``scenario``, ``policy``; columns as in `MEASURES`. Results of real money and of foreign officials are
        left out: they are those of yields, not of the policy.

    Raises
    ------
    ValueError
        As `basislib.backstop.apply` and `stack`.
    """
    import pandas as pd

    rows, policies = standard_scenarios() if rows is None else tuple(rows), tuple(policies)
    before = stack((row.market, row.shock) for row in rows)
    after = _beside([apply(*before, policy.levers, hold) for policy in policies], len(rows))
    run, before = simulate(*after, NEEDED), _beside([before], len(rows))
    found = _measures(run, *before) | _results(run)
    shape = len(rows), len(policies)
    index = pd.MultiIndex.from_product([[row.name for row in rows], [policy.name for policy in policies]],
                                       names=["scenario", "policy"])
    return pd.DataFrame({name: np.broadcast_to(found[name], shape).ravel() for name in MEASURES}, index=index)


def frontier(row, policies=POLICIES, cost="calm_cost", loss="rise", hold="buffer"):
    """Return what policies cost in calm times against what is lost in stress, and which of them nobody beats.

    Parameters
    ----------
    row : Scenario
    policies : iterable of Policy, optional
        Perhaps those of `ladder`.
    cost : {"calm_cost", "calm_basis", "fed_peak"}, optional
        Brakes cost in calm times; what the Fed lends and buys does not, so compare that by ``fed_peak``. What
        funds risk more because they count on it is in neither: see `basislib.backstop.counting_on`.
    loss : str, optional
        One of `LOSSES`.
    hold : {"buffer", "own money"}, optional
        As in `basislib.backstop.apply`.

    Returns
    -------
    pandas.DataFrame
        Index ``policy``, sorted by cost; columns as in `MEASURES` and ``efficient``: no other policy is as good in
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
    forced, rise, loss, fund_result : ndarray
        As in `MEASURES`.
    closed : ndarray of bool
        Whether funds were closed out.
    """

    policies: tuple
    draws: dict
    forced: np.ndarray
    rise: np.ndarray
    loss: np.ndarray
    fund_result: np.ndarray
    closed: np.ndarray

    def table(self, tail=0.99):
        """Return mean and tail of forced sale and rise, the mean loss, and how often funds were closed out.

        Parameters
        ----------
        tail : float, optional
            Quantile, between 0 and 1.

        Returns
        -------
        pandas.DataFrame
            Index ``policy``. ``forced_mean_error`` is the standard error of the mean; ``better_than_first`` the share
            of draws in which the rise is smaller than with the first policy, ``worse_than_first`` larger.
        """
        import pandas as pd

        within("tail", tail, "", above=0, below=1)
        gap = self.rise - self.rise[0]
        count = self.forced.shape[1]
        found = {
            "forced_mean": self.forced.mean(axis=1),
            "forced_mean_error": self.forced.std(axis=1, ddof=1) / np.sqrt(count) if count > 1 else np.nan,
            "forced_tail": np.quantile(self.forced, tail, axis=1), "rise_mean": self.rise.mean(axis=1),
            "rise_tail": np.quantile(self.rise, tail, axis=1), "loss_mean": self.loss.mean(axis=1),
            "closed_share": self.closed.mean(axis=1), "better_than_first": (gap < -1e-6).mean(axis=1),
            "worse_than_first": (gap > 1e-6).mean(axis=1),
        }
        return pd.DataFrame(found, index=pd.Index(self.policies, name="policy"))


    def drivers(self, measure="rise", policy=None):
        """Return which of the drawn numbers decide: rank correlations with a measure, strongest first.

        Parameters
        ----------
        measure : {"forced", "rise", "loss", "fund_result"}, optional
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

        one_of("measure", measure, ("forced", "rise", "loss", "fund_result"))
        row = self.policies.index(self.policies[0] if policy is None else one_of("policy", policy, self.policies))
        ranks = pd.DataFrame(self.draws).rank()
        found = ranks.corrwith(pd.Series(getattr(self, measure)[row]).rank())
        return found.reindex(found.abs().sort_values(ascending=False).index).rename_axis("draw").rename(measure)


def monte_carlo(policies=POLICIES, draws=2000, seed=1, hold="buffer", progress=None, block=BLOCK):
    """Run policies through crises drawn at random, each through the same ones.

    Parameters
    ----------
    policies : iterable of Policy, optional
    draws : int, optional
        How many, 2 to 200,000.
    seed : int, optional
        The same seed gives the same draws, whatever the block.
    hold : {"buffer", "own money"}, optional
        As in `basislib.backstop.apply`.
    progress : callable, optional
        Called as ``progress(done, total, words)``, blocks of policies done, such as
        `basislib.datasets.show_progress`.
    block : int, optional
        Draws at a time.

    Returns
    -------
    MonteCarlo

    Raises
    ------
    ValueError
        If a number is out of range, or as `basislib.backstop.apply`.
    """
    policies, count = tuple(policies), _whole("draws", draws, 2, MOST_DRAWS)
    step, drawn = _whole("block", block, 1, MOST_DRAWS), _drawn(count, _whole("seed", seed, 0, 2**63))
    parts = [slice(first, min(first + step, count)) for first in range(0, count, step)]
    names = ("forced", "rise", "loss", "fund_result", "closed")
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
        progress(total, total, "done")
    return MonteCarlo(tuple(policy.name for policy in policies), drawn, **found)


def crises(draws, seed=1):
    """Return the market and the shock of crises drawn at random, those of `monte_carlo` with the same seed.

    Parameters
    ----------
    draws : int
    seed : int, optional

    Returns
    -------
    (Market, Shock)
        A dash for cash; on day 11 cash leaves lenders, who may not renew loans and may ask for more haircut.
    """
    return _crisis(_drawn(_whole("draws", draws, 2, MOST_DRAWS), _whole("seed", seed, 0, 2**63)))


def _drawn(count, seed):
    """Return the draws by name, each even between its two numbers, and 0 where there is no such event."""
    numbers = np.random.default_rng(seed).random((count, len(DRAWS)))
    drawn = {name: low + (high - low) * column
             for (name, (_, low, high)), column in zip(DRAWS.items(), numbers.T, strict=True)}
    return drawn | {name: np.maximum(drawn[name], 0) for name in ("drain", "run_share", "haircut_rise")}


def _crisis(drawn):
    """Return the market and the shock of some draws."""
    day = np.arange(1, DAYS + 1)[:, None]
    drawn = dict(drawn)
    shock = standard_shock(
        DAYS, rally=drawn.pop("rally"), foreign=drawn.pop("foreign"), drain=(day == RUN_DAY) * drawn.pop("drain"),
        run_share=(day == RUN_DAY) * drawn.pop("run_share"), haircut_rise=(day >= RUN_DAY) * drawn.pop("haircut_rise"))
    return Market.from_buffer(drawn.pop("buffer"), **drawn), shock


def _outcome(market, shock):
    """Return what the Monte Carlo keeps of a run."""
    keep = ("forced_sale", "dislocation", "position", "own_money", "closed", "loss")
    run = simulate(market, shock, keep)
    return {"forced": 100 * run["forced_sale"].sum(axis=0) / run["position"][0],
            "rise": 1e4 * (run["dislocation"].max(axis=0) - run["dislocation"][0]), "loss": run["loss"].sum(axis=0),
            "fund_result": run["own_money"][-1] - run["own_money"][0], "closed": run["closed"][-1]}


def _measures(run, market, shock):
    """Return the measures that a run's series give; market and shock are those before the policy."""
    start, basis = run["position"][0], run["dislocation"]
    now, before = calm_times(run.market, market), calm_times(market)
    found = {name: 100 * np.maximum(run[f"{name}_sale"], 0).sum(axis=0) / start
             for name in ("forced", "run", "voluntary")}
    return found | {
        "rise": 1e4 * (basis.max(axis=0) - basis[0]),
        "spread": (run["half_spread"] / np.maximum(run["half_spread"][0], 1e-12)).max(axis=0),
        "rate": run["repo_spread"].max(axis=0), "shortfall": np.maximum(run["shortfall"], 0).max(axis=0),
        "loss": (run["loss_lender"] + run["loss_dealer"] + run["loss_fed"]).sum(axis=0),
        "fed_peak": fed_assets(run, market, shock).max(axis=0), "calm_basis": 1e4 * np.asarray(now.basis),
        "calm_cost": np.subtract(now.cost, before.cost), "calm_position": now.position,
    }


def _results(run):
    """Return the change of net worth of those whom the trade concerns."""
    worth = net_worths(run)
    return {f"{party.lower()}_result": worth[party][-1] - worth[party][0]
            for party in ("fund", "lender", "dealer", "Fed")}


def _beside(pairs, count):
    """Return one market and one shock of scenarios by policies from one pair a policy; equal fields stay one number."""
    markets, shocks = zip(*pairs, strict=True)
    together = {field.name: _common(np.stack([np.broadcast_to(getattr(market, field.name), count)
                                              for market in markets], axis=-1)) for field in fields(Market)}
    paths = {name: np.stack([np.broadcast_to(getattr(shock, name).reshape(shock.days, -1), (shock.days, count))
                             for shock in shocks], axis=-1) for name in PATHS}
    return Market(**together), Shock(**paths)


def _common(column):
    """Return the one value if all are the same, else the column."""
    return column.flat[0].item() if np.all(column == column.flat[0]) else column


def _whole(field, value, low, high):
    """Return a whole number in range, as an int."""
    number = within(field, value, "", low=low, high=high)
    if number.ndim or number != int(number):
        raise ValueError(f"{field} is {value}; it must be one whole number.")
    return int(value)
