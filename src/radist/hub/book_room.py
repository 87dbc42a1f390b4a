"""The room of an order book: deltas that all count, and a snapshot for whoever has missed some."""

from radist.hub.room import Message, Room
from radist.market.book import OrderBook
from radist.model import BookSnapshot, Event

BOOKS = "book."
"""How the topics of order books begin."""
_DEPTH = 1000
"""Levels of a side that a snapshot gives; deltas may touch levels beyond."""


class BookRoom(Room):
    """Newcomers, and clients that were too slow, get the book as it is now, then each delta.

    While the book is not known to be right there is no snapshot, and nothing but the gap is given.
    """

    __slots__ = ("_snapshot", "book")

    def __init__(self, topic: str, epoch: str, limit: int) -> None:
        super().__init__(topic, epoch, limit)
        self.book = OrderBook()
        self._snapshot: Message | None = None

    def add(self, event: Event) -> None:
        self.book.apply(event)
        super().add(event)

    def snapshot(self) -> Message | None:
        if not (self.book.live and self.latest):
            return None
        if self._snapshot is None or self._snapshot.seq != self.seq:
            last, book = self.latest.event, self.book
            place = (last.exchange, last.symbol, last.native, last.time_exchange)
            levels = (book.bids(_DEPTH), book.asks(_DEPTH))
            event = BookSnapshot(*place, last.time_received, book.last_id, *levels)
            self._snapshot = Message(self.seq, event)
        return self._snapshot

    def due(self, cursor: int, *, every: bool) -> list[Message]:
        messages = self.after(cursor)
        whole = bool(messages) and messages[0].seq == cursor + 1
        if whole and (every or len(messages) == 1):
            return messages
        snapshot = self.snapshot()
        return [snapshot] if snapshot else super().due(cursor, every=False)
