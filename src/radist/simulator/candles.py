"""Candles in whole ticks and lots: how trades add up, spans merge, and where intervals begin."""

from collections.abc import Iterable
from datetime import UTC, datetime

from radist.simulator.matching import Trade

SECOND = 1_000_000  # all times are microseconds
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LEVELS = (DAY, HOUR, MINUTE, SECOND)
"""The spans that are stored; every other interval is merged from these."""

MONTH = "1M"
WIDTHS = {
    "1s": SECOND,
    "1m": MINUTE,
    "3m": 3 * MINUTE,
    "5m": 5 * MINUTE,
    "15m": 15 * MINUTE,
    "30m": 30 * MINUTE,
    "1h": HOUR,
    "2h": 2 * HOUR,
    "4h": 4 * HOUR,
    "6h": 6 * HOUR,
    "8h": 8 * HOUR,
    "12h": 12 * HOUR,
    "1d": DAY,
    "3d": 3 * DAY,
    "1w": 7 * DAY,
}
INTERVALS = (*WIDTHS, MONTH)
_MONDAY = 4 * DAY  # the epoch was a Thursday


def span(interval: str, time: int, offset: int = 0) -> tuple[int, int]:
    """Begin and end of the interval that `time` falls into; `offset` shifts it to a time zone."""
    local = time + offset
    if interval == MONTH:
        begin, end = _month(local)
    else:
        width = WIDTHS[interval]
        anchor = _MONDAY if interval == "1w" else 0
        begin = local - (local - anchor) % width
        end = begin + width
    return begin - offset, end - offset


def _month(time: int) -> tuple[int, int]:
    day = datetime.fromtimestamp(time // SECOND, UTC)
    year, month = day.year, day.month
    after = (year + month // 12, month % 12 + 1)
    return (
        int(datetime(year, month, 1, tzinfo=UTC).timestamp()) * SECOND,
        int(datetime(*after, 1, tzinfo=UTC).timestamp()) * SECOND,
    )


class Candle:
    """Open, high, low, close and volumes of the trades in one span; count 0: there were none."""

    __slots__ = (
        "close",
        "count",
        "first_id",
        "high",
        "low",
        "open",
        "quote",
        "taker_quote",
        "taker_volume",
        "time",
        "volume",
    )

    def __init__(self, time: int, price: int) -> None:
        self.time = time
        self.open = self.high = self.low = self.close = price
        self.volume = self.quote = self.taker_volume = self.taker_quote = 0
        self.count = 0
        self.first_id = -1

    @property
    def last_id(self) -> int:
        return self.first_id + self.count - 1 if self.count else -1

    def add(self, trade: Trade) -> None:
        """Count one more trade; the first one sets the open."""
        price, worth = trade.price, trade.price * trade.size
        if not self.count:
            self.open = self.high = self.low = price
            self.first_id = trade.id
        elif price > self.high:
            self.high = price
        elif price < self.low:
            self.low = price
        self.close = price
        self.count += 1
        self.volume += trade.size
        self.quote += worth
        if not trade.buyer_is_maker:
            self.taker_volume += trade.size
            self.taker_quote += worth

    def absorb(self, later: "Candle") -> None:
        """Extend this span by the one that follows it."""
        if not later.count:
            return
        if not self.count:
            self.open, self.high, self.low = later.open, later.high, later.low
            self.first_id = later.first_id
        else:
            self.high = max(self.high, later.high)
            self.low = min(self.low, later.low)
        self.close = later.close
        self.count += later.count
        self.volume += later.volume
        self.quote += later.quote
        self.taker_volume += later.taker_volume
        self.taker_quote += later.taker_quote


def merge(time: int, parts: Iterable[Candle], before: int) -> Candle:
    """One candle over consecutive parts; `before` is the price it stays at when nothing traded."""
    whole = Candle(time, before)
    for part in parts:
        whole.absorb(part)
    return whole
