"""Turns what happens in the market into the messages of the streams that somebody asked for."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from radist.simulator.binance_streams import FAST, Stream
from radist.simulator.candles import MINUTE, SECOND, Candle, span
from radist.simulator.market import Market
from radist.simulator.pit import Happening, Pit

Render = Callable[[int], object]


class Message(NamedTuple):
    """One message of a stream; `render(unit)` makes its payload, to be called at once."""

    stream: str
    render: Render


class Changes:
    """Levels changed since the last diff of one speed."""

    def __init__(self, update_id: int) -> None:
        self.levels: set[tuple[bool, int]] = set()
        self.last_id = update_id

    @property
    def first_id(self) -> int:
        return self.last_id + 1

    def close(self, update_id: int) -> None:
        """The diff that ends at `update_id` is out; the next one begins."""
        if self.levels:
            self.levels = set()
        self.last_id = update_id


class Broadcast(ABC):
    """Holds the streams with a listener; `advance` yields their messages in order of time.

    What a venue sends is in its subclass: `_prints`, `_candle`, and `_state` and `_diff`, or
    whatever else `_of_pit` tells.
    """

    quantum = FAST
    """Microseconds between two looks at what is due: divides every period."""
    diff_periods: tuple[int, ...] = (FAST, SECOND)

    def __init__(self, market: Market) -> None:
        self.market = market
        self.names: set[str] = set()
        self._paced: defaultdict[int, dict[str, Stream]] = defaultdict(dict)
        self._seen: dict[tuple[str, str], tuple[int, int]] = {}
        self._tick = market.now - market.now % self.quantum + self.quantum
        self._changes: dict[str, dict[int, Changes]] = {}
        self._announced: list[Message] = []
        for pit in market.pits.values():
            self._track(pit)

    def opened(self, pit: Pit) -> None:
        """A new listing."""
        self._track(pit)

    def closed(self, pit: Pit) -> None:
        """The end of a listing: its pit trades no more."""
        del self._changes[pit.pair.symbol]

    def _track(self, pit: Pit) -> None:
        pit.book.changed.clear()
        self._changes[pit.pair.symbol] = {
            period: Changes(pit.book.update_id) for period in self.diff_periods
        }

    def announce(self, stream: str, render: Render) -> None:
        """Send this as soon as possible to whoever listens."""
        self._announced.append(Message(stream, render))

    @property
    def next_due(self) -> int:
        """When there may be something to send again."""
        return min(self.market.next_due, self._tick)

    def add(self, stream: Stream) -> None:
        self.names.add(stream.name)
        if stream.period and stream.kind:
            self._paced[stream.period][stream.name] = stream

    def remove(self, stream: Stream) -> None:
        self.names.discard(stream.name)
        self._paced.get(stream.period, {}).pop(stream.name, None)

    def greeting(self, stream: Stream) -> object | None:
        """The message with which a stream begins for each who asks for it, such as a snapshot of
        what the next message changes; None where it begins with the next message.
        """
        return None

    def advance(self, now: int) -> Iterator[Message]:
        if now - self._tick > MINUTE:  # woken from sleep: the missed ticks are nobody's news
            self._tick = now - now % self.quantum
        announced, self._announced = self._announced, []
        yield from announced
        while self._tick <= now:
            tick, self._tick = self._tick, self._tick + self.quantum
            yield from self._real_time(tick)
            yield from self._at(tick)
        yield from self._real_time(now)

    def _real_time(self, now: int) -> Iterator[Message]:
        for happening in self.market.advance(now):
            yield from self._prints(happening)

    @abstractmethod
    def _prints(self, happening: Happening) -> Iterator[Message]:
        """What is sent at once."""

    def _at(self, now: int) -> Iterator[Message]:
        for pit in self.market.pits.values():
            self._collect(pit)
        yield from self._beat(now)
        self._close(now)

    def _beat(self, now: int) -> Iterator[Message]:
        """What every stream sends whose time has come."""
        # Copies, here and below: whoever takes these messages may let others in between.
        for period, streams in list(self._paced.items()):
            if now % period == 0:
                for stream in list(streams.values()):
                    yield from self._due(stream, now)

    def _due(self, stream: Stream, now: int) -> Iterator[Message]:
        """What a stream sends on its beat."""
        if not stream.symbol:
            yield from self._array(stream, now)
        elif pit := self.market.pits.get(stream.symbol):
            yield from self._of_pit(stream, pit, now)

    def _collect(self, pit: Pit) -> None:
        changed = pit.book.changed
        if changed:
            for changes in self._changes[pit.pair.symbol].values():
                changes.levels |= changed
            changed.clear()

    def _close(self, now: int) -> None:
        """Every stream with this beat has been served."""
        due = [period for period in self.diff_periods if now % period == 0]
        for symbol, pit in self.market.pits.items():
            for period in due:
                self._changes[symbol][period].close(pit.book.update_id)

    def _of_pit(self, stream: Stream, pit: Pit, now: int) -> Iterator[Message]:
        if stream.kind == "kline":
            yield from self._kline(stream, pit, now)
        elif stream.kind == "depth" and not stream.detail:
            changes = self._changes[pit.pair.symbol][stream.period]
            if changes.levels and (render := self._diff(pit, changes, now)):
                yield Message(stream.name, render)
        elif self._news(stream, pit, now) and (render := self._state(stream, pit, now)):
            yield Message(stream.name, render)

    def _diff(self, pit: Pit, changes: Changes, now: int) -> Render | None:
        """The changed levels; `changes` is another's by the time it returns. None where books are
        told otherwise.
        """
        return None

    def _state(self, stream: Stream, pit: Pit, now: int) -> Render | None:
        """What a stream tells of a pit; None for a kind that is never sent."""
        return None

    @abstractmethod
    def _candle(self, stream: Stream, pit: Pit, candle: Candle, now: int) -> Render:
        """A candle as the stream tells it."""

    def _kline(self, stream: Stream, pit: Pit, now: int) -> Iterator[Message]:
        """The candle that has just ended, for once; otherwise the current one when it changed."""
        interval, offset = stream.detail, stream.offset
        begin, _ = span(interval, now, offset)
        news = self._news(stream, pit, now)
        if begin == now:
            candle = pit.series.candle(interval, now - 1, offset)
        elif news:
            candle = pit.series.candle(interval, now, offset)
        else:
            return
        yield Message(stream.name, self._candle(stream, pit, candle, now))

    def _array(self, stream: Stream, now: int) -> Iterator[Message]:
        changed = [pit for pit in self.market.pits.values() if self._news(stream, pit, now)]
        renders = [render for pit in changed if (render := self._state(stream, pit, now))]
        if renders:
            yield Message(stream.name, lambda unit: [render(unit) for render in renders])

    def _news(self, stream: Stream, pit: Pit, now: int) -> bool:
        """Whether the pit changed since this stream last looked; each minute moves the windows."""
        key = (stream.name, pit.pair.symbol)
        id_or_version = pit.book.update_id if stream.kind == "depth" else pit.version
        state = (id_or_version, now // MINUTE)
        changed = self._seen.get(key) != state
        self._seen[key] = state
        return changed
