"""REST to an exchange within its weight limit, obeying `Retry-After`."""

import re
from collections.abc import Mapping
from typing import NamedTuple, Protocol

import aiohttp

from radist.errors import ExchangeError
from radist.exchanges.base import Fetch, Limits
from radist.ingest.budget import LATE, Allowance, Budget
from radist.ingest.clock import now_us
from radist.ingest.connection import Connection, Receive, Wire

_TIMEOUT = aiohttp.ClientTimeout(total=30)
_LATER = 1.0
"""Seconds by which the exchange's clock may be behind ours."""
_TOO_MANY = frozenset({418, 429})
_FORBIDDEN = 403


class Answer(NamedTuple):
    """What an exchange said, and between which two times: microseconds of our clock."""

    body: bytes
    asked: int
    answered: int


def allowance(limits: Limits) -> Allowance:
    """What may be spent on one address. Exchanges which count together need one together."""
    return Allowance(limits.weight_per_minute, limits.weight_window + LATE)


class Access(Protocol):
    """The ways to an exchange: REST, and sockets."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Of the latest answer."""

    @property
    def busy(self) -> bool:
        """Whether what can wait has to."""

    @property
    def delay(self) -> float:
        """For how many seconds it is so."""

    @property
    def spent(self) -> int:
        """The weight that was used."""

    async def ask(self, fetch: Fetch) -> Answer:
        """An answer of REST. Raises ExchangeError."""

    async def fetch(self, fetch: Fetch) -> bytes:
        """Its body."""

    async def open(self, url: str, receive: Receive, budget: Budget, local: str = "") -> Wire:
        """A socket, from an address of this machine. Raises ExchangeError."""

    async def close(self) -> None:
        """Let go of everything."""


class Fetcher:
    """Fetches from one exchange. Many may ask at once; the budget decides who is next."""

    def __init__(self, limits: Limits, weight: Allowance | None = None) -> None:
        self.headers: Mapping[str, str] = {}
        """Headers of the latest answer."""
        self._limits = limits
        self._weight = weight or allowance(limits)
        self._session: aiohttp.ClientSession | None = None

    @property
    def busy(self) -> bool:
        """Whether less than a quarter of what may be spent is left: what can wait has to."""
        return self.delay > 0

    @property
    def delay(self) -> float:
        """For how many seconds it is so."""
        return self._weight.delay(self._weight.amount // 4)

    @property
    def spent(self) -> int:
        """The weight that was used within the last minute."""
        return self._weight.spent

    async def fetch(self, fetch: Fetch) -> bytes:
        """The body. Raises ExchangeError if the exchange does not answer or refuses."""
        return (await self.ask(fetch)).body

    async def ask(self, fetch: Fetch) -> Answer:
        """The body with its times. Raises ExchangeError as `fetch`."""
        await self._weight.spend(fetch.weight)
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        asked = now_us()
        try:
            async with self._session.get(fetch.url) as response:
                self._note(response)
                body = await response.read()
        except (aiohttp.ClientError, OSError, TimeoutError, UnicodeError) as error:
            raise ExchangeError(
                f"cannot fetch {fetch.url}: {str(error) or type(error).__name__}"
            ) from error
        if response.status in _TOO_MANY:
            self._weight.block(self._banned(body))
        elif response.status == _FORBIDDEN and self._limits.forbidden:
            self._weight.block(self._limits.forbidden)
        if response.status != 200:
            raise ExchangeError(f"{fetch.url} answered {response.status}: {body[:200]!r}")
        return Answer(body, asked, now_us())

    def _note(self, response: aiohttp.ClientResponse) -> None:
        """Learn from the headers what was used, by others on this address too, and when we are
        asked to stop.
        """
        self.headers = response.headers
        used = response.headers.get(self._limits.weight_header, "")
        if used.isdecimal():
            self._weight.told(int(used))
        if response.status in _TOO_MANY:
            wait = response.headers.get("Retry-After", "")
            self._weight.block(float(wait) if wait.isdecimal() else 60.0)

    def _banned(self, body: bytes) -> float:
        """For how many seconds, by the words of a refusal."""
        pattern = self._limits.banned_until
        found = re.search(pattern, body.decode("utf-8", "replace")) if pattern else None
        return int(found[1]) / 1000 - now_us() / 1e6 + _LATER if found else 0.0

    async def open(self, url: str, receive: Receive, budget: Budget, local: str = "") -> Wire:
        """A socket, from an address of this machine. Raises ExchangeError."""
        return await Connection.open(url, receive, budget, local=local)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
