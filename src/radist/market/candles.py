"""Candles made of trades, of any interval, by the exchange's time alone: no clock moves them."""

from collections.abc import Iterator, Sequence

from msgspec import UNSET, UnsetType

from radist.intervals import Interval
from radist.market.spans import Missing, Spans
from radist.model import AggTrade, Candle, CandleState, Event, Gap, Trade

KEPT = 1000
"""Candles that a late trade can still repair."""
DIGITS = 10
"""Of sums behind the point: what is beyond comes of adding up doubles."""
_MOST_EMPTY = 10_000
"""Intervals without a trade, in a row, for which candles are made."""


def when(trade: Trade | AggTrade) -> int:
    """When it was, as the exchange says, or else as we know it."""
    return trade.time_received if trade.time_exchange is None else trade.time_exchange


class Sum:
    """What trades of one interval add up to."""

    __slots__ = (
        "_first_id",
        "_last_id",
        "begin",
        "close",
        "closed",
        "end",
        "first",
        "high",
        "last",
        "low",
        "open",
        "quote_volume",
        "repaired",
        "told",
        "trades",
        "volume",
    )

    def __init__(self, begin: int, end: int, price: float) -> None:
        self.begin, self.end = begin, end
        self.open = self.high = self.low = self.close = price
        self.volume = 0.0
        self.quote_volume: float | None = 0.0
        self.trades: int | None = 0
        """None once the exchange's word was taken which does not say it."""
        self.closed = self.repaired = False
        self.first = self.last = -1
        """When the first and the last trade was; -1 where there was none."""
        self._first_id = self._last_id = ""
        self.told: CandleState = "provisional"
        """What was last said about it."""

    def add(self, trade: Trade | AggTrade, time: int) -> None:
        price = trade.price
        if time > self.last:
            if self.last < 0:
                self._begin(trade, time)
            self.last, self._last_id, self.close = time, trade.id, price
        else:
            self._place(trade, time)
        if price > self.high:
            self.high = price
        elif price < self.low:
            self.low = price
        self.volume += trade.quantity
        if self.quote_volume is not None:
            self.quote_volume += price * trade.quantity
        if self.trades is not None:
            self.trades += 1 if trade.__class__ is Trade else _executions(trade)

    def _begin(self, trade: Trade | AggTrade, time: int) -> None:
        self.first, self._first_id = time, trade.id
        self.open = self.high = self.low = trade.price

    def _place(self, trade: Trade | AggTrade, time: int) -> None:
        """It is not later than the latest; at the same time ids decide."""
        if time == self.last and _number(trade.id) >= _number(self._last_id):
            self._last_id, self.close = trade.id, trade.price
        if (time, _number(trade.id)) < (self.first, _number(self._first_id)):
            self.first, self._first_id, self.open = time, trade.id, trade.price

    def stand(self, price: float) -> None:
        """Nobody traded, and this is the last price."""
        self.open = self.high = self.low = self.close = price

    def take(self, own: "Sum | None", told: Candle) -> None:
        """Count what the exchange says about a part of it, in place of our own sum of that part."""
        counted = own or Sum(told.time_open, told.time_close + 1, told.open)
        if told.volume > 0:
            self._reach(told)
        self.volume += told.volume - counted.volume
        if told.quote_volume is None or self.quote_volume is None:
            self.quote_volume = None
        else:
            self.quote_volume += told.quote_volume - (counted.quote_volume or 0.0)
        if told.trades is None or self.trades is None:
            self.trades = None
        else:
            self.trades += told.trades - (counted.trades or 0)

    def _reach(self, told: Candle) -> None:
        """Prices of a part in which there were trades."""
        begin, end = told.time_open, told.time_close
        if self.last < 0:
            self.open, self.high, self.low, self.close = told.open, told.high, told.low, told.close
            self.first, self.last = begin, end
            return
        if self.first >= begin:
            self.first, self.open = begin, told.open
        if self.last <= end:
            self.last, self.close = end, told.close
        self.high, self.low = max(self.high, told.high), min(self.low, told.low)


def _number(identifier: str) -> int:
    return int(identifier) if identifier.isdecimal() else 0


def _executions(trade: Trade | AggTrade) -> int:
    if isinstance(trade, AggTrade) and trade.first_id.isdecimal() and trade.last_id.isdecimal():
        return int(trade.last_id) - int(trade.first_id) + 1
    return 1


