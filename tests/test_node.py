import asyncio

from radist.config import Config, Http, WebSocket
from radist.node import Node
from radist.server.websocket import Rooms

DEADLINE = 10.0


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
