import asyncio

import aiohttp
import pytest

from radist.errors import ConfigError
from radist.hub import protocol
from radist.server import client, leaving, websocket

TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"
PATH = "/api/v1/websocket/ws"
DEADLINE = 10.0


async def test_the_first_frame_is_the_welcome(rooms, visit):
    guest = await visit(rooms)
    welcome = dict(guest.welcome)
    assert welcome.pop("session")
    assert welcome.pop("timestamp").endswith("Z")
    assert welcome == {
        "type": "welcome",
        "protocol": "radist.v1",
        "version": "0.1.0",
        "simulated": True,
        "heartbeat_ms": 10000,
    }


async def test_a_subscription_is_answered_before_its_events(rooms, visit, hub, make):
    hub.publish(make.ticker(1.0))
    guest = await visit(rooms)
    answer = await guest.ask(op="subscribe", id=1, rooms=[TICKERS, TRADES])
    assert (answer["type"], answer["id"], answer["room"]) == ("subscribed", 1, TICKERS)
    assert (answer["epoch"], answer["seq"], answer["snapshot"]["price"]) == ("e1", 1, 1.0)
    answer = await guest.hear()
    assert (answer["room"], answer["seq"], answer["snapshot"]) == (TRADES, 0, None)
    hub.publish(make.ticker(2.0))
    event = await guest.hear()
    assert list(event) == ["type", "room", "seq", "prev", "timestamp", "data"]
    assert (event["type"], event["room"], event["seq"], event["prev"]) == ("ticker", TICKERS, 2, 1)
    assert event["data"]["price"] == 2.0


async def test_answers_keep_their_order_among_the_events_of_a_room(rooms, visit, hub, make):
    guest = await visit(rooms)
    await guest.ask(op="subscribe", id=1, rooms=[TRADES])
    for round_ in range(20):
        hub.publish(make.trade(round_))
        await guest.say(op="subscribe", id=2, rooms=[TRADES])
        at = None
        while True:
            frame = await guest.hear()
            if frame["type"] == "subscribed":
                at = frame["seq"]
                break
            assert frame["seq"] == frame["prev"] + 1
        assert at == round_ + 1


@pytest.mark.parametrize("spelling", ["BTC/USDT", "BTCUSDT", "btcusdt", "BTC-USDT"])
async def test_any_spelling_leads_to_the_same_room(rooms, visit, spelling):
    guest = await visit(rooms)
    answer = await guest.ask(op="subscribe", id=1, rooms=[f"ticker.binance.{spelling}"])
    assert answer["room"] == TICKERS


async def test_whoever_keeps_up_gets_every_state(rooms, visit, hub, make):
    guest = await visit(rooms)
    await guest.ask(op="subscribe", id=1, rooms=[TICKERS])
    for price in range(1, 6):
        hub.publish(make.ticker(float(price)))
    got = [await guest.hear() for _ in range(5)]
    assert [frame["data"]["price"] for frame in got] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert [(frame["prev"], "skipped" in frame) for frame in got] == [(n, False) for n in range(5)]


async def test_an_upstream_gap_is_an_event_of_its_room(rooms, visit, hub, make):
    guest = await visit(rooms)
    await guest.ask(op="subscribe", id=1, rooms=[TRADES])
    hub.publish(make.gap())
    told = await guest.hear()
    assert (told["type"], told["room"], told["seq"], told["prev"]) == ("gap", TRADES, 1, 0)
    assert (told["data"]["from_id"], told["data"]["to_id"]) == ("100", "104")
    assert (told["data"]["channel"], told["data"]["cause"]) == ("trade", "reconnect")


