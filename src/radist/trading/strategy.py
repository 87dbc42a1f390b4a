"""Strategies: one class that runs unchanged on a recording and on live data, with paper money."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Protocol

from radist.market.book import OrderBook
from radist.model import Candle, Gap, Quote, Trade
from radist.trading.orders import Fill, Order

Amount = Decimal | int | float | str
"""A double means what its shortest text says."""


class Broker(Protocol):
    """Who takes a strategy's orders. Symbols may be left out where there is only one."""

    @property
    def now(self) -> int:
        """The market's time, microseconds: that of the newest event."""

    @property
    def cash(self) -> Decimal:
        """What is free to be spent."""

    @property
    def equity(self) -> Decimal:
        """Cash and what is held, at the last prices."""

    @property
    def orders(self) -> Mapping[str, Order]:
        """Those that are not over, by id, oldest first."""

    def position(self, symbol: str = "") -> Decimal:
        """How much is held."""

    def price(self, symbol: str = "") -> Decimal | None:
        """Of the last trade; None before the first."""

    def book(self, symbol: str = "") -> OrderBook:
        """The live book; `live` says whether it can be believed."""

    def buy(
        self,
        quantity: Amount,
        symbol: str = "",
        *,
        price: Amount | None = None,
        stop: Amount | None = None,
    ) -> Order:
        """At the market; with `price` at that or better; with `stop` once it trades there. What
        cannot be is `rejected`, with the `reason`. Quantities are rounded down to what may be
        traded.
        """

    def sell(
        self,
        quantity: Amount,
        symbol: str = "",
        *,
        price: Amount | None = None,
        stop: Amount | None = None,
    ) -> Order:
        """As `buy`; no more than is held."""

    def cancel(self, order: Order | str) -> None:
        """What is not filled by then will not be. An order that is over stays as it is."""

    def cancel_all(self, symbol: str = "") -> None:
        """Of one symbol, or all."""


class Strategy:
    """Override what you need; what is not overridden is not listened to. `self.broker` takes
    orders from `on_start` on.
    """

    exchange: str = ""
    """Where; empty is wherever the recording is of, or the configured `market_exchange`."""
    symbols: Iterable[str] = ("BTC/USDT",)
    intervals: Iterable[str] = ("1m",)
    """Of candles, which are made of trades: `1s`, `5m`, `1h`."""

    broker: Broker

    def on_start(self) -> None:
        """Before the first event."""

    def on_trade(self, trade: Trade) -> None:
        """Somebody traded."""

    def on_quote(self, quote: Quote) -> None:
        """Best bid or ask changed."""

    def on_candle(self, candle: Candle) -> None:
        """A candle has closed."""

    def on_book(self, book: OrderBook, symbol: str) -> None:
        """The order book changed; the same object each time."""

    def on_fill(self, fill: Fill, order: Order) -> None:
        """An order of yours was executed, or a part of it."""

    def on_gap(self, gap: Gap) -> None:
        """Something is missing from a stream."""

    def on_stop(self) -> None:
        """After the last event."""
