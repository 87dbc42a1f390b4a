"""The time by which we listen to exchanges: all that does so asks here, and nowhere else.

Days pass in seconds for tests that put other clocks in place of these two.
"""

import time

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
