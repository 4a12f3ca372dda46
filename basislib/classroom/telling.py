"""What a student may tell the class: one of a few things, about what there is, in a few characters."""

import unicodedata
from collections.abc import Mapping

from basislib.classroom.catalogue import Asked
from basislib.classroom.refusals import NotAllowed
from basislib.classroom.store import ROUNDS, Event, Question
from basislib.language import N_

LONGEST_NAME, LONGEST_GIVEN, LONGEST_WORDS, LONGEST_UID = 40, 60, 400, 120  # characters
LONGEST_QUESTION, MOST_OPTIONS, LONGEST_OPTION = 300, 8, 120
MOST_SEED, MOST_SCORE = 10**6, 1e9
VERDICTS = ("keep working", "almost", "correct")
ROLES = ("desk", "fed")  # at the crisis desk, a fund's and the Fed's, as the page calls them
GAME = "crisis_desk"
JOINER = "\u200d"  # holds the parts of one emoji together


def nickname(typed: object) -> str:
    """Return a nickname on one line, without signs that cannot be seen.

    Raises
    ------
    NotAllowed
        If it is too long or no text.
    """
    if not isinstance(typed, str) or len(typed) > 50 * LONGEST_NAME:
        raise NotAllowed(400, N_("A nickname has at most {most} characters."), most=LONGEST_NAME)
    seen = "".join(each if each == JOINER or unicodedata.category(each)[0] != "C" else " " for each in typed)
    name = " ".join(seen.split())
    if len(name) > LONGEST_NAME:
        raise NotAllowed(
            400,
            N_("A nickname has at most {most} characters; this one has {there}."),
            most=LONGEST_NAME,
            there=len(name),
        )
    return name


def own_question(text: object, options: object) -> tuple[str, dict[str, str]]:
    """Return the words of a question of the lecturer's own, and its options by the numbers they get as keys."""
    words = line(text, N_("The question"), LONGEST_QUESTION).strip()
    if not isinstance(options, list) or not words:
        raise NotAllowed(400, N_("A question has words and options."))
    given = [line(option, N_("An option"), LONGEST_OPTION).strip() for option in options[: MOST_OPTIONS + 1]]
    given = [option for option in given if option]
    if not 2 <= len(given) <= MOST_OPTIONS or len(set(given)) < len(given):
        raise NotAllowed(400, N_("A question has two to {most} options, and no two alike."), most=MOST_OPTIONS)
    return words, {str(number): option for number, option in enumerate(given, 1)}


def read(told: object, pages: Mapping[str, Asked], own: Mapping[str, Question]) -> Event:
    """Return what a student's page has told as an event.

    Parameters
    ----------
    told : object
        As JSON brought it: anything at all.
    pages : mapping
        What the pages ask, by stem.
    own : mapping
        Questions that have been opened or asked, by name.

    Raises
    ------
    NotAllowed
        If it is nothing that can be told, or about nothing that there is.
    """
    if not isinstance(told, Mapping):
        raise NotAllowed(400, N_("This is nothing that a page tells."))
    readers = {"vote": _vote, "exercise": _exercise, "game": _game}
    reader = readers.get(line(told.get("kind"), N_("What is told"), LONGEST_GIVEN))
    if reader is None:
        raise NotAllowed(400, N_("A class takes votes, answers to exercises, and results of the crisis desk."))
    uid = line(told.get("uid"), N_("A mark of what is told"), LONGEST_UID)
    if not uid:
        raise NotAllowed(400, N_("What is told has a mark, so that it counts once."))
    return reader(uid, told, pages, own)


def _vote(uid: str, told: Mapping, pages: Mapping[str, Asked], own: Mapping[str, Question]) -> Event:
    name, given, turn = told.get("page"), told.get("given"), told.get("round")
    question = own.get(name) if isinstance(name, str) else None
    asked = question or (pages.get(name) if isinstance(name, str) else None)
    if asked is None:
        raise NotAllowed(404, N_("There is no such question in this class."))
    if not isinstance(given, str) or given not in asked.options:
        raise NotAllowed(400, N_("This question has no such option."))
    if type(turn) is not int or turn not in ROUNDS:
        raise NotAllowed(400, N_("A vote is the first or the second."))
    if turn > (question.round if question else 1):
        raise NotAllowed(409, N_("The second vote has not begun."))
    return Event(uid, "vote", str(name), "guess", turn, given, asked.options[given])


def _exercise(uid: str, told: Mapping, pages: Mapping[str, Asked], own: Mapping[str, Question]) -> Event:
    page, item, verdict = told.get("page"), told.get("item"), told.get("verdict")
    if not isinstance(page, str) or page not in pages or not isinstance(item, str):
        raise NotAllowed(404, N_("There is no such page in this workbook."))
    if item not in pages[page].exercises:
        raise NotAllowed(404, N_("This page has no such exercise."))
    if verdict not in VERDICTS:
        raise NotAllowed(400, N_("An answer is right, almost right, or to be worked on."))
    given = line(told.get("given"), N_("An answer"), LONGEST_GIVEN)
    words = line(told.get("words"), N_("An answer"), LONGEST_WORDS)
    return Event(uid, "exercise", page, item, 0, given, words, verdict, _seed(told))


def _game(uid: str, told: Mapping, pages: Mapping[str, Asked], own: Mapping[str, Question]) -> Event:
    role, score = told.get("role"), told.get("score")
    if role not in ROLES:
        raise NotAllowed(400, N_("The desk is a fund's or the Fed's."))
    if isinstance(score, bool) or not isinstance(score, int | float):
        raise NotAllowed(400, N_("A score is a number."))
    if not abs(score) <= MOST_SCORE:  # nor one that is no number
        raise NotAllowed(400, N_("A score lies between −{most:,.0f} and {most:,.0f}."), most=MOST_SCORE)
    return Event(uid, "game", GAME, str(role), seed=_seed(told), score=float(score))


def _seed(told: Mapping) -> int:
    seed = told.get("seed")
    if type(seed) is not int or not 0 <= seed < MOST_SEED:
        raise NotAllowed(400, N_("A seed is a whole number below {most:,}."), most=MOST_SEED)
    return seed


def line(value: object, what: str, longest: int) -> str:
    """Return a text that was sent as one line of signs that can be seen, or refuse it by its name."""
    if not isinstance(value, str):
        raise NotAllowed(400, N_("{what} is a text."), what=what)
    if len(value) > longest:
        raise NotAllowed(
            400,
            N_("{what} has at most {most} characters; this one has {there}."),
            what=what,
            most=longest,
            there=len(value),
        )
    return "".join(each if unicodedata.category(each)[0] != "C" or each == JOINER else " " for each in value)
