"""The simulated exchange as a server: WebSocket streams and REST on one port."""

import asyncio
import errno
import logging
import ssl
import sys
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from radist.errors import ConfigError
from radist.simulator.door import Door, Manners
from radist.simulator.listeners import Listeners
from radist.simulator.replay import RecordingSource
from radist.simulator.source import MarketSource, Source

SIMULATED = "X-Radist-Simulated"
_CLOSING = 0.5  # seconds that clients get to say goodbye
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """Where to listen. Port 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 0
    manners: Manners = field(default_factory=Manners)
    ssl_context: ssl.SSLContext | None = None


class Simulator:
    """One simulated exchange: `await start()`, then `await stop()`, or as a context manager."""

    def __init__(self, source: Source, options: Options | None = None) -> None:
        self._source = source
        self._options = options or Options()
        self._listeners = Listeners(source)
        self._door = Door(source, self._listeners, self._options.manners)
        self._runner: web.AppRunner | None = None
        self._playing: asyncio.Task[None] | None = None
        self.port = self._options.port

    async def __aenter__(self) -> "Simulator":
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    @property
    def ws_url(self) -> str:
        return f"ws{self._secure}://{self._options.host}:{self.port}"

    @property
    def rest_url(self) -> str:
        return f"http{self._secure}://{self._options.host}:{self.port}"

    @property
    def connections(self) -> int:
        """WebSockets accepted so far."""
        return self._door.connections

    @property
    def violations(self) -> int:
        """Sockets closed because they talked too much."""
        return self._door.violations

    @property
    def messages(self) -> int:
        """Stream messages handed to sockets so far."""
        return self._listeners.messages

    async def start(self) -> int:
        """Listen and play; returns the port."""
        options = self._options
        app = web.Application()
        app.add_routes(self._door.routes())
        app.on_response_prepare.append(_mark)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CLOSING)
        await self._runner.setup()
        site = web.TCPSite(
            self._runner, options.host, options.port, ssl_context=options.ssl_context
        )
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            place = f"port {options.port} on {options.host}"
            in_use = error.errno == errno.EADDRINUSE
            why = "is in use" if in_use else f"cannot be had: {error.strerror or error}"
            raise ConfigError(f"{place} {why}") from error
        self.port = self._runner.addresses[0][1]
        loop = asyncio.get_running_loop()
        self._playing = loop.create_task(self._source.run(self._listeners))
        self._playing.add_done_callback(_tell_why)
        return self.port

    async def stop(self) -> None:
        """Close all sockets and the port, within a second."""
        if self._playing is not None:
            self._playing.cancel()
            self._playing = None
        try:
            async with asyncio.timeout(_CLOSING), asyncio.TaskGroup() as group:
                for socket in list(self._listeners.sockets):
                    group.create_task(socket.close(1001, b"going down"))
        except TimeoutError:
            self.cut_all()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def cut(self) -> bool:
        """Break one connection without a goodbye; false when there is none."""
        for socket in self._listeners.sockets:
            if not socket.gone:
                socket.cut()
                return True
        return False

    def cut_all(self) -> int:
        """Break every connection without a goodbye; tells how many there were."""
        alive = [socket for socket in self._listeners.sockets if not socket.gone]
        for socket in alive:
            socket.cut()
        return len(alive)

    @property
    def _secure(self) -> str:
        return "s" if self._options.ssl_context else ""


async def _mark(request: web.Request, response: web.StreamResponse) -> None:
    response.headers[SIMULATED] = "1"


def _tell_why(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("the simulated exchange stopped to play", exc_info=error)


async def simulate(
    *,
    host: str,
    port: int,
    recording: Path | None,
    speed: float | None,
    seed: int,
    activity: float,
) -> None:
    """Run until cancelled; `speed` None plays a recording as fast as the clients can read."""
    source: Source
    if recording is None:
        source = MarketSource(seed=seed, activity=activity)
    else:
        source = RecordingSource(recording, speed=speed)
    async with Simulator(source, Options(host=host, port=port)) as simulator:
        line = f"simulated exchange on {simulator.ws_url} and {simulator.rest_url}: "
        print(line + source.description, file=sys.stderr, flush=True)  # noqa: T201
        await asyncio.Event().wait()
