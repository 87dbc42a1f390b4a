"""An event loop whose time passes at once: where everybody waits, its clock jumps to the next who
is due.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

from radist.ingest import clock

START = 1_771_422_460
"""When virtual time begins, seconds."""
_INSTANT = 1e-8
"""Seconds that a turn takes at least: who waits for less than the clock can show waits for ever."""
T = TypeVar("T")


class VirtualLoop(asyncio.BaseEventLoop):
    """No sockets, no threads, no waiting."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = self
        self._passed = 0.0
        self.skew = 0.0
        """Seconds by which our wall clock is wrong."""

    def time(self) -> float:
        return self._passed

    def select(self, timeout: float | None) -> list[Any]:
        """What a loop asks for sockets with: there are none, and the time is over."""
        if timeout is None:
            raise RuntimeError("everybody waits for ever")
        self._passed += max(timeout, _INSTANT)
        return []

    def wall(self) -> int:
        """Our wall clock, nanoseconds."""
        return round((START + self._passed + self.skew) * 1e9)

    def venue(self) -> int:
        """The exchange's, which is right, in microseconds."""
        return round((START + self._passed) * 1e6)

    def _process_events(self, event_list: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


def run(main: Coroutine[Any, Any, T], patch: pytest.MonkeyPatch) -> T:
    """Run to the end in virtual time, by whose clocks all that listens goes meanwhile."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner, patch.context() as clocks:
        loop = runner.get_loop()
        assert isinstance(loop, VirtualLoop)
        clocks.setattr(clock, "wall", loop.wall)
        clocks.setattr(clock, "steady", loop.time)
        return runner.run(main)


def virtual() -> VirtualLoop:
    """The loop that runs."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop
