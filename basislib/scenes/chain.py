"""The chain of the trade, in dollars for each dollar of the fund's own money: a calm day, and a bad one."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from basislib.fund.repo import cash_need
from basislib.fund.settlement import margin_rise
from basislib.fund.spiral import forced_sale, spiral_number
from basislib.fund.trade import buffer_at
from basislib.fund.usual import HAIRCUT, LEVERAGE, MARGIN, REPO_RATE

if TYPE_CHECKING:
    from pandas import DataFrame

DAYS = 90  # life of the trade
IMPLIED_REPO = 4.04  # % a year built into the futures price: a cent per 100 in 90 days over 4.00%
SECTOR_OWN_MONEY = 830 / LEVERAGE  # $bn: the $830bn of September 2025, were all funds at 30 times
IMPACT = 1.4e-5  # fall of the price per $bn sold once dealers are full
RISE = 0.01  # the bad day
LOW, HIGH = 20, 45  # times: a thick buffer, and one that the bad day empties
FEEDS = {"leverage": 60, "haircut": 0.5}  # short of cash on the bad day, and R above 1


@dataclass(frozen=True)
class Chain:
    """What the three sliders mean.

    Attributes
    ----------
    leverage : float
        Times own money.
    repo_rate : float
        % a year.
    notes, loan, margin, buffer : float
        Dollars per dollar of own money.
    futures_loss, lent_more, more_margin, need, short, sale : float
        Of the bad day, in the same dollars: paid on the future, brought back by the lenders, asked for by the clearing
        house on top, all of it together, what the buffer lacks, and notes sold for it.
    edge_cents : float
        Cents per 100 of notes over the life of the trade.
    return_on_own_money : float
        % over the life of the trade.
    margin_at_most : float
        Initial margin at which the buffer is used up, % of the notes.
    spiral_number : float
    """

    leverage: float
    repo_rate: float
    notes: float
    loan: float
    margin: float
    buffer: float
    futures_loss: float
    lent_more: float
    more_margin: float
    need: float
    short: float
    sale: float
    edge_cents: float
    return_on_own_money: float
    margin_at_most: float
    spiral_number: float


def compute(leverage: float = LEVERAGE, haircut: float = 100 * HAIRCUT, repo_rate: float = REPO_RATE) -> Chain:
    """Return the scene for leverage in times, haircut in %, repo rate in % a year."""
    h = haircut / 100
    buffer = leverage * buffer_at(leverage, h, MARGIN)
    unlent, more_margin = leverage * cash_need(RISE, h), leverage * float(margin_rise(RISE))
    need = unlent + more_margin
    short = max(need - buffer, 0.0)
    position = SECTOR_OWN_MONEY * leverage
    locked = h + MARGIN + more_margin / leverage
    edge = (IMPLIED_REPO - repo_rate) * DAYS / 360
    return Chain(
        leverage=leverage,
        repo_rate=repo_rate,
        notes=leverage,
        loan=leverage * (1 - h),
        margin=leverage * MARGIN,
        buffer=buffer,
        futures_loss=leverage * RISE,
        lent_more=leverage * RISE - unlent,
        more_margin=more_margin,
        need=need,
        short=short,
        sale=forced_sale(position, locked, IMPACT, short * SECTOR_OWN_MONEY) / SECTOR_OWN_MONEY,
        edge_cents=100 * edge,
        return_on_own_money=leverage * edge,
        margin_at_most=100 * (MARGIN + buffer / leverage),
        spiral_number=spiral_number(position, locked, IMPACT),
    )


def table(chain: Chain) -> "DataFrame":
    """Return the scene as a `pandas.DataFrame` of quantities and values."""
    import pandas

    return pandas.DataFrame({"quantity": asdict(chain).keys(), "value": asdict(chain).values()})
