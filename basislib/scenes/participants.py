"""Who takes part in the trade, and what is known of each: the card of one participant on one kind of day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from basislib.record import datasets
from basislib.scenes.positions import positions

if TYPE_CHECKING:
    from pandas import DataFrame

FACTS = ("wants", "pays", "bound_by", "key_number", "watched_by")
BEFORE, AFTER = date(2020, 3, 4), date(2020, 3, 18)
# Figures from the literature; the notebook cites them.
FOREIGN_SALES, CUSTODY_FALL = 299, 109  # $bn net, March 2020 (TIC; Fed custody)
CALLS, MOST_CALLS = 25, 140  # $bn a day, variation margin of all clearing houses (BCBS, CPMI, IOSCO, 2021)


@dataclass(frozen=True)
class Measure:
    """A number of a participant.

    Attributes
    ----------
    key : str
        What it is.
    value : float
        In $bn; of the keys "sofr" and "srf_rate" in % a year.
    day : date or None
        Of data; None for a figure from the literature.
    """

    key: str
    value: float
    day: date | None = None


@dataclass(frozen=True)
class Card:
    """One participant on one kind of day.

    Attributes
    ----------
    party, name : str
        Its key, and its name as the data have it.
    day : str
        "calm" or "bad".
    facts : dict
        Lines of the card by key: `FACTS`, and what it does on this "day".
    measures : tuple of Measure
    """

    party: str
    name: str
    day: str
    facts: dict[str, str]
    measures: tuple[Measure, ...]


@lru_cache(4)
def participants(language: str = "") -> dict[str, dict]:
    """Return the table of participants by party; in a language, if there is a translation."""
    table = datasets.load_in("participants", language)
    return dict(zip(table["party"], table.to_dict("records"), strict=True))


def compute(party: str = "fund", day: str = "calm") -> Card:
    """Return the scene of a party on a "calm" or a "bad" day."""
    return Card(party, participants()[party]["name"], day, facts(party, day), measures(party))


def facts(party: str, day: str, language: str = "") -> dict[str, str]:
    """Return the lines of a card by key."""
    row = participants(language)[party]
    return {key: row[key] for key in FACTS} | {"day": row[f"{day}_day"]}


@lru_cache(7)
def measures(party: str) -> tuple[Measure, ...]:
    """Return two or three measures of a party, from the newest data there are."""
    newest, net = positions("all", "gross"), positions("all", "net")
    day = newest.days[-1]
    match party:
        case "fund":
            return (
                Measure("futures_sold", newest.short[-1], day),
                _newest("long_exposure", datasets.load("hedge_fund_treasury_exposure"), "quarter_end", "ust_long_bn"),
            )
        case "buyer":
            return Measure("futures_bought", newest.long[-1], day), Measure("less_sold", net.long[-1], day)
        case "dealer":
            held = datasets.load("primary_dealer_positions").set_index("as_of_wed")["net_treasury_position_mn"] / 1000
            return tuple(Measure("net_notes", held[f"{day}"], day) for day in (BEFORE, AFTER))
        case "lender":
            return (
                _newest("borrowed", datasets.load("hedge_fund_treasury_exposure"), "quarter_end", "repo_borrowing_bn"),
                _newest("sofr", datasets.load("money_market_rates"), "date", "sofr"),
            )
        case "ccp":
            return (
                Measure("open_interest", newest.open_interest[-1], day),
                Measure("calls", CALLS),
                Measure("most_calls", MOST_CALLS),
            )
        case "fed":
            return (
                _newest("notes_held", datasets.load("fed_balance_sheet"), "week_ending_wed", "fed_treasuries_bn"),
                _newest("srf_rate", datasets.load("money_market_rates"), "date", "srf_rate"),
            )
        case "foreign":
            return Measure("foreign_sales", FOREIGN_SALES), Measure("custody_fall", CUSTODY_FALL)
    raise KeyError(party)


def _newest(key: str, table: "DataFrame", day: str, column: str) -> Measure:
    """Return the newest value of a series."""
    last = table.dropna(subset=[column]).iloc[-1]
    return Measure(key, last[column], last[day].date())


def table(card: Card) -> "DataFrame":
    """Return the whole table of participants, claims and evidence included, as a `pandas.DataFrame`."""
    return datasets.load("participants")
