"""Several sockets that bring one stream at the same time: what comes first is told, and told once.

Theory of operation. A stream that `knows` what it has told drops copies by its ids, so all frames
go to it. Of others the frames are compared: each socket owes what another one brought before it,
in order, and what it brings of that is a copy. Whoever has just come is not believed until one of
its frames is a copy, or one of the others' is a copy of what it brought: from there on both tell
the same row. Where nothing agrees for a while, the others are taken for dead.
"""

from collections import Counter, deque
from functools import partial
from typing import TYPE_CHECKING, Any

from radist.exchanges._pulse import Pulse

if TYPE_CHECKING:
    from radist.exchanges._stream import Stream

_SILENT = 2_000_000
"""Microseconds after which others that have not brought the same are taken for dead."""
_MISSED = 10_000_000
"""Microseconds after which what others brought is taken for missing."""
_OWED = 512
"""Frames that one socket may owe."""
_EARLY = 64
"""Frames that may wait until it is known where they belong."""
_LAGS = 1000

Told = tuple[Any, ...]
"""Events and actions."""


class Race:
    """Which side of two was first, and by how much."""

    def __init__(self) -> None:
        self.first: Counter[int] = Counter()
        """By side: frames that it brought before the other."""
        self.missed: Counter[int] = Counter()
        """By side: frames that the other brought and it did not."""
        self.lags: dict[int, deque[int]] = {}
        """By side: by how many microseconds it was second, lately."""

    def second(self, side: int, lag: int) -> None:
        """A copy came on this side, so much later."""
        self.lags.setdefault(side, deque(maxlen=_LAGS)).append(lag)


class _Member:
    """One of the sockets."""

    __slots__ = ("early", "joined", "owed", "side", "since")

    def __init__(self, side: int, *, joined: bool) -> None:
        self.side = side
        self.joined = joined
        """Whether what it brings goes on from what was told."""
        self.owed: dict[int, tuple[int, int]] = {}
        """What others brought, as hashes of frames: when, and on which side."""
        self.early: dict[int, tuple[bytes, int]] = {}
        """What it brought while it had not joined, and when."""
        self.since: dict[Pulse, int] = {}
        """How many frames the others had when it came."""


class Company:
    """The sockets of one stream, as long as there are several."""

    def __init__(self, stream: "Stream", race: Race) -> None:
        self._stream = stream
        self._race = race
        self._members: dict[Pulse, _Member] = {}

    def join(self, pulse: Pulse, side: int, *, joined: bool = False) -> None:
        """One more brings it; those that were alone have `joined` what they told themselves."""
        if pulse in self._members:
            return
        member = self._members[pulse] = _Member(side, joined=joined)
        member.since = {other: other.frames for other in self._members if other is not pulse}
        pulse.turn(partial(self._received, member))

    def leave(self, pulse: Pulse, now: int) -> Told:
        """One is gone. What the others had to hold back for it is told."""
        if self._members.pop(pulse, None) is None:
            return ()
        pulse.turn(self._stream.received)
        if len(self._members) > 1:
            return ()
        told: Told = ()
        for other, member in self._members.items():
            told += self._believe(member, now)
            other.turn(self._stream.received)
        self._members.clear()
        self._stream.company = None
        return told + self._stream.settle(now, alone=True)

    def overlaps(self, pulse: Pulse) -> bool:
        """Whether one brings what the others do, or nobody brings anything."""
        member = self._members.get(pulse)
        if member is None or member.joined:
            return True
        return not member.early and all(p.frames == n for p, n in member.since.items())

    def settle(self, now: int) -> Told:
        """Time has passed."""
        told: Told = ()
        for member in self._members.values():
            self._forgive(member, now)
            if self._overdue(member, now):
                told += self._believe(member, now)
        return told + self._stream.settle(now, alone=False)

    def _received(self, member: _Member, frame: bytes, now: int) -> Told:
        key = hash(frame)
        copy = self._repaid(member, key, now)
        if self._stream.knows:
            told = self._stream.shared(frame, now)
            member.joined = member.joined or not self._stream.waits
            if not copy:
                self._owe(member, key, now)
            return told
        if copy:
            member.joined = True
            member.early.clear()  # it came before what was told already
            return ()
        if member.joined:
            return self._first(member, key, frame, now)
        member.early[key] = frame, now
        return self._believe(member, now) if self._overdue(member, now) else ()

    def _first(self, member: _Member, key: int, frame: bytes, now: int) -> Told:
        """What nobody brought before; unless somebody did who was not believed yet."""
        told = self._stream.shared(frame, now)
        self._owe(member, key, now)
        for other in self._members.values():
            if key in other.early:
                del other.owed[key]
                while next(iter(other.early)) != key:
                    del other.early[next(iter(other.early))]
                del other.early[key]
                told += self._believe(other, now)
        return told

    def _believe(self, member: _Member, now: int) -> Told:
        member.joined = True
        told: Told = ()
        early = tuple(member.early.items())
        member.early.clear()
        for key, (frame, _) in early:
            if not self._repaid(member, key, now):
                told += self._first(member, key, frame, now)
        return told

    def _overdue(self, member: _Member, now: int) -> bool:
        oldest = next(iter(member.early.values()), (b"", now))[1]
        return len(member.early) > _EARLY or now - oldest > _SILENT

    def _owe(self, member: _Member, key: int, now: int) -> None:
        """It was the first to bring this."""
        sides = {other.side for other in self._members.values()}
        if len(sides) > 1:
            self._race.first[member.side] += 1
        for other in self._members.values():
            if other is not member:
                other.owed[key] = now, member.side
                if len(other.owed) > _OWED:
                    self._miss(other, next(iter(other.owed)))

    def _repaid(self, member: _Member, key: int, now: int) -> bool:
        """Whether it brings what another brought before; what it passes over it has missed."""
        if key not in member.owed:
            return False
        while (oldest := next(iter(member.owed))) != key:
            self._miss(member, oldest)
        since, side = member.owed.pop(key)
        if side != member.side:
            self._race.second(member.side, now - since)
        return True

    def _forgive(self, member: _Member, now: int) -> None:
        while member.owed:
            key, (since, _) = next(iter(member.owed.items()))
            if now - since <= _MISSED:
                return
            self._miss(member, key)

    def _miss(self, member: _Member, key: int) -> None:
        if member.owed.pop(key)[1] != member.side:
            self._race.missed[member.side] += 1
