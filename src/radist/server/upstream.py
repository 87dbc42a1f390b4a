"""What the server needs of the node that it is part of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Raw, Struct

from radist.exchanges.base import Exchange
from radist.figures import ChannelFigures, SocketFigures
from radist.layouts import Layout
from radist.market.condition import Condition
from radist.market.incidents import Incidents
from radist.model import Event


class FeedStatus(Struct, frozen=True):
    """How one exchange's feed is doing. Counters are since the start; times in microseconds."""

    exchange: str
    connected: bool
    held: bool
    """Disconnected because somebody asked for it."""
    known: bool
    """Whether the exchange's instruments are known yet."""
    simulated: bool
    connected_since: int | None
    reconnects: int
    messages: int
    errors: int
    """Frames that made no sense."""
    topics: tuple[str, ...]
    """What is wanted."""
    refused: dict[str, str]
    """Topics which the exchange would not give, and why."""
    last_error: str
    clock_offset: int | None = None
    """How much the exchange's clock is ahead of ours, microseconds; None while unknown."""
    stale: int = 0
    """Streams that cannot be believed now."""
    repairs: int = 0
    """Mute streams that were asked for elsewhere."""
    weight: tuple[int, int] = (0, 0)
    """What of REST's weight was used in the last minute, and what the exchange allows."""
    channels: dict[str, ChannelFigures] = {}
    sockets: tuple[SocketFigures, ...] = ()


class Layouts(Protocol):
    """Where layouts are kept. Blocking; `owner` is a user, empty for the only one there is."""

    def all(self, owner: str) -> list[Layout]:
        """In the order in which they were made."""

    def get(self, owner: str, layout: str) -> Layout:
        """One of them. Raises ClientError(404)."""

    def add(self, owner: str, name: str, content: Raw, now: int) -> Layout:
        """A new one. Raises ClientError(409) where there are too many."""

    def replace(self, owner: str, layout: Layout, now: int) -> Layout:
        """The same with another name and content. Raises Changed, ClientError(404)."""

    def remove(self, owner: str, layout: str, version: int | None) -> None:
        """Raises Changed, ClientError(404)."""


class Store(Protocol):
    """What people make. To be asked in a thread."""

    @property
    def layouts(self) -> Layouts:
        """What they have arranged."""


class Upstream(Protocol):
    """The way from the server back to the exchanges."""

    version: str
    started: int
    """When the node started, microseconds."""
    ports: tuple[int, int]
    """Of HTTP and of the rooms."""
    draining: bool
    """Whether the node is going down and sends its clients away."""
    incidents: Incidents
    """What went wrong of late."""

    @property
    def store(self) -> Store:
        """What people make."""

    @property
    def conditions(self) -> Mapping[str, Condition]:
        """How the exchanges are doing, by name."""

    @property
    def simulated(self) -> bool:
        """Whether the prices are made up."""

    def now(self) -> int:
        """Wall clock, microseconds."""

    def exchange(self, name: str) -> Exchange:
        """The dialect of an exchange that this node listens to. Raises ClientError(404)."""

    def check(self, topic: str) -> str:
        """The canonical spelling of a topic that can be had. Raises ClientError."""

    def keeps(self, topic: str) -> bool:
        """Whether a topic comes already, or did until a while ago, and costs nothing more."""

    def doubt(self, topic: str) -> str:
        """Why what was last heard of a topic cannot be believed now; empty while it can."""

    async def history(self, topic: str, before: int | str | None, limit: int) -> Sequence[Event]:
        """The last events of a topic before a time (candles) or an id (trades), None being now, as
        the exchange's REST tells them: `limit` at most and perhaps fewer, oldest first, none
        missing between them. Raises ClientError, 404 where there is no history.
        """

    def wish(self, topic: str) -> str:
        """The canonical spelling of a topic, or of a selection of topics. Raises ClientError."""

    def select(self, topic: str) -> Collection[str]:
        """The topics that one stands for now. Raises ClientError."""

    def markets(self) -> Sequence[str]:
        """Topics of the tickers that a front page shows. Raises ClientError(503) while it is not
        known what is traded.
        """

    def subscribe(self, topics: Iterable[str]) -> None:
        """Keep these topics coming, listeners or not."""

    def unsubscribe(self, topics: Iterable[str]) -> None:
        """Let these topics go, unless somebody listens to them."""

    def unsubscribe_all(self) -> None:
        """Let everything go that nobody listens to."""

    def hold(self) -> None:
        """Disconnect from the exchanges, and stay so."""

    def resume(self) -> None:
        """Connect again."""

    def status(self) -> Sequence[FeedStatus]:
        """How the feeds are doing."""
