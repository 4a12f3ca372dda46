"""Whether a page tires: 3,000 moves on pages 07 and 10, `make bench ARGS=drift`."""

import asyncio
import statistics
import tempfile
import time

import psutil

from tests.browser import served
from tests.reader import reading

PAGES = ("07_margin_spiral.ipynb", "10_policy_lab.ipynb")
MOVES, PART = 3000, 300


async def wander(site, page):
    """Move every slider of a page in turn; return (ms, MB, descriptors) of each part of the moves."""
    server = psutil.Process(site.pid)
    before = set(server.children(recursive=True))
    parts, took = [], []
    async with reading(site.page(page, "?mode=lecture")) as reader:
        (kernel,) = set(server.children(recursive=True)) - before
        sliders = [
            (key, state)
            for key, state in reader.widgets.items()
            if state.get("_model_name") in ("FloatSliderModel", "IntSliderModel")
        ]
        for move in range(1, MOVES + 1):
            key, state = sliders[move % len(sliders)]
            share = move * 7 % 11 / 10
            start = time.perf_counter()
            await reader.set(key, value=type(state["step"])(state["min"] + share * (state["max"] - state["min"])))
            took.append(1000 * (time.perf_counter() - start))
            if move % PART == 0:
                files = server.num_fds() + kernel.num_fds()
                parts.append((statistics.median(took), kernel.memory_full_info().uss / 1e6, files))
                took = []
    return parts


def print_table():
    """Print the second and the last part of the moves of each page; the first one fills the caches."""
    print(
        f"\n| page, {MOVES:,} moves | ms a move (median): early, late | kernel's own MB: early, late "
        "| descriptors: early, late |\n" + "|---" * 4 + "|"
    )
    with tempfile.TemporaryDirectory() as name, served.voila(served.ROOT / "notebooks", name) as site:
        for page in PAGES:
            parts = asyncio.run(wander(site, page))
            early, late = parts[1], parts[-1]
            print(
                f"| {page[:2]} | {early[0]:.0f}, {late[0]:.0f} | {early[1]:.1f}, {late[1]:.1f} "
                f"| {early[2]}, {late[2]} |",
                flush=True,
            )
