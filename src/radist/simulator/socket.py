"""One client's WebSocket at the simulated exchange: its queue out, its requests in, its pulse."""

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Callable
from typing import Protocol

from aiohttp import WSMessage, WSMsgType

from radist.simulator.candles import SECOND
from radist.simulator.customs import Reply, Session
from radist.simulator.damage import Damage
from radist.simulator.limits import Manners, Rolling

OUTBOX = 20_000  # frames; who is further behind than that is dropped, as by the venue
EASE = 256  # frames; below this a client counts as keeping up
_NOW = struct.pack("ii", 1, 0)  # do not linger: to close is to reset
_COUNTED = frozenset({WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING, WSMsgType.PONG})


class Wire(Protocol):
    """What a client is at the other end of: aiohttp's WebSocket, or what stands in for one."""

    async def send_frame(self, message: bytes, opcode: WSMsgType) -> None: ...
    async def ping(self, message: bytes = b"") -> None: ...
    async def pong(self, message: bytes = b"") -> None: ...
    async def receive(self) -> WSMessage: ...
    async def close(self, *, code: int = 1000, message: bytes = b"") -> bool: ...


class Socket:
    """Frames are pushed without waiting and written in order by `write`."""

    def __init__(
        self,
        wire: Wire,
        session: Session,
        *,
        unit: int,
        roads: frozenset[str],
        path: str = "",
        number: int = 0,
    ) -> None:
        self.session = session
        self.unit = unit
        self.roads = roads
        """The classes of streams that can be heard here."""
        self.path = path
        self.number = number
        """The how manieth connection it is."""
        self.received = 0
        """Messages of the client, pings and pongs too."""
        self.sent = 0
        """Stream messages for it."""
        self.gone = False
        self.hollow = False
        """Whether nothing goes through any more, though it is open."""
        self._damage = Damage(0)
        self._wire = wire
        self._outbox: deque[bytes] = deque()
        self._filled = asyncio.Event()
        self._eased = asyncio.Event()
        self._transport: asyncio.Transport | None = None
        self._alive = 0
        """When the client last showed that it is there."""

    def attach(self, transport: asyncio.Transport | None, damage: Damage) -> None:
        self._transport = transport
        self._damage = damage

    @property
    def address(self) -> str:
        """Where the client calls from; empty where nobody knows."""
        peer = self._transport and self._transport.get_extra_info("peername")
        return str(peer[0]) if peer else ""

    def push(self, frame: bytes) -> None:
        if self.gone or self.hollow:
            return
        if len(self._outbox) >= OUTBOX:
            self.cut()
            return
        self._outbox.append(frame)
        self._filled.set()

    def end(self) -> None:
        """Nothing more is sent, and nobody waits for it."""
        self.gone = True
        self._outbox.clear()
        self._filled.set()
        self._eased.set()

    def cut(self, *, reset: bool = False) -> None:
        """Break the connection as a dead network does: no close frame, nothing flushed."""
        self.end()
        if self._transport is None:  # not isinstance: uvloop has its own kind of transports
            return
        if reset and not self._transport.is_closing():  # one that was left has no socket any more
            plug = self._transport.get_extra_info("socket")
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NOW)
        self._transport.abort()

    async def eased(self) -> None:
        """Return when little is left to write, or nobody to write to."""
        while len(self._outbox) > EASE and not self.gone:
            self._eased.clear()
            await self._eased.wait()

    async def write(self) -> None:
        """Send what is pushed, until the connection ends."""
        while not self.gone:
            while self._outbox:
                frame = self._outbox.popleft()
                await self._wire.send_frame(frame, WSMsgType.TEXT)
                if self._damage.slow:
                    await asyncio.sleep(len(frame) / self._damage.slow)
                if len(self._outbox) <= EASE:
                    self._eased.set()
            self._filled.clear()
            await self._filled.wait()

    async def keep_alive(self, manners: Manners) -> None:
        """Ping, if that is the custom, and cut the connection of a client that is gone."""
        clock = manners.clock
        self._alive, sent = clock(), self.sent
        while not self.gone:
            await asyncio.sleep(manners.ping_every)
            if manners.either_way and self.sent > sent:
                self._alive, sent = clock(), self.sent
            if self.hollow:
                continue
            if clock() - self._alive > manners.pong_within * SECOND:
                self.cut()
                return
            if manners.pings:
                await self._wire.ping(str(clock() // 1_000).encode())

    async def read(self, budget: Rolling, manners: Manners, act: "Act") -> bool:
        """Answer requests until the client leaves; false when it talks too much."""
        clock = manners.clock
        while True:
            message = await self._wire.receive()
            if message.type not in _COUNTED:
                return True
            if self.hollow:
                continue
            self.received += 1
            if not budget.hit(clock()):
                return False
            if message.type is WSMsgType.PONG or not manners.pings:
                self._alive = clock()
            if message.type is WSMsgType.PING:
                await self._wire.pong(message.data)
            elif message.type is not WSMsgType.PONG:
                text = message.data
                act(self, self.session.answer(text if isinstance(text, str) else ""))

    async def expire(self, life: float) -> None:
        """Close when its time is over."""
        await asyncio.sleep(life)
        await self.close(1001, b"the connection has reached its age")

    async def close(self, code: int, reason: bytes) -> None:
        await self._wire.close(code=code, message=reason)


Act = Callable[[Socket, Reply], None]
