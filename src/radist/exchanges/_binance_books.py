"""Order books of the Binance family: deltas joined to a snapshot, and proof that none is missing.

https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams (its last chapter)
"""

from collections import deque

from radist.exchanges._binance_streams import DepthBody, decode_depth
from radist.exchanges._units import units
from radist.exchanges.base import Action, Fetch, Stream, gap
from radist.model import BookDelta, BookSnapshot, Event, Instrument

_BUFFER = 10_000
"""Deltas that wait for a snapshot: a quarter of an hour of the fastest stream."""

Outcome = Event | Action


class Books(Stream):
    """`depth`: a snapshot, then every delta after it; a hole is a gap, then comes a new snapshot.

    Deltas are kept until the snapshot is there. Spot counts updates, so that the next delta begins
    at most one after the
    last; futures and options have holes in their ids, and name the delta before each (`pu`).
    """

    __slots__ = ("_asked", "_fetch", "_joined", "_last", "_live", "_owed", "_units", "_waiting")

    def __init__(self, exchange: str, instrument: Instrument, fetch: Fetch | None) -> None:
        """Without a way to `fetch` a snapshot, deltas are passed on as they come."""
        super().__init__(exchange, instrument)
        self._fetch = fetch
        self._units = units(instrument)
        self._waiting: deque[BookDelta] = deque(maxlen=_BUFFER)
        self._asked = False
        self._live = False
        """Whether a snapshot is there and nothing has been missed since."""
        self._owed = False
        """Whether it has not been told yet that what was live is so no more."""
        self._joined = False
        """Whether a delta has followed the snapshot."""
        self._last = 0

    def interrupt(self) -> None:
        self._owed |= self._live
        self._live = self._joined = self._asked = False
        self._waiting.clear()

    def received(self, frame: bytes, now: int) -> tuple[Outcome, ...]:
        d = decode_depth(frame).data
        delta = BookDelta(
            self.exchange, self.symbol, self.native, d.E * 1000, now, d.U, d.u, d.pu, d.b, d.a
        )
        if self._units is not None:
            delta = self._units.counted(delta)
        if self._fetch is None:
            return (delta,)
        return self._next(delta)

    def snapshot(self, body: DepthBody, now: int) -> tuple[Outcome, ...]:
        """The snapshot that was asked for, then the deltas that waited for it; nothing where it is
        no news.
        """
        if self._live and body.lastUpdateId <= self._last:
            return ()
        waiting, last = tuple(self._waiting), body.lastUpdateId
        newer = [delta for delta in waiting if delta.last_id > last]
        self.interrupt()
        if newer and not self._follows(newer[0], last):
            self._waiting.extend(waiting)  # a snapshot from before the first delta: ask for another
            return self._ask()
        self._last, self._live, self._owed = last, True, False
        time = None if body.E is None else body.E * 1000
        place = (self.exchange, self.symbol, self.native, time, now)
        book = BookSnapshot(*place, last, body.bids, body.asks)
        outcomes: list[Outcome] = [book if self._units is None else self._units.counted(book)]
        for delta in newer:
            outcomes += self._next(delta)
        return tuple(outcomes)

    def failed(self) -> None:
        """There will be no answer: the next delta asks again."""
        self._asked = False

    def _next(self, delta: BookDelta) -> tuple[Outcome, ...]:
        if not self._live:
            self._waiting.append(delta)
            return (*self._confess(delta, "reconnect"), *self._ask())
        if self._follows(delta, self._last):
            self._last, self._joined = delta.last_id, True
            return (delta,)
        return () if delta.last_id <= self._last else self._broken(delta)

    def _ask(self) -> tuple[Outcome, ...]:
        if self._asked or self._fetch is None:
            return ()
        self._asked = True
        return (self._fetch,)

    def _follows(self, delta: BookDelta, last: int) -> bool:
        if delta.previous_id is None:
            return delta.first_id <= last + 1 <= delta.last_id
        if self._joined:
            return delta.previous_id == last
        return delta.previous_id <= last <= delta.last_id

    def _broken(self, delta: BookDelta) -> tuple[Outcome, ...]:
        """Deltas are missing: say so before anything else, and begin anew with this one."""
        self.interrupt()
        self._waiting.append(delta)
        return (*self._confess(delta, "upstream"), *self._ask())

    def _confess(self, delta: BookDelta, cause: str) -> tuple[Outcome, ...]:
        """The hole before a delta, once."""
        if not self._owed:
            return ()
        self._owed = False
        missing = (str(self._last + 1), str(delta.first_id - 1))
        known = delta.first_id > self._last + 1
        return (gap(delta, cause, 0, missing if known else (None, None)),)
