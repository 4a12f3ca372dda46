"""The box that draws crises at random: a seed, a progress bar, a button that stops, a picture and a table.

The runs go on in a thread of their own and report to the page's event loop after each block. So the page stays
alive meanwhile: Stop works, and so do all other sliders.
"""

import asyncio
import html
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
from IPython import get_ipython

from basislib.checks import Refused
from basislib.figures import monte_carlo as chart
from basislib.formats import signed
from basislib.language import N_, _, listed, paragraph
from basislib.policy.stress import monte_carlo
from basislib.widgets import kinds
from basislib.widgets.boxes import button, copy_button, row
from basislib.widgets.columns import file_of, hand_out, table_file
from basislib.widgets.controls import todays
from basislib.widgets.picture import Picture
from basislib.widgets.text import quoted, refusal, rich

PREFIX = "mc_"
DRAWS = ("500", "2000", "10000")
MOST_SEED, LONGEST_SEED, BLOCK = 999_999, 12, 1000  # BLOCK: draws between two looks at Stop
DRAWN_MEASURES = {
    "sold": N_("sold against the funds' will, %"),
    "dislocation_rise": N_("rise of the gap, cents per 100"),
}
TITLES = {
    "sold": N_("Sold against the funds' will, % of the position, in {draws:,} crises"),
    "dislocation_rise": N_("Rise of the gap, cents per 100, in {draws:,} crises"),
}
CAUSES = {  # what is drawn, in words
    "buffer": N_("funds' free cash"),
    "position": N_("the size of the position"),
    "haircut": N_("the haircut"),
    "term_share": N_("the share of term repo"),
    "excess_returned": N_("what lenders at term return"),
    "excess_late": N_("what lenders return a day late"),
    "cash_target": N_("the cash funds want to hold"),
    "precaution_pace": N_("how fast funds sell to hold it"),
    "drawdown_limit": N_("funds' limit on losses"),
    "drawdown_width": N_("how far these limits differ"),
    "dealer_room": N_("dealers' room"),
    "impact_beyond": N_("price impact"),
    "passed_on": N_("how fast dealers pass notes on"),
    "futures_share": N_("the futures' part of the gap"),
    "nights": N_("how long a repo rate is expected to last"),
    "purchase_effect": N_("what purchases do to yields"),
    "volatility": N_("calm volatility"),
    "rally": N_("the rally"),
    "foreign": N_("foreign sales"),
    "substitution": N_("how readily real money buys notes instead"),
    "exit_limit": N_("how fast funds leave"),
    "lender_slack": N_("lenders' spare cash"),
    "room_exponent": N_("how fast dealers' room shrinks"),
    "drain": N_("cash that leaves lenders"),
    "run_share": N_("lenders who leave"),
    "haircut_rise": N_("the rise of haircuts"),
}
MEANS = {
    "sold": N_(
        "With {first} the mean is **{mean:.1f}% of the position** (give or take {error:.1f}); in one "
        "crisis of a hundred it is {tail:.0f} or more."
    ),
    "dislocation_rise": N_(
        "With {first} the mean is **{mean:.1f} cents**; in one crisis of a hundred it is {tail:.0f} or more."
    ),
}
ASSUMED = N_(
    "Each number is drawn evenly between two assumed ends, each by itself. Nobody knows how likely crises "
    "are, so this compares policies and forecasts nothing."
)
TAIL = 0.99


class Stopped(Exception):
    """The reader pressed Stop."""


@dataclass(frozen=True, eq=False)
class Shown:
    """What the picture shows: a line a policy."""

    heads: tuple
    title: str
    quantiles: np.ndarray
    means: np.ndarray


