"""Leaves a socket before it is cut: the next is up, and brings the same, before the old one goes.

Theory of operation. A socket is due when it is so old, give or take some chance, or when the
exchange says that it will be closed. Its line gets a successor that carries the same; copies are
dropped by the streams. Once each stream of the new socket has gone on from what the old one
brought, or both are silent, the old one is left. Of one exchange one socket is left at a time,
unless it was told to be in a hurry.
"""

import logging
import random
from collections.abc import Callable
from typing import NamedTuple

from radist.ingest.clock import monotonic
from radist.ingest.line import Line
from radist.ingest.places import Places
from radist.ingest_settings import Rollover as Settings

log = logging.getLogger(__name__)

_OVERLAP = 2.0
"""Seconds that both are up at least."""
_AGAIN = 60.0
"""Seconds until a socket whose successor could not be had is tried again."""
_DAY = 86_400.0


class _Step(NamedTuple):
    """One socket that is being left."""

    to: Line
    since: float
    told: bool
    """Whether the exchange has said that it must be."""


class Rollover:
    """Watches over the age of an exchange's sockets."""

    def __init__(
        self,
        exchange: str,
        places: Places,
        settings: Settings,
        draw: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.done = 0
        """Sockets that were left for others."""
        self._exchange = exchange
        self._places = places
        self._settings = settings
        self._draw = draw
        self._due: dict[Line, tuple[int, float]] = {}
        """Of a line's socket, known by when it came up: at what age it is due."""
        self._steps: dict[Line, _Step] = {}

    def leaving(self, line: Line, reason: str) -> bool:
        """A line's socket is of no use soon; false where it cannot be left for another."""
        if line in self._steps:
            return True
        if any(step.to is line for step in self._steps.values()):
            return False  # it was about to take over: it begins anew by itself
        self._begin(line, reason, told=True)
        return True

    def turned(self, line: Line) -> None:
        """A line's socket is up or gone: where it is gone, nobody waits for it to come back."""
        if line in self._steps and not line.connected:
            self._end(line, self._steps[line])

    def tick(self, wall: float) -> None:
        """A second has passed; `wall` is in seconds UTC, of which the window is."""
        for line in tuple(self._steps):
            self._look(line)
        if self._steps or not self._settings.age:
            return
        for line in self._places.lines:
            if line.wanted and line.connected and self._is_due(line, wall):
                self._begin(line, "its age", told=False)
                return

    def _is_due(self, line: Line, wall: float) -> bool:
        since = line.connected_since or 0
        if self._due.get(line, (0, 0.0))[0] != since:
            jitter = self._draw(-self._settings.jitter, self._settings.jitter)
            self._due[line] = since, max(1.0, self._settings.age + jitter)
        left = self._due[line][1] - line.age
        return left <= 0 or left < self._settings.closes(wall)

    def _begin(self, line: Line, reason: str, *, told: bool) -> None:
        log.info("leaving a socket for another", extra=self._fields(line) | {"reason": reason})
        self._steps[line] = _Step(self._places.succeed(line), monotonic(), told)

    def _look(self, line: Line) -> None:
        step = self._steps[line]
        lasts = monotonic() - step.since
        both = min(line.age, step.to.age)
        if not line.connected or (step.to.overlaps and both >= _OVERLAP):
            self._end(line, step)
        elif lasts > self._settings.patience:
            if step.to.connected:
                self._end(line, step)
            elif not step.told:
                del self._steps[line]
                self._places.keep(line)
                self._due[line] = line.connected_since or 0, line.age + _AGAIN
                log.warning("no other socket to be had", extra=self._fields(line))

    def _end(self, line: Line, step: _Step) -> None:
        del self._steps[line]
        self.done += 1
        self._places.leave(line)
        fields = {"proven": step.to.overlaps, "seconds": round(monotonic() - step.since, 1)}
        log.info("left a socket", extra=self._fields(line) | fields)

    def _fields(self, line: Line) -> dict[str, object]:
        return {"exchange": self._exchange, "route": line.route, "streams": len(line.wanted)}