class Candles:
    """Candles of one stream of trades. A candle is final once a trade of a later interval is
    there; where nobody traded, open and close are the last price. A late trade repairs the candle
    it belongs to, if that is one of the last; what may miss a trade is provisional.
    """

    def __init__(
        self, interval: str, missing: Spans | None = None, via: str | UnsetType = UNSET
    ) -> None:
        """`missing` is when there may be trades that are not here. Raises ConfigError."""
        self._via = via
        self.interval = Interval(interval)
        self.newest: Sum | None = None
        self._own = Missing()
        self._missing = self._own.minutes if missing is None else missing
        self._sums: dict[int, Sum] = {}
        """The last ones by their begin, oldest first."""
        self.too_late = 0
        """Trades of candles that are not kept any more."""

    @property
    def latest(self) -> int | None:
        """When the last trade was."""
        return next((s.last for s in reversed(self._sums.values()) if s.last >= 0), None)

    def take(self, trade: Trade | AggTrade) -> list[Candle]:
        """What a trade changes: what it closes first, its own candle last."""
        time, newest = when(trade), self.newest
        if self._own.lasts:
            self._own.end(time)
        changed = self.add(trade, time)
        if self.newest and (newest is None or time >= newest.begin):
            changed = [*changed, self.newest]
        return [self.candle(each, trade) for each in changed]

    def lose(self, gap: Gap) -> None:
        """Something is missing between the last trade and the next: no candle that it may have
        been part of is final.
        """
        latest = self.latest
        self._own.lose(gap, float("-inf") if latest is None else latest)

    def add(self, trade: Trade | AggTrade, time: int) -> Sequence[Sum]:
        """Count a trade. What it closes or repairs; the candle it is in, where that is open, is
        `newest`.
        """
        newest = self.newest
        if newest and newest.begin <= time < newest.end:
            newest.add(trade, time)
            newest.repaired |= newest.closed
            return (newest,) if newest.closed else ()
        begin, end = self.interval.span(time)
        if newest and begin < newest.begin:
            return self._repair(begin, trade, time)
        closed = self.reach(begin)
        self._begin(begin, end, trade.price).add(trade, time)
        return closed

    def at(self, time: int) -> Sum | None:
        """What a time is in, if that is kept."""
        return self._sums.get(self.interval.span(time)[0])

    def since(self, time: float) -> Iterator[Sum]:
        """Those that end after a time."""
        found = []
        for each in reversed(self._sums.values()):
            if each.end <= time:
                break
            found.append(each)
        return reversed(found)

    def reach(self, time: int) -> list[Sum]:
        """Close whatever ends by a time, where nobody traded too."""
        closed: list[Sum] = []
        while (newest := self.newest) and newest.end <= time and len(closed) <= _MOST_EMPTY:
            if not newest.closed:
                newest.closed = True
                closed.append(newest)
            begin, end = self.interval.span(newest.end)
            if end > time:
                break
            self._begin(begin, end, newest.close)
        return closed

    def replace(self, own: Sum | None, told: Candle, *, repairs: bool) -> Sequence[Sum]:
        """Count the exchange's own candle of a part of ours, in place of what we have of it. What
        that closes and changes, the candle that is open too.
        """
        begin, end = self.interval.span(told.time_open)
        closed: Sequence[Sum] = ()
        if self.newest and begin > self.newest.begin:
            closed = self.reach(begin)
            self._begin(begin, end, told.open)
        if (found := self._sums.get(begin)) is None:
            return closed
        found.take(own, told)
        found.repaired |= repairs
        return [*closed, found, *self._carry(found)]

    def state(self, of: Sum) -> CandleState:
        """What is to be said about it."""
        if not of.closed or self._missing.meet(of.begin, of.end):
            return "provisional"
        return "repaired" if of.repaired else "final"

    def candle(self, of: Sum, event: Event) -> Candle:
        """As it is once this event is there."""
        of.told = self.state(of)
        return Candle(
            event.exchange,
            event.symbol,
            event.native,
            event.time_exchange,
            event.time_received,
            self.interval.name,
            of.begin,
            of.end - 1,
            of.open,
            of.high,
            of.low,
            of.close,
            round(of.volume, DIGITS),
            None if of.quote_volume is None else round(of.quote_volume, DIGITS),
            of.trades,
            of.closed,
            of.told,
            via=self._via,
        )

    def _repair(self, begin: int, trade: Trade | AggTrade, time: int) -> Sequence[Sum]:
        found = self._sums.get(begin)
        if found is None:
            self.too_late += 1
            return ()
        found.add(trade, time)
        found.repaired = True
        return [found, *self._carry(found)]

    def _carry(self, changed: Sum) -> Iterator[Sum]:
        """Those after it in which nobody traded stand at its close."""
        following = self._sums.get(changed.end)
        while following and following.last < 0 and following.open != changed.close:
            following.stand(changed.close)
            following.repaired |= following.closed
            yield following
            following = self._sums.get(following.end)

    def _begin(self, begin: int, end: int, price: float) -> Sum:
        self.newest = self._sums[begin] = Sum(begin, end, price)
        while len(self._sums) > KEPT:
            del self._sums[next(iter(self._sums))]
        return self.newest
