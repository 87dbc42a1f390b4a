"""Lets go wrong what was asked to: faults at their times, chances from a seed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from random import Random
from typing import Protocol

from radist.simulator import chaos
from radist.simulator.damage import Damage
from radist.simulator.faults import KINDS, Fault

_RATES = frozenset(name for name, takes in KINDS.items() if takes in ("chance", "rate"))


class Victim(Protocol):
    """The simulated exchange, as far as it can be made to fail."""

    damage: Damage

    @property
    def heard(self) -> list[str]: ...
    def cut(self, at: int = 0) -> bool: ...
    def cut_all(self) -> int: ...
    def reset(self, at: int = 0) -> bool: ...
    def reset_all(self) -> int: ...
    def sever(self, number: int, *, reset: bool = False) -> bool: ...
    def blackhole(self) -> int: ...
    def live(self, seconds: float) -> None: ...
    def mute(self, stream: str, *, everywhere: bool = False) -> int: ...
    def unmute(self, stream: str) -> None: ...
    def delay(self, seconds: float) -> None: ...
    def renumber(self) -> None: ...
    def skew(self, seconds: float) -> None: ...
    def block(self, *, silently: bool = False) -> None: ...
    def unblock(self) -> None: ...
    def ban(self, seconds: float) -> None: ...
    def throttle(self, seconds: float) -> None: ...
    def stale(self, seconds: float) -> None: ...
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
        victim, name = self._victim, fault.name
        if name in _RATES:
            setattr(victim.damage, name, fault.one_in)
        elif name in self._sudden:
            self._sudden[name]()
        elif name in self._set:
            self._set[name](fault.seconds)
        elif name in ("mute", "dead"):
            victim.mute(fault.stream, everywhere=name == "dead")
        elif name in ("cut_socket", "reset_socket"):
            victim.sever(fault.number, reset=name == "reset_socket")
        elif name == "unmute":
            victim.unmute(fault.stream)
        else:
            return False
        return True

    @property
    def _sudden(self) -> dict[str, Callable[[], object]]:
        victim = self._victim
        return {
            "cut_all": victim.cut_all,
            "reset_all": victim.reset_all,
            "blackhole": victim.blackhole,
            "id_reset": victim.renumber,
        }

    @property
    def _set(self) -> dict[str, Callable[[float], object]]:
        victim = self._victim
        return {
            "late": victim.delay,
            "life": victim.live,
            "skew": victim.skew,
            "ban": victim.ban,
            "throttle": victim.throttle,
            "stale": victim.stale,
        }

    @property
    def _lasting(self) -> dict[str, Callable[[float], Awaitable[None]]]:
        return {
            "cut": self._cut_now_and_then,
            "reset": self._reset_now_and_then,
            "chaos": self._cause_something_now_and_then,
            "block": self._block,
            "hang": self._hang,
            "shutdown": self._victim.announce_shutdown,
        }

    async def _now_and_then(self, mean: float, act: Callable[[], object]) -> None:
        """As often as that on average, at moments of chance."""
        while True:
            await asyncio.sleep(mean * self._random.uniform(0.5, 1.5))
            act()

    async def _cut_now_and_then(self, mean: float) -> None:
        await self._now_and_then(mean, lambda: self._victim.cut(self._random.randrange(10**6)))

    async def _reset_now_and_then(self, mean: float) -> None:
        await self._now_and_then(mean, lambda: self._victim.reset(self._random.randrange(10**6)))

    async def _cause_something_now_and_then(self, mean: float) -> None:
        def cause() -> None:
            self.add(chaos.choose(self._random, self._victim.heard))

        await self._now_and_then(mean, cause)

    async def _block(self, seconds: float, *, silently: bool = False) -> None:
        self._victim.block(silently=silently)
        await asyncio.sleep(seconds)
        self._victim.unblock()

    async def _hang(self, seconds: float) -> None:
        await self._block(seconds, silently=True)
