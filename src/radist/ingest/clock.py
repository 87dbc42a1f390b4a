"""The time by which we listen to exchanges: all that does so asks here, and nowhere else.

Days pass in seconds for tests that put other clocks in place of these two.
"""

import logging
import time

log = logging.getLogger(__name__)

wall = time.time_ns
"""What events are stamped with, nanoseconds. It may jump: no timer goes by it."""
steady = time.monotonic
"""What timers go by, seconds."""


def now_us() -> int:
    """Wall clock, microseconds."""
    return wall() // 1000


def monotonic() -> float:
    """Seconds that pass whatever is done to the wall clock."""
    return steady()


def steady_us() -> int:
    """The same in microseconds, for what counts in these; of no day."""
    return int(steady() * 1e6)


_JUMP = 200_000
"""Microseconds by which two looks at both clocks may differ without anybody having set one."""


class Jumps:
    """Notes where the wall clock was set while time went on."""

    def __init__(self) -> None:
        self._between = now_us() - steady_us()

    def seen(self) -> int:
        """By how many microseconds the wall clock was moved since the last look; mostly 0."""
        between = now_us() - steady_us()
        by = between - self._between
        if -_JUMP < by < _JUMP:
            return 0
        self._between = between
        return by


_OFF = 500_000
"""Microseconds by which ours may differ from an exchange's before that is told."""


class Agreement:
    """How far the clock of an exchange and ours agree."""

    def __init__(self, exchange: str) -> None:
        self.offset: int | None = None
        """How much the exchange's is ahead of ours, microseconds; None while unknown."""
        self.off = False
        """Whether they differ by more than 0.5 s, however the time of asking is shared out between
        the way there and the way back.
        """
        self._exchange = exchange

    def compare(self, time: int, asked: int, answered: int) -> None:
        """It was `time` there at some moment between these two of ours."""
        self.offset = time - (asked + answered) // 2
        before, self.off = self.off, abs(self.offset) - abs(answered - asked) // 2 > _OFF
        if self.off != before:
            fields = {"exchange": self._exchange, "offset_ms": round(self.offset / 1000, 1)}
            if self.off:
                log.warning("our clock differs from the exchange's", extra=fields)
            else:
                log.info("our clock agrees with the exchange's again", extra=fields)
