"""A class for five minutes, with what goes wrong in one: `make bench ARGS=soak`.

Readers without browsers, on this machine only: each opens a page, connects, and moves a slider every second.
Meanwhile kernels are killed, websockets dropped, and the server is restarted once. A reader whose page has gone
opens it again, as the page's script does.
"""

import asyncio
import collections
import math
import random
import statistics
import tempfile
import time

import psutil
from tornado.httpclient import AsyncHTTPClient

from basislib.pages import PAGES
from tests.benchmarks.measured import p95
from tests.browser import served
from tests.reader import Reader, Refused

READERS, SECONDS = 100, 300
KILLED, DROPPED = 5, 10
PATIENCE = 20  # seconds for a move, after which it has failed
BUDGETS = {"joined": 60, "p95": 250}
PAGES_OPEN, COMING = 150, 200  # of the second table: open at once, and how many want to come after that


class Class:
    """The readers of one run and what happened to them."""

    def __init__(self, site):
        self.site = site
        self.moves, self.failures, self.again = [], collections.Counter(), 0
        self.joined, self.ending = [], False
        self.readers = {}

    async def live(self, number):
        """One reader: open a page, move a slider every second, open it again when it has gone."""
        page = PAGES[0 if number % 2 else number // 2 % len(PAGES)]  # every second one where the class begins
        start = time.monotonic()
        while not self.ending:
            try:
                reader = self.readers[number] = Reader(self.site.page(page.notebook, "?mode=lecture"))
                await reader.open()
                await reader.connect()
                await reader.tell(narrow=number % 3 == 0, kept={})
                if len(self.joined) < READERS:
                    self.joined.append(time.monotonic() - start)
                await self.move(reader)
            except (Refused, OSError, ConnectionError, AssertionError) as wrong:
                self.note(wrong)
                await asyncio.sleep(1 + random.random() * 2)
            except Exception as wrong:  # whatever it is, it is counted
                self.note(wrong)
                await asyncio.sleep(1 + random.random() * 2)
            self.again += not self.ending

    async def move(self, reader):
        """Move a slider to and fro, once a second, until the page has gone or the class is over."""
        slider, places = await self.live_slider(reader)
        due = time.monotonic() + random.random()
        for turn in range(10**9):
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if self.ending:
                return
            changed = await asyncio.wait_for(reader.set(slider, value=places[turn % 2]), PATIENCE)
            assert drawn(changed), "no picture came"
            took = time.monotonic() - due
            self.moves.append((due, took))
            due += math.ceil(took)  # at its own moment of each second; all at one moment would be another class

    async def live_slider(self, reader):
        """Return the first slider whose picture is drawn already, and two places for it; other pictures wait."""
        for slider, state in reader.widgets.items():
            if state.get("_model_name") in ("FloatSliderModel", "IntSliderModel"):
                here = state["value"]
                there = here + state["step"] if here + state["step"] <= state["max"] else here - state["step"]
                if drawn(await asyncio.wait_for(reader.set(slider, value=there), PATIENCE)):
                    return slider, (here, there)
        raise AssertionError("no slider brings a picture")

    def note(self, wrong):
        """Count what went wrong, by its kind."""
        self.failures[f"{type(wrong).__name__} {getattr(wrong, 'args', [''])[0] if wrong.args else ''}"[:60]] += 1


def drawn(changed):
    """Return whether there is a picture in what widgets became."""
    return any("<svg" in str(state.get("value")) for state in changed.values())


def use(site):
    """Return descriptors of the server, MB of all its processes, and how many processes there are."""
    server = psutil.Process(site.pid)
    family = [server, *server.children(recursive=True)]
    memory = sum(each.memory_full_info().pss for each in family) / 1e6
    return server.num_fds(), memory, len(family)


async def trouble(room, restart):
    """Kill kernels, drop websockets and restart the server, spread over the time."""
    for _ in range(KILLED):
        await asyncio.sleep(SECONDS * 0.4 / KILLED)
        random.choice(await asyncio.to_thread(served.kernels, room.site.pid)).kill()
        for _ in range(DROPPED // KILLED):
            reader = random.choice([each for each in room.readers.values() if each.socket])
            reader.socket.close()
    await asyncio.sleep(SECONDS * 0.1)
    await asyncio.to_thread(restart)


async def run(site, restart):
    """Run a class; return it, and what the server used at the start and at the end."""
    AsyncHTTPClient.configure(None, max_clients=1000)
    room = Class(site)
    tasks = [asyncio.create_task(room.live(number)) for number in range(READERS)]
    while len(room.joined) < READERS:
        await asyncio.sleep(0.2)
    start = await asyncio.to_thread(use, site)  # beside the readers, who would all wait for it and go on at once
    began = time.monotonic()
    shaking = asyncio.create_task(trouble(room, restart))
    await asyncio.sleep(SECONDS)
    await shaking
    end = await asyncio.to_thread(use, room.site)
    room.ending = True
    await asyncio.wait(tasks, timeout=PATIENCE)
    await asyncio.gather(*(reader.leave() for reader in room.readers.values()), return_exceptions=True)
    room.moves = [(asked - began, took) for asked, took in room.moves]
    return room, start, end


async def fill(site):
    """Open pages until the house is full, let more come, and see that nobody in is hurt; return rows to print."""
    AsyncHTTPClient.configure(None, max_clients=1000)
    room = Class(site)

    async def enter(number):
        reader = Reader(site.page(PAGES[number % len(PAGES)].notebook, "?mode=lecture"))
        await reader.open()
        await reader.connect()
        await reader.tell(narrow=number % 3 == 0, kept={})
        return reader

    async def moves(reader):
        slider, places = await room.live_slider(reader)
        asked = time.monotonic()
        return drawn(await asyncio.wait_for(reader.set(slider, value=places[0]), PATIENCE)), time.monotonic() - asked

    began = time.monotonic()
    inside = await asyncio.gather(*(enter(number) for number in range(PAGES_OPEN)))
    joined = time.monotonic() - began
    inside.append(await enter(0))
    asked = time.monotonic()
    turned_away = await asyncio.gather(*(enter(number) for number in range(COMING)), return_exceptions=True)
    waited = time.monotonic() - asked
    polite = [
        one for one in turned_away if isinstance(one, Refused) and one.args[0] == 503 and one.args[1]["Retry-After"]
    ]
    answers = [await moves(reader) for reader in inside]
    descriptors, memory, _ = use(site)
    await asyncio.gather(*(reader.leave() for reader in inside))
    return (
        (f"{PAGES_OPEN} pages with their websockets open after, s", f"{joined:.0f}"),
        ("the next one is served", "yes"),
        (
            f"{COMING} more are told to come back, of them politely; all answered after, s",
            f"{len(polite)}; {waited:.1f}",
        ),
        ("of those inside, whose next move brings a picture", f"{sum(came for came, _ in answers)} of {len(inside)}"),
        ("slider to picture of one after the other, slowest, ms", f"{1000 * max(took for _, took in answers):.0f}"),
        ("descriptors of the server", f"{descriptors:,}"),
        ("MB in all; a reader", f"{memory:,.0f}; {memory / len(inside):.0f}"),
    )


def calm_p95(moves):
    """Return the 95th percentile of the moves before the restart, in ms; after it 100 pages open at once."""
    return p95([1000 * latency for due, latency in moves if 0 <= due < SECONDS * 0.45])


def print_table():
    """Print the class and the full house."""
    print_class()
    seats = f"--readers={PAGES_OPEN + 1}"
    with tempfile.TemporaryDirectory() as name, served.voila(served.ROOT / "notebooks", name, seats) as site:
        print(f"\n| a house of {PAGES_OPEN + 1} seats | |\n|---|---|")
        for what, value in asyncio.run(fill(site)):
            print(f"| {what} | {value} |")


def print_class():
    """Run the class and print what came of it."""
    with tempfile.TemporaryDirectory() as name:
        sites = []

        def serve(port=0):
            context = served.voila(served.ROOT / "notebooks", name, f"--readers={READERS + 50}", port=port)
            sites.append((context, context.__enter__()))
            return sites[-1][1]

        def restart():
            context, site = sites.pop()
            context.__exit__(None, None, None)
            room_site = serve(int(site.url.rpartition(":")[2]))
            site.pid = room_site.pid

        site = serve()
        try:
            room, start, end = asyncio.run(run(site, restart))
        finally:
            sites[-1][0].__exit__(None, None, None)
    took = [1000 * latency for due, latency in room.moves if due >= 0]
    joining = [1000 * latency for due, latency in room.moves if due < 0]
    print(f"\n| {READERS} readers, {SECONDS} s, a move a second each | |\n|---|---|")
    rows = (
        (
            "joined, median and last, s",
            f"{statistics.median(room.joined):.1f}, {max(room.joined):.1f} (goal {BUDGETS['joined']})",
        ),
        ("moves answered", f"{len(took):,}"),
        (
            "slider to picture, p50 and p95, ms",
            f"{statistics.median(took):.0f}, {p95(took):.0f} (goal {BUDGETS['p95']})",
        ),
        ("the same before the server is restarted, p95, ms", f"{calm_p95(room.moves):.0f}"),
        (
            "of those who move while others still join, p50 and p95, ms",
            f"{statistics.median(joining):.0f}, {p95(joining):.0f}",
        ),
        (f"{KILLED} kernels killed, {DROPPED} websockets dropped, 1 restart: pages opened again", f"{room.again}"),
        ("what readers met", "; ".join(f"{kind}: {count}" for kind, count in room.failures.most_common()) or "nothing"),
        ("descriptors of the server, start and end", f"{start[0]}, {end[0]}"),
        ("MB in all, start and end", f"{start[1]:,.0f}, {end[1]:,.0f}"),
        ("MB a reader at the start", f"{start[1] / READERS:.0f}"),
        ("processes, start and end", f"{start[2]}, {end[2]}"),
    )
    for what, value in rows:
        print(f"| {what} | {value} |")
