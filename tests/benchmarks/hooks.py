"""What each thing the site does beyond stock Voila is worth: `make bench ARGS=hooks` measures it with and without.

As a script: serve the site without one of them.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from tests.browser import chromium, served
from tests.reader import Reader, reading

PAGE, EXPLORER, SLIDER = "00_start_here.ipynb", ".explorer-chain", "Leverage, times own money"
LOADS, MOVES = 7, 100
LINK = "leverage=30"  # it opens the picture without a guess


def no_delay():
    """The kernel's websocket keeps Nagle's algorithm."""
    from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

    from basislib.jupyter import kernels

    kernels.NoDelayConnection.connect = ZMQChannelsWebsocketConnection.connect


def fork_server():
    """Every kernel is a new Python."""
    from basislib.jupyter import kernels

    kernels.can_fork = lambda: False


def prompt_client():
    """The client that listens for another 0.2 s."""
    from jupyter_client.asynchronous import AsyncKernelClient

    from basislib.jupyter import kernels

    kernels.PromptClient.wait_for_ready = AsyncKernelClient.wait_for_ready


def scripts_in_one():
    """Voila's ninety scripts, one by one."""
    from basislib.jupyter import ahead

    ahead.scripts = lambda: (b"", "")


def compiled_templates():
    """Every reader's page compiles the templates again."""
    from basislib.jupyter import ahead

    ahead.compiled = lambda: None


def unix_sockets():
    """Kernels are spoken to over TCP."""
    from basislib.jupyter import kernels

    kernels.LONGEST_SOCKET = 0


def one_thread():
    """A kernel does its work in four threads."""
    in_the_fork_server("in_one_thread")


def unheard_widgets():
    """A kernel tells of every widget it makes while its page is made."""
    in_the_fork_server("unheard_until_asked")


def in_the_fork_server(without):
    """Take something away from what forked processes do."""
    from multiprocessing import get_context

    from basislib.jupyter import kernels

    context = get_context("forkserver")
    context.set_forkserver_preload(["basislib.jupyter.preload", "tests.benchmarks.without"])
    os.environ["WITHOUT"] = without
    kernels.fork_server = lambda: context


HOOKS = {
    hook.__name__: hook
    for hook in (
        no_delay,
        fork_server,
        prompt_client,
        scripts_in_one,
        compiled_templates,
        unix_sockets,
        one_thread,
        unheard_widgets,
    )
}


def serve(without, folder):
    """Serve the pages without a hook; "" is with all."""
    code = f"import sys; from tests.benchmarks.hooks import main; main({without!r})"
    command = ["-c", code, served.ROOT / "notebooks", "--no-browser"]
    return served.run(command, folder, "/voila/static/voila.js", {"PYTHONPATH": str(served.ROOT)})


def main(without):
    """Take a hook away and serve."""
    from basislib.jupyter.site import Site

    if without:
        HOOKS[without]()
    Site.launch_instance(sys.argv[1:])


async def without_browser(site):
    """Return the milliseconds until a page is answered and until each move's picture is there, by turns."""
    answered = []
    for _ in range(LOADS):
        reader, start = Reader(site.page(PAGE, "?mode=lecture")), time.perf_counter()
        await reader.open()
        answered.append(1000 * (time.perf_counter() - start))
        await reader.leave()
    took = []
    async with reading(site.page(PAGE, "?mode=lecture")) as reader:
        slider = reader.named(SLIDER)
        for move in range(MOVES):
            start = time.perf_counter()
            await reader.set(slider, value=30 + move % 9)
            took.append(1000 * (time.perf_counter() - start))
    return answered, took


def measure(browser, site):
    """Return a row of texts: ms of an answer, s to the first question, server's CPU s a load, ms and CPU ms a move, MB."""
    from tests.benchmarks import __main__ as bench

    server = psutil.Process(site.pid)
    loads, work = [], []
    for _ in range(LOADS):
        reader, before = bench.Reader(browser, site), sum(server.cpu_times()[:2])
        loads.append(reader.open(PAGE, "", bench.USABLE))
        work.append(sum(server.cpu_times()[:2]) - before)
        reader.close()
    with ThreadPoolExecutor(1) as beside:  # the browser's own loop runs in this thread
        answered, took = beside.submit(asyncio.run, without_browser(site)).result()
    reader = bench.Reader(browser, site)
    reader.open(PAGE, LINK, f"{EXPLORER} svg.picture")
    reader.page.wait_for_timeout(1000)
    reader.watch(EXPLORER)
    handle = reader.page.locator(EXPLORER).get_by_role("slider", name=SLIDER, exact=True)
    before = bench.seconds_worked(site)
    steps = reader.steps(handle)
    cpu = 1000 * (bench.seconds_worked(site) - before) / len(steps)
    memory = bench.kernel_memory(site)
    reader.close()
    return (
        f"{statistics.median(answered):.0f}",
        f"{statistics.median(loads):.2f}",
        f"{statistics.median(work):.2f}",
        f"{statistics.median(took):.0f}",
        f"{cpu:.0f}",
        f"{memory:.0f}",
    )


def print_table():
    """Print a row for each, measured with all and at once after that without it, for a machine may be slower later."""
    print(
        "\nBefore each arrow with all, behind it without this one.\n\n"
        "| without | page answered, ms | first question in Chromium, s | server's CPU s a load "
        "| a move, ms | CPU ms a step in Chromium | MB of a kernel |\n" + "|---" * 7 + "|"
    )
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        for hook in HOOKS:
            rows = []
            for without in ("", hook):
                folder = Path(name, hook, without or "all")
                folder.mkdir(parents=True)
                with serve(without, folder) as site:
                    rows.append(measure(browser, site))
            cells = (f"{all_of_them} → {without}" for all_of_them, without in zip(*rows, strict=True))
            print(f"| {hook.replace('_', ' ')} | {' | '.join(cells)} |", flush=True)
        browser.close()
    print(
        "\nUnix sockets cost and save no time. They are there because five free ports for each of 150 kernels "
        "that start at once are not found without a race, and because other users of the machine cannot reach them."
    )
