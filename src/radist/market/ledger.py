"""What is missing from streams: every hole since it was told, how it was closed, what is lost."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from radist.market.coverage import Coverage, Missing, Span, span, vouched, within
from radist.model import Backfilled, BookSnapshot, Event, Gap, Proven
from radist.topics import topic_of

State = Literal["open", "filling", "filled", "lost"]
How = Literal["", "rest", "snapshot", "none"]
"""What closed a hole: REST, the next snapshot of a book, or nothing at all."""
Key = tuple[str, str]
"""Exchange and channel."""
_FIRST_TO_GO: dict[State, int] = {"filled": 0, "lost": 1, "open": 2, "filling": 2}
BOOKS, RESET = "book", "reset"


class Hole(Struct, gc=False):
    """A gap, and what became of it. `epoch` tells how often the stream's ids had begun anew."""

    number: int
    gap: Gap
    epoch: int
    state: State = "open"
    closed: int | None = None
    how: How = ""
    events: int = 0
    """How many were brought to fill it."""
    lost: Span | None = None
    """What of it is missing for good."""

    @property
    def topic(self) -> str:
        """The stream that has it."""
        return topic_of(self.gap)

    @property
    def is_open(self) -> bool:
        """Whether it may still be filled."""
        return self.state in ("open", "filling")

    @property
    def missing(self) -> Span:
        """What of it is not there."""
        return self.lost or span(self.gap)


class Sought(Struct, frozen=True):
    """Which holes somebody asks about: numbers below `before`, known since a time."""

    before: int | None = None
    since: int = 0
    exchange: str | None = None
    symbol: str | None = None
    """In either spelling."""
    channel: str | None = None
    state: str | None = None

    def wants(self, hole: Hole) -> bool:
        """Whether it is one of them."""
        gap = hole.gap
        return (
            (self.before is None or hole.number < self.before)
            and gap.time_received >= self.since
            and self.exchange in (None, gap.exchange)
            and self.channel in (None, gap.channel)
            and self.state in (None, hole.state)
            and self.symbol in (None, gap.symbol, gap.native)
        )


class _Stream(Struct):
    """What is known of the holes of one topic."""

    epoch: int = 0
    holes: dict[int, Hole] = {}
    broken: int = 0
    """Holes of a book since it was last whole, those forgotten too."""
    since: Span | None = None
    """What is up to here is not vouched for: something was missing and is remembered no more."""
    filled: int = 0
    lost: int = 0


