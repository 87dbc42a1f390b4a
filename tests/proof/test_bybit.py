"""Bybit: limits kept with many symbols, and a mute topic found."""

import asyncio

import pytest

from proof.conftest import Say, whole_only
from proof.listening import listening
from proof.programs import PATIENCE, Simulated, simulated
from proof.test_subscriptions import topics
from radist.market.verification import Verification
from radist.model import Event, Quote
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource
from radist.topics import topic_of

ALL = ("trade", "quote", "ticker", "book", "candle")


@pytest.mark.parametrize(
    ("name", "symbols", "channels"),
    [
        ("bybit", 60, ("quote", "book")),
        *(
            pytest.param(name, 500, ALL, marks=whole_only)
            for name in ("bybit", "bybit_linear", "bybit_inverse")
        ),
    ],
)
async def test_many_symbols_keep_every_limit_and_all_deliver(
    name: str, symbols: int, channels: tuple[str, ...], say: Say
) -> None:
    loop, heard, complete = asyncio.get_running_loop(), set[str](), asyncio.Event()
    wanted: set[str] = set()
    verification = Verification(numbered=False)

    def hear(event: Event) -> None:
        verification.take(event)
        heard.add(topic_of(event))
        if wanted <= heard:
            complete.set()

    async with (
        simulated(name, "--more-pairs", str(symbols), "--activity", "0.5") as exchange,
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
    assert all(sum(map(len, socket["streams"])) <= 21_000 for socket in sockets)
    assert status["violations"] == 0
    assert (verification.counts.wrong, verification.counts.gaps) == (0, 0)
    say(f"{len(wanted)} topics of {symbols} symbols on {len(sockets)} sockets in {took:.1f} s")
    say(f"violations {status['violations']}, {verification.told()}")


@whole_only
async def test_a_topic_that_is_acknowledged_and_mute_is_found_and_asked_for_elsewhere(
    say: Say,
) -> None:
    loop, mended = asyncio.get_running_loop(), asyncio.Event()
    muted = 0.0

    def hear(event: Event) -> None:
        if muted and simulator.connections > 1 and isinstance(event, Quote):
            mended.set()

    source = MarketSource(exchange="bybit_linear", activity=20.0)
    async with Simulator(source, Options()) as simulator:
        exchange = Simulated("bybit_linear", simulator.ws_url, simulator.rest_url, None)
        async with listening(exchange, hear=hear) as receiver:
            receiver.want("all", topics(receiver, "bybit_linear", ["trade", "quote"])[:2])
            simulator.mute("orderbook.1.BTCUSDT")
            muted = loop.time()
            async with asyncio.timeout(PATIENCE):
                await mended.wait()
    say(f"quotes are back after {loop.time() - muted:.1f} s, on another socket")
