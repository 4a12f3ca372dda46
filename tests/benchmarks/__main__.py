"""How fast the pages are on this machine: `make bench` prints tables, `make bench ARGS="steps margin_spiral"` some.

Every ratio comes from one run on one machine, the workbook and the usual way (`interact` and
`plt.show()` with the same chart) in turn. Nothing here is a test: absolute times belong to the machine.
"""

import argparse
import itertools
import statistics
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import nbformat
import psutil
from playwright.sync_api import TimeoutError, sync_playwright

from basislib.classroom.languages import page_in
from basislib.language import LANGUAGES, SOURCE, choose
from basislib.pages import PAGES
from basislib.widgets.controls import Slider
from tests.benchmarks import classroom, drift, hangs, hooks, hub, links, measured, models, quotes, soak
from tests.benchmarks.measured import p95
from tests.browser import chromium, served

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parents[1] / "notebooks"
ASKED_FOR = ("hangs", "links")  # take a quarter of an hour each
OTHERS = [code for code in LANGUAGES if code != SOURCE.code]
STEPS, MOVES = 20, 60
LOADS = 3
PICTURE = ":is(.wb-poster, .wb-first) svg.picture"  # on a page of sections; it comes before any script
USABLE = '.wb-prediction:not(.wb-poster *) input[type="radio"]'
SHOWN = """what => [...document.querySelectorAll(what)].some(
    element => element.checkVisibility()) && performance.now()"""

USUAL = """
import matplotlib.pyplot as plt
from importlib import import_module
from ipywidgets import interact
page = import_module("basislib.pages.{stem}").page("")
explorer = page.explorers["{explorer}"]
chart = explorer._picture._chart
def show(value):
    explorer_values = {{**explorer.values(), "{control}": value}}
    result = explorer._compute(**explorer_values)
    figure = plt.figure(figsize=explorer._picture.size)
    chart.frame(figure, explorer._picture._view(result))
    chart.draw(figure, result, None)
    plt.show()
    print(explorer._describe(result).text)
slider = explorer.controls["{control}"].widget()
interact(show, value=slider)
"""


def slider_of(explorer):
    """Return the leverage slider where it is in sight, else the first that is; None if there is none."""
    sliders = [control for control in explorer.in_sight() if isinstance(control, Slider)]
    return next((control for control in sliders if control.name == "leverage"), next(iter(sliders), None))


def write_notebooks(folder, pages):
    """Write pages and, for each explorer, the same chart with interact; return what to measure."""
    measures = []
    for about in pages:
        for notebook in (page_in(about.notebook, code) for code in LANGUAGES):
            (folder / notebook).parent.mkdir(exist_ok=True)
            (folder / notebook).write_bytes((NOTEBOOKS / notebook).read_bytes())
        for name, explorer in import_module(f"basislib.pages.{about.stem}").page("").explorers.items():
            control = slider_of(explorer)
            if control is None:
                continue
            code = USUAL.format(stem=about.stem, explorer=name, control=control.name)
            twin = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
            twin.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
            nbformat.write(twin, folder / f"usual_{about.stem}_{name}.ipynb")
            measures.append((about, name, control))
    return measures


