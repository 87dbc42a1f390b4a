"""What of a stream is complete: what it has brought, less what is missing."""

from collections.abc import Iterable

from msgspec import Struct

from radist.model import Backfilled, Gap, Proven


class Span(Struct, frozen=True, gc=False):
    """A part of a stream, by ids where it has any, both inclusive, and by time."""

    from_id: str | None = None
    to_id: str | None = None
    from_time: int | None = None
    to_time: int | None = None

    @property
    def ids(self) -> tuple[int, int] | None:
        """As numbers, where they are numbers."""
        begin, end = _number(self.from_id), _number(self.to_id)
        return None if begin is None or end is None else (begin, end)

    def later(self, other: "Span") -> "Span":
        """Whichever of the two ends later."""
        ours, theirs = self.ids, other.ids
        if ours and theirs:
            return max(self, other, key=lambda each: (each.ids or (0, 0))[1])
        return max(self, other, key=lambda each: each.to_time or 0)


class Missing(Struct, frozen=True, gc=False):
    """A part that is not there, of the hole with this number."""

    number: int
    state: str
    span: Span


class Range(Struct, frozen=True, gc=False):
    """How much of a stream has been told since its ids have begun anew so often."""

    topic: str
    epoch: int
    proven: Proven


class Coverage(Struct, frozen=True, gc=False):
    """How much of a stream is there. Of what is before `proven` nothing is claimed."""

    topic: str
    epoch: int
    proven: Proven | None
    missing: tuple[Missing, ...]
    open: int
    filled: int
    lost: int

    @property
    def is_complete(self) -> bool:
        """Whether all is there from the first to the last."""
        return self.proven is not None and not self.missing


def span(event: Gap | Backfilled) -> Span:
    """What a gap tells of."""
    return Span(event.from_id, event.to_id, event.from_time, event.to_time)


def vouched(proven: Proven | None, since: Span | None) -> Proven | None:
    """What is left of a range when what is up to the end of `since` is not counted."""
    if proven is None or since is None:
        return proven
    begin, first = proven.first_id, proven.first_time
    if since.to_time is not None:
        first = max(first, since.to_time)
    if begin is not None:
        if since.ids is None:
            return None  # which of its ids are meant, nobody knows
        begin = max(begin, since.ids[1] + 1)
        if begin > (proven.last_id or 0):
            return None
    elif first > proven.last_time:
        return None
    return Proven(begin, proven.last_id, min(first, proven.last_time), proven.last_time)


def within(proven: Proven | None, missing: Iterable[Missing]) -> tuple[Missing, ...]:
    """What is missing in a range, in its order."""
    if proven is None:
        return ()
    found = [
        Missing(each.number, each.state, part)
        for each in missing
        if (part := _part(proven, each.span)) is not None
    ]
    return tuple(sorted(found, key=lambda each: (each.span.ids or (0,), each.span.from_time or 0)))


def _part(proven: Proven, of: Span) -> Span | None:
    """What of it is in the range."""
    if of.ids and proven.first_id is not None and proven.last_id is not None:
        begin, end = max(of.ids[0], proven.first_id), min(of.ids[1], proven.last_id)
        return Span(str(begin), str(end), of.from_time, of.to_time) if begin <= end else None
    begin = max(of.from_time or 0, proven.first_time)
    end = proven.last_time if of.to_time is None else min(of.to_time, proven.last_time)
    return Span(of.from_id, of.to_id, begin, end) if begin <= end else None


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None
