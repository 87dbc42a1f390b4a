"""One hole while it is filled: what to ask for next, what of it an answer has, what is lost."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from radist.model import Backfilled, Candle, Event, Gap

FASTEST = 5_000
"""Events a second: who counts more than that has begun to count elsewhere."""
_SECOND = 1_000_000


class Filling(Protocol):
    """Answers come newest first, each oldest first."""

    done: bool

    @property
    def before(self) -> int | str | None:
        """What the next answer is to end before: a time or an id."""

    def is_short(self, page: Sequence[Event]) -> bool:
        """Whether the newest of what was asked for is not there, and may yet come."""

    def take(self, page: Sequence[Event]) -> list[Event]:
        """What of an answer was missing."""

    def lost(self) -> dict[str, str | int]:
        """What is not to be had, in the words of `Backfilled`; nothing where all is there."""


def filling(gap: Gap) -> Filling | None:
    """How to fill a hole; None where nobody can."""
    if gap.from_id is not None and gap.to_id is not None:
        ids = gap.from_id, gap.to_id
        if not all(map(str.isdecimal, ids)) or _is_leap(gap):
            return None
        return _Numbered(int(ids[0]), int(ids[1]))
    if gap.channel == Candle.channel and gap.from_time is not None and gap.to_time is not None:
        return _Timed(gap.from_time, gap.to_time)
    if gap.until_id is not UNSET:
        return _Between(gap, gap.after_id, gap.until_id)
    return None


def _is_leap(gap: Gap) -> bool:
    """Whether more are missing than can have happened: the stream has begun anew elsewhere."""
    missing = int(gap.to_id or 0) - int(gap.from_id or 0) + 1
    if gap.from_time is None or gap.to_time is None or missing <= FASTEST:
        return False
    return missing > FASTEST * max(1, (gap.to_time - gap.from_time) // _SECOND)


def ended(gap: Gap, events: int, lost: dict[str, str | int], now: int) -> Backfilled:
    """How it ended."""
    return Backfilled(
        gap.exchange,
        gap.symbol,
        gap.native,
        gap.time_exchange,
        now,
        channel=gap.channel,
        cause=gap.cause,
        events=events,
        outcome="lost" if lost else "filled",
        from_id=gap.from_id,
        to_id=gap.to_id,
        from_time=gap.from_time,
        to_time=gap.to_time,
        interval=gap.interval,
        **lost,  # type: ignore[arg-type]  # names of fields
    )


def all_lost(gap: Gap) -> dict[str, str | int]:
    """The whole of a hole."""
    whole = {
        "lost_from_id": gap.from_id,
        "lost_to_id": gap.to_id,
        "lost_from_time": gap.from_time,
        "lost_to_time": gap.to_time,
    }
    return {name: value for name, value in whole.items() if value is not None}


class _Numbered:
    """Ids that grow by one: those of an answer tell how far it reaches."""

    def __init__(self, first: int, last: int) -> None:
        self.done = False
        self._first = first
        self._next = last
        """The newest that is still missing."""
        self._missing: tuple[int, int] | None = None
        """What answers left out, from the first of it to the last."""

    @property
    def before(self) -> str:
        return str(self._next + 1)

    def is_short(self, page: Sequence[Event]) -> bool:
        return not page or _number(page[-1]) < self._next

    def take(self, page: Sequence[Event]) -> list[Event]:
        inside = {n: event for event in page if self._first <= (n := _number(event)) <= self._next}
        oldest = min(map(_number, page), default=self._next + 1)
        if oldest > self._next:  # nothing older than what was asked for is to be had
            self._leave_out(self._first, self._next)
            self.done = True
            return []
        for number in range(max(oldest, self._first), self._next + 1):
            if number not in inside:
                self._leave_out(number, number)
        self._next = oldest - 1
        self.done = oldest <= self._first
        return [_flagged(inside[number]) for number in sorted(inside)]

    def _leave_out(self, first: int, last: int) -> None:
        before = self._missing
        self._missing = (min(first, before[0]), max(last, before[1])) if before else (first, last)

    def lost(self) -> dict[str, str | int]:
        if self._missing is None:
            return {}
        return {"lost_from_id": str(self._missing[0]), "lost_to_id": str(self._missing[1])}


class _Timed:
    """Candles, each of which begins where the one before it ends."""

    def __init__(self, begin: int, end: int) -> None:
        self.done = False
        self._begin = begin
        self._end = end
        """When the first candle that is there begins."""
        self._missing: tuple[int, int] | None = None
        """What answers left out, from the first of it to the last."""

    @property
    def before(self) -> int:
        return self._end

    def is_short(self, page: Sequence[Event]) -> bool:
        closed = [event for event in page if isinstance(event, Candle) and event.is_closed]
        return not closed or closed[-1].time_close + 1 < self._end

    def take(self, page: Sequence[Event]) -> list[Event]:
        candles = [event for event in page if isinstance(event, Candle) and event.is_closed]
        older = [candle for candle in candles if candle.time_open < self._end]
        for candle in reversed(older):
            self._leave_out(candle.time_close + 1, self._end)
            self._end = candle.time_open
        if not older:
            self._leave_out(self._begin, self._end)
        self.done = not older or self._end <= self._begin
        return [_flagged(candle) for candle in older if candle.time_open >= self._begin]

    def _leave_out(self, begin: int, end: int) -> None:
        begin, before = max(begin, self._begin), self._missing
        if begin < end:
            self._missing = (min(begin, before[0]), max(end, before[1])) if before else (begin, end)

    def lost(self) -> dict[str, str | int]:
        if self._missing is None:
            return {}
        return {"lost_from_time": self._missing[0], "lost_to_time": self._missing[1]}


class _Between:
    """Ids in no order: what stands between two that are known. Which one was told last before a
    restart is not known, but when it happened.
    """

    def __init__(self, gap: Gap, after: str | UnsetType, until: str) -> None:
        self.done = False
        self._after, self._until = after, until
        self._lost: dict[str, str | int] = {}
        self._gap = gap

    @property
    def before(self) -> str:
        return self._until

    def is_short(self, page: Sequence[Event]) -> bool:
        return not page

    def take(self, page: Sequence[Event]) -> list[Event]:
        self.done = True
        ids = [getattr(event, "id", None) for event in page]
        if self._after in ids:
            return [_flagged(event) for event in page[ids.index(self._after) + 1 :]]
        newer = [event for event in page if self._is_newer(event)]
        self._lost = self._not_there(page, newer)
        return [_flagged(event) for event in newer]

    def _not_there(self, page: Sequence[Event], newer: Sequence[Event]) -> dict[str, str | int]:
        since, lost = self._gap.from_time, all_lost(self._gap)
        if self._after is UNSET and since is not None:
            together = sum(event.time_exchange == since for event in page)
            if together == 1:  # that one had been told
                return {}
            if together:  # one of them had, and the others may have been
                return lost | {"lost_to_time": since}
        if newer and (time := newer[0].time_exchange) is not None:
            lost["lost_to_time"] = time
        return lost

    def _is_newer(self, event: Event) -> bool:
        """Whether it cannot have been told: the answer may reach back beyond the hole."""
        since = self._gap.from_time
        return since is None or event.time_exchange is None or event.time_exchange > since

    def lost(self) -> dict[str, str | int]:
        return self._lost


def _number(event: Event) -> int:
    return int(getattr(event, "id", 0))


def _flagged(event: Event) -> Event:
    return replace(event, backfilled=True, source="rest")
