"""What is said about each page in more than one place, written from `PAGES`.

That is the title, the question and the minutes in the first cell of a notebook, the links in its last cell and, for
JupyterLab, in its second, the list on page 00, the table in the README, the goals in docs/teaching.md, and the pages in
the bar of the site.
"""

import json
import re
from pathlib import Path

from basislib.language import SOURCE
from tests.editions import notebooks as editions
from tests.new_page import teaching
from tests.words import lines

ROW = re.compile(r"^\| \d\d \| \[.*\]\(notebooks/.*\.ipynb\) \|.*\n", re.MULTILINE)
BAR = Path("basislib/jupyter/share/jupyter/voila/templates/workbook/pages.j2")
KEPT = (  # shown by the site's style; JupyterLab leaves it hidden
    '<p class="wb-site" hidden>On the site, each line ends with how many exercises you have solved. Only your browser keeps '
    "that, and <em>Contents</em> at the top can save or erase it.</p>"
)
LINKS = re.compile(r"^(?:Previous|Next): .*$", re.MULTILINE)


def write(root: Path, pages):
    """Bring notebooks, README and what the snapshot has of the changed cells up to date; return what has changed."""
    changed = [f"notebooks/{about.notebook}" for number, about in enumerate(pages) if _notebook(root, pages, number)]
    readme = root / "README.md"
    old = readme.read_text("utf-8")
    new = table(old, pages)
    if new != old:
        readme.write_text(new, "utf-8", newline="\n")
    listed = root / BAR
    if not listed.exists() or listed.read_text("utf-8") != bar(pages):
        listed.parent.mkdir(parents=True, exist_ok=True)
        listed.write_text(bar(pages), "utf-8", newline="\n")
        changed.append(BAR.as_posix())
    return changed + [readme.name] * (new != old) + teaching.write(root, pages)


def bar(pages):
    """Return the template's list of the pages."""
    rows = "".join(
        f"  {json.dumps({'number': about.number, 'title': about.title, 'stem': about.stem, 'file': about.notebook})},\n"
        for about in pages
    )
    return "{#- Written by `make page` from `basislib.pages.PAGES`. -#}\n{%- set PAGES = [\n" + rows + "] -%}\n"


def minutes(about):
    """Return what a notebook says of its minutes."""
    if about.core == about.minutes:
        return f"*{about.core} minutes.*"
    return f"*{about.core} minutes, {about.minutes} with all that is under Deeper.*"


def lab_cell(pages, number):
    """Return what stands in place of the site's bar in JupyterLab."""
    links = []
    if number > 0:
        links.append(f"[← {pages[number - 1].title}]({pages[number - 1].notebook})")
    if number + 1 < len(pages):
        links.append(f"[{pages[number + 1].title} →]({pages[number + 1].notebook})")
    if number > 1:
        links.append(f"[{pages[0].title}]({pages[0].notebook})")
    links.append(editions.links(SOURCE.code, pages[number].notebook))
    return "In JupyterLab: menu *Run ▸ Run All Cells* first. " + " · ".join(links)


def table(readme, pages):
    """Return the README with the rows of its table of pages written anew; one without such a table stays."""
    rows = "".join(
        f"| {about.number:02d} | [{about.title}](notebooks/{about.notebook}) | {about.question} | {about.minutes} |\n"
        for about in pages
    )
    first = ROW.search(readme)
    return readme if first is None else readme[: first.start()] + rows + ROW.sub("", readme[first.start() :])


def first_cell(text, about):
    """Return a notebook's first cell with its page's title, question and minutes."""
    for pattern, words in (
        (r"\A# .*", f"# {about.title}"),
        (r"^> \*\*.*\*\*$", f"> **{about.question}**"),
        (r"^\*\d+ minutes[^*]*\*", minutes(about)),
    ):
        text = re.sub(pattern, lambda found, words=words: words, text, count=1, flags=re.MULTILINE)
    return text


def done(about):
    """Return the place where the site's script writes what the reader has done on a page."""
    return f'<span data-wb-progress="{about.stem}"><small></small></span>'


def last_cell(text, pages, number):
    """Return a notebook's last cell: on the first page all pages, then the neighbours, then what else it says."""
    rest = LINKS.split(text, maxsplit=1)[1:]
    links = []
    if number > 0:
        links.append(f"Previous: [← {pages[number - 1].title}]({pages[number - 1].notebook})")
    if number + 1 < len(pages):
        links.append(f"Next: [{pages[number + 1].title} →]({pages[number + 1].notebook})")
    if number > 1:
        links.append(f"Back to [{pages[0].title}]({pages[0].notebook})")
    every = (
        "".join(
            f"- **[{about.title}]({about.notebook})**, {about.minutes} minutes. {about.question} {done(about)}\n"
            for about in pages
        )
        + "\n"
    )
    return (f"## The way through\n\n{KEPT}\n\n{every}" if number == 0 else "") + " · ".join(links) + "".join(rest)


def _notebook(root, pages, number):
    """Write the first and the last cell of a notebook; return whether either has changed."""
    about = pages[number]
    path, snapshot = root / "notebooks" / about.notebook, root / "tests" / "snapshot" / f"{about.stem}.txt"
    notebook = json.loads(path.read_text("utf-8"))
    cells, sections = notebook["cells"], lines.read(snapshot)
    first, last = ("".join(cells[place]["source"]) for place in (0, -1))
    texts = {0: first_cell(first, about), len(cells) - 1: last_cell(last, pages, number)}
    texts |= {
        place: lab_cell(pages, number)
        for place, cell in enumerate(cells)
        if "lab-links" in cell["metadata"].get("tags", ())
    }
    changed = {place: text for place, text in texts.items() if text != "".join(cells[place]["source"])}
    for place, text in changed.items():
        cells[place]["source"] = text.splitlines(keepends=True)
        if sections:
            sections[f"Cell {place + 1} of the notebook"] = lines.sentences(text)
    if changed:
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="\n")
        if sections:
            lines.write(snapshot, sections)
    return bool(changed)
