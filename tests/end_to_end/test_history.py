"""What a page asks for, of a node on simulated exchanges: nothing is missing or comes twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp

from radist.config import Config, Http, Reconnect, Store, WebSocket
from radist.hub.room import Room
from radist.hub.session import Session
from radist.model import Gap
from radist.node import Node
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

SYMBOLS = {
    "binance": "BTCUSDT",
    "binance_coinm": "BTCUSD_PERP",
    "bybit_linear": "BTCUSDT",
    "okx": "BTC-USDT",
}
NUMBERED = {"binance", "okx"}
"""Where the ids of trades grow by one; elsewhere some are of other channels, or say nothing."""


class Place:
    """A node on exchanges of our own."""

    def __init__(self, node: Node, web: aiohttp.ClientSession, exchanges: dict[str, Simulator]):
        self.node = node
        self.exchanges = exchanges
        self._web = web

    async def get(self, path: str) -> Any:
        async with self._web.get(self.node.url + path) as answer:
            body = await answer.json()
            assert answer.status == 200, body
            return body

    def listen(self, topic: str) -> Room:
        """Be in a room, as a page would be."""
        session = Session(f"test of {topic}", lambda: None)
        self.node.hub.enter(session)
        self.node.hub.join(session, topic)
        return self.node.hub.rooms[topic]


@asynccontextmanager
async def place(
    folder: Path, *names: str, activity: float = 6.0, **running: Simulator
) -> AsyncIterator[Place]:
    async with AsyncExitStack() as stack:
        exchanges = {
            name: await stack.enter_async_context(
                Simulator(MarketSource(exchange=name, activity=activity))
            )
            for name in names
        } | running
        urls = {
            name: {"ws_url": one.ws_url, "rest_url": one.rest_url}
            for name, one in exchanges.items()
        }
        node = Node(
            Config(
                http=Http("127.0.0.1", 0),
                websocket=WebSocket("127.0.0.1", 0),
                exchanges=urls,
                market_exchange=next(iter(exchanges)),
                markets=("BTC/USDT", "ETH/USDT"),
                store=Store(f"sqlite:///{folder}/radist.db"),
                reconnect=Reconnect(base=0.01, ceiling=0.05),
            )
        )
        stop, ready = asyncio.Event(), asyncio.Event()
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        web = await stack.enter_async_context(aiohttp.ClientSession())
        tasks.create_task(node.run(stop, ready))
        await ready.wait()
        yield Place(node, web, exchanges)
        stop.set()


def follows(candles: list[dict[str, Any]]) -> bool:
    return all(
        after["time_open"] == before["time_close"] + 1 for before, after in pairwise(candles)
    )


async def test_candles_go_back_page_by_page_without_a_hole(tmp_path):
    async with place(tmp_path, *SYMBOLS, activity=1.0) as at:
        for name, symbol in SYMBOLS.items():
            for interval, most in (("1m", 900), ("1d", 1000)):
                asked = f"exchange={name}&symbol={symbol}&interval={interval}&limit=450"
                found = await back(at, asked, most)
                assert len(found) == most
                assert follows(found)
                assert [c["is_closed"] for c in found] == [True] * (most - 1) + [False]
                assert all(c["low"] <= min(c["open"], c["close"]) for c in found)


async def back(at: Place, asked: str, most: int) -> list[dict[str, Any]]:
    """Pages of candles, back to the first one or until there are so many."""
    found: list[dict[str, Any]] = []
    before = ""
    while len(found) < most:
        page = await at.get(f"/api/v1/candles?{asked}{before}")
        found = page["candles"] + found
        before = f"&before={page['next']}"
        if page["next"] is None:
            break
    return found


async def test_the_stream_and_history_make_one_row_of_candles(tmp_path, eventually):
    async with place(tmp_path, "binance") as at:
        room = at.listen("candle.binance.BTC/USDT.1s")
        path = "/api/v1/candles?symbol=BTC/USDT&interval=1s&limit=60"
        first = await at.get(path)
        await eventually(lambda: len({m.event.time_open for m in room.messages}) > 2)
        calls = at.exchanges["binance"].rest_calls
        second = await at.get(path)
        both = {c["time_open"]: c for c in first["candles"][:-1] + second["candles"]}
        assert follows([both[time] for time in sorted(both)])
        assert [c["source"] for c in second["candles"]].count("live") >= 2
        assert at.exchanges["binance"].rest_calls - calls <= 1


async def test_trades_before_the_room_began_to_listen_are_there_too(tmp_path, eventually):
    async with place(tmp_path, *SYMBOLS) as at:
        for name, symbol in SYMBOLS.items():
            path = f"/api/v1/trades?exchange={name}&symbol={symbol}&limit=50"
            async with asyncio.timeout(10):
                while len((await at.get(path))["trades"]) < 5:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            room = at.listen(f"trade.{name}.{at.node.exchange(name).find(symbol).symbol}")
            await eventually(lambda room=room: room.seq > 3)
            page = await at.get(path)
            trades = [t for t in page["trades"] if t["type"] == "trade"]
            sources = [trade.get("source") for trade in trades]
            assert {"rest", None} == set(sources)
            assert sources == sorted(sources, key=lambda source: source is None)
            times = [trade["time_exchange"] for trade in trades]
            assert (len({trade["id"] for trade in trades}), times) == (len(trades), sorted(times))
            if name in NUMBERED:
                numbers = [int(trade["id"]) for trade in trades]
                assert numbers == list(range(numbers[0], numbers[-1] + 1))


async def test_the_front_page_has_its_prices_and_lines(tmp_path, eventually):
    async with place(tmp_path, "binance") as at:
        async with asyncio.timeout(10):
            while True:
                answer = await at.get("/api/v1/tickers?sparkline=96")
                lines = [ticker["sparkline"] for ticker in answer["tickers"]]
                if len(lines) == 2 and all(lines):
                    break
                await asyncio.sleep(0.01)
        assert {len(line) for line in lines} == {96}
        assert all(ticker["sparkline"][-1] == ticker["price"] for ticker in answer["tickers"])
        traded = await at.get("/api/v1/instruments")
        assert {"BTC/USDT", "ETH/USDT"} <= {one["symbol"] for one in traded["instruments"]}


async def test_a_lost_socket_is_told_as_an_incident_and_its_trades_as_a_gap(tmp_path, eventually):
    async with place(tmp_path, "binance") as at:
        room = at.listen("trade.binance.BTC/USDT")
        await eventually(lambda: room.seq > 3)
        assert at.exchanges["binance"].cut_all() == 1
        await eventually(lambda: at.node.incidents.reconnects("binance", 0) == 1)
        await eventually(lambda: at.node.conditions["binance"].state == "live")
        health = await at.get("/api/v1/health")
        (one,) = health["exchanges"]
        assert (one["state"], one["transport"], one["reconnects_1h"]) == ("live", "websocket", 1)
        assert one["weight_used"] > 0
        assert {"ticker", "trade"} == {c["channel"] for c in one["channels"]}
        assert "reconnect" in [incident["kind"] for incident in health["incidents"]]
        gaps = (await at.get("/api/v1/gaps?channel=trade"))["gaps"]
        assert len(gaps) == one["gaps_found"] - sum(
            c["gaps_found"] for c in one["channels"] if c["channel"] != "trade"
        )


async def test_layouts_outlive_the_node(tmp_path):
    body = {"name": "Majors", "content": {"tiles": ["BTC/USDT"]}}
    async with (
        place(tmp_path, "binance") as at,
        at._web.post(f"{at.node.url}/api/v1/layouts", json=body) as answer,
    ):
        made = await answer.json()
    async with place(tmp_path, "binance") as at:
        assert await at.get(f"/api/v1/layouts/{made['id']}") == made


async def test_what_was_missed_while_the_node_was_down_is_a_hole(tmp_path, eventually):
    async with Simulator(MarketSource(exchange="binance", activity=6.0)) as exchange:
        (tmp_path / "radist.db").touch()
        async with place(tmp_path, binance=exchange) as at:
            room = at.listen("trade.binance.BTC/USDT")
            await eventually(lambda: room.seq > 3)
        last = int(room.latest.event.id)
        async with aiohttp.ClientSession() as web, asyncio.timeout(10):
            newest = last
            while newest < last + 2:
                url = f"{exchange.rest_url}/api/v3/trades?symbol=BTCUSDT&limit=1"
                async with web.get(url) as answer:
                    newest = (await answer.json())[0]["id"]
        async with place(tmp_path, binance=exchange) as at:
            room = at.listen("trade.binance.BTC/USDT")
            await eventually(lambda: room.seq > 3)
            (gap, *_) = [m.event for m in room.messages if isinstance(m.event, Gap)]
            assert (gap.cause, int(gap.from_id)) == ("restart", last + 1)
            found = await at.get("/api/v1/gaps?channel=trade&symbol=BTC/USDT")
            assert found["gaps"][-1]["from_id"] == gap.from_id
