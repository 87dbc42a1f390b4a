"""Days in which sockets grow old and exchanges go down, and nobody notices."""

import asyncio
from time import process_time

import pytest
from proof.conftest import WHOLE, say

from radist import backfill
from radist.backfill import Backfill
from virtual.loop import run
from virtual.test_days import HOUR
from virtual.world import World, world

__all__ = ["say"]
DAYS, PACE = (10, 0.2) if WHOLE else (1, 0.05)


async def _days(exchange: str) -> World:
    """A notice of a shutdown every day at noon, and what grows old by itself."""
    async with world(5, exchange=exchange, pace=PACE) as lived:
        for _ in range(DAYS):
            await asyncio.sleep(12 * HOUR)
            await lived.simulator.announce_shutdown(10.0)
            await asyncio.sleep(12 * HOUR)
        return lived


@pytest.mark.parametrize("exchange", ["binance", "okx"] if WHOLE else ["binance"])
def test_days_of_rollovers_and_notices_cost_nothing_that_anybody_could_tell(
    monkeypatch, say, exchange
):
    async def nothing(filling: Backfill) -> None:
        """So that nothing is repaired."""

    monkeypatch.setattr(backfill.Backfill, "run", nothing)
    began = process_time()
    lived = run(_days(exchange), monkeypatch)
    left = sum(feed.rollover.done for feed in lived.receiver.feeds.values())
    assert (lived.gaps, lived.missing, lived.doubled) == ([], set(), [])
    assert left >= DAYS + (DAYS > 1)
    assert sum(line.reconnects for f in lived.receiver.feeds.values() for line in f.lines) == 0
    say(
        f"{exchange}: {DAYS} days, {left} sockets left for others, {len(lived.ids)} trades,"
        f" 0 gaps, 0 lost, 0 doubled, {process_time() - began:.0f} s of CPU"
    )
