"""What the server needs of the node that it is part of."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from msgspec import Raw, Struct

from radist.alarms import Definition, State
from radist.exchanges.base import Exchange
from radist.figures import BookFigures, ChannelFigures, RaceFigures, SocketFigures
from radist.firings import AlertTold, Asked, Happened, Preview, Question, TargetTold
from radist.layouts import Layout
from radist.market.condition import Condition
from radist.market.coverage import Coverage
from radist.market.incidents import Incidents
from radist.market.ledger import Hole, Ledger, Sought
from radist.model import Event
from radist.server.alert_metrics import AlertFigures, Deliveries
from radist.trading.board import Order
from radist.trading.matching import Preview as OrderPreview
from radist.trading.orders import Fill, Rules
from radist.trading.orders import Order as PaperOrder
from radist.trading.tickets import Wanted
from radist.trading.tokens import Idea, Trade, Wish


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
    clock_off: bool = False
    """Whether that is surely more than half a second."""
    stale: int = 0
    """Streams that cannot be believed now."""
    repairs: int = 0
    """Mute streams that were asked for elsewhere."""
    weight: tuple[int, int] = (0, 0)
    """What of REST's weight was used in the last minute, and what the exchange allows."""
    channels: dict[str, ChannelFigures] = {}
    sockets: tuple[SocketFigures, ...] = ()
    books: BookFigures | None = None
    minutes: Mapping[str, int] = {}
    """Those that candles were made of: how many were `equal` to the exchange's, or `different`."""
    rollovers: int = 0
    """Sockets that were left for new ones."""
    race: tuple[RaceFigures, ...] = ()
    """Of each side, where streams come over two sockets."""


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


class FloorFigures(Struct, frozen=True):
    """How trading is doing, counted since the start."""

    waiting: int
    committed: int
    refused: int
    told: int
    created: int
    trades: dict[str, int]
    """Of tokens, by side."""


class DeskFigures(Struct, frozen=True):
    """How paper orders are doing; what is counted is counted since the start."""

    open: int
    """Orders that are not over."""
    ended: dict[str, int]
    """Orders, by how they ended."""
    fills: int


class Tokens(Protocol):
    """Tokens made, bought and sold. What changes something answers in JSON, by the same `key` as
    it did before.
    """

    async def create(self, owner: str, idea: Idea, key: str | None = None) -> bytes:
        """A new token. Raises ClientError."""

    async def trade(self, owner: str, mint: str, wish: Wish, key: str | None = None) -> bytes:
        """Buy or sell. Raises ClientError."""

    async def quote(self, mint: str, wish: Wish) -> dict[str, Any]:
        """What that would come to. Raises ClientError."""

    async def get(self, mint: str) -> dict[str, Any]:
        """A token. Raises ClientError(404)."""

    async def page(self, order: Order, before: str, limit: int) -> list[dict[str, Any]]:
        """So many tokens in this order, those that come after the mint `before`."""

    async def holders(self, mint: str, limit: int) -> list[dict[str, Any]]:
        """Who has the most of a token. Raises ClientError(404)."""

    async def trades_of(self, mint: str, before: int | None, limit: int) -> list[Trade]:
        """Those of a token, newest first. Raises ClientError(404)."""

    async def candles(self, mint: str, before: int, limit: int) -> list[dict[str, Any]]:
        """Minutes in which a token was traded, oldest first. Raises ClientError(404)."""


class Portfolios(Protocol):
    """What accounts have."""

    async def get(self, owner: str) -> dict[str, Any]:
        """What an owner has."""

    async def reset(self, owner: str, balance: Decimal, key: str | None) -> bytes:
        """Begin anew with so much money. Raises ClientError(409) while there are open orders."""

    async def equity(self, owner: str, span: str) -> list[tuple[int, Decimal]]:
        """What the present run was worth, oldest first, and is now."""


class Floor(Protocol):
    """Where is traded with paper money."""

    @property
    def tokens(self) -> Tokens:
        """Tokens on curves."""

    @property
    def portfolios(self) -> Portfolios:
        """What accounts have."""

    @property
    def figures(self) -> FloorFigures:
        """How it is doing."""


