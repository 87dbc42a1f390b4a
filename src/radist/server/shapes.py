"""What REST answers with, field by field: for /openapi.json, and held to it by a test."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from radist.confidence import Confidence
from radist.firings import AlertTold, Preview
from radist.hub.answers import Subscribed, Time
from radist.model import Level
from radist.server import alert_shapes, paper_shapes, trading_shapes
from radist.server.market_shapes import (
    AllTickers,
    Bars,
    CoverageOfStreams,
    Executions,
    Health,
    Holes,
    Traded,
)

Counts = dict[str, int]


class Fault(Struct):
    """What was wrong. `reason` is for programs, `message` for people; with 429 and 503
    `retry_after_ms` says when to ask again.
    """

    code: int
    reason: str
    message: str
    retry_after_ms: int | UnsetType = UNSET


class LayoutHead(Struct):
    """An arrangement of the page, without its content. Times in microseconds."""

    id: str
    name: str
    version: int
    created: int
    updated: int


class Layout(LayoutHead):
    """An arrangement of the page."""

    content: dict[str, Any]


class Layouts(Struct):
    """All of a user's; `most` is how many there may be."""

    layouts: list[LayoutHead]
    count: int
    most: int


class Deleted(Struct):
    """What is no more."""

    id: str
    deleted: bool


class Problem(Struct):
    """The one form of errors. `layout` or `alert` is the present one, where it was changed
    elsewhere.
    """

    error: Fault
    layout: Layout | UnsetType = UNSET
    alert: AlertTold | UnsetType = UNSET


class Status(Struct):
    """How the connection to the exchange is doing."""

    connected: bool
    exchange: str
    held: bool
    simulated: bool
    connected_since: Time | None
    uptime_seconds: int
    streams: int
    messages: int
    errors: int
    reconnects: int
    clients: int
    last_error: str | None
    timestamp: Time


class Stream(Struct):
    """What is asked for upstream."""

    stream_type: str
    symbol: str
    interval: str | None
    topic: str


class Streams(Struct):
    """All of it."""

    streams: list[Stream]
    count: int
    refused: dict[str, str]
    timestamp: Time


class Started(Struct):
    """What is kept coming from now on."""

    subscribed: list[Stream]
    count: int
    timestamp: Time


class Ended(Struct):
    """What is let go."""

    unsubscribed: list[Stream]
    count: int
    timestamp: Time


class Price(Struct):
    """A ticker; `timestamp` is the exchange's, in milliseconds."""

    type: str
    symbol: str
    price: float
    open: float | None
    high: float | None
    low: float | None
    volume: float | None
    quote_volume: float | None
    price_change: float | None
    price_change_percent: float | None
    timestamp: int
    stale: bool
    age_ms: int
    source: str | UnsetType = UNSET


class Prices(Struct):
    """By the exchange's symbol."""

    prices: dict[str, Price]
    count: int
    timestamp: Time


class Market(Struct):
    """A row of the front page."""

    exchange: str
    symbol: str
    native: str
    room: str
    price_step: float | None


class Door(Struct):
    """Where the rooms are."""

    port: int
    path: str


class About(Struct):
    """What this node is and serves. `user` is whoever asks: the room of their own is
    `user_<user>`.
    """

    name: str
    version: str
    simulated: bool
    user: str | None
    websocket: Door
    exchanges: list[str]
    markets: list[Market]


class Book(Struct):
    """An order book at one moment."""

    exchange: str
    symbol: str
    native: str
    last_id: int
    stale: bool
    cause: str | None
    age_ms: int
    confidence: Confidence | None
    bids: list[Level]
    asks: list[Level]
    timestamp: Time


class Happened(Struct):
    """Frames of the rooms, as /asyncapi.json has them, and the cursor after them."""

    rooms: list[Subscribed]
    events: list[dict[str, Any]]
    cursor: str
    timestamp: Time


class Ticket(Struct):
    """A way in, good once. `expires_in` is in seconds."""

    ticket: str
    expires_in: int


class Closed(Struct):
    """How many connections were ended."""

    closed: int


class Connection(Struct):
    """Somebody who is connected."""

    session: str
    transport: str
    address: str
    user: str | None
    scope: list[str]
    since: Time
    expires: Time | None
    rooms: int


class Connections(Struct):
    """All of them."""

    connections: list[Connection]
    count: int


class ConnectionCounts(Struct):
    """`closed` is by close code."""

    websocket: int
    sse: int
    limit: int
    opened: int
    closed: Counts


class RoomCounts(Struct):
    """Of one family of rooms."""

    rooms: int
    listeners: int


