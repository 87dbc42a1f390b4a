"""Clients whose connections are killed again and again under a replayed recording: in the end each
of them has every trade, once, in order.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from proof.conftest import Say
from proof.page_client import PageClient, Room
from proof.programs import PATIENCE, Served, served, simulated
from radist.recording import open_recording

RECORDING = Path("binance/hftbacktest/spot_btcusdt_20240808.gz")
TRADES = 9_757
TOPIC = "trade.binance.BTC/USDT"


class Victim:
    """A client, and the trades at which its connection is killed."""

    def __init__(self, kills: int) -> None:
        self.ids: list[int] = []
        self.joined = asyncio.Event()
        self.kills = self.killed = 0
        self._moments = sorted(random.sample(range(TRADES * 9 // 10), kills))

    def is_due(self) -> bool:
        """Whether the next kill is to be now."""
        moments = self._moments
        return self.killed < len(moments) and len(self.ids) > moments[self.killed]


class RoomVictim(Victim):
    """Over WebSocket, by the client that was written from the page of the protocol."""

    async def listen(self, served: Served, end: int) -> None:
        room = Room(TOPIC)
        client = PageClient(served.rooms, room, wait=0.02)
        done = asyncio.Event()

        def changed() -> None:
            self.ids += [int(frame["data"]["id"]) for frame in room.events[len(self.ids) :]]
            if room.position:
                self.joined.set()
            if self.is_due():
                self.killed += client.kill()
            if self.ids and self.ids[-1] >= end:
                done.set()

        client.changed = changed
        async with asyncio.TaskGroup() as tasks:
            work = tasks.create_task(client.run())
            await done.wait()
            work.cancel()
        assert all(room.recoveries) and not room.gaps
        assert client.welcomes == self.killed + 1


class StreamVictim(Victim):
    """Server-sent events, as a browser listens to them."""

    last_id = ""

    async def listen(self, served: Served, end: int) -> None:
        url = f"{served.url}/api/ws/sse/trades?symbol=BTCUSDT"
        async with aiohttp.ClientSession(read_bufsize=2**20) as http:
            while not self.ids or self.ids[-1] < end:
                headers = {"Last-Event-ID": self.last_id} if self.last_id else {}
                try:
                    async with http.get(url, headers=headers) as response:
                        await self._read(response, end)
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(random.uniform(0, 0.02))

    async def _read(self, response: aiohttp.ClientResponse, end: int) -> None:
        async for event in self._events(response):
            self.joined.set()
            if event is not None:
                assert event["type"] == "trade", event
                self.ids.append(event["data"]["trade_id"])
            if self.is_due() and response.connection and response.connection.transport:
                response.connection.transport.abort()
                self.killed += 1
                return
            if self.ids and self.ids[-1] >= end:
                return

    async def _events(self, response: aiohttp.ClientResponse) -> AsyncIterator[Any]:
        """The event of each block, None where it has none. An id counts when its block is read."""
        last_id, event = self.last_id, None
        async for line in response.content:
            text = line.decode().rstrip("\n")
            if text.startswith("id: "):
                last_id = text[4:]
            elif text.startswith("data: "):
                event = json.loads(text[6:])
            elif not text or text.startswith("retry"):
                self.last_id = last_id
                yield event
                event = None


@pytest.fixture
def recording(captures: Path) -> Path:
    return captures / RECORDING


@pytest.fixture
def expected(recording: Path) -> list[int]:
    """By another way than the one under test: the frames, read with nothing but a JSON parser."""
    with open_recording(recording) as records:
        frames = [msgspec.json.decode(record.payload) for record in records]
    ids = [frame["data"]["t"] for frame in frames if frame.get("stream") == "btcusdt@trade"]
    assert len(ids) == TRADES
    return ids


@pytest.mark.parametrize("kind", [RoomVictim, StreamVictim])
async def test_whoever_is_killed_again_and_again_has_every_trade_once(
    recording: Path, expected: list[int], kind: type[Victim], whole: bool, say: Say
) -> None:
    count, kills, speed = (20, 50, "60") if whole else (2, 10, "600")
    victims = [kind(kills) for _ in range(count)]
    playing = ("--recording", str(recording), "--speed", speed)
    async with simulated("binance", *playing) as exchange, served(exchange) as node:
        await node.ready()
        await node.post("/api/ws/disconnect")  # until all have joined
        async with asyncio.timeout(5 * PATIENCE), asyncio.TaskGroup() as tasks:
            for victim in victims:
                tasks.create_task(victim.listen(node, expected[-1]))
            for victim in victims:
                await victim.joined.wait()
            await node.post("/api/ws/connect")
    for victim in victims:
        assert victim.ids == expected
        assert victim.killed == kills
    killed = sum(victim.killed for victim in victims)
    say(f"{killed:,} connections killed, {count} × {TRADES:,} trades heard, none missing or twice")
