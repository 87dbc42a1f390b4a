"""What went wrong of late: holes in streams, streams that could not be believed, lost sockets,
clocks that differ.
"""

from collections import OrderedDict, deque
from collections.abc import Collection, Iterable

from msgspec import Struct

from radist.model import Event, Freshness, Gap
from radist.topics import topic_of

SECOND = 1_000_000
DAY = 86_400 * SECOND
_TOGETHER = 10 * SECOND
"""Holes of one channel that are found within so long of another are told as one incident."""
_BRIEF = 10 * SECOND
"""A socket that is back after so long was a reconnect, and no outage."""
_TIMES = 10_000
"""Reconnects that are counted for each exchange."""


class Incident(Struct, gc=False):
    """Something that lasted from `begin` to `end`, or still does. `streams` is how many it hit."""

    number: int
    kind: str
    """`outage`, `reconnect`, `stale`, `gap` or `clock`."""
    exchange: str
    channel: str | None
    symbol: str | None
    begin: int
    end: int | None
    detail: str
    streams: int = 1

    @property
    def last(self) -> int:
        """When it was last the case, as far as that is over."""
        return self.begin if self.end is None else self.end


class Incidents:
    """A stage of the pipeline which makes no events and remembers some. It is bounded: by `kept`
    incidents, by 24 hours.
    """

    kinds: tuple[type[Event], ...] = (Gap, Freshness)

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._incidents: OrderedDict[int, Incident] = OrderedDict()
        self._numbers = 0
        self._gaps: dict[tuple[str, str], Incident] = {}
        """The latest of each channel."""
        self._stale: dict[tuple[str, str, str], tuple[Incident, set[str]]] = {}
        """What is stale now, by exchange, channel and cause, with its topics."""
        self._down: dict[tuple[str, object], Incident] = {}
        """Places that have no socket and want one."""
        self._off: dict[str, Incident] = {}
        """Exchanges whose clock differs from ours."""
        self._reconnects: dict[str, deque[int]] = {}

    def process(self, event: Event) -> Iterable[Event]:
        """Take note of it."""
        if isinstance(event, Gap):
            self._note_gap(event)
        elif isinstance(event, Freshness):
            self._note_freshness(event)
        return ()

    def tick(self, now: int) -> Iterable[Event]:
        """Forget what is long over."""
        for number, incident in tuple(self._incidents.items()):
            if now - incident.begin < DAY:
                break  # and so are all that came after it
            if incident.end is not None and now - incident.end >= DAY:
                del self._incidents[number]
        return ()

    def _note_gap(self, gap: Gap) -> None:
        key, now = (gap.exchange, gap.channel), gap.time_received
        known = self._gaps.get(key)
        if known and now - known.last < _TOGETHER:
            known.streams, known.symbol, known.end = known.streams + 1, None, now
            return
        found = self._incident("gap", gap.exchange, gap.channel, gap.symbol, now, gap.cause)
        self._gaps[key], found.end = found, now

    def _note_freshness(self, event: Freshness) -> None:
        topic, now = topic_of(event), event.time_received
        self.let_go((topic,), now)
        if not event.stale:
            return
        place = (event.exchange, event.channel, event.cause)
        if place not in self._stale:
            made = self._incident("stale", *place[:2], event.symbol, now, event.cause)
            self._stale[place] = (made, {topic})
            return
        incident, topics = self._stale[place]
        topics.add(topic)
        incident.streams, incident.symbol = max(incident.streams, len(topics)), None

    def let_go(self, topics: Collection[str], now: int) -> None:
        """Streams are as they should be, or nobody wants them any more: none of them is stale."""
        for place, (incident, stale) in tuple(self._stale.items()):
            stale.difference_update(topics)
            if not stale:
                incident.end = now
                del self._stale[place]

    def lost(self, exchange: str, place: object, reason: str, now: int) -> None:
        """A socket that is wanted is gone, or could not be had again."""
        key = (exchange, place)
        if key not in self._down:
            self._down[key] = self._incident("outage", exchange, None, None, now, reason)
        elif reason:
            self._down[key].detail = reason

    def back(self, exchange: str, place: object, now: int) -> None:
        """A place has a socket."""
        if (incident := self._down.pop((exchange, place), None)) is None:
            return
        incident.end = now
        if now - incident.begin < _BRIEF:
            incident.kind = "reconnect"
        self._reconnects.setdefault(exchange, deque(maxlen=_TIMES)).append(now)

    def given_up(self, exchange: str, place: object, now: int) -> None:
        """A place wants no socket any more."""
        if incident := self._down.pop((exchange, place), None):
            incident.end = now

    def clock(self, exchange: str, offset: int | None, now: int) -> None:
        """How much an exchange's clock is ahead of ours, where that is too much; else None."""
        if offset is None:
            if incident := self._off.pop(exchange, None):
                incident.end = now
            return
        detail = f"ours is {abs(offset) / 1e6:.1f} s {'behind' if offset > 0 else 'ahead'}"
        if exchange in self._off:
            self._off[exchange].detail = detail
        else:
            self._off[exchange] = self._incident("clock", exchange, None, None, now, detail)

    def reconnects(self, exchange: str, since: int) -> int:
        """How often sockets have come back since then."""
        return sum(time >= since for time in self._reconnects.get(exchange, ()))

    def recent(self) -> list[Incident]:
        """Newest first."""
        return list(reversed(self._incidents.values()))

    def _incident(
        self, kind: str, exchange: str, channel: str | None, symbol: str | None, now: int, why: str
    ) -> Incident:
        self._numbers += 1
        made = Incident(self._numbers, kind, exchange, channel, symbol, now, None, why)
        self._incidents[made.number] = made
        if len(self._incidents) > self._kept:
            self._incidents.popitem(last=False)
        return made
