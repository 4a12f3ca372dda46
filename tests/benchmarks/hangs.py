"""Some 200 loads under bad conditions: each must end in a whole page or in a sentence that says what is missing.

A page counts as whole if its question is there, its picture comes when it is asked for, and its exercises stand below.
"""

import contextlib
import itertools
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from playwright.sync_api import Error, sync_playwright

from basislib.pages import PAGES
from tests.browser import chromium, served
from tests.browser.proxy import harmful

SCRIPTS, MAIN, CHUNK, ENTRY = r"/voila/scripts/", r"/voila\.js", r"\d\.voila\.js", r"/remoteEntry"
STYLE, PAGE, KERNEL, SOCKET = r"/index\.css", r"/voila/render/", r"/api/kernels/[^/]+$", r"/channels"
SIDE_BY_SIDE = 4
PATIENCE, SETTLED = 300, 100  # seconds; a page may take so long from its sentence to loading again
WHOLE = """() => !document.querySelector('.wb-poster') && (document.querySelectorAll('.wb-exercise').length >= 3 || document.querySelector('.wb-covered svg.picture'))
    && [...document.querySelectorAll('.wb-prediction input[type="radio"]')].some(box => box.checkVisibility())
    && !/Error displaying widget|Loading widget/.test(document.body.innerText)"""
STANDS = """() => [document.documentElement.dataset.stage, ...['.wb-exercise', '.wb-covered svg.picture',
    '.wb-prediction input[type="radio"]', '.wb-near', '.jupyter-widgets'].map(what => `${what}: ${document.querySelectorAll(what).length}`),
    document.body.innerText]"""
SAID = "() => document.querySelector('[role=alert], body > [role=status]')?.textContent ?? ''"


def slow(rate):
    """Return the devtools call for a processor so many times slower."""
    return "Emulation.setCPUThrottlingRate", {"rate": rate}


def network(delay, speed):
    """Return the devtools call for a network with a delay in milliseconds and so many bytes a second."""
    return "Network.emulateNetworkConditions", {
        "offline": False,
        "latency": delay,
        "downloadThroughput": speed,
        "uploadThroughput": speed / 4,
    }


@dataclass(frozen=True)
class Kind:
    """One bad condition: how many loads, what the browser suffers, what the proxy does, when the kernel is killed."""

    words: str
    loads: int
    browser: tuple = ()
    harms: tuple = ()
    kill: str = ""


def once(words, loads, address, *way):
    """Return a kind whose first request with an address is harmed."""
    return Kind(f"{words}, once", loads, harms=((address, way, 1),))


def always(words, loads, address, *way):
    """Return a kind where all requests with an address are harmed."""
    return Kind(f"{words}, always", loads, harms=((address, way, 10**6),))


KINDS = [
    Kind("plain", 20),
    Kind("processor 4 times slower", 20, (slow(4),)),
    Kind("processor 6 times slower", 20, (slow(6),)),
    Kind("processor 20 times slower", 10, (slow(20),)),
    Kind("3G: 300 ms, 200 kB a second", 10, (network(300, 200_000),)),
    Kind("the same, processor 4 times slower", 10, (network(300, 200_000), slow(4))),
    Kind("slow 3G: 400 ms, 50 kB a second", 2, (network(400, 50_000),)),
    once("scripts hang up", 4, SCRIPTS, "abort"),
    once("scripts are 404", 4, SCRIPTS, "answer", 404),
    once("scripts are no script", 4, SCRIPTS, "answer", 200, "!function("),
    once("scripts are cut", 4, SCRIPTS, "cut", 300_000),
    once("scripts 5 s late", 4, SCRIPTS, "wait", 5),
    Kind("scripts and Voila's own hang up, once", 4, harms=((SCRIPTS, ("abort",), 1), (MAIN, ("abort",), 1))),
    Kind("scripts and Voila's own hang up, always", 2, harms=((SCRIPTS, ("abort",), 99), (MAIN, ("abort",), 99))),
    Kind("scripts hang up, a part of Voila's own too", 4, harms=((SCRIPTS, ("abort",), 1), (CHUNK, ("abort",), 1))),
    once("an extension's entry hangs up", 4, ENTRY, "abort"),
    always("an extension's entry is 503", 2, ENTRY, "answer", 503),
    once("style hangs up", 4, STYLE, "abort"),
    once("page cut at its beginning", 4, PAGE, "cut", 8_000),
    once("page cut in its head", 4, PAGE, "cut", 23_000),
    once("page cut in its cells", 4, PAGE, "cut", 60_000),
    always("page cut in its cells", 2, PAGE, "cut", 60_000),
    once("kernel's address is 503", 4, KERNEL, "answer", 503),
    always("kernel's address is 503", 2, KERNEL, "answer", 503),
    once("kernel's address 5 s late", 4, KERNEL, "wait", 5),
    once("kernel's address never answers", 2, KERNEL, "hold"),
    once("websocket is 403", 4, SOCKET, "answer", 403),
    always("websocket is 403", 2, SOCKET, "answer", 403),
    once("websocket 5 s late", 4, SOCKET, "wait", 5),
    once("websocket never answers", 2, SOCKET, "hold"),
    once("websocket closed with 1000", 4, SOCKET, "close", 1000),
    once("websocket closed with 1006", 4, SOCKET, "close", 1006),
    always("websocket closed with 1000", 2, SOCKET, "close", 1000),
    once("websocket cut after 2 kB", 4, SOCKET, "cut", 2_000),
    once("websocket cut after 20 kB", 4, SOCKET, "cut", 20_000),
    always("websocket cut after 20 kB", 2, SOCKET, "cut", 20_000),
    Kind("kernel killed while the cells run", 4, kill="page"),
    Kind("kernel killed as the websocket opens", 4, kill="socket"),
]


