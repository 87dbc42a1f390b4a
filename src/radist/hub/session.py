"""One client's stay, whatever the transport.

There are no queues: a session keeps a cursor per room, and the room's memory is the outbox. A
transport that can write asks `take` for what is due. Hence a slow client costs nothing, and its
outbox is bounded by the room's memory. Policies: in a room of states the newest message stands for
those before it, and says how many it `skipped`, unless the client keeps up and takes `every` one.
In a log room every message is given in order, and where the memory has run past the cursor, that is
a `Loss`.
"""

from collections.abc import Callable
from typing import NamedTuple

from radist.hub.room import Message, Room


class Membership:
    """A session in a room: `cursor` is the seq of the last message given to it."""

    __slots__ = ("cursor", "room", "session")

    def __init__(self, session: "Session", room: Room) -> None:
        self.session = session
        self.room = room
        self.cursor = room.seq


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
    """A client, its rooms, and what is due to it. `wake` is called when something becomes due."""

    def __init__(self, name: str, wake: Callable[[], None]) -> None:
        self.name = name
        self.memberships: dict[str, Membership] = {}
        """By topic."""
        self._wake = wake
        self._due: dict[Membership, None] = {}

    def touch(self, member: Membership) -> None:
        """Something is due in this room."""
        if not self._due:
            self._due[member] = None
            self._wake()
        else:
            self._due[member] = None

    def take(self, limit: int, *, every: bool = False) -> list[Delivery | Loss]:
        """What is due, in the order in which rooms became so; about `limit` bytes of it. Empty
        when nothing is. With `every`, states that newer ones have replaced are due as well.
        """
        taken: list[Delivery | Loss] = []
        while self._due and limit > 0:
            member = next(iter(self._due))
            messages = member.room.due(member.cursor, every=every)
            if member.room.is_log and messages[0].seq > member.cursor + 1:
                taken.append(Loss(member.room, member.cursor + 1, messages[0].seq - 1))
                member.cursor = messages[0].seq - 1
            limit -= _give(member, messages, taken, limit)
            del self._due[member]
            if member.cursor < member.room.seq:  # to the back: other rooms have their turn first
                self._due[member] = None
        return taken

    def forget(self, member: Membership) -> None:
        """Nothing is due in this room any more."""
        self._due.pop(member, None)

    def tops(self) -> dict[str, int]:
        """The newest seq of each of the session's rooms: a client that has less has missed
        something.
        """
        return {topic: member.room.seq for topic, member in self.memberships.items()}


def _give(
    member: Membership, messages: list[Message], taken: list[Delivery | Loss], limit: int
) -> int:
    """Append messages until `limit` is reached; the number of bytes given."""
    given = 0
    for message in messages:
        skipped = message.seq - member.cursor - 1
        taken.append(Delivery(member.room, message, member.cursor, skipped))
        member.cursor = message.seq
        given += len(message.data)
        if given >= limit:
            break
    return given
