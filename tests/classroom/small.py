"""A class with two small pages in its catalogue, so that nothing has to be worked out, and its server."""

import asyncio
import json
import os
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from basislib.classroom import catalogue
from basislib.classroom.handlers import LARGEST_READ, application
from basislib.classroom.opening import open_class
from basislib.classroom.store import Store
from basislib.language import LANGUAGES, SOURCE
from basislib.pages.catalogue import asked
from tests.speaking import speaking

PAGES = {
    "tea": {
        "title": "Milk tea",
        "notebook": "01_tea.ipynb",
        "text": "Who earns?",
        "options": {"ann": "Ann", "ben": "Ben", "both": "Both"},
        "exercises": {"q1": "How much?", "q2": "Why?"},
    },
    "repo": {
        "title": "Repo",
        "notebook": "02_repo.ipynb",
        "text": "Who lends?",
        "options": {"fund": "A fund", "bank": "A bank"},
        "exercises": {"q1": "At what rate?"},
    },
}
ASKED = catalogue.read(PAGES)


def made(path, real=()):
    """Make the file of a class that knows the small pages, or these real ones; all of them take a while to work out."""
    store = Store(path)
    for code in LANGUAGES:
        with speaking(code):
            pages = {about.stem: asked(about, int(store.get("seed"))) for about in real} or PAGES
        suffix = "" if code == SOURCE.code else f" {code}"
        store.set(f"catalogue{suffix}", json.dumps(pages))
        store.set(f"pages{suffix}", catalogue._state_of_the_pages())
    return store


def vote(given, uid="v", page="tea", turn=1):
    """Return a vote as a page tells it."""
    return {"kind": "vote", "uid": uid, "page": page, "round": turn, "given": given}


def answer(item="q1", given="1.5", verdict="keep working", uid="a", page="tea", seed=7):
    """Return an answer to an exercise as a page tells it."""
    told = {"uid": uid, "page": page, "item": item, "given": given, "words": given, "verdict": verdict, "seed": seed}
    return {"kind": "exercise", **told}


def game(score, role="desk", seed=7, uid="g"):
    """Return a result of the crisis desk as a page tells it."""
    return {"kind": "game", "uid": uid, "role": role, "seed": seed, "score": score}


@dataclass
class Reply:
    """An answer of the server."""

    status: int
    headers: object
    text: str

    def json(self):
        """Return what it says."""
        return json.loads(self.text)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args):
        """Follow nothing."""


class Browser:
    """What keeps cookies and sends requests to one class; a student's or a lecturer's, or a stranger's."""

    def __init__(self, url):
        self.url, self.cookies = url, {}
        self._opener = build_opener(_Stay)

    def ask(self, path, body=None, **headers):
        """Return the answer to one request; a mapping is sent as JSON, bytes and forms as they are."""
        if isinstance(body, dict | list):
            body, headers = json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
        given = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        try:
            reply = self._opener.open(Request(f"{self.url}{path}", body, given), timeout=30)
        except HTTPError as wrong:
            reply = wrong
        with reply:
            for line in reply.headers.get_all("Set-Cookie", []):
                name, value = re.match(r"(\w+)=([^;]*)", line).groups()
                self.cookies[name] = value.strip('"')
            return Reply(reply.status, reply.headers, reply.read().decode("utf-8", "replace"))

    def join(self, code, nickname=""):
        """Join the class; return the browser."""
        reply = self.ask(code, urlencode({"nickname": nickname}).encode())
        assert reply.status == 303, reply.text
        return self


@contextmanager
def serving(path, port, wait=30):
    """Serve a class alone, as a hub does, until the end of the block; yield the process."""
    command = [sys.executable, "-m", "basislib.classroom", path, f"--port={port}", "--place=/class/"]
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, env=os.environ)
    try:
        for _ in range(10 * wait):
            try:
                if Browser(f"http://127.0.0.1:{port}/class/").ask("now").status == 204:
                    break
            except OSError:
                assert process.poll() is None
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def serving_here(path):
    """Serve a class from a thread of this process, which takes no time to start; yield the port."""
    ready, told = threading.Event(), {}

    async def serve():
        told["loop"], told["end"] = asyncio.get_running_loop(), asyncio.Event()
        served = open_class(path, "/class/", "/voila/render/00_start_here.ipynb")
        server = HTTPServer(application(served), max_body_size=LARGEST_READ)
        (listening,) = bind_sockets(0, "127.0.0.1")
        server.add_sockets([listening])
        served.origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
        told["port"] = listening.getsockname()[1]
        ready.set()
        await told["end"].wait()
        server.stop()
        if served.room:
            served.room.store.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait()
    try:
        yield told["port"]
    finally:
        told["loop"].call_soon_threadsafe(told["end"].set)
        thread.join()
