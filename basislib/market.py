"""The market day by day: seven parties, one note, one future, and every dollar that changes hands.

Hedge funds hold notes against short futures, lenders finance them, a clearing house margins them, dealers take
what is sold, real money holds the futures, foreign officials sell notes, and the Fed may step in. Each day runs
through `STEPS`, in order. What one party pays another receives (`basislib.flows` shows it), many scenarios run
side by side, and `ASSUMPTIONS` says what all this rests on.

Everything is in excess of the repo rate built into the futures price: a note's accrued interest and the interest
on loans, cash and margin at that rate cancel for a hedged, financed position and are left out. What is left is the
repo rate above it, and the dislocation, which futures longs pay to the shorts as the future rolls down to the note.
"""

import math
from dataclasses import dataclass, fields
from types import SimpleNamespace

import numpy as np

from basislib.checks import plain, within
from basislib.margin import RULES
from basislib.market_day import (
    FOREIGN_NOTES,
    LARGEST,
    LEAST_ROOM,
    STEPS,
    news,
    opening,
    over_floor,
    rule_margin,
    spiral_number,
)

ASSUMPTIONS = (
    "One note, one future, one fund sector; days are trading days, and interest accrues at 1/360 a day.",
    "Dealers take what is sold on two straight lines: cheaply up to their room, dearly beyond it. Their room "
    "shrinks when yields swing; each day they pass part of their notes on to real money.",
    "Half of the dislocation shows in the futures price, half in the note's.",
    "Lenders mark overnight loans to market every day. Term loans are a ladder, struck anew bit by bit; their "
    "lenders call a deficit at once and return an excess only as far as it may be recalled.",
    "The repo rate rises along straight lines as lenders run out of cash; the Fed's standing facility is a soft "
    "ceiling, for dealers only.",
    "Funds leave, or come back, slowly when the dislocation pays less, or more, than they ask for.",
    "The share of term repo, dealers' room, price impact and the funds' cash are not public.",
)

NEVER = math.inf  # for a purchase that never starts, a limit that never binds
MOST_DAYS = 500
BLOCK = 2000  # scenarios at a time: their arrays fit the processor's cache, and memory stays small

SERIES = {  # what `simulate` can keep
    "position": "funds' notes, and their short futures, $bn face",
    "cash": "funds' cash at the close, $bn",
    "own_money": "funds' own money, $bn",
    "shortfall": "cash missing before the forced sale, after the Fed's line, $bn; below 0 it is left over",
    "forced_sale": "sold by funds to pay for calls, or closed out, $bn face",
    "run_sale": "sold because lenders did not renew, $bn face",
    "voluntary_sale": "sold of their own accord, $bn face; below 0 funds bought",
    "dislocation": "futures price less note price, per 1 of face",
    "hurdle": "dislocation that pays what funds ask for, per 1 of face",
    "value": "note without dislocation, per 1 of face",
    "note_price": "per 1 of face",
    "futures_price": "per 1 of face",
    "volatility": "moving standard deviation of a day's change in yield, bp",
    "initial_margin": "money per 1 of face",
    "margin_posted": "funds' initial margin at the clearing house, $bn",
    "variation_margin": "received by funds that day, $bn; below 0 paid",
    "haircut": "on new loans, fraction of market value",
    "locked": "own money that a unit sold sets free before cost, per 1 of face",
    "spiral_number": "of the position left, on the slope where the next sale would start",
    "inventory": "dealers' notes above those of day 0, $bn face",
    "room": "what dealers carry of these cheaply, $bn face",
    "room_used": "dealers' notes over what they carry cheaply",
    "half_spread": "half the bid-ask spread of note and future, per 1 of face",
    "depth": "quoted size, $m",
    "overnight_repo": "funds' overnight loans, $bn",
    "term_repo": "funds' term loans, $bn",
    "dealer_repo": "dealers' loans from lenders, $bn",
    "srf": "dealers' loans from the Fed's standing facility, $bn",
    "slack": "lenders' spare cash, $bn; below 0 it is short",
    "repo_spread": "overnight repo rate over the rate in the futures price, bp a year",
    "term_spread": "the same for the term loans that run, on average",
    "fed_line": "drawn by funds on the Fed's line, $bn",
    "unpaid": "calls that the clearing broker waits for, $bn; 1e-12 is rounding",
    "foreign_sale": "sold by foreign officials, $bn face",
    "bought": "bought by the Fed that day, $bn face",
    "fed_notes": "the Fed's notes, $bn face",
    "fed_futures": "the Fed's short futures, $bn face",
    "to_real_money": "passed on by dealers to real money, $bn face; below 0 real money sold",
    "closed": "whether funds have been closed out",
    "loss": "written off in a close-out that day, $bn",
    "loss_lender": "part of it borne by lenders, $bn",
    "loss_dealer": "part of it borne by dealers as clearing brokers, $bn",
    "loss_fed": "part of it borne by the Fed's line, $bn",
}
KEEP = ("position", "forced_sale", "voluntary_sale", "dislocation", "own_money", "half_spread", "srf", "repo_spread")

