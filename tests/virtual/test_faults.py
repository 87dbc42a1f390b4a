"""Each fault alone, for a minute of five: what was told is what was traded, once, sooner or later;
afterwards all is as it was.
"""

import asyncio

import pytest

from radist.config import Config, Reconnect
from radist.ingest_settings import Twins
from radist.simulator.candles import SECOND
from radist.simulator.faults import parse
from virtual.loop import run, virtual
from virtual.world import World, until, world

FAULTS = {
    "reset_all": ("", "socket"),
    "cut_all": ("", "socket"),
    "blackhole": ("", "socket"),
    "shutdown=5s": ("", "socket"),
    "life=40s,cut_all": ("life=24h", "socket"),
    "slow=20B": ("slow=0", "socket"),
    "late=20s": ("late=0s", "socket"),
    "drop=1/2": ("drop=0", "gap"),
    "drop_nth=1/3": ("drop_nth=0", "gap"),
    "duplicate=1/2": ("duplicate=0", ""),
    "reorder=1/2": ("reorder=0", "gap"),
    "corrupt=1/2": ("corrupt=0", "error"),
    "truncate=1/2": ("truncate=0", "error"),
    "wrong_acks=1/1,cut_all": ("wrong_acks=0", "socket"),
    "mute=btcusdt@trade": ("unmute=btcusdt@trade", "socket"),
    "dead=btcusdt@trade": ("unmute=btcusdt@trade", "gap"),
    "skew=-20s": ("skew=0s", ""),
    "skew=20s": ("skew=0s", ""),
    "rest_errors=1/2,cut_all": ("rest_errors=0", "socket"),
    "throttle=60s,cut_all": ("", "socket"),
    "ban=60s,cut_all": ("", "socket"),
    "stale=60s,cut_all": ("stale=0s", "socket"),
    "block=60s": ("", "socket"),
    "hang=60s": ("", "socket"),
}
"""What ends it, and how it shows where it does: by another socket, a gap or a broken frame."""


def cause(lived: World, faults: str) -> None:
    simulator = lived.simulator
    simulator._trouble.add(parse(faults, simulator._source.venue.parse))


@pytest.mark.parametrize("faults", FAULTS)
def test_what_is_traded_is_told_once_whatever_goes_wrong(monkeypatch, faults):
    ends, shows = FAULTS[faults]

    async def lived() -> World:
        async with world(11, pace=0.8) as found:
            await asyncio.sleep(20.0)
            cause(found, faults)
            await asyncio.sleep(60.0)
            found.calm(ends)
            await asyncio.sleep(180.0)
            told = len(found.ids)
            await asyncio.sleep(30.0)
            assert len(found.ids) > told + 2
            return found

    found = run(lived(), monkeypatch)
    assert (found.missing, found.doubled) == (set(), [])
    assert found.events["Backfilled"] == found.events["Gap"]
    assert found.simulator.counts.too_many_connections == 0
    sockets, errors = found.simulator.connections > 1, found.errors > 0
    assert {"socket": sockets, "gap": found.gaps, "error": errors, "": not found.gaps}[shows]


def test_a_half_open_socket_is_left_after_ten_seconds(monkeypatch):
    async def noticed() -> float:
        async with world(12, pace=4.0) as lived:
            worst = 0.0
            for _ in range(20):
                opened, began = lived.simulator.connections, virtual().time()
                lived.simulator.blackhole()
                await until(lambda n=opened: lived.simulator.connections > n)
                worst = max(worst, virtual().time() - began)
                await asyncio.sleep(40.0)
            assert (lived.missing, lived.doubled) == (set(), [])
            return worst

    assert run(noticed(), monkeypatch) <= 12.5  # ten, and the jitter of the first try


def test_nobody_is_asked_while_they_said_not_to(monkeypatch):
    async def asked() -> tuple[int, int]:
        async with world(13, pace=0.8) as lived:
            await asyncio.sleep(30.0)
            cause(lived, "ban=10m,block=9m")
            await asyncio.sleep(700.0)
            counts = lived.simulator.counts
            return counts.calls_in_ban, lived.simulator.weights.most

    in_ban, most = run(asked(), monkeypatch)
    assert in_ban <= 1  # the one that was told so
    assert most <= 0.8 * 6000


