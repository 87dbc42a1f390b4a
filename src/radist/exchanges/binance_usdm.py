"""Binance USDⓈ-M futures, settled in the quote asset: quantities are in base units.

Streams: https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
REST: https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api
"""

from typing import ClassVar, Literal

from radist.derivatives import CompositeIndex, IndexPrice, RpiBookDelta, TradingSession
from radist.exchanges import _binance_history, _binance_polls
from radist.exchanges import _binance_instruments as descriptions
from radist.exchanges._binance_derivatives import RpiBooks
from radist.exchanges._binance_family import BANNED_UNTIL, BinanceFamily
from radist.exchanges._binance_framing import Framing
from radist.exchanges._binance_futures import INTERVALS, RETIRED, contracts, margin, orders, prices
from radist.exchanges._binance_states import COMPOSITE, MARK_AND_INDEX, SESSION
from radist.exchanges._binance_streams import Candles
from radist.exchanges._binance_table import Offer, PerSocket, Way, each, state
from radist.exchanges._bounds import RestUrl, Seconds, WsUrl
from radist.exchanges.base import Limits
from radist.model import Instrument, Subscription

_PUBLIC, _MARKET = "public/stream", "market/stream"


class BinanceUsdm(BinanceFamily):
    """USDⓈ-M futures: streams of two classes, each on a path of its own."""

    name = "binance_usdm"
    table: ClassVar = {
        **orders(_PUBLIC, _MARKET, "5 s"),
        "rpi_book": Offer(
            (RpiBookDelta,), "500 ms", (Way("<symbol>@rpiDepth@500ms", each(RpiBooks), _PUBLIC),)
        ),
        **prices(_MARKET, MARK_AND_INDEX, each(Candles), "2 s"),
        "index_price": Offer(
            (IndexPrice,),
            "1 or 3 s",
            (Way("<pair>@markPrice<pace>", state(MARK_AND_INDEX), _MARKET),),
            of="pair",
        ),
        "composite_index": Offer(
            (CompositeIndex,), "1 s", (Way("<symbol>@compositeIndex", state(COMPOSITE), _MARKET),)
        ),
        **margin(_MARKET),
        **contracts(_MARKET),
        "trading_session": Offer(
            (TradingSession,), "1 s", every=(Way("tradingSession", state(SESSION), _MARKET),)
        ),
    }
    polls = _binance_polls.LINEAR
    pasts = _binance_history.FUTURES
    intervals = INTERVALS
    limits = Limits(
        messages_per_second=5,  # the documents say 10; 5 have been enforced
        streams_per_socket=200,
        connects=300,
        connects_window=300.0,
        connects_pool="binance fstream",
        weight_per_minute=2400,
        weight_header="X-MBX-USED-WEIGHT-1M",
        banned_until=BANNED_UNTIL,
        weight_pool="binance futures",
    )
    prefix = "/fapi/v1"
    market = 1
    retired: ClassVar = RETIRED

    def __init__(  # noqa: PLR0913  # options of the configuration
        self,
        *,
        ws_url: WsUrl = "wss://fstream.binance.com",
        rest_url: RestUrl = "https://fapi.binance.com",
        book_speed: Literal["100ms", "250ms", "500ms"] = "100ms",
        mark_speed: Literal["1s", "3s"] = "1s",
        routed: bool = True,
        poll_interval: Seconds = 60.0,
        streams_per_socket: PerSocket | None = None,
        framing: Framing = "subscribe",
    ) -> None:
        """Where not `routed`, the path without a class is tried first."""
        super().__init__(
            ws_url,
            rest_url,
            streams_per_socket,
            framing,
            poll_interval,
            speed="" if book_speed == "250ms" else f"@{book_speed}",
            pace="" if mark_speed == "3s" else f"@{mark_speed}",
        )
        self._routed = routed

    def _ways(self, subscription: Subscription) -> tuple[Way, ...]:
        ways = super()._ways(subscription)
        return ways if self._routed else (ways[0]._replace(route="stream"), *ways)

    def guess(self, native: str) -> Instrument | None:
        return descriptions.guess_linear(native)

    def _read(self, body: bytes) -> descriptions.Described:
        return descriptions.futures(body)
