"""The notebooks: short, clean, linked, executable, and with no number that nobody computed."""

import ast
import inspect
import json
import re
from pathlib import Path

import jupyter_client
import nbclient
import nbformat
import pytest

from basislib.language import LANGUAGES
from basislib.pages import PAGES
from tests.new_page.way import minutes

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?%?")
MOST_CODE_CELLS, MOST_LINES = 3, 6
SECTIONS = (
    "## The idea in three lines",
    "## Key points",
    "<summary>What people often get wrong",
    "<summary>Where this comes from",
)


@pytest.fixture
def notebook(about):
    return nbformat.read(NOTEBOOKS / about.notebook, as_version=4)


def prose(notebook, *without):
    return [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown" and not set(cell.metadata.get("tags", ())) & set(without)
    ]


def test_every_page_is_on_the_way_and_nothing_else():
    there = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    assert there == [*(about.notebook for about in PAGES), "lesson_plans.ipynb", "ways_through.ipynb"]


def test_the_first_cell_says_what_the_way_says(about, notebook):
    first = notebook.cells[0].source
    assert first.startswith(f"# {about.title}\n")
    assert f"> **{about.question}**" in first
    assert minutes(about) in first
    assert len(re.findall(r"^- \*\*", first, re.MULTILINE)) >= 3, "what you will be able to do, in verbs"
    assert "Run All Cells" in notebook.cells[1].source


def test_code_cells_are_few_and_short(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert 1 <= len(code) <= MOST_CODE_CELLS
    assert all(sum(map(bool, cell.source.splitlines())) <= MOST_LINES for cell in code)
    assert not [cell for cell in code if cell.outputs or cell.execution_count]


def test_the_anatomy_is_there(notebook):
    text = "\n".join(prose(notebook))
    places = [text.index(part) for part in SECTIONS]
    assert places == sorted(places)
    assert "**Words.**" not in text, "they are made from the glossary"


def test_what_holds_on_the_site_only_is_hidden_from_jupyterlab(notebook):
    told = [
        line for text in prose(notebook) for line in text.splitlines() if re.search(r"\bthe site\b|\bContents\b", line)
    ]
    assert not [line for line in told if not re.fullmatch(r'<p class="wb-site" hidden>.*</p>', line)]


def test_no_markdown_image(notebook):
    assert "![" not in "\n".join(prose(notebook)), "it hangs Voila on Binder; use <img alt>"


def test_no_dollar_sign_in_markdown(notebook):
    assert "$" not in "\n".join(prose(notebook)), "two of them would be set as a formula; write billion dollars"


def test_links_lead_somewhere(about, notebook):
    links = [target for text in prose(notebook) for _, target in LINK.findall(text)]
    pages = {about.notebook for about in PAGES}
    pages |= {f"{code}/{name}" for code in LANGUAGES for name in pages}
    for target in links:
        assert target in {*pages, "ways_through.ipynb"} or target.startswith("https://"), target
    number = PAGES.index(about)
    for neighbour in (*PAGES[max(number - 1, 0) : number], *PAGES[number + 1 : number + 2]):
        assert neighbour.notebook in links, f"no link to {neighbour.notebook}"


def test_the_start_page_leads_to_every_page():
    start = nbformat.read(NOTEBOOKS / PAGES[0].notebook, as_version=4)
    way = prose(start)[-1]
    for about in PAGES:
        assert f"- **[{about.title}]({about.notebook})**, {about.minutes} minutes. {about.question}" in way


def numbers(module):
    """Return the numbers a page's prose may use, as text; a page whose prose has none says nothing of them."""
    words = getattr(module, "words", module)
    return getattr(words, "numbers", set)()


def test_every_number_in_prose_is_computed(module, notebook):
    known = numbers(module)
    cells = [
        cell.source
        for cell in notebook.cells[1:]
        if cell.cell_type == "markdown" and not {"sources", "way"} & set(cell.metadata.get("tags", ()))
    ]
    for text in cells:
        bare = LINK.sub(r"\1", text)
        unknown = {found for found in NUMBER.findall(bare)} - known
        assert not unknown, f"{unknown} in: {bare[:200]}"


def typed(source):
    """Return what `numbers` of a module types, or takes from what the module types, instead of what is computed."""
    tree = ast.parse(source)
    there = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in ast.walk(node.targets[0])
        if isinstance(target, ast.Name)
    }
    (function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "numbers")
    body = [node for statement in function.body[1:] for node in ast.walk(statement)]  # without the docstring
    shown = {
        each
        for node in body
        if isinstance(node, ast.FormattedValue) and node.format_spec
        for each in ast.walk(node.format_spec)
    }  # ":.2f" is how, not what
    taken = [there[node.id] for node in body if isinstance(node, ast.Name) and node.id in there]
    literals = [node for node in body if node not in shown] + [node for value in taken for node in ast.walk(value)]
    return [
        node.value
        for node in literals
        if isinstance(node, ast.Constant) and node.value not in (0, 1) and re.search(r"\d", str(node.value))
    ]


def test_numbers_come_from_elsewhere(module):
    words = getattr(module, "words", module)
    if hasattr(words, "numbers"):
        assert not typed(inspect.getsource(words))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('return {"2"}', ["2"]),
        ('return {f"{A:.2f}", f"{B[1]}"}', []),
        ('return {f"{A} 7"}', [" 7"]),
        ("return {str(5)}", [5]),
        ('return {f"{C[0]:g}"}', [50.35]),
        ("return {*map(str, sorted(D))}", []),
    ],
)
def test_what_is_typed(body, found):
    source = f"from x import A, B\nC = 50.35, 'a'\nD = A + B\ndef numbers():\n    'From 3.'\n    {body}\n"
    assert typed(source) == found


def test_numbers_are_all_used(module, notebook):
    used = {found for text in prose(notebook) for found in NUMBER.findall(LINK.sub(r"\1", text))}
    assert not numbers(module) - used


GUARD = nbformat.v4.new_code_cell("""
%reset -f
import socket
def refuse(*arguments, **options): raise OSError('a page reads the network')
socket.getaddrinfo = socket.create_connection = refuse
""")


@pytest.fixture(scope="session")
def kernel(tmp_path_factory):
    """A kernel as JupyterLab starts it, in an empty folder; one serves all notebooks, for it takes a while to import all."""
    manager = jupyter_client.KernelManager()
    manager.start_kernel(cwd=str(tmp_path_factory.mktemp("empty")))
    yield manager
    manager.shutdown_kernel(now=True)


def test_it_runs_without_a_network(notebook, kernel):
    notebook.cells.insert(0, GUARD)
    client = nbclient.NotebookClient(notebook, kernel, timeout=60)
    client.execute()
    client.kc.stop_channels()
    said = json.dumps([cell.get("outputs", ()) for cell in notebook.cells])
    assert "Traceback" not in said and "Warning" not in said
    assert "widget-view" in said


def test_the_notebook_file_is_tidy(about):
    text = (NOTEBOOKS / about.notebook).read_text("utf-8")
    assert text.endswith("\n") and "\t" not in text
    nbformat.validate(json.loads(text))
