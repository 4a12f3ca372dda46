"""The claims ledger on a page: the reader gives a verdict first, then sees the ledger's, claim by claim.

Below the guess stands the ledger with its filters. A verdict that has not been earned by a guess is not hidden by
style but absent from the page, until all verdicts are shown.
"""

import html
import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

from basislib.language import N_, _, chosen, listed, paragraph
from basislib.record.claims import (
    ANSWERS,
    EVIDENCE,
    FIELDS,
    FILE_COLUMNS,
    LONGEST_SEARCH,
    RIGHT,
    TO_GUESS,
    choices,
    clean,
    file_rows,
    following,
    judge,
    ledger,
    meanings,
    order,
    pack,
    score,
    shown,
    unpack,
)
from basislib.sheets import csv_bytes
from basislib.widgets import kinds
from basislib.widgets.boxes import button, row
from basislib.widgets.columns import files_of, hand_out, headings

PREFIX = "c_"
SIGNS = {"confirmed": "✓", "confirmed with a condition": "(✓)", "plausible": "≈", "unverified": "?",
         "doubtful": "?!", "partly wrong": "½", "wrong": "✗"}  # fmt: skip
VERDICTS = {
    "confirmed": N_("confirmed"),
    "confirmed with a condition": N_("confirmed with a condition"),
    "plausible": N_("plausible"),
    "unverified": N_("unverified"),
    "doubtful": N_("doubtful"),
    "partly wrong": N_("partly wrong"),
    "wrong": N_("wrong"),
    TO_GUESS: N_("still to guess"),
}
WHO = {"paper": N_("paper"), "talk": N_("talk"), "both": N_("paper and talk"), "literature": N_("literature")}
SAYS = {
    "paper": N_("The paper says: {claim}"),
    "talk": N_("The talk says: {claim}"),
    "both": N_("The paper and talk say: {claim}"),
    "literature": N_("The literature says: {claim}"),
}
PROPOSES = {
    "paper": N_("The paper proposes: {claim}"),
    "talk": N_("The talk proposes: {claim}"),
    "both": N_("The paper and talk propose: {claim}"),
    "literature": N_("The literature proposes: {claim}"),
}
TOPICS = {
    "trade": N_("trade"),
    "quotes": N_("quotes"),
    "cheapest to deliver": N_("cheapest to deliver"),
    "leverage": N_("leverage"),
    "margin": N_("margin"),
    "repo": N_("repo"),
    "participants": N_("participants"),
    "positions": N_("positions"),
    "liquidity": N_("liquidity"),
    "crisis 2019": N_("crisis 2019"),
    "crisis 2020": N_("crisis 2020"),
    "crisis 2022-23": N_("crisis 2022-23"),
    "April 2025": N_("April 2025"),
    "Fed": N_("Fed"),
    "regulation": N_("regulation"),
    "China": N_("China"),
    "references": N_("references"),
}
ASKS = {"L": N_("A link of the chain. Does it work as described?"), "R": N_("A proposal. Would it work as described?")}
ASK = N_("Does it hold?")
SHORT = {
    "holds": N_("It holds"),
    "part": N_("It holds in part, or under a condition"),
    "open": N_("It is open"),
    "against": N_("It is wrong, or what was found speaks against it"),
}  # the answers
TONES = {
    "right": (N_("Right."), "wb-correct"),
    "close": (N_("Close."), "wb-almost"),
    "wrong": (N_("No."), "wb-keep-working"),
}
MINE = {"right": N_("You: {answer} (right)"), "close": N_("You: {answer} (close)"), "wrong": N_("You: {answer} (no)")}
LEANS = {1: N_("You trusted it more than the ledger does."), -1: N_("You trusted it less than the ledger does.")}
LEANING = {"trusting": N_("So far you are too trusting."), "sceptical": N_("So far you are too sceptical.")}
LABELS = {"source": N_("Source"), "verdict": N_("Verdict"), "topic": N_("Topic"), "page": N_("Page")}
HEADS = (N_("number and source"), N_("what is said"), N_("verdict"), N_("better figure"), N_("citation"))
STEM = re.compile(r"[a-z]+(?:_[a-z]+)+")  # of a page, as the ledger's citations name it: no word has an underscore
ABOUT = N_(
    "Seven verdicts, four answers. Close means: not the answer the ledger gives, but the next best. Only the first "
    "guess counts. Verdicts that you have not guessed cannot be found by a filter, a search or the file. “Show all "
    "verdicts” and the lecture view open every verdict but that of the claim at hand."
)
KEPT = N_("Your guesses stay in the address of this page, so a reload keeps them.")
# A press on a number in the table types it into the box, as the reader could: a widget's HTML may not bring a script.
TAKE = (
    "const b = event.target.closest('[data-claim]'), all = b && b.closest('.wb-claims'); if (all) { "
    "const box = all.querySelector('.wb-claims-take input'); box.value = b.dataset.claim; "
    "box.dispatchEvent(new Event('change', { bubbles: true })); "
    "all.querySelector('.wb-claims-card').scrollIntoView({ block: 'nearest' }); }"
)


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

    def __init__(
        self,
        pages: Mapping[str, tuple[str, str]],
        seed: int | None = None,
        query: Mapping[str, str] | None = None,
        here: str = "",
    ):
        query = dict(query or {})
        self.name = self.stem = "claims"
        self._pages, self._here = dict(pages), here
        self._queue = order(_seed(query) if seed is None else seed)
        self.guesses = {}
        self.current = self._queue[0]
        self.show_all = query.get("mode") == "lecture"
        self._batch = self._sure = False
        self.inputs = self._filters()
        self.choice = kinds.RadioButtons(
            options=[(_(words), key) for key, words in ANSWERS.items()], value=None, layout=kinds.Layout(width="auto")
        )
        self.take = kinds.Text(description=_("Go to claim"), placeholder="P05", continuous_update=False, **_labelled())
        self.ask, self.reply, self.points, self.count, self.table, self.files = (kinds.HTML() for part in range(6))
        self.buttons = {
            "guess": button(_("Give my verdict"), self.guess, "wb-check"),
            "next": button(_("Next claim"), self.next_claim),
            "all": button("", self.toggle, tip=_("For lecturers, and for those who only want to look something up")),
            "csv": button(_("Download CSV"), self.save, tip=_("The claims on show, with your guesses")),
            "clear": button(_("Clear filters"), self.clear),
            "again": button(_("Forget my guesses"), self.forget),
        }
        self.widget = self._layout()
        self.restore(query)
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
            self._say("wb-missing", _("Not yet."), _("Choose one of the four answers first."))
            return
        self.guesses[self.current] = self.choice.value
        self._show_claim()
        self._show_ledger()

    def next_claim(self):
        """Take up the next claim that matches the filters and is still to be guessed."""
        matching = {claim.id for claim in self._matching()}
        found = following(self.current, self._queue, matching - set(self.guesses))
        if found is None or found == self.current:
            why = (
                _("No other claim that matches the filters is left to judge.")
                if found
                else _("You have judged every claim that matches the filters.")
                if matching
                else _("No claim matches the filters.")
            )
            self._say("wb-missing", _("No next claim."), paragraph(why, _("Change or clear them below to go on.")))
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
            self._say(
                "wb-missing",
                _("Not found."),
                _("There is no claim “{typed}”. The numbers stand in the table, such as P05, V17, L02 or R3a.").format(
                    typed=typed
                ),
            )
            return
        self.take_up(name)
        self.take.value = ""  # so that the same number can be taken again

    def _show_claim(self):
        """Show the claim at hand; one that has been guessed with its reply."""
        claim, guess = ledger(chosen().code)[self.current], self.guesses.get(self.current)
        says = (PROPOSES if claim.id[0] == "R" else SAYS)[claim.source]
        head = _("Claim {id}").format(id=claim.id)
        self.ask.value = (
            f'<div class="wb-ask" role="status"><p class="wb-claims-small">'
            f"{head}</p>"
            f"<p>{_(says).format(claim=f'<b>{_safe(claim.claim)}</b>')}</p>"
            f"<p>{_(ASKS.get(claim.id[0], ASK))}</p></div>"
        )
        self.choice.value, self.choice.disabled = guess, guess is not None
        self.reply.value = "" if guess is None else self._reply(claim, guess)

    def _reply(self, claim, guess):
        """Return the reply to a guess: how it stands to the ledger, the verdict, and what it rests on."""
        judged = judge(claim.verdict, guess)
        words, name = TONES[judged.tone]
        lean = _(LEANS[judged.lean]) if judged.lean else ""
        found = _("The ledger: {verdict} ({meaning}).").format(
            verdict=_verdict(claim.verdict), meaning=_meaning(claim.verdict)
        )
        source = _("{source}. Topic: {topics}. Page: {page}.").format(
            source=self._source(claim),
            topics=listed((_safe(_(TOPICS[topic])) for topic in claim.topics), "semicolon"),
            page=self._link(claim.page),
        )
        return (
            f'<div class="wb-feedback {name}" role="status"><p><b>{_(words)}</b> {paragraph(lean, found)}</p>'
            f'<p>{_safe(claim.better_figure)}</p><p class="wb-claims-small">{source}</p></div>'
        )

    def _link(self, stem):
        if stem == self._here:
            return _("this one")
        if stem not in self._pages:
            return html.escape(stem)
        title, notebook = self._pages[stem]
        return _("{link} (opens beside this one)").format(
            link=f'<a href="{html.escape(notebook)}" target="_blank" rel="noopener">{html.escape(title)}</a>'
        )

    def _source(self, claim):
        """Return the citation, with the titles of our pages, and how the verdict came about, in words."""
        if not claim.evidence:
            return _("Nothing was found that decides it")
        citation = STEM.sub(lambda stem: self._pages.get(stem[0], stem)[0], claim.citation)
        return f"{_safe(citation)} [{listed((_(EVIDENCE[tag]) for tag in claim.evidence), 'semicolon')}]"

    def _say(self, name, words, text):
        self.reply.value = f'<div class="wb-feedback {name}" role="status"><b>{words}</b> {_safe(text)}</div>'

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
        if self.guesses and not self._sure:
            self._sure = True
            self.buttons["again"].description = _("Press again to forget {n}").format(n=len(self.guesses))
            return
        self.guesses.clear()
        self.take_up(self._queue[0])

    def save(self):
        """Offer the claims on show as a file."""
        hand_out(self.files, files_of(self.stem, self.csv))

    def csv(self, in_words=False):
        """Return the claims on show as CSV bytes, with the guesses; hidden verdicts are blank there too."""
        opened = self._opened()
        rows = file_rows(shown(self._filter_values(), opened, chosen().code), self.guesses, opened)
        return csv_bytes(FILE_COLUMNS, rows, words=headings(self.stem, FILE_COLUMNS) if in_words else None)

    def state(self):
        """Return the link parameters of what differs from a fresh box."""
        found = {name: value for name, value in self._filter_values().items() if value}
        if self.current != self._queue[0]:
            found["claim"] = self.current
        if self.guesses:
            found["guesses"] = pack(self.guesses)
        return urlencode({PREFIX + name: value for name, value in found.items()})

    def restore(self, query: Mapping[str, str]) -> bool:
        """Take over what a link says, as far as it makes sense; return whether it is about this box."""
        if not any(name.startswith(PREFIX) for name in query):
            return False
        given = {name: str(query.get(PREFIX + name, "")) for name in (*FIELDS, "search", "claim", "guesses")}
        for field in FIELDS:
            if given[field] in choices()[field]:
                self.inputs[field].value = given[field]
        self.inputs["search"].value = clean(given["search"])
        self.guesses = unpack(given["guesses"])
        if given["claim"] in ledger():
            self.current = given["claim"]
            return True
        matching = {claim.id for claim in self._matching()}
        if matching and self.current not in matching:  # the first that the link's filters let through
            self.current = following(self.current, self._queue, matching)
        return True

    def _opened(self):
        """Return the ids of the claims whose verdict is on show. The claim at hand is not, until it is guessed."""
        return set(self.guesses) | (set(ledger()) - {self.current} if self.show_all else set())

    def _matching(self):
        """Return the claims to be drawn from: those that match, whatever their verdict."""
        return shown(self._filter_values() | {"verdict": ""}, self._opened(), chosen().code)

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
        claims = shown(filters, opened, chosen().code)
        self.points.value = _score_html(score(self.guesses))
        carried = f' data-wb-state="{html.escape(state)}"' if state else ""
        self.count.value = f'<p class="wb-claims-count" role="status"{carried}>{_count(claims, opened, filters)}</p>'
        self.table.value = self._table(claims, opened) if claims else ""
        self._sure = False
        self.buttons["again"].description = _("Forget my guesses")
        self.buttons["all"].description = (
            _("Hide verdicts I have not guessed") if self.show_all else _("Show all verdicts")
        )

    def _table(self, claims, opened):
        head = "".join(f'<th scope="col">{_(words)}</th>' for words in HEADS)
        rows = "".join(self._row(claim, claim.id in opened) for claim in claims)
        return f'<table onclick="{html.escape(TAKE)}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'

    def _row(self, claim, is_open):
        now = ' class="wb-claims-now"' if claim.id == self.current else ""
        take = _("Take up claim {id}").format(id=claim.id)
        start = (
            f'<tr{now}><th scope="row"><button type="button" data-claim="{claim.id}" '
            f'aria-label="{take}">{claim.id}</button> '
            f"<span>{_(WHO[claim.source])}</span></th>"
            f"<td>{_safe(claim.claim)}</td>"
        )
        if not is_open:
            hidden = _("guess first")
            return f'{start}<td colspan="3" class="wb-claims-hidden">{hidden}</td></tr>'
        guess = self.guesses.get(claim.id)
        mine = guess and _(MINE[judge(claim.verdict, guess).tone]).format(answer=_(SHORT[guess]))
        small = f'<span class="wb-claims-small">{mine}</span>' if mine else ""
        return (
            f"{start}<td>{_verdict(claim.verdict)} {small}</td><td>{_safe(claim.better_figure)}</td>"
            f'<td class="wb-claims-small">{self._source(claim)}</td></tr>'
        )

    # ---- layout -------------------------------------------------------------------------------

    def _filters(self):
        """Return the filters by name; each has a label of its own, and "" is no filter."""
        titles = {stem: title for stem, (title, notebook) in self._pages.items()}
        made = {}
        for field in FIELDS:
            words = {"source": WHO, "verdict": VERDICTS, "topic": TOPICS, "page": titles}[field]
            options = [(_("all"), ""), *((_(words.get(value, value)), value) for value in choices()[field])]
            made[field] = kinds.Dropdown(options=options, value="", description=_(LABELS[field]), **_labelled())
        made["search"] = kinds.Text(
            description=_("Words to search for"),
            placeholder=_("then press Enter"),
            continuous_update=False,
            **_labelled(),
        )
        return made

    def _layout(self):
        self.table.add_class("wb-claims-list")
        self.take.add_class("wb-claims-take")
        card = kinds.VBox(
            [self.ask, self.choice, row([self.buttons["guess"], self.buttons["next"]], "wb-tools"), self.reply]
        )
        card.add_class("wb-claims-card")
        tools = row([self.buttons[name] for name in ("all", "clear", "csv", "again")] + [self.files], "wb-tools")
        made = kinds.VBox(
            [
                card,
                self.points,
                kinds.HTML(_legend()),
                row([*self.inputs.values(), self.take], "wb-fields"),
                tools,
                self.count,
                self.table,
            ]
        )
        made.add_class("wb-quotes")  # a box of the same make, with its fields
        made.add_class("wb-claims")
        return made


