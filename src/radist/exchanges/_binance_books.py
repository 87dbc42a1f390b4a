"""Order books of the Binance family: deltas joined to a snapshot, and proof that none is missing.

https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams (its last chapter)
"""

from collections import deque

from msgspec.structs import replace

from radist.exchanges._binance_streams import DepthBody, decode_depth
from radist.exchanges._book_stream import BookStream
from radist.exchanges._early import Early
from radist.exchanges._units import units
from radist.exchanges.base import Action, Fetch, Outputs, gap
from radist.model import BookDelta, BookSnapshot, Event, Instrument, Level

_BUFFER = 10_000
"""Deltas that wait for a snapshot: a quarter of an hour of the fastest stream."""

_MANY = 20
"""Books that are asked for with all their levels within a minute."""
_MINUTE = 60_000_000

Outcome = Event | Action


class Snapshots:
    """How the books of an exchange are asked for. Where they are many, the next ones are with few
    levels, so that all are there soon; more levels come when there is time.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, Fetch] = {}
        self._deep: deque[int] = deque(maxlen=_MANY)
        """When so many were last asked for with all their levels."""

    def ask(self, native: str, deep: Fetch, quick: Fetch | None, now: int) -> Fetch:
        """How to ask for one; what has been asked for and has not come, in the same way."""
        if native not in self._waiting:
            many = len(self._deep) == _MANY and now - self._deep[0] < _MINUTE
            self._waiting[native] = quick if quick and many else deep
            if not many:
                self._deep.append(now)
        return self._waiting[native]

    def came(self, native: str) -> None:
        """It waits no more."""
        self._waiting.pop(native, None)


class Books(BookStream):
    """`depth`: a snapshot, then every delta after it; a hole is a gap, then comes a new snapshot.

    Deltas are kept until the snapshot is there. Spot counts updates, so that the next delta begins
    at most one after the
    last; futures and options have holes in their ids, and name the delta before each (`pu`).
    """

    knows = True
    __slots__ = (
        *("_asked", "_early", "_fetch", "_joined", "_last", "_live", "_owed"),
        *("_quick", "_snapshots", "_units", "_waiting"),
    )

    def __init__(
        self,
        exchange: str,
        instrument: Instrument,
        fetch: Fetch | None,
        quick: Fetch | None = None,
        snapshots: "Snapshots | None" = None,
    ) -> None:
        """Without a way to `fetch` a snapshot, deltas are passed on as they come. `quick` is
        another way to one, of fewer levels and a smaller weight.
        """
        super().__init__(exchange, instrument)
        self._fetch, self._quick = fetch, quick
        self._snapshots = snapshots or Snapshots()
        self._units = units(instrument)
        self._waiting: deque[BookDelta] = deque(maxlen=_BUFFER)
        self._asked = False
        """Whether a snapshot is on its way."""
        self._live = False
        """Whether a snapshot is there and nothing has been missed since."""
        self._owed = False
        """Whether it has not been told yet that what was live is so no more."""
        self._joined = False
        """Whether a delta has followed the snapshot."""
        self._last = 0
        self._early = Early[BookDelta]()

    @property
    def waits(self) -> bool:
        return len(self._early) > 0

    def settle(self, now: int, *, alone: bool) -> tuple[Outcome, ...]:
        if not ((alone and self._early) or self._early.overdue(now)):
            return ()
        early = self._early.release()
        told = self._broken(early[0])
        self._waiting.extend(early[1:])
        return told

    def interrupt(self) -> None:
        self._owed |= self._live
        self._live = self._joined = self._asked = False
        self._waiting.clear()
        self._early.release()

    def renew(self, now: int, *, broken: bool) -> Outputs:
        """Deltas go on where nothing is wrong, and are kept, to be put on top of the snapshot."""
        if broken:
            self.interrupt()
            self._owed = False
        return self._ask(now)

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
        self._snapshots.came(self.native)
        if self._live and body.lastUpdateId <= self._last:
            return self._deepened(body, now)
        waiting, last = tuple(self._waiting), body.lastUpdateId
        newer = [delta for delta in waiting if delta.last_id > last]
        self.interrupt()
        if newer and not self._follows(newer[0], last):
            self._waiting.extend(waiting)  # a snapshot from before the first delta: ask for another
            return self._ask(now)
        self._last, self._live, self._owed = last, True, False
        outcomes: list[Outcome] = [self._picture(body, now)]
        for delta in newer:
            outcomes += self._next(delta)
        return tuple(outcomes)

    def pictured(self, body: DepthBody, now: int) -> BookSnapshot:
        """What REST has, told to nobody."""
        return replace(self._picture(body, now), source="rest")

    def _picture(self, body: DepthBody, now: int) -> BookSnapshot:
        time = None if body.E is None else body.E * 1000
        place = (self.exchange, self.symbol, self.native, time, now)
        book = BookSnapshot(*place, body.lastUpdateId, body.bids, body.asks)
        return book if self._units is None else self._units.counted(book)

    def _deepened(self, body: DepthBody, now: int) -> tuple[Outcome, ...]:
        """A snapshot of where the book has been is one of where it is, with the deltas since; where
        these are not at hand, it is no news.
        """
        since = [delta for delta in self._waiting if delta.last_id > body.lastUpdateId]
        begun = bool(self._waiting) and _before(self._waiting[0]) <= body.lastUpdateId
        asked, self._asked = self._asked, False
        self._waiting.clear()
        if not (asked and (begun or body.lastUpdateId == self._last)):
            return ()
        told = self._picture(body, now)
        bids, asks = dict(told.bids), dict(told.asks)
        for delta in since:
            bids.update(delta.bids)
            asks.update(delta.asks)
        levels = (sorted(_left(bids), reverse=True), sorted(_left(asks)))
        return (replace(told, last_id=self._last, bids=levels[0], asks=levels[1]),)

    def failed(self) -> None:
        """There will be no answer: the next delta asks again."""
        self._asked = False
        self._snapshots.came(self.native)
        if self._live:
            self._waiting.clear()

    def _next(self, delta: BookDelta) -> tuple[Outcome, ...]:
        if not self._live:
            self._waiting.append(delta)
            return (*self._confess(delta, "reconnect"), *self._ask(delta.time_received))
        if self._follows(delta, self._last):
            self._last, self._joined = delta.last_id, True
            if self._asked:
                self._waiting.append(delta)
            return (delta, *self._follow()) if self._early else (delta,)
        if delta.last_id <= self._last:
            return ()
        if self.company is None:
            return self._broken(delta)
        now = delta.time_received
        waits = self._early.hold(delta.last_id, delta, now)
        return () if waits else self.settle(now, alone=True)

    def _follow(self) -> tuple[Outcome, ...]:
        """What another socket brought before its turn."""
        return tuple(outcome for delta in self._early.release() for outcome in self._next(delta))

    def _ask(self, now: int) -> tuple[Outcome, ...]:
        if self._asked or self._fetch is None:
            return ()
        self._asked = True
        return (self._snapshots.ask(self.native, self._fetch, self._quick, now),)

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
        return (*self._confess(delta, "upstream"), *self._ask(delta.time_received))

    def _confess(self, delta: BookDelta, cause: str) -> tuple[Outcome, ...]:
        """The hole before a delta, once."""
        if not self._owed:
            return ()
        self._owed = False
        missing = (str(self._last + 1), str(delta.first_id - 1))
        known = delta.first_id > self._last + 1
        return (gap(delta, cause, 0, missing if known else (None, None)),)


def _before(delta: BookDelta) -> int:
    """The update that a delta goes on from."""
    return delta.first_id - 1 if delta.previous_id is None else delta.previous_id


def _left(levels: dict[float, float]) -> list[Level]:
    return [(price, quantity) for price, quantity in levels.items() if quantity]
