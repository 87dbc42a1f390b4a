"""Pings of an exchange that sends more than can be read are answered in time all the same."""

import asyncio

import pytest
from ingest.venue import PING, PONG, Peer, Venue

from proof.conftest import Say
from radist.config import Config
from radist.errors import ExchangeError
from radist.ingest.budget import Budget
from radist.ingest.connection import Connection
from radist.venues import make_exchange

BURST = 2000
"""Trades between two pings."""
MONSTER = 15 * 1024 * 1024
"""Bytes of a frame that is nearly as large as one may be, and means nothing."""


ALLOWED = 60.0
"""Seconds that Binance waits for a pong."""


def trade(n: int) -> bytes:
    time = 1_771_422_400_000 + n
    return (
        b'{"stream":"btcusdt@trade","data":{"e":"trade","E":%d,"s":"BTCUSDT","t":%d,'
        b'"p":"61250.10000000","q":"0.01200000","T":%d,"m":true,"M":true}}' % (time, n, time)
    )


class Flood:
    """Writes as fast as the network takes it, and notes how long each ping waits."""

    def __init__(self, bursts: int, monsters: int) -> None:
        self.waits: list[float] = []
        self.done = asyncio.Event()
        self._bursts, self._every = bursts, bursts // monsters
        self._asked: dict[bytes, float] = {}

    async def behave(self, peer: Peer) -> None:
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(peer))
            for burst in range(self._bursts):
                for n in range(burst * BURST, (burst + 1) * BURST):
                    peer.send(trade(n + 1))
                if burst % self._every == 0:
                    peer.send(b'{"a":[' + b"1," * (MONSTER // 2) + b"1]}")
                await peer.writer.drain()
                name = b"%d" % burst
                self._asked[name] = loop.time()
                peer.send(name, PING)
            await self.done.wait()

    async def _listen(self, peer: Peer) -> None:
        while len(self.waits) < self._bursts:
            kind, payload = await peer.receive()
            if kind == PONG:
                self.waits.append(asyncio.get_running_loop().time() - self._asked[payload])
        self.done.set()


@pytest.fixture
async def venue():
    venue = Venue()
    await venue.start()
    yield venue
    await venue.stop()


async def test_a_pong_waits_for_what_the_network_holds_and_for_no_queue_of_ours(
    venue: Venue, whole: bool, say: Say
) -> None:
    flood = Flood(*((300, 2) if whole else (2, 1)))
    venue.behaviour = flood.behave
    exchange = make_exchange(Config(), "binance")
    exchange.assuming = True
    conversation = exchange.conversation("")
    told: list[int] = []

    def receive(frame: bytes, now: int) -> None:
        try:
            told.append(len(tuple(conversation.received(frame, now))))
        except ExchangeError:
            told.append(0)

    connection = await Connection.open(f"{venue.ws_url}/ws", receive, Budget(10**6, 1.0))
    async with asyncio.timeout(300.0):
        await flood.done.wait()
    connection.abort("the test is over")
    waits = sorted(flood.waits)
    p99 = waits[int(0.99 * (len(waits) - 1))]
    late = f"pong after {p99 * 1e3:.0f} ms (p99), {waits[-1] * 1e3:.0f} ms (worst)"
    say(f"{sum(told)} trades, {len(waits)} pings: {late}")
    assert len(waits) == flood._bursts
    assert sum(told) == flood._bursts * BURST
    assert not whole or waits[-1] < ALLOWED / 3
