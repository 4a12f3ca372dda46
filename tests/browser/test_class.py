"""A whole class on one site: a lecturer and three students in four browsers, from the guess to the table.

The lecturer and the first student read one language, the others the next one; with --every-page it is held anew the
other way round.
"""

import csv
import io
import os
import re
from contextlib import ExitStack

import pytest

from basislib.classroom.languages import page_in
from basislib.language import LANGUAGES, SOURCE, _, catalogue
from basislib.pages import PAGES
from basislib.pages.catalogue import asked
from tests.browser import served
from tests.browser.conftest import STORY
from tests.browser.pages import PHONE, WHOLE, address, reads, said, violations
from tests.browser.watched import watched
from tests.classroom import small
from tests.speaking import speaking

START, NEXT = PAGES[:2]
HERE, VOTED, AGAIN = "{here} here · {joined} joined", "{first} voted.", "Vote again: {text}"
ONCE, TWICE = "{votes} voted, {here} here. Join: {address}", "Second vote: {votes} voted, {here} here. Join: {address}"
OVER = "The vote is over. Look at the screen."
YOURS_IS_IN = "Your vote is in. You can change it until the result is shown."
ANSWERED = "performance.getEntriesByType('resource').some(each => each.name.includes('/class/now') && each.responseEnd)"
ANSWERS = "performance.getEntriesByType('resource').filter(each => each.name.includes('/class/now') && each.responseEnd).length"
HEARD = (
    "fetch('/class/now').then(reply => reply.text()).then(text => text.includes('calls='))"  # what the lecturer shows
)
NAMES = ("Ann", "", "<b>Ben</b>")


class Class:
    """The site of a class, and its addresses."""

    def __init__(self, site, store):
        self.site, self.code, self.seed = site, store.get("code"), int(store.get("seed"))
        self.students = f"{site.url}/class/{self.code}"
        self.lecturers = f"{self.students}/{store.get('secret')}"

    def asks(self, code):
        """Return what the first page asks, in a language."""
        with speaking(code):
            return asked(START, self.seed)


@pytest.fixture(params=STORY, scope="module")
def edition(request):
    """The language of the lecturer and the first student."""
    with speaking(request.param):
        yield request.param


@pytest.fixture(scope="module")
def course(tmp_path_factory, edition):
    """A site with a class; what the other pages ask is left out, for it takes a while to work out."""
    home = tmp_path_factory.mktemp("class")
    store = small.made(home / "class.sqlite", [START, NEXT])
    with served.voila(served.ROOT / "notebooks", home, f"--class={store.path}") as site:
        yield Class(site, store)
    store.close()


@pytest.fixture(scope="module")
def lecturer(browser, course, edition):
    """The lecturer's board, after the address has led to it."""
    with watched(browser, viewport={"width": 1280, "height": 800}) as page:
        reads(page)
        page.goto(course.lecturers)
        page.get_by_text(_(HERE).format(here=0, joined=0)).wait_for()
        assert page.locator("html").get_attribute("lang") == LANGUAGES[edition].html
        assert page.url == f"{course.site.url}/class/board"
        yield page


@pytest.fixture(scope="module")
def students(browser, course, lecturer, edition):
    """Three phones that have joined and see the first page; each knows its language, and says texts in it."""
    with ExitStack() as stack:
        codes = [edition, *(code for code in LANGUAGES if code != edition)]
        phones = []
        for code in (codes[0], codes[1], codes[1]):
            phones.append(stack.enter_context(watched(browser, locale=LANGUAGES[code].html, **PHONE)))
            phones[-1].code, phones[-1].say = code, catalogue(code).gettext
        for phone, name in zip(phones, NAMES, strict=True):
            join(phone, name, course)
        for phone in phones:
            phone.wait_for_function(WHOLE)
            assert phone.locator("html").get_attribute("lang") == LANGUAGES[phone.code].html
            assert f"seed={course.seed}" in phone.url and course.lecturers.rpartition("/")[2] not in phone.content()
        lecturer.get_by_text(_(HERE).format(here=3, joined=3)).wait_for()
        yield phones


def join(phone, name, course):
    """Join the class as a student does who has typed its address."""
    phone.goto(course.students.lower())
    assert not violations(phone)
    phone.get_by_label(phone.say("Nickname, if you like")).fill(name)
    phone.get_by_role("button", name=phone.say("Join"), exact=True).click()


@pytest.fixture(scope="module")
def projector(lecturer, students):
    """The first page in lecture view, opened from the board."""
    with lecturer.context.expect_page() as opened:
        lecturer.get_by_role("link", name=_("Open in lecture view")).click()
    page = opened.value
    page.wait_for_function(WHOLE)
    page.get_by_text(said(ONCE)).wait_for()
    return page


def on_phone(phone, number):
    """Choose an option of the vote that is open."""
    phone.locator(".wb-class details button").nth(number).click()


