"""A page of the workbook in the browser, in the language that Python speaks: how it is opened, and where its parts are.

The fixture `edition` (`conftest.py`) has Python speak the language in which a test visits pages. So `_()` of a test finds a
button by the words that it has there, and `model` knows all other words.
"""

import re
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe

from basislib.classroom.languages import page_in
from basislib.language import _, chosen
from basislib.pages import PAGES
from basislib.widgets.controls import Slider
from tests.editions.english import english_in

WHOLE = "document.documentElement.dataset.stage === 'done' && !document.querySelector('.wb-poster')"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CLICK = "what => document.querySelectorAll(what).forEach(each => each.click())"
FOLDED = ".wb-fold:not(.wb-open) [data-wb-opens='wb-fold']"
MORE = ".wb-more:not(.wb-open) .wb-more-button"
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
STILL = """quiet => new Promise(done => {
  let soon = 0, watch;
  const end = () => { watch.disconnect(); clearTimeout(late); requestAnimationFrame(() => requestAnimationFrame(done)); };
  const again = () => { clearTimeout(soon); soon = setTimeout(end, quiet); };
  const late = setTimeout(end, 5000);  // something may play
  watch = new MutationObserver(again);
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  again();
})"""
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# All that can be read, names for screen readers as well; without code, other languages' names, and what is cited in English:
# titles stand in italics or lead to what they name.
SHOWN = """() => [...document.querySelectorAll('body *')]
  .filter(each => !each.closest('script, style, code, em, a[href^="http"], [lang=en]'))
  .flatMap(each => [each.getAttribute('aria-label'), each.getAttribute('title'), each.getAttribute('placeholder'),
    ...[...each.childNodes].filter(node => node.nodeType === 3).map(node => node.data)]).filter(Boolean)"""


def only(*stems):
    """Return a mark: of all pages, a test is about these."""
    pages = [about for about in PAGES if about.stem in stems]
    return pytest.mark.parametrize("about", pages, ids=lambda about: about.stem, indirect=True, scope="module")


def said(text):
    """Return a pattern of what a page says, in its language, whatever stands in the placeholders."""
    return re.compile(".+".join(map(re.escape, PLACEHOLDER.split(_(text)))))


def address(site, notebook, query=""):
    """Return where a page is in the language that Python speaks."""
    return site.page(page_in(notebook, chosen().code), query)


def reads(page):
    """Have the browser say that its reader reads the language that Python speaks."""
    page.set_extra_http_headers({"Accept-Language": chosen().html})


# ---- opening ------------------------------------------------------------------------------------------------


def arrive(page, site, about, query="?seed=1234"):
    """Open a page and wait until it is whole and at rest."""
    page.goto(address(site, about.notebook, query))
    page.wait_for_function(WHOLE)
    still(page)
    return page


def still(page, quiet=150):
    """Wait until nothing on the page has changed for so many milliseconds, and that has been painted."""
    page.evaluate(STILL, quiet)


def painted(page):
    """Wait until what has just been done on the page without its calculation has been painted."""
    page.evaluate(FRAMES)


def skip_guess(page):
    page.get_by_role("button", name=_("Open without a guess")).click()
    page.locator(".wb-reply").wait_for()


def open_all(page):
    """Open every fold, have every part of the page made, and show the controls under "More"."""
    page.locator(".wb-answers").wait_for(state="attached")  # the last thing on a page
    page.evaluate(CLICK, FOLDED)
    for _round in range(100):
        page.evaluate(CLICK, "button.wb-near")
        page.wait_for_timeout(100)
        if not page.locator("button.wb-near").count():
            break
    page.evaluate(CLICK, MORE)


def open_everything(page):
    """Open on an open page what there was to see and all that folds; have each answer checked, and a hint given."""
    page.evaluate(CLICK, f".wb-seen-button, {MORE}")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    page.evaluate(CLICK, ".wb-exercise .wb-check, .wb-exercise .wb-check + button")
    page.wait_for_function("""() => [...document.querySelectorAll('.wb-exercise')].every(each =>
        each.querySelector('.wb-hint') && each.querySelector('.wb-feedback'))
        && ![...document.querySelectorAll('.wb-seen-button')].some(each => each.checkVisibility())""")
    still(page)


