"""Payloads of Binance's option streams, key for key and in the order they are sent."""

from radist.simulator.binance_events import MILLISECOND, percent
from radist.simulator.binance_futures_events import levels, wire_id
from radist.simulator.binance_options_market import UNDERLYING, option_of
from radist.simulator.candles import Candle, span
from radist.simulator.matching import Trade
from radist.simulator.options import OptionContract
from radist.simulator.pit import Pit

Payload = dict[str, object]
Sides = tuple[list[tuple[int, int]], list[tuple[int, int]]]


def trade(option: OptionContract, entry: Trade, now: int) -> Payload:
    return {
        "e": "trade",
        "E": now // MILLISECOND,
        "T": entry.time // MILLISECOND,
        "s": option.symbol,
        "t": entry.id,
        "p": option.price_text(entry.price),
        "q": option.size_text(entry.size),
        "X": "MARKET",
        "S": "SELL" if entry.buyer_is_maker else "BUY",
        "m": entry.buyer_is_maker,
    }


def ticker(pit: Pit, now: int) -> Payload:
    option, last, window = option_of(pit), pit.last, pit.day(now)[0]
    return {
        "e": "24hrTicker",
        "E": now // MILLISECOND,
        "s": option.symbol,
        "p": option.price_text(window.close - window.open),
        "P": percent(window),
        "w": option.mean_text(window.quote, window.volume),
        "c": option.price_text(window.close),
        "Q": option.size_text(last.size if last else 0),
        "o": option.price_text(window.open),
        "h": option.price_text(window.high),
        "l": option.price_text(window.low),
        "v": option.size_text(window.volume),
        "q": option.turnover_text(window.quote, window.volume),
        "O": window.time // MILLISECOND,
        "C": now // MILLISECOND,
        "F": window.first_id,
        "L": window.last_id,
        "n": window.count,
    }


def book_ticker(pit: Pit, now: int) -> Payload:
    option, top, time = option_of(pit), pit.top, now // MILLISECOND
    return {
        "e": "bookTicker",
        "u": wire_id(pit.book.update_id),
        "s": option.symbol,
        "b": option.price_text(top.bid),
        "B": option.size_text(top.bid_size),
        "a": option.price_text(top.ask),
        "A": option.size_text(top.ask_size),
        "T": time,
        "E": time,
    }


def depth(pit: Pit, sides: Sides, previous: int, now: int) -> Payload:
    """A diff and a snapshot alike; `previous` is the update id before it."""
    option, time, last = option_of(pit), now // MILLISECOND, pit.book.update_id
    return {
        "e": "depthUpdate",
        "E": time,
        "T": time,
        "s": option.symbol,
        "U": wire_id(min(previous + 1, last)),
        "u": wire_id(last),
        "pu": wire_id(previous),
        "b": levels(option, sides[0]),
        "a": levels(option, sides[1]),
    }


def kline(pit: Pit, interval: str, candle: Candle, now: int) -> Payload:
    option = option_of(pit)
    begin, end = span(interval, candle.time)
    return {
        "e": "kline",
        "E": now // MILLISECOND,
        "s": option.symbol,
        "k": {
            "t": begin // MILLISECOND,
            "T": end // MILLISECOND - 1,
            "s": option.symbol,
            "i": interval,
            "f": candle.first_id,
            "L": candle.last_id,
            "o": option.price_text(candle.open),
            "c": option.price_text(candle.close),
            "h": option.price_text(candle.high),
            "l": option.price_text(candle.low),
            "v": option.size_text(candle.volume),
            "n": candle.count,
            "x": now >= end,
            "q": option.turnover_text(candle.quote, candle.volume),
            "V": option.size_text(candle.taker_volume),
            "Q": option.turnover_text(candle.taker_quote, candle.taker_volume),
        },
    }


def index_price(index: float, now: int) -> Payload:
    return {
        "e": "indexPrice",
        "E": now // MILLISECOND,
        "s": UNDERLYING.symbol,
        "p": f"{index:.8f}",
    }


def mark_price(pit: Pit, index: float, now: int) -> Payload:
    option, top = option_of(pit), pit.top
    model = option.greeks(index, now)
    mark = max(0.0001, model.price)
    return {
        "s": option.symbol,
        "mp": f"{mark:.4f}",
        "E": now // MILLISECOND,
        "e": "markPrice",
        "i": f"{index:.8f}",
        "P": "0.0000",
        "bo": f"{top.bid:.4f}",
        "ao": f"{top.ask:.4f}",
        "bq": option.size_text(top.bid_size),
        "aq": option.size_text(top.ask_size),
        "b": f"{model.volatility - 0.01:.8f}" if top.bid else "-1.0",
        "a": f"{model.volatility + 0.01:.8f}" if top.ask else "-1.0",
        "hl": f"{mark + index * 0.1:.4f}",
        "ll": f"{max(0.0, mark - index * 0.1):.4f}",
        "vo": f"{model.volatility:.8f}",
        "rf": "0.0",
        "d": f"{model.delta:.8f}",
        "t": f"{model.theta:.8f}",
        "g": f"{model.gamma:.8f}",
        "v": f"{model.vega:.8f}",
    }


def open_interest(pit: Pit, lots: int, index: float, now: int) -> Payload:
    option = option_of(pit)
    return {
        "e": "openInterest",
        "E": now // MILLISECOND,
        "s": option.symbol,
        "o": option.size_text(lots),
        "h": f"{lots / 10**option.size_digits * index:.2f}",
    }


def listing(option: OptionContract, status: str, now: int) -> Payload:
    return {
        "e": "optionSymbol",
        "E": now // MILLISECOND,
        "s": option.symbol,
        "ps": option.pair,
        "qa": option.quote,
        "d": "CALL" if option.call else "PUT",
        "sp": f"{option.strike}",
        "dt": option.delivery // MILLISECOND,
        "u": 1,
        "ot": option.onboard // MILLISECOND,  # codespell:ignore ot
        "cs": status,
    }
