"""Buys when a fast average of candles crosses above a slow one, sells when it crosses below.

radist backtest examples/strategies/crossing.py --recording day.zst --param fast=5 --param slow=20
"""

from collections import deque
from decimal import Decimal

from radist import Candle, Strategy


class Crossing(Strategy):
    """All in, or all out: half of the cash, to be exact."""

    symbols = ("BTC/USDT",)

    def __init__(self, fast: int = 5, slow: int = 20, interval: str = "1m") -> None:
        self.intervals = (interval,)
        self.closes: deque[float] = deque(maxlen=slow)
        self.fast = fast
        self.was_above: bool | None = None

    def on_candle(self, candle: Candle) -> None:
        self.closes.append(candle.close)
        if len(self.closes) < (self.closes.maxlen or 0):
            return
        recent = list(self.closes)[-self.fast :]
        is_above = sum(recent) / len(recent) > sum(self.closes) / len(self.closes)
        if self.was_above is not None and is_above != self.was_above:
            self.turn(is_above, candle.close)
        self.was_above = is_above

    def turn(self, is_above: bool, price: float) -> None:
        held = self.broker.position()
        if is_above and not held:
            self.broker.buy(self.broker.cash / 2 / Decimal(price))
        elif held and not is_above:
            self.broker.sell(held)