class Ledger:
    """A stage of the pipeline which makes no events. At most so many holes are remembered: filled
    ones are forgotten first, then lost ones; an open one that is forgotten is lost.
    """

    kinds: tuple[type[Event], ...] = (Gap, Backfilled, BookSnapshot)

    def __init__(self, most: int, number: int = 0) -> None:
        """`number` is one below that of the first hole."""
        self.found: Counter[Key] = Counter()
        self.filled: Counter[Key] = Counter()
        self.lost: Counter[Key] = Counter()
        self.events: Counter[Key] = Counter()
        """Events that were brought later than they happened."""
        self.forgotten = 0
        """The highest number of a hole that is not remembered any more."""
        self._most = most
        self._number = number
        self._holes: dict[int, Hole] = {}
        self._streams: dict[str, _Stream] = {}
        self._changed: dict[int, Hole] = {}

    # What happens.

    def process(self, event: Event) -> Iterable[Event]:
        """Take note of it."""
        if isinstance(event, Gap):
            self._note(event)
        elif isinstance(event, Backfilled):
            self._close(event)
        elif (stream := self._streams.get(topic_of(event))) and stream.broken:
            self._whole(stream, event)
        return ()

    def tick(self, now: int) -> Iterable[Event]:
        """Nothing follows from time alone."""
        return ()

    def filling(self, number: int) -> None:
        """Somebody fetches what is missing in a hole."""
        self._turn(number, "filling")

    def reopen(self, number: int) -> None:
        """It could not be fetched for now."""
        self._turn(number, "open")

    def _turn(self, number: int, state: State) -> None:
        hole = self._holes.get(number)
        if hole and hole.is_open:
            hole.state = state

    def _note(self, gap: Gap) -> None:
        stream = self._streams.setdefault(topic_of(gap), _Stream())
        if gap.cause == RESET:
            stream.epoch, stream.since = stream.epoch + 1, None
        self._number += 1
        self.found[gap.exchange, gap.channel] += 1
        stream.broken += gap.channel == BOOKS
        self._keep(stream, Hole(self._number, gap, stream.epoch))
        self._changed[self._number] = self._holes[self._number]
        self._forget()

    def _keep(self, stream: _Stream, hole: Hole) -> None:
        self._holes[hole.number] = stream.holes[hole.number] = hole

    def _close(self, event: Backfilled) -> None:
        key = (event.exchange, event.channel)
        self.events[key] += event.events
        stream = self._streams.get(topic_of(event))
        for hole in tuple(stream.holes.values()) if stream else ():
            if hole.is_open and _names(event) == _names(hole.gap):
                hole.events = event.events
                if event.outcome == "lost":
                    hole.lost = _told_lost(event) or span(hole.gap)
                how: How = "rest" if event.events or event.outcome == "filled" else "none"
                self._settle(hole, event.outcome, how, event.time_received)

    def _whole(self, stream: _Stream, book: Event) -> None:
        """A book is told anew: what was missing in it is of no interest any more."""
        self.filled[book.exchange, book.channel] += stream.broken
        stream.filled += stream.broken
        stream.broken = 0
        for hole in stream.holes.values():
            if hole.is_open:
                hole.state, hole.how, hole.closed = "filled", "snapshot", book.time_received
                self._changed[hole.number] = hole

    def _settle(self, hole: Hole, state: State, how: How, now: int) -> None:
        key, stream = (hole.gap.exchange, hole.gap.channel), self._streams[hole.topic]
        hole.state, hole.how, hole.closed = state, how, now
        self._changed[hole.number] = hole
        if state == "filled":
            self.filled[key] += 1
            stream.filled += 1
        else:
            self.lost[key] += 1
            stream.lost += 1

    # How much is remembered.

    def _forget(self) -> None:
        excess = len(self._holes) - self._most
        if excess <= 0:
            return
        order = sorted(self._holes.values(), key=lambda h: (_FIRST_TO_GO[h.state], h.number))
        for hole in order[: excess + self._most // 10]:  # some more: to look at all costs
            self._drop(hole)

    def _drop(self, hole: Hole) -> None:
        stream = self._streams[hole.topic]
        if hole.state != "filled" and hole.gap.channel != BOOKS:
            if hole.is_open:
                self._settle(hole, "lost", "none", hole.gap.time_received)
            if hole.epoch == stream.epoch and hole.gap.cause != RESET:
                self._vouch_after(stream, hole.missing)
        del self._holes[hole.number], stream.holes[hole.number]
        self.forgotten = max(self.forgotten, hole.number)

    def _vouch_after(self, stream: _Stream, missing: Span) -> None:
        stream.since = missing if stream.since is None else stream.since.later(missing)

    def begin_anew(self, gap: Gap) -> None:
        """A stream is wanted again after nobody wanted it: what it brought before is not continued,
        and nothing is missing.
        """
        stream = self._streams.setdefault(topic_of(gap), _Stream())
        self._vouch_after(stream, span(gap))

    # From one run to the next.

    def restore(self, holes: Iterable[Hole], epochs: Mapping[str, int], forgotten: int) -> None:
        """Holes of before, oldest first, how often ids had begun anew, by topic, and the highest
        number of those holes that are not among these.
        """
        for topic, epoch in epochs.items():
            self._streams.setdefault(topic, _Stream()).epoch = epoch
        for hole in holes:
            stream = self._streams.setdefault(hole.topic, _Stream())
            stream.epoch = max(stream.epoch, hole.epoch)
            if hole.is_open:
                hole.state = "open"  # whoever was filling it is gone
                self.found[hole.gap.exchange, hole.gap.channel] += 1
                stream.broken += hole.gap.channel == BOOKS
            stream.filled += hole.state == "filled"
            stream.lost += hole.state == "lost"
            self._keep(stream, hole)
        self.forgotten = max(self.forgotten, forgotten)
        self._forget()

    def give_up(self, before: int, now: int) -> None:
        """What has been missing since before that time is lost."""
        for hole in self._holes.values():
            if hole.is_open and hole.gap.channel != BOOKS and hole.gap.time_received < before:
                self._settle(hole, "lost", "none", now)

    def changes(self) -> list[Hole]:
        """What has become of holes since this was asked last, as it is now."""
        changed, self._changed = self._changed, {}
        return [replace(hole) for hole in changed.values()]

    # What is asked.

    def holes(self, sought: Sought) -> Iterator[Hole]:
        """Newest first."""
        for number in sorted(self._holes, reverse=True):
            if sought.wants(self._holes[number]):
                yield self._holes[number]

    def is_past(self, hole: Hole) -> bool:
        """Whether ids have begun anew since: what has these now is something else."""
        return hole.epoch != self._streams[hole.topic].epoch

    def remembers(self, number: int) -> bool:
        """Whether this hole is known here."""
        return number in self._holes

    def open_holes(self, exchange: str) -> Iterator[Hole]:
        """Newest first, of those that somebody may fill: a book heals by itself."""
        wanted = self.holes(Sought(exchange=exchange, state="open"))
        return (hole for hole in wanted if hole.gap.channel != BOOKS)

    def open(self, key: Key) -> int:
        """How many there are, of an exchange and a channel, that may still be filled."""
        return self.found[key] - self.filled[key] - self.lost[key]

    def coverage(self, topic: str, proven: Proven | None) -> Coverage:
        """What is complete of a stream that has brought so much."""
        stream = self._streams.get(topic) or _Stream()
        ours = [hole for hole in stream.holes.values() if hole.state != "filled"]
        present = vouched(proven, stream.since)
        missing = [
            Missing(hole.number, hole.state, hole.missing)
            for hole in ours
            if hole.epoch == stream.epoch and hole.gap.cause != RESET  # it was before this epoch
        ]
        return Coverage(
            topic=topic,
            epoch=stream.epoch,
            proven=present,
            missing=within(present, missing),
            open=sum(hole.is_open for hole in ours),
            filled=stream.filled,
            lost=stream.lost,
        )


def _names(event: Gap | Backfilled) -> tuple[str | int | None, ...]:
    """What a hole is known by: ids alone may have come again."""
    return event.from_id, event.to_id, event.from_time, event.to_time


def _told_lost(event: Backfilled) -> Span | None:
    ids, times = (event.lost_from_id, event.lost_to_id), (event.lost_from_time, event.lost_to_time)
    return Span(*ids, *times) if any(end is not None for end in (*ids, *times)) else None
