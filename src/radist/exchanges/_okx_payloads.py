"""What frames and REST answers of OKX are made of: nearly every number is a text.

https://www.okx.com/docs-v5/en/#public-data
"""

from collections.abc import Callable
from typing import Annotated, Any, Generic, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from radist.exchanges._bounds import Amount, Id, Millis, Signed

Perhaps = Amount | Literal[""]
"""What may be nothing: the best ask of a book without one."""
Sequence = Annotated[int, Meta(ge=-1, le=10**18)]

Row = TypeVar("Row")


class Data(Struct, Generic[Row], gc=False):
    """`{"arg": …, "data": […]}`, of which only the rows matter once the stream is known."""

    data: list[Row]


class Body(Struct, gc=False):
    """A REST answer: `code` is "0" where all is well."""

    code: str
    msg: str = ""
    data: msgspec.Raw = msgspec.Raw(b"[]")


class TradePayload(Struct, gc=False):
    """`trades`, `trades-all`: `count` executions, of which `tradeId` is the last."""

    tradeId: Id  # noqa: N815  # the exchange's name, here and below
    px: Amount
    sz: Amount
    side: Literal["buy", "sell"]
    ts: Millis
    count: Annotated[int, Meta(ge=1, le=10**9)] = 1


class Rung(Struct, array_like=True, gc=False):
    """A price level; what follows (a zero, and how many orders) is left out."""

    px: Amount
    sz: Amount


class Ladder(Struct, gc=False):
    """`bbo-tbt`, `books5`."""

    asks: list[Rung]
    bids: list[Rung]
    ts: Millis
    seqId: Sequence = 0  # noqa: N815


class Change(Ladder, gc=False):
    """`books` and its kin: a snapshot or changes; numbers since 2023, checksums until 2026."""

    seqId: Sequence | None = None  # type: ignore[assignment]  # noqa: N815
    prevSeqId: Sequence | None = None  # noqa: N815
    checksum: int = 0


class Changes(Struct, gc=False):
    """A frame of `books`."""

    data: Annotated[list[Change], Meta(min_length=1)]
    action: Literal["snapshot", "update"] = "snapshot"


class Spelling(Struct, gc=False):
    """The levels of `books` as they are spelt, which is what a checksum is of."""

    asks: list[list[str]]
    bids: list[list[str]]


class TickerPayload(Struct, gc=False):
    """`tickers`."""

    instId: str  # noqa: N815
    last: Perhaps
    askPx: Perhaps  # noqa: N815
    askSz: Perhaps  # noqa: N815
    bidPx: Perhaps  # noqa: N815
    bidSz: Perhaps  # noqa: N815
    open24h: Perhaps
    high24h: Perhaps
    low24h: Perhaps
    volCcy24h: Amount  # noqa: N815
    vol24h: Amount
    ts: Millis


class Bar(Struct, array_like=True, gc=False):
    """`candle<bar>`: `vol` counts contracts on derivatives, `volCcy` is in their base."""

    ts: Millis
    o: Amount
    h: Amount
    l: Amount  # noqa: E741  # the exchange's name
    c: Amount
    vol: Amount
    volCcy: Amount  # noqa: N815
    volCcyQuote: Amount  # noqa: N815
    confirm: Literal["0", "1"]


class PriceBar(Struct, array_like=True, gc=False):
    """`mark-price-candle<bar>`, `index-candle<bar>`."""

    ts: Millis
    o: Amount
    h: Amount
    l: Amount  # noqa: E741
    c: Amount
    confirm: Literal["0", "1"]


class MarkPayload(Struct, gc=False):
    """`mark-price`."""

    instId: str  # noqa: N815
    markPx: Amount  # noqa: N815
    ts: Millis


class IndexPayload(Struct, gc=False):
    """`index-tickers`."""

    instId: str  # noqa: N815
    idxPx: Amount  # noqa: N815
    ts: Millis


class FundingPayload(Struct, gc=False):
    """`funding-rate`: what is paid at `fundingTime`."""

    instId: str  # noqa: N815
    fundingRate: Signed  # noqa: N815
    fundingTime: Millis  # noqa: N815
    prevFundingTime: Millis | Literal[""] = ""  # noqa: N815
    nextFundingTime: Millis | Literal[""] = ""  # noqa: N815
    ts: Millis | Literal[""] = ""


class InterestPayload(Struct, gc=False):
    """`open-interest`: in contracts, and in base units."""

    instId: str  # noqa: N815
    oi: Amount
    oiCcy: Amount  # noqa: N815
    ts: Millis
    oiUsd: Perhaps = ""  # noqa: N815


class OrderPayload(Struct, gc=False):
    """One of the `details` of `liquidation-orders`: `bkPx` is the price of bankruptcy."""

    side: Literal["buy", "sell"]
    bkPx: Amount  # noqa: N815
    sz: Amount
    ts: Millis


class LiquidationPayload(Struct, gc=False):
    """`liquidation-orders`."""

    instId: str  # noqa: N815
    details: list[OrderPayload]


class SummaryPayload(Struct, gc=False):
    """`opt-summary`: sensitivities in units of the price (`…BS`), and implied volatilities."""

    instId: str  # noqa: N815
    deltaBS: Signed  # noqa: N815
    gammaBS: Signed  # noqa: N815
    thetaBS: Signed  # noqa: N815
    vegaBS: Signed  # noqa: N815
    ts: Millis
    markVol: Perhaps = ""  # noqa: N815
    bidVol: Perhaps = ""  # noqa: N815
    askVol: Perhaps = ""  # noqa: N815


class InstrumentPayload(Struct, gc=False):
    """A row of `public/instruments`."""

    instId: str  # noqa: N815
    instType: str  # noqa: N815
    state: str
    baseCcy: str = ""  # noqa: N815
    quoteCcy: str = ""  # noqa: N815
    settleCcy: str = ""  # noqa: N815
    uly: str = ""
    ctVal: Perhaps = ""  # noqa: N815
    ctMult: Perhaps = ""  # noqa: N815
    ctType: str = ""  # noqa: N815
    optType: str = ""  # noqa: N815
    stk: Perhaps = ""
    expTime: Millis | Literal[""] = ""  # noqa: N815
    listTime: Millis | Literal[""] = ""  # noqa: N815
    tickSz: Perhaps = ""  # noqa: N815
    lotSz: Perhaps = ""  # noqa: N815


class TimePayload(Struct, gc=False):
    """`public/time`."""

    ts: Millis


def rows(payload: type[Row]) -> Callable[[bytes], Data[Row]]:
    """Bytes of a frame to its rows, texts to numbers on the way."""
    return msgspec.json.Decoder(Data[payload], strict=False).decode  # type: ignore[valid-type]


def several(payload: type[Row]) -> Callable[[Any], list[Row]]:
    """The same of the `data` of a REST answer."""
    return msgspec.json.Decoder(list[payload], strict=False).decode  # type: ignore[valid-type]


decode_body = msgspec.json.Decoder(Body).decode
