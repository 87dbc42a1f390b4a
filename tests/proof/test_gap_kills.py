"""Sockets that are killed again and again: no trade is lost or doubled, at a sink nor at a client,
by the exchange's own ids.
"""

import asyncio
import json
import os
import random
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import pytest

from proof.conftest import Say, whole_only
from proof.page_client import PageClient
from proof.programs import PATIENCE, PROGRAM, Simulated, environment, simulated
from proof.served import Served, served
from proof.tapes import WIRES, Listened, Place, Tape, judged, read_along


class Size(NamedTuple):
    """How much is proven."""

    trades: int
    kills: int
    pause: float
    """Seconds between two kills, on average: what an exchange allows of connections and of REST
    is enough for that.
    """
    activity: str
    per_socket: int
    """Streams of a socket: so many holes a kill may tear."""


SMALL = Size(100, 3, 0.5, "3", 4)
WHOLE = {
    "binance": Size(1_000_000, 1_000, 1.1, "22", 2),
    "binance_usdm": Size(1_000_000, 1_000, 1.1, "22", 1),
    "bybit_linear": Size(100_000, 200, 2.0, "5", 2),
    "okx": Size(100_000, 200, 2.0, "5", 2),
}


def settings(exchange: str, size: Size) -> dict[str, str]:
    """A socket is asked for again within a second, however often it was killed."""
    return {
        "RADIST_MARKETS": "",
        "RADIST_MARKET_EXCHANGE": exchange,
        f"RADIST_EXCHANGES__{exchange.upper()}__STREAMS_PER_SOCKET": str(size.per_socket),
        "RADIST_RECONNECT__CEILING": "1",
        "RADIST_LOG__LEVEL": "warning",
    }


@asynccontextmanager
async def kept(node: Served, rooms: list[str], path: Path) -> AsyncIterator[Place]:
    """A sink: what rooms of a node tell, written to a file by `radist listen`."""
    place = Place()
    request = json.dumps({"op": "subscribe", "id": 1, "rooms": rooms})
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "listen", node.rooms, "--send", request, "--to", f"jsonl:{path}"),
        env=environment(RADIST_LOG__LEVEL="warning"),
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.TaskGroup() as tasks:
        said = tasks.create_task(process.communicate())
        await until(path.exists)
        reading = tasks.create_task(read_along(path, place))
        try:
            yield place
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGINT)
            await said
            reading.cancel()
    assert process.returncode == 0, said.result()[1].decode()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110  # there is no event
            await asyncio.sleep(0.05)


class Killer:
    """Breaks sockets of a node at an exchange, and now and then its client's."""

    def __init__(self, exchange: Simulated, client: PageClient, spared: set[int]) -> None:
        self.kills = self.resets = self.client_kills = 0
        self._exchange = exchange
        self._client = client
        self._spared = spared

    async def kill(self) -> None:
        """One, chosen by chance; none where all are on their way back."""
        sockets = (await self._exchange.status())["sockets"]
        if alive := [s["number"] for s in sockets if s["number"] not in self._spared]:
            fault = random.choice(("cut_socket", "cut_socket", "reset_socket"))
            await self._exchange.fail(f"{fault}={random.choice(alive)}")
            self.kills += 1
            self.resets += fault == "reset_socket"
        if self.kills % 20 == 2:
            self.client_kills += self._client.kill()


async def holes(node: Served) -> Any:
    """How many were found, filled, lost, and are open, at the one exchange of a node."""
    async with node.http.get(f"{node.url}/api/v1/health") as answer:
        return (await answer.json())["exchanges"][0]


async def settled(node: Served, tape: Tape, places: list[Place], patience: float) -> dict[str, str]:
    """Wait until nothing is missing any more; what was traded last by then, by symbol. Whoever
    waits in vain sees in the end what is missing.
    """
    end, is_whole = monotonic() + patience, False
    while True:
        was_whole, last, moment = is_whole, tape.ends(), dict(tape.newest)
        for place in places:
            await until(partial(place.reached, moment))
        is_whole = not (await holes(node))["gaps_open"]
        if (was_whole and is_whole) or monotonic() > end:
            return last
        await asyncio.sleep(0.1)


