"""The notebooks of a language: the English ones, in a folder of its own, with the prose that a translator wrote.

Each translated cell keeps in its metadata what its English cell was then, as a hash: if that changes, the cell is to be
looked at again. Code cells are those of the English notebook, but for the line that chooses the language; what they print
is in the language's words.
"""

import ast
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from basislib.language import LANGUAGES, SOURCE
from basislib.translated import made_from
from tests.new_page import teaching

NOTEBOOKS = Path("notebooks")
FIRST = re.compile(r"\A(from basislib\.pages import \w+\n\n)(?=page = )")
WORD = re.compile(r"[^\W\d_]{3,}|[\u4e00-\u9fff]")
Cell = dict[str, Any]


def write(root: Path, code: str, texts: Mapping[str, str] | None = None) -> list[str]:
    """Write the notebooks of a language; return which have changed.

    Parameters
    ----------
    root : path
        Of the repository.
    code : str
        Of the language.
    texts : mapping, optional
        New translations, by notebook and cell: ``"00_start_here 17dc2089"``.
    """
    changed = []
    for path in english(root):
        there = root / NOTEBOOKS / code / path.name
        known = {cell["id"]: cell for cell in read(there)["cells"]} if there.exists() else {}
        given = {
            name.partition(" ")[2]: text for name, text in (texts or {}).items() if name.startswith(f"{path.stem} ")
        }
        notebook = read(path)
        notebook["cells"] = [
            translated(cell, code, path.name, known.get(cell["id"]), given) for cell in notebook["cells"]
        ]
        notebook["metadata"]["language"] = code
        text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
        if not there.exists() or there.read_text("utf-8") != text:
            there.parent.mkdir(exist_ok=True)
            there.write_text(text, "utf-8", newline="\n")
            changed.append(there.relative_to(root).as_posix())
    return changed


def there(root: Path, code: str, stem: str) -> dict[str, str]:
    """Return the translations in a notebook of a language as `write` takes them; a cell that still is English is none."""
    english_texts = {cell["id"]: cell["source"] for cell in read(root / NOTEBOOKS / f"{stem}.ipynb")["cells"]}
    cells = read(root / NOTEBOOKS / code / f"{stem}.ipynb")["cells"]
    return {
        f"{stem} {cell['id']}": "".join(cell["source"])
        for cell in cells
        if (cell["cell_type"] == "markdown" or prints_words(cell)) and cell["source"] != english_texts[cell["id"]]
    }


def planned(root: Path, code: str) -> dict[str, str]:
    """Return the plans that the guide for lecturers has in other words than the notebook of a language, as for `write`.

    Whoever changes a plan there has looked at its English.
    """
    guide, plans = teaching.GUIDE, root / NOTEBOOKS / code / teaching.PLANS.name
    ours = root / guide.with_suffix(f".{code}.md")
    if not ours.exists() or not plans.exists():
        return {}
    known = {cell["id"]: "".join(cell["source"]) for cell in read(plans)["cells"]}
    texts = teaching.shown((root / guide).read_text("utf-8"), ours.read_text("utf-8"), f"{code}/")
    return {
        f"{plans.stem} plans-{number}": text
        for number, text in enumerate(texts, 1)
        if known.get(f"plans-{number}") != text
    }


def translated(cell: Cell, code: str, name: str, known: Cell | None, given: Mapping[str, str]) -> Cell:
    """Return a cell of a language's notebook: new from the translator, as it was, or still English."""
    if cell["cell_type"] == "code" and not prints_words(cell):
        return cell | {"source": speaking("".join(cell["source"]), code).splitlines(keepends=True)}
    if cell["id"] in given:
        text, made_from = given[cell["id"]], of(cell)
    elif known is not None and "english" in known["metadata"]:
        text, made_from = "".join(known["source"]), known["metadata"]["english"]
    else:
        return cell
    if "lab-links" in cell["metadata"].get("tags", ()):
        text = f"{text.partition(' · [English]')[0]} · {links(code, name)}"
    return cell | {"metadata": cell["metadata"] | {"english": made_from}, "source": text.splitlines(keepends=True)}


def prints_words(cell: Cell) -> bool:
    """Return whether a cell has code that fills numbers into words."""
    if cell["cell_type"] != "code":
        return False
    filled = [node for node in ast.walk(ast.parse("".join(cell["source"]))) if isinstance(node, ast.JoinedStr)]
    texts = [part.value for node in filled for part in node.values if isinstance(part, ast.Constant)]
    return any(WORD.search(text) for text in texts)


def computes(source: str) -> tuple[str, set[str]]:
    """Return what code does before it prints, and the names that occur in it; comments and what it imports are left out."""
    tree = ast.parse(source)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in list(ast.walk(tree)):
        if isinstance(body := getattr(node, "body", None), list):
            node.body = [each for each in body if not isinstance(each, (ast.Expr, ast.ImportFrom))]
    return ast.dump(tree), names


def links(code: str, name: str) -> str:
    """Return the links from a notebook to the same one in the other languages, by their own names."""
    up = "" if code == SOURCE.code else "../"
    others = (each for each in LANGUAGES.values() if each.code != code)
    return " · ".join(f"[{each.name}]({up}{'' if each == SOURCE else f'{each.code}/'}{name})" for each in others)


def speaking(code_cell: str, code: str) -> str:
    """Return a code cell with the line that chooses the language, if it is the one that makes the page."""
    return FIRST.sub(rf'from basislib.language import choose\n\1choose("{code}")\n', code_cell)


def to_do(root: Path, code: str) -> list[str]:
    """Return which cells of a language are missing or older than their English, a line each."""
    found = []
    for path in english(root):
        there = root / NOTEBOOKS / code / path.name
        known = {cell["id"]: cell for cell in read(there)["cells"]} if there.exists() else {}
        for cell in read(path)["cells"]:
            made_from = known.get(cell["id"], {"metadata": {}})["metadata"].get("english", "")
            if (cell["cell_type"] == "markdown" or prints_words(cell)) and made_from != of(cell):
                found.append(f"{there.relative_to(root).as_posix()}, {cell['id']}: {'changed' if made_from else 'new'}")
    return found


def of(cell: Cell) -> str:
    """Return what stands for the text of an English cell."""
    return made_from("".join(cell["source"]))


def english(root: Path) -> list[Path]:
    """Return the English notebooks in order."""
    return sorted((root / NOTEBOOKS).glob("*.ipynb"))


def read(path: Path) -> dict[str, Any]:
    """Return a notebook as JSON has it."""
    return json.loads(path.read_text("utf-8"))
