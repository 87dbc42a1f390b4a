"""The intervals of OKX's candles: what they are called there, and when they end.

https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-candlesticks-channel
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

_SECOND = 1_000_000
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_EAST = "@+08:00"
_SHORT = tuple("1s 1m 3m 5m 15m 30m 1h 2h 4h".split())
_LONG = tuple("6h 12h 1d 2d 3d 1w 1M 3M".split())


def _bar(interval: str) -> str:
    """Hours, days and weeks have capitals there."""
    return interval if interval[-1] in "smM" else interval.upper()


BARS: Mapping[str, str] = {
    **{interval: _bar(interval) for interval in _SHORT},
    **{interval: f"{_bar(interval)}utc" for interval in _LONG},
    **{f"{interval}{_EAST}": _bar(interval) for interval in _LONG},
}
"""What they are called there. Without `utc` days begin in Hong Kong."""
PRICE_BARS: Mapping[str, str] = {interval: bar for interval, bar in BARS.items() if bar != "1s"}
"""Candles of prices alone are of a minute at least."""


def end(interval: str, begin: int) -> int:
    """When the candle ends that begins then; both in microseconds."""
    name = interval.removesuffix(_EAST)
    number, unit = int(name[:-1]), name[-1]
    if unit != "M":
        return begin + number * _UNITS[unit] * _SECOND
    zone = timedelta(hours=8 if name != interval else 0)
    local = datetime.fromtimestamp(begin // _SECOND, UTC) + zone
    month = local.month - 1 + number
    after = local.replace(year=local.year + month // 12, month=month % 12 + 1)
    return round((after - zone).timestamp()) * _SECOND
