"""When to write: at once while writing costs little, less often when it costs much.

A write costs about the same whatever is in it, so many small messages are cheaper together. Hence
after each round of writes there is a rest: as long as it takes for writing to be a third of the
time, but never longer than a few milliseconds. Rounds that are cheap or rare leave nothing to rest
for.
"""

_LONGEST = 0.005
"""Seconds that a message may have to wait for others."""
_SHORTEST = 0.001
"""What is shorter is not worth a timer."""
_SHARE = 3
"""Writing is to take one part in so many."""


class Window:
    """Times are seconds of a steady clock."""

    __slots__ = ("_rested_at",)

    def __init__(self) -> None:
        self._rested_at = 0.0

    def wait(self, now: float) -> float:
        """How long to gather messages before the next round of writes."""
        rest = self._rested_at - now
        return rest if rest >= _SHORTEST else 0.0

    def wrote(self, start: float, end: float) -> None:
        """A round of writes took from `start` to `end`."""
        rested_at = max(self._rested_at, start) + _SHARE * (end - start)
        self._rested_at = min(rested_at, end + _LONGEST)
