"""The table that a market of OKX is: channels, what becomes of their frames, what stands in."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, Protocol

from radist.exchanges._okx_books import Books
from radist.exchanges._okx_payloads import InstrumentPayload
from radist.exchanges._okx_states import Find, Kind, Liquidations, Listings, State, States
from radist.exchanges.base import Channel, Stream
from radist.model import Event, Instrument

Of = Literal["instrument", "index", "family", "type"]
"""What an argument names beside the channel."""
KEYS: Mapping[Of, str] = {
    "instrument": "instId",
    "index": "instId",
    "family": "instFamily",
    "type": "instType",
}
PUBLIC, BUSINESS = "public", "business"


class Market(Protocol):
    """What a stream may have to know of its market."""

    asks: bool

    @property
    def name(self) -> str:
        """As in topics."""

    def taught(self, d: InstrumentPayload) -> Instrument | None:
        """Take note of an instrument; None where it was known so."""

    def find_native(self, native: str) -> Instrument | None:
        """What a native symbol in a frame stands for."""


Make = Callable[[Market, Instrument, str], Stream]
"""A stream of an instrument, given the interval."""


def same(row: Any) -> Any:
    """A row that is as the stream's."""
    return row


class Poll(NamedTuple):
    """How to ask REST: an endpoint and the rest of its query, the query for all at once where there
    is one, and what makes a row the stream's.
    """

    endpoint: str
    query: str
    every: str = ""
    weight: int = 1
    row: Callable[[Any], Any] = same


class Offer(NamedTuple):
    """A channel: what it is called there, what it becomes, which kind of socket carries it."""

    events: tuple[type[Event], ...]
    speed: str
    stream: str
    make: Make
    route: str = PUBLIC
    of: Of = "instrument"
    intervals: Mapping[str, str] = {}
    """By our names what they are called there."""
    poll: Poll | None = None
    alone: bool = False
    """Whether it is asked for of all symbols only."""
    alike: tuple[str, ...] = ()
    """Channels that are not asked for, of the same frames."""

    def channel(self) -> Channel:
        """The offer as a table shows it."""
        poll = self.poll.endpoint if self.poll else ""
        every = self.stream if self.of == "type" else ""
        one = "" if self.alone else self.stream
        return Channel(one, self.events, self.speed, "stream", every, poll, tuple(self.intervals))


def each(stream: Callable[[str, Instrument], Stream]) -> Make:
    """A stream which is of one instrument and knows nothing else."""
    return lambda market, of, interval: stream(market.name, of)


def candles(stream: Callable[[str, Instrument, str], Stream]) -> Make:
    """A stream of candles."""
    return lambda market, of, interval: stream(market.name, of, interval)


def book(market: Market, of: Instrument, interval: str) -> Stream:
    """Changes joined to a snapshot."""
    return Books(market.name, of, passes=not market.asks)


def state(kind: Kind) -> Make:
    """A state of one instrument."""
    return lambda market, of, interval: State(market.name, of, kind)


def picture(kind: Callable[[int], Kind]) -> Make:
    """The best levels of a book."""
    return lambda market, of, interval: State(market.name, of, kind(int(interval)))


def states(kind: Kind) -> Make:
    """States of many instruments."""
    return lambda market, nobody, interval: States(market.name, nobody, kind, _find(market))


def listings(market: Market, nobody: Instrument, interval: str) -> Stream:
    """What is listed, changed or ended."""
    return Listings(market.name, nobody, market.taught)


def liquidations(market: Market, nobody: Instrument, interval: str) -> Stream:
    """Forced orders of all instruments of a type."""
    return Liquidations(market.name, nobody, _find(market))


def _find(market: Market) -> Find:
    return market.find_native
