"""Two thousand hostile links, two hundred a page, each opened as a reader does: `make bench ARGS=links`.

Whatever a link says, the page comes, its widgets come, and no text of the link has become markup that acts.
"""

import asyncio
import collections
import itertools
import tempfile
from html.parser import HTMLParser
from importlib import import_module
from urllib.parse import quote

from basislib.pages import PAGES
from tests.browser import served
from tests.reader import Reader, Refused

LINKS, AT_ONCE = 200, 6  # a page; links on the way at the same time
TEXTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><svg onload=alert(1)>",
    "'-alert(1)-'",
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "{{7*7}}${7*7}",
    "\r\nSet-Cookie: a=b",
    "\u202e<b onclick=alert(1)>",
    "\x00<i>",
    "1e999",
    "-99999999999",
    "nan",
    "9" * 1900,
    "%",
    "=cmd|' /C calc'!A1",
)


class Acting(HTMLParser):
    """Collects what would act in a text of HTML and carries the mark of our links."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        """Note an element that holds something of a link where it acts."""
        for name, value in attributes:
            if (name.startswith("on") or name in ("href", "src", "srcdoc")) and "alert(1)" in (value or ""):
                self.found.append(f"<{tag} {name}={value}>")
        self.inside = tag

    def handle_data(self, data):
        """Note a script's text that came from a link; elsewhere it is only text."""
        if getattr(self, "inside", "") == "script" and "<script>alert(1)" in data:
            self.found.append(data[:60])


def hostile(about):
    """Yield so many links of a page: each of its parameters with each text, then pairs of them."""
    page = import_module(f"basislib.pages.{about.stem}").page("")
    names = ["guess", "seed", "mode", "q1", "q2", "at", "lang"]
    names += [key for explorer in page.explorers.values() for key in explorer.parameters().values()]
    one = ([(name, text)] for text, name in itertools.product(TEXTS, names))
    both = ([(name, text), (text, name)] for name, text in itertools.product(names, TEXTS))
    mixed = itertools.chain.from_iterable(itertools.zip_longest(one, both))
    links = ("&".join(f"{quote(key)}={quote(value)}" for key, value in pairs) for pairs in mixed if pairs)
    return itertools.islice(links, LINKS)


async def visit(address):
    """Open a link and return what became of it, in two words."""
    reader = Reader(address)
    try:
        body = await reader.open()
        await reader.connect()
    except Refused as refused:
        return f"answered {refused.args[0]}"
    except (TimeoutError, OSError, ConnectionError) as wrong:
        return type(wrong).__name__
    finally:
        if reader.kernel:
            await reader.leave()
    acting = Acting()
    acting.feed(body)
    for state in reader.widgets.values():
        for text in state.values():
            if isinstance(text, str) and "<" in text:
                acting.feed(text)
    return f"acts: {acting.found[0]}" if acting.found else "harmless"


async def visit_all(site, about):
    """Open a page's links, a few at once; return counts of what became of them."""
    links = hostile(about)
    ends = collections.Counter()

    async def take():
        for link in links:
            ends[await visit(site.page(about.notebook, f"?{link}"))] += 1

    await asyncio.gather(*(take() for _ in range(AT_ONCE)))
    return ends


def print_table():
    """Print what became of each page's links."""
    print("\n| page | links | what became of them |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as name, served.voila(served.ROOT / "notebooks", name) as site:
        for about in PAGES:
            ends = asyncio.run(visit_all(site, about))
            became = "; ".join(f"{end}: {count}" for end, count in ends.most_common())
            print(f"| {about.number:02d} {about.title} | {ends.total()} | {became} |", flush=True)