class Reader:
    """One reader with a browser of an empty cache, who counts what leaves the machine."""

    def __init__(self, browser, site):
        self.site = site
        self.context = browser.new_context(viewport={"width": 1280, "height": 800})
        self.outside = []
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self._count(request.url))

    def _count(self, url):
        if not url.startswith((self.site.url, "data:", "blob:", "about:")):
            self.outside.append(url)

    def open(self, notebook, query, what):
        """Open a page and return the seconds from the request until `what` is there to be used.

        The page's own clock is read, at the first frame that shows it. A page with an Output widget, as
        `interact` makes one, now and then never finishes in Voila; it is asked for again. The workbook's
        pages have none.
        """
        for _ in range(4):
            try:
                self.page.goto(self.site.page(notebook, f"?{query}"), timeout=10_000)
                return self.page.wait_for_function(SHOWN, arg=what, timeout=10_000).json_value() / 1000
            except TimeoutError:
                print(f"{notebook} did not open and is asked for again", file=sys.stderr)
        raise TimeoutError(f"{notebook} does not open")

    def watch(self, place):
        """Start watching the picture inside an element."""
        self.page.locator(place).first.scroll_into_view_if_needed()
        self.page.evaluate(f"({(HERE / 'watch.js').read_text()})(document.querySelector({place!r}))")

    def steps(self, handle):
        """Press an arrow key many times and return the milliseconds until each picture."""
        handle.focus()
        for key in ["ArrowRight", "ArrowLeft"] * (STEPS // 2):
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(250)
        return self.page.evaluate("bench.steps")

    def drag(self, handle):
        """Drag for a second in 60 moves; return values passed, pictures, blank frames and jumps."""
        box, track = handle.bounding_box(), handle.locator("xpath=../..").bounding_box()
        y, start = box["y"] + box["height"] / 2, box["x"] + box["width"] / 2
        self.page.evaluate(
            "Object.assign(bench, {pictures: 0, passed: 0, blank: 0, jumps: 0, frames: 0, watching: true})"
        )
        self.page.mouse.move(start, y)
        self.page.mouse.down()
        began = time.perf_counter()
        for move in range(1, MOVES + 1):
            self.page.mouse.move(start + (track["x"] + track["width"] * 0.9 - start) * move / MOVES, y)
            time.sleep(max(0, began + move / MOVES - time.perf_counter()))
        self.page.mouse.up()
        self.page.wait_for_timeout(800)
        return self.page.evaluate("bench")

    def close(self):
        """Leave as readers do, so that the kernel ends; thirty idle ones would slow down the next reader."""
        self.page.goto("about:blank")
        self.page.wait_for_timeout(300)
        self.context.close()


def shown(drag):
    """Return the share of the values a drag passed that were shown, of at most 30 in its second, per cent."""
    return min(100, 100 * drag["pictures"] / max(1, min(drag["passed"], 30)))


def seconds_worked(site):
    """Return the seconds that the server and its kernels have had of a processor."""
    server = psutil.Process(site.pid)
    return sum(sum(each.cpu_times()[:2]) for each in [server, *server.children(recursive=True)])


def measure(browser, site, notebook, query, place, label):
    """Measure one slider: the milliseconds of its steps, the work of the machine's side of one in ms, a drag."""
    reader = Reader(browser, site)
    handle = reader.page.locator(place).get_by_role("slider", **({"name": label, "exact": True} if label else {}))
    reader.open(notebook, query, f"{place} :is(svg.picture, img)")
    reader.page.wait_for_timeout(1500)
    reader.watch(place)
    before = seconds_worked(site)
    steps = reader.steps(handle.first)
    work, drag = 1000 * (seconds_worked(site) - before) / STEPS, reader.drag(handle.first)
    reader.close()
    return steps, work, drag


def kernel_memory(site):
    """Return the memory of the largest kernel in MB, its share of what it has in common with others included."""
    processes = psutil.Process(site.pid).children(recursive=True)
    return max((process.memory_full_info().pss / 1e6 for process in processes), default=0.0)


def load_times(browser, site, notebook, what):
    """Return seconds until something is there for several readers of a page, memory in MB and outside requests."""
    times, outside, memory = [], 0, 0.0
    for _ in range(LOADS):
        reader = Reader(browser, site)
        times.append(reader.open(notebook, "", what))
        reader.page.wait_for_timeout(1000)
        memory = max(memory, kernel_memory(site))
        outside += len(reader.outside)
        reader.close()
        time.sleep(1.5)
    return times, memory, outside


def latencies(browser, site, measures):
    """Return rows of step and drag figures for each explorer, its usual twin, and a page's first in other languages."""
    told = set()
    for about, name, control in measures:
        ours = measure_in(SOURCE.code, browser, site, about, name, control.name)
        usual = measure(browser, site, f"usual_{about.stem}_{name}.ipynb", "", ".widget-interact", "")
        others = [measure_in(code, browser, site, about, name, control.name)[0] for code in OTHERS if about not in told]
        told.add(about)
        yield about, name, control, ours, usual, others


def measure_in(code, browser, site, about, name, control):
    """Measure one slider of a page in a language."""
    choose(code)
    explorer = import_module(f"basislib.pages.{about.stem}").page("").explorers[name]
    link, label = explorer.state(), explorer.controls[control].description  # the link opens the picture
    choose(SOURCE.code)
    return measure(browser, site, page_in(about.notebook, code), link, f".explorer-{name}", label)


def print_loads(browser, site, pages):
    """Print how long readers wait, for the first picture and until they can answer, and what they cost."""
    print(
        f"\n| page | first picture on the screen, median (slowest) s | {' | '.join(f'in {code}' for code in OTHERS)} "
        "| its question usable | MB per reader | requests outside |\n" + "|---" * (5 + len(OTHERS)) + "|"
    )
    for about in pages:
        wanted = [(about.notebook, PICTURE), *((page_in(about.notebook, code), PICTURE) for code in OTHERS)]
        loads = [load_times(browser, site, *each) for each in (*wanted, (about.notebook, USABLE))]
        waits = " | ".join(f"{statistics.median(times):.2f} ({max(times):.2f})" for times, _, _ in loads)
        print(
            f"| {about.number:02d} {about.title} | {waits} | {max(memory for _, memory, _ in loads):.0f} "
            f"| {sum(outside for _, _, outside in loads)} |",
            flush=True,
        )


def print_latencies(browser, site, measures):
    """Print how soon the picture follows a slider, here and with interact; the slowest of a page is bold."""
    print(
        f"\n| explorer, slider | step p50 / p95 ms | {' | '.join(f'in {code}' for code in OTHERS)} | usual p50 / p95 ms "
        "| ratio of p95 | CPU ms a step | usual | values of a drag of 1 s shown, % | usual | blank frames, jumps | usual |\n"
        + "|---" * (10 + len(OTHERS))
        + "|"
    )
    works = []
    for _, page in itertools.groupby(latencies(browser, site, measures), key=lambda row: row[0]):
        rows = [row for row in page if row[3][0]]  # a map of names is the same after a step, and none is sent
        slowest = max((p95(steps) for *_, (steps, _, _), _, _ in rows), default=0)
        for about, explorer, control, (steps, work, drag), (slow, slow_work, dragged), others in rows:
            said = "".join(f"| {statistics.median(each):.0f} / {p95(each):.0f} " for each in others) or "| " * len(
                OTHERS
            )
            mark = "**" if p95(steps) == slowest else ""
            works.append(work)
            print(
                f"| {mark}{about.number:02d} {explorer}, {control.label}{mark} "
                f"| {statistics.median(steps):.0f} / {p95(steps):.0f} {said}"
                f"| {statistics.median(slow):.0f} / {p95(slow):.0f} | {p95(steps) / p95(slow):.2f} "
                f"| {work:.0f} | {slow_work:.0f} | {shown(drag):.0f} | {shown(dragged):.0f} "
                f"| {drag['blank']}, {drag['jumps']} | {dragged['blank']}, {dragged['jumps']} |",
                flush=True,
            )
    print(f"\nOf all of these, a step takes the kernel and the server {statistics.median(works):.1f} ms (median).")


def print_pages(part, pages):
    """Print a table that needs a browser."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name, "notebooks")
        folder.mkdir()
        measures = write_notebooks(folder, pages)
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        with served.voila(folder, name) as site:
            if part == "steps":
                print_latencies(browser, site, measures)
            else:
                print_loads(browser, site, pages)
        browser.close()


TABLES = {
    "quotes": quotes.print_tables,
    "models": models.print_tables,
    "hooks": hooks.print_table,
    "drift": drift.print_table,
    "hub": hub.print_tables,
    "soak": soak.print_table,
    "class": classroom.print_table,
    "hangs": hangs.print_table,
    "links": links.print_table,
}


def main():
    """Print the tables that are asked for, all of them if none is, and keep them in docs/measured.md."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=main.__doc__)
    parser.add_argument(
        "what",
        nargs="*",
        choices=[[], *measured.TITLES, *(about.stem for about in PAGES)],
        metavar="what",
        help=f"{', '.join(measured.TITLES)}, or a page, such as margin_spiral",
    )
    asked = parser.parse_args().what
    chosen = [about for about in PAGES if about.stem in asked]
    usual = ("loads", "steps") if chosen else [part for part in measured.TITLES if part not in ASKED_FOR]
    for part in [part for part in measured.TITLES if part in asked] or usual:
        with measured.section(part, kept=not chosen):
            if part in TABLES:
                TABLES[part]()
            else:
                print_pages(part, chosen or PAGES)


if __name__ == "__main__":
    main()
