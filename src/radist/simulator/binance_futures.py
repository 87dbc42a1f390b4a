"""What Binance's futures streams send, and when."""

from collections.abc import Callable, Iterator
from functools import partial

from radist.simulator import binance_futures_events as events
from radist.simulator.binance_futures_pairs import COMPOSITE
from radist.simulator.binance_futures_streams import continuous
from radist.simulator.binance_streams import FAST, Stream
from radist.simulator.broadcast import Broadcast, Changes, Message, Render
from radist.simulator.candles import SECOND, Candle, span
from radist.simulator.contracts import INVERSE, LINEAR, Contract
from radist.simulator.fair import Fair, contract_of
from radist.simulator.market import Market
from radist.simulator.pit import AggTrade, Happening, Pit

_LIQUIDATED = 31  # one in so many takers did not want to
_PARTS = ("ETH", "LINK", "UNI")
_EVERYWHERE = ("kline", "markPrice")  # for these either host knows the contracts of both markets
Send = Callable[[Stream, int], Iterator[Message]]


class FuturesBroadcast(Broadcast):
    """The streams of one of the two futures markets; those of all symbols tell of both."""

    quantum = SECOND // 20
    diff_periods = (FAST, SECOND // 4, SECOND // 2)

    def __init__(self, market: Market, own: int) -> None:
        super().__init__(market)
        self._own = own
        self._fair = Fair(market)
        self._printed: dict[str, list[AggTrade]] = {}
        self._forced: dict[str, AggTrade] = {}
        self._senders: dict[str, Send] = {
            "aggTrade": self._agg_trades,
            "forceOrder": self._force_orders,
            "compositeIndex": self._composite_index,
            "assetIndex": self._asset_indices,
            "indexPrice": self._index_price,
            "continuousKline": self._continuous,
            "indexPriceKline": self._index_kline,
            "markPriceKline": self._mark_kline,
            "tradingSession": self._sessions,
            "bookTicker": self._book_tickers,
        }

    def opened(self, pit: Pit) -> None:
        super().opened(pit)
        self._tell(pit, "TRADING")

    def closed(self, pit: Pit) -> None:
        super().closed(pit)
        self._tell(pit, "CLOSE")

    def _tell(self, pit: Pit, status: str) -> None:
        news = events.contract_news(contract_of(pit), status, self.market.now)
        self.announce("!contractInfo", lambda unit: news)

    def _prints(self, happening: Happening) -> Iterator[Message]:
        pit, names, now = happening.pit, self.names, happening.time
        contract = contract_of(pit)
        if happening.trades:
            self._note(contract, happening.aggregates)
            if (name := f"{contract.symbol.lower()}@trade") in names and self._is_own(contract):
                for trade in happening.trades:
                    yield _now(name, events.trade(contract, trade, now))
        if happening.top_moved:
            wanted = [f"{contract.symbol.lower()}@bookTicker"] if self._is_own(contract) else []
            if self._own == INVERSE:
                wanted.append("!bookTicker")
            for name in wanted:
                if name in names:
                    payload = events.book_ticker(contract, pit.top, pit.book.update_id, now)
                    yield _now(name, payload)

    def _is_own(self, contract: Contract) -> bool:
        return contract.market == self._own

    def _note(self, contract: Contract, aggregates: list[AggTrade]) -> None:
        """Keep what is told on the next beat."""
        symbol = contract.symbol
        if f"{symbol.lower()}@aggTrade" in self.names:
            self._printed.setdefault(symbol, []).extend(aggregates)
        first = aggregates[0]
        if first.id % _LIQUIDATED == 0:
            largest = self._forced.get(symbol)
            if largest is None or first.size > largest.size:
                self._forced[symbol] = first

    def _close(self, now: int) -> None:
        super()._close(now)
        if now % FAST == 0:
            self._printed.clear()
        if now % SECOND == 0:
            self._forced.clear()

    def _due(self, stream: Stream, now: int) -> Iterator[Message]:
        if send := self._senders.get(stream.kind):
            yield from send(stream, now)
        elif not stream.symbol:
            yield from self._array(stream, now)
        elif pit := self.market.pits.get(stream.symbol):
            if self._is_own(contract_of(pit)) or stream.kind in _EVERYWHERE:
                yield from self._of_pit(stream, pit, now)
        elif stream.kind == "markPrice" and (pits := self._contracts(stream.symbol)):
            marks = [events.mark_price(self._fair, pit, now) for pit in pits]
            yield _now(stream.name, marks)

    def _contracts(self, pair: str) -> list[Pit]:
        """All inverse contracts of a pair."""
        found = [pit for pit in self.market.pits.values() if contract_of(pit).pair == pair]
        return [pit for pit in found if self._own == contract_of(pit).market == INVERSE]

    def _news(self, stream: Stream, pit: Pit, now: int) -> bool:
        """Mark prices are sent whether or not they changed."""
        return stream.kind == "markPrice" or super()._news(stream, pit, now)

    def _state(self, stream: Stream, pit: Pit, now: int) -> Render | None:
        match stream.kind:
            case "markPrice":
                return lambda unit: events.mark_price(self._fair, pit, now)
            case "ticker":
                return lambda unit: events.ticker(pit, now)
            case "miniTicker":
                return lambda unit: events.mini_ticker(pit, now)
            case "depth":
                changes = self._changes[pit.pair.symbol][stream.period]
                payload = events.depth(pit, int(stream.detail), changes.last_id, now)
                return lambda unit: payload
        return None

    def _diff(self, pit: Pit, changes: Changes, now: int) -> Render:
        levels, first = changes.levels, changes.first_id
        return lambda unit: events.depth_update(pit, levels, first, now)

    def _candle(self, stream: Stream, pit: Pit, candle: Candle, now: int) -> Render:
        shape = events.continuous_kline if stream.kind == "continuousKline" else events.kline
        return lambda unit: shape(pit, stream.detail, candle, now)

    def _agg_trades(self, stream: Stream, now: int) -> Iterator[Message]:
        pit = self.market.pits.get(stream.symbol)
        if pit and self._is_own(contract := contract_of(pit)):
            for entry in tuple(self._printed.get(stream.symbol, ())):
                yield _now(stream.name, events.agg_trade(contract, entry, now))

    def _force_orders(self, stream: Stream, now: int) -> Iterator[Message]:
        for symbol, entry in list(self._forced.items()):
            pit = self.market.pits.get(symbol)
            if pit and stream.symbol in ("", symbol):
                yield _now(stream.name, events.force_order(contract_of(pit), entry, now))

    def _book_tickers(self, stream: Stream, now: int) -> Iterator[Message]:
        """All symbols that changed, each in a message of its own."""
        for pit in list(self.market.pits.values()):
            if self._news(stream, pit, now):
                contract, update_id = contract_of(pit), pit.book.update_id
                yield _now(stream.name, events.book_ticker(contract, pit.top, update_id, now))

    def _composite_index(self, stream: Stream, now: int) -> Iterator[Message]:
        pit = self.market.pits.get(COMPOSITE)
        if pit and stream.symbol == COMPOSITE:
            pits = [self.market.pits.get(f"{base}USDT") for base in _PARTS]
            parts = [(part.pair.base, self._fair.index(part, now)) for part in pits if part]
            index = self._fair.index(pit, now)
            if parts:
                yield _now(stream.name, events.composite_index(COMPOSITE, index, parts, now))

    def _asset_indices(self, stream: Stream, now: int) -> Iterator[Message]:
        found = []
        for pit in self.market.pits.values():
            contract = contract_of(pit)
            name = f"{contract.base}USD"
            if contract.market == LINEAR and contract.perpetual and stream.symbol in ("", name):
                found.append(events.asset_index(name, self._fair.index(pit, now), now))
        if found:
            yield _now(stream.name, found[0] if stream.symbol else found)

    def _index_price(self, stream: Stream, now: int) -> Iterator[Message]:
        if pits := self._contracts(stream.symbol):
            index = self._fair.index(pits[0], now)
            yield _now(stream.name, events.index_price(stream.symbol, index, now))

    def _continuous(self, stream: Stream, now: int) -> Iterator[Message]:
        pair, kind = continuous(stream.symbol)
        for pit in list(self.market.pits.values()):
            contract = contract_of(pit)
            if (contract.pair, contract.kind) == (pair, kind) and self._is_own(contract):
                yield from self._kline(stream, pit, now)

    def _index_kline(self, stream: Stream, now: int) -> Iterator[Message]:
        for pit in self._contracts(stream.symbol)[:1]:
            if self._bar_moves(stream, self._fair.leader(pit), now):
                bar = self._fair.index_bar(pit, stream.detail, now - 1, now)
                pair = contract_of(pit).pair
                event = events.bar_kline("indexPrice_kline", pair, pair, stream.detail, bar, now)
                yield _now(stream.name, event)

    def _mark_kline(self, stream: Stream, now: int) -> Iterator[Message]:
        pit = self.market.pits.get(stream.symbol)
        if pit and self._is_own(contract := contract_of(pit)):
            if not self._bar_moves(stream, self._fair.leader(pit), now):
                return
            bar = self._fair.mark_bar(pit, stream.detail, now - 1, now)
            names = (contract.symbol, contract.pair)
            event = events.bar_kline("markPrice_kline", *names, stream.detail, bar, now)
            yield _now(stream.name, event)

    def _bar_moves(self, stream: Stream, pit: Pit, now: int) -> bool:
        """Once it has ended, and otherwise when the price of the underlying has moved."""
        news = self._news(stream, pit, now)
        return news or span(stream.detail, now)[0] == now

    def _sessions(self, stream: Stream, now: int) -> Iterator[Message]:
        for event in ("EquityUpdate", "CommodityUpdate"):
            yield _now(stream.name, events.session(event, now))


def _now(stream: str, payload: object) -> Message:
    return Message(stream, lambda unit: payload)


linear_broadcast = partial(FuturesBroadcast, own=LINEAR)
inverse_broadcast = partial(FuturesBroadcast, own=INVERSE)
