"""What flows of derivatives: prices that margin is made of, funding, forced orders, contracts.

Units as in `model`.
"""

from msgspec import UNSET, Struct, UnsetType

from radist.model import CandleState, Event, Level, Side, tag


class OffMarketTrade(Event, frozen=True, gc=False, tag=tag):
    """An execution that no order met in the book, whose price may be far from the market's.

    `reason` is the exchange's word for it, such as `INSURANCE_FUND` or `ADL`.
    """

    channel = "off_market_trade"

    id: str
    price: float
    quantity: float
    side: Side
    reason: str
    contracts: float | UnsetType = UNSET


class ContinuousCandle(Event, frozen=True, gc=False, tag=tag):
    """A candle of whatever contract is the nearest of its kind: `BTC/USDT:USDT-NEXT_QUARTER`."""

    channel = "continuous_candle"

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


class IndexCandle(Event, frozen=True, gc=False, tag=tag):
    """A candle of an index price."""

    channel = "index_candle"

    interval: str
    time_open: int
    time_close: int
    open: float
    high: float
    low: float
    close: float
    is_closed: bool
    state: CandleState


class MarkCandle(IndexCandle, frozen=True, gc=False, tag=tag):
    """A candle of a mark price."""

    channel = "mark_candle"


class RpiBookDelta(Event, frozen=True, gc=False, tag=tag):
    """A delta of the book that counts retail price improvement orders in; it joins no other."""

    channel = "rpi_book"

    first_id: int
    last_id: int
    previous_id: int | None
    bids: list[Level]
    asks: list[Level]


class MarkPrice(Event, frozen=True, gc=False, tag=tag):
    """The price that margin is computed from, the index that it follows, the estimated price of
    settlement and a moving average; all in quote units.
    """

    channel = "mark_price"

    price: float
    index_price: float | None = None
    settle_price: float | None = None
    average_price: float | None = None


class IndexPrice(Event, frozen=True, gc=False, tag=tag):
    """The price of a pair across the exchanges that make up its index, in quote units."""

    channel = "index_price"

    price: float


class FundingRate(Event, frozen=True, gc=False, tag=tag):
    """What longs pay shorts per funding interval, as a fraction: 0.0001 is 0.01 %. Negative:
    shorts pay longs. `hours` is how long the interval is, None where the exchange does not say.
    """

    channel = "funding_rate"

    rate: float
    time_funding: int | None = None
    hours: float | None = None


class OpenInterest(Event, frozen=True, gc=False, tag=tag):
    """Contracts that are open: `quantity` in base units, `value` in quote units; None where it
    depends on a price that the exchange does not tell.
    """

    channel = "open_interest"

    quantity: float | None
    value: float | None = None
    contracts: float | UnsetType = UNSET


class Liquidation(Event, frozen=True, gc=False, tag=tag):
    """A forced order. `side` is the order's own: `sell` closes a long position. `price` is its
    limit, `average_price` what `filled_quantity` of it was executed at so far. Of inverse futures
    both quantities are reckoned at the average price, or else at the limit.
    """

    channel = "liquidation"

    price: float
    quantity: float
    side: Side
    average_price: float | None = None
    filled_quantity: float | None = None
    status: str = ""
    contracts: float | UnsetType = UNSET


class Greeks(Event, frozen=True, gc=False, tag=tag):
    """An option's sensitivities and implied volatilities (1.0 is 100 % a year; None: none)."""

    channel = "greeks"

    delta: float
    gamma: float
    theta: float
    vega: float
    mark_volatility: float | None
    bid_volatility: float | None
    ask_volatility: float | None
    interest_rate: float | None = None


class Component(Struct, frozen=True, gc=False):
    """A part of a composite index: so much of an asset (`quantity`), a fraction `weight` of all."""

    base: str
    quote: str
    quantity: float
    weight: float
    price: float


class CompositeIndex(Event, frozen=True, gc=False, tag=tag):
    """The value of an index over several assets."""

    channel = "composite_index"

    price: float
    components: list[Component]


class AssetIndex(Event, frozen=True, gc=False, tag=tag):
    """What an asset counts as margin: its index price, and rates for bid and ask after a buffer
    (a fraction), the `auto_*` ones where it is exchanged by force.
    """

    channel = "asset_index"

    price: float
    bid_buffer: float
    ask_buffer: float
    bid_rate: float
    ask_rate: float
    auto_bid_buffer: float
    auto_ask_buffer: float
    auto_bid_rate: float
    auto_ask_rate: float


class ContractStatus(Event, frozen=True, gc=False, tag=tag):
    """A contract was listed, changed or ended. `contract` and `status` are the exchange's words."""

    channel = "contract_info"

    contract: str
    status: str
    time_onboard: int | None = None
    time_delivery: int | None = None


class TradingSession(Event, frozen=True, gc=False, tag=tag):
    """Whether the underlying market (`symbol`: `EQUITY`, `COMMODITY`) trades, and until when."""

    channel = "trading_session"

    session: str
    time_start: int
    time_end: int
