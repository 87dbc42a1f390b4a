"""Once a second: are the streams alive, and where they are not, what does REST say?

Theory of operation. A line without a socket is polled for: what REST answers goes the same road as
frames do, marked as polled. Of lines with a socket the core (`market.silence`) says which streams
to ask REST about, and which are proven mute; those are moved to another socket, they alone.
Whenever it changes whether a stream can be believed, that is told as an event on its own topic.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from itertools import chain
from math import inf

from radist.config import Fallback
from radist.exchanges._pulse import Pulse
from radist.exchanges.base import ALL
from radist.ingest.clock import monotonic, now_us, steady_us
from radist.ingest.line import Line, Publish
from radist.ingest.places import Places
from radist.market.silence import Silences
from radist.model import Event, Freshness, Subscription

log = logging.getLogger(__name__)

DISCONNECTED, MUTE = "disconnected", "mute"
_BRIEF = 2.0
"""Seconds without a socket that are not worth telling."""

Done = Callable[[Sequence[Event], bool], None]
"""Takes what REST knew in place of streams, and whether it answered every question."""
Poll = Callable[[frozenset[Subscription], Done, Callable[[], bool]], None]
"""Asks REST in place of streams, as long as that is needed."""


class Vigil:
    """Watches over the lines of one exchange."""

    def __init__(self, exchange: str, places: Places, poll: Poll, settings: Fallback) -> None:
        self.repairs = 0
        """Mute streams that were moved."""
        self._exchange = exchange
        self._places = places
        self._poll = poll
        self._settings = settings
        self._silences = Silences()
        self._pulses: dict[Subscription, Pulse | None] = {}
        """Where each stream was listened to a second ago."""
        self._next: dict[Line, float] = {}
        """When to poll for a line without a socket."""
        self._polled: dict[Subscription, float] = {}
        """When REST last answered in place of a stream."""
        self._told: dict[Subscription, str] = {}
        """What was told about streams: the cause of their staleness."""

    def doubt(self, subscription: Subscription) -> str:
        """Why a stream cannot be believed now; empty while it can."""
        line = self._places.of(subscription)
        if line is not None and line.connected:
            return MUTE if self._silences.suspected(subscription) else ""
        brief = line is not None and monotonic() - line.lost < _BRIEF
        if brief and not self._told.get(subscription):
            return ""
        fresh = 2 * self._settings.interval + _BRIEF  # a poll begins when we look, not when due
        polled = self._polled.get(subscription)
        return "" if polled is not None and monotonic() - polled < fresh else DISCONNECTED

    @property
    def stale(self) -> Counter[str]:
        """How many streams of each channel cannot be believed, as was told last."""
        return Counter(s.channel for s, cause in self._told.items() if cause)

    @property
    def polls(self) -> bool:
        """Whether REST stands in for a socket."""
        return bool(self._polled) and any(line.wanted for line in self._next)

    def tick(self, wanted: Collection[Subscription], *, asks: bool, publish: Publish) -> None:
        """A second has passed. What is `wanted` has no place while the operator holds the feed.
        `asks` tells whether REST has time for suspicions.
        """
        for line in self._places.lines:
            if line.wanted:
                self._stand_in(line)
        self._listen(self._places.lines, asks=asks)
        self._polled = {s: when for s, when in self._polled.items() if s in wanted}
        for event in self._changes(wanted):
            publish(event)

    def _stand_in(self, line: Line) -> None:
        """Poll for a line that has had no socket for too long; and see whether it may be had."""
        now = monotonic()
        after = 0.0 if self._settings.only else self._settings.after
        asked = frozenset(
            s for s in line.wanted - line.refused.keys() if self._places.of(s) is line
        )
        if line.connected or now - line.lost < after or not asked:
            self._next.pop(line, None)
        elif now >= self._next.get(line, 0.0):
            self._next[line] = inf  # not again before there is an answer
            self._poll(asked, partial(self._stood_in, line, asked), lambda: not line.connected)
            line.hurry()

    def _stood_in(
        self, line: Line, asked: frozenset[Subscription], events: Sequence[Event], whole: bool
    ) -> None:
        now = monotonic()
        self._next[line] = now + self._settings.interval
        found = asked if whole else asked.intersection(chain(*map(subscriptions_of, events)))
        self._polled |= dict.fromkeys(filter(self._places.has_rest, found), now)

    def _listen(self, lines: Iterable[Line], *, asks: bool) -> None:
        pulses: dict[Subscription, Pulse | None] = {}
        for line in lines:
            for subscription in line.wanted - line.refused.keys():
                if self._places.of(subscription) is not line:
                    continue  # it comes elsewhere
                pulses[subscription] = line.pulse(subscription)
        # Another socket than a second ago counts from where it began, not from where that one was.
        frames = {
            subscription: pulse.frames
            if pulse and pulse is self._pulses.get(subscription)
            else None
            for subscription, pulse in pulses.items()
        }
        now, self._pulses = steady_us(), pulses
        suspects = self._silences.observe(now, frames)
        if suspects and asks:
            self._poll(frozenset(suspects), partial(self._answered, suspects), lambda: True)
        else:
            for suspect in suspects:
                self._silences.unanswered(suspect, now)
        self._repair(self._silences.mute(now), now)

    def _repair(self, mute: Iterable[Subscription], now: int) -> None:
        """Move what is mute. Where nothing ever came, all that was asked for beside it is."""
        dead = dict.fromkeys(mute)
        for subscription in tuple(dead):
            line = self._places.of(subscription)
            if line is not None and not self._silences.ever(line.wanted):
                dead |= dict.fromkeys(s for s in line.wanted if line.pulse(s))
        if not dead:
            return
        self.repairs += len(dead)
        heard = min(self._silences.heard(subscription) for subscription in dead)
        since = now_us() - (now - heard)
        fields = {"exchange": self._exchange, "streams": len(dead), "first": next(iter(dead))}
        log.warning("mute streams: asking on another socket", extra=fields)
        self._silences.moved(dead, now)
        self._places.move(dead, since)

    def _answered(
        self, asked: Iterable[Subscription], events: Sequence[Event], whole: bool
    ) -> None:
        """What REST said about streams that were under suspicion."""
        now = steady_us()
        for subscription in asked:
            own = [event for event in events if subscription in subscriptions_of(event)]
            if whole or own:
                self._silences.answered(subscription, own, now)
            else:
                self._silences.unanswered(subscription, now)

    def _changes(self, wanted: Iterable[Subscription]) -> list[Event]:
        """What has to be told about streams."""
        changes: list[Event] = []
        before, self._told = self._told, {s: self.doubt(s) for s in wanted}
        for subscription, cause in self._told.items():
            if cause != before.get(subscription, ""):
                changes.append(self._freshness(subscription, cause))
        return changes

    def _freshness(self, of: Subscription, cause: str) -> Freshness:
        place = (self._exchange, of.symbol, self._places.native(of.symbol), None, now_us())
        return Freshness(
            *place, channel=of.channel, stale=bool(cause), cause=cause, interval=of.interval
        )


def subscriptions_of(event: Event) -> tuple[Subscription, Subscription]:
    """The subscriptions that bring an event: to its symbol, or to all."""
    interval = getattr(event, "interval", "")
    return (
        Subscription(event.channel, event.symbol, interval),
        Subscription(event.channel, ALL, interval),
    )