class EventCounts(Struct):
    """Over WebSocket."""

    delivered: int
    skipped: int
    lost: int
    bytes: int


class Stats(Struct):
    """How the rooms are doing, since the start."""

    connections: ConnectionCounts
    rooms: dict[str, RoomCounts]
    events: EventCounts
    uptime_seconds: int
    timestamp: Time


class Place(Struct):
    """Where an event stands in a room."""

    epoch: str
    seq: Annotated[int, Meta(ge=1)]


class Told(Struct):
    """The rooms that were told."""

    type: str
    rooms: dict[str, Place]
    timestamp: Time


class Ready(Struct):
    """Whether there is something to serve, and why not."""

    ready: bool
    reasons: list[str]


class Alive(Struct):
    """The process answers."""

    status: str


_WEBSOCKET, _ALERTS = "/api/v1/websocket", "/api/v1/alerts"
ANSWERS: dict[tuple[str, str], Any] = {
    ("get", "/api/ws/status"): Status,
    ("post", "/api/ws/connect"): Status,
    ("post", "/api/ws/disconnect"): Status,
    ("post", "/api/ws/subscribe"): Started,
    ("post", "/api/ws/unsubscribe"): Ended,
    ("get", "/api/ws/prices"): Prices,
    ("get", "/api/ws/streams"): Streams,
    ("post", "/api/ws/quick/start-prices"): Started,
    ("post", "/api/ws/quick/stop"): Status,
    ("get", "/api/v1/about"): About,
    ("get", "/api/v1/book"): Book,
    ("get", "/api/v1/candles"): Bars,
    ("get", "/api/v1/trades"): Executions,
    ("get", "/api/v1/tickers"): AllTickers,
    ("get", "/api/v1/instruments"): Traded,
    ("get", "/api/v1/gaps"): Holes,
    ("get", "/api/v1/coverage"): CoverageOfStreams,
    ("get", "/api/v1/health"): Health,
    ("get", "/api/v1/layouts"): Layouts,
    ("post", "/api/v1/layouts"): Layout,
    ("get", "/api/v1/layouts/{layout}"): Layout,
    ("put", "/api/v1/layouts/{layout}"): Layout,
    ("delete", "/api/v1/layouts/{layout}"): Deleted,
    ("get", _ALERTS): alert_shapes.AllAlerts,
    ("post", _ALERTS): AlertTold,
    ("get", f"{_ALERTS}/history"): alert_shapes.Triggers,
    ("post", f"{_ALERTS}/preview"): Preview,
    ("get", f"{_ALERTS}/targets"): alert_shapes.AlertTargets,
    ("post", f"{_ALERTS}/targets"): alert_shapes.AlertTargetMade,
    ("delete", f"{_ALERTS}/targets/{{name}}"): Deleted,
    ("post", f"{_ALERTS}/targets/{{name}}/test"): alert_shapes.Tried,
    ("get", f"{_ALERTS}/{{alert}}"): AlertTold,
    ("put", f"{_ALERTS}/{{alert}}"): AlertTold,
    ("delete", f"{_ALERTS}/{{alert}}"): Deleted,
    **{
        ("post", f"{_ALERTS}/{{alert}}/{action}"): AlertTold
        for action in ("pause", "resume", "snooze")
    },
    ("post", f"{_ALERTS}/{{alert}}/test"): alert_shapes.Tried,
    ("get", "/api/v1/events"): Happened,
    ("post", f"{_WEBSOCKET}/tickets"): Ticket,
    ("post", f"{_WEBSOCKET}/revocations"): Closed,
    ("get", f"{_WEBSOCKET}/connections"): Connections,
    ("delete", f"{_WEBSOCKET}/connections/{{session}}"): Closed,
    ("get", f"{_WEBSOCKET}/stats"): Stats,
    ("post", f"{_WEBSOCKET}/broadcast"): Told,
    ("get", "/healthz"): Alive,
    ("get", "/readyz"): Ready,
    ("get", "/asyncapi.json"): dict[str, Any],
}
"""What is answered with 200, where it is JSON."""
ANSWERS |= trading_shapes.ANSWERS | paper_shapes.ANSWERS
CREATED = trading_shapes.CREATED | alert_shapes.CREATED | paper_shapes.CREATED
"""What is answered with 201."""
REPEATED = paper_shapes.REPEATED
STREAMS = ("/api/v1/sse", *(f"/api/ws/sse/{name}" for name in ("prices", "klines", "trades")))
TEXTS = dict.fromkeys(STREAMS, "text/event-stream") | {"/metrics": "text/plain"}
"""Where it is not."""
