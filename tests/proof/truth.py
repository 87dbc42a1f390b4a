"""What was published, kept by other means than the hub's: what clients are told is held against
it.
"""

from typing import Any

import msgspec

from radist import codec
from radist.hub.hub import Hub
from radist.model import NOTICES, BookDelta, BookSnapshot, Event, Gap
from radist.platform import PlatformEvent

Book = tuple[dict[float, float], dict[float, float]]


class Violation(AssertionError):  # noqa: N818  # it says what happened
    """The protocol was not kept."""


def check(holds: object, what: str) -> None:
    """Raises Violation unless it holds."""
    if not holds:
        raise Violation(what)


class Said:
    """One message of a room."""

    __slots__ = ("book", "data", "is_notice", "key")

    def __init__(
        self, event: Event | PlatformEvent, data: Any, key: object, book: Book | None
    ) -> None:
        self.data = data
        self.is_notice = isinstance(event, NOTICES)
        self.key = key
        """Newer ones with the same key stand for it; None where nothing does."""
        self.book = book
        """The book after it, if there is one that is right."""


class Truth:
    """Every message of one room in one life of the node. `Said` number n has seq `first` + n.

    `older` is what was said there before the room was given up.
    """

    def __init__(self, first: int, older: "Truth | None" = None) -> None:
        self.first = first
        self._older = older
        self.said: list[Said] = []
        self._book: Book | None = None

    @property
    def top(self) -> int:
        return self.first + len(self.said) - 1

    def add(self, event: Event | PlatformEvent) -> None:
        if isinstance(event, PlatformEvent):
            key = (event.kind, event.subject) if event.is_state else None
            self.said.append(Said(event, msgspec.json.decode(event.data), key, None))
            return
        key = event.channel if event.channel in ("ticker", "book") else None
        self._apply(event)
        data = msgspec.json.decode(codec.encode(event))
        self.said.append(Said(event, data, None if isinstance(event, NOTICES) else key, self._book))

    def _apply(self, event: Event) -> None:
        if isinstance(event, Gap):
            self._book = None
        elif isinstance(event, BookSnapshot):
            self._book = (dict(event.bids), dict(event.asks))
        elif isinstance(event, BookDelta) and self._book is not None:
            self._book = (_set(self._book[0], event.bids), _set(self._book[1], event.asks))

    def at(self, seq: int) -> Said:
        if seq < self.first and self._older:
            return self._older.at(seq)
        check(self.first <= seq <= self.top, f"there is no message {seq}")
        return self.said[seq - self.first]

    def between(self, prev: int, seq: int) -> list[Said]:
        """Those after `prev` and before `seq`."""
        if seq < self.first and self._older:
            return self._older.between(prev, seq)
        return self.said[max(prev + 1 - self.first, 0) : max(seq - self.first, 0)]

    def state_at(self, seq: int, key: object) -> Any:
        """The newest of a key that is not after `seq`; None if there is none."""
        said = self.said[: seq - self.first + 1]
        return next((one.data for one in reversed(said) if one.key == key), None)


def _set(side: dict[float, float], levels: list[tuple[float, float]]) -> dict[float, float]:
    changed = side | dict(levels)
    return {price: quantity for price, quantity in changed.items() if quantity}


def book_of(data: Any) -> Book:
    """The book that a snapshot tells."""
    return (dict(data["bids"]), dict(data["asks"]))


def changed(book: Book, data: Any) -> Book:
    """A book after a delta."""
    return (_set(book[0], data["bids"]), _set(book[1], data["asks"]))


def remembered(hub: Hub, topic: str) -> list[int]:
    """The seqs that a room has at hand."""
    return [message.seq for message in hub.rooms[topic].messages]
