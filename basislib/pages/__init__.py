"""One module per page, with the stem of its notebook; `PAGES` is the way through them."""

from dataclasses import dataclass

from basislib.language import N_


@dataclass(frozen=True)
class About:
    """What the way through the workbook says about a page; the notebook's first cell says the same.

    `minutes` are for all of the page, `core` for what does not fold, both by `basislib.widgets.minutes`.
    """

    number: int
    stem: str
    title: str
    question: str
    minutes: int
    core: int

    @property
    def notebook(self):
        """The file name of the notebook."""
        return f"{self.number:02d}_{self.stem}.ipynb"


PAGES = (
    About(0, "start_here", N_("Start here"), N_("What is this chain, and why would it break?"), 25, core=25),
    About(
        1,
        "milk_tea_margin",
        N_("Milk tea on margin"),
        N_("How can 10 dollars hold 100 dollars of milk tea?"),
        40,
        core=25,
    ),
    About(2, "three_legs", N_("Three legs"), N_("Where does the profit come from, and who holds what?"), 40, core=20),
    About(3, "implied_repo", N_("Implied repo"), N_("How do traders see the edge in real quotes?"), 50, core=25),
    About(4, "ctd_switching", N_("Cheapest to deliver"), N_("Why does the anchor jump?"), 70, core=20),
    About(5, "repo_funding", N_("Repo funding"), N_("Who lends, and what can go wrong overnight?"), 60, core=25),
    About(6, "other_side", N_("The other side"), N_("Who pays for the gap, and what does society get?"), 45, core=20),
    About(7, "margin_spiral", N_("Margin spiral"), N_("When does a margin call feed itself?"), 50, core=25),
    About(8, "fed_backstop", N_("The Fed's backstop"), N_("Which tool stops which link?"), 55, core=20),
    About(
        9,
        "episodes",
        N_("What really happened"),
        N_("What is on record, and how much of it can the model tell?"),
        45,
        core=25,
    ),
    About(10, "policy_lab", N_("The policy lab"), N_("What would you change?"), 60, core=25),
    About(11, "crisis_desk", N_("The crisis desk"), N_("Could you run the desk?"), 35, core=20),
)
