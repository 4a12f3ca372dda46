"""The frame of the site on a laptop and on a phone: first screen, guess, controls, bar, words, axe, print, lecture.

One visit a page, size and language, from its first byte on, serves the tests in their order, as a reader's hour on the
page. Each page is visited once, in one of the languages: a quarter on a laptop, a quarter on a phone, a quarter in lecture
view, and the last by `test_pages.py`; or with --every-page all of them in each way and in all languages.
"""

import re

import pytest

from basislib.language import LANGUAGES, _, chosen
from basislib.pages import PAGES
from basislib.widgets.controls import Slider
from basislib.widgets.glossary import glossary
from tests.browser.conftest import IN_OTHERS
from tests.browser.first_screen import BAR, FIRST, answer_uncovers, arrive_watching, first_screen_stands, length
from tests.browser.pages import (
    PHONE,
    arrive,
    box,
    close_everything,
    english_on,
    handle_of,
    only,
    open_all,
    open_everything,
    painted,
    picture,
    reset,
    slider_of,
    still,
    violations,
    with_sliders,
)
from tests.browser.watched import watched

SIZES = [pytest.param(size, marks=pytest.mark.dealt(turn, 4)) for turn, size in enumerate([(1280, 800), (390, 844)])]
NAMED = "{0[0]}x{0[1]}".format
# Of each row of tiles, at how many heights its numbers end.
ROWS = """[...document.querySelectorAll('.wb-tiles')].filter(each => each.checkVisibility()).flatMap(tiles => {
  const rows = {};
  for (const tile of tiles.children) {
    const { top } = tile.getBoundingClientRect(), { bottom } = tile.querySelector('b').getBoundingClientRect();
    (rows[Math.round(top)] ??= new Set()).add(Math.round(bottom));
  }
  return Object.values(rows).map(row => row.size);
})"""
# Of each word that is explained: its name, what stands before it, the word, and what stands behind it.
AROUND = """[...document.querySelectorAll('.wb-term')].map(term => [
  term.dataset.wbOf, term.previousSibling?.data ?? '', term.textContent, term.nextElementSibling.nextSibling?.data ?? ''])"""

# A reader who is quicker than the scripts chooses an answer while only the poster is there.
CHOOSE = """new MutationObserver((_list, watch) => {
  const second = document.querySelectorAll('.wb-poster input[type=radio]')[1];
  if (second) { watch.disconnect(); second.click(); window.chosen = true; }
}).observe(document, { subtree: true, childList: true })"""

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


ONE_PAGE = only("fed_backstop")  # for what the site does whatever the page


def foreign(text):
    """Return whether a text has letters that English has not."""
    return any(sign.isalpha() and not sign.isascii() for sign in text)


@pytest.fixture(params=SIZES, ids=NAMED, scope="module")
def size(request):
    return request.param


@pytest.fixture(scope="module")
def first_visit(browser, site, about, size, edition):
    """A visit from its first byte on, before anything is touched."""
    width, height = size
    options = PHONE if width == 390 else {"viewport": {"width": width, "height": height}}
    with watched(browser, **options) as page:
        page.add_init_script(CHOOSE)
        yield arrive_watching(page, site, about)


@pytest.fixture
def visit(first_visit):
    yield first_visit
    assert not first_visit.trouble, first_visit.trouble


def press_print(page):
    """Press "Print this page" and wait until the page has called for the printer, which is not there."""
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.locator(".wb-contents summary").click()
    page.get_by_role("button", name=_("Print this page")).click()
    page.wait_for_function("window.printed")


def violations_in_each_scheme(page, width, within=None):
    """Return what axe finds by day and, on a laptop, by night, when only colours are others."""
    found = {"light": violations(page, within=within)}
    if width == 1280:
        page.emulate_media(color_scheme="dark")
        found["dark"] = violations(page, "color-contrast", within)
        page.emulate_media(color_scheme="light")
    return {scheme: each for scheme, each in found.items() if each}


# ---- one visit at each size and in each language -----------------------------------------------------------------------------


