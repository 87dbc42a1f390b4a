"""Order books of OKX: a snapshot, then changes that each name the one before.

https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-order-book-channel
"""

from bisect import bisect_left, insort
from itertools import zip_longest
from zlib import crc32

import msgspec
from msgspec.structs import replace

from radist.exchanges._book_stream import BookStream
from radist.exchanges._early import Early
from radist.exchanges._okx_payloads import Change, Changes, Data, Ladder, Spelling
from radist.exchanges._okx_streams import levels
from radist.exchanges._units import units
from radist.exchanges.base import Outputs, gap
from radist.model import BookDelta, BookSnapshot, Event, Gap, Instrument

_changes = msgspec.json.Decoder(Changes, strict=False).decode
_spelling = msgspec.json.Decoder(Data[Spelling]).decode
_RANKS = 25
"""How many levels of a side a checksum is of."""


class Books(BookStream):
    """`books`: a snapshot, then every change after it; a hole is a gap, and the stream is `lost`
    until it has been asked for anew.

    A change that repeats a number says that nothing has changed; a number that falls, that they
    begin anew. Neither is a hole. Until June 2026 a checksum came with each, before 2023 no number.
    """

    knows = True
    __slots__ = (
        "_early",
        "_floor",
        "_last",
        "_live",
        "_owed",
        "_passes",
        "_spelt",
        "_time",
        "_units",
        "lost",
    )

    def __init__(self, exchange: str, instrument: Instrument, passes: bool = False) -> None:
        """`passes`: changes without a snapshot are passed on, as a recording may have them."""
        super().__init__(exchange, instrument)
        self._units = units(instrument)
        self._passes = passes
        self.lost = False
        """Whether it has to be asked for anew, since something is missing."""
        self._live = False
        """Whether a snapshot is there and nothing has been missed since."""
        self._owed = False
        """Whether it has not been told yet that what was live is so no more."""
        self._last = self._time = 0
        """The number of what was told last, and its time by the exchange's clock."""
        self._floor = -1
        """The number of a snapshot by REST that is ahead of the stream."""
        self._spelt: _Spelt | None = None
        self._early = Early[tuple[Change, bytes]]()

    @property
    def waits(self) -> bool:
        return len(self._early) > 0

    def settle(self, now: int, *, alone: bool) -> tuple[Event, ...]:
        if not ((alone and self._early) or self._early.overdue(now)):
            return ()
        d, _ = self._early.release()[0]
        return self._missed(d, d.prevSeqId or 0, now)

    def interrupt(self) -> None:
        self._owed |= self._live
        self._live = self.lost = False
        self._floor = -1
        self._early.release()

    def renew(self, now: int, *, broken: bool) -> Outputs:
        if broken:  # else the exchange keeps all levels that it tells of up to date
            self._live, self._owed, self.lost = False, False, True
        return ()

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        found = _changes(frame)
        if found.action == "snapshot":
            return self._begin(found.data[0], frame, now)
        if len(found.data) == 1:
            return self._next(found.data[0], frame, now)
        return tuple(event for d in found.data for event in self._next(d, frame, now))

    def polled(self, d: Ladder, now: int) -> tuple[Event, ...]:
        """A snapshot by REST; nothing where it is no news. Changes go on from the first that is
        newer.
        """
        if self._live and d.seqId <= max(self._last, self._floor):
            return ()
        if self._live:
            self._floor = d.seqId
        elif d.seqId == self._last:
            return ()
        else:
            self._last = d.seqId
        return self._confessed(self._snapshot(d, d.seqId, now))

    def pictured(self, d: Ladder, now: int) -> BookSnapshot:
        """What REST has, told to nobody."""
        return replace(self._snapshot(d, d.seqId, now), source="rest")

    def _begin(self, d: Change, frame: bytes, now: int) -> tuple[Event, ...]:
        if self._live and self._was_told(d):
            return ()  # with this another socket begins, or it came twice
        self._spelt = _Spelt() if d.checksum else None
        if self._spelt and not self._spelt.agrees(frame, d.checksum):
            return self._broken(self._delta(d, 0, 0, now), (None, None))
        events = self._confessed(self._snapshot(d, d.seqId or 0, now))
        self._live, self.lost, self._floor = True, False, -1
        self._last, self._time = d.seqId or 0, d.ts
        return events

    def _next(self, d: Change, frame: bytes, now: int) -> tuple[Event, ...]:
        last = self._last
        previous = last if d.prevSeqId is None else d.prevSeqId
        number = last + 1 if d.seqId is None else d.seqId
        if not self._live:
            # Without a snapshot a change means nothing, but to whoever replays a recording.
            self.lost = not self._passes
            return (self._delta(d, number, previous, now),) if self._passes else ()
        if previous != last:
            return self._beside(d, frame, number, now)
        if number == previous and not (d.asks or d.bids):
            return ()
        self._last, self._time = number, d.ts
        if self._spelt and d.checksum and not self._spelt.agrees(frame, d.checksum):
            return self._broken(self._delta(d, number, previous, now), (None, None))
        if previous < number <= self._floor:
            return ()
        self._floor = -1
        told = self._delta(d, number, previous, now)
        return (told, *self._follow(now)) if self._early else (told,)

    def _follow(self, now: int) -> tuple[Event, ...]:
        """What another socket brought before its turn."""
        early = self._early.release()
        return tuple(event for d, frame in early for event in self._next(d, frame, now))

    def _beside(self, d: Change, frame: bytes, number: int, now: int) -> tuple[Event, ...]:
        """A change that does not go on from the last one: another socket's, or a hole."""
        previous = d.prevSeqId or 0
        if (number >= previous or number == self._last) and self._was_told(d):
            return ()
        if self.company is None or number < previous:
            return self._missed(d, previous, now)
        waits = self._early.hold(number, (d, frame), now)
        return () if waits else self.settle(now, alone=True)

    def _was_told(self, d: Change) -> bool:
        """Whether another socket, or a repetition, brings what has been told; where numbers begin
        anew the exchange's clock has gone on.
        """
        if self.company is not None:
            return (d.seqId or 0) <= self._last
        return d.seqId is not None and d.seqId <= self._last and d.ts <= self._time

    def _missed(self, d: Change, previous: int, now: int) -> tuple[Event, ...]:
        last = self._last
        missing = (str(last + 1), str(previous)) if previous > last else (None, None)
        return self._broken(self._delta(d, d.seqId or last + 1, previous, now), missing)

    def _broken(
        self, delta: BookDelta, missing: tuple[str | None, str | None]
    ) -> tuple[Event, ...]:
        """Changes are missing before this one, or it leads to another book than the exchange's."""
        self._live, self._owed, self.lost = False, False, True
        return (gap(delta, "upstream", 0, missing),)

    def _confessed(self, snapshot: BookSnapshot) -> tuple[Event, ...]:
        """A snapshot, and before it the hole that it ends, once."""
        if not self._owed:
            return (snapshot,)
        self._owed = False
        hole: Gap = gap(snapshot, "reconnect", 0)
        return (hole, snapshot)

    def _snapshot(self, d: Ladder, number: int, now: int) -> BookSnapshot:
        place = (self.exchange, self.symbol, self.native, d.ts * 1000, now)
        by = self._units
        return BookSnapshot(*place, number, levels(d.bids, by), levels(d.asks, by))

    def _delta(self, d: Change, number: int, previous: int, now: int) -> BookDelta:
        by = self._units
        # fmt: off
        return BookDelta(
            self.exchange, self.symbol, self.native, d.ts * 1000, now,
            min(previous + 1, number), number, previous,
            levels(d.bids, by), levels(d.asks, by),
        )
        # fmt: on


