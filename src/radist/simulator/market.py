"""The simulated market: pits whose actions follow from a seed and from the time alone."""

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush, heapreplace
from random import Random

from radist.simulator.candles import SECOND
from radist.simulator.flow import Value, Wander
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
        self.seed = str(seed)
        self._activity = activity
        self._random = Random(f"{self.seed}/schedule")
        self._tide = Wander(Random(f"{self.seed}/tide"), start)
        self.pits: dict[str, Pit] = {}
        for pair in pairs:
            self.pits[pair.symbol] = self._opened(pair, start)
        self._due = [(start + self._pause(pit), symbol) for symbol, pit in self.pits.items()]
        heapify(self._due)
        self.now = start
        for _ in self._lived(now):
            pass

    def open(self, pair: Pair) -> Pit:
        """Trade one more from now on."""
        pit = self.pits[pair.symbol] = self._opened(pair, self.now - self.now % SECOND)
        heappush(self._due, (self.now + self._pause(pit), pair.symbol))
        return pit

    def close(self, symbol: str) -> Pit:
        """Trade it no more."""
        return self.pits.pop(symbol)

    def advance(self, now: int) -> Iterator[Happening]:
        """All actions up to and including `now`, in order of time."""
        if now - self.now > _NAP:
            skipped = now - self.now
            self._due = [(due + skipped, symbol) for due, symbol in self._due]
        yield from self._lived(now)

    @property
    def next_due(self) -> int:
        """When the next action will be."""
        return self._due[0][0]

    def _lived(self, now: int) -> Iterator[Happening]:
        while self._due[0][0] <= now:
            due, symbol = self._due[0]
            pit = self.pits.get(symbol)
            if pit is None:
                heappop(self._due)
                continue
            heapreplace(self._due, (due + self._pause(pit), symbol))
            yield pit.act(due, self._tide.step(due))
        self.now = max(self.now, now)

    def _opened(self, pair: Pair, start: int) -> Pit:
        value = self._following(pair)
        return Pit(pair, start=start, seed=self.seed, activity=self._activity, value=value)

    def _following(self, pair: Pair) -> Value | None:
        leader = self.pits.get(pair.follows)
        if leader is None:
            return None
        tick, step = 10.0**-leader.pair.price_digits, 10.0**pair.price_digits
        return lambda now, tide: pair.fair(leader.flow.fair * tick, now) * step

    def _pause(self, pit: Pit) -> int:
        return 1 + int(self._random.expovariate(pit.pair.pace * self._activity / SECOND))
