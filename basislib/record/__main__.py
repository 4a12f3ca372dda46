"""The command line of the tables: `python -m basislib.record check`, `catalogue` or `refresh`."""

import argparse
import sys
from pathlib import Path

from basislib.record import datasets, feeds


def show_progress(done: int, total: int, words: str) -> None:
    """Write one line of a progress bar, as a terminal and a notebook both show it."""
    _say(f"[{'#' * done}{'.' * (total - done)}] {done}/{total} {words}")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line: `check`, `catalogue` or `refresh`.

    Parameters
    ----------
    arguments : list of str, optional
        Without it, those of the process.

    Returns
    -------
    int
        0 if all is well, 1 if a table or a feed was refused.
    """
    parser = argparse.ArgumentParser(prog="python -m basislib.record", description="The tables in data/.")
    commands = parser.add_subparsers(dest="command", required=True)
    for command, words in (
        ("check", "read every table and say what is wrong"),
        ("catalogue", f"write {datasets.CATALOGUE} from the manifests"),
        ("refresh", "bring the public series up to date"),
    ):
        one = commands.add_parser(command, help=words, description=words)
        one.add_argument("--data", type=Path, default=None, help="a folder other than the package's own")
        if command == "refresh":
            one.add_argument("--base-url", default=None, help="another server in place of the official ones")
            one.add_argument("--only", action="append", default=None, metavar="FEED", help="this feed; may be repeated")
    given = parser.parse_args(arguments)
    try:
        return _COMMANDS[given.command](given)
    except (ValueError, OSError) as wrong:
        _say(str(wrong))
        return 1


def _check(given: argparse.Namespace) -> int:
    """Read every table; say what is wrong."""
    bad = 0
    for name in datasets.names(given.data):
        try:
            _say(f"{name}: {len(datasets.load(name, given.data))} rows")
        except ValueError as wrong:
            bad += 1
            _say(str(wrong))
    return int(bad > 0)


def _write_catalogue(given: argparse.Namespace) -> int:
    """Write the catalogue into the folder."""
    path = (given.data or datasets.folder()) / datasets.CATALOGUE
    path.write_text(datasets.catalogue(given.data), "utf-8", newline="\n")
    _say(f"{path} is written.")
    return 0


def _refresh(given: argparse.Namespace) -> int:
    """Refresh, with a line of progress a feed."""
    outcomes = feeds.refresh(show_progress, where=given.data, base_url=given.base_url, only=given.only)
    for outcome in outcomes:
        _say(outcome.sentence)
    return int(any(outcome.state == "refused" for outcome in outcomes))


_COMMANDS = {"check": _check, "catalogue": _write_catalogue, "refresh": _refresh}


def _say(words: str) -> None:
    """Write one line."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
