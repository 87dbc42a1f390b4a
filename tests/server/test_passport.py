import asyncio
import time

import aiohttp
import jwt
import pytest

from radist.config import Auth, Config, Limits
from radist.server import passport
from radist.server.guard import Guard
from radist.server.websocket import PATH

SECRET = "a secret of this test, and of no node at all"
TRADES = "trade.binance.BTC/USDT"


def token(user: str = "alice", seconds: float = 60, **claims) -> str:
    now = time.time()
    return jwt.encode({"sub": user, "iat": now, "exp": now + seconds} | claims, SECRET, "HS256")


def guard(anonymous: bool | None = None, origins=(), **limits) -> Guard:
    auth = Auth(secret=SECRET, anonymous=anonymous)
    return Guard(Config(auth=auth, limits=Limits(**limits), origins=origins))


@pytest.fixture
async def guarded(open_rooms):
    return await open_rooms(guard())


async def test_a_token_in_the_first_frame_opens_the_rooms(guarded, visit):
    guest = await visit(guarded)
    answer = await guest.ask(op="auth", id=1, token=token(scope="broadcast"))
    assert (answer["type"], answer["id"]) == ("authenticated", 1)
    assert (answer["user"], answer["scope"]) == ("alice", ["broadcast"])
    assert answer["expires"].endswith("Z")
    assert (await guest.ask(op="subscribe", id=2, rooms=[TRADES]))["type"] == "subscribed"


async def test_before_that_there_is_nothing_to_be_had(guarded, visit, hub):
    guest = await visit(guarded)
    for request in ({"op": "subscribe", "rooms": [TRADES]}, {"op": "unsubscribe", "rooms": ["x"]}):
        answer = await guest.ask(**request)
        assert (answer["code"], answer["reason"]) == (401, "auth_required")
    assert (await guest.ask(op="ping", id=1))["type"] == "pong"
    assert hub.occupied() == set()


@pytest.mark.parametrize("wrong", ["", "x", token(seconds=-60)])
async def test_a_wrong_token_is_the_end(guarded, visit, wrong):
    guest = await visit(guarded)
    await guest.say(op="auth", token=wrong)
    assert (await guest.closed())[0] == 3500


async def test_so_is_none_within_five_seconds(open_rooms, visit, monkeypatch):
    monkeypatch.setattr(passport, "_PATIENCE", 0.5)
    asked = guard()
    rooms = await open_rooms(asked)
    early = await visit(rooms)
    assert (await early.ask(op="auth", token=token()))["type"] == "authenticated"
    late = await visit(rooms)
    assert (await late.closed())[0] == 3500
    assert asked.refused["auth_required"] == 1
    assert (await early.ask(op="ping", id=1))["type"] == "pong"


async def test_the_sub_protocol_carries_a_token_which_does_not_come_back(guarded, browser):
    url = f"ws://127.0.0.1:{guarded.port}{PATH}"
    offer = {"Sec-WebSocket-Protocol": f"radist.v1, bearer.{token()}"}
    async with browser.ws_connect(url, headers=offer) as socket:
        assert socket._response.headers.getall("Sec-WebSocket-Protocol") == ["radist.v1"]
        kinds = [(await socket.receive_json())["type"] for _ in range(2)]
    assert kinds == ["welcome", "authenticated"]


async def test_a_ticket_opens_the_rooms_once(open_rooms, visit, browser):
    asked = guard()
    rooms = await open_rooms(asked)
    ticket = asked.tickets.issue(asked.read(token()), time.monotonic())
    guest = await visit(rooms, f"{PATH}?ticket={ticket}")
    assert (await guest.hear())["user"] == "alice"
    async with browser.ws_connect(f"ws://127.0.0.1:{rooms.port}{PATH}?ticket={ticket}") as again:
        assert (await again.receive()).data == 3500


@pytest.mark.parametrize("name", ["token", "access_token", "x"])
async def test_a_token_in_the_url_is_refused(guarded, browser, name):
    made = token()
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        await browser.ws_connect(f"ws://127.0.0.1:{guarded.port}{PATH}?{name}={made}")
    assert caught.value.status == 400


async def test_a_newer_token_of_the_same_user_is_taken_in_place(open_rooms, visit, eventually):
    rooms = await open_rooms(guard())
    guest = await visit(rooms, headers={"Authorization": f"Bearer {token(seconds=1.5)}"})
    await guest.hear()
    await guest.ask(op="subscribe", id=1, rooms=[TRADES])
    other = await guest.ask(op="auth", id=2, token=token("bob"))
    assert (other["code"], other["reason"]) == (403, "other_user")
    wrong = await guest.ask(op="auth", id=3, token="x")
    assert (wrong["code"], wrong["reason"]) == (401, "bad_token")
    assert (await guest.ask(op="auth", id=4, token=token()))["type"] == "authenticated"
    await asyncio.sleep(0)
    [seat] = rooms.guard.seats
    await eventually(lambda: seat.timer.when() - asyncio.get_running_loop().time() > 30)
    assert (await guest.ask(op="unsubscribe", id=5, rooms=[TRADES]))["type"] == "unsubscribed"


async def test_a_connection_ends_with_its_token(guarded, visit):
    guest = await visit(guarded)
    await guest.ask(op="auth", token=token(seconds=1))
    start = time.monotonic()
    assert (await guest.closed())[0] == 3005
    assert time.monotonic() - start < 2


