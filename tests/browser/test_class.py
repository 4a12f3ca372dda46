"""A whole class on one site: a lecturer and three students in four browsers, from the guess to the table."""

import csv
import io
import os
import re
from contextlib import ExitStack

import pytest

from basislib.pages import PAGES
from basislib.pages.catalogue import asked
from tests.browser import served
from tests.browser.pages import violations
from tests.browser.watched import watched
from tests.classroom import small

START, NEXT = PAGES[:2]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WHOLE = "document.documentElement.dataset.stage === 'done' && !document.querySelector('.wb-poster')"
ANSWERED = "performance.getEntriesByType('resource').some(each => each.name.includes('/class/now') && each.responseEnd)"
NAMES = ("Ann", "", "<b>Ben</b>")


class Class:
    """The site of a class, and its addresses."""

    def __init__(self, site, store):
        self.site, self.code, self.seed = site, store.get("code"), int(store.get("seed"))
        self.students = f"{site.url}/class/{self.code}"
        self.lecturers = f"{self.students}/{store.get('secret')}"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A site with a class; what the other pages ask is left out, for it takes a while to work out."""
    home = tmp_path_factory.mktemp("class")
    store = small.made(home / "class.sqlite", [START, NEXT])
    with served.voila(served.ROOT / "notebooks", home, f"--class={store.path}") as site:
        yield Class(site, store)
    store.close()


@pytest.fixture(scope="module")
def lecturer(browser, course):
    """The lecturer's board, after the address has led to it."""
    with watched(browser, viewport={"width": 1280, "height": 800}) as page:
        page.goto(course.lecturers)
        page.get_by_text("0 here · 0 joined").wait_for()
        assert page.url == f"{course.site.url}/class/board"
        yield page


@pytest.fixture(scope="module")
def students(browser, course, lecturer):
    """Three phones that have joined and see the first page."""
    with ExitStack() as stack:
        phones = [stack.enter_context(watched(browser, **PHONE)) for _ in NAMES]
        for phone, name in zip(phones, NAMES, strict=True):
            phone.set_default_timeout(60_000)
            phone.goto(course.students.lower())
            assert not violations(phone)
            phone.get_by_label("Nickname").fill(name)
            phone.get_by_role("button", name="Join").click()
        for phone in phones:
            phone.wait_for_function(WHOLE)
            assert f"seed={course.seed}" in phone.url and course.lecturers.rpartition("/")[2] not in phone.content()
        lecturer.get_by_text("3 here · 3 joined").wait_for()
        yield phones


@pytest.fixture(scope="module")
def projector(lecturer, students):
    """The first page in lecture view, opened from the board."""
    with lecturer.context.expect_page() as opened:
        lecturer.get_by_role("link", name="Open in lecture view").click()
    page = opened.value
    page.set_default_timeout(60_000)
    page.wait_for_function(WHOLE)
    page.get_by_text("Join: ").wait_for()
    return page


def on_phone(phone, number):
    """Choose an option of the vote that is open."""
    phone.locator(".wb-class details button").nth(number).click()


def shown(projector):
    """Return what stands beside the options on the projector."""
    return projector.locator(".wb-votes button b").all_inner_texts()


def test_a_vote_from_the_guess_to_the_second_vote(lecturer, students, projector):
    ann, other, ben = students
    for phone in (ann, other):
        phone.locator(".wb-prediction input[type=radio]").first.check()
        phone.get_by_role("button", name="This is my guess").click()
    projector.get_by_text("2 voted, 3 here.").wait_for()
    projector.keyboard.press("v")
    assert projector.locator(".wb-first .wb-result").is_hidden()
    assert projector.get_by_role("button", name="This is my guess").count() == 0, "it would do nothing here"
    ben.locator(".wb-class summary", has_text="A hedge fund owns notes").wait_for()
    assert not violations(ben)
    on_phone(ben, 1)
    ben.get_by_text("Your vote is in.").wait_for()
    projector.get_by_text("3 voted, 3 here.").wait_for()
    assert shown(projector) == ["", "", ""] and lecturer.locator(".bar").count() == 0
    projector.get_by_role("button", name="Reveal").click()
    projector.wait_for_function("document.querySelector('.wb-votes b').textContent === '2'")
    assert shown(projector) == ["2", "1", "0"]
    ann.get_by_text("The vote is over.").wait_for()
    projector.get_by_role("button", name="Second vote").click()
    for phone in students:
        phone.locator(".wb-class summary", has_text="Vote again").wait_for()
        on_phone(phone, 1)
    projector.get_by_text("Second vote: 3 voted").wait_for()
    projector.get_by_role("button", name="Reveal").click()
    projector.wait_for_function("document.querySelector('.wb-votes b').textContent === '2 → 0'")
    assert shown(projector) == ["2 → 0", "1 → 3", "0 → 0"]
    lecturer.get_by_text("Second vote: 3 (100%)").wait_for()
    assert not violations(lecturer)
    projector.keyboard.press("v")
    ben.get_by_text("The vote is over.").wait_for(state="hidden")
    projector.get_by_text("Join: ").wait_for()
    projector.keyboard.press("ArrowRight")
    projector.get_by_text("Join: ").wait_for(state="hidden")  # the answer has its place


