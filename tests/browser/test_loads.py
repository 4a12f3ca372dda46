"""Loads that go wrong and connections that break: all end in a whole page or in a sentence; by way of a proxy.

Each test in one language, with --every-page in all.
"""

from contextlib import suppress

import psutil
import pytest
from playwright.sync_api import TimeoutError

from basislib.classroom.languages import page_in
from basislib.language import _, chosen
from tests.browser import served
from tests.browser.proxy import harmful
from tests.browser.test_site import START, STOPPED, alert, ends, forgive, kernel_of, set_speed
from tests.browser.watched import watched

pytestmark = pytest.mark.usefixtures("edition")

SCRIPTS, MAIN, CHUNK, ENTRY = r"/voila/scripts/", r"/voila\.js", r"\d\.voila\.js", r"/remoteEntry"
STYLE, PAGE, KERNEL, SOCKET = r"/index\.css", r"/voila/render/", r"/api/kernels/[^/]+$", r"/channels"
NOT_A_SCRIPT = ("answer", 200, "!function(")
NO_MEMORY = "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('', 'SecurityError') } })"
LOST = "The connection to the server is lost. This page goes on by itself when the server answers again."
UNSURE = "The connection was lost for a moment. If your last move did nothing, make it again or reload this page."
CUT = "This page has arrived only in part."
NO_FILES = "Some files of this page have not arrived."
NO_CONNECTION = "This page has no connection to its calculation."
SAID = "document.querySelector('.wb-alert')?.dataset.text"
SHUT_DOWN = """() => {
  const form = new FormData();
  form.append('_xsrf', document.cookie.match(/_xsrf=([^;]*)/)[1]);
  return fetch(`/voila/api/shutdown/${document.body.dataset.kernelId}`, { method: 'POST', body: form });
}"""


@pytest.fixture(scope="module")
def proxy(small):
    with harmful(small.url) as proxy:
        yield proxy


@pytest.fixture
def visit(browser, proxy):
    """A page that has no file in its cache yet, and may have a clock of its own."""
    with watched(browser, own=True) as page:
        yield from suffering(page, proxy)


@pytest.fixture
def later_visit(page, proxy):
    """A page whose files earlier ones have brought."""
    yield from suffering(page, proxy)


def suffering(page, proxy):
    """Have a page count its loads in the window's name; what it suffers is in its console, and forgiven."""
    page.add_init_script("if (location.protocol !== 'about:') name = +name + 1")
    yield page
    proxy.heal()
    page.trouble[:] = [each for each in page.trouble if each.startswith(("outside", "script"))]
    forgive(page, "Kernel connection is disposed")  # as JupyterLab says of one that a page has closed on leaving


def load(visit, proxy, name=START):
    visit.goto(f"{proxy.url}/voila/render/{page_in(name, chosen().code)}", wait_until="commit")


def stage(visit, name, times=1):
    """Wait until a page, loaded so many times, is at a stage."""
    visit.wait_for_function(
        """([stage, times]) => document.documentElement?.dataset.stage === stage
        && +name === times""",
        arg=[name, times],
    )


def loads(visit):
    return visit.evaluate("+name")


def said(visit):
    return visit.get_by_role("alert").inner_text()


def pass_time(visit, seconds):
    """Let the page's clock tick off so many seconds; it may load the page again meanwhile."""
    visit.clock.run_for(1000 * seconds)


def outlast(visit, patience, end):
    """Let a patience pass until something is so; whatever comes just then begins it anew."""
    for _try in range(5):
        pass_time(visit, patience + 1)
        with suppress(TimeoutError):
            return visit.wait_for_function(end, timeout=2000)
    raise AssertionError(f"It never came to this: {end}")


