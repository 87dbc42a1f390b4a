"""Streams of the Binance family's derivatives that have a memory, or that speak for others.

https://developers.binance.com/docs/derivatives
"""

from collections.abc import Callable

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from radist.derivatives import (
    ContinuousCandle,
    ContractStatus,
    IndexCandle,
    Liquidation,
    MarkCandle,
    OffMarketTrade,
    RpiBookDelta,
)
from radist.exchanges._binance_payloads import ContractPayload, LiquidationPayload, OptionPayload
from radist.exchanges._binance_streams import (
    Candles,
    TradePayload,
    decode_depth,
    decoder,
)
from radist.exchanges._units import units
from radist.exchanges._unnumbered import Unnumbered
from radist.exchanges.base import Action, DenseStream, Stream
from radist.model import BlockTrade, Candle, Event, Gap, Instrument, Side, Trade

Outcomes = tuple[Event | Action, ...]


class KindOfTradePayload(TradePayload, gc=False):
    """`<symbol>@trade` of derivatives: `X` tells how it came about."""

    X: str = "MARKET"


class Address(Struct, gc=False):
    """The symbol and the market of a payload."""

    s: str = ""
    st: int = 0


class AddressedPayload(Address, gc=False):
    """A payload, of which forced orders keep these in `o`."""

    o: Address | None = None


_trade = decoder(KindOfTradePayload)
_block_trade = decoder(TradePayload)
_order = decoder(LiquidationPayload)
_address = decoder(AddressedPayload)
_contract = decoder(ContractPayload)
_option = decoder(OptionPayload)
_REPEATS = 64


class KindsOfTrades(DenseStream):
    """`trade`: market trades, and among them, in one row of ids, what did not meet in the book."""

    __slots__ = ("_units",)

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self._units = units(instrument)

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _trade(frame).data
        number, time = d.t, d.T * 1000
        side: Side = "sell" if d.m else "buy"
        trade = Trade(
            self.exchange, self.symbol, self.native, time, now, str(number), d.p, d.q, side
        )
        if self._units is not None:
            trade = self._units.counted(trade)
        event = trade if d.X == "MARKET" else _of_kind(trade, d.X)
        if number != self.expected:
            return self.irregular(number, event)
        self.expected, self.time = number + 1, time
        return (event,)

    def _go_on(self, number: int, end: int, event: Event) -> tuple[Event, ...]:
        return tuple(map(_of_trades, super()._go_on(number, end, event)))


def _of_trades(event: Event) -> Event:
    """A gap stays one of the trades, whatever it was found by."""
    return replace(event, channel=Trade.channel) if isinstance(event, Gap) else event


def _of_kind(trade: Trade, kind: str) -> Event:
    fields = msgspec.structs.asdict(trade)
    return BlockTrade(**fields) if kind == "BLOCK" else OffMarketTrade(**fields, reason=kind)


class BlockTrades(Unnumbered):
    """`blockTrade`: executions outside the book, with ids that have holes."""

    __slots__ = ()

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _block_trade(frame).data
        if self._last and d.t <= int(self._last) and self._time >= d.T * 1000:
            return ()  # the same once more
        place = (self.exchange, self.symbol, self.native, d.T * 1000, now)
        return self.told(BlockTrade(*place, str(d.t), d.p, d.q, "sell" if d.m else "buy"))


class InverseCandles(Candles):
    """`kline` of inverse futures, which tells volume in contracts and in base units."""

    __slots__ = ("_size",)

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self._size = instrument.contract_size

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        return tuple(self._in_base(event) for event in super().received(frame, now))

    def _in_base(self, event: Event) -> Event:
        if not isinstance(event, Candle):
            return event
        base, quote = event.quote_volume, event.volume * self._size
        return msgspec.structs.replace(event, volume=base, quote_volume=quote)


