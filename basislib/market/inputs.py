"""What goes into the market: the market before the shock, the shock, and three markets and a shock to start with."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Annotated, Any

import numpy as np

from basislib.checks import Refused, one_of, plain, within
from basislib.fund.corridor import ORDINARY
from basislib.fund.margin import RULES, anti_procyclical_margin, initial_margin
from basislib.language import N_
from basislib.quantities import DAYS, FROM_ZERO, NEVER, SHARE, UNBOUNDED, Quantity, described, quantities
from basislib.types import ArrayLike, Broadcast, Numbers

MOST_DAYS = 500
FOREIGN_NOTES = 1000.0  # $bn, on day 0


@described
@dataclass(frozen=True, eq=False)
class Market:
    """The market before the shock, and the rules it lives by. Each field is a number, or an array over scenarios.

    Parameters
    ----------
    {fields}

    Raises
    ------
    ValueError
        If a field is out of its range, or haircut and margin leave no room for the leverage.

    Notes
    -----
    The calm dislocation is what pays funds the required return at this leverage, ret n/(360 L): less leverage,
    wider calm basis, the price of every brake.
    """

    position: Annotated[
        float, Quantity("$bn", "funds' notes, and as many short futures, on day 0; face", symbol="Q", above=0, high=1e5)
    ] = 830.0
    leverage: Annotated[
        float,
        Quantity(
            "x",
            "position over own money, at most 1/(haircut + the funds' margin); what it leaves is the `buffer`",
            symbol="L",
            low=0.1,
            high=1e6,
        ),
    ] = 30.0
    haircut: Annotated[float, Quantity("of market value", "what lenders do not lend", symbol="h0", **SHARE)] = 0.01
    term_share: Annotated[float, Quantity("of the repo", "share struck for a term", symbol="tau", **SHARE)] = 0.25
    term_days: Annotated[float, Quantity("days", "life of a term loan", symbol="T", **DAYS)] = 30.0
    excess_returned: Annotated[
        float,
        Quantity(
            "of the margin excess",
            "share of a term loan's margin excess that the lender gives back, as the standard contracts say; less is a "
            "one-way clause, a negotiated exception",
            symbol="rho",
            **SHARE,
        ),
    ] = 1.0
    excess_late: Annotated[
        float,
        Quantity(
            "of the margin excess",
            "share of a day's margin excess, overnight and term alike, that arrives only the next day",
            symbol="late",
            **SHARE,
        ),
    ] = 0.0
    nights: Annotated[
        float, Quantity("nights", "nights for which funds expect today's repo rate to last", **FROM_ZERO)
    ] = 5.0
    cash_floor: Annotated[
        float, Quantity("of the position", "cash that a fund never goes below", symbol="cmin", **SHARE)
    ] = 0.0
    cash_target: Annotated[
        float,
        Quantity(
            "of the buffer",
            "free cash below which funds sell out of precaution, at the volatility of day 0; 0 turns the rule off",
            symbol="target",
            low=0,
            high=1,
        ),
    ] = 0.4
    precaution_exponent: Annotated[
        float, Quantity("", "how fast that target grows with volatility", symbol="b_p", low=0, high=2)
    ] = 0.5
    precaution_pace: Annotated[
        float, Quantity("of the position a day", "most that funds sell out of precaution", symbol="v_p", **SHARE)
    ] = 0.01
    drawdown_limit: Annotated[
        float,
        Quantity(
            "of own money",
            "loss since day 0 at which the first funds must cut, and stay out; 0 turns the rule off",
            symbol="stop",
            **SHARE,
        ),
    ] = 0.1
    drawdown_width: Annotated[
        float,
        Quantity(
            "of own money",
            "further loss by which all funds have reached their limits, which lie evenly between",
            symbol="w_s",
            low=1e-3,
            high=10,
        ),
    ] = 0.5
    drawdown_pace: Annotated[
        float,
        Quantity(
            "of the first day's position, a day",
            "most that funds sell for their drawdown limits",
            symbol="v_s",
            **SHARE,
        ),
    ] = 0.05
    duration: Annotated[float, Quantity("years", "modified duration of the note", symbol="Dur", low=0.01, high=100)] = (
        4.5
    )
    volatility: Annotated[
        float,
        Quantity("bp a day", "standard deviation of a day's change in yield", symbol="sigma0", low=0.01, high=1000),
    ] = 5.0
    volatility_memory: Annotated[
        float, Quantity("", "weight of the past in the volatility", symbol="w", low=0.5, high=1)
    ] = 0.94
    margin_multiple: Annotated[
        float,
        Quantity(
            "daily standard deviations",
            "yield move that margin covers; see `basislib.fund.margin.initial_margin`",
            symbol="Z",
            low=0,
            high=1000,
        ),
    ] = 4.66
    margin_floor: Annotated[float, Quantity("bp of yield", "least yield move covered", low=0, high=1e4)] = 10.0
    margin_cap: Annotated[float, Quantity("bp of yield", "largest yield move covered", low=0, high=1e4)] = 50.0
    margin_rule: Annotated[str, "One of `basislib.fund.margin.RULES`."] = "none"
    margin_factor: Annotated[float, Quantity("", "factor on the rule's margin", symbol="m_mult", low=0, high=100)] = 1.0
    margin_speed: Annotated[
        float, Quantity("per 1 of face a day", "largest rise of the rule's margin", **FROM_ZERO)
    ] = NEVER
    repo_margin: Annotated[
        float,
        Quantity(
            "of the futures margin",
            "funds' margin on a note in cleared repo, where there is no haircut; 0 where repo is not cleared",
            symbol="ficc",
            low=0,
            high=10,
        ),
    ] = 0.0
    margin_offset: Annotated[
        float,
        Quantity(
            "of both margins",
            "what cross-margining of note and future takes off the two together; the rule allows 0.8",
            symbol="offset",
            low=0,
            high=0.8,
        ),
    ] = 0.0
    futures_share: Annotated[
        float, Quantity("of the dislocation", "share that shows in the futures price", symbol="theta", **SHARE)
    ] = 0.5
    impact: Annotated[
        float,
        Quantity(
            "per $bn",
            "rise of the dislocation per $bn that dealers take within their room; 2e-6 is 0.02bp",
            symbol="lam0",
            low=1e-12,
            high=1,
        ),
    ] = 2e-6
    impact_beyond: Annotated[
        float, Quantity("per $bn", "the same beyond their room", symbol="lam1", low=1e-12, high=1)
    ] = 1.4e-5
    dealer_room: Annotated[
        float,
        Quantity("$bn", "notes that dealers take cheaply on top of their inventory", symbol="room0", low=0, high=1e6),
    ] = 120.0
    room_exponent: Annotated[
        float, Quantity("", "how fast the room shrinks as volatility rises", symbol="a", low=0, high=2)
    ] = 0.5
    dealer_inventory: Annotated[float, Quantity("$bn", "dealers' notes on day 0", symbol="I0", low=0, high=1e5)] = 150.0
    passed_on: Annotated[
        float, Quantity("a day", "share of what dealers took since day 0 that they pass on", symbol="delta", **SHARE)
    ] = 0.05
    reservation_price: Annotated[
        float,
        Quantity(
            "per 1 of face",
            "dislocation from which real money buys notes instead of futures; 25e-4 is 1% a year at 90 days",
            symbol="reserve",
            **FROM_ZERO,
        ),
    ] = 25e-4
    substitution: Annotated[
        float,
        Quantity(
            "$bn a day per 1 of face",
            "how many notes it then buys from dealers; 5e3 is $0.5bn a day for each bp beyond",
            symbol="swap",
            low=0,
            high=1e9,
        ),
    ] = 5e3
    base_half_spread: Annotated[
        float, Quantity("per 1 of face", "half the bid-ask spread of both legs on day 0", symbol="k0", low=0, high=0.1)
    ] = 1e-4
    base_depth: Annotated[float, Quantity("$m", "quoted size on day 0", symbol="Dep0", low=1e-12, high=UNBOUNDED)] = (
        200.0
    )
    days_to_delivery: Annotated[float, Quantity("days", "life of a futures contract", symbol="n", low=1, high=1e4)] = (
        90.0
    )
    required_return: Annotated[
        float,
        Quantity(
            "% a year", "return on own money over the repo rate that funds ask for", symbol="ret", low=0, high=1000
        ),
    ] = 4.0
    exit_limit: Annotated[
        float,
        Quantity("of the position a day", "most that funds leave or join of their own accord", symbol="v", **SHARE),
    ] = 0.01
    exit_speed: Annotated[float, Quantity("", "how eagerly they leave or join", symbol="alpha", low=0, high=100)] = 0.25
    lender_slack: Annotated[
        float, Quantity("$bn", "lenders' spare cash on day 0", symbol="slack0", low=0, high=1e5)
    ] = 150.0
    slope: Annotated[
        float,
        Quantity(
            "bp per $bn",
            "fall of the repo rate with cash to spare; see `basislib.fund.corridor.corridor`",
            symbol="s1",
            low=0,
            high=1e4,
        ),
    ] = 0.1
    shortage_slope: Annotated[
        float, Quantity("bp per $bn", "its rise when cash is short", symbol="s2", low=0, high=1e4)
    ] = 5.0
    floor_slope: Annotated[
        float, Quantity("bp per $bn", "its fall at the floor, where cash is left over", symbol="s3", low=0, high=1e4)
    ] = 0.001
    range_width: Annotated[
        float, Quantity("bp", "width of the Fed's target range", symbol="width", low=0, high=1e4)
    ] = 25.0
    segmentation: Annotated[
        float,
        Quantity(
            "$bn",
            "half the width over which the cash of the market's segments lies; 100 on ordinary days, 600 on reporting "
            "dates",
            symbol="seg",
            low=0,
            high=1e5,
        ),
    ] = ORDINARY
    srf_open: Annotated[bool, "Whether the standing repo facility lends."] = True
    srf_cap: Annotated[float, Quantity("$bn", "most that the facility lends", **FROM_ZERO)] = 500.0
    srf_access: Annotated[
        float, Quantity("of the shortage", "share that reaches the facility", symbol="access", **SHARE)
    ] = 0.92
    srf_price: Annotated[
        float,
        Quantity(
            "bp over the top of the range",
            "only a shortage that would drive the rate above this reaches the facility",
            low=0,
            high=1e4,
        ),
    ] = 0.0
    srf_start: Annotated[float, Quantity("days", "first day of the facility", **DAYS)] = 1.0
    srf_end: Annotated[
        float, Quantity("days", "its last day; what it has lent falls due on the next day, as always", **DAYS)
    ] = NEVER
    lenders_calmed: Annotated[
        float,
        Quantity(
            "of the lenders who would leave", "share that an open facility keeps; assumed", symbol="calmed", **SHARE
        ),
    ] = 0.0
    deadline: Annotated[float, Quantity("days", "time in which a call may be paid; 1 is today", low=1, high=1000)] = 1.0
    line_cap: Annotated[float, Quantity("$bn", "Fed line to the funds", low=0, high=1e6)] = 0.0
    line_penalty: Annotated[
        float, Quantity("bp a year", "its price over the repo rate built into the futures price", low=0, high=1e5)
    ] = 100.0
    line_start: Annotated[float, Quantity("days", "first day of new loans", **DAYS)] = 1.0
    line_end: Annotated[
        float, Quantity("days", "last day of new loans; what is drawn goes back as cash comes in", **DAYS)
    ] = NEVER
    purchase_pace: Annotated[float, Quantity("$bn a day", "Fed purchases; face", low=0, high=1e5)] = 0.0
    purchase_size: Annotated[float, Quantity("$bn", "most that the Fed buys in all; face", **FROM_ZERO)] = NEVER
    purchase_start: Annotated[float, Quantity("days", "first day of the purchases", **DAYS)] = NEVER
    purchase_trigger: Annotated[
        float,
        Quantity(
            "per 1 of face", "dislocation above which the Fed buys on the next day, whatever the day", **FROM_ZERO
        ),
    ] = NEVER
    hedged_share: Annotated[float, Quantity("of the purchases", "share hedged with futures", **SHARE)] = 0.0
    purchase_effect: Annotated[
        float,
        Quantity(
            "per $bn",
            "rise of the note's value by what is bought outright; 0 where yields follow an actual path, which contains it",
            symbol="gamma",
            low=0,
            high=0.01,
        ),
    ] = 1.5e-5
    relief: Annotated[
        float, Quantity("of the dealers' room", "more room for dealers, 1 doubles it", low=0, high=100)
    ] = 0.0
    relief_start: Annotated[float, Quantity("days", "its first day", **DAYS)] = 1.0
    relief_end: Annotated[float, Quantity("days", "its last day", **DAYS)] = NEVER

    def __post_init__(self) -> None:
        for name, quantity in quantities(Market).items():
            value = getattr(self, name)
            if not quantity.fine(value):
                object.__setattr__(self, name, quantity.checked(name.replace("_", " "), value))
        for rule in sorted({str(rule) for rule in np.ravel(self.margin_rule).tolist()} - set(RULES)):
            one_of("margin rule", rule, RULES)
        object.__setattr__(self, "margin_rule", plain(self.margin_rule))
        if np.asarray(self.srf_open).dtype != bool:
            raise Refused(N_("srf_open is {value!r}; it must be True or False."), value=self.srf_open)
        object.__setattr__(self, "srf_open", plain(self.srf_open))
        common_shape(shapes(self))
        _leaves_room(self)

    @classmethod
    def from_buffer(cls, buffer: ArrayLike, **others: Any) -> "Market":
        """Return the market whose funds hold this much free cash, as a fraction of the position.

        The leverage follows: 1/(haircut + the funds' margin + buffer). `others` are fields of `Market`.
        """
        if "leverage" in others:
            raise Refused(
                N_(
                    "leverage is {leverage} x and buffer is {buffer} of the position; give one of them, "
                    "the other follows."
                ),
                leverage=others["leverage"],
                buffer=buffer,
            )
        c = within("buffer", buffer, "of the position", low=0, high=1)
        tightest = cls(**{**others, "leverage": 0.1})
        return cls(**{**others, "leverage": 1 / (np.asarray(tightest.haircut) + tightest.fund_margin + c)})

    @cached_property
    def initial_margin(self) -> Broadcast:
        """m0, initial margin of a future on day 0, money per 1 of face."""
        return plain(rule_margin(self, self.volatility))

    @property
    def margin_ratio(self) -> Broadcast:
        """phi, the funds' margin over that of their futures: (1 + ficc)(1 - offset)."""
        return plain((1 + np.asarray(self.repo_margin)) * (1 - np.asarray(self.margin_offset)))

    @property
    def fund_margin(self) -> Broadcast:
        """phi m0, what funds post on day 0 for note and future together, money per 1 of face."""
        return plain(np.multiply(self.margin_ratio, self.initial_margin))

    @property
    def buffer(self) -> Broadcast:
        """c0, free cash on day 0 as a fraction of the position: 1/L - h0 - phi m0."""
        return plain(_buffer(self))

    @property
    def calm_dislocation(self) -> Broadcast:
        """psi0, dislocation on day 0, per 1 of face: ret n / (360 L)."""
        return plain(_calm_dislocation(self))


@described
@dataclass(frozen=True, eq=False)
class Shock:
    """What happens to the market: one number per day, or (days, scenarios). A single number holds every day.

    Parameters
    ----------
    {fields}

    Raises
    ------
    ValueError
        If a path is out of range or does not cover the days.
    """

    yield_change: Annotated[
        np.ndarray,
        Quantity(
            "bp", "change of the yield; its first axis says how many days there are", symbol="dy", low=-1e4, high=1e4
        ),
    ]
    foreign_sales: Annotated[
        Broadcast,
        Quantity(
            "$bn",
            "notes sold by foreign officials; face, over all days at most what they hold",
            symbol="X",
            low=0,
            high=FOREIGN_NOTES,
        ),
    ] = 0.0
    haircut_rise: Annotated[
        Broadcast,
        Quantity(
            "of market value", "haircut above its rule that day, a level and not a change", symbol="dh", low=-1, high=1
        ),
    ] = 0.0
    margin_rise: Annotated[
        Broadcast,
        Quantity(
            "of par", "initial margin above its rule that day, a level and not a change", symbol="dm", low=-1, high=1
        ),
    ] = 0.0
    margin_scale: Annotated[
        Broadcast, Quantity("", "factor on the margin rule that day, times `Market.margin_factor`", low=0, high=100)
    ] = 1.0
    run_share: Annotated[
        Broadcast, Quantity("of the maturing loans", "share that lenders do not renew", symbol="zeta", **SHARE)
    ] = 0.0
    drain: Annotated[
        Broadcast, Quantity("$bn", "cash that leaves the lenders that day; below 0 it comes", low=-1e5, high=1e5)
    ] = 0.0
    repo_spread: Annotated[
        Broadcast,
        Quantity(
            "bp a year",
            "repo rate over the rate built into the futures price, on top of what the model finds",
            low=-1e5,
            high=1e5,
        ),
    ] = 0.0
    purchases: Annotated[
        Broadcast, Quantity("$bn", "Fed purchases on top of the programme of `Market`; face", low=0, high=1e5)
    ] = 0.0

    def __post_init__(self) -> None:
        for name, quantity in PATHS.items():
            object.__setattr__(self, name, np.asarray(quantity.checked(name.replace("_", " "), getattr(self, name))))
        if not self.yield_change.ndim:
            raise Refused(N_("yield change is a single number; it must be a path with one number per day."))
        within("days", self.days, "days", low=1, high=MOST_DAYS)
        for name in PATHS:
            path = getattr(self, name)
            if path.ndim and path.shape[0] not in (1, self.days):
                raise Refused(
                    N_("{field} covers {covered} days; yield change covers {days} days."),
                    field=name.replace("_", " "),
                    covered=path.shape[0],
                    days=self.days,
                )
            object.__setattr__(self, name, np.broadcast_to(path, (self.days, *path.shape[1:])))
        within("foreign sales in all", self.foreign_sales.sum(axis=0), "$bn", high=FOREIGN_NOTES * (1 + 1e-13))

    @property
    def days(self) -> int:
        """Number of days."""
        return self.yield_change.shape[0]


PATHS = quantities(Shock)


def calm(buffer: ArrayLike = 0.015, **others: Any) -> Market:
    """Return the calm market: $600bn and much room. `others` replace fields; leverage replaces the buffer."""
    return _preset(buffer, {"position": 600.0, "dealer_room": 150.0, **others})


def crowded(buffer: ArrayLike = 0.010, **others: Any) -> Market:
    """Return the crowded market: $830bn and little room. `others` replace fields; leverage replaces the buffer."""
    return _preset(buffer, {"haircut": 0.005, "term_share": 0.35, "dealer_room": 80.0, **others})


def cliff(buffer: ArrayLike = 0.008, **others: Any) -> Market:
    """Return the market at the cliff: $1,000bn, no haircut. `others` replace fields; leverage replaces the buffer."""
    return _preset(
        buffer,
        {"position": 1000.0, "haircut": 0.0, "term_share": 0.5, "dealer_room": 30.0, "impact_beyond": 2e-5, **others},
    )


def standard_shock(days: int = 60, rally: ArrayLike = 60.0, foreign: ArrayLike = 300.0, **paths: ArrayLike) -> Shock:
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
        raise Refused(N_("days is {days}; it must be one whole number."), days=days)
    rally, foreign = within("rally", rally, "bp", low=-1e4, high=1e4), within("foreign", foreign, "$bn", low=0)
    day = np.arange(1, count + 1)
    swing, falls, rises = np.where(day % 2, 5.0, -5.0), (day >= 6) & (day <= 10), (day >= 11) & (day <= 18)
    moves = np.multiply.outer(rises / 8 - falls / 5, rally)
    quiet = (swing * ~(falls | rises)).reshape(count, *[1] * rally.ndim)
    return Shock(**{"yield_change": quiet + moves, "foreign_sales": np.multiply.outer(rises / 8, foreign), **paths})


def rule_margin(m: Market, volatility: Numbers, scale: Numbers = 1.0) -> Broadcast:
    """Return the margin that the rule asks for at a volatility, per 1 of face, the speed limit apart."""
    factor = np.asarray(m.margin_factor) * scale
    band = {"multiple": m.margin_multiple, "floor_bp": m.margin_floor, "cap_bp": m.margin_cap}
    raw = factor * initial_margin(volatility, m.duration, **band)
    if np.all(np.asarray(m.margin_rule) == "none"):
        return raw
    stress = factor * np.asarray(m.duration) * m.margin_cap * 1e-4
    calm_raw = m.margin_factor * initial_margin(m.volatility, m.duration, **band)
    rules = np.asarray(m.margin_rule)
    return np.select(
        [rules == rule for rule in RULES], [anti_procyclical_margin(raw, stress, rule, calm_raw) for rule in RULES]
    )


def shapes(holder: Any) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the fields of a market, or another such object, that are arrays."""
    values = {field.name: getattr(holder, field.name) for field in fields(holder)}
    return {name: value.shape for name, value in values.items() if isinstance(value, np.ndarray)}


def common_shape(shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Return the shape that fields of these shapes broadcast to; refuse those that do not fit."""
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items() if shape)
        raise Refused(N_("scenarios do not fit together: {listed}."), listed=listed) from None


