"""What every exchange dialect is: told what arrived, it answers with events and actions.

An `Exchange` knows a venue: its channels, names, addresses and REST. A `Conversation` is one of
its sockets, from open to close.
Neither waits, reads a clock or opens anything: `now` is an argument (microseconds), and what is to
be done comes back as data.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import ClassVar

from msgspec import Struct

from radist.errors import ClientError
from radist.model import Event, Gap, Instrument, Subscription


class Action(Struct, frozen=True, gc=False):
    """Something an edge is asked to do."""


class Send(Action, frozen=True, gc=False):
    """Send this text frame on the socket. Pacing to the exchange's limit is the edge's business."""

    frame: bytes


class Fetch(Action, frozen=True, gc=False):
    """GET this URL; the body comes back through `fetched`. `weight` is what the exchange charges
    for it.
    """

    url: str
    weight: int = 1


class Connect(Action, frozen=True, gc=False):
    """Open a WebSocket to this URL."""

    url: str


class Reconnect(Action, frozen=True, gc=False):
    """This socket is of no more use, or soon will not be: open another."""

    reason: str


class Refused(Action, frozen=True, gc=False):
    """The exchange will not give these subscriptions; asking again will not help."""

    subscriptions: tuple[Subscription, ...]
    reason: str


Outputs = Iterable[Event | Action]
"""What comes out of a dialect, in order."""


class Channel(Struct, frozen=True, gc=False):
    """A kind of data an exchange has: what it is called there and how often it comes."""

    source: str
    speed: str


class Limits(Struct, frozen=True, gc=False):
    """What an exchange tolerates, per socket and per address."""

    messages_per_second: int
    streams_per_socket: int
    connects: int
    connects_window: float
    """Seconds in which at most `connects` sockets may be opened."""
    weight_per_minute: int
    weight_header: str = ""
    """The REST header that tells how much weight this address has used in the current minute."""


class Stream(ABC):
    """One stream of one instrument: its frames to events. It outlives sockets, hence can know what
    was missed.
    """

    __slots__ = ("exchange", "native", "symbol")

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        self.exchange = exchange
        self.symbol = instrument.symbol
        self.native = instrument.native

    @abstractmethod
    def received(self, frame: bytes, now: int) -> tuple[Event | Action, ...]:
        """A frame of this stream arrived."""

    def interrupt(self) -> None:  # noqa: B027  # a stream of states has nothing to miss
        """The socket is gone; whatever comes next comes from another."""


class DenseStream(Stream):
    """A stream whose ids grow by one: names the holes, drops the repetitions.

    `received` compares each id with `expected` by itself, since that is all there is to do for
    nearly every message,
    and answers with `irregular` when they differ.
    """

    __slots__ = ("_resume", "expected", "time")

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self.expected = -1
        """The id that comes next; -1 where the next message has to be looked at."""
        self.time = 0
        """When the latest message happened, by the exchange's clock."""
        self._resume = 0

    def interrupt(self) -> None:
        if self.expected >= 0:
            self._resume, self.expected = self.expected, -1

    def irregular(self, number: int, event: Event) -> tuple[Event, ...]:
        """What to tell when `event` with this id was not the expected one.

        A lower id is a repetition, unless the exchange's clock went on: then its ids have begun
        anew.
        """
        time, since = event.time_exchange or event.time_received, self.time
        cause, expected = "upstream", self.expected
        if expected < 0:
            cause, expected = "reconnect", self._resume
        if number < expected and time <= since:
            return ()
        self.expected, self.time = number + 1, time
        if expected in (0, number):
            return (event,)
        if number < expected:
            return (gap(event, "reset", since), event)
        return (gap(event, cause, since, (str(expected), str(number - 1))), event)


def gap(
    event: Event,
    cause: str,
    since: int,
    ids: tuple[str | None, str | None] = (None, None),
    until: int | None = None,
) -> Gap:
    """The hole just before `event`, which began after `since` and reaches up to `until` (or the
    event's own time).
    """
    return Gap(
        event.exchange,
        event.symbol,
        event.native,
        event.time_exchange,
        event.time_received,
        channel=event.channel,
        cause=cause,
        from_id=ids[0],
        to_id=ids[1],
        from_time=since,
        to_time=until or event.time_exchange,
        interval=getattr(event, "interval", ""),
    )


