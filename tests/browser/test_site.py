"""The site around the pages: start, address, offline, lecture view, stopped kernels; on small pages of its own.

What says something, or lies in a language's folder, is tried in one language, with --every-page in all.
"""

import re
import sys

import nbformat
import psutil
import pytest

from basislib.language import LANGUAGES, _
from tests.browser import served
from tests.browser.pages import address, reads
from tests.browser.watched import watched

START = "00_start_here.ipynb"
STOPPED = "The calculation behind this page has stopped. Reload to go on; your settings are kept."


@pytest.fixture(scope="module")
def small_lab(folder, tmp_path_factory):
    with served.lab(folder.parent, tmp_path_factory.mktemp("lab")) as site:
        yield site


@pytest.fixture(params=["voila", "extension"])
def start(request, page, edition):
    """The start page's address, in Voila and in Voila as an extension of JupyterLab."""
    if request.param == "voila":
        return address(request.getfixturevalue("small"), START)
    lab = request.getfixturevalue("small_lab")
    log_in(page, lab)
    return address(lab, f"notebooks/{START}")


def log_in(page, lab):
    page.request.get(f"{lab.url}/api/status?token={served.TOKEN}")


# What a page does by itself is looked at where the workbook is served.
IN_VOILA = pytest.mark.parametrize("start", ["voila"], indirect=True)


def words(page):
    return page.locator(".words")


def set_speed(page, key, value):
    page.get_by_role("slider").press(key)
    page.get_by_text(f"Speed is {value}", exact=True).wait_for()


def stop_kernel(page):
    kernel_of(page).kill()
    alert(page, STOPPED).wait_for()


def alert(page, text):
    """The sentence in which a page says what is wrong."""
    return page.get_by_role("alert").get_by_text(_(text))


def ends(page, process):
    """Return whether a process ends soon; the browser's events go on meanwhile."""
    for _try in range(150):
        if not process.is_running():
            return True
        page.wait_for_timeout(100)
    return False


def kernel_of(page):
    return psutil.Process(int(words(page).get_attribute("data-pid")))


def forgive(page, *words):
    """Strike from the page's troubles those a test has caused on purpose."""
    page.trouble[:] = [each for each in page.trouble if not any(word in each for word in words)]


KEEP = """async () => {
  localStorage.setItem('kept', 1);
  document.cookie = 'kept=1; path=/';
  await new Promise(done => { indexedDB.open('kept').onsuccess = done; });
}"""
KEPT = "async () => [localStorage.length, document.cookie, (await indexedDB.databases()).length]"
ASK = "fetch('https://elsewhere.example/', { signal: AbortSignal.timeout(500) }).catch(error => error.name)"


def test_a_visit_of_these_tests_leaves_nothing_to_the_next_one(browser, small):
    for _visit in range(2):
        with watched(browser) as page:
            page.goto(small.page("99_nowhere.ipynb"))
            forgive(page, "404")
            assert page.context is browser.contexts[0], "both have the profile"
            assert page.evaluate(KEPT) == [0, "", 0]
            page.evaluate(KEEP)


def test_another_host_gives_a_page_of_these_tests_no_answer(page):
    assert page.evaluate(ASK) == "TimeoutError"
    assert page.trouble == ["outside: https://elsewhere.example/"]
    page.trouble.clear()


def test_the_root_leads_to_the_start_page_and_keeps_the_query(page, small, edition):
    reads(page)
    page.goto(f"{small.url}/?speed=7&mode=lecture")
    page.get_by_text("Speed is 7").wait_for()
    assert page.url.startswith(address(small, START))
    assert page.locator("html.lecture").count() == 1


def test_in_jupyterlab_the_root_leads_there_too_and_drops_a_token(page, small_lab):
    page.goto(f"{small_lab.url}/voila?token={served.TOKEN}")
    page.get_by_text("Speed is 1").wait_for()
    assert page.url.startswith(small_lab.page(f"notebooks/{START}")), (
        "English, until a link or the bar asks for another"
    )
    page.wait_for_function("location.search === '?speed=1'")


def test_a_page_is_whole_without_the_rest_of_the_world(page, start, edition):
    page.goto(start)
    page.get_by_text("Speed is 1").wait_for()
    page.wait_for_function("document.querySelectorAll('mjx-container').length === 2")
    icon = page.locator("button .fa-play")
    assert "Awesome" in icon.evaluate("icon => getComputedStyle(icon, '::before').fontFamily")
    page.wait_for_function("[...document.fonts].some(font => /Awesome/.test(font.family) && font.status === 'loaded')")
    assert page.title() == f"A page to try · {_('The Treasury basis trade')}"
    assert page.locator("html").get_attribute("lang") == LANGUAGES[edition].html
    page.wait_for_function("document.documentElement.dataset.stage === 'done'")
    assert page.locator(".wb-stage").inner_text() == ""


