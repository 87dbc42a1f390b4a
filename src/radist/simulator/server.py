"""The simulated exchange as a server: WebSocket streams and REST on one port, faults on demand."""

import asyncio
import errno
import logging
import ssl
import sys
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from radist.errors import ConfigError
from radist.simulator.binance import VENUE as SPOT
from radist.simulator.candles import SECOND
from radist.simulator.damage import Damage
from radist.simulator.desk import Desk
from radist.simulator.door import Door
from radist.simulator.faults import parse
from radist.simulator.limits import Counts, Manners, Weights
from radist.simulator.listeners import Listeners
from radist.simulator.replay import RecordingSource
from radist.simulator.socket import Socket
from radist.simulator.source import MarketSource, Source
from radist.simulator.trouble import Trouble

SIMULATED = "X-Radist-Simulated"
_CLOSING = 0.5  # seconds that clients get to say goodbye
_STEPS = 5  # turns of the loop from an accepted socket to one that is known here, and one more
_DAY = 24 * 60 * 60.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """Where to listen. Port 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 0
    manners: Manners | None = None
    """None: those of the exchange."""
    ssl_context: ssl.SSLContext | None = None
    life: float = _DAY
    """Seconds after which a WebSocket is closed."""
    weights: Weights | None = None
    """Another simulator's `weights`, where both count REST calls together."""
    faults: str = ""
    """What goes wrong from the start, as `--faults` has it."""
    seed: int = 1
    """Of what chance decides in these."""