_SHARE = {"low": 0, "high": 1}
_POSITIVE = {"low": 1e-12, "high": LARGEST}
_FROM_ZERO = {"low": 0, "high": LARGEST}
_DAYS = {"low": 1, "high": LARGEST}

RANGES = {  # field of Market: unit, bounds
    "position": ("$bn", {"above": 0, "high": 1e5}),
    "leverage": ("x", {"low": 0.1, "high": 1e6}),
    "haircut": ("of market value", _SHARE),
    "term_share": ("of the repo", _SHARE),
    "term_days": ("days", _DAYS),
    "recall": ("of the margin excess", _SHARE),
    "nights": ("nights", _FROM_ZERO),
    "cash_floor": ("of the position", _SHARE),
    "duration": ("years", {"low": 0.01, "high": 100}),
    "volatility": ("bp a day", {"low": 0.01, "high": 1000}),
    "volatility_memory": ("", {"low": 0.5, "high": 1}),
    "margin_multiple": ("daily standard deviations", {"low": 0, "high": 1000}),
    "margin_floor": ("bp of yield", {"low": 0, "high": 1e4}),
    "margin_cap": ("bp of yield", {"low": 0, "high": 1e4}),
    "margin_factor": ("", {"low": 0, "high": 100}),
    "margin_speed": ("per 1 of face a day", _FROM_ZERO),
    "futures_share": ("of the dislocation", _SHARE),
    "impact": ("per $bn", {"low": 1e-12, "high": 1}),
    "impact_beyond": ("per $bn", {"low": 1e-12, "high": 1}),
    "dealer_room": ("$bn", {"low": 0, "high": 1e6}),
    "room_exponent": ("", {"low": 0, "high": 2}),
    "dealer_inventory": ("$bn", {"low": 0, "high": 1e5}),
    "passed_on": ("a day", _SHARE),
    "base_half_spread": ("per 1 of face", {"low": 0, "high": 0.1}),
    "base_depth": ("$m", _POSITIVE),
    "days_to_delivery": ("days", {"low": 1, "high": 1e4}),
    "required_return": ("% a year", {"low": 0, "high": 1000}),
    "exit_limit": ("of the position a day", _SHARE),
    "exit_speed": ("", {"low": 0, "high": 100}),
    "lender_slack": ("$bn", {"low": 0, "high": 1e5}),
    "slope": ("bp per $bn", {"low": 0, "high": 1e4}),
    "shortage_slope": ("bp per $bn", {"low": 0, "high": 1e4}),
    "range_width": ("bp", {"low": 0, "high": 1e4}),
    "srf_cap": ("$bn", _FROM_ZERO),
    "srf_access": ("of the shortage", _SHARE),
    "srf_price": ("bp over the top of the range", {"low": 0, "high": 1e4}),
    "srf_start": ("days", _DAYS),
    "srf_end": ("days", _DAYS),
    "deadline": ("days", {"low": 1, "high": 1000}),
    "line_cap": ("$bn", {"low": 0, "high": 1e6}),
    "line_penalty": ("bp a year", {"low": 0, "high": 1e5}),
    "line_start": ("days", _DAYS),
    "line_end": ("days", _DAYS),
    "purchase_pace": ("$bn a day", {"low": 0, "high": 1e5}),
    "purchase_size": ("$bn", _FROM_ZERO),
    "purchase_start": ("days", _DAYS),
    "purchase_trigger": ("per 1 of face", _FROM_ZERO),
    "hedged_share": ("of the purchases", _SHARE),
    "purchase_effect": ("per $bn", {"low": 0, "high": 0.01}),
    "relief": ("of the dealers' room", {"low": 0, "high": 100}),
    "relief_start": ("days", _DAYS),
    "relief_end": ("days", _DAYS),
}

