"""The streams of OKX that tell a state whole each time, of one instrument or of many.

https://www.okx.com/docs-v5/en/#public-data-websocket
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from msgspec import UNSET

from radist.derivatives import (
    ContractStatus,
    FundingRate,
    Greeks,
    IndexPrice,
    Liquidation,
    MarkPrice,
    OpenInterest,
)
from radist.exchanges import _okx_payloads as payloads
from radist.exchanges._okx_payloads import rows
from radist.exchanges._okx_streams import levels
from radist.exchanges._units import units
from radist.exchanges.base import Stream, gap
from radist.model import BookSnapshot, Event, Instrument, Ticker

Find = Callable[[str], Instrument | None]
"""The instrument of a native symbol."""
Learn = Callable[[payloads.InstrumentPayload], Instrument | None]
"""Takes note of an instrument; None where it was known so."""
Place = tuple[str, str, str, int, int]
_listed = rows(payloads.InstrumentPayload)


class Kind(NamedTuple):
    """A payload, and what it becomes, given exchange, instrument and time of arrival."""

    payload: type[Any]
    events: Callable[[str, Instrument, Any, int], Iterable[Event]]


class State(Stream):
    """A state of one instrument."""

    __slots__ = ("_decode", "_events", "_instrument")

    def __init__(self, exchange: str, instrument: Instrument, kind: Kind) -> None:
        super().__init__(exchange, instrument)
        self._instrument = instrument
        self._events = kind.events
        self._decode = rows(kind.payload)

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        exchange, of, events = self.exchange, self._instrument, self._events
        return tuple(e for d in self._decode(frame).data for e in events(exchange, of, d, now))


class States(Stream):
    """States of many instruments; of those that `find` does not know nothing is told."""

    __slots__ = ("_decode", "_events", "_find")

    def __init__(self, exchange: str, instrument: Instrument, kind: Kind, find: Find) -> None:
        super().__init__(exchange, instrument)
        self._events = kind.events
        self._decode = rows(kind.payload)
        self._find = find

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        events: list[Event] = []
        for d in self._decode(frame).data:
            if of := self._find(d.instId):
                events += self._events(self.exchange, of, d, now)
        return tuple(events)


class Listings(Stream):
    """`instruments`: all of a type as soon as it is asked for, then each that changes; told is what
    was not known so.
    """

    __slots__ = ("_learn",)

    def __init__(self, exchange: str, instrument: Instrument, learn: Learn) -> None:
        super().__init__(exchange, instrument)
        self._learn = learn

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        rows = _listed(frame).data
        return tuple(self._status(d, of, now) for d in rows if (of := self._learn(d)))

    def _status(self, d: payloads.InstrumentPayload, of: Instrument, now: int) -> Event:
        onboard = d.listTime * 1000 if d.listTime else None
        place = (self.exchange, of.symbol, of.native, None, now)
        return ContractStatus(*place, d.ctType or d.instType, d.state, onboard, of.expiry)


class Liquidations(States):
    """`liquidation-orders`, of which the exchange does not send all: whenever its socket was gone,
    some of what it would have sent may be missing.
    """

    __slots__ = ("_owed", "_since")

    def __init__(self, exchange: str, instrument: Instrument, find: Find) -> None:
        super().__init__(exchange, instrument, _LIQUIDATION, find)
        self._since: dict[str, int] = {}
        """By native symbol, when the latest one happened."""
        self._owed: set[str] = set()
        """Of which it has not been told yet that some may be missing."""

    def interrupt(self) -> None:
        self._owed = set(self._since)

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        return tuple(e for event in super().received(frame, now) for e in self._told(event))

    def _told(self, event: Event) -> Iterable[Event]:
        since = self._since.get(event.native, 0)
        self._since[event.native] = event.time_exchange or event.time_received
        if event.native in self._owed:
            self._owed.discard(event.native)
            yield gap(event, "reconnect", since)
        yield event


def _place(exchange: str, of: Instrument, time: int, now: int) -> Place:
    return exchange, of.symbol, of.native, time * 1000, now


def _or_none(value: Any) -> Any:
    """Nothing is an empty text there."""
    return None if value == "" else value


def _or_zero(value: Any) -> Any:
    return 0.0 if value == "" else value


def _short(value: float) -> float:
    """Without what binary numbers would add to a difference."""
    return float(f"{value:.10g}")


def _ticker(exchange: str, of: Instrument, d: Any, now: int) -> Iterable[Event]:
    """Of spot `vol24h` is in base and `volCcy24h` in quote units; of derivatives they are contracts
    and base units, and in quote units it is known where contracts are of quote units.
    """
    if of.kind == "spot":
        base, quote = d.vol24h, d.volCcy24h
    else:
        base, quote = d.volCcy24h, d.vol24h * of.contract_size if of.inverse else None
    last, begun = _or_zero(d.last), _or_zero(d.open24h)
    bid, bids = _best(of, d.bidPx, d.bidSz)
    ask, asks = _best(of, d.askPx, d.askSz)
    # fmt: off
    return (
        Ticker(
            *_place(exchange, of, d.ts, now),
            last, begun, _or_zero(d.high24h), _or_zero(d.low24h), base, quote,
            _short(last - begun) if begun else None,
            _short(100 * (last - begun) / begun) if begun else None,
            None, None, bid, bids, ask, asks,
        ),
    )
    # fmt: on


def _best(of: Instrument, price: Any, size: Any) -> tuple[float | None, float | None]:
    """A best price and what is offered at it; None where there is none."""
    if price == "" or size == "":
        return _or_none(price), None
    by = units(of)
    return price, size if by is None else by.quantity(size, price)


def _mark(exchange: str, of: Instrument, d: Any, now: int) -> Iterable[Event]:
    return (MarkPrice(*_place(exchange, of, d.ts, now), d.markPx),)


def _index(exchange: str, of: Instrument, d: Any, now: int) -> Iterable[Event]:
    return (IndexPrice(*_place(exchange, of, d.ts, now), d.idxPx),)


def _funding(exchange: str, of: Instrument, d: Any, now: int) -> Iterable[Event]:
    """The interval is told by the times of two payments."""
    if d.prevFundingTime:
        interval = d.fundingTime - d.prevFundingTime
    else:
        interval = d.nextFundingTime - d.fundingTime if d.nextFundingTime else 0
    time = d.ts * 1000 if d.ts else None
    place = (exchange, of.symbol, of.native, time, now)
    hours = interval / 3_600_000 or None
    return (FundingRate(*place, d.fundingRate, d.fundingTime * 1000, hours, source="stream"),)


def _interest(exchange: str, of: Instrument, d: Any, now: int) -> Iterable[Event]:
    """Its value is known where contracts are of quote units, and where these are dollars."""
    value = _or_none(d.oiUsd) if of.quote == "USD" else None
    if of.inverse:
        value = d.oi * of.contract_size
    place, contracts = _place(exchange, of, d.ts, now), UNSET if units(of) is None else d.oi
    return (OpenInterest(*place, d.oiCcy, value, contracts, source="stream"),)


def _orders(exchange: str, of: Instrument, d: Any, now: int) -> Iterable[Event]:
    by = units(of)
    for order in d.details:
        place = _place(exchange, of, order.ts, now)
        event = Liquidation(*place, order.bkPx, order.sz, order.side)
        yield event if by is None else by.counted(event)


def _summary(exchange: str, of: Instrument, d: Any, now: int) -> Iterable[Event]:
    greeks = (d.deltaBS, d.gammaBS, d.thetaBS, d.vegaBS)
    volatilities = (_or_none(d.markVol), _or_none(d.bidVol), _or_none(d.askVol))
    return (Greeks(*_place(exchange, of, d.ts, now), *greeks, *volatilities),)


TICKER = Kind(payloads.TickerPayload, _ticker)
MARK = Kind(payloads.MarkPayload, _mark)
INDEX = Kind(payloads.IndexPayload, _index)
FUNDING = Kind(payloads.FundingPayload, _funding)
INTEREST = Kind(payloads.InterestPayload, _interest)
SUMMARY = Kind(payloads.SummaryPayload, _summary)
_LIQUIDATION = Kind(payloads.LiquidationPayload, _orders)


def picture(depth: int) -> Kind:
    """The best levels of a book."""

    def events(exchange: str, of: Instrument, d: Any, now: int) -> Iterable[Event]:
        place, by = _place(exchange, of, d.ts, now), units(of)
        return (BookSnapshot(*place, d.seqId, levels(d.bids, by), levels(d.asks, by), depth),)

    return Kind(payloads.Ladder, events)
