"""Answers what clients of the rooms ask for."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from radist import topics
from radist.errors import ClientError
from radist.hub import protocol
from radist.hub.hub import Hub, Position
from radist.hub.protocol import Request, Subscribe, Unsubscribe
from radist.hub.session import Session
from radist.server.access import Visitor, check_room
from radist.server.upstream import Upstream

MOST_ROOMS = 1000
"""As many rooms may one session be in."""
MOST_ROOMS_AT_ONCE = 200
"""As many may be named in one request."""


class Desk:
    """Requests in, frames out. Each room of a request is answered by itself."""

    def __init__(self, upstream: Upstream, hub: Hub) -> None:
        self._upstream = upstream
        self._hub = hub

    def welcome(self, session: Session, heartbeat: float) -> bytes:
        """The first frame."""
        upstream = self._upstream
        return protocol.welcome(
            session, upstream.version, upstream.simulated, heartbeat, upstream.now()
        )

    def heartbeat(self, session: Session) -> bytes:
        """Still here."""
        return protocol.heartbeat(session, self._upstream.now())

    def now(self) -> int:
        """Wall clock, microseconds."""
        return self._upstream.now()

    def answer(self, session: Session, request: Request, visitor: Visitor) -> Iterator[bytes]:
        """The frames that a request is answered with, in order: each is made when it is asked for,
        and what the request wants is done as far as they are.
        """
        try:
            if isinstance(request, Subscribe):
                yield from self._subscribe(session, request, visitor)
            elif isinstance(request, Unsubscribe):
                yield from self._unsubscribe(session, request)
            else:
                yield protocol.pong(request.id, self._upstream.now())
        except ClientError as problem:
            yield protocol.error(request.id, problem)

    def _topic(self, room: str) -> str:
        """The canonical spelling of a room. Raises ClientError."""
        return room if topics.is_platform(room) else self._upstream.check(room)

    def _subscribe(self, session: Session, request: Subscribe, visitor: Visitor) -> Iterator[bytes]:
        rooms, max_hz = _rooms(request.rooms), request.max_hz or 0.0
        since = self._positions(request, rooms)

        def join(room: str) -> bytes:
            topic = self._topic(room)
            check_room(visitor, topic)
            if topic not in session.memberships and len(session.memberships) >= MOST_ROOMS:
                message = f"a session may be in {MOST_ROOMS} rooms at most"
                raise ClientError(429, "too_many_rooms", message)
            joined = self._hub.join(session, topic, since.get(room), max_hz)
            return protocol.subscribed(request, joined, self._upstream.now())

        return _each(rooms, request, join)

    def _positions(self, request: Subscribe, rooms: list[str]) -> dict[str, Position]:
        """Where the client says that it was, by the names that it gave the rooms."""
        since = request.since
        if isinstance(since, str):
            named = {}
            for room in rooms:
                with suppress(ClientError):  # raised again where the room is answered
                    named[room] = self._topic(room)
            found = protocol.positions(since, set(named.values()))
            return {room: found[topic] for room, topic in named.items()}
        if strangers := since.keys() - set(rooms):
            message = f"since: {min(strangers)!r} is not among the rooms"
            raise ClientError(400, "bad_request", message)
        return {room: Position(told.epoch, told.seq) for room, told in since.items()}

    def _unsubscribe(self, session: Session, request: Unsubscribe) -> Iterator[bytes]:
        def leave(room: str) -> bytes:
            topic = room if room in session.memberships else self._topic(room)
            if not self._hub.leave(session, topic):
                raise ClientError(404, "not_subscribed", f"this session is not in {topic}")
            return protocol.unsubscribed(request.id, topic)

        return _each(_rooms(request.rooms), request, leave)


def _each(rooms: list[str], request: Request, act: Callable[[str], bytes]) -> Iterator[bytes]:
    """The answers about some rooms, one by one."""
    for room in rooms:
        try:
            yield act(room)
        except ClientError as problem:
            yield protocol.error(request.id, problem, room)


def _rooms(named: list[str]) -> list[str]:
    rooms = list(dict.fromkeys(named))
    if not rooms:
        raise ClientError(400, "bad_request", "rooms: name at least one")
    if len(rooms) > MOST_ROOMS_AT_ONCE:
        message = f"rooms: at most {MOST_ROOMS_AT_ONCE} at once, not {len(rooms)}"
        raise ClientError(400, "bad_request", message)
    return rooms