@IN_VOILA
def test_the_prose_is_there_before_the_calculation(page, start):
    page.route(re.compile("/channels"), lambda route: None)
    page.route(re.compile(r"/api/kernels/"), lambda route: None)
    page.goto(start)
    page.get_by_text("by itself").wait_for()
    assert page.get_by_role("slider").count() == 0


def test_cells_for_jupyterlab_are_neither_shown_nor_run(page, small, folder, edition):
    page.goto(address(small, START))
    page.get_by_text("Speed is 1").wait_for()
    assert page.get_by_text("Only for JupyterLab").count() == 0
    assert page.get_by_text("error").count() == 0
    assert not [*folder.rglob("ran.txt")]


def test_pages_link_to_each_other(page, start):
    page.goto(start)
    page.get_by_role("link", name="Next").click()
    page.get_by_text("here", exact=True).wait_for()
    page.go_back()
    page.get_by_text("Speed is 1").wait_for()
    set_speed(page, "ArrowRight", 2)


def test_nothing_scrolls_sideways_on_a_phone(browser, small, edition):
    with watched(browser, viewport={"width": 390, "height": 844}) as page:
        page.goto(address(small, START))
        page.get_by_text("Speed is 1").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_document_itself_scrolls_so_it_prints_and_finds_its_anchors(page, small):
    page.set_viewport_size({"width": 800, "height": 200})
    page.goto(address(small, START))
    page.get_by_text("Speed is 1").wait_for()
    assert page.evaluate("document.documentElement.scrollHeight") > 300
    assert page.evaluate("scrollTo(0, 1000), scrollY") > 0


@IN_VOILA
def test_the_address_holds_the_state_and_brings_it_back(page, start):
    page.goto(start + "?speed=4&unknown=1#part")
    set_speed(page, "ArrowRight", 5)
    page.wait_for_function("location.search === '?speed=5'")
    assert page.evaluate("location.hash") == "#part"
    page.reload()
    page.get_by_text("Speed is 5").wait_for()


@IN_VOILA
def test_lecture_view_is_a_class_and_part_of_the_address(page, start):
    page.goto(start)
    button = page.locator(".wb-bar > [data-wb-lecture]")
    button.click()
    page.wait_for_function("location.search === '?mode=lecture&speed=1'")
    assert button.get_attribute("aria-pressed") == "true"
    assert not page.get_by_text("by itself").is_visible()
    page.reload(wait_until="commit")
    page.locator("html.lecture").wait_for(state="attached")
    page.get_by_role("button", name=_("Leave lecture view")).click()
    page.wait_for_function("location.search === '?speed=1'")
    assert page.get_by_text("by itself").is_visible()


def test_a_killed_kernel_is_said_in_words_and_a_reload_goes_on(page, browser, start):
    page.goto(start)
    set_speed(page, "ArrowRight", 2)
    with watched(browser) as other:
        other.context.add_cookies(page.context.cookies())
        other.goto(start)
        other.get_by_text("Speed is 1").wait_for()
        page.wait_for_function("location.search === '?speed=2'")
        stop_kernel(page)
        set_speed(other, "ArrowLeft", 0)
        assert other.get_by_role("alert").inner_text() == ""
    page.get_by_role("button", name=_("Reload this page")).click()
    alert(page, STOPPED).wait_for(state="detached")
    page.get_by_text("Speed is 2").wait_for()
    set_speed(page, "ArrowRight", 3)
    forgive(page, "404")  # the page has asked whether its kernel is still there


def test_an_idle_kernel_is_stopped_and_the_next_touch_says_so(page, folder, tmp_path, edition):
    soon = ["--Kernels.cull_idle_timeout=4", "--Kernels.cull_interval=1"]
    with served.voila(folder, tmp_path, *soon) as site:
        page.goto(address(site, START))
        assert ends(page, kernel_of(page))
        page.keyboard.press("Tab")
        alert(page, STOPPED).wait_for()
        page.goto("about:blank")
    forgive(page, "404")


@pytest.mark.skipif(sys.platform == "win32", reason="kernels are forked on Linux and macOS only")
def test_in_voila_a_kernel_is_forked(page, small):
    page.goto(address(small, START))
    words(page).wait_for()
    parent = psutil.Process(int(words(page).get_attribute("data-parent")))
    assert any("forkserver" in part for part in parent.cmdline())


LOADED = """() => {
  const { responseEnd, domContentLoadedEventStart } = performance.getEntriesByType('navigation')[0];
  const end = Math.max(responseEnd, domContentLoadedEventStart);  // a page that comes at once is still being read
  return performance.getEntriesByType('resource').filter(each => !/api.kernels/.test(each.name))
    .map(each => ({ name: each.name, late: each.startTime > end, fetched: each.transferSize > 0 }));
}"""


def loaded(page, address):
    """Open a page; return what it asked for."""
    page.goto(address)
    page.get_by_text("Speed is 1").wait_for()
    page.wait_for_function("document.querySelectorAll('mjx-container').length === 2")
    return page.evaluate(LOADED)