def shown(projector):
    """Return what stands beside the options on the projector."""
    return projector.locator(".wb-votes button b").all_inner_texts()


def votes(projector, many, text=ONCE):
    """Wait until the projector says how many have voted, of three."""
    projector.get_by_text(_(text).format(votes=many, here=3, address="").strip()).wait_for()


def test_a_vote_from_the_guess_to_the_second_vote(course, lecturer, students, projector):
    ann, other, ben = students
    for phone in (ann, other):
        phone.locator(".wb-prediction input[type=radio]").first.check()
        phone.get_by_role("button", name=phone.say("This is my guess")).click()
    votes(projector, 2)
    projector.keyboard.press("v")
    assert projector.locator(".wb-first .wb-result").is_hidden()
    assert projector.get_by_role("button", name=_("This is my guess")).count() == 0, "it would do nothing here"
    ben.locator(".wb-class summary", has_text=course.asks(ben.code)["text"]).wait_for()
    assert not violations(ben)
    on_phone(ben, 1)
    ben.get_by_text(ben.say(YOURS_IS_IN)).wait_for()
    votes(projector, 3)
    assert shown(projector) == ["", "", ""] and lecturer.locator(".bar").count() == 0
    projector.get_by_role("button", name=_("Reveal")).click()
    projector.wait_for_function("document.querySelector('.wb-votes b').textContent === '2'")
    assert shown(projector) == ["2", "1", "0"]
    ann.get_by_text(ann.say(OVER)).wait_for()
    projector.get_by_role("button", name=_("Second vote")).click()
    for phone in students:
        again = phone.say(AGAIN).format(text=course.asks(phone.code)["text"])
        phone.locator(".wb-class summary", has_text=again).wait_for()
        on_phone(phone, 1)
    votes(projector, 3, TWICE)
    projector.get_by_role("button", name=_("Reveal")).click()
    projector.wait_for_function("document.querySelector('.wb-votes b').textContent === '2 → 0'")
    assert shown(projector) == ["2 → 0", "1 → 3", "0 → 0"]
    lecturer.get_by_text(_("Second vote: {count} ({share}%)").format(count=3, share=100)).wait_for()
    assert not violations(lecturer)
    projector.keyboard.press("v")
    ben.get_by_text(ben.say(OVER)).wait_for(state="hidden")
    projector.get_by_text(said(TWICE)).wait_for()
    projector.keyboard.press("ArrowRight")
    projector.get_by_text(said(TWICE)).wait_for(state="hidden")  # the answer has its place


def test_what_is_told_without_a_network_comes_later_and_once(lecturer, students):
    ann, other, ben = students
    lecturer.get_by_text(_("A question of my own")).click()
    lecturer.get_by_label(_("Question"), exact=True).fill("Is <i>cash</i> king?")
    lecturer.get_by_label(said("Options, a line each (two to {most})")).fill("Yes\nNo\n")
    lecturer.get_by_role("button", name=_("Ask it now")).click()
    for phone in students:
        phone.locator(".wb-class summary", has_text="Is <i>cash</i> king?").wait_for()
    ben.context.set_offline(True)
    on_phone(ben, 0)
    on_phone(ben, 1)
    ben.get_by_text(ben.say("Your vote is sent when the server answers.")).wait_for()
    on_phone(ann, 1)
    lecturer.get_by_text(_(VOTED).format(first=1)).wait_for()
    ben.context.set_offline(False)
    lecturer.get_by_text(_(VOTED).format(first=2)).wait_for()
    ben.get_by_text(ben.say(YOURS_IS_IN)).wait_for()
    lecturer.locator(".vote", has_text="king?").get_by_role("button", name=_("Reveal")).click()
    lecturer.locator(".vote", has_text="king?").get_by_text("2 (100%)").wait_for()
    lecturer.get_by_role("button", name=_("Take it off the phones")).click()
    ben.trouble[:] = [each for each in ben.trouble if "ERR_INTERNET_DISCONNECTED" not in each]


def test_answers_and_results_reach_the_board(lecturer, students):
    ann = students[0]
    ann.locator(".wb-exercise").first.wait_for(state="attached")
    ann.locator(".wb-exercise .wb-number input").first.fill("12345")
    ann.locator(".wb-exercise .wb-check").first.click()
    lecturer.get_by_text("12345 (1)").wait_for()
    ann.evaluate("""() => document.body.append(Object.assign(document.createElement('i'), { hidden: true }));
        document.body.lastChild.dataset.wbGame = '{"role": "desk", "seed": 7, "score": 4.5}'""")
    lecturer.get_by_text(_("A fund, crisis {seed}: {players} have played.").format(seed=7, players=1)).wait_for()
    assert lecturer.locator(".scores td").all_inner_texts() == ["Ann", "4.5"]
    assert lecturer.locator(".scores th").all_inner_texts()[1] == _("Best result, % on own money")


