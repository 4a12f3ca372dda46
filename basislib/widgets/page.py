"""What every page has: the query of its address, and the style and the script it carries."""

import json
import os
from importlib.resources import files
from urllib.parse import parse_qsl

from basislib.language import _

LONGEST_QUERY, MOST_PARAMETERS = 2000, 80


def query_string():
    """Return the query string of the page's address in Voila; empty elsewhere."""
    if os.environ.get("VOILA_PREHEAT") == "True":  # a kernel started ahead waits here for its reader
        from voila.utils import get_query_string

        return get_query_string() or ""
    return os.environ.get("QUERY_STRING", "")


def read_query(text):
    """Return the parameters of a query string; overlong ones are cut, later ones win."""
    return dict(parse_qsl(text[:LONGEST_QUERY])[:MOST_PARAMETERS])


def script_words():
    """Return what the page's script says, by key."""
    return {
        "play": _("Play or pause"),
        "stop": _("Stop"),
        "repeat": _("Repeat"),
        "of": _("{what}: {label}"),
        "type": _("{label}, type a value"),
        "copy": _("Copy this:"),
        "copied": _("Copied"),
        "done": _("✓ done"),
        "sure": _("Press again to erase guesses and answers of all pages"),
        "right": _("{right} of {of}"),
        "no_number": _("“{typed}” is not a number, so “{label}” stays as it was."),
        "back": _("Back to the text"),
        "outside": _("“{label}” goes from {low} to {high}, so {typed} became {edge}."),
    }


def assets():
    """Return, as HTML, the style and the script every page carries; the script runs once per page."""
    folder = files("basislib.widgets")
    style = folder.joinpath("page.css").read_text("utf-8")
    script = "".join(folder.joinpath(f"{name}.js").read_text("utf-8") for name in ("page", "store", "terms"))
    words = json.dumps(script_words(), ensure_ascii=False).replace("<", "\\u003c")
    return f"<style>{style}</style><script>window.workbookWords = {words};\n{script}</script>"
