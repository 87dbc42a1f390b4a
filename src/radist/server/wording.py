"""How a stream of server-sent events says what it says: as the rooms do, or as `/api/ws/*` does."""

from collections.abc import Mapping
from typing import Protocol

from radist.hub import protocol
from radist.hub.hub import Joined
from radist.hub.protocol import Subscribe
from radist.hub.room import Message, Room
from radist.hub.session import Delivery, Loss, Session
from radist.model import Event
from radist.server import frames, seed

_RENDERING = "sse"


class Wording(Protocol):
    """Blocks of a stream. `now` is wall clock, microseconds."""

    def opening(self, joined: Joined, now: int) -> bytes:
        """What is told of a room before there is an id."""

    def state(self, joined: Joined) -> Message | None:
        """What is told of the room next, as an event of its own."""

    def doubt(self, room: Room, now: int) -> bytes:
        """Whether what is known of the room cannot be believed, if it was not told yet."""

    def event(self, item: Delivery) -> bytes:
        """A message of a room."""

    def loss(self, item: Loss, now: int) -> bytes:
        """What the client was too slow for."""

    def heartbeat(self, session: Session, now: int) -> bytes:
        """Still here."""

    def bye(self, code: int, reason: str, retry_after: float, now: int) -> bytes:
        """Why the stream ends; come back after so many seconds."""


class OfRooms:
    """The frames of the rooms, word for word."""

    def __init__(self, max_hz: float | None) -> None:
        self._asked = Subscribe(max_hz=max_hz)

    def opening(self, joined: Joined, now: int) -> bytes:
        return _block(protocol.subscribed(self._asked, joined, now))

    def state(self, joined: Joined) -> Message | None:
        return None  # the opening has it

    def doubt(self, room: Room, now: int) -> bytes:
        return b""  # likewise

    def event(self, item: Delivery) -> bytes:
        return _block(frames.event(item))

    def loss(self, item: Loss, now: int) -> bytes:
        return _block(protocol.loss(item))

    def heartbeat(self, session: Session, now: int) -> bytes:
        return _block(protocol.heartbeat(session, now))

    def bye(self, code: int, reason: str, retry_after: float, now: int) -> bytes:
        return _block(protocol.bye(code, reason, retry_after, now))


class OfFamily:
    """The payloads of `/api/ws/*`. `natives` are the exchange's symbols, by topic."""

    def __init__(self, natives: Mapping[str, str]) -> None:
        self._natives = natives

    def opening(self, joined: Joined, now: int) -> bytes:
        lost = joined.recovered is False
        return self._lost(joined.room.topic, joined.reason, now) if lost else b""

    def state(self, joined: Joined) -> Message | None:
        return joined.snapshot

    def doubt(self, room: Room, now: int) -> bytes:
        if not room.doubt:
            return b""
        channel = room.topic.partition(".")[0]
        content = seed.doubted(self._natives[room.topic], channel, room.doubt)
        return _block(seed.envelope(content, now))

    def event(self, item: Delivery) -> bytes:
        message = item.message
        block = message.renderings.get(_RENDERING)
        if block is None:
            event = message.event
            assert isinstance(event, Event)
            content = seed.envelope(seed.payload(event), event.time_received)
            block = message.renderings[_RENDERING] = _block(content)
        return block

    def loss(self, item: Loss, now: int) -> bytes:
        return self._lost(item.room.topic, "slow", now)

    def heartbeat(self, session: Session, now: int) -> bytes:
        return b": heartbeat\n\n"

    def bye(self, code: int, reason: str, retry_after: float, now: int) -> bytes:
        return b""  # of a loss the gap has told

    def _lost(self, topic: str, cause: str, now: int) -> bytes:
        content = seed.lost(self._natives[topic], topic.partition(".")[0], cause)
        return _block(seed.envelope(content, now))


def _block(content: bytes) -> bytes:
    return b"data: %b\n\n" % content
