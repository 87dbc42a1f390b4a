"""Telling the rooms: over HTTP, from Python, and what they are told."""

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Any

import jwt
import pytest
from aiohttp import web as others
from aiohttp.test_utils import TestServer

from radist.config import Auth, Config
from radist.errors import ClientError
from radist.server import facade, get_websocket_manager
from radist.server.app import create_app

TRADE = {"token_mint": "abc", "trade_type": "buy", "amount": 1.5}
BROADCAST = "/api/v1/websocket/broadcast"
STATS = "/api/v1/websocket/stats"
SECRET = "a secret of more than thirty-two bytes"


async def test_a_broadcast_reaches_the_rooms_of_its_kind(web, rooms, visit):
    guest = await visit(rooms)
    for room in ("token_abc", "global"):
        assert (await guest.ask(op="subscribe", id=1, rooms=[room]))["epoch"] == "e1"
    code, answer = await web.post(BROADCAST, {"type": "new_trade", "data": TRADE})
    place = {"epoch": "e1", "seq": 1}
    assert (code, answer["type"]) == (200, "new_trade")
    assert answer["rooms"] == {"token_abc": place, "global": place}
    for room in ("token_abc", "global"):
        frame = await guest.hear()
        assert list(frame) == ["type", "room", "seq", "prev", "timestamp", "data"]
        assert (frame["type"], frame["room"], frame["seq"], frame["prev"]) == (
            "new_trade",
            room,
            1,
            0,
        )
        assert (frame["data"]["amount"], frame["data"]["trade_type"]) == ("1.5", "buy")
        assert frame["timestamp"] == answer["timestamp"]


async def test_a_broadcast_to_one_room_reaches_no_other(web, hub):
    body = {"room": "global", "type": "new_trade", "data": TRADE}
    code, answer = await web.post(BROADCAST, body)
    assert (code, list(answer["rooms"]), list(hub.rooms)) == (200, ["global"], ["global"])


async def test_whoever_comes_back_to_a_token_gets_what_happened_there(web, rooms, visit):
    for _ in range(3):
        await web.post(BROADCAST, {"type": "new_trade", "data": TRADE})
    guest, since = await visit(rooms), {"token_abc": {"epoch": "e1", "seq": 1}}
    answer = await guest.ask(op="subscribe", id=1, rooms=["token_abc"], since=since)
    assert answer["recovered"] is True
    assert [(await guest.hear())["seq"] for _ in range(2)] == [2, 3]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "type: field required; data: field required"),
        ({"type": "new_trade", "data": {"trade_type": "buy"}}, "data.token_mint: field required"),
        ({"type": "new_trade", "data": TRADE | {"amount": "x"}}, "data.amount: invalid decimal"),
        ({"type": "new_trade", "data": TRADE | {"\ud800": 1}}, "data: not to be had in UTF-8"),
        ({"type": "gossip", "data": {}}, "type: expected one of price_update, new_trade, token_"),
        ({"type": "new_trade", "data": []}, "data: input should be a valid dictionary, not '[]'"),
        ({"type": "new_trade", "data": TRADE, "rom": "x"}, "rom: extra inputs are not permitted"),
        (
            {"type": "new_trade", "data": TRADE, "room": "user_bob"},
            "room: this new_trade goes to token_abc and global, not 'user_bob'",
        ),
        (
            {"type": "portfolio_update", "data": {"user_id": "bob"}, "room": "global"},
            "room: this portfolio_update goes to user_bob, not 'global'",
        ),
        (
            {"type": "new_trade", "data": TRADE, "room": "trade.binance.BTC/USDT"},
            "room: this new_trade goes to",
        ),
    ],
)
async def test_a_wrong_broadcast_is_one_line_that_names_the_field(web, hub, body, words):
    code, answer = await web.post(BROADCAST, body)
    assert (code, answer["error"]["code"]) == (422, 422)
    assert answer["error"]["message"].startswith(words)
    assert hub.rooms == {}


async def test_the_same_key_gets_the_same_answer_and_tells_nobody_again(web, hub):
    ask = {"json": {"type": "new_trade", "data": TRADE}, "headers": {"Idempotency-Key": "k1"}}
    first = await web.ask("POST", BROADCAST, **ask)
    assert [await web.ask("POST", BROADCAST, **ask) for _ in range(3)] == [first] * 3
    assert (first[0], hub.rooms["global"].seq) == (200, 1)
    ask["headers"] = {"Idempotency-Key": "k2"}
    assert (await web.ask("POST", BROADCAST, **ask))[1]["rooms"]["global"]["seq"] == 2


