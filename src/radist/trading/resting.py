"""Limit orders that wait in a book, behind what others had there before.

Nobody shows us the queue of a level. So an order is behind everything that was displayed when it
came. It moves up by what is traded at its price; and since no more can be ahead of it than is
displayed, it is never further back than that: whoever goes away is believed to go from behind it.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from decimal import Decimal

from radist.market.book import OrderBook
from radist.model import Level, Side, Trade
from radist.trading import money
from radist.trading.orders import NOTHING, Order


class Resting:
    """One of them."""

    __slots__ = ("ahead", "key", "order", "since")

    def __init__(self, order: Order, ahead: Decimal, since: int, number: int) -> None:
        assert order.price is not None
        self.order = order
        self.ahead = ahead
        """What is served before it."""
        self.since = since
        """The time of the book in which it found its place."""
        price = float(order.price)
        self.key = (-price if order.side == "buy" else price, number)
        """What is served first comes first."""

    @property
    def price(self) -> float:
        """Its limit, as markets write it."""
        return abs(self.key[0])


class Queue:
    """All of one instrument. They are in nobody's way but their owner's."""

    def __init__(self) -> None:
        self._sides: dict[Side, list[Resting]] = {"buy": [], "sell": []}
        self._by_id: dict[str, Resting] = {}
        self._at: dict[tuple[Side, float], list[Resting]] = {}
        self._number = 0

    def __contains__(self, order: str) -> bool:
        return order in self._by_id

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Resting]:
        return iter(self._by_id.values())

    def add(self, order: Order, ahead: Decimal, since: int) -> None:
        """Put an order at the end of the queue at its price."""
        self._number += 1
        resting = Resting(order, ahead, since, self._number)
        insort(self._sides[order.side], resting, key=lambda r: r.key)
        self._by_id[order.id] = resting
        self._at.setdefault((order.side, resting.price), []).append(resting)

    def get(self, order: str) -> Order:
        """One that waits."""
        return self._by_id[order].order

    def put(self, order: Order) -> None:
        """The same order, changed."""
        self._by_id[order.id].order = order

    def remove(self, order: str) -> Order:
        """Take one out."""
        resting = self._by_id.pop(order)
        side = self._sides[resting.order.side]
        del side[bisect_left(side, resting.key, key=lambda r: r.key)]
        place = (resting.order.side, resting.price)
        self._at[place].remove(resting)
        if not self._at[place]:
            del self._at[place]
        return resting.order

    def reduce(self, side: Side, levels: Iterable[Level]) -> None:
        """These levels display another quantity from now on."""
        if self._sides[side]:
            for price, quantity in levels:
                for resting in self._at.get((side, price), ()):
                    resting.ahead = min(resting.ahead, money.decimal(quantity))

    def renew(self, book: OrderBook) -> None:
        """The book is told anew."""
        for resting in self:
            displayed = money.decimal(book.displayed(resting.order.side, resting.price))
            resting.ahead = min(resting.ahead, displayed)

    def hit(self, trade: Trade, heard: int) -> Iterator[tuple[Order, Decimal]]:
        """Whom a trade would have served, and with how much: nobody who came later than it, and
        of each owner's orders all together no more than was traded.
        """
        left: dict[str, Decimal] = {}
        for side in ("buy", "sell"):
            for resting in self._reached(side, trade.price):
                order = resting.order
                if resting.since >= heard or order.quantity is None:
                    continue
                more = left.setdefault(order.owner, money.decimal(trade.quantity))
                got = min(self._surplus(resting, trade, more), order.quantity - order.filled)
                left[order.owner] = more - got
                if got > 0:
                    yield order, got

    def _reached(self, side: Side, price: float) -> list[Resting]:
        """Those at this price or better, best first."""
        resting = self._sides[side]
        worst = -price if side == "buy" else price
        if not resting or resting[0].key[0] > worst:
            return []
        return resting[: bisect_left(resting, (worst, self._number + 1), key=lambda r: r.key)]

    @staticmethod
    def _surplus(resting: Resting, trade: Trade, left: Decimal) -> Decimal:
        """What of a trade comes to an order, once those ahead of it are served."""
        if resting.price != trade.price:  # through it: nobody is ahead any more
            resting.ahead = NOTHING
            return left
        if trade.side == resting.order.side:  # the taker was on our side: no maker of it was hit
            return NOTHING
        served = min(resting.ahead, left)
        resting.ahead -= served
        return left - served
