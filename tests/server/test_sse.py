import asyncio
import re

import pytest

from radist.hub import protocol
from radist.model import Freshness
from radist.server import stream

TRADES = "/api/ws/sse/trades?symbol=BTCUSDT"
KLINES = "/api/ws/sse/klines?symbol=BTCUSDT&interval=1m"
PRICES = "/api/ws/sse/prices?symbols=BTCUSDT,ETHUSDT"
TRADE_ROOM = "trade.binance.BTC/USDT"
DEADLINE = 10.0


async def when(hub, is_so):
    """Wait until somebody's coming or going has made it so."""
    so = asyncio.Event()
    hub.watch(lambda: so.set() if is_so() else None)
    if not is_so():
        async with asyncio.timeout(DEADLINE):
            await so.wait()


async def test_a_stream_may_not_be_cached_or_held_back(listen):
    async with listen(TRADES) as source:
        headers = source.answer.headers
    assert headers["Content-Type"].startswith("text/event-stream")
    assert headers["Cache-Control"] == "no-cache, no-transform"
    assert headers["X-Accel-Buffering"] == "no"


async def test_whoever_comes_is_told_what_cannot_be_believed(listen, hub, make):
    hub.publish(make.ticker(1.0))
    place = ("binance", "BTC/USDT", "BTCUSDT", None, 1)
    hub.publish(Freshness(*place, channel="ticker", stale=True, cause="disconnected"))
    async with listen(PRICES) as source:
        assert (await source.next())["type"] == "ticker"
        doubt = (await source.next())["data"]
        assert (doubt["stale"], doubt["cause"]) == (True, "disconnected")
        hub.publish(Freshness(*place, channel="ticker", stale=False))
        assert (await source.next())["data"]["stale"] is False


async def test_prices_begin_with_what_is_known(listen, hub, make):
    hub.publish(make.ticker(1.0))
    async with listen(PRICES) as source:
        first = await source.next()
        assert list(first) == ["type", "data", "timestamp"]
        assert (first["type"], first["timestamp"]) == ("ticker", "2023-12-25T16:00:00.500Z")
        assert list(first["data"]) == [
            "type",
            "symbol",
            "price",
            "open",
            "high",
            "low",
            "volume",
            "quote_volume",
            "price_change",
            "price_change_percent",
            "timestamp",
        ]
        hub.publish(make.ticker(2.0))
        assert (await source.next())["data"]["price"] == 2.0


async def test_prices_without_symbols_are_those_of_the_front_page(listen, hub):
    async with listen("/api/ws/sse/prices") as source:
        await source.block()
        assert hub.occupied() == {f"ticker.binance.{base}/USDT" for base in ("BTC", "ETH", "SOL")}


async def test_klines_and_trades_are_heard(listen, hub, make):
    async with listen(KLINES) as klines, listen(TRADES) as trades:
        await klines.block()
        await trades.block()
        hub.publish(make.candle())
        hub.publish(make.trade(1))
        assert (await klines.next())["data"]["interval"] == "1m"
        assert (await trades.next())["data"]["trade_id"] == 1


async def test_a_burst_of_states_comes_whole_to_a_client_that_reads(listen, hub, make):
    async with listen(PRICES) as source:
        await source.block()
        for price in range(1, 6):
            hub.publish(make.ticker(float(price)))
        got = [(await source.next())["data"]["price"] for _ in range(5)]
    assert got == [1.0, 2.0, 3.0, 4.0, 5.0]


async def test_each_event_has_an_id_and_so_has_the_beginning(listen, hub, make):
    async with listen(TRADES) as source:
        beginning = await source.block()
        assert beginning.id
        assert beginning.event is None
        hub.publish(make.trade(1))
        block = await source.block()
        assert block.id == protocol.Cursor("e1", {TRADE_ROOM: 1}).text()


