"""The time that events are stamped with."""

from time import time_ns


def now_us() -> int:
    """Wall clock, microseconds."""
    return time_ns() // 1000