def close_everything(page):
    """Close what stands in the prose, as it was before; widgets stay as they are."""
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = false; })")


def english_on(page):
    """Return the English that is left on a page, its solutions among them, in whose place the hints are."""
    shown = page.evaluate(SHOWN)
    page.evaluate(CLICK, ".wb-exercise .wb-check + button + button")
    page.wait_for_function(
        "[...document.querySelectorAll('.wb-exercise')].every(each => each.querySelector('.wb-solution'))"
    )
    return english_in({*shown, *page.evaluate(SHOWN)})


# ---- its parts ----------------------------------------------------------------------------------------------


def box(page, name):
    return page.locator(f".explorer-{name}")


def words(page, name):
    return box(page, name).locator(".words")


def picture(page, name):
    return box(page, name).locator("svg.picture:visible")


def slider_of(explorer):
    """The leverage slider where it is in sight, else the first: it moves something whatever else is set."""
    sliders = [control for control in explorer.controls.values() if isinstance(control, Slider)]
    in_sight = [control for control in sliders if control in explorer.in_sight()] or sliders
    return next((control for control in in_sight if control.name == "leverage"), in_sight[0])


def with_sliders(model):
    """The explorers that have a slider; some have only choices."""
    return [
        explorer
        for explorer in model.explorers.values()
        if any(isinstance(control, Slider) for control in explorer.controls.values())
    ]


def handle_of(page, explorer, control):
    return box(page, explorer.name).get_by_role("slider", name=control.description, exact=True)


def number_of(page, explorer, control):
    """The box in which a slider's number can be typed."""
    name = _("{label}, type a value").format(label=control.description)
    return box(page, explorer.name).get_by_role("textbox", name=name, exact=True)


def guess_with(page, option):
    """Choose an answer and commit it."""
    page.get_by_role("radio", name=option.words, exact=True).check()
    page.get_by_role("button", name=_("This is my guess")).click()
    page.locator(".wb-reply").wait_for()


def press(exercise, words_on_it):
    """Press a button of an exercise by its English words."""
    exercise.get_by_role("button", name=_(words_on_it)).click()


# ---- what it shows ------------------------------------------------------------------------------------------


def link_of(explorer, **values):
    """Return the state that the words carry once the explorer shows its defaults with these values."""
    shown = {**explorer.defaults(), **values}
    return urlencode({key: explorer.controls[name].to_link(shown[name]) for name, key in explorer.parameters().items()})


def shows(page, explorer, state, yes=True):
    """Wait until an explorer has drawn a state (or any other): its words, which carry it, come last."""
    page.wait_for_function(
        "([box, state, yes]) => (box.querySelector('.words')?.dataset.wbState === state) === yes",
        arg=[box(page, explorer.name).element_handle(), state, yes],
    )


def changed(page, explorer_box, before):
    """Wait until an explorer's text is another one."""
    page.wait_for_function(
        "([element, before]) => element.textContent !== before", arg=[explorer_box.element_handle(), before]
    )


def reset(page, explorer):
    """Press Reset and wait for the first picture."""
    box(page, explorer.name).get_by_role("button", name=_("Reset")).click()
    shows(page, explorer, link_of(explorer))


def violations(page, only=None, within=None):
    """Return what axe finds, by all of its rules or only one, and where. A picture is one image with a label.

    It looks at the page, or within what a selector names, where the page has been looked at by itself.
    """
    rules = {"runOnly": [only]} if only else {"rules": {"region": {"enabled": False}}}
    place = {"exclude": [["svg.picture > *"]], **({"include": [[within]]} if within else {})}
    found = Axe().run(page, place, {**rules, "resultTypes": ["violations"]})
    return [(each["id"], [node["target"] for node in each["nodes"]][:4]) for each in found.response["violations"]]