def read_seed(typed):
    """Return the seed somebody typed; a ValueError says what is wrong with it."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_SEED or int(text) > MOST_SEED:
        raise Refused(
            N_("The seed is {seed}; it must be a whole number from 0 to {most:,}, in digits."),
            seed=quoted(text),
            most=MOST_SEED,
        )
    return int(text)


class MonteCarloBox:
    """Fields, buttons, progress, and what came of the draws.

    Parameters
    ----------
    groups : mapping
        Key to (words, policies); the first policy of each is what the others are compared with.
    heads : mapping, optional
        A policy's name to the words beside its line.
    """

    def __init__(self, groups: Mapping, heads: Mapping | None = None):
        self.name = self.stem = "monte_carlo"
        self.groups = dict(groups)
        self._heads = heads or {}
        self._picture = Picture(chart, self.name)
        self._stop = threading.Event()
        self._found = self._settings = self.task = None
        self._body = _said(_("Choose, then press **Run**."))
        self.fields = self._fields()
        self.progress, self.picture, self.words, self.table, self.files = (kinds.HTML() for part in range(5))
        self.buttons = {
            "run": button(_("Run"), self.run, "wb-check", _("Draw the crises and run every policy")),
            "stop": button(_("Stop"), self.stop, tip=_("Stop after this block")),
            "csv": button(_("Download CSV"), lambda: self._save("csv"), tip=_("The table")),
            "png": button(_("Download PNG"), lambda: self._save("png"), tip=_("The picture")),
        }
        self.buttons["stop"].disabled = True
        self.widget = self._layout()
        for field in self.fields.values():
            field.observe(self._moved, "value")
        self._say()

    # ---- state --------------------------------------------------------------------------------

    def state(self):
        """Return the link parameters of the fields, as a query string; nothing for a seed that cannot be read."""
        given = {name: field.value.strip() for name, field in self.fields.items()}
        return urlencode({PREFIX + name: text for name, text in given.items() if name != "seed" or _is_seed(text)})

    def restore(self, query):
        """Set the fields from link parameters; rubbish is ignored. Nothing runs before the reader says so."""
        new = {}
        for name, field in self.fields.items():
            text = str(query.get(PREFIX + name, ""))
            allowed = [value for words, value in field.options] if hasattr(field, "options") else None
            text = todays(text, allowed or ())
            if text in allowed if allowed else _is_seed(text):
                new[name] = text
        for name, text in new.items():
            self.fields[name].value = text
        return bool(new)

    def _moved(self, change):
        if self._found is not None and change["owner"] is self.fields["measure"]:
            self._paint()
        else:
            self._say()

    # ---- running ------------------------------------------------------------------------------

    def run(self):
        """Start a run, unless one is under way; in a script without an event loop, do it now."""
        if self.task is not None and not self.task.done():
            return
        try:
            seed = read_seed(self.fields["seed"].value)
        except ValueError as wrong:
            self._body = _error(refusal(wrong))
            self._say()
            return
        work = self._work(seed, int(self.fields["draws"].value), self.fields["group"].value)
        try:
            self.task = asyncio.get_running_loop().create_task(work)
        except RuntimeError:
            asyncio.run(work)

    def stop(self):
        """Ask the run to end after its block."""
        self._stop.set()

    async def _work(self, seed, draws, group):
        """Run the policies in a thread and show what came of it, whatever it is."""
        self._stop = stop = threading.Event()
        loop = asyncio.get_running_loop()
        words, policies = self.groups[group]

        def report(done, total, policy):
            if stop.is_set():
                raise Stopped
            loop.call_soon_threadsafe(self._advance, done, total, policy)

        self._busy(True)
        try:
            self._found = await asyncio.to_thread(monte_carlo, policies, draws, seed, progress=report, block=BLOCK)
            self._settings = {"seed": seed, "draws": draws, "group": words}
            self._paint()
        except Stopped:
            self._body = _said(
                _("Stopped. Nothing of this run is kept; what stands here is from the run before.")
                if self._found is not None
                else _("Stopped. Nothing of this run is kept.")
            )
            self._say()
        except Exception:  # shown nowhere else: see `Explorer.refresh`
            self._body = _error(_("This could not be calculated. Try another seed."))
            self._say()
            if get_ipython() is None:
                raise
        finally:
            self._busy(False)

    def _busy(self, on):
        self.buttons["run"].disabled, self.buttons["stop"].disabled = on, not on
        self.progress.value = ""
        if on:
            self._body = _said(_("Running …"))
            self._say()

    def _advance(self, done, total, policy):
        """Show how far the run is."""
        told = _("{percent}% – {policy}").format(percent=100 * done // total, policy=html.escape(_(policy)))
        label = _("Share of the run that is done")
        self.progress.value = (
            f'<label class="wb-bar">{told}<progress max="{total}" value="{done}" '
            f'aria-label="{label}"></progress></label>'
        )

    # ---- showing ------------------------------------------------------------------------------

    def _say(self):
        """Show the words; with them travels the state, which the page's script writes into the address."""
        self.words.value = f'<div class="words" data-wb-state="{html.escape(self.state())}">{self._body}</div>'

    def _paint(self):
        """Show picture, words and table of the last run."""
        shown = self._shown()
        text = _words(self._found, self.fields["measure"].value, self._settings)
        self._body = _said(text)
        lines = listed(
            (
                _("{name}: mean {mean:.1f}, 99 in 100 below {most:.0f}").format(name=name, mean=mean, most=most)
                for name, mean, most in zip(shown.heads, shown.means, shown.quantiles[-1], strict=True)
            ),
            "semicolon",
        )
        described = _("{title}. {policies}").format(title=shown.title, policies=lines)
        self.picture.value = self._picture.svg(shown, None, described)
        self.table.value = _table_html(self._found.table(TAIL))
        self._say()

    def _shown(self):
        values = getattr(self._found, self.fields["measure"].value)
        heads = tuple(paragraph(*self._heads.get(name, (_(name),))) for name in self._found.policies)
        title = TITLES[self.fields["measure"].value]
        return Shown(
            heads,
            _(title).format(draws=self._settings["draws"]),
            np.quantile(values, [mark[0] for mark in chart.MARKS], axis=1),
            values.mean(axis=1),
        )

    def _save(self, kind):
        """Put a link with the file on the page."""
        if self._found is None:
            self.files.value = '<span class="wb-note" role="status">{}</span>'.format(_("Press Run first."))
            return
        hand_out(self.files, file_of(self, kind))

    def csv(self, in_words=False):
        """Return the table as CSV bytes, with the settings as columns; with `in_words` as an explorer's."""
        table = self._found.table(TAIL).reset_index()
        labels = {name: self.fields[name].description for name in self._settings}
        return table_file(self.stem, table, self._settings, labels, in_words)

    def png(self):
        """Return the picture as PNG bytes, with the settings and the assumption under it."""
        caption = _("Seed {seed}, {draws:,} crises. [A] {assumed}").format(**self._settings, assumed=_(ASSUMED))
        return self._picture.png(self._shown(), None, caption)

    # ---- layout -------------------------------------------------------------------------------

    def _fields(self):
        """Return the fields by name."""
        groups = [(words[:1].upper() + words[1:], key) for key, (words, policies) in self.groups.items()]
        return {
            "group": kinds.Dropdown(options=groups, value=groups[0][1], description=_("Policies to compare")),
            "draws": kinds.Dropdown(
                options=[(f"{int(count):,}", count) for count in DRAWS], value="500", description=_("Crises to draw")
            ),
            "seed": kinds.Text(value="1", description=_("Seed"), continuous_update=False),
            "measure": kinds.Dropdown(
                options=[(_(words), key) for key, words in DRAWN_MEASURES.items()],
                value="sold",
                description=_("The picture shows"),
            ),
        }

    def _layout(self):
        seed = _("A whole number up to {most:,}. The same seed draws the same crises.").format(most=MOST_SEED)
        help_words = {
            "seed": seed,
            "draws": _("More take longer and move the rare, bad ones less."),
            "group": _("Each goes through the same crises."),
            "measure": _("No new run is needed."),
        }
        fields = [
            _box("wb-control", [field, kinds.HTML(f'<div class="wb-help">{help_words[name]}</div>')])
            for name, field in self.fields.items()
        ]
        left = _box(
            "wb-controls", [*fields, row([self.buttons["run"], self.buttons["stop"]], "wb-presets"), self.progress]
        )
        self.picture.add_class("wb-picture")
        self.words.add_class("wb-words")
        head = _("Assumed")
        assumed = kinds.HTML(f'<div class="wb-assumed"><b>[A] {head}</b><ul><li>{_(ASSUMED)}</li></ul></div>')
        copy = kinds.HTML(copy_button())
        tools = row([copy, self.buttons["csv"], self.buttons["png"], self.files], "wb-tools")
        columns = _box("wb-columns", [left, _box("wb-result", [self.picture, self.words])])
        outer = _box("wb-explorer", [columns, _box("wb-rest", [self.table, assumed, tools])])
        outer.add_class("wb-monte")
        return outer