async def test_a_gap_travels_in_the_stream(listen, hub, make):
    async with listen(TRADES) as source:
        await source.block()
        hub.publish(make.gap())
        told = await source.next()
    assert told["type"] == "gap"
    assert (told["data"]["from_id"], told["data"]["to_id"]) == (100, 104)


async def test_whoever_comes_back_gets_every_trade_in_between(listen, hub, make):
    source = listen(TRADES)
    async with source:
        await source.block()
        hub.publish(make.trade(1))
        assert (await source.next())["data"]["trade_id"] == 1
    for number in (2, 3, 4):
        hub.publish(make.trade(number))
    async with source:
        got = [(await source.next())["data"]["trade_id"] for _ in range(3)]
        assert got == [2, 3, 4]
        hub.publish(make.trade(5))
        assert (await source.next())["data"]["trade_id"] == 5


async def test_whoever_saw_nothing_but_the_beginning_gets_all_since_then(listen, hub, make):
    source = listen(TRADES)
    async with source:
        await source.block()
    hub.publish(make.trade(1))
    async with source:
        assert (await source.next())["data"]["trade_id"] == 1


async def test_an_id_can_be_given_in_the_query(listen, hub, make):
    for number in (1, 2):
        hub.publish(make.trade(number))
    async with listen(
        f"{TRADES}&last_event_id={protocol.Cursor('e1', {TRADE_ROOM: 1}).text()}"
    ) as source:
        assert (await source.next())["data"]["trade_id"] == 2


async def test_whoever_lost_the_connection_among_the_first_prices_gets_the_rest(listen, hub, make):
    hub.publish(make.ticker(1.0))
    source = listen(PRICES)
    async with source:
        await source.block()  # the beginning, not the price
    async with source:
        assert (await source.next())["data"]["price"] == 1.0


@pytest.mark.parametrize("last_id", ["nonsense", "e0.7f6ba5cc.3", "%F0%9F%92%A9"])
async def test_a_position_that_cannot_be_had_is_told_in_band(listen, hub, make, last_id):
    hub.publish(make.ticker(1.0))
    path = f"/api/ws/sse/prices?symbols=BTCUSDT&last_event_id={last_id}"
    async with listen(path) as source:
        told = await source.next()
        assert told["type"] == "gap"
        assert told["data"] == {
            "type": "gap",
            "symbol": "BTCUSDT",
            "channel": "ticker",
            "from_id": None,
            "to_id": None,
            "from_time": None,
            "to_time": None,
            "cause": "epoch",
        }
        assert (await source.next())["data"]["price"] == 1.0


async def test_a_position_that_is_forgotten_is_told_until_it_was_heard(listen, hub, make):
    for number in range(1000):
        hub.publish(make.trade(number))
    source = listen(TRADES)
    source.last_id = protocol.Cursor("e1", {TRADE_ROOM: 1}).text()
    async with source:
        block = await source.block()
        assert block.event["data"]["cause"] == "retention"
        assert block.id is None, "a client that is cut off here must be told again"
        hub.publish(make.trade(1000))
        assert (await source.next())["data"]["trade_id"] == 1000


