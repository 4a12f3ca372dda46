"""What signatures say is true: a type checker reads the models, the scenes and what an explorer is made of."""

import ast
import subprocess
import sys
import tomllib

from tests.rules import ROOT, of_every, parsed

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]
FILES = sorted(
    path
    for name in SETTINGS["files"]
    for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).rglob("*.py"))
)


def test_the_type_checker_is_content():
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_type_checker_finds_what_is_wrong(tmp_path):
    """A text for a number, and a missing return type: a checker that is set to see nothing would pass all."""
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from basislib.formats import money\n\n\ndef untyped():\n    pass\n\n\nmoney('a lot')\n", "utf-8")
    done = subprocess.run([sys.executable, "-m", "mypy", str(wrong)], cwd=ROOT, capture_output=True, text=True)
    assert {line.rpartition("[")[2] for line in done.stdout.splitlines() if ": error: " in line} == {
        "no-untyped-def]",
        "arg-type]",
    }, done.stdout


@of_every(FILES)
def test_every_function_says_what_goes_in_and_what_comes_out(path):
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.returns, f"{node.name} does not say what it returns"
            bare = [
                each.arg
                for each in [
                    *node.args.posonlyargs,
                    *node.args.args,
                    *node.args.kwonlyargs,
                    node.args.vararg,
                    node.args.kwarg,
                ]
                if each and not each.annotation
            ]
            assert set(bare) <= {"self", "cls"}, f"{node.name} does not say what {bare} are"


def test_nothing_is_waved_through():
    """`type: ignore` names its error, and the settings have no way round the checker."""
    for path in FILES:
        for line in path.read_text("utf-8").splitlines():
            assert "type: ignore" not in line or "type: ignore[" in line, f"{path}: {line}"
    assert "ignore_errors" not in (ROOT / "pyproject.toml").read_text("utf-8")
