"""Trades across random cuts: nothing twice, every hole told, no limit broken."""

import asyncio
import random

import pytest

from proof.conftest import Say
from proof.listening import listening
from proof.programs import PATIENCE, simulated
from radist.market.verification import Verification
from radist.model import Event, Gap

CHANNELS = ("trade", "agg_trade")


@pytest.mark.parametrize("name", ["okx"])
async def test_nothing_comes_twice_and_every_hole_is_told(name: str, whole: bool, say: Say) -> None:
    count, cuts, activity = (100_000, 20, "60") if whole else (4_000, 5, "10")
    seed = random.randrange(2**32)
    moments = sorted(random.Random(seed).sample(range(count // 20, count), cuts))
    verification, due, done = Verification(), asyncio.Event(), asyncio.Event()
    causes: set[str] = set()

    def hear(event: Event) -> None:
        verification.take(event)
        causes.update([event.cause] if isinstance(event, Gap) else [])
        trades = verification.counts.trades
        if moments and trades >= moments[0]:
            due.set()
        if trades >= count and not moments:
            done.set()

    quick = {"RADIST_RECONNECT__BASE": "0.01", "RADIST_RECONNECT__CEILING": "0.02"}
    async with (
        asyncio.timeout(3 * PATIENCE),
        simulated(name, "--activity", activity) as exchange,
        listening(exchange, hear=hear, **quick) as receiver,
    ):
        symbols = [of.symbol for of in receiver.exchange(name).instruments.values()]
        receiver.want("all", [f"{channel}.{name}.{s}" for s in symbols for channel in CHANNELS])
        while moments:
            await due.wait()
            await exchange.fail("cut_all")
            del moments[0]
            due.clear()
        await done.wait()
        status = await exchange.status()
    counts = verification.counts
    assert (counts.trades_missing, counts.trades_repeated) == (0, 0)
    assert causes == {"reconnect"}
    assert status["violations"] == 0, status["counts"]
    assert status["connections"] > cuts
    say(f"{counts.trades} trades, {cuts} cuts, seed {seed}: {counts.gaps} holes told, none untold")
    say(f"twice: 0, violations 0, connections {status['connections']}")
