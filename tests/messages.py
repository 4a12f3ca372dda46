"""What a translator gets, beside what Babel finds by itself: the names of fields and units that refusals say.

Babel sees what stands in `_`, `N_` and `plural`. In models two more kinds of words need no mark: a text given to a
parameter that is called as in `WORDS`, such as those of `basislib.checks.within`, and the name of a field that a class
describes with `basislib.quantities`, which a refusal says with blanks. The names of the parties, the meanings of verdicts and the words of columns stand in tables. `pyproject.toml` names what reads each kind of file.
"""

import ast
import csv
import functools
import json
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

from babel.messages.extract import extract_python

ROOT = Path(__file__).parents[1]
MODELS = [
    ROOT / "basislib" / part
    for part in (".", "securities", "fund", "market", "record", "record/own_quotes", "policy", "game")
]
APART = ("feeds.py", "formats.py")  # the command line speaks English; `formats.measured` is given what is translated
FILES = sorted(path for folder in MODELS for path in folder.glob("*.py") if path.name not in APART)
WORDS = ("field", "limit_field", "label", "unit")  # parameters that take words
DESCRIBED = ("Quantity", "Like", "Sets")  # annotations of a field whose name is said


def extract(file, keywords, comment_tags, options):
    """Yield the messages of a file as Babel wants them: line, function, texts, comments."""
    yield from extract_python(file, keywords, comment_tags, options)
    if Path(file.name).name not in APART:
        file.seek(0)
        yield from ((line, "N_", text, []) for line, text in unmarked(ast.parse(file.read())))


def extract_names(file, keywords, comment_tags, options):
    """Yield the names in a table as Babel wants them."""
    rows = csv.DictReader(TextIOWrapper(file, "utf-8", newline=""))
    yield from ((rows.line_num, "N_", row["name"], []) for row in rows)


def extract_columns(file, keywords, comment_tags, options):
    """Yield what the columns of readers' files are called as Babel wants it, all in one context."""
    rows = csv.DictReader(TextIOWrapper(file, "utf-8", newline=""))
    yield from ((rows.line_num, "pgettext", ("column", row["words"]), []) for row in rows)


def extract_meanings(file, keywords, comment_tags, options):
    """Yield what a table's verdicts mean, from its manifest, as Babel wants them."""
    meanings = json.load(file)["columns"]["verdict"]["values"].values()
    yield from ((1, "N_", text, []) for text in meanings)


def unmarked(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and text of every field and unit that stands in a tree without a mark."""
    for _call, _name, node in given(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.lineno, node.value
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and any(
            isinstance(each, ast.Call) and name(each) in DESCRIBED for each in ast.walk(node.annotation)
        ):
            yield node.lineno, ast.unparse(node.target).replace("_", " ")


def given(tree: ast.AST) -> Iterator[tuple[ast.Call, str, ast.expr]]:
    """Yield a call, the parameter and what is given to it, for each parameter that takes words."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            for parameter, place in places().get(name(call), {}).items():
                if place < len(call.args):
                    yield call, parameter, call.args[place]
                yield from ((call, parameter, each.value) for each in call.keywords if each.arg == parameter)


def name(call: ast.Call) -> str:
    """Return the name of what is called, without what it belongs to."""
    return ast.unparse(call.func).rpartition(".")[2]


@functools.cache
def places() -> dict[str, dict[str, int]]:
    """Return where the functions and classes of models take words: name to parameter to place."""
    found: dict[str, dict[str, int]] = {}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                parameters = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
                parameters = parameters[parameters[:1] == ["self"] :]
            elif isinstance(node, ast.ClassDef):
                parameters = [each.target.id for each in node.body if isinstance(each, ast.AnnAssign)]
            else:
                continue
            words = {each: place for place, each in enumerate(parameters) if each in WORDS}
            if words:
                found[node.name] = found.get(node.name, {}) | words
    return found