def test_the_first_screen_has_the_picture_and_its_question(visit):
    first_screen_stands(visit)


def test_a_choice_made_before_the_scripts_came_is_kept(visit):
    assert visit.evaluate("chosen")
    assert visit.locator(".wb-first input[type=radio]").nth(1).is_checked()


def test_the_answers_to_the_guess_belong_to_its_question(visit):
    group = visit.get_by_role("radiogroup").first
    named = "group => document.getElementById(group.getAttribute('aria-labelledby')).className"
    assert group.evaluate(named) == "wb-ask"


def test_axe_finds_nothing_before_the_guess(visit, size):
    """All but the covered picture and its question is there later, too."""
    assert violations_in_each_scheme(visit, size[0], ".wb-first") == {}


def test_the_guess_uncovers_in_place(visit, model):
    answer_uncovers(visit, model)


def test_the_picture_is_in_sight_while_a_control_is_moved(visit, size, model):
    width, height = size
    open_all(visit)
    still(visit)
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
            painted(visit)
            share = visit.evaluate(IN_SIGHT, [explorer.name, BAR])
            assert share >= 0.95, f"{explorer.name}, {control.name}: {share:.0%} of the picture"


def test_no_slider_moves_away_under_the_finger(visit, model):
    """Words that grow, and a refusal where they stood, must not push aside what a reader holds."""
    for explorer in with_sliders(model):
        control = next((c for c in explorer.in_sight() if isinstance(c, Slider)), None)
        if control is None:
            continue
        handle = handle_of(visit, explorer, control)
        handle.evaluate("handle => handle.scrollIntoView({ block: 'center' })")
        painted(visit)
        handle.focus()
        before = handle.bounding_box()["y"]
        for key, end in (("End", control.ends()[1]), ("Home", control.ends()[0])):
            handle.press(key)
            drawn(visit, explorer, control, end)
            assert abs(handle.bounding_box()["y"] - before) <= 2, f"{explorer.name}, {control.name}, {key}"


def drawn(page, explorer, control, value):
    """Wait until an explorer has drawn a control's value, or said why it cannot, and that has been painted."""
    state = f"{explorer.parameters()[control.name]}={control.to_link(value)}"
    page.wait_for_function(
        "([name, state]) => document.querySelector(`.explorer-${name} .words`)?.dataset.wbState?.split('&').includes(state)",
        arg=[explorer.name, state],
    )
    painted(page)


def test_an_answer_box_is_named_by_its_question(visit):
    named = visit.evaluate("""[...document.querySelectorAll('.wb-exercise .wb-number input')].map(input =>
        document.getElementById(input.getAttribute('aria-labelledby').split(' ')[0]).textContent.trim())""")
    assert named and all(length(name) > 5 for name in named)


@ONE_PAGE
def test_a_story_stays_marked_until_something_else_moves(visit, model):
    explorer = next(each for each in with_sliders(model) if each.presets)
    reset(visit, explorer)
    key = next(key for key, values in explorer.presets.items() if not explorer.defaults().items() >= values.items())
    story = box(visit, explorer.name).get_by_role("button", name=explorer.preset_words[key], exact=True)
    assert story.get_attribute("aria-pressed") == "false" and story.get_attribute("title")
    story.click()
    visit.wait_for_function("button => button.getAttribute('aria-pressed') === 'true'", arg=story.element_handle())
    handle = handle_of(visit, explorer, slider_of(explorer))
    at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
    handle.press("ArrowLeft" if at_end else "ArrowRight")
    visit.wait_for_function("button => button.getAttribute('aria-pressed') === 'false'", arg=story.element_handle())


