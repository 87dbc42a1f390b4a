"""Coinbase spot, by the feed of Coinbase Exchange: trades and tickers.

https://docs.cdp.coinbase.com/exchange/websocket-feed/channels
"""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from radist.errors import ExchangeError
from radist.exchanges import base
from radist.exchanges._bounds import Amount, Id, RestUrl, WsUrl
from radist.exchanges._pulse import Pulse
from radist.model import Event, Instrument, Side, Subscription, Ticker, Trade

_WS = "wss://ws-feed.exchange.coinbase.com"
_REST = "https://api.exchange.coinbase.com"
_PATIENCE, _FRESH = 10_000_000, 3600_000_000
"""Microseconds until an answer is overdue; and until instruments are fetched anew."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS = {"match": "matches", "last_match": "matches", "ticker": "ticker"}  # streams by type
_TAKERS: dict[Side, Side] = {"buy": "sell", "sell": "buy"}
Time = Annotated[datetime, msgspec.Meta(tz=True)]
_ASKED = re.compile(r"/products(?:/([^/]+)/trades\?limit=\d+)?$")


class Listed(Struct, gc=False):
    """A channel in the answer to a request: all that the socket has of it."""

    name: str
    product_ids: list[str] = []


class Head(Struct, gc=False):
    """What every message has, and what only answers have."""

    type: str
    product_id: str = ""
    message: str = ""
    reason: str = ""
    channels: list[Listed] = []


class Match(Struct, gc=False):
    """A trade; `side` is the maker's."""

    trade_id: Id
    price: Amount
    size: Amount
    side: Side
    time: Time
    type: str = ""


class Day(Struct, gc=False):
    """`ticker`, with each trade."""

    price: Amount
    open_24h: Amount
    high_24h: Amount
    low_24h: Amount
    volume_24h: Amount
    best_bid: Amount
    best_ask: Amount
    time: Time
    best_bid_size: Amount | None = None
    best_ask_size: Amount | None = None


class Product(Struct, gc=False):
    """A row of `products`."""

    id: str
    base_currency: str
    quote_currency: str
    base_increment: Amount = 0.0
    quote_increment: Amount = 0.0
    status: str = "online"
    trading_disabled: bool = False


_head = msgspec.json.Decoder(Head).decode
_match = msgspec.json.Decoder(Match, strict=False).decode
_matches = msgspec.json.Decoder(list[Match], strict=False).decode
_day = msgspec.json.Decoder(Day, strict=False).decode
_products = msgspec.json.Decoder(list[Product], strict=False).decode


def micros(time: datetime) -> int:
    """Microseconds since the epoch."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def instrument(row: Product) -> Instrument:
    """A product as it is described."""
    pair = (row.base_currency, row.quote_currency)
    steps = (row.quote_increment, row.base_increment)
    active = row.status == "online" and not row.trading_disabled
    return Instrument("/".join(pair), row.id, *pair, *steps, active)


class _Trades(base.DenseStream):
    """`matches`: begins with the trade before, which after a lost socket tells what is missing."""

    __slots__ = ()

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _match(frame)
        return () if self.blank and d.type == "last_match" else self.take(d, now)

    def take(self, d: Match, now: int) -> tuple[Event, ...]:
        """What is new of a trade."""
        number, time, side = d.trade_id, micros(d.time), _TAKERS[d.side]
        place = (self.exchange, self.symbol, self.native, time, now)
        trade = Trade(*place, str(number), d.price, d.size, side)
        if number != self.expected:
            return self.irregular(number, trade)
        self.expected, self.time = number + 1, time
        return (trade,)

    def polled(self, body: bytes, now: int) -> Iterator[Event]:
        """What is new of an answer, in which the newest comes first."""
        rows = _matches(body)[::-1]
        for row in rows[-1:] if self.blank else rows:  # what was before anybody listened is history
            yield from (replace(event, source="poll") for event in self.take(row, now))


class _Tickers(base.Stream):
    """`ticker`: best prices beside what 24 hours brought."""

    __slots__ = ()

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        d = _day(frame)
        place = (self.exchange, self.symbol, self.native, micros(d.time), now)
        day = (d.price, d.open_24h, d.high_24h, d.low_24h, d.volume_24h)
        change = d.price - d.open_24h
        percent = 100 * change / d.open_24h if d.open_24h else None
        best = (d.best_bid, d.best_bid_size, d.best_ask, d.best_ask_size)
        return (Ticker(*place, *day, None, change, percent, None, None, *best),)


class Coinbase(base.Exchange):
    """Spot. All numbers are told as text, and sides are the makers'."""

    name = "coinbase"
    channels: ClassVar = {
        "trade": base.Channel("matches", (Trade,), "real time", poll="trades"),
        "ticker": base.Channel("ticker", (Ticker,), "with each trade"),
    }
    # Messages a second; streams of a socket, which no document tells.
    limits = base.Limits(100, 400, connects=8, connects_window=1.0, weight_per_minute=600)

    def __init__(self, *, ws_url: WsUrl = _WS, rest_url: RestUrl = _REST) -> None:
        super().__init__()
        self._ws_url, self._rest_url = ws_url.rstrip("/"), rest_url.rstrip("/")
        self._streams: dict[tuple[str, str], base.Stream] = {}
        self._learned = 0

    def carrier(self, subscription: Subscription) -> base.Stream:
        return self.stream(*self.place(subscription))

    def stream(self, kind: str, native: str) -> base.Stream:
        """The stream of a product. Raises ExchangeError if there is none."""
        if found := self._streams.get((kind, native)):
            return found
        if (of := self.known(native)) is None:
            raise ExchangeError(f"unknown product {native!r}")
        made = _Trades(self.name, of) if kind == "matches" else _Tickers(self.name, of)
        return self._streams.setdefault((kind, native), made)

    def place(self, of: Subscription) -> tuple[str, str]:
        """The stream that carries a subscription."""
        return self.channels[of.channel].stream, self.instruments[of.symbol].native

    def guess(self, native: str) -> Instrument | None:
        coin, _, quote = native.partition("-")
        return Instrument(f"{coin}/{quote}", native, coin, quote) if coin and quote else None

    def list_instruments(self) -> Iterable[base.Fetch]:
        return (base.Fetch(f"{self._rest_url}/products"),)

    def relearn(self, now: int) -> Iterable[base.Fetch]:
        self._learned = self._learned or now
        if now - self._learned < _FRESH:
            return ()
        self._learned = now
        return self.list_instruments()

    def has_rest(self, subscription: Subscription) -> bool:
        return bool(self.channels[subscription.channel].poll)

    def poll(self, subscriptions: Iterable[Subscription]) -> Iterable[base.Fetch]:
        for of in filter(self.has_rest, sorted(subscriptions)):
            native = self.instruments[of.symbol].native
            yield base.Fetch(f"{self._rest_url}/products/{native}/trades?limit=1000")

    def route(self, subscription: Subscription) -> str:
        return ""

    def dial(self, route: str, subscriptions: Iterable[Subscription]) -> list[base.Connect]:
        return [base.Connect(self._ws_url)]

    def conversation(self, route: str) -> base.Conversation:
        return _Conversation(self)

    def fetched(self, url: str, body: bytes, now: int) -> base.Outputs:
        asked = _ASKED.search(url)
        try:
            if asked and asked[1]:
                stream = self.stream("matches", asked[1])
                return tuple(stream.polled(body, now)) if isinstance(stream, _Trades) else ()
            if asked:
                return self._described(_products(body))
        except base.UNREADABLE as error:
            raise ExchangeError(f"not an answer that we understand: {body[:200]!r}") from error
        raise ExchangeError(f"no such question was asked: {url}")

    def _described(self, rows: list[Product]) -> base.Outputs:
        """What is listed now; what is listed no more has ended."""
        listed = {row.id for row in rows}
        gone = [of for of in self.instruments.values() if of.active and of.native not in listed]
        self.learn([replace(of, active=False) for of in gone])
        self.learn(map(instrument, rows))
        return ()