class Conversation(ABC):
    """One socket of an exchange, from open to close."""

    @abstractmethod
    def subscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        """Ask for more; the first call follows the opening of the socket."""

    @abstractmethod
    def unsubscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        """Ask for less."""

    @abstractmethod
    def received(self, frame: bytes, now: int) -> Outputs:
        """A frame arrived. Raises ExchangeError where it makes no sense."""

    def tick(self, now: int) -> Outputs:
        """Time has passed; called about once a second."""
        return ()


class Exchange(ABC):
    """One venue's dialect. The constructor's keywords are its configuration."""

    name: ClassVar[str]
    channels: ClassVar[Mapping[str, Channel]]
    intervals: ClassVar[tuple[str, ...]] = ()
    limits: ClassVar[Limits]

    def __init__(self) -> None:
        self._by_symbol: dict[str, Instrument] = {}
        self._by_native: dict[str, Instrument] = {}
        self.asks = True
        """Whether a Fetch gets an answer; of a recording without REST bodies it gets none."""
        self.assuming = False
        """Whether unknown instruments are read from their spelling, as recordings need it."""

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """What is known to be traded, by canonical symbol."""
        return self._by_symbol

    def learn(self, instruments: Iterable[Instrument]) -> None:
        """Take note of instruments."""
        for instrument in instruments:
            self._by_symbol[instrument.symbol] = instrument
            self._by_native[instrument.native] = instrument

    def find(self, spelling: str) -> Instrument:
        """The instrument meant by `BTC/USDT`, `BTCUSDT`, `btcusdt`, `BTC-USDT` or `BTC_USDT`.

        Raises ClientError: 404 with the nearest names, 503 while it is not known what there is.
        """
        if not self._by_symbol:
            message = f"what {self.name} trades is not known yet: it has not answered"
            raise ClientError(503, "not_ready", message)
        upper = spelling.upper()
        bare = upper.replace("-", "").replace("_", "").replace("/", "")
        for known, key in (
            (self._by_symbol, upper),
            (self._by_native, upper),
            (self._by_native, bare),
        ):
            if key in known:
                return known[key]
        near = get_close_matches(bare, self._by_native, n=3, cutoff=0.5)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise ClientError(404, "unknown_symbol", f"{self.name} has no symbol {spelling!r}{hint}")

    def subscription(self, channel: str, spelling: str, interval: str = "") -> Subscription:
        """A checked subscription. Raises ClientError(404) for an unknown channel, interval or
        symbol.
        """
        if channel not in self.channels:
            known = ", ".join(self.channels)
            raise ClientError(
                404, "unknown_channel", f"{self.name} has no channel {channel!r}; it has {known}"
            )
        if channel == "candle" and interval not in self.intervals:
            known = ", ".join(self.intervals)
            raise ClientError(
                404, "unknown_interval", f"{self.name} has no interval {interval!r}; it has {known}"
            )
        if channel != "candle" and interval:
            raise ClientError(
                404, "unknown_interval", f"channel {channel!r} has no intervals, got {interval!r}"
            )
        return Subscription(channel, self.find(spelling).symbol, interval)

    def known(self, native: str) -> Instrument | None:
        """The instrument of a native symbol."""
        if native not in self._by_native and self.assuming and (guess := self.guess(native)):
            self.learn([guess])
        return self._by_native.get(native)

    def guess(self, native: str) -> Instrument | None:
        """The instrument that a spelling alone suggests, where it suggests any."""
        return None

    @abstractmethod
    def list_instruments(self) -> Iterable[Fetch]:
        """What to fetch to know the instruments."""

    @abstractmethod
    def route(self, subscription: Subscription) -> str:
        """Which kind of socket carries a subscription. Venues with one kind answer always the
        same.
        """

    @abstractmethod
    def dial(self, route: str) -> Iterable[Fetch | Connect]:
        """How to come to a socket: a Connect, or a Fetch (of a token, say) whose `fetched` yields
        the Connect.
        """

    @abstractmethod
    def conversation(self, route: str) -> Conversation:
        """A new conversation, for a socket that has just been opened."""

    @abstractmethod
    def fetched(self, url: str, body: bytes, now: int) -> Outputs:
        """The answer to a Fetch: its URL says what it is.

        A recording may hold a body without a URL: a book snapshot for the deltas around it.
        Raises ExchangeError where the body makes no sense.
        """

    def failed(self, url: str) -> None:  # noqa: B027  # most answers are asked for again anyway
        """A Fetch will get no answer."""
