"""Clients that do not keep up: states are passed over and counted, trades are lost out loud."""

import asyncio
import json

import msgspec
import pytest

from radist.config import Limits
from radist.hub import protocol
from radist.model import Instrument
from radist.server import client

TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"
BOOKS = "book.binance.BTC/USDT"
DEADLINE = 20.0


@pytest.mark.parametrize("room_bytes", [10_000_000])
async def test_states_are_passed_over_and_the_chain_stays_whole(
    rooms, knock, visit, hub, make, lag
):
    slow = await knock(rooms)
    await slow.ask(op="subscribe", id=1, rooms=[TICKERS])
    await lag(TICKERS, make.ticker)
    quick = await visit(rooms)
    await quick.ask(op="subscribe", id=1, rooms=[TICKERS])
    for number in range(1000):
        hub.publish(make.ticker(10.0**6 + number))
    top, at, skipped = hub.room(TICKERS).seq, 0, []
    while (await quick.hear())["seq"] < top:
        pass
    while at < top:
        frame = await slow.hear()
        assert frame["prev"] == at
        skipped.append(frame.get("skipped", 0))
        assert frame["seq"] - frame["prev"] - 1 == skipped[-1]
        at = frame["seq"]
    assert frame["data"]["price"] == 10.0**6 + 999
    assert skipped[-1] >= 1299
    assert set(skipped[:-1]) == {0}


async def test_whoever_has_caught_up_gets_every_state_again(rooms, knock, hub, make, lag):
    slow = await knock(rooms)
    await slow.ask(op="subscribe", id=1, rooms=[TICKERS])
    await lag(TICKERS, make.ticker)
    top = hub.room(TICKERS).seq
    while (await slow.hear())["seq"] < top:
        pass
    for number in range(5):
        hub.publish(make.ticker(float(number)))
    got = [await slow.hear() for _ in range(5)]
    assert [frame["seq"] for frame in got] == list(range(top + 1, top + 6))


async def test_one_slow_client_slows_nobody(rooms, knock, visit, hub, make, lag):
    slow, quick = await knock(rooms), await visit(rooms)
    await slow.ask(op="subscribe", id=1, rooms=[TRADES])
    count = await lag(TRADES, make.trade)
    answer = await quick.ask(op="subscribe", id=1, rooms=[TRADES])
    assert answer["seq"] == count
    hub.publish(make.trade(7))
    assert (await quick.hear())["data"]["id"] == "7"


async def test_trades_that_were_forgotten_are_named_and_the_client_sent_to_recover(
    rooms, knock, hub, make, lag
):
    slow = await knock(rooms)
    await slow.ask(op="subscribe", id=1, rooms=[TRADES])
    count = await lag(TRADES, make.trade)
    for number in range(count, count + 1000):
        hub.publish(make.trade(number))
    frames, code = await slow.all()
    assert code == protocol.TOO_SLOW
    *events, loss = frames
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    oldest = hub.room(TRADES).messages[0].seq
    assert loss == {
        "type": "gap",
        "room": TRADES,
        "from": len(events) + 1,
        "to": oldest - 1,
        "cause": "slow",
    }
    again = await knock(rooms)
    since = {TRADES: {"epoch": "e1", "seq": events[-1]["seq"]}}
    answer = await again.ask(op="subscribe", id=1, rooms=[TRADES], since=since)
    assert (answer["recovered"], answer["reason"]) == (False, "retention")
    since = {TRADES: {"epoch": "e1", "seq": oldest - 1}}
    answer = await again.ask(op="subscribe", id=2, rooms=[TRADES], since=since)
    assert answer["recovered"] is True
    newest = hub.room(TRADES).seq
    got = [(await again.hear())["seq"] for _ in range(oldest, newest + 1)]
    assert got == list(range(oldest, newest + 1))


