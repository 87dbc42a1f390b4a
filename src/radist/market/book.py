"""An order book, made of a snapshot and the deltas after it.

That they follow one another without a hole is the dialect's business: what reaches a book is in
order, and where there is
a hole a `Gap` comes before the next snapshot. Quantities are absolute, a quantity of 0 removes its
level.
"""

from bisect import insort
from collections.abc import Iterable, Iterator
from itertools import islice

from radist.model import BookDelta, BookSnapshot, Event, Gap, Level, Side

Top = tuple[Level | None, Level | None]
"""Best bid and best ask, None where a side is empty."""
_FEW = 32
"""New prices that are put into their places one by one; more are sorted in together."""
_SPARE = 256
"""Removed levels that are carried along, at least, before they are swept out."""


class _Side:
    """Levels of one side. A change is one call into C, whatever is in it: a level that is removed
    stays with a quantity of 0, and a new price comes last, as in any dict. Both are put right when
    somebody looks, and only as far as is needed: `ladder` has the prices in order, but for those
    that are new.
    """

    __slots__ = ("_best", "_most", "ladder", "levels")

    def __init__(self, best: int, levels: Iterable[Level] = ()) -> None:
        """`best` is which end of the ladder: 0 or -1."""
        self._best = best
        self._keep(levels)

    def set(self, levels: list[Level]) -> None:
        self.levels.update(levels)
        if len(self.levels) > self._most:
            self._keep(self.levels.items())

    def _keep(self, levels: Iterable[Level]) -> None:
        """These, without those that were removed: a book that nobody looks at would grow."""
        self.levels = {price: quantity for price, quantity in levels if quantity}
        self.ladder: list[float] = []
        self._most = 2 * len(self.levels) + _SPARE

    def _settle(self) -> None:
        """Put the new prices into their places. They are the last ones of the dict."""
        ladder = self.ladder
        new = islice(reversed(self.levels), len(self.levels) - len(ladder))
        if len(self.levels) - len(ladder) > _FEW:
            ladder += new
            ladder.sort()
            return
        for price in list(new):
            insort(ladder, price)

    def best(self) -> Level | None:
        """None where the side is empty."""
        levels, ladder, end = self.levels, self.ladder, self._best
        if len(levels) != len(ladder):
            self._settle()
        while ladder:
            price = ladder[end]
            if quantity := levels[price]:
                return price, quantity
            del levels[ladder.pop(end)]
        return None

    def walk(self) -> Iterator[Level]:
        """All levels, best first."""
        levels, ladder = self.levels, self.ladder
        if len(levels) != len(ladder):
            self._settle()
        prices = reversed(ladder) if self._best else ladder
        return ((price, quantity) for price in prices if (quantity := levels[price]))


class OrderBook:
    """The book of one instrument. It is `live` from a snapshot until a gap."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Nothing is known of it."""
        self.live = False
        self.last_id = 0
        """The update up to which the book is complete."""
        self.time: int | None = None
        """Of the latest event, by the exchange's clock or else by ours."""
        self._bids, self._asks = _Side(-1), _Side(0)
        self._top: Top | None = None
        """What was seen last, until something changes."""
        self._latest: Event | None = None

    def apply(self, event: Event) -> None:
        """Take in an event of the book's topic. Several may keep one book: what was taken in is not
        once more.
        """
        if event is self._latest:
            return
        self._latest, self._top = event, None
        if isinstance(event, BookDelta):
            if not self.live:
                return
            self._bids.set(event.bids)
            self._asks.set(event.asks)
            self.last_id = event.last_id
        elif isinstance(event, BookSnapshot):
            self._bids, self._asks = _Side(-1, event.bids), _Side(0, event.asks)
            self.last_id, self.live = event.last_id, True
        elif isinstance(event, Gap):
            self.live = False
        self.time = event.time_exchange or event.time_received

    @property
    def top(self) -> Top:
        """Best bid and best ask."""
        if self._top is None:
            self._top = self._bids.best(), self._asks.best()
        return self._top

    def bids(self, depth: int) -> list[Level]:
        """The best bids, best first."""
        return list(islice(self._bids.walk(), depth))

    def asks(self, depth: int) -> list[Level]:
        """The best asks, best first."""
        return list(islice(self._asks.walk(), depth))

    def walk(self, side: Side) -> Iterator[Level]:
        """The levels that a taker of this side meets, best first."""
        return (self._asks if side == "buy" else self._bids).walk()

    def displayed(self, side: Side, price: float) -> float:
        """What is offered by makers of this side at a price."""
        return (self._bids if side == "buy" else self._asks).levels.get(price, 0.0)

    @property
    def crossed(self) -> bool:
        """Whether the best bid is not below the best ask, which no real book is."""
        bid, ask = self.top
        return bid is not None and ask is not None and bid[0] >= ask[0]
