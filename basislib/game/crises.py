"""Crises of twenty trading days, drawn from a seed: the market, and what happens to it.

Each number is drawn evenly from its range in `DRAWN_BETWEEN`, which are those of "How sure" in section 10 of `docs/model.md` as
far as they stand there; the rest, and all of the order of events, are assumptions [A]. A seed's first draw that is neither
trivial nor hopeless (`worth_playing`) is its crisis: after the seed nothing is left to chance.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from basislib.checks import Refused, within
from basislib.language import N_
from basislib.market.run import Market, MarketRun, Shock, simulate
from basislib.market.second import Decision, Morning, Second
from basislib.types import Broadcast

DAYS = 20
OWN_MONEY = 0.15  # $bn, of the reader's fund
TERM, TERM_DAYS, PREMIUM = 0.4, 30.0, 25.0  # share and life of its term loans; bp a year above overnight [A]
LARGEST_SEED = 999_999
MOST_DRAWS = 200  # per seed; none has needed so many
AHEAD, FEW = 3, 10  # draws tried at once where seeds are few: side by side they take hardly longer than one
CLOSE, HURT, ALIVE = 0.25, 0.15, 0.75  # shares: of free cash, of own money; see `worth_playing`

DRAWN_BETWEEN = MappingProxyType(
    {  # what is drawn: low, high; bp, $bn, days and fractions as in `Market` and `Shock`
        "buffer": (0.004, 0.012),
        "position": (600.0, 1000.0),
        "haircut": (0.0, 0.015),
        "others_term": (0.0, 0.75),
        "cash_target": (0.2, 0.8),
        "drawdown_limit": (0.05, 0.2),
        "dealer_room": (30.0, 150.0),
        "impact_beyond": (8e-6, 2.4e-5),
        "passed_on": (0.03, 0.08),
        "nights": (1.0, 60.0),
        "volatility": (4.0, 7.0),
        "lender_slack": (50.0, 250.0),
        "move": (-80.0, 80.0),  # bp in `move_days`; below 0 a rally
        "move_start": (3.0, 10.0),
        "move_days": (3.0, 7.0),
        "back": (0.2, 1.0),  # share of the move that comes back
        "foreign": (0.0, 320.0),  # $bn in all
        "foreign_start": (2.0, 12.0),
        "foreign_days": (4.0, 9.0),
        "run": (0.0, 0.4),  # of the loans due, on two days in a row
        "run_start": (4.0, 15.0),
        "haircut_rise": (0.0, 0.03),
        "drain": (0.0, 250.0),  # $bn
        "drain_start": (3.0, 14.0),
        "help": (0.0, 60.0),  # $bn a day bought by the Fed
        "help_start": (8.0, 18.0),
        "noise": (2.0, 5.0),  # bp a day
    }
)
CHANCES = MappingProxyType({"foreign": 0.7, "run": 0.6, "drain": 0.5, "help": 0.6})  # that it happens at all [A]
HEADLINES = ("calm", "rally", "sell_off", "back", "foreign", "notice", "run", "drain", "help")


@dataclass(frozen=True, eq=False)
class Crises:
    """Crises side by side. All fields are arrays over them, paths with days first.

    Attributes
    ----------
    seeds, draws : ndarray of int
        Whose they are, and how many draws of each seed were thrown away before.
    drawn : dict of str to ndarray
        The numbers drawn, by name of `DRAWN_BETWEEN`.
    market : Market
    shock : Shock
        For the role of the Fed without its purchases.
    """

    seeds: np.ndarray
    draws: np.ndarray
    drawn: dict[str, np.ndarray]
    market: Market
    shock: Shock

    @property
    def leverage(self) -> Broadcast:
        """Of the reader's fund on day 0, times: that of all funds."""
        return np.asarray(self.market.leverage)

    @property
    def position(self) -> Broadcast:
        """Of the reader's fund on day 0, $bn face: it has as much own money, whatever the crisis."""
        note = 1 - (1 - self.market.futures_share) * np.asarray(self.market.calm_dislocation)
        lost = np.asarray(self.market.haircut) * (1 - note)
        return OWN_MONEY / (1 / self.leverage - lost)

    def second(self, decide: Callable[[Morning], Decision]) -> Second:
        """Return the reader's fund, which decides so."""
        return Second(self.position, self.leverage, decide, TERM, TERM_DAYS, PREMIUM)

    def some(self, chosen: np.ndarray) -> "Crises":
        """Return those that are chosen, by a mask or by their places."""
        return built(self.seeds[chosen], self.draws[chosen])

    def headline(self, day: int) -> np.ndarray:
        """Return what the morning's news is about, by crisis: a key of `HEADLINES`."""
        d = self.drawn
        rally = np.where(d["move"] < 0, "rally", "sell_off")
        said = np.full(len(self.seeds), "calm", dtype=object)
        for name, key, last in (
            ("move_start", rally, d["move_days"]),
            ("foreign_start", "foreign", d["foreign_days"]),
            ("drain_start", "drain", 1),
            ("run_start", "run", 2),
            ("help_start", "help", 1),
        ):
            there = _happens(d, name) & (day >= d[name]) & (day < d[name] + last)
            said = np.where(there, key, said)
        back = (
            (day >= d["move_start"] + d["move_days"]) & (day < d["move_start"] + 2 * d["move_days"]) & (said == "calm")
        )
        said = np.where(back, "back", said)
        notice = _happens(d, "run_start") & (day == d["run_start"] - 1)
        return np.where(notice, "notice", said)


