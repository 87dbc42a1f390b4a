"""Days of faults in seconds: all that was traded is told, once."""

import asyncio
import os
from bisect import bisect_right
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import monotonic, process_time
from typing import NamedTuple

import pytest
from proof.conftest import WHOLE, say

from radist import backfill, bygone
from radist.backfill import Backfill
from radist.exchanges.base import DenseStream
from radist.market.ledger import Ledger
from radist.model import Event, Gap
from virtual.loop import run, virtual
from virtual.world import World, until, world

__all__ = ["say"]
HOUR = 3600.0
CHAOS = "chaos=750s"
"""One every 6 to 19 minutes, of all that the simulator knows."""
SOCKETS = "cut=1500s,reset=1500s,duplicate=1/5,rest_errors=1/5," + ",".join(
    f"blackhole@{hour}h" for hour in range(24)
)
"""As often, of those that show where ids are in no order: there a hole is known by its socket."""
FAULTS = {"okx": CHAOS, "binance": CHAOS, "binance_usdm": CHAOS, "bybit_linear": SOCKETS}
SEEDS, HOURS = (range(1, 21), 24) if WHOLE else (range(1, 4), 2)


async def _day(seed: int) -> World:
    """Some hours of faults, and the time that it takes to be whole after the last."""
    exchange, faults = list(FAULTS.items())[seed % len(FAULTS)]
    async with world(seed, exchange=exchange, faults=faults) as lived:
        await asyncio.sleep(HOURS * HOUR)
        lived.calm()
        await asyncio.sleep(0.2 * HOUR)
        return lived


