"""The table that a market of the Binance family is: channels, names of their streams, and what
becomes of the frames.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Literal, NamedTuple, Protocol

from msgspec import Meta

from radist.exchanges._binance_books import Books, Snapshots
from radist.exchanges._binance_derivatives import Delegates
from radist.exchanges._binance_states import Kind, State, States
from radist.exchanges.base import Channel, Fetch, Stream
from radist.model import Event, Instrument, Source

SPEED = r"(?:@\d+m?s)?"
"""What a name may end in: how often its frames come."""
_WORDS = {
    **dict.fromkeys(("symbol", "pair", "asset", "contract", "underlying"), r"[^@!]+"),
    "expiry": r"\d{6}",
    "depth": "5|10|20",
    "window": "1h|4h|1d",
    "speed": SPEED,
    "pace": SPEED,
}
OF = ("symbol", "pair", "asset", "contract")
"""Words that name what a stream is of."""

PerSocket = Annotated[int, Meta(ge=1, le=1024)]


class Market(Protocol):
    """What a stream may have to know of its market."""

    asks: bool

    @property
    def name(self) -> str:
        """As in topics."""

    @property
    def market(self) -> int:
        """The exchange's number for it."""

    def heard(self, of: str, native: str) -> Instrument | None:
        """What a native symbol in a frame stands for."""

    def stream(self, name: str) -> Stream:
        """The stream of this name."""

    snapshots: Snapshots
    """The books that wait for one."""

    def snapshot(self, of: Instrument, *, quick: bool = False) -> Fetch:
        """How to get a book, or `quick` the best of it."""

    def taught(
        self, native: str, tell: Callable[[Instrument | None], Instrument | None]
    ) -> Instrument:
        """Take note of what a stream told of a contract, given what was known of it."""


Make = Callable[[Market, Instrument, Mapping[str, str]], Stream]
"""A stream of an instrument, given the words in its name."""


class Way(NamedTuple):
    """How to get a channel: a name with `<words>` in it, the kind of socket, what it becomes."""

    name: str
    make: Make
    route: str = "stream"


class Offer(NamedTuple):
    """A channel: ways to one symbol, the likeliest first; to all symbols; to all of one underlying.

    A channel without ways to one symbol has one stream only. `of` says what its symbols are.
    """

    events: tuple[type[Event], ...]
    speed: str
    ways: tuple[Way, ...] = ()
    every: tuple[Way, ...] = ()
    chain: tuple[Way, ...] = ()
    intervals: tuple[str, ...] = ()
    of: Literal["symbol", "pair", "asset", "contract"] = "symbol"
    endpoint: str = ""
    """Where it is asked for, having no stream."""

    def channel(self, poll: str) -> Channel:
        """The offer as a table shows it, with the endpoint that stands in for it."""
        one = self.endpoint or (_shown(self.ways[0].name) if self.ways else "")
        every = _shown(self.every[0].name) if self.every else ""
        source: Source = "rest" if self.endpoint else "stream"
        return Channel(one, self.events, self.speed, source, every, poll, self.intervals)


def _shown(name: str) -> str:
    return name.replace("<speed>", "@100ms").replace("<pace>", "@1s")


def each(stream: Callable[[str, Instrument], Stream]) -> Make:
    """A stream which is of one instrument and knows nothing else."""
    return lambda exchange, of, words: stream(exchange.name, of)


def state(kind: Kind) -> Make:
    """A state of one instrument."""
    return lambda exchange, of, words: State(exchange.name, of, kind)


def picture(kind: Callable[[int], Kind]) -> Make:
    """The best levels of a book."""
    return lambda exchange, of, words: State(exchange.name, of, kind(int(words["depth"])))


def states(kind: Kind, of: Literal["symbol", "pair", "asset"] = "symbol") -> Make:
    """A list of states."""

    def make(exchange: Market, nobody: Instrument, words: Mapping[str, str]) -> Stream:
        return States(
            exchange.name, nobody, kind, lambda native: exchange.heard(of, native), exchange.market
        )

    return make


def delegates(name: str) -> Make:
    """Payloads of other streams, which are called `<symbol>@<name>`."""

    def make(exchange: Market, nobody: Instrument, words: Mapping[str, str]) -> Stream:
        def own(native: str) -> Stream | None:
            known = exchange.heard("symbol", native)
            return exchange.stream(f"{native.lower()}@{name}") if known else None

        return Delegates(exchange.name, nobody, own, exchange.market)

    return make


def book(exchange: Market, of: Instrument, words: Mapping[str, str]) -> Stream:
    """Deltas joined to a snapshot."""
    if not exchange.asks:
        return Books(exchange.name, of, None)
    deep, quick = exchange.snapshot(of), exchange.snapshot(of, quick=True)
    return Books(exchange.name, of, deep, quick, exchange.snapshots)


def grammar(offers: Iterable[Offer]) -> Iterator[tuple[re.Pattern[str], Way]]:
    """Every way, by the pattern of its names. What is heard may come at any speed."""
    for offer in offers:
        words = _WORDS | {"interval": "|".join(map(re.escape, offer.intervals))}
        groups = {f"<{word}>": f"(?P<{word}>{pattern})" for word, pattern in words.items()}
        for way in (*offer.ways, *offer.every, *offer.chain):
            name = re.escape(re.sub(r"@\d+m?s$", "", way.name))
            for word, group in groups.items():
                name = name.replace(word, group)
            yield re.compile(name + SPEED), way