class _Conversation(base.Conversation):
    """One socket. A request names products and has no number; its answer lists all there is."""

    def __init__(self, venue: Coinbase) -> None:
        self._venue = venue
        self._pulses: dict[tuple[str, str], Pulse] = {}
        self._pending: dict[tuple[str, str], tuple[int, Subscription]] = {}
        """What is asked for and not on yet, since when."""
        self._answers = Pulse(self._answered)

    def subscribe(self, subscriptions: Iterable[Subscription], now: int) -> base.Outputs:
        asked = {self._venue.place(of): of for of in sorted(subscriptions)}
        for place, of in asked.items():
            self._venue.stream(*place).interrupt()
            self._pulse(place).channel = of.channel
            self._pending[place] = now, of
        return self._request("subscribe", asked)

    def unsubscribe(self, subscriptions: Iterable[Subscription], now: int) -> base.Outputs:
        places = [self._venue.place(of) for of in sorted(subscriptions)]
        for place in places:
            self._pending.pop(place, None)
        return self._request("unsubscribe", places)

    def _request(self, kind: str, places: Collection[tuple[str, str]]) -> Iterator[base.Send]:
        for channel in sorted({channel for channel, _ in places}):
            natives = [native for c, native in places if c == channel]
            request = {"type": kind, "product_ids": natives, "channels": [channel]}
            yield base.Send(msgspec.json.encode(request))

    def _pulse(self, place: tuple[str, str]) -> Pulse:
        if place not in self._pulses:
            self._pulses[place] = Pulse(self._venue.stream(*place).received)
        return self._pulses[place]

    def pulse(self, subscription: Subscription) -> Pulse | None:
        return self._pulses.get(self._venue.place(subscription))

    def pulses(self) -> Iterable[Pulse]:
        return (self._answers, *self._pulses.values())

    def received(self, frame: bytes, now: int) -> base.Outputs:
        try:
            head = _head(frame)
            kind = _KINDS.get(head.type)
            pulse = self._pulse((kind, head.product_id)) if kind else self._answers
            pulse.frames += 1
            return pulse.receive(frame, now)
        except base.UNREADABLE as error:
            raise ExchangeError(f"not a frame that we understand: {frame[:200]!r}") from error

    def _answered(self, frame: bytes, now: int) -> base.Outputs:
        head = _head(frame)
        if head.type == "error":
            return self._refused(f"{head.message}: {head.reason}")
        for channel in head.channels:
            for native in channel.product_ids:
                self._pending.pop((channel.name, native), None)
        return ()  # whatever else may come is to be ignored

    def _refused(self, reason: str) -> base.Outputs:
        """One bad product spoils a request: the others that are not on are asked for again."""
        if not (bad := [place for place in self._pending if place[1] in reason.split()]):
            raise ExchangeError(reason)
        refused = base.Refused(tuple(self._pending.pop(place)[1] for place in bad), reason)
        return (refused, *self._request("subscribe", self._pending))

    def tick(self, now: int) -> base.Outputs:
        if any(now - since > _PATIENCE for since, _ in self._pending.values()):
            return (base.Reconnect("no answer to a request within 10 s"),)
        return ()

    def shift(self, by: int) -> None:
        self._pending = {place: (since + by, of) for place, (since, of) in self._pending.items()}
