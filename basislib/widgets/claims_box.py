"""The claims ledger on a page: the reader gives a verdict first, then sees the ledger's, claim by claim.

Below the guess stands the ledger with its filters. A verdict that has not been earned by a guess is not hidden by
style but absent from the page, until all verdicts are shown.
"""

import html
import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

import ipywidgets

from basislib.claims import (
    ANSWERS,
    EVIDENCE,
    FIELDS,
    LONGEST_SEARCH,
    RIGHT,
    TO_GUESS,
    choices,
    clean,
    following,
    judge,
    ledger,
    meanings,
    order,
    pack,
    score,
    shown,
    to_csv,
    unpack,
)
from basislib.widgets.boxes import button, row
from basislib.widgets.text import download

PREFIX = "c_"
SIGNS = {"confirmed": "✓", "confirmed with a condition": "(✓)", "plausible": "≈", "unverified": "?",
         "doubtful": "?!", "partly wrong": "½", "wrong": "✗"}  # fmt: skip
WHO = {"paper": "paper", "talk": "talk", "both": "paper and talk", "literature": "literature"}
ASKS = {"L": "A link of the chain. Does it work as described?", "R": "A proposal. Would it work as described?"}
ASK = "Does it hold?"
TONES = {"right": ("Right", "wb-correct"), "close": ("Close", "wb-almost"), "wrong": ("No", "wb-keep-working")}
LEANS = {0: "", 1: "You trusted it more than the ledger does.", -1: "You trusted it less than the ledger does."}
LABELS = {"source": "Source", "verdict": "Verdict", "topic": "Topic", "page": "Page"}
HEADS = ("claim", "what is said", "verdict", "better figure", "citation")
FORGET = "Forget my guesses"
ABOUT = (
    "Seven verdicts, four answers. Close means: not the answer the ledger gives, but the next best. Only the first "
    "guess counts. Verdicts that you have not guessed cannot be found by a filter, a search or the file. “Show all "
    "verdicts” and the lecture view open every verdict but that of the claim at hand. Your guesses stay in the address "
    "of this page, so a reload keeps them.")
# A press on a number in the table types it into the box, as the reader could: a widget's HTML may not bring a script.
TAKE = ("const b = event.target.closest('[data-claim]'), all = b && b.closest('.wb-claims'); if (all) { "
        "const box = all.querySelector('.wb-claims-take input'); box.value = b.dataset.claim; "
        "box.dispatchEvent(new Event('change', { bubbles: true })); "
        "all.querySelector('.wb-claims-card').scrollIntoView({ block: 'nearest' }); }")