@pytest.mark.parametrize(
    ("harms", "times"),
    [
        ([(SCRIPTS, *NOT_A_SCRIPT)], 1),
        ([(SCRIPTS, "cut", 300_000)], 1),
        ([(SCRIPTS, "abort"), (MAIN, "abort")], 2),
        ([(SCRIPTS, "answer", 404), (MAIN, *NOT_A_SCRIPT)], 2),
        ([(SCRIPTS, "abort"), (CHUNK, "abort")], 2),
        ([(ENTRY, "abort")], 2),
        ([(STYLE, "answer", 503)], 2),
    ],
    ids=str,
)
def test_files_that_go_wrong_once_end_in_a_whole_page(visit, proxy, harms, times):
    for address, *way in harms:
        proxy.harm(address, *way, times=1)
    load(visit, proxy)
    ends_whole(visit, times)
    forgive(visit, "Unexpected end of input", "Loading chunk")


@pytest.mark.parametrize(
    ("harm", "times"),
    [
        ((KERNEL, "answer", 503), 2),
        ((SOCKET, "answer", 403), 1),
        ((SOCKET, "close", 1000), 1),
        ((SOCKET, "cut", 2_000), 1),
    ],
    ids=str,
)
def test_a_connection_that_goes_wrong_once_ends_in_a_whole_page(later_visit, proxy, harm, times):
    proxy.harm(*harm, times=1)
    load(later_visit, proxy)
    ends_whole(later_visit, times)


def ends_whole(visit, times):
    """Wait until a page, loaded so many times, is whole: it moves, and says nothing."""
    stage(visit, "done", times)
    set_speed(visit, "ArrowRight", 2)
    assert said(visit) == ""


def test_files_that_stay_away_end_in_a_sentence_after_one_more_try(visit, proxy):
    proxy.harm(ENTRY, "answer", 503)
    load(visit, proxy)
    ends_in_a_sentence(visit, proxy, NO_FILES)
    visit.get_by_text("Speed is 1").wait_for()


@pytest.mark.parametrize(
    ("name", "harms", "sentence"),
    [
        (START, [(KERNEL, "answer", 503)], NO_CONNECTION),
        ("02_broken.ipynb", [], "Part of this page could not be calculated."),
    ],
    ids=str,
)
def test_what_stays_wrong_ends_in_a_sentence_after_one_more_try(later_visit, proxy, name, harms, sentence):
    for harm in harms:
        proxy.harm(*harm)
    load(later_visit, proxy, name)
    ends_in_a_sentence(later_visit, proxy, sentence)
    if harms:
        later_visit.get_by_text("Speed is 1").wait_for()


def ends_in_a_sentence(visit, proxy, sentence):
    """Wait until a page has been loaded twice and says what is wrong; heal it, and have it loaded again."""
    stage(visit, "broken", 2)
    alert(visit, sentence).wait_for()
    proxy.heal()
    load_again(visit)


def load_again(visit):
    """Press the button in a page's sentence; it is the third load."""
    visit.get_by_role("button", name=_("Reload this page")).click()
    visit.wait_for_function("+name === 3")


def test_where_the_browser_remembers_nothing_a_page_is_never_loaded_again_by_itself(visit, proxy):
    visit.add_init_script(NO_MEMORY)
    proxy.harm(ENTRY, "abort")
    load(visit, proxy)
    stage(visit, "broken")
    alert(visit, NO_FILES).wait_for()
    assert loads(visit) == 1


@pytest.mark.parametrize(
    ("name", "harm", "at", "patience", "sentence"),
    [
        (START, (PAGE, "cut", 27_000), "page", 45, "The server has not finished this page yet."),
        (START, (SCRIPTS, "hold"), "scripts", 90, NO_FILES),
        (START, (SOCKET, "hold"), "kernel", 30, NO_CONNECTION),
        ("03_no_widget.ipynb", (), "widgets", 30, "Some controls of this page have not appeared."),
    ],
    ids=str,
)
def test_what_never_comes_is_said_then_asked_for_once_more_and_said_again(
    visit, proxy, name, harm, at, patience, sentence
):
    visit.clock.install()
    if harm:
        proxy.harm(*harm)
    load(visit, proxy, name)
    stage(visit, at)
    outlast(visit, patience, "+name === 2")
    stage(visit, at, 2)
    outlast(visit, patience, f"document.querySelector('[role=alert]')?.textContent.includes({_(sentence)!r})")
    pass_time(visit, 60)
    assert loads(visit) == 2
    outlast(visit, patience, SAID)  # what came late, on a busy machine, has taken the sentence back
    proxy.heal()
    load_again(visit)


