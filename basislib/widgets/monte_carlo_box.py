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

import ipywidgets
import numpy as np
from IPython import get_ipython

from basislib.figures import monte_carlo as chart
from basislib.stress import monte_carlo
from basislib.widgets.boxes import button, row
from basislib.widgets.picture import Picture
from basislib.widgets.text import download, rich

PREFIX = "mc_"
DRAWS = ("500", "2000", "10000")
MOST_SEED, BLOCK = 999_999, 1000  # BLOCK: draws between two looks at Stop
MEASURES = {"forced": "sold by force, % of the position", "rise": "rise of the gap, cents per 100"}
CAUSES = {  # what is drawn, in words
    "buffer": "funds' free cash", "position": "the size of the position", "haircut": "the haircut",
    "term_share": "the share of term repo", "dealer_room": "dealers' room", "impact_beyond": "price impact",
    "passed_on": "how fast dealers pass notes on", "volatility": "calm volatility", "rally": "the rally",
    "foreign": "foreign sales", "drain": "cash that leaves lenders", "run_share": "lenders who leave",
    "haircut_rise": "the rise of haircuts",
}
ASSUMED = ("Each number is drawn evenly between two assumed ends, each by itself. Nobody knows how likely crises are, "
           "so this compares policies and forecasts nothing.")
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
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > MOST_SEED:
        raise ValueError(f"The seed is {text[:20]!r}; it must be a whole number from 0 to {MOST_SEED:,}, in digits.")
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
        self.groups = dict(groups)
        self._heads = heads or {}
        self._picture = Picture(chart, "monte_carlo")
        self._stop = threading.Event()
        self._found = self._settings = self.task = None
        self._body = "<p>Choose, then press <strong>Run</strong>.</p>"
        self.fields = self._fields()
        self.progress, self.picture, self.words, self.table, self.files = (ipywidgets.HTML() for _ in range(5))
        self.buttons = {"run": button("Run", self.run, "wb-check", "Draw the crises and run every policy"),
                        "stop": button("Stop", self.stop, tip="Stop after this block"),
                        "csv": button("Download CSV", lambda: self._save("csv"), tip="The table"),
                        "png": button("Download PNG", lambda: self._save("png"), tip="The picture")}
        self.buttons["stop"].disabled = True
        self.widget = self._layout()
        for field in self.fields.values():
            field.observe(self._moved, "value")
        self._say()

    # ---- state --------------------------------------------------------------------------------

    def state(self):
        """Return the link parameters of the fields, as a query string; nothing for a seed that cannot be read."""
        return urlencode({PREFIX + name: field.value.strip()[:12] for name, field in self.fields.items()})

    def restore(self, query):
        """Set the fields from link parameters; rubbish is ignored. Nothing runs before the reader says so."""
        new = {}
        for name, field in self.fields.items():
            text = str(query.get(PREFIX + name, ""))
            allowed = [value for _, value in field.options] if hasattr(field, "options") else None
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
            self._body = f'<p class="wb-error" role="alert">{html.escape(str(wrong))}</p>'
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
            self._body = "<p>Stopped. Nothing of this run is kept; what stands here is from the run before.</p>" \
                if self._found is not None else "<p>Stopped. Nothing of this run is kept.</p>"
            self._say()
        except Exception:  # shown nowhere else: see `Explorer.refresh`
            self._body = '<p class="wb-error" role="alert">This could not be calculated. Try another seed.</p>'
            self._say()
            if get_ipython() is None:
                raise
        finally:
            self._busy(False)

    def _busy(self, on):
        self.buttons["run"].disabled, self.buttons["stop"].disabled = on, not on
        self.progress.value = ""
        if on:
            self._body = "<p>Running …</p>"
            self._say()

    def _advance(self, done, total, policy):
        """Show how far the run is."""
        self.progress.value = (
            f'<label class="wb-bar">{100 * done // total}% – {html.escape(policy)}<progress max="{total}" '
            f'value="{done}" aria-label="Share of the run that is done"></progress></label>')

    # ---- showing ------------------------------------------------------------------------------

    def _say(self):
        """Show the words; with them travels the state, which the page's script writes into the address."""
        self.words.value = f'<div class="words" data-wb-state="{html.escape(self.state())}">{self._body}</div>'

    def _paint(self):
        """Show picture, words and table of the last run."""
        shown = self._shown()
        text = _words(self._found, self.fields["measure"].value, self._settings)
        self._body = f"<p>{rich(text)}</p>"
        described = f"{shown.title}. " + "; ".join(
            f"{name}: mean {mean:.1f}, 99 in 100 below {most:.0f}"
            for name, mean, most in zip(shown.heads, shown.means, shown.quantiles[-1], strict=True))
        self.picture.value = self._picture.svg(shown, None, described)
        self.table.value = _table_html(self._found.table(TAIL))
        self._say()

    def _shown(self):
        values = getattr(self._found, self.fields["measure"].value)
        heads = tuple(" ".join(self._heads.get(name, (name,))) for name in self._found.policies)
        words = MEASURES[self.fields["measure"].value]
        return Shown(heads, f"{words[:1].upper()}{words[1:]}, in {self._settings['draws']:,} crises",
                     np.quantile(values, [mark[0] for mark in chart.MARKS], axis=1), values.mean(axis=1))

    def _save(self, kind):
        """Put a link with the file on the page."""
        if self._found is None:
            self.files.value = '<span class="wb-note" role="status">Press Run first.</span>'
            return
        mime, data = ("text/csv", self.csv()) if kind == "csv" else ("image/png", self.png())
        self.files.value = download(f"monte_carlo.{kind}", mime, data)

    def csv(self):
        """Return the table as CSV bytes, with the settings as columns."""
        settings = {f"setting_{name}": value for name, value in self._settings.items()}
        return self._found.table(TAIL).reset_index().assign(**settings).to_csv(index=False).encode()

    def png(self):
        """Return the picture as PNG bytes, with the settings and the assumption under it."""
        caption = f"Seed {self._settings['seed']}, {self._settings['draws']:,} crises. [A] {ASSUMED}"
        return self._picture.png(self._shown(), None, caption)

    # ---- layout -------------------------------------------------------------------------------

    def _fields(self):
        """Return the fields by name."""
        groups = [(words[:1].upper() + words[1:], key) for key, (words, _) in self.groups.items()]
        return {
            "group": ipywidgets.Dropdown(options=groups, value=groups[0][1], description="Policies to compare"),
            "draws": ipywidgets.Dropdown(options=[(f"{int(count):,}", count) for count in DRAWS], value="500",
                                         description="Crises to draw"),
            "seed": ipywidgets.Text(value="1", description="Seed", continuous_update=False),
            "measure": ipywidgets.Dropdown(options=[(words, key) for key, words in MEASURES.items()], value="forced",
                                           description="The picture shows"),
        }

    def _layout(self):
        help_words = {"seed": f"A whole number up to {MOST_SEED:,}. The same seed draws the same crises.",
                      "draws": "More take longer and move the rare, bad ones less.",
                      "group": "Each goes through the same crises.", "measure": "No new run is needed."}
        fields = [_box("wb-control", [field, ipywidgets.HTML(f'<div class="wb-help">{help_words[name]}</div>')])
                  for name, field in self.fields.items()]
        left = _box("wb-controls", [*fields, row([self.buttons["run"], self.buttons["stop"]], "wb-presets"),
                                    self.progress])
        self.picture.add_class("wb-picture")
        self.words.add_class("wb-words")
        assumed = ipywidgets.HTML(f'<div class="wb-assumed"><b>[A] Assumed</b><ul><li>{ASSUMED}</li></ul></div>')
        copy = ipywidgets.HTML('<button class="jupyter-button" data-wb-copy>Copy link</button>')
        tools = row([copy, self.buttons["csv"], self.buttons["png"], self.files], "wb-tools")
        right = _box("wb-result", [self.picture, self.words, self.table, assumed, tools])
        outer = _box("wb-explorer", [left, right])
        outer.add_class("wb-monte")
        return outer


