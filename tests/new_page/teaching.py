"""What docs/teaching.md has of the pages, and what the site has of docs/teaching.md.

The table of goals and exercises is written from the notebooks' first cells and the pages' `GOALS`. The plans and the
stations are written into a notebook, so that on the site their links open the pages.
"""

import importlib
import json
import re
from pathlib import Path

GUIDE, PLANS = Path("docs/teaching.md"), Path("notebooks/lesson_plans.ipynb")
HEAD = "| page | after it you can | asked by |\n|---|---|---|\n"
TABLE = re.compile(re.escape(HEAD) + r"(?:\|.*\n)*")
GOAL = re.compile(r"^- (\*\*.*?)[,.]$", re.MULTILINE)
TITLE = """# Lesson plans

For lecturers, from docs/teaching.md, which also has the answer key, a rubric and a reading list. Each link opens a page in
lecture view, with the question on show and its answer hidden. **→** shows what is hidden.

[To the first page](00_start_here.ipynb) · [Three ways through](ways_through.ipynb)"""
OF_THE_PLANS = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
    "voila": {"template": "workbook"},
}


def write(root: Path, pages):
    """Bring the table of goals and the notebook of the plans up to date; return what has changed."""
    guide = root / GUIDE
    if not guide.exists():
        return []
    text = TABLE.sub(lambda found: HEAD + rows(root, pages), guide.read_text("utf-8"))
    texts = {guide: text, root / PLANS: json.dumps(notebook(text), indent=1, ensure_ascii=False) + "\n"}
    changed = [path for path, new in texts.items() if not path.exists() or path.read_text("utf-8") != new]
    for path in changed:
        path.write_text(texts[path], "utf-8", newline="\n")
    return [path.relative_to(root).as_posix() for path in changed]


def rows(root: Path, pages):
    """Return the rows of the table of goals."""
    importlib.invalidate_caches()  # a page may have been made just now
    found = [
        f"| {about.number:02d} | {goal} | {', '.join(items)} |\n"
        for about in pages
        for goal, items in zip(goals(root, about), asked(about), strict=True)
    ]
    return "".join(found).replace(" |  |\n", " | |\n")


def goals(root: Path, about):
    """Return what a notebook's first cell says that a reader can do after its page."""
    cells = json.loads((root / "notebooks" / about.notebook).read_text("utf-8"))["cells"]
    return GOAL.findall("".join(cells[0]["source"]))


def asked(about):
    """Return which items of a page belong to each of its goals."""
    return importlib.import_module(f"basislib.pages.{about.stem}.exercises").GOALS


def shown(guide, translated="", folder=""):
    """Return the plans and stations of the guide, or those of its translation, for notebooks in a folder."""
    places = [place for place, part in enumerate(parts(guide)) if re.match(r"## (Plan:|Stations)", part)]
    there = parts(translated or guide)
    return [there[place].strip().replace(f"](../notebooks/{folder}", "](") for place in places]


def parts(guide):
    """Return what stands before the first heading of a guide, and then a part a heading."""
    return re.split(r"^(?=## )", guide, flags=re.MULTILINE)


def notebook(guide):
    """Return the plans and stations of the guide as a notebook."""
    sources = [TITLE, *shown(guide)]
    cells = [
        {"cell_type": "markdown", "id": f"plans-{number}", "metadata": {}, "source": source.splitlines(keepends=True)}
        for number, source in enumerate(sources)
    ]
    return {"cells": cells, "metadata": OF_THE_PLANS, "nbformat": 4, "nbformat_minor": 5}
