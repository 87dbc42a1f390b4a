"""The way to a simulated exchange without a network: its door is called, in virtual time."""

import asyncio
from collections import deque
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from aiohttp import ClientConnectionError, WSMessage, WSMsgType, web
from multidict import CIMultiDict
from yarl import URL

from radist.errors import ExchangeError
from radist.ingest import clock, connection
from radist.ingest.budget import Budget
from radist.ingest.connection import Receive
from radist.ingest.fetcher import Fetcher
from radist.simulator.server import SIMULATED, Simulator

LATENCY = 0.02
"""Seconds from one end to the other."""
_HEADERS = {SIMULATED: "1"}
_GONE = WSMessage(WSMsgType.CLOSED, None, None)


class Request:
    """What a server sees of a request."""

    remote = "10.0.0.1"
    transport: Any = None

    def __init__(self, url: str) -> None:
        self.rel_url = URL(url).relative()
        self.headers = CIMultiDict[str]()
        self.path, self.raw_path = self.rel_url.path, self.rel_url.raw_path_qs
        self.query = self.rel_url.query


class Link:
    """Both ends of one socket: what each sends arrives in order, a little later. It is all that
    `Line` needs of a connection, and all that `Socket` needs of a client.
    """

    def __init__(self, receive: Receive, budget: Budget) -> None:
        self.loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[str] = self.loop.create_future()
        self.headers: Mapping[str, str] = _HEADERS
        self._receive = receive
        self._budget = budget
        self._coming: deque[bytes] = deque()
        self._arrived = 0.0
        self._inbox: asyncio.Queue[WSMessage] = asyncio.Queue()
        self.loop.call_later(connection._IDLE, self._look)

    # Our end.

    async def send(self, frame: bytes) -> None:
        await self._budget.spend()
        self._tell(WSMessage(WSMsgType.TEXT, frame.decode(), None))

    def pause(self, paused: bool) -> None:
        assert not paused

    def abort(self, reason: str) -> None:
        if not self.closed.done():
            self._tell(_GONE)
            self.closed.set_result(reason)

    async def close(self, reason: str) -> None:
        self.abort(reason)

    def _tell(self, message: WSMessage) -> None:
        if not self.closed.done():
            self.loop.call_later(LATENCY, self._inbox.put_nowait, message)

    def _look(self) -> None:
        """As the real one does after a silence: ask, and leave where nobody answers."""
        if self.closed.done():
            return
        quiet = self.loop.time() - self._arrived
        if quiet >= connection._IDLE:
            self._tell(WSMessage(WSMsgType.PING, b"", None))
            self.loop.call_later(connection._REPLY, self._answered, self.loop.time())
        else:
            self.loop.call_later(connection._IDLE - quiet, self._look)

    def _answered(self, since: float) -> None:
        if self._arrived < since:
            self.abort("no answer to a ping")
        self._look()

    # The exchange's end.

    async def send_frame(self, message: bytes, opcode: WSMsgType) -> None:
        if self.closed.done():
            raise ConnectionResetError("gone")
        self._coming.append(message)
        self.loop.call_later(LATENCY, self._arrive)

    def _arrive(self) -> None:
        if self._coming and not self.closed.done():
            self._arrived = self.loop.time()
            self._receive(self._coming.popleft(), clock.now_us())

    async def ping(self, message: bytes = b"") -> None:
        self.loop.call_later(LATENCY, self._pinged, message)

    def _pinged(self, message: bytes) -> None:
        self._arrived = self.loop.time()
        self._budget.charge()
        self._tell(WSMessage(WSMsgType.PONG, message, None))

    async def pong(self, message: bytes = b"") -> None:
        self.loop.call_later(LATENCY, self._ponged)

    def _ponged(self) -> None:
        self._arrived = self.loop.time()

    async def receive(self) -> WSMessage:
        return await self._inbox.get()

    async def close_by_exchange(self, code: int, message: bytes) -> None:
        await asyncio.sleep(LATENCY)
        self._end(f"closed by the other side: {code} {message.decode()}")

    # Its transport.

    def cut(self) -> None:
        """What was on its way is lost."""
        self.loop.call_soon(self._end, "the connection was lost")

    def _end(self, why: str) -> None:
        self._coming.clear()
        if not self.closed.done():
            self.closed.set_result(why)
            self._inbox.put_nowait(_GONE)


