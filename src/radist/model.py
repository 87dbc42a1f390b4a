"""What flows through Radist: typed, immutable events, and the instruments they are about.

Times are integers, microseconds since the Unix epoch (UTC). Prices and quantities are IEEE
doubles, never NaN or infinite;
quantities are in units of the base asset, `quote_*` amounts in units of the quote asset, unless a
field says otherwise.
"""

from typing import ClassVar, Literal

from msgspec import Struct

Side = Literal["buy", "sell"]
CandleState = Literal["provisional", "final", "repaired"]
Level = tuple[float, float]
"""A price level: (price, quantity)."""


def _tag(class_name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in class_name).lstrip("_")


class Event(Struct, frozen=True, gc=False, tag_field="type", tag=_tag):
    """Anything that flows. `type` on the wire is the class's name in snake case; `channel` names
    the stream it belongs to.
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


class Trade(Event, frozen=True, gc=False, tag=_tag):
    """One execution. `side` is the taker's: `buy` means that the buyer crossed the spread."""

    channel = "trade"

    id: str
    price: float
    quantity: float
    side: Side


class AggTrade(Event, frozen=True, gc=False, tag=_tag):
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


class Quote(Event, frozen=True, gc=False, tag=_tag):
    """Best bid and ask with their sizes. `id` is the order book's update id."""

    channel = "quote"

    id: str
    bid_price: float
    bid_quantity: float
    ask_price: float
    ask_quantity: float


class MiniTicker(Event, frozen=True, gc=False, tag=_tag):
    """Statistics of a rolling 24 hours: `price` is the last one, `open` the one 24 hours ago."""

    channel = "mini_ticker"

    price: float
    open: float
    high: float
    low: float
    volume: float
    quote_volume: float


class Ticker(Event, frozen=True, gc=False, tag=_tag):
    """Statistics of a rolling 24 hours, in full. `price_change_percent` is in percent: 1.19 means
    +1.19 %.
    """

    channel = "ticker"

    price: float
    open: float
    high: float
    low: float
    volume: float
    quote_volume: float
    price_change: float | None = None
    price_change_percent: float | None = None
    weighted_average: float | None = None
    trades: int | None = None
    bid_price: float | None = None
    bid_quantity: float | None = None
    ask_price: float | None = None
    ask_quantity: float | None = None


class Candle(Event, frozen=True, gc=False, tag=_tag):
    """Open, high, low, close and volume of the interval [time_open, time_close]. `trades` counts
    executions.
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
    quote_volume: float
    trades: int
    is_closed: bool
    state: CandleState


class BookSnapshot(Event, frozen=True, gc=False, tag=_tag):
    """Replaces the order book: `bids` and `asks` best first, complete up to update `last_id`."""

    channel = "book"

    last_id: int
    bids: list[Level]
    asks: list[Level]


class BookDelta(Event, frozen=True, gc=False, tag=_tag):
    """Sets levels of the order book to absolute quantities; 0 removes. Covers updates `first_id`
    to `last_id`.
    """

    channel = "book"

    first_id: int
    last_id: int
    previous_id: int | None
    bids: list[Level]
    asks: list[Level]


class MarkPrice(Event, frozen=True, gc=False, tag=_tag):
    """The price that margin is computed from, beside the index that it follows; both in quote
    units.
    """

    channel = "mark_price"

    price: float
    index_price: float | None = None


class FundingRate(Event, frozen=True, gc=False, tag=_tag):
    """What longs pay shorts per funding interval, as a fraction: 0.0001 is 0.01 %. Negative:
    shorts pay longs.
    """

    channel = "funding_rate"

    rate: float
    time_funding: int | None = None


class OpenInterest(Event, frozen=True, gc=False, tag=_tag):
    """Contracts that are open, in base units."""

    channel = "open_interest"

    quantity: float


class Liquidation(Event, frozen=True, gc=False, tag=_tag):
    """A forced order. `side` is the order's own: `sell` closes a long position."""

    channel = "liquidation"

    price: float
    quantity: float
    side: Side


class Gap(Event, frozen=True, gc=False, tag=_tag):
    """What is missing from a stream, told in order on the same road as the data.

    `from_id` to `to_id` are the ids that never came, both inclusive, where the stream has ids;
    else `from_time` to `to_time`.
    """

    channel: str  # type: ignore[misc]  # a field here, a constant elsewhere
    """The stream that has the hole."""
    cause: str
    """`reconnect`: lost while disconnected; `upstream`: the exchange skipped it; `reset`: its ids
    began anew.
    """
    from_id: str | None = None
    to_id: str | None = None
    from_time: int | None = None
    to_time: int | None = None
    interval: str = ""


class Instrument(Struct, frozen=True, gc=False):
    """A tradable thing on one exchange. Steps are in quote units (price) and base units
    (quantity).
    """

    symbol: str
    native: str
    base: str
    quote: str
    price_step: float = 0.0
    quantity_step: float = 0.0
    active: bool = True


class Subscription(Struct, frozen=True, gc=False, order=True):
    """A channel of one symbol, asked of an exchange. `interval` is empty but for candles."""

    channel: str
    symbol: str
    interval: str = ""
