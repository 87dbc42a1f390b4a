"""Who is connected: counted, listed, and sent away when their time is over."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator

from radist.config import Limits
from radist.errors import ClientError
from radist.hub.protocol import BAD_TOKEN, CUT, EXPIRED
from radist.server.access import Visitor
from radist.server.limits import place


class Seat:
    """One live connection, whatever its transport. `cut` ends it, with a close code and why."""

    __slots__ = ("address", "cut", "session", "since", "timer", "transport", "visitor")

    def __init__(
        self,
        session: str,
        address: str,
        visitor: Visitor,
        since: int,
        cut: Callable[[int, str], None],
    ) -> None:
        self.session = session
        self.transport = session.partition("-")[0]
        self.address = address
        self.visitor = visitor
        self.since = since
        """Microseconds."""
        self.cut = cut
        self.timer: asyncio.TimerHandle | None = None


class Seats:
    """All of a node's, by session. `now` is wall clock, in seconds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._taken: dict[str, Seat] = {}
        self._places: Counter[str] = Counter()
        self._users: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Seat]:
        return iter(tuple(self._taken.values()))

    def take(self, seat: Seat, now: float) -> None:
        """Somebody comes. Raises ClientError(429) if they are too many. Loopback is not counted."""
        where, most = place(seat.address), self._limits.per_address
        if where and self._places[where] >= most:
            raise _too_many(f"from {where}", most)
        self._check_user(seat.visitor)
        self._taken[seat.session] = seat
        self._places[where] += 1
        self._sit(seat, now)

    def change(self, seat: Seat, visitor: Visitor, now: float) -> None:
        """Somebody has shown a token, or a newer one. Raises ClientError(429)."""
        if visitor.user != seat.visitor.user:
            self._check_user(visitor)
        self._rise(seat)
        seat.visitor = visitor
        self._sit(seat, now)

    def leave(self, seat: Seat) -> None:
        """Somebody goes, or never sat down."""
        if self._taken.get(seat.session) is seat:
            del self._taken[seat.session]
            _less(self._places, place(seat.address))
            self._rise(seat)

    def cut(self, session: str) -> bool:
        """End one connection; False if there is none of this name."""
        seat = self._taken.get(session)
        if seat is not None:
            seat.cut(CUT, "ended by an admin")
        return seat is not None

    def cut_where(self, is_over: Callable[[Visitor], bool]) -> int:
        """End the connections of those whose token is worth nothing any more; how many."""
        over = [seat for seat in self._taken.values() if is_over(seat.visitor)]
        for seat in over:
            seat.cut(BAD_TOKEN, "the token was revoked")
        return len(over)

    def _check_user(self, visitor: Visitor) -> None:
        most = self._limits.per_user
        if visitor.user is not None and self._users[visitor.user] >= most:
            raise _too_many(f"of {visitor.user}", most)

    def _sit(self, seat: Seat, now: float) -> None:
        visitor = seat.visitor
        if visitor.user is not None:
            self._users[visitor.user] += 1
        if visitor.expires is not None:
            wait = max(0.0, visitor.expires - now)
            loop = asyncio.get_running_loop()
            seat.timer = loop.call_later(wait, seat.cut, EXPIRED, "the token is over")

    def _rise(self, seat: Seat) -> None:
        if seat.timer is not None:
            seat.timer.cancel()
            seat.timer = None
        if seat.visitor.user is not None:
            _less(self._users, seat.visitor.user)


def _less(counts: Counter[str], name: str) -> None:
    counts[name] -= 1
    if counts[name] <= 0:
        del counts[name]


def _too_many(whose: str, most: int) -> ClientError:
    message = f"there are {most} connections {whose} already, which is the limit"
    return ClientError(429, "too_many_connections", message)
