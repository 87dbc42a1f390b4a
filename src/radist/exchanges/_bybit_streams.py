"""Bybit's streams of trades, best prices, candles and liquidations.

https://bybit-exchange.github.io/docs/v5/websocket/public/trade
"""

from collections.abc import Callable

from radist.derivatives import Liquidation
from radist.errors import ExchangeError
from radist.exchanges import _bybit_payloads as payloads
from radist.exchanges._bybit_payloads import KlineRow, TradeRow
from radist.exchanges._candles import CandleStream
from radist.exchanges._units import units
from radist.exchanges._unnumbered import Unnumbered
from radist.exchanges.base import Stream
from radist.model import (
    BlockTrade,
    Candle,
    CandleState,
    Event,
    Instrument,
    Proven,
    Quote,
    Side,
    Trade,
)

_RECENT = 4096
"""Ids of an instrument's trades that are remembered at least, and twice as many at most."""
_BY_TIME = 1 << 62
"""Of what is before a place so high, whatever is later is new."""


def place(d: TradeRow) -> int:
    """Where a trade stands in the row of all: before August 2025 there was only its time."""
    return d.seq or d.T


class Trades(Unnumbered):
    """`publicTrade` of one instrument: every execution, once.

    Ids are in no order and `seq` has holes, so a trade that never came is not noticed. What is
    known: after a lost socket some may be missing, which is told; and where REST reaches back to
    what has been told, none is.
    """

    knows = True
    __slots__ = ("_before", "_floor", "_latest", "_recent", "_units")

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self._units = units(instrument)
        self._latest = 0
        """The place of the latest trade."""
        self._floor = 0
        """What is before this place has been told, whoever brings it."""
        self._recent: set[str] = set()
        """The ids that were told lately, whoever brings them again."""
        self._before: set[str] = set()
        """Those before them."""

    @property
    def blank(self) -> bool:
        """Whether it has told nothing yet."""
        return not self._time

    def interrupt(self) -> None:
        super().interrupt()
        if self._cause != "restart":
            self._floor = self._latest

    def go_on(self, before: Proven) -> None:
        super().go_on(before)
        self._floor = _BY_TIME

    def bridge(self, oldest: int) -> None:
        """REST knows every trade from this place on."""
        if self._cause != "restart":
            self._floor = self._latest
            self._owed = not self.blank and oldest > self._latest

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        rows = payloads.trades(frame).data
        if len(rows) != 1:
            return tuple(event for row in rows for event in self.take(row, now))
        d = rows[0]
        where = d.seq or d.T
        if where > self._latest and not (self._owed or d.BT or self._units):
            # Nearly every message, without the calls that the others take: 100 ns.
            self._latest, self._last = where, d.i
            self._time = time = d.T * 1000
            self._recent.add(d.i)
            if len(self._recent) > _RECENT:
                self._recent, self._before = set(), self._recent
            side: Side = "buy" if d.S == "Buy" else "sell"
            return (Trade(self.exchange, self.symbol, self.native, time, now, d.i, d.p, d.v, side),)
        return self.take(d, now)

    def shared(self, frame: bytes, now: int) -> tuple[Event, ...]:
        return tuple(e for d in payloads.trades(frame).data for e in self.take_once(d, now))

    def take_once(self, d: TradeRow, now: int) -> tuple[Event, ...]:
        """What a row has to tell that another socket may have brought, too."""
        latest = self._latest
        told = self.take(d, now)
        self._latest = max(self._latest, latest)
        return told

    def take(self, d: TradeRow, now: int) -> tuple[Event, ...]:
        """What a row has to tell."""
        time, where = d.T * 1000, place(d)
        if d.i in self._recent or d.i in self._before:
            return ()
        if where < self._floor:
            if time <= self._time:
                return ()
            self._floor = 0  # places have begun anew
        self._latest = where
        self._recent.add(d.i)
        if len(self._recent) > _RECENT:
            self._recent, self._before = set(), self._recent
        side: Side = "buy" if d.S == "Buy" else "sell"
        kind = BlockTrade if d.BT else Trade
        event = kind(self.exchange, self.symbol, self.native, time, now, d.i, d.p, d.v, side)
        return self.told(event if self._units is None else self._units.counted(event))


