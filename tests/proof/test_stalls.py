"""A tenth of the clients stop reading: the others notice nothing, these are told what they miss."""

import asyncio
import re
from time import monotonic, time_ns

from proof.conftest import Say
from proof.flocks import Flocks, flocks
from proof.programs import simulated
from proof.served import Served, served

LIGHT, HEAVY = "global", "token_heavy"
"""Everybody is in the first; who stops reading is in the second too, whose events fill what the
network takes: several MB for each connection on loopback, whatever Radist does.
"""
SIZE = 30_000
REMEMBERED = 262_144 // SIZE + 1
"""So many heavy events are more than their room remembers."""
SETTINGS = {"RADIST_WEBSOCKET__HEARTBEAT": "1"}


async def tell(radist: Served, room: str, **content: object) -> None:
    trade = {"token_mint": "heavy", "trade_type": "buy", "amount": 1} | content
    body = {"type": "new_trade", "room": room, "data": trade}
    async with radist.http.post(f"{radist.url}/api/v1/websocket/broadcast", json=body) as answer:
        assert answer.status == 200, await answer.text()


async def publish(radist: Served, events: int, every: float) -> list[float]:
    """So many light events, and a heavy one with each fifth; the node's memory meanwhile, in MB."""
    start, memory = monotonic(), []
    for number in range(events):
        await asyncio.sleep(max(0.0, start + number * every - monotonic()))
        await tell(radist, LIGHT, sent=time_ns())
        if number % 5 == 0:
            await tell(radist, HEAVY, padding="x" * SIZE)
            memory.append(radist.megabytes())
    return memory


async def waiting(radist: Served) -> float:
    """How many messages are due to clients."""
    async with radist.http.get(f"{radist.url}/metrics") as answer:
        found = re.search(
            r'^radist_waiting_messages.*"websocket".* (\S+)$', await answer.text(), re.M
        )
    assert found
    return float(found[1])


async def fill(radist: Served, clients: int) -> None:
    """Until so many who do not read have missed what the room does not remember any more."""
    while await waiting(radist) < 2 * clients * REMEMBERED:
        for _ in range(REMEMBERED):
            await tell(radist, HEAVY, padding="x" * SIZE)


async def late(clients: Flocks) -> tuple[float, float]:
    """How late events were: half of them at most so much, 99 of 100 so much; milliseconds."""
    clients.tell("times")
    [line] = await clients.done("times")
    return line["p50"], line["p99"]


async def test_when_a_tenth_stops_reading_the_others_notice_nothing(whole: bool, say: Say) -> None:
    many, few, events, every = (900, 100, 250, 0.02) if whole else (36, 4, 20, 0.0)
    async with (
        simulated("binance", "--activity", "0.01") as exchange,
        served(exchange, **SETTINGS) as radist,
        flocks(radist.ports[1], [many], LIGHT) as readers,
        flocks(radist.ports[1], [few], LIGHT, HEAVY) as others,
    ):
        for clients in (readers, others):
            await clients.back("start")
        before = await publish(radist, events, every)
        half, all_but_few = await late(readers)
        say(f"all read: p50 {half:.1f} ms, p99 {all_but_few:.1f} ms; {max(before):.0f} MB")

        others.tell("stall")
        await others.done("stall")
        begun = monotonic()
        await fill(radist, few)
        memory = await publish(radist, events, every)
        await late(readers)  # of the first half of it: who stalls is found out there
        memory += await publish(radist, events, every)
        half, stalled = await late(readers)
        say(f"{few} do not: p50 {half:.1f} ms, p99 {stalled:.1f} ms; {max(memory):.0f} MB")

        lasted = monotonic() - begun
        others.tell("resume")
        _, last = await others.back("resume")
        told, faults = await others.count()
        say(f"after {lasted:.0f} s all {few} are told, and back within {last:.1f} s: {dict(told)}")
        assert told["recovered"] == told["retention"] == few
        assert told["close 3008"] == few or lasted > 29  # after 30 s they are dropped
        for clients in (readers, others):
            clients.tell("listen")
            await clients.back("listen")
        quick, wrong = await readers.count()
    assert quick["events"] == many * 3 * events
    assert not faults | wrong
    if whole:
        middle = len(memory) // 2
        assert max(memory) - max(before) < 110
        assert max(memory[middle:]) - max(memory[:middle]) < 2 + max(memory) * 0.02
