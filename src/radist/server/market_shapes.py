"""What REST answers with about markets, field by field; `shapes.py` has the rest."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from radist.hub.answers import Time
from radist.market.condition import State
from radist.model import Gap, Kind, Trade


class Bar(Struct):
    """A candle; times in microseconds."""

    time_open: int
    time_close: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    quote_volume: float
    trades: int | None
    is_closed: bool
    source: Literal["live", "backfill"]


class Bars(Struct):
    """Candles, oldest first. `next` is what to give as `before` for older ones."""

    exchange: str
    symbol: str
    native: str
    interval: str
    candles: list[Bar]
    next: int | None
    timestamp: Time


class Executions(Struct):
    """Trades, oldest first, and the gaps between them. `next` is what to give as `before`; `stale`
    and `cause` say whether newer ones may be missing.
    """

    exchange: str
    symbol: str
    native: str
    trades: list[Trade | Gap]
    next: str | None
    stale: bool
    cause: str | None
    timestamp: Time


class Statistics(Struct):
    """A ticker as its room has it, and whether it can be believed."""

    exchange: str
    symbol: str
    native: str
    time_exchange: int | None
    time_received: int
    price: float
    open: float
    high: float
    low: float
    volume: float
    quote_volume: float
    price_change: float | None
    price_change_percent: float | None
    weighted_average: float | None
    trades: int | None
    bid_price: float | None
    bid_quantity: float | None
    ask_price: float | None
    ask_quantity: float | None
    age_ms: int
    stale: bool
    cause: str | None
    sparkline: list[float] | UnsetType | None = UNSET


class AllTickers(Struct):
    """Those that are known."""

    tickers: list[Statistics]
    count: int
    timestamp: Time


class Listed(Struct):
    """Something that is traded."""

    symbol: str
    native: str
    kind: Kind
    base: str
    quote: str
    settle: str
    inverse: bool
    price_step: float | None
    quantity_step: float | None
    contract_size: float
    expiry: int | None
    strike: float | None
    option: Literal["call", "put"] | None
    status: Literal["trading", "ended"]


class Traded(Struct):
    """All of it."""

    exchange: str
    instruments: list[Listed]
    count: int


class Hole(Struct):
    """What is missing from a stream, since when it is known, and what became of it: `how` it was
    closed, by how many `events`, and the part that is lost for good, where not all of it is.
    """

    number: int
    exchange: str
    symbol: str
    native: str
    channel: str
    interval: str
    epoch: int
    cause: str
    from_id: str | None
    to_id: str | None
    from_time: int | None
    to_time: int | None
    time: int
    state: Literal["open", "filling", "filled", "lost"]
    repaired: int | None
    closed_at: int | None
    how: Literal["rest", "snapshot", "none"] | None
    events: int
    lost_from_id: str | None
    lost_to_id: str | None
    lost_from_time: int | None
    lost_to_time: int | None


class Holes(Struct):
    """Newest first. `next` is what to give as `before` for older ones."""

    gaps: list[Hole]
    next: int | None
    timestamp: Time


class MissingPart(Struct):
    """A part of a stream that is not there, of the hole with this number."""

    number: int
    state: Literal["open", "filling", "lost"]
    from_id: str | None
    to_id: str | None
    from_time: int | None
    to_time: int | None


class StreamCoverage(Struct):
    """From where to where a stream has told all but what is missing; nothing is claimed of what is
    outside. `complete` where nothing is missing; of `missing` the first 1,000 parts are told.
    """

    topic: str
    exchange: str
    symbol: str
    channel: str
    interval: str
    epoch: int
    complete: bool
    first_id: str | None
    last_id: str | None
    first_time: int | None
    last_time: int | None
    open: int
    filled: int
    lost: int
    missing: list[MissingPart]


class CoverageOfStreams(Struct):
    """In the order of topics. `next` is what to give as `after` for more."""

    streams: list[StreamCoverage]
    next: str | None
    timestamp: Time


class ChannelHealth(Struct):
    """How one channel is doing."""

    channel: str
    state: State
    streams: int
    stale_streams: int
    messages: int
    messages_per_second: float
    last_message_age_ms: int | None
    lag_p50_ms: float | None
    lag_p99_ms: float | None
    gaps_found: int
    gaps_open: int
    gaps_lost: int


class BookHealth(Struct):
    """How many order books are proven, unproven, doubtful; what they were held against since the
    start; and until when all snapshots will have come that are waited for.
    """

    proven: int
    unproven: int
    doubtful: int
    compared: int
    audited: int
    contradicted: int
    eta_ms: int


class SideHealth(Struct):
    """How one of two sockets did that bring the same: how many frames it brought first, how many
    not at all, and by how much it was second.
    """

    side: int
    first: int
    missed: int
    lag_p50_ms: float | None
    lag_p99_ms: float | None


class ExchangeHealth(Struct):
    """How one exchange is doing."""

    exchange: str
    state: State
    since: int
    transport: Literal["websocket", "poll", "none"]
    held: bool
    messages_per_second: float
    last_message_age_ms: int | None
    lag_p50_ms: float | None
    lag_p99_ms: float | None
    clock_offset_ms: float | None
    reconnects_1h: int
    reconnects_24h: int
    gaps_found: int
    gaps_repaired: int
    gaps_open: int
    gaps_lost: int
    weight_used: int
    weight_limit: int
    streams: int
    stale_streams: int
    sockets: int
    sockets_connected: int
    rollovers: int
    race: list[SideHealth]
    last_error: str | None
    books: BookHealth | None
    channels: list[ChannelHealth]


class Incident(Struct):
    """What went wrong; `end` is null while it lasts."""

    number: int
    kind: Literal["outage", "reconnect", "stale", "gap", "clock"]
    exchange: str
    channel: str | None
    symbol: str | None
    begin: int
    end: int | None
    detail: str


class Health(Struct):
    """How the node is doing."""

    state: State
    since: int
    updates_per_second: float
    uptime_seconds: int
    simulated: bool
    exchanges: list[ExchangeHealth]
    incidents: list[Incident]
    timestamp: Time
