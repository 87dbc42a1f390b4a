"""The paper desk of a whole node, on a simulated exchange."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
from jsonschema import Draft202012Validator

from radist import followed
from radist.config import Auth, Config, Http, Limits, Paper, WebSocket
from radist.config import Store as Kept
from radist.errors import ClientError
from radist.hub.session import Session
from radist.node import Node
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

SECRET = "s" * 32
RULES = Paper(stale_ms=60_000)
"""On a machine that is busy with other things books are older than they look."""
PATH = "/api/v1/trading"
WRONG = (
    ({"quantity": "0.0000001"}, "quantity: 0.0000001 is no multiple of 0.00001"),
    ({"quantity": "x"}, "quantity: expected a decimal"),
    ({"quantity": None}, "quantity: expected either this or quote"),
    ({"type": "limit"}, "price: a limit order needs one"),
    ({"quantity": "0.00001"}, "quantity: an order of BTC/USDT is worth 5 USDT or more"),
    ({"client_order_id": "a\0"}, "client_order_id: expected characters that can be seen"),
)
BUY = {"symbol": "BTC/USDT", "side": "buy", "type": "market", "quantity": "0.01"}


class Described:
    """What a node says that it answers."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._paths: dict[str, Any] = document["paths"]
        self._components = strict(document["components"])

    def check(self, method: str, path: str, code: int, answer: Any) -> None:
        """Fails unless this was told of, field by field."""
        path = re.sub(r"/o_[^/]+$", "/{order}", path.partition("?")[0])
        responses = self._paths[path][method.lower()]["responses"]
        told = responses[str(code) if str(code) in responses else f"{code // 100}XX"]
        schema = told["content"]["application/json"]["schema"]
        Draft202012Validator(schema | {"components": self._components}).validate(answer)


def strict(schema: Any) -> Any:
    """The same, where a field too many is a mistake too."""
    for part in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(part, dict | list):
            strict(part)
    if isinstance(schema, dict) and "properties" in schema and "title" in schema:
        schema.setdefault("additionalProperties", False)
    return schema


