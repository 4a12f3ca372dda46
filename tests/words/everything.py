"""All there is to tell: each page with its notebook, the data, the refusals of the models."""

import contextlib
import logging
from pathlib import Path

from basislib.pages import PAGES
from tests.words import visits
from tests.words.refusals import refusals

ROOT = Path(__file__).parents[2]
SNAPSHOT = ROOT / "tests" / "snapshot"
NOTEBOOKS = {about.stem: ROOT / "notebooks" / about.notebook for about in PAGES}
NAMES = ("refusals", "data", *reversed(NOTEBOOKS))  # what takes longest comes first


def tell(name, quick=False, full=False):
    """Return the sections of a page, the data or the refusals, title to lines; quick and full as in `visits.visit`."""
    if name == "refusals":
        found = {"Refusals": refusals()}
    elif name == "data":
        found = catalogue()
    else:
        with loud():
            found = visits.visit(name, quick, full) | visits.notebook(NOTEBOOKS[name])
    return {title: [line.replace("\n", "↵") for line in lines] for title, lines in found.items()}


class Loud(logging.Handler):
    """Raises what ipywidgets would only log: an error behind a button."""

    def emit(self, record):
        """Raise the error of a record that has one."""
        if record.exc_info:
            raise record.exc_info[1]


@contextlib.contextmanager
def loud():
    """Let no error behind a button pass unseen."""
    handler = Loud()
    logging.getLogger("traitlets").addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger("traitlets").removeHandler(handler)


def catalogue():
    """Return the catalogue of the data, a section a table. Which modules use a table no reader needs to know."""
    sections, title = {"Data": []}, "Data"
    for line in (ROOT / "data" / "README.md").read_text("utf-8").splitlines():
        if line.startswith("## "):
            title = line.removeprefix("## ")
            sections[title] = []
        elif line and not line.startswith("- Used by: "):
            sections[title].append(line)
    return sections