async def test_whoever_reads_may_become_somebody(open_rooms, visit):
    rooms = await open_rooms(guard(anonymous=True))
    guest = await visit(rooms)
    assert (await guest.ask(op="subscribe", id=1, rooms=[TRADES]))["type"] == "subscribed"
    assert (await guest.ask(op="auth", id=2, token="x"))["reason"] == "bad_token"
    assert (await guest.ask(op="auth", id=3, token=token()))["user"] == "alice"


async def test_without_a_key_no_token_is_believed_and_none_is_needed(rooms, visit):
    guest = await visit(rooms)
    assert (await guest.ask(op="auth", id=1, token=token()))["reason"] == "bad_token"
    assert (await guest.ask(op="subscribe", id=2, rooms=[TRADES]))["type"] == "subscribed"


async def test_without_a_key_a_proxy_lets_nobody_into_the_rooms(rooms, browser):
    url = f"ws://127.0.0.1:{rooms.port}{PATH}"
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        await browser.ws_connect(url, headers={"X-Real-IP": "203.0.113.9"})
    assert caught.value.status == 403


async def test_an_address_behind_a_proxy_has_so_many_connections(open_rooms, browser, eventually):
    rooms = await open_rooms(guard(anonymous=True, per_address=2, trusted_proxies=("127.0.0.1",)))
    url = f"ws://127.0.0.1:{rooms.port}{PATH}"

    async def come(claimed: str) -> aiohttp.ClientWebSocketResponse:
        return await browser.ws_connect(url, headers={"X-Forwarded-For": claimed})

    held = [await come(f"10.0.0.{number}, 203.0.113.9") for number in range(2)]
    for socket in held:
        assert (await socket.receive_json())["type"] == "welcome"
    refused = await come("10.0.0.7, 203.0.113.9")
    assert (await refused.receive()).data == 3504
    neighbour = await come("203.0.113.10")
    assert (await neighbour.receive_json())["type"] == "welcome"
    for socket in held:
        await socket.close()
    await eventually(lambda: len(list(rooms.guard.seats)) == 1)
    assert (await (await come("203.0.113.9")).receive_json())["type"] == "welcome"


async def test_an_address_comes_so_often_and_is_to_come_again_later(open_rooms, browser):
    behind = {"requests": 0.2, "trusted_proxies": ("127.0.0.1",)}
    rooms = await open_rooms(asked := guard(anonymous=True, **behind))
    url, told = f"ws://127.0.0.1:{rooms.port}{PATH}", []
    for address in ("203.0.113.9", "203.0.113.9", "203.0.113.9", "203.0.113.10"):
        async with browser.ws_connect(url, headers={"X-Forwarded-For": address}) as socket:
            told.append((await socket.receive()).data)
    assert [data == 3013 for data in told] == [False, False, True, False]
    assert asked.refused["too_many_requests"] == 1


async def test_a_user_has_so_many_connections(open_rooms, visit, browser):
    rooms = await open_rooms(guard(per_user=2))
    guests = [await visit(rooms) for _ in range(2)]
    for guest in guests:
        assert (await guest.ask(op="auth", token=token()))["type"] == "authenticated"
    third = await visit(rooms)
    await third.say(op="auth", token=token())
    assert (await third.closed())[0] == 3504
    header = {"Authorization": f"Bearer {token()}"}
    async with browser.ws_connect(f"ws://127.0.0.1:{rooms.port}{PATH}", headers=header) as fourth:
        assert (await fourth.receive()).data == 3504


async def test_too_many_rooms_at_a_time_are_refused_not_punished(open_rooms, visit):
    rooms = await open_rooms(limits=Limits(subscriptions=0.1))
    guest = await visit(rooms)
    assert (await guest.ask(op="subscribe", id=1, rooms=[TRADES]))["type"] == "subscribed"
    answer = await guest.ask(op="subscribe", id=2, rooms=[TRADES])
    assert (answer["id"], answer["code"]) == (2, 429)
    assert (await guest.ask(op="ping", id=3))["type"] == "pong"


async def test_json_that_is_too_deep_is_the_end(rooms, visit):
    guest = await visit(rooms)
    await guest.socket.send_str("[" * 60_000)
    assert (await guest.closed())[0] == 1007


@pytest.mark.parametrize("origin", ["https://example.org:444", "http://localhost:3000", "null"])
async def test_where_origins_are_listed_all_others_are_refused(open_rooms, browser, origin):
    rooms = await open_rooms(guard(anonymous=True, origins=("https://example.org",)))
    url = f"ws://127.0.0.1:{rooms.port}{PATH}"
    async with browser.ws_connect(url, origin="https://example.org") as socket:
        assert (await socket.receive_json())["type"] == "welcome"
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        await browser.ws_connect(url, origin=origin)
    assert caught.value.status == 403


async def test_a_flood_of_pings_is_the_end(rooms, knock):
    caller = await knock(rooms)
    for _ in range(1000):
        caller.put(0x89, b"")
    assert await caller.closed() == 3013


async def test_fragments_cost_more_than_they_carry(open_rooms, knock):
    rooms = await open_rooms(limits=Limits(bytes=1000))
    caller = await knock(rooms)
    for head in (0x01, *[0x00] * 700, 0x80):
        caller.put(head, b"")
    assert (await caller.hear())["type"] == "welcome"
    assert (await caller.hear())["reason"] == "too_many_bytes"