def test_a_page_of_which_hardly_anything_arrives_says_so(visit, proxy):
    visit.clock.install()
    proxy.harm(PAGE, "cut", 8_000, times=1)
    load(visit, proxy)
    visit.wait_for_function("document.scripts.length")
    outlast(visit, 45, "document.querySelector('[role=alert]')")
    alert(visit, CUT).wait_for()
    visit.get_by_role("button", name=_("Reload this page")).click()
    stage(visit, "done", 2)


@pytest.mark.parametrize("code", [1000, 1006])
def test_a_connection_that_breaks_loses_no_move(later_visit, proxy, code):
    visit = later_visit
    load(visit, proxy)
    stage(visit, "done")
    proxy.close_sockets(code)
    set_speed(visit, "ArrowRight", 2)
    visit.wait_for_function("jupyterapp.widgetManager.kernel.connectionStatus === 'connected'")
    set_speed(visit, "ArrowRight", 3)
    assert said(visit) == ""


def test_a_connection_that_carries_nothing_is_noticed_and_loses_no_move(visit, proxy):
    visit.clock.install()
    load(visit, proxy)
    stage(visit, "done")
    set_speed(visit, "ArrowRight", 2)
    proxy.deafen_sockets()
    visit.get_by_role("slider").press("ArrowRight")
    visit.get_by_role("slider").press("ArrowRight")
    assert visit.get_by_text("Speed is 2").is_visible()
    pass_time(visit, 9)
    visit.get_by_text("Speed is 4").wait_for()
    set_speed(visit, "ArrowRight", 5)
    proxy.deafen_sockets()
    visit.get_by_role("button", name="Go").click()
    pass_time(visit, 9)
    alert(visit, UNSURE).wait_for()
    set_speed(visit, "ArrowRight", 6)
    assert said(visit) == ""
    assert loads(visit) == 1


def test_a_page_goes_on_by_itself_when_its_server_is_back(later_visit, proxy, folder, tmp_path):
    visit, small = later_visit, proxy.target
    with served.voila(folder, tmp_path) as site:
        proxy.target = site.url
        load(visit, proxy, f"{START}?speed=4")
        stage(visit, "done")
        set_speed(visit, "ArrowRight", 5)
    alert(visit, LOST).wait_for()
    proxy.target = small
    visit.get_by_text("Speed is 5").wait_for()
    stage(visit, "done", 2)
    set_speed(visit, "ArrowRight", 6)
    assert loads(visit) == 2


@pytest.mark.parametrize("wake", ["another tab was in front", "the lid was closed"])
def test_a_reader_who_comes_back_is_told_that_the_calculation_has_stopped(visit, proxy, wake):
    visit.clock.install()
    load(visit, proxy)
    stage(visit, "done")
    kernel = kernel_of(visit)
    visit.evaluate(SHUT_DOWN)
    assert ends(visit, kernel)
    if wake == "the lid was closed":
        visit.clock.fast_forward("01:00:00")
    else:
        visit.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    alert(visit, STOPPED).wait_for()


def test_leaving_a_page_before_its_scripts_are_there_ends_its_kernel(visit, proxy, small):
    server = psutil.Process(small.pid)
    before = set(server.children(recursive=True))
    proxy.harm(SCRIPTS, "hold")
    load(visit, proxy)
    visit.wait_for_function("document.documentElement?.dataset.stage === 'scripts'")
    (kernel,) = set(server.children(recursive=True)) - before
    visit.goto("about:blank")
    assert ends(visit, kernel)
