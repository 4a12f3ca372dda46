"""The house rules that a reader of the code relies on."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "basislib").rglob("*.py"))
LAYERS = ("models", "figures", "widgets", "pages")
LONGEST = 40


def layer(module):
    """Return the layer of a dotted module name."""
    part = module.split(".")[1] if "." in module else ""
    return part if part in LAYERS else "models"


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.fixture(params=FILES, ids=name_of)
def module(request):
    return name_of(request.param), ast.parse(request.param.read_text("utf-8"))


def test_a_layer_imports_only_from_layers_below(module):
    name, tree = module
    height = LAYERS.index(layer(name))
    for imported in imports(tree):
        if imported.startswith("basislib"):
            assert LAYERS.index(layer(imported)) <= height, f"{name} imports {imported}"


def test_only_the_right_layers_know_the_screen(module):
    name, tree = module
    roots = {imported.split(".")[0] for imported in imports(tree)}
    if layer(name) == "models" and name != "basislib.server" and not name.startswith("basislib.jupyter"):
        assert roots <= sys.stdlib_module_names | {"numpy", "pandas", "basislib"}, roots
    if layer(name) == "figures":
        assert not roots & {"ipywidgets", "IPython"}
    if layer(name) == "pages":
        assert not roots & {"matplotlib", "IPython"}


def test_no_pyplot_no_global_no_bare_except(module):
    name, tree = module
    assert not [imported for imported in imports(tree) if "pyplot" in imported]
    for node in ast.walk(tree):
        assert not isinstance(node, ast.Global | ast.Nonlocal), f"{name}:{node.lineno}"
        assert not (isinstance(node, ast.ExceptHandler) and node.type is None), f"{name}:{node.lineno}"


def test_functions_are_short(module):
    name, tree = module
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            lines = node.end_lineno - node.lineno + 1 - len((ast.get_docstring(node) or "").splitlines())
            assert lines <= LONGEST, f"{name}.{node.name} has {lines} lines"


def test_public_functions_say_what_they_do(module):
    name, tree = module
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{name}.{node.name} has no docstring"


def test_nothing_is_left_to_do(module):
    name, _ = module
    text = next(path for path in FILES if name_of(path) == name).read_text("utf-8")
    assert not [word for word in ("TODO", "FIXME", "NotImplementedError") if word in text]


def test_the_linter_is_content():
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--no-cache", ROOT], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
