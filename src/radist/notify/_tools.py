"""What carriers share: ways out, keys, clock, paces."""

import os
import ssl
from collections.abc import Callable, Hashable
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import (
    ClientConnectionError,
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientConnectorSSLError,
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)

from radist.config import Notify, revealed
from radist.errors import ConfigError
from radist.notify._names import Names
from radist.notify._pace import Pace
from radist.notify._reach import Reach, Refused
from radist.notify._signing import Keys

MOST = 1000
"""Deliveries under way at once, and connections, of all targets."""


class Tools:
    """Open while deliveries are carried. `now` is in microseconds and may run faster than the
    machine's clock, `speed` times.
    """

    def __init__(
        self, settings: Notify, now: Callable[[], int], folder: Path, speed: float = 1.0
    ) -> None:
        self.now = now
        self.speed = speed
        self.keys = Keys(settings, folder, os.environ)
        self._names = Names()
        self.reach = Reach(settings.allow, settings.ports, self._names)
        self._sessions: dict[str, ClientSession] = {}
        self._paces: dict[Hashable, Pace] = {}

    async def __aenter__(self) -> Self:
        trusted = ssl.create_default_context()
        for scheme, reach in (("https", self.reach), ("http", self.reach.plain)):
            out = TCPConnector(
                ssl=trusted,
                resolver=reach,
                use_dns_cache=False,
                socket_factory=reach.socket,
                limit=MOST,
            )
            self._sessions[scheme] = _session(out)
        # Where the operator has sent us, nobody has to look.
        out = TCPConnector(ssl=trusted, resolver=self._names, limit=MOST)
        self._sessions["operator"] = _session(out)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._sessions:
            await self._sessions.popitem()[1].close()
        await self._names.close()

    def session(self, way: str) -> ClientSession:
        """The way out: `https` or `http` for addresses that users name, `operator`."""
        return self._sessions[way]

    def pace(self, who: Hashable, most: int, seconds: float) -> Pace:
        """One for all who name it alike."""
        if who not in self._paces:
            self._paces[who] = Pace(most, seconds / self.speed)
        return self._paces[who]

    def revealed(self, reference: str, where: str) -> str:
        """The secret that an option refers to. Raises ConfigError."""
        if not reference:
            raise ConfigError(f"{where}: is missing")
        return revealed(reference, where, os.environ)


def unanswered(error: ClientError | OSError) -> str:
    """Why nothing was answered, for people: without the address, which may have secrets in it."""
    if isinstance(error, ClientConnectorCertificateError):
        return "its certificate is not to be believed"
    if isinstance(error, ClientConnectorSSLError):
        return "no TLS to be had there"
    if isinstance(error, ClientConnectorError):
        cause = error.os_error
        if isinstance(cause, Refused):
            return str(cause)
        # What the system says of a number; its own words may have the address in them.
        known = os.strerror(cause.errno) if cause.errno and cause.errno > 0 else cause.strerror
        return known or "no connection"
    return "connection lost" if isinstance(error, ClientConnectionError) else "no proper answer"


def _session(out: TCPConnector) -> ClientSession:
    """Without cookies, without a proxy of the environment; lanes look at the time."""
    return ClientSession(
        connector=out,
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=None),
        headers={"User-Agent": "Radist"},
        auto_decompress=False,
        trust_env=False,
    )
