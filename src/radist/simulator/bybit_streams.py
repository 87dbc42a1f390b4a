"""Bybit's topics: which are possible in a category, and what each of them asks for."""

import re

from radist.simulator.binance_streams import Stream
from radist.simulator.candles import SECOND
from radist.simulator.customs import Parse

BEAT = SECOND // 50
INTERVALS = {
    "1": "1m", "3": "3m", "5": "5m", "15": "15m", "30": "30m", "60": "1h", "120": "2h",
    "240": "4h", "360": "6h", "720": "12h", "D": "1d", "W": "1w", "M": "1M",
}  # fmt: skip
"""The venue's names of intervals, and ours."""
_SYMBOL = re.compile(r"[A-Z0-9-]{1,40}")
_BOOKS = {"1": BEAT, "50": BEAT, "200": SECOND // 10, "1000": SECOND // 5}
_OPTION_BOOKS = {"25": BEAT, "100": SECOND // 10}
_TICKERS = {"spot": SECOND // 20, "linear": SECOND // 10}


def grammar(category: str) -> Parse:
    """What a topic asks for; None when none can be called so."""
    is_option = category == "option"
    books = _OPTION_BOOKS if is_option else _BOOKS
    ticker = _TICKERS["spot" if category == "spot" else "linear"]

    def parse(topic: str) -> Stream | None:
        kind, _, rest = topic.partition(".")
        detail, _, symbol = rest.rpartition(".")
        if not _SYMBOL.fullmatch(symbol):
            return None
        match kind, detail:
            case "publicTrade", "":
                return Stream(topic, kind, symbol, "", 0)
            case "tickers", "":
                return Stream(topic, kind, symbol, "", ticker)
            case "orderbook", _ if detail in books:
                return Stream(topic, kind, symbol, detail, books[detail])
            case "kline", _ if detail in INTERVALS and not is_option:
                return Stream(topic, kind, symbol, INTERVALS[detail], SECOND)
            case "allLiquidation", "" if category in ("linear", "inverse"):
                return Stream(topic, kind, symbol, "", SECOND // 2)
        return None

    return parse
