"""An order book, made of a snapshot and the deltas after it.

That they follow one another without a hole is the dialect's business: what reaches a book is in
order, and where there is
a hole a `Gap` comes before the next snapshot. Quantities are absolute, a quantity of 0 removes its
level.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from radist.model import BookDelta, BookSnapshot, Event, Gap, Level, Side


class _Side:
    """Levels of one side. Prices are kept in a sorted list: for some thousand levels, moving memory
    is faster than any tree in Python.
    """

    __slots__ = ("prices", "quantities")

    def __init__(self, levels: Iterable[Level] = ()) -> None:
        self.quantities = {price: quantity for price, quantity in levels if quantity}
        self.prices = sorted(self.quantities)

    def set(self, levels: Iterable[Level]) -> None:
        prices, quantities = self.prices, self.quantities
        for price, quantity in levels:
            if quantity:
                if price not in quantities:
                    insort(prices, price)
                quantities[price] = quantity
            elif quantities.pop(price, None) is not None:
                del prices[bisect_left(prices, price)]


class OrderBook:
    """The book of one instrument. It is `live` from a snapshot until a gap."""

    def __init__(self) -> None:
        self.live = False
        self.last_id = 0
        """The update up to which the book is complete."""
        self.time: int | None = None
        """Of the latest event, by the exchange's clock or else by ours."""
        self._bids = _Side()
        self._asks = _Side()

    def apply(self, event: Event) -> None:
        """Take in an event of the book's topic."""
        if isinstance(event, BookDelta):
            if not self.live:
                return
            self._bids.set(event.bids)
            self._asks.set(event.asks)
            self.last_id = event.last_id
        elif isinstance(event, BookSnapshot):
            self._bids, self._asks = _Side(event.bids), _Side(event.asks)
            self.last_id, self.live = event.last_id, True
        elif isinstance(event, Gap):
            self.live = False
        self.time = event.time_exchange or event.time_received

    def bids(self, depth: int) -> list[Level]:
        """The best bids, best first."""
        prices, quantities = self._bids.prices, self._bids.quantities
        return [(price, quantities[price]) for price in reversed(prices[-depth:])]

    def asks(self, depth: int) -> list[Level]:
        """The best asks, best first."""
        prices, quantities = self._asks.prices, self._asks.quantities
        return [(price, quantities[price]) for price in prices[:depth]]

    def walk(self, side: Side) -> Iterator[Level]:
        """The levels that a taker of this side meets, best first."""
        met, prices = (
            (self._asks, self._asks.prices)
            if side == "buy"
            else (self._bids, reversed(self._bids.prices))
        )
        return ((price, met.quantities[price]) for price in prices)

    def displayed(self, side: Side, price: float) -> float:
        """What is offered by makers of this side at a price."""
        return (self._bids if side == "buy" else self._asks).quantities.get(price, 0.0)

    @property
    def crossed(self) -> bool:
        """Whether the best bid is not below the best ask, which no real book is."""
        bids, asks = self._bids.prices, self._asks.prices
        return bool(bids and asks) and bids[-1] >= asks[0]
