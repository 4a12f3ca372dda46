"""House rules: what must hold for every file of the package is one test, for a test a file would cost minutes."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


@cache
def parsed(path):
    """Return a file's syntax tree, which no rule may change."""
    return ast.parse(path.read_text("utf-8"))


def of_every(paths):
    """Make one test of a rule about a path; it names the first file that breaks the rule."""

    def of(rule):
        def test():
            for path in paths:
                try:
                    rule(path)
                except AssertionError as wrong:
                    raise AssertionError(f"{path.relative_to(ROOT)}: {wrong}") from None

        test.__doc__ = rule.__doc__
        return test

    return of
