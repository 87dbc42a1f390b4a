"""The stream names of Binance's futures: what each asks for, how often, and on which path."""

import re
from collections.abc import Callable

from radist.simulator.binance_streams import FAST, Stream
from radist.simulator.candles import INTERVALS, SECOND
from radist.simulator.contracts import INVERSE

KLINE = SECOND // 4
_FIVE = 5 * SECOND
_PLAIN = {
    "aggTrade": (FAST, "market"),
    "forceOrder": (SECOND, "market"),
    "compositeIndex": (SECOND, "market"),
    "assetIndex": (SECOND, "market"),
    "markPrice": (3 * SECOND, "market"),
    "markPrice@1s": (SECOND, "market"),
    "trade": (0, "public"),
    "bookTicker": (0, "public"),
}
_ARRAYS = {
    "!markPrice@arr": ("markPrice", 3 * SECOND, "market"),
    "!markPrice@arr@1s": ("markPrice", SECOND, "market"),
    "!miniTicker@arr": ("miniTicker", SECOND, "market"),
    "!ticker@arr": ("ticker", SECOND, "market"),
    "!forceOrder@arr": ("forceOrder", SECOND, "market"),
    "!assetIndex@arr": ("assetIndex", SECOND, "market"),
    "!contractInfo": ("contractInfo", 0, "market"),
    "!bookTicker": ("bookTicker", _FIVE, "public"),
    "tradingSession": ("tradingSession", SECOND, "market"),
}
_INVERSE_ONLY = {"indexPrice": SECOND, "indexPrice@1s": SECOND}
_LINEAR_ONLY = ("rpiDepth@500ms", "compositeIndex", "tradingSession")
_CANDLES = ("kline", "continuousKline", "indexPriceKline", "markPriceKline")
_CONTRACT = re.compile(r"(.+)_(perpetual|current_quarter|next_quarter|tradifi_perpetual)")
_SYMBOL = re.compile(r"[^\s@!/?]{1,40}")
_DEPTH = re.compile(r"depth(5|10|20|)(?:@(100|250|500)ms)?")


def grammar(market: int) -> Callable[[str], Stream | None]:
    """What reads a name of one of the two markets; None when no stream can be called so."""

    def parse(name: str) -> Stream | None:
        if name in _ARRAYS:
            return _array(name, market)
        symbol, _, rest = name.partition("@")
        if not rest or not _SYMBOL.fullmatch(symbol) or _elsewhere(rest, market):
            return None
        upper = symbol.upper() if symbol == symbol.lower() else symbol.lower()
        if rest in _PLAIN:
            period, road = _PLAIN[rest]
            return Stream(name, rest.partition("@")[0], upper, "", period, road=road)
        if rest in ("ticker", "miniTicker"):
            period = SECOND // 2 if market == INVERSE else 2 * SECOND
            return Stream(name, rest, upper, "", period, road="market")
        if rest in _INVERSE_ONLY:
            return Stream(name, "indexPrice", upper, "", _INVERSE_ONLY[rest], road="market")
        return _candles(name, upper, rest) or _depth(name, upper, rest)

    return parse


def _elsewhere(rest: str, market: int) -> bool:
    """Whether only the other market has such a stream."""
    if market == INVERSE:
        return rest in _LINEAR_ONLY
    return rest in _INVERSE_ONLY or rest.startswith(("indexPriceKline_", "markPriceKline_"))


def _array(name: str, market: int) -> Stream | None:
    kind, period, road = _ARRAYS[name]
    if market == INVERSE and name in _LINEAR_ONLY:
        return None
    if market == INVERSE and kind == "bookTicker":
        period = 0
    return Stream(name, kind, "", "", period, road=road)


def _candles(name: str, symbol: str, rest: str) -> Stream | None:
    kind, _, interval = rest.partition("_")
    if kind not in _CANDLES or interval not in INTERVALS:
        return None
    if kind == "continuousKline":
        if not _CONTRACT.fullmatch(symbol.lower()):
            return None
    elif interval == "1s":
        return None
    return Stream(name, kind, symbol, interval, KLINE, road="market")


def _depth(name: str, symbol: str, rest: str) -> Stream | None:
    if rest == "rpiDepth@500ms":  # nobody here places orders that only retail may meet
        rest = "depth@500ms"
    found = _DEPTH.fullmatch(rest)
    if not found:
        return None
    return Stream(name, "depth", symbol, found[1], int(found[2] or 250) * SECOND // 1_000)


def continuous(symbol: str) -> tuple[str, str]:
    """(pair, contract type) of a continuous kline's name."""
    found = _CONTRACT.fullmatch(symbol.lower())
    return (found[1].upper(), found[2].upper()) if found else (symbol, "")