PATHS = {  # field of Shock: unit, bounds
    "yield_change": ("bp", {"low": -1e4, "high": 1e4}),
    "foreign_sales": ("$bn", {"low": 0, "high": FOREIGN_NOTES}),
    "haircut_rise": ("of market value", {"low": -1, "high": 1}),
    "margin_rise": ("of par", {"low": -1, "high": 1}),
    "margin_scale": ("", {"low": 0, "high": 100}),
    "run_share": ("of the maturing loans", _SHARE),
    "drain": ("$bn", {"low": -1e5, "high": 1e5}),
    "repo_spread": ("bp a year", {"low": -1e5, "high": 1e5}),
    "purchases": ("$bn", {"low": 0, "high": 1e5}),
}


@dataclass(frozen=True, eq=False)
class Market:
    """The market before the shock, and the rules it lives by. Each field is a number, or an array over scenarios.

    Parameters
    ----------
    position : float or array_like
        Q, funds' notes and short futures on day 0, $bn face.
    leverage : float or array_like
        L, position over own money, x; at most 1/(haircut + initial margin). What it leaves is the `buffer`.
    haircut : float or array_like
        h0, fraction of market value (0.01).
    term_share, term_days, recall : float or array_like
        tau, share of the repo struck for a term (0-1); T, its life (days); rho, share of a term loan's margin
        excess returned the same day (0-1).
    nights : float or array_like
        Nights for which funds expect today's repo rate to last.
    cash_floor : float or array_like
        cmin, cash that a fund never goes below, fraction of the position.
    duration : float or array_like
        Modified duration of the note, years.
    volatility, volatility_memory : float or array_like
        sigma0, standard deviation of a day's change in yield, bp; w, weight of the past in it (0.5-1).
    margin_multiple, margin_floor, margin_cap : float or array_like
        Z, and the least and largest yield move covered, bp; see `basislib.margin.initial_margin`.
    margin_rule : str or array_like of str
        One of `basislib.margin.RULES`.
    margin_factor, margin_speed : float or array_like
        m_mult, below 1 for cross-margining; largest rise of the rule's margin a day, per 1 of face.
    futures_share : float or array_like
        theta, share of the dislocation that shows in the futures price (0-1).
    impact, impact_beyond : float or array_like
        lam0 and lam1, rise of the dislocation per $bn that dealers take within and beyond their room; 2e-6 is 0.02bp.
    dealer_room, room_exponent : float or array_like
        room0, notes that dealers take cheaply on top of the inventory, $bn; a, how fast the room shrinks as
        volatility rises.
    dealer_inventory, passed_on : float or array_like
        I0, dealers' notes on day 0, $bn; delta, share of what they took since that they pass on a day.
    base_half_spread, base_depth : float or array_like
        k0, half the bid-ask spread of both legs per 1 of face, and quoted size, $m; on day 0.
    days_to_delivery, required_return : float or array_like
        n, life of a futures contract, days; ret, return on own money over the repo rate that funds ask for, % a year.
    exit_limit, exit_speed : float or array_like
        v, most that funds leave or join of their own accord a day, share of the position; alpha, how eagerly.
    lender_slack, slope, shortage_slope, range_width : float or array_like
        slack0, lenders' spare cash on day 0, $bn; s1 and s2, bp per $bn with cash to spare and short of it; width of
        the Fed's target range, bp. See `basislib.repo.corridor`.
    srf_open, srf_cap, srf_access : bool, float, float or array_like
        Whether the standing repo facility lends, how much at most ($bn), and what share of a shortage reaches it.
    srf_price, srf_start, srf_end : float or array_like
        bp over the top of the range: only a shortage that would drive the rate above that reaches the facility; its
        first and last day. What it has lent falls due on the next day, as always.
    deadline : float or array_like
        Days over which a call may be paid; 1 is today.
    line_cap, line_penalty, line_start, line_end : float or array_like
        Fed line to the funds, $bn, and its price, bp a year over the repo rate built into the futures price; first
        and last day of new loans: what is drawn later on goes back as cash comes in.
    purchase_pace, purchase_size, purchase_start, purchase_trigger : float or array_like
        Fed purchases, $bn face a day, and at most in all; from this day on, or on each day after a close with a
        dislocation above the trigger (per 1 of face). `NEVER` for no limit, no start and no trigger.
    hedged_share, purchase_effect : float or array_like
        Share of all purchases hedged with futures (0-1); gamma, rise of the note's value per $bn bought outright.
        Set it to 0 where yields follow an actual path, which contains the effect.
    relief, relief_start, relief_end : float or array_like
        More room for dealers (1 doubles it), its first and its last day.

    Raises
    ------
    ValueError
        If a field is out of its range, or haircut and margin leave no room for the leverage.

    Notes
    -----
    The calm dislocation is what pays funds the required return at this leverage, ret n/(360 L): less leverage,
    wider calm basis, the price of every brake.
    """

    position: float = 830.0
    leverage: float = 30.0
    haircut: float = 0.01
    term_share: float = 0.25
    term_days: float = 30.0
    recall: float = 0.0
    nights: float = 5.0
    cash_floor: float = 0.0
    duration: float = 4.5
    volatility: float = 5.0
    volatility_memory: float = 0.94
    margin_multiple: float = 4.66
    margin_floor: float = 10.0
    margin_cap: float = 50.0
    margin_rule: str = "none"
    margin_factor: float = 1.0
    margin_speed: float = NEVER
    futures_share: float = 0.5
    impact: float = 2e-6
    impact_beyond: float = 1.4e-5
    dealer_room: float = 120.0
    room_exponent: float = 0.5
    dealer_inventory: float = 150.0
    passed_on: float = 0.05
    base_half_spread: float = 1e-4
    base_depth: float = 200.0
    days_to_delivery: float = 90.0
    required_return: float = 4.0
    exit_limit: float = 0.02
    exit_speed: float = 0.25
    lender_slack: float = 150.0
    slope: float = 0.1
    shortage_slope: float = 4.0
    range_width: float = 25.0
    srf_open: bool = True
    srf_cap: float = 500.0
    srf_access: float = 0.9
    srf_price: float = 0.0
    srf_start: float = 1.0
    srf_end: float = NEVER
    deadline: float = 1.0
    line_cap: float = 0.0
    line_penalty: float = 100.0
    line_start: float = 1.0
    line_end: float = NEVER
    purchase_pace: float = 0.0
    purchase_size: float = NEVER
    purchase_start: float = NEVER
    purchase_trigger: float = NEVER
    hedged_share: float = 0.0
    purchase_effect: float = 1.5e-5
    relief: float = 0.0
    relief_start: float = 1.0
    relief_end: float = NEVER

    def __post_init__(self):
        for name, (unit, bounds) in RANGES.items():
            value = getattr(self, name)
            if _fine(value, **bounds):
                continue
            value = _limit(value, bounds)
            object.__setattr__(self, name, plain(within(name.replace("_", " "), value, unit, **bounds)))
        unknown = set(np.ravel(self.margin_rule).tolist()) - set(RULES)
        if unknown:
            raise ValueError(f"margin rule is {min(map(str, unknown))!r}; it must be "
                             + " or ".join(map(repr, RULES)) + ".")
        object.__setattr__(self, "margin_rule", plain(self.margin_rule))
        if np.asarray(self.srf_open).dtype != bool:
            raise ValueError(f"srf_open is {self.srf_open!r}; it must be True or False.")
        object.__setattr__(self, "srf_open", plain(self.srf_open))
        _common_shape({field.name: np.shape(getattr(self, field.name)) for field in fields(self)})
        _leaves_room(self)

    @classmethod
    def from_buffer(cls, buffer, **others):
        """Return the market whose funds hold this much free cash, as a fraction of the position.

        The leverage follows: 1/(haircut + initial margin + buffer). `others` are fields of `Market`.
        """
        if "leverage" in others:
            raise ValueError(f"leverage is {others['leverage']} x and buffer is {buffer} of the position; give one of "
                             "them, the other follows.")
        c = within("buffer", buffer, "of the position", low=0, high=1)
        tightest = cls(**{**others, "leverage": 0.1})
        return cls(**{**others, "leverage": 1 / (np.asarray(tightest.haircut) + tightest.initial_margin + c)})

    @property
    def initial_margin(self):
        """m0, initial margin on day 0, money per 1 of face."""
        return plain(rule_margin(self, self.volatility))

    @property
    def buffer(self):
        """c0, free cash on day 0 as a fraction of the position: 1/L - h0 - m0."""
        return plain(_buffer(self))

    @property
    def calm_dislocation(self):
        """psi0, dislocation on day 0, per 1 of face: ret n / (360 L)."""
        return plain(_calm_dislocation(self))


