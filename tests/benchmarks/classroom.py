"""A class that joins, votes and votes again while its server is killed: `make bench ARGS=class`.

Students without browsers, on this machine only, with real requests, websockets and kernels: each joins, opens the first
page, makes a guess in its kernel, tells the class, and asks every 1.7 seconds what is on, as the page's script does. The
board asks every second.
"""

import asyncio
import json
import random
import statistics
import tempfile
import time
from pathlib import Path

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from basislib.pages import PAGES
from tests.browser import served
from tests.classroom import small
from tests.reader import Reader

STUDENTS = 100
ASKS, THINKS = 1.7, 2  # seconds between two questions of a phone; that a student thinks at most
BUDGETS = {"joined": 60, "voted": 5, "behind": 2}  # seconds
START = PAGES[0]
JSON = {"Content-Type": "application/json"}
RETRY = 0.5  # seconds
PATIENCE = 180  # seconds until all of a vote must be in


class Member:
    """Whoever has a cookie of the class: a student or the lecturer."""

    def __init__(self, url):
        self.url, self.cookie = url, ""

    async def ask(self, path, body=None, **headers):
        """Return the answer to one request, None where the server is away."""
        method = "GET" if body is None else "POST"
        request = HTTPRequest(
            f"{self.url}/class/{path}", method, {"Cookie": self.cookie, **headers}, body, follow_redirects=False
        )
        try:
            reply = await AsyncHTTPClient().fetch(request, raise_error=False)
        except OSError:
            return None
        for line in reply.headers.get_list("Set-Cookie"):
            self.cookie = line.partition(";")[0]
        return reply if reply.code != 599 else None

    async def tell(self, path, told):
        """Tell something until it is taken; return when that was."""
        body = json.dumps(told)
        while True:
            reply = await self.ask(path, body, **JSON)
            if reply is not None and reply.code == 204:
                return time.monotonic()
            assert reply is None or reply.code in (429, 500, 503), reply.body
            await asyncio.sleep(RETRY * (0.5 + random.random()))


class Student(Member):
    """A student with a phone."""

    async def join(self, code, page):
        """Join, open the first page and guess in its kernel; return how long that took until the page was there."""
        began = time.monotonic()
        reply = await self.ask(code, "nickname=")
        assert reply is not None and reply.code == 303, reply
        self.reader = Reader(page)
        await self.reader.open()
        await self.reader.connect()
        took = time.monotonic() - began
        radios = next(key for key, state in self.reader.widgets.items() if state["_model_name"] == "RadioButtonsModel")
        await self.reader.set(radios, index=random.randrange(3))
        await self.reader.press(self.reader.named("This is my guess"))
        return took

    async def vote(self, turn, number):
        """Wait until the vote is open, think, vote; return when it opened here and when the vote was in."""
        await asyncio.sleep(ASKS * random.random())  # phones do not ask in step
        while True:
            reply = await self.ask("now")
            now = json.loads(reply.body) if reply is not None and reply.code == 200 else {}
            if now.get("vote") and now["vote"]["round"] == turn:
                break
            await asyncio.sleep(ASKS * (0.9 + random.random() / 5))
        seen = time.monotonic()
        await asyncio.sleep(THINKS * random.random())
        given = random.choice(now["vote"]["options"])["key"]
        return seen, await self.tell("tell", small.vote(given, f"{turn} {number}", START.stem, turn))


async def watch(board, turn, students, counted):
    """Ask as the board does until all votes are there; note when how many were."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        reply = await board.ask("now")
        if reply is not None and reply.code == 200:
            votes = json.loads(reply.body)["votes"][0]["rounds"][turn - 1]["votes"]
            counted.append((time.monotonic(), votes))
            if votes == students:
                return
        await asyncio.sleep(1)


def behind(taken, counted):
    """Return by how many seconds the board was behind each vote, in the order in which the votes were taken."""
    return [
        next((when - at for when, votes in counted if votes >= number and when >= at), PATIENCE)
        for number, at in enumerate(sorted(taken), 1)
    ]


async def hold(students, board, turn, trouble=None):
    """Hold a vote; return how long it took from the phones' first sight of it, and how far the board was behind."""
    counted = []
    watching = asyncio.create_task(watch(board, turn, len(students), counted))
    votes = [asyncio.create_task(student.vote(turn, number)) for number, student in enumerate(students)]
    await asyncio.sleep(ASKS)
    await board.tell("do", {"do": "open" if turn == 1 else "second", "name": START.stem})
    if trouble:
        await asyncio.sleep((ASKS + THINKS) / 2)  # in the middle of the votes
        await trouble()
    told = await asyncio.gather(*votes)
    await watching
    took = [taken - seen for seen, taken in told]
    span = max(taken for _, taken in told) - min(seen for seen, _ in told)
    return span, took, behind([taken for _, taken in told], counted), counted[-1][1]


async def run(site, store, kill):
    """Let a class join, vote, and vote again with the server killed in the middle; return rows to print."""
    AsyncHTTPClient.configure(None, max_clients=1000)
    students, board = [Student(site.url) for _ in range(STUDENTS)], Member(site.url)
    await board.ask(f"{store.get('code')}/{store.get('secret')}")
    page = site.page(START.notebook, f"?seed={store.get('seed')}")
    joined = await asyncio.gather(*(student.join(store.get("code"), page) for student in students))
    span, took, late, counted = await hold(students, board, 1)
    again, _, late_again, counted_again = await hold(students, board, 2, kill)
    told = store.events("vote")
    twice = len(told) - len({(each["student"], each["round"]) for each in told})
    return (
        (f"{STUDENTS} join at once; the last has its page after, s", f"{max(joined):.0f}", BUDGETS["joined"]),
        ("from the first phone that shows the vote to the last vote, s", f"{span:.1f}", BUDGETS["voted"]),
        (f"of it, a student thinks up to {THINKS} s; slowest vote, s", f"{max(took):.1f}", BUDGETS["voted"]),
        (
            "the board is behind by, median (most), s",
            f"{statistics.median(late):.1f} ({max(late):.1f})",
            BUDGETS["behind"],
        ),
        ("votes counted", f"{counted} of {STUDENTS}", STUDENTS),
        ("with the server killed in the middle: all votes are in after, s", f"{again:.1f}", ""),
        ("the board is then behind by, most, s", f"{max(late_again):.1f}", ""),
        ("votes counted", f"{counted_again} of {STUDENTS}", STUDENTS),
        ("votes counted twice", str(twice), 0),
    )


def print_table():
    """Print how the class went."""
    with tempfile.TemporaryDirectory() as name:
        store = small.made(Path(name, "class.sqlite"), [START])
        options = (f"--readers={STUDENTS + 20}", f"--class={store.path}")
        running = []

        def serve(port=0):
            context = served.voila(served.ROOT / "notebooks", name, *options, port=port)
            running.append((context, context.__enter__()))
            return running[-1][1]

        async def kill():
            """End the server without a word, with all its children, and start it anew on the same port."""
            context, gone = running.pop()
            for process in [psutil.Process(gone.pid), *psutil.Process(gone.pid).children(recursive=True)]:
                process.kill()
            await asyncio.to_thread(context.__exit__, None, None, None)
            await asyncio.to_thread(serve, int(gone.url.rpartition(":")[2]))

        try:
            rows = asyncio.run(run(serve(), store, kill))
        finally:
            for context, _site in running:
                context.__exit__(None, None, None)
            store.close()
        print("\n| a class | measured | wanted |\n|---|---|---|")
        for what, value, wanted in rows:
            print(f"| {what} | {value} | {wanted} |")