def _is_seed(text):
    """Return whether a text is a seed."""
    try:
        read_seed(text)
    except ValueError:
        return False
    return True


def _box(name, children):
    box = ipywidgets.VBox(children)
    box.add_class(name)
    return box


def _words(found, measure, settings):
    """Return what came of the draws, in sentences."""
    table = found.table(TAIL)
    mean, tail = (table[f"{measure}_{kind}"] for kind in ("mean", "tail"))
    unit = "% of the position" if measure == "forced" else " cents"
    best = tail.iloc[1:].idxmin()
    helped, hurt = table.loc[best, ["better_than_first", "worse_than_first"]]
    causes = found.drivers(measure).head(3)
    listed = ", ".join(f"{CAUSES[name]} ({value:+.2f})".replace("-", "−") for name, value in causes.items())
    first = found.policies[0]
    error = f" (give or take {2 * table['forced_mean_error'].iloc[0]:.1f})" if measure == "forced" else ""
    return (f"With {first} the mean is **{mean.iloc[0]:.1f}{unit}**{error}; in one crisis of a hundred it is "
            f"{tail.iloc[0]:.0f} or more. These rare crises are mildest with **{best}**: {tail[best]:.0f}. With it the "
            f"gap rises less in {100 * helped:.0f}% of all crises, more in {100 * hurt:.0f}%. What decides most, with "
            f"{first}: {listed}: rank correlations, 1 or −1 for in step, 0 for no link. Seed {settings['seed']}: run "
            "it again, and every number comes back.")


def _table_html(table):
    """Return the table of all policies as HTML."""
    heads = ("policy", "sold by force, %: mean", "1 in 100", "gap, cents: mean", "1 in 100", "closed out, %",
             "gap less, %", "gap more, %")
    columns = (("forced_tail", 1, 0), ("rise_mean", 1, 1), ("rise_tail", 1, 0), ("closed_share", 100, 1),
               ("better_than_first", 100, 0), ("worse_than_first", 100, 0))
    rows = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th><td>{line["forced_mean"]:.1f} ± {line["forced_mean_error"]:.1f}'
        "</td>" + "".join(f"<td>{times * line[column]:.{places}f}</td>" for column, times, places in columns) + "</tr>"
        for name, line in table.iterrows())
    head = "".join(f'<th scope="col">{words}</th>' for words in heads)
    return ('<div class="wb-wide" role="region" tabindex="0" aria-label="All policies: forced sales in % of the '
            f'position, rise of the gap in cents per 100"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>'
            '</table></div><p class="wb-note">± is the standard error of the mean. In 1 crisis of 100 it is at least '
            "as bad as “1 in 100”. The last two compare the gap with the first line, crisis by crisis.</p>")
