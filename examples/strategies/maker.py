"""Keeps an order on each side of the book and earns the spread, as long as nobody runs it over.

radist paper examples/strategies/maker.py --exchange binance --seconds 60
"""

from decimal import Decimal

from radist import Gap, OrderBook, Strategy
from radist.trading.orders import Fill, Order


class Maker(Strategy):
    """Waits on both sides; what it has bought it offers."""

    symbols = ("BTC/USDT",)

    def __init__(self, size: str = "0.01", away: float = 0.0, patience: float = 5.0) -> None:
        self.size = Decimal(size)
        self.away = away
        """How far from the best price, in percent."""
        self.patience = int(patience * 1_000_000)
        self.quoted_at = 0

    def on_book(self, book: OrderBook, symbol: str) -> None:
        if not book.live or book.crossed or self.broker.now < self.quoted_at + self.patience:
            return
        self.broker.cancel_all()
        self.quoted_at = self.broker.now
        bid, ask = book.bids(1)[0][0], book.asks(1)[0][0]
        self.broker.buy(self.size, price=round(bid * (1 - self.away / 100), 2))
        if self.broker.position() >= self.size:
            self.broker.sell(self.size, price=round(ask * (1 + self.away / 100), 2))

    def on_fill(self, fill: Fill, order: Order) -> None:
        self.quoted_at = 0  # look at once where to go on

    def on_gap(self, gap: Gap) -> None:
        self.broker.cancel_all()
