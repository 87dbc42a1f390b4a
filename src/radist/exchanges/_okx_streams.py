"""The streams of OKX that have a memory: trades, whose ids grow by one, and candles.

https://www.okx.com/docs-v5/en/#order-book-trading-market-data
"""

from collections.abc import Iterable

from msgspec import UNSET

from radist.derivatives import IndexCandle, MarkCandle
from radist.exchanges._candles import CandleStream
from radist.exchanges._okx_bars import end
from radist.exchanges._okx_payloads import Bar, Ladder, PriceBar, Rung, TradePayload, rows
from radist.exchanges._units import Units, units
from radist.exchanges.base import DenseStream, Stream
from radist.model import (
    AggTrade,
    Candle,
    CandleState,
    Event,
    Instrument,
    Level,
    Quote,
    Trade,
)

_trades = rows(TradePayload)
_ladder = rows(Ladder)
_bars = rows(Bar)
_price_bars = rows(PriceBar)
_NOTHING = Rung(0.0, 0.0)


def levels(rungs: Iterable[Rung], by: Units | None) -> list[Level]:
    """Price levels in base units."""
    found = [(rung.px, rung.sz) for rung in rungs]
    return found if by is None else by.levels(found)


class Trades(DenseStream):
    """`trades-all`: every execution, ids without holes."""

    __slots__ = ("_units",)

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self._units = units(instrument)

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        data = _trades(frame).data
        if len(data) == 1:
            return self._told(data[0], now)
        return tuple(event for d in data for event in self._told(d, now))

    def _told(self, d: TradePayload, now: int) -> tuple[Event, ...]:
        number, time = d.tradeId, d.ts * 1000
        by = self._units
        amount, contracts = (d.sz, UNSET) if by is None else (by.quantity(d.sz, d.px), d.sz)
        # fmt: off
        event = Trade(
            self.exchange, self.symbol, self.native, time, now,
            str(number), d.px, amount, d.side, contracts,
        )
        # fmt: on
        if number != self.expected:
            return self.irregular(number, event)
        self.expected = number + 1
        self.time = time
        return (event,)


class AggTrades(Trades):
    """`trades`: executions of one taker order at one price, which stand for the ids of so many
    trades; these ids have no holes.
    """

    __slots__ = ()

    def _told(self, d: TradePayload, now: int) -> tuple[Event, ...]:
        last, time = d.tradeId, d.ts * 1000
        first = last - d.count + 1
        by = self._units
        amount, contracts = (d.sz, UNSET) if by is None else (by.quantity(d.sz, d.px), d.sz)
        # fmt: off
        event = AggTrade(
            self.exchange, self.symbol, self.native, time, now,
            str(last), d.px, amount, d.side, str(first), str(last), contracts,
        )
        # fmt: on
        if first != self.expected:
            return self.irregular(first, event, last)
        self.expected = last + 1
        self.time = time
        return (event,)


class Quotes(Stream):
    """`bbo-tbt`: best bid and ask at each change; 0 where a side is empty."""

    __slots__ = ("_units",)

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self._units = units(instrument)

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        return tuple(self._told(d, now) for d in _ladder(frame).data)

    def _told(self, d: Ladder, now: int) -> Event:
        bid = d.bids[0] if d.bids else _NOTHING
        ask = d.asks[0] if d.asks else _NOTHING
        place = (self.exchange, self.symbol, self.native, d.ts * 1000, now)
        by = self._units
        if by is None:
            return Quote(*place, str(d.seqId), bid.px, bid.sz, ask.px, ask.sz)
        bids, asks = by.quantity(bid.sz, bid.px), by.quantity(ask.sz, ask.px)
        return Quote(*place, str(d.seqId), bid.px, bids, ask.px, asks, bid.sz, ask.sz)


class Candles(CandleStream):
    """`candle<bar>`: the current candle, again and again, and once more when it is closed."""

    __slots__ = ("_contracts", "interval")

    def __init__(self, exchange: str, instrument: Instrument, interval: str) -> None:
        super().__init__(exchange, instrument)
        self.interval = interval
        self._contracts = instrument.kind != "spot"

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        found = [(d, self._candle(d, now)) for d in _bars(frame).data]
        return tuple(e for d, event in found for e in self.follow(event, d.confirm == "1"))

    def _candle(self, d: Bar, now: int) -> Candle:
        begin, closed = d.ts * 1000, d.confirm == "1"
        state: CandleState = "final" if closed else "provisional"
        volume = d.volCcy if self._contracts else d.vol
        # fmt: off
        return Candle(
            self.exchange, self.symbol, self.native, None, now,
            self.interval, begin, end(self.interval, begin) - 1,
            d.o, d.h, d.l, d.c, volume, d.volCcyQuote, None, closed, state,
        )
        # fmt: on

    def follow(self, event: Candle | IndexCandle | MarkCandle, closed: bool) -> tuple[Event, ...]:
        if event.time_open < self._begun:
            return ()  # of a candle that another has followed
        return super().follow(event, closed)


class PriceCandles(Candles):
    """`index-candle<bar>`, `mark-price-candle<bar>`: candles without volume."""

    __slots__ = ("_kind",)

    def __init__(
        self,
        exchange: str,
        instrument: Instrument,
        interval: str,
        kind: type[IndexCandle] | type[MarkCandle],
    ) -> None:
        super().__init__(exchange, instrument, interval)
        self._kind = kind

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        events: list[Event] = []
        for d in _price_bars(frame).data:
            begin, closed = d.ts * 1000, d.confirm == "1"
            place = (self.exchange, self.symbol, self.native, None, now)
            span = (self.interval, begin, end(self.interval, begin) - 1)
            state: CandleState = "final" if closed else "provisional"
            event = self._kind(*place, *span, d.o, d.h, d.l, d.c, closed, state)
            events += self.follow(event, closed)
        return tuple(events)
