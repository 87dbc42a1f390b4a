"""What tests of the way in may ask for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from ingest.venue import Venue
from radist.config import Fallback, load
from radist.market.verification import Counts, Verification
from radist.model import Event
from radist.receiver import Receiver
from radist.simulator.door import Manners
from radist.simulator.limits import Limits
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource


@pytest.fixture
async def venue() -> AsyncIterator[Venue]:
    """A rude exchange, listening."""
    venue = Venue()
    await venue.start()
    yield venue
    await venue.stop()


class Listening:
    """A receiver at one simulated exchange, and what it told."""

    def __init__(
        self, simulator: Simulator, name: str, fallback: Fallback, sections: dict[str, Any]
    ) -> None:
        at = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
        settings = msgspec.structs.replace(load(), exchanges={name: at}, fallback=fallback)
        settings = msgspec.structs.replace(settings, **sections)
        self.receiver = Receiver(settings, [name])
        self.heard: list[Event] = []
        self.receiver.bus.listen(self.heard.append)
        self.simulator = simulator
        self.name = name

    def want(self, topics: str) -> None:
        pick = next(
            i for i in self.feed.exchange.instruments.values() if i.native.startswith("BTC")
        )
        wanted = []
        for topic in topics.format(pick.symbol).split():
            channel, _, rest = topic.partition(".")
            wanted.append(self.receiver.check(f"{channel}.{self.name}.{rest}"))
        self.receiver.want("test", wanted)

    @property
    def feed(self):
        return self.receiver.feeds[self.name]

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.heard if isinstance(event, kind)]

    def verified(self) -> Counts:
        """What agreed of all that was heard; fails where something did not."""
        verification = Verification(numbered="trade" in self.feed.exchange.numbered)
        for event in self.heard:
            verification.take(event)
        assert verification.counts.wrong == 0, verification.told()
        return verification.counts

    def polled(self) -> set[str]:
        return {event.channel for event in self.heard if event.source in ("poll", "rest")}


@pytest.fixture
async def listen() -> AsyncIterator:
    """Starts a simulated exchange and a receiver."""
    running = []

    @asynccontextmanager
    async def begin(
        name: str, after: float = 0.5, interval: float = 1.0, *, only: bool = False, **sections: Any
    ):
        source = MarketSource(exchange=name, activity=20.0)
        manners = Manners(limits=Limits(messages_per_second=0, connections=0))
        async with Simulator(source, Options(manners=manners)) as simulator:
            listening = Listening(simulator, name, Fallback(after, interval, only), sections)
            task = asyncio.get_running_loop().create_task(listening.receiver.run())
            running.append(task)
            await listening.receiver.ready()
            yield listening
            task.cancel()
            await asyncio.wait([task])

    yield begin
