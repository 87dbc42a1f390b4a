"""The streams that the Binance family shares: payloads in the combined envelope, and their events.

https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
"""

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from radist.exchanges._bounds import Amount, Id, Millis, Signed
from radist.exchanges._candles import CandleStream
from radist.exchanges._units import units
from radist.exchanges.base import (
    DenseStream,
    Stream,
)
from radist.model import (
    AggTrade,
    Candle,
    CandleState,
    Event,
    Instrument,
    MiniTicker,
    Quote,
    Side,
    Ticker,
    Trade,
)

Payload = TypeVar("Payload")


class Envelope(Struct, Generic[Payload], gc=False):
    """`{"stream": …, "data": …}`, of which only the data matters once the stream is known."""

    data: Payload


class TradePayload(Struct, gc=False):
    """`<symbol>@trade`: `m` tells that the buyer was the maker, so the taker sold."""

    t: Id
    p: Amount
    q: Amount
    T: Millis
    m: bool


class AggTradePayload(Struct, gc=False):
    """`<symbol>@aggTrade`: `f` to `l` are the ids of the trades in it."""

    a: Id
    p: Amount
    q: Amount
    f: int
    l: int  # noqa: E741  # the exchange's name
    T: Millis
    m: bool


class QuotePayload(Struct, gc=False):
    """`<symbol>@bookTicker`; spot sends no time."""

    u: Id
    b: Amount
    B: Amount
    a: Amount
    A: Amount
    T: Millis | None = None


class MiniTickerPayload(Struct, gc=False):
    """`<symbol>@miniTicker`."""

    E: Millis
    c: Amount
    o: Amount
    h: Amount
    l: Amount  # noqa: E741  # the exchange's name
    v: Amount
    q: Amount


class TickerPayload(MiniTickerPayload, gc=False):
    """`<symbol>@ticker`; best bid and ask on spot only."""

    p: Signed
    P: Signed
    n: int
    w: Amount | None = None
    b: Amount | None = None
    B: Amount | None = None
    a: Amount | None = None
    A: Amount | None = None


class KlinePayload(Struct, gc=False):
    """The `k` of `<symbol>@kline_<interval>`."""

    t: Millis
    T: Millis
    i: str
    o: Amount
    c: Amount
    h: Amount
    l: Amount  # noqa: E741  # the exchange's name
    v: Amount
    n: int
    x: bool
    q: Amount


class KlineEventPayload(Struct, gc=False):
    """`<symbol>@kline_<interval>`."""

    E: Millis
    k: KlinePayload


class DepthPayload(Struct, gc=False):
    """`<symbol>@depth`: changes. `pu` on futures only."""

    E: Millis
    U: Id
    u: Id
    b: list[tuple[Amount, Amount]]
    a: list[tuple[Amount, Amount]]
    pu: Id | None = None


class DepthBody(Struct, gc=False):
    """The REST order book."""

    lastUpdateId: Id  # noqa: N815  # the exchange's name
    bids: list[tuple[Amount, Amount]]
    asks: list[tuple[Amount, Amount]]
    E: Millis | None = None


def decoder(payload: type[Payload]) -> Callable[[bytes], Envelope[Payload]]:
    """Bytes of a combined frame to its payload, numeric strings to floats on the way."""
    return msgspec.json.Decoder(Envelope[payload], strict=False).decode  # type: ignore[valid-type]


_ANEW = 10_000_000
"""Microseconds without a higher update after which they have begun anew."""

_trade = decoder(TradePayload)
_agg_trade = decoder(AggTradePayload)
_quote = decoder(QuotePayload)
_mini_ticker = decoder(MiniTickerPayload)
_ticker = decoder(TickerPayload)
_kline = decoder(KlineEventPayload)
decode_depth = decoder(DepthPayload)
decode_book = msgspec.json.Decoder(DepthBody, strict=False).decode


class Trades(DenseStream):
    """`trade`: every execution, ids without holes."""

    __slots__ = ()

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _trade(frame).data
        number, time = d.t, d.T * 1000
        side: Side = "sell" if d.m else "buy"
        event = Trade(
            self.exchange, self.symbol, self.native, time, now, str(number), d.p, d.q, side
        )
        if number != self.expected:
            return self.irregular(number, event)
        self.expected = number + 1
        self.time = time
        return (event,)


class AggTrades(DenseStream):
    """`aggTrade`: executions of one taker order at one price, ids of their own without holes."""

    __slots__ = ("_units",)

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self._units = units(instrument)

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _agg_trade(frame).data
        number, time = d.a, d.T * 1000
        side: Side = "sell" if d.m else "buy"
        # fmt: off
        event = AggTrade(
            self.exchange, self.symbol, self.native, time, now,
            str(number), d.p, d.q, side, str(d.f), str(d.l),
        )
        # fmt: on
        if self._units is not None:
            event = self._units.counted(event)
        if number != self.expected:
            return self.irregular(number, event)
        self.expected = number + 1
        self.time = time
        return (event,)


class Quotes(Stream):
    """`bookTicker`: best bid and ask at each change."""

    __slots__ = ("_heard", "_latest", "_units")

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self._units = units(instrument)
        self._latest = -1
        """The latest update, of which one that comes later on another socket is none."""
        self._heard = 0
        """When it came."""

    def interrupt(self) -> None:
        self._latest = -1

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _quote(frame).data
        if d.u <= self._latest and now - self._heard < _ANEW:
            return ()
        self._latest, self._heard = d.u, now
        time = None if d.T is None else d.T * 1000
        event = Quote(
            self.exchange, self.symbol, self.native, time, now, str(d.u), d.b, d.B, d.a, d.A
        )
        return (event if self._units is None else self._units.counted(event),)


class MiniTickers(Stream):
    """`miniTicker`."""

    __slots__ = ()

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _mini_ticker(frame).data
        place = (self.exchange, self.symbol, self.native, d.E * 1000, now)
        return (MiniTicker(*place, d.c, d.o, d.h, d.l, d.v, d.q),)


class Tickers(Stream):
    """`ticker`."""

    __slots__ = ()

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _ticker(frame).data
        place = (self.exchange, self.symbol, self.native, d.E * 1000, now)
        day = (d.c, d.o, d.h, d.l, d.v, d.q)
        return (Ticker(*place, *day, d.p, d.P, d.w, d.n, d.b, d.B, d.a, d.A),)


class Candles(CandleStream):
    """`kline_<interval>`: the current candle, again and again, and once more when it is closed."""

    __slots__ = ()

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _kline(frame).data
        k = d.k
        begin, end, closed = k.t, k.T, k.x
        state: CandleState = "final" if closed else "provisional"
        # Plain arguments, not tuples to unpack: 200 ns.
        # fmt: off
        event = Candle(
            self.exchange, self.symbol, self.native, d.E * 1000, now,
            k.i, begin * 1000, end * 1000 + 999,
            k.o, k.h, k.l, k.c, k.v, k.q, k.n, closed, state,
        )
        # fmt: on
        return self.follow(event, closed)
