"""How a simulated exchange talks to its clients, whatever it tells them: paths, requests, refusals.

A venue of another protocol brings a `Customs` of its own; the server, the door and the sockets know
no protocol.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from radist.simulator.binance_streams import Stream
from radist.simulator.limits import Manners

Parse = Callable[[str], Stream | None]
"""What a stream's name asks for; None when no stream can be called so."""

Listed = Callable[[], Container[str]]
"""Which symbols there are now."""


class Reply(NamedTuple):
    """The frame to answer with, and the streams that begin and end with it."""

    body: object
    """Anything that JSON knows; `msgspec.Raw` is sent as it is."""
    added: Sequence[Stream] = ()
    removed: Sequence[Stream] = ()
    over: bool = False
    """Whether it was refused for asking too much."""
    more: Sequence[object] = ()
    """Further frames, where one request has several answers."""
    late: bool = False
    """Whether the streams begin before the answer is sent."""


class Session(Protocol):
    """One socket's subscriptions."""

    combined: bool
    """Whether messages are wrapped into an envelope with the stream's name."""
    streams: dict[str, Stream]

    def open(self, names: Iterable[str]) -> Sequence[Stream]:
        """Streams named in the URL. Raises Refused if they are too many."""

    def answer(self, frame: str) -> Reply:
        """The reply to one text frame."""


class Refused(Exception):  # noqa: N818 - the venue refuses, nothing is wrong with us
    """A request that the venue answers with an error frame."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Refusal(Exception):  # noqa: N818 - the venue refuses, nothing is wrong with us
    """An answer of the venue that is an error: HTTP status, its code and its message."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


Denial = tuple[int, object]
"""HTTP status and body of an error."""


@dataclass(frozen=True, slots=True)
class Customs:
    """What clients have to know before they understand a word."""

    paths: tuple[str, ...]
    """Of WebSockets, below each road of the venue."""
    session: Callable[[Parse, Listed, str, Manners], Session]
    """That of a socket, given its path below the road."""
    query: Callable[[Mapping[str, str], int], Any]
    """The parameters of a REST request, given the microseconds in its unit of time."""
    deny: Callable[[Refusal, int], Denial]
    """A refusal as the venue words it, given the time."""
    weight_header: str = ""
    """The REST header that tells the weight used so far."""
    farewell: Callable[[Session, int], bytes] | None = None
    """What is told before sockets are closed; None where nothing is."""
