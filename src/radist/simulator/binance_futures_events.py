"""Payloads of Binance's futures streams, key for key and in the order they are sent."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Raw

from radist.simulator.binance_events import MILLISECOND, percent
from radist.simulator.candles import DAY, HOUR, SECOND, Candle, span
from radist.simulator.contracts import INVERSE, Contract
from radist.simulator.fair import Bar, Fair, contract_of, index_text
from radist.simulator.matching import Top, Trade
from radist.simulator.pit import AggTrade, Pit

Payload = dict[str, object]
_SPREAD = 3  # the ids of a book have holes, as the venue counts those of all books together


def wire_id(update_id: int) -> int:
    """An update id as it is told: ascending, with holes."""
    return _SPREAD * update_id + (update_id * 2_654_435_761 >> 7) % _SPREAD


def trade(contract: Contract, entry: Trade, now: int) -> Payload:
    return {
        "e": "trade",
        "E": now // MILLISECOND,
        "T": entry.time // MILLISECOND,
        "s": contract.symbol,
        "t": entry.id,
        "p": contract.price_text(entry.price),
        "q": contract.size_text(entry.size),
        "X": "MARKET",
        "m": entry.buyer_is_maker,
        "st": contract.market,
    }


def agg_trade(contract: Contract, entry: AggTrade, now: int) -> Payload:
    size = contract.size_text(entry.size)
    without_rpi = {} if contract.market == INVERSE else {"nq": size}
    return {
        "e": "aggTrade",
        "E": now // MILLISECOND,
        "a": entry.id,
        "s": contract.symbol,
        "p": contract.price_text(entry.price),
        "q": size,
        **without_rpi,
        "f": entry.first_id,
        "l": entry.last_id,
        "T": entry.time // MILLISECOND,
        "m": entry.buyer_is_maker,
        "st": contract.market,
    }


def book_ticker(contract: Contract, top: Top, update_id: int, now: int) -> Payload:
    time = now // MILLISECOND
    return {
        "e": "bookTicker",
        "u": wire_id(update_id),
        "s": contract.symbol,
        "ps": contract.pair,
        "b": contract.price_text(top.bid),
        "B": contract.size_text(top.bid_size),
        "a": contract.price_text(top.ask),
        "A": contract.size_text(top.ask_size),
        "T": time,
        "E": time,
        "st": contract.market,
    }


def mark_price(fair: Fair, pit: Pit, now: int) -> Payload:
    contract = contract_of(pit)
    mark, index = index_text(fair.mark(pit, now)), index_text(fair.index(pit, now))
    inverse = contract.market == INVERSE
    rate = index_text(fair.rate(contract, now)) if contract.perpetual else "0.00000000"
    following = fair.next_funding(contract, now) // MILLISECOND if contract.perpetual else 0
    average = {} if inverse else {"ap": mark}
    return {
        "e": "markPriceUpdate",
        "E": now // MILLISECOND,
        "s": contract.symbol,
        "p": mark,
        **average,
        "P": mark,
        "i": index,
        "r": "" if inverse and not contract.perpetual else rate,
        "T": following,
        "st": contract.market,
    }


def index_price(pair: str, index: int, now: int) -> Payload:
    return {
        "e": "indexPriceUpdate",
        "E": now // MILLISECOND,
        "s": pair,
        "p": index_text(index),
    }


def _candle(contract: Contract, interval: str, candle: Candle, now: int) -> Payload:
    begin, end = span(interval, candle.time)
    return {
        "t": begin // MILLISECOND,
        "T": end // MILLISECOND - 1,
        "s": contract.symbol,
        "i": interval,
        "f": candle.first_id,
        "L": candle.last_id,
        "o": contract.price_text(candle.open),
        "c": contract.price_text(candle.close),
        "h": contract.price_text(candle.high),
        "l": contract.price_text(candle.low),
        "v": contract.size_text(candle.volume),
        "n": candle.count,
        "x": now >= end,
        "q": contract.turnover_text(candle.quote, candle.volume),
        "V": contract.size_text(candle.taker_volume),
        "Q": contract.turnover_text(candle.taker_quote, candle.taker_volume),
        "B": "0",
    }


def _spaced(fields: Payload) -> Raw:
    """With a blank after each comma, as the venue writes its candles."""
    return Raw(json.dumps(fields, separators=(", ", ":")).encode())


def kline(pit: Pit, interval: str, candle: Candle, now: int) -> Payload:
    contract = contract_of(pit)
    return {
        "e": "kline",
        "E": now // MILLISECOND,
        "s": contract.symbol,
        "k": _spaced(_candle(contract, interval, candle, now)),
    }


def continuous_kline(pit: Pit, interval: str, candle: Candle, now: int) -> Payload:
    contract = contract_of(pit)
    fields = _candle(contract, interval, candle, now)
    del fields["s"]
    return {
        "e": "continuous_kline",
        "E": now // MILLISECOND,
        "ps": contract.pair,
        "ct": contract.kind,
        "k": _spaced(fields),
    }


def bar_kline(event: str, name: str, pair: str, interval: str, bar: Bar, now: int) -> Payload:
    """A candle of index or mark prices: what would be volumes are placeholders."""
    begin, end = span(interval, now - 1)
    open_, high, low, close = (index_text(price) for price in bar[:4])
    return {
        "e": event,
        "E": now // MILLISECOND,
        "ps": pair,
        "k": _spaced(
            {
                "t": begin // MILLISECOND,
                "T": end // MILLISECOND - 1,
                "s": name,
                "i": interval,
                "f": 0,
                "L": 0,
                "o": open_,
                "c": close,
                "h": high,
                "l": low,
                "v": "0",
                "n": bar.samples,
                "x": now >= end,
                "q": "0",
                "V": "0",
                "Q": "0",
                "B": "0",
            }
        ),
    }


def mini_ticker(pit: Pit, now: int) -> Payload:
    contract, window = contract_of(pit), pit.day(now)[0]
    return {
        "e": "24hrMiniTicker",
        "E": now // MILLISECOND,
        "s": contract.symbol,
        "c": contract.price_text(window.close),
        "o": contract.price_text(window.open),
        "h": contract.price_text(window.high),
        "l": contract.price_text(window.low),
        "v": contract.size_text(window.volume),
        "q": contract.turnover_text(window.quote, window.volume),
        "ps": contract.pair,
        "st": contract.market,
    }


def ticker(pit: Pit, now: int) -> Payload:
    contract, last, window = contract_of(pit), pit.last, pit.day(now)[0]
    return {
        "e": "24hrTicker",
        "E": now // MILLISECOND,
        "s": contract.symbol,
        "p": contract.price_text(window.close - window.open),
        "P": percent(window),
        "w": contract.mean_text(window.quote, window.volume),
        "c": contract.price_text(window.close),
        "Q": contract.size_text(last.size if last else 0),
        "o": contract.price_text(window.open),
        "h": contract.price_text(window.high),
        "l": contract.price_text(window.low),
        "v": contract.size_text(window.volume),
        "q": contract.turnover_text(window.quote, window.volume),
        "O": window.time // MILLISECOND,
        "C": now // MILLISECOND,
        "F": window.first_id,
        "L": window.last_id,
        "n": window.count,
        "ps": contract.pair,
        "st": contract.market,
    }


def levels(contract: Contract, found: list[tuple[int, int]]) -> list[tuple[str, str]]:
    return [(contract.price_text(price), contract.size_text(size)) for price, size in found]


def depth(pit: Pit, limit: int, previous: int, now: int) -> Payload:
    """The best levels of the book, in the same shape as a diff; `previous` is the id before."""
    contract, book = contract_of(pit), pit.book
    return _update(
        contract,
        (wire_id(min(previous + 1, book.update_id)), wire_id(book.update_id), wire_id(previous)),
        (book.bids.levels(limit), book.asks.levels(limit)),
        now,
    )


def depth_update(pit: Pit, changed: Iterable[tuple[bool, int]], first_id: int, now: int) -> Payload:
    contract, book = contract_of(pit), pit.book
    ascending = sorted(changed)
    bids = [(price, book.bids.size(price)) for is_bid, price in reversed(ascending) if is_bid]
    asks = [(price, book.asks.size(price)) for is_bid, price in ascending if not is_bid]
    ids = (wire_id(first_id), wire_id(book.update_id), wire_id(first_id - 1))
    return _update(contract, ids, (bids, asks), now)


def _update(
    contract: Contract,
    ids: tuple[int, int, int],
    sides: tuple[list[tuple[int, int]], list[tuple[int, int]]],
    now: int,
) -> Payload:
    first, last, previous = ids
    time = now // MILLISECOND
    return {
        "e": "depthUpdate",
        "E": time,
        "T": time,
        "s": contract.symbol,
        "ps": contract.pair,
        "U": first,
        "u": last,
        "pu": previous,
        "b": levels(contract, sides[0]),
        "a": levels(contract, sides[1]),
        "st": contract.market,
    }


def force_order(contract: Contract, entry: AggTrade, now: int) -> Payload:
    """A liquidation: the taker was forced."""
    size, price = contract.size_text(entry.size), contract.price_text(entry.price)
    return {
        "e": "forceOrder",
        "E": now // MILLISECOND,
        "o": {
            "s": contract.symbol,
            "S": "SELL" if entry.buyer_is_maker else "BUY",
            "o": "LIMIT",
            "f": "IOC",
            "q": size,
            "p": price,
            "ap": price,
            "X": "FILLED",
            "l": size,
            "z": size,
            "T": entry.time // MILLISECOND,
            "ps": contract.pair,
            "st": contract.market,
        },
    }


def composite_index(symbol: str, price: int, parts: list[tuple[str, int]], now: int) -> Payload:
    """An index of several assets, each with the same share; prices in 10^-8."""
    share = 10**8 // len(parts)
    return {
        "e": "compositeIndex",
        "E": now // MILLISECOND,
        "s": symbol,
        "p": index_text(price),
        "C": "baseAsset",
        "c": [
            {
                "b": base,
                "q": "USDT",
                "w": index_text(price * share // max(1, part)),
                "W": index_text(share),
                "i": index_text(part),
            }
            for base, part in parts
        ],
    }


def asset_index(name: str, index: int, now: int) -> Payload:
    bid, ask = index_text(index * 9_990 // 10_000), index_text(index * 10_010 // 10_000)
    return {
        "e": "assetIndexUpdate",
        "E": now // MILLISECOND,
        "s": name,
        "i": index_text(index),
        "b": "0.00100000",
        "a": "0.00100000",
        "B": bid,
        "A": ask,
        "q": "0.00100000",
        "g": "0.00100000",
        "Q": bid,
        "G": ask,
    }


def contract_news(contract: Contract, status: str, now: int) -> Payload:
    bracket = {"bs": 1, "bnf": 0, "bnc": 50_000, "mmr": 0.004, "cf": 0, "mi": 1, "ma": 50}
    return {
        "e": "contractInfo",
        "E": now // MILLISECOND,
        "s": contract.symbol,
        "ps": contract.pair,
        "ct": contract.kind,
        "dt": contract.delivery // MILLISECOND,
        "ot": contract.onboard // MILLISECOND,  # codespell:ignore ot
        "cs": status,
        "bks": [bracket],
        "st": contract.market,
    }


def session(event: str, now: int) -> Payload:
    """Whether the markets of shares or commodities are open: on weekdays, shares 14:30 to 21:00."""
    day = now - now % DAY
    weekday = datetime.fromtimestamp(now // SECOND, UTC).weekday() < 5
    begin, end = day, day + DAY
    if event == "EquityUpdate":
        begin, end = day + 14 * HOUR + HOUR // 2, day + 21 * HOUR
    is_open = weekday and begin <= now < end
    return {
        "e": event,
        "E": now // MILLISECOND,
        "t": begin // MILLISECOND,
        "T": end // MILLISECOND,
        "S": "REGULAR" if is_open else "NO_TRADING",
    }
