"""What Binance's spot streams send, and when."""

from collections.abc import Iterator
from functools import partial

from radist.simulator import binance_events as events
from radist.simulator.binance_streams import WINDOWS, Stream
from radist.simulator.broadcast import Broadcast, Changes, Message, Render
from radist.simulator.candles import Candle
from radist.simulator.pit import Happening, Pit

_BLOCK = 503  # one trade in so many is followed by a block trade


class SpotBroadcast(Broadcast):
    """The spot streams of a market."""

    def _prints(self, happening: Happening) -> Iterator[Message]:
        pit, names = happening.pit, self.names
        pair = pit.pair
        low = pair.symbol.lower()
        if happening.trades:
            if (name := f"{low}@trade") in names:
                for trade in happening.trades:
                    yield Message(name, partial(events.trade, pair, trade))
            if (name := f"{low}@blockTrade") in names:
                for trade in happening.trades:
                    if trade.id % _BLOCK == 0:
                        yield Message(name, partial(events.block_trade, pair, trade, _BLOCK))
            if (name := f"{low}@aggTrade") in names:
                for aggregate in happening.aggregates:
                    yield Message(name, partial(events.agg_trade, pair, aggregate))
        if happening.top_moved and (name := f"{low}@bookTicker") in names:
            payload = events.book_ticker(pair, pit.top, pit.book.update_id)
            yield Message(name, lambda unit: payload)

    def _diff(self, pit: Pit, changes: Changes, now: int) -> Render:
        return partial(events.depth_update, pit, changes.levels, changes.first_id, now)

    def _candle(self, stream: Stream, pit: Pit, candle: Candle, now: int) -> Render:
        return partial(events.kline, pit, stream.detail, candle, now, offset=stream.offset)

    def _state(self, stream: Stream, pit: Pit, now: int) -> Render | None:
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
            case "referencePrice":
                return partial(events.reference_price, pit, now)
            case "depth":
                limit = int(stream.detail)
                return lambda unit: events.depth(pit, limit)
        return None
