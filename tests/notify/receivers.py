"""Those who are told: servers on loopback that count, answer as they are told, or hang."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import NamedTuple, Self

from aiohttp import web


class Heard(NamedTuple):
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """An HTTP server. `answer` is what it says, or a function of what it heard."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.heard: list[Heard] = []
        self.answer: int | Callable[[Heard], Awaitable[web.StreamResponse]] = 204
        self.headers: dict[str, str] = {}
        self.arrived = asyncio.Event()
        self.port = 0
        self._released = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def up(self) -> None:
        """Listen, after `down` on the same port."""
        self._runner = web.ServerRunner(
            web.Server(self._received, access_log=None), shutdown_timeout=0.1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, ssl_context=self._tls)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def down(self) -> None:
        """Refuse connections."""
        self._released.set()
        await self._runner.cleanup()

    async def __aexit__(self, *_: object) -> None:
        await self.down()

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def ids(self) -> list[str]:
        return [heard.headers["webhook-id"] for heard in self.heard]

    async def hang(self, _: Heard) -> web.StreamResponse:
        """An answer that never comes."""
        await self._released.wait()
        return web.Response()

    async def _received(self, request: web.BaseRequest) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        heard = Heard(request.path_qs, headers, await request.read())
        self.heard.append(heard)
        self.arrived.set()
        if isinstance(self.answer, int):
            return web.Response(status=self.answer, headers=self.headers)
        return await self.answer(heard)
