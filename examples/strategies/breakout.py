"""Buys when the price rises above that of the last candles, with a stop below.

radist backtest examples/strategies/breakout.py --recording day.zst --param candles=15
"""

from collections import deque

from radist import Candle, Strategy, Trade
from radist.trading.orders import Fill, Order


class Breakout(Strategy):
    """Follows the price up, and leaves where it turns."""

    symbols = ("BTC/USDT",)

    def __init__(
        self, candles: int = 15, interval: str = "1m", size: str = "0.05", risk: float = 0.2
    ) -> None:
        self.intervals = (interval,)
        self.highs: deque[float] = deque(maxlen=candles)
        self.size = size
        self.risk = risk
        """How far below the price that was paid the stop is, in percent."""
        self.waiting = False

    def on_candle(self, candle: Candle) -> None:
        self.highs.append(candle.high)

    def on_trade(self, trade: Trade) -> None:
        is_full = len(self.highs) == self.highs.maxlen
        if not is_full or self.waiting or self.broker.position() or trade.price <= max(self.highs):
            return
        self.waiting = not self.broker.buy(self.size).is_over

    def on_fill(self, fill: Fill, order: Order) -> None:
        if fill.side == "buy" and order.is_over:
            self.waiting = False
            below = float(fill.price) * (1 - self.risk / 100)
            self.broker.sell(self.broker.position(), stop=round(below, 2))