async def test_whoever_comes_back_gets_every_trade_in_between(rooms, visit, hub, make):
    guest = await visit(rooms)
    await guest.ask(op="subscribe", id=1, rooms=[TRADES])
    hub.publish(make.trade(1))
    assert (await guest.hear())["seq"] == 1
    await guest.socket.close()
    for number in (2, 3, 4):
        hub.publish(make.trade(number))
    guest = await visit(rooms)
    since = {TRADES: {"epoch": "e1", "seq": 1}}
    answer = await guest.ask(op="subscribe", id=1, rooms=[TRADES], since=since)
    assert (answer["recovered"], answer["seq"], "snapshot" in answer) == (True, 1, False)
    got = [await guest.hear() for _ in range(3)]
    assert [frame["data"]["id"] for frame in got] == ["2", "3", "4"]
    assert [frame["prev"] for frame in got] == [1, 2, 3]


@pytest.mark.parametrize(
    ("since", "reason"),
    [({"epoch": "e0", "seq": 1}, "epoch"), ({"epoch": "e1", "seq": 999_999}, "epoch")],
)
async def test_what_cannot_be_recovered_is_said_with_the_state(
    rooms, visit, hub, make, since, reason
):
    hub.publish(make.ticker(7.0))
    guest = await visit(rooms)
    answer = await guest.ask(op="subscribe", id=1, rooms=[TICKERS], since={TICKERS: since})
    assert (answer["recovered"], answer["reason"]) == (False, reason)
    assert (answer["seq"], answer["snapshot"]["price"]) == (1, 7.0)


async def test_whoever_leaves_a_room_hears_nothing_more_of_it(rooms, visit, hub, make):
    guest = await visit(rooms)
    await guest.ask(op="subscribe", id=1, rooms=[TRADES])
    answer = await guest.ask(op="unsubscribe", id=2, rooms=["trade.binance.BTCUSDT"])
    assert answer == {"type": "unsubscribed", "id": 2, "room": TRADES}
    hub.publish(make.trade(1))
    assert (await guest.ask(op="ping", id="three"))["id"] == "three"


async def test_heartbeats_name_the_newest_positions(open_rooms, visit, hub, make):
    guest = await visit(await open_rooms(heartbeat=0.05))
    await guest.say(op="subscribe", id=1, rooms=[TICKERS])
    hub.publish(make.ticker(1.0))
    frame = await guest.hear()
    while frame["type"] != "heartbeat" or not frame["tops"]:
        frame = await guest.hear()
    assert frame["tops"] == {TICKERS: 1}


async def test_what_is_due_comes_before_the_heartbeat_that_counts_it(rooms, visit, hub, make):
    guest = await visit(rooms)
    await guest.ask(op="subscribe", id=1, rooms=[TICKERS])
    [seat] = rooms._seated
    hub.publish(make.ticker(1.0))
    seat._beat()
    assert [(await guest.hear())["type"] for _ in range(2)] == ["ticker", "heartbeat"]


async def test_a_ping_of_the_websocket_is_answered(rooms, visit):
    guest = await visit(rooms, autoping=False)
    await guest.socket.ping(b"there?")
    message = await guest.socket.receive(DEADLINE)
    assert (message.type, bytes(message.data)) == (aiohttp.WSMsgType.PONG, b"there?")


async def test_whoever_is_silent_is_asked_and_stays_if_they_answer(
    open_rooms, visit, monkeypatch, eventually
):
    monkeypatch.setattr(websocket, "_LOOK", 0.02)
    monkeypatch.setattr(client, "_PING", 0.5)
    rooms = await open_rooms()
    guest, absent = await visit(rooms), await visit(rooms, autoping=False)
    async with asyncio.TaskGroup() as tasks:
        answering = tasks.create_task(guest.hear())
        assert (await absent.socket.receive(DEADLINE)).type is aiohttp.WSMsgType.PING
        assert (await absent.socket.receive(DEADLINE)).type is aiohttp.WSMsgType.CLOSE
        assert absent.socket.close_code == aiohttp.WSCloseCode.GOING_AWAY
        [seat] = rooms._seated
        heard = seat._heard
        await eventually(lambda: seat._heard > heard)
        answering.cancel()


