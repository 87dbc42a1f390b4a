"""Candles made of trades, of any interval, by the exchange's time alone: no clock moves them."""

from collections.abc import Iterator

from radist.market.intervals import Interval
from radist.model import AggTrade, Candle, CandleState, Gap, Trade

_KEPT = 120
"""Candles that a late trade can still repair."""
_MOST_EMPTY = 10_000
"""Intervals without a trade, in a row, for which candles are made."""
_Key = tuple[int, int]


class Candles:
    """Candles of one stream of trades. A candle is final once a trade of a later interval is
    there; where nobody traded, open and close are the last price. A late trade repairs the candle
    it belongs to, if that is one of the last; a hole leaves the candles in it provisional.
    """

    def __init__(self, interval: str) -> None:
        """Raises ConfigError."""
        self._interval = Interval(interval)
        self._open: dict[int, _Sum] = {}
        """The last ones by their begin, oldest first; the newest is not closed yet."""
        self._hole = False
        """Whether something is missing right before what comes next."""
        self.too_late = 0
        """Trades of candles that are not kept any more."""

    def take(self, trade: Trade | AggTrade) -> list[Candle]:
        """What a trade changes: what it closes first, its own candle last."""
        time = trade.time_received if trade.time_exchange is None else trade.time_exchange
        begin, end = self._interval.span(time)
        newest = next(reversed(self._open), None)
        if newest is not None and begin < newest:
            return self._repair(begin, trade, time)
        closed = [] if newest is None or begin == newest else list(self._advance(begin, trade))
        if begin not in self._open:
            self._open[begin] = _Sum(begin, end, trade.price)
            self._open[begin].whole = not self._hole
            self._forget()
        self._open[begin].whole &= not self._hole
        self._hole = False
        self._open[begin].add(trade, time)
        return [*closed, self._candle(self._open[begin], trade)]

    def lose(self, gap: Gap) -> None:
        """Something is missing between the last trade and the next: no candle that it may have
        been part of is final.
        """
        self._hole = True
        if self._open:
            self._open[next(reversed(self._open))].whole = False

    def _advance(self, begin: int, trade: Trade | AggTrade) -> Iterator[Candle]:
        """Close the newest, and all between it and the one that begins then."""
        last = self._open[next(reversed(self._open))]
        last.closed = True
        yield self._candle(last, trade)
        time, made = last.end, 0
        while time < begin and made < _MOST_EMPTY:
            empty = _Sum(time, self._interval.span(time)[1], last.close)
            empty.whole, empty.closed = not self._hole, True
            self._open[time] = empty
            self._forget()
            yield self._candle(empty, trade)
            time, made = empty.end, made + 1

    def _repair(self, begin: int, trade: Trade | AggTrade, time: int) -> list[Candle]:
        found = self._open.get(begin)
        if found is None:
            self.too_late += 1
            return []
        found.add(trade, time)
        found.repaired = True
        return [self._candle(found, trade)]

    def _forget(self) -> None:
        while len(self._open) > _KEPT:
            del self._open[next(iter(self._open))]

    def _candle(self, found: "_Sum", trade: Trade | AggTrade) -> Candle:
        return Candle(
            trade.exchange,
            trade.symbol,
            trade.native,
            trade.time_exchange,
            trade.time_received,
            self._interval.name,
            found.begin,
            found.end - 1,
            found.open,
            found.high,
            found.low,
            found.close,
            found.volume,
            found.quote_volume,
            found.trades,
            found.closed,
            found.state,
        )


class _Sum:
    """What trades of one interval add up to."""

    __slots__ = (
        "_first",
        "_last",
        "begin",
        "close",
        "closed",
        "end",
        "high",
        "low",
        "open",
        "quote_volume",
        "repaired",
        "trades",
        "volume",
        "whole",
    )

    def __init__(self, begin: int, end: int, price: float) -> None:
        self.begin, self.end = begin, end
        self.open = self.high = self.low = self.close = price
        self.volume = self.quote_volume = 0.0
        self.trades = 0
        self.closed = self.repaired = False
        self.whole = True
        self._first: _Key | None = None
        self._last: _Key | None = None

    def add(self, trade: Trade | AggTrade, time: int) -> None:
        price, key = trade.price, (time, int(trade.id) if trade.id.isdecimal() else 0)
        if self._first is None or self._last is None:
            self.open = self.high = self.low = self.close = price
            self._first = self._last = key
        if key < self._first:
            self._first, self.open = key, price
        if key >= self._last:
            self._last, self.close = key, price
        self.high, self.low = max(self.high, price), min(self.low, price)
        self.volume += trade.quantity
        self.quote_volume += price * trade.quantity
        self.trades += _executions(trade)

    @property
    def state(self) -> CandleState:
        if not self.closed or not self.whole:
            return "provisional"
        return "repaired" if self.repaired else "final"


def _executions(trade: Trade | AggTrade) -> int:
    if isinstance(trade, AggTrade) and trade.first_id.isdecimal() and trade.last_id.isdecimal():
        return int(trade.last_id) - int(trade.first_id) + 1
    return 1
