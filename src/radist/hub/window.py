"""When to write: at once while writing costs little, less often when it costs much.

A write costs about the same whatever is in it, so many small messages are cheaper together. Hence,
where writing each message by itself would take most of the time, there is a rest after each round
of writes: as long as it takes for writing to be a third of the time, but never longer than a few
milliseconds. Where it would not, a rest brings nothing together and only makes everybody wait.
"""

from math import inf

_LONGEST = 0.005
"""Seconds that a message may have to wait for others."""
_SHORTEST = 0.001
"""What is shorter is not worth a timer."""
_SHARE = 3
"""Writing is to take one part in so many."""
_MOST = 0.88
"""The share of the time from which on it is too much to write each message by itself."""
_MEMORY = 8
"""That share is a mean of the last rounds, about so many: a single slow one says nothing."""


class Window:
    """Times are seconds of a steady clock."""

    __slots__ = ("_busy", "_rested_at", "_started")

    def __init__(self) -> None:
        self._rested_at = 0.0
        self._started = -inf
        self._busy = 0.0

    def wait(self, now: float) -> float:
        """How long to gather messages before the next round of writes."""
        rest = self._rested_at - now
        return rest if rest >= _SHORTEST else 0.0

    def wrote(self, start: float, end: float, together: int = 1) -> None:
        """A round of writes took from `start` to `end`, each of so many messages."""
        cost, since = end - start, start - self._started
        self._started = start
        busy = min(1.0, together * cost / since) if since > 0 else 1.0
        self._busy += (busy - self._busy) / _MEMORY
        if self._busy >= _MOST:
            rested_at = max(self._rested_at, start) + _SHARE * cost
            self._rested_at = min(rested_at, end + _LONGEST)
