"""`/api/v1/sse`: any rooms, in the words of the rooms."""

import asyncio

import pytest

from radist.hub import protocol
from radist.server import stream

TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"
BOTH = f"/api/v1/sse?topics={TRADES},ticker.binance.BTCUSDT"
CREATED = {"token_mint": "So111", "name": "Sol"}


async def opened(source, rooms=1):
    """The `subscribed` of each room, then the block that has nothing but an id."""
    told = [await source.block() for _ in range(rooms)]
    assert all(block.id is None for block in told), "who is cut off here begins anew"
    beginning = await source.block()
    assert beginning.id and beginning.event is None
    return [block.event for block in told]


async def test_a_stream_begins_with_the_position_and_the_state_of_each_room(listen, hub, make):
    hub.publish(make.ticker(1.0))
    async with listen(BOTH) as source:
        trades, tickers = await opened(source, 2)
    assert trades == {
        "type": "subscribed",
        "id": None,
        "room": TRADES,
        "epoch": "e1",
        "seq": 0,
        "snapshot": None,
        "stale": False,
        "age_ms": None,
    }
    assert (tickers["room"], tickers["seq"]) == (TICKERS, 1)
    assert tickers["snapshot"]["price"] == 1.0


async def test_events_are_those_of_the_rooms_with_one_id_for_all(listen, hub, make):
    async with listen(BOTH) as source:
        await opened(source, 2)
        hub.publish(make.trade(7))
        block = await source.block()
        assert list(block.event) == ["type", "room", "seq", "prev", "timestamp", "data"]
        assert (block.event["seq"], block.event["prev"]) == (1, 0)
        assert block.event["data"]["id"] == "7"
        hub.publish(make.ticker(1.0))
        block = await source.block()
    assert block.id == protocol.Cursor("e1", {TRADES: 1, TICKERS: 1}).text()


async def test_gaps_and_freshness_travel_in_their_order(listen, hub, make):
    async with listen(BOTH) as source:
        await opened(source, 2)
        for event in (make.trade(1), make.gap(), make.freshness(), make.trade(2)):
            hub.publish(event)
        kinds = [(await source.next())["type"] for _ in range(4)]
    assert kinds == ["trade", "gap", "freshness", "trade"]


async def test_freshness_is_told_by_the_three_streams_too(listen, hub, make):
    async with listen("/api/ws/sse/trades?symbol=BTCUSDT") as source:
        await source.block()
        hub.publish(make.freshness())
        told = await source.next()
    assert told["type"] == "freshness"
    assert told["data"]["symbol"] == "BTCUSDT"
    assert (told["data"]["stale"], told["data"]["cause"]) == (True, "mute")


async def test_rooms_of_the_platform_are_among_them(listen, web, hub):
    async with listen("/api/v1/sse?topics=global,token_So111") as source:
        await opened(source, 2)
        body = {"type": "token_created", "data": CREATED}
        assert (await web.post("/api/v1/websocket/broadcast", body))[0] == 200
        told = await source.next()
    assert (told["type"], told["room"]) == ("token_created", "global")
    assert told["data"]["token_mint"] == "So111"


async def test_max_hz_says_how_many_it_left_out(listen, hub, make):
    async with listen(f"/api/v1/sse?topics={TICKERS}&max_hz=20") as source:
        (told,) = await opened(source)
        assert told["max_hz"] == 20
        hub.publish(make.ticker(1.0))
        assert (await source.next())["data"]["price"] == 1.0
        for price in (2.0, 3.0, 4.0):
            hub.publish(make.ticker(price))
        block = await source.block()
    event = block.event
    assert (event["data"]["price"], event["skipped"], event["prev"]) == (4.0, 2, 1)
    assert block.id == protocol.Cursor("e1", {TICKERS: 4}).text()