def test_phones_follow_if_their_student_wants_it(course, lecturer, students, projector):
    ann, _other, ben = students
    projector.bring_to_front()
    projector.goto(address(course.site, NEXT.notebook, "?mode=lecture"))
    projector.wait_for_function(WHOLE)
    ben.get_by_label(ben.say("Follow the lecturer")).check()
    lecturer.get_by_label(_("Phones follow my page")).check()
    ben.wait_for_url(re.compile(f"/render/{page_in(NEXT.notebook, ben.code)}.*seed={course.seed}"))
    ben.wait_for_function(WHOLE)
    assert START.notebook in ann.url
    assert lecturer.locator(".page").input_value() == NEXT.stem
    assert lecturer.locator(".page :checked").inner_text() == f"{NEXT.number:02d} {_(NEXT.title)}"
    projector.keyboard.press("ArrowRight")
    projector.locator(".wb-presets button").first.click()
    projector.wait_for_function("location.search.includes('calls=')")
    ben.wait_for_function(HEARD)
    told = ben.evaluate(ANSWERS)
    ben.wait_for_function(f"told => {ANSWERS} > told + 1", arg=told)
    assert "calls=" not in ben.url, "a page that still asks goes nowhere"
    ben.get_by_text(ben.say("Open without a guess")).click()
    ben.wait_for_function("location.search.includes('calls=')")
    ann.get_by_role("link", name=ann.say("Next page")).click()
    ann.wait_for_url(
        re.compile(f"/render/{page_in(NEXT.notebook, ann.code)}.*seed={course.seed}")
    )  # every page has the class's numbers


def test_a_click_on_the_board_stands_unless_it_is_refused(lecturer):
    """An answer that was asked for before the click, and comes after it, does not take it back."""
    box, late = lecturer.get_by_label(_("Phones follow my page")), []
    lecturer.route("**/now?*", lambda route: late.append(route))
    with lecturer.expect_request("**/now?*"):  # one that came before the route is not held back
        pass
    lecturer.wait_for_timeout(300)
    of_before = late[0].fetch()
    box.uncheck()
    late[0].fulfill(response=of_before)
    lecturer.wait_for_timeout(300)
    assert not box.is_checked()
    lecturer.unroute("**/now?*")  # the others go on
    lecturer.route("**/do?*", lambda route: route.fulfill(status=400, body="Not now."))
    box.click()
    lecturer.get_by_text("Not now.").wait_for()
    assert not box.is_checked()
    lecturer.unroute("**/do?*")
    lecturer.trouble.clear()  # the refusal that was meant


def test_the_plans_open_from_the_board_with_the_numbers_of_the_class(course, lecturer):
    with lecturer.context.expect_page() as opened:
        lecturer.get_by_role("link", name=_("Lesson plans")).click()
    plans = opened.value
    link = plans.get_by_role("link", name=re.compile(r"^A\. ")).first
    link.wait_for()
    plans.wait_for_function(ANSWERED)
    plans.wait_for_timeout(200)
    link.click()
    plans.wait_for_function(WHOLE)
    assert f"seed={course.seed}" in plans.url and plans.url.startswith(address(course.site, START.notebook))
    plans.get_by_role("button", name=_("Vote"), exact=True).wait_for()  # though this browser has seen the answer
    plans.close()


def test_the_table_has_all_of_it_and_then_it_is_deleted(course, lecturer, students):
    body = lecturer.request.get(f"{course.site.url}/class/answers.csv").body().decode("utf-8-sig")
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(body))}
    first, second, _third = course.asks(SOURCE.code)["options"].values()
    assert [(row["start_here guess"], row["start_here second vote"]) for row in rows.values()] == [
        (first, second),
        (first, second),
        (second, second),
    ]
    assert list(rows) == ["1 Ann", "2", "3 <b>Ben</b>"]
    assert rows["1 Ann"]["start_here q1"] == "keep working" and rows["1 Ann"]["crisis_desk desk 7"] == "4.5"
    assert [row["own-1 vote"] for row in rows.values()] == ["No", "", "No"]
    lecturer.get_by_text(_("Save or delete the class")).click()
    lecturer.get_by_role("button", name=_("Delete the class")).click()
    lecturer.get_by_role("button", name=_("Press again: all votes and answers will be gone")).click()
    lecturer.get_by_text(_("This class is over.")).wait_for()
    for phone in students:
        phone.locator(".wb-class").wait_for(state="detached")
    assert not os.path.exists(course.site.log.with_name("class.sqlite"))


def test_where_there_is_no_class_no_page_looks_for_one(page, site):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.page(START.notebook))
    page.wait_for_function(WHOLE)
    assert not [url for url in asked if "class" in url]
    assert page.locator("#workbook-class, .wb-class").count() == 0
