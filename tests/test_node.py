import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

import aiohttp
import pytest

from radist.config import Config, Http, WebSocket
from radist.hub.session import Session
from radist.model import Freshness
from radist.node import Node
from radist.server.websocket import Rooms
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

DEADLINE = 10.0
TRADES = "trade.binance.BTC/USDT"


class Asked:
    """A node, and what it answers at `/api/v1/events` to somebody who does not wait."""

    def __init__(self, node: Node, web: aiohttp.ClientSession) -> None:
        self.node = node
        self.web = web

    async def events(self, since: str = "") -> Any:
        query = {"topics": TRADES} | ({"since": since} if since else {})
        async with self.web.get(f"{self.node.url}/api/v1/events", params=query) as answer:
            return await answer.json()


@asynccontextmanager
async def asked(simulator: Simulator) -> AsyncIterator[Asked]:
    """A node that listens to nothing but what somebody asks for."""
    urls = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
    ports = {"http": Http("127.0.0.1", 0), "websocket": WebSocket("127.0.0.1", 0)}
    node = Node(Config(exchanges={"binance": urls}, subscribe=(), **ports))
    stop, ready = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks, aiohttp.ClientSession() as web:
        tasks.create_task(node.run(stop, ready))
        await ready.wait()
        yield Asked(node, web)
        stop.set()


def subscribed(simulator: Simulator) -> bool:
    return any("btcusdt@trade" in socket.session.streams for socket in simulator.sockets)


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(MarketSource(activity=50)) as simulator:
        yield simulator


async def test_whoever_only_asks_is_listened_for(simulator, eventually):
    async with asked(simulator) as place:
        answer = await place.events()
        await eventually(lambda: subscribed(simulator))
        room = place.node.hub.rooms[TRADES]
        await eventually(lambda: room.seq >= 3)
        answer = await place.events(answer["cursor"])
    assert answer["rooms"][0]["recovered"] is True
    assert [event["seq"] for event in answer["events"]][:3] == [1, 2, 3]


async def test_what_is_let_go_is_stale_no_longer(simulator, eventually):
    async with asked(simulator) as place:
        await place.events()
        await eventually(lambda: subscribed(simulator))
        incidents, told = place.node.incidents, ("binance", "BTC/USDT", "BTCUSDT", None, 1)
        incidents.process(Freshness(*told, channel="trade", stale=True, cause="mute"))
        [incident] = incidents.recent()
        assert incident.end is None
        place.node.unsubscribe_all()
        assert incident.end is not None


async def test_a_clock_that_is_off_is_an_incident_and_a_metric(eventually):
    async with Simulator(MarketSource(activity=0.1)) as simulator:
        simulator.skew(20.0)  # far more than an answer may take on a busy machine
        async with asked(simulator) as place:
            await eventually(place.node.incidents.recent)
            [incident] = place.node.incidents.recent()
            assert (incident.kind, incident.end) == ("clock", None)
            assert re.fullmatch(r"ours is \d+\.\d s behind", incident.detail)
            async with place.web.get(f"{place.node.url}/metrics") as answer:
                assert 'radist_upstream_clock_off{exchange="binance"} 1.0' in await answer.text()


async def test_what_nobody_heard_in_between_is_not_called_recovered(simulator, eventually):
    async with asked(simulator) as place:
        answer = await place.events()
        room = place.node.hub.rooms[TRADES]
        await eventually(lambda: room.seq > 0)
        answer = await place.events(answer["cursor"])
        place.node.unsubscribe_all()
        await eventually(lambda: not subscribed(simulator))
        later = await place.events(answer["cursor"])
        assert (later["rooms"][0]["recovered"], later["events"]) == (False, [])
        assert later["rooms"][0]["reason"] == "retention"
        await eventually(lambda: subscribed(simulator))
        assert (await place.events(later["cursor"]))["rooms"][0]["recovered"] is True


def cost_of_questions(followed: int) -> float:
    """Seconds for a hundred questions about one topic, while so many others are listened to."""
    node = Node(Config())
    listener, asker = Session("websocket-1", lambda: None), Session("rest-1", lambda: None)
    for number in range(followed):
        node.hub.join(listener, f"trade.binance.A{number}/USDT")
    node._follow()
    start = perf_counter()
    for _ in range(100):
        node.hub.join(asker, TRADES)
        node.hub.quit(asker)
        node._follow()
    took = perf_counter() - start
    assert node._receiver.keeps(TRADES) and TRADES not in node._receiver.topics
    assert len(node._receiver.topics) == followed
    return took


async def test_a_question_costs_the_same_however_many_topics_are_followed():
    assert cost_of_questions(2000) < 20 * cost_of_questions(2)


async def test_exchanges_are_left_while_the_clients_leave(monkeypatch):
    config = Config(http=Http("127.0.0.1", 0), websocket=WebSocket("127.0.0.1", 0))
    node, left = Node(config), asyncio.Event()
    stop, ready = asyncio.Event(), asyncio.Event()

    async def listen() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            left.set()

    async def known() -> None:
        """What is traded is known at once."""

    see_off = Rooms.stop

    async def see_clients_off(rooms: Rooms) -> None:
        await left.wait()
        await see_off(rooms)

    monkeypatch.setattr(node._receiver, "run", listen)
    monkeypatch.setattr(node._receiver, "ready", known)
    monkeypatch.setattr(Rooms, "stop", see_clients_off)
    async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(node.run(stop, ready))
        await ready.wait()
        stop.set()
        await running
