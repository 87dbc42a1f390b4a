"""A real recording through simulator, node and every way out of it."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import msgspec
import pytest

from end_to_end.clients import PATIENCE, Json, Served, room, sse
from end_to_end.conftest import Serve
from radist import codec
from radist.config import Config
from radist.model import Trade
from radist.recording import open_recording
from radist.replay import Replay
from radist.simulator.replay import RecordingSource
from radist.simulator.server import Simulator
from radist.venues import make_exchange

RECORDING = Path("binance/hftbacktest/spot_btcusdt_20240808.gz")
TRADES = 9_757
KILLS = 50


class Row(NamedTuple):
    """What must be the same on every way. `time` in milliseconds."""

    id: int
    price: float
    quantity: float
    time: int


class Heard:
    """What a client got: trades, those that were brought later, and ids that gaps named."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.filled: list[Row] = []
        self.named: list[int] = []
        self.joined = asyncio.Event()
        self.on_trade: Callable[[int], None] = lambda number: None

    async def listen(
        self, frames: AsyncIterator[Json], row: Callable[[Json], Row], end: int
    ) -> None:
        """Until the trade with id `end`."""
        async for frame in frames:
            data = frame["data"]
            if frame["type"] == "gap":
                self.named += range(int(data["from_id"]), int(data["to_id"]) + 1)
            if frame["type"] in ("gap", "backfilled"):
                continue
            if data.get("backfilled"):
                self.filled.append(row(data))
                continue
            self.rows.append(row(data))
            self.on_trade(self.rows[-1].id)
            if self.rows[-1].id >= end:
                return

    @property
    def ids(self) -> list[int]:
        return [row.id for row in self.rows]


def of_sse(data: Json) -> Row:
    return Row(data["trade_id"], data["price"], data["quantity"], data["timestamp"])


def of_room(data: Json) -> Row:
    time = data["time_exchange"] // 1000
    return Row(int(data["id"]), data["price"], data["quantity"], time)


@pytest.fixture
def recording(captures: Path) -> Path:
    return captures / RECORDING


@pytest.fixture
def expected(recording: Path) -> list[Row]:
    """By another way than the one under test: the frames, read with nothing but a JSON parser."""
    rows = []
    with open_recording(recording) as records:
        for record in records:
            frame: Any = msgspec.json.decode(record.payload)
            if frame.get("stream") == "btcusdt@trade":
                d = frame["data"]
                rows.append(Row(d["t"], float(d["p"]), float(d["q"]), d["T"]))
    assert len(rows) == TRADES
    return rows


async def both_listen(served: Served, end: int, sse_heard: Heard, room_heard: Heard) -> None:
    """An SSE and a WebSocket client hear the same trades from the first on."""
    await served.post("/api/ws/disconnect")  # until both have joined
    events = sse(f"{served.url}/api/ws/sse/trades?symbol=BTCUSDT", sse_heard.joined)
    frames = room(served.rooms, "trade.binance.BTC/USDT", room_heard.joined)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as clients:
        clients.create_task(sse_heard.listen(events, of_sse, end))
        clients.create_task(room_heard.listen(frames, of_room, end))
        await sse_heard.joined.wait()
        await room_heard.joined.wait()
        await served.post("/api/ws/connect")


async def ready(served: Served) -> None:
    """Until it is known what the exchange trades."""
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as http:
        while True:
            async with http.get(f"{served.url}/api/ws/status") as response:
                if (await response.json())["streams"]:
                    return


async def test_every_trade_of_a_real_recording_reaches_every_client_once_and_in_order(
    recording: Path, expected: list[Row], serve: Serve
) -> None:
    by_sse, by_room = Heard(), Heard()
    source = RecordingSource(recording, speed=None)
    async with Simulator(source) as simulator, serve(simulator) as served:
        await ready(served)
        await both_listen(served, expected[-1].id, by_sse, by_room)
    assert by_sse.rows == expected
    assert by_room.rows == expected
    assert not by_sse.named and not by_room.named


async def test_the_replay_command_prints_the_same_trades(
    recording: Path, expected: list[Row]
) -> None:
    program = Path(sys.executable).parent / "radist"
    process = await asyncio.create_subprocess_exec(
        program,
        *("replay", str(recording), "--exchange", "binance", "--json"),
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        output, _ = await process.communicate()
    events = [codec.decode(line) for line in output.splitlines()]
    trades = [event for event in events if isinstance(event, Trade)]
    rows = [Row(int(t.id), t.price, t.quantity, (t.time_exchange or 0) // 1000) for t in trades]
    assert process.returncode == 0
    assert rows == expected


async def test_after_fifty_kills_every_trade_is_there_once_or_named_by_a_gap(
    recording: Path, expected: list[Row], serve: Serve
) -> None:
    seed = random.randrange(2**32)
    by_sse, by_room = Heard(), Heard()
    source = RecordingSource(recording, speed=30)
    async with Simulator(source) as simulator, serve(simulator) as served:
        await ready(served)
        killer = Killer(simulator, random.Random(seed), expected)
        by_room.on_trade = killer.heard
        await both_listen(served, expected[-1].id, by_sse, by_room)
        assert killer.kills == KILLS
    first = by_room.ids[0]
    everything = [row for row in expected if row.id >= first]
    for heard in (by_sse, by_room):
        assert heard.ids == sorted(set(heard.ids)), "a trade came twice or out of order"
        assert set(heard.rows) <= set(everything)
        assert sorted(heard.ids + heard.named) == [row.id for row in everything]
        assert heard.named, "fifty kills should have cost a trade"
        assert set(heard.filled) <= set(everything), "what filled a hole was no trade"
        filled = [row.id for row in heard.filled]
        assert len(set(filled)) == len(filled), "a hole was filled twice"
        assert set(filled) <= set(heard.named)


class Killer:
    """Breaks the connection at random trades between the first and the last quarter."""

    def __init__(self, simulator: Simulator, chance: random.Random, expected: list[Row]) -> None:
        start, last = expected[0].id, len(expected) * 3 // 4
        self.kills = 0
        self._simulator = simulator
        self._moments = sorted(start + n for n in chance.sample(range(1, last), KILLS))

    def heard(self, number: int) -> None:
        """A trade came through; while the connection is down there is nothing to break yet."""
        due = self.kills < KILLS and number >= self._moments[self.kills]
        if due and self._simulator.cut():
            self.kills += 1


def test_a_replay_gives_the_same_answer_twice(recording: Path) -> None:
    def run() -> list[bytes]:
        with open_recording(recording) as records:
            events = Replay(records, make_exchange(Config(), "binance"), answers=True)
            return [codec.encode(event) for event in events]

    assert run() == run()
