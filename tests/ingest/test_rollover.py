"""A socket is left for another before it is cut, and nobody notices."""

import asyncio

import pytest

from radist.ingest import feed, rollover
from radist.ingest_settings import Rollover
from radist.model import Candle, Gap, Trade

ALL = "trade.{0} agg_trade.{0} quote.{0} book.{0} candle.{0}.1m ticker.{0}"
NUMBERLESS = "trade.{0} quote.{0} book.{0} candle.{0}.1m ticker.{0}"
NEVER = Rollover(age=0.0)
HOUR = 3600.0


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    """Seconds that a test need not wait for."""
    monkeypatch.setattr(rollover, "_OVERLAP", 0.2)
    monkeypatch.setattr(feed, "_TICK", 0.05)


async def left(listening, eventually, times: int) -> None:
    """Wait until so many sockets were left, and until more has come on the others."""
    await eventually(lambda: listening.feed.rollover.done >= times)
    await more(listening, eventually)


async def more(listening, eventually) -> None:
    before = len(listening.of(Trade))
    await eventually(lambda: len(listening.of(Trade)) > before + 10)


def verify(listening) -> None:
    """Nothing missing, nothing twice, nothing said to be missing."""
    counts = listening.verified()
    assert listening.of(Gap) == []
    assert counts.trades_repeated == 0 and counts.trades > 0
    closed = [(c.symbol, c.time_open) for c in listening.of(Candle) if c.state == "final"]
    assert len(closed) == len(set(closed))
    ids = [(event.channel, event.symbol, event.id) for event in listening.of(Trade)]
    assert len(ids) == len(set(ids))
    assert sum(line.errors for line in listening.feed.lines) == 0


@pytest.mark.parametrize("name", ["binance", "binance_usdm", "bybit_linear", "okx_swap"])
async def test_sockets_that_are_old_are_left_and_nothing_is_missing_or_twice(
    listen, eventually, name
):
    topics = NUMBERLESS if name.startswith("bybit") else ALL
    async with listen(name, 5.0, rollover=Rollover(age=0.5, jitter=0.1)) as listening:
        listening.want(topics)
        await eventually(lambda: listening.of(Trade))
        await left(listening, eventually, 4)
        reconnects = sum(line.reconnects for line in listening.feed.lines)
        assert (reconnects, listening.simulator.violations) == (0, 0)
        verify(listening)


@pytest.mark.parametrize(
    ("name", "topics"), [("binance", ALL), ("okx_swap", "trade.{0} candle.{0}.1m")]
)
async def test_who_is_told_of_a_shutdown_is_elsewhere_by_the_time_it_comes(
    listen, eventually, name, topics
):
    async with listen(name, 5.0, rollover=NEVER) as listening:
        listening.want(topics)
        await eventually(lambda: listening.of(Trade))
        await eventually(lambda: all(line.overlaps for line in listening.feed.needed))
        sockets = len(listening.feed.needed)
        notice = asyncio.get_running_loop().create_task(listening.simulator.announce_shutdown(4.0))
        await left(listening, eventually, sockets)
        await notice
        await more(listening, eventually)
        assert sum(line.reconnects for line in listening.feed.lines) == 0
        verify(listening)


async def test_a_successor_that_cannot_be_had_leaves_the_old_socket_alone(
    listen, eventually, monkeypatch
):
    monkeypatch.setattr(rollover, "_AGAIN", 0.3)
    async with listen("binance", 5.0, rollover=NEVER) as listening:
        listening.want("trade.{0}")
        await more(listening, eventually)
        (line,) = listening.feed.lines
        listening.simulator.door.refuses = True
        listening.simulator.door.open.clear()
        patience = Rollover(age=HOUR, jitter=0.0, patience=1.0)
        monkeypatch.setattr(listening.feed.rollover, "_settings", patience)
        listening.feed.rollover._begin(line, "a test", told=False)
        assert not listening.feed.rollover.leaving(listening.feed.lines[1], "whatever")
        await eventually(lambda: not listening.feed.rollover._steps)
        assert listening.feed.rollover.done == 0 and line.connected and listening.feed.connected
        await more(listening, eventually)
        listening.simulator.unblock()
        verify(listening)


async def test_an_old_socket_that_dies_first_is_left_at_once(listen, eventually):
    async with listen("binance", 5.0, rollover=NEVER) as listening:
        listening.want("trade.{0}")
        await more(listening, eventually)
        (line,) = listening.feed.lines
        listening.feed.rollover._begin(line, "a test", told=True)
        assert listening.feed.rollover.leaving(line, "once more")
        listening.simulator.cut_all()
        await left(listening, eventually, 1)
        assert not line.wanted and listening.feed.lines[1].connected
        assert listening.verified().trades_repeated == 0


def test_inside_its_window_a_socket_is_left_that_would_be_due_before_the_next():
    nightly = Rollover(window="23:30-01:00")
    assert nightly.closes(23.75 * HOUR) == 23.75 * HOUR
    assert nightly.closes(0.5 * HOUR) == 23 * HOUR
    assert nightly.closes(24 * HOUR + 0.5 * HOUR) == 23 * HOUR
    assert nightly.closes(1.0 * HOUR) == nightly.closes(12 * HOUR) == 0.0
    assert Rollover().closes(12 * HOUR) == 0.0