@dataclass(frozen=True, eq=False)
class Shock:
    """What happens to the market: one number per day, or (days, scenarios). A single number holds every day.

    Parameters
    ----------
    yield_change : array_like, shape (days,) or (days, scenarios)
        dy, change of the yield, bp. Its first axis says how many days there are.
    foreign_sales : float or array_like, optional
        X, notes sold by foreign officials, $bn face; over all days at most the $1,000bn they hold.
    haircut_rise, margin_rise : float or array_like, optional
        dh and dm, haircut and initial margin above their rules that day (a level, not a change), as fractions.
    margin_scale : float or array_like, optional
        Factor on the margin rule that day, times `Market.margin_factor`.
    run_share : float or array_like, optional
        zeta, share of the loans falling due that lenders do not renew.
    drain : float or array_like, optional
        Cash that leaves the lenders that day, $bn; below 0 it comes.
    repo_spread : float or array_like, optional
        Repo rate above the rate built into the futures price, on top of what the model finds, bp a year.
    purchases : float or array_like, optional
        Fed purchases on top of the programme of `Market`, $bn face.

    Raises
    ------
    ValueError
        If a path is out of range or does not cover the days.
    """

    yield_change: np.ndarray
    foreign_sales: np.ndarray = 0.0
    haircut_rise: np.ndarray = 0.0
    margin_rise: np.ndarray = 0.0
    margin_scale: np.ndarray = 1.0
    run_share: np.ndarray = 0.0
    drain: np.ndarray = 0.0
    repo_spread: np.ndarray = 0.0
    purchases: np.ndarray = 0.0

    def __post_init__(self):
        for name, (unit, bounds) in PATHS.items():
            path = within(name.replace("_", " "), getattr(self, name), unit, **bounds)
            object.__setattr__(self, name, path)
        if not self.yield_change.ndim:
            raise ValueError("yield change is a single number; it must be a path with one number per day.")
        within("days", self.days, "days", low=1, high=MOST_DAYS)
        for name in PATHS:
            path = getattr(self, name)
            if path.ndim and path.shape[0] not in (1, self.days):
                raise ValueError(f"{name.replace('_', ' ')} covers {path.shape[0]} days; yield change covers "
                                 f"{self.days} days.")
            object.__setattr__(self, name, np.broadcast_to(path, (self.days, *path.shape[1:])))
        within("foreign sales in all", self.foreign_sales.sum(axis=0), "$bn", high=FOREIGN_NOTES * (1 + 1e-13))

    @property
    def days(self):
        """Number of days."""
        return self.yield_change.shape[0]


