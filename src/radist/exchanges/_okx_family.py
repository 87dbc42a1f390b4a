"""What the markets of OKX share: a table of channels, names, addresses, REST.

A market is a table: each channel with its stream's name, and what becomes of its frames.
https://www.okx.com/docs-v5/en/
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, ClassVar, NamedTuple
from urllib.parse import urlsplit

import msgspec

from radist.errors import ClientError, ExchangeError
from radist.exchanges import _okx_instruments as descriptions
from radist.exchanges._book_stream import PICTURE, BookVenue
from radist.exchanges._bounds import RestUrl, WsUrl
from radist.exchanges._directory import Directory
from radist.exchanges._okx import OkxConversation
from radist.exchanges._okx_bars import BARS
from radist.exchanges._okx_books import Books
from radist.exchanges._okx_history import PAST, History
from radist.exchanges._okx_payloads import InstrumentPayload, TimePayload, decode_body, several
from radist.exchanges._okx_polling import Polling, books, pictured, query_of
from radist.exchanges._okx_table import KEYS, Of, Offer
from radist.exchanges.base import (
    ALL,
    UNREADABLE,
    Clock,
    Connect,
    Fetch,
    Limits,
    Outputs,
    Stream,
)
from radist.model import BookDelta, Instrument, Subscription

PerSocket = Annotated[int, msgspec.Meta(ge=1, le=1200)]
NOBODY = Instrument(ALL, "", "", "")
"""What a stream of many instruments is of."""
_FRESH = 3600_000_000
_CURIOUS = 60_000_000
"""Microseconds until instruments are fetched anew; and where one was heard of that is unknown."""
_PREFIX = "/api/v5"
_times = several(TimePayload)


class _Known(NamedTuple):
    """What a channel there is: ours, and the interval that its name says."""

    offer: Offer
    interval: str


class OkxFamily(BookVenue):
    """One market of the exchange: the instruments of a type."""

    shares = True
    table: ClassVar[Mapping[str, Offer]]
    type: ClassVar[str]
    """The exchange's word for what is traded here."""
    families: tuple[str, ...] = ("",)
    """Where instruments have to be asked for by family, these."""
    intervals = tuple(interval for interval in BARS if "@" not in interval)
    limits = Limits(
        messages_per_second=5,
        streams_per_socket=500,
        connects=3,
        connects_window=2.0,  # a second, as they arrive: of two the earlier may be delayed more
        weight_per_minute=20,
        weight_window=2.0,
        weight_pool="okx",
        connects_pool="okx",
    )

    def __init_subclass__(cls) -> None:
        cls.channels = {name: offer.channel() for name, offer in cls.table.items()}
        cls._spoken = dict(_grammar(cls.table))

    _spoken: ClassVar[Mapping[str, _Known]]
    """Every channel, by its name there."""

    def __init__(self, ws_url: WsUrl, rest_url: RestUrl, streams_per_socket: int | None) -> None:
        super().__init__()
        if streams_per_socket is not None:
            self.limits = msgspec.structs.replace(
                type(self).limits, streams_per_socket=streams_per_socket
            )
        self.suspects: dict[str, int] = {}
        self._ws_url = ws_url.rstrip("/")
        self._rest = rest_url.rstrip("/") + _PREFIX
        self._indices = Directory()
        self._streams: dict[str, Stream] = {}
        self._polling = Polling(self, self._rest)
        self._history = History(self, self._rest)
        self._learned: int | None = None
        self._curious = False
        """Whether an unknown symbol was heard of."""

    # Names.

    def list_instruments(self) -> Iterable[Fetch]:
        for family in self.families:
            query = f"instType={self.type}" + (f"&instFamily={family}" if family else "")
            yield Fetch(f"{self._rest}/public/instruments?{query}")

    def relearn(self, now: int) -> Iterable[Fetch]:
        if self._learned is None:
            self._learned = now
        if now - self._learned < (_CURIOUS if self._curious else _FRESH):
            return ()
        self._learned, self._curious = now, False
        return self.list_instruments()

    def guess(self, native: str) -> Instrument | None:
        return descriptions.guess(self.type, native)

    def find_native(self, native: str) -> Instrument | None:
        """What a native symbol in a frame stands for."""
        found = self.known(native)
        self._curious |= found is None
        return found

    def taught(self, d: InstrumentPayload) -> Instrument | None:
        """Take note of an instrument; None where it was known so, or is of a new kind."""
        if d.instType not in descriptions.KINDS:
            return None
        told = descriptions.instrument(d)
        if self.instruments.get(told.symbol) == told:
            return None
        self.learn([told])
        self._indices.learn(descriptions.indices([told]))
        return told

    def find_on(self, channel: str, spelling: str) -> Instrument:
        if self.table[channel].of != "index":
            return self.find(spelling)
        if found := self._indices.find(spelling):
            return found
        if (of := self._tradable.find(spelling)) and (found := self._indices.native(of.pair)):
            return found
        if not self.instruments:
            return self.find(spelling)  # says that nothing is known yet
        near = ", ".join(self._indices.near(spelling))
        hint = f"; did you mean {near}?" if near else ""
        message = f"{self.name} has no index {spelling!r}{hint}"
        raise ClientError(404, "unknown_symbol", message)

    # Streams.

    def route(self, subscription: Subscription) -> str:
        return self.table[subscription.channel].route

    def native(self, subscription: Subscription) -> str:
        """What its rows are of; empty where they are of many."""
        many = self.table[subscription.channel].of in ("family", "type")
        return "" if many else self._value("instrument", subscription)

    def _value(self, of: Of, subscription: Subscription) -> str:
        """What an argument names beside the channel."""
        symbol = subscription.symbol
        if of == "type" or symbol == ALL:
            return self.type if of == "type" else ""
        found = self.instruments.get(symbol) or self._indices.by_symbol[symbol]
        return found.native if of != "family" else _family(found)

    def words(self, subscription: Subscription) -> Mapping[str, str]:
        """What stands for `<words>` in a query."""
        offer, interval = self.table[subscription.channel], subscription.interval
        family = offer.of == "family"
        return {
            "type": self.type,
            "native": self.native(subscription),
            "family": self._value("family", subscription) if family else "",
            "interval": offer.intervals.get(interval, interval),
        }

    def stream_name(self, subscription: Subscription) -> str:
        offer = self.table[subscription.channel]
        bar = offer.intervals.get(subscription.interval, "")
        return f"{_called(offer, bar)} {self._value(offer.of, subscription)}"

    def argument(self, name: str) -> Mapping[str, str]:
        """What to ask for in order to get the stream of this name."""
        channel, _, value = name.partition(" ")
        return {"channel": channel, KEYS[self._spoken[channel].offer.of]: value}

    def stream(self, name: str) -> Stream:
        """The stream of this name. Raises ExchangeError if there is none."""
        if name not in self._streams:
            self._streams[name] = self.fresh(name)
        return self._streams[name]

    def carrier(self, subscription: Subscription) -> Stream | None:
        return self.stream(self.stream_name(subscription))

    def fresh(self, name: str) -> Stream:
        """A stream of this name that has heard nothing. Raises ExchangeError if there is none."""
        channel, _, value = name.partition(" ")
        if channel not in self._spoken:
            raise ExchangeError(f"channel {channel!r} is none that {self.name} reads")
        offer, interval = self._spoken[channel]
        of = self._instrument(offer.of, value)
        if of is None:
            raise ExchangeError(f"channel {channel!r} of an unknown symbol {value!r}")
        return offer.make(self, of, interval)

    def _instrument(self, of: Of, value: str) -> Instrument | None:
        """What a stream is of."""
        if of in ("type", "family"):
            return NOBODY
        if of == "instrument":
            return self.find_native(value)
        found = self._indices.native(value)
        if found is None and self.assuming:
            found = descriptions.index(value)
            self._indices.learn([found])
        return found

    # Addresses and REST.

    def dial(self, route: str, subscriptions: Iterable[Subscription]) -> Iterable[Fetch | Connect]:
        return (Connect(f"{self._ws_url}/ws/v5/{route}"),)

    def conversation(self, route: str) -> OkxConversation:
        return OkxConversation(self)

    def picture(self, of: Instrument) -> Fetch:
        poll = self.table[BookDelta.channel].poll
        assert poll is not None
        url = f"{self._rest}/{poll.endpoint}?instId={of.native}&sz=400#{PICTURE}"
        return Fetch(url, poll.weight)

    def poll(self, subscriptions: Iterable[Subscription]) -> Iterable[Fetch]:
        return self._polling.questions(subscriptions)

    def has_rest(self, subscription: Subscription) -> bool:
        return self.table[subscription.channel].poll is not None

    def history(self, of: Subscription, before: int | str | None, limit: int) -> Fetch | None:
        return self._history.question(of, before, limit)

    def clock(self) -> Fetch:
        return Fetch(f"{self._rest}/public/time", weight=2)

    def fetched(self, url: str, body: bytes, now: int) -> Outputs:
        parts = urlsplit(url)
        try:
            answer = decode_body(body)
            if answer.code != "0":
                raise ExchangeError(f"{url} answered error {answer.code}: {answer.msg}")
            data = bytes(answer.data)
            if parts.fragment.startswith(PAST):
                return tuple(self._history.events(parts.fragment, data, now))
            if parts.fragment == PICTURE:
                return tuple(pictured(self._book(query_of(parts.query, "instId")), data, now))
            if parts.fragment:
                return tuple(self._polling.events(parts.fragment, data, now))
            match parts.path.rpartition("/")[2]:
                case "time":
                    return tuple(Clock(row.ts * 1000) for row in _times(data))
                case "instruments":
                    self._described(data, query_of(parts.query, "instFamily"))
                    return ()
                case "books":
                    return tuple(books(self._book(query_of(parts.query, "instId")), data, now))
        except UNREADABLE as error:
            raise ExchangeError(
                f"not an answer that we understand ({error}): {body[:200]!r}"
            ) from error
        raise ExchangeError(f"no such question was asked: {url}")

    def failed(self, url: str) -> None:
        self._polling.failed(urlsplit(url).fragment)

    def _book(self, native: str) -> Books:
        stream = self.stream(f"books {native}")
        assert isinstance(stream, Books)
        return stream

    def _described(self, data: bytes, family: str) -> None:
        """What is listed now, of a family or of all; what is listed no more has ended."""
        traded = descriptions.instruments(data)
        listed = {instrument.symbol for instrument in traded}
        ended = [
            of
            for of in self.instruments.values()
            if of.active and of.symbol not in listed and family in ("", _family(of))
        ]
        self.learn(msgspec.structs.replace(of, active=False) for of in ended)
        self.learn(of for of in traded if family in ("", _family(of)))
        self._indices.learn(descriptions.indices(traded))


def _family(of: Instrument) -> str:
    """What an instrument's name begins with: `BTC-USD`."""
    return "-".join(of.native.split("-")[:2])


def _called(offer: Offer, bar: str) -> str:
    """The channel of an interval: `candle1m`."""
    return offer.stream.replace("<bar>", bar).replace("<depth>", bar)


def _grammar(table: Mapping[str, Offer]) -> Iterator[tuple[str, _Known]]:
    """Every channel there is, by its name there."""
    for offer in table.values():
        for interval, bar in (offer.intervals or {"": ""}).items():
            yield _called(offer, bar), _Known(offer, interval)
        for name in offer.alike:
            yield name, _Known(offer, "")
