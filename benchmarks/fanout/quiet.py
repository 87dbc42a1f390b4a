"""Whether others use the processors: measured by wanting them."""

import os
import time
from collections.abc import Iterable
from pathlib import Path

_SPIN = 0.05
"""Seconds for which a core is wanted."""
_QUIET = 0.03
"""The share of that for which others may have it."""


def wait_for_quiet(patience: float, cores: Iterable[int]) -> None:
    """Return when these cores are free, or when that took too long."""
    limit = time.monotonic() + patience
    before = os.sched_getaffinity(0)
    try:
        while time.monotonic() < limit and max(map(_taken, cores)) > _QUIET:
            time.sleep(0.3)
    finally:
        os.sched_setaffinity(0, before)


def _taken(core: int) -> float:
    """The share of a moment for which we were ready on this core and others had it."""
    if core in os.sched_getaffinity(0) or core < (os.cpu_count() or 1):
        os.sched_setaffinity(0, {core})
    delay, end = _run_delay(), time.monotonic() + _SPIN
    while time.monotonic() < end:
        pass
    return (_run_delay() - delay) / _SPIN


def _run_delay() -> float:
    return int(Path("/proc/self/schedstat").read_text("ascii").split()[1]) / 1e9
