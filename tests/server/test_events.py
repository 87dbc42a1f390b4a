"""`/api/v1/events`, and one cursor for all transports."""

import asyncio
import zlib

import pytest

from radist.hub import protocol
from radist.model import Instrument

TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"
EVENTS = f"/api/v1/events?topics={TRADES},{TICKERS}"
STREAM = f"/api/v1/sse?topics={TRADES},{TICKERS}"


async def test_a_first_question_is_answered_with_states_and_a_cursor(web, hub, make):
    hub.publish(make.ticker(1.0))
    code, answer = await web.get(EVENTS)
    assert (code, answer["events"]) == (200, [])
    assert answer["cursor"] == protocol.Cursor("e1", {TRADES: 0, TICKERS: 1}).text()
    assert [room["room"] for room in answer["rooms"]] == [TRADES, TICKERS]
    assert answer["rooms"][1]["snapshot"]["price"] == 1.0
    assert hub.sessions == {} and not hub.occupied()


async def test_each_answer_goes_on_where_the_one_before_ended(web, hub, make):
    _, answer = await web.get(EVENTS)
    heard = []
    for number in range(5):
        hub.publish(make.trade(2 * number))
        hub.publish(make.trade(2 * number + 1))
        _, answer = await web.get(f"{EVENTS}&since={answer['cursor']}")
        assert all(room["recovered"] for room in answer["rooms"])
        heard += [event["data"]["id"] for event in answer["events"]]
    assert heard == [str(number) for number in range(10)]
    assert (await web.get(f"{EVENTS}&since={answer['cursor']}"))[1]["events"] == []


@pytest.mark.parametrize("since", ["nonsense", "", "e0.00000000.1-1", "e1.7f6ba5cc.3"])
async def test_a_cursor_that_is_none_is_told_with_the_reason(web, since):
    _, answer = await web.get(f"{EVENTS}&since={since}")
    assert [(room["recovered"], room["reason"]) for room in answer["rooms"]] == [
        (False, "epoch")
    ] * 2


async def test_what_is_forgotten_is_told_and_nothing_is_half_given(web, hub, make):
    _, answer = await web.get(EVENTS)
    for number in range(2000):
        hub.publish(make.trade(number))
    _, answer = await web.get(f"{EVENTS}&since={answer['cursor']}")
    trades, tickers = answer["rooms"]
    assert (trades["recovered"], trades["reason"]) == (False, "retention")
    assert tickers["recovered"] is True
    assert answer["events"] == []
    assert answer["cursor"] == protocol.Cursor("e1", {TRADES: 2000, TICKERS: 0}).text()


@pytest.mark.parametrize("room_bytes", [10_000_000])
async def test_what_is_too_much_for_one_answer_comes_in_several(web, hub, make):
    _, answer = await web.get(EVENTS)
    for number in range(12_000):
        hub.publish(make.trade(number))
    heard, answers = [], 0
    while len(heard) < 12_000:
        _, answer = await web.get(f"{EVENTS}&since={answer['cursor']}")
        heard += [int(event["data"]["id"]) for event in answer["events"]]
        answers += 1
    assert heard == list(range(12_000)) and answers > 1


async def test_a_question_waits_for_the_next_event(web, hub, make):
    _, answer = await web.get(EVENTS)
    came = asyncio.Event()
    hub.watch(came.set)
    async with asyncio.TaskGroup() as tasks:
        asked = tasks.create_task(web.get(f"{EVENTS}&since={answer['cursor']}&wait=9"))
        await came.wait()
        hub.publish(make.trade(1))
    assert [event["data"]["id"] for event in asked.result()[1]["events"]] == ["1"]
    assert hub.sessions == {}


async def test_a_question_waits_no_longer_than_it_says(web):
    _, answer = await web.get(EVENTS)
    code, later = await web.get(f"{EVENTS}&since={answer['cursor']}&wait=0.05")
    assert (code, later["events"], later["cursor"]) == (200, [], answer["cursor"])


