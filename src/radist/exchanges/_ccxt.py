"""Any exchange that ccxt knows and we do not: its unified words to our events, flagged `via`.

An edge watches or asks by ccxt's methods, and hands on what these return, as JSON, like frames.
https://docs.ccxt.com/#/ccxt.pro.manual
"""

from abc import abstractmethod
from collections import deque
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote, unquote, urlsplit

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from radist.errors import ExchangeError
from radist.exchanges._bounds import Seconds
from radist.exchanges._ccxt_rows import (
    Bar,
    BookRow,
    Market,
    Request,
    TickerRow,
    Told,
    TradeRow,
    Wish,
)
from radist.exchanges._pulse import Pulse
from radist.exchanges._units import units
from radist.exchanges._unnumbered import Unnumbered
from radist.exchanges.base import (
    UNREADABLE,
    Channel,
    Connect,
    Conversation,
    Exchange,
    Fetch,
    Limits,
    Outputs,
    Refused,
    Send,
    Stream,
    gap,
)
from radist.model import (
    BookSnapshot,
    Candle,
    Event,
    Instrument,
    Kind,
    Subscription,
    Ticker,
    Trade,
)

VIA = "ccxt"
_INTERVALS = tuple("1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w".split())
_WIDTHS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_KINDS: dict[str, Kind] = {
    "spot": "spot",
    "swap": "perpetual",
    "future": "future",
    "option": "option",
}
_KNOWN = 2_000
"""Trades that are remembered, lest they are told twice: more than ccxt keeps."""
Url = Annotated[str, Meta(pattern=r"^((ws|http)s?://\S+)?$")]


_told = msgspec.json.Decoder(Told).decode
_decode = msgspec.json.decode


class _Borrowed(Unnumbered):
    """A stream whose numbers, if it has any, say nothing about what is missing."""

    __slots__ = ("_known", "_latest", "_row", "_units", "interval")

    def __init__(self, exchange: str, of: Instrument, interval: str, row: Any) -> None:
        super().__init__(exchange, of)
        self.interval = interval
        self._row = row
        self._units = units(of)
        self._known: deque[object] = deque(maxlen=_KNOWN)
        self._latest = 0

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        told = _told(frame)
        events = self._events(_decode(told.data, type=self._row, strict=False), told, now)
        source = told.source if told.source != "stream" else msgspec.UNSET
        return tuple(replace(event, source=source, via=VIA) for event in events)

    @abstractmethod
    def _events(self, row: Any, told: Told, now: int) -> Iterable[Event]:
        """What one answer tells."""

    def _place(self, time: int | None, now: int) -> tuple[str, str, str, int | None, int]:
        exact = None if time is None else time * 1000
        return self.exchange, self.symbol, self.native, exact, now

    def _base(self, size: float | None, price: float | None) -> float | None:
        """A size in base units."""
        if self._units is None or size is None or price is None:
            return size
        return self._units.quantity(size, price)


class Trades(_Borrowed):
    """Trades, told once each; where none of an answer is known, some may lie before it."""

    def _events(self, row: list[TradeRow], told: Told, now: int) -> Iterable[Event]:
        keys = [(d.id or "", d.timestamp, d.price, d.amount) for d in row]
        blank, known = not self._known, set(self._known)
        fresh = [(key, d) for key, d in zip(keys, row, strict=True) if key not in known]
        self._known.extend(key for key, _ in fresh)
        if blank and told.source != "stream":
            fresh = fresh[-1:]  # what was before anybody listened is history
        torn = told.source != "stream" and not blank and len(fresh) == len(row)
        for number, (_, d) in enumerate(fresh):
            since = self._time
            place = self._place(d.timestamp, now)
            trade = Trade(*place, d.id or "", d.price, d.amount, d.side)
            found = self.told(trade if self._units is None else self._units.counted(trade))
            if torn and number == 0 and len(found) == 1:
                yield gap(found[0], "upstream", since)
            yield from found


class Tickers(_Borrowed):
    """Statistics; 0 is what ccxt does not tell."""

    def _events(self, row: TickerRow, told: Told, now: int) -> Iterable[Event]:
        d = row
        if d.last is None:
            return
        # fmt: off
        yield Ticker(
            *self._place(d.timestamp, now),
            d.last, d.open or 0.0, d.high or 0.0, d.low or 0.0, d.baseVolume or 0.0, d.quoteVolume,
            d.change, d.percentage, d.vwap, None,
            d.bid, self._base(d.bidVolume, d.bid), d.ask, self._base(d.askVolume, d.ask),
        )
        # fmt: on


class Books(_Borrowed):
    """The best levels, whole each time."""

    def _events(self, row: BookRow, told: Told, now: int) -> Iterable[Event]:
        self._latest = row.nonce or self._latest + 1
        bids, asks = ([(rung.price, rung.amount) for rung in side] for side in (row.bids, row.asks))
        book = BookSnapshot(*self._place(row.timestamp, now), self._latest, bids, asks)
        yield book if self._units is None else self._units.counted(book)


class Candles(_Borrowed):
    """Candles; closed is one that another follows, and no quote volume is known."""

    def _events(self, row: list[Bar], told: Told, now: int) -> Iterable[Event]:
        row = [d for d in row if d.timestamp >= self._latest]
        if not self._latest:
            row = row[-1:]
        for number, d in enumerate(row, 1):
            begin, closed = d.timestamp * 1000, number < len(row)
            end = begin + int(self.interval[:-1]) * _WIDTHS[self.interval[-1]] * 1_000_000 - 1
            volume = self._base(d.volume, d.close) or 0.0
            self._latest = d.timestamp
            # fmt: off
            yield Candle(
                *self._place(None, now), self.interval, begin, end,
                d.open, d.high, d.low, d.close, volume, None, None,
                closed, "final" if closed else "provisional",
            )
            # fmt: on