async def ready(node: Served) -> None:
    """Until it has something to serve."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with node.http.get(f"{node.url}/readyz") as answer:
                if answer.status == 200:
                    return
            await asyncio.sleep(0.05)


class Outcome(NamedTuple):
    """What was done, and what is to be seen of it."""

    killer: Killer
    places: list[Place]
    """The sink and the client."""
    last: dict[str, str]
    holes: Any
    seconds: float
    """From the first kill until nothing was missing any more."""


async def endured(venue: Simulated, tape: Tape, size: Size, path: Path) -> Outcome:
    """A node whose sockets are killed again and again, with a sink and a client."""
    heard, wire = Place(), tape.wire
    rooms = [f"{wire.channel}.{venue.name}.{symbol}" for symbol in tape.symbols.values()]
    await until(lambda: len(tape.newest) == len(rooms))
    spared = {socket["number"] for socket in (await venue.status())["sockets"]}
    async with served(venue, **settings(venue.name, size)) as node, asyncio.TaskGroup() as tasks:
        await ready(node)
        listened = [Listened(room, heard) for room in rooms]
        client = PageClient(node.rooms, *listened, hello={"batch": True}, wait=0.1)
        joined = tasks.create_task(client.run())
        async with kept(node, rooms, path) as written:
            places, killer = [written, heard], Killer(venue, client, spared)
            await until(lambda: all(len(place.first) == len(rooms) for place in places))
            began = monotonic()
            while killer.kills < size.kills or min(p.trades for p in places) < size.trades:
                await asyncio.sleep(size.pause * random.uniform(0.1, 1.9))
                await killer.kill()
            last = await settled(node, tape, places, max(60.0, size.kills))
            took, found = monotonic() - began, await holes(node)
        joined.cancel()
    for room in listened:
        assert all(room.recoveries) and not room.gaps, "the client could not go on"
    return Outcome(killer, places, last, found, took)


@pytest.mark.parametrize(
    "exchange",
    ["binance", *(pytest.param(n, marks=whole_only) for n in WHOLE if n != "binance")],
)
async def test_no_trade_is_lost_or_doubled_where_sockets_are_killed(
    exchange: str, tmp_path: Path, whole: bool, say: Say
) -> None:
    size = WHOLE[exchange] if whole else SMALL
    if kills := int(os.environ.get("KILLS", 0)):
        size = size._replace(trades=size.trades * kills // size.kills, kills=kills)
    tape = Tape(WIRES[exchange])
    async with (
        simulated(exchange, "--activity", size.activity) as venue,
        asyncio.TaskGroup() as tasks,
    ):
        listening = tasks.create_task(tape.listen(venue))
        killer, places, last, found, took = await endured(venue, tape, size, tmp_path / "sink")
        for place in places:
            await until(partial(tape.reached, place.newest))
        status = await venue.status()
        listening.cancel()
    verdicts = [judged(tape, place, last) for place in places]
    say(
        f"{killer.kills:,} kills, {killer.resets} of them resets, in {took:.0f} s; the client cut "
        f"{killer.client_kills} times; {found['gaps_found']:,} holes, "
        f"{found['gaps_repaired']:,} filled, {found['gaps_lost']} lost"
    )
    for where, verdict in zip(("sink", "client"), verdicts, strict=True):
        say(f"{where}: {verdict}")
    for verdict in verdicts:
        assert verdict.is_right, (verdict.lost[:20], verdict.strange[:20])
        assert verdict.expected >= size.trades
    assert found["gaps_found"] == found["gaps_repaired"]
    assert found["gaps_found"] > 0 or not whole, "no kill took anything"
    assert status["connections"] > killer.kills
    counts = status["counts"]  # handshakes that a busy machine held up arrive together
    assert counts["too_much_weight"] == counts["calls_in_ban"] == 0
