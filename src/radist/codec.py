"""Events to bytes and back; times to the text that envelopes carry."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import get_args

import msgspec

from radist.model import (
    AggTrade,
    BookDelta,
    BookSnapshot,
    Candle,
    Event,
    FundingRate,
    Gap,
    Liquidation,
    MarkPrice,
    MiniTicker,
    OpenInterest,
    Quote,
    Ticker,
    Trade,
)

_AnyEvent = (
    Trade
    | AggTrade
    | Quote
    | MiniTicker
    | Ticker
    | Candle
    | BookSnapshot
    | BookDelta
    | MarkPrice
    | FundingRate
    | OpenInterest
    | Liquidation
    | Gap
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