def kill_kernels(site):
    """Kill the kernels of a site, and not the fork server they come from."""
    for process in served.kernels(site.pid):
        process.kill()


class Load:
    """One load of one page by a reader of its own."""

    def __init__(self, browser, site, proxy, kind, notebook):
        self.context = browser.new_context(viewport={"width": 1280, "height": 800})
        self.page = self.context.new_page()
        self.address = f"{proxy.url}/voila/render/{notebook}"
        self.asked = 0
        self.page.on("request", self._count)
        devtools = self.context.new_cdp_session(self.page)
        for method, parameters in kind.browser:
            devtools.send(method, parameters)
        for address, way, times in kind.harms:
            proxy.harm(address, *way, times=times)
        if kind.kill:
            killing = itertools.islice(iter(lambda: kill_kernels(site), 1), 1)  # once
            self.page.on("response" if kind.kill == "page" else "websocket", lambda _: next(killing, None))

    def _count(self, request):
        self.asked += request.is_navigation_request()

    def ends(self):
        """Return "whole", "said" or "neither", whichever is how it stays."""
        end, text, since = time.monotonic() + PATIENCE, "", time.monotonic()
        with contextlib.suppress(Error):  # such as one that it was cut; the browser shows what it has
            self.page.goto(self.address, wait_until="commit", timeout=1000 * PATIENCE)
        while time.monotonic() < end:
            self.page.wait_for_timeout(250)
            try:
                if self.page.evaluate(WHOLE):
                    return "whole" if self._works() else "neither"
                before, text = text, self.page.evaluate(SAID)
            except Error:
                continue  # it is just being loaded again
            since = since if text and text == before else time.monotonic()
            if time.monotonic() - since > SETTLED:
                break
        return "said" if text else "neither"

    def stands(self):
        """Return where a load stands that has ended in nothing: its address, stage, parts, and its text."""
        return self.page.url, *self.page.evaluate(STANDS)

    def _works(self):
        """Return whether the picture comes when it is asked for."""
        try:
            self.page.get_by_role("button", name="Open without a guess").click()
            self.page.locator(".wb-explorer svg.picture").first.wait_for()
        except Error:
            return False
        return True

    def close(self):
        """Leave as readers do, so that the kernel ends."""
        self.page.goto("about:blank")
        self.page.wait_for_timeout(300)
        self.context.close()


def print_table():
    """Print what became of the loads, a row a kind; a few kinds are tried side by side."""
    print(
        "\n| what is wrong | loads | whole | said in a sentence | neither | loaded again by itself | slowest, s |\n"
        + "|---" * 7
        + "|"
    )
    notebooks = itertools.cycle(about.notebook for about in PAGES)
    shares = [list(itertools.islice(notebooks, kind.loads)) for kind in KINDS]
    with ProcessPoolExecutor(SIDE_BY_SIDE) as pool:
        for row in pool.map(tried, KINDS, shares):
            print(f"| {row} |", flush=True)


def tried(kind, notebooks):
    """Return a row: what became of so many loads by a browser and from a site of their own."""
    ends, again, slowest = [], 0, 0.0
    with (
        tempfile.TemporaryDirectory() as name,
        served.voila(served.ROOT / "notebooks", name) as site,
        harmful(site.url) as proxy,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        for notebook in notebooks:
            began = time.monotonic()
            load = Load(browser, site, proxy, kind, notebook)
            ends.append(load.ends())
            if ends[-1] == "neither":
                print(kind.words, *load.stands(), site.log.read_text()[-2000:], sep="\n", file=sys.stderr)
            again += load.asked - 1
            slowest = max(slowest, time.monotonic() - began)
            proxy.heal()
            load.close()
        browser.close()
    counts = [str(ends.count(end)) for end in ("whole", "said", "neither")]
    return " | ".join([kind.words, str(kind.loads), *counts, str(again), f"{slowest:.0f}"])
