"""What the four categories of Bybit share: a table of channels, topics, addresses, REST.

https://bybit-exchange.github.io/docs/v5/intro
"""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar, NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

import msgspec
from msgspec import Meta

from radist.confidence import BookTraits
from radist.errors import ExchangeError
from radist.exchanges import _bybit_instruments as descriptions
from radist.exchanges import _bybit_payloads as payloads
from radist.exchanges._book_stream import PICTURE, BookVenue
from radist.exchanges._bounds import RestUrl, WsUrl
from radist.exchanges._bybit import BybitConversation
from radist.exchanges._bybit_books import Books
from radist.exchanges._bybit_history import PAST, History
from radist.exchanges._bybit_polling import Polling
from radist.exchanges._bybit_streams import Candles, ChainTrades, Liquidations, Quotes, Trades
from radist.exchanges._bybit_tickers import Parts, Tickers
from radist.exchanges.base import (
    UNREADABLE,
    Channel,
    Clock,
    Connect,
    Fetch,
    Limits,
    Outputs,
    Stream,
)
from radist.model import (
    BlockTrade,
    BookDelta,
    BookSnapshot,
    Candle,
    Event,
    Instrument,
    Subscription,
    Trade,
)

NATIVE_INTERVALS = {
    "1m": "1", "3m": "3", "5m": "5", "15m": "15", "30m": "30", "1h": "60", "2h": "120",
    "4h": "240", "6h": "360", "12h": "720", "1d": "D", "1w": "W", "1M": "M",
}  # fmt: skip
_INTERVALS = {native: ours for ours, native in NATIVE_INTERVALS.items()}
PerSocket = Annotated[int, Meta(ge=1, le=400)]
"""The topics of a socket may have 21,000 characters together, and none has more than 52."""
_FRESH = 3600_000_000
_CURIOUS = 60_000_000
"""Microseconds until instruments are fetched anew; and where one was heard of that is unknown."""
_PAGE = "limit=1000"
_RETIRED = {
    r"(orderBookL2_25|orderBook_200|instrument_info|trade|candle)\..*": "it ended with version 2",
    r"depth|bookTicker|realtimes|trade|kline": "it ended with version 2",
    r"liquidation\..*": "it ended on 2025-02-20; ask for `liquidation`",
    r"orderbook\.500\..*": "it ended on 2025-09-11; ask for `book`",
}
"""What is no topic any more, each with its reason."""


class Offer(NamedTuple):
    """A channel: its topic with `<words>`, and the endpoint that stands in for it."""

    topic: str
    events: tuple[type[Event], ...]
    speed: str
    poll: str = ""
    intervals: tuple[str, ...] = ()


TRADE = Offer("publicTrade.<symbol>", (Trade,), "real time", "recent-trade")
BLOCK_TRADE = Offer("publicTrade.<symbol>", (BlockTrade,), "real time")
CANDLE = Offer(
    "kline.<interval>.<symbol>", (Candle,), "1 to 60 s", "kline", tuple(NATIVE_INTERVALS)
)
LIMITS = Limits(
    messages_per_second=10,  # undocumented
    streams_per_socket=400,
    connects=500,
    connects_window=300.0,
    weight_per_minute=600,
    weight_window=5.0,
    forbidden=600.0,
    weight_pool="bybit",
    connects_pool="bybit stream",
)


def book(depth: str, speed: str) -> Offer:
    """The channel of order books."""
    return Offer(f"orderbook.{depth}.<symbol>", (BookSnapshot, BookDelta), speed, "orderbook")


