"""A price-time matching book in whole ticks and lots: it makes trades, depth and prices agree."""

from bisect import bisect_left, insort
from typing import NamedTuple


class Trade(NamedTuple):
    """One execution: a taker met one resting order."""

    id: int
    price: int
    size: int
    time: int
    buyer_is_maker: bool


class Top(NamedTuple):
    """Best bid and ask with what rests there; a side without orders is all zero."""

    bid: int
    bid_size: int
    ask: int
    ask_size: int


class Side:
    """One half of the book: first the better price, within a price the older order."""

    def __init__(self, *, buys: bool) -> None:
        self._sign = 1 if buys else -1
        self._keys: list[int] = []  # ascending, so that the best price is the last one
        self._queues: dict[int, dict[int, int]] = {}
        self._totals: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def best(self) -> int | None:
        return self._keys[-1] * self._sign if self._keys else None

    def size(self, price: int) -> int:
        return self._totals.get(price, 0)

    def levels(self, limit: int) -> list[tuple[int, int]]:
        """(price, size), best first."""
        keys = reversed(self._keys[-limit:])
        return [(key * self._sign, self._totals[key * self._sign]) for key in keys]

    def add(self, price: int, order: int, size: int) -> None:
        if price not in self._queues:
            insort(self._keys, price * self._sign)
            self._queues[price] = {}
            self._totals[price] = 0
        self._queues[price][order] = size
        self._totals[price] += size

    def remove(self, price: int, order: int) -> None:
        self._totals[price] -= self._queues[price].pop(order)
        if not self._queues[price]:
            self._forget(price)

    def oldest(self, price: int) -> tuple[int, int]:
        """(order, size) that is served next at this price."""
        return next(iter(self._queues[price].items()))

    def fill(self, price: int, order: int, size: int) -> bool:
        """Take `size` from a resting order; true when nothing of it is left."""
        queue = self._queues[price]
        queue[order] -= size
        self._totals[price] -= size
        if queue[order]:
            return False
        del queue[order]
        if not queue:
            self._forget(price)
        return True

    def _forget(self, price: int) -> None:
        del self._queues[price], self._totals[price]
        del self._keys[bisect_left(self._keys, price * self._sign)]


class Book:
    """The book of one pair. Each changed level is one update id; each execution one trade id."""

    def __init__(self, *, first_trade_id: int = 1, first_update_id: int = 1) -> None:
        self.bids = Side(buys=True)
        self.asks = Side(buys=False)
        self.update_id = first_update_id - 1
        self.changed: set[tuple[bool, int]] = set()
        """(is a bid, price) of the levels changed since the reader last cleared this."""
        self._next_trade = first_trade_id
        self._next_order = 1
        self._orders: dict[int, tuple[bool, int]] = {}

    def __len__(self) -> int:
        return len(self._orders)

    @property
    def top(self) -> Top:
        bid, ask = self.bids.best or 0, self.asks.best or 0
        return Top(bid, self.bids.size(bid), ask, self.asks.size(ask))

    def renumber(self) -> None:
        """The next trade is the first."""
        self._next_trade = 1

    def limit(
        self, *, buys: bool, price: int, size: int, now: int
    ) -> tuple[int | None, list[Trade]]:
        """Match what crosses, rest the remainder: (its order id or None, the trades)."""
        left, trades = self._match(buys=buys, worst=price, size=size, now=now)
        if not left:
            return None, trades
        order = self._next_order
        self._next_order += 1
        (self.bids if buys else self.asks).add(price, order, left)
        self._orders[order] = (buys, price)
        self._touch(buys, price)
        return order, trades

    def market(self, *, buys: bool, size: int, now: int) -> list[Trade]:
        """Take from the other side at any price; what finds nobody is dropped."""
        return self._match(buys=buys, worst=None, size=size, now=now)[1]

    def cancel(self, order: int) -> bool:
        """Withdraw a resting order; false when it is no longer there."""
        place = self._orders.pop(order, None)
        if place is None:
            return False
        buys, price = place
        (self.bids if buys else self.asks).remove(price, order)
        self._touch(buys, price)
        return True

    def place_of(self, order: int) -> tuple[bool, int] | None:
        """(is a bid, price) of a resting order."""
        return self._orders.get(order)

    def _match(
        self, *, buys: bool, worst: int | None, size: int, now: int
    ) -> tuple[int, list[Trade]]:
        side = self.asks if buys else self.bids
        trades: list[Trade] = []
        while size and (best := side.best) is not None:
            if worst is not None and (best > worst if buys else best < worst):
                break
            size = self._take_level(side, best, size, trades, now)
            self._touch(not buys, best)
        return size, trades

    def _take_level(self, side: Side, price: int, size: int, trades: list[Trade], now: int) -> int:
        buyer_is_maker = side is self.bids
        while size and side.size(price):
            order, resting = side.oldest(price)
            taken = min(size, resting)
            if side.fill(price, order, taken):
                del self._orders[order]
            trades.append(Trade(self._next_trade, price, taken, now, buyer_is_maker))
            self._next_trade += 1
            size -= taken
        return size

    def _touch(self, is_bid: bool, price: int) -> None:
        self.update_id += 1
        self.changed.add((is_bid, price))