@pytest.mark.parametrize(
    ("room", "code", "reason", "words"),
    [
        ("ticker.binance.BTCUSD", 404, "unknown_symbol", "did you mean BTCUSDT"),
        ("tiker.binance.BTCUSDT", 404, "unknown_channel", "it has trade"),
        ("ticker.binanse.BTCUSDT", 404, "unknown_exchange", "binanse"),
        ("candle.binance.BTCUSDT.7y", 404, "unknown_interval", "1m"),
        ("candle.binance.BTCUSDT", 404, "unknown", ""),
        ("", 404, "unknown_room", "<channel>.<exchange>.<symbol>"),
        ("ticker", 404, "unknown_room", "<channel>.<exchange>.<symbol>"),
        ("💥" * 50, 404, "unknown_room", "the form is"),
    ],
)
async def test_an_unknown_room_is_an_error_and_no_more(rooms, visit, room, code, reason, words):
    guest = await visit(rooms)
    told = await guest.ask(op="subscribe", id=4, rooms=[room, TICKERS])
    assert (told["type"], told["id"], told.get("room", ""), told["code"]) == (
        "error",
        4,
        room,
        code,
    )
    assert told["reason"].startswith(reason)
    assert words in told["message"]
    assert (await guest.hear())["type"] == "subscribed"


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        ("{nope", "bad_json", "JSON"),
        ("", "bad_json", "JSON"),
        ("[1]", "bad_request", "object"),
        ('{"op":"shout"}', "bad_request", "shout"),
        ('{"op":"subscribe"}', "bad_request", "rooms: name at least one"),
        ('{"op":"unsubscribe","rooms":[]}', "bad_request", "rooms: name at least one"),
        ('{"op":"subscribe","rooms":"x"}', "bad_request", "rooms"),
        ('{"op":"subscribe","rooms":["x"],"sinse":{}}', "bad_request", "sinse"),
        (
            '{"op":"subscribe","rooms":["x"],"since":{"y":{"epoch":"e","seq":1}}}',
            "bad_request",
            "since: 'y' is not among the rooms",
        ),
    ],
)
async def test_a_wrong_frame_is_an_error_and_the_connection_stays(
    rooms, visit, text, reason, words
):
    guest = await visit(rooms)
    await guest.socket.send_str(text)
    told = await guest.hear()
    assert (told["type"], told["code"], told["reason"]) == ("error", 400, reason)
    assert words in told["message"]
    assert (await guest.ask(op="ping", id=1))["type"] == "pong"


async def test_nobody_leaves_a_room_they_are_not_in(rooms, visit):
    guest = await visit(rooms)
    told = await guest.ask(op="unsubscribe", id=1, rooms=[TRADES])
    assert (told["code"], told["reason"]) == (404, "not_subscribed")


async def test_a_request_names_two_hundred_rooms_at_most(rooms, visit):
    guest = await visit(rooms)
    told = await guest.ask(op="subscribe", id=1, rooms=[f"{n}" for n in range(201)])
    assert (told["code"], "at most 200" in told["message"]) == (400, True)


async def test_a_session_is_in_a_thousand_rooms_at_most(rooms, visit, monkeypatch):
    monkeypatch.setattr("radist.server.desk.MOST_ROOMS", 2)
    guest = await visit(rooms)
    wanted = [TRADES, TICKERS, "quote.binance.BTC/USDT"]
    await guest.say(op="subscribe", id=1, rooms=wanted)
    got = [await guest.hear() for _ in range(3)]
    assert [frame["type"] for frame in got] == ["subscribed", "subscribed", "error"]
    assert (got[2]["code"], got[2]["reason"]) == (429, "too_many_rooms")
    again = await guest.ask(op="subscribe", id=2, rooms=[TRADES])
    assert again["type"] == "subscribed"


async def test_frame_after_frame_without_sense_is_abuse(rooms, visit):
    guest = await visit(rooms)
    for _ in range(101):
        await guest.socket.send_str("nonsense")
    assert (await guest.closed())[0] == protocol.ABUSE


async def test_binary_frames_are_abuse(rooms, visit):
    guest = await visit(rooms)
    await guest.socket.send_bytes(b"\x00")
    code, reason = await guest.closed()
    assert (code, "text" in reason) == (protocol.ABUSE, True)


