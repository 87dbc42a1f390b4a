"""Binance COIN-M futures, settled in the base asset: sizes count contracts.

A contract is `Instrument.contract_size` US dollars: 100 of bitcoin, 10 of all others.

Streams: https://developers.binance.com/docs/derivatives/coin-margined-futures/websocket-market-streams
REST: https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api
"""

from typing import ClassVar, Literal

from radist.derivatives import IndexCandle, IndexPrice, MarkCandle
from radist.exchanges import _binance_history, _binance_polls
from radist.exchanges import _binance_instruments as descriptions
from radist.exchanges._binance_derivatives import InverseCandles
from radist.exchanges._binance_family import BANNED_UNTIL, BinanceFamily
from radist.exchanges._binance_framing import Framing
from radist.exchanges._binance_futures import (
    INTERVALS,
    RETIRED,
    contracts,
    margin,
    orders,
    other_candles,
    prices,
)
from radist.exchanges._binance_states import INDEX, MARK
from radist.exchanges._binance_table import Offer, PerSocket, Way, each, state
from radist.exchanges._bounds import RestUrl, Seconds, WsUrl
from radist.exchanges.base import Limits
from radist.model import Instrument


class BinanceCoinm(BinanceFamily):
    """COIN-M futures: one kind of socket."""

    name = "binance_coinm"
    table: ClassVar = {
        **orders("stream", "stream", "too"),
        **prices("stream", MARK, each(InverseCandles), "500 ms"),
        "index_price": Offer(
            (IndexPrice,),
            "1 s",
            (Way("<pair>@indexPrice", state(INDEX)), Way("<pair>@indexPrice@1s", state(INDEX))),
            of="pair",
        ),
        "index_candle": Offer(
            (IndexCandle,),
            "250 ms",
            (Way("<pair>@indexPriceKline_<interval>", other_candles(IndexCandle)),),
            intervals=INTERVALS,
            of="pair",
        ),
        "mark_candle": Offer(
            (MarkCandle,),
            "250 ms",
            (Way("<symbol>@markPriceKline_<interval>", other_candles(MarkCandle)),),
            intervals=INTERVALS,
        ),
        **margin("stream"),
        **contracts("stream"),
    }
    polls = _binance_polls.INVERSE
    pasts = _binance_history.FUTURES
    intervals = INTERVALS
    limits = Limits(
        messages_per_second=5,  # the documents say 10; 5 have been enforced on its sister
        streams_per_socket=200,
        connects=300,
        connects_window=300.0,
        weight_per_minute=2400,
        weight_header="X-MBX-USED-WEIGHT-1M",
        banned_until=BANNED_UNTIL,
        weight_pool="binance futures",
    )
    prefix = "/dapi/v1"
    market = 2
    retired: ClassVar = RETIRED

    def __init__(  # noqa: PLR0913  # options of the configuration
        self,
        *,
        ws_url: WsUrl = "wss://dstream.binance.com",
        rest_url: RestUrl = "https://dapi.binance.com",
        book_speed: Literal["100ms", "250ms", "500ms"] = "100ms",
        mark_speed: Literal["1s", "3s"] = "1s",
        poll_interval: Seconds = 60.0,
        streams_per_socket: PerSocket | None = None,
        framing: Framing = "subscribe",
    ) -> None:
        super().__init__(
            ws_url,
            rest_url,
            streams_per_socket,
            framing,
            poll_interval,
            speed="" if book_speed == "250ms" else f"@{book_speed}",
            pace="" if mark_speed == "3s" else f"@{mark_speed}",
        )

    def guess(self, native: str) -> Instrument | None:
        return descriptions.guess_inverse(native)

    def _read(self, body: bytes) -> descriptions.Described:
        return descriptions.futures(body)
