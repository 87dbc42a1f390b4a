"""Bybit spot: its tickers have no best prices, which come from the book's first level.

https://bybit-exchange.github.io/docs/v5/websocket/public/ticker
"""

from typing import ClassVar, Literal

from radist.exchanges import _bybit_instruments as descriptions
from radist.exchanges import _bybit_tickers as tickers
from radist.exchanges._bounds import RestUrl, WsUrl
from radist.exchanges._bybit_family import (
    BLOCK_TRADE,
    CANDLE,
    TRADE,
    BybitFamily,
    Offer,
    PerSocket,
    book,
)
from radist.model import Instrument, Quote, Ticker


class Bybit(BybitFamily):
    """Spot: no more than ten topics in a request."""

    name = "bybit"
    category = "spot"
    table: ClassVar = {
        "trade": TRADE,
        "block_trade": BLOCK_TRADE,
        "ticker": Offer("tickers.<symbol>", (Ticker,), "50 ms", "tickers"),
        "quote": Offer("orderbook.1.<symbol>", (Quote,), "10 ms", "tickers"),
        "book": book("<depth>", "20, 100 or 200 ms"),
        "candle": CANDLE,
    }
    parts = tickers.SPOT
    batch = 10
    most_trades = 60

    def __init__(
        self,
        *,
        ws_url: WsUrl = "wss://stream.bybit.com",
        rest_url: RestUrl = "https://api.bybit.com",
        book_depth: Literal["50", "200", "1000"] = "50",
        streams_per_socket: PerSocket | None = None,
    ) -> None:
        super().__init__(ws_url, rest_url, book_depth, streams_per_socket)

    def guess(self, native: str) -> Instrument | None:
        return descriptions.guess_spot(native)
