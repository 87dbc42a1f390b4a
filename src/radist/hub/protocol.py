"""The wire protocol `radist.v1`: JSON frames of the WebSocket rooms, and the cursor that SSE calls
an id.
"""

import re
import zlib
from collections.abc import Iterable, Mapping
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct

from radist import codec
from radist.errors import ClientError
from radist.hub.answers import (
    Authenticated,
    Bye,
    Error,
    Heartbeat,
    HelloAnswer,
    Missed,
    Pong,
    Subscribed,
    Unsubscribed,
    Welcome,
)
from radist.hub.hub import Joined, Position
from radist.hub.session import Delivery, Loss, Session
from radist.model import Event
from radist.platform import PlatformEvent

NAME = "radist.v1"
GOING_DOWN, EXPIRED, TOO_SLOW, FLOOD = 3001, 3005, 3008, 3013
BAD_TOKEN, ABUSE, CUT, FULL = 3500, 3501, 3503, 3504
"""Close codes. 3000–3499: come again; 3500–3999: do not."""


MaxHz = Annotated[float, Meta(ge=0.1, le=1000)]


class Since(Struct, forbid_unknown_fields=True):
    """A position as a client tells it."""

    epoch: str
    seq: int


class Request(Struct, forbid_unknown_fields=True, tag_field="op", tag=str.lower):
    """What a client sends. `id` comes back in the answers."""

    id: int | str | None = None


class Hello(Request):
    """How the client wants its events: several in a frame, and none of them later for it."""

    batch: bool = False
    immediate: bool = False


class Subscribe(Request):
    """Into rooms; `since` holds a position for each, or is one cursor for all."""

    rooms: list[str] = []
    since: dict[str, Since] | str = {}
    max_hz: MaxHz | None = None


class Unsubscribe(Request):
    """Out of rooms."""

    rooms: list[str] = []


class Auth(Request):
    """A token: the first, or a newer one of the same user."""

    token: str = ""


class Ping(Request):
    """Is anybody there?"""


REQUESTS = (Hello, Subscribe, Unsubscribe, Auth, Ping)
_decode = msgspec.json.Decoder(Hello | Subscribe | Unsubscribe | Auth | Ping).decode


