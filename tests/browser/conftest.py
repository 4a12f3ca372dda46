"""One Chromium, the real Voila and the real JupyterLab for all browser tests; pages, and the languages they are visited in."""

from importlib import import_module
from itertools import product

import nbformat
import pytest
from playwright.sync_api import sync_playwright

from basislib.classroom.languages import page_in
from basislib.language import LANGUAGES, SOURCE
from basislib.pages import PAGES
from tests.browser import chromium, served
from tests.browser.watched import started, watched
from tests.speaking import speaking

pytest.register_assert_rewrite("tests.browser.first_screen")  # before a test imports it

START = r"""# A page to try

In line $R = \frac{h}{m}$, and by itself:

$$\sum_{t=1}^{n} c_t$$

[Next](01_next.ipynb)"""

SPEED = """
import html, os
from urllib.parse import parse_qs
import ipywidgets as widgets
asked = parse_qs(os.environ.get("QUERY_STRING", "")).get("speed", ["1"])[0]
slider = widgets.IntSlider(value=int(asked), min=0, max=10, description="Speed")
words = widgets.HTML()
icon = widgets.Button(description="Go", icon="play")
lecture = widgets.HTML("<button data-wb-lecture>Lecture view</button>")
def show(_=None):
    words.value = (f'<p class="words" data-wb-state="speed={slider.value}" data-pid="{os.getpid()}" '
                   f'data-parent="{os.getppid()}">Speed is {slider.value}</p>')
slider.observe(show, "value")
show()
widgets.VBox([slider, words, icon, lecture])
"""

NOWHERE = """
view = {"model_id": "nowhere", "version_major": 2, "version_minor": 0}
display({"application/vnd.jupyter.widget-view+json": view, "text/plain": "a widget"}, raw=True)
"""

LAB_ONLY = {"tags": ["lab-only"]}
# By rounds of three pages: what is dealt to every fourth page, a size for one, comes in each language.
BY_TURNS = [pytest.param(code, marks=pytest.mark.dealt(turn, len(LANGUAGES), 3)) for turn, code in enumerate(LANGUAGES)]
# What is looked at in all languages but English.
IN_OTHERS = pytest.mark.parametrize(
    "edition", [turn for turn in BY_TURNS if turn.values[0] != SOURCE.code], indirect=True, scope="module"
)
# A module that is one story has all its tests in one language, and not in the source, of which less can go wrong.
STORY = [pytest.param(code, marks=pytest.mark.dealt(turn, 1)) for turn, code in enumerate(reversed(LANGUAGES))]


@pytest.fixture(params=PAGES, ids=lambda about: about.stem, scope="module")
def about(request):
    return request.param


@pytest.fixture(params=BY_TURNS, scope="module")
def edition(request):
    """The language that pages are visited in, and that Python speaks meanwhile."""
    with speaking(request.param):
        yield request.param


@pytest.fixture(scope="module")
def model(about, edition):
    """The page as Python knows it, to know what should be on the screen."""
    return import_module(f"basislib.pages.{about.stem}").page("")


@pytest.fixture(scope="session")
def browser():
    path = chromium.find()
    if not path:
        pytest.exit(chromium.MISSING, returncode=1)
    with sync_playwright() as playwright, started(playwright, path) as browser:
        yield browser


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Voila with the workbook, as `make serve` runs it."""
    with served.voila(served.ROOT / "notebooks", tmp_path_factory.mktemp("voila")) as site:
        yield site


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab with the repository, as `make lab` runs it; a page logs in by `lab_page`."""
    with served.lab(served.ROOT, tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Small pages of their own, for what is the site's and not the workbook's: the same ones in each language's folder."""
    folder = tmp_path_factory.mktemp("small") / "notebooks"
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    pages = {
        "00_start_here": [
            text(START),
            code(SPEED),
            text("Only for JupyterLab", metadata=LAB_ONLY),
            code("open('ran.txt', 'w')", metadata=LAB_ONLY),
            code("1 / 0", metadata=LAB_ONLY),
        ],
        "01_next": [text("# The next page"), code("print('here')")],
        "02_broken": [text("# A broken page"), code("1 / 0"), text("Never shown"), code(SPEED)],
        "03_no_widget": [text("# A page without its widget"), code(NOWHERE), code(SPEED)],
    }
    for (stem, cells), language in product(pages.items(), LANGUAGES):
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook.metadata["language"] = language
        place = folder / page_in(f"{stem}.ipynb", language)
        place.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, place)
    return folder


@pytest.fixture(scope="session")
def small(folder, tmp_path_factory):
    """Voila with the small pages."""
    with served.voila(folder, tmp_path_factory.mktemp("voila")) as site:
        yield site


@pytest.fixture
def page(browser):
    with watched(browser) as page:
        yield page


@pytest.fixture
def lab_page(browser, lab):
    """A page whose browser has the cookie of the JupyterLab server."""
    with watched(browser) as page:
        page.request.get(f"{lab.url}/api/status?token={served.TOKEN}")
        yield page
