"""What central banks have really done with each tool: a table with its sources, under a fold of page 08."""

import html
from dataclasses import dataclass

from basislib.language import N_, _
from basislib.record import famous
from basislib.widgets import kinds


@dataclass(frozen=True)
class Precedent:
    """A row: the tool, what was done with it, what to take from it, and who says so."""

    tool: str
    done: str
    lesson: str
    source: str


PRECEDENTS = (
    Precedent(
        N_("Lend to dealers"),
        N_(
            "Standing repo facility since July 2021; most lent: ${srf:g}bn on 31 December {srf_year}. Before it the Primary Dealer "
            "Credit Facility of March 2020 to March 2021, up to 90 days, at most $35.6bn in April 2020."
        ),
        N_("In use both were small beside the purchases of March 2020."),
        N_("New York Fed; Reuters, December 2025; Yale Program on Financial Stability (PDCF)"),
    ),
    Precedent(
        N_("Lend to dealers, as a promise"),
        N_(
            "Standby Financing Facility of 1999: primary dealers bought $481bn of options on overnight loans "
            "over the turn of the year, at 150bp over the Fed's target."
        ),
        N_("None was used. So the Fed has sold options before, though no futures."),
        N_("Yale Program on Financial Stability; Drossos and Hilton, New York Fed, December 2000"),
    ),
    Precedent(
        N_("Cash for the lenders"),
        N_(
            "Repo operations of September 2019 and March 2020: $500bn and more offered, at most $276.5bn taken in a day "
            "(12 March 2020). A facility for money market funds (MMLF) in March 2020."
        ),
        N_(
            "From September 2019 dealers lent much of it on. In March 2020 it took the place of other loans of "
            "theirs, and they lent on to affiliates above all. How much reached funds is not known."
        ),
        N_(
            "New York Fed, repo operations; Carlson, Saravay and Tian, FEDS 2025-052, abstract; Yale Program on "
            "Financial Stability"
        ),
    ),
    Precedent(
        N_("Lend to foreigners"),
        N_(
            "FIMA repo facility: announced on 31 March 2020, open from 6 April, standing since 28 July 2021, up "
            "to $60bn for each foreign central bank, overnight, against its own Treasuries."
        ),
        N_(
            "It came after the sale of March 2020 and lent $1.4bn at most that spring. In the week to 22 March "
            "2023 it lent ${fima:g}bn. Who borrows is not published."
        ),
        N_("Federal Reserve, statement of 28 July 2021; Yale Program on Financial Stability; Bloomberg, 24 March 2023"),
    ),
    Precedent(
        N_("Lend to foreigners, against their money"),
        N_("Dollar swap lines with 14 central banks in March 2020; most lent: $449bn in the week of 27 May 2020."),
        N_("For dollars they need sell no Treasuries. It takes no Treasuries from anybody, either."),
        N_("Yale Program on Financial Stability (swaps to 14 countries)"),
    ),
    Precedent(
        N_("Buy outright"),
        N_(
            "The Fed from 13 March 2020: targets of ${targets:,}bn in three weeks. The Bank of England, 28 September to "
            "14 October 2022: £19.3bn bought of up to £65bn that it was ready to buy, all sold by 12 January 2023."
        ),
        N_("London said at once that the purchases were temporary, bought where funds sold, and ended with a gain."),
        N_("New York Fed schedules; Bank of England, January 2023; Reuters and Investment Week, January 2023"),
    ),
    Precedent(
        N_("Buy, hedged"),
        N_(
            "None. Proposed: a standing facility with a cap on the gap, at which the Fed buys notes and sells futures; or "
            "auctions of such packages. At a penalty, so a rung between lending and buying."
        ),
        N_("On this page it buys at the market's price on fixed days: the trigger of the proposal is not in it."),
        N_("Kashyap, Stein, Wallen and Younger, Brookings Papers, spring 2025; MNI, 26 March 2025"),
    ),
    Precedent(
        N_("Lend to the funds"),
        N_(
            "Without security: none. With security: TALF of 2009 and 2020 admitted hedge funds, three years, against bundled "
            "loans to firms and households. The Bank of England's Contingent NBFI Repo Facility, open for applications since "
            "28 January 2025: insurers, pension and LDI funds, against gilts, up to half of what they hold, £8,000 a year; it "
            "lends only once the Bank calls it up."
        ),
        N_("Why would it hardly help a basis fund? Because its notes are pledged to its lenders already."),
        N_("Milbank, 22 May 2020, on the New York Fed's answers; Bank of England, market notice of 28 January 2025"),
    ),
    Precedent(
        N_("More room for dealers"),
        N_(
            "Treasuries left out of the leverage ratio from 1 April 2020 to 31 March 2021. A lower ratio for the largest "
            "banks since 1 April 2026."
        ),
        N_("The first came two weeks after the worst days."),
        N_("Federal Reserve, 1 April 2020; rule of 25 November 2025"),
    ),
)
FIGURES = {
    "srf": famous.SRF_RECORD_LATER,
    "srf_year": famous.SRF_YEAR,
    "fima": famous.FIMA_RECORD,
    "targets": famous.FED_TARGETS,
}


class Precedents:
    """The table, as a part of a page."""

    name = "precedents"

    def __init__(self) -> None:
        self.widget = kinds.HTML(f'<div class="wb-claims-list">{_table()}</div>')


def _table() -> str:
    heads = (_("Tool"), _("What was done"), _("What to take from it"), _("Source"))
    head = "".join(f'<th scope="col">{html.escape(words)}</th>' for words in heads)
    rows = "".join(_row(each) for each in PRECEDENTS)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(each: Precedent) -> str:
    cells = "".join(
        f"<td>{html.escape(_(words).format(**FIGURES))}</td>" for words in (each.done, each.lesson, each.source)
    )
    return f'<tr><th scope="row">{html.escape(_(each.tool))}</th>{cells}</tr>'