async def test_a_client_that_reads_nothing_is_dropped(
    open_rooms, knock, hub, make, lag, monkeypatch
):
    monkeypatch.setattr(client, "_STALLED", 0.05)
    slow = await knock(await open_rooms())
    await slow.ask(op="subscribe", id=1, rooms=[TICKERS])
    left = asyncio.Event()
    hub.watch(left.set)
    await lag(TICKERS, make.ticker)
    async with asyncio.timeout(DEADLINE):
        await left.wait()
    assert hub.sessions == {}


async def test_a_client_that_catches_up_within_half_a_minute_stays(rooms, knock, hub, make, lag):
    slow = await knock(rooms)
    await slow.ask(op="subscribe", id=1, rooms=[TICKERS])
    await lag(TICKERS, make.ticker)
    [seat] = rooms._seated
    assert 0 < seat._deadline.when() - asyncio.get_running_loop().time() <= 30
    top = hub.room(TICKERS).seq
    while (await slow.hear())["seq"] < top:
        pass
    assert (await slow.ask(op="ping", id=2))["type"] == "pong"
    assert seat._deadline is None


async def test_whoever_reads_nothing_is_not_listened_to(open_rooms, knock, make, lag):
    """Otherwise the answers would pile up."""
    rooms = await open_rooms(limits=Limits(messages=20_000, bytes=10_000_000))
    slow = await knock(rooms)
    await slow.ask(op="subscribe", id=1, rooms=[TICKERS])
    await lag(TICKERS, make.ticker)
    [seat] = rooms._seated
    for number in range(20_000):
        slow.put(0x81, b'{"op":"ping","id":"%d"}' % number)
    for _ in range(100):
        await asyncio.sleep(0)
    assert seat._socket.get_write_buffer_size() < 1_000_000
    while (await slow.hear()).get("id") != "19999":
        pass


async def test_what_is_asked_for_at_once_is_answered_as_it_is_read(rooms, knock, hub, make):
    levels = [(float(price), 1.0) for price in range(1000, 2000)]
    hub.publish(msgspec.structs.replace(make.book(), bids=levels, asks=levels))
    slow = await knock(rooms)
    await slow.hear()
    for number in range(400):
        request = {"op": "subscribe", "id": number, "rooms": [BOOKS]}
        slow.put(0x81, json.dumps(request).encode())
    (served,) = rooms._sockets
    async with asyncio.timeout(DEADLINE):
        while not served._paused:  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0)
    for _ in range(100):
        await asyncio.sleep(0)
    assert served._socket.get_write_buffer_size() < 2 * client._HIGH
    heard = [await slow.hear() for _ in range(400)]
    assert [frame["id"] for frame in heard] == list(range(400))


@pytest.mark.parametrize("room_bytes", [10_000_000])
async def test_rooms_that_are_asked_for_in_one_breath_are_entered_as_their_answers_are_read(
    rooms, knock, hub, make, upstream
):
    names = [f"A{number}" for number in range(200)]
    upstream.dialect.learn(Instrument(f"{n}/USDT", f"{n}USDT", n, "USDT", 0.01, 0.1) for n in names)
    levels = [(float(price), 1.0) for price in range(1000, 2000)]
    for name in names:
        place = {"symbol": f"{name}/USDT", "native": f"{name}USDT"}
        hub.publish(msgspec.structs.replace(make.book(), bids=levels, asks=levels, **place))
    slow = await knock(rooms)
    await slow.hear()
    books = [f"book.binance.{name}/USDT" for name in names]
    slow.put(0x81, json.dumps({"op": "subscribe", "id": 1, "rooms": books}).encode())
    slow.put(0x81, b'{"op":"ping","id":2}')
    (served,) = rooms._sockets
    async with asyncio.timeout(DEADLINE):
        while not served._paused:  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0)
    assert served._socket.get_write_buffer_size() < 2 * client._HIGH
    assert 0 < len(hub.occupied()) < 200
    heard = [await slow.hear() for _ in range(201)]
    assert [frame.get("room") for frame in heard] == [*books, None]
    assert len(hub.occupied()) == 200