@dataclass(frozen=True, eq=False)
class MarketRun:
    """What `simulate` found: `run["dislocation"]` is an array (days + 1, scenarios), row 0 the opening.

    Attributes
    ----------
    market : Market
    shock : Shock
    series : dict of str to ndarray
        The kept series by name; `SERIES` has the units.
    """

    market: Market
    shock: Shock
    series: dict[str, np.ndarray]

    def __getitem__(self, name):
        if name not in self.series:
            raise ValueError(f"series {name!r} was not kept; it must be one of {', '.join(self.series)}.")
        return self.series[name]

    def summary(self):
        """Return the run in eight numbers per scenario; it needs the series that `simulate` keeps by default.

        Returns
        -------
        dict of str to float or ndarray
            ``forced``, ``biggest_day`` (of forced sales) and ``voluntary`` (sales alone): shares of the position on
            day 0. ``peak``: largest dislocation, per 1 of face; ``spread_multiple``: largest bid-ask spread over that
            of day 0. ``srf``: most that the facility lent, $bn. ``own_money_before, own_money_after``: $bn.
        """
        start, forced, spread = self["position"][0], self["forced_sale"], self["half_spread"]
        found = {
            "forced": forced.sum(axis=0) / start, "biggest_day": forced.max(axis=0) / start,
            "voluntary": np.maximum(self["voluntary_sale"], 0).sum(axis=0) / start,
            "peak": self["dislocation"].max(axis=0), "srf": self["srf"].max(axis=0),
            "spread_multiple": np.divide(spread.max(axis=0), spread[0], out=np.ones_like(spread[0]),
                                         where=spread[0] > 0),
            "own_money_before": self["own_money"][0], "own_money_after": self["own_money"][-1],
        }
        return {name: plain(value) for name, value in found.items()}