def _said(text):
    """Return a paragraph as HTML."""
    return f"<p>{rich(text)}</p>"


def _error(text):
    """Return what went wrong as HTML."""
    return f'<p class="wb-error" role="alert">{html.escape(text)}</p>'


def _is_seed(text):
    """Return whether a text is a seed."""
    try:
        read_seed(text)
    except ValueError:
        return False
    return True


def _box(name, children):
    box = kinds.VBox(children)
    box.add_class(name)
    return box


def _words(found, measure, settings):
    """Return what came of the draws, in sentences."""
    table = found.table(TAIL)
    mean, tail = (table[f"{measure}_{kind}"] for kind in ("mean", "tail"))
    best = tail.iloc[1:].idxmin()
    helped, hurt = table.loc[best, ["better_than_first", "worse_than_first"]]
    causes = found.drivers(measure).head(3)
    first = _(found.policies[0])
    return paragraph(
        _(MEANS[measure]).format(
            first=first, mean=mean.iloc[0], tail=tail.iloc[0], error=2 * table["sold_mean_error"].iloc[0]
        ),
        _("These rare crises are mildest with **{best}**: {tail:.0f}.").format(best=_(best), tail=tail[best]),
        _("With it the gap rises less in {helped:.0f}% of all crises, more in {hurt:.0f}%.").format(
            helped=100 * helped, hurt=100 * hurt
        ),
        _("What decides most, with {first}: {causes}: rank correlations, 1 or −1 for in step, 0 for no link.").format(
            first=first,
            causes=listed(
                (
                    _("{cause} ({correlation})").format(cause=_(CAUSES[name]), correlation=signed(value))
                    for name, value in causes.items()
                ),
                "names",
            ),
        ),
        _("Seed {seed}: run it again, and every number comes back.").format(seed=settings["seed"]),
    )


