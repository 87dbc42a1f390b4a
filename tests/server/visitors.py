"""Clients of a server: of its pages and streams, and of its rooms."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import aiohttp
from fastapi import FastAPI

DEADLINE = 10.0


class Web(NamedTuple):
    """A running web server."""

    browser: aiohttp.ClientSession
    url: str
    stop: Callable[[], Awaitable[None]]
    closing: asyncio.Event
    app: FastAPI

    async def ask(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        async with self.browser.request(method, self.url + path, **options) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> tuple[int, Any]:
        return await self.ask("GET", path)

    async def get_all(self, *paths: str) -> list[Any]:
        """What is answered to these, asked at once."""
        async with asyncio.TaskGroup() as tasks:
            asking = [tasks.create_task(self.get(path)) for path in paths]
        return [task.result()[1] for task in asking]

    async def post(self, path: str, body: object = None) -> tuple[int, Any]:
        return await self.ask("POST", path, **({} if body is None else {"json": body}))


class Happening(NamedTuple):
    """A block of a stream: `id` is None where it has none, `event` the parsed JSON of its data."""

    id: str | None
    event: Any
    comment: str | None
    retry: str | None = None


class EventSource:
    """Reads a stream, remembering the last id as browsers do."""

    def __init__(self, web: Web, path: str) -> None:
        self.last_id = ""
        self._web = web
        self._path = path

    async def __aenter__(self) -> "EventSource":
        headers = {"Last-Event-ID": self.last_id} if self.last_id else {}
        self.answer = await self._web.browser.get(self._web.url + self._path, headers=headers)
        assert self.answer.status == 200, await self.answer.text()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.answer.close()

    async def block(self) -> Happening | None:
        """The next block, None at the end."""
        fields: dict[str, str] = {}
        async for line in self.answer.content:
            text = line.decode().removesuffix("\n")
            if not text:
                return self._happened(fields)
            name, _, value = text.partition(":")
            fields[name or "comment"] = value.strip()
        return None

    def _happened(self, fields: dict[str, str]) -> Happening:
        self.last_id = fields.get("id", self.last_id)
        event = json.loads(fields["data"]) if "data" in fields else None
        return Happening(fields.get("id"), event, fields.get("comment"), fields.get("retry"))

    async def next(self) -> Any:
        """The next event."""
        while (block := await self.block()) is not None:
            if block.event is not None:
                return block.event
        raise AssertionError("the stream has ended")


class Guest:
    """A client of the rooms."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, **request: Any) -> None:
        await self.socket.send_str(json.dumps(request))

    async def hear(self) -> Any:
        """The next frame."""
        message = await self.socket.receive(DEADLINE)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        return json.loads(message.data)

    async def ask(self, **request: Any) -> Any:
        await self.say(**request)
        return await self.hear()

    async def closed(self) -> tuple[int | None, str]:
        """The close code and its reason, after whatever came before."""
        while True:
            message = await self.socket.receive(DEADLINE)
            if message.type is aiohttp.WSMsgType.CLOSE:
                return message.data, message.extra or ""
            assert message.type is aiohttp.WSMsgType.TEXT, message


class Caller:
    """A client of the rooms on a bare socket: says what it likes, reads when it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def come_in(self) -> None:
        """The end of the handshake."""
        self._writer.write(b"\r\n")
        await self._reader.readuntil(b"\r\n\r\n")

    def put(self, head: int, payload: bytes) -> None:
        """A frame whose mask, all zeros, changes nothing."""
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2)
        self._writer.write(bytes([head]) + length + bytes(4) + payload)

    async def frame(self) -> tuple[int, bytes]:
        """The next frame's first byte and its payload."""
        async with asyncio.timeout(DEADLINE):
            head, size = await self._reader.readexactly(2)
            if size > 125:
                size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8))
            return head, await self._reader.readexactly(size)

    async def hear(self) -> Any:
        """The next message."""
        head, payload = await self.frame()
        assert head == 0x81, payload
        return json.loads(payload)

    async def ask(self, **request: Any) -> Any:
        self.put(0x81, json.dumps(request).encode())
        while True:
            answer = await self.hear()
            if answer.get("id") == request["id"]:
                return answer

    async def all(self) -> tuple[list[Any], int]:
        """Every message up to the close, and its code."""
        messages = []
        while True:
            head, payload = await self.frame()
            if head == 0x88:
                self.put(0x88, payload[:2])
                return messages, int.from_bytes(payload[:2])
            if head == 0x81:
                messages.append(json.loads(payload))

    async def closed(self) -> int:
        return (await self.all())[1]

    async def rest(self) -> bytes:
        """Everything up to the end of the connection."""
        async with asyncio.timeout(DEADLINE):
            return await self._reader.read()

    def abort(self) -> None:
        self._writer.transport.abort()