@ONE_PAGE
def test_back_undoes_and_a_drag_is_told_once(visit, model):
    explorer = with_sliders(model)[0]
    handle = handle_of(visit, explorer, slider_of(explorer))
    visit.wait_for_timeout(3500)  # until the page has said what was moved, and takes what comes next for something new
    first = handle.get_attribute("aria-valuenow")
    visit.evaluate("""() => {
      window.said = 0;
      new MutationObserver(list => { for (const change of list)
        if (change.target.closest?.('.wb-unseen') ?? change.target.parentElement?.closest('.wb-unseen')) window.said += 1; })
        .observe(document.body, { subtree: true, childList: true, characterData: true });
    }""")
    for _press in range(8):
        handle.press("ArrowLeft")
    visit.wait_for_function("said > 0")
    visit.wait_for_timeout(1500)  # the page's pause before it speaks, and more
    assert handle.get_attribute("aria-valuenow") != first
    assert visit.evaluate("said") <= 2, "a screen reader hears one sentence, after the last move"
    assert visit.locator(".words[aria-live], .wb-words[aria-live]").count() == 0
    visit.go_back()
    visit.wait_for_function("([handle, value]) => handle.getAttribute('aria-valuenow') === value",
                            arg=[handle.element_handle(), first])  # fmt: skip


@ONE_PAGE
def test_forced_colours_keep_tracks_and_edges(visit):
    visit.emulate_media(forced_colors="active")
    for edged in (".wb-first .noUi-target", ".wb-first .wb-presets button"):
        assert visit.locator(edged).count()
        for each in visit.locator(edged).all():
            assert each.evaluate("each => getComputedStyle(each).borderTopStyle") == "solid"
    visit.emulate_media(forced_colors="none")


def test_the_bar_says_where_one_is(visit, about):
    number = PAGES.index(about)
    bar = visit.get_by_role("navigation", name=_("The workbook"))
    assert _("Page {number}").format(number=f"{number:02d}") in bar.inner_text(), "as its file and every reader call it"
    bar.get_by_text(_("Contents")).click()
    assert bar.locator("li").count() == len(PAGES)
    current = bar.locator("[aria-current=page]").inner_text()
    assert _(about.title) in current and f"{number:02d}" in current
    visit.keyboard.press("Escape")
    assert not bar.locator("li").first.is_visible()
    assert visit.get_by_text("Run All Cells").count() == 0, "that is for JupyterLab"
    visit.evaluate("scrollTo(0, 2000)")
    painted(visit)
    assert bar.bounding_box()["y"] == 0, "it stays"
    for rel, there in (("prev", number > 0), ("next", number + 1 < len(PAGES))):
        assert bar.locator(f"[rel={rel}]").count() == int(there)


def meant_otherwise(name, before, word, after):
    """Return whether a marked word stands in a phrase in which it is no term, as in "cash runs low"."""
    text, at = before + word + after, len(before)
    phrases = glossary(chosen().code)[name].unless
    places = [range(text.find(each), text.find(each) + len(each)) for each in phrases if each in text]
    return any(at in place and at + len(word) - 1 in place for place in places)


def test_words_are_explained_where_they_first_occur(visit, model):
    visit.evaluate("scrollTo(0, 0)")
    marked = visit.locator(".wb-term")
    assert marked.count() >= 3
    names = visit.evaluate("[...document.querySelectorAll('.wb-term')].map(term => term.dataset.wbOf)")
    assert len(set(names)) == len(names) and set(names) <= set(model.terms)
    assert not [said for said in visit.evaluate(AROUND) if meant_otherwise(*said)]
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


def test_axe_finds_nothing_with_everything_open(visit, size):
    open_everything(visit)
    assert set(visit.evaluate(ROWS)) <= {1}, "numbers stand in a row, also where the label of one takes two lines"
    assert violations_in_each_scheme(visit, size[0]) == {}
    assert visit.evaluate("document.documentElement.scrollWidth") <= size[0], (
        "nothing that opens is wider than the screen"
    )
    close_everything(visit)


@IN_OTHERS
def test_no_english_is_left_with_everything_open(visit):
    """What stands in pictures and under controls in every state, `tests/pages/test_explorers.py` reads."""
    open_all(visit)
    open_everything(visit)
    found = english_on(visit)
    close_everything(visit)
    assert found == []


