"""The note that a subject takes of what came, and what that cost. Needs no package."""

import asyncio
import json
import platform
import socket
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

from traffic import PAIR_IDS, WARM_UP, ids

_LOOK = 0.02
"""Seconds between two looks at how many have come."""
_REST = 0.3
"""Seconds of silence after the warm-up, in which a subject comes to rest."""


class Plan(NamedTuple):
    """What a subject is to measure."""

    address: str
    """Host, port, and a path which tells the feed server the rest of the plan."""
    name: str
    """A kind of stream, or of mix."""
    count: int

    @classmethod
    def of(cls, address: str) -> "Plan":
        """The plan that an address tells: `host:port/run/name/rate/count`."""
        _, _, name, _, count = address.split("/")
        return cls(address, name, int(count))


class Tally:
    """Which messages came, and what the measured ones cost."""

    def __init__(self, plan: Plan) -> None:
        self.seen: list[Any] = []
        """The ids, in the subject's own spelling. To note them is all that a consumer does."""
        self._plan = plan
        self._figures: dict[str, float] = {}

    async def watch(self) -> None:
        """Return when all messages have come.

        What is read and parsed before a subject tells its first message is part of the cost: the
        processor time counts from the silence after the warm-up to the silence after the last.
        """
        await self._reach(WARM_UP)
        await asyncio.sleep(_REST)
        cpu, delay = process_time(), _run_delay()
        self._ask_for_more()
        await self._reach(WARM_UP + 1)
        began = perf_counter()
        await self._reach(WARM_UP + self._plan.count)
        wall, cpu, delay = perf_counter() - began, process_time() - cpu, _run_delay() - delay
        self._figures = {
            "us": cpu / self._plan.count * 1e6,
            "rate": self._plan.count / wall if wall > 10 * _LOOK else 0,
            "waited": delay / (delay + cpu),
        }

    async def _reach(self, count: int) -> None:
        # Looking now and then costs less than a question in each call of the consumer.
        while len(self.seen) < count:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK)

    def _ask_for_more(self) -> None:
        """The feed server has been waiting for this since the warm-up."""
        host, _, path = self._plan.address.partition("/")
        name, _, port = host.partition(":")
        with socket.create_connection((name, int(port))) as peer:
            peer.sendall(f"GET /{path}/go HTTP/1.1\r\n\r\n".encode())

    def report(self, packages: Iterable[str]) -> str:
        """One line of JSON. `complete` is whether each message came once, and each stream's in
        order.
        """
        versions = {"Python": platform.python_version()} | {
            name: version(name) for name in packages
        }
        complete = by_stream(map(int, self.seen)) == by_stream(
            ids(self._plan.name, WARM_UP + self._plan.count)
        )
        return json.dumps(
            self._figures | {"complete": complete, "came": len(self.seen), "versions": versions}
        )


def by_stream(numbers: Iterable[int]) -> list[int]:
    """Stream after stream, each in its own order."""
    return sorted(numbers, key=lambda number: number // PAIR_IDS)


_IDS: Mapping[str, Callable[[Any], int]] = {
    "trade": lambda d: d["t"],
    "aggTrade": lambda d: d["a"],
    "bookTicker": lambda d: d["u"],
    "depth": lambda d: d["u"],
    "kline": lambda d: d["k"]["n"],
    "markPrice": lambda d: d["E"],
    "bybitTrade": lambda d: d["data"][0]["i"],
    "bybitBook": lambda d: d["data"]["u"],
    "okxTrade": lambda d: int(d["data"][0]["tradeId"]),
    "okxBook": lambda d: d["data"][0]["seqId"],
}
_EVENTS = {"depthUpdate": "depth", "markPriceUpdate": "markPrice"}


def id_of(plan: str) -> Callable[[Any], int]:
    """What takes the id out of a decoded payload, for subjects that give no more than that."""
    return _IDS.get(plan, _id_of_any)


def _id_of_any(d: Any) -> int:
    kind = d.get("e", "bookTicker")
    return _IDS[_EVENTS.get(kind, kind)](d)


def _run_delay() -> float:
    """Seconds in which this process was ready and others had the processor; 0 if nobody tells."""
    try:
        return int(Path("/proc/self/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0
