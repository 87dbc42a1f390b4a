"""OKX's channels: which are possible, on which path, and what each of them asks for."""

from radist.simulator.binance_streams import FAST, Stream
from radist.simulator.candles import SECOND

PUBLIC, BUSINESS = "public", "business"
BARS = {
    **{name: name for name in ("1s", "1m", "3m", "5m", "15m", "30m")},
    **{name.upper(): name for name in ("1h", "2h", "4h", "6h", "12h", "1d", "3d", "1w")},
    **{f"{name.upper()}utc": name for name in ("6h", "12h", "1d", "3d", "1w")},
    "1M": "1M",
    "1Mutc": "1M",
}
"""The venue's names of intervals, and ours."""
EAST = 8 * 3600 * SECOND
_FROM_HERE_EAST = ("6H", "12H", "1D", "3D", "1W", "1M")
_CHANNELS = {
    "tickers": ("ticker", "", FAST, PUBLIC),
    "trades": ("trades", "", 0, PUBLIC),
    "trades-all": ("trades-all", "", 0, BUSINESS),
    "bbo-tbt": ("bbo", "", 0, PUBLIC),
    "books": ("depth", "", FAST, PUBLIC),
    "books5": ("depth", "5", FAST, PUBLIC),
    "mark-price": ("mark", "", 2 * FAST, PUBLIC),
    "index-tickers": ("index", "", FAST, PUBLIC),
    "funding-rate": ("funding", "", 30 * SECOND, PUBLIC),
    "open-interest": ("interest", "", 3 * SECOND, PUBLIC),
    "liquidation-orders": ("liquidations", "", 0, PUBLIC),
    "opt-summary": ("summary", "", SECOND, PUBLIC),
}
_CANDLES = {
    "candle": "kline",
    "mark-price-candle": "mark-kline",
    "index-candle": "index-kline",
}
KEYS = {
    "liquidation-orders": "instType",
    "instruments": "instType",
    "opt-summary": "instFamily",
}
"""What an argument names beside the channel, where it is no instrument."""
LOGIN = frozenset({"books-l2-tbt", "books50-l2-tbt"})
"""Channels for those only who have logged in."""


def offset(bar: str) -> int:
    """Where days begin: in Hong Kong, but for what is called `utc`."""
    return EAST if bar in _FROM_HERE_EAST else 0


def parse(name: str) -> Stream | None:
    """What a name such as `trades:BTC-USDT` asks for; None when no stream can be called so."""
    channel, colon, of = name.partition(":")
    if not colon or not of:
        return None
    if channel == "instruments":
        return Stream(name, channel, "", of, 0, road=PUBLIC)
    if channel in _CHANNELS:
        kind, detail, period, road = _CHANNELS[channel]
        return Stream(name, kind, of, detail, period, road=road)
    for prefix, kind in _CANDLES.items():
        bar = channel.removeprefix(prefix)
        if channel.startswith(prefix) and bar in BARS:
            return Stream(name, kind, of, BARS[bar], SECOND, offset(bar), road=BUSINESS)
    return None


def argument(name: str) -> dict[str, str]:
    """What a stream is asked for with, and its frames begin with."""
    channel, _, of = name.partition(":")
    return {"channel": channel, KEYS.get(channel, "instId"): of}