@pytest.fixture(autouse=True)
def _leisure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who looks for something to do less often costs a virtual day less. Nobody here wants candles
    that are made.
    """
    monkeypatch.setattr(backfill, "_LOOK", 5.0)
    monkeypatch.setattr(bygone, "_TICK", HOUR)


class Day(NamedTuple):
    """What came of one seed."""

    missing: set[str]
    doubled: list[str]
    unanswered: int
    """Holes of which nobody said how they ended."""
    told: int
    sockets: int
    holes: int
    brought: int
    seconds: float
    """Of a processor."""


def _lived(seed: int) -> Day:
    began = process_time()
    with pytest.MonkeyPatch.context() as patch:
        lived = run(_day(seed), patch)
    return Day(
        *(lived.missing, lived.doubled),
        lived.events["Gap"] - lived.events["Backfilled"],
        *(len(lived.ids), lived.simulator.connections, len(lived.gaps), lived.brought),
        process_time() - began,
    )


def _each_lived() -> list[Day]:
    """In the order of the seeds; many at the same time where there are many."""
    if not WHOLE:
        return [*map(_lived, SEEDS)]
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork")) as processes:
        return [*processes.map(_lived, SEEDS)]


def test_in_days_of_faults_nothing_is_lost_and_nothing_is_doubled(say):
    began = monotonic()
    days = dict(zip(SEEDS, _each_lived(), strict=True))
    for seed, day in days.items():
        assert (day.missing, day.doubled, day.unanswered) == (set(), [], 0), seed
    told, sockets, holes, brought, seconds = (
        sum(figures) for figures in zip(*(day[3:] for day in days.values()), strict=True)
    )
    assert told > 100 * HOURS * len(SEEDS) and brought
    say(
        f"{len(SEEDS)} x {HOURS} h: {told} trades over {sockets} sockets, {holes} holes with"
        f" {brought} trades filled, 0 lost, 0 doubled, {seconds:.0f} s of CPU in"
        f" {monotonic() - began:.0f} s"
    )


REGARD, REGISTER = DenseStream.irregular, Ledger.process


def _everything(stream: DenseStream, number: int, event: Event) -> tuple[Event, ...]:
    """What a stream tells that drops no repetition."""
    return REGARD(stream, number, event) or (event,)


def _unregistered(ledger: Ledger, event: Event) -> Iterable[Event]:
    """A ledger that learns of no hole before the stream goes on behind it."""
    return () if isinstance(event, Gap) else REGISTER(ledger, event)


async def _idle(backfill: Backfill) -> None:
    """What fills no hole."""


MUTANTS = {
    "no backfill": (Backfill, "run", _idle),
    "no de-duplication": (DenseStream, "irregular", _everything),
    "no hole registered first": (Ledger, "process", _unregistered),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_same_days_tell_whether_anything_of_it_is_gone(monkeypatch, mutant):
    monkeypatch.setattr(*MUTANTS[mutant])

    def wrong(seed: int) -> bool:
        lived = run(_day(seed), monkeypatch)
        return (lived.missing, lived.doubled) != (set(), [])

    assert any(map(wrong, SEEDS))


HOURS_DOWN = 72 if WHOLE else 2


def test_an_exchange_that_was_away_for_days_is_heard_soon_and_was_not_pestered(monkeypatch, say):
    async def away() -> tuple[float, int]:
        async with world(3) as lived:
            lived.exchange.down = True
            lived.simulator.cut_all()
            await asyncio.sleep(HOURS_DOWN * HOUR)
            lived.exchange.down = False
            loop, told, opened = virtual(), len(lived.ids), lived.simulator.connections
            began = loop.time()
            await until(lambda: lived.simulator.connections > opened)
            back = loop.time() - began
            await until(lambda: len(lived.ids) > told)
            assert lived.missing <= lived.announced
            tries = lived.exchange.handshakes
            most = max(bisect_right(tries, first + 300.0) - at for at, first in enumerate(tries))
            return back, most

    back, most = run(away(), monkeypatch)
    assert back <= 30.0
    assert most <= 300
    say(f"away for {HOURS_DOWN} h: back after {back:.1f} s, at most {most} connects in 5 minutes")


QUIET_HOURS = 24 if WHOLE else 2


@pytest.mark.parametrize("pace", [0.2, 0.01])
def test_a_quiet_market_is_taken_for_no_mute_one(monkeypatch, say, pace):
    async def quiet() -> tuple[int, int, int]:
        async with world(4, pace=pace, life=30 * HOUR) as lived:
            await asyncio.sleep(QUIET_HOURS * HOUR)
            feed = lived.receiver.feeds["binance"]
            assert lived.missing == set() and lived.gaps == []
            sockets = lived.simulator.connections - feed.rollover.done
            return len(lived.ids), feed.vigil.repairs, sockets

    told, moved, sockets = run(quiet(), monkeypatch)
    assert (moved, sockets) == (0, 1)
    say(f"{QUIET_HOURS} h, {told} trades: 0 false reconnects")


@pytest.mark.parametrize("exchange", ["binance", "bybit", "okx"])
@pytest.mark.parametrize("hour", [HOUR, -HOUR])
def test_no_timer_moves_where_the_wall_clock_is_set(monkeypatch, hour, exchange):
    """Streams go on, pings are sent and answered, what was let go is let go when it is due."""

    async def set_clock() -> None:
        async with world(5, exchange=exchange, pace=0.3) as lived:
            await asyncio.sleep(600.5)
            calls = lived.simulator.rest_calls
            before = await _calls(lived, 600.0) - calls
            lived.receiver.want("test", [])
            topic, *_ = lived.receiver.kept
            virtual().skew += hour
            await asyncio.sleep(20.0)
            assert topic in lived.receiver.kept
            lived.receiver.want("test", [topic])
            calls = lived.simulator.rest_calls
            virtual().skew += hour
            after = await _calls(lived, 600.0) - calls
            assert after <= before + 60
            virtual().skew -= hour
            lived.receiver.want("test", [])
            await asyncio.sleep(20.0)
            assert lived.receiver.keeps(topic)
            await asyncio.sleep(15.0)
            assert not lived.receiver.keeps(topic)
            assert lived.simulator.connections == 1 and lived.gaps == []
            assert lived.events["Freshness"] == 0

    async def _calls(lived: World, seconds: float) -> int:
        await asyncio.sleep(seconds)
        return lived.simulator.rest_calls

    run(set_clock(), monkeypatch)
