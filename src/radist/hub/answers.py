"""What the rooms say, field by field: whoever writes a client is told by these, too."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, field

from radist.model import tag

Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
RequestId = int | str | None
"""As the client gave it."""


class Frame(Struct, frozen=True, kw_only=True, tag_field="type", tag=tag):
    """A text frame, one JSON object."""


class Welcome(Frame, frozen=True, kw_only=True):
    """The first frame. `heartbeat_ms` of silence mean that the connection is dead."""

    protocol: str
    session: str
    version: str
    simulated: bool
    heartbeat_ms: int
    timestamp: Time


class HelloAnswer(Frame, frozen=True, kw_only=True, tag="hello"):
    """How the client gets its events from now on."""

    id: RequestId
    batch: bool
    immediate: bool


class Authenticated(Frame, frozen=True, kw_only=True):
    """A token is believed."""

    id: RequestId
    user: str
    scope: list[str]
    expires: Time


class Subscribed(Frame, frozen=True, kw_only=True):
    """The answer for one room: the position, how the client becomes whole, and the state."""

    id: RequestId
    room: str
    epoch: str
    seq: int
    max_hz: float | UnsetType = UNSET
    recovered: bool | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    snapshot: Any = UNSET
    stale: bool
    age_ms: int | None


class Unsubscribed(Frame, frozen=True, kw_only=True):
    """The room is left."""

    id: RequestId
    room: str


class Told(Struct, frozen=True, kw_only=True):
    """An event. `prev` is the `seq` before it here; it stands for `skipped` others."""

    type: str
    room: str
    seq: int
    prev: int
    skipped: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    timestamp: Time
    data: Any


class Missed(Frame, frozen=True, kw_only=True, tag="gap"):
    """What this client was too slow for."""

    room: str
    first: int = field(name="from")
    last: int = field(name="to")
    cause: str


class Batch(Frame, frozen=True, kw_only=True):
    """Events in order, where the client asked for several in a frame."""

    events: Annotated[list[Any], Meta(min_length=2)]


class Heartbeat(Frame, frozen=True, kw_only=True):
    """Still here. `tops`: how far the client is to be in each of its rooms."""

    timestamp: Time
    tops: dict[str, int]


class Pong(Frame, frozen=True, kw_only=True):
    """The answer to a ping."""

    id: RequestId
    timestamp: Time


class Bye(Frame, frozen=True, kw_only=True):
    """The connection is about to be closed with this code: come back after that time."""

    code: int
    reason: str
    retry_after_ms: int
    timestamp: Time


class Error(Frame, frozen=True, kw_only=True):
    """What was wrong with a request. The connection stays."""

    id: RequestId
    code: int
    reason: str
    message: str
    room: str | UnsetType = UNSET


FRAMES = (
    *(Welcome, HelloAnswer, Authenticated, Subscribed, Unsubscribed, Missed),
    *(Batch, Heartbeat, Pong, Bye, Error),
)
"""All but events, which are `Told`."""
