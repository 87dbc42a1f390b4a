"""Sessions that keep up are moved together: one place, one rendering, one loop over their sockets.

Of what a message costs for each client, all but the write itself is thus paid once for a room. A
session that lags, conflates or wants a form of its own leaves the crowd and is served alone.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from radist.hub.room import Room, Run
    from radist.hub.session import Membership


_MOST = 65_536
"""Bytes that all members are given whether they read or not, about."""


class Outlet(Protocol):
    """Where a session's messages go; what comes of it is the transport's business."""

    def write(self, data: bytes) -> object:
        """Send these bytes, or keep them until they can be sent."""

    def abort(self) -> object:
        """Drop the client."""

    def get_write_buffer_size(self) -> int:
        """Bytes that could not be sent yet."""


class Pace:
    """How soon some sessions of a transport are told: `wake` is called when the first of their
    crowds falls behind its room, and the transport then asks `take` for all that have.
    """

    __slots__ = ("_behind", "_wake")

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._behind: list[Crowd] = []

    def fell_behind(self, crowd: "Crowd") -> None:
        """There is something new in a crowd's room."""
        self._behind.append(crowd)
        if len(self._behind) == 1:
            self._wake()

    def take(self) -> list["Crowd"]:
        """The crowds that are to be moved, in the order in which they fell behind."""
        behind, self._behind = self._behind, []
        return behind


class Crowd:
    """Members of a room who were all given every message up to `seq`."""

    __slots__ = ("_is_behind", "_pace", "_room", "members", "seq")

    def __init__(self, room: "Room", pace: Pace) -> None:
        self._room = room
        self._pace = pace
        self._is_behind = False
        self.seq = room.seq
        self.members: dict[Membership, Outlet] = {}

    def take_in(self, member: "Membership", outlet: Outlet) -> bool:
        """Add a member who was given everything, unless the crowd itself was not yet."""
        if not self.members:
            self.seq = self._room.seq
        if self.seq != self._room.seq:
            return False
        self.members[member] = outlet
        member.crowd = self
        return True

    def let_go(self, member: "Membership") -> None:
        """From now on the member has a place of its own."""
        member.cursor = self.seq
        member.crowd = None
        del self.members[member]

    def stir(self) -> None:
        """The room has a new message."""
        if self.members and not self._is_behind:
            self._is_behind = True
            self._pace.fell_behind(self)

    def advance(self) -> "Run | None":
        """What all members are to be given now. None if there is nothing, or if it is more than
        one run: then each of them goes on alone.
        """
        self._is_behind = False
        if not self.members or self.seq == self._room.seq:
            return None
        run = self._room.run(self.seq, _MOST)
        if run is None or run.last < self._room.seq:
            for member in tuple(self.members):
                self.let_go(member)
                member.session.touch(member)
            return None
        self.seq = self._room.seq
        return run
