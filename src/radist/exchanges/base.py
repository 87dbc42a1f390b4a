"""What every exchange dialect is: told what arrived, it answers with events and actions.

An `Exchange` knows a venue: its channels, names, addresses and REST. A `Conversation` is one of
its sockets, from open to close. Neither waits, reads a clock or opens anything: `now` is an
argument (microseconds), and what is to be done comes back as data.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

import msgspec
from msgspec import Struct

from radist.errors import ClientError
from radist.exchanges._actions import Action as Action
from radist.exchanges._actions import Clock as Clock
from radist.exchanges._actions import Connect as Connect
from radist.exchanges._actions import Fetch as Fetch
from radist.exchanges._actions import Outputs as Outputs
from radist.exchanges._actions import Reconnect as Reconnect
from radist.exchanges._actions import Refused as Refused
from radist.exchanges._actions import Send as Send
from radist.exchanges._company import Race
from radist.exchanges._directory import Directory
from radist.exchanges._pulse import Pulse
from radist.exchanges._stream import DenseStream as DenseStream
from radist.exchanges._stream import Stream as Stream
from radist.exchanges._stream import gap as gap
from radist.model import Event, Instrument, Proven, Source, Subscription

UNREADABLE = (
    *(msgspec.MsgspecError, RecursionError),
    *(ValueError, LookupError, TypeError, ArithmeticError),
)
"""What is raised of bytes that are not what a dialect expects; it tells so with ExchangeError."""
ALL = "*"
"""The symbol of a subscription to all symbols at once."""


class Channel(Struct, frozen=True, gc=False):
    """A kind of data an exchange has: what it is called there, what it becomes, how often it comes.

    A channel that is asked for (`source`) has an endpoint in place of a stream.
    """

    stream: str
    events: tuple[type[Event], ...]
    speed: str
    source: Source = "stream"
    every: str = ""
    """The one stream of all symbols, where there is one."""
    poll: str = ""
    """The endpoint that stands in where there is no socket."""
    intervals: tuple[str, ...] = ()


class Limits(Struct, frozen=True, gc=False):
    """What an exchange tolerates, per socket and per address."""

    messages_per_second: int
    streams_per_socket: int
    connects: int
    connects_window: float
    """Seconds in which at most `connects` sockets may be opened."""
    weight_per_minute: int
    weight_window: float = 60.0
    """Seconds of that minute, where it is none."""
    weight_header: str = ""
    """The REST header that tells how much weight this address has used in the current minute."""
    banned_until: str = ""
    """A pattern in the body of a refusal: until when nothing may be asked, in milliseconds."""
    forbidden: float = 0.0
    """Seconds to ask nothing after the status 403, where that means that too much was asked."""
    weight_pool: str = ""
    """Dialects that name the same pool use up one weight together."""
    connects_pool: str = ""
    """The same of opening sockets."""


class Conversation(ABC):
    """One socket of an exchange, from open to close."""

    side: int = 0
    """Which of the sockets that bring the same it is."""
    beside: Callable[[], Iterable["Conversation"]] = tuple
    """Those on other sockets that are up now and may bring the same."""

    def begun(self, name: str) -> Pulse | None:
        """What has come of a stream, if it was asked for here."""
        return None

    def carries(self, name: str) -> bool:
        """Whether a stream is known to come here."""
        return False

    @property
    def overlaps(self) -> bool:
        """Whether everything asked for comes here, and goes on from what others brought."""
        return False

    def settle(self, now: int) -> Outputs:
        """What has waited long enough for what others might bring; called about once a second."""
        return ()

    def ended(self, now: int) -> Outputs:
        """Its socket is gone."""
        return ()

    def pulse(self, subscription: Subscription) -> Pulse | None:
        """What has come of a subscription's stream; None where there is none to come."""
        return None

    def dialled(self, url: str) -> None:  # noqa: B027  # most addresses are all alike
        """The address of its socket, which may have asked for streams."""

    def pulses(self) -> Iterable[Pulse]:
        """What has come of each stream."""
        return ()

    @property
    def frames(self) -> int:
        """How many frames have come, those of no stream too."""
        return sum(pulse.frames for pulse in self.pulses())

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

    def shift(self, by: int) -> None:  # noqa: B027  # who keeps no times has none to move
        """The clock was set, forward by so much: what is waited for is due as much later by it."""


