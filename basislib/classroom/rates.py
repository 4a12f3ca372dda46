"""How often somebody may send something."""

import time
from collections.abc import Callable


class Bucket:
    """Lets through a burst, and then as many a second as it is filled with.

    Parameters
    ----------
    burst : float
        How many may come at once.
    rate : float
        How many a second may follow.
    clock : callable, optional
        Seconds that only go forward.
    """

    def __init__(self, burst: float, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.burst, self.rate, self._clock = burst, rate, clock
        self._left, self._since = burst, clock()

    def take(self) -> bool:
        """Take one, if there is one left."""
        now = self._clock()
        self._left = min(self.burst, self._left + self.rate * (now - self._since))
        self._since = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
