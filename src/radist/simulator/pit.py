"""Where one pair is traded: its book, its tape and its candles, kept in step by every action."""

from bisect import bisect_left
from random import Random
from typing import Generic, NamedTuple, Protocol, TypeVar

from radist.simulator.candles import DAY, MINUTE, Candle, merge
from radist.simulator.flow import Crowd, Flow, Value, wandering
from radist.simulator.history import History
from radist.simulator.maker import Maker
from radist.simulator.matching import Book, Top, Trade
from radist.simulator.pairs import Pair
from radist.simulator.series import Series

_TAPE = 20_000


class AggTrade(NamedTuple):
    """What one taker took at one price."""

    id: int
    price: int
    size: int
    time: int
    buyer_is_maker: bool
    first_id: int
    last_id: int


class Printed(Protocol):
    """Something with an id and a time."""

    @property
    def id(self) -> int: ...
    @property
    def time(self) -> int: ...


P = TypeVar("P", bound=Printed)


class Tape(Generic[P]):
    """The latest prints, by ascending id, up to a limit; what is older is gone."""

    def __init__(self, limit: int = _TAPE) -> None:
        self._limit = limit
        self._prints: list[P] = []

    def append(self, entry: P) -> None:
        self._prints.append(entry)
        if len(self._prints) > 2 * self._limit:
            del self._prints[: self._limit]

    def last(self, limit: int) -> list[P]:
        return self._prints[-limit:]

    def since(self, first_id: int, limit: int) -> list[P]:
        """From `first_id` on; where that is forgotten, from the oldest that is kept."""
        at = bisect_left(self._prints, first_id, key=_id)
        return self._prints[at : at + limit]

    def between(self, begin: int | None, end: int | None, limit: int) -> list[P]:
        """The oldest from `begin` on, or without it the latest up to `end`."""
        chosen = [
            entry
            for entry in self._prints
            if (begin is None or entry.time >= begin) and (end is None or entry.time <= end)
        ]
        return chosen[-limit:] if begin is None else chosen[:limit]


def _id(entry: Printed) -> int:
    return entry.id


class Happening(NamedTuple):
    """What one action did."""

    pit: "Pit"
    time: int
    trades: list[Trade]
    aggregates: list[AggTrade]
    top_moved: bool


class Pit:
    """One pair's market. `version` grows with whatever a statistics reader can see."""

    def __init__(
        self, pair: Pair, *, start: int, seed: str, activity: float, value: Value | None = None
    ) -> None:
        random = Random(f"{seed}/{pair.symbol}")
        first = 400_000_000 * (1 + int(pair.pace)) + random.randrange(10**6)
        self.pair = pair
        self.book = Book(first_trade_id=first, first_update_id=9 * first)
        past = History(
            pair,
            end=start,
            next_trade=first,
            activity=activity,
            seed=f"{seed}/{pair.symbol}",
        )
        self.series = Series(past, start=start, price=pair.start)
        self.trades: Tape[Trade] = Tape()
        self.aggregates: Tape[AggTrade] = Tape()
        self.version = 0
        value = value or wandering(pair, random, start)
        crowd = Maker if pair.quoted else Flow
        self.flow: Crowd = crowd(pair, self.book, value, random, start)
        self._next_aggregate = first // 2
        self._windows: dict[int, Candle] = {}
        self._top = self.book.top

    @property
    def last(self) -> Trade | None:
        """The latest trade."""
        return next(iter(self.trades.last(1)), None)

    @property
    def price(self) -> int:
        """The latest price in ticks."""
        return self.series.price

    @property
    def top(self) -> Top:
        return self._top

    def act(self, now: int, tide: float) -> Happening:
        trades = self.flow.act(now, tide)
        aggregates = self._aggregate(trades)
        for trade in trades:
            self.trades.append(trade)
            self.series.add(trade)
        top = self.book.top
        moved = top != self._top
        self._top = top
        if moved or trades:
            self.version += 1
        return Happening(self, now, trades, aggregates, moved)

    def renumber(self) -> None:
        """Begin anew with the ids of trades, as after a listing anew; what was is forgotten."""
        self.book.renumber()
        self._next_aggregate = 1
        self.trades, self.aggregates = Tape(), Tape()

    def window(self, width: int, now: int) -> Candle:
        """The rolling window that begins `width` before the current minute."""
        minute = now - now % MINUTE
        closed = self._windows.get(width)
        if closed is None or closed.time != minute - width:
            closed = self._windows[width] = self.series.between(minute - width, minute)
        return merge(
            closed.time, (closed, self.series.between(minute, minute + MINUTE)), closed.close
        )

    def day(self, now: int) -> tuple[Candle, int]:
        """The rolling 24 hours and the last price before them."""
        window = self.window(DAY, now)
        return window, self.series.close_before(window.time)

    def average(self, now: int) -> tuple[int, int]:
        """Worth and volume of the last five minutes, for their mean price."""
        window = self.window(5 * MINUTE, now)
        return (window.quote, window.volume) if window.count else (window.close, 1)

    def _aggregate(self, trades: list[Trade]) -> list[AggTrade]:
        found: list[AggTrade] = []
        for trade in trades:
            if found and found[-1].price == trade.price:
                same = found[-1]
                found[-1] = same._replace(size=same.size + trade.size, last_id=trade.id)
                continue
            found.append(
                AggTrade(self._next_aggregate, *trade[1:], first_id=trade.id, last_id=trade.id)
            )
            self._next_aggregate += 1
        for aggregate in found:
            self.aggregates.append(aggregate)
        return found