class User:
    """Somebody who trades, by REST, and what their room was told."""

    def __init__(
        self, node: Node, web: aiohttp.ClientSession, described: Described, name: str
    ) -> None:
        self._described = described
        claims = {"sub": name, "exp": 4_000_000_000, "iat": 1}
        self._headers = {"Authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}
        self._node, self._web, self.name = node, web, name

    async def ask(self, method: str, path: str, key: str = "", **options: Any) -> tuple[int, Any]:
        headers = self._headers | ({"Idempotency-Key": key} if key else {})
        path = path if path.startswith("/api") else PATH + path
        url = self._node.url + path
        async with self._web.request(method, url, headers=headers, **options) as answer:
            content = await answer.json()
        self._described.check(method, path, answer.status, content)
        return answer.status, content

    async def order(self, key: str = "", **changes: Any) -> tuple[int, Any]:
        body = {k: v for k, v in (BUY | changes).items() if v is not None}
        return await self.ask("POST", "/orders", key, json=body)

    async def get(self, path: str) -> Any:
        code, answer = await self.ask("GET", path)
        assert code == 200, answer
        return answer

    @property
    def told(self) -> list[Any]:
        room = self._node.hub.room(f"user_{self.name}")
        return [json.loads(message.data) for message in room.messages]

    def states(self, order: str) -> list[str]:
        updates = [event["order"] for event in self.told if event["type"] == "order_update"]
        return [update["state"] for update in updates if update["id"] == order]


class Place:
    """A node and those who trade on it."""

    def __init__(self, node: Node, web: aiohttp.ClientSession, described: Described) -> None:
        self.node, self._web, self._described = node, web, described

    def user(self, name: str) -> User:
        return User(self.node, self._web, self._described, name)


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(MarketSource(activity=10)) as simulator:
        yield simulator


@pytest.fixture
def run(simulator: Simulator, tmp_path: Path) -> Callable[..., Any]:
    @asynccontextmanager
    async def start(**settings: Any) -> AsyncIterator[Place]:
        urls = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
        ports = {"http": Http("127.0.0.1", 0), "websocket": WebSocket("127.0.0.1", 0)}
        kept = Kept(f"sqlite:///{tmp_path / 'radist.db'}")
        given = {
            "auth": Auth(secret=SECRET),
            "store": kept,
            "markets": (),
            "paper": RULES,
        } | settings
        node = Node(Config(exchanges={"binance": urls}, **ports, **given))
        stop, ready = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as tasks, aiohttp.ClientSession() as web:
            tasks.create_task(node.run(stop, ready))
            try:
                await ready.wait()
                async with web.get(f"{node.url}/openapi.json") as answer:
                    described = Described(await answer.json())
                yield Place(node, web, described)
            finally:
                stop.set()

    return start


async def test_what_an_order_comes_to_is_told_to_its_owner_alone(run, eventually):
    async with run() as place:
        alice, bob = place.user("alice"), place.user("bob")
        code, seen = await alice.ask("POST", "/preview", json=BUY)
        assert (code, seen["quantity"], seen["refused"]) == (200, "0.01", "")
        after = Decimal("100000") - Decimal(seen["quote"]) - Decimal(seen["fee"])
        assert Decimal(seen["balance_after"]) == after
        code, order = await alice.order()
        assert (code, order["state"], order["filled"]) == (201, "pending", "0")
        await eventually(lambda: alice.states(order["id"])[-1:] == ["filled"])
        kinds = [event["type"] for event in alice.told]
        count = kinds.count("fill")
        assert kinds == [
            *("order_update", "portfolio_update"),
            *(["fill", "order_update"] * count),
            "portfolio_update",
        ]
        assert bob.told == []
        done = await alice.get(f"/orders/{order['id']}")
        fills = (await alice.get("/fills"))["fills"]
        assert sum(Decimal(fill["quantity"]) for fill in fills) == Decimal("0.01")
        assert sum(Decimal(fill["fee"]) for fill in fills) == Decimal(done["fee"])
        figures = place.node.paper.figures
        assert (figures.open, figures.ended["filled"], figures.fills) == (0, 1, len(fills))
        portfolio = await alice.get("/api/v1/portfolio")
        (position,) = portfolio["positions"]
        assert (position["symbol"], position["quantity"]) == ("BTC/USDT", "0.01")
        spent = Decimal(done["average_price"]) * Decimal("0.01") + Decimal(done["fee"])
        assert abs(Decimal("100000") - Decimal(portfolio["cash"]) - spent) < Decimal("1e-7")
        assert (await bob.get("/orders"))["orders"] == (await bob.get("/fills"))["fills"] == []
        code, answer = await bob.ask("DELETE", f"/orders/{order['id']}")
        assert (code, answer["error"]["reason"]) == (404, "unknown_order")


async def test_what_is_wrong_is_told_and_nothing_is_done_twice(run, eventually):
    async with run(limits=Limits(orders=2.0)) as place:
        alice = place.user("alice")
        for changes, complaint in WRONG:
            code, answer = await alice.order(**changes)
            assert (code, answer["error"]["reason"]) == (422, "invalid")
            assert answer["error"]["message"].startswith(complaint)
        for changes, complaint in (
            ({"side": "sell"}, "there are 0 to sell, not 0.01"),
            ({"quantity": None, "quote": "100001"}, "it takes 100001 USDT, and there are 100000"),
        ):
            code, answer = await alice.order(**changes)
            assert (code, answer["error"]["reason"]) == (409, "refused")
            assert answer["error"]["message"] == complaint
            _, seen = await alice.ask("POST", "/preview", json=_body(changes))
            assert seen["refused"] == complaint
        waits = {"type": "limit", "price": "1000", "quantity": "0.01"}
        answers = [await alice.order("once", **waits) for _ in range(2)]
        answers += [await alice.order(client_order_id="mine", **waits) for _ in range(2)]
        assert [code for code, _ in answers] == [201, 200, 201, 200]
        assert len({order["id"] for _, order in answers}) == 2
        code, answer = await alice.order("once", quantity="0.02")
        assert (code, answer["error"]["reason"]) == (422, "key_reused")
        first = answers[0][1]["id"]
        await eventually(lambda: alice.states(first) == ["pending", "open"])
        code, ended = await alice.ask("DELETE", f"/orders/{first}")
        assert (code, ended["state"]) == (200, "cancelled")
        assert (await alice.ask("DELETE", f"/orders/{first}"))[1] == ended
        assert await alice.ask("DELETE", "/orders") == (200, {"cancelled": 1})
        cash = (await alice.get("/api/v1/portfolio"))["balances"]
        assert cash == [{"currency": "USDT", "total": "100000", "available": "100000"}]
        async with asyncio.TaskGroup() as tasks:
            asking = [tasks.create_task(alice.order(side="sell")) for _ in range(40)]
        assert {task.result()[0] for task in asking} == {409, 429}
        assert (await alice.get("/rules"))["stale_ms"] == 60_000


async def test_what_a_waiting_order_would_hold_is_foreseen(run):
    async with run() as place:
        alice = place.user("alice")
        waits = _body({"type": "limit", "price": "1000"})
        _, seen = await alice.ask("POST", "/preview", json=waits)
        assert (seen["quantity"], seen["fee"], seen["held"]) == ("0", "0", "10.01")
        assert seen["balance_after"] == "99989.99"
        _, order = await alice.order(type="limit", price="1000")
        [cash] = (await alice.get("/api/v1/portfolio"))["balances"]
        assert (order["state"], cash["available"]) == ("pending", "99989.99")


def _body(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (BUY | changes).items() if value is not None}


async def test_open_orders_outlast_a_restart(run, eventually, simulator):
    async with run() as place:
        alice = place.user("alice")
        _, order = await alice.order(type="limit", price="1000")
        _, stop = await alice.order(type="stop", stop_price="9000000")
        for name in (order["id"], stop["id"]):
            await eventually(lambda name=name: alice.states(name)[-1:] == ["open"])
    async with run() as place:
        alice = place.user("alice")
        found = (await alice.get("/orders?state=open"))["orders"]
        assert {one["id"] for one in found} == {order["id"], stop["id"]}
        await eventually(lambda: _listened(simulator) == {"btcusdt@depth@100ms", "btcusdt@trade"})
        for name in (order["id"], stop["id"]):
            code, ended = await alice.ask("DELETE", f"/orders/{name}")
            assert (code, ended["state"]) == (200, "cancelled")
        portfolio = await alice.get("/api/v1/portfolio")
        assert portfolio["balances"][0]["available"] == "100000"


def _listened(simulator: Simulator) -> set[str]:
    return {str(stream) for socket in simulator.sockets for stream in socket.session.streams}


async def test_a_limit_order_is_served_by_trades_and_a_stop_is_triggered_by_one(run, eventually):
    async with run() as place:
        alice = place.user("alice")
        _, stop = await alice.order(type="stop", stop_price="1000")
        await eventually(lambda: alice.states(stop["id"])[-1:] == ["filled"])
        book = await alice.get("/api/v1/book?symbol=BTC/USDT&depth=1")
        best = {"buy": book["bids"][0][0], "sell": book["asks"][0][0]}
        limits = {}
        for side, price in best.items():  # wherever the price goes, it comes to one of them
            _, order = await alice.order(side=side, type="limit", price=repr(price))
            limits[order["id"]] = repr(price)
        await eventually(lambda: any(alice.states(name)[-1:] == ["filled"] for name in limits))
        fills = (await alice.get("/fills"))["fills"]
        assert {fill["liquidity"] for fill in fills if fill["order"] == stop["id"]} == {"taker"}
        for fill in fills:
            if fill["liquidity"] == "maker":
                assert Decimal(fill["price"]) == Decimal(limits[fill["order"]])


async def test_without_an_exchange_nothing_is_taken(run, simulator, eventually):
    async with run() as place:
        alice = place.user("alice")
        _, order = await alice.order(type="limit", price="1000")
        await eventually(lambda: alice.states(order["id"])[-1:] == ["open"])
        place.node.hold()
        await eventually(lambda: place.node.doubt("book.binance.BTC/USDT"))
        code, answer = await alice.order()
        assert (code, answer["error"]["reason"]) == (409, "refused")
        assert "in doubt: disconnected" in answer["error"]["message"]
        await eventually(lambda: alice.told[-1].get("order", {}).get("reason", "") != "")
        assert alice.told[-1]["order"]["reason"].startswith("waits: ")
        place.node.resume()
        # What is said next may be that trades are missing: nothing stands in its way any more.
        await eventually(lambda: not alice.told[-1]["order"]["reason"].startswith("waits: "))


async def test_the_first_order_waits_until_a_late_market_can_be_believed(
    run, eventually, monkeypatch
):
    monkeypatch.setattr(followed, "_PATIENCE", 60.0)
    async with run() as place, asyncio.TaskGroup() as tasks:
        place.node.hold()
        ordering = tasks.create_task(place.user("alice").order())

        def doubted() -> bool:
            market = place.node.paper._markets.get("binance", "BTC/USDT")
            return bool(market) and "disconnected" in market.matcher.doubt(place.node.now())

        await eventually(doubted)
        place.node.resume()
        code, answer = await ordering
        assert (code, answer.get("state")) == (201, "pending"), answer


async def test_a_portfolio_moves_by_itself_where_somebody_listens(run, eventually):
    async with run() as place:
        alice, bob = place.user("alice"), place.user("bob")
        for user in (alice, bob):
            _, order = await user.order()
            await eventually(lambda u=user, o=order: u.states(o["id"])[-1:] == ["filled"])
        before = len(alice.told), len(bob.told)
        place.node.hub.join(Session("websocket-1", lambda: None), "user_alice")
        await eventually(lambda: len(alice.told) >= before[0] + 3)
        moved = alice.told[before[0] :]
        assert {event["type"] for event in moved} == {"portfolio_update"}
        assert len({event["equity"] for event in moved}) > 1
        assert len(bob.told) == before[1]


async def test_what_happens_while_the_store_is_away_is_written_down_later(run, eventually):
    async with run() as place:
        alice = place.user("alice")
        _, order = await alice.order(type="limit", price="1000")
        await eventually(lambda: alice.states(order["id"])[-1:] == ["open"])
        trading, tries = place.node.store.trading, []

        def away(*_: object) -> None:
            tries.append(1)
            raise ClientError(503, "unavailable", "the store: away")

        kept, trading.commit = trading.commit, away
        place.node.paper._markets.get("binance", "BTC/USDT").matcher.cancel(order["id"], 1)
        await eventually(lambda: tries)
        assert alice.states(order["id"])[-1] == "open"  # nobody is told what is not kept
        trading.commit = kept
        await eventually(lambda: alice.states(order["id"])[-1] == "cancelled")
        assert (await alice.get(f"/orders/{order['id']}"))["state"] == "cancelled"


async def test_orders_that_nobody_can_fill_any_more_give_back_what_they_keep(run, eventually):
    async with run() as place:
        alice = place.user("alice")
        _, order = await alice.order(type="limit", price="1000")
        await eventually(lambda: alice.states(order["id"])[-1:] == ["open"])
        # As if its exchange were not in the configuration any more.
        place.node.paper._markets.get("binance", "BTC/USDT").matcher.drop(order["id"], 1)
        path = "/api/v1/portfolio/reset"
        assert (await alice.ask("POST", path, json={"balance": "5"}))[0] == 409
        assert await alice.ask("DELETE", "/orders") == (200, {"cancelled": 1})
        assert (await alice.get(f"/orders/{order['id']}"))["state"] == "cancelled"
        portfolio = await alice.get("/api/v1/portfolio")
        assert portfolio["balances"][0]["available"] == "100000"
        assert (await alice.ask("POST", path, json={"balance": "5"}))[0] == 200
