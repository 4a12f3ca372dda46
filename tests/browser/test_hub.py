"""The course of docs/jupyterhub.md with its real parts: hub, proxy, log-in page, two students with a server each.

What pages of the workbook say to them after the log-in is in one language, with --every-page in all.
"""

import json
import re
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from basislib.classroom.languages import page_in
from basislib.classroom.store import Store
from basislib.language import _, chosen
from basislib.pages import PAGES, start_here
from tests.browser import hub_proxy
from tests.browser.conftest import STORY
from tests.browser.hub import hub, left, log_in, servers
from tests.browser.pages import reads
from tests.browser.served import command_line
from tests.browser.test_class import HERE, VOTED
from tests.browser.test_loads import LOST
from tests.browser.test_site import alert
from tests.browser.watched import watched
from tests.classroom import small
from tests.speaking import speaking

NAMES = ("ann", "ben")
PAGE = "voila/render/00_start_here.ipynb"


@pytest.fixture(params=STORY, scope="module")
def edition(request):
    """The language that both students read."""
    with speaking(request.param):
        yield request.param


@pytest.fixture(scope="module")
def course(tmp_path_factory, edition):
    if not hub_proxy.found():
        pytest.fail(hub_proxy.MISSING, pytrace=False)
    home = tmp_path_factory.mktemp("hub")
    small.made(home / "class.sqlite", [PAGES[0]]).close()
    with hub(home, len(NAMES)) as course:
        yield course


@pytest.fixture(scope="module")
def pages(browser, course, edition):
    """A page of each student, by a link and from the hub's root, through the log-in page to the first question."""
    links = {"ann": f"/hub/user-redirect/{page_in(PAGE, edition)}", "ben": ""}
    with ExitStack() as stack:
        pages = {name: stack.enter_context(watched(browser)) for name in NAMES}
        for name, page in pages.items():
            reads(page)
            log_in(page, course, name, links[name])
        for page in pages.values():
            page.locator(".wb-prediction").wait_for(timeout=120_000)
        yield pages


@pytest.fixture
def ann(pages):
    yield pages["ann"]
    assert not pages["ann"].trouble, pages["ann"].trouble


def page_here():
    """Return the path of the start page on a student's server, in the language that Python speaks."""
    return page_in(PAGE, chosen().code)


def address(course, name, path=None):
    return f"{course.url}/user/{name}/{page_here() if path is None else path}"


def leverage(page):
    first = next(iter(start_here.page("").explorers.values()))
    return page.get_by_role("slider", name=first.controls["leverage"].description, exact=True)


def shows(page, value):
    """Wait for the picture of a leverage: the words come with it and carry the state, and then the address does."""
    page.wait_for_function(
        """value => new URLSearchParams(location.search).get('leverage') === value
        && document.querySelector('.words')?.dataset.wbState.includes(`leverage=${value}`)""",
        arg=str(value),
    )


def picture(page):
    return page.locator("svg.picture").first.inner_html()


def kernels(process):
    return [child for child in process.children() if "ipykernel_launcher" in command_line(child)]


@pytest.mark.parametrize("name", NAMES)
def test_logging_in_leads_to_the_start_page_on_a_server_of_ones_own(course, pages, name):
    page = pages[name]
    assert page.evaluate("location.pathname") == f"/user/{name}/{page_here()}", "the root leads there in ben's language"
    page.locator(f"script[src^='/user/{name}/voila/scripts/']").wait_for(state="attached")  # the recipe's settings hold
    assert set(servers(course)) == set(NAMES)
    kernel = page.wait_for_function("document.body?.dataset.kernelId").json_value()
    assert [
        who
        for who, server in servers(course).items()
        for child in kernels(server)
        if kernel in " ".join(command_line(child))
    ] == [name]


def test_one_link_opens_each_students_own_page_and_each_moves_it_alone(course, pages):
    moves = {"ann": ("ArrowRight", 41), "ben": ("ArrowLeft", 39)}
    for page in pages.values():
        page.goto(f"{course.url}/hub/user-redirect/{page_here()}?mode=lecture&leverage=40")
    for name, page in pages.items():
        key, value = moves[name]
        shows(page, 40)
        before = picture(page)
        leverage(page).press(key)
        shows(page, value)
        assert picture(page) != before
        assert page.evaluate("location.pathname") == f"/user/{name}/{page_here()}"
        assert not page.trouble, page.trouble


def test_the_address_under_the_prefix_brings_the_state_back(ann):
    ann.reload()
    shows(ann, 41)
    assert float(leverage(ann).get_attribute("aria-valuenow")) == 41


