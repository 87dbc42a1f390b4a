"""The simulated market: twenty pits whose actions follow from a seed and from the time alone."""

from collections.abc import Iterator, Sequence
from heapq import heapify, heapreplace
from random import Random

from radist.simulator.candles import SECOND
from radist.simulator.flow import Wander
from radist.simulator.pairs import PAIRS, Pair
from radist.simulator.pit import Happening, Pit

_WARM_UP = 20 * SECOND  # lived before the first reader comes, so that there is a tape to show
_NAP = 30 * SECOND  # a longer pause (a laptop asleep) is skipped, not lived through


class Market:
    """Same seed, same start: same events, however often `advance` is called."""

    def __init__(
        self, now: int, *, seed: int = 1, activity: float = 1.0, pairs: Sequence[Pair] = PAIRS
    ) -> None:
        start = now - int(_WARM_UP / max(1.0, activity))
        start -= start % SECOND
        name = str(seed)
        self._random = Random(f"{name}/schedule")
        self._tide = Wander(Random(f"{name}/tide"), start)
        self.pits = {
            pair.symbol: Pit(pair, start=start, seed=name, activity=activity) for pair in pairs
        }
        self._pits = list(self.pits.values())
        self._pace = [pit.pair.pace * activity / SECOND for pit in self._pits]
        self._due = [(start + self._pause(i), i) for i in range(len(self._pits))]
        heapify(self._due)
        self.now = start
        for _ in self._lived(now):
            pass

    def advance(self, now: int) -> Iterator[Happening]:
        """All actions up to and including `now`, in order of time."""
        if now - self.now > _NAP:
            skipped = now - self.now
            self._due = [(due + skipped, i) for due, i in self._due]
        yield from self._lived(now)

    @property
    def next_due(self) -> int:
        """When the next action will be."""
        return self._due[0][0]

    def _lived(self, now: int) -> Iterator[Happening]:
        while self._due[0][0] <= now:
            due, which = self._due[0]
            heapreplace(self._due, (due + self._pause(which), which))
            yield self._pits[which].act(due, self._tide.step(due))
        self.now = max(self.now, now)

    def _pause(self, which: int) -> int:
        return 1 + int(self._random.expovariate(self._pace[which]))
