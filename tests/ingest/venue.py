"""An exchange that does whatever a test wants, however rude: sockets by hand, REST by table."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import NamedTuple

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Answer(NamedTuple):
    """What REST says, or what a handshake is refused with."""

    status: int
    body: bytes = b"{}"
    headers: tuple[str, ...] = ()

    @property
    def encoded(self) -> bytes:
        lines = (f"HTTP/1.1 {self.status} Whatever", f"Content-Length: {len(self.body)}")
        return "\r\n".join((*lines, *self.headers, "", "")).encode() + self.body


class Peer:
    """A client's WebSocket, as the server sees it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.asked: list[dict] = []
        """Requests, in order."""
        self.pongs: list[bytes] = []

    def send(self, payload: bytes, opcode: int = TEXT, *, last: bool = True) -> None:
        """One WebSocket frame."""
        length = len(payload)
        if length < 126:
            size = bytes([length])
        elif length < 65_536:
            size = b"\x7e" + length.to_bytes(2)
        else:
            size = b"\x7f" + length.to_bytes(8)
        self.raw(bytes([0x80 * last + opcode]) + size + payload)

    def raw(self, data: bytes) -> None:
        """Bytes that need not be a frame."""
        if not self.writer.is_closing():
            self.writer.write(data)

    async def sulk(self, data: bytes) -> None:
        """Send this and leave; without it, stay and say nothing."""
        self.raw(data)
        if not data:
            await self.reader.read()
        self.writer.close()

    def cut(self) -> None:
        """End without a goodbye."""
        self.writer.transport.abort()

    async def receive(self) -> tuple[int, bytes]:
        """The next frame: opcode and payload."""
        first, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length >= 126:
            length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8))
        mask = await self.reader.readexactly(4)
        masked = await self.reader.readexactly(length)
        return first & 0x0F, bytes(b ^ mask[i % 4] for i, b in enumerate(masked))

    async def obey(self) -> None:
        """Acknowledge every request, say goodbye when told so, until the client is gone."""
        while await self.heed():
            pass

    async def heed(self) -> bool:
        """Answer one frame; false after a goodbye."""
        kind, payload = await self.receive()
        if kind == PONG:
            self.pongs.append(payload)
        elif kind == PING:
            self.send(payload, PONG)
        elif kind == CLOSE:
            self.send(payload, CLOSE)
        else:
            self.asked.append(json.loads(payload))
            self.send(b'{"result":null,"id":%d}' % self.asked[-1]["id"])
        return kind != CLOSE


async def obedient(peer: Peer) -> None:
    """What a venue does unless told otherwise."""
    await peer.obey()


Behaviour = Callable[[Peer], Awaitable[None]]


class Venue:
    """One port for WebSocket and REST. `behaviour` may be changed at any time."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = obedient
        self.refusal: bytes | None = None
        """What to send instead of a handshake; empty is to never answer."""
        self.answers: list[Answer | bytes] = [Answer(200)]
        """Of REST, in turn; the last one stays. After bytes the connection ends; without any it is
        mute.
        """
        self.requests: list[tuple[float, str]] = []
        """When and what, of REST."""
        self.handshakes = 0
        self.heads: list[dict[str, str]] = []
        """The headers of the handshakes, their names in lower case."""
        self.peers: list[Peer] = []
        self._writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await self._server.wait_closed()

    @property
    def ws_url(self) -> str:
        return f"ws://{self._address}"

    @property
    def rest_url(self) -> str:
        return f"http://{self._address}"

    @property
    def _address(self) -> str:
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()
        return f"{host}:{port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                fields = dict(line.partition(b": ")[::2] for line in head.split(b"\r\n"))
                named = {name.lower().decode(): value.decode() for name, value in fields.items()}
                key = named.get("sec-websocket-key")
                if key is not None:
                    self.heads.append(named)
                    await self._converse(key.encode(), Peer(reader, writer))
                    return
                await self._answer(head, Peer(reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async def _answer(self, head: bytes, client: Peer) -> None:
        now = asyncio.get_running_loop().time()
        self.requests.append((now, head.split(b" ")[1].decode()))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Answer):
            client.raw(answer.encoded)
        else:
            await client.sulk(answer)

    async def _converse(self, key: bytes, peer: Peer) -> None:
        self.handshakes += 1
        if self.refusal is not None:
            await peer.sulk(self.refusal)
            return
        accept = base64.b64encode(hashlib.sha1(key + GUID).digest())
        peer.raw(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"X-Venue: moon\r\nSec-WebSocket-Accept: %b\r\n\r\n" % accept
        )
        self.peers.append(peer)
        await self.behaviour(peer)