class Door:
    """The exchange's end of a link, as its `Socket` wants it."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.send_frame, self.receive = link.send_frame, link.receive
        self.ping, self.pong = link.ping, link.pong
        self.abort = link.cut

    def get_extra_info(self, name: str) -> "Door":
        """A socket, as far as it is told not to linger."""
        return self

    def setsockopt(self, *option: object) -> None:
        pass

    def is_closing(self) -> bool:
        return self._link.closed.done()

    async def close(self, *, code: int = 1000, message: bytes = b"") -> bool:
        await self._link.close_by_exchange(code, message)
        return True


class Answering:
    """One REST call."""

    def __init__(self, exchange: "Exchange", url: str) -> None:
        self._exchange, self._url = exchange, url
        self.headers: Mapping[str, str] = {}
        self.status = 0

    async def __aenter__(self) -> "Answering":
        await asyncio.sleep(LATENCY)
        response = await self._exchange.answer(self._url)
        await asyncio.sleep(LATENCY)
        self.status, self._body = response.status, response.body
        self.headers = {**response.headers, **_HEADERS}
        return self

    async def __aexit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    async def read(self) -> bytes:
        return bytes(self._body)


class Exchange:
    """A simulated exchange that can be reached, or cannot."""

    def __init__(self, simulator: Simulator, tasks: asyncio.TaskGroup) -> None:
        self.simulator = simulator
        self.down = False
        """Whether nobody answers at its address."""
        self.handshakes: list[float] = []
        """When somebody tried to open a socket."""
        self._tasks = tasks
        self._endpoints = simulator._source.venue.endpoints
        self._roads = simulator._source.venue.roads

    def get(self, url: str) -> Answering:
        """As aiohttp's session."""
        return Answering(self, url)

    async def close(self) -> None:
        pass

    async def answer(self, url: str) -> web.Response:
        if self.down:
            raise ClientConnectionError("nobody listens there")
        asked: Any = Request(url)
        response = await self.simulator.door.rest(self._endpoints[asked.path], asked)
        assert isinstance(response, web.Response)
        return response

    async def dial(self, url: str, receive: Receive, budget: Budget) -> Link:
        """Open a socket. Raises ExchangeError."""
        self.handshakes.append(asyncio.get_running_loop().time())
        await asyncio.sleep(LATENCY)
        if self.down:
            raise ExchangeError(f"cannot connect to {url}: nobody listens there")
        asked, door = Request(url), self.simulator.door
        try:
            async with asyncio.timeout(connection._HANDSHAKE):
                refused = await door.admit(asked)
        except TimeoutError:
            raise ExchangeError(f"cannot connect to {url}: no answer") from None
        if refused:
            raise ExchangeError(f"cannot connect to {url}: {refused.status}")
        link = Link(receive, budget)
        roads = sorted(self._roads, key=len, reverse=True)
        road = next(road for road in roads if asked.path.startswith(road))
        self._tasks.create_task(self._attend(link, asked, road))
        return link

    async def _attend(self, link: Link, asked: Any, road: str) -> None:
        wire = asked.transport = Door(link)
        await self.simulator.door.attend(wire, asked, self._roads[road], road)
        link._end("closed")


class Access(Fetcher):
    """Ours, with its budgets and all it makes of refusals; only the network is another."""

    def __init__(self, ours: Fetcher, exchange: Exchange) -> None:
        super().__init__(ours._limits, ours._weight)
        self._session = exchange  # type: ignore[assignment]
        self._exchange = exchange

    async def open(self, url: str, receive: Receive, budget: Budget) -> Link:
        return await self._exchange.dial(url, receive, budget)