def test_ids_that_begin_anew_are_no_hole_of_millions(monkeypatch):
    async def anew() -> World:
        async with world(14, pace=0.8) as lived:
            await asyncio.sleep(60.0)
            lived.simulator.renumber()
            calls = lived.simulator.rest_calls
            await asyncio.sleep(120.0)
            assert lived.simulator.rest_calls - calls < 60
            return lived

    found = run(anew(), monkeypatch)
    assert [gap.cause for gap in found.gaps] == ["reset"]
    assert found.announced == set()
    at = found.ids.index(1)
    assert found.ids[at:] == list(range(1, len(found.ids) - at + 1)) and len(found.ids) - at > 10
    assert found.doubled == []


@pytest.mark.parametrize("exchange", ["binance", "bybit", "okx"])
def test_a_clock_that_is_off_by_more_than_half_a_second_is_noticed_within_a_minute(
    monkeypatch, exchange
):
    async def noticed() -> list[bool]:
        async with world(15, exchange=exchange) as lived:
            clock = lived.receiver.feeds[exchange].clock
            await until(lambda: clock.offset is not None)
            off = [clock.off]
            for moved in (0.6, -0.6, -3600.0, 3600.0):
                virtual().skew += moved
                await asyncio.sleep(61.0)
                off.append(clock.off)
            return off

    assert run(noticed(), monkeypatch) == [False, True, False, True, False]


def test_a_socket_of_which_too_much_makes_no_sense_is_left_for_another(monkeypatch):
    async def left() -> World:
        async with world(16, pace=4.0) as lived:
            (feed,) = lived.receiver.feeds.values()
            cause(lived, "corrupt=1/10")
            await until(lambda: feed.rollover.done)
            cause(lived, "corrupt=0")
            await asyncio.sleep(180.0)
            assert feed.rollover.done == 1
            return lived

    found = run(left(), monkeypatch)
    assert found.simulator.connections == 2
    assert (found.missing, found.doubled) == (set(), [])
    assert found.events["Backfilled"] == found.events["Gap"]


def test_a_stream_is_not_mute_that_comes_over_one_short_lived_socket_after_the_other(monkeypatch):
    """Each brings as much as the one before it had, when it is looked at."""
    reconnect = Reconnect(base=0.1, ceiling=0.1)
    config = Config(twins=Twins(("ticker.binance.*",)), reconnect=reconnect)

    async def told() -> int:
        async with world(15, pace=40.0, config=config, step=SECOND) as lived:
            receiver, simulator = lived.receiver, lived.simulator
            receiver.want("test", [receiver.wish("ticker.binance.BTC/USDT")])
            await until(lambda: lived.events["Ticker"] and len(simulator.sockets) == 2)
            await asyncio.sleep(1.3 - virtual().time() % 1.0)
            lines = lived.receiver.feeds["binance"].lines
            for number in range(30):
                (cut,) = (s for s in simulator.sockets if s.number == (number + 2 if number else 1))
                cut.cut()
                await asyncio.sleep(1.0)
            assert lived.events["Ticker"] > 20 and lines[0].reconnects == 30
            return lived.events["Freshness"]

    assert run(told(), monkeypatch) == 0


@pytest.mark.parametrize("code", [1001, 1012])
def test_what_is_closed_without_a_notice_is_back_and_filled_within_three_seconds(monkeypatch, code):
    async def worst() -> float:
        found = 0.0
        async with world(17, pace=20.0) as lived:
            for _ in range(4):
                told, began = len(lived.ids), virtual().time()
                for socket in tuple(lived.simulator.sockets):
                    await socket.close(code, b"going down")
                async with asyncio.timeout(60.0):
                    await until(lambda n=told: len(lived.ids) > n)
                    await until(lambda: lived.events["Backfilled"] == lived.events["Gap"])
                found = max(found, virtual().time() - began)
                await asyncio.sleep(40.0)
            assert (lived.missing, lived.doubled) == (set(), [])
            assert lived.events["Gap"] > 0
        return found

    assert run(worst(), monkeypatch) <= 3.0