def calm(buffer=0.015, **others):
    """Return the calm market: $600bn and much room. `others` replace fields; leverage replaces the buffer."""
    return _preset(buffer, {"position": 600.0, "dealer_room": 150.0, **others})


def crowded(buffer=0.010, **others):
    """Return the crowded market: $830bn and little room. `others` replace fields; leverage replaces the buffer."""
    return _preset(buffer, {"haircut": 0.005, "term_share": 0.35, "dealer_room": 80.0, **others})


def cliff(buffer=0.008, **others):
    """Return the market at the cliff: $1,000bn, no haircut. `others` replace fields; leverage replaces the buffer."""
    return _preset(buffer, {"position": 1000.0, "haircut": 0.0, "term_share": 0.5, "dealer_room": 30.0,
                            "impact_beyond": 2e-5, **others})


def standard_shock(days=60, rally=60.0, foreign=240.0, **paths):
    """Return the "dash for cash": a rally in days 6-10, then its reversal while foreign officials sell, days 11-18.

    On all other days the yield goes up and down by 5bp.

    Parameters
    ----------
    days : int, optional
        At least 1.
    rally : float or array_like, optional
        Fall of the yield over days 6-10, bp, and its rise over days 11-18.
    foreign : float or array_like, optional
        Notes sold by foreign officials over days 11-18, $bn face.
    **paths
        Other fields of `Shock`.

    Returns
    -------
    Shock

    Raises
    ------
    ValueError
        As `Shock`.
    """
    count = int(within("days", days, "days", low=1, high=MOST_DAYS).max())
    if np.ndim(days) or count != days:
        raise ValueError(f"days is {days}; it must be one whole number.")
    rally, foreign = within("rally", rally, "bp", low=-1e4, high=1e4), within("foreign", foreign, "$bn", low=0)
    day = np.arange(1, count + 1)
    swing, falls, rises = np.where(day % 2, 5.0, -5.0), (day >= 6) & (day <= 10), (day >= 11) & (day <= 18)
    moves = np.multiply.outer(rises / 8 - falls / 5, rally)
    quiet = (swing * ~(falls | rises)).reshape(count, *[1] * rally.ndim)
    return Shock(**{"yield_change": quiet + moves, "foreign_sales": np.multiply.outer(rises / 8, foreign), **paths})


def margin_path(market, shock):
    """Return the initial margin day by day: the rule on the moving volatility of the yield, and what the shock adds.

        sigma'^2 = w sigma^2 + (1 - w) dy^2
        m' = min(rule(sigma'), yesterday's rule margin + speed) + dm

    Parameters
    ----------
    market : Market
    shock : Shock

    Returns
    -------
    ndarray, shape (days + 1,) or (days + 1, scenarios)
        Money per 1 of face; row 0 the opening. It is the series ``initial_margin``, without running the days.

    Raises
    ------
    ValueError
        As `simulate`.

    Notes
    -----
    The speed limit holds for the rule's margin alone: what the shock adds neither counts as a rise of the rule nor
    lifts the ceiling for the next day.
    """
    shape = scenarios(market, shock)
    _, known = _prepared(market, shock, shape, slice(0, math.prod(shape)))
    return np.broadcast_to(known["initial_margin"], (shock.days + 1, math.prod(shape))).reshape(-1, *shape)