class ClaimsBox:
    """One claim at a time to judge, the running score, and the ledger with filters, search and CSV.

    Parameters
    ----------
    pages : mapping
        Stem of a page to (title, file name of its notebook), for the links.
    seed : int, optional
        Gives the order of the claims; by default the link's ``seed``, else one drawn by lot.
    query : mapping, optional
        Link parameters as `basislib.widgets.page.read_query` gives them; ours start with ``c_``. In lecture view
        (``mode=lecture``) all verdicts are shown.
    here : str, optional
        The stem of the page that holds the box, which needs no link.
    """

    def __init__(self, pages: Mapping[str, tuple[str, str]], seed: int | None = None,
                 query: Mapping[str, str] | None = None, here: str = ""):
        query = dict(query or {})
        self._pages, self._here = dict(pages), here
        self._queue = order(_seed(query) if seed is None else seed)
        self.guesses = {}
        self.current = self._queue[0]
        self.show_all = query.get("mode") == "lecture"
        self._batch = False
        self.inputs = self._filters()
        self.choice = ipywidgets.RadioButtons(options=[(words, key) for key, words in ANSWERS.items()], value=None,
                                              layout=ipywidgets.Layout(width="auto"))
        self.take = ipywidgets.Text(description="Go to claim", placeholder="P05", continuous_update=False,
                                    **_labelled())
        self.ask, self.reply, self.points, self.count, self.table, self.files = (ipywidgets.HTML() for _ in range(6))
        self.buttons = {
            "guess": button("Give my verdict", self.guess, "wb-check"), "next": button("Next claim", self.next_claim),
            "all": button("", self.toggle, tip="For lecturers, and for those who only want to look something up"),
            "csv": button("Download CSV", self.save, tip="The claims on show, with your guesses"),
            "clear": button("Clear filters", self.clear), "again": button(FORGET, self.forget)}
        self.widget = self._layout()
        self._restore(query)
        for field in self.inputs.values():
            field.observe(self._filtered, "value")
        self.take.observe(self._taken, "value")
        self._show_claim()
        self._show_ledger()

    # ---- the claim at hand --------------------------------------------------------------------

    def guess(self):
        """Fix the verdict that is chosen, and reply to it. Only the first one counts."""
        # The button stays enabled even so: a disabled one would lose the place of a reader who works by keyboard.
        if self.current in self.guesses:
            return
        if self.choice.value is None:
            self._say("wb-missing", "Not yet", "Choose one of the four answers first.")
            return
        self.guesses[self.current] = self.choice.value
        self._show_claim()
        self._show_ledger()

    def next_claim(self):
        """Take up the next claim that matches the filters and is still to be guessed."""
        matching = {claim.id for claim in self._matching()}
        found = following(self.current, self._queue, matching - set(self.guesses))
        if found is None or found == self.current:
            why = ("No other claim that matches the filters is left to judge." if found else "You have judged every "
                   "claim that matches the filters." if matching else "No claim matches the filters.")
            self._say("wb-missing", "No next claim", f"{why} Change or clear them below to go on.")
            return
        self.take_up(found)

    def take_up(self, name):
        """Take up a claim by its id: to be guessed, or to read its reply again."""
        self.current = name
        self._show_claim()
        self._show_ledger()

    def _taken(self, change):
        """Take up the claim whose id was typed, or pressed in the table."""
        typed = clean(change["new"])
        if not typed:
            return
        name = next((name for name in ledger() if name.casefold() == typed.casefold()), None)
        if name is None:
            self._say("wb-missing", "Not found", f"There is no claim “{typed}”. The numbers stand in the table, such "
                      "as P05, V17, L02 or R3a.")
            return
        self.take_up(name)
        self.take.value = ""  # so that the same number can be taken again

    def _show_claim(self):
        """Show the claim at hand; one that has been guessed with its reply."""
        claim, guess = ledger()[self.current], self.guesses.get(self.current)
        self.ask.value = (f'<div class="wb-ask" role="status"><p class="wb-claims-small">Claim {claim.id}</p>'
                          f"<p>{_says(claim)}: <b>{_safe(claim.claim)}</b></p>"
                          f"<p>{ASKS.get(claim.id[0], ASK)}</p></div>")
        self.choice.value, self.choice.disabled = guess, guess is not None
        self.reply.value = "" if guess is None else self._reply(claim, guess)

    def _reply(self, claim, guess):
        """Return the reply to a guess: how it stands to the ledger, the verdict, and what it rests on."""
        judged = judge(claim.verdict, guess)
        words, name = TONES[judged.tone]
        return (f'<div class="wb-feedback {name}" role="status"><p><b>{words}.</b> {LEANS[judged.lean]} '
                f"The ledger: {_verdict(claim.verdict)} ({_safe(meanings()['verdict'][claim.verdict])}).</p>"
                f"<p>{_safe(claim.better_figure)}</p>"
                f'<p class="wb-claims-small">{self._source(claim)}. Topic: {_safe("; ".join(claim.topics))}. '
                f"Page: {self._link(claim.page)}.</p></div>")

    def _link(self, stem):
        if stem == self._here:
            return "this one"
        if stem not in self._pages:
            return html.escape(stem.replace("_", " "))
        title, notebook = self._pages[stem]
        return (f'<a href="{html.escape(notebook)}" target="_blank" rel="noopener">{html.escape(title)}'
                "</a> (opens beside this one)")

    def _source(self, claim):
        """Return the citation, with the titles of our pages, and how the verdict came about, in words."""
        if not claim.evidence:
            return "Nothing was found that decides it"
        citation = claim.citation
        for stem, (title, _) in self._pages.items():
            citation = citation.replace(f"page {stem}", f"page {title}")
        return f"{_safe(citation)} [{'; '.join(EVIDENCE[tag] for tag in claim.evidence)}]"

    def _say(self, name, words, text):
        self.reply.value = f'<div class="wb-feedback {name}" role="status"><b>{words}.</b> {_safe(text)}</div>'

    # ---- the ledger ---------------------------------------------------------------------------

    def toggle(self):
        """Show all verdicts, or hide again those that are not guessed."""
        self.show_all = not self.show_all
        self._show_ledger()

    def clear(self):
        """Set every filter to none."""
        self._batch = True
        try:
            for field in self.inputs.values():
                field.value = ""
        finally:
            self._batch = False
        self._show_ledger()

    def forget(self):
        """Forget every guess and begin with the first claim, if the button is pressed twice in a row."""
        if self.guesses and self.buttons["again"].description == FORGET:
            self.buttons["again"].description = f"Press again to forget {len(self.guesses)}"
            return
        self.guesses.clear()
        self.take_up(self._queue[0])

    def save(self):
        """Offer the claims on show as a file."""
        self.files.value = download("claims.csv", "text/csv", self.csv())

    def csv(self):
        """Return the claims on show as CSV bytes, with the guesses; hidden verdicts are blank there too."""
        opened = self._opened()
        return to_csv(shown(self._filter_values(), opened), self.guesses, opened)

    def state(self):
        """Return the link parameters of what differs from a fresh box."""
        found = {name: value for name, value in self._filter_values().items() if value}
        if self.current != self._queue[0]:
            found["claim"] = self.current
        if self.guesses:
            found["guesses"] = pack(self.guesses)
        return urlencode({PREFIX + name: value for name, value in found.items()})

    def _restore(self, query):
        """Take over what a link says, as far as it makes sense."""
        given = {name: str(query.get(PREFIX + name, "")) for name in (*FIELDS, "search", "claim", "guesses")}
        for field in FIELDS:
            if given[field] in choices()[field]:
                self.inputs[field].value = given[field]
        self.inputs["search"].value = clean(given["search"])
        self.guesses = unpack(given["guesses"])
        if given["claim"] in ledger():
            self.current = given["claim"]
            return
        matching = {claim.id for claim in self._matching()}
        if matching and self.current not in matching:  # the first that the link's filters let through
            self.current = following(self.current, self._queue, matching)

    def _opened(self):
        """Return the ids of the claims whose verdict is on show. The claim at hand is not, until it is guessed."""
        return set(self.guesses) | (set(ledger()) - {self.current} if self.show_all else set())

    def _matching(self):
        """Return the claims to be drawn from: those that match, whatever their verdict."""
        return shown(self._filter_values() | {"verdict": ""}, self._opened())

    def _filter_values(self):
        return {name: clean(field.value) for name, field in self.inputs.items()}

    def _filtered(self, change):
        if self._batch:
            return
        matching = {claim.id for claim in self._matching()}
        if self.current not in matching and self.current not in self.guesses and matching - set(self.guesses):
            self.next_claim()
        else:
            self._show_ledger()

    def _show_ledger(self):
        """Show the score, the count and the table; the count carries the state, for the page's script."""
        opened, filters, state = self._opened(), self._filter_values(), self.state()
        claims = shown(filters, opened)
        self.points.value = _score_html(score(self.guesses))
        carried = f' data-wb-state="{html.escape(state)}"' if state else ""
        self.count.value = f'<p class="wb-claims-count" role="status"{carried}>{_count(claims, opened, filters)}</p>'
        self.table.value = self._table(claims, opened) if claims else ""
        self.buttons["again"].description = FORGET
        self.buttons["all"].description = "Hide verdicts I have not guessed" if self.show_all else "Show all verdicts"

    def _table(self, claims, opened):
        head = "".join(f'<th scope="col">{words}</th>' for words in HEADS)
        rows = "".join(self._row(claim, claim.id in opened) for claim in claims)
        return (f'<table onclick="{html.escape(TAKE)}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')

    def _row(self, claim, is_open):
        now = ' class="wb-claims-now"' if claim.id == self.current else ""
        start = (f'<tr{now}><th scope="row"><button type="button" data-claim="{claim.id}" '
                 f'aria-label="Take up claim {claim.id}">{claim.id}</button> <span>{WHO[claim.source]}</span></th>'
                 f"<td>{_safe(claim.claim)}</td>")
        if not is_open:
            return f'{start}<td colspan="3" class="wb-claims-hidden">guess first</td></tr>'
        guess = self.guesses.get(claim.id)
        mine = "" if guess is None else (f'<span class="wb-claims-small">You: {ANSWERS[guess].split(":")[0]} '
                                         f"({TONES[judge(claim.verdict, guess).tone][0].lower()})</span>")
        return (f"{start}<td>{_verdict(claim.verdict)} {mine}</td><td>{_safe(claim.better_figure)}</td>"
                f'<td class="wb-claims-small">{self._source(claim)}</td></tr>')

    # ---- layout -------------------------------------------------------------------------------

    def _filters(self):
        """Return the filters by name; each has a label of its own, and "" is no filter."""
        names = {stem: title for stem, (title, _) in self._pages.items()}
        words = WHO | names | {TO_GUESS: "still to guess"}
        made = {}
        for field in FIELDS:
            options = [("all", "")] + [(words.get(value, value.replace("_", " ")), value) for value in choices()[field]]
            made[field] = ipywidgets.Dropdown(options=options, value="", description=LABELS[field], **_labelled())
        made["search"] = ipywidgets.Text(description="Words to search for", placeholder="then press Enter",
                                         continuous_update=False, **_labelled())
        return made

    def _layout(self):
        self.table.add_class("wb-claims-list")
        self.take.add_class("wb-claims-take")
        card = ipywidgets.VBox([self.ask, self.choice, row([self.buttons["guess"], self.buttons["next"]], "wb-tools"),
                                self.reply])
        card.add_class("wb-claims-card")
        tools = row([self.buttons[name] for name in ("all", "clear", "csv", "again")] + [self.files], "wb-tools")
        made = ipywidgets.VBox([card, self.points, ipywidgets.HTML(_legend()),
                                row([*self.inputs.values(), self.take], "wb-fields"), tools, self.count, self.table])
        made.add_class("wb-quotes")  # a box of the same make, with its fields
        made.add_class("wb-claims")
        return made


