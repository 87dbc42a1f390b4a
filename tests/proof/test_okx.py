"""OKX: limits kept with many symbols; of aggregates nothing twice, and every hole told."""

import asyncio
import random

import pytest

from proof.conftest import Say, whole_only
from proof.listening import listening
from proof.programs import PATIENCE, Simulated, simulated
from proof.test_subscriptions import topics
from radist.market.verification import Verification
from radist.model import NOTICES, Event, Gap, Trade
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource
from radist.topics import topic_of

ALL = ("trade", "quote", "ticker", "book", "candle")


@pytest.mark.parametrize(
    ("name", "symbols", "channels"),
    [
        ("okx", 60, ("quote", "book")),
        *(pytest.param(name, 500, ALL, marks=whole_only) for name in ("okx", "okx_swap")),
    ],
)
async def test_many_symbols_keep_every_limit_and_all_deliver(
    name: str, symbols: int, channels: tuple[str, ...], say: Say
) -> None:
    loop, heard, complete = asyncio.get_running_loop(), set[str](), asyncio.Event()
    wanted: set[str] = set()
    verification = Verification()

    def hear(event: Event) -> None:
        verification.take(event)
        if not isinstance(event, NOTICES):
            heard.add(topic_of(event))
        if wanted <= heard:
            complete.set()

    async with (
        simulated(name, "--more-pairs", str(symbols), "--activity", "1") as exchange,
        listening(exchange, hear=hear) as receiver,
    ):
        wanted |= set(topics(receiver, name, channels)[: symbols * len(channels)])
        begun = loop.time()
        receiver.want("all", wanted)
        async with asyncio.timeout(PATIENCE):
            await complete.wait()
        took = loop.time() - begun
        status = await exchange.status()
    sockets = [socket for socket in status["sockets"] if socket["streams"]]
    assert sum(len(socket["streams"]) for socket in sockets) == len(wanted)
    assert status["violations"] == 0, status["counts"]
    assert (verification.counts.wrong, verification.counts.gaps) == (0, 0)
    requests = max(socket["received"] for socket in sockets)
    say(f"{len(wanted)} streams of {symbols} symbols on {len(sockets)} sockets in {took:.1f} s")
    say(f"violations {status['violations']}, at most {requests} requests on a socket")


async def test_of_aggregates_nothing_comes_twice_and_every_hole_is_told(
    whole: bool, say: Say
) -> None:
    count, cuts, activity = (100_000, 20, "60") if whole else (2_000, 5, "10")
    name, seed = "okx", random.randrange(2**32)
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
        receiver.want("all", [f"agg_trade.{name}.{s}" for s in symbols])
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


@whole_only
async def test_a_stream_that_is_acknowledged_and_mute_is_found_and_asked_for_elsewhere(
    say: Say,
) -> None:
    loop, mended = asyncio.get_running_loop(), asyncio.Event()
    muted, verification, begun = 0.0, Verification(), asyncio.Event()

    def hear(event: Event) -> None:
        verification.take(event)
        if verification.counts.trades > 50:
            begun.set()
        if muted and simulator.connections > 2 and isinstance(event, Trade):
            mended.set()

    source = MarketSource(exchange="okx", activity=20.0)
    async with Simulator(source) as simulator:
        exchange = Simulated("okx", simulator.ws_url, simulator.rest_url, None)
        async with listening(exchange, hear=hear) as receiver:
            receiver.want("all", topics(receiver, "okx", ["trade", "quote"])[:4])
            async with asyncio.timeout(PATIENCE):
                await begun.wait()
            simulator.mute("trades-all:BTC-USDT")
            muted = loop.time()
            async with asyncio.timeout(PATIENCE):
                await mended.wait()
    assert verification.counts.wrong == 0
    say(f"trades are back after {loop.time() - muted:.1f} s, on another socket; none untold")
