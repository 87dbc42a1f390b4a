"""Bybit: limits kept with many symbols; after cuts nothing twice, and every hole told."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Iterable

import pytest

from proof.conftest import Say, whole_only
from proof.listening import listening
from proof.programs import PATIENCE, Simulated, simulated
from proof.test_subscriptions import topics
from radist.market.verification import Verification
from radist.model import Event, Gap, Quote, Trade
from radist.simulator.bybit_events import trade_id
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource
from radist.topics import topic_of

QUICK = {"RADIST_RECONNECT__BASE": "0.01", "RADIST_RECONNECT__CEILING": "0.05"}
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


class Hearing:
    """The trades and the gaps of each symbol; `cut` is called at some of the trades."""

    def __init__(self, enough: int, cuts: Iterable[int], cut: Callable[[], object]) -> None:
        self.trades: dict[str, list[str]] = defaultdict(list)
        self.gaps: dict[str, list[Gap]] = defaultdict(list)
        self.complete = asyncio.Event()
        self._count = 0
        self._enough = enough
        self._cuts = frozenset(cuts)
        self._cut = cut

    def __call__(self, event: Event) -> None:
        if isinstance(event, Trade):
            self.trades[event.native].append(event.id)
            self._count += 1
            if self._count in self._cuts:
                self._cut()
            if self._count == self._enough:
                self.complete.set()
        elif isinstance(event, Gap):
            self.gaps[event.native].append(event)


def unsaid(source: MarketSource, native: str, heard: Hearing) -> tuple[int, int]:
    """How many trades between the first and the last that were told are missing, and how many of
    these lie in no gap.
    """
    told = heard.trades[native]
    pit, known = source.market.pits[native], set(told)
    row = [(trade_id(pit.pair, trade.id), trade.time) for trade in pit.trades.last(10**6)]
    ids = [name for name, _ in row]
    missing = [
        time for name, time in row[ids.index(told[0]) : ids.index(told[-1])] if name not in known
    ]
    spans = [(gap.from_time, gap.to_time + 999) for gap in heard.gaps[native]]
    return len(missing), sum(
        not any(begin <= time <= end for begin, end in spans) for time in missing
    )


async def test_of_trades_across_cuts_none_is_told_twice_and_every_hole_is(
    whole: bool, say: Say
) -> None:
    number, cuts = (100_000, 20) if whole else (4_000, 6)
    dice = random.Random(7)
    source = MarketSource(exchange="bybit_linear", activity=40.0)
    settings = QUICK | {"RADIST_EXCHANGES__BYBIT_LINEAR__STREAMS_PER_SOCKET": "6"}
    async with Simulator(source, Options()) as simulator:
        places = dice.sample(range(number // 20, number - number // 20), cuts)
        heard = Hearing(number, places, lambda: simulator.cut(dice.randrange(10**6)))
        urls = (simulator.ws_url, simulator.rest_url)
        exchange = Simulated("bybit_linear", *urls, None)
        async with listening(exchange, hear=heard, **settings) as receiver:
            receiver.want("all", topics(receiver, "bybit_linear", ["trade"]))
            async with asyncio.timeout(PATIENCE):
                await heard.complete.wait()
    assert all(len(told) == len(set(told)) for told in heard.trades.values())
    found = {native: unsaid(source, native, heard) for native in heard.trades}
    missing, lost = (sum(counts) for counts in zip(*found.values(), strict=True))
    gaps = sum(map(len, heard.gaps.values()))
    assert missing > 0
    assert lost == 0
    assert gaps >= cuts
    assert simulator.violations == 0
    say(f"{number} trades, {cuts} cuts: {missing} missing, all inside the {gaps} gaps that tell so")


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
