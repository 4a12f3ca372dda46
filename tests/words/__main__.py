"""All that a reader can meet, written down so that a change shows: `make words`.

``make words`` writes `tests/snapshot`, a file a page, and one each for the data and for the refusals of the models;
`git diff` then shows what has changed. ``make words ARGS=--check`` writes nothing, tells what has changed and fails if
anything has. Pictures, tables and rare states are kept as hashes and sketches (see `tests.words.lines`); to see what
has changed in them, write everything in full at both commits, ``make words ARGS="--full FOLDER"``, and compare the
folders.
"""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.words import lines
from tests.words.everything import NAMES, SNAPSHOT, tell

HASHED = tuple(f"{sign}{kind} " for sign in "+-" for kind in ("picture", "table", "words"))


def main():
    """Write the snapshot or check it; return what the shell should get."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.words", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)}; all if none is given")
    parser.add_argument("--check", action="store_true", help="write nothing, tell what has changed")
    parser.add_argument("--full", type=Path, metavar="FOLDER", help="write there, nothing shortened")
    given = parser.parse_args()
    unknown = set(given.names) - set(NAMES)
    if unknown:
        parser.error(f"there is no {' and no '.join(sorted(unknown))}.")
    changed = False
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        chosen = given.names or NAMES
        for name, found in zip(chosen, pool.map(partial(tell, full=bool(given.full)), chosen), strict=True):
            path = (given.full or SNAPSHOT) / f"{name}.txt"
            old = {} if given.full else lines.read(path)
            changed |= report(name, old, found, given.check) if not given.full else False
            if not given.check:
                lines.write(path, {title: lines.settle(old.get(title, ()), new) for title, new in found.items()})
    return int(changed and given.check)


def report(name, old, new, at_length):
    """Say what has changed in a file, at length or in a line; return whether anything has."""
    found = dict(lines.changes(old, new))
    if at_length:
        for title, changed in found.items():
            print(f"\n{name} | {title}", *changed, sep="\n  ")
        if any(line.startswith(HASHED) for changed in found.values() for line in changed):
            print('\nWhat has changed in a hash: make words ARGS="--full FOLDER" at both commits, then diff -r.')
    print(f"{name}: {len(new)} sections, {len(found)} changed", file=sys.stderr)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
