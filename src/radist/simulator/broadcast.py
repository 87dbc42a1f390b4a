"""Turns what happens in the market into the messages of the streams that somebody asked for."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from radist.simulator import binance_events as events
from radist.simulator.binance_streams import FAST, WINDOWS, Stream
from radist.simulator.candles import MINUTE, SECOND, span
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


class Broadcast:
    """Holds the streams with a listener; `advance` yields their messages in order of time."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._names: set[str] = set()
        self._paced: dict[str, Stream] = {}
        self._seen: dict[tuple[str, str], tuple[int, int]] = {}
        self._tick = market.now - market.now % FAST + FAST
        self._changes = {
            (symbol, period): Changes(pit.book.update_id)
            for symbol, pit in market.pits.items()
            for period in (FAST, SECOND)
        }
        for pit in market.pits.values():
            pit.book.changed.clear()

    @property
    def next_due(self) -> int:
        """When there may be something to send again."""
        return min(self._market.next_due, self._tick)

    def add(self, stream: Stream) -> None:
        self._names.add(stream.name)
        if stream.period and stream.kind:
            self._paced[stream.name] = stream

    def remove(self, stream: Stream) -> None:
        self._names.discard(stream.name)
        self._paced.pop(stream.name, None)

    def advance(self, now: int) -> Iterator[Message]:
        if now - self._tick > MINUTE:  # woken from sleep: the missed ticks are nobody's news
            self._tick = now - now % FAST
        while self._tick <= now:
            tick, self._tick = self._tick, self._tick + FAST
            yield from self._real_time(tick)
            yield from self._at(tick)
        yield from self._real_time(now)

    def _real_time(self, now: int) -> Iterator[Message]:
        for happening in self._market.advance(now):
            yield from self._prints(happening)

    def _prints(self, happening: Happening) -> Iterator[Message]:
        pit, names = happening.pit, self._names
        pair = pit.pair
        low = pair.symbol.lower()
        if happening.trades:
            if (name := f"{low}@trade") in names:
                for trade in happening.trades:
                    yield Message(name, partial(events.trade, pair, trade))
            if (name := f"{low}@aggTrade") in names:
                for aggregate in happening.aggregates:
                    yield Message(name, partial(events.agg_trade, pair, aggregate))
        if happening.top_moved and (name := f"{low}@bookTicker") in names:
            payload = events.book_ticker(pair, pit.top, pit.book.update_id)
            yield Message(name, lambda unit: payload)

    def _at(self, now: int) -> Iterator[Message]:
        for pit in self._market.pits.values():
            self._collect(pit)
        for stream in list(self._paced.values()):
            if now % stream.period:
                continue
            if not stream.symbol:
                yield from self._array(stream, now)
            elif pit_of := self._market.pits.get(stream.symbol):
                yield from self._paced_message(stream, pit_of, now)
        self._close_diffs(now)

    def _collect(self, pit: Pit) -> None:
        changed = pit.book.changed
        if changed:
            for period in (FAST, SECOND):
                self._changes[pit.pair.symbol, period].levels |= changed
            changed.clear()

    def _close_diffs(self, now: int) -> None:
        for (symbol, period), changes in self._changes.items():
            if now % period == 0:
                changes.close(self._market.pits[symbol].book.update_id)

    def _paced_message(self, stream: Stream, pit: Pit, now: int) -> Iterator[Message]:
        if stream.kind == "kline":
            yield from self._kline(stream, pit, now)
        elif stream.kind == "depth" and not stream.detail:
            changes = self._changes[stream.symbol, stream.period]
            if changes.levels:
                levels, first = changes.levels, changes.first_id
                yield Message(
                    stream.name,
                    lambda unit: events.depth_update(pit, levels, first, now, unit),
                )
        elif self._news(stream, pit, now) and (render := _state(stream, pit, now)):
            yield Message(stream.name, render)

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
        yield Message(
            stream.name,
            lambda unit: events.kline(pit, interval, candle, now, unit, offset),
        )

    def _array(self, stream: Stream, now: int) -> Iterator[Message]:
        changed = [pit for pit in self._market.pits.values() if self._news(stream, pit, now)]
        renders = [render for pit in changed if (render := _state(stream, pit, now))]
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


def _state(stream: Stream, pit: Pit, now: int) -> Render | None:
    match stream.kind:
        case "ticker":
            return partial(events.ticker, pit, now)
        case "miniTicker":
            return partial(events.mini_ticker, pit, now)
        case "ticker_":
            width = WINDOWS[stream.detail]
            return partial(events.window_ticker, pit, stream.detail, width, now)
        case "avgPrice":
            return partial(events.avg_price, pit, now)
        case "depth":
            limit = int(stream.detail)
            return lambda unit: events.depth(pit, limit)
    return None