def simulate(market, shock, keep=KEEP):
    """Run the market through the shock, day by day, all scenarios at once.

    Parameters
    ----------
    market : Market
    shock : Shock
        Fields of both broadcast against each other; days come first in the paths of the shock.
    keep : iterable of str, optional
        Which of `SERIES` to keep. Keep only what you show: a series of 10,000 scenarios over 60 days is 5 MB.

    Returns
    -------
    MarketRun
        Arrays of shape (days + 1,) or (days + 1, scenarios), row 0 the opening.

    Raises
    ------
    ValueError
        If market and shock do not fit together: haircuts outside 0 to 1, margins below zero, or a note that falls
        to nothing.

    Notes
    -----
    Where one day's order of events matters it is that of `STEPS`. A fund that no sale can save, or that owns less
    than nothing after its sale, is closed out the same day at the average price of that sale, and stays closed. What
    it then cannot pay is written off: first by the Fed's line, which is not secured, the rest by lenders and by
    dealers (the clearing broker) in proportion to what each leg lacks; the clearing house stays whole. The line pays
    nothing new on the day of a close-out.

    Dealers and then real money can sell only what they have: purchases stop when their notes are gone. Cash of
    lenders and of real money may fall below zero; that is credit from their banks, which are not shown.

    Less than a dollar missing counts as nothing: beyond the threshold of the spiral any shortfall, however small,
    sets off a large sale, and rounding must not. What funds ask for is reckoned with yesterday's margin and today's
    haircut; cash that leaves the lenders counts the same day; a purchase programme's size does not count the
    purchases of the shock; a new haircut reaches 1/T of the term loans a day.

    Examples
    --------
    >>> run = simulate(crowded(), standard_shock(), keep=("forced_sale", "dislocation"))
    >>> print(f"{run['forced_sale'].sum():.1f} $bn sold, basis up to {1e4 * run['dislocation'].max():.1f} bp")
    132.6 $bn sold, basis up to 35.1 bp
    """
    keep = (keep,) if isinstance(keep, str) else tuple(keep)
    for name in keep:
        if name not in SERIES:
            raise ValueError(f"keep names {name!r}; it must be one of {', '.join(SERIES)}.")
    shape = scenarios(market, shock)
    size, extra = math.prod(shape), (spiral_number,) if "spiral_number" in keep else ()
    series = {name: np.empty((shock.days + 1, size), bool if name == "closed" else float) for name in keep}
    for first in range(0, size, BLOCK):
        block = slice(first, min(first + BLOCK, size))
        for day, (_, _, today) in enumerate(each_day(market, shock, shape, block, extra)):
            for name, kept in series.items():
                kept[day, block] = getattr(today, name)
    return MarketRun(market, shock, {name: kept.reshape(-1, *shape) for name, kept in series.items()})


def scenarios(market, shock):
    """Return the shape of the scenarios: the fields of the market and the paths, without days, broadcast."""
    shapes = {field.name: np.shape(getattr(market, field.name)) for field in fields(market)}
    return _common_shape(shapes | {name: getattr(shock, name).shape[1:] for name in PATHS})


def each_day(market, shock, shape, block, extra=()):
    """Yield (market, yesterday, today) for day 0 (yesterday is None) and each day, for a block of scenarios.

    Both hold everything that the day's steps found, one entry per scenario; `basislib.flows` reads them.
    """
    m, known = _prepared(market, shock, shape, block)
    before, today = None, opening(m, known)
    if not shape:
        m, today = _numbers(m), _numbers(today)
        known = {name: path[:, 0].tolist() for name, path in known.items()}
    for step in extra:
        vars(today).update(step(m, before, today))
    yield m, before, today
    for day in range(1, shock.days + 1):
        before, today = today, SimpleNamespace(day=day, **{name: path[day] for name, path in known.items()})
        for step in (*STEPS, *extra):
            vars(today).update(step(m, before, today))
        yield m, before, today


def _common_shape(shapes):
    """Return the shape that fields of these shapes broadcast to; refuse those that do not fit."""
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items() if shape)
        raise ValueError(f"scenarios do not fit together: {listed}.") from None


def _preset(buffer, chosen):
    """Return a market with the buffer, unless a leverage was chosen."""
    return Market(**chosen) if "leverage" in chosen else Market.from_buffer(buffer, **chosen)


