"""What becomes of the Binance family's states: a payload, of one instrument or of many, to events.

Spot: https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
Derivatives: https://developers.binance.com/docs/derivatives
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from radist.derivatives import (
    AssetIndex,
    Component,
    CompositeIndex,
    FundingRate,
    Greeks,
    IndexPrice,
    MarkPrice,
    OpenInterest,
    TradingSession,
)
from radist.exchanges import _binance_payloads as payloads
from radist.exchanges._binance_streams import decoder
from radist.exchanges._units import units
from radist.exchanges.base import Stream
from radist.model import (
    AveragePrice,
    BookSnapshot,
    Event,
    Instrument,
    MiniTicker,
    ReferencePrice,
    RollingTicker,
    Ticker,
)

Events = tuple[Event, ...]
Find = Callable[[str], Instrument | None]
"""The instrument of a native symbol."""


class Kind(NamedTuple):
    """A payload, and what it becomes, given exchange, instrument and time of arrival."""

    payload: type[Any]
    events: Callable[[str, Instrument, Any, int], Events]


class State(Stream):
    """A state of one instrument."""

    __slots__ = ("_decode", "_events", "_instrument")

    def __init__(self, exchange: str, instrument: Instrument, kind: Kind) -> None:
        super().__init__(exchange, instrument)
        self._instrument = instrument
        self._events = kind.events
        self._decode = decoder(kind.payload)

    def received(self, frame: bytes, now: int) -> Events:
        return self._events(self.exchange, self._instrument, self._decode(frame).data, now)


class States(Stream):
    """A list of states. Elements of the sister market (`st`) are left out, and so are symbols that
    `find` does not know.
    """

    __slots__ = ("_decode", "_events", "_find", "_market")

    def __init__(
        self, exchange: str, instrument: Instrument, kind: Kind, find: Find, market: int
    ) -> None:
        super().__init__(exchange, instrument)
        self._events = kind.events
        self._decode = decoder(list[kind.payload])  # type: ignore[name-defined]
        self._find = find
        self._market = market

    def received(self, frame: bytes, now: int) -> Events:
        events: list[Event] = []
        for row in self._decode(frame).data:
            if row.st not in (0, self._market):
                continue
            if instrument := self._find(row.s):
                events += self._events(self.exchange, instrument, row, now)
        return tuple(events)


def _place(
    exchange: str, instrument: Instrument, time: int, now: int
) -> tuple[str, str, str, int, int]:
    return exchange, instrument.symbol, instrument.native, time * 1000, now


def _day(of: Instrument, d: Any) -> tuple[float, float, float, float, float, float]:
    """Prices and volumes of tickers. Of inverse futures `v` counts contracts and `q` is in base
    units: turned into base and quote units.
    """
    volumes = (d.q, d.v * of.contract_size) if of.inverse else (d.v, d.q)
    return d.c, d.o, d.h, d.l, *volumes


def _ticker(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    change = (d.p, d.P, d.w, d.n, d.b, d.B, d.a, d.A)
    return (Ticker(*_place(exchange, of, d.E, now), *_day(of, d), *change),)


def _mini_ticker(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    return (MiniTicker(*_place(exchange, of, d.E, now), *_day(of, d)),)


def _rolling_ticker(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    window = d.e.removesuffix("Ticker")
    change = (d.p, d.P, d.w, d.n)
    return (RollingTicker(*_place(exchange, of, d.E, now), window, *_day(of, d), *change),)


def _average(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    return (AveragePrice(*_place(exchange, of, d.E, now), d.w, d.i),)


def _reference(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    return (ReferencePrice(*_place(exchange, of, d.t, now), d.r),)


def _mark(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    # Plain arguments, not a `_place` to unpack: 200 ns for the two.
    symbol, native, time = of.symbol, of.native, d.E * 1000
    mark = MarkPrice(exchange, symbol, native, time, now, d.p, d.i, d.P, d.ap)
    if d.r == "" or not d.T:
        return (mark,)
    funded = d.T * 1000
    return (
        mark,
        FundingRate(exchange, symbol, native, time, now, d.r, funded, source="stream"),
    )


def _mark_and_index(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    """Where the index has no stream of its own."""
    events = _mark(exchange, of, d, now)
    if d.i is None or of.native != (of.pair or of.native):
        return events
    pair = (f"{of.base}/{of.quote}", of.native, d.E * 1000, now)
    return (*events, IndexPrice(exchange, *pair, d.i))


def _index(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    return (IndexPrice(*_place(exchange, of, d.E, now), d.p),)


def _composite(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    parts = [Component(c.b, c.q, c.w, c.W, c.i) for c in d.c]
    return (CompositeIndex(*_place(exchange, of, d.E, now), d.p, parts),)


def _asset(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    figures = (d.i, d.b, d.a, d.B, d.A, d.q, d.g, d.Q, d.G)
    return (AssetIndex(*_place(exchange, of, d.E, now), *figures),)


def _session(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    market = d.e.removesuffix("Update").upper()
    return (TradingSession(exchange, market, d.e, d.E * 1000, now, d.S, d.t * 1000, d.T * 1000),)


def _volatility(value: float) -> float | None:
    return None if value < 0 else value


def _option_mark(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    place = _place(exchange, of, d.E, now)
    volatilities = (_volatility(d.vo), _volatility(d.b), _volatility(d.a))
    return (
        MarkPrice(*place, d.mp, d.i, d.P),
        Greeks(*place, d.d, d.g, d.t, d.v, *volatilities, d.rf),
    )


def _interest(exchange: str, of: Instrument, d: Any, now: int) -> Events:
    return (OpenInterest(*_place(exchange, of, d.E, now), d.o, d.h, source="stream"),)


def asked_interest(exchange: str, of: Instrument, d: payloads.InterestBody, now: int) -> Event:
    """Open interest that was asked for, and no price with it: of inverse futures, whose contracts
    are worth quote units, it tells the value only, of the others the quantity.
    """
    place, contracts = _place(exchange, of, d.time, now), d.openInterest
    if of.inverse:
        return OpenInterest(*place, None, contracts * of.contract_size, contracts, source="rest")
    return OpenInterest(*place, contracts, source="rest")


TICKER = Kind(payloads.TickerRow, _ticker)
MINI_TICKER = Kind(payloads.MiniTickerRow, _mini_ticker)
ROLLING_TICKER = Kind(payloads.WindowRow, _rolling_ticker)
AVERAGE = Kind(payloads.AveragePayload, _average)
REFERENCE = Kind(payloads.ReferencePayload, _reference)
MARK = Kind(payloads.MarkPayload, _mark)
MARK_AND_INDEX = Kind(payloads.MarkPayload, _mark_and_index)
INDEX = Kind(payloads.IndexPayload, _index)
COMPOSITE = Kind(payloads.CompositePayload, _composite)
ASSET = Kind(payloads.AssetPayload, _asset)
SESSION = Kind(payloads.SessionPayload, _session)
OPTION_MARK = Kind(payloads.OptionMarkPayload, _option_mark)
INTEREST = Kind(payloads.InterestPayload, _interest)


def picture(depth: int) -> Kind:
    """The best levels of a derivative's book."""

    def events(exchange: str, of: Instrument, d: Any, now: int) -> Events:
        book, by = BookSnapshot(*_place(exchange, of, d.E, now), d.u, d.b, d.a, depth), units(of)
        return (book if by is None else by.counted(book),)

    return Kind(payloads.PicturePayload, events)


def spot_picture(depth: int) -> Kind:
    """The best levels of a book on spot, which tells no time."""

    def events(exchange: str, of: Instrument, d: Any, now: int) -> Events:
        place = (exchange, of.symbol, of.native, None, now)
        return (BookSnapshot(*place, d.lastUpdateId, d.bids, d.asks, depth),)

    return Kind(payloads.SpotPicturePayload, events)
