"""The frame of the site at three sizes: first screen, guess, controls, bar, words, axe, print, lecture.

One visit a page and size, from its first byte on, serves the tests in their order, as a reader's hour on the page: each
page at one of the sizes, or with --every-page at all of them.
"""

import re
from importlib import import_module

import pytest
from axe_playwright_python.sync_playwright import Axe

from basislib.pages import PAGES
from basislib.widgets.controls import Slider
from tests.browser.test_pages import WHOLE, handle_of, open_all, picture, slider_of, with_sliders
from tests.browser.watched import watched

SIZES = [
    pytest.param(size, marks=pytest.mark.third(turn))
    for turn, size in enumerate([(1280, 800), (390, 844), (1366, 650)])
]
NAMED = "{0[0]}x{0[1]}".format
BAR = 48  # px
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
FIRST = ".wb-first svg.picture:visible"

# The poster may be gone before a test could ask; so the page writes down where it first stood in a frame.
EARLY = """(() => {
  window.early = null;
  new MutationObserver((_list, watch) => {
    if (!document.querySelector('.wb-poster svg.picture')) return;
    watch.disconnect();
    window.early = { widgets: document.querySelectorAll('.wb-page .wb-first').length };
  }).observe(document, { subtree: true, childList: true });
  const look = () => {
    const svg = [...document.querySelectorAll('.wb-poster svg.picture')].find(svg => svg.checkVisibility());
    if (!svg) return requestAnimationFrame(look);
    const { y, height } = svg.getBoundingClientRect();
    window.early.box = { y, height };
  };
  requestAnimationFrame(look);
})()"""

IN_SIGHT = """([name, top]) => {
  const svg = [...document.querySelectorAll(`.explorer-${name} svg.picture`)].find(svg => svg.checkVisibility());
  const box = svg.getBoundingClientRect();
  const seen = Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(box.top, top));
  return seen / box.height;
}"""

# The sizes of all letters in pictures, px, how far a picture or its tiles reach below the buttons of the slides, and what
# beside a slider is cut off.
LETTERS = """() => {
  const shown = [...document.querySelectorAll('svg.picture')].filter(svg => svg.checkVisibility()), floor = document.querySelector('.wb-slides');
  return [shown.flatMap(svg => {
    const { width, height } = svg.getBoundingClientRect(), box = svg.viewBox.baseVal;
    const scale = Math.min(width / box.width, height / box.height);
    return [...svg.querySelectorAll('text')].map(text => parseFloat(text.style.fontSize) * scale);
  }), Math.max(0, ...shown.concat([...document.querySelectorAll('.wb-tiles')]).map(each => each.getBoundingClientRect().bottom - floor.getBoundingClientRect().top)),
  [...document.querySelectorAll('.wb-view .widget-readout')].filter(each => each.scrollWidth > each.clientWidth).map(each => each.textContent)];
}"""


# What a laptop has shown need not be shown on another one.
LAPTOP_AND_PHONE = pytest.mark.parametrize("size", SIZES[:2], ids=NAMED, indirect=True, scope="module")


@pytest.fixture(params=PAGES, ids=lambda about: about.stem, scope="module")
def about(request):
    return request.param


@pytest.fixture(params=SIZES, ids=NAMED, scope="module")
def size(request):
    return request.param


@pytest.fixture(scope="module")
def model(about):
    """The page as Python knows it."""
    return import_module(f"basislib.pages.{about.stem}").page("")


@pytest.fixture(scope="module")
def first_visit(browser, site, about, size):
    """A visit from its first byte on, before anything is touched."""
    width, height = size
    options = PHONE if width == 390 else {"viewport": {"width": width, "height": height}}
    with watched(browser, **options) as page:
        page.add_init_script(EARLY)
        yield arrive(page, site, about)


@pytest.fixture
def visit(first_visit):
    yield first_visit
    assert not first_visit.trouble, first_visit.trouble


def arrive(page, site, about, query="?seed=1234"):
    """Open a page and wait until it is whole."""
    page.set_default_timeout(30_000)
    page.goto(site.page(about.notebook, query))
    page.wait_for_function(WHOLE)
    page.wait_for_timeout(300)
    return page


def skip_guess(page):
    page.get_by_role("button", name="Open without a guess").click()
    page.locator(".wb-reply").wait_for()


def press_print(page):
    """Press "Print this page" and wait until the page has called for the printer, which is not there."""
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.locator(".wb-contents summary").click()
    page.get_by_role("button", name="Print this page").click()
    page.wait_for_function("window.printed", timeout=60_000)


