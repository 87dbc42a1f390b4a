"""Binance European options, settled in the quote asset: sizes count contracts of
`Instrument.contract_size` base units each, which is 1 for most.

Streams: https://developers.binance.com/docs/derivatives/options-trading/websocket-market-streams
REST: https://developers.binance.com/docs/derivatives/options-trading/market-data
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from radist.derivatives import ContractStatus, Greeks, IndexPrice, MarkPrice, OpenInterest
from radist.exchanges import _binance_history, _binance_polls
from radist.exchanges import _binance_instruments as descriptions
from radist.exchanges._binance_derivatives import KindsOfTrades, OptionContracts
from radist.exchanges._binance_family import BANNED_UNTIL, BinanceFamily
from radist.exchanges._binance_framing import Framing
from radist.exchanges._binance_payloads import OptionPayload
from radist.exchanges._binance_states import INDEX, INTEREST, OPTION_MARK, TICKER, picture
from radist.exchanges._binance_streams import Candles, Quotes
from radist.exchanges._binance_table import (
    Market,
    Offer,
    PerSocket,
    Way,
    book,
    delegates,
    each,
    state,
    states,
)
from radist.exchanges._binance_table import picture as pictures
from radist.exchanges._bounds import RestUrl, WsUrl
from radist.exchanges.base import Limits, Stream
from radist.model import (
    BlockTrade,
    BookDelta,
    BookSnapshot,
    Candle,
    Instrument,
    Quote,
    Ticker,
    Trade,
)

_PUBLIC, _MARKET = "public/stream", "market/stream"
_INTERVALS = tuple("1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 3d 1w".split())

_TRADES = (Way("<symbol>@optionTrade", each(KindsOfTrades), _PUBLIC),)
_TRADES_OF_ALL = (Way("<underlying>@optionTrade", delegates("optionTrade"), _PUBLIC),)
_MARKS = (Way("<underlying>@optionMarkPrice", states(OPTION_MARK), _MARKET),)
_TICKERS = (
    Way("<symbol>@optionTicker", state(TICKER), _PUBLIC),
    Way("<underlying>@optionTicker@<expiry>", states(TICKER), _PUBLIC),
    Way("<symbol>@optionTicker<expiry>", state(TICKER), _PUBLIC),
)
_INTERESTS = (
    Way("<underlying>@optionOpenInterest@<expiry>", states(INTEREST), _MARKET),
    Way("<underlying>@openInterest@<expiry>", states(INTEREST), _MARKET),
)


def _contracts(exchange: Market, nobody: Instrument, words: Mapping[str, str]) -> Stream:
    def learn(d: OptionPayload) -> Instrument:
        return exchange.taught(d.s, lambda known: descriptions.listed(d, known))

    return OptionContracts(exchange.name, nobody, learn)


class BinanceOptions(BinanceFamily):
    """European options: streams of two classes, each on a path of its own."""

    name = "binance_options"
    table: ClassVar = {
        "trade": Offer((Trade,), "50 ms", _TRADES, chain=_TRADES_OF_ALL),
        "block_trade": Offer((BlockTrade,), "50 ms", _TRADES, chain=_TRADES_OF_ALL),
        "ticker": Offer((Ticker,), "1 s", _TICKERS),
        "quote": Offer((Quote,), "real time", (Way("<symbol>@bookTicker", each(Quotes), _PUBLIC),)),
        "book": Offer(
            (BookSnapshot, BookDelta),
            "100 or 500 ms",
            (Way("<symbol>@depth<speed>", book, _PUBLIC),),
        ),
        "book_snapshot": Offer(
            (BookSnapshot,),
            "100 or 500 ms",
            (Way("<symbol>@depth<depth><speed>", pictures(picture), _PUBLIC),),
            intervals=("5", "10", "20"),
        ),
        "candle": Offer(
            (Candle,),
            "1 s",
            (Way("<symbol>@kline_<interval>", each(Candles), _MARKET),),
            intervals=_INTERVALS,
        ),
        "mark_price": Offer((MarkPrice,), "1 s", _MARKS, chain=_MARKS),
        "greeks": Offer((Greeks,), "1 s", _MARKS, chain=_MARKS),
        "index_price": Offer(
            (IndexPrice,),
            "1 s",
            (Way("!index@arr", states(INDEX, "pair"), _MARKET),),
            (Way("!index@arr", states(INDEX, "pair"), _MARKET),),
            of="pair",
        ),
        "open_interest": Offer((OpenInterest,), "60 s", _INTERESTS),
        "contract_info": Offer(
            (ContractStatus,), "on change", every=(Way("!optionSymbol", _contracts, _MARKET),)
        ),
    }
    polls = _binance_polls.OPTIONS
    pasts = _binance_history.OPTIONS
    intervals = _INTERVALS
    limits = Limits(
        messages_per_second=5,  # the documents say 10; 5 have been enforced on its sister
        streams_per_socket=200,
        connects=300,
        connects_window=300.0,
        connects_pool="binance fstream",
        weight_per_minute=2400,
        weight_header="X-MBX-USED-WEIGHT-1M",
        banned_until=BANNED_UNTIL,
    )
    prefix = "/eapi/v1"
    retired: ClassVar = {
        r"[A-Z].*": "of the options' first generation, which ended in December 2025",
    }

    def __init__(
        self,
        *,
        ws_url: WsUrl = "wss://fstream.binance.com",
        rest_url: RestUrl = "https://eapi.binance.com",
        book_speed: Literal["100ms", "500ms"] = "100ms",
        streams_per_socket: PerSocket | None = None,
        framing: Framing = "subscribe",
    ) -> None:
        super().__init__(ws_url, rest_url, streams_per_socket, framing, speed=f"@{book_speed}")

    def guess(self, native: str) -> Instrument | None:
        return descriptions.guess_option(native)

    def _read(self, body: bytes) -> descriptions.Described:
        return descriptions.options(body)
