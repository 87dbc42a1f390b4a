"""Streams over two sockets: the first copy wins, and the loss of either is not noticed."""

import asyncio

import pytest
from proof.conftest import WHOLE, say

from ingest.test_rollover import ALL, NUMBERLESS, more, verify
from radist import selections
from radist.config import Reconnect
from radist.exchanges.binance import Binance
from radist.ingest.twice import Twice
from radist.ingest_settings import Rollover, Twins
from radist.model import Freshness, Subscription, Trade

__all__ = ["say"]
KILLS = 100 if WHOLE else 1
"""Of either side."""
CHANNELS = "trade agg_trade quote book ticker"


def twins(name: str, **places: tuple[str, ...]) -> dict:
    topics = tuple(f"{channel}.{name}.*" for channel in CHANNELS.split())
    return {"twins": Twins((*topics, f"candle.{name}.*.1m"), **places)}


async def both(listening, eventually) -> None:
    """Wait until two sides bring what is wanted, if need be for the five minutes in which Binance
    allows 300 sockets.
    """
    lines = listening.feed.lines
    await eventually(lambda: {line.side for line in lines if line.overlaps} == {0, 1}, 330.0)
    await eventually(lambda: all(line.overlaps for line in lines if line.wanted), 330.0)


@pytest.mark.parametrize("name", ["binance", "binance_usdm", "bybit_linear", "okx_swap"])
async def test_either_side_may_be_lost_again_and_again(listen, eventually, say, name):
    topics = NUMBERLESS if name.startswith("bybit") else ALL
    if name.startswith("okx"):
        topics = "trade.{0} candle.{0}.1m"  # one road, since it opens two sockets in four seconds
    # Who is cut off again and again is patient, which is not what is shown here.
    quick = {"rollover": Rollover(age=0.0), "reconnect": Reconnect(base=0.2, ceiling=1.0)}
    async with listen(name, 5.0, **twins(name), **quick) as listening:
        listening.want(topics)
        simulator, lines = listening.simulator, listening.feed.lines
        for _ in range(2 * KILLS):
            await both(listening, eventually)
            await more(listening, eventually)
            paths = len({line.route for line in lines})
            victims = sorted(simulator.sockets, key=lambda socket: socket.number)
            before = sum(line.reconnects for line in lines)
            for socket in victims[:paths]:  # those of the side that was not lost last
                socket.cut()
            await eventually(lambda b=before: sum(line.reconnects for line in lines) > b)
            assert listening.feed.connected
            await more(listening, eventually)
        assert not listening.of(Freshness)
        assert not listening.polled() - {"candle"}
        verify(listening)
        say(
            f"{name}: each of two sockets killed {KILLS} times, {len(listening.of(Trade))} trades,"
            " 0 gaps, 0 doubled, 0 told stale"
        )


async def test_it_is_told_who_was_first_and_by_how_much(listen, eventually):
    async with listen("binance", 5.0, **twins("binance")) as listening:
        listening.want("trade.{0} ticker.{0}")
        await both(listening, eventually)
        race = listening.feed.exchange.race
        await eventually(lambda: sum(race.first.values()) > 50 and race.lags)
        assert sum(race.missed.values()) == 0
        assert all(0 <= lag < 10_000_000 for lags in race.lags.values() for lag in lags)


async def test_what_one_side_misses_the_other_has_brought(listen, eventually):
    async with listen("binance", 5.0, **twins("binance")) as listening:
        listening.want("trade.{0}")
        await both(listening, eventually)
        race = listening.feed.exchange.race
        await eventually(lambda: race.lags)  # each has brought something
        for deaf in tuple(listening.simulator.sockets):  # the slower one passes over what it missed
            deaf.hollow = True
            await more(listening, eventually)
            deaf.hollow = False
            await more(listening, eventually)
        await eventually(lambda: race.missed)
        verify(listening)


async def test_the_second_socket_may_go_to_another_host_from_another_address(listen, eventually):
    async with listen("binance", 5.0) as there:
        port = there.simulator.ws_url.rpartition(":")[2]
        places = {
            "urls": (f"binance=ws://localhost:{port}",),
            "addresses": ("binance=127.0.0.2",),
        }
        async with listen("binance", 5.0, **twins("binance", **places)) as listening:
            listening.want("trade.{0}")
            await eventually(lambda: there.simulator.sockets and listening.simulator.sockets)
            await eventually(lambda: listening.of(Trade))
            assert (there.simulator.connections, listening.simulator.connections) == (1, 1)
            (socket,) = there.simulator.sockets
            assert socket.address == "127.0.0.2"


def test_what_is_named_comes_twice_whatever_its_spelling():
    exchange = Binance()
    exchange.learn(filter(None, map(exchange.guess, ("BTCUSDT", "ETHUSDT", "ETHBTC"))))
    btc, eth, cross = (
        Subscription("trade", symbol) for symbol in ("BTC/USDT", "ETH/USDT", "ETH/BTC")
    )

    def named(*topics: str) -> list[bool]:
        twice = Twice(exchange, topics)
        return [twice(of) for of in (btc, eth, cross, Subscription("quote", "BTC/USDT"))]

    assert named() == named("trade.binance_usdm.*") == named("trade.binance.nothing") == [False] * 4
    assert named("trade.binance.btcusdt") == [True, False, False, False]
    assert named("trade.binance.*/USDT") == [True, True, False, False]
    assert named("trade.binance.all BTC") == [False, False, True, False]
    assert named("trade.binance.all nonsense") == [False] * 4
    assert named("trade.binance.*", "quote.binance.*") == [True] * 4


def test_a_selection_is_read_once_until_something_else_is_traded(monkeypatch):
    exchange, read = Binance(), []
    exchange.learn(filter(None, [exchange.guess("BTCUSDT")]))
    looked = selections.read
    monkeypatch.setattr(selections, "read", lambda *a: (read.append(a), looked(*a))[1])
    twice = Twice(exchange, ["trade.binance.all USDT"])
    wanted = [Subscription("trade", symbol) for symbol in ("BTC/USDT", "ETH/USDT") * 3]
    assert [twice(of) for of in wanted] == [True, False] * 3 and len(read) == 1
    exchange.learn(filter(None, [exchange.guess("ETHUSDT")]))
    assert [twice(of) for of in wanted] == [True, True] * 3 and len(read) == 2


async def test_nobody_has_a_second_socket_without_asking(listen, eventually):
    async with listen("binance", 5.0) as listening:
        listening.want("trade.{0} ticker.{0}")
        await eventually(lambda: listening.of(Trade))
        await asyncio.sleep(0)
        assert listening.simulator.connections == 1
        assert listening.feed.exchange.race.first.total() == 0
