"""REST in place of the Binance family's streams.

Each answer is turned into the frames that the stream would have sent, so that what becomes of them,
and what of it is new, is decided by the stream itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any, ClassVar, Protocol
from urllib.parse import parse_qs

import msgspec
from msgspec.structs import replace

from radist.errors import ExchangeError
from radist.exchanges._binance_polls import Poll, Row
from radist.exchanges._binance_states import States
from radist.exchanges._binance_streams import Candles
from radist.exchanges._binance_table import Offer
from radist.exchanges.base import ALL, Action, DenseStream, Fetch, Outputs, Stream
from radist.model import BookSnapshot, Event, Instrument, Quote, Subscription


class Market(Protocol):
    """What polling has to know of its market."""

    table: ClassVar[Mapping[str, Offer]]
    polls: ClassVar[Mapping[str, Poll]]

    def instrument(self, symbol: str) -> Instrument:
        """By canonical symbol."""

    def known(self, native: str) -> Instrument | None:
        """By native symbol, if it is traded."""

    def heard(self, of: str, native: str) -> Instrument | None:
        """What a native symbol in an answer stands for."""

    def stream_name(self, subscription: Subscription) -> str:
        """What would carry a subscription."""

    def stream(self, name: str) -> Stream:
        """The stream of this name."""

    def ask(self, subscription: Subscription) -> Fetch | None:
        """How to get what no stream carries anyway."""

    def snapshot(self, of: Instrument, *, quick: bool = False) -> Fetch:
        """How to get a book."""

    def joined(self, symbols: list[str] | None, body: bytes, now: int) -> Outputs:
        """A book, and what waited for it."""


class Polling:
    """Questions for subscriptions, answers to events."""

    def __init__(self, market: Market, base: str) -> None:
        """`base` is what URLs of endpoints begin with."""
        self._market = market
        self._base = base
        self._numbers = count(1)
        self._asked: dict[str, frozenset[str]] = {}
        """The symbols that are meant by a question about all, by its number, until it is
        answered.
        """

    def questions(self, subscriptions: Iterable[Subscription]) -> Iterator[Fetch]:
        """What to fetch; a channel that REST does not have is left out."""
        groups: dict[tuple[str, str], list[Subscription]] = {}
        for subscription in sorted(subscriptions):
            if self._market.table[subscription.channel].endpoint:
                yield from filter(None, [self._market.ask(subscription)])
            elif subscription.channel in self._market.polls:
                key = (subscription.channel, subscription.interval)
                groups.setdefault(key, []).append(subscription)
        for (channel, interval), group in groups.items():
            yield from self._group(channel, interval, [s.symbol for s in group])

    def _group(self, channel: str, interval: str, symbols: list[str]) -> Iterator[Fetch]:
        """One question for each symbol, or a single one for all where that is cheaper."""
        poll = self._market.polls[channel]
        if poll.of_all and (ALL in symbols or poll.weight * len(symbols) > poll.of_all):
            number = str(next(self._numbers))
            self._asked[number] = frozenset(symbols)
            yield self._question(poll, "", f"{channel} {interval} {number}")
            return
        for symbol in symbols:
            if symbol == ALL:
                continue
            of = self._market.instrument(symbol)
            if channel == "book":
                self._market.stream(self._market.stream_name(Subscription(channel, symbol)))
                fetch = self._market.snapshot(of)
                yield Fetch(f"{fetch.url}#{channel}", fetch.weight)
            else:
                yield self._question(poll, of.native, f"{channel} {interval}")

    def _question(self, poll: Poll, native: str, purpose: str) -> Fetch:
        """What it is for stands behind the `#`, and stays here."""
        interval, _, zone = _parts(purpose)[1].partition("@+")
        query = f"{poll.of}={native}" if native else ""
        query = (query + poll.query.replace("<interval>", interval)).lstrip("&")
        query += f"&timeZone={zone}" if zone else ""
        url = f"{self._base}/{poll.endpoint}?{query}#{purpose}"
        return Fetch(url, poll.weight if native else poll.of_all)

    def has(self, subscription: Subscription) -> bool:
        """Whether there is a question for it."""
        if self._market.table[subscription.channel].endpoint:
            return True
        poll = self._market.polls.get(subscription.channel)
        return poll is not None and (subscription.symbol != ALL or poll.of_all > 0)

    def failed(self, purpose: str) -> None:
        """There will be no answer."""
        self._asked.pop(_parts(purpose)[2], None)

    def events(self, query: str, purpose: str, body: bytes, now: int) -> Outputs:
        """What the streams have not told of an answer. Raises ExchangeError, MsgspecError."""
        channel, interval, number = _parts(purpose)
        asked, poll = parse_qs(query), self._market.polls[channel]
        if channel == "book":
            return tuple(map(_marked, self._market.joined(asked.get("symbol"), body, now)))
        native = asked.get(poll.of, [""])[0]
        meant = self._asked.pop(number, frozenset()) if number else self._symbol(channel, native)
        payloads: dict[str, list[Row]] = {}
        try:
            for row in _rows(body):
                name = row.get("symbol", native) if isinstance(row, dict) else native
                found = poll.payload(row, interval, now // 1000)
                payloads.setdefault(name, []).append({"s": name} | found)
        except (AttributeError, KeyError, IndexError, TypeError) as error:
            raise ExchangeError(f"an answer without what was asked for: {body[:200]!r}") from error
        return tuple(self._told(Subscription(channel, "", interval), payloads, meant, now))

    def _symbol(self, channel: str, native: str) -> frozenset[str]:
        """What a native symbol stands for, if anything."""
        of = self._market.table[channel].of
        # An answer about all symbols names those, too, which are not traded: nothing new in them.
        found = self._market.known(native) if of == "symbol" else self._market.heard(of, native)
        return frozenset((found.symbol,)) if found else frozenset()

    def _told(
        self,
        asked: Subscription,
        payloads: Mapping[str, list[Row]],
        meant: frozenset[str],
        now: int,
    ) -> Iterator[Event]:
        """`asked` in as many symbols as are `meant`."""
        for native, found in payloads.items():
            known = self._symbol(asked.channel, native)
            for symbol in known & meant or (known and meant & {ALL}):
                name = self._market.stream_name(replace(asked, symbol=symbol))
                yield from _news(self._market.stream(name), name, found, now)


def _parts(purpose: str) -> tuple[str, str, str]:
    """Channel, interval, and of questions about all symbols the number."""
    channel, _, rest = purpose.partition(" ")
    interval, _, number = rest.partition(" ")
    return channel, interval, number


def _rows(body: bytes) -> list[Any]:
    """An answer of one row, or of several."""
    found = msgspec.json.decode(body)
    return found if isinstance(found, list) else [found]


def _news(stream: Stream, name: str, payloads: list[Row], now: int) -> Iterator[Event]:
    """What of these payloads a stream has not told yet."""
    if isinstance(stream, Candles):
        # Closed is what another follows. Its time may be over only since it was looked up.
        for number, row in enumerate(payloads, 1):
            row["k"]["x"] = number < len(payloads)
    if isinstance(stream, Candles) and not stream.blank:
        payloads = [d for d in payloads if d["k"]["T"] * 1000 >= stream.owed]
    elif isinstance(stream, Candles | DenseStream):
        # What was before anybody listened is history.
        payloads = payloads[-1:] if stream.blank else payloads
    data: list[object] = [payloads] if isinstance(stream, States) else [*payloads]
    for payload in data:
        frame = msgspec.json.encode({"stream": name, "data": payload})
        for event in stream.received(frame, now):
            if isinstance(event, Event):
                yield _polled(event)


def _marked(output: Event | Action) -> Event | Action:
    """Deltas that waited for a book were heard on its stream."""
    return _polled(output) if isinstance(output, BookSnapshot) else output


def _polled(event: Event) -> Event:
    if isinstance(event, Quote):  # REST does not tell the update's id
        return replace(event, id="", source="poll")
    return replace(event, source="poll")
