"""Binance's stream names: which are possible, and what each of them asks for."""

import re
from typing import NamedTuple

from radist.simulator.candles import DAY, HOUR, INTERVALS, SECOND

FAST = SECOND // 10
WINDOWS = {"1h": HOUR, "4h": 4 * HOUR, "1d": DAY}
_EAST = "@+08:00"
_PLAIN = {
    "trade": 0,
    "aggTrade": 0,
    "blockTrade": 0,
    "bookTicker": 0,
    "miniTicker": SECOND,
    "ticker": SECOND,
    "avgPrice": SECOND,
    "referencePrice": SECOND,
}
_ARRAYS = {"!miniTicker@arr": "miniTicker", "!ticker@arr": "", "!bookTicker": ""}
_SYMBOL = re.compile(r"[^\s@!/?]{1,40}")
_DEPTH = re.compile(r"depth(5|10|20|)(@100ms|@1000ms|)")


class Stream(NamedTuple):
    """One stream name, taken apart."""

    name: str
    kind: str
    """As in the name; "" for what the venue has retired: acknowledged and silent."""
    symbol: str
    """Upper case; "" is all symbols. A name not in lower case fits no symbol."""
    detail: str
    """Interval, window or number of levels."""
    period: int
    """Microseconds between two messages; 0 is real time."""
    offset: int = 0
    """Time zone of the candle's borders in microseconds."""
    road: str = "public"
    """The class of streams it is routed with, where the venue has several."""


def parse(name: str) -> Stream | None:
    """What a name asks for; None when no stream can be called so."""
    if name in _ARRAYS:
        return Stream(name, _ARRAYS[name], "", "", SECOND)
    for window in WINDOWS:
        if name == f"!ticker_{window}@arr":
            return Stream(name, "ticker_", "", window, SECOND)
    symbol, _, rest = name.partition("@")
    if not rest or not _SYMBOL.fullmatch(symbol):
        return None
    upper = symbol.upper() if symbol == symbol.lower() else symbol.lower()
    if rest in _PLAIN:
        return Stream(name, rest, upper, "", _PLAIN[rest])
    return _windowed(name, upper, rest) or _depth(name, upper, rest)


def _windowed(name: str, symbol: str, rest: str) -> Stream | None:
    word, _, detail = rest.partition("_")
    if word == "ticker" and detail in WINDOWS:
        return Stream(name, "ticker_", symbol, detail, SECOND)
    if word != "kline":
        return None
    interval = detail.removesuffix(_EAST)
    if interval not in INTERVALS:
        return None
    period = SECOND if interval == "1s" else 2 * SECOND
    offset = 8 * HOUR if detail != interval else 0
    return Stream(name, "kline", symbol, interval, period, offset)


def _depth(name: str, symbol: str, rest: str) -> Stream | None:
    found = _DEPTH.fullmatch(rest)
    if not found:
        return None
    period = FAST if found[2] == "@100ms" else SECOND
    return Stream(name, "depth", symbol, found[1], period)
