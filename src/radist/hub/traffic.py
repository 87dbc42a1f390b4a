"""What has gone through the rooms since the start, counted where it happens."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

_SECONDS = (0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_MESSAGES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000)
_ONE_IN = 8
"""As many writes have one that is looked at."""


class Tally:
    """How often values were at most so large; the last count is of those beyond all bounds."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, value: float, times: int = 1) -> None:
        """A value was seen."""
        self.counts[bisect_left(self.bounds, value)] += times
        self.total += value * times


class Traffic:
    """Counters of one transport."""

    def __init__(self) -> None:
        self.opened = 0
        self.closed: Counter[int] = Counter()
        """By close code; 1006 where the connection was lost without one."""
        self.events = 0
        """Given to clients, each counted once for each of them."""
        self.bytes = 0
        self.skipped = 0
        """States that newer ones stood for, likewise."""
        self.lost = 0
        """Messages of log rooms that clients were too slow for, likewise."""
        self.latency = Tally(_SECONDS)
        """From the oldest event of a write coming in to the write, of some writes."""
        self.depth = Tally(_MESSAGES)
        """Messages that such a write was for, those skipped among them."""
        self._turn = 0

    def is_looked_at(self) -> bool:
        """Whether to look at this write: to do so at each would cost more than the counting."""
        self._turn = (self._turn + 1) % _ONE_IN
        return not self._turn

    def look(self, received: int, messages: int, now: int, clients: int = 1) -> None:
        """A write was made: when its oldest event came in, and of how many messages; times in
        microseconds.
        """
        self.latency.add(max(0, now - received) / 1e6, clients)
        self.depth.add(messages, clients)