class ChainTrades(Stream):
    """`publicTrade` of all options of one coin: to each its own."""

    knows = True
    __slots__ = ("_find", "_trades")

    def __init__(
        self, exchange: str, coin: Instrument, find: Callable[[str], Instrument | None]
    ) -> None:
        """`find` tells the instrument of a native symbol."""
        super().__init__(exchange, coin)
        self._find = find
        self._trades: dict[str, Trades] = {}

    def shared(self, frame: bytes, now: int) -> tuple[Event, ...]:
        events: list[Event] = []
        for row in payloads.trades(frame).data:
            if instrument := self._find(row.s):
                events += self.of(instrument).take_once(row, now)
        return tuple(events)

    def of(self, instrument: Instrument) -> Trades:
        """Those of one option."""
        if instrument.native not in self._trades:
            self._trades[instrument.native] = Trades(self.exchange, instrument)
        return self._trades[instrument.native]

    def interrupt(self) -> None:
        for trades in self._trades.values():
            trades.interrupt()

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        events: list[Event] = []
        for row in payloads.trades(frame).data:
            if instrument := self._find(row.s):
                events += self.of(instrument).take(row, now)
        return tuple(events)


class Quotes(Stream):
    """`orderbook.1`: best bid and ask, whole each time, and again every three seconds."""

    __slots__ = ("_latest", "_units")

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self._units = units(instrument)
        self._latest = (-1, -1)
        """`u` and number of the latest message."""

    def interrupt(self) -> None:
        self._latest = (-1, -1)

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        message = payloads.book(frame)
        if message.type != "snapshot":
            raise ExchangeError("a change of best prices, which come whole since 2025-03-20")
        d = message.data
        # A number that goes on alone is news: these prices are the best of that book too.
        if (d.u, d.number) == self._latest:
            return ()
        self._latest = d.u, d.number
        bid, bids = d.b[0] if d.b else (0.0, 0.0)
        ask, asks = d.a[0] if d.a else (0.0, 0.0)
        # fmt: off
        event = Quote(
            self.exchange, self.symbol, self.native, message.time, now,
            str(d.number), bid, bids, ask, asks,
        )
        # fmt: on
        return (event if self._units is None else self._units.counted(event),)


class Candles(CandleStream):
    """`kline`: the current candle, again and again, and once more when it is closed."""

    __slots__ = ("_interval", "_inverse")

    def __init__(self, exchange: str, instrument: Instrument, interval: str) -> None:
        super().__init__(exchange, instrument)
        self._interval = interval
        self._inverse = instrument.inverse

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        message = payloads.klines(frame)
        return tuple(event for k in message.data for event in self._told(k, message.ts * 1000, now))

    def _told(self, k: KlineRow, time: int, now: int) -> tuple[Event, ...]:
        begin, end, closed = k.start, k.end, k.confirm
        state: CandleState = "final" if closed else "provisional"
        base, quote = (k.turnover, k.volume) if self._inverse else (k.volume, k.turnover)
        # fmt: off
        event = Candle(
            self.exchange, self.symbol, self.native, time, now,
            self._interval, begin * 1000, end * 1000 + 999,
            k.open, k.high, k.low, k.close, base, quote, None, closed, state,
        )
        # fmt: on
        return self.follow(event, closed)


class Liquidations(Unnumbered):
    """`allLiquidation`: positions that were closed by force. The order's side is the other one."""

    __slots__ = ("_units",)

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self._units = units(instrument)

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        events: list[Event] = []
        for d in payloads.liquidations(frame).data:
            side: Side = "sell" if d.S == "Buy" else "buy"
            place = (self.exchange, self.symbol, self.native, d.T * 1000, now)
            event = Liquidation(*place, d.p, d.v, side)
            events += self.told(event if self._units is None else self._units.counted(event))
        return tuple(events)
