"""Pages as a test goes through them."""

import contextlib
from unittest.mock import patch

from basislib.widgets.picture import Picture


@contextlib.contextmanager
def undrawn():
    """Draw no picture meanwhile; yield what draws one."""
    draw = Picture.svg
    with patch.object(Picture, "svg", lambda *shown, **options: "<svg/>"):
        yield draw


def open_all(page):
    """Answer nothing, but see everything: pictures, what there was to see, exercises. Return the page."""
    if not page.prediction.opened:
        page.prediction.open()
    page.build()
    for placed in page.placed:
        if placed.seen is not None:
            placed.seen.show()
    return page


def show_exercises(page):
    """Put all exercises on the screen, and return them."""
    page.sections()
    page.build()
    return page.exercise_list
