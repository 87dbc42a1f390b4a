"""Tokens made, bought and sold over HTTP, and what the rooms are told of it."""

import asyncio
import json
from decimal import Decimal

import jwt
import pytest

from radist.config import Auth, Config, Limits

TOKENS = "/api/v1/tokens"
SECRET = "s" * 32
RADIO = {"name": "Radio Waves", "symbol": "RADIO", "mint": "Rad111"}


def bearer(user: str) -> dict[str, str]:
    claims = {"sub": user, "exp": 4_000_000_000, "iat": 1}
    return {"Authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}


def told(hub, room):
    return [json.loads(message.data) for message in hub.room(room).messages]


@pytest.fixture
async def radio(web):
    code, token = await web.post(TOKENS, RADIO)
    assert code == 201
    return token


@pytest.fixture
async def members(serve):
    """A node with a key."""
    return await serve(Config(auth=Auth(secret=SECRET, anonymous=True)))


async def test_a_token_is_made_and_found(web, hub):
    code, token = await web.post(TOKENS, RADIO | {"supply": "1000"})
    assert (code, token["token_mint"], token["creator"], token["supply"]) == (
        201,
        "Rad111",
        "local",
        "1000",
    )
    assert (token["price"], token["holders"], token["reserve"]) == ("4.659832246039142591", 0, "0")
    assert await web.get(f"{TOKENS}/Rad111") == (200, token)
    assert await web.get(TOKENS) == (200, {"tokens": [token], "next": None})
    created, stats = told(hub, "global")
    assert (created["type"], created["name"], created["supply"]) == (
        "token_created",
        "Radio Waves",
        "1000",
    )
    assert (stats["type"], stats["tokens"], stats["market_cap"]) == (
        "market_stats",
        1,
        "4659.83224603",
    )


async def test_events_of_a_trade_come_in_one_order_and_each_to_its_rooms(web, hub, radio):
    code, answer = await web.post(f"{TOKENS}/Rad111/buy", {"quote": "100"})
    assert code == 200
    names = [event["type"] for event in told(hub, "global")]
    assert names[2:] == ["new_trade", "price_update", "market_stats"]
    assert [event["type"] for event in told(hub, "token_Rad111")] == ["new_trade", "price_update"]
    [portfolio] = told(hub, "user_local")
    ids = [event["event_id"] for event in told(hub, "global")]
    assert ids == [1, 2, 3, 4, 6]
    assert portfolio["event_id"] == 5
    trade, token = answer["trade"], answer["token"]
    assert {k: v for k, v in told(hub, "token_Rad111")[0].items() if k in trade} == trade
    price = told(hub, "token_Rad111")[1]
    assert {name: token[name] for name in price if name in token} == {
        name: value for name, value in price.items() if name in token
    }
    assert portfolio | answer["portfolio"] == portfolio
    assert portfolio["total_value"] == answer["portfolio"]["equity"]


async def test_what_is_bought_is_held_and_paid_for_to_the_last_unit(web, radio):
    _, answer = await web.post(f"{TOKENS}/Rad111/buy", {"quote": "100"})
    trade, token, portfolio = (answer[name] for name in ("trade", "token", "portfolio"))
    assert (trade["trade_type"], trade["total"], trade["user_id"]) == ("buy", "100", "local")
    assert Decimal(token["reserve"]) + Decimal(trade["fee"]) == 100
    assert (portfolio["cash"], token["holders"]) == ("99900", 1)
    [holding] = portfolio["holdings"]
    assert (holding["amount"], holding["price"]) == (trade["amount"], token["price"])
    code, answer = await web.post(f"{TOKENS}/Rad111/sell", {"amount": trade["amount"]})
    assert (code, answer["token"]["holders"], answer["portfolio"]["holdings"]) == (200, 0, [])
    lost = 100 - Decimal(answer["trade"]["total"])
    assert Decimal(answer["portfolio"]["realised"]) == -lost
    assert (
        Decimal(answer["portfolio"]["cash"])
        == Decimal(answer["portfolio"]["equity"])
        == 100000 - lost
    )
    assert answer["portfolio"]["today"] == answer["portfolio"]["realised"]


async def test_a_quote_says_what_a_trade_then_costs(web, radio):
    for asked in ({"quote": "100"}, {"amount": "2000"}):
        [(name, value)] = asked.items()
        code, quote = await web.get(f"{TOKENS}/Rad111/quote?{name}={value}")
        assert code == 200
        _, answer = await web.post(f"{TOKENS}/Rad111/buy", asked)
        for same in ("amount", "price", "fee", "total"):
            assert quote[same] == answer["trade"][same]
        assert quote["price_after"] == answer["token"]["price"]
    code, quote = await web.get(f"{TOKENS}/Rad111/quote?side=sell&amount=5")
    assert (code, quote["side"], quote["amount"]) == (200, "sell", "5")
    [holder] = (await web.get(f"{TOKENS}/Rad111/holders"))[1]["holders"]
    more = Decimal(holder["amount"]) + Decimal("0.00000001")
    code, answer = await web.get(f"{TOKENS}/Rad111/quote?side=sell&amount={more}")
    words = f"amount: {holder['amount']} tokens are in circulation"
    assert (code, answer["error"]["message"]) == (409, words)


async def test_trades_holders_and_minutes_are_told_in_pages(web, radio):
    for amount in ("1000", "2000", "3000"):
        await web.post(f"{TOKENS}/Rad111/buy", {"amount": amount})
    _, page = await web.get(f"{TOKENS}/Rad111/trades?limit=2")
    assert [trade["amount"] for trade in page["trades"]] == ["3000", "2000"]
    _, rest = await web.get(f"{TOKENS}/Rad111/trades?limit=2&before={page['next']}")
    assert ([trade["amount"] for trade in rest["trades"]], rest["next"]) == (["1000"], None)
    _, held = await web.get(f"{TOKENS}/Rad111/holders")
    assert held["holders"] == [
        {"user_id": "local", "run": 1, "amount": "6000", "share": "0.000006"}
    ]
    _, minutes = await web.get(f"{TOKENS}/Rad111/candles")
    assert sum(minute["trades"] for minute in minutes["candles"]) == 3
    assert minutes["candles"][0]["open"] == minutes["candles"][0]["low"] == radio["price"]
    _, token = await web.get(f"{TOKENS}/Rad111")
    assert minutes["candles"][-1]["close"] == token["price"]
    assert Decimal(token["volume_24h"]) == sum(Decimal(m["volume"]) for m in minutes["candles"])


async def test_a_token_may_be_bought_as_it_is_made(web, hub):
    code, token = await web.post(TOKENS, RADIO | {"buy": "10"})
    assert (code, token["holders"], Decimal(token["reserve"]) > 9) == (201, 1, True)
    names = [event["type"] for event in told(hub, "global")]
    assert names == ["token_created", "new_trade", "price_update", "market_stats"]
    await web.post("/api/v1/portfolio/reset", {"balance": "5"})
    code, answer = await web.post(TOKENS, RADIO | {"mint": "Rad222", "buy": "10"})
    assert (code, answer["error"]["reason"]) == (409, "insufficient_funds")
    assert (await web.get(f"{TOKENS}/Rad222"))[0] == 404
    assert len(told(hub, "global")) == 4


async def test_the_same_key_buys_once(web, hub, radio):
    headers = {"Idempotency-Key": "k1"}
    asked = {"json": {"quote": "10"}, "headers": headers}
    first = await web.ask("POST", f"{TOKENS}/Rad111/buy", **asked)
    assert await web.ask("POST", f"{TOKENS}/Rad111/buy", **asked) == first
    assert len(told(hub, "user_local")) == 1
    other = {"json": {"quote": "11"}, "headers": headers}
    code, answer = await web.ask("POST", f"{TOKENS}/Rad111/buy", **other)
    assert (code, answer["error"]["reason"]) == (422, "key_reused")
    code, made = await web.ask(
        "POST", TOKENS, json={"name": "x", "symbol": "X"}, headers={"Idempotency-Key": "k2"}
    )
    assert await web.ask(
        "POST", TOKENS, json={"name": "x", "symbol": "X"}, headers={"Idempotency-Key": "k2"}
    ) == (code, made)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"symbol": "X"}, "name: field required"),
        ({"name": "", "symbol": "X"}, "name: expected 1 to 64"),
        ({"name": "a\u202eb", "symbol": "X"}, "name: expected characters that can be seen"),
        ({"name": "x", "symbol": "x y"}, "symbol: expected 1 to 12"),
        ({"name": "x", "symbol": "X", "mint": "../../etc"}, "mint: expected 3 to 64"),
        ({"name": "x", "symbol": "X", "supply": "0.5"}, "supply: expected 1 to"),
        ({"name": "x", "symbol": "X", "supply": "1e17"}, "supply: expected 1 to"),
        ({"name": "x", "symbol": "X", "supply": 5}, "supply: expected text in quotation marks"),
        ({"name": "x", "symbol": "X", "buy": "NaN"}, "buy: expected a decimal"),
        ({"name": "x", "symbol": "X", "surplus": 1}, "surplus: extra inputs"),
    ],
)
async def test_what_is_no_token_is_refused_and_the_field_named(web, body, words):
    code, answer = await web.post(TOKENS, body)
    assert (code, answer["error"]["reason"]) == (422, "invalid")
    assert answer["error"]["message"].startswith(words)


