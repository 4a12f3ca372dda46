"""Every prediction and exercise of every page, with many readers' numbers."""

import itertools
import re

import numpy as np
import pytest

from basislib.language import LANGUAGES
from basislib.widgets.questions import Choose, Numeric
from tests.looked import HYPHEN
from tests.speaking import speaking

SEEDS = range(40)
MONEY = ("$bn", "$m", "$ million")


def exercises(module):
    """Return where a page keeps its guess and its exercises."""
    return getattr(module, "exercises", module)


@pytest.fixture(scope="module")
def sets(module):
    return [exercises(module).questions(np.random.default_rng(seed)) for seed in SEEDS]


def test_there_are_enough_and_they_vary(sets):
    assert 4 <= len(sets[0]) <= 7
    assert len({len(questions) for questions in sets}) == 1
    varying = [len({question.text for question in column}) > 1 for column in zip(*sets, strict=True)]
    assert sum(varying) >= 3


def test_the_right_answer_is_right_as_a_reader_would_type_it(sets):
    for question in itertools.chain(*sets):
        if isinstance(question, Numeric):
            for typed in (f"{question.answer:.10f}", f"{question.answer:.3g}", f"{question.answer:.2f}"):
                near = abs(float(typed) - question.answer) <= question.tolerance
                assert question.grade(typed).tone == "correct" or not near, (question, typed)
            assert question.grade(f"{question.answer:.3g}").tone == "correct", question
        else:
            assert question.grade(question.answer).tone == "correct"


def test_each_known_mistake_gets_its_own_reply(sets):
    for question in itertools.chain(*sets):
        if isinstance(question, Numeric):
            assert question.mistakes, question.text
            for wrong, reply in question.mistakes:
                said = question.grade(f"{wrong:.10f}")
                assert (said.tone, said.text) == ("keep working", reply), (question, wrong)


def test_each_option_gets_a_reply_of_its_own(module, sets):
    choices = [question for question in itertools.chain(*sets) if isinstance(question, Choose)]
    for question in [exercises(module).guess(), *choices]:
        assert question.answer in {option.key for option in question.options}
        assert (
            len({option.reply for option in question.options}) == len(question.options) >= 3
            or len(question.options) == 2
        )
        assert all(option.reply.endswith((".", "!")) for option in question.options)


def test_hints_do_not_give_the_answer_and_solutions_do(sets):
    for question in itertools.chain(*sets):
        assert question.hint.endswith((".", "?")) and question.solution.strip()
        if isinstance(question, Numeric):
            assert not re.search(r"\b(nan|inf)\b", question.text + question.solution)
            assert f"{question.answer:.10g}" not in question.hint.split()
            assert "**" in question.solution, "the answer stands out in the solution"


def test_numbers_have_a_true_minus(module, sets):
    for question in [exercises(module).guess(), *itertools.chain(*sets)]:
        replies = question.mistakes if isinstance(question, Numeric) else [(o.words, o.reply) for o in question.options]
        told = [question.text, question.hint, question.solution, *itertools.chain(*replies)]
        assert not any(HYPHEN.search(text) for text in told if isinstance(text, str)), told


def test_texts_are_finished_sentences(sets):
    for question in itertools.chain(*sets):
        assert question.text.rstrip().endswith((".", "?")), question.text
        assert "  " not in question.text


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_number_that_a_solution_comes_to_is_accepted(module, code):
    with speaking(code):
        for question in itertools.chain(*asked(module)):
            if isinstance(question, Numeric):
                stated = re.findall(r"\*\*([−+]?[\d,.]+)%?\*\*", question.solution)[-1]
                assert question.grade(stated.replace(",", "")).tone == "correct", (question, stated)


def test_chinese_readers_are_asked_for_money_in_their_own_units(module, sets):
    with speaking("zh"):
        there = asked(module)
    for english, chinese in zip(itertools.chain(*sets), itertools.chain(*there), strict=False):
        if isinstance(english, Numeric) and english.unit in MONEY:
            with speaking("zh"):
                of_money(chinese)
            typed = f"{chinese.times * english.answer:.6g}"
            assert english.grade(chinese.kept(typed)).tone == "correct" and chinese.shown(chinese.kept(typed)) == typed
        replies = chinese.mistakes if isinstance(chinese, Numeric) else [(o.words, o.reply) for o in chinese.options]
        told = [chinese.text, chinese.hint, chinese.solution, *map(str, itertools.chain(*replies))]
        assert not any(re.search("十亿美元|百万美元", text) for text in told), told


def of_money(question):
    """Assert that a Chinese question whose answer is an amount asks, accepts, replies and reckons in one unit."""
    assert question.unit in ("亿美元", "万美元") and question.times != 1
    assert {f"{each}美元" for each in re.findall("多少(.?)美元", question.text)} <= {question.unit}
    assert re.search(rf"\*\*[\d,.]+\*\*{question.unit}", question.solution), question.solution
    assert question.unit in question.grade("").text
    assert question.grade(f"{question.times * question.answer:.3g}").tone == "correct"
    for wrong, reply in question.mistakes:
        assert question.grade(f"{question.times * wrong:.10f}").text == reply


def asked(module):
    """Return some readers' exercises in the language that is spoken."""
    return [exercises(module).questions(np.random.default_rng(seed)) for seed in SEEDS[:20]]
