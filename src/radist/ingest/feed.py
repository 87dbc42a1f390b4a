"""One exchange's never-ending events.

Theory of operation. A feed is told what is wanted, as a set, never what to do. Each kind of socket
(`route`) has a `Line`,
which compares what is wanted with what it has asked for and sends the difference; after a
reconnect it has asked for
nothing, so the same comparison subscribes to everything again. No command can be lost, doubled or
overtaken.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import NoReturn

from radist.errors import ExchangeError
from radist.exchanges.base import Exchange, Fetch
from radist.ingest.backoff import Backoff
from radist.ingest.budget import Budget
from radist.ingest.fetcher import Fetcher
from radist.ingest.line import Line, Publish
from radist.model import Subscription

log = logging.getLogger(__name__)

_SHARE = 0.8
"""The part of the connection limit that we use."""


class Feed:
    """The events of one exchange, across reconnects, for ever."""

    def __init__(
        self,
        exchange: Exchange,
        publish: Publish,
        fetcher: Fetcher,
        make_backoff: Callable[[], Backoff],
    ) -> None:
        self.exchange = exchange
        self.wanted: frozenset[Subscription] = frozenset()
        self.held = False
        """Whether the operator has asked to be disconnected."""
        self.lines: dict[str, Line] = {}
        self.last_error = ""
        self._publish = publish
        self._fetcher = fetcher
        self._make_backoff = make_backoff
        self._connects = Budget(
            int(exchange.limits.connects * _SHARE), exchange.limits.connects_window
        )
        self._tasks: asyncio.TaskGroup | None = None
        self._ready = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Whether at least one socket is up, and none that is needed is down."""
        needed = [line for line in self.lines.values() if line.wanted]
        return bool(needed) and all(line.connected for line in needed)

    @property
    def simulated(self) -> bool:
        """Whether the exchange says that its prices are made up."""
        sources = [self._fetcher.headers, *(line.headers for line in self.lines.values())]
        return any(headers.get("X-Radist-Simulated") == "1" for headers in sources)

    def want(self, subscriptions: Iterable[Subscription]) -> None:
        """From now on these, and only these. They must be known to the exchange
        (`Exchange.subscription`).
        """
        self.wanted = frozenset(subscriptions)
        self._distribute()

    def hold(self) -> None:
        """Disconnect and stay so; what is wanted is kept."""
        self.held = True
        self._distribute()

    def resume(self) -> None:
        """Connect again."""
        self.held = False
        self._distribute()

    async def ready(self) -> None:
        """Wait until the instruments are known."""
        await self._ready.wait()

    async def run(self) -> NoReturn:
        """Learn the instruments, then keep the lines going until cancelled."""
        async with asyncio.TaskGroup() as self._tasks:
            await self._learn_instruments()
            self._ready.set()
            self._distribute()
            await asyncio.Event().wait()
        raise AssertionError("a feed ends only by being cancelled")

    async def _learn_instruments(self) -> None:
        backoff = self._make_backoff()
        while True:
            try:
                for fetch in self.exchange.list_instruments():
                    await self._fetch(fetch)
                return
            except ExchangeError as error:
                self.last_error, wait = str(error), backoff.wait()
                fields = {
                    "exchange": self.exchange.name,
                    "error": str(error),
                    "wait": round(wait, 2),
                }
                log.warning("instruments unavailable", extra=fields)
                await asyncio.sleep(wait)

    async def _fetch(self, fetch: Fetch) -> None:
        body = await self._fetcher.fetch(fetch)
        self.exchange.fetched(fetch.url, body, 0)

    def _distribute(self) -> None:
        """Give each line its part of what is wanted."""
        if not self._ready.is_set() or self._tasks is None:
            return
        parts: dict[str, set[Subscription]] = {route: set() for route in self.lines}
        for subscription in () if self.held else self.wanted:
            parts.setdefault(self.exchange.route(subscription), set()).add(subscription)
        for route, part in parts.items():
            if route not in self.lines:
                line = Line(
                    self.exchange,
                    route,
                    self._publish,
                    self._fetcher,
                    self._make_backoff(),
                    self._connects,
                )
                self.lines[route] = line
                self._tasks.create_task(line.run(), name=f"{self.exchange.name} {route}")
            self.lines[route].want(part)