async def test_a_frame_that_is_too_large_closes_only_its_sender(open_rooms, visit):
    rooms = await open_rooms(max_frame=1024)
    guest, other = await visit(rooms), await visit(rooms)
    await guest.socket.send_str("x" * 1025)
    assert (await guest.closed())[0] == 1009
    assert (await other.ask(op="ping", id=1))["type"] == "pong"


async def test_a_message_in_parts_is_understood_up_to_the_same_size(open_rooms, knock):
    guest = await knock(await open_rooms(max_frame=1024))
    await guest.hear()
    guest.put(0x01, b'{"op":"pi')
    guest.put(0x80, b'ng","id":9}')
    assert (await guest.hear())["id"] == 9
    guest.put(0x01, b"x" * 600)
    guest.put(0x00, b"x" * 600)
    assert await guest.closed() == 1009


async def test_a_message_in_parts_that_are_empty_does_not_go_on_for_ever(open_rooms, knock, visit):
    rooms = await open_rooms()
    guest, other = await knock(rooms), await visit(rooms)
    await guest.hear()
    guest.put(0x01, b"")
    for _ in range(10_000):
        guest.put(0x00, b"")
    assert await guest.closed() == 1009
    assert (await other.ask(op="ping", id=1))["type"] == "pong"


async def test_messages_in_parts_do_not_add_up(open_rooms, knock):
    guest = await knock(await open_rooms(max_frame=1024))
    await guest.hear()
    for number in range(20):
        guest.put(0x01, b" " * 200)
        guest.put(0x80, b'{"op":"ping","id":%d}' % number)
        assert (await guest.hear())["id"] == number


async def test_one_client_too_many_is_turned_away_with_its_own_code(open_rooms, visit, browser):
    rooms = await open_rooms(max_connections=1)
    guest = await visit(rooms)
    url = f"ws://127.0.0.1:{rooms.port}{PATH}"
    async with browser.ws_connect(url) as second:
        message = await second.receive(DEADLINE)
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, protocol.FULL)
    await guest.socket.close()
    assert (await visit(rooms)).welcome["type"] == "welcome"


async def test_a_session_is_gone_from_the_hub_when_its_client_is(rooms, knock, hub):
    guest = await knock(rooms)
    await guest.ask(op="subscribe", id=1, rooms=[TRADES])
    left = asyncio.Event()
    hub.watch(left.set)
    guest.abort()
    async with asyncio.timeout(DEADLINE):
        await left.wait()
    assert hub.occupied() == set()


@pytest.mark.parametrize("path", ["/", "/ws", f"{PATH}/more"])
async def test_there_is_one_path(rooms, browser, path):
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        await browser.ws_connect(f"ws://127.0.0.1:{rooms.port}{path}")
    assert caught.value.status == 404


async def test_a_query_in_the_path_is_nobodys_business(rooms, visit):
    assert (await visit(rooms, f"{PATH}?v=2")).welcome["type"] == "welcome"


async def test_browsers_which_keep_alive_and_upgrade_at_once_are_let_in(rooms, visit):
    guest = await visit(rooms, headers={"Connection": "keep-alive, Upgrade"})
    assert guest.welcome["type"] == "welcome"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1.evil.example", "null"]
)
async def test_pages_of_strangers_may_not_listen(rooms, browser, origin):
    url = f"ws://127.0.0.1:{rooms.port}{PATH}"
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        await browser.ws_connect(url, origin=origin)
    assert caught.value.status == 403


async def test_the_page_that_the_other_port_serves_may_listen(rooms, visit):
    headers = {"Host": f"radist.lan:{rooms.port}", "Origin": "http://radist.lan:8000"}
    assert (await visit(rooms, headers=headers)).welcome["type"] == "welcome"
    headers = {"Origin": "http://localhost:5173"}
    assert (await visit(rooms, headers=headers)).welcome["type"] == "welcome"


