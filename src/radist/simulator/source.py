"""What a simulated exchange plays: the seam between the server and a market or a recording."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from radist.errors import ConfigError
from radist.simulator.binance_market import MarketAnswers
from radist.simulator.binance_query import Answers
from radist.simulator.binance_streams import Stream
from radist.simulator.broadcast import Broadcast, Render
from radist.simulator.candles import SECOND
from radist.simulator.market import Market
from radist.simulator.pairs import PAIRS, Pair

Clock = Callable[[], int]
"""Tells the time in microseconds."""
_SHORTEST_NAP = 0.005
BUSIEST = 100


def wall_clock() -> int:
    return time.time_ns() // 1_000


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

    answers: Answers
    description: str
    microseconds: bool
    """Whether times can be told in microseconds."""

    def add(self, stream: Stream) -> bool:
        """Somebody listens to a stream now; false when this source never has it."""

    def remove(self, stream: Stream) -> None:
        """Nobody listens to it any more."""

    async def run(self, outlet: Outlet) -> None:
        """Publish, until cancelled."""


class MarketSource:
    """The simulated market in real time."""

    microseconds = True

    def __init__(
        self,
        *,
        seed: int = 1,
        activity: float = 1.0,
        clock: Clock = wall_clock,
        pairs: Sequence[Pair] = PAIRS,
    ) -> None:
        if not 0 < activity <= BUSIEST:
            raise ConfigError(f"activity {activity:g}: must be above 0 and at most {BUSIEST}")
        self._clock = clock
        self.market = Market(clock(), seed=seed, activity=activity, pairs=pairs)
        self._broadcast = Broadcast(self.market)
        self.answers: Answers = MarketAnswers(self.market)
        self.description = f"a market of {len(self.market.pits)} pairs, seed {seed}"

    def add(self, stream: Stream) -> bool:
        self._broadcast.add(stream)
        return not stream.symbol or stream.symbol in self.market.pits

    def remove(self, stream: Stream) -> None:
        self._broadcast.remove(stream)

    async def run(self, outlet: Outlet) -> None:
        while True:
            for message in self._broadcast.advance(self._clock()):
                outlet.publish(message.stream, message.render)
            due = (self._broadcast.next_due - self._clock()) / SECOND
            await asyncio.sleep(max(_SHORTEST_NAP, due))
