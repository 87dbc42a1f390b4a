"""Events to bytes and back; times to the text that envelopes carry."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import get_args

import msgspec

from radist.derivatives import (
    AssetIndex,
    CompositeIndex,
    ContinuousCandle,
    ContractStatus,
    FundingRate,
    Greeks,
    IndexCandle,
    IndexPrice,
    Liquidation,
    MarkCandle,
    MarkPrice,
    OffMarketTrade,
    OpenInterest,
    RpiBookDelta,
    TradingSession,
)
from radist.model import (
    AggTrade,
    AveragePrice,
    Backfilled,
    BlockTrade,
    BookDelta,
    BookSnapshot,
    Candle,
    Event,
    Freshness,
    Gap,
    MiniTicker,
    Quote,
    ReferencePrice,
    RollingTicker,
    Ticker,
    Trade,
)

_AnyEvent = (
    AggTrade
    | AssetIndex
    | AveragePrice
    | Backfilled
    | BlockTrade
    | BookDelta
    | BookSnapshot
    | Candle
    | CompositeIndex
    | ContinuousCandle
    | ContractStatus
    | Freshness
    | FundingRate
    | Gap
    | Greeks
    | IndexCandle
    | IndexPrice
    | Liquidation
    | MarkCandle
    | MarkPrice
    | MiniTicker
    | OffMarketTrade
    | OpenInterest
    | Quote
    | ReferencePrice
    | RollingTicker
    | RpiBookDelta
    | Ticker
    | Trade
    | TradingSession
)

encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_AnyEvent).decode


def decode(payload: bytes) -> Event:
    """The event that `encode` made these bytes of."""
    event: Event = _decode(payload)
    return event


KIND: dict[type[Event], str] = {
    kind: str(kind.__struct_config__.tag) for kind in get_args(_AnyEvent)
}
"""The `type` of each class of events on the wire."""


@lru_cache(maxsize=16)
def _second(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}"


def iso(time: int) -> str:
    """ISO 8601 in UTC with milliseconds of a time in microseconds: `2025-12-25T12:00:00.000Z`."""
    return f"{_second(time // 1_000_000)}.{time // 1000 % 1000:03d}Z"
