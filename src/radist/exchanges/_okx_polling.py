"""REST in place of OKX's streams.

Rows of REST are nearly those of the streams, so each answer goes through the stream as a frame:
what of it is new, the stream decides.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from typing import Any, Protocol
from urllib.parse import parse_qs

import msgspec
from msgspec.structs import replace

from radist.errors import ExchangeError
from radist.exchanges._okx_books import Books
from radist.exchanges._okx_payloads import Ladder, several
from radist.exchanges._okx_streams import Candles
from radist.exchanges._okx_table import Offer, Poll
from radist.exchanges.base import DenseStream, Fetch, Stream
from radist.model import Event, Quote, Subscription

_MANY = 3
"""More symbols than that are asked for at once, where that is offered."""
_ladders = several(Ladder)


class Market(Protocol):
    """What polling has to know of its market."""

    @property
    def table(self) -> Mapping[str, Offer]:
        """Channels."""

    def words(self, subscription: Subscription) -> Mapping[str, str]:
        """What stands for `<words>` in a query."""

    def stream_name(self, subscription: Subscription) -> str:
        """What would carry a subscription."""

    def stream(self, name: str) -> Stream:
        """The stream of this name."""

    def native(self, subscription: Subscription) -> str:
        """What its rows are of; empty where they are of many."""


class Polling:
    """Questions for subscriptions, answers to events. What a question is for stands behind its `#`,
    which stays here.
    """

    def __init__(self, market: Market, base: str) -> None:
        """`base` is what URLs of endpoints begin with."""
        self._market = market
        self._base = base
        self._numbers = count(1)
        self._asked: dict[str, tuple[Subscription, ...]] = {}
        """Who is meant by a question, by its number, until it is answered."""

    def questions(self, subscriptions: Iterable[Subscription]) -> Iterator[Fetch]:
        """What to fetch; a channel that REST does not have is left out."""
        groups: dict[tuple[str, str], list[Subscription]] = {}
        for subscription in sorted(subscriptions):
            if self._market.table[subscription.channel].poll:
                key = (subscription.channel, subscription.interval)
                groups.setdefault(key, []).append(subscription)
        for (channel, _), group in groups.items():
            poll = self._market.table[channel].poll
            assert poll is not None
            if poll.every and (len(group) > _MANY or poll.every == poll.query):
                yield self._question(poll, poll.every, tuple(group))
                continue
            streams = {self._market.stream_name(s): s for s in group}
            for subscription in streams.values():
                yield self._question(poll, poll.query, (subscription,))

    def _question(self, poll: Poll, query: str, meant: tuple[Subscription, ...]) -> Fetch:
        for word, value in self._market.words(meant[0]).items():
            query = query.replace(f"<{word}>", value)
        number = str(next(self._numbers))
        self._asked[number] = meant
        return Fetch(f"{self._base}/{poll.endpoint}?{query}#{number}", poll.weight)

    def failed(self, number: str) -> None:
        """There will be no answer."""
        self._asked.pop(number, None)

    def events(self, number: str, data: bytes, now: int) -> Iterator[Event]:
        """What the streams have not told of an answer. Raises ExchangeError, MsgspecError."""
        named: dict[str, list[Any]] = {}
        for row in _rows(data):
            named.setdefault(_of(row), []).append(row)
        for subscription in self._asked.pop(number, ()):
            poll = self._market.table[subscription.channel].poll
            assert poll is not None
            stream = self._market.stream(self._market.stream_name(subscription))
            if isinstance(stream, Books):
                yield from map(_polled, books(stream, data, now))
                continue
            native = self._market.native(subscription)
            own = (named.get(native, ()), named.get("", ())) if native else named.values()
            yield from _news(stream, [poll.row(row) for row in chain(*own)], now)


def books(stream: Books, data: bytes, now: int) -> Iterator[Event]:
    """A book as REST knows it."""
    for ladder in _ladders(data):
        yield from stream.polled(ladder, now)


def pictured(stream: Books, data: bytes, now: int) -> Iterator[Event]:
    """The same, told to nobody."""
    for ladder in _ladders(data):
        yield stream.pictured(ladder, now)


def top(row: Any) -> Any:
    """A ticker's best bid and ask as the stream of quotes has them."""
    sides = {
        name: [[row[f"{side}Px"], row[f"{side}Sz"]]] if row[f"{side}Px"] else []
        for name, side in (("bids", "bid"), ("asks", "ask"))
    }
    return {**sides, "ts": row["ts"]}


def query_of(query: str, name: str) -> str:
    """The value that a query has for a name."""
    return parse_qs(query).get(name, [""])[0]


def _rows(data: bytes) -> list[Any]:
    """Oldest first; REST has the newest first."""
    found = msgspec.json.decode(data)
    if not isinstance(found, list):
        raise ExchangeError(f"an answer without rows: {data[:200]!r}")
    return found[::-1]


def _of(row: Any) -> str:
    """The instrument that a row is of, where it says so."""
    found = row.get("instId", "") if isinstance(row, dict) else ""
    return found if isinstance(found, str) else ""


def _news(stream: Stream, found: list[Any], now: int) -> Iterator[Event]:
    """What of these rows a stream has not told yet."""
    blank = isinstance(stream, Candles | DenseStream) and stream.blank
    if blank:
        found = found[-1:]  # what was before anybody listened is history
    elif isinstance(stream, Candles):
        found = [row for row in found if int(row[0]) * 1000 >= stream.owed]
    if found:
        for event in stream.received(msgspec.json.encode({"data": found}), now):
            if isinstance(event, Event):
                yield _polled(event)


def _polled(event: Event) -> Event:
    if isinstance(event, Quote):  # REST does not tell the update's number
        return replace(event, id="", source="poll")
    return replace(event, source="poll")
