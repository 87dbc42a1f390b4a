"""Asks for the addresses of names, in threads that do nothing else."""

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

_THREADS = 16
"""Names that are asked for at once. The pool of the loop is for others, the store above all: a name
server that does not answer must not hold them up.
"""


class Names(AbstractResolver):
    """The system's answers."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_THREADS, "names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises OSError."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, _found, host, port, family)

    async def close(self) -> None:
        """Whoever still asks is left to it."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _found(host: str, port: int, family: int) -> list[ResolveResult]:
    return list(_results(host, port, family))


def _results(host: str, port: int, family: int) -> Iterator[ResolveResult]:
    flags, numbers = socket.AI_ADDRCONFIG, socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    asked = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, flags)
    for kind, _, protocol, _, place in asked:
        zone = f"%{place[3]}" if len(place) == 4 and place[3] else ""
        yield ResolveResult(
            hostname=host,
            host=f"{place[0]}{zone}",
            port=port,
            family=kind,
            proto=protocol,
            flags=numbers,
        )
