"""Bybit options, settled in USDT or USDC: the trades of a coin's options are one stream.

https://bybit-exchange.github.io/docs/v5/websocket/public/ticker
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from radist.derivatives import Greeks, MarkPrice, OpenInterest
from radist.exchanges import _bybit_instruments as descriptions
from radist.exchanges import _bybit_tickers as tickers
from radist.exchanges._bounds import RestUrl, WsUrl
from radist.exchanges._bybit_family import (
    BLOCK_TRADE,
    TRADE,
    BybitFamily,
    Offer,
    PerSocket,
    book,
)
from radist.model import Instrument, Quote, Ticker

Coin = Annotated[str, Meta(pattern="^[A-Z0-9]+$")]
"""Options are listed by coin, and which coins have any is told nowhere."""


class BybitOption(BybitFamily):
    """Options: no candles, and best prices from the tickers."""

    name = "bybit_option"
    category = "option"
    table: ClassVar = {
        "trade": TRADE._replace(topic="publicTrade.<coin>"),
        "block_trade": BLOCK_TRADE._replace(topic="publicTrade.<coin>"),
        "ticker": Offer("tickers.<symbol>", (Ticker,), "100 ms", "tickers"),
        "quote": Offer("tickers.<symbol>", (Quote,), "100 ms", "tickers"),
        "book": book("<depth>", "20 or 100 ms"),
        "mark_price": Offer("tickers.<symbol>", (MarkPrice,), "100 ms", "tickers"),
        "greeks": Offer("tickers.<symbol>", (Greeks,), "100 ms", "tickers"),
        "open_interest": Offer("tickers.<symbol>", (OpenInterest,), "100 ms", "tickers"),
    }
    parts = tickers.OPTIONS

    def __init__(
        self,
        *,
        ws_url: WsUrl = "wss://stream.bybit.com",
        rest_url: RestUrl = "https://api.bybit.com",
        book_depth: Literal["25", "100"] = "25",
        streams_per_socket: PerSocket | None = None,
        coins: tuple[Coin, ...] = ("BTC", "ETH", "SOL", "XRP", "MNT", "DOGE"),
    ) -> None:
        super().__init__(ws_url, rest_url, book_depth, streams_per_socket)
        self.coins = coins

    def guess(self, native: str) -> Instrument | None:
        return descriptions.guess_option(native)

    def _subject(self, kind: str, native: str) -> Instrument | None:
        if kind == "publicTrade":
            return Instrument(native, native, native, "", kind="index")
        return super()._subject(kind, native)
