"""What page 00 says: beside its picture, and about it."""

from basislib.formats import signed
from basislib.fund.usual import DURATION, LEVERAGE, MARGIN, VOLATILITY_BP
from basislib.language import _, paragraph
from basislib.scenes.chain import DAYS, FEEDS, HIGH, IMPACT, IMPLIED_REPO, RISE, SECTOR_OWN_MONEY, Chain, compute
from basislib.widgets.explorer import Reading

DEARER = 5.0  # % a year: what the text compares
TERMS = (
    "arbitrage",
    "basis point",
    "basis trade",
    "cash buffer",
    "clearing broker",
    "clearing house",
    "dealer",
    "forced sale",
    "future",
    "gap",
    "haircut",
    "hedge fund",
    "hedged",
    "leg",
    "leverage",
    "margin call",
    "money market fund",
    "note",
    "overnight",
    "own money",
    "R, the spiral number",
    "repo",
    "term",
    "yield",
)  # explained on this page


def chain(scene: Chain) -> Reading:
    """Say what the chain shows."""
    numbers = {
        **vars(scene),
        "days": DAYS,
        "cents": abs(scene.edge_cents),
        "return_on_own_money": signed(scene.return_on_own_money),
    }
    edge = (
        _("Each $100 of notes earns **{cents:.1f} cents** in {days} days.")
        if scene.edge_cents >= 0
        else _("Each $100 of notes loses **{cents:.1f} cents** in {days} days.")
    )
    own = _("At {leverage:.0f} times that is **{return_on_own_money}%** on own money.")
    if scene.short > 0:
        day = paragraph(
            _("On the bad day the fund has lost nothing, and still it is **${short:.3f} short of cash**."),
            _("It must sell ${sale:.2f} of its ${notes:.2f} of notes."),
        )
    else:
        day = paragraph(_("On the bad day it needs ${need:.3f} in cash and has ${buffer:.3f}."), _("It sells nothing."))
    return Reading(
        paragraph(edge, own, day).format(**numbers),
        (
            (_("Return on own money, 90 days"), f"{signed(scene.return_on_own_money)}%"),
            (_("Cash lasts up to a margin of"), f"{scene.margin_at_most:.1f}%"),
            (_("A round of sales, of the last"), _("{times:.2f} times").format(times=scene.spiral_number)),
        ),
    )


def assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture."""
    after = MARGIN + compute().more_margin / LEVERAGE
    return (
        _(
            "The margin is {margin:.2%} of the notes, and {after:.2%} after the bad day: our rule for notes "
            "that fall by {duration:g}% when yields rise by one percentage point, and for yields that move {volatility:g} basis "
            "points a day. After a fall of {move:.0%} it would "
            "rise as much."
        ).format(margin=MARGIN, after=after, duration=DURATION, volatility=VOLATILITY_BP, move=RISE),
        _(
            "Lenders give back what the notes have gained, less the haircut, by the next morning. They do so on loans for "
            "a term as well: a term fixes the rate, the haircut and how long the lender stays."
        ),
        _(
            "Note and future together earn {rate:.2f}% a year, so a loan at a higher rate loses. All returns are on top of "
            "what the own money would earn at the repo rate."
        ).format(rate=IMPLIED_REPO),
        _(
            "All funds are alike and have ${money:.1f}bn of own money together. Dealers hold all they want, so each $1bn "
            "sold moves the price by {cents:.2f} cents per 100."
        ).format(money=SECTOR_OWN_MONEY, cents=IMPACT * 1e4),
    )


def seen() -> str:
    """Say what there was to see when leverage rises."""
    high = compute(HIGH)
    return _(
        "At {high.leverage:.0f} times own money, a cent or so on each hundred dollars of notes becomes "
        "**{high.return_on_own_money:.2f}%** in {days} days. Leverage does not make the trade better: it makes more of the "
        "same cent for each own dollar. But the haircut and the margin lock the own money, so only ${high.buffer:.3f} of each "
        "dollar is left as a cash buffer. The bad day asks for ${high.need:.3f}, so the fund is out of cash, although it has lost "
        "nothing."
    ).format(high=high, days=DAYS)


def parties() -> str:
    """Say who stands at the other end of each leg."""
    return _("""**The note.** A *dealer* sells it. Dealers buy from whoever sells and sell to whoever buys, but they have \
room for only so many notes of their own.

**The loan.** A *repo lender* gives the cash and takes the notes as security. Often it is a money market fund, which lends \
to the hedge fund through a dealer.

**The future.** Pension funds, insurers and bond funds buy it, because they want the price moves of notes without paying \
for notes. The *clearing house* stands between them and the fund. Each side deals with it through a *clearing broker*, who \
pays first and then calls the customer.

**Two more** come in later. *Foreign holders* of notes may sell at the same time as the fund, and *the Fed*, the US central \
bank, may lend or buy when nobody else does.""")


def thin() -> str:
    """Say how little it takes until the trade loses."""
    worse = compute(repo_rate=DEARER)
    return _(
        "Note and future together earn {earned:.2f}% a year. If the loan costs as much, nothing is left. Press **Reset** and "
        "move **Repo rate** to {worse.repo_rate:.2f}%. In {days} days the fund loses {loss:.1f}% of its own money, because it "
        "pays the higher rate on {worse.leverage:.0f} times as much."
    ).format(earned=IMPLIED_REPO, worse=worse, days=DAYS, loss=-worse.return_on_own_money)


def cash() -> str:
    """Say what takes the cash on the bad day."""
    high = compute(HIGH)
    return _(
        "Press **Out of cash** and read the bad day from the top. The futures loss of ${high.futures_loss:.3f} is due first. The "
        "lenders bring all but {unlent:.1f} cents of it back, because the notes are worth more, but they do so hours later. The "
        "higher margin, ${high.more_margin:.3f}, does not come back soon. The clearing house asks for it because prices have "
        "moved a lot, so it would ask after a fall as well."
    ).format(high=high, unlent=100 * (high.futures_loss - high.lent_more))


def feeds() -> str:
    """Say how a sale leads to the next one."""
    fuelled = compute(**FEEDS)
    return _(
        "A forced sale pushes the price down, and that makes the next sale necessary. The number **R** says how large a small "
        "round of sales is, compared with the one before. Below 1 the rounds die out, and above 1 they grow at first. Press "
        "**Sales feed themselves**: R is {fuelled.spiral_number:.2f}, and the fund must sell ${fuelled.sale:.0f} of its "
        "${fuelled.notes:.0f} of notes. What ends such a sale is shown on *Margin spiral*."
    ).format(fuelled=fuelled)


def sources() -> str:
    """Introduce the two texts that the workbook checks."""
    return _("""**The talk** is a video, in Chinese, that explains the trade to everybody (*Investing TALK*, April 2025). It \
tells the story of the milk tea that comes next.

**The paper** is a study, in Chinese, of the trade under tight money, by Liu Han. It says who takes part, what went wrong in \
five years, and what should be done.

The workbook checks both, claim by claim. What it found stands at the foot of each page.""")
