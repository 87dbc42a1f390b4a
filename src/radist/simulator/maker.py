"""The crowd of a pair that hardly trades: one maker who quotes around the fair price."""

from collections import deque
from random import Random

from radist.simulator.flow import Value
from radist.simulator.matching import Book, Trade
from radist.simulator.pairs import Pair

_LEVELS = 8
_DEALS = 0.04  # how many of its acts are a taker's


class Maker:
    """Acts once per call: moves its quotes after the fair price, or meets a taker."""

    def __init__(self, pair: Pair, book: Book, value: Value, random: Random, now: int) -> None:
        self._pair = pair
        self._book = book
        self._value = value
        self._random = random
        self._quotes: dict[bool, deque[tuple[int, int]]] = {True: deque(), False: deque()}
        self.fair = value(now, 0.0)
        for _ in range(_LEVELS):
            self._quote(now)

    def act(self, now: int, tide: float) -> list[Trade]:
        self.fair = self._value(now, tide)
        if self._random.random() < _DEALS:
            size = self._size()
            return self._book.market(buys=self._random.random() < 0.5, size=size, now=now)
        self._quote(now)
        return []

    def _quote(self, now: int) -> None:
        """One new level on each side; what it would cross and what is oldest goes first."""
        half = max(1.0, self.fair * 0.006)
        far = half * (1.0 + self._random.expovariate(1.0))
        for buys in (True, False):
            price = max(1, round(self.fair - far)) if buys else round(self.fair + far) + 1
            self._clear(not buys, price)
            quotes = self._quotes[buys]
            if len(quotes) >= _LEVELS:
                self._book.cancel(quotes.popleft()[0])
            order, _ = self._book.limit(buys=buys, price=price, size=self._size(), now=now)
            if order is not None:
                quotes.append((order, price))

    def _clear(self, bids: bool, price: int) -> None:
        """Withdraw what stands in the way of a quote on the other side."""
        quotes = self._quotes[bids]
        for quote in list(quotes):
            if quote[1] >= price if bids else quote[1] <= price:
                self._book.cancel(quote[0])
                quotes.remove(quote)

    def _size(self) -> int:
        return max(1, round(self._pair.lots * self._random.lognormvariate(-0.5, 1.0)))
