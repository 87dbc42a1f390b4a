"""Binance's REST answers from the simulated market."""

from collections.abc import Iterator, Mapping
from itertools import islice

from radist.simulator import binance_events as events
from radist.simulator.binance_query import Listing, Span
from radist.simulator.candles import Candle
from radist.simulator.candles import span as span_of
from radist.simulator.market import Market
from radist.simulator.matching import Trade
from radist.simulator.pairs import Pair
from radist.simulator.pit import AggTrade, Pit


class MarketAnswers:
    """Reads the pits; what it tells is what the streams have told by then."""

    def __init__(self, market: Market) -> None:
        self._market = market

    def listings(self) -> Mapping[str, Listing]:
        return {
            symbol: Listing(
                symbol,
                pit.pair.base,
                pit.pair.quote,
                pit.pair.price_text(1),
                pit.pair.size_text(1),
            )
            for symbol, pit in self._market.pits.items()
        }

    def depth(self, symbol: str, limit: int) -> object:
        return events.depth(self._pit(symbol), limit)

    def trades(self, symbol: str, span: Span, unit: int) -> object:
        pit = self._pit(symbol)
        if span.first_id is None:
            found = pit.trades.last(span.limit)
        else:
            found = pit.trades.since(span.first_id, span.limit)
        return [_trade(pit.pair, trade, unit) for trade in found]

    def agg_trades(self, symbol: str, span: Span, unit: int) -> object:
        pit = self._pit(symbol)
        if span.first_id is not None:
            found = pit.aggregates.since(span.first_id, span.limit)
        else:
            found = pit.aggregates.between(span.begin, span.end, span.limit)
        return [_agg_trade(pit.pair, entry, unit) for entry in found]

    def klines(self, symbol: str, interval: str, span: Span, unit: int, offset: int) -> object:
        pit = self._pit(symbol)
        return [
            _kline(pit, pit.series.candle(interval, begin, offset), interval, unit, offset)
            for begin in begins(pit, interval, span, self._market.now, offset)
        ]

    def avg_price(self, symbol: str, unit: int) -> object:
        pit = self._pit(symbol)
        last = pit.last
        return {
            "mins": 5,
            "price": events.average(pit, self._market.now),
            "closeTime": (last.time if last else self._market.now) // unit,
        }

    def day_ticker(self, symbol: str, unit: int, *, mini: bool) -> object:
        pit, now = self._pit(symbol), self._market.now
        window, before = pit.day(now)
        if mini:
            return _mini(pit.pair, window, now, unit)
        pair, top, last = pit.pair, pit.top, pit.last
        return _full(pair, window, now, unit) | {
            "prevClosePrice": pair.price_text(before),
            "lastQty": pair.size_text(last.size if last else 0),
            "bidPrice": pair.price_text(top.bid),
            "bidQty": pair.size_text(top.bid_size),
            "askPrice": pair.price_text(top.ask),
            "askQty": pair.size_text(top.ask_size),
        }

    def window_ticker(self, symbol: str, width: int, unit: int, *, mini: bool) -> object:
        pit, now = self._pit(symbol), self._market.now
        shape = _mini if mini else _full
        return shape(pit.pair, pit.window(width, now), now, unit)

    def price(self, symbol: str) -> object:
        pit = self._pit(symbol)
        window = pit.day(self._market.now)[0]
        return {"symbol": symbol, "price": pit.pair.price_text(window.close)}

    def book_ticker(self, symbol: str) -> object:
        pair, top = self._pit(symbol).pair, self._pit(symbol).top
        return {
            "symbol": symbol,
            "bidPrice": pair.price_text(top.bid),
            "bidQty": pair.size_text(top.bid_size),
            "askPrice": pair.price_text(top.ask),
            "askQty": pair.size_text(top.ask_size),
        }

    def _pit(self, symbol: str) -> Pit:
        return self._market.pits[symbol]


def begins(pit: Pit, interval: str, span: Span, now: int, offset: int = 0) -> list[int]:
    """Where the candles of a span begin, ascending."""
    walk = _backwards if span.begin is None else _forwards
    return sorted(islice(walk(pit, interval, span, now, offset), span.limit))


def _backwards(pit: Pit, interval: str, span: Span, now: int, offset: int) -> Iterator[int]:
    """The latest candles that begin no later than the end."""
    time = now if span.end is None else min(span.end, now)
    oldest = pit.series.oldest(interval)
    while (begin := span_of(interval, time, offset)[0]) >= oldest:
        yield begin
        time = begin - 1


def _forwards(pit: Pit, interval: str, span: Span, now: int, offset: int) -> Iterator[int]:
    """The oldest candles that begin at the begin or later."""
    time = max(span.begin or 0, pit.series.oldest(interval))
    last = now if span.end is None else min(span.end, now)
    begin, after = span_of(interval, time, offset)
    time = begin if begin == time else after
    while time <= last:
        yield time
        time = span_of(interval, time, offset)[1]


def _trade(pair: Pair, entry: Trade, unit: int) -> dict[str, object]:
    return {
        "id": entry.id,
        "price": pair.price_text(entry.price),
        "qty": pair.size_text(entry.size),
        "quoteQty": pair.worth_text(entry.price * entry.size),
        "time": entry.time // unit,
        "isBuyerMaker": entry.buyer_is_maker,
        "isBestMatch": True,
    }


def _agg_trade(pair: Pair, entry: AggTrade, unit: int) -> dict[str, object]:
    return {
        "a": entry.id,
        "p": pair.price_text(entry.price),
        "q": pair.size_text(entry.size),
        "f": entry.first_id,
        "l": entry.last_id,
        "T": entry.time // unit,
        "m": entry.buyer_is_maker,
        "M": True,
    }


def _kline(pit: Pit, candle: Candle, interval: str, unit: int, offset: int) -> list[object]:
    pair = pit.pair
    begin, end = span_of(interval, candle.time, offset)
    return [
        begin // unit,
        pair.price_text(candle.open),
        pair.price_text(candle.high),
        pair.price_text(candle.low),
        pair.price_text(candle.close),
        pair.size_text(candle.volume),
        end // unit - 1,
        pair.worth_text(candle.quote),
        candle.count,
        pair.size_text(candle.taker_volume),
        pair.worth_text(candle.taker_quote),
        "0",
    ]


def _mini(pair: Pair, window: Candle, now: int, unit: int) -> dict[str, object]:
    return {
        "symbol": pair.symbol,
        "openPrice": pair.price_text(window.open),
        "highPrice": pair.price_text(window.high),
        "lowPrice": pair.price_text(window.low),
        "lastPrice": pair.price_text(window.close),
        "volume": pair.size_text(window.volume),
        "quoteVolume": pair.worth_text(window.quote),
        "openTime": window.time // unit,
        "closeTime": now // unit,
        "firstId": window.first_id,
        "lastId": window.last_id,
        "count": window.count,
    }


def _full(pair: Pair, window: Candle, now: int, unit: int) -> dict[str, object]:
    return _mini(pair, window, now, unit) | {
        "priceChange": pair.price_text(window.close - window.open),
        "priceChangePercent": events.percent(window),
        "weightedAvgPrice": events.mean(pair, window.quote, window.volume),
    }
