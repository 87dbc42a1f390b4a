"""What Binance's option streams send, and when."""

from collections.abc import Callable, Iterator

from radist.simulator import binance_options_events as events
from radist.simulator.binance_options_market import UNDERLYING, chain, index, option_of
from radist.simulator.binance_options_streams import QUICK
from radist.simulator.binance_streams import FAST, Stream
from radist.simulator.broadcast import Broadcast, Changes, Message, Render
from radist.simulator.candles import SECOND, Candle
from radist.simulator.fair import Fair
from radist.simulator.market import Market
from radist.simulator.matching import Trade
from radist.simulator.options import OptionContract
from radist.simulator.pit import Happening, Pit

Send = Callable[[Stream, int], Iterator[Message]]


class OptionsBroadcast(Broadcast):
    """The streams of the options in a market."""

    quantum = QUICK
    diff_periods = (FAST, SECOND // 2)

    def __init__(self, market: Market) -> None:
        super().__init__(market)
        self._fair = Fair(market)
        self._printed: list[tuple[OptionContract, Trade]] = []
        self._senders: dict[str, Send] = {
            "optionTrade": self._trades,
            "index": self._index,
            "optionMarkPrice": self._marks,
            "openInterest": self._interest,
        }

    def opened(self, pit: Pit) -> None:
        super().opened(pit)
        self._tell(option_of(pit), "TRADING")

    def closed(self, pit: Pit) -> None:
        super().closed(pit)
        self._tell(option_of(pit), "CLOSE")

    def _tell(self, option: OptionContract, status: str) -> None:
        news = events.listing(option, status, self.market.now)
        self.announce("!optionSymbol", lambda unit: news)

    def _prints(self, happening: Happening) -> Iterator[Message]:
        pit = happening.pit
        if not isinstance(pit.pair, OptionContract):
            return
        option = pit.pair
        self._printed += [(option, trade) for trade in happening.trades]
        name = f"{option.symbol.lower()}@bookTicker"
        if happening.top_moved and name in self.names:
            payload = events.book_ticker(pit, happening.time)
            yield Message(name, lambda unit: payload)

    def _close(self, now: int) -> None:
        super()._close(now)
        self._printed.clear()

    def _due(self, stream: Stream, now: int) -> Iterator[Message]:
        if send := self._senders.get(stream.kind):
            yield from send(stream, now)
            return
        if stream.kind == "optionTicker" and stream.detail:
            if stream.symbol == UNDERLYING.symbol:
                pits = chain(self.market, stream.detail)
                changed = [pit for pit in pits if self._news(stream, pit, now)]
                if changed:
                    yield _now(stream, [events.ticker(pit, now) for pit in changed])
            return
        pit_of = self.market.pits.get(stream.symbol)
        if pit_of and isinstance(pit_of.pair, OptionContract):
            yield from self._of_pit(stream, pit_of, now)

    def _state(self, stream: Stream, pit: Pit, now: int) -> Render | None:
        if stream.kind == "optionTicker":
            return lambda unit: events.ticker(pit, now)
        if stream.kind != "depth":
            return None
        limit, book = int(stream.detail), pit.book
        previous = self._changes[pit.pair.symbol][stream.period].last_id
        sides = (book.bids.levels(limit), book.asks.levels(limit))
        return lambda unit: events.depth(pit, sides, previous, now)

    def _diff(self, pit: Pit, changes: Changes, now: int) -> Render:
        ascending, book, previous = sorted(changes.levels), pit.book, changes.last_id
        bids = [(price, book.bids.size(price)) for is_bid, price in reversed(ascending) if is_bid]
        asks = [(price, book.asks.size(price)) for is_bid, price in ascending if not is_bid]
        return lambda unit: events.depth(pit, (bids, asks), previous, now)

    def _candle(self, stream: Stream, pit: Pit, candle: Candle, now: int) -> Render:
        return lambda unit: events.kline(pit, stream.detail, candle, now)

    def _trades(self, stream: Stream, now: int) -> Iterator[Message]:
        """Of one option, or of all on the underlying."""
        for option, trade in self._printed:
            if stream.symbol in (option.symbol, UNDERLYING.symbol):
                yield _now(stream, events.trade(option, trade, now))

    def _index(self, stream: Stream, now: int) -> Iterator[Message]:
        yield _now(stream, [events.index_price(index(self.market), now)])

    def _marks(self, stream: Stream, now: int) -> Iterator[Message]:
        if stream.symbol == UNDERLYING.symbol:
            price, pits = index(self.market), chain(self.market)
            yield _now(stream, [events.mark_price(pit, price, now) for pit in pits])

    def _interest(self, stream: Stream, now: int) -> Iterator[Message]:
        pits = chain(self.market, stream.detail)
        if stream.symbol == UNDERLYING.symbol and pits:
            price = index(self.market)
            lots = [self._fair.open_interest(option_of(pit), now) for pit in pits]
            rows = [
                events.open_interest(pit, number, price, now)
                for pit, number in zip(pits, lots, strict=True)
            ]
            yield _now(stream, rows)


def _now(stream: Stream, payload: object) -> Message:
    return Message(stream.name, lambda unit: payload)