async def test_plain_http_is_turned_away(rooms, browser):
    async with browser.get(f"http://127.0.0.1:{rooms.port}{PATH}") as answer:
        assert answer.status == 400


async def test_a_stop_tells_everybody_to_come_back(open_rooms, visit):
    rooms = await open_rooms()
    guests = [await visit(rooms) for _ in range(3)]
    async with asyncio.timeout(1), asyncio.TaskGroup() as tasks:
        goodbyes = [tasks.create_task(guest.closed()) for guest in guests]
        await rooms.stop()
    assert {code for code, _ in (task.result() for task in goodbyes)} == {protocol.GOING_DOWN}


async def test_before_a_stop_everybody_is_told_when_to_come_back(open_rooms, visit):
    rooms = await open_rooms()
    guests = [await visit(rooms) for _ in range(5)]
    await rooms.drain()
    byes = [await guest.hear() for guest in guests]
    assert {(bye["type"], bye["code"], bye["reason"]) for bye in byes} == {
        ("bye", protocol.GOING_DOWN, "the server is going down")
    }
    moments = [bye["retry_after_ms"] for bye in byes]
    assert len(set(moments)) > 1
    assert all(100 <= moment <= 1045 for moment in moments)


async def test_nobody_is_asked_to_come_back_before_the_last_is_away(open_rooms, visit, monkeypatch):
    monkeypatch.setattr(leaving, "_EACH", 0.05)
    monkeypatch.setattr(leaving, "_SOON", 0.0)
    rooms = await open_rooms()
    guests = [await visit(rooms) for _ in range(10)]
    clock, moments = asyncio.get_running_loop().time, []
    start = clock()

    async def leave(guest):
        bye = await guest.hear()
        moments.append(clock() - start + bye["retry_after_ms"] / 1000)

    async with asyncio.TaskGroup() as tasks:
        for guest in guests:
            tasks.create_task(leave(guest))
        await rooms.drain()
    assert min(moments) > 0.45


async def test_who_was_still_at_the_door_is_told_to_come_later_too(open_rooms, knock):
    rooms = await open_rooms()
    early = await knock(rooms, is_in=False)
    await knock(rooms)  # who came later is in: so the door was opened to the first, too
    await rooms.drain()
    await early.come_in()
    frames, code = await early.all()
    assert (code, [frame["type"] for frame in frames]) == (3001, ["bye"])
    assert 0 < frames[0]["retry_after_ms"] <= 10_000


async def test_a_stop_does_not_wait_for_those_who_do_not_answer(open_rooms, knock, hub):
    rooms = await open_rooms()
    silent = await knock(rooms)
    start = asyncio.get_running_loop().time()
    await rooms.stop()
    assert asyncio.get_running_loop().time() - start < 1.0
    assert b"the server is going down" in await silent.rest()
    assert hub.sessions == {}


SHUT = b"\x88\x82" + bytes(4) + (1000).to_bytes(2)
ENDS = {"twice": SHUT, "with no code": b"\x88\x80" + bytes(4), "wrong": b"\x88\x81" + bytes(5)}


@pytest.mark.parametrize("second", ENDS.values(), ids=ENDS)
async def test_a_close_that_may_not_be_there_does_not_hide_the_one_before_it(rooms, knock, second):
    caller = await knock(rooms)
    await caller.hear()
    caller._writer.write(SHUT + second)
    assert await caller.rest() == b"\x88\x02" + (1000).to_bytes(2)


async def test_what_came_before_a_wrong_close_is_answered(rooms, knock):
    caller = await knock(rooms)
    await caller.hear()
    caller._writer.write(b"\x89\x82" + bytes(4) + b"hi" + ENDS["wrong"])
    assert (await caller.rest()).startswith(b"\x8a\x02hi\x88")


async def test_a_port_in_use_is_one_clear_line(open_rooms):
    rooms = await open_rooms()
    with pytest.raises(ConfigError, match=rf"websocket\.port: port {rooms.port} on .* is in use"):
        await open_rooms(port=rooms.port)
