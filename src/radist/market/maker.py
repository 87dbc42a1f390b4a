"""Candles of one interval, made of a stream of trades and held to the exchange's own minutes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import inf, isclose

from radist.intervals import MINUTE, Interval
from radist.market.candles import Candles, Sum, when
from radist.market.spans import Missing
from radist.model import AggTrade, Backfilled, Candle, Event, Gap, Trade

VIA = "trades"
"""What made candles say that they are from."""
OWN = "1m"
"""The interval of the exchange's own candles that they are held to."""
_GRACE = 5_000_000
"""Microseconds after a minute in which trades of it may still come."""
_PACE = 250_000
"""Microseconds between two words on a candle that is open."""
_SAME = 1e-9
"""By how much sums of the same numbers may differ."""
_MOST = 2000
"""Minutes of which the exchange's own candle is remembered."""


class Maker:
    """Shown the trades, and the closed minutes as the exchange tells them. Minutes that are equal
    prove that no trade is missing; of those that are not, the exchange's word is taken.
    """

    def __init__(self, interval: str, held: Counter[str], *, dense: bool) -> None:
        """`held` counts minutes that were `equal` or `different`. `dense` says whether the ids of
        trades tell of every one that is missing. Where they do not, no candle is final before the
        exchange's own minutes are equal to ours.
        """
        self.missed: tuple[int, int] | None = None
        """The part of its first candle that was before the first trade, in minutes, until `learn`;
        nothing is told meanwhile.
        """
        self._held = held
        self._dense = dense
        self._missing = Missing()
        if not dense:
            self._missing.add(-inf, inf)
        self._minutes = Candles(OWN, self._missing.trades)
        self._of_minutes = Interval(interval).of_minutes
        missing = self._missing.minutes if self._of_minutes else self._missing.trades
        self._made = Candles(interval, missing, VIA)
        self._began: int | None = None
        """When the first trade was."""
        self._last: Trade | AggTrade | None = None
        self._spoken = 0
        """When the trade was received that was told of last."""
        self._stale = False
        """Whether something has changed since."""
        self._repaired: dict[Sum, None] = {}
        """Candles of before that have."""
        self._told: dict[int, Candle] = {}
        """What the exchange says of minutes that are not settled, by their begin."""
        self._taken: dict[int, Candle] = {}
        """Minutes of which its word was taken."""
        self._frozen = 0
        """When the last of these ends."""
        self._due: float = inf
        """The time of a trade that settles a minute."""

    def take(self, trade: Trade | AggTrade) -> Sequence[Event]:
        """What follows from a trade."""
        time = when(trade)
        if self._began is None:
            self._begin(time)
        if self._missing.lasts:
            self._missing.end(time)
        self._last = trade
        self._minutes.add(trade, time)
        if time < self._frozen and (minute := time - time % MINUTE) in self._taken:
            return self._take_late(trade, time, minute)
        newest, changed = self._made.newest, self._made.add(trade, time)
        if newest is self._made.newest and time < self._due:
            if changed:
                self._repaired |= dict.fromkeys(changed)
            if abs(trade.time_received - self._spoken) < _PACE:
                self._stale = True
                return ()
        self._spoken = trade.time_received
        events = self._say(changed, trade)
        return [*events, *self._settle(trade, time)] if time >= self._due else events

    def _begin(self, time: int) -> None:
        self._began = time
        self._missing.add(-inf, time)
        begin, minute = self._made.interval.span(time)[0], time - time % MINUTE
        if self._of_minutes and begin < minute:
            self.missed = (begin, minute)

    def _take_late(self, trade: Trade | AggTrade, time: int, minute: int) -> Sequence[Event]:
        """A trade of a minute of which the exchange's word was taken: that counts it already."""
        if not self._of_minutes:
            self._repaired |= dict.fromkeys(self._made.add(trade, time))
            self._stale = True
        if _are_equal(self._minutes.at(minute), self._taken[minute]):
            return self._prove(minute, trade)
        return ()

    def hear(self, minute: Candle) -> Sequence[Event]:
        """The exchange's own word on a minute that is over."""
        begin = minute.time_open
        if self._began is None or begin in self._taken:
            return ()
        self._told[begin] = minute
        while len(self._told) > _MOST:
            del self._told[next(iter(self._told))]
        return self._look(begin, minute, over=begin + MINUTE <= self._began)

    def learn(self, minutes: Iterable[Candle]) -> Sequence[Event]:
        """The exchange's own minutes of before, as far as they are known."""
        self.missed = None
        for minute in minutes:
            if minute.is_closed:
                self.hear(minute)
        if self._last is None:
            return ()
        return self._say(tuple(self._made.since(-inf)), self._last)

    def lose(self, gap: Gap) -> Sequence[Event]:
        """Trades are missing."""
        latest = self._made.latest
        span = self._missing.lose(gap, -inf if latest is None else latest)
        return self._review(*span, gap)

    def fill(self, hole: Backfilled) -> Sequence[Event]:
        """Trades that were missing have come, or never will. Where ids do not tell, it takes the
        exchange's own minutes to know that these are all.
        """
        if not self._dense or hole.outcome != "filled":
            return ()
        if not (span := self._missing.filled(hole)):
            return ()
        return self._review(*span, hole)

    def tick(self, now: int) -> Sequence[Event]:
        """What waits long enough: minutes that are not equal, and words on the open candle."""
        if self._last is None:
            return ()
        events: list[Event] = []
        for begin, told in tuple(self._told.items()):
            if now - told.time_received >= _GRACE:
                events += self._look(begin, told, over=True)
        return events + self._say((), self._last) if self._stale else events

    def _settle(self, event: Event, time: int) -> list[Event]:
        """Look again at the minutes whose last trades must have come by now."""
        self._due = inf
        events: list[Event] = []
        for begin in tuple(self._told):
            events += self._look(begin, event, over=time >= begin + MINUTE + _GRACE)
        return events

    def _look(self, begin: int, event: Event, *, over: bool) -> list[Event]:
        """Hold a minute of ours to the exchange's own. `over` is that no more trades of it come."""
        assert self._began is not None
        told, own = self._told[begin], self._minutes.at(begin)
        if begin >= self._began and _are_equal(own, told):
            del self._told[begin]
            self._held["equal"] += 1
            return self._prove(begin, event)
        if not over:
            self._due = min(self._due, begin + MINUTE + _GRACE)
            return []
        del self._told[begin]
        return self._adopt(begin, told, own, event)

    def _prove(self, begin: int, event: Event) -> list[Event]:
        """No trade of a minute is missing."""
        end = begin + MINUTE
        self._missing.prove(begin, end)
        self._minutes.reach(end)
        closed = self._made.reach(end)
        return self._review(begin, end, event, closed)

    def _adopt(self, begin: int, told: Candle, own: Sum | None, event: Event) -> list[Event]:
        """Take the exchange's word on a minute: what we have of it is not all."""
        assert self._began is not None
        end, repairs = begin + MINUTE, begin >= self._began
        self._taken[begin], self._frozen = told, max(self._frozen, end)
        while len(self._taken) > _MOST:
            del self._taken[next(iter(self._taken))]
        self._missing.take(begin, end)
        events = self._disagree(told, event) if repairs else []
        if self._of_minutes:
            changed = self._made.replace(own, told, repairs=repairs)
            events += self._say([*changed, *self._made.reach(end)], event)
        self._minutes.reach(end)
        return events

    def _disagree(self, minute: Candle, event: Event) -> list[Event]:
        """Where no ids tell of what is missing, this is how it is noticed."""
        self._held["different"] += 1
        if self._dense or self._last is None:
            return []
        hole = Gap(
            minute.exchange,
            minute.symbol,
            minute.native,
            event.time_exchange,
            event.time_received,
            channel=self._last.channel,
            cause="reconcile",
            from_time=minute.time_open,
            to_time=minute.time_close,
        )
        self._missing.lose(hole, minute.time_close)
        return [hole]

    def _review(
        self, begin: float, end: float, event: Event, closed: Sequence[Sum] = ()
    ) -> list[Event]:
        """Say what has just closed, and again what has come to be known otherwise."""
        found = (each for each in self._made.since(begin) if each.closed and each.begin < end)
        changed = [each for each in found if self._made.state(each) != each.told]
        return self._say([*closed, *changed], event) if closed or changed else []

    def _say(self, changed: Sequence[Sum], event: Event) -> list[Event]:
        """Candles as they are, that of the present last: it is what newcomers are shown."""
        newest = self._made.newest
        if self.missed or newest is None:
            return []
        said = {each for each in (*self._repaired, *changed) if each is not newest}
        self._repaired, self._stale = {}, False
        in_order = sorted(said, key=lambda each: each.begin)
        return [self._made.candle(each, event) for each in (*in_order, newest)]


def _are_equal(own: Sum | None, told: Candle) -> bool:
    """Whether a minute has as much as the exchange says."""
    volume, trades = (own.volume, own.trades) if own else (0.0, 0)
    if told.trades is not None and told.trades != trades:
        return False
    return isclose(volume, told.volume, rel_tol=_SAME, abs_tol=_SAME)
