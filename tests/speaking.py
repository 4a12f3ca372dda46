"""The language that Python speaks, changed for a while."""

from contextlib import contextmanager

import pytest

from basislib.language import VARIABLE


@contextmanager
def speaking(code):
    """Have Python speak a language until the end of the block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, code)
        yield code
