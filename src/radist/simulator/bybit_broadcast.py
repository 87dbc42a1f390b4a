"""What Bybit's topics send, and when."""

from collections.abc import Iterator

from radist.simulator import bybit_events as events
from radist.simulator.binance_streams import Stream
from radist.simulator.broadcast import Broadcast, Message, Render
from radist.simulator.bybit_streams import BEAT
from radist.simulator.candles import SECOND, Candle
from radist.simulator.contracts import Contract
from radist.simulator.fair import Fair
from radist.simulator.market import Market
from radist.simulator.matching import Side
from radist.simulator.options import OptionContract
from radist.simulator.pit import AggTrade, Happening, Pit

_LIQUIDATED = 31  # one in so many takers did not want to
_AGAIN = 3 * SECOND  # best prices that do not change are repeated
_FIRST = 1_000


class Window:
    """The best levels of a book as a topic has told them, and how often it has."""

    def __init__(self, pit: Pit, depth: int) -> None:
        self._pit = pit
        self._depth = depth
        self.number = _FIRST
        self.seq = self.told = 0
        self.sides: list[dict[int, int]] = [{}, {}]
        self.turn(0)

    def turn(self, now: int) -> list[list[tuple[int, int]]] | None:
        """The levels that have changed since it was last told; None where none has."""
        book = self._pit.book
        if book.update_id == self.seq:
            return None
        self.seq, changes = book.update_id, []
        for place, side in enumerate((book.bids, book.asks)):
            before, after = self.sides[place], self._levels(side)
            self.sides[place] = after
            gone = [(price, 0) for price in before if price not in after]
            new = [(price, size) for price, size in after.items() if before.get(price) != size]
            changes.append(gone + new)
        if not any(changes):
            return None
        self.number += 1
        self.told = now
        return changes

    def _levels(self, side: Side) -> dict[int, int]:
        return dict(side.levels(self._depth))

    def whole(self) -> list[list[tuple[int, int]]]:
        """All levels as they were told last, best first."""
        return [list(side.items()) for side in self.sides]


class BybitBroadcast(Broadcast):
    """The topics of one category."""

    quantum = BEAT
    diff_periods = ()

    def __init__(self, market: Market, category: str) -> None:
        super().__init__(market)
        self._category = category
        self._fair = Fair(market)
        self._windows: dict[str, Window] = {}
        self._tickers: dict[str, dict[str, str]] = {}
        """As they were told, where deltas follow."""
        self._forced: dict[str, list[AggTrade]] = {}

    def add(self, stream: Stream) -> None:
        if pit := self.market.pits.get(stream.symbol):
            if stream.kind == "orderbook":
                depth = int(stream.detail)
                self._windows.setdefault(stream.name, Window(pit, depth)).turn(self.market.now)
            elif stream.kind == "tickers":
                self._tickers[stream.name] = self._ticker(pit, self.market.now)
        super().add(stream)

    def greeting(self, stream: Stream) -> object | None:
        now = self.market.now
        if stream.kind == "orderbook" and stream.name in self._windows:
            return self._book(stream, "snapshot", self._windows[stream.name].whole(), now)
        if stream.kind == "tickers" and stream.name in self._tickers:
            return self._told(stream, "snapshot", self._tickers[stream.name], now)
        return None

    def _prints(self, happening: Happening) -> Iterator[Message]:
        pit = happening.pit
        if not happening.trades or self._is_hidden(pit):
            return
        symbol = pit.pair.symbol
        topic = f"publicTrade.{pit.pair.base if self._category == 'option' else symbol}"
        if topic in self.names:
            rows = events.trades(pit.pair, happening.trades)
            yield _now(topic, events.message(topic, "snapshot", happening.time, rows))
        first = happening.aggregates[0]
        if f"allLiquidation.{symbol}" in self.names and first.id % _LIQUIDATED == 0:
            self._forced.setdefault(symbol, []).append(first)

    def _is_hidden(self, pit: Pit) -> bool:
        """The underlying of options is traded elsewhere."""
        return self._category == "option" and not isinstance(pit.pair, OptionContract)

    def _at(self, now: int) -> Iterator[Message]:
        if now % SECOND == 0:
            for pit in self.market.pits.values():
                pit.book.changed.clear()  # nobody reads it here
        yield from self._beat(now)

    def _of_pit(self, stream: Stream, pit: Pit, now: int) -> Iterator[Message]:
        match stream.kind:
            case "orderbook":
                yield from self._levels(stream, pit, now)
            case "tickers":
                yield from self._statistics(stream, pit, now)
            case "kline":
                yield from self._kline(stream, pit, now)
            case "allLiquidation" if found := self._forced.pop(pit.pair.symbol, None):
                rows = [events.liquidation(pit.pair, entry) for entry in found]
                yield _now(stream.name, events.message(stream.name, "snapshot", now, rows))

    def _levels(self, stream: Stream, pit: Pit, now: int) -> Iterator[Message]:
        window = self._windows[stream.name]
        changes = window.turn(now)
        if stream.detail != "1":
            if changes:
                yield _now(stream.name, self._book(stream, "delta", changes, now))
        elif changes or now - window.told >= _AGAIN:
            window.told = now
            yield _now(stream.name, self._book(stream, "snapshot", window.whole(), now))

    def _book(
        self, stream: Stream, kind: str, sides: list[list[tuple[int, int]]], now: int
    ) -> object:
        window, pair = self._windows[stream.name], self.market.pits[stream.symbol].pair
        bids, asks = (events.levels(pair, side) for side in sides)
        content: events.Row = {"s": pair.symbol, "b": bids, "a": asks, "u": window.number}
        if self._category != "option":
            content["seq"] = window.seq
        return events.message(stream.name, kind, now, content, cts=now // 1_000)

    def _statistics(self, stream: Stream, pit: Pit, now: int) -> Iterator[Message]:
        if not self._news(stream, pit, now):
            return
        before, told = self._tickers[stream.name], self._ticker(pit, now)
        self._tickers[stream.name] = told
        if self._category in ("spot", "option"):
            yield _now(stream.name, self._told(stream, "snapshot", told, now))
        elif change := events.changed(before, told):
            change = {"symbol": pit.pair.symbol} | change
            yield _now(stream.name, self._told(stream, "delta", change, now))

    def _told(self, stream: Stream, kind: str, content: dict[str, str], now: int) -> object:
        seq = self.market.pits[stream.symbol].book.update_id
        return events.message(stream.name, kind, now, content, cs=seq)

    def _ticker(self, pit: Pit, now: int) -> dict[str, str]:
        if isinstance(pit.pair, OptionContract):
            return events.option_ticker(self.market, pit, now)
        if isinstance(pit.pair, Contract):
            return events.ticker(self._fair, pit, now)
        return events.spot_ticker(pit, now)

    def _candle(self, stream: Stream, pit: Pit, candle: Candle, now: int) -> Render:
        native = stream.name.split(".")[1]
        row = events.kline(pit, stream.detail, native, candle, now)
        payload = events.message(stream.name, "snapshot", now, [row])
        return lambda unit: payload


def _now(topic: str, payload: object) -> Message:
    return Message(topic, lambda unit: payload)
