"""What an order takes from a book: level by level, and no quantity twice."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from radist.market.book import OrderBook
from radist.model import Level, Side
from radist.trading import money
from radist.trading.orders import NOTHING, Order


class Take(NamedTuple):
    """A part of a level."""

    price: Decimal
    quantity: Decimal
    level: float
    displayed: float


class _Level:
    """What is gone of a level, by owner, as long as it displays the same quantity."""

    __slots__ = ("displayed", "taken")

    def __init__(self, displayed: float) -> None:
        self.displayed = displayed
        self.taken: dict[str, Decimal] = {}


class Taken:
    """What owners have taken of levels, until these change."""

    def __init__(self) -> None:
        self._levels: dict[Side, dict[float, _Level]] = {"buy": {}, "sell": {}}
        """By the makers' side."""

    def left(self, owner: str, makers: Side, price: float, displayed: float) -> Decimal:
        """What is left of a level for an owner who takes."""
        level = self._levels[makers].get(price)
        left = money.decimal(displayed)
        return left - level.taken.get(owner, NOTHING) if level else left

    def note(self, owner: str, makers: Side, take: Take) -> None:
        """Remember that this much is gone."""
        level = self._levels[makers].setdefault(take.level, _Level(take.displayed))
        level.taken[owner] = level.taken.get(owner, NOTHING) + take.quantity

    def change(self, makers: Side, levels: Iterable[Level]) -> None:
        """These levels are told anew: what displays another quantity is another level."""
        if known := self._levels[makers]:
            for price, quantity in levels:
                if price in known and known[price].displayed != quantity:
                    del known[price]

    def renew(self, book: OrderBook) -> None:
        """The whole book is told anew."""
        for makers, levels in self._levels.items():
            self.change(makers, [(price, book.displayed(makers, price)) for price in levels])


def takes(
    order: Order, book: OrderBook, taken: Taken, step: Decimal, fee: Decimal
) -> Iterator[Take]:
    """What an order gets of a book: at its limit or better, within its quantity and its budget."""
    cost = money.WIDE.add(1, fee)
    purse = _purse(order)
    wanted = None if order.quantity is None else order.quantity - order.filled
    makers: Side = "sell" if order.side == "buy" else "buy"
    for level, displayed in book.walk(order.side):
        price = money.decimal(level)
        if wanted == 0 or (order.price is not None and _is_worse(order, price)):
            return
        quantity = taken.left(order.owner, makers, level, displayed)
        affordable = (
            None if purse is None else money.WIDE.divide(purse, money.WIDE.multiply(price, cost))
        )
        most = min(q for q in (quantity, wanted, affordable) if q is not None)
        got = money.floor(most, step)
        if got > 0:
            yield Take(price, got, level, displayed)
        if wanted is not None:
            wanted -= got
        if purse is not None:
            purse -= money.WIDE.multiply(money.WIDE.multiply(price, got), cost)
            if affordable is not None and affordable <= quantity:
                return  # whatever comes next costs more


def _purse(order: Order) -> Decimal | None:
    """What a buy may still spend, where no limit bounds that: one unit is for rounding."""
    if order.budget is None or order.price is not None:
        return None
    return order.budget - order.value - order.owed - money.UNIT


def _is_worse(order: Order, price: Decimal) -> bool:
    assert order.price is not None
    return price > order.price if order.side == "buy" else price < order.price
