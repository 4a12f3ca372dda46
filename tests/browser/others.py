"""Firefox and WebKitGTK, which stands in for Safari, by the protocols that both speak without a patched build.

Playwright drives only builds of its own, which a Debian mirror does not have. Firefox speaks WebDriver BiDi by itself,
WebKitGTK WebDriver by a small server of its own; a click and a key are described alike in both.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

from websocket import create_connection

from tests.browser import chromium
from tests.browser.served import free_port

FIREFOX = ("firefox-esr", "firefox")
MINI_BROWSER = "/usr/lib/*/webkit2gtk-4.1/MiniBrowser"
PACKAGES = ["firefox-esr", "webkit2gtk-driver", "libwebkit2gtk-4.1-0", "xvfb", "xauth"]
MISSING = "Firefox and WebKitGTK are missing. On Debian and Ubuntu: apt install " + " ".join(PACKAGES)
WIDTH, HEIGHT = 1280, 800
ARROW_LEFT = "\ue012"


def firefox() -> str | None:
    """Return where Firefox is."""
    return next(filter(None, map(shutil.which, FIREFOX)), None)


def webkit() -> Path | None:
    """Return where the small browser of WebKitGTK is, if its driver and a screen to show it on are there, too."""
    here = all(map(shutil.which, ("WebKitWebDriver", "Xvfb")))
    return next(Path("/").glob(MINI_BROWSER[1:]), None) if here else None


class Browser:
    """A page in a browser: `ask` calls one method of its protocol and is what each browser has of its own."""

    def open(self, url: str) -> None:
        raise NotImplementedError

    def evaluate(self, function: str, *arguments):
        raise NotImplementedError

    def act(self, source: dict) -> None:
        raise NotImplementedError

    def wait_for(self, function: str, *arguments, patience: float = 60):
        """Return what a function of the page says as soon as that is something."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with contextlib.suppress(NotThereYet):
                if value := self.evaluate(function, *arguments):
                    return value
            time.sleep(0.1)
        raise AssertionError(f"not within {patience:g} seconds: {function}")

    def click(self, selector: str, text: str = "") -> None:
        """Click on the middle of the first element in sight that a selector finds and that has a text, with the mouse."""
        place = self.wait_for(PLACE, selector, text)
        move = {"type": "pointerMove", "x": round(place[0]), "y": round(place[1]), "duration": 0}
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self.act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [move, *press]})

    def press(self, key: str) -> None:
        """Press a key on what has the focus."""
        self.act(
            {"type": "key", "id": "keys", "actions": [{"type": kind, "value": key} for kind in ("keyDown", "keyUp")]}
        )


class NotThereYet(Exception):
    """The page is between two documents, or its script has failed."""


PLACE = """(selector, text) => {
    const element = [...document.querySelectorAll(selector)].find(each => each.textContent.includes(text) && each.checkVisibility());
    if (!element) return null;
    element.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
}"""


class Firefox(Browser):
    """By WebDriver BiDi: https://w3c.github.io/webdriver-bidi/."""

    def __init__(self, port: int):
        self.number = 0
        self.socket = create_connection(f"ws://127.0.0.1:{port}/session", timeout=60, suppress_origin=True)
        self.ask("session.new", capabilities={})
        self.context = self.ask("browsingContext.getTree")["contexts"][0]["context"]
        self.ask("browsingContext.setViewport", context=self.context, viewport={"width": WIDTH, "height": HEIGHT})

    def ask(self, method: str, **parameters) -> dict:
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.number:
            pass
        if answer["type"] == "error":
            raise NotThereYet(answer["message"])
        return answer["result"]

    def open(self, url):
        self.ask("browsingContext.navigate", context=self.context, url=url, wait="none")

    def evaluate(self, function, *arguments):
        call = f"JSON.stringify(({function})(...{json.dumps(arguments)}) ?? null)"
        answer = self.ask("script.evaluate", expression=call, target={"context": self.context}, awaitPromise=False)
        if answer["type"] == "exception":
            raise NotThereYet(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def act(self, source):
        self.ask("input.performActions", context=self.context, actions=[source])


class WebKit(Browser):
    """By WebDriver: https://www.w3.org/TR/webdriver2/."""

    def __init__(self, port: int, binary: Path):
        self.address = f"http://127.0.0.1:{port}/session"
        options = {"binary": str(binary), "args": ["--automation"]}
        wanted = {"webkitgtk:browserOptions": options}
        self.address += "/" + self.ask("", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        self.ask("/window/rect", {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT})

    def ask(self, path: str, body: dict | None = None):
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.address + path, data, {"Content-Type": "application/json"})  # noqa: S310
        try:
            with urlopen(request, timeout=60) as answer:  # noqa: S310
                return json.load(answer)["value"]
        except OSError as error:
            raise NotThereYet(str(error)) from error

    def open(self, url):
        self.ask("/url", {"url": url})

    def evaluate(self, function, *arguments):
        script = f"return JSON.stringify(({function})(...arguments) ?? null)"
        return json.loads(self.ask("/execute/sync", {"script": script, "args": list(arguments)}))

    def act(self, source):
        self.ask("/actions", {"actions": [source]})


@contextlib.contextmanager
def started(command: list[str], **kinds) -> Iterator[subprocess.Popen]:
    """Run a program and end it, with all that it has started."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True, start_new_session=True, **kinds)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        process.wait(10)


def said(lines, pattern: str) -> str:
    """Return what a program says that fits a pattern, as soon as it does."""
    for line in lines:
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError(f"it ended without saying {pattern}")


@contextlib.contextmanager
def a_firefox(folder: Path) -> Iterator[Firefox]:
    command = [firefox(), "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    with started(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        yield Firefox(int(said(process.stderr, r"BiDi listening on ws://127\.0\.0\.1:(\d+)")))


@contextlib.contextmanager
def a_webkit(folder: Path) -> Iterator[WebKit]:
    """On a screen of its own, as it has no way to run without one."""
    read, write = os.pipe()
    screen = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT + 200}x24"]
    with started(screen, pass_fds=[write], stderr=subprocess.DEVNULL), os.fdopen(read) as display:
        os.close(write)
        port = free_port()
        where = {**os.environ, "DISPLAY": f":{display.readline().strip()}", "HOME": str(folder), "GDK_BACKEND": "x11"}
        with started(["WebKitWebDriver", f"--port={port}"], env=where, stderr=subprocess.DEVNULL):
            yield patiently(lambda: WebKit(port, webkit()))


def patiently(start, patience: float = 15):
    """Try until a server that has just been started answers."""
    end = time.monotonic() + patience
    while True:
        try:
            return start()
        except NotThereYet:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    if sys.platform != "linux":
        sys.exit()  # WebKitGTK is Linux's
    if not (firefox() and webkit()):
        print("Fetching Firefox and WebKitGTK for the browser tests.", flush=True)  # noqa: T201
        chromium.install(*PACKAGES)
    if not (firefox() and webkit()):
        sys.exit(MISSING)