class Exchange(ABC):
    """One venue's dialect. The constructor's keywords are its configuration."""

    name: ClassVar[str]
    channels: ClassVar[Mapping[str, Channel]]
    intervals: ClassVar[tuple[str, ...]] = ()
    shares: ClassVar[bool] = False
    """Whether its streams may come on several sockets at the same time."""
    numbered: ClassVar[frozenset[str]] = frozenset({"trade"})
    """Channels of trades whose ids grow by one."""
    limits: Limits

    def __init__(self) -> None:
        self._tradable = Directory()
        self.race = Race()
        self.asks = True
        """Whether a Fetch gets an answer; of a recording without REST bodies it gets none."""
        self.assuming = False
        """Whether unknown instruments are read from their spelling, as recordings need it."""

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """What is known to be traded, by canonical symbol."""
        return self._tradable.by_symbol

    @property
    def revision(self) -> int:
        """Another one whenever other instruments, or other facts about them, are known."""
        return self._tradable.revision

    def learn(self, instruments: Iterable[Instrument]) -> None:
        """Take note of instruments."""
        self._tradable.learn(instruments)

    def find(self, spelling: str) -> Instrument:
        """The instrument meant by `BTC/USDT`, `BTCUSDT`, `btcusdt`, `BTC-USDT` or `BTC_USDT`.

        Raises ClientError: 404 with the nearest names, 503 while it is not known what there is.
        """
        if not self.instruments:
            message = f"what {self.name} trades is not known yet: it has not answered"
            raise ClientError(503, "not_ready", message)
        if found := self._tradable.find(spelling):
            return found
        near = self._tradable.near(spelling)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise ClientError(404, "unknown_symbol", f"{self.name} has no symbol {spelling!r}{hint}")

    def subscription(self, channel: str, spelling: str, interval: str = "") -> Subscription:
        """A checked subscription; the spelling `*` means all symbols in one stream.

        Raises ClientError(404) for an unknown channel, interval or symbol.
        """
        if channel not in self.channels:
            known = ", ".join(self.channels)
            raise ClientError(
                404, "unknown_channel", f"{self.name} has no channel {channel!r}; it has {known}"
            )
        intervals = self.channels[channel].intervals
        if intervals and interval not in intervals:
            known = ", ".join(intervals)
            raise ClientError(
                404, "unknown_interval", f"{self.name} has no interval {interval!r}; it has {known}"
            )
        if interval and not intervals:
            raise ClientError(
                404, "unknown_interval", f"channel {channel!r} has no intervals, got {interval!r}"
            )
        return Subscription(channel, self._meant(channel, spelling), interval)

    def _meant(self, channel: str, spelling: str) -> str:
        """The canonical symbol that a spelling means on a channel. Raises ClientError."""
        offered = self.channels[channel]
        if spelling == ALL and offered.every:
            return ALL
        if spelling == ALL or not offered.stream:
            words = "no stream of all symbols" if offered.stream else f"one stream only, {ALL!r}"
            message = f"{self.name} has {words} for channel {channel!r}, got {spelling!r}"
            raise ClientError(404, "unknown_symbol", message)
        return self.find_on(channel, spelling).symbol

    def covered(self, subscription: Subscription) -> str | None:
        """What the symbols begin with whose events a subscription to many brings, of all nothing;
        None where it is to one.
        """
        return "" if subscription.symbol == ALL else None

    def find_on(self, channel: str, spelling: str) -> Instrument:
        """The instrument meant on a channel: of some it is an index. Raises as `find`."""
        return self.find(spelling)

    def stream_name(self, subscription: Subscription) -> str:
        """What carries a subscription upstream. Subscriptions of the same name share it: they
        belong on one socket, and count once.
        """
        return f"{subscription.channel} {subscription.symbol} {subscription.interval}"

    def mute(self, subscription: Subscription) -> bool:
        """It was acknowledged and nothing comes: go on to another route or name. True tells that
        `route` and `stream_name` answer otherwise now; ask again on another socket.
        """
        return False

    def poll(self, subscriptions: Iterable[Subscription]) -> Iterable[Fetch]:
        """What to fetch in place of streams that cannot be had, as far as REST has it. The answers
        yield what these would have brought, with `source` "poll", and nothing whose id has come.
        """
        return ()

    def has_rest(self, subscription: Subscription) -> bool:
        """Whether `poll` asks for it."""
        return False

    def history(self, of: Subscription, before: int | str | None, limit: int) -> Fetch | None:
        """What to fetch for the last events before a time (of candles) or an id, None being now: at
        most so many, oldest first, none missing between them, `source` "rest". None: REST has none.
        """
        return None

    def carrier(self, subscription: Subscription) -> Stream | None:
        """The stream that brings a subscription to one symbol, where one does."""
        return None

    def proven(self, subscription: Subscription) -> Proven | None:
        """From where to where a subscription has told all; None where that is not known."""
        stream = None if subscription.symbol == ALL else self.carrier(subscription)
        return stream.proven() if stream else None

    def go_on(self, subscription: Subscription, before: Proven) -> None:
        """Another run has told so much: what is between that and what comes is missing."""
        stream = None if subscription.symbol == ALL else self.carrier(subscription)
        if stream:
            stream.go_on(before)

    def clock(self) -> Fetch | None:
        """What to fetch for a `Clock`."""
        return None

    def known(self, native: str) -> Instrument | None:
        """The instrument of a native symbol."""
        found = self._tradable.native(native)
        if found is None and self.assuming and (guess := self.guess(native)):
            self.learn([guess])
            return guess
        return found

    def guess(self, native: str) -> Instrument | None:
        """The instrument that a spelling alone suggests, where it suggests any."""
        return None

    def relearn(self, now: int) -> Iterable[Fetch]:
        """What to fetch in order to know the instruments of today; asked about once a second."""
        return ()

    @abstractmethod
    def list_instruments(self) -> Iterable[Fetch]:
        """What to fetch to know the instruments."""

    @abstractmethod
    def route(self, subscription: Subscription) -> str:
        """Which kind of socket carries a subscription."""

    @abstractmethod
    def dial(self, route: str, subscriptions: Iterable[Subscription]) -> Iterable[Fetch | Connect]:
        """How to come to a socket for a set of subscriptions: a Connect, or a Fetch (of a token,
        say) whose `fetched` yields the Connect.
        """

    @abstractmethod
    def conversation(self, route: str) -> Conversation:
        """A new conversation, for a socket that has just been opened."""

    @abstractmethod
    def fetched(self, url: str, body: bytes, now: int) -> Outputs:
        """The answer to a Fetch, or a snapshot of a recording. Raises ExchangeError."""

    def failed(self, url: str) -> None:  # noqa: B027  # most answers are asked for again anyway
        """A Fetch will get no answer."""