class Simulator:
    """One simulated exchange: `await start()`, then `await stop()`, or as a context manager."""

    def __init__(self, source: Source, options: Options | None = None) -> None:
        self._source = source
        self._options = options or Options()
        self._manners = self._options.manners or source.venue.manners
        self.damage = Damage(self._options.seed)
        self._listeners = Listeners(source, self.damage)
        self.weights = self._options.weights or Weights(self._manners.limits)
        self.door = Door(source, self._listeners, self._manners, self.weights, self.damage)
        self.door.life = self._options.life
        faults = parse(self._options.faults, source.venue.parse)
        self._trouble = Trouble(self, faults, self._options.seed)
        self._desk = Desk(self, source.venue, self._trouble.add)
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
        return self.door.connections

    @property
    def rest_calls(self) -> int:
        """REST requests so far, refused ones too."""
        return self.door.rest_calls

    @property
    def counts(self) -> Counts:
        """Which limits clients went over, and how often."""
        return self.door.counts

    @property
    def violations(self) -> int:
        """How often clients went over any limit."""
        return self.door.counts.violations

    @property
    def messages(self) -> int:
        """Stream messages handed to sockets so far."""
        return self._listeners.messages

    @property
    def dropped(self) -> int:
        """Stream messages that `drop` and `drop_nth` let go missing."""
        return self.damage.dropped

    @property
    def sockets(self) -> list[Socket]:
        """Those open now: `path`, `received`, `sent`, `session.streams`."""
        return [socket for socket in self._listeners.sockets if not socket.gone]

    async def start(self) -> int:
        """Listen and play; returns the port."""
        options = self._options
        app = web.Application()
        app.add_routes([*self._desk.routes(), *self.door.routes()])
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
        self._playing = loop.create_task(self.play())
        self._playing.add_done_callback(_tell_why)
        return self.port

    async def play(self) -> None:
        """Let the market go on, and go wrong, until cancelled: what `start` does beside letting
        clients in.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._trouble.run())
            tasks.create_task(self._source.run(self._listeners))

    async def stop(self) -> None:
        """Close all sockets and the port, within a second."""
        if self._playing is not None:
            self._playing.cancel()
            await asyncio.wait([self._playing])
            self._playing = None
        await self._shut()
        self.door.open.set()
        try:
            async with asyncio.timeout(_CLOSING):
                await _close(list(self._listeners.sockets), b"going down")
        except TimeoutError:
            self.cut_all()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _shut(self) -> None:
        """Let nobody in any more, and those who are on their way in come in, to be sent away like
        all others: nobody else would close their sockets.
        """
        for site in tuple(self._runner.sites) if self._runner is not None else ():
            await site.stop()
        for _ in range(_STEPS):
            await asyncio.sleep(0)

    def cut(self, at: int = 0) -> bool:
        """Break one connection without a goodbye, `at` counted round all of them; false when there
        is none.
        """
        if alive := sorted(self.sockets, key=lambda socket: socket.number):
            alive[at % len(alive)].cut()
        return bool(alive)

    def cut_all(self) -> int:
        """Break every connection without a goodbye; tells how many there were."""
        alive = self.sockets
        for socket in alive:
            socket.cut()
        return len(alive)

    def reset(self, at: int = 0) -> bool:
        """As `cut`, but the client is told at once: a reset, as a machine sends that has crashed
        and come back.
        """
        if alive := sorted(self.sockets, key=lambda socket: socket.number):
            alive[at % len(alive)].cut(reset=True)
        return bool(alive)

    def reset_all(self) -> int:
        """The same to every connection; tells how many there were."""
        alive = self.sockets
        for socket in alive:
            socket.cut(reset=True)
        return len(alive)

    def sever(self, number: int, *, reset: bool = False) -> bool:
        """Break the connection of that number, as `sockets` tell it; false when it is not there."""
        found = [socket for socket in self.sockets if socket.number == number]
        for socket in found:
            socket.cut(reset=reset)
        return bool(found)

    def blackhole(self) -> int:
        """Leave every connection half-open: it stays, and nothing goes through it any more, either
        way, until the client lets go. Tells how many there were.
        """
        alive = self.sockets
        for socket in alive:
            socket.hollow = True
        return len(alive)

    def live(self, seconds: float) -> None:
        """Close the WebSockets that are opened from now on after so long."""
        self.door.life = seconds

    def renumber(self) -> None:
        """Let the ids of trades begin anew, at 1, where a market is played."""
        self._source.renumber()

    def skew(self, seconds: float) -> None:
        """Let the exchange's clock be so much ahead, or behind, where a market is played."""
        self._source.skew = round(seconds * SECOND)

    def throttle(self, seconds: float) -> None:
        """Answer every REST call with 429 for so long."""
        self.weights.throttle(self._manners.clock() + round(seconds * SECOND))

    def stale(self, seconds: float) -> None:
        """From now on answer for books by REST with what was answered up to so long ago."""
        self.door.stale = round(seconds * SECOND)

    @property
    def heard(self) -> list[str]:
        """The streams that somebody listens to."""
        return self._listeners.heard

    def mute(self, stream: str, *, everywhere: bool = False) -> int:
        """Stop to send a stream, which stays acknowledged; tells how many sockets heard it.

        A socket opened later has it again, unless `everywhere`: then nobody has, until `unmute`.
        Where nobody hears it yet, the next one to ask for it does not either.
        """
        return self._listeners.mute(stream, everywhere=everywhere)

    def unmute(self, stream: str) -> None:
        self._listeners.unmute(stream)

    def drop(self, one_in: int) -> None:
        """From now on lose one stream message in so many, by chance; 0 ends it."""
        self.damage.drop = one_in

    def delay(self, seconds: float) -> None:
        """From now on send messages and answers on sockets so late, in order."""
        self._listeners.late = seconds

    def block(self, *, silently: bool = False) -> None:
        """Break all WebSockets and refuse new ones with 403, while REST goes on.

        Silently: their handshakes are not answered at all.
        """
        self.door.refuses = not silently
        self.door.open.clear()
        self.cut_all()

    def unblock(self) -> None:
        self.door.open.set()

    def ban(self, seconds: float) -> None:
        """Answer every REST call with 418 for so long; `counts.calls_in_ban` tells who insists."""
        self.weights.ban(self._manners.clock() + round(seconds * SECOND))

    async def announce_shutdown(self, delay: float) -> None:
        """Tell the sockets open now that they will be closed, where that is the custom, and do it
        after so many seconds.
        """
        told, now = self.sockets, self._manners.clock()
        if farewell := self._source.venue.customs.farewell:
            for socket in told:
                socket.push(farewell(socket.session, now))
        await asyncio.sleep(delay)
        await _close([socket for socket in told if not socket.gone], b"going down")

    @property
    def _secure(self) -> str:
        return "s" if self._options.ssl_context else ""


async def _close(sockets: list[Socket], reason: bytes) -> None:
    async with asyncio.TaskGroup() as group:
        for socket in sockets:
            group.create_task(socket.close(1001, reason))


async def _mark(request: web.Request, response: web.StreamResponse) -> None:
    response.headers[SIMULATED] = "1"


def _tell_why(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("the simulated exchange stopped to play", exc_info=error)


async def simulate(  # noqa: PLR0913 - options of a command
    *,
    host: str,
    port: int,
    recording: Path | None,
    speed: float | None,
    seed: int,
    activity: float,
    exchange: str = SPOT.name,
    more_pairs: int = 0,
    faults: str = "",
    life: float = _DAY,
) -> None:
    """Run until cancelled; `speed` None plays a recording as fast as the clients can read."""
    source: Source
    if recording is None:
        source = MarketSource(exchange=exchange, seed=seed, activity=activity, more=more_pairs)
    elif exchange == SPOT.name:
        source = RecordingSource(recording, speed=speed)
    else:
        raise ConfigError(f"a recording of {exchange} cannot be played; of {SPOT.name} it can")
    options = Options(host=host, port=port, life=life, faults=faults, seed=seed)
    async with Simulator(source, options) as simulator:
        line = f"simulated exchange on {simulator.ws_url} and {simulator.rest_url}: "
        print(line + source.description, file=sys.stderr, flush=True)  # noqa: T201
        await asyncio.Event().wait()
