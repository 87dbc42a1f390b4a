"""What an edge is asked to do, as data."""

from collections.abc import Iterable

from msgspec import Struct

from radist.model import Event, Subscription


class Action(Struct, frozen=True, gc=False):
    """Something an edge is asked to do."""


class Send(Action, frozen=True, gc=False):
    """Send this text frame on the socket. Pacing to the exchange's limit is the edge's business."""

    frame: bytes


class Fetch(Action, frozen=True, gc=False):
    """GET this URL; the body comes back through `fetched`. `weight` is what the exchange charges
    for it.
    """

    url: str
    weight: int = 1


class Connect(Action, frozen=True, gc=False):
    """Open a WebSocket to this URL."""

    url: str


class Reconnect(Action, frozen=True, gc=False):
    """This socket is of no more use, or soon will not be: open another. Where it still `works`, it
    is kept until the other one brings what it brings.
    """

    reason: str
    works: bool = False


class Clock(Action, frozen=True, gc=False):
    """What the exchange's clock showed when it answered, in microseconds."""

    time: int


class Refused(Action, frozen=True, gc=False):
    """The exchange will not give these subscriptions; asking again will not help."""

    subscriptions: tuple[Subscription, ...]
    reason: str


Outputs = Iterable[Event | Action]
"""What comes out of a dialect, in order."""
