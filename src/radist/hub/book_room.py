"""The room of an order book: deltas that all count, and a snapshot for whoever has missed some."""

from msgspec import UNSET

from radist.hub.room import Message, Room
from radist.market.book import OrderBook
from radist.market.evidence import Evidence
from radist.model import BookDelta, BookSnapshot, Event, Freshness, Gap
from radist.platform import PlatformEvent
from radist.topics import parse

BOOKS = "book."
"""How the topics of order books begin."""
_DEPTH = 1000
"""Levels of a side that a snapshot gives; deltas may touch levels beyond."""


class BookRoom(Room):
    """Newcomers, and clients that were too slow, get the book as it is now, then each delta.

    While the book is not known to be right there is no snapshot, and nothing but the gap is given.
    """

    __slots__ = ("_evidence", "_pictures", "_snapshot", "book")

    def __init__(
        self, topic: str, epoch: str, limit: int, evidence: Evidence | None = None
    ) -> None:
        """With `evidence` the book is the one that it keeps, and is given with what it knows."""
        super().__init__(topic, epoch, limit)
        exchange, of = parse(topic)
        self.book = evidence.book(exchange, of.symbol) if evidence else OrderBook()
        self._evidence = evidence
        self._snapshot: Message | None = None
        self._pictures: dict[int, Message] = {}
        """By the seq of each word on the stream: the book at that moment, or why there is none."""

    def add(self, event: Event | PlatformEvent, data: bytes = b"") -> None:
        assert isinstance(event, Event)
        if isinstance(event, Freshness) and (last := self.snapshot() or self._notices.get(Gap)):
            self._pictures[self.seq + 1] = last
        self.book.apply(event)
        super().add(event, data)

    def begin_anew(self) -> None:
        super().begin_anew()
        self.book.forget()
        self._snapshot = None
        self._pictures.clear()

    @property
    def size(self) -> int:
        """With the pictures, of which one may be as large as a thousand deltas."""
        pictures = {picture for picture in (*self._pictures.values(), self._snapshot) if picture}
        return super().size + sum(len(picture.data) for picture in pictures)

    def shrink(self, limit: int) -> None:
        self._snapshot = None  # it is made again for whoever asks
        super().shrink(limit)

    def _drop_oldest(self) -> None:
        """Of the pictures only the newest outlives the memory, as the notice does."""
        super()._drop_oldest()
        for seq in [*self._pictures][:-1]:
            if seq < self.messages[0].seq:
                del self._pictures[seq]

    def snapshot(self) -> Message | None:
        """The book, in the place of the message that changed it last."""
        last = self.latest
        if not (self.book.live and last):
            return None
        if self._snapshot is None or self._snapshot.seq != last.seq:
            event, book = last.event, self.book
            assert isinstance(event, Event)
            place = (event.exchange, event.symbol, event.native, event.time_exchange)
            levels = (book.bids(_DEPTH), book.asks(_DEPTH))
            known: Evidence | None = self._evidence
            found = known.confidence(event.exchange, event.symbol) if known else UNSET
            head = (*place, event.time_received, book.last_id, *levels)
            picture = BookSnapshot(*head, confidence=found)
            self._snapshot = Message(last.seq, picture)
        return self._snapshot

    def due(self, cursor: int, *, every: bool) -> list[Message]:
        """Wherever it is interrupted, whoever applied it holds the book of that moment."""
        messages = self.after(cursor)
        if messages[0].seq == cursor + 1 and (every or len(messages) == 1):
            return messages
        notices = [m for m in (*self.beyond(cursor), *messages) if m.is_notice]
        pictures = (*(self._pictures.get(m.seq) for m in notices), self.snapshot())
        told = {m.seq: m for m in (*notices, *pictures) if m and m.seq > cursor}
        return [told[seq] for seq in sorted(told)] or messages[-1:]

    def merged(self, cursor: int) -> list[Message]:
        messages = self.after(cursor)
        deltas = [m.event for m in messages if isinstance(m.event, BookDelta)]
        if messages[0].seq == cursor + 1 and 1 < len(deltas) == len(messages):
            return [Message(self.seq, _merge(deltas))]
        return self.due(cursor, every=False)


def _merge(deltas: list[BookDelta]) -> BookDelta:
    """One delta that does what these do one after another: the last word on a price counts."""
    first, last = deltas[0], deltas[-1]
    bids = {price: quantity for delta in deltas for price, quantity in delta.bids}
    asks = {price: quantity for delta in deltas for price, quantity in delta.asks}
    place = (last.exchange, last.symbol, last.native, last.time_exchange, last.time_received)
    ids = (first.first_id, last.last_id, first.previous_id)
    levels = (list(bids.items()), list(asks.items()))
    return BookDelta(*place, *ids, *levels, source=last.source)