def _labelled():
    return {"style": {"description_width": "initial"}, "layout": ipywidgets.Layout(width="auto")}


def _seed(query):
    """Return the page's seed if the link has one, else one drawn by lot."""
    text = str(query.get("seed", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else secrets.randbelow(9000) + 1000


def _safe(text):
    return html.escape(text, quote=False)


def _says(claim):
    """Return who says it, or proposes it."""
    many = claim.source == "both"
    return f"The {WHO[claim.source]} {'propose' if claim.id[0] == 'R' else 'say'}{'' if many else 's'}"


def _verdict(verdict):
    """Return a verdict as a sign and its words: nobody needs to see the colour."""
    return (f'<b class="wb-claims-verdict wb-claims-{RIGHT[verdict]}"><span aria-hidden="true">{SIGNS[verdict]}</span> '
            f"{verdict}</b>")


def _score_html(points):
    """Return the running score: how many were right, which kinds, and which way the reader errs."""
    total = len(ledger())
    if not points.guessed:
        return f'<p class="wb-claims-score">{total} claims. You have judged none yet.</p>'
    kinds = "; ".join(f"{verdict} {right} of {met}" for verdict, (met, right) in points.kinds.items())
    text = (f"<b>You have judged {points.guessed} of {total} claims: {points.right} right, {points.close} close, "
            f"{points.wrong} wrong.</b> Right by kind: {kinds}.")
    if points.close + points.wrong:
        text += f" Too trusting: {points.trusting}. Too sceptical: {points.sceptical}."
    if points.leans:
        text += f" So far you are {points.leans}."
    return f'<p class="wb-claims-score">{text}</p>'


def _count(claims, opened, filters):
    """Return how many claims match, and how many of them are open; the words searched for with it."""
    searched = f" with “{_safe(filters['search'])}”" if filters["search"] else ""
    total, there = len(ledger()), sum(claim.id in opened for claim in claims)
    text = (f"{len(claims)} of {total} claims{searched}: {there} with the verdict on show, {len(claims) - there} to "
            "guess first." if claims else f"No claim{searched} matches these filters. Clear one of them.")
    if filters["verdict"] not in ("", TO_GUESS):
        text += " A verdict is only looked for among those on show."
    if len(filters["search"]) == LONGEST_SEARCH:
        text += f" Only the first {LONGEST_SEARCH} characters are searched for."
    return text


def _legend():
    """Return what the verdicts mean, which answer each asks for, and how the game goes; folded."""
    lines = "".join(f"<li>{_verdict(verdict)}: {_safe(meaning)}. Answer: <em>{ANSWERS[RIGHT[verdict]].split(':')[0]}"
                    "</em></li>" for verdict, meaning in meanings()["verdict"].items())
    return (f"<details><summary>What the verdicts mean</summary><ul>{lines}</ul><p>{_safe(ABOUT)}</p></details>")
