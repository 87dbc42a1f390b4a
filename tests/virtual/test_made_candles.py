"""Half an hour of candles that no exchange has: those called right are those of the exchange."""

import asyncio
from itertools import product

import pytest
from proof.conftest import WHOLE

from radist.model import Candle, Event
from radist.simulator.faults import parse
from virtual.loop import run, virtual
from virtual.world import World, world

MINUTES = 7 * 60.0
HOUR = 3600.0
EXCHANGES = ("binance", "bybit", "okx")
FAULTS = ("drop=1/10", "cut_all", "duplicate=1/3", "reorder=1/5")
SOME = [("binance", "drop=1/10"), ("bybit", "drop=1/10"), ("bybit", "cut_all")]
CASES = [*product(EXCHANGES, FAULTS)] if WHOLE else SOME
CLOCKS = [*product(EXCHANGES, (-HOUR, HOUR))] if WHOLE else [("binance", -HOUR), ("bybit", HOUR)]


def faulty(lived: World, faults: str) -> None:
    simulator = lived.simulator
    simulator._trouble.add(parse(faults, simulator._source.venue.parse))


async def candles(lived: World, exchange: str, told: list[Event]) -> tuple[list[Candle], list[int]]:
    """The last word on each that is closed, and which of them are not what REST says."""
    topic = f"candle.{exchange}.BTC/USDT.7m"
    found = {e.time_open: e for e in told if isinstance(e, Candle) and e.interval == "7m"}
    closed = [candle for candle in found.values() if candle.is_closed]
    own = {e.time_open: e for e in await lived.receiver.history(topic, None, 10)}
    wrong = [
        c.time_open
        for c in closed
        if c.state != "provisional" and _figures(c) != _figures(own[c.time_open])
    ]
    return closed, wrong


def _figures(candle: Candle) -> tuple[float, ...]:
    return candle.open, candle.high, candle.low, candle.close, round(candle.volume, 6)


@pytest.mark.parametrize(("exchange", "hour"), CLOCKS)
def test_our_wall_clock_moves_no_candle(monkeypatch, exchange, hour):
    async def set_clock() -> tuple[list[Candle], list[int]]:
        async with world(21, exchange=exchange, pace=2.0) as lived:
            told: list[Event] = []
            lived.receiver.bus.listen(told.append)
            lived.receiver.want("candles", [f"candle.{exchange}.BTC/USDT.7m"])
            await asyncio.sleep(1.5 * MINUTES)
            virtual().skew += hour
            await asyncio.sleep(2.5 * MINUTES + 10)
            virtual().skew -= hour
            return await candles(lived, exchange, told)

    closed, wrong = run(set_clock(), monkeypatch)
    assert wrong == []
    assert {candle.state for candle in closed[1:]} == {"final"} and len(closed) >= 3


@pytest.mark.parametrize(("exchange", "faults"), CASES)
def test_no_candle_that_is_called_right_differs_from_the_exchange_s_own(
    monkeypatch, exchange, faults
):
    async def lived() -> tuple[list[Candle], list[int]]:
        async with world(22, exchange=exchange, pace=2.0) as found:
            told: list[Event] = []
            found.receiver.bus.listen(told.append)
            found.receiver.want("candles", [f"candle.{exchange}.BTC/USDT.7m"])
            await asyncio.sleep(1.2 * MINUTES)
            faulty(found, faults)
            await asyncio.sleep(60.0)
            found.calm(f"{faults.partition('=')[0]}=0" if "=" in faults else "")
            await asyncio.sleep(2.5 * MINUTES)
            return await candles(found, exchange, told)

    closed, wrong = run(lived(), monkeypatch)
    assert wrong == [] and len(closed) >= 3
    assert closed[-1].state in ("final", "repaired")
