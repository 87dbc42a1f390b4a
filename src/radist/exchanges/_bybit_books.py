"""Bybit's order books: a snapshot, then every delta after it, and proof that none is missing.

https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook
"""

import msgspec

from radist.errors import ExchangeError
from radist.exchanges import _bybit_payloads as payloads
from radist.exchanges._book_stream import BookStream
from radist.exchanges._bybit_payloads import BookRow, Levels, Message
from radist.exchanges._early import Early
from radist.exchanges._units import units
from radist.exchanges.base import Action, Outputs, Send, gap
from radist.model import BookDelta, BookSnapshot, Event, Instrument

Outcome = Event | Action
_PATIENCE = 10_000_000
"""Microseconds in which a snapshot that was asked for should come."""
_RESTARTED = 1
"""The `u` of a message that replaces the book, whatever its type says."""


class Books(BookStream):
    """`orderbook.<depth>` of more than one level.

    Messages are counted by `u`, each one more than that before. Where one is missing, the topic is
    asked for anew, which begins with a snapshot. Events are numbered by `seq`, which all depths
    have in common, so that a quote can be held against the book.
    """

    knows = True
    __slots__ = (
        "_asked",
        "_early",
        "_known",
        "_last",
        "_number",
        "_owed",
        "_renewal",
        "_time",
        "_units",
    )

    def __init__(self, exchange: str, instrument: Instrument, topic: str) -> None:
        super().__init__(exchange, instrument)
        self._units = units(instrument)
        self._renewal = tuple(
            Send(msgspec.json.encode({"op": op, "args": [topic]}))
            for op in ("unsubscribe", "subscribe")
        )
        self._last = -1
        """`u` of the latest message; -1 where a snapshot has to come first."""
        self._number = 0
        """The number of the latest event; 0 before the first."""
        self._time = 0
        self._owed = ""
        """Why something may be missing before the next event, if so."""
        self._asked: int | None = None
        """When a snapshot was asked for because a message was missing; None where none was."""
        self._known: tuple[int, Levels, Levels] | None = None
        """What REST knew, and after which message."""
        self._early = Early[Message[BookRow]]()

    @property
    def waits(self) -> bool:
        return len(self._early) > 0

    def settle(self, now: int, *, alone: bool) -> tuple[Outcome, ...]:
        if not ((alone and self._early) or self._early.overdue(now)):
            return ()
        return self._broken(self._early.release()[0], now)

    def interrupt(self) -> None:
        if self._number and not self._owed:
            self._owed = "reconnect"
        self._last, self._asked, self._known = -1, None, None
        self._early.release()

    def renew(self, now: int, *, broken: bool) -> Outputs:
        if not broken:
            return ()  # the exchange keeps all levels that it tells of up to date
        self._last, self._asked, self._known = -1, now, None
        return self._renewal

    def received(self, frame: bytes, now: int) -> tuple[Outcome, ...]:
        message = payloads.book(frame)
        d = message.data
        if message.type == "snapshot" or d.u == _RESTARTED:
            if (d.u, d.number) == (self._last, self._number):
                return ()  # the same once more
            if self._last >= 0 and self.company is None:
                self._owed = self._owed or "reset"
            elif self._last >= 0 and d.number <= self._number:
                return ()  # with this another socket begins
            self._last, self._asked = d.u, None
            return self._replaced(message, now)
        if self._last < 0:
            return self._ask_again(now)
        return self._changed(message, now)

    def _changed(self, message: Message[BookRow], now: int) -> tuple[Outcome, ...]:
        d = message.data
        if d.u <= self._last:
            return ()
        if d.u > self._last + 1 and self.company is not None:
            return () if self._early.hold(d.u, message, now) else self.settle(now, alone=True)
        if d.u > self._last + 1 or d.number < self._number:
            return self._broken(message, now)
        told = self._next(message, now)
        return (told, *self._follow(now)) if self._early else (told,)

    def _follow(self, now: int) -> tuple[Outcome, ...]:
        """What another socket brought before its turn."""
        return tuple(o for message in self._early.release() for o in self._changed(message, now))

    def _next(self, message: Message[BookRow], now: int) -> BookDelta:
        d = message.data
        number, previous, time = d.number, self._number, message.time
        self._last, self._number, self._time = d.u, number, time
        # fmt: off
        event = BookDelta(
            self.exchange, self.symbol, self.native, time, now,
            number, number, previous, d.b, d.a,
        )
        # fmt: on
        return event if self._units is None else self._units.counted(event)

    def polled(self, message: Message[BookRow], now: int) -> tuple[Event, ...]:
        """What REST says; nothing where that is no news. Its `u` is another depth's.

        While the stream goes on, its silence is held against two answers: REST may be ahead by
        numbers that changed nothing here.
        """
        d = message.data
        if self._last >= 0:
            before, self._known = self._known, (self._last, d.b, d.a)
            if before is None or before[0] != self._last or before == self._known:
                return ()
            self._last, self._asked, self._owed = -1, 0, "upstream"
        elif d.number <= self._number:
            return ()
        return self._replaced(message, now)

    def pictured(self, message: Message[BookRow], now: int) -> BookSnapshot:
        """What REST has, told to nobody."""
        d = message.data
        place = (self.exchange, self.symbol, self.native, message.time, now)
        snapshot = BookSnapshot(*place, d.number, d.b, d.a, source="rest")
        return snapshot if self._units is None else self._units.counted(snapshot)

    def _replaced(self, message: Message[BookRow], now: int) -> tuple[Event, ...]:
        d = message.data
        since, self._number, self._time = self._time, d.number, message.time
        place = (self.exchange, self.symbol, self.native, message.time, now)
        snapshot = BookSnapshot(*place, d.number, d.b, d.a)
        snapshot = snapshot if self._units is None else self._units.counted(snapshot)
        cause, self._owed = self._owed, ""
        return (gap(snapshot, cause, since), snapshot) if cause else (snapshot,)

    def _broken(self, message: Message[BookRow], now: int) -> tuple[Outcome, ...]:
        """A message is missing: say so before anything else, and ask for a snapshot."""
        self._last, self._asked = -1, now
        missing = self._gap(message, now)
        return (missing, *self._renewal)

    def _ask_again(self, now: int) -> tuple[Outcome, ...]:
        """A change cannot be joined to anything: where the snapshot does not come, insist."""
        if self._asked is None:
            raise ExchangeError(f"a change of a book that has not begun: {self.native}")
        if now - self._asked < _PATIENCE:
            return ()
        self._asked = now
        return self._renewal

    def _gap(self, message: Message[BookRow], now: int) -> Event:
        d = message.data
        place = (self.exchange, self.symbol, self.native, message.time, now)
        return gap(BookDelta(*place, d.number, d.number, None, [], []), "upstream", self._time)
