"""A program that keeps numbers and tells how many are written, until it is killed.

python writing.py TO SPILL FIRST
"""

import asyncio
import sys
from pathlib import Path

from radist.listening import outbox
from radist.sinks._outbox import Outbox
from radist.sinks.base import Record


def number(n: int) -> Record:
    return Record(f"number {n}", n, "numbers", b'{"n":%d}' % n, "json")


async def tell(out: Outbox) -> None:
    told = 0
    while True:
        if out.counts.written != told:
            told = out.counts.written
            sys.stderr.write(f"{told}\n")
            sys.stderr.flush()
        await asyncio.sleep(0)


async def main(to: str, spill: str, first: str) -> None:
    async with outbox(to, Path(spill)) as out, asyncio.TaskGroup() as tasks:
        tasks.create_task(tell(out))
        n = int(first)
        while True:
            out.put(number(n))
            n += 1
            await out.room()
            if n % 10 == 0:
                await asyncio.sleep(0)


asyncio.run(main(*sys.argv[1:]))
