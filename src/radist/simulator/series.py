"""All candles of one pair, past and live, as one answer for any span."""

from bisect import bisect_left, bisect_right

from radist.simulator.candles import (
    DAY,
    HOUR,
    LEVELS,
    MINUTE,
    SECOND,
    WIDTHS,
    Candle,
    merge,
    span,
)
from radist.simulator.history import History
from radist.simulator.matching import Trade

_KEPT = {SECOND: 7_200, MINUTE: 10_080, HOUR: 24 * 400, DAY: 4_000}


class Series:
    """The past joined with what trades now; each trade is in exactly one candle of each span."""

    def __init__(self, past: History, *, start: int, price: int) -> None:
        self._past = past
        self._start = start
        self.price = price
        self._forgotten: dict[int, int] = {}
        self._times: dict[int, list[int]] = {level: [] for level in LEVELS}
        self._live: dict[int, list[Candle]] = {level: [] for level in LEVELS}
        for level in (DAY, HOUR, MINUTE):  # what began before the start is one candle with its past
            if begun := start % level:
                self._append(level, self._merged(start - begun, start, price))

    def oldest(self, interval: str) -> int:
        """Where the candles of an interval begin: the past, or what is kept of the live ones."""
        width = WIDTHS.get(interval, DAY)
        level = next(level for level in LEVELS if level <= width)
        return self._forgotten.get(level, self._past.oldest)

    def add(self, trade: Trade) -> None:
        for level in LEVELS:
            time = trade.time - trade.time % level
            times = self._times[level]
            if not times or times[-1] != time:
                self._append(level, Candle(time, self.price))
            self._live[level][-1].add(trade)
        self.price = trade.price

    def between(self, begin: int, end: int) -> Candle:
        """One candle over [begin, end), whole seconds; a span not over yet has what is so far."""
        whole = self._merged(begin, end, self.price)
        if not whole.count:
            whole.open = whole.high = whole.low = whole.close = self.close_before(begin)
        return whole

    def candle(self, interval: str, time: int, offset: int = 0) -> Candle:
        """The candle of an interval which holds `time`."""
        return self.between(*span(interval, time, offset))

    def close_before(self, time: int) -> int:
        """The last price before `time`: where a span without trades stays."""
        if time > self._start:
            times = self._times[SECOND]
            at = bisect_left(times, time)
            if at:
                return self._live[SECOND][at - 1].close
            return self._minute_close_before(time)
        earlier = self._past.candle(SECOND, time - SECOND)
        if earlier is None:
            oldest = self._past.candle(DAY, self._past.oldest)
            return oldest.open if oldest else self.price
        return earlier.close

    def _minute_close_before(self, time: int) -> int:
        """Seconds are forgotten first; minutes know the price on their own borders."""
        at = bisect_left(self._times[MINUTE], time - time % MINUTE)
        if at:
            return self._live[MINUTE][at - 1].close
        last = self._past.candle(SECOND, self._start - SECOND)
        return last.close if last else self.price

    def _merged(self, begin: int, end: int, before: int) -> Candle:
        parts, time = [], begin
        while time < end:
            level = next(
                step
                for step in LEVELS
                if time % step == 0 and (time + step <= end or step == SECOND)
            )
            if (part := self._stored(level, time)) is not None:
                parts.append(part)
            time += level
        return merge(begin, parts, before)

    def _stored(self, level: int, time: int) -> Candle | None:
        if time < self._start - self._start % level:
            return self._past.candle(level, time)
        times = self._times[level]
        at = bisect_right(times, time) - 1
        if at >= 0 and times[at] == time:
            return self._live[level][at]
        return self._past.candle(level, time)

    def _append(self, level: int, candle: Candle) -> None:
        times, candles = self._times[level], self._live[level]
        times.append(candle.time)
        candles.append(candle)
        if len(times) > 2 * _KEPT[level]:
            del times[: _KEPT[level]], candles[: _KEPT[level]]
            self._forgotten[level] = times[0]
