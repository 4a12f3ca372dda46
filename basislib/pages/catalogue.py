"""`python -m basislib.pages.catalogue SEED` writes what every page asks, as JSON, for the class board."""

import json
import sys
from importlib import import_module

from numpy.random import default_rng

from basislib.language import _
from basislib.pages import PAGES
from basislib.widgets.questions import Numeric
from basislib.widgets.text import plain


def catalogue(seed):
    """Return what the pages ask, by stem.

    Parameters
    ----------
    seed : int
        Of the exercises' numbers.

    Returns
    -------
    dict
        Stem to title, notebook, the guess's text and options (key to words), the exercises (name to text), and of those
        with a number how many of the unit that readers see make one of the unit in which answers are kept.
    """
    return {about.stem: asked(about, seed) for about in PAGES}


def asked(about, seed):
    """Return what one page asks, as `catalogue` does for all."""
    exercises = import_module(f"basislib.pages.{about.stem}.exercises")
    guess = exercises.guess()
    questions = {f"q{number}": each for number, each in enumerate(exercises.questions(default_rng(seed)), 1)}
    return {
        "title": _(about.title),
        "notebook": about.notebook,
        "text": plain(guess.text),
        "options": {option.key: plain(option.words) for option in guess.options},
        "exercises": {item: plain(question.text) for item, question in questions.items()},
        "times": {item: question.times for item, question in questions.items() if isinstance(question, Numeric)},
    }


if __name__ == "__main__":
    json.dump(catalogue(int(sys.argv[1])), sys.stdout)