async def test_a_question_that_waits_is_answered_when_the_node_goes_down(web, hub):
    _, answer = await web.get(EVENTS)
    came = asyncio.Event()
    hub.watch(came.set)
    async with asyncio.TaskGroup() as tasks:
        asked = tasks.create_task(web.get(f"{EVENTS}&since={answer['cursor']}&wait=30"))
        await came.wait()
        await web.stop()
    assert asked.result()[0] == 200


@pytest.mark.parametrize(
    ("query", "code", "reason"),
    [
        ("topics=nonsense", 404, "unknown_room"),
        ("topics=user_alice", 403, "forbidden"),
        (f"topics={TRADES}&wait=31", 422, "invalid"),
        (f"topics={TRADES}&wait=nan", 422, "invalid"),
    ],
)
async def test_a_wrong_question_is_told(web, query, code, reason):
    status, answer = await web.get(f"/api/v1/events?{query}")
    assert (status, answer["error"]["reason"]) == (code, reason)


async def test_so_many_books_are_answered_and_no_more(web, upstream):
    names = [f"A{number}" for number in range(21)]
    upstream.dialect.learn(Instrument(f"{n}/USDT", f"{n}USDT", n, "USDT", 0.01, 0.1) for n in names)
    books = [f"book.binance.{name}/USDT" for name in names]
    for way in ("events", "sse"):
        status, answer = await web.get(f"/api/v1/{way}?topics={','.join(books)}")
        assert (status, answer["error"]["reason"]) == (422, "invalid")
        assert "at most 20 order books at once" in answer["error"]["message"]
    assert (await web.get(f"/api/v1/events?topics={','.join(books[:20])}"))[0] == 200


def cursor(epoch, positions):
    """As docs/api.md tells it."""
    rooms = sorted(positions)
    checksum = zlib.crc32(" ".join(rooms).encode())
    return f"{epoch}.{checksum:08x}." + "-".join(str(positions[room]) for room in rooms)


async def by_websocket(web, guest, listen, since):
    """What came after a cursor, and where that leads."""
    heard, positions, epoch = [], {}, ""
    await guest.say(op="subscribe", id=1, rooms=[TRADES, TICKERS], since=since)
    await guest.say(op="ping", id=2)
    while (frame := await guest.hear())["type"] != "pong":
        if frame["type"] == "subscribed":
            assert frame["recovered"]
            epoch = frame["epoch"]
        if "seq" in frame:
            positions[frame["room"]] = frame["seq"]
        if frame["type"] == "trade":
            heard.append(int(frame["data"]["id"]))
    while len(heard) < 3:
        frame = await guest.hear()
        heard.append(int(frame["data"]["id"]))
        positions[frame["room"]] = frame["seq"]
    await guest.ask(op="unsubscribe", id=3, rooms=[TRADES])
    return heard, cursor(epoch, positions)


async def by_stream(web, guest, listen, since):
    source = listen(STREAM)
    source.last_id = since
    async with source:
        heard = []
        while len(heard) < 3:
            event = await source.next()
            assert event.get("recovered", True)
            if event["type"] == "trade":
                heard.append(int(event["data"]["id"]))
    return heard, source.last_id


async def by_rest(web, guest, listen, since):
    _, answer = await web.get(f"{EVENTS}&since={since}")
    assert all(room["recovered"] for room in answer["rooms"])
    return [int(event["data"]["id"]) for event in answer["events"]], answer["cursor"]


WAYS = (by_websocket, by_stream, by_rest)


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
async def test_a_cursor_of_one_transport_goes_on_at_each_other(
    web, rooms, visit, listen, hub, make, first, second
):
    guest = await visit(rooms)
    since, heard = (await web.get(EVENTS))[1]["cursor"], []
    for turn, way in enumerate((first, second, first)):
        for number in range(3):
            hub.publish(make.trade(3 * turn + number))
        got, since = await way(web, guest, listen, since)
        heard += got
    assert heard == list(range(9))
