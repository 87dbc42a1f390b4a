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


Row = tuple[str, float]
"""One level: of which side, and its price."""


class Result(NamedTuple):
    """A finding, and in words what differs."""

    finding: Finding
    words: str = ""
    suspects: frozenset[Row] = frozenset()
    """The levels that differ, where that may come from the moment of the picture."""


class Audit:
    """From the question to the answer. A picture is of one update, and the book of a later one: all
    prices must agree but for those that changed in between.
    """

    def __init__(
        self, book: OrderBook, floor: float, ceiling: float, suspects: frozenset[Row] = frozenset()
    ) -> None:
        """Of what lies below `floor` and above `ceiling` the book knows little; `suspects` are what
        the audit before this one left open.
        """
        self.picture: BookSnapshot | None = None
        self._book = book
        self._range = (floor, ceiling)
        self._suspects = suspects
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
        differences = self._differences(picture)
        if not differences:
            return Result(Finding.AGREES)
        told = {self._began, *(delta.last_id for delta in self._changes)}
        if picture.last_id in told:
            return Result(Finding.DIFFERS, next(iter(differences.values())))
        for row in differences.keys() & self._suspects:
            return Result(Finding.DIFFERS, differences[row])
        return Result(Finding.NOTHING, suspects=frozenset(differences))

    def _differences(self, picture: BookSnapshot) -> dict[Row, str]:
        """In words, by level. A change tells of some time at once: a level that came and went in
        it is in a picture of its midst, and nowhere else.
        """
        book, (low, high) = self._book, self._range
        later = [delta for delta in self._changes if delta.last_id > picture.last_id]
        floor = max(low, picture.bids[-1][0], min(dict(book.walk("sell")), default=0.0))
        ceiling = min(high, picture.asks[-1][0], max(dict(book.walk("buy")), default=inf))
        found: dict[Row, str] = {}
        for side, ours, theirs, touched in (
            ("bid", book.walk("sell"), picture.bids, (delta.bids for delta in later)),
            ("ask", book.walk("buy"), picture.asks, (delta.asks for delta in later)),
        ):
            changed = {price for levels in touched for price, _ in levels}
            mine, other = _within(ours, floor, ceiling), _within(theirs, floor, ceiling)
            for price in (mine.keys() | other.keys()) - changed:
                if mine.get(price) != other.get(price):
                    words = f"{side} {price}: {mine.get(price, 0.0)} here, "
                    words += f"{other.get(price, 0.0)} by REST at {picture.last_id}"
                    found[side, price] = words
        return found


def _within(levels: Iterable[Level], floor: float, ceiling: float) -> dict[float, float]:
    return {price: quantity for price, quantity in levels if floor <= price <= ceiling}