async def test_a_key_that_was_used_for_something_else_is_refused(web, hub):
    headers = {"Idempotency-Key": "k1"}
    for amount, expected in ((1, 200), (1, 200), (2, 422), ("\ud800", 422)):
        body = {"type": "new_trade", "data": TRADE | {"amount": amount}}
        code, answer = await web.ask("POST", BROADCAST, json=body, headers=headers)
        assert code == expected
    assert (answer["error"]["reason"], hub.rooms["global"].seq) == ("key_reused", 1)


async def test_what_was_refused_may_be_asked_again_with_the_same_key(web, hub):
    headers = {"Idempotency-Key": "k1"}
    wrong, right = {"type": "new_trade", "data": {}}, {"type": "new_trade", "data": TRADE}
    assert (await web.ask("POST", BROADCAST, json=wrong, headers=headers))[0] == 422
    assert (await web.ask("POST", BROADCAST, json=right, headers=headers))[0] == 200


async def test_it_takes_a_token_with_the_scope_where_tokens_are_asked_for(serve, hub):
    web = await serve(settings=Config(auth=Auth(secret=SECRET)))
    code, answer = await web.post(BROADCAST, {"type": "new_trade", "data": TRADE})
    assert (code, answer["error"]["reason"], hub.rooms) == (401, "auth_required", {})


@pytest.mark.parametrize("room", ["token_", "user_a b", "token_" + "x" * 129, "user_ü"])
async def test_a_room_that_cannot_be_is_not_asked_of_any_exchange(rooms, visit, room):
    guest = await visit(rooms)
    told = await guest.ask(op="subscribe", id=1, rooms=[room])
    assert (told["code"], told["reason"]) in ((404, "unknown_room"), (403, "forbidden"))
    assert "exchange" not in told["message"]


async def test_the_rooms_tell_how_they_are_doing(web, rooms, visit, hub, make):
    guest, other = await visit(rooms), await visit(rooms)
    await guest.ask(op="subscribe", id=1, rooms=["global"])
    await guest.ask(op="subscribe", id=2, rooms=["trade.binance.BTC/USDT"])
    await web.post(BROADCAST, {"type": "new_trade", "data": TRADE})
    await guest.hear()
    await other.socket.close()
    code, stats = await web.get(STATS)
    assert code == 200
    assert stats["connections"] == {
        "websocket": 1,
        "sse": 0,
        "limit": 1000,
        "opened": 2,
        "closed": {"1000": 1},
    }
    assert stats["rooms"] == {
        "global": {"rooms": 1, "listeners": 1},
        "token": {"rooms": 1, "listeners": 0},
        "user": {"rooms": 0, "listeners": 0},
        "market": {"rooms": 1, "listeners": 1},
    }
    events = stats["events"]
    assert (events["delivered"], events["skipped"], events["lost"]) == (1, 0, 0)
    assert events["bytes"] > 100


# From Python.


@pytest.fixture
async def here(upstream, hub):
    app = create_app(upstream, hub, Config())
    with facade.here(app.state.publish):
        yield get_websocket_manager()


CALLS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("notify_new_trade", TRADE, ["token_abc", "global"]),
    ("notify_price_update", {"token_mint": "abc", "price": "0.1"}, ["token_abc", "global"]),
    ("notify_token_created", {"token_mint": "abc", "name": "A", "symbol": "ABC"}, ["global"]),
    ("notify_portfolio_update", {"user_id": "bob", "total_value": 5}, ["user_bob"]),
    ("notify_market_stats", {"tokens": 3}, ["global"]),
]


@pytest.mark.parametrize(("method", "content", "told"), CALLS)
async def test_in_the_process_of_a_node_it_is_a_call(here, hub, method, content, told):
    answer = await getattr(here, method)(content)
    assert list(answer["rooms"]) == list(hub.rooms) == told
    assert f"notify_{answer['type']}" == method


@pytest.mark.parametrize(("method", "content", "told"), CALLS)
async def test_from_another_process_it_goes_over_http(web, hub, method, content, told):
    answer = await getattr(get_websocket_manager(web.url), method)(content)
    assert list(answer["rooms"]) == list(hub.rooms) == told


