"""Programs in processes of their own: the simulated exchange, and how it is doing."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

PROGRAM = Path(sys.executable).parent / "radist"
PATIENCE = 120.0
Json = dict[str, Any]


def environment(**more: str) -> dict[str, str]:
    """Ours, without settings."""
    return {k: v for k, v in os.environ.items() if not k.startswith("RADIST_")} | more


class Simulated:
    """A simulated exchange in another process, asked by what it offers to everybody."""

    def __init__(self, name: str, ws_url: str, rest_url: str, http: aiohttp.ClientSession) -> None:
        self.name = name
        self.ws_url = ws_url
        self.rest_url = rest_url
        self._http = http

    @property
    def settings(self) -> dict[str, str]:
        """What leads a Radist to it."""
        prefix = f"RADIST_EXCHANGES__{self.name.upper()}__"
        return {f"{prefix}WS_URL": self.ws_url, f"{prefix}REST_URL": self.rest_url}

    async def status(self) -> Json:
        async with self._http.get(f"{self.rest_url}/simulator/status") as response:
            return dict(await response.json())

    async def fail(self, faults: str) -> None:
        """Let this go wrong."""
        url = f"{self.rest_url}/simulator/faults"
        async with self._http.post(url, data=faults) as response:
            assert response.status == 200, await response.text()

    async def streams(self) -> set[tuple[int, str]]:
        """(socket, stream) of all that is subscribed."""
        sockets = (await self.status())["sockets"]
        return {(socket["number"], name) for socket in sockets for name in socket["streams"]}

    async def until(self, condition: Callable[[Json], object]) -> Json:
        """The first status for which that is true, asked for ten times a second."""
        async with asyncio.timeout(PATIENCE):
            while not condition(status := await self.status()):  # noqa: ASYNC110  # asks
                await asyncio.sleep(0.1)
        return status


@asynccontextmanager
async def simulated(name: str, *options: str) -> AsyncIterator[Simulated]:
    """`radist simulate` on a free port."""
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "simulate", "--exchange", name, "--port", "0", *options),
        env=environment(),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr
        async with asyncio.timeout(PATIENCE):
            line = (await process.stderr.readline()).decode()
        found = re.search(r"on (ws://\S+) and (http://[^\s]+\d)", line)
        assert found, line
        async with aiohttp.ClientSession() as http:
            yield Simulated(name, found[1], found[2], http)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        async with asyncio.timeout(PATIENCE):
            await process.communicate()


async def output_of(*arguments: str, **settings: str) -> tuple[int, bytes, bytes]:
    """A command to its end: exit code, output, errors."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        PROGRAM, *arguments, env=environment(**settings), stdout=pipe, stderr=pipe
    )
    async with asyncio.timeout(PATIENCE):
        out, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out, errors


class Served(NamedTuple):
    """Where a node is."""

    url: str
    rooms: str

    async def post(self, path: str) -> None:
        """A command."""
        async with aiohttp.ClientSession() as http, http.post(self.url + path) as response:
            assert response.status == 200, await response.text()

    async def ready(self) -> None:
        """Until it has something to serve."""
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as http:
            while True:
                async with http.get(f"{self.url}/readyz") as response:
                    if response.status == 200:
                        return
                await asyncio.sleep(0.05)


@asynccontextmanager
async def served(exchange: Simulated) -> AsyncIterator[Served]:
    """`radist serve` on free ports, listening to a simulated exchange."""
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "serve", "--set", "http.port=0", "--set", "websocket.port=0"),
        env=environment(**exchange.settings),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr
        said = ""
        async with asyncio.timeout(PATIENCE):
            while not (found := re.search(r"(http://\S+)[^/]*rooms: (ws://\S+)", said, re.DOTALL)):
                line = (await process.stderr.readline()).decode()
                assert line, f"it ended: {said}"
                said += line
        url, rooms = (place.replace("localhost", "127.0.0.1") for place in found.groups())
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(process.stderr.read())  # else its log would fill the pipe
            yield Served(url, rooms)
            reading.cancel()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        async with asyncio.timeout(PATIENCE):
            await process.communicate()
