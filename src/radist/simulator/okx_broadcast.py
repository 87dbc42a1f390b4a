"""What OKX's streams send, and when."""

from collections.abc import Callable, Iterator

from radist.simulator import okx_events as events
from radist.simulator import okx_prices as prices
from radist.simulator.binance_streams import FAST, Stream
from radist.simulator.broadcast import Broadcast, Changes, Message, Render
from radist.simulator.candles import MINUTE, Candle, span
from radist.simulator.fair import Fair
from radist.simulator.market import Market
from radist.simulator.okx_pairs import Derivative, Option, Spot, listed
from radist.simulator.okx_streams import argument
from radist.simulator.pit import AggTrade, Happening, Pit

_LIQUIDATED = 31  # one in so many takers did not want to
_DEPTH = 400
Send = Callable[[Stream, int], Iterator[Message]]


class OkxBroadcast(Broadcast):
    """The streams of the whole exchange. Books begin with a snapshot for each who asks."""

    diff_periods = (FAST,)

    def __init__(self, market: Market) -> None:
        self._pictures: dict[str, events.Row] = {}
        """By symbol, the book as of the latest message, for those books that somebody hears."""
        super().__init__(market)
        self._fair = Fair(market)
        self._senders: dict[str, Send] = {
            "index": self._index,
            "summary": self._summary,
            "mark-kline": self._mark_kline,
            "index-kline": self._index_kline,
        }

    def add(self, stream: Stream) -> None:
        super().add(stream)
        pit = self.market.pits.get(stream.symbol)
        if pit and _is_book(stream) and stream.symbol not in self._pictures:
            self._collect(pit)
            self._changes[stream.symbol][FAST].close(pit.book.update_id)
            self._picture(pit, self.market.now)

    def remove(self, stream: Stream) -> None:
        super().remove(stream)
        if _is_book(stream):
            self._pictures.pop(stream.symbol, None)

    def opened(self, pit: Pit) -> None:
        super().opened(pit)
        self._list(pit, "live")

    def closed(self, pit: Pit) -> None:
        super().closed(pit)
        self._list(pit, "expired")

    def _list(self, pit: Pit, state: str) -> None:
        pair = listed(pit.pair)
        name, row = f"instruments:{pair.type}", events.instrument(pair) | {"state": state}
        self.announce(name, lambda unit: _frame(name, row))

    def _picture(self, pit: Pit, now: int) -> None:
        row = events.ladder(pit, _DEPTH, now)
        self._pictures[pit.pair.symbol] = {**row, "checksum": 0, "prevSeqId": -1}

    def greeting(self, stream: Stream) -> object | None:
        pit, now = self.market.pits.get(stream.symbol), self.market.now
        if stream.kind == "instruments":
            pairs = [listed(pit.pair) for pit in self.market.pits.values()]
            rows = [events.instrument(pair) for pair in pairs if pair.type == stream.detail]
            return {"arg": argument(stream.name), "data": rows}
        if pit is None:
            return None
        if _is_book(stream):
            picture = self._pictures[stream.symbol]
            return {"arg": argument(stream.name), "action": "snapshot", "data": [picture]}
        if stream.kind == "kline":
            candle = pit.series.candle(stream.detail, now, stream.offset)
            return self._candle(stream, pit, candle, now)(0)
        render = self._state(stream, pit, now)
        return render(0) if render else None

    def _prints(self, happening: Happening) -> Iterator[Message]:
        pit, names = happening.pit, self.names
        pair = listed(pit.pair)
        if happening.trades:
            if (name := f"trades-all:{pair.symbol}") in names:
                for trade in happening.trades:
                    yield _told(name, events.trade(pair, trade))
            number = pit.book.update_id
            if (name := f"trades:{pair.symbol}") in names:
                for entry in happening.aggregates:
                    yield _told(name, events.agg_trade(pair, entry, number))
            yield from self._liquidated(pair.type, pair, happening.aggregates[0])
        if happening.top_moved and (name := f"bbo-tbt:{pair.symbol}") in names:
            yield _told(name, events.ladder(pit, 1, happening.time))

    def _liquidated(
        self, kind: str, pair: Spot | Derivative | Option, entry: AggTrade
    ) -> Iterator[Message]:
        name = f"liquidation-orders:{kind}"
        if name in self.names and entry.id % _LIQUIDATED == 0:
            yield _told(name, events.liquidation(pair, entry))

    def _due(self, stream: Stream, now: int) -> Iterator[Message]:
        if send := self._senders.get(stream.kind):
            yield from send(stream, now)
        else:
            yield from super()._due(stream, now)

    def _of_pit(self, stream: Stream, pit: Pit, now: int) -> Iterator[Message]:
        if not _is_book(stream):
            yield from super()._of_pit(stream, pit, now)
            return
        pending = self._changes[pit.pair.symbol][stream.period]
        if pending.levels or now % MINUTE == 0:
            update = self._diff(pit, pending, now)
            # Before it is out: whoever comes while it is being sent begins behind it.
            pending.close(pit.book.update_id)
            self._picture(pit, now)
            yield Message(stream.name, update)

    def _close(self, now: int) -> None:
        super()._close(now)
        for symbol in self._pictures:
            if pit := self.market.pits.get(symbol):
                self._picture(pit, now)

    def _diff(self, pit: Pit, changes: Changes, now: int) -> Render:
        row = events.changes(pit, changes.levels, changes.last_id, now)
        name = f"books:{pit.pair.symbol}"
        return lambda unit: {"arg": argument(name), "action": "update", "data": [row]}

    def _candle(self, stream: Stream, pit: Pit, candle: Candle, now: int) -> Render:
        row = events.candle(pit, stream.detail, candle, now, stream.offset)
        return lambda unit: _frame(stream.name, row)

    def _state(self, stream: Stream, pit: Pit, now: int) -> Render | None:
        row = self._row(stream, pit, now)
        return None if row is None else lambda unit: _frame(stream.name, row)

    def _row(self, stream: Stream, pit: Pit, now: int) -> events.Row | None:
        pair = listed(pit.pair)
        match stream.kind:
            case "ticker":
                return events.ticker(pit, now)
            case "depth":
                return {**events.ladder(pit, int(stream.detail), now), "instId": pair.symbol}
            case "bbo":
                return events.ladder(pit, 1, now)
            case "mark" if not isinstance(pair, Spot):
                return events.mark(pit, prices.mark(self.market, pit), now)
            case "funding" if isinstance(pair, Derivative) and pair.perpetual:
                return events.funding(pit, self._fair, now)
            case "interest" if not isinstance(pair, Spot):
                return events.interest(pit, self._fair, now)
        return None

    def _index(self, stream: Stream, now: int) -> Iterator[Message]:
        pit = prices.leader(self.market, stream.symbol)
        if pit and self._news(stream, pit, now):
            price = prices.scaled(pit, pit.price)
            yield _told(stream.name, events.index(stream.symbol, price, now))

    def _summary(self, stream: Stream, now: int) -> Iterator[Message]:
        if rows := summaries(self.market, stream.symbol, now):
            frame = {"arg": argument(stream.name), "data": rows}
            yield Message(stream.name, lambda unit: frame)

    def _mark_kline(self, stream: Stream, now: int) -> Iterator[Message]:
        pit = self.market.pits.get(stream.symbol)
        if pit and isinstance(pit.pair, Derivative) and self._moves(stream, pit, now):
            yield self._bar(stream, pit, now)

    def _index_kline(self, stream: Stream, now: int) -> Iterator[Message]:
        pit = prices.leader(self.market, stream.symbol)
        if pit and self._moves(stream, pit, now):
            yield self._bar(stream, pit, now)

    def _bar(self, stream: Stream, pit: Pit, now: int) -> Message:
        bar = prices.bar(pit, stream.detail, now - 1, stream.offset)
        row = events.bar(stream.detail, now - 1, bar, now, stream.offset)
        return _told(stream.name, row)

    def _moves(self, stream: Stream, pit: Pit, now: int) -> bool:
        """Once the candle has ended, and otherwise when the price has moved."""
        news = self._news(stream, pit, now)
        return news or span(stream.detail, now, stream.offset)[0] == now


def summaries(market: Market, family: str, now: int) -> list[events.Row]:
    """Of all options of a family."""
    pits = [pit for pit in market.pits.values() if events.family(listed(pit.pair)) == family]
    told = [(pit, prices.greeks(market, pit, now)) for pit in pits]
    return [events.summary(pit, *found, now) for pit, found in told if found]


def _is_book(stream: Stream) -> bool:
    return stream.kind == "depth" and not stream.detail


def _frame(name: str, row: object) -> object:
    return {"arg": argument(name), "data": [row]}


def _told(name: str, row: object) -> Message:
    return Message(name, lambda unit: _frame(name, row))