@pytest.mark.parametrize("path", ["", PAGE, "lab", "api/kernels", "api/contents", "api/status"])
def test_nobody_reaches_anothers_server(course, ann, path):
    assert ann.request.get(address(course, "ben", path)).status == 403
    # nor by its own port, which every account of this machine can see
    own = servers(course)["ben"].environ()["JUPYTERHUB_SERVICE_URL"]
    reply = ann.request.get(own + path, max_redirects=0)
    assert reply.status == 403 or reply.headers["location"].startswith(("/hub/api/oauth2/authorize", "/user/ben/"))


def test_nobody_reaches_anothers_kernel(course, pages, ann):
    kernel = pages["ben"].evaluate("document.body.dataset.kernelId")
    heard = """path => new Promise(done => {
      const socket = new WebSocket(path);
      socket.onopen = () => done('open');
      socket.onclose = () => done('refused');
    })"""
    place = "{}/user/{}/api/kernels/{}/channels"
    own = ann.evaluate("document.body.dataset.kernelId")
    root = course.url.replace("http", "ws")
    assert ann.evaluate(heard, place.format(root, "ann", own)) == "open"
    assert ann.evaluate(heard, place.format(root, "ben", kernel)) == "refused"
    ann.trouble[:] = [each for each in ann.trouble if "WebSocket" not in each]


def test_kernels_are_reached_in_a_folder_that_only_their_server_enters(course, pages):
    for server in servers(course).values():
        folder = Path(server.environ()["JUPYTER_RUNTIME_DIR"])
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {json.loads(each.read_text())["transport"] for each in folder.glob("kernel-*.json")} == {"ipc"}


def test_a_student_too_many_is_told_so(browser, course, pages):
    with watched(browser) as page:
        log_in(page, course, "cat")
        page.get_by_text("Active user limit exceeded. Try again in a few minutes.").first.wait_for()
        page.trouble[:] = [each for each in page.trouble if "429" not in each]
    assert set(servers(course)) == set(NAMES)


def test_a_stranger_is_asked_to_log_in(browser, course):
    with watched(browser) as page:
        page.goto(address(course, "ann"))
        page.get_by_role("button", name="Sign in").wait_for()


def test_leaving_a_page_ends_its_kernel(browser, course, ann):
    with watched(browser) as visit:
        visit.context.add_cookies(ann.context.cookies())
        visit.goto(address(course, "ann", page_in("voila/render/01_milk_tea_margin.ipynb", chosen().code)))
        visit.locator(".wb-prediction").wait_for()
        kernel = visit.evaluate("document.body.dataset.kernelId")
        (process,) = (child for child in kernels(servers(course)["ann"]) if kernel in " ".join(command_line(child)))
        visit.wait_for_function("window.jupyterapp")
        visit.goto("about:blank")
        assert not left([process])


def test_a_class_is_held_on_the_hub(browser, course, ann):
    store = Store(course.log.with_name("class.sqlite"))
    place = f"{course.url}/services/class"
    with watched(browser) as board:
        reads(board)
        board.goto(f"{place}/{store.get('code')}/{store.get('secret')}")
        board.get_by_text(_(HERE).format(here=0, joined=0)).wait_for()
        ann.goto(f"{place}/{store.get('code')}")
        ann.get_by_label(_("Nickname, if you like")).fill("Ann")
        ann.get_by_role("button", name=_("Join"), exact=True).click()
        ann.wait_for_url(f"{address(course, 'ann')}?seed={store.get('seed')}")
        ann.locator(".wb-prediction input[type=radio]").first.check()
        ann.get_by_text(_("Follow the lecturer")).wait_for()
        ann.get_by_role("button", name=_("This is my guess")).click()
        board.get_by_text(_(HERE).format(here=1, joined=1)).wait_for()
        board.get_by_text(_(VOTED).format(first=1)).wait_for()
    store.close()


def test_the_hub_ends_and_nothing_of_it_stays(course, pages):
    family = psutil.Process(course.pid).children(recursive=True)
    programs = " ".join(word for process in family for word in command_line(process))
    assert all(program in programs for program in ("configurable-http-proxy", "singleuser", "ipykernel_launcher"))
    psutil.Process(course.pid).terminate()
    still_there = left(family)
    for process in still_there:
        process.kill()
    assert not still_there
    for page in pages.values():
        alert(page, LOST).wait_for()
        page.goto("about:blank")
        page.wait_for_timeout(100)
        page.trouble[:] = [each for each in page.trouble if not re.search("ERR_CONNECTION|503", each)]