@pytest.mark.parametrize(
    ("how", "body", "code", "words"),
    [
        ("buy", {}, 422, "amount: expected either"),
        ("buy", {"amount": "1", "quote": "1"}, 422, "amount: expected either"),
        ("buy", {"amount": "1", "min_amount": "1"}, 422, "min_amount: goes with quote"),
        ("buy", {"quote": "1", "max_quote": "1"}, 422, "max_quote: goes with amount"),
        ("buy", {"amount": "0"}, 422, "amount: expected a number above 0"),
        ("buy", {"amount": "1e-9"}, 422, "amount: expected at most 8 places"),
        ("buy", {"quote": "0.00000001"}, 422, "quote: 0.00000001 buys nothing"),
        ("buy", {"amount": "2e9"}, 409, "amount: 1000000000 tokens are left"),
        ("buy", {"quote": "100001"}, 409, "quote: 1000000000 tokens are left"),
        ("buy", {"quote": "100", "min_amount": "1e9"}, 409, "the price has moved"),
        ("buy", {"amount": "1000", "max_quote": "0.001"}, 409, "the price has moved"),
        ("sell", {"amount": "1"}, 422, "amount: for 1 nothing is paid"),
        ("sell", {"amount": "100000"}, 409, "100000 Rad111 are needed, and 0 are there"),
        ("sell", {}, 422, "amount: field required"),
        ("sell", {"amount": 1.5}, 422, 'amount: expected text in quotation marks, as in "1.5"'),
    ],
)
async def test_what_cannot_be_traded_is_refused_with_the_reason(
    web, hub, radio, how, body, code, words
):
    if how == "sell" and body == {"amount": "1"}:
        body = {"amount": "0.00000001"}
        words = "amount: for 0.00000001 nothing is paid"
    status, answer = await web.post(f"{TOKENS}/Rad111/{how}", body)
    assert (status, answer["error"]["message"][: len(words)]) == (code, words)
    assert len(told(hub, "global")) == 2
    assert (await web.get(f"{TOKENS}/Rad111"))[1] == radio


