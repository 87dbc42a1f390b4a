"""A Radist in a process of its own, and clients that listen to it."""

import asyncio
import json
import re
import signal
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

Json = dict[str, Any]
PATIENCE = 60.0


class Served:
    """`radist serve`, listening to a simulated exchange."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.url = self.rooms = ""

    async def started(self) -> None:
        """Read the addresses that it announces."""
        assert self.process.stderr
        async with asyncio.timeout(PATIENCE):
            while not (self.url and self.rooms):
                line = (await self.process.stderr.readline()).decode()
                assert line, "it ended before it served"
                if found := re.search(r"REST, SSE: (http://\S+)", line):
                    self.url = found[1].replace("localhost", "127.0.0.1")
                if found := re.search(r"rooms: (ws://\S+)", line):
                    self.rooms = found[1].replace("localhost", "127.0.0.1")

    async def post(self, path: str) -> Json:
        """POST without a body."""
        async with aiohttp.ClientSession() as http, http.post(self.url + path) as response:
            assert response.status == 200, await response.text()
            return dict(await response.json())

    async def stop(self) -> int:
        """Ctrl+C; the exit code."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGINT)
            async with asyncio.timeout(PATIENCE):
                await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode


async def sse(url: str, joined: asyncio.Event) -> AsyncIterator[Json]:
    """The envelopes of an event stream."""
    timeout = aiohttp.ClientTimeout(total=None, sock_read=PATIENCE)
    session = aiohttp.ClientSession(timeout=timeout, read_bufsize=2**22)
    async with session as http, http.get(url) as response:
        assert response.status == 200, await response.text()
        async for line in response.content:
            joined.set()
            if line.startswith(b"data: "):
                yield json.loads(line[6:])


async def room(url: str, name: str, joined: asyncio.Event) -> AsyncIterator[Json]:
    """The frames of a room; checks that each names the one before it."""
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as socket:
        await socket.send_json({"op": "subscribe", "id": 1, "rooms": [name]})
        last = -1
        async for message in socket:
            frame = message.json()
            if frame["type"] == "subscribed":
                last = frame["seq"]
                joined.set()
            elif "seq" in frame:
                assert frame["prev"] == last
                last = frame["seq"]
                yield frame
