"""What happened in 24 hours, to the minute: volume, trades, and the price before them."""

from collections import deque
from decimal import Decimal

from msgspec import Struct

from radist.trading import money

MINUTE = 60_000_000
LENGTH = 1440 * MINUTE


class Minute(Struct):
    """A minute with trades in it. Times in microseconds."""

    opened: int
    volume: Decimal
    trades: int
    close: Decimal


class Day:
    """The last 24 hours of one token, or of all. `price` is that before anything happened."""

    def __init__(self, price: Decimal = money.ZERO) -> None:
        self.before = price
        """The price as it was 24 hours ago."""
        self.price = price
        self.volume = money.ZERO
        self.trades = 0
        self._minutes: deque[Minute] = deque()

    def add(self, time: int, volume: Decimal, price: Decimal, trades: int = 1) -> None:
        """Trades that were made for so much money, after which this was the price."""
        opened = time - time % MINUTE
        if not self._minutes or self._minutes[-1].opened < opened:
            self._minutes.append(Minute(opened, money.ZERO, 0, price))
        last = self._minutes[-1]
        last.volume, last.trades = money.add(last.volume, volume), last.trades + trades
        last.close = self.price = price
        self.volume, self.trades = money.add(self.volume, volume), self.trades + trades

    def expire(self, now: int) -> None:
        """Forget what is older."""
        while self._minutes and self._minutes[0].opened < now - LENGTH:
            gone = self._minutes.popleft()
            self.volume = money.add(self.volume, -gone.volume)
            self.trades -= gone.trades
            self.before = gone.close

    @property
    def change(self) -> Decimal:
        """Of the price, in percent."""
        return money.percent(self.price, self.before)