def _preset(buffer: ArrayLike, chosen: dict[str, Any]) -> Market:
    """Return a market with the buffer, unless a leverage was chosen."""
    return Market(**chosen) if "leverage" in chosen else Market.from_buffer(buffer, **chosen)


def _leaves_room(market: Market) -> None:
    """Refuse a leverage that haircut and margin do not allow, and a buffer below the cash floor."""
    h, m, leverage, floor = np.broadcast_arrays(market.haircut, market.fund_margin, market.leverage, market.cash_floor)
    bad = leverage * (h + m) > 1 + 1e-12
    if np.any(bad):
        most = 1 / (h[bad][0] + m[bad][0])
        raise Refused(
            N_(
                "Leverage {times:.4g} is too high: the haircut ({haircut:.3g}%) and the margin ({margin:.3g}%) lock own money, "
                "so at most {most:.4g} times is possible."
            ),
            times=leverage[bad][0],
            haircut=100 * h[bad][0],
            margin=100 * m[bad][0],
            most=math.floor(most * 10) / 10,
        )
    buffer = np.broadcast_to(market.buffer, h.shape)
    bad = buffer < floor - 1e-12
    if np.any(bad):
        raise Refused(
            N_(
                "cash floor is {floor:.3g}% of the position; it must be at most the buffer, {buffer:.3g}%, "
                "which leverage {times:.4g} leaves."
            ),
            floor=100 * floor[bad][0],
            buffer=100 * buffer[bad][0],
            times=leverage[bad][0],
        )


def _buffer(m: Market) -> np.ndarray:
    """Return c0, what haircut and margin leave of own money, as a fraction of the position."""
    return np.maximum(1 / np.asarray(m.leverage) - m.haircut - m.fund_margin, 0)


def _calm_dislocation(m: Market) -> np.ndarray:
    """Return psi0, at which funds earn the required return on own money."""
    return np.asarray(m.required_return) / 100 * m.days_to_delivery / 360 / m.leverage
