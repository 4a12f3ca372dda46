"""A new page at the end of the way, whose tests run: `make page NAME=stem TITLE="…"`.

This folder holds its templates, each where its copy goes, with `new_page`, `NewPage`, `New page` and `NN` for the names
and the number. Without a name only what is said about pages in several places is written anew, from `PAGES`.
"""

import argparse
import keyword
import re
import subprocess
import sys
from pathlib import Path

from basislib.language import LANGUAGES, SOURCE
from basislib.pages import PAGES, About
from tests.editions import notebooks
from tests.new_page import way

ROOT = Path(__file__).parents[2]
TEMPLATES = Path(__file__).parent
QUESTION, MINUTES = "What does leverage do here?", 20
STEM, TITLE = re.compile(r"[a-z][a-z0-9_]{2,23}"), re.compile(r"\w[\w ’',:?-]{1,39}")


def main(arguments=None):
    """Make the page that is asked for, and bring what is said about pages up to date."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.new_page", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stem", nargs="?", metavar="NAME", help="the name in files and links, such as night_desk")
    parser.add_argument("title", nargs="?", help='the name readers see, such as "The night desk"')
    given = parser.parse_args(arguments)
    pages = PAGES
    if given.stem:
        about = About(
            len(PAGES), given.stem, given.title or given.stem.replace("_", " ").capitalize(), QUESTION, MINUTES, MINUTES
        )
        files = copies(about)
        if refused := refusal(about, files):
            parser.error(refused)
        pages = (*PAGES, about)
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        on_the_way(about)
    changed = way.write(ROOT, pages)
    changed += [path for code in LANGUAGES if code != SOURCE.code for path in notebooks.write(ROOT, code)]
    if given.stem:
        subprocess.run([sys.executable, "-m", "tests.words", given.stem], cwd=ROOT, check=True)
        print(
            "Made, and in basislib/pages/__init__.py a line:",
            *(path.relative_to(ROOT).as_posix() for path in files),
            sep="\n  ",
        )
    print("Changed, with what the snapshot has of them:" if changed else "All is up to date.", *changed, sep="\n  ")


def refusal(about, files):
    """Return why a page cannot be made, in a sentence; none if it can."""
    there = [path.relative_to(ROOT).as_posix() for path in files if path.exists()]
    if not STEM.fullmatch(about.stem) or keyword.iskeyword(about.stem):
        return f"NAME is {about.stem!r}; it must be 3 to 24 small letters, digits and underscores, such as night_desk."
    if not TITLE.fullmatch(about.title):
        return f"TITLE is {about.title!r}; it must be 2 to 40 letters, digits, spaces and plain punctuation."
    return f"There is a {there[0]} already; choose another NAME." if there else None


def copies(about):
    """Return the text of each file of a page by its path."""
    names = {
        "new_page": about.stem,
        "NewPage": about.stem.title().replace("_", ""),
        "New page": about.title,
        "NN": f"{about.number:02d}",
    }

    def named(text):
        return re.sub("|".join(names), lambda found: names[found[0]], text)

    found = sorted(path for path in TEMPLATES.glob("*/**/*") if path.suffix in (".py", ".ipynb"))
    return {ROOT / named(path.relative_to(TEMPLATES).as_posix()): named(path.read_text("utf-8")) for path in found}


def on_the_way(about):
    """Add the page to `PAGES`."""
    path = ROOT / "basislib" / "pages" / "__init__.py"
    before, end, after = path.read_text("utf-8").rpartition("\n)\n")
    line = f'\n    About({about.number}, "{about.stem}", N_("{about.title}"), N_("{about.question}"), {about.minutes}, core={about.core}),'
    path.write_text(before + line + end + after, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