async def test_the_address_and_the_key_may_stand_in_the_environment(serve, hub, monkeypatch):
    web = await serve(settings=Config(auth=Auth(secret=SECRET)))
    monkeypatch.setenv("RADIST_URL", web.url)
    with pytest.raises(ClientError) as caught:
        await get_websocket_manager().notify_new_trade(TRADE)
    assert (caught.value.code, caught.value.reason) == (401, "auth_required")
    monkeypatch.setenv("RADIST_API_KEY", token())
    assert (await get_websocket_manager().notify_new_trade(TRADE))["type"] == "new_trade"


def token() -> str:
    claims = {"sub": "ops", "exp": time.time() + 60, "scope": "broadcast"}
    return jwt.encode(claims, SECRET, "HS256")


async def test_entered_as_a_context_it_keeps_its_connection(web, hub):
    async with get_websocket_manager(web.url) as manager:
        for _ in range(3):
            await manager.notify_new_trade(TRADE)
    assert hub.rooms["global"].seq == 3


async def test_another_thread_of_the_process_may_tell_the_rooms_too(here, hub):
    def elsewhere() -> None:
        asyncio.run(here.notify_new_trade(TRADE))

    await asyncio.to_thread(elsewhere)
    assert hub.rooms["global"].seq == 1


async def test_a_wrong_call_names_the_field_wherever_it_comes_from(here, web):
    for manager in (here, get_websocket_manager(web.url)):
        with pytest.raises(ClientError, match=r"^data\.amount: field required$") as caught:
            await manager.notify_new_trade({"token_mint": "abc", "trade_type": "buy"})
        assert (caught.value.code, caught.value.reason) == (422, "invalid")


async def test_a_node_that_cannot_be_reached_is_tried_again_and_then_named(monkeypatch, free_port):
    monkeypatch.setattr(facade, "_PAUSE", 0.001)
    url = f"http://127.0.0.1:{free_port}"
    with pytest.raises(ClientError, match=url) as caught:
        await get_websocket_manager(url).notify_new_trade(TRADE)
    assert (caught.value.code, caught.value.reason) == (503, "unreachable")


@pytest.fixture
async def elsewhere():
    """A server that is no node of ours, and answers the same to everybody."""
    async with AsyncExitStack() as stack:

        async def serve(body: bytes, status: int) -> str:
            async def answer(_: others.Request) -> others.Response:
                kind = {"content_type": "application/json"}
                return others.Response(body=body, status=status, **kind)

            server = TestServer(others.Application())
            server.app.router.add_route("*", "/{path:.*}", answer)
            await stack.enter_async_context(server)
            return str(server.make_url("")).rstrip("/")

        yield serve


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, b'{"detail":"Not Found"}'), (500, b"[1]"), (401, b'"no"'), (422, b'{"error":"no"}')],
)
async def test_a_refusal_of_somebody_who_is_no_node_is_named(elsewhere, status, body):
    url = await elsewhere(body, status)
    with pytest.raises(ClientError, match=f"{url}.* answered {status}") as caught:
        await get_websocket_manager(url).notify_new_trade(TRADE)
    assert (caught.value.code, caught.value.reason) == (status, "unexpected")


async def test_an_answer_that_is_broken_off_is_none(elsewhere, monkeypatch):
    monkeypatch.setattr(facade, "_PAUSE", 0.001)
    url = await elsewhere(b'{"type":', 200)
    with pytest.raises(ClientError, match=url) as caught:
        await get_websocket_manager(url).notify_new_trade(TRADE)
    assert (caught.value.code, caught.value.reason) == (503, "unreachable")


async def test_an_answer_that_was_lost_is_asked_for_again_and_the_rooms_told_once(
    web, hub, monkeypatch
):
    monkeypatch.setattr(facade, "_PAUSE", 0.001)
    manager, lost = get_websocket_manager(web.url), []
    post = facade.There._post

    async def lose_the_first(self: Any, *arguments: Any) -> Any:
        answer = await post(self, *arguments)
        if not lost:
            lost.append(answer)
            raise ClientError(503, "unreachable", "the answer was lost")
        return answer

    monkeypatch.setattr(facade.There, "_post", lose_the_first)
    assert await manager.notify_new_trade(TRADE) == lost[0]
    assert hub.rooms["global"].seq == 1
