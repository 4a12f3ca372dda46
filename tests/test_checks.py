"""The sentence a bad input gets."""

import gettext
import pickle

import numpy as np
import pytest

from basislib.checks import Amount, Either, Refused, one_of, within
from basislib.fund.trade import leverage
from basislib.widgets.text import refusal


def test_good_values_come_back_as_arrays():
    assert within("haircut", 0.02, low=0, high=1) == 0.02
    assert within("days", [1, 2], above=0).tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("value", "rule", "words"),
    [
        (1.5, {"high": 1}, "haircut is 1.5 of market value; it must be at most 1 of market value."),
        (-1, {"low": 0}, "haircut is -1 of market value; it must be at least 0 of market value."),
        (0, {"above": 0}, "haircut is 0 of market value; it must be above 0 of market value."),
        (1, {"below": 1}, "haircut is 1 of market value; it must be below 1 of market value."),
        (np.array([0.1, np.nan]), {}, "haircut is nan of market value; it must be a finite number."),
        ("much", {}, "haircut is 'much', which is not a number."),
        (None, {}, "haircut is None, which is not a number."),
        ([[0.1], [0.1, 0.2]], {}, "haircut is [[0.1], [0.1, 0.2]], which is not a number."),
    ],
)
def test_the_sentence_names_field_value_and_unit(value, rule, words):
    with pytest.raises(ValueError) as error:
        within("haircut", value, "of market value", **rule)
    assert str(error.value) == words


def test_one_of_names_the_choices():
    assert one_of("side", "long", ("long", "short")) == "long"
    with pytest.raises(ValueError, match="side is 'flat'; it must be 'long' or 'short'"):
        one_of("side", "flat", ("long", "short"))


GERMAN = {
    "{field} is {value}; it must be at most {bound}.": "Höchstens {bound}: {field} ist {value}.",
    "{field} is {value}; it must be {choices}.": "{field} ist {value} statt {choices}.",
    "haircut": "Abschlag",
    "of market value": "des Marktwerts",
    "{one} or {other}": "{one} oder {other}",
    "{label}: {error}": "{label} – {error}",
}


@pytest.fixture
def german(monkeypatch):
    class Catalogue(gettext.NullTranslations):
        def gettext(self, message):
            return GERMAN.get(message, message)

    monkeypatch.setattr("basislib.language._here", Catalogue)


def refused(call, *args, **named):
    with pytest.raises(Refused) as error:
        call(*args, **named)
    return error.value


def test_a_refusal_is_english_for_code_and_the_readers_language_on_a_page(german):
    error = refused(within, "haircut", 1.5, "of market value", high=1)
    assert str(error) == "haircut is 1.5 of market value; it must be at most 1 of market value."
    assert refusal(error) == "Höchstens 1 des Marktwerts: Abschlag ist 1.5 des Marktwerts."
    assert refusal(refused(within, "haircut", 1.5, high=1)) == "Höchstens 1: Abschlag ist 1.5."
    assert refusal(refused(within, "haircut", -2, high=-2.5)) == "Höchstens −2.5: Abschlag ist −2."
    assert refusal(refused(one_of, "side", "up", ("a", "b", "c"))) == "side ist 'up' statt 'a' oder 'b' oder 'c'."
    assert refusal(Refused("{label}: {error}", label="Box", error=error)).startswith("Box – Höchstens 1 des")
    assert refusal(ValueError("as it is {so}")) == "as it is {so}" == refusal(Refused("as it is {so}"))


def test_without_a_translation_a_page_says_what_code_says():
    for error in (
        refused(within, "days", "x{y}"),
        refused(leverage, 0.0, 0.0, 0.0),
        refused(one_of, "side", "{z}", ("long", "short")),
    ):
        assert refusal(error) == str(error)


def test_a_refusal_survives_another_process():
    error = refused(within, "haircut", 1.5, "of market value", high=1)
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.sentence, copy.facts) == (str(error), error.sentence, error.facts)
    braces = pickle.loads(pickle.dumps(refused(one_of, "side", "{z}", ("long", "short"))))
    assert str(braces) == "side is '{z}'; it must be 'long' or 'short'."


def test_amounts_and_choices_are_written_as_ever():
    assert [str(Amount(*one)) for one in ((2.5, "bp"), (3, "% a year"), (1e-12, ""))] == [
        "2.5 bp",
        "3% a year",
        "1e-12",
    ]
    assert [str(Either(some)) for some in ("a", "ab", "abc")] == ["a", "a or b", "a or b or c"]
