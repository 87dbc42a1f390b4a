"""What flows through Radist: typed, immutable events, and the instruments they are about.

Times are integers, microseconds since the Unix epoch (UTC). Prices and quantities are IEEE
doubles, never NaN or infinite;
quantities and volumes are in units of the base asset, `quote_*` amounts in units of the quote
asset, unless a field says otherwise. Where an exchange counts contracts instead, these are turned
into base units, and of trades and quotes they are told beside: a contract is
`Instrument.contract_size` base units, but on inverse futures, those settled in their base asset,
so many quote units, which is contract_size / price in base units.
"""

from typing import ClassVar, Literal

from msgspec import UNSET, Struct, UnsetType

from radist.confidence import Confidence

Side = Literal["buy", "sell"]
CandleState = Literal["provisional", "final", "repaired"]
Kind = Literal["spot", "perpetual", "future", "option", "index", "continuous"]
Source = Literal["stream", "rest", "poll"]
"""How we know: pushed, asked for because there is no stream, or asked for in place of a stream."""
Level = tuple[float, float]
"""A price level: (price, quantity)."""


def tag(class_name: str) -> str:
    """The word for a class of events: its name in snake case."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in class_name).lstrip("_")


class Sourced(Struct, frozen=True, gc=False, kw_only=True):
    """What says how it became known."""

    source: Source | UnsetType = UNSET
    """Said where it was no stream that brought it, or where not all exchanges have one; else it is
    unset, and not on the wire.
    """
    via: str | UnsetType = UNSET
    """Whose words we take for it, where they are not the exchange's own; of candles that Radist
    has made, what of: `trades`, or shorter `candles`.
    """
    backfilled: bool | UnsetType = UNSET
    """True of what was fetched later, to fill a hole that was told before: it is older than what
    came before it. Else it is unset, and not on the wire.
    """


class Event(Sourced, frozen=True, gc=False, tag_field="type", tag=tag, repr_omit_defaults=True):
    """Anything that flows. `type` on the wire is the class's name in snake case; `channel` names
    the stream it belongs to, `source` (the last field) how it became known.
    """

    channel: ClassVar[str] = ""

    exchange: str
    symbol: str
    """Canonical spelling: `BTC/USDT`, `BTC/USDT:USDT`."""
    native: str
    """The exchange's own spelling: `BTCUSDT`."""
    time_exchange: int | None
    """When the exchange says it happened; None where the exchange does not say."""
    time_received: int
    """When the frame reached this machine."""


class Trade(Event, frozen=True, gc=False, tag=tag):
    """One execution. `side` is the taker's: `buy` means that the buyer crossed the spread."""

    channel = "trade"

    id: str
    price: float
    quantity: float
    side: Side
    contracts: float | UnsetType = UNSET
    """`quantity` as the exchange counts it, where that is not in base units; else it is unset, and
    not on the wire. So it is wherever there are `contracts`.
    """


class AggTrade(Event, frozen=True, gc=False, tag=tag):
    """Executions of one taker order at one price, `first_id` to `last_id` being the trades it
    stands for.
    """

    channel = "agg_trade"

    id: str
    price: float
    quantity: float
    side: Side
    first_id: str
    last_id: str
    contracts: float | UnsetType = UNSET


class BlockTrade(Event, frozen=True, gc=False, tag=tag):
    """An execution that was negotiated outside the order book. `side` is the taker's."""

    channel = "block_trade"

    id: str
    price: float
    quantity: float
    side: Side
    contracts: float | UnsetType = UNSET


class Quote(Event, frozen=True, gc=False, tag=tag):
    """Best bid and ask with their sizes. `id` is the order book's update id."""

    channel = "quote"

    id: str
    bid_price: float
    bid_quantity: float
    ask_price: float
    ask_quantity: float
    bid_contracts: float | UnsetType = UNSET
    ask_contracts: float | UnsetType = UNSET


class MiniTicker(Event, frozen=True, gc=False, tag=tag):
    """Statistics of a rolling 24 hours: `price` is the last one, `open` the one 24 hours ago."""

    channel = "mini_ticker"

    price: float
    open: float
    high: float
    low: float
    volume: float
    quote_volume: float


class Ticker(Event, frozen=True, gc=False, tag=tag):
    """Statistics of a rolling 24 hours, in full. `price_change_percent` is in percent: 1.19 means
    +1.19 %. None is what an exchange does not tell.
    """

    channel = "ticker"

    price: float
    open: float
    high: float
    low: float
    volume: float
    quote_volume: float | None
    price_change: float | None = None
    price_change_percent: float | None = None
    weighted_average: float | None = None
    trades: int | None = None
    bid_price: float | None = None
    bid_quantity: float | None = None
    ask_price: float | None = None
    ask_quantity: float | None = None


class RollingTicker(Event, frozen=True, gc=False, tag=tag):
    """Statistics of a rolling window, `interval` long: `1h`, `4h` or `1d`. Fields as of Ticker."""

    channel = "rolling_ticker"

    interval: str
    price: float
    open: float
    high: float
    low: float
    volume: float
    quote_volume: float
    price_change: float
    price_change_percent: float
    weighted_average: float
    trades: int


class AveragePrice(Event, frozen=True, gc=False, tag=tag):
    """The average price of the last minutes; `window` says of how many, as in `5m`."""

    channel = "avg_price"

    price: float
    window: str


class ReferencePrice(Event, frozen=True, gc=False, tag=tag):
    """The price that an exchange checks orders against; None while there is none."""

    channel = "reference_price"

    price: float | None


