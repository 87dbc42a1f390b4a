"""Flocks of clients, told what to do: each is a process of its own (flock.py)."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from proof.programs import PATIENCE

ADDRESSES = ",".join(f"127.0.0.{number}" for number in range(2, 8))
Json = dict[str, Any]


class Flocks:
    """All of them."""

    def __init__(self, processes: list[asyncio.subprocess.Process]) -> None:
        self._processes = processes

    def tell(self, word: str) -> None:
        """One of the words of flock.py."""
        for process in self._processes:
            assert process.stdin
            process.stdin.write(f"{word}\n".encode())

    async def done(self, word: str) -> list[Json]:
        """What each says when it is done with that."""
        lines = []
        async with asyncio.timeout(PATIENCE):
            for process in self._processes:
                assert process.stdout
                lines.append(json.loads(await process.stdout.readline()))
        assert all(line["done"] == word for line in lines)
        return lines

    async def back(self, word: str) -> tuple[float, float]:
        """Seconds until half of the clients were back, about, and until all were."""
        lines = await self.done(word)
        return max(line["median"] for line in lines), max(line["last"] for line in lines)

    async def count(self) -> tuple[Counter[str], Counter[str]]:
        """What was told, and what was not as it should be."""
        self.tell("count")
        lines = await self.done("count")
        told, faults = Counter[str](), Counter[str]()
        for line in lines:
            told.update(line["told"])
            faults.update(line["faults"])
        return told, faults


@asynccontextmanager
async def flocks(port: int, sizes: Iterable[int], *rooms: str) -> AsyncIterator[Flocks]:
    """Some processes with so many clients each."""
    script, pipe = Path(__file__).parent / "flock.py", asyncio.subprocess.PIPE
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, script, str(port), str(size), ADDRESSES, *rooms),
            stdin=pipe,
            stdout=pipe,
        )
        for size in sizes
    ]
    try:
        yield Flocks(processes)
    finally:
        for process in processes:
            if process.returncode is None:
                process.terminate()
            await process.communicate()