def _happens(d: dict[str, np.ndarray], name: str) -> np.ndarray:
    """Return in which crises something happens at all."""
    return d.get(name.removesuffix("_start"), d["move"]) != 0


def numbers(seed: int, draw: int) -> tuple[dict[str, float], np.ndarray]:
    """Return what one draw of a seed gives: numbers by name of `DRAWN_BETWEEN`, and twenty even numbers from -1 to 1."""
    stream = np.random.default_rng((seed, draw))
    shares = stream.random(len(DRAWN_BETWEEN))
    chances = stream.random(len(DRAWN_BETWEEN))
    found: dict[str, float] = {}
    for (name, (low, high)), share, chance in zip(DRAWN_BETWEEN.items(), shares, chances, strict=True):
        value = low + (high - low) * share
        whole = name.endswith(("_start", "_days"))
        found[name] = float(round(value)) if whole else value
        if chance >= CHANCES.get(name, 1.0):
            found[name] = 0.0
    return found, 2 * stream.random(DAYS) - 1


def built(seeds: np.ndarray, draws: np.ndarray) -> Crises:
    """Return what given draws of seeds give, whether it is worth playing or not."""
    pairs = [numbers(int(seed), int(draw)) for seed, draw in zip(seeds, draws, strict=True)]
    d = {name: np.array([each[name] for each, _ in pairs]) for name in DRAWN_BETWEEN}
    noise = (
        np.array([swing for _, swing in pairs]).T * np.sqrt(3) * d["noise"]
    )  # so that its standard deviation is that
    market = Market.from_buffer(
        d["buffer"],
        **{name: d[name] for name in ("position", "haircut", "cash_target", "drawdown_limit", "dealer_room")},
        **{name: d[name] for name in ("impact_beyond", "passed_on", "nights", "volatility", "lender_slack")},
        term_share=d["others_term"],
        purchase_effect=0.0,
    )
    return Crises(seeds, draws, d, market, _shock(d, noise))


def _shock(d: dict[str, np.ndarray], noise: np.ndarray) -> Shock:
    """Return the paths of the crises, with the Fed's purchases."""
    day = np.arange(1, DAYS + 1)[:, None]

    def between(start: str, days: Any) -> np.ndarray:
        return (day >= d[start]) & (day < d[start] + days)

    end = d["move_start"] + d["move_days"]
    comes_back = (day >= end) & (day < end + d["move_days"])
    move = between("move_start", d["move_days"]) * (d["move"] / d["move_days"])
    return Shock(
        yield_change=noise + move - comes_back * (d["back"] * d["move"] / d["move_days"]),
        foreign_sales=between("foreign_start", d["foreign_days"]) * (d["foreign"] / d["foreign_days"]),
        haircut_rise=((day >= d["run_start"] - 1) & (d["run"] > 0)) * d["haircut_rise"],
        run_share=between("run_start", 2) * d["run"],
        drain=between("drain_start", 1) * d["drain"],
        purchases=(day >= d["help_start"]) * d["help"],
    )