def _table_html(table):
    """Return the table of all policies as HTML."""
    heads = (
        _("policy"),
        _("sold by force, %: mean"),
        _("1 in 100"),
        _("gap, cents: mean"),
        _("1 in 100"),
        _("closed out, %"),
        _("gap less, %"),
        _("gap more, %"),
    )
    columns = (
        ("sold_tail", 1, 0),
        ("dislocation_rise_mean", 1, 1),
        ("dislocation_rise_tail", 1, 0),
        ("closed_share", 100, 1),
        ("better_than_first", 100, 0),
        ("worse_than_first", 100, 0),
    )
    rows = "".join(
        f'<tr><th scope="row">{html.escape(_(name))}</th>'
        f"<td>{line['sold_mean']:.1f} ± {line['sold_mean_error']:.1f}</td>"
        + "".join(f"<td>{times * line[column]:.{places}f}</td>" for column, times, places in columns)
        + "</tr>"
        for name, line in table.iterrows()
    )
    head = "".join(f'<th scope="col">{words}</th>' for words in heads)
    label = _("All policies: sales against the funds' will in % of the position, rise of the gap in cents per 100")
    note = _(
        "± is the standard error of the mean. In 1 crisis of 100 it is at least as bad as “1 in 100”. The last "
        "two compare the gap with the first line, crisis by crisis."
    )
    return (
        f'<div class="wb-wide" role="region" tabindex="0" aria-label="{label}"><table><thead><tr>{head}</tr>'
        f'</thead><tbody>{rows}</tbody></table></div><p class="wb-note">{note}</p>'
    )