async def test_what_is_not_there_is_said(web, radio):
    for path in ("", "/holders", "/trades", "/candles", "/quote?amount=1"):
        code, answer = await web.get(f"{TOKENS}/nope{path}")
        assert (code, answer["error"]["reason"]) == (404, "unknown_token"), path
    code, answer = await web.post(f"{TOKENS}/nope/buy", {"amount": "1"})
    assert (code, answer["error"]["reason"]) == (404, "unknown_token")
    code, answer = await web.post(TOKENS, RADIO)
    assert (code, answer["error"]["reason"]) == (409, "exists")


async def test_everybody_reads_and_only_users_trade(members, hub):
    alice, bob = bearer("alice"), bearer("bob")
    code, _ = await members.ask("POST", TOKENS, json=RADIO, headers=alice)
    assert code == 201
    for path in ("", "/Rad111", "/Rad111/trades", "/Rad111/holders", "/Rad111/quote?amount=1"):
        assert (await members.get(TOKENS + path))[0] == 200, path
    for path in ("", "/Rad111/buy", "/Rad111/sell"):
        code, answer = await members.post(TOKENS + path, RADIO if path == "" else {"amount": "1"})
        assert (code, answer["error"]["reason"]) == (401, "auth_required"), path
    await members.ask("POST", f"{TOKENS}/Rad111/buy", json={"quote": "5"}, headers=bob)
    assert [event["user_id"] for event in told(hub, "user_bob")] == ["bob"]
    assert told(hub, "user_alice") == []


async def test_an_account_trades_so_often_and_no_more(serve):
    limits = Limits(orders=0.2, requests=1000)
    web = await serve(Config(auth=Auth(secret=SECRET), limits=limits))
    alice, bob = bearer("alice"), bearer("bob")
    await web.ask("POST", TOKENS, json=RADIO, headers=alice)
    buy = f"{TOKENS}/Rad111/buy"
    code, _ = await web.ask("POST", buy, json={"quote": "1"}, headers=alice)
    assert code == 200
    code, answer = await web.ask("POST", buy, json={"quote": "1"}, headers=alice)
    assert (code, answer["error"]["reason"]) == (429, "too_many_orders")
    assert answer["error"]["retry_after_ms"] > 1000
    assert (await web.ask("POST", buy, json={"quote": "1"}, headers=bob))[0] == 200


async def test_many_at_once_are_all_served_and_the_ledger_is_right(web, upstream, radio):
    async with asyncio.TaskGroup() as tasks:
        asked = [
            tasks.create_task(web.post(f"{TOKENS}/Rad111/buy", {"amount": str(100 + number)}))
            for number in range(40)
        ]
    assert {task.result()[0] for task in asked} == {200}
    held = sum(Decimal(task.result()[1]["trade"]["amount"]) for task in asked)
    _, portfolio = await web.get("/api/v1/portfolio")
    assert Decimal(portfolio["holdings"][0]["amount"]) == held
    trading = upstream.store.trading
    assert trading.count("token_trades") == 40
    assert sum(amount for _, currency, amount in trading.balances() if currency == "USDT") == 0
