"""The crowd of one pair: makers, takers and cancellations around a price that wanders."""

from collections.abc import Callable
from math import exp, sqrt, tanh
from random import Random
from typing import Protocol

from radist.simulator.candles import DAY, HOUR, SECOND
from radist.simulator.matching import Book, Trade
from radist.simulator.pairs import Pair

_RESTING = 160  # orders in the book, both sides together
_FEWEST = 8  # price levels; below this a side is filled up before anything else happens
_RECALL = 12 * HOUR / SECOND  # the wandering is pulled back, or the price would leave the earth


class Wander:
    """A random walk with a short memory, in units of one second's standard deviation."""

    def __init__(self, random: Random, now: int) -> None:
        self._random = random
        self._time = now
        self.value = 0.0

    def step(self, now: int) -> float:
        passed = min(60.0, (now - self._time) / SECOND)
        self._time = now
        self.value = self.value * exp(-passed / _RECALL) + self._random.gauss(0.0, sqrt(passed))
        return self.value


Value = Callable[[int, float], float]
"""The fair price in ticks, at a time and with the tide that moves all pairs together."""


def wandering(pair: Pair, random: Random, now: int) -> Value:
    """The fair price of a pair that follows no other."""
    own = Wander(random, now)
    volatility = pair.wildness / sqrt(DAY / SECOND)

    def value(now: int, tide: float) -> float:
        moved = 0.6 * tide + 0.8 * own.step(now)
        return pair.start * exp(volatility * moved)

    return value


class Crowd(Protocol):
    """Whoever trades a pair."""

    fair: float
    """What it holds for the fair price, in ticks."""

    def act(self, now: int, tide: float) -> list[Trade]:
        """Do one thing; `tide` is what moves all pairs together."""


class Flow:
    """Acts once per call: one order or one cancellation."""

    def __init__(self, pair: Pair, book: Book, value: Value, random: Random, now: int) -> None:
        self._pair = pair
        self._book = book
        self._value = value
        self._random = random
        self._near = max(1.5, pair.start * pair.wildness * 0.003)
        self._resting: list[int] = []
        self.fair = value(now, 0.0)
        while len(book) < _RESTING:
            self._make(now, buys=len(book) % 2 == 0)

    def act(self, now: int, tide: float) -> list[Trade]:
        self.fair = self._value(now, tide)
        book, draw = self._book, self._random.random()
        for side, buys in ((book.bids, True), (book.asks, False)):
            if len(side) < _FEWEST and draw < 0.9:
                return self._make(now, buys=buys)
        crowd = len(book) / _RESTING
        if draw < 0.34 * crowd * crowd:
            self._cancel()
            return []
        if draw > 0.76:
            return self._take(now)
        return self._make(now, buys=self._random.random() < 0.5)

    def _size(self) -> int:
        return max(1, round(self._pair.lots * self._random.lognormvariate(-0.5, 1.0)))

    def _make(self, now: int, *, buys: bool) -> list[Trade]:
        """A limit order near the fair price; where the price ran away from the book it trades."""
        random = self._random
        reach = self._near if random.random() < 0.8 else self._near * 12
        offset = random.expovariate(1.0 / reach)
        price = self.fair - offset if buys else self.fair + offset
        ticks = max(1, int(price) if buys else int(price) + 1)
        order, trades = self._book.limit(buys=buys, price=ticks, size=self._size(), now=now)
        if order is not None:
            self._resting.append(order)
        return trades

    def _take(self, now: int) -> list[Trade]:
        top = self._book.top
        middle, half = (top.bid + top.ask) / 2, max(1.0, (top.ask - top.bid) / 2)
        buys = self._random.random() < 0.5 + 0.45 * tanh((self.fair - middle) / half)
        return self._book.market(buys=buys, size=self._size(), now=now)

    def _cancel(self) -> None:
        """Withdraw the further one of two, so that what the price left behind goes first."""
        chosen = [order for order in (self._pick(), self._pick()) if order]
        if chosen:
            self._book.cancel(max(chosen, key=self._distance))

    def _distance(self, order: int) -> float:
        place = self._book.place_of(order)
        return abs(place[1] - self.fair) if place else 0.0

    def _pick(self) -> int | None:
        """A random resting order; those filled since are swept from the list on the way."""
        resting = self._resting
        while resting:
            at = int(self._random.random() * len(resting))
            if self._book.place_of(resting[at]):
                return resting[at]
            resting[at] = resting[-1]
            resting.pop()
        return None
