"""Whether a server is worth asking: after some failures in a row it is left alone for a while, then one call tries it."""

from __future__ import annotations

import time
from collections.abc import Callable

FAILURES = 5
"""In a row, after which a server is left alone."""
SECONDS = 5.0
"""The first time; twice as long after each trial that fails."""
MOST_SECONDS = 120.0


class Breaker:
    """One server as the calls to it went. `clock` gives seconds that never go back."""

    __slots__ = ("_clock", "_failures", "_pause", "_resting", "_trial", "_until")

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._pause = SECONDS
        self._until = 0.0
        self._resting = 0.0
        self._trial = 0.0

    @property
    def state(self) -> str:
        """`closed`, `open`, or `half-open` when the next call is a trial."""
        if self._failures < FAILURES:
            return "closed"
        return "open" if self.wait > 0 else "half-open"

    @property
    def wait(self) -> float:
        """Seconds until it may be asked; 0: now."""
        return 0.0 if self._failures < FAILURES else max(0.0, max(self._until, self._trial) - self._clock())

    @property
    def rested(self) -> bool:
        """Whether it asked for no pause that still lasts."""
        return not self._resting or self._resting <= self._clock()

    def begin(self) -> bool:
        """Whether a call may go there. Of those that come after a pause, one at a time is a trial."""
        if self._failures < FAILURES:
            return True
        if self.wait > 0:
            return False
        self._trial = self._clock() + self._pause  # a trial that never ends must not be the last one
        return True

    def succeeded(self) -> None:
        """It answered, whatever it said."""
        if self._failures:
            self._failures, self._pause, self._until, self._trial = 0, SECONDS, 0.0, 0.0

    def failed(self) -> None:
        """It could not be reached, did not answer, or said that it is broken."""
        if self._failures >= FAILURES:
            self._pause = min(self._pause * 2, MOST_SECONDS)
        self._failures = min(self._failures + 1, FAILURES)
        if self._failures == FAILURES:
            self._until, self._trial = self._clock() + self._pause, 0.0

    def rest(self, seconds: float) -> None:
        """It asked to be left alone for so long: others come first until then."""
        self._resting = self._clock() + min(seconds, MOST_SECONDS)
