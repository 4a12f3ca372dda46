"""The house rules that a reader of the code relies on."""

import ast
import re
import string
import subprocess
import sys

import pytest

from tests.rules import ROOT, of_every, parsed

FILES = sorted((ROOT / "basislib").rglob("*.py"))
LAYERS = ("models", "scenes", "figures", "widgets", "pages")
WINGS = (
    "securities",
    "fund",
    "market",
    "record",
    "policy",
    "game",
)  # of the models, each importing only from those before it
REFUSING = tuple(f"basislib.{part}" for part in ("checks", "quantities", *WINGS, "widgets"))
COMMAND_LINE = (
    "basislib.record.answers",
    "basislib.record.feeds",
    "basislib.record.safekeeping",
)  # which speaks English
LONGEST = 40
APART = ("jupyter", "classroom")  # the server's side: no layer imports it, and it imports of itself, the one the other
SHARED = ("basislib.sheets", "basislib.language")  # what it takes from below
CUT = {path.parent.name for path in FILES if path.parent.parent.name == "pages"}  # pages that are folders


def layer(module):
    """Return the layer of a dotted module name."""
    part = module.split(".")[1] if "." in module else ""
    return part if part in LAYERS else "models"


def apart(module):
    """Return whether a dotted module name belongs to the server's side."""
    return module.split(".")[1] in APART if "." in module else False


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module(path):
    return name_of(path), parsed(path)


@of_every(FILES)
def test_a_layer_imports_only_from_layers_below(path):
    name, tree = module(path)
    height = LAYERS.index(layer(name))
    for imported in imports(tree):
        if imported.startswith("basislib"):
            assert imported in SHARED or imported.startswith(SHARED) or apart(imported) == apart(name), imported
            assert LAYERS.index(layer(imported)) <= height, f"{name} imports {imported}"


@of_every(FILES)
def test_a_wing_imports_only_from_wings_before_it(path):
    name, tree = module(path)
    wing = name.split(".")[1] if "." in name else ""
    for imported in imports(tree):
        other = imported.split(".")[1] if imported.startswith("basislib.") else ""
        if wing in WINGS and other in WINGS:
            assert WINGS.index(other) <= WINGS.index(wing), f"{name} imports {imported}"
        if wing in ("checks", "language", "types"):
            assert other in ("", "language", "types"), f"{name} imports {imported}"


@of_every(FILES)
def test_models_mark_words_and_leave_their_language_to_the_page(path):
    name, tree = module(path)
    if layer(name) == "models" and not apart(name) and name not in ("basislib.language", "basislib.formats"):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "basislib.language":
                assert [alias.name for alias in node.names] == ["N_"], name


@of_every(FILES)
def test_a_refusal_is_one_whole_sentence_with_a_place_for_each_fact(path):
    name, tree = module(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
            if name == "basislib.checks" and isinstance(node.args[0], ast.Name):
                continue  # one of the rules of `within`
            (marked,) = node.args
            assert ast.unparse(marked.func) == "N_", f"{name}:{node.lineno}"
            (sentence,) = marked.args
            assert isinstance(sentence, ast.Constant), f"{name}:{node.lineno} glues a sentence"
            facts = {keyword.arg for keyword in node.keywords}
            places = {field for _, field, *_ in string.Formatter().parse(sentence.value) if field}
            assert places == facts, f"{name}:{node.lineno}"
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and name.startswith(REFUSING):
            english = name in COMMAND_LINE
            assert english or ast.unparse(node.exc.func) != "ValueError", f"{name}:{node.lineno}"


@of_every(FILES)
def test_scenes_are_without_words_and_words_without_numpy(path):
    name, tree = module(path)
    used = set(imports(tree))
    if layer(name) == "scenes":
        assert not any(imported.startswith("basislib.language") for imported in used), name
    if name.startswith("basislib.pages.") and name.endswith(".words"):
        assert "numpy" not in used and "pandas" not in used, name


@of_every(FILES)
def test_no_page_imports_a_page(path):
    name, tree = module(path)
    page = name.split(".")[2] if name.startswith("basislib.pages.") else ""
    if page in CUT:
        others = [
            imported
            for imported in imports(tree)
            if imported.startswith("basislib.pages.") and imported.split(".")[2] != page
        ]
        assert not others, f"{name} imports {others}"


@of_every(FILES)
def test_only_the_right_layers_know_the_screen(path):
    name, tree = module(path)
    roots = {imported.split(".")[0] for imported in imports(tree)}
    if layer(name) == "models" and not apart(name):
        assert roots <= sys.stdlib_module_names | {"numpy", "pandas", "basislib"}, roots
    if layer(name) == "figures":
        assert "IPython" not in roots
    if layer(name) == "pages":
        assert not roots & {"matplotlib", "IPython"}
    if name != "basislib.widgets.kinds":
        assert not roots & {"ipywidgets", "comm"}, "take the guarded kinds of basislib.widgets.kinds"


@of_every(FILES)
def test_no_pyplot_no_global_no_bare_except(path):
    name, tree = module(path)
    assert not [imported for imported in imports(tree) if "pyplot" in imported]
    for node in ast.walk(tree):
        assert not isinstance(node, ast.Global | ast.Nonlocal), f"{name}:{node.lineno}"
        assert not (isinstance(node, ast.ExceptHandler) and node.type is None), f"{name}:{node.lineno}"


@of_every(FILES)
def test_functions_are_short(path):
    """As a person would break lines, a statement a line: how the formatter breaks them makes none longer."""
    name, tree = module(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = len(ast.unparse(node).splitlines()) - len((ast.get_docstring(node) or "").splitlines())
            assert lines <= LONGEST, f"{name}.{node.name} has {lines} lines"


@of_every(FILES)
def test_public_functions_say_what_they_do(path):
    name, tree = module(path)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{name}.{node.name} has no docstring"


@of_every(FILES)
def test_constants_have_telling_names(path):
    """What is the largest, the range or the measure of many things is said in the name."""
    name, tree = module(path)
    if not name.startswith("basislib.market"):
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        assert not names & {"LARGEST", "RANGES", "MEASURES"}, name


@of_every(FILES)
def test_nothing_is_left_to_do(path):
    text = path.read_text("utf-8")
    assert not [word for word in ("TODO", "FIXME", "NotImplementedError") if word in text]


@pytest.mark.parametrize("path", sorted((ROOT / "basislib").rglob("*.css")), ids=lambda path: path.name)
def test_no_style_asks_what_a_whole_page_holds(path):
    """A browser would ask anew with each picture that comes, for 3 to 7 ms a move."""
    whole = r"(?<![\w.-])(?:body|html|#rendered_cells(?: > div)?|\[cell-index[^\]]*\])[\w.-]*:(?:not\(:)?has\("
    assert not re.findall(rf"{whole}.*", path.read_text("utf-8"))


def test_the_formatter_is_content():
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--check", "--no-cache", ROOT], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_the_linter_is_content():
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--no-cache", ROOT], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