def violations(page):
    """Return what axe finds, with what it is about. A picture is one image with a label, whatever is drawn in it."""
    found = Axe().run(page, {"exclude": [["svg.picture > *"]]}, {"rules": {"region": {"enabled": False}}})
    return [(each["id"], [node["target"] for node in each["nodes"]][:4]) for each in found.response["violations"]]


def violations_in_each_scheme(page, width):
    """Return what axe finds by day and, on a laptop, by night."""
    found = {"light": violations(page)}
    if width == 1280:
        page.emulate_media(color_scheme="dark")
        found["dark"] = violations(page)
        page.emulate_media(color_scheme="light")
    return {scheme: each for scheme, each in found.items() if each}


# ---- one visit at each size -----------------------------------------------------------------------------


def test_the_first_screen_has_the_picture_and_its_question(visit, size):
    width, height = size
    early, drawn = visit.evaluate("early"), visit.locator(FIRST).bounding_box()
    assert early and early["widgets"] == 0, "it is on the page before a script has made a widget"
    if "box" in early:  # else the widgets came within a frame
        there = early["box"]
        assert abs(drawn["y"] - there["y"]) <= 3 and abs(drawn["height"] - there["height"]) <= 3, "it stays"
    assert drawn["y"] >= BAR and drawn["y"] + drawn["height"] <= height, drawn
    assert visit.locator(FIRST).get_attribute("aria-label") == "The answer is covered until you guess."
    ask = visit.locator(".wb-first .wb-ask").bounding_box()
    option = visit.locator(".wb-first .widget-radio-box label").first.bounding_box()
    assert ask["y"] + ask["height"] <= option["y"] + 1 and option["y"] + option["height"] <= height, option
    if width > 1000:
        commit = visit.get_by_role("button", name="This is my guess").bounding_box()
        assert commit["y"] + commit["height"] <= height
    lead = visit.locator("[cell-index='1'] p").last.inner_text()
    assert len(lead.split()) <= 60
    assert visit.evaluate("scrollY") == 0
    assert visit.evaluate("document.documentElement.scrollWidth") <= width


@LAPTOP_AND_PHONE
def test_axe_finds_nothing_before_the_guess(visit, size):
    assert violations_in_each_scheme(visit, size[0]) == {}


def test_the_guess_uncovers_in_place(visit, size, model):
    width, height = size
    option = model.prediction.question.options[0]
    visit.get_by_role("radio", name=option.words, exact=True).check()
    commit = visit.get_by_role("button", name="This is my guess")
    commit.scroll_into_view_if_needed()
    visit.evaluate("""() => {
      window.jumped = 0;
      new PerformanceObserver(list => { for (const shift of list.getEntries())
        for (const { node, previousRect: was, currentRect: is } of shift.sources)
          if (node?.closest?.('.wb-picture') && Math.abs(was.top - is.top) > 2) window.jumped += 1; })
        .observe({ type: 'layout-shift', buffered: false });
    }""")
    before, scrolled = visit.locator(FIRST).bounding_box(), visit.evaluate("scrollY")
    commit.click()
    visit.locator(".wb-reply").wait_for()
    visit.wait_for_timeout(500)
    after = visit.locator(FIRST).bounding_box()
    moved = visit.evaluate("scrollY") - scrolled
    assert visit.evaluate("jumped") == 0
    assert abs(after["height"] - before["height"]) <= 2
    if width > 1000:
        assert moved == 0 and abs(after["y"] - before["y"]) <= 2
    assert visit.evaluate("document.activeElement.className") == "wb-reply"
    reply = visit.locator(".wb-reply").bounding_box()
    assert reply["y"] >= BAR and reply["y"] + min(reply["height"], 120) <= height, "the reply is in sight"
    assert visit.locator(FIRST).get_attribute("aria-label") != "The answer is covered until you guess."


