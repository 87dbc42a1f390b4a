"""What a simulated exchange plays: the seam between the server and a market or a recording."""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

from radist.errors import ConfigError
from radist.simulator.binance import VENUE as SPOT
from radist.simulator.binance_streams import Stream
from radist.simulator.broadcast import Render
from radist.simulator.candles import SECOND
from radist.simulator.limits import Clock, wall_clock
from radist.simulator.market import Market
from radist.simulator.pairs import Pair
from radist.simulator.venue import Venue, find

_SHORTEST_NAP = 0.005
_TURN = 0.005
BUSIEST = 100


class Outlet(Protocol):
    """The listeners, as a source sees them."""

    def publish(self, stream: str, render: Render) -> None:
        """Give one message to all who listen; `render(unit)` is encoded once for each unit."""

    async def drained(self) -> None:
        """Return when no listener has much left to read."""

    def listeners(self) -> int:
        """How many sockets listen to something that this source has."""


class Source(Protocol):
    """Where the messages and the REST answers come from."""

    venue: Venue
    answers: Any
    """What the venue's endpoints read."""
    description: str
    microseconds: bool
    """Whether times can be told in microseconds."""
    skew: int
    """Microseconds by which its clock is ahead."""

    def add(self, stream: Stream) -> bool:
        """Somebody listens to a stream now; false when this source never has it."""

    def remove(self, stream: Stream) -> None:
        """Nobody listens to it any more."""

    def greeting(self, stream: Stream) -> object | None:
        """The message with which a stream begins for each who asks for it; None where it has
        none.
        """

    def renumber(self) -> None:
        """Let the ids of trades begin anew, where they are not those of a recording."""

    async def run(self, outlet: Outlet) -> None:
        """Publish, until cancelled."""


class MarketSource:
    """The simulated market in real time."""

    def __init__(
        self,
        *,
        exchange: str = SPOT.name,
        seed: int = 1,
        activity: float = 1.0,
        clock: Clock = wall_clock,
        pairs: Sequence[Pair] | None = None,
        more: int = 0,
    ) -> None:
        """`more`: so many made-up pairs beside those that the exchange lists."""
        if not 0 < activity <= BUSIEST:
            raise ConfigError(f"activity {activity:g}: must be above 0 and at most {BUSIEST}")
        self.venue = find(exchange)
        self.skew = 0
        self._clock: Clock = lambda: clock() + self.skew
        now = clock()
        listed = [*(self.venue.pairs(now) if pairs is None else pairs), *self.venue.made_up(more)]
        self.market = Market(now, seed=seed, activity=activity, pairs=listed)
        self._broadcast = self.venue.broadcast(self.market)
        self.answers = self.venue.answers(self.market)
        self.microseconds = self.venue.microseconds
        number = len(self.answers.listings())
        self.description = f"a market of {number} {self.venue.word}, seed {seed}"

    def add(self, stream: Stream) -> bool:
        self._broadcast.add(stream)
        return not stream.symbol or stream.symbol in self.market.pits

    def remove(self, stream: Stream) -> None:
        self._broadcast.remove(stream)

    def greeting(self, stream: Stream) -> object | None:
        return self._broadcast.greeting(stream)

    def list(self, pair: Pair) -> None:
        """A new listing: traded from now on, and announced where the venue has a stream for it."""
        self._broadcast.opened(self.market.open(pair))

    def delist(self, symbol: str) -> None:
        """The end of a listing, announced likewise."""
        self._broadcast.closed(self.market.close(symbol))

    def renumber(self) -> None:
        for pit in self.market.pits.values():
            pit.renumber()

    async def run(self, outlet: Outlet) -> None:
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            for message in self._broadcast.advance(self._clock()):
                outlet.publish(message.stream, message.render)
                if loop.time() - begun > _TURN:  # clients are read meanwhile, lest they look hasty
                    await asyncio.sleep(0)
                    begun = loop.time()
            due = (self._broadcast.next_due - self._clock()) / SECOND
            await asyncio.sleep(max(_SHORTEST_NAP, due))
