"""What a class is told a page asks is what its readers are asked."""

import pytest

from basislib.classroom import telling
from basislib.classroom.catalogue import read
from basislib.pages.catalogue import asked

pytestmark = pytest.mark.usefixtures("undrawn")


def test_the_catalogue_has_what_readers_are_asked(about, opened):
    page = read({about.stem: asked(about, opened.answers.seed)})[about.stem]
    assert page.options == {option.key: option.words for option in opened.prediction.question.options}
    if about.core:  # in its older shape a page makes its exercises when its last cell runs
        assert set(page.exercises) == {exercise.item for exercise in opened.exercise_list}
        assert set(page.times) == {exercise.item for exercise in opened.exercise_list if exercise.numeric}
    assert all("**" not in text for text in (page.text, *page.options.values(), *page.exercises.values()))


def test_whatever_a_reader_can_answer_can_be_told(about, opened):
    """A class is told an answer as the page keeps it."""
    pages = read({about.stem: asked(about, opened.answers.seed)})
    for exercise in opened.exercise_list:
        given = ["1.5"] if exercise.numeric else [option.key for option in exercise.question.options]
        for answer in given:
            exercise.box.value = answer
            verdict = exercise.check().tone
            kept = opened.answers[exercise.item]
            mark = f"{about.stem}|{opened.answers.seed}|{exercise.item}|{kept.attempts}|{kept.time}"
            told = {"kind": "exercise", "uid": mark, "page": about.stem, "item": exercise.item, "verdict": verdict}
            words = {"given": kept.given, "words": kept.answer[: telling.LONGEST_WORDS], "seed": opened.answers.seed}
            assert telling.read({**told, **words}, pages, {}).given == kept.given
