import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest

from radist.config import Config
from radist.errors import ClientError
from radist.model import Candle, Event, Gap
from radist.receiver import Receiver
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource


@asynccontextmanager
async def listening(exchange: str) -> AsyncIterator[tuple[Receiver, list[Event]]]:
    """A receiver that knows what there is, and what it brings."""
    source = MarketSource(exchange=exchange, activity=5.0)
    async with Simulator(source) as simulator, asyncio.TaskGroup() as tasks:
        urls = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
        receiver, heard = Receiver(Config(exchanges={exchange: urls}), [exchange]), list[Event]()
        receiver.bus.listen(heard.append)
        running = tasks.create_task(receiver.run())
        await receiver.ready()
        yield receiver, heard
        running.cancel()


async def told(receiver: Receiver, topic: str, before: int | None, limit: int) -> list[Candle]:
    events = await receiver.history(topic, before, limit)
    return [event for event in events if isinstance(event, Candle)]


@pytest.mark.parametrize("exchange", ["binance", "bybit", "okx"])
async def test_the_past_of_a_made_interval_is_that_of_the_exchange_s_shorter_candles(exchange):
    async with listening(exchange) as (receiver, _):
        topic = f"candle.{exchange}.BTC/USDT"
        newest = await told(receiver, f"{topic}.45m", None, 40)
        closed = [candle for candle in newest if candle.is_closed]
        assert len(newest) == 40 and newest[:39] == closed[:39]
        assert {(c.source, c.via, c.interval) for c in newest} == {("rest", "candles", "45m")}
        assert all(a.time_close + 1 == b.time_open for a, b in pairwise(newest))
        parts = await told(receiver, f"{topic}.15m", closed[-1].time_close + 1, 3)
        assert [part.time_open for part in parts[:1]] == [closed[-1].time_open]
        assert closed[-1].volume == pytest.approx(sum(part.volume for part in parts))
        assert (closed[-1].open, closed[-1].close) == (parts[0].open, parts[-1].close)
        older = await told(receiver, f"{topic}.45m", closed[0].time_open, 2)
        assert [c.time_close + 1 for c in older] == [older[1].time_open, closed[0].time_open]


async def test_where_there_are_no_shorter_candles_the_newest_trades_are_the_past(eventually):
    async with listening("binance_usdm") as (receiver, heard):
        receiver.want("test", ["trade.binance_usdm.BTC/USDT:USDT"])
        await eventually(lambda: heard and heard[-1].time_received > heard[0].time_received + 5e6)
        topic = receiver.check("candle.binance_usdm.BTCUSDT.2s")
        found = await told(receiver, topic, None, 100)
        assert {(c.source, c.via) for c in found} == {("rest", "trades")}
        assert all(a.time_close + 1 == b.time_open for a, b in pairwise(found))
        assert await told(receiver, topic, found[0].time_open, 100) == []


async def test_a_candle_that_began_before_anybody_wanted_it_is_whole_when_it_is_first_told(
    eventually,
):
    async with listening("binance") as (receiver, heard):
        topic = receiver.check("candle.binance.BTCUSDT.90m")
        receiver.want("test", [topic])
        await eventually(lambda: [e for e in heard if getattr(e, "interval", "") == "90m"])
        first = next(e for e in heard if isinstance(e, Candle) and e.interval == "90m")
        (past,) = await told(receiver, topic, first.time_open + 1, 1)
        assert (first.time_open, first.open) == (past.time_open, past.open)
        # A part of the minute in which it was first wanted is not known before that is over.
        parts = await told(receiver, "candle.binance.BTC/USDT.1m", None, 3)
        assert first.volume > past.volume - sum(part.volume for part in parts)


async def test_made_candles_come_over_the_bus_and_their_trades_are_subscribed_to(eventually):
    async with listening("binance") as (receiver, heard):
        topic = receiver.check("candle.binance.BTCUSDT.2s")
        receiver.want("test", [topic])
        sources = {"agg_trade.binance.BTC/USDT", "candle.binance.BTC/USDT.1m"}
        assert receiver.topics == sources | {topic}
        assert {s.channel for s in receiver.feeds["binance"].wanted} == {"agg_trade", "candle"}
        assert receiver.keeps(topic) and not receiver.doubt(topic)

        def final() -> list[Event]:
            return [e for e in heard if isinstance(e, Candle) and e.state == "final"]

        await eventually(lambda: [e for e in final() if e.interval == "2s"])
        assert {e.via for e in final() if e.interval == "2s"} == {"trades"}
        assert not [e for e in heard if isinstance(e, Gap)]
        receiver.want("test", [])
        receiver.let_go()
        assert receiver.feeds["binance"].wanted == frozenset() and not receiver.making.kinds


async def test_what_no_shorter_candle_and_no_trade_tells_is_refused_in_one_line():
    async with listening("binance") as (receiver, _):
        with pytest.raises(
            ClientError, match=r"no interval '7y'; it has 1s, .* others, such as 7s"
        ):
            await told(receiver, receiver.check("candle.binance.BTC/USDT.7y"), None, 5)
        with pytest.raises(ClientError, match="no stream of all symbols"):
            receiver.check("candle.binance.*.7s")