def test_a_page_asks_for_few_scripts_none_of_them_late_and_the_next_one_takes_them_from_the_cache(browser, page, start):
    with watched(browser, own=True) as visit:
        visit.context.add_cookies(page.context.cookies())
        first, again = loaded(visit, start), loaded(visit, start)
    scripts = [each for each in first if each["name"].endswith(".js")]
    assert len(scripts) <= 5, scripts
    assert not [each for each in scripts if each["late"] and each["fetched"]], scripts
    assert [each["fetched"] for each in first if "/voila/scripts/" in each["name"]] == [True]
    assert [each["fetched"] for each in again if "/voila/scripts/" in each["name"]] == [False]
    assert len([each for each in again if each["fetched"]]) <= 4, again


def test_without_the_scripts_in_one_a_page_fetches_its_own(page, start):
    page.route("**/voila/scripts/*", lambda route: route.abort())
    names = [each["name"] for each in loaded(page, start)]
    assert len([name for name in names if name.endswith(".voila.js")]) > 20
    set_speed(page, "ArrowRight", 2)
    forgive(page, "ERR_FAILED")


def test_leaving_a_page_ends_its_kernel(page, start):
    page.goto(start)
    page.get_by_text("Speed is 1").wait_for()
    kernel = kernel_of(page)
    page.wait_for_function("window.jupyterapp")
    page.goto("about:blank")
    assert ends(page, kernel)


def test_everything_works_under_a_prefix(page, folder, tmp_path, edition):
    reads(page)
    with served.voila(folder, tmp_path, prefix="/pre/fix") as site:
        page.goto(f"{site.url}/?speed=3")
        page.get_by_text("Speed is 3").wait_for()
        set_speed(page, "ArrowRight", 4)
        page.wait_for_function("location.search === '?speed=4'")
        assert page.url.startswith(address(site, START))
        page.goto("about:blank")


def test_a_page_works_in_a_frame_of_the_same_site_and_in_no_other(browser, small):
    frame = f'<iframe src="{address(small, START)}" width="900" height="700"></iframe>'
    with watched(browser) as page:
        page.route("**/course", lambda route: route.fulfill(content_type="text/html", body=frame))
        page.goto(f"{small.url}/course")
        inside = page.frame_locator("iframe")
        inside.get_by_text("Speed is 1").wait_for()
        inside.get_by_role("slider").press("ArrowRight")
        inside.get_by_text("Speed is 2", exact=True).wait_for()
        page.route("**/elsewhere", lambda route: route.fulfill(content_type="text/html", body=frame))
        page.goto(f"{small.url.replace('127.0.0.1', 'localhost')}/elsewhere")
        page.wait_for_timeout(500)
        assert inside.get_by_text("Speed is").count() == 0
        page.trouble[:] = [each for each in page.trouble if "frame" not in each and "localhost" not in each]


def test_in_somebodys_own_jupyter_a_page_works_and_other_notebooks_are_as_ever(browser, folder, tmp_path):
    """Nothing of ours is switched on there but what a notebook asks for by naming the template."""
    own = folder.parent / "own"
    own.mkdir(exist_ok=True)
    for stem, name in (("00_start_here", "ours"), ("00_start_here", "theirs")):
        notebook = nbformat.read(folder / f"{stem}.ipynb", as_version=4)
        notebook.metadata.update({"voila": {"template": "workbook"}} if name == "ours" else {})
        nbformat.write(notebook, own / f"{name}.ipynb")
    with served.lab(own, tmp_path, JUPYTER_CONFIG_PATH="") as lab, watched(browser) as page:
        log_in(page, lab)
        page.goto(lab.page("ours.ipynb"))
        set_speed(page, "ArrowRight", 2)
        page.wait_for_function("document.documentElement.dataset.stage === 'done'")
        assert page.request.get(f"{lab.url}/voila/scripts/x.js").status == 404
        settings = page.request.get(f"{lab.url}/lab/api/settings/@jupyterlab/apputils-extension:notification")
        assert "fetchNews" not in settings.json()["raw"]
        reply = page.request.get(lab.page("theirs.ipynb"))
        assert "workbook" not in reply.text()


def test_an_address_without_a_page_says_so_and_leads_to_the_first_one(page, small, edition):
    reply = page.goto(address(small, "99_nowhere.ipynb"))
    assert reply.status == 404
    assert page.get_by_role("status").inner_text() == _("There is no page at this address.")
    assert "404" in page.inner_text("body")
    assert page.locator("html").get_attribute("lang") == LANGUAGES[edition].html
    page.get_by_role("link", name=_("Go to the first page.")).click()
    page.wait_for_url(f"{address(small, START)}*")
    forgive(page, "404")


def test_jupyterlab_opens_and_runs_a_notebook(page, small_lab):
    log_in(page, small_lab)
    page.goto(f"{small_lab.url}/lab/tree/notebooks/{START}")
    page.locator("p", has_text="by itself").wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.get_by_text("Speed is 1", exact=True).wait_for()
    set_speed(page, "ArrowRight", 2)