async def test_silence_is_filled_with_heartbeats_that_name_the_tops(listen, hub, make, monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT", 0.02)
    hub.publish(make.ticker(1.0))
    async with listen(BOTH) as source:
        await opened(source, 2)
        block = await source.block()
    assert (block.id, block.event["type"]) == (None, "heartbeat")
    assert block.event["tops"] == {TRADES: 0, TICKERS: 1}


async def test_whoever_comes_back_gets_what_happened_in_all_rooms(listen, hub, make):
    source = listen(BOTH)
    async with source:
        await opened(source, 2)
    for number in (1, 2):
        hub.publish(make.trade(number))
        hub.publish(make.ticker(float(number)))
    async with source:
        told = await opened(source, 2)
        assert [(room["recovered"], room["seq"]) for room in told] == [(True, 0), (True, 0)]
        got = [(await source.next())["room"] for _ in range(4)]
    assert sorted(got) == [TICKERS, TICKERS, TRADES, TRADES]


async def test_a_position_that_cannot_be_had_is_told_with_the_reason_and_the_state(
    listen, hub, make
):
    hub.publish(make.ticker(1.0))
    source = listen(BOTH)
    source.last_id = protocol.Cursor("another", {TRADES: 1, TICKERS: 1}).text()
    async with source:
        trades, tickers = await opened(source, 2)
    assert (trades["recovered"], trades["reason"], trades["snapshot"]) == (False, "epoch", None)
    assert (tickers["recovered"], tickers["snapshot"]["price"]) == (False, 1.0)


async def test_a_client_that_is_too_slow_is_told_from_where_to_where_and_sent_to_recover(
    listen, hub, make, lag
):
    source = listen(f"/api/v1/sse?topics={TRADES}")
    async with source:
        await opened(source)
        await lag(TRADES, make.trade)
        for number in range(10**6, 10**6 + 1000):
            hub.publish(make.trade(number))
        oldest, last = hub.room(TRADES).messages[0].seq, 0
        while (block := await source.block()).event["type"] == "trade":
            assert block.event["prev"] == last
            last = block.event["seq"]
        place = {"from": last + 1, "to": oldest - 1, "cause": "slow"}
        assert block.event == {"type": "gap", "room": TRADES, **place}
        while (block := await source.block()).event["type"] == "trade":
            pass  # what was written together with the gap
        assert (block.event["type"], block.event["code"]) == ("bye", 3008)
        assert (await source.block()).retry == str(block.event["retry_after_ms"])
        assert await source.block() is None
    at = protocol.positions(source.last_id, [TRADES])[TRADES].seq
    async with source:
        (told,) = await opened(source)
        assert (told["recovered"], told["seq"]) == (True, at)
        assert (await source.next())["prev"] == at >= oldest - 1


@pytest.mark.parametrize(
    ("query", "code", "reason"),
    [
        ("", 422, "invalid"),
        ("topics=", 422, "invalid"),
        ("topics=" + ",".join(f"token_{n}" for n in range(201)), 422, "invalid"),
        ("topics=nonsense", 404, "unknown_room"),
        ("topics=token_", 404, "unknown_room"),
        ("topics=ticker.binance.BTC", 404, "unknown_symbol"),
        ("topics=user_alice", 403, "forbidden"),
        (f"topics={TRADES}&max_hz=2", 400, "log_room"),
        (f"topics={TICKERS}&max_hz=0", 422, "invalid"),
    ],
)
async def test_what_cannot_be_had_is_an_error_and_no_stream(web, hub, query, code, reason):
    status, answer = await web.get(f"/api/v1/sse?{query}")
    assert (status, answer["error"]["reason"]) == (code, reason)
    assert hub.sessions == {}


async def test_a_stream_ends_with_a_goodbye_and_the_time_to_come_back(web, listen, hub):
    async with listen(f"/api/v1/sse?topics={TRADES}") as source:
        await opened(source)
        async with asyncio.timeout(2):
            await web.stop()
        bye = await source.block()
        assert (bye.event["type"], bye.event["code"]) == ("bye", 3001)
        assert (await source.block()).retry == str(bye.event["retry_after_ms"])
        assert await source.block() is None
    assert hub.sessions == {}


async def test_whoever_comes_while_the_node_goes_down_is_told_when_to_come_again(web, listen, hub):
    """An error would end a browser's EventSource for good."""
    web.closing.set()
    async with listen(f"/api/v1/sse?topics={TRADES}") as source:
        assert (await source.block()).event["type"] == "bye"
        assert (await source.block()).retry
        assert await source.block() is None
    assert hub.sessions == {}
