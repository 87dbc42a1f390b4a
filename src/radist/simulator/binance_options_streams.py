"""The stream names of Binance's options: what each asks for, how often, and on which path."""

import re

from radist.simulator.binance_streams import FAST, Stream
from radist.simulator.candles import INTERVALS, MINUTE, SECOND

QUICK = SECOND // 20
_PLAIN = {
    "optionTrade": (QUICK, "public"),
    "optionTicker": (SECOND, "public"),
    "bookTicker": (0, "public"),
    "optionMarkPrice": (SECOND, "market"),
}
_ARRAYS = {"!index@arr": ("index", SECOND), "!optionSymbol": ("optionSymbol", 0)}
_DATED = {
    "optionTicker": ("optionTicker", SECOND, "public"),
    "optionOpenInterest": ("openInterest", MINUTE, "market"),
    "openInterest": ("openInterest", MINUTE, "market"),
}
"""The venue's texts and its own kit disagree on a name; both are understood here."""
_NO_CANDLES = ("1s", "8h", "1M")
_SYMBOL = re.compile(r"[^\s@!/?]{1,40}")
_DEPTH = re.compile(r"depth(5|10|20|)(?:@(100|500)ms)?")
_DAY = re.compile(r"\d{6}")


def parse(name: str) -> Stream | None:
    """What a name asks for; None when no stream can be called so."""
    if name in _ARRAYS:
        kind, period = _ARRAYS[name]
        return Stream(name, kind, "", "", period, road="market")
    symbol, _, rest = name.partition("@")
    if not rest or not _SYMBOL.fullmatch(symbol):
        return None
    upper = symbol.upper() if symbol == symbol.lower() else symbol.lower()
    if rest in _PLAIN:
        period, road = _PLAIN[rest]
        return Stream(name, rest, upper, "", period, road=road)
    word, _, detail = rest.partition("@")
    if word in _DATED and _DAY.fullmatch(detail):
        kind, period, road = _DATED[word]
        return Stream(name, kind, upper, detail, period, road=road)
    word, _, interval = rest.partition("_")
    if word == "kline" and interval in INTERVALS and interval not in _NO_CANDLES:
        return Stream(name, "kline", upper, interval, SECOND, road="market")
    if found := _DEPTH.fullmatch(rest):
        period = FAST if found[2] == "100" else SECOND // 2
        return Stream(name, "depth", upper, found[1], period)
    return None