@LAPTOP_AND_PHONE
def test_the_picture_is_in_sight_while_a_control_is_moved(visit, size, model):
    width, height = size
    open_all(visit)
    visit.wait_for_timeout(800)
    visit.evaluate("document.querySelectorAll('.wb-more.wb-open .wb-more-button').forEach(button => button.click())")
    for explorer in model.explorers.values():
        shown = [*explorer.in_sight(), *(c for c in explorer.controls.values() if c.group == "view")]
        sliders = [c for c in shown if isinstance(c, Slider) or getattr(c, "steps", False)]
        drawn = picture(visit, explorer.name).bounding_box()
        if width == 390 and drawn["height"] > 0.455 * height:
            continue  # a table or a card, which nobody looks at while a slider moves
        for control in sliders:
            handle = handle_of(visit, explorer, control)
            picture(visit, explorer.name).evaluate("svg => scrollBy(0, svg.getBoundingClientRect().top - 56)")
            handle.evaluate("handle => handle.scrollIntoView({ block: 'nearest' })")
            visit.wait_for_timeout(80)
            share = visit.evaluate(IN_SIGHT, [explorer.name, BAR])
            assert share >= 0.95, f"{explorer.name}, {control.name}: {share:.0%} of the picture"


@LAPTOP_AND_PHONE
def test_no_slider_moves_away_under_the_finger(visit, model):
    """Words that grow, and a refusal where they stood, must not push aside what a reader holds."""
    for explorer in with_sliders(model):
        control = next((c for c in explorer.in_sight() if isinstance(c, Slider)), None)
        if control is None:
            continue
        handle = handle_of(visit, explorer, control)
        handle.evaluate("handle => handle.scrollIntoView({ block: 'center' })")
        visit.wait_for_timeout(80)
        handle.focus()
        before = handle.bounding_box()["y"]
        for key in ("End", "Home"):
            handle.press(key)
            visit.wait_for_timeout(200)
            assert abs(handle.bounding_box()["y"] - before) <= 2, f"{explorer.name}, {control.name}, {key}"


@LAPTOP_AND_PHONE
def test_the_bar_says_where_one_is(visit, about):
    number = PAGES.index(about)
    bar = visit.get_by_role("navigation", name="The workbook")
    assert f"Page {number:02d}" in bar.inner_text(), "as its file and every reader call it"
    bar.get_by_text("Contents").click()
    assert bar.locator("li").count() == len(PAGES)
    current = bar.locator("[aria-current=page]").inner_text()
    assert about.title in current and f"{number:02d}" in current
    visit.keyboard.press("Escape")
    assert not bar.locator("li").first.is_visible()
    assert visit.get_by_text("Run All Cells").count() == 0, "that is for JupyterLab"
    visit.evaluate("scrollTo(0, 2000)")
    visit.wait_for_timeout(200)
    assert bar.bounding_box()["y"] == 0, "it stays"
    for rel, there in (("prev", number > 0), ("next", number + 1 < len(PAGES))):
        assert bar.locator(f"[rel={rel}]").count() == int(there)


@LAPTOP_AND_PHONE
def test_words_are_explained_where_they_first_occur(visit, model):
    visit.evaluate("scrollTo(0, 0)")
    marked = visit.locator(".wb-term")
    assert marked.count() >= 3
    names = visit.evaluate("[...document.querySelectorAll('.wb-term')].map(term => term.dataset.wbOf)")
    assert len(set(names)) == len(names) and set(names) <= set(model.terms)
    term = marked.first
    meaning = visit.locator(f"#{term.get_attribute('aria-controls')} > span")
    assert not meaning.is_visible()
    term.focus()
    visit.keyboard.press("Enter")
    assert meaning.is_visible() and term.get_attribute("aria-expanded") == "true"
    shown = meaning.bounding_box()
    assert shown["x"] >= 0 and shown["x"] + shown["width"] <= visit.viewport_size["width"]
    visit.keyboard.press("Escape")
    assert not meaning.is_visible()
    term.click()
    assert meaning.is_visible()
    visit.locator("h1").click()
    assert not meaning.is_visible()


@LAPTOP_AND_PHONE
def test_axe_finds_nothing_with_everything_open(visit, size):
    for opener in (".wb-seen-button", ".wb-more:not(.wb-open) .wb-more-button"):
        visit.evaluate("opener => document.querySelectorAll(opener).forEach(button => button.click())", opener)
    visit.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    exercise = visit.locator(".wb-exercise:has(.wb-number)").first
    exercise.get_by_role("button", name="Check").click()
    exercise.get_by_role("button", name="Hint").click()
    visit.wait_for_timeout(1000)
    assert violations_in_each_scheme(visit, size[0]) == {}
    assert visit.evaluate("document.documentElement.scrollWidth") <= size[0], (
        "nothing that opens is wider than the screen"
    )
    visit.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = false; })")