def _prepared(market, shock, shape, block):
    """Return the market's fields and what is known of each day beforehand, for a block of scenarios in a row."""
    shape = shape or (1,)
    pick = (block,) if len(shape) == 1 else np.unravel_index(np.arange(block.start, block.stop), shape)
    names = [field.name for field in fields(market)]
    m = SimpleNamespace(**{name: _picked(getattr(market, name), shape, pick) for name in names})
    paths = SimpleNamespace(**{name: _picked_path(getattr(shock, name), shape, pick) for name in PATHS})
    m.size, m.initial_margin = block.stop - block.start, rule_margin(m, m.volatility)
    m.buffer, m.calm_dislocation = _buffer(m), _calm_dislocation(m)
    m.calm_rate, m.horizon = over_floor(m, m.lender_slack), np.minimum(m.nights, m.days_to_delivery)
    dear = np.divide(m.srf_price, np.maximum(m.shortage_slope, 1e-9))  # $bn of shortage until the facility is cheaper
    m.srf_from = np.where(np.equal(m.srf_price, 0), 0.0, dear)
    m.calm_use = 1 + (m.dealer_inventory / (m.dealer_inventory + np.maximum(m.dealer_room, LEAST_ROOM))) ** 2
    m.least_inventory = np.maximum(-m.calm_dislocation / m.impact, -np.asarray(m.dealer_inventory))
    return m, news(m, paths)


def _numbers(space):
    """Return a namespace of arrays with one entry as one of plain numbers."""
    return SimpleNamespace(**{name: np.asarray(value).item() for name, value in vars(space).items()})


def _picked(value, shape, pick):
    """Return a field for the scenarios picked: a plain number if it is the same for all."""
    value = np.asarray(value)
    return np.broadcast_to(value, shape)[pick] if value.ndim else value.item()


def _picked_path(path, shape, pick):
    """Return a path as (days, scenarios picked), or (days, 1) if it is the same for all."""
    if path.ndim == 1:
        return path[:, None]
    lead = (1,) * (len(shape) + 1 - path.ndim)
    return np.broadcast_to(path.reshape(len(path), *lead, *path.shape[1:]), (len(path), *shape))[:, *pick]


def _leaves_room(market):
    """Refuse a leverage that haircut and margin do not allow, and a buffer below the cash floor."""
    h, m, leverage, floor = np.broadcast_arrays(market.haircut, market.initial_margin, market.leverage,
                                                market.cash_floor)
    bad = leverage * (h + m) > 1 + 1e-12
    if np.any(bad):
        most = 1 / (h[bad][0] + m[bad][0])
        raise ValueError(f"leverage {leverage[bad][0]:.4g} leaves no room: haircut {100 * h[bad][0]:.3g}% and margin "
                         f"{100 * m[bad][0]:.3g}% allow at most {math.floor(most * 10) / 10:.4g}.")
    buffer = np.broadcast_to(market.buffer, h.shape)
    bad = buffer < floor - 1e-12
    if np.any(bad):
        raise ValueError(f"cash floor is {100 * floor[bad][0]:.3g}% of the position; it must be at most the buffer, "
                         f"{100 * buffer[bad][0]:.3g}%, which leverage {leverage[bad][0]:.4g} leaves.")


def _fine(value, low=-math.inf, high=math.inf, above=-math.inf):
    """Return whether a value is a plain number within bounds: nearly every one is, and pages make many markets."""
    return type(value) is float and low <= value <= high and above < value < math.inf


def _limit(value, bounds):
    """Return the value with `NEVER` as a very large number where the field may be as large as you like."""
    if bounds.get("high") == LARGEST and np.asarray(value).dtype.kind == "f":
        return np.where(np.equal(value, NEVER), LARGEST, value)
    return value


def _buffer(m):
    """Return c0, what haircut and margin leave of own money, as a fraction of the position."""
    return np.maximum(1 / np.asarray(m.leverage) - m.haircut - m.initial_margin, 0)


def _calm_dislocation(m):
    """Return psi0, at which funds earn the required return on own money."""
    return np.asarray(m.required_return) / 100 * m.days_to_delivery / 360 / m.leverage