class Candle(Event, frozen=True, gc=False, tag=tag):
    """Open, high, low, close and volume of the interval [time_open, time_close]. `trades` counts
    executions; None is what an exchange does not tell. `state` is `provisional` while it is open or
    may miss trades, and `repaired` where it was told otherwise before.
    """

    channel = "candle"

    interval: str
    time_open: int
    time_close: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    quote_volume: float | None
    trades: int | None
    is_closed: bool
    state: CandleState


class BookSnapshot(Event, frozen=True, gc=False, tag=tag):
    """Replaces the order book: `bids` and `asks` best first, complete up to update `last_id`.

    With a `depth` it is a picture of the best so many levels of each side, on a channel of its
    own, and nothing joins it.
    """

    last_id: int
    bids: list[Level]
    asks: list[Level]
    depth: int | None = None
    confidence: Confidence | UnsetType = UNSET
    """Where somebody keeps the book and has found out."""

    @property
    def channel(self) -> str:  # type: ignore[override]  # a constant elsewhere
        """The stream it belongs to."""
        return "book" if self.depth is None else "book_snapshot"

    @property
    def interval(self) -> str:
        """What its topic ends in."""
        return "" if self.depth is None else str(self.depth)


class BookDelta(Event, frozen=True, gc=False, tag=tag):
    """Sets levels of the order book to absolute quantities; 0 removes. Covers updates `first_id`
    to `last_id`.
    """

    channel = "book"

    first_id: int
    last_id: int
    previous_id: int | None
    bids: list[Level]
    asks: list[Level]


class Gap(Event, frozen=True, gc=False, tag=tag):
    """What is missing from a stream, told in order on the same road as the data.

    `from_id` to `to_id` are the ids that never came, both inclusive, where the stream has ids;
    else `from_time` to `to_time`.
    """

    channel: str  # type: ignore[misc]  # a field here, a constant elsewhere
    """The stream that has the hole."""
    cause: str
    """`reconnect`: lost while disconnected; `upstream`: the exchange skipped it; `reset`: its ids
    began anew; `reconcile`: its own candle of that minute counts other trades; `contradicted`: a
    book that something else the exchange says differs from.
    """
    from_id: str | None = None
    to_id: str | None = None
    from_time: int | None = None
    to_time: int | None = None
    interval: str = ""
    after_id: str | UnsetType = UNSET
    """The ids right before and right after it, where ids are in no order; else these are unset, and
    not on the wire.
    """
    until_id: str | UnsetType = UNSET


class Backfilled(Event, frozen=True, gc=False, tag=tag):
    """What became of a gap, told after the events that were brought to fill it: it is `filled`, or
    something stays missing for good, `lost`.
    """

    channel: str  # type: ignore[misc]  # a field here, a constant elsewhere
    """The stream that had the hole."""
    cause: str
    """Here and below as the gap had it."""
    events: int
    """How many were brought."""
    outcome: Literal["filled", "lost"]
    from_id: str | None = None
    to_id: str | None = None
    from_time: int | None = None
    to_time: int | None = None
    interval: str = ""
    lost_from_id: str | None = None
    """What of it is lost; without any of these, all of it."""
    lost_to_id: str | None = None
    lost_from_time: int | None = None
    lost_to_time: int | None = None


class Freshness(Event, frozen=True, gc=False, tag=tag):
    """Whether a stream can be believed from now on, told in order on the same road as the data.

    `cause`, where it is `stale`: `disconnected`, or `mute` for a stream that was acknowledged and
    does not bring what REST knows.
    """

    channel: str  # type: ignore[misc]  # a field here, a constant elsewhere
    """The stream that it is about."""
    stale: bool
    cause: str = ""
    interval: str = ""


NOTICES = (Gap, Backfilled, Freshness)
"""What is told about a stream: no newer message stands in for one of these."""


class Proven(Struct, frozen=True, gc=False):
    """From where to where a stream has told all, or that something is missing: by its ids, both
    inclusive, where they are without holes, and by the exchange's time.
    """

    first_id: int | None
    last_id: int | None
    first_time: int
    last_time: int


class Instrument(Struct, frozen=True, gc=False):
    """A tradable thing on one exchange, or an index or a continuous contract that has prices.

    Steps are in quote units (price) and in base units (quantity), but on inverse futures, whose
    quantities have none, in contracts. `contract_size` is what one contract stands for, in base
    units, on inverse futures in quote units.
    """

    symbol: str
    native: str
    base: str
    quote: str
    price_step: float = 0.0
    quantity_step: float = 0.0
    active: bool = True
    kind: Kind = "spot"
    settle: str = ""
    pair: str = ""
    """Native name of the pair that a derivative is of."""
    contract: str = ""
    """The exchange's word for the kind of contract."""
    contract_size: float = 1.0
    expiry: int | None = None
    strike: float | None = None
    option: Literal["call", "put"] | None = None
    least_value: float = 0.0
    """The least that an order may be worth, in quote units, where the exchange says so."""

    @property
    def inverse(self) -> bool:
        """Whether it is a future settled in its base asset, its contracts worth quote units."""
        return self.kind not in ("spot", "option") and self.settle == self.base

    def ended(self, now: int) -> bool:
        """Whether it has expired by now."""
        return self.expiry is not None and self.expiry <= now


class Subscription(Struct, frozen=True, gc=False, order=True):
    """A channel of one symbol, asked of an exchange; `*` is all of them in one stream.

    `interval` is what else there is to say: of candles, of a rolling window, levels of a book.
    """

    channel: str
    symbol: str
    interval: str = ""
