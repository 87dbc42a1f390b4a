"""One strategy on a stream of events, with paper money: the same events make the same trades.

The market's time is the exchange's own, so that neither a slow line nor the speed of a replay
changes what happens.
"""

from collections.abc import Mapping
from decimal import Decimal

from msgspec.structs import replace

from radist.market.candles import Candles
from radist.model import BookDelta, BookSnapshot, Event, Gap, Instrument, Quote, Trade
from radist.trading.desk import Desk
from radist.trading.orders import Rules
from radist.trading.result import Result
from radist.trading.strategy import Strategy

_LOOK = 1_000_000
"""How often the account is looked at, in microseconds of the market."""


class Trial:
    """`take` every event of `channels`, between `start` and `stop`."""

    def __init__(
        self,
        strategy: Strategy,
        exchange: str,
        instruments: Mapping[str, Instrument],
        rules: Rules,
        cash: Decimal,
    ) -> None:
        """`instruments` are the strategy's symbols. Raises ConfigError."""
        self.desk = Desk(exchange, instruments, rules, cash)
        self.strategy = strategy
        self._hears_quotes = _overrides(strategy, "on_quote")
        self._hears_books = _overrides(strategy, "on_book")
        intervals = tuple(strategy.intervals) if _overrides(strategy, "on_candle") else ()
        self._candles = {s: [Candles(interval) for interval in intervals] for s in instruments}
        self._looked = 0

    @property
    def result(self) -> Result:
        """What came of it so far."""
        return self.desk.result

    @property
    def channels(self) -> tuple[str, ...]:
        """What of each symbol it has to be shown."""
        return ("trade", "book", "quote") if self._hears_quotes else ("trade", "book")

    def start(self) -> None:
        """Before the first event."""
        self.strategy.broker = self.desk
        self.strategy.on_start()

    def take(self, event: Event) -> None:
        """The market goes on: first what follows for the orders there are, then the strategy."""
        if event.symbol not in self._candles:
            return
        desk = self.desk
        desk.now = max(desk.now, event.time_exchange or 0)
        desk.result.events += 1
        for outcome in desk.settle(replace(event, time_received=desk.now)):
            if outcome.fill:
                self.strategy.on_fill(outcome.fill, outcome.order)
        self._show(event)
        if desk.now >= self._looked + _LOOK:
            self._looked = desk.now
            desk.look()

    def _show(self, event: Event) -> None:
        if isinstance(event, Trade):
            self.strategy.on_trade(event)
            self._count(event)
        elif isinstance(event, BookDelta | BookSnapshot):
            if self._hears_books and event.channel == "book":
                self.strategy.on_book(self.desk.book(event.symbol), event.symbol)
        elif isinstance(event, Quote):
            self.strategy.on_quote(event)
        elif isinstance(event, Gap):
            self._lose(event)

    def _count(self, trade: Trade) -> None:
        """Candles that a trade closes; one that a late trade repairs is not told again."""
        for candles in self._candles[trade.symbol]:
            for candle in candles.take(trade):
                if candle.is_closed and candle.state != "repaired":
                    self.strategy.on_candle(candle)

    def _lose(self, gap: Gap) -> None:
        self.result.gaps += 1
        if gap.channel == Trade.channel:
            for candles in self._candles[gap.symbol]:
                candles.lose(gap)
        self.strategy.on_gap(gap)

    def stop(self) -> Result:
        """After the last event. Orders that are still open stay so."""
        self.strategy.on_stop()
        self.desk.look()
        return self.result


def _overrides(strategy: Strategy, hook: str) -> bool:
    return getattr(type(strategy), hook) is not getattr(Strategy, hook)
