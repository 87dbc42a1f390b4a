"""A Radist in a process of its own, which strangers do their worst to."""

import asyncio
import json
import os
import re
import resource
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import aiohttp

from proof.programs import PATIENCE, PROGRAM, Simulated, environment


class Served:
    """`radist serve`."""

    def __init__(self, process: asyncio.subprocess.Process, http: aiohttp.ClientSession) -> None:
        self.process = process
        self.http = http
        self.url = self.rooms = ""
        self.said: list[str] = []
        """Every line of its log."""

    async def listen(self) -> None:
        """Read what it says, until it ends."""
        assert self.process.stderr
        async for raw in self.process.stderr:
            line = raw.decode()
            self.said.append(line)
            if found := re.search(r"REST, SSE: (http://\S+)", line):
                self.url = found[1].replace("localhost", "127.0.0.1")
            if found := re.search(r"rooms: (ws://\S+)", line):
                self.rooms = found[1].replace("localhost", "127.0.0.1")

    @property
    def ports(self) -> tuple[int, int]:
        """Of HTTP and of the rooms."""
        http, rooms = (re.search(r":(\d+)(/|$)", url) for url in (self.url, self.rooms))
        assert http
        assert rooms
        return int(http[1]), int(rooms[1])

    def megabytes(self) -> float:
        """The memory that it has in use."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def most_megabytes(self) -> float:
        """The most that it ever had."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        return int(found[1]) / 1000

    def descriptors(self) -> int:
        """The files that it has open."""
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").iterdir())

    async def stop(self) -> None:
        """Ctrl+C, and wait until it has gone down."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGINT)
        async with asyncio.timeout(PATIENCE):
            await self.process.wait()

    @asynccontextmanager
    async def watched(self, path: str) -> AsyncIterator[list[float]]:
        """How long answers take meanwhile, in milliseconds, each on a new connection; there at the
        end.
        """
        taken: list[float] = []
        pipe, script = asyncio.subprocess.PIPE, Path(__file__).parent / "watchful.py"
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, script, "127.0.0.1", str(self.ports[0]), path),
            stdin=pipe,
            stdout=pipe,
        )
        yield taken
        async with asyncio.timeout(PATIENCE):
            out, _ = await process.communicate(b"\n")
        taken += json.loads(out)


@asynccontextmanager
async def served(
    exchange: Simulated, *, files: int = 0, ports: tuple[int, int] = (0, 0), **settings: str
) -> AsyncIterator[Served]:
    """It listens to a simulated exchange; `files` limits the descriptors that it may have, `ports`
    are those of HTTP and of the rooms.
    """
    limit = partial(resource.setrlimit, resource.RLIMIT_NOFILE, (files, files))
    http_port, rooms_port = (
        f"{name}.port={port}" for name, port in zip(("http", "websocket"), ports, strict=True)
    )
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "serve", "--set", http_port, "--set", rooms_port),
        env=environment(**exchange.settings, **settings),
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=limit if files else None,
    )
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout) as http, asyncio.TaskGroup() as tasks:
        radist = Served(process, http)
        listening = tasks.create_task(radist.listen())
        try:
            async with asyncio.timeout(PATIENCE):
                while not (radist.url and radist.rooms):  # noqa: ASYNC110  # it says so itself
                    await asyncio.sleep(0.01)
            yield radist
        finally:
            await radist.stop()
            await listening


def percentile(values: list[float], share: float) -> float:
    """The value that so many of them are below."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
