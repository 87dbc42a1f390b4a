"""Bybit's tickers: one stream for statistics, mark price, funding and open interest.

On futures a message tells only what has changed since the one before; what leaves here is whole.
https://bybit-exchange.github.io/docs/v5/websocket/public/ticker
"""

from collections.abc import Callable, Collection
from typing import Any

import msgspec

from radist.derivatives import FundingRate, Greeks, MarkPrice, OpenInterest
from radist.errors import ExchangeError
from radist.exchanges import _bybit_payloads as payloads
from radist.exchanges._bybit_payloads import TickerRow
from radist.exchanges._units import units
from radist.exchanges.base import Stream
from radist.model import Event, Instrument, Quote, Ticker

Place = tuple[str, str, str, int, int]
Part = Callable[[Instrument, TickerRow, Place], Event | None]
"""An event of a ticker, where it has what that takes."""

_TOP = frozenset("bid1Price bid1Size ask1Price ask1Size".split())
_PRICES = frozenset("lastPrice highPrice24h lowPrice24h prevPrice24h".split())
_DAY = _PRICES | frozenset("volume24h turnover24h price24hPcnt change24h".split())
_MARK = frozenset("markPrice indexPrice predictedDeliveryPrice".split())
_FUNDING = frozenset("fundingRate nextFundingTime fundingIntervalHour".split())
_INTEREST = frozenset("openInterest singleOpenInterest openInterestValue".split())
_VOLATILITY = frozenset("bidIv askIv markPriceIv".split())
_GREEKS = _VOLATILITY | frozenset("delta gamma vega theta".split())
_OPTION_TOP = frozenset("bidPrice bidSize askPrice askSize".split())


def _ticker(of: Instrument, d: TickerRow, place: Place) -> Event | None:
    if d.lastPrice is None or d.highPrice24h is None or d.lowPrice24h is None:
        return None
    price, before = d.lastPrice, d.prevPrice24h
    change = d.price24hPcnt if d.change24h is None else d.change24h
    if before is None:  # options tell the change only, as a fraction
        before = price / (1.0 + change) if change is not None and change > -1.0 else price
    base, quote = d.volume24h or 0.0, d.turnover24h or 0.0
    if of.inverse:
        base, quote = quote, base
    bid, bids = _best(of, d.bidPrice, d.bidSize, d.bid1Price, d.bid1Size)
    ask, asks = _best(of, d.askPrice, d.askSize, d.ask1Price, d.ask1Size)
    return Ticker(
        *place,
        price,
        before,
        d.highPrice24h,
        d.lowPrice24h,
        base,
        quote,
        price_change=round(price - before, 10),
        price_change_percent=None if change is None else round(change * 100, 10),
        bid_price=bid,
        bid_quantity=bids,
        ask_price=ask,
        ask_quantity=asks,
    )


def _best(
    of: Instrument,
    price: float | None,
    size: float | None,
    price1: float | None,
    size1: float | None,
) -> tuple[float | None, float | None]:
    """A best price and the quantity at it; options call both otherwise."""
    price, size = price if price1 is None else price1, size if size1 is None else size1
    by = units(of)
    if by is None or price is None or size is None:
        return price, size
    return price, by.quantity(size, price)


def _mark(of: Instrument, d: TickerRow, place: Place) -> Event | None:
    if d.markPrice is None:
        return None
    return MarkPrice(*place, d.markPrice, d.indexPrice, d.predictedDeliveryPrice or None)


def _funding(of: Instrument, d: TickerRow, place: Place) -> Event | None:
    if d.fundingRate is None or not d.nextFundingTime:  # dated contracts have none
        return None
    due, hours = d.nextFundingTime * 1000, d.fundingIntervalHour
    return FundingRate(*place, d.fundingRate, due, hours, source="stream")


def _interest(of: Instrument, d: TickerRow, place: Place) -> Event | None:
    """One side of what is open: `openInterest` counts both, and was alone until June 2026. Inverse
    contracts are reckoned at the mark price.
    """
    if d.openInterest is None:
        return None
    single, worth = d.singleOpenInterest, d.openInterestValue
    quantity = d.openInterest / 2 if single is None else single
    if (by := units(of)) is not None:
        base = None if d.markPrice is None else by.quantity(quantity, d.markPrice)
        worth = quantity * of.contract_size
        return OpenInterest(*place, base, worth, quantity, source="stream")
    if d.singleOpenInterestValue is not None:
        value: float | None = d.singleOpenInterestValue
    else:
        value = None if worth is None else worth / 2
    return OpenInterest(*place, quantity, value, source="stream")


def _option_interest(of: Instrument, d: TickerRow, place: Place) -> Event | None:
    if d.openInterest is None:
        return None
    return OpenInterest(*place, d.openInterest, source="stream")


def _option_quote(of: Instrument, d: TickerRow, place: Place) -> Event | None:
    if d.bidPrice is None or d.askPrice is None:
        return None
    return Quote(*place, "", d.bidPrice, d.bidSize or 0.0, d.askPrice, d.askSize or 0.0)


def _greeks(of: Instrument, d: TickerRow, place: Place) -> Event | None:
    if d.delta is None or d.gamma is None or d.theta is None or d.vega is None:
        return None
    volatilities = (d.markPriceIv or None, d.bidIv or None, d.askIv or None)
    return Greeks(*place, d.delta, d.gamma, d.theta, d.vega, *volatilities)


Parts = tuple[tuple[frozenset[str], Part], ...]
SPOT: Parts = ((_DAY, _ticker),)
FUTURES: Parts = (
    (_DAY | _TOP, _ticker),
    (_MARK, _mark),
    (_FUNDING, _funding),
    (_INTEREST, _interest),
)
OPTIONS: Parts = (
    (_DAY | _OPTION_TOP, _ticker),
    (_OPTION_TOP, _option_quote),
    (_MARK, _mark),
    (_GREEKS, _greeks),
    (frozenset({"openInterest"}), _option_interest),
)
"""By what has changed: which events follow."""


class Tickers(Stream):
    """`tickers`: what is told of one instrument is kept, and completed by what comes."""

    __slots__ = ("_instrument", "_parts", "_state")

    def __init__(self, exchange: str, instrument: Instrument, parts: Parts) -> None:
        super().__init__(exchange, instrument)
        self._instrument = instrument
        self._parts = parts
        self._state: dict[str, Any] = {}

    def interrupt(self) -> None:
        self._state = {}

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        message = payloads.tickers(frame)
        state, changed = message.data, message.data.keys()
        if message.type == "delta":
            if not self._state:
                raise ExchangeError(f"a change of a ticker that has not begun: {self.native}")
            state = self._state | state
        told = {name: value for name, value in state.items() if value != ""}
        row = msgspec.convert(told, TickerRow, strict=False)
        self._state = state  # not before it has proven to make sense
        place = (self.exchange, self.symbol, self.native, message.ts * 1000, now)
        return self._events(row, changed, place)

    def _events(self, row: TickerRow, changed: Collection[str], place: Place) -> tuple[Event, ...]:
        found = (
            part(self._instrument, row, place)
            for names, part in self._parts
            if not names.isdisjoint(changed)
        )
        return tuple(event for event in found if event is not None)
