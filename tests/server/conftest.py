"""A node's double, real servers on free ports, and clients that read streams as browsers do."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import pytest
from server.upstream import Make, Upstream
from server.visitors import DEADLINE, Caller, EventSource, Guest, Web

from radist.config import Config, Limits, WebSocket
from radist.floor import Floor
from radist.hub.hub import Hub
from radist.model import Event
from radist.paper import Paper
from radist.receiver import Receiver
from radist.server.app import create_app
from radist.server.guard import Guard
from radist.server.http import Http, bind
from radist.server.websocket import PATH, Rooms
from radist.trading_settings import Paper as PaperSettings


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture
def upstream(tmp_path, hub) -> Iterator[Upstream]:
    made = Upstream(tmp_path)
    made.begin_alerts(hub)
    yield made
    made.store.close()


@pytest.fixture
def room_bytes() -> int:
    return 100_000


@pytest.fixture
def hub(room_bytes: int) -> Hub:
    return Hub("e1", room_bytes)


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=DEADLINE)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield session


Serve = Callable[..., Awaitable[Web]]


@pytest.fixture
async def serve(upstream, hub, browser) -> AsyncIterator[Serve]:
    async with asyncio.TaskGroup() as tasks:
        stops: list[Callable[[], Awaitable[None]]] = []

        async def start(settings: Config | None = None, **options: Any) -> Web:
            closing = asyncio.Event()
            floor = Floor(settings or Config(), upstream.store, hub, upstream.now)
            upstream.floor = floor
            trading = tasks.create_task(floor.run())
            # What fills orders is tried on whole nodes: here there is no exchange to order at.
            receiver = Receiver(settings or Config(), ())
            upstream.paper = Paper(PaperSettings(), receiver, hub, floor, upstream.store)
            matching = tasks.create_task(upstream.paper.run())
            app = create_app(upstream, hub, settings or Config(), closing=closing, **options)
            http = Http(app, bind("127.0.0.1", 0, "http.port"))
            running = tasks.create_task(http.run())
            await http.started()

            async def stop() -> None:
                closing.set()
                http.stop()
                await running
                matching.cancel()
                floor.stop()
                await trading

            stops.append(stop)
            return Web(browser, f"http://127.0.0.1:{http.port}", stop, closing, app)

        yield start
        for stop in stops:
            await stop()


@pytest.fixture
async def web(serve: Serve) -> Web:
    return await serve()


@pytest.fixture
def listen(web: Web) -> Callable[[str], EventSource]:
    return lambda path: EventSource(web, path)


Visit = Callable[[], Awaitable[Guest]]


@pytest.fixture
async def open_rooms(upstream, hub) -> AsyncIterator[Callable[..., Awaitable[Rooms]]]:
    opened: list[Rooms] = []

    async def start(
        guard: Guard | None = None, limits: Limits | None = None, **settings: Any
    ) -> Rooms:
        websocket = WebSocket(**({"host": "127.0.0.1", "port": 0} | settings))
        rooms = Rooms(upstream, hub, Config(websocket=websocket, limits=limits or Limits()), guard)
        await rooms.start()
        opened.append(rooms)
        return rooms

    yield start
    for rooms in opened:
        await rooms.stop()


@pytest.fixture
async def rooms(open_rooms) -> Rooms:
    return await open_rooms()


@pytest.fixture
def visit(browser) -> Callable[..., Awaitable[Guest]]:
    async def come(rooms: Rooms, path: str = PATH, **options: Any) -> Guest:
        url = f"ws://127.0.0.1:{rooms.port}{path}"
        guest = Guest(await browser.ws_connect(url, **options))
        guest.welcome = await guest.hear()
        return guest

    return come


@pytest.fixture
async def knock() -> AsyncIterator[Callable[[Rooms], Awaitable[Caller]]]:
    callers = []

    async def come(rooms: Rooms, *, is_in: bool = True) -> Caller:
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # soon full
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", rooms.port))
        reader, writer = await asyncio.open_connection(sock=sock, limit=4096)
        key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
        upgrade = "Upgrade: websocket\r\nConnection: upgrade"
        writer.write(f"GET {PATH} HTTP/1.1\r\nHost: x\r\n{upgrade}\r\n{key}\r\n".encode())
        callers.append(Caller(reader, writer))
        if is_in:
            await callers[-1].come_in()
        return callers[-1]

    yield come
    for caller in callers:
        caller.abort()


@pytest.fixture
def lag(hub) -> Callable[[str, Callable[[int], Event]], Awaitable[int]]:
    async def publish(topic: str, event: Callable[[int], Event]) -> int:
        """Publish numbered events until a listener does not keep up; how many they were."""
        number, members = 0, hub.room(topic).members.values()
        clock = asyncio.get_running_loop().time

        def behind() -> int:
            return max((member.room.seq - member.cursor for member in members), default=300)

        async with asyncio.timeout(DEADLINE):
            while behind() < 300:
                for _ in range(100):
                    hub.publish(event(number))
                    number += 1
                late = clock() + 0.01  # twice as long as messages are gathered
                while behind() and clock() < late:  # noqa: ASYNC110  # there is no event
                    await asyncio.sleep(0)
        return number

    return publish