_STREAMS: dict[str, tuple[type[_Borrowed], Any]] = {
    "trade": (Trades, list[TradeRow]),
    "ticker": (Tickers, TickerRow),
    "book": (Books, BookRow),
    "candle": (Candles, list[Bar]),
}


class CcxtConversation(Conversation):
    """One place of the edge, which is asked for streams."""

    def __init__(self, venue: "Ccxt") -> None:
        self._venue = venue
        self._pulses: dict[Subscription, Pulse] = {}

    def subscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        wanted = sorted(subscriptions)
        for subscription in wanted:
            stream = self._venue.stream(subscription)
            stream.interrupt()
            pulse = self._pulses[subscription] = Pulse(stream.received)
            pulse.channel = subscription.channel
        return _request("subscribe", wanted)

    def unsubscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        return _request("unsubscribe", sorted(subscriptions))

    def received(self, frame: bytes, now: int) -> Outputs:
        try:
            told = _told(frame)
            subscription = Subscription(told.channel, told.symbol, told.interval)
            if told.refused:
                return (Refused((subscription,), told.refused),)
            if (pulse := self._pulses.get(subscription)) is None:
                return ()
            pulse.frames += 1
            return pulse.receive(frame, now)
        except UNREADABLE as error:
            raise ExchangeError(f"not what ccxt says ({error}): {frame[:200]!r}") from error

    def pulse(self, subscription: Subscription) -> Pulse | None:
        return self._pulses.get(subscription)

    def pulses(self) -> Iterable[Pulse]:
        return self._pulses.values()


def _request(op: Literal["subscribe", "unsubscribe"], wanted: list[Subscription]) -> Outputs:
    wishes = [Wish(s.channel, s.symbol, s.interval) for s in wanted]
    return (Send(msgspec.json.encode(Request(op, wishes))),)


class Ccxt(Exchange):
    """One exchange by ccxt; `borrowed` makes the class of one."""

    name: ClassVar[str] = VIA
    channels: ClassVar = {
        "trade": Channel("watch_trades", (Trade,), "as ccxt has it", poll="fetch_trades"),
        "ticker": Channel("watch_ticker", (Ticker,), "as ccxt has it", poll="fetch_ticker"),
        "book": Channel("watch_order_book", (BookSnapshot,), "1 s", poll="fetch_order_book"),
        "candle": Channel(
            "watch_ohlcv", (Candle,), "as ccxt has it", poll="fetch_ohlcv", intervals=_INTERVALS
        ),
    }
    intervals = _INTERVALS
    numbered = frozenset[str]()
    limits = Limits(
        messages_per_second=20,
        streams_per_socket=200,
        connects=30,
        connects_window=60.0,
        weight_per_minute=1_000,
    )

    def __init__(
        self, *, ws_url: Url = "", rest_url: Url = "", poll_interval: Seconds = 5.0
    ) -> None:
        """Without addresses, those that ccxt knows; the interval is that of asking where there is
        no stream.
        """
        super().__init__()
        self.ws_url, self.rest_url, self.poll_interval = ws_url, rest_url, poll_interval
        self._streams: dict[Subscription, Stream] = {}

    def stream(self, of: Subscription) -> Stream:
        """What a subscription's frames become."""
        if of not in self._streams:
            kind, row = _STREAMS[of.channel]
            made = kind(self.name, self.instruments[of.symbol], of.interval, row)
            self._streams[of] = made
        return self._streams[of]

    def list_instruments(self) -> Iterable[Fetch]:
        return (Fetch(f"{VIA}:markets"),)

    def route(self, subscription: Subscription) -> str:
        return VIA

    def dial(self, route: str, subscriptions: Iterable[Subscription]) -> Iterable[Fetch | Connect]:
        return (Connect(f"{VIA}:{self.name}"),)

    def conversation(self, route: str) -> CcxtConversation:
        return CcxtConversation(self)

    def poll(self, subscriptions: Iterable[Subscription]) -> Iterable[Fetch]:
        for s in sorted(subscriptions):
            yield Fetch(f"{VIA}:{s.channel}?{quote(s.symbol, safe='')}#{s.interval}")

    def has_rest(self, subscription: Subscription) -> bool:
        return True

    def fetched(self, url: str, body: bytes, now: int) -> Outputs:
        parts = urlsplit(url)
        try:
            if parts.path == "markets":
                self.learn(map(_instrument, _decode(body, type=list[Market], strict=False)))
                return ()
            asked = Subscription(parts.path, unquote(parts.query), parts.fragment)
            events = self.stream(asked).received(body, now)
            return tuple(replace(e, source="poll") for e in events if isinstance(e, Event))
        except UNREADABLE as error:
            raise ExchangeError(f"not what ccxt says ({error}): {body[:200]!r}") from error


def _instrument(d: Market) -> Instrument:
    kind = _KINDS[d.type]
    step = {name: size or 0.0 for name, size in d.precision.items()}
    return Instrument(
        d.symbol,
        d.id,
        d.base,
        d.quote,
        step.get("price", 0.0),
        step.get("amount", 0.0),
        d.active is not False,
        kind,
        settle=d.settle or "",
        contract_size=d.contractSize or 1.0,
        expiry=d.expiry * 1000 if d.expiry else None,
        strike=d.strike,
        option=d.optionType,
    )


def borrowed(name: str) -> type[Ccxt]:
    """The class of an exchange that ccxt calls so."""
    return type("Borrowed", (Ccxt,), {"name": name})