def _labelled():
    return {"style": {"description_width": "initial"}, "layout": kinds.Layout(width="auto")}


def _seed(query):
    """Return the page's seed if the link has one, else one drawn by lot."""
    text = str(query.get("seed", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else secrets.randbelow(9000) + 1000


def _safe(text):
    return html.escape(text, quote=False)


def _verdict(verdict):
    """Return a verdict as a sign and its words: nobody needs to see the colour."""
    return (
        f'<b class="wb-claims-verdict wb-claims-{RIGHT[verdict]}"><span aria-hidden="true">{SIGNS[verdict]}</span> '
        f"{_(VERDICTS[verdict])}</b>"
    )


def _meaning(verdict):
    """Return what a verdict means."""
    meaning = meanings()["verdict"][verdict]
    return _safe(_(meaning))


def _score_html(points):
    """Return the running score: how many were right, which kinds, and which way the reader errs."""
    total = len(ledger())
    if not points.guessed:
        text = _("{total} claims. You have judged none yet.").format(total=total)
        return f'<p class="wb-claims-score">{text}</p>'
    kinds = listed(
        (
            _("{verdict} {right} of {met}").format(verdict=_(VERDICTS[verdict]), right=right, met=met)
            for verdict, (met, right) in points.kinds.items()
        ),
        "semicolon",
    )
    judged = _(
        "You have judged {points.guessed} of {total} claims: {points.right} right, {points.close} close, "
        "{points.wrong} wrong."
    ).format(points=points, total=total)
    erred = _("Too trusting: {points.trusting}. Too sceptical: {points.sceptical}.").format(points=points)
    text = paragraph(
        f"<b>{judged}</b>",
        _("Right by kind: {kinds}.").format(kinds=kinds),
        erred if points.close + points.wrong else "",
        _(LEANING[points.leans]) if points.leans else "",
    )
    return f'<p class="wb-claims-score">{text}</p>'


def _count(claims, opened, filters):
    """Return how many claims match, and how many of them are open; the words searched for with it."""
    found, there = len(claims), sum(claim.id in opened for claim in claims)
    if filters["search"]:
        text = (
            _("{found} of {total} claims with “{words}”: {there} with the verdict on show, {rest} to guess first.")
            if claims
            else _("No claim with “{words}” matches these filters. Clear one of them.")
        )
    else:
        text = (
            _("{found} of {total} claims: {there} with the verdict on show, {rest} to guess first.")
            if claims
            else _("No claim matches these filters. Clear one of them.")
        )
    told = text.format(
        found=found, total=len(ledger()), there=there, rest=found - there, words=_safe(filters["search"])
    )
    only = _("A verdict is only looked for among those on show.")
    cut = _("Only the first {most} characters are searched for.").format(most=LONGEST_SEARCH)
    return paragraph(
        told,
        only if filters["verdict"] not in ("", TO_GUESS) else "",
        cut if len(filters["search"]) == LONGEST_SEARCH else "",
    )


def _legend():
    """Return what the verdicts mean, which answer each asks for, and how the game goes; folded."""
    line = _("{verdict}: {meaning}. Answer: {answer}")
    lines = (
        line.format(verdict=_verdict(verdict), meaning=_meaning(verdict), answer=f"<em>{_(SHORT[RIGHT[verdict]])}</em>")
        for verdict in meanings()["verdict"]
    )
    head = _("What the verdicts mean")
    about = paragraph(_safe(_(ABOUT)), f'<span class="wb-site">{_safe(_(KEPT))}</span>')
    return (
        f"<details><summary>{head}</summary><ul>"
        f"{''.join(f'<li>{each}</li>' for each in lines)}</ul><p>{about}</p></details>"
    )