def test_what_is_told_without_a_network_comes_later_and_once(lecturer, students):
    ann, other, ben = students
    lecturer.get_by_text("A question of my own").click()
    lecturer.get_by_label("Question", exact=True).fill("Is <i>cash</i> king?")
    lecturer.get_by_label("Options").fill("Yes\nNo\n")
    lecturer.get_by_role("button", name="Ask it now").click()
    for phone in students:
        phone.locator(".wb-class summary", has_text="Is <i>cash</i> king?").wait_for()
    ben.context.set_offline(True)
    on_phone(ben, 0)
    on_phone(ben, 1)
    ben.get_by_text("Your vote is sent when the server answers.").wait_for()
    on_phone(ann, 1)
    lecturer.get_by_text("1 voted.").wait_for()
    ben.context.set_offline(False)
    lecturer.get_by_text("2 voted.").wait_for()
    ben.get_by_text("Your vote is in.").wait_for()
    lecturer.locator(".vote", has_text="king?").get_by_role("button", name="Reveal").click()
    lecturer.locator(".vote", has_text="king?").get_by_text("2 (100%)").wait_for()
    lecturer.get_by_role("button", name="Take it off the phones").click()
    ben.trouble[:] = [each for each in ben.trouble if "ERR_INTERNET_DISCONNECTED" not in each]


def test_answers_and_results_reach_the_board(lecturer, students):
    ann = students[0]
    ann.locator(".wb-exercise").first.wait_for(state="attached")
    ann.locator(".wb-exercise .wb-number input").first.fill("12345")
    ann.locator(".wb-exercise .wb-check").first.click()
    lecturer.get_by_text("12345 (1)").wait_for()
    ann.evaluate("""() => document.body.append(Object.assign(document.createElement('i'), { hidden: true }));
        document.body.lastChild.dataset.wbGame = '{"role": "desk", "seed": 7, "score": 4.5}'""")
    lecturer.get_by_text("A fund, crisis 7").wait_for()
    assert lecturer.locator(".scores td").all_inner_texts() == ["Ann", "4.5"]
    assert lecturer.locator(".scores th").all_inner_texts()[1] == "Best result, % on own money"


def test_phones_follow_if_their_student_wants_it(course, lecturer, students, projector):
    ann, _, ben = students
    projector.bring_to_front()
    projector.goto(course.site.page(NEXT.notebook, "?mode=lecture"))
    projector.wait_for_function(WHOLE)
    ben.get_by_label("Follow the lecturer").check()
    lecturer.get_by_label("Phones follow my page").check()
    ben.wait_for_url(re.compile(f"{NEXT.notebook}.*seed={course.seed}"))
    ben.wait_for_function(WHOLE)
    assert START.notebook in ann.url
    assert lecturer.locator(".page").input_value() == NEXT.stem
    assert lecturer.locator(".page :checked").inner_text() == f"{NEXT.number:02d} {NEXT.title}"
    projector.keyboard.press("ArrowRight")
    projector.get_by_role("button", name="Ben refuses").or_(projector.locator(".wb-presets button")).first.click()
    projector.wait_for_function("location.search.includes('calls=')")
    ben.wait_for_timeout(4000)
    assert "calls=" not in ben.url, "a page that still asks goes nowhere"
    ben.get_by_text("Open without a guess").click()
    ben.wait_for_function("location.search.includes('calls=')")
    ann.get_by_role("link", name="Next page").click()
    ann.wait_for_url(re.compile(f"{NEXT.notebook}.*seed={course.seed}"))  # every page has the class's numbers


def test_the_plans_open_from_the_board_with_the_numbers_of_the_class(course, lecturer):
    with lecturer.context.expect_page() as opened:
        lecturer.get_by_role("link", name="Lesson plans").click()
    plans = opened.value
    plans.set_default_timeout(60_000)
    link = plans.get_by_role("link", name="A. Right, and out of cash").first
    link.wait_for()
    plans.wait_for_function(ANSWERED)
    plans.wait_for_timeout(200)
    link.click()
    plans.wait_for_function(WHOLE)
    assert f"seed={course.seed}" in plans.url and START.notebook in plans.url
    plans.get_by_role("button", name="Vote", exact=True).wait_for()  # though this browser has seen the answer
    plans.close()


def test_the_table_has_all_of_it_and_then_it_is_deleted(course, lecturer, students):
    body = lecturer.request.get(f"{course.site.url}/class/answers.csv").body().decode("utf-8-sig")
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(body))}
    first, second, third = (key for key in asked(START, course.seed)["options"].values())
    assert [(row["start_here guess"], row["start_here second vote"]) for row in rows.values()] == [
        (first, second),
        (first, second),
        (second, second),
    ]
    assert list(rows) == ["1 Ann", "2", "3 <b>Ben</b>"]
    assert rows["1 Ann"]["start_here q1"] == "keep working" and rows["1 Ann"]["crisis_desk desk 7"] == "4.5"
    assert [row["own-1 vote"] for row in rows.values()] == ["No", "", "No"]
    lecturer.get_by_text("Save or delete the class").click()
    lecturer.get_by_role("button", name="Delete the class").click()
    lecturer.get_by_role("button", name="Press again").click()
    lecturer.get_by_text("This class is over.").wait_for()
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