def hold(morning: Morning) -> Decision:
    """Decide nothing: the fund stays as it is until it is forced."""
    return Decision(0.0 * morning.own.position, TERM, 0.0)


def worth_playing(crises: Crises) -> np.ndarray:
    """Return which crises are neither trivial nor hopeless.

    A crisis is trivial if a fund that does nothing keeps more than a quarter of its free cash on every day and never
    loses 15% of its own money. It is hopeless if one that does nothing is closed out and one that sells half of its notes
    on the morning of the first day ends with less than three quarters of its own money.
    """
    idle, half = runs_of(crises, (lambda _: hold, lambda _: half_at_once))
    cash, money = idle.beside["cash"], idle.beside["own_money"]
    trivial = (cash.min(axis=0) > CLOSE * cash[0]) & (money.min(axis=0) > (1 - HURT) * money[0])
    ends = half.beside["own_money"]
    return ~trivial & (ends[-1] >= ALIVE * ends[0])


def half_at_once(morning: Morning) -> Decision:
    """Sell half of the notes on the first day, and no more."""
    return Decision((0.5 if morning.day == 1 else 0.0) * morning.own.position, TERM, 0.0)


def run_of(
    crises: Crises, decide: Callable[[Morning], Decision], keep: tuple[str, ...] = ("cash", "own_money")
) -> MarketRun:
    """Return the run of a fund that decides so, in all crises side by side."""
    return simulate(crises.market, crises.shock, keep, crises.second(decide))


def runs_of(
    crises: Crises,
    rules: Collection[Callable[[Crises], Callable[[Morning], Decision]]],
    keep: tuple[str, ...] = ("cash", "own_money"),
) -> list[MarketRun]:
    """Return the runs of funds of which each follows one of the rules, alone in the same crises.

    They are computed side by side, as crises are, which takes hardly longer than one of them.
    """
    count, many = len(crises.seeds), len(rules)
    wide = crises.some(np.tile(np.arange(count), many))
    which, decided = np.repeat(np.arange(many), count), [rule(wide) for rule in rules]

    def decide(morning: Morning) -> Decision:
        mine, said = morning.place.value(which), [each(morning) for each in decided]
        return Decision(*(np.choose(mine, choices) for choices in zip(*said, strict=True)))

    run = run_of(wide, decide, keep)
    return [_columns(run, crises, slice(place * count, (place + 1) * count)) for place in range(many)]


def _columns(run: MarketRun, crises: Crises, part: slice) -> MarketRun:
    """Return some columns of a run, as the run of those crises."""
    series, beside = ({name: found[:, part] for name, found in each.items()} for each in (run.series, run.beside))
    return MarketRun(crises.market, crises.shock, series, beside)


def drawn(seeds: Any) -> Crises:
    """Return the crisis of each seed.

    Parameters
    ----------
    seeds : iterable of int
        From 0 to `LARGEST_SEED`.

    Raises
    ------
    ValueError
        If a seed is not a whole number in range.
    """
    asked = within("seed", list(seeds), "", low=0, high=LARGEST_SEED)
    if np.any(asked % 1):
        raise Refused(N_("seed is {seed}; it must be a whole number."), seed=asked[asked % 1 > 0][0])
    seeds, draws = asked.astype(int), np.zeros(asked.shape, int)
    waiting, ahead = np.arange(seeds.size), AHEAD if seeds.size < FEW else 1
    for draw in range(0, MOST_DRAWS, ahead):
        next_ones = np.tile(draw + np.arange(ahead), waiting.size)
        fine = worth_playing(built(np.repeat(seeds[waiting], ahead), next_ones)).reshape(waiting.size, ahead)
        draws[waiting] = draw + fine.argmax(axis=1)
        waiting = waiting[~fine.any(axis=1)]
        if not waiting.size:
            break
    return built(seeds, draws)


def of_seed(seed: int) -> Crises:
    """Return the crisis of one seed."""
    return drawn([seed])
