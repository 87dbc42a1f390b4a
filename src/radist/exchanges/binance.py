"""Binance spot.

Streams: https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
REST: https://developers.binance.com/docs/binance-spot-api-docs/rest-api
"""

from collections.abc import Iterable
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec import Struct

from radist.errors import ExchangeError
from radist.exchanges._binance import BinanceConversation
from radist.exchanges._binance_books import Books
from radist.exchanges._binance_streams import (
    AggTrades,
    Amount,
    Candles,
    MiniTickers,
    Quotes,
    Tickers,
    Trades,
    decode_book,
)
from radist.exchanges.base import Channel, Connect, Exchange, Fetch, Limits, Outputs, Stream
from radist.model import Instrument, Subscription

_KINDS: dict[str, tuple[str, type[Stream]]] = {
    "trade": ("trade", Trades),
    "agg_trade": ("aggTrade", AggTrades),
    "ticker": ("ticker", Tickers),
    "mini_ticker": ("miniTicker", MiniTickers),
    "quote": ("bookTicker", Quotes),
}
_STREAMS = dict(_KINDS.values())
_BOOKS = frozenset({"depth", "depth@100ms"})

_QUOTES = (
    "USDT",
    "FDUSD",
    "USDC",
    "TUSD",
    "BUSD",
    "USD1",
    "BTC",
    "ETH",
    "BNB",
    "EUR",
    "TRY",
    "BRL",
    "JPY",
    "GBP",
)
"""Assets that prices are quoted in, for recordings without a list of instruments."""


class Filter(Struct):
    """A trading rule of a symbol."""

    filterType: str  # noqa: N815  # the exchange's name
    tickSize: Amount = 0.0  # noqa: N815
    stepSize: Amount = 0.0  # noqa: N815


class Symbol(Struct):
    """A row of exchangeInfo."""

    symbol: str
    status: str
    baseAsset: str  # noqa: N815
    quoteAsset: str  # noqa: N815
    filters: list[Filter] = []


class ExchangeDescription(Struct):
    """exchangeInfo."""

    symbols: list[Symbol]


_decode_description = msgspec.json.Decoder(ExchangeDescription, strict=False).decode


class Binance(Exchange):
    """Binance spot: one kind of socket, combined framing, runtime SUBSCRIBE."""

    name = "binance"
    channels: ClassVar = {
        "trade": Channel("<symbol>@trade", "real time"),
        "agg_trade": Channel("<symbol>@aggTrade", "real time"),
        "ticker": Channel("<symbol>@ticker", "1 s"),
        "mini_ticker": Channel("<symbol>@miniTicker", "1 s"),
        "quote": Channel("<symbol>@bookTicker", "real time"),
        "candle": Channel("<symbol>@kline_<interval>", "1 s for 1s, else 2 s"),
    }
    intervals = tuple("1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M".split())
    limits = Limits(
        messages_per_second=5,
        streams_per_socket=1024,
        connects=300,
        connects_window=300.0,
        weight_per_minute=6000,
        weight_header="X-MBX-USED-WEIGHT-1M",
    )

    def __init__(
        self,
        *,
        ws_url: str = "wss://stream.binance.com:9443",
        rest_url: str = "https://api.binance.com",
    ) -> None:
        super().__init__()
        self._ws_url = ws_url.rstrip("/")
        self._rest_url = rest_url.rstrip("/")
        self._streams: dict[bytes, Stream] = {}

    def list_instruments(self) -> Iterable[Fetch]:
        url = f"{self._rest_url}/api/v3/exchangeInfo?showPermissionSets=false&symbolStatus=TRADING"
        return (Fetch(url, weight=20),)

    def guess(self, native: str) -> Instrument | None:
        quote = next((q for q in _QUOTES if native.endswith(q) and native != q), None)
        base = native.removesuffix(quote) if quote else ""
        return Instrument(f"{base}/{quote}", native, base, quote) if quote else None

    def route(self, subscription: Subscription) -> str:
        return "stream"

    def dial(self, route: str) -> Iterable[Fetch | Connect]:
        return (Connect(f"{self._ws_url}/{route}"),)

    def conversation(self, route: str) -> BinanceConversation:
        return BinanceConversation(self._stream, self._stream_name)

    def _stream_name(self, subscription: Subscription) -> str:
        native = self._by_symbol[subscription.symbol].native.lower()
        kind = (
            _KINDS[subscription.channel][0]
            if subscription.channel in _KINDS
            else f"kline_{subscription.interval}"
        )
        return f"{native}@{kind}"

    def _stream(self, name: str) -> Stream:
        """The stream of this name. Raises ExchangeError if there is none."""
        key = name.encode()
        if key in self._streams:
            return self._streams[key]
        native, _, kind = name.partition("@")
        is_candle = kind.startswith("kline_") and kind[6:] in self.intervals
        kind_class = Candles if is_candle else _STREAMS.get(kind)
        instrument = self.known(native.upper())
        if instrument is None or (kind_class is None and kind not in _BOOKS):
            raise ExchangeError(f"unknown stream {name!r}")
        self._streams[key] = (
            kind_class(self.name, instrument) if kind_class else self._new_book(instrument)
        )
        return self._streams[key]

    def _new_book(self, instrument: Instrument) -> Books:
        url = f"{self._rest_url}/api/v3/depth?symbol={instrument.native}&limit=1000"
        return Books(self.name, instrument, Fetch(url, weight=50) if self.asks else None)

    def fetched(self, url: str, body: bytes, now: int) -> Outputs:
        parts = urlsplit(url)
        try:
            if parts.path.endswith("/exchangeInfo"):
                self.learn(_instrument(symbol) for symbol in _decode_description(body).symbols)
                return ()
            if parts.path.endswith("/depth") or not url:
                book = self._book(parse_qs(parts.query).get("symbol"))
                return book.snapshot(decode_book(body), now)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise ExchangeError(
                f"not an answer that we understand ({error}): {body[:200]!r}"
            ) from error
        raise ExchangeError(f"no such question was asked: {url}")

    def failed(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.path.endswith("/depth"):
            self._book(parse_qs(parts.query).get("symbol")).failed()

    def _book(self, symbols: list[str] | None) -> Books:
        """The book that a REST answer is for; without a symbol, the one whose deltas we hear."""
        known = [stream for stream in self._streams.values() if isinstance(stream, Books)]
        chosen = [book for book in known if symbols is None or book.native in symbols]
        if not chosen:
            raise ExchangeError("an order book of which we hear no deltas")
        return chosen[-1]


def _instrument(symbol: Symbol) -> Instrument:
    price_step = max(
        (f.tickSize for f in symbol.filters if f.filterType == "PRICE_FILTER"), default=0.0
    )
    quantity_step = max(
        (f.stepSize for f in symbol.filters if f.filterType == "LOT_SIZE"), default=0.0
    )
    return Instrument(
        f"{symbol.baseAsset}/{symbol.quoteAsset}",
        symbol.symbol,
        symbol.baseAsset,
        symbol.quoteAsset,
        price_step,
        quantity_step,
        symbol.status == "TRADING",
    )
