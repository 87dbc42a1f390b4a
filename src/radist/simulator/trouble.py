"""Lets go wrong what was asked to: faults at their times, chances from a seed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from random import Random
from typing import Protocol

from radist.simulator.faults import Fault


class Victim(Protocol):
    """The simulated exchange, as far as it can be made to fail."""

    def cut(self, at: int = 0) -> bool: ...
    def cut_all(self) -> int: ...
    def mute(self, stream: str, *, everywhere: bool = False) -> int: ...
    def unmute(self, stream: str) -> None: ...
    def drop(self, one_in: int) -> None: ...
    def delay(self, seconds: float) -> None: ...
    def block(self, *, silently: bool = False) -> None: ...
    def unblock(self) -> None: ...
    def ban(self, seconds: float) -> None: ...
    async def announce_shutdown(self, delay: float) -> None: ...


class Trouble:
    """Runs beside the exchange; faults may be added while it does."""

    def __init__(self, victim: Victim, faults: Iterable[Fault], seed: int) -> None:
        self._victim = victim
        self._first = list(faults)
        self._random = Random(f"{seed}/faults")
        self._tasks: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as self._tasks:
            self.add(self._first)
            await asyncio.Event().wait()

    def add(self, faults: Iterable[Fault]) -> None:
        """Those without a time happen at once."""
        if self._tasks is None:
            self._first += faults
            return
        for fault in faults:
            if fault.at or not self._at_once(fault):
                self._tasks.create_task(self._happen(fault), name=fault.name)

    async def _happen(self, fault: Fault) -> None:
        await asyncio.sleep(fault.at)
        if not self._at_once(fault):
            await self._lasting[fault.name](fault.seconds)

    def _at_once(self, fault: Fault) -> bool:
        """Do what takes no time; false if it does take some."""
        victim = self._victim
        match fault.name:
            case "cut_all":
                victim.cut_all()
            case "mute" | "dead":
                victim.mute(fault.stream, everywhere=fault.name == "dead")
            case "unmute":
                victim.unmute(fault.stream)
            case "drop":
                victim.drop(fault.one_in)
            case "late":
                victim.delay(fault.seconds)
            case "ban":
                victim.ban(fault.seconds)
            case _:
                return False
        return True

    @property
    def _lasting(self) -> dict[str, Callable[[float], Awaitable[None]]]:
        return {
            "cut": self._cut_now_and_then,
            "block": self._block,
            "hang": self._hang,
            "shutdown": self._victim.announce_shutdown,
        }

    async def _cut_now_and_then(self, mean: float) -> None:
        """As often as that on average, at moments and on connections of chance."""
        while True:
            await asyncio.sleep(mean * self._random.uniform(0.5, 1.5))
            self._victim.cut(self._random.randrange(10**6))

    async def _block(self, seconds: float, *, silently: bool = False) -> None:
        self._victim.block(silently=silently)
        await asyncio.sleep(seconds)
        self._victim.unblock()

    async def _hang(self, seconds: float) -> None:
        await self._block(seconds, silently=True)
