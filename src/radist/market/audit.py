"""A book held against a picture of it that REST gives, though the book has gone on meanwhile."""

from collections.abc import Iterable
from enum import Enum
from math import inf
from typing import NamedTuple

from radist.market.book import OrderBook
from radist.model import BookDelta, BookSnapshot, Level

_MOST = 2_000
"""Changes that are remembered until the picture is there."""


class Finding(Enum):
    """What came of it."""

    NOT_YET = "not yet"
    NOTHING = "nothing"
    AGREES = "agrees"
    DIFFERS = "differs"


class Result(NamedTuple):
    """A finding, and in words what differs."""

    finding: Finding
    words: str = ""


class Audit:
    """From the question to the answer. A picture is of one update, and the book of a later one: all
    prices must agree but for those that changed in between.
    """

    def __init__(self, book: OrderBook, floor: float, ceiling: float) -> None:
        """Of what lies below `floor` and above `ceiling` the book knows little."""
        self.picture: BookSnapshot | None = None
        self._book = book
        self._range = (floor, ceiling)
        self._began = book.last_id
        self._changes: list[BookDelta] = []

    def take(self, delta: BookDelta) -> None:
        """The book has gone on."""
        self._changes.append(delta)

    def judge(self) -> Result:
        """As soon as the book has come to where the picture is of."""
        picture, book = self.picture, self._book
        if len(self._changes) > _MOST:
            return Result(Finding.NOTHING)
        if picture is None or picture.last_id > book.last_id:
            return Result(Finding.NOT_YET)
        if picture.last_id < self._began or not (picture.bids and picture.asks):
            return Result(Finding.NOTHING)  # of what was before the question nothing is remembered
        later = [delta for delta in self._changes if delta.last_id > picture.last_id]
        bids = {price for delta in later for price, _ in delta.bids}
        asks = {price for delta in later for price, _ in delta.asks}
        floor = max(self._range[0], picture.bids[-1][0], min(dict(book.walk("sell")), default=0.0))
        ceiling = min(self._range[1], picture.asks[-1][0], max(dict(book.walk("buy")), default=inf))
        ours = _within(book.walk("sell"), floor, ceiling), _within(book.walk("buy"), floor, ceiling)
        theirs = _within(picture.bids, floor, ceiling), _within(picture.asks, floor, ceiling)
        for kind, touched, mine, other in zip(
            ("bid", "ask"), (bids, asks), ours, theirs, strict=True
        ):
            for price in (mine.keys() | other.keys()) - touched:
                if mine.get(price) != other.get(price):
                    words = f"{kind} {price}: {mine.get(price, 0.0)} here, "
                    words += f"{other.get(price, 0.0)} by REST at {picture.last_id}"
                    return Result(Finding.DIFFERS, words)
        return Result(Finding.AGREES)


def _within(levels: Iterable[Level], floor: float, ceiling: float) -> dict[float, float]:
    return {price: quantity for price, quantity in levels if floor <= price <= ceiling}
