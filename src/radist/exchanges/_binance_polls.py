"""What REST of the Binance family knows of a stream that cannot be had: its rows, and the payloads
that the stream would have sent.

Spot: https://developers.binance.com/docs/binance-spot-api-docs/rest-api
Derivatives: https://developers.binance.com/docs/derivatives
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Row = dict[str, Any]


class Poll(NamedTuple):
    """How to ask: an endpoint with the rest of its query, its weight, and that of asking for all
    symbols at once, 0 where that is not offered.
    """

    endpoint: str
    payload: Callable[[Any, str, int], Row]
    """A row to the stream's payload, given the interval and our time in milliseconds."""
    query: str = ""
    weight: int = 1
    of_all: int = 0
    of: str = "symbol"
    """What the query calls the symbol."""


def renamed(**names: str) -> Callable[[Any, str, int], Row]:
    """A row whose fields have longer names than the stream's."""

    def payload(row: Row, interval: str, now: int) -> Row:
        return {short: row[name] for short, name in names.items() if row.get(name) is not None}

    return payload


def same(row: Row, interval: str, now: int) -> Row:
    """A row that is as the stream's."""
    return row


def kline(row: list[Any], interval: str, now: int) -> Row:
    """A kline is a list, which does not tell whether it is closed."""
    names = ("t", "o", "h", "l", "c", "v", "T", "q", "n")
    fields = dict(zip(names, row, strict=False))
    return {"E": min(row[6], now), "k": fields | {"i": interval.partition("@")[0]}}


def window(row: Row, interval: str, now: int) -> Row:
    """Statistics of a rolling window."""
    return _day(row, interval, now) | {"e": f"{interval}Ticker"}


def picture(row: Row, interval: str, now: int) -> Row:
    """A derivative's book as its stream of the best levels has it."""
    time = row.get("E") or row.get("T") or now
    return {"E": time, "u": row["lastUpdateId"], "b": row["bids"], "a": row["asks"]}


def mark(row: Row, interval: str, now: int) -> Row:
    """An option's mark; REST does not tell the index."""
    names = {
        "mp": "markPrice",
        "b": "bidIV",
        "a": "askIV",
        "vo": "markIV",
        "rf": "riskFreeInterest",
    }
    greeks = {"d": "delta", "t": "theta", "g": "gamma", "v": "vega"}
    found = renamed(s="symbol", **names, **greeks)(row, interval, now)
    return {"E": now} | found


def average(row: Row, interval: str, now: int) -> Row:
    """The average price; its window is told in minutes."""
    return {"E": row["closeTime"], "i": f"{row['mins']}m", "w": row["price"]}


_TRADE = renamed(t="id", p="price", q="qty", T="time", m="isBuyerMaker")
_CHANGE = {"p": "priceChange", "P": "priceChangePercent", "w": "weightedAvgPrice", "n": "count"}
_TOP = {"b": "bidPrice", "B": "bidQty", "a": "askPrice", "A": "askQty"}
_PRICES = {"c": "lastPrice", "o": "openPrice", "h": "highPrice", "l": "lowPrice"}
_STATISTICS = {"s": "symbol", "E": "closeTime", **_PRICES, "v": "volume"}
_day = renamed(**_STATISTICS, q="quoteVolume", **_CHANGE, **_TOP)
_inverse_day = renamed(**_STATISTICS, q="baseVolume", **_CHANGE)
_QUOTE = renamed(s="symbol", T="time", **_TOP)
_OPTION_DAY = renamed(
    s="symbol", E="closeTime", c="lastPrice", o="open", h="high", l="low", v="volume", q="amount",
    p="priceChange", P="priceChangePercent", n="tradeCount",
)  # fmt: skip
_MARK = renamed(
    s="symbol", E="time", p="markPrice", P="estimatedSettlePrice", i="indexPrice",
    r="lastFundingRate", T="nextFundingTime",
)  # fmt: skip


def _quote(row: Row, interval: str, now: int) -> Row:
    return {"u": 0} | _QUOTE(row, interval, now)


_KLINES = "&interval=<interval>&limit=99"
_PICTURE = "&limit=<interval>"

SPOT: Mapping[str, Poll] = {
    "trade": Poll("trades", _TRADE, "&limit=1000", 25),
    "agg_trade": Poll("aggTrades", same, "&limit=1000", 4),
    "ticker": Poll("ticker/24hr", _day, weight=2, of_all=80),
    "mini_ticker": Poll("ticker/24hr", _day, weight=2, of_all=80),
    "rolling_ticker": Poll("ticker", window, "&windowSize=<interval>", 4),
    "quote": Poll("ticker/bookTicker", _quote, weight=2, of_all=4),
    "candle": Poll("klines", kline, _KLINES, 2),
    "book": Poll("depth", same),
    "book_snapshot": Poll("depth", same, _PICTURE, 5),
    "avg_price": Poll("avgPrice", average, weight=2),
}
_FUTURES: Mapping[str, Poll] = {
    "trade": Poll("trades", _TRADE, "&limit=1000", 5),
    "agg_trade": Poll("aggTrades", same, "&limit=1000", 20),
    "quote": Poll("ticker/bookTicker", _quote, weight=2, of_all=5),
    "candle": Poll("klines", kline, _KLINES),
    "book": Poll("depth", same),
    "book_snapshot": Poll("depth", picture, _PICTURE, 2),
}
LINEAR: Mapping[str, Poll] = {
    **_FUTURES,
    "ticker": Poll("ticker/24hr", _day, of_all=40),
    "mini_ticker": Poll("ticker/24hr", _day, of_all=40),
    "mark_price": Poll("premiumIndex", _MARK, of_all=10),
    "funding_rate": Poll("premiumIndex", _MARK, of_all=10),
    "index_price": Poll("premiumIndex", _MARK),
}
INVERSE: Mapping[str, Poll] = {
    **_FUTURES,
    "ticker": Poll("ticker/24hr", _inverse_day, of_all=40),
    "mini_ticker": Poll("ticker/24hr", _inverse_day, of_all=40),
    "mark_price": Poll("premiumIndex", _MARK, weight=10, of_all=10),
    "funding_rate": Poll("premiumIndex", _MARK, weight=10, of_all=10),
    "index_candle": Poll("indexPriceKlines", kline, _KLINES, of="pair"),
    "mark_candle": Poll("markPriceKlines", kline, _KLINES),
}
OPTIONS: Mapping[str, Poll] = {
    "ticker": Poll("ticker", _OPTION_DAY, weight=5),
    "candle": Poll("klines", kline, _KLINES),
    "book": Poll("depth", same),
    "mark_price": Poll("mark", mark, weight=5),
    "greeks": Poll("mark", mark, weight=5),
    "index_price": Poll("index", renamed(E="time", p="indexPrice"), of="underlying"),
}
