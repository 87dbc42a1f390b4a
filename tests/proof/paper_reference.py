"""The rules of docs/trading.md once more, slow and plain, on the frames of an exchange themselves.

Nothing of the product is used here: frames are JSON, prices and quantities are read from their
text, and whatever is asked is looked for in all there is.
"""

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal, getcontext
from typing import Any, NamedTuple

getcontext().prec = 60
LATENCY, STALE = 50_000, 10_000_000
FEE = Decimal("0.001")


class Wish(NamedTuple):
    """An order, and when it is placed and cancelled. Times are in microseconds."""

    id: str
    owner: str
    at: int
    side: str
    type: str
    quantity: Decimal | None
    budget: Decimal | None
    price: Decimal | None
    stop: Decimal | None
    cancelled: int | None


class Filled(NamedTuple):
    """An execution."""

    order: str
    price: Decimal
    quantity: Decimal
    liquidity: str
    time: int


class Paper:
    """All the state there is of an order."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.arrives = wish.at + LATENCY
        self.place = "stop" if wish.type == "stop" else "way"
        self.filled = self.value = Decimal(0)
        self.ahead = Decimal(0)
        self.since = 0
        self.number = 0


class Reference:
    """One instrument: `step` is the smallest quantity."""

    def __init__(self, step: Decimal) -> None:
        self.step = step
        self.fills: list[Filled] = []
        self.ends: dict[str, str] = {}
        self._last = 0
        self._early: list[tuple[int, dict[str, Any]]] = []
        self._book: dict[str, dict[Decimal, Decimal]] = {"buy": {}, "sell": {}}
        self._gone: list[tuple[str, str, Decimal, Decimal]] = []
        """Owner, makers' side, price, quantity."""
        self._papers: list[Paper] = []
        self._limits: set[tuple[str, Decimal | None]] = set()
        self._count = 0

    def place(self, wish: Wish) -> None:
        assert self._last, "placed before there is a book"
        self._papers.append(Paper(wish))
        self._limits.add((wish.side, wish.price))

    def frame(self, now: int, frame: dict[str, Any]) -> None:
        if "lastUpdateId" in frame:
            self._last = frame["lastUpdateId"]
            self._set("buy", frame["bids"])
            self._set("sell", frame["asks"])
            for time, data in self._early:
                self._depth(time, data)
        elif "@depth" in frame["stream"]:
            self._depth(now, frame["data"])
        elif "@trade" in frame["stream"]:
            self._pass(now)
            self._trade(now, frame["data"])

    def _pass(self, now: int) -> None:
        for paper in list(self._papers):
            cancelled = paper.wish.cancelled
            if cancelled is not None and cancelled + LATENCY <= now:
                self._end(paper, "cancelled")
            elif paper.place == "way" and paper.wish.type != "stop" and _is_late(paper, now):
                self._end(paper, "rejected")

    def _end(self, paper: Paper, state: str) -> None:
        self.ends[paper.wish.id] = state
        self._papers.remove(paper)

    def _depth(self, now: int, data: dict[str, Any]) -> None:
        if not self._last:
            self._early.append((now, data))
        elif data["u"] > self._last:
            self._last = data["u"]
            self._pass(now)
            self._set("buy", data["b"])
            self._set("sell", data["a"])
            heard = min(now, data["E"] * 1000)
            for paper in sorted(self._papers, key=lambda p: p.arrives):
                if paper.place == "way" and paper.arrives <= heard:
                    self._meet(paper, heard, now)

    def _set(self, side: str, levels: list[list[str]]) -> None:
        for price, quantity in ((Decimal(p), Decimal(q)) for p, q in levels):
            if self._book[side].get(price, Decimal(0)) != quantity:
                self._gone = [gone for gone in self._gone if gone[1:3] != (side, price)]
            self._book[side].pop(price, None)
            if quantity:
                self._book[side][price] = quantity
            if (side, price) in self._limits:
                for paper in self._papers:
                    is_here = (paper.wish.side, paper.wish.price) == (side, price)
                    if paper.place == "rests" and is_here:
                        paper.ahead = min(paper.ahead, quantity)

    def _meet(self, paper: Paper, heard: int, now: int) -> None:
        wish = paper.wish
        for price, quantity in self._offers(paper):
            if paper not in self._papers or not self._affordable(paper, price, Decimal(10**30)):
                break
            got = self._affordable(paper, price, min(quantity, self._wanted(paper)))
            if got > 0:
                makers = "sell" if wish.side == "buy" else "buy"
                self._gone.append((wish.owner, makers, price, got))
                self._fill(paper, price, got, "taker", now)
        if wish.type == "limit" and paper in self._papers:
            paper.place, paper.since = "rests", heard
            assert wish.price is not None
            paper.ahead = self._book[wish.side].get(wish.price, Decimal(0))
            self._count += 1
            paper.number = self._count
        elif paper in self._papers:
            if not paper.filled:
                self._end(paper, "rejected")
            else:
                self._end(paper, "cancelled" if wish.quantity is not None else "filled")

    def _offers(self, paper: Paper) -> Iterator[tuple[Decimal, Decimal]]:
        wish = paper.wish
        makers = "sell" if wish.side == "buy" else "buy"
        for price in sorted(self._book[makers], reverse=makers == "buy"):
            if wish.price is not None and not _is_fair(wish, price):
                return
            gone = [g[3] for g in self._gone if g[:3] == (wish.owner, makers, price)]
            yield price, self._book[makers][price] - sum(gone)

    def _wanted(self, paper: Paper) -> Decimal:
        quantity = paper.wish.quantity
        return Decimal(10**30) if quantity is None else quantity - paper.filled

    def _affordable(self, paper: Paper, price: Decimal, quantity: Decimal) -> Decimal:
        """One unit of the budget is for rounding; lots are whole."""
        if paper.wish.budget is not None:
            left = paper.wish.budget - Decimal("1e-8") - paper.value * (1 + FEE)
            quantity = min(quantity, left / (price * (1 + FEE)))
        return (quantity / self.step).to_integral_value(ROUND_FLOOR) * self.step

    def _fill(
        self, paper: Paper, price: Decimal, quantity: Decimal, liquidity: str, now: int
    ) -> None:
        paper.filled += quantity
        paper.value += price * quantity
        self.fills.append(Filled(paper.wish.id, price, quantity, liquidity, now))
        if paper.filled == paper.wish.quantity:
            self._end(paper, "filled")

    def _trade(self, now: int, data: dict[str, Any]) -> None:
        price, quantity = Decimal(data["p"]), Decimal(data["q"])
        heard = min(now, data["T"] * 1000)
        left: dict[str, Decimal] = {}
        for paper in self._served(price):
            wish = paper.wish
            if paper.since >= heard or wish.price is None:
                continue
            surplus = left.setdefault(wish.owner, quantity)
            if wish.price == price:
                if data["m"] != (wish.side == "buy"):
                    continue  # the taker was on our side
                served = min(paper.ahead, surplus)
                paper.ahead -= served
                surplus -= served
            else:
                paper.ahead = Decimal(0)
            got = min(surplus, self._wanted(paper))
            if got > 0:
                left[wish.owner] -= got
                self._fill(paper, wish.price, got, "maker", now)
        for paper in self._papers:
            stop = paper.wish.stop
            if paper.place != "stop" or stop is None or paper.arrives >= heard:
                continue
            if price >= stop if paper.wish.side == "buy" else price <= stop:
                paper.place, paper.arrives = "way", heard

    def _served(self, price: Decimal) -> list[Paper]:
        """Those that rest at a price or a better one: the best first, then the oldest."""
        resting = [p for p in self._papers if p.place == "rests" and p.wish.price is not None]
        reached = [p for p in resting if _is_reached(p.wish, price)]

        def rank(paper: Paper) -> tuple[Decimal, int]:
            limit = paper.wish.price or Decimal(0)
            return (-limit if paper.wish.side == "buy" else limit), paper.number

        return sorted(reached, key=rank)


def _is_late(paper: Paper, now: int) -> bool:
    return now - paper.arrives > STALE


def _is_fair(wish: Wish, price: Decimal) -> bool:
    assert wish.price is not None
    return price <= wish.price if wish.side == "buy" else price >= wish.price


def _is_reached(wish: Wish, price: Decimal) -> bool:
    assert wish.price is not None
    return price <= wish.price if wish.side == "buy" else price >= wish.price
