"""Binance's stream payloads, key for key, from what is in the pits.

`unit` is how many microseconds one unit of time on the wire has: 1,000, or 1 where a client asked
for timeUnit=MICROSECOND.
"""

from collections.abc import Iterable

import msgspec

from radist.simulator.candles import Candle, span
from radist.simulator.matching import Top, Trade
from radist.simulator.pairs import DECIMALS, Pair, decimal
from radist.simulator.pit import AggTrade, Pit

MILLISECOND = 1_000
encode = msgspec.json.encode
Levels = list[tuple[str, str]]


def trade(pair: Pair, entry: Trade, unit: int) -> dict[str, object]:
    time = entry.time // unit
    return {
        "e": "trade",
        "E": time,
        "s": pair.symbol,
        "t": entry.id,
        "p": pair.price_text(entry.price),
        "q": pair.size_text(entry.size),
        "T": time,
        "m": entry.buyer_is_maker,
        "M": True,
    }


def block_trade(pair: Pair, after: Trade, size: int, unit: int) -> dict[str, object]:
    """What two parties agreed on beside the book, at the price of the trade before it."""
    time = after.time // unit
    return {
        "e": "blockTrade",
        "E": time,
        "s": pair.symbol,
        "t": after.id // size,
        "p": pair.price_text(after.price),
        "q": pair.size_text(max(1, round(pair.lots)) * size),
        "T": time,
        "m": after.buyer_is_maker,
    }


def agg_trade(pair: Pair, entry: AggTrade, unit: int) -> dict[str, object]:
    time = entry.time // unit
    return {
        "e": "aggTrade",
        "E": time,
        "s": pair.symbol,
        "a": entry.id,
        "p": pair.price_text(entry.price),
        "q": pair.size_text(entry.size),
        "f": entry.first_id,
        "l": entry.last_id,
        "T": time,
        "m": entry.buyer_is_maker,
        "M": True,
    }


def book_ticker(pair: Pair, top: Top, update_id: int) -> dict[str, object]:
    return {
        "u": update_id,
        "s": pair.symbol,
        "b": pair.price_text(top.bid),
        "B": pair.size_text(top.bid_size),
        "a": pair.price_text(top.ask),
        "A": pair.size_text(top.ask_size),
    }


def kline(
    pit: Pit, interval: str, candle: Candle, now: int, unit: int, offset: int = 0
) -> dict[str, object]:
    pair = pit.pair
    begin, end = span(interval, candle.time, offset)
    return {
        "e": "kline",
        "E": now // unit,
        "s": pair.symbol,
        "k": {
            "t": begin // unit,
            "T": end // unit - 1,
            "s": pair.symbol,
            "i": interval,
            "f": candle.first_id,
            "L": candle.last_id,
            "o": pair.price_text(candle.open),
            "c": pair.price_text(candle.close),
            "h": pair.price_text(candle.high),
            "l": pair.price_text(candle.low),
            "v": pair.size_text(candle.volume),
            "n": candle.count,
            "x": now >= end,
            "q": pair.worth_text(candle.quote),
            "V": pair.size_text(candle.taker_volume),
            "Q": pair.worth_text(candle.taker_quote),
            "B": "0",
        },
    }


def mini_ticker(pit: Pit, now: int, unit: int) -> dict[str, object]:
    pair, window = pit.pair, pit.day(now)[0]
    return {
        "e": "24hrMiniTicker",
        "E": now // unit,
        "s": pair.symbol,
        "c": pair.price_text(window.close),
        "o": pair.price_text(window.open),
        "h": pair.price_text(window.high),
        "l": pair.price_text(window.low),
        "v": pair.size_text(window.volume),
        "q": pair.worth_text(window.quote),
    }


