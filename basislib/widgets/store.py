"""What a reader's browser keeps of a page, and what else the page's script tells the kernel.

The kernel forgets a page when it is closed; the browser does not. Two hidden widgets carry words between the two: a text
box that the script fills (what was kept before, whether the screen is narrow, the state of an address the reader went
back to), and HTML that the script reads (what to keep from now on). Without a browser nothing comes, and all works.
"""

import html
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from basislib.widgets import kinds

LONGEST_HEARD, LONGEST_KEPT = 400_000, 100_000  # characters: of all that a browser sends, of one thing that is kept
LONGEST_STATE = 2000  # characters of an address's query
BringBack: TypeAlias = Callable[[Any], object]


class Store:
    """What the browser keeps of one page.

    Parameters
    ----------
    page : str
        The page's stem: each page has its own place in the browser.

    Attributes
    ----------
    kept : dict
        What is to be kept, by name; from this visit only.
    heard : bool
        Whether the browser has said what it kept before.
    widget : Widget
        To be shown once, anywhere on the page; nothing of it can be seen.
    """

    def __init__(self, page: str = "") -> None:
        self.page = page
        self.kept: dict[str, Any] = {}
        self.heard = False
        self._bring_back: dict[str, BringBack] = {}
        self._screen: list[Callable[[bool], object]] = []
        self._address: list[Callable[[str], object]] = []
        self._book: list[BringBack] = []
        self._last: dict[str, Any] = {}
        self._before: dict[str, Any] = {}  # what the browser kept
        self._up, self._down = kinds.Text(continuous_update=False), kinds.HTML()
        self._up.add_class("wb-wire")
        self._up.observe(self._told, "value")
        self.widget = kinds.VBox([self._up, self._down])
        self.widget.add_class("wb-hidden")
        self._write()

    def keep(self, name: str, value: Any) -> None:
        """Keep a value, which JSON can hold, under a name; None erases it. What is too long is not kept."""
        if len(json.dumps(value)) <= LONGEST_KEPT:
            self.kept[name] = value
            self._write()

    def bring_back(self, name: str, action: BringBack) -> None:
        """Call `action(value)` once with what was kept under a name, if there is something; a late part is told at once."""
        self._bring_back[name] = action
        if self._before.get(name) is not None:
            _try(action, self._before[name])

    def on_screen(self, action: Callable[[bool], object]) -> None:
        """Call `action(narrow)` when the script says whether the screen is narrow, and when that changes."""
        self._screen.append(action)

    def on_address(self, action: Callable[[str], object]) -> None:
        """Call `action(query)` when the reader goes back or forward to another state."""
        self._address.append(action)

    def on_book(self, action: BringBack) -> None:
        """Call `action(pages)` when the reader wants the answers of the whole book; page to what is kept of answers."""
        self._book.append(action)

    def hear(self, kept: object) -> None:
        """Take what the browser kept; only the first time counts, and what this visit keeps already is left alone."""
        if self.heard:
            return
        self.heard = True
        self._before = dict(kept) if isinstance(kept, Mapping) else {}
        for name, value in self._before.items():
            action = self._bring_back.get(name)
            if action is not None and value is not None:
                _try(action, value)
        self._write()

    def _told(self, change: object) -> None:
        """Take what the script says. It may be anything at all: any client can send it."""
        text = self._up.value
        if not isinstance(text, str) or not 0 < len(text) <= LONGEST_HEARD:
            return
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not isinstance(told, dict):
            return
        before, self._last = self._last, told
        if isinstance(told.get("narrow"), bool) and told["narrow"] != before.get("narrow"):
            for act in self._screen:
                _try(act, told["narrow"])
        if "kept" in told:
            self.hear(told["kept"])
        if "book" in told and told.get("asked") != before.get("asked"):
            for act in self._book:
                _try(act, told["book"])
        state = told.get("state")
        if isinstance(state, str) and len(state) <= LONGEST_STATE and told.get("turn") != before.get("turn"):
            for go in self._address:
                _try(go, state)

    def _write(self) -> None:
        kept = html.escape(json.dumps(self.kept, ensure_ascii=False))
        page = html.escape(self.page)
        self._down.value = (
            f'<span data-wb-page="{page}" data-wb-heard="{int(self.heard)}" data-wb-kept="{kept}"></span>'
        )


def _try(action: Callable[[Any], object], value: Any) -> None:
    """Act on what a browser sent; that it makes no sense is no reason to show the reader an error."""
    try:
        action(value)
    except Exception:
        logging.getLogger(__name__).warning("What a browser kept could not be used.", exc_info=True)
