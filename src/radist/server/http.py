"""The HTTP port: binds before it serves, so that a port in use is one clear line."""

import asyncio
import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

from radist.errors import ConfigError
from radist.server.deadlines import PunctualProtocol

WAITING = 4096
"""So many newcomers may wait at a door: whoever finds it full comes again after a second, then two,
then four. Systems may allow fewer.
"""


class _Server(uvicorn.Server):
    """uvicorn without its signal handling: the node decides when to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Listening(socket.socket):
    """A listening socket. Where there are no more descriptors, aiofastnet 1.2 asks the socket and
    not the loop to leave it alone for a second, and would else try for ever, at full speed.
    """

    def remove_reader(self, descriptor: int) -> None:
        asyncio.get_running_loop().remove_reader(descriptor)


def bind(host: str, port: int, key: str) -> list[socket.socket]:
    """Listening sockets on every address of a host. Raises ConfigError naming the key."""
    sockets: list[socket.socket] = []
    problem: OSError | None = None
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        # A hosts file may name one address twice, which could not be had the second time.
        for family, _, _, _, address in dict.fromkeys(found):
            try:
                sockets.append(_listen(family, address, sockets))
            except OSError as error:
                problem = error
                if error.errno == errno.EADDRINUSE:
                    raise
        if not sockets and problem:
            raise problem
    except OSError as error:
        for sock in sockets:
            sock.close()
        in_use = error.errno == errno.EADDRINUSE
        reason = "is in use" if in_use else f"cannot be had: {error.strerror}"
        raise ConfigError(f"{key}: port {port} on {host} {reason}") from error
    return sockets


def _listen(family: int, address: Any, others: list[socket.socket]) -> socket.socket:
    """A listening socket; where the system chose the first one's port, the others share it."""
    host, port, *rest = address
    sock = Listening(family)
    try:
        if os.name != "nt":  # there it would let two programs have one port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, others[0].getsockname()[1] if others else port, *rest))
        sock.listen(WAITING)
    except OSError:
        sock.close()
        raise
    return sock


class Http:
    """The web application on its port."""

    def __init__(self, app: FastAPI, sockets: list[socket.socket]) -> None:
        self.port: int = sockets[0].getsockname()[1]
        self._sockets = sockets
        self._server = _Server(
            uvicorn.Config(
                app,
                http=PunctualProtocol,
                ws="none",
                proxy_headers=False,  # whose word is taken is ours to know
                log_config=None,
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=1,
                server_header=False,
            )
        )

    async def run(self) -> None:
        """Serve until `stop` is called."""
        await self._server.serve(sockets=self._sockets)

    def stop(self) -> None:
        """Let go of the port; `run` returns within a second."""
        self._server.should_exit = True

    async def started(self) -> None:
        """Wait until requests are answered."""
        while not self._server.started:  # noqa: ASYNC110  # uvicorn has a flag, not an event
            await asyncio.sleep(0.01)
