"""What ccxt's methods return, as far as it matters, and what an edge is told and tells.

https://docs.ccxt.com/#/README?id=public-api
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from radist.exchanges._bounds import Amount, Millis, Signed
from radist.model import Source

Perhaps = Amount | None


class Wish(Struct, frozen=True):
    """A stream, as the edge is asked for it."""

    channel: str
    symbol: str
    interval: str = ""


class Request(Struct):
    """What the edge is asked to do."""

    op: Literal["subscribe", "unsubscribe"]
    wishes: list[Wish]


class Told(Struct):
    """What the edge hands on: what a method returned, or why there is nothing to be had."""

    channel: str
    symbol: str
    interval: str = ""
    source: Source = "stream"
    data: msgspec.Raw = msgspec.Raw(b"null")
    refused: str = ""


class TradeRow(Struct):
    """ccxt's trade."""

    price: Amount
    amount: Amount
    side: Literal["buy", "sell"]
    id: str | None = None
    timestamp: Millis | None = None


class TickerRow(Struct):
    """ccxt's ticker."""

    last: Perhaps = None
    open: Perhaps = None
    high: Perhaps = None
    low: Perhaps = None
    baseVolume: Perhaps = None  # noqa: N815  # its name
    quoteVolume: Perhaps = None  # noqa: N815
    change: Signed | None = None
    percentage: Signed | None = None
    vwap: Perhaps = None
    bid: Perhaps = None
    bidVolume: Perhaps = None  # noqa: N815
    ask: Perhaps = None
    askVolume: Perhaps = None  # noqa: N815
    timestamp: Millis | None = None


class Rung(Struct, array_like=True):
    """A price level."""

    price: Amount
    amount: Amount


class BookRow(Struct):
    """ccxt's order book."""

    bids: list[Rung]
    asks: list[Rung]
    timestamp: Millis | None = None
    nonce: Annotated[int, Meta(ge=0)] | None = None


class Bar(Struct, array_like=True):
    """ccxt's candle."""

    timestamp: Millis
    open: Amount
    high: Amount
    low: Amount
    close: Amount
    volume: Perhaps = None


class Market(Struct):
    """ccxt's market."""

    symbol: str
    id: str
    type: str
    base: str
    quote: str
    settle: str | None = None
    active: bool | None = None
    contractSize: Perhaps = None  # noqa: N815
    precision: dict[str, float | None] = {}
    expiry: Millis | None = None
    strike: Perhaps = None
    optionType: Literal["call", "put"] | None = None  # noqa: N815
