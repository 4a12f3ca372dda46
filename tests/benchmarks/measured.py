"""Keeps `docs/measured.md`: a section a part of the bench, with its day and machine, replaced when it is measured."""

import io
import platform
import re
import statistics
import sys
import timeit
from contextlib import contextmanager, redirect_stdout
from datetime import date
from os import cpu_count
from pathlib import Path

FILE = Path(__file__).parents[2] / "docs" / "measured.md"
HEAD = """# Measured

Written by `make bench`; `make bench ARGS=soak` measures one part anew. Every ratio comes from one run on one machine,
the workbook and the usual way in turn. Absolute times belong to the machine, and a shared one can be half as fast on
another day: so each part says how long a plain loop took just then.
"""
TITLES = {
    "quotes": "Real quotes, against QuantLib",
    "models": "The models, against plain loops",
    "loads": "How long a reader waits for a page",
    "steps": "From slider to picture, against interact and plt.show()",
    "hooks": "What each thing the site does beyond stock Voila is worth",
    "drift": "Three thousand moves",
    "hub": "A student on a JupyterHub",
    "soak": "A class for five minutes, with what goes wrong in one",
    "class": "A class that votes, and votes again while its server is killed",
    "hangs": "Loads under bad conditions",
    "links": "Hostile links",
}


class Both(io.StringIO):
    """What is written is kept, and seen at once."""

    def write(self, text):
        """Write a text twice."""
        sys.__stdout__.write(text)
        sys.__stdout__.flush()
        return super().write(text)


@contextmanager
def section(part, kept=True):
    """Print a part's tables and, unless only some pages were measured, keep them in the file."""
    print(f"\n## {TITLES[part]}")
    with redirect_stdout(Both()) as said:
        yield
    if kept:
        FILE.write_text(replaced(FILE.read_text("utf-8"), part, said.getvalue()), "utf-8", newline="\n")


def replaced(text, part, tables):
    """Return the file's text with a part's section in its place; the others stay.

    >>> replaced("# Measured", "soak", "| a |")[-6:]
    '| a |\\n'
    """
    sections = {found[1]: found[2].strip() for found in re.finditer(r"^## (.+)\n((?:(?!^## ).*\n?)*)", text, re.M)}
    machine = f"{platform.system()} {platform.machine()}, {cpu_count()} cores, Python {platform.python_version()}"
    pace = f"ten million steps of a plain loop: {pace_of_loop():.2f} s"
    sections[TITLES[part]] = f"{date.today():%d %B %Y}, {machine}; {pace}.\n\n{tables.strip()}"
    known = [title for title in TITLES.values() if title in sections]
    return HEAD + "".join(f"\n## {title}\n\n{sections[title]}\n" for title in known)


def p95(values):
    """Return the 95th percentile."""
    return sorted(values)[int(0.95 * (len(values) - 1))]


def pace_of_loop():
    """Return how many seconds ten million steps of a plain loop take, the median of three."""
    return statistics.median(timeit.repeat("for _ in range(10**7): pass", number=1, repeat=3))
