"""Binance spot.

Streams: https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
REST: https://developers.binance.com/docs/binance-spot-api-docs/rest-api
"""

from typing import ClassVar, Literal

from radist.exchanges import _binance_history, _binance_polls
from radist.exchanges import _binance_instruments as descriptions
from radist.exchanges._binance_derivatives import BlockTrades, LaterCandles
from radist.exchanges._binance_family import BANNED_UNTIL, BinanceFamily
from radist.exchanges._binance_framing import Framing
from radist.exchanges._binance_states import (
    AVERAGE,
    MINI_TICKER,
    REFERENCE,
    ROLLING_TICKER,
    spot_picture,
)
from radist.exchanges._binance_streams import (
    AggTrades,
    Candles,
    MiniTickers,
    Quotes,
    Tickers,
    Trades,
)
from radist.exchanges._binance_table import (
    Offer,
    PerSocket,
    Way,
    book,
    each,
    picture,
    state,
    states,
)
from radist.exchanges._bounds import RestUrl, WsUrl
from radist.exchanges.base import Limits
from radist.model import (
    AggTrade,
    AveragePrice,
    BlockTrade,
    BookDelta,
    BookSnapshot,
    Candle,
    Instrument,
    MiniTicker,
    Quote,
    ReferencePrice,
    RollingTicker,
    Ticker,
    Trade,
)

_INTERVALS = tuple("1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M".split())
_LATER = tuple(f"{interval}@+08:00" for interval in _INTERVALS)


class Binance(BinanceFamily):
    """Binance spot: one kind of socket, combined framing, runtime SUBSCRIBE."""

    name = "binance"
    table: ClassVar = {
        "trade": Offer((Trade,), "real time", (Way("<symbol>@trade", each(Trades)),)),
        "agg_trade": Offer((AggTrade,), "real time", (Way("<symbol>@aggTrade", each(AggTrades)),)),
        "block_trade": Offer(
            (BlockTrade,), "real time", (Way("<symbol>@blockTrade", each(BlockTrades)),)
        ),
        "ticker": Offer((Ticker,), "1 s", (Way("<symbol>@ticker", each(Tickers)),)),
        "mini_ticker": Offer(
            (MiniTicker,),
            "1 s",
            (Way("<symbol>@miniTicker", each(MiniTickers)),),
            (Way("!miniTicker@arr", states(MINI_TICKER)),),
        ),
        "rolling_ticker": Offer(
            (RollingTicker,),
            "1 s",
            (Way("<symbol>@ticker_<window>", state(ROLLING_TICKER)),),
            (Way("!ticker_<window>@arr", states(ROLLING_TICKER)),),
            intervals=("1h", "4h", "1d"),
        ),
        "quote": Offer((Quote,), "real time", (Way("<symbol>@bookTicker", each(Quotes)),)),
        "candle": Offer(
            (Candle,),
            "1 s for 1s, else 2 s",
            (
                Way(
                    "<symbol>@kline_<interval>",
                    lambda exchange, of, words: (
                        LaterCandles(exchange.name, of, words["interval"])
                        if "@" in words["interval"]
                        else Candles(exchange.name, of)
                    ),
                ),
            ),
            intervals=_INTERVALS + _LATER,
        ),
        "book": Offer(
            (BookSnapshot, BookDelta), "100 ms or 1 s", (Way("<symbol>@depth<speed>", book),)
        ),
        "book_snapshot": Offer(
            (BookSnapshot,),
            "100 ms or 1 s",
            (Way("<symbol>@depth<depth><speed>", picture(spot_picture)),),
            intervals=("5", "10", "20"),
        ),
        "avg_price": Offer((AveragePrice,), "1 s", (Way("<symbol>@avgPrice", state(AVERAGE)),)),
        "reference_price": Offer(
            (ReferencePrice,), "1 s", (Way("<symbol>@referencePrice", state(REFERENCE)),)
        ),
    }
    polls = _binance_polls.SPOT
    pasts = _binance_history.SPOT
    intervals = _INTERVALS
    limits = Limits(
        messages_per_second=5,
        streams_per_socket=1024,
        connects=300,
        connects_window=300.0,
        weight_per_minute=6000,
        weight_header="X-MBX-USED-WEIGHT-1M",
        banned_until=BANNED_UNTIL,
    )
    prefix = "/api/v3"
    description = "exchangeInfo?showPermissionSets=false&symbolStatus=TRADING"
    description_weight = 20
    book_limit = (1000, 50)
    retired: ClassVar = {
        r"!ticker@arr": "it ended on 2026-03-26; ask for `mini_ticker`, or each `ticker`",
        r"!bookTicker": "it ended on 2022-12-07; ask for each `quote`",
        r".+@(markPrice|fundingRate|openInterest).*": "spot has none",
    }

    def __init__(
        self,
        *,
        ws_url: WsUrl = "wss://stream.binance.com:9443",
        rest_url: RestUrl = "https://api.binance.com",
        book_speed: Literal["100ms", "1000ms"] = "100ms",
        streams_per_socket: PerSocket | None = None,
        framing: Framing = "subscribe",
    ) -> None:
        speed = "" if book_speed == "1000ms" else f"@{book_speed}"
        super().__init__(ws_url, rest_url, streams_per_socket, framing, speed=speed)

    def guess(self, native: str) -> Instrument | None:
        return descriptions.guess_spot(native)

    def _read(self, body: bytes) -> descriptions.Described:
        return descriptions.spot(body)
