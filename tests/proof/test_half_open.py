"""How soon sockets are left that stay open and carry nothing any more."""

import asyncio

from proof.conftest import Say, whole_only
from radist.ingest.budget import Budget
from radist.ingest.connection import Connection
from radist.simulator.pairs import PAIRS
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

HALF_OPEN = 100


@whole_only
async def test_each_of_a_hundred_half_open_sockets_is_left_within_eleven_seconds(say: Say) -> None:
    async with Simulator(MarketSource(pairs=PAIRS[:1])) as simulator:
        loop = asyncio.get_running_loop()
        url = f"{simulator.ws_url}/ws/btcusdt@trade"
        opened = [
            await Connection.open(url, lambda frame, now: None, Budget(100, 1.0))
            for _ in range(HALF_OPEN)
        ]
        began = loop.time()
        assert simulator.blackhole() == HALF_OPEN
        left: list[float] = []
        for connection in opened:
            connection.closed.add_done_callback(lambda _: left.append(loop.time() - began))
        await asyncio.wait([connection.closed for connection in opened], timeout=60.0)
        assert len(left) == HALF_OPEN
        say(f"{HALF_OPEN} half-open sockets left after {min(left):.1f} to {max(left):.1f} s")
        assert max(left) <= 11.0