@IN_OTHERS
def test_a_page_in_a_language_says_so_and_explains_its_words_in_it(visit, edition):
    terms = visit.locator(".wb-term").all_inner_texts()
    meanings = visit.locator(".wb-meaning").all_text_contents()
    assert visit.locator("html").get_attribute("lang") == LANGUAGES[edition].html
    assert meanings and all(map(foreign, (visit.title(), *meanings)))
    assert terms and not [term for term in terms if re.search("[a-z]{3}", term)], "a short one may be as in English: bp"


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
    pressed = "[...document.querySelectorAll('.wb-prose .wb-press')].every(name => name.checkVisibility())"
    assert visit.evaluate(pressed), "names in sentences that can be pressed are words of the sentence"
    assert visit.locator(".wb-meaning > span").first.is_visible(), "words are explained on paper, too"
    assert visit.locator(".jp-RenderedMarkdown details table").first.is_visible()
    assert len(visit.pdf(format="A4")) > 50_000
    visit.evaluate("dispatchEvent(new Event('afterprint'))")
    assert visit.locator("#rendered_cells .jp-RenderedMarkdown details[open]").count() == 0
    visit.emulate_media(media="screen")


# ---- visits of their own --------------------------------------------------------------------------------


@pytest.mark.dealt(3, 8)
def test_printing_makes_what_nobody_has_come_near(browser, site, about, model):
    """A reader who prints at once gets every picture, and a link leads to one that was never near."""
    explorer = (with_sliders(model) or list(model.explorers.values()))[-1]
    control = slider_of(explorer) if explorer in with_sliders(model) else next(iter(explorer.controls.values()))
    end = control.to_link(control.ends()[0])
    with watched(browser) as page:
        arrive(page, site, about, f"?{explorer.parameters()[control.name]}={end}")
        picture(page, explorer.name).wait_for()
        if explorer.name != next(iter(model.explorers)):
            page.wait_for_function(f"place => ({IN_SIGHT})(place) > 0.3", arg=[explorer.name, 0])
        press_print(page)
        page.emulate_media(media="print")
        assert [name for name in model.explorers if not picture(page, name).is_visible()] == []


def place(page):
    """Return the number of the slide, and how many there are."""
    return tuple(map(int, re.findall(r"\d+", page.locator(".wb-slides span").text_content())))


def turn(page, key):
    """Press a key, and wait until what it shows is there with all that belongs to it."""
    page.keyboard.press(key)
    painted(page)
    page.wait_for_function("![...document.querySelectorAll('button.wb-near')].some(each => each.checkVisibility())")
    still(page, 250)


@pytest.mark.dealt(3, 4)
def test_a_lecture_goes_on_by_keys(browser, site, about, model):
    with watched(browser, viewport={"width": 1280, "height": 720}) as page:
        arrive(page, site, about, "?mode=lecture")
        assert violations(page) == []
        at, many = place(page)
        assert at == 1 and many == len([placed for placed in model.placed if placed is not model._after])
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
        assert votes.nth(1).locator("b").text_content() == "2" and violations(page, within=".wb-first") == []
        page.keyboard.press("v")
        assert page.locator(".wb-first .wb-result").is_visible()
        page.keyboard.press("ArrowRight")
        page.locator(".wb-reply").wait_for()
        assert page.locator(".wb-covered").count() == 0
        assert page.evaluate(LETTERS)[1] <= 0
        for _press in range(3 * many):
            if place(page)[0] == many:
                break
            turn(page, "PageDown")
            visible = page.evaluate("""[...document.querySelectorAll('.wb-page .wb-section:not(.wb-after)')]
                .filter(section => section.checkVisibility()).length""")
            assert visible == 1, "a section a screen"
            small, over, cut = page.evaluate(LETTERS)
            assert not small or min(small) >= 13, f"letters of {min(small):.1f} px on screen {place(page)[0]}"
            assert over <= 0, "the buttons of the slides cover no picture and no tiles"
            assert cut == []
        assert place(page)[0] == many
        turn(page, "PageUp")
        page.keyboard.press("Escape")
        assert page.locator("html.lecture").count() == 0
