"""The first screen of a page at one size, from its first byte to the answer: the same for all who visit pages."""

import re

from basislib.language import _
from tests.browser.pages import arrive, guess_with, still
from tests.editions.english import HAN

BAR = 48  # px
LEAD = 60  # words
WORD = re.compile(r"[A-Za-z0-9][\w.,%’'-]*", re.ASCII)
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


def length(text):
    """Return how many words a text has; two Chinese signs make about one."""
    return len(WORD.findall(text)) + len(HAN.findall(text)) / 2


def arrive_watching(page, site, about):
    """Open a page, and write down from its first byte on what stands there before its scripts."""
    page.add_init_script(EARLY)
    return arrive(page, site, about)


def first_screen_stands(visit):
    """Look at what is there before anything is touched: the picture, its answer covered, and the question."""
    width, height = visit.viewport_size["width"], visit.viewport_size["height"]
    early, drawn = visit.evaluate("early"), visit.locator(FIRST).bounding_box()
    assert early and early["widgets"] == 0, "it is on the page before a script has made a widget"
    if "box" in early:  # else the widgets came within a frame
        there = early["box"]
        assert abs(drawn["y"] - there["y"]) <= 3 and abs(drawn["height"] - there["height"]) <= 3, "it stays"
    assert drawn["y"] >= BAR and drawn["y"] + drawn["height"] <= height, drawn
    assert visit.locator(FIRST).get_attribute("aria-label") == _("The answer is covered until you guess.")
    ask = visit.locator(".wb-first .wb-ask").bounding_box()
    option = visit.locator(".wb-first .widget-radio-box label").first.bounding_box()
    assert ask["y"] + ask["height"] <= option["y"] + 1 and option["y"] + option["height"] <= height, option
    if width > 1000:
        commit = visit.get_by_role("button", name=_("This is my guess")).bounding_box()
        assert commit["y"] + commit["height"] <= height
    lead = visit.locator("[cell-index='1'] p").last.inner_text()
    assert 10 < length(lead) <= LEAD
    assert visit.evaluate("scrollY") == 0
    assert visit.evaluate("document.documentElement.scrollWidth") <= width


def answer_uncovers(visit, model):
    """Guess, and look whether anything jumps while the answer is uncovered."""
    width, height = visit.viewport_size["width"], visit.viewport_size["height"]
    option = model.prediction.question.options[0]
    visit.get_by_role("radio", name=option.words, exact=True).check()
    visit.get_by_role("button", name=_("This is my guess")).scroll_into_view_if_needed()
    visit.evaluate("""() => {
      window.jumped = 0;
      new PerformanceObserver(list => { for (const shift of list.getEntries())
        for (const { node, previousRect: was, currentRect: is } of shift.sources)
          if (node?.closest?.('.wb-picture') && Math.abs(was.top - is.top) > 2) window.jumped += 1; })
        .observe({ type: 'layout-shift', buffered: false });
    }""")
    before, scrolled = visit.locator(FIRST).bounding_box(), visit.evaluate("scrollY")
    guess_with(visit, option)
    visit.wait_for_function("document.activeElement.matches('.wb-reply')")
    still(visit)
    after = visit.locator(FIRST).bounding_box()
    moved = visit.evaluate("scrollY") - scrolled
    assert visit.evaluate("jumped") == 0
    assert abs(after["height"] - before["height"]) <= 2
    if width > 1000:
        assert moved == 0 and abs(after["y"] - before["y"]) <= 2
    reply = visit.locator(".wb-reply").bounding_box()
    assert reply["y"] >= BAR and reply["y"] + min(reply["height"], 120) <= height, "the reply is in sight"
    assert visit.locator(FIRST).get_attribute("aria-label") != _("The answer is covered until you guess.")