class OtherCandles(Candles):
    """Candles that are no instrument's trades: of an index, of mark prices, of whatever contract is
    the nearest.
    """

    __slots__ = ("_kind", "_size")

    def __init__(
        self,
        exchange: str,
        instrument: Instrument,
        kind: type[IndexCandle] | type[MarkCandle] | type[ContinuousCandle],
    ) -> None:
        super().__init__(exchange, instrument)
        self._kind = kind
        self._size = instrument.contract_size if instrument.inverse else None

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        return tuple(self._become(event) for event in super().received(frame, now))

    def _become(self, event: Event) -> Event:
        if isinstance(event, Gap):
            return msgspec.structs.replace(event, channel=self._kind.channel)
        fields = {f: getattr(event, f) for f in self._kind.__struct_fields__}
        if self._size is not None and "volume" in fields:
            base, contracts = fields["quote_volume"], fields["volume"]
            fields |= {"volume": base, "quote_volume": contracts * self._size}
        return self._kind(**fields)


class LaterCandles(Candles):
    """`kline_<interval>@+08:00`: the interval's name says where its days begin."""

    __slots__ = ("_interval",)

    def __init__(self, exchange: str, instrument: Instrument, interval: str) -> None:
        super().__init__(exchange, instrument)
        self._interval = interval

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        return tuple(
            msgspec.structs.replace(event, interval=self._interval)
            for event in super().received(frame, now)
            if isinstance(event, Candle | Gap)
        )


class RpiBooks(Unnumbered):
    """`rpiDepth`: changes of a book that counts in what the other book does not."""

    __slots__ = ()

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = decode_depth(frame).data
        place = (self.exchange, self.symbol, self.native, d.E * 1000, now)
        return self.told(RpiBookDelta(*place, d.U, d.u, d.pu, d.b, d.a))


class Liquidations(Unnumbered):
    """`forceOrder`. What comes by two streams, the symbol's own and that of all, is told once."""

    __slots__ = ("_told", "_units")

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self._units = units(instrument)
        self._told: dict[bytes, None] = {}

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _order(frame).data.o
        key = msgspec.json.encode(d)
        if key in self._told:
            return ()
        self._told[key] = None
        if len(self._told) > _REPEATS:
            del self._told[next(iter(self._told))]
        side: Side = "sell" if d.S == "SELL" else "buy"
        place = (self.exchange, self.symbol, self.native, d.T * 1000, now)
        event = Liquidation(*place, d.p, d.q, side, d.ap or None, d.z, d.X)
        return self.told(event if self._units is None else self._units.counted(event))


class Delegates(Stream):
    """A stream of all symbols whose payloads are those of each symbol's own stream, one a frame."""

    __slots__ = ("_heard", "_market", "_own")

    def __init__(
        self,
        exchange: str,
        instrument: Instrument,
        own: Callable[[str], Stream | None],
        market: int,
    ) -> None:
        """`own` is the stream of a native symbol."""
        super().__init__(exchange, instrument)
        self._own = own
        self._market = market
        self._heard: set[Stream] = set()

    def interrupt(self) -> None:
        for stream in self._heard:
            stream.interrupt()

    def received(self, frame: bytes, now: int) -> Outcomes:
        payload = _address(frame).data
        address = payload.o or payload
        if address.st not in (0, self._market):
            return ()
        stream = self._own(address.s)
        if stream is None:
            return ()
        self._heard.add(stream)
        return stream.received(frame, now)


class Contracts(Unnumbered):
    """`!contractInfo`: what is listed, changed or ended, taught to the exchange."""

    __slots__ = ("_learn", "_market")

    def __init__(
        self,
        exchange: str,
        instrument: Instrument,
        learn: Callable[[ContractPayload], Instrument],
        market: int,
    ) -> None:
        super().__init__(exchange, instrument)
        self._learn = learn
        self._market = market

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _contract(frame).data
        if d.st not in (0, self._market):
            return ()
        return self.told(_status(self.exchange, self._learn(d), d, d.ct, now))


class OptionContracts(Unnumbered):
    """`!optionSymbol`: the same of options."""

    __slots__ = ("_learn",)

    def __init__(
        self, exchange: str, instrument: Instrument, learn: Callable[[OptionPayload], Instrument]
    ) -> None:
        super().__init__(exchange, instrument)
        self._learn = learn

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _option(frame).data
        return self.told(_status(self.exchange, self._learn(d), d, d.d, now))


def _status(
    exchange: str, of: Instrument, d: ContractPayload | OptionPayload, contract: str, now: int
) -> ContractStatus:
    times = [None if time is None else time * 1000 for time in (d.ot, d.dt)]
    place = (exchange, of.symbol, of.native, d.E * 1000, now)
    return ContractStatus(*place, contract, d.cs, *times)
