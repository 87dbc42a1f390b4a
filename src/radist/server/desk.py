"""Answers what clients of the rooms ask for."""

from radist.errors import ClientError
from radist.hub import protocol
from radist.hub.hub import Hub, Position
from radist.hub.protocol import Request
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

    def answer(self, session: Session, request: Request, visitor: Visitor) -> list[bytes]:
        """The frames that a request is answered with, in order."""
        if request.op == "ping":
            return [protocol.pong(request.id, self._upstream.now())]
        try:
            rooms = _rooms(request)
        except ClientError as problem:
            return [protocol.error(request.id, problem)]
        act = self._subscribe if request.op == "subscribe" else self._unsubscribe
        frames = []
        for room in rooms:
            try:
                frames.append(act(session, request, room, visitor))
            except ClientError as problem:
                frames.append(protocol.error(request.id, problem, room))
        return frames

    def _subscribe(self, session: Session, request: Request, room: str, visitor: Visitor) -> bytes:
        topic = self._upstream.check(room)
        check_room(visitor, topic)
        if topic not in session.memberships and len(session.memberships) >= MOST_ROOMS:
            raise ClientError(
                429, "too_many_rooms", f"a session may be in {MOST_ROOMS} rooms at most"
            )
        since = request.since.get(room)
        position = Position(since.epoch, since.seq) if since else None
        return protocol.subscribed(request.id, self._hub.join(session, topic, position))

    def _unsubscribe(self, session: Session, request: Request, room: str, _: Visitor) -> bytes:
        topic = room if room in session.memberships else self._upstream.check(room)
        if not self._hub.leave(session, topic):
            raise ClientError(404, "not_subscribed", f"this session is not in {topic}")
        return protocol.unsubscribed(request.id, topic)


def _rooms(request: Request) -> list[str]:
    rooms = list(dict.fromkeys(request.rooms))
    if not rooms:
        raise ClientError(400, "bad_request", "rooms: name at least one")
    if len(rooms) > MOST_ROOMS_AT_ONCE:
        raise ClientError(
            400, "bad_request", f"rooms: at most {MOST_ROOMS_AT_ONCE} at once, not {len(rooms)}"
        )
    if strangers := request.since.keys() - set(rooms):
        raise ClientError(400, "bad_request", f"since: {min(strangers)!r} is not among the rooms")
    return rooms
