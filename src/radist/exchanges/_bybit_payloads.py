"""What Bybit's v5 streams send: an envelope, and what is in it.

Keys come in any order, so nothing is read by its place.
https://bybit-exchange.github.io/docs/v5/ws/connect
"""

from typing import Any, Generic, Literal, TypeVar

import msgspec
from msgspec import Struct

from radist.errors import ExchangeError
from radist.exchanges._bounds import Amount, Id, Millis, Signed

Payload = TypeVar("Payload")
Levels = list[tuple[Amount, Amount]]


class Message(Struct, Generic[Payload], gc=False):
    """`{"topic": …, "type": …, "ts": …, "data": …}`; `cts` is when the orders were matched."""

    ts: Millis
    data: Payload
    type: str = "snapshot"
    cts: Millis | None = None

    @property
    def time(self) -> int:
        """When it happened, in microseconds."""
        return (self.ts if self.cts is None else self.cts) * 1000


class TradeRow(Struct, gc=False):
    """A row of `publicTrade`: `S` is the taker's side, `BT` a block trade."""

    T: Millis
    s: str
    S: Literal["Buy", "Sell"]
    v: Amount
    p: Amount
    i: str
    BT: bool = False
    seq: Id = 0


class BookRow(Struct, gc=False):
    """`orderbook.<depth>`: `u` counts the messages of this depth, `seq` is common to all depths."""

    b: Levels
    a: Levels
    u: Id
    seq: Id = 0

    @property
    def number(self) -> int:
        """What the events are numbered by: options have no `seq`."""
        return self.seq or self.u


class KlineRow(Struct, gc=False):
    """A row of `kline.<interval>`; `confirm` tells that it is closed."""

    start: Millis
    end: Millis
    open: Amount
    close: Amount
    high: Amount
    low: Amount
    volume: Amount
    turnover: Amount
    confirm: bool


class LiquidationRow(Struct, gc=False):
    """A row of `allLiquidation`: `S` is the side of the position, `Buy` a long one; `p` is the
    price of bankruptcy.
    """

    T: Millis
    S: Literal["Buy", "Sell"]
    v: Amount
    p: Amount


class TickerRow(Struct, gc=False):
    """`tickers`, merged, without what is empty. Options call bid and ask otherwise."""

    lastPrice: Amount | None = None  # noqa: N815  # the exchange's names, here and below
    highPrice24h: Amount | None = None  # noqa: N815
    lowPrice24h: Amount | None = None  # noqa: N815
    prevPrice24h: Amount | None = None  # noqa: N815
    volume24h: Amount | None = None
    turnover24h: Amount | None = None
    price24hPcnt: Signed | None = None  # noqa: N815
    change24h: Signed | None = None
    bid1Price: Amount | None = None  # noqa: N815
    bid1Size: Amount | None = None  # noqa: N815
    ask1Price: Amount | None = None  # noqa: N815
    ask1Size: Amount | None = None  # noqa: N815
    markPrice: Amount | None = None  # noqa: N815
    indexPrice: Amount | None = None  # noqa: N815
    predictedDeliveryPrice: Amount | None = None  # noqa: N815
    fundingRate: Signed | None = None  # noqa: N815
    nextFundingTime: Millis | None = None  # noqa: N815
    fundingIntervalHour: Amount | None = None  # noqa: N815
    openInterest: Amount | None = None  # noqa: N815
    openInterestValue: Amount | None = None  # noqa: N815
    singleOpenInterest: Amount | None = None  # noqa: N815
    singleOpenInterestValue: Amount | None = None  # noqa: N815
    bidPrice: Amount | None = None  # noqa: N815
    bidSize: Amount | None = None  # noqa: N815
    bidIv: Amount | None = None  # noqa: N815
    askPrice: Amount | None = None  # noqa: N815
    askSize: Amount | None = None  # noqa: N815
    askIv: Amount | None = None  # noqa: N815
    markPriceIv: Amount | None = None  # noqa: N815
    delta: Signed | None = None
    gamma: Signed | None = None
    vega: Signed | None = None
    theta: Signed | None = None


class Uncommon(Struct, gc=False):
    """A frame of no known topic: an answer in one of its four shapes, or what nobody asked for."""

    topic: str = ""
    op: str = ""
    type: str = ""
    success: bool | None = None
    ret_msg: str = ""
    req_id: str = ""
    data: msgspec.Raw = msgspec.Raw(b"{}")


class Topics(Struct, gc=False):
    """What an answer on the path of options says."""

    failTopics: list[str] = []  # noqa: N815
    successTopics: list[str] = []  # noqa: N815


class Answer(Struct, Generic[Payload], gc=False):
    """A REST answer: HTTP says 200 for errors too."""

    retCode: int  # noqa: N815
    result: Payload
    retMsg: str = ""  # noqa: N815
    time: Millis = 0


class Verdict(Struct, gc=False):
    """Whether an answer is one."""

    retCode: int  # noqa: N815
    retMsg: str = ""  # noqa: N815


trades = msgspec.json.Decoder(Message[list[TradeRow]], strict=False).decode
book = msgspec.json.Decoder(Message[BookRow], strict=False).decode
klines = msgspec.json.Decoder(Message[list[KlineRow]], strict=False).decode
liquidations = msgspec.json.Decoder(Message[list[LiquidationRow]], strict=False).decode
tickers = msgspec.json.Decoder(Message[dict[str, Any]], strict=False).decode
uncommon = msgspec.json.Decoder(Uncommon, strict=False).decode
topics = msgspec.json.Decoder(Topics).decode
verdict = msgspec.json.Decoder(Verdict).decode


def answered(body: bytes, result: type[Payload]) -> Answer[Payload]:
    """A REST answer. Raises ExchangeError where it is a refusal, MsgspecError."""
    if (found := verdict(body)).retCode:
        raise ExchangeError(f"error {found.retCode}: {found.retMsg}")
    return msgspec.json.decode(body, type=Answer[result], strict=False)  # type: ignore[valid-type]
