"""The sentences with which models refuse what cannot be: all that a test asks for with `pytest.raises`.

They are sorted and named by nobody, so a test or a model that moves changes nothing here.
"""

import contextlib
import inspect
import io
import re
import tempfile
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
_FOLDER = re.compile(rf"({re.escape(tempfile.gettempdir())}/[^\s:;,'\"]*|{re.escape(str(TESTS.parent))})/")


class Listener:
    """A plugin of pytest that runs only the tests that ask for a refusal, and keeps what is said."""

    def __init__(self):
        self.said = set()

    def pytest_collection_modifyitems(self, items):
        """Leave out what refuses nothing, and what hypothesis feeds with inputs of its own."""
        items[:] = [
            item
            for item in items
            if "pytest.raises(ValueError" in inspect.getsource(item.obj) and not hasattr(item.obj, "hypothesis")
        ]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        """Listen while a test runs."""
        leave = pytest.RaisesExc.__exit__

        def hear(context, kind, error, trace):
            if isinstance(error, ValueError):
                self.said.add(_FOLDER.sub("…/", str(error)))
            return leave(context, kind, error, trace)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pytest.RaisesExc, "__exit__", hear)
            return (yield)


def refusals():
    """Return every refusal of a model that a test asks for, in order of the alphabet."""
    listener, out = Listener(), io.StringIO()
    chosen = [str(TESTS), *(f"--ignore={TESTS / folder}" for folder in ("browser", "pages"))]
    with contextlib.redirect_stdout(out):
        code = pytest.main([*chosen, "-q", "-p", "no:cacheprovider"], [listener])
    if code:
        raise RuntimeError(f"A test of a refusal failed:\n{out.getvalue()}")
    return sorted(listener.said)
