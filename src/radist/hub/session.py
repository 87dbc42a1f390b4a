"""One client's stay, whatever the transport.

There are no queues: a session keeps a cursor per room, and the room's memory is the outbox. A
transport that can write asks `take` for what is due. Hence a slow client costs nothing, and its
outbox is bounded by the room's memory. Policies: in a room of states the newest message stands for
those before it, and says how many it `skipped`, unless the client keeps up and takes `every` one;
a client may also ask for no more than so many a second. In a log room every message is given in
order, and where the memory has run past the cursor, that is a `Loss`.
"""

from collections.abc import Callable
from typing import NamedTuple

from radist.hub.crowd import Crowd, Outlet, Pace
from radist.hub.room import Message, Room, Run


class Membership:
    """A session in a room."""

    __slots__ = ("_cursor", "crowd", "period", "ready_at", "room", "session")

    def __init__(self, session: "Session", room: Room) -> None:
        self.session = session
        self.room = room
        self._cursor = room.seq
        self.crowd: Crowd | None = None
        """With whom it is moved, while it keeps up."""
        self.period = 0
        """Microseconds from one message to the next, where the client asked for it."""
        self.ready_at = 0
        """The client does not want to hear of the room before."""

    @property
    def cursor(self) -> int:
        """The seq of the last message given to it."""
        return self.crowd.seq if self.crowd else self._cursor

    @cursor.setter
    def cursor(self, seq: int) -> None:
        self._cursor = seq

    def pending(self, *, every: bool) -> list[Message]:
        """What is to be given now."""
        if self.period:
            return self.room.merged(self.cursor)
        return self.room.due(self.cursor, every=every)


class Delivery(NamedTuple):
    """A message for a session: `prev` is the seq before it on this subscription, `skipped` what it
    stands in for.
    """

    room: Room
    message: Message
    prev: int
    skipped: int


class Loss(NamedTuple):
    """Messages `first` to `last` of a log room which the session was too slow for."""

    room: Room
    first: int
    last: int


class Session:
    """A client, its rooms, and what is due to it. `wake` is called when something becomes due.

    A membership is in one of four places: in a crowd of its room, resting there, due, or held
    until it is ready. With a `pace` and an `outlet`, it is in a crowd while it keeps up.
    """

    __slots__ = ("_due", "_held", "_wake", "memberships", "name", "outlet", "pace", "transport")

    def __init__(self, name: str, wake: Callable[[], None]) -> None:
        self.name = name
        self.transport = name.partition("-")[0]
        self.memberships: dict[str, Membership] = {}
        """By topic."""
        self.pace: Pace | None = None
        self.outlet: Outlet | None = None
        self._wake = wake
        self._due: dict[Membership, None] = {}
        self._held: dict[Membership, None] = {}

    def touch(self, member: Membership) -> None:
        """Something is due in this room."""
        if not self._due:
            self._due[member] = None
            self._wake()
        else:
            self._due[member] = None

    def take(self, limit: int, *, every: bool = False, now: int = 0) -> list[Delivery | Loss]:
        """What is due, in the order in which rooms became so; about `limit` bytes of it. Empty
        when nothing is. With `every`, states that newer ones have replaced are due as well. `now`
        is in microseconds of a steady clock.
        """
        taken: list[Delivery | Loss] = []
        for item in self.take_runs(limit, every=every, now=now):
            if isinstance(item, Run):
                taken += [Delivery(item.room, m, m.seq - 1, 0) for m in item.messages]
            else:
                taken.append(item)
        return taken

    def take_runs(
        self, limit: int, *, every: bool = False, now: int = 0
    ) -> list[Run | Delivery | Loss]:
        """The same, but what many sessions are given alike as the `Run` that they share."""
        if self._held:
            self._release(now)
        taken: list[Run | Delivery | Loss] = []
        while self._due and limit > 0:
            member = next(iter(self._due))
            del self._due[member]
            if member.ready_at > now:
                self._held[member] = None
                continue
            limit -= _give(member, taken, limit, every=every)
            if member.period:
                member.ready_at = now + member.period
            if member.cursor < member.room.seq:  # to the back: other rooms have their turn first
                self._due[member] = None
            else:
                member.room.rest(member)
        return taken

    def waiting(self) -> int:
        """Messages that are due, now or later."""
        return sum(m.room.seq - m.cursor for place in (self._due, self._held) for m in place)

    def held_until(self) -> int | None:
        """When the first of the rooms that the client wants less often is to be told of again."""
        return min((member.ready_at for member in self._held), default=None)

    def _release(self, now: int) -> None:
        for member in [member for member in self._held if member.ready_at <= now]:
            del self._held[member]
            self._due[member] = None

    def place(self, member: Membership, cursor: int) -> None:
        """Go on after `cursor` in this room."""
        self.forget(member)
        member.cursor = cursor
        if cursor < member.room.seq:
            self.touch(member)
        else:
            member.room.rest(member)

    def keep(self, pace: Pace | None) -> None:
        """Go with the crowds of this pace from the next message on; with None, alone."""
        if pace is not self.pace:
            self.pace = pace
            for member in self.memberships.values():
                self._step_out(member)

    def catch_up(self) -> None:
        """What the crowds have not been given yet is due now, to this session alone."""
        for member in self.memberships.values():
            if member.cursor < member.room.seq:
                self._step_out(member)

    def _step_out(self, member: Membership) -> None:
        if member.crowd:
            member.crowd.let_go(member)
            if member.cursor < member.room.seq:
                self.touch(member)
            else:
                member.room.resting[member] = None

    def forget(self, member: Membership) -> None:
        """The session is not in this room any more."""
        if member.crowd:
            member.crowd.let_go(member)
        for place in (self._due, self._held, member.room.resting):
            place.pop(member, None)

    def tops(self) -> dict[str, int]:
        """How far the client is to be in each of its rooms by now: if it is not, it has missed
        something. That is the newest seq, unless it wants to hear of the room later.
        """
        return {
            topic: member.cursor if member in self._held else member.room.seq
            for topic, member in self.memberships.items()
        }


def _give(
    member: Membership, taken: list[Run | Delivery | Loss], limit: int, *, every: bool
) -> int:
    """Append what is due until `limit` is reached; the number of bytes given."""
    room = member.room
    if (every or not room.conflates) and not member.period:
        run = room.run(member.cursor, limit)
        if run is not None:
            taken.append(run)
            member.cursor = run.last
            return run.size
    oldest = room.messages[0].seq
    if room.is_log and oldest > member.cursor + 1:
        taken.append(Loss(room, member.cursor + 1, oldest - 1))
        member.cursor = oldest - 1
    given = 0
    for message in member.pending(every=every):
        skipped = message.seq - member.cursor - 1
        taken.append(Delivery(room, message, member.cursor, skipped))
        member.cursor = message.seq
        given += len(message.data)
        if given >= limit:
            break
    return given
