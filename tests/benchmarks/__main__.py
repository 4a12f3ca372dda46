"""How fast the pages are on this machine: `make bench` prints a table.

Every ratio comes from one run on one machine, the workbook and the usual way (`interact` and
`plt.show()` with the same chart) in turn. Nothing here is a test: absolute times belong to the machine.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import nbformat
import psutil
from playwright.sync_api import sync_playwright

from basislib.pages import PAGES
from tests.browser import chromium

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parents[1] / "notebooks"
PORT = 8868
SITE = f"http://127.0.0.1:{PORT}/voila/render"
STEPS, MOVES = 40, 60
LOADS = 5

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
    """Return the slider a reader is most likely to drag: the one with the most steps below a hundred."""
    sliders = [c for c in explorer.controls.values() if hasattr(c, "step")]
    counts = {c.name: (c.high - c.low) / c.step for c in sliders}
    return explorer.controls[max(counts, key=lambda name: min(counts[name], 1e4 / counts[name]))]


@contextmanager
def site(folder):
    """Serve a copy of the notebooks and of their usual twins in Voila."""
    environment = {**os.environ, **{f"JUPYTER_{kind}_DIR": f"{folder}/{kind}" for kind in ("CONFIG", "DATA", "RUNTIME")}}
    command = [sys.executable, "-m", "voila", str(folder), f"--port={PORT}", "--no-browser", "--Voila.ip=127.0.0.1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            time.sleep(8)
            yield psutil.Process(server.pid)
        finally:
            server.terminate()


def write_notebooks(folder):
    """Write the pages and, for each explorer, the same chart with interact; return what to measure."""
    measures = []
    for about in PAGES:
        (folder / about.notebook).write_bytes((NOTEBOOKS / about.notebook).read_bytes())
        for name, explorer in import_module(f"basislib.pages.{about.stem}").page("").explorers.items():
            control = slider_of(explorer)
            code = USUAL.format(stem=about.stem, explorer=name, control=control.name)
            twin = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
            twin.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
            nbformat.write(twin, folder / f"usual_{about.stem}_{name}.ipynb")
            measures.append((about, name, control))
    return measures


class Reader:
    """One reader with a browser of an empty cache, who counts what leaves the machine."""

    def __init__(self, browser):
        self.context = browser.new_context(viewport={"width": 1280, "height": 800})
        self.outside = []
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self._count(request.url))

    def _count(self, url):
        if not url.startswith((f"http://127.0.0.1:{PORT}", f"ws://127.0.0.1:{PORT}", "data:", "blob:", "about:")):
            self.outside.append(url)

    def open(self, notebook, query, what):
        """Open a page and return the seconds until `what` can be used."""
        start = time.perf_counter()
        self.page.goto(f"{SITE}/{notebook}?{query}")
        self.page.locator(what).first.wait_for()
        return time.perf_counter() - start

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
        """Drag for a second in 60 moves; return pictures, blank frames and jumps, and the lag at the end."""
        box, track = handle.bounding_box(), handle.locator("xpath=../..").bounding_box()
        y, start = box["y"] + box["height"] / 2, box["x"] + box["width"] / 2
        self.page.evaluate("Object.assign(bench, {pictures: 0, blank: 0, jumps: 0, frames: 0, watching: true})")
        self.page.mouse.move(start, y)
        self.page.mouse.down()
        began = time.perf_counter()
        for move in range(1, MOVES + 1):
            self.page.mouse.move(start + (track["x"] + track["width"] * 0.9 - start) * move / MOVES, y)
            time.sleep(max(0, began + move / MOVES - time.perf_counter()))
        pictures = self.page.evaluate("bench.pictures")
        self.page.mouse.up()
        self.page.wait_for_timeout(800)
        return {"pictures": pictures, **self.page.evaluate("({blank: bench.blank, jumps: bench.jumps})")}

    def close(self):
        """Leave."""
        self.context.close()


def p95(values):
    """Return the 95th percentile."""
    return sorted(values)[int(0.95 * (len(values) - 1))]


def measure(browser, notebook, query, place, label):
    """Measure steps and a drag of one slider."""
    reader = Reader(browser)
    handle = reader.page.locator(place).get_by_role("slider", **({"name": label, "exact": True} if label else {}))
    reader.open(notebook, query, f"{place} :is(svg.picture, img)")
    reader.page.wait_for_timeout(1500)
    reader.watch(place)
    steps, drag = reader.steps(handle.first), reader.drag(handle.first)
    reader.close()
    return steps, drag


def kernels(server):
    """Return the memory of each running kernel in MB: what would come back if it ended."""
    found = [child for child in server.children(recursive=True) if "ipykernel" in " ".join(child.cmdline())]
    return [kernel.memory_full_info().uss / 1e6 for kernel in found]


def load_times(browser, server):
    """Return rows of seconds until usable, memory and outside requests for each page."""
    for about in PAGES:
        times, outside, memory = [], 0, 0.0
        for _ in range(LOADS):
            reader = Reader(browser)
            times.append(reader.open(about.notebook, "mode=lecture", '.wb-explorer [role="slider"][aria-label]'))
            reader.page.wait_for_timeout(1000)
            memory = max([memory, *kernels(server)])
            outside += len(reader.outside)
            reader.close()
            time.sleep(1.5)
        yield about, statistics.median(times), max(times), memory, outside


def latencies(browser, measures):
    """Return rows of step and drag figures for each explorer and its usual twin."""
    for about, name, control in measures:
        ours = measure(browser, about.notebook, "mode=lecture", f".explorer-{name}", control.description)
        usual = measure(browser, f"usual_{about.stem}_{name}.ipynb", "", ".widget-interact", "")
        yield about, name, control, ours, usual


def main():
    """Print the tables."""
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        measures = write_notebooks(folder)
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        with site(folder) as server:
            print("\n| page | usable, median s | slowest s | MB per reader | requests outside |\n|---|---|---|---|---|")
            for about, median, slowest, memory, outside in load_times(browser, server):
                print(f"| {about.number:02d} {about.title} | {median:.2f} | {slowest:.2f} | {memory:.0f} | {outside} |")
            print("\n| explorer, slider | step p50 / p95 ms | usual p50 / p95 ms | ratio of p95 "
                  "| pictures in a drag of 1 s | usual | blank frames, jumps | usual |\n|---|---|---|---|---|---|---|---|")
            for about, explorer, control, (steps, drag), (slow, dragged) in latencies(browser, measures):
                print(f"| {about.number:02d} {explorer}, {control.label} "
                      f"| {statistics.median(steps):.0f} / {p95(steps):.0f} "
                      f"| {statistics.median(slow):.0f} / {p95(slow):.0f} | {p95(steps) / p95(slow):.2f} "
                      f"| {drag['pictures']} | {dragged['pictures']} | {drag['blank']}, {drag['jumps']} "
                      f"| {dragged['blank']}, {dragged['jumps']} |", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