def ticker(pit: Pit, now: int, unit: int) -> dict[str, object]:
    pair, top, last = pit.pair, pit.top, pit.last
    window, before = pit.day(now)
    return {
        "e": "24hrTicker",
        "E": now // unit,
        "s": pair.symbol,
        "p": pair.price_text(window.close - window.open),
        "P": percent(window),
        "w": mean(pair, window.quote, window.volume),
        "x": pair.price_text(before),
        "c": pair.price_text(window.close),
        "Q": pair.size_text(last.size if last else 0),
        "b": pair.price_text(top.bid),
        "B": pair.size_text(top.bid_size),
        "a": pair.price_text(top.ask),
        "A": pair.size_text(top.ask_size),
        "o": pair.price_text(window.open),
        "h": pair.price_text(window.high),
        "l": pair.price_text(window.low),
        "v": pair.size_text(window.volume),
        "q": pair.worth_text(window.quote),
        "O": window.time // unit,
        "C": now // unit,
        "F": window.first_id,
        "L": window.last_id,
        "n": window.count,
    }


def window_ticker(pit: Pit, name: str, width: int, now: int, unit: int) -> dict[str, object]:
    pair, window = pit.pair, pit.window(width, now)
    return {
        "e": f"{name}Ticker",
        "E": now // unit,
        "s": pair.symbol,
        "p": pair.price_text(window.close - window.open),
        "P": percent(window),
        "o": pair.price_text(window.open),
        "h": pair.price_text(window.high),
        "l": pair.price_text(window.low),
        "c": pair.price_text(window.close),
        "w": mean(pair, window.quote, window.volume),
        "v": pair.size_text(window.volume),
        "q": pair.worth_text(window.quote),
        "O": window.time // unit,
        "C": now // unit,
        "F": window.first_id,
        "L": window.last_id,
        "n": window.count,
    }


def avg_price(pit: Pit, now: int, unit: int) -> dict[str, object]:
    last = pit.last
    return {
        "e": "avgPrice",
        "E": now // unit,
        "s": pit.pair.symbol,
        "i": "5m",
        "w": average(pit, now),
        "T": (last.time if last else now) // unit,
    }


def reference_price(pit: Pit, now: int, unit: int) -> dict[str, object]:
    return {
        "e": "referencePrice",
        "s": pit.pair.symbol,
        "r": average(pit, now),
        "t": now // unit,
    }


def depth(pit: Pit, limit: int) -> dict[str, object]:
    """The book as REST and the partial depth streams give it."""
    pair, book = pit.pair, pit.book
    return {
        "lastUpdateId": book.update_id,
        "bids": _levels(pair, book.bids.levels(limit)),
        "asks": _levels(pair, book.asks.levels(limit)),
    }


def depth_update(
    pit: Pit, changed: Iterable[tuple[bool, int]], first_id: int, now: int, unit: int
) -> dict[str, object]:
    pair, book = pit.pair, pit.book
    levels = sorted(changed)
    bids = [(price, book.bids.size(price)) for is_bid, price in reversed(levels) if is_bid]
    asks = [(price, book.asks.size(price)) for is_bid, price in levels if not is_bid]
    return {
        "e": "depthUpdate",
        "E": now // unit,
        "s": pair.symbol,
        "U": first_id,
        "u": book.update_id,
        "b": _levels(pair, bids),
        "a": _levels(pair, asks),
    }


def wrapped(stream: str, payload: bytes) -> bytes:
    """A payload as combined streams have it."""
    return b'{"stream":%b,"data":%b}' % (encode(stream), payload)


def percent(window: Candle) -> str:
    """The change in percent with three decimals."""
    change = round((window.close - window.open) * 100_000 / window.open)
    return decimal(change, 3)[:-5]


def mean(pair: Pair, worth: int, volume: int) -> str:
    """Mean price, rounded half up to eight decimals."""
    if not volume:
        return decimal(0, 0)
    scaled = worth * 10 ** (DECIMALS - pair.price_digits)
    return decimal((2 * scaled + volume) // (2 * volume), DECIMALS)


def average(pit: Pit, now: int) -> str:
    """The mean price of the last five minutes."""
    return mean(pit.pair, *pit.average(now))


def _levels(pair: Pair, levels: list[tuple[int, int]]) -> Levels:
    return [(pair.price_text(price), pair.size_text(size)) for price, size in levels]