class BybitFamily(BookVenue):
    """One category: a path of its own, and symbols which others may have too."""

    shares = True
    table: ClassVar[Mapping[str, Offer]]
    category: ClassVar[str]
    """The exchange's word for it."""
    parts: ClassVar[Parts]
    """What becomes of a ticker."""
    batch: ClassVar[int] = 100
    """How many topics one request may name."""
    most_trades: ClassVar[int] = 1000
    """How many trades REST tells at once."""
    coins: tuple[str, ...] = ("",)
    """Of which instruments are listed, each by itself; all are as one where there are no coins."""
    books = BookTraits(apart=False)
    numbered = frozenset[str]()
    limits = LIMITS

    def __init_subclass__(cls) -> None:
        cls.channels = {name: _channel(offer) for name, offer in cls.table.items()}
        cls.intervals = tuple(NATIVE_INTERVALS) if "candle" in cls.table else ()

    def __init__(
        self, ws_url: WsUrl, rest_url: RestUrl, book_depth: str, streams_per_socket: int | None
    ) -> None:
        super().__init__()
        if streams_per_socket is not None:
            self.limits = msgspec.structs.replace(
                type(self).limits, streams_per_socket=streams_per_socket
            )
        self.book_depth = book_depth
        self._ws_url = ws_url.rstrip("/")
        self._rest_url = rest_url.rstrip("/") + "/v5/market"
        self._streams: dict[str, Stream] = {}
        self._polling = Polling(self, self._rest_url)
        self._history = History(self, self._rest_url)
        self._pages: dict[str, list[Instrument]] = {}
        """What is listed, by coin, until its last page is there."""
        self._learned: int | None = None
        self._curious = False
        """Whether an unknown symbol was heard of."""

    # Names.

    def list_instruments(self) -> Iterable[Fetch]:
        self._pages.clear()
        return tuple(self._page(coin, "") for coin in self.coins)

    def _page(self, coin: str, cursor: str) -> Fetch:
        words = f"&baseCoin={coin}" if coin else ""
        words += f"&cursor={quote(cursor, safe='')}" if cursor else ""
        return Fetch(f"{self._rest_url}/instruments-info?category={self.category}&{_PAGE}{words}")

    def relearn(self, now: int) -> Iterable[Fetch]:
        if self._learned is None:
            self._learned = now
        if now - self._learned < (_CURIOUS if self._curious else _FRESH):
            return ()
        self._learned, self._curious = now, False
        return self.list_instruments()

    def heard(self, native: str) -> Instrument | None:
        """The instrument of a native symbol; we shall ask about one that is unknown."""
        found = self.known(native)
        self._curious |= found is None
        return found

    def native_interval(self, interval: str) -> str:
        """As the exchange calls it."""
        return NATIVE_INTERVALS[interval]

    def endpoint(self, channel: str) -> str:
        """What stands in for a channel; empty where nothing does."""
        return self.table[channel].poll

    # Streams.

    def route(self, subscription: Subscription) -> str:
        return f"v5/public/{self.category}"

    def stream_name(self, subscription: Subscription) -> str:
        of = self.instruments[subscription.symbol]
        words = {"symbol": of.native, "coin": of.base, "depth": self.book_depth}
        if subscription.interval:
            words["interval"] = NATIVE_INTERVALS[subscription.interval]
        topic = self.table[subscription.channel].topic
        return re.sub(r"<(\w+)>", lambda word: words[word[1]], topic)

    def stream(self, name: str) -> Stream:
        """The stream of this topic. Raises ExchangeError if there is none."""
        if name in self._streams:
            return self._streams[name]
        for retired, reason in _RETIRED.items():
            if re.fullmatch(retired, name):
                raise ExchangeError(f"{name!r} is no topic: {reason}")
        kind, _, rest = name.partition(".")
        detail, _, native = rest.rpartition(".")
        if made := self._made(kind, detail, native, name):
            self._streams[name] = made
            return made
        raise ExchangeError(f"unknown topic {name!r}")

    def carrier(self, subscription: Subscription) -> Stream | None:
        return self.stream(self.stream_name(subscription))

    def _made(self, kind: str, detail: str, native: str, topic: str) -> Stream | None:
        of = self._subject(kind, native)
        if of is None:
            return None
        name = self.name
        match kind, detail:
            case "publicTrade", "":
                is_chain = of.kind == "index"
                return ChainTrades(name, of, self.heard) if is_chain else Trades(name, of)
            case "tickers", "":
                return Tickers(name, of, self.parts)
            case "orderbook", "1":
                return Quotes(name, of)
            case "orderbook", ("25" | "50" | "100" | "200" | "1000"):
                return Books(name, of, topic)
            case "kline", _ if detail in _INTERVALS:
                return Candles(name, of, _INTERVALS[detail])
            case "allLiquidation", "":
                return Liquidations(name, of)
        return None

    def _subject(self, kind: str, native: str) -> Instrument | None:
        """What a topic is of."""
        return self.heard(native)

    # Addresses and REST.

    def dial(self, route: str, subscriptions: Iterable[Subscription]) -> Iterable[Fetch | Connect]:
        return (Connect(f"{self._ws_url}/{route}"),)

    def conversation(self, route: str) -> BybitConversation:
        return BybitConversation(self)

    def picture(self, of: Instrument) -> Fetch:
        return self._polling.picture(Subscription(BookDelta.channel, of.symbol))

    def poll(self, subscriptions: Iterable[Subscription]) -> Iterable[Fetch]:
        return self._polling.questions(subscriptions)

    def has_rest(self, subscription: Subscription) -> bool:
        return bool(self.endpoint(subscription.channel))

    def history(self, of: Subscription, before: int | str | None, limit: int) -> Fetch | None:
        return self._history.question(of, before, limit)

    def clock(self) -> Fetch:
        return Fetch(f"{self._rest_url}/time")

    def fetched(self, url: str, body: bytes, now: int) -> Outputs:
        parts = urlsplit(url)
        endpoint = parts.path.rpartition("/")[2]
        try:
            if parts.fragment.startswith(PAST):
                return tuple(self._history.events(parts.query, parts.fragment, body, now))
            if parts.fragment == PICTURE:
                return (self._polling.pictured(body, now),)
            if parts.fragment:
                return self._polling.events(endpoint, parts.fragment, body, now)
            if endpoint == "time":
                return (Clock(payloads.answered(body, dict[str, Any]).time * 1000),)
            if endpoint == "instruments-info":
                coin = parse_qs(parts.query).get("baseCoin", [""])[0]
                return self._described(coin, body)
        except UNREADABLE as error:
            raise ExchangeError(
                f"not an answer that we understand ({error}): {body[:200]!r}"
            ) from error
        raise ExchangeError(f"no such question was asked: {url}")

    def failed(self, url: str) -> None:
        self._polling.failed(urlsplit(url).fragment)

    def _described(self, coin: str, body: bytes) -> Outputs:
        """What is listed now; what is listed no more, once all pages are there, has ended."""
        try:
            page = payloads.answered(body, descriptions.Page).result
        except ExchangeError:
            if coin in ("", self.coins[0]):
                raise
            return ()  # one of several coins that is not traded any more keeps nobody waiting
        found = [descriptions.read(row) for row in page.list]
        self.learn(found)
        listed = self._pages.setdefault(coin, [])
        listed += found
        if page.nextPageCursor:
            return (self._page(coin, page.nextPageCursor),)
        names = {instrument.symbol for instrument in self._pages.pop(coin)}
        known = [i for i in self.instruments.values() if coin in ("", i.base)]
        self.learn(descriptions.ended(known, names))
        return ()


def _channel(offer: Offer) -> Channel:
    return Channel(
        offer.topic, offer.events, offer.speed, poll=offer.poll, intervals=offer.intervals
    )