class _Spelt:
    """A book as the exchange spells it, since a checksum is of its spelling."""

    def __init__(self) -> None:
        self._bids, self._asks = _Side(), _Side()

    def agrees(self, frame: bytes, checksum: int) -> bool:
        """Whether the book has this checksum (32 bits with a sign) after the frame."""
        for d in _spelling(frame).data:
            self._bids.set(d.bids)
            self._asks.set(d.asks)
        ranks = zip_longest(self._bids.best(highest=True), self._asks.best(highest=False))
        text = ":".join(level for rank in ranks for level in rank if level)
        return crc32(text.encode()) == checksum & 0xFFFFFFFF


class _Side:
    """One side of it."""

    def __init__(self) -> None:
        self._prices: list[float] = []
        self._spelling: dict[float, str] = {}

    def set(self, rungs: list[list[str]]) -> None:
        for px, sz, *_ in rungs:
            price = float(px)
            if float(sz):
                if price not in self._spelling:
                    insort(self._prices, price)
                self._spelling[price] = f"{px}:{sz}"
            elif self._spelling.pop(price, None) is not None:
                del self._prices[bisect_left(self._prices, price)]

    def best(self, *, highest: bool) -> list[str]:
        """The best levels, best first."""
        prices = reversed(self._prices[-_RANKS:]) if highest else self._prices[:_RANKS]
        return [self._spelling[price] for price in prices]
