"""Bybit contracts settled in their own coin: sizes count contracts of one US dollar.

https://bybit-exchange.github.io/docs/v5/websocket/public/ticker
"""

from typing import ClassVar, Literal

from radist.exchanges import _bybit_instruments as descriptions
from radist.exchanges import _bybit_tickers as tickers
from radist.exchanges._bounds import RestUrl, WsUrl
from radist.exchanges._bybit_family import BybitFamily, PerSocket
from radist.exchanges._bybit_futures import TABLE
from radist.model import Instrument


class BybitInverse(BybitFamily):
    """Contracts settled in their own coin."""

    name = "bybit_inverse"
    category = "inverse"
    table: ClassVar = TABLE
    parts = tickers.FUTURES

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
        return descriptions.guess_inverse(native)