class Paper(Protocol):
    """Where orders are filled from live books."""

    rules: Rules

    @property
    def figures(self) -> DeskFigures:
        """How it is doing."""

    async def place(self, wanted: Wanted, key: str | None = None) -> tuple[bytes, bool]:
        """Take up an order: as JSON, and whether it is new. Raises ClientError."""

    async def preview(self, wanted: Wanted) -> tuple[OrderPreview, Decimal]:
        """What an order would get now, and the money that is at hand. Raises ClientError."""

    async def cancel(self, owner: str, order: str) -> PaperOrder:
        """Wish that an order be cancelled; as it is then. Raises ClientError(404)."""

    async def clear(self, owner: str) -> int:
        """Cancel all orders of an owner at once; how many there were."""


class Orders(Protocol):
    """Orders and fills of each owner."""

    def get(self, owner: str, order: str) -> PaperOrder:
        """One of an owner's. Raises ClientError(404)."""

    def page(
        self, owner: str, symbol: str, before: str, limit: int, *, live: bool = False
    ) -> tuple[list[PaperOrder], str | None]:
        """Those of the present run, newest first, and what is `before` the page after."""

    def fills(
        self, owner: str, symbol: str, before: str, limit: int
    ) -> tuple[list[Fill], str | None]:
        """The same of fills."""


class Store(Protocol):
    """What people make. To be asked in a thread."""

    @property
    def orders(self) -> Orders:
        """What they have ordered on paper."""

    @property
    def layouts(self) -> Layouts:
        """What they have arranged."""


class Targeting(Protocol):
    """Where people are told of their alerts."""

    def kinds(self) -> list[str]:
        """The kinds of targets that there are."""

    async def all(self, owner: str) -> list[TargetTold]:
        """Where this user can be told."""

    async def add(self, owner: str, name: str, url: str) -> tuple[TargetTold, str]:
        """A webhook, and the secret by which what it gets is signed. Raises ClientError."""

    async def remove(self, owner: str, name: str) -> None:
        """Raises ClientError: 404, 409 where it is the operator's."""


class Alerts(Protocol):
    """Alerts of users. Of what is not an owner's there is none: 404."""

    counts: Counter[str]
    """Firings, `fired`, and those of them that were `late`."""

    @property
    def deliveries(self) -> Deliveries:
        """How telling them goes."""

    @property
    def figures(self) -> AlertFigures:
        """How they are doing."""

    @property
    def targeting(self) -> Targeting:
        """Where they are told."""

    def settled(self, definition: Definition) -> Definition:
        """The same with exchange and symbol as they are called here. Raises ClientError: 422 where
        it cannot be watched, 503 while that is not known.
        """

    async def all(self, owner: str) -> list[AlertTold]:
        """In the order in which they were made."""

    async def get(self, owner: str, alert: str) -> AlertTold:
        """One of them."""

    async def add(self, owner: str, definition: Definition, asked: Asked | None) -> AlertTold:
        """A new one, or the one that was made for the same key. Raises ClientError."""

    async def replace(
        self, owner: str, alert: str, version: int, definition: Definition
    ) -> AlertTold:
        """The same with another definition. Raises Changed, ClientError."""

    async def turn(self, owner: str, alert: str, state: State) -> AlertTold:
        """On or off."""

    async def snooze(self, owner: str, alert: str, seconds: float) -> AlertTold:
        """Quiet for so long; 0 ends it."""

    async def remove(self, owner: str, alert: str) -> None:
        """Raises ClientError(409) where it is the operator's."""

    async def test(self, owner: str, alert: str) -> Happened:
        """What comes of telling all its targets that it is a test, as far as known soon."""

    async def history(self, owner: str, question: Question) -> list[Happened]:
        """What was told, newest first."""

    async def preview(self, definition: Definition) -> Preview:
        """What it would say, and when it would have said so."""

    async def test_target(self, owner: str, name: str) -> Happened:
        """What comes of telling it that this is a test."""


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
    ledger: Ledger
    """What is missing from streams."""

    @property
    def store(self) -> Store:
        """What people make."""

    @property
    def floor(self) -> Floor:
        """Where is traded with paper money."""

    @property
    def alerts(self) -> Alerts:
        """What people want to be told."""

    @property
    def paper(self) -> Paper:
        """The desk where orders are filled from live books."""

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

    async def holes(self, sought: Sought, limit: int) -> Sequence[Hole]:
        """What is or was missing from streams, newest first. Raises ClientError(503)."""

    def coverage(self, after: str) -> Iterable[Coverage]:
        """What is complete of the streams that are followed, in the order of their topics, from the
        one after this on.
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
