"""A WebSocket to any address, opened again for ever: what is said on it is up to the listener."""

import asyncio
import logging
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from radist.errors import ConfigError, ExchangeError
from radist.ingest.backoff import Backoff
from radist.ingest.budget import Budget
from radist.ingest.clock import monotonic, now_us
from radist.ingest.connection import Connection

log = logging.getLogger(__name__)

_MESSAGES, _WINDOW = 100, 1.0
"""What we send in a second at most, whoever it is."""


class Target(NamedTuple):
    """Where to connect, and what to say there without being asked."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    """Beside those of the handshake."""
    greetings: tuple[bytes, ...] = ()
    """Text messages to send, in order, whenever the socket has been opened."""
    ping: bytes = b""
    """A text message to send every `ping_every` seconds, beside the protocol's own pings."""
    ping_every: float = 30.0


class Listener:
    """Who is told what happens on the socket, without a queue or a task between. Times are in
    microseconds.
    """

    def opened(self) -> None:
        """The socket is up, and the greetings are about to be sent."""

    def text(self, message: bytes, now: int) -> None:
        """A text message, as UTF-8 has it."""

    def binary(self, message: bytes, now: int) -> None:
        """A binary message."""

    def closed(self, reason: str) -> None:
        """The socket is gone, or could not be had."""


class Anywhere:
    """Keeps one socket to a target. Raises ConfigError where the address is none."""

    def __init__(self, target: Target, listener: Listener, backoff: Backoff) -> None:
        self.messages = self.bytes = self.reconnects = 0
        self.connected_since: int | None = None
        self.last_error = ""
        self._target = _checked(target)
        self._where = spoken(target.url)
        self._listener = listener
        self._backoff = backoff
        self._connection: Connection | None = None
        self._paused = False
        self._stopping = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Whether the socket is up."""
        return self.connected_since is not None

    def stop(self) -> None:
        """Say goodbye, and connect no more: `run` ends."""
        self._stopping.set()

    def pause(self, paused: bool) -> None:
        """Whether to read no further; what is sent meanwhile waits in the network."""
        self._paused = paused
        if self._connection is not None:
            self._connection.pause(paused)

    async def send(self, message: bytes) -> bool:
        """Send a text message; false where there is no socket to send it on."""
        if self._connection is None or self._connection.closed.done():
            return False
        await self._connection.send(message)
        return True

    async def run(self) -> None:
        """Connect again and again, until `stop`, or until there are no tries left."""
        async with asyncio.TaskGroup() as tasks:
            both = {tasks.create_task(self._forever()), tasks.create_task(self._stopping.wait())}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for one in both:
                one.cancel()

    async def _forever(self) -> None:
        while not self._backoff.exhausted:
            opened = monotonic()
            try:
                reason = await self._once()
                self._backoff.lasted(monotonic() - opened)
            except ExchangeError as error:
                reason = str(error).replace(self._target.url, self._where)
                self.connected_since = None
                self._listener.closed(reason)
            self.last_error = reason
            await self._pause(reason)

    async def _pause(self, reason: str) -> None:
        wait = self._backoff.wait()
        if self._backoff.exhausted:
            self._log(logging.ERROR, "gave up", reason=reason, attempts=self._backoff.attempts)
            return
        self.reconnects += 1
        fields = {"attempt": self._backoff.attempts, "wait": round(wait, 2)}
        self._log(logging.WARNING, "reconnecting", reason=reason, **fields)
        await asyncio.sleep(wait)

    async def _once(self) -> str:
        """One socket from open to close; why it closed. Raises ExchangeError."""
        connection = await Connection.open(
            self._target.url,
            self._text,
            Budget(_MESSAGES, _WINDOW),
            self._binary,
            self._target.headers,
        )
        self._connection = connection
        connection.pause(self._paused)
        try:
            self._come_up()
            await self._talk(connection)
        finally:
            self._connection = None
            await connection.close("not needed any more")
            self.connected_since = None  # not before: messages may come until it is closed
            reason = connection.closed.result() if connection.closed.done() else "closed"
            self._listener.closed(reason)
        return reason

    def _come_up(self) -> None:
        """A message may come in one read with the handshake; it is told after that."""
        if self.connected_since is None:
            self.connected_since = now_us()
            self._log(logging.INFO, "connected")
            self._listener.opened()

    async def _talk(self, connection: Connection) -> None:
        """Greet, then ping until the socket is gone."""
        for greeting in self._target.greetings:
            await connection.send(greeting)
        every = self._target.ping_every if self._target.ping else None
        while not connection.closed.done():
            with suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await asyncio.shield(connection.closed)
                    return
            await connection.send(self._target.ping)

    def _text(self, message: bytes, now: int) -> None:
        self._count(message)
        self._listener.text(message, now)

    def _binary(self, message: bytes, now: int) -> None:
        self._count(message)
        self._listener.binary(message, now)

    def _count(self, message: bytes) -> None:
        self._come_up()
        self.messages += 1
        self.bytes += len(message)

    def _log(self, level: int, message: str, **fields: object) -> None:
        log.log(level, message, extra={"url": self._where, **fields})


def spoken(url: str) -> str:
    """An address as it may be said aloud: without what may be a secret."""
    scheme, mark, rest = url.partition("?")[0].partition("#")[0].partition("://")
    host, slash, path = (rest if mark else scheme).partition("/")
    return (scheme + mark if mark else "") + host.rpartition("@")[2] + slash + path


def _checked(target: Target) -> Target:
    try:
        parts = urlsplit(target.url)
        right = parts.scheme in ("ws", "wss") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right:
        raise ConfigError(
            f"{spoken(target.url)!r} is no address of a WebSocket, such as wss://host/path"
        )
    if target.ping_every <= 0:
        raise ConfigError(f"a ping every {target.ping_every} s: expected more than 0")
    return target