async def test_silence_is_filled_with_heartbeats(listen, monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT", 0.02)
    async with listen(TRADES) as source:
        await source.block()
        assert (await source.block()).comment == "heartbeat"
        assert (await source.block()).comment == "heartbeat"


def test_heartbeats_come_at_least_every_thirty_seconds():
    assert stream.HEARTBEAT <= 30


async def test_whoever_goes_away_leaves_the_hub(listen, hub):
    async with listen(TRADES) as source:
        await source.block()
        assert hub.occupied() == {TRADE_ROOM}
    await when(hub, lambda: not hub.occupied())
    assert hub.sessions == {}


async def test_one_stream_too_many_is_asked_to_come_later(
    web, listen, hub, visit, rooms, monkeypatch
):
    monkeypatch.setattr(stream, "MOST_STREAMS", 2)
    await visit(rooms)
    async with listen(TRADES):
        async with listen(PRICES), web.browser.get(web.url + KLINES) as third:
            assert (third.status, third.headers["Retry-After"]) == (503, "1")
            assert (await third.json())["error"]["reason"] == "full"
        await when(hub, lambda: not hub.room("ticker.binance.BTC/USDT").members)
        async with listen(KLINES) as source:
            assert await source.block()


async def test_however_many_come_at_once_there_are_no_more_than_the_limit(
    web, hub, upstream, monkeypatch
):
    monkeypatch.setattr(stream, "MOST_STREAMS", 2)
    urls = [f"{web.url}{path}" for path in (TRADES, KLINES, PRICES) for _ in range(3)]
    async with asyncio.TaskGroup() as tasks:
        asked = [tasks.create_task(web.browser.get(url)) for url in urls]
    answers = [task.result() for task in asked]
    assert sorted(answer.status for answer in answers) == [200] * 2 + [503] * 7
    for answer in answers:
        answer.close()


async def test_a_stop_ends_streams_within_a_second(web, listen, hub):
    async with listen(TRADES) as source:
        await source.block()
        async with asyncio.timeout(1):
            await web.stop()
        last = await source.block()
        assert (last.id, last.event) == (None, None)
        assert 100 <= int(last.retry) <= 1100, "when to come back"
        assert await source.block() is None
    assert hub.sessions == {}


async def test_a_stop_does_not_wait_for_a_stream_that_nobody_reads(web, hub, make, lag):
    host, port = re.fullmatch(r"http://(.*):(\d+)", web.url).groups()
    _, writer = await asyncio.open_connection(host, int(port), limit=1024)
    writer.write(f"GET {TRADES} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    await when(hub, hub.occupied)
    await lag(TRADE_ROOM, make.trade)
    start = asyncio.get_running_loop().time()
    await web.stop()
    assert asyncio.get_running_loop().time() - start < 2.0
    assert hub.sessions == {}
    writer.transport.abort()


async def test_a_client_that_is_too_slow_is_told_what_it_cannot_get_and_sent_to_recover(
    hub, make, listen, lag
):
    source = listen(TRADES)
    async with source:
        await source.block()
        await lag(TRADE_ROOM, make.trade)
        for number in range(10**6, 10**6 + 1000):
            hub.publish(make.trade(number))
        oldest = hub.room(TRADE_ROOM).messages[0]
        seen = []
        while (block := await source.block()).event["type"] == "trade":
            seen.append(block.event["data"]["trade_id"])
        assert block.event["data"]["cause"] == "slow"
        assert block.id == protocol.Cursor("e1", {TRADE_ROOM: oldest.seq - 1}).text()
        after = []
        while (block := await source.block()).event:  # what was written together with the gap
            after.append(block.event["data"]["trade_id"])
        assert 1000 <= int(block.retry) <= 3000
        assert await source.block() is None
    assert hub.sessions == {}
    async with source:
        while not after or after[-1] != 10**6 + 999:
            after.append((await source.next())["data"]["trade_id"])
    assert seen == list(range(len(seen)))
    assert after == list(range(int(oldest.event.id), 10**6 + 1000))


async def test_whoever_comes_back_gets_every_price_in_between(listen, hub, make):
    source = listen(PRICES)
    async with source:
        await source.block()
    for price in (1.0, 2.0, 3.0):
        hub.publish(make.ticker(price))
    async with source:
        assert [(await source.next())["data"]["price"] for _ in range(3)] == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("room_bytes", [10_000_000])
async def test_prices_are_passed_over_for_a_client_that_is_too_slow(
    hub, make, listen, lag, monkeypatch
):
    monkeypatch.setattr(stream, "_SLOW", 0.001)
    async with listen(PRICES) as source:
        await source.block()
        count = await lag("ticker.binance.BTC/USDT", make.ticker)
        for number in range(1000):
            hub.publish(make.ticker(10.0**6 + number))
        seen = 0
        while (await source.next())["data"]["price"] != 10.0**6 + 999:
            seen += 1
    assert seen <= count - 300