@LAPTOP_AND_PHONE
def test_it_prints_as_a_handout(visit, model):
    press_print(visit)
    visit.evaluate("dispatchEvent(new Event('beforeprint'))")
    visit.emulate_media(media="print")
    for name in model.explorers:
        assert picture(visit, name).is_visible(), "folds are open, pictures as shown"
    hidden = ".wb-controls, .wb-tools, .wb-bar, .wb-view, .wb-exercise .jupyter-button"
    assert visit.evaluate(
        "hidden => [...document.querySelectorAll(hidden)].filter(e => e.checkVisibility()).length", hidden
    ) == 0  # fmt: skip
    assert visit.locator(".wb-meaning > span").first.is_visible(), "words are explained on paper, too"
    assert visit.locator(".jp-RenderedMarkdown details table").first.is_visible()
    assert len(visit.pdf(format="A4")) > 50_000
    visit.evaluate("dispatchEvent(new Event('afterprint'))")
    assert visit.locator("#rendered_cells .jp-RenderedMarkdown details[open]").count() == 0
    visit.emulate_media(media="screen")


# ---- visits of their own --------------------------------------------------------------------------------


@pytest.mark.third(1)
def test_printing_makes_what_nobody_has_come_near(browser, site, about, model):
    """A reader who prints at once gets every picture, and a link leads to one that was never near."""
    explorer = (with_sliders(model) or list(model.explorers.values()))[-1]
    control = slider_of(explorer) if explorer in with_sliders(model) else next(iter(explorer.controls.values()))
    end = control.to_link(control.ends()[0])
    with watched(browser) as page:
        arrive(page, site, about, f"?{explorer.parameters()[control.name]}={end}")
        picture(page, explorer.name).wait_for()
        page.wait_for_timeout(1000)
        if explorer.name != next(iter(model.explorers)):
            assert page.evaluate(IN_SIGHT, [explorer.name, 0]) > 0.3
        press_print(page)
        page.emulate_media(media="print")
        assert [name for name in model.explorers if not picture(page, name).is_visible()] == []


@pytest.mark.third(1)
def test_a_lecture_goes_on_by_keys(browser, site, about, model):
    with watched(browser, viewport={"width": 1280, "height": 720}) as page:
        arrive(page, site, about, "?mode=lecture")
        assert violations(page) == []
        status = page.locator(".wb-slides span")
        many = int(re.search(r"1 of (\d+)", status.text_content())[1])
        assert many == len([placed for placed in model.placed if placed is not model._after])
        assert page.locator(".wb-covered").count() == 1, "the answer waits for a key"
        first = page.locator(FIRST).bounding_box()
        assert first["y"] + first["height"] <= 720 - 50
        votes = page.locator(".wb-votes button")
        assert votes.count() == len(model.prediction.question.options)
        page.keyboard.press("2")
        page.keyboard.press("2")
        votes.nth(0).click()
        assert [votes.nth(n).locator("b").text_content() for n in (0, 1)] == ["1", "2"]
        page.locator("h1").click()
        page.keyboard.press("v")  # the question and its answers alone, large; the hands stay counted
        assert page.locator(".wb-first .wb-result").is_hidden()
        assert votes.last.bounding_box()["y"] + votes.last.bounding_box()["height"] <= 720 - 50
        assert votes.nth(1).locator("b").text_content() == "2" and violations(page) == []
        page.keyboard.press("v")
        assert page.locator(".wb-first .wb-result").is_visible()
        page.keyboard.press("ArrowRight")
        page.locator(".wb-reply").wait_for()
        assert page.locator(".wb-covered").count() == 0
        assert page.evaluate(LETTERS)[1] <= 0
        shown = 1
        for _ in range(3 * many):
            if shown == many:
                break
            page.keyboard.press("PageDown")
            page.wait_for_timeout(500)
            visible = page.evaluate("""[...document.querySelectorAll('.wb-page .wb-section:not(.wb-after)')]
                .filter(section => section.checkVisibility()).length""")
            assert visible == 1, "a section a screen"
            small, over, cut = page.evaluate(LETTERS)
            assert not small or min(small) >= 13, f"letters of {min(small):.1f} px on screen {shown}"
            assert over <= 0, "the buttons of the slides cover no picture and no tiles"
            assert cut == []
            shown = max(shown, int(re.match(r"(\d+) of", status.text_content())[1]))
        assert shown == many
        page.keyboard.press("PageUp")
        page.wait_for_timeout(400)
        page.keyboard.press("Escape")
        assert page.locator("html.lecture").count() == 0