def parse(frame: bytes) -> Request:
    """A client's frame. Raises ClientError(400) that names what is wrong with it."""
    try:
        request: Request = _decode(frame)
    except msgspec.ValidationError as error:
        raise ClientError(400, "bad_request", str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ClientError(400, "bad_json", f"not JSON: {error}") from error
    return request


def welcome(session: Session, version: str, simulated: bool, heartbeat: float, now: int) -> bytes:
    """The first frame."""
    return codec.encode(
        Welcome(
            protocol=NAME,
            session=session.name,
            version=version,
            simulated=simulated,
            heartbeat_ms=round(heartbeat * 1000),
            timestamp=codec.iso(now),
        )
    )


def hello(request: Hello) -> bytes:
    """The answer to a hello: what holds from now on."""
    holds = HelloAnswer(id=request.id, batch=request.batch, immediate=request.immediate)
    return codec.encode(holds)


def subscribed(request: Subscribe, joined: Joined, now: int) -> bytes:
    """The answer to a subscription: position first, state at that position beside it, and whether
    it can be believed.
    """
    room, state, age = joined.room, joined.snapshot, joined.room.age(now)
    snapshot = msgspec.Raw(state.data) if state else None
    return codec.encode(
        Subscribed(
            id=request.id,
            room=room.topic,
            epoch=room.epoch,
            seq=joined.seq,
            max_hz=UNSET if request.max_hz is None else request.max_hz,
            recovered=UNSET if joined.recovered is None else joined.recovered,
            reason=joined.reason or UNSET,
            snapshot=UNSET if joined.recovered else snapshot,
            stale=bool(room.doubt),
            age_ms=None if age is None else age // 1000,
        )
    )


def delivery(item: Delivery) -> bytes:
    """An event."""
    room, message, prev, skipped = item
    return b'{"type":"%b","room":%b,"seq":%d,"prev":%d,%b"timestamp":"%b","data":%b}' % (
        _kind(message.event).encode(),
        codec.encode(room.topic),
        message.seq,
        prev,
        b'"skipped":%d,' % skipped if skipped else b"",
        codec.iso(message.event.time_received).encode(),
        message.data,
    )


def _kind(event: Event | PlatformEvent) -> str:
    return event.kind if isinstance(event, PlatformEvent) else codec.KIND[type(event)]


def batch(events: Iterable[bytes]) -> bytes:
    """Several events in one frame."""
    return b'{"type":"batch","events":[%b]}' % b",".join(events)


def loss(item: Loss) -> bytes:
    """What the session was too slow for."""
    missed = Missed(room=item.room.topic, first=item.first, last=item.last, cause="slow")
    return codec.encode(missed)


def authenticated(
    request: int | str | None, user: str, scopes: Iterable[str], expires: float
) -> bytes:
    """The answer to a token that is believed; `expires` is in Unix seconds."""
    until = codec.iso(int(expires * 1e6))
    answer = Authenticated(id=request, user=user, scope=sorted(scopes), expires=until)
    return codec.encode(answer)


def unsubscribed(request: int | str | None, room: str) -> bytes:
    """The answer to the end of a subscription."""
    return codec.encode(Unsubscribed(id=request, room=room))


def pong(request: int | str | None, now: int) -> bytes:
    """The answer to a ping."""
    return codec.encode(Pong(id=request, timestamp=codec.iso(now)))


def heartbeat(session: Session, now: int) -> bytes:
    """Still here; and these are the newest positions."""
    return codec.encode(Heartbeat(timestamp=codec.iso(now), tops=session.tops()))


def bye(code: int, reason: str, retry_after: float, now: int) -> bytes:
    """The connection will be closed with this code; come back after so many seconds."""
    wait, time = round(retry_after * 1000), codec.iso(now)
    return codec.encode(Bye(code=code, reason=reason, retry_after_ms=wait, timestamp=time))


def error(request: int | str | None, problem: ClientError, room: str | None = None) -> bytes:
    """What was wrong with a request."""
    told = Error(
        id=request,
        code=problem.code,
        reason=problem.reason,
        message=str(problem),
        room=room or UNSET,
    )
    return codec.encode(told)


_CURSOR = re.compile(r"([\w-]+)\.([0-9a-f]{8})\.(\d{1,18}(?:-\d{1,18})*)", re.ASCII)


class Cursor:
    """One id for the positions in all rooms of a stream: `<epoch>.<checksum of the
    topics>.<seq>-<seq>…`, by topic. Every event of the stream moves it and asks for it, so what
    does not change is made once.
    """

    __slots__ = ("_head", "_places", "_seqs")

    def __init__(self, epoch: str, seqs: Mapping[str, int]) -> None:
        topics = sorted(seqs)
        self._head = f"{epoch}.{_checksum(topics)}."
        self._places = {topic: place for place, topic in enumerate(topics)}
        self._seqs = [str(seqs[topic]) for topic in topics]

    def move(self, topic: str, seq: int) -> None:
        """The position in one of the rooms from now on."""
        self._seqs[self._places[topic]] = str(seq)

    def text(self) -> str:
        """The id at this moment."""
        return self._head + "-".join(self._seqs)


def positions(text: str, topics: Iterable[str]) -> dict[str, Position]:
    """What a cursor says about these topics.

    A cursor that is none, or that belongs to other topics, is a position in an epoch that never
    was: the client is told that it could not be recovered, and starts from the state at hand.
    """
    ordered = sorted(topics)
    match = _CURSOR.fullmatch(text)
    seqs = match[3].split("-") if match and match[2] == _checksum(ordered) else []
    if match is None or len(seqs) != len(ordered):
        return dict.fromkeys(ordered, Position("", 0))
    return {topic: Position(match[1], int(seq)) for topic, seq in zip(ordered, seqs, strict=True)}


def _checksum(topics: list[str]) -> str:
    return f"{zlib.crc32(' '.join(topics).encode()):08x}"
