"""One exchange's never-ending events.

Theory of operation. A feed is told what is wanted, as a set, never what to do. For each kind of
socket (`route`) it has a `Line`, or several where the exchange limits the streams of a socket. A
line compares what is wanted with what it has asked for and sends the difference; after a reconnect
it has asked for nothing, so the same comparison subscribes to everything again. No command can be
lost, doubled or overtaken.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NoReturn

from radist.errors import ExchangeError
from radist.exchanges.base import Exchange, Fetch
from radist.ingest.backoff import Backoff
from radist.ingest.budget import Budget
from radist.ingest.fetcher import Fetcher
from radist.ingest.line import Line, Means, Publish, now_us
from radist.model import Event, Subscription

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
        self.lines: list[Line] = []
        self.last_error = ""
        self._places: dict[Subscription, Line] = {}
        self._fetcher = fetcher
        self._make_backoff = make_backoff
        limits = exchange.limits
        connects = Budget(int(limits.connects * _SHARE), limits.connects_window)
        self._means = Means(publish, fetcher.fetch, self._errand, connects)
        self._tasks: asyncio.TaskGroup | None = None
        self._ready = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Whether at least one socket is up, and none that is needed is down."""
        needed = [line for line in self.lines if line.wanted]
        return bool(needed) and all(line.connected for line in needed)

    @property
    def simulated(self) -> bool:
        """Whether the exchange says that its prices are made up."""
        sources = [self._fetcher.headers, *(line.headers for line in self.lines)]
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
                    self._take(fetch, await self._fetcher.fetch(fetch))
                if self.exchange.instruments:
                    return
                raise ExchangeError(f"{self.exchange.name} says that it trades nothing")
            except ExchangeError as error:
                self.last_error, wait = str(error), backoff.wait()
                fields = {
                    "exchange": self.exchange.name,
                    "error": str(error),
                    "wait": round(wait, 2),
                }
                log.warning("instruments unavailable", extra=fields)
                await asyncio.sleep(wait)

    def _errand(self, fetch: Fetch) -> None:
        assert self._tasks is not None
        self._tasks.create_task(self._run_errand(fetch), name=f"fetch {fetch.url}")

    async def _run_errand(self, fetch: Fetch) -> None:
        """Fetch what the dialect asked for; a failure costs nothing but the answer."""
        try:
            self._take(fetch, await self._fetcher.fetch(fetch))
        except ExchangeError as error:
            self.last_error = str(error)
            log.warning("fetch failed", extra={"exchange": self.exchange.name, "error": str(error)})
            self.exchange.failed(fetch.url)

    def _take(self, fetch: Fetch, body: bytes) -> None:
        for output in self.exchange.fetched(fetch.url, body, now_us()):
            if isinstance(output, Event):
                self._means.publish(output)
            elif isinstance(output, Fetch):
                self._errand(output)

    def _distribute(self) -> None:
        """Give each line its part of what is wanted; what has a place keeps it."""
        if not self._ready.is_set():
            return
        wanted = frozenset() if self.held else self.wanted
        self._places = {s: line for s, line in self._places.items() if s in wanted}
        load = Counter(self._places.values())
        for subscription in sorted(wanted - self._places.keys()):
            line = self._line_with_room(self.exchange.route(subscription), load)
            self._places[subscription] = line
            load[line] += 1
        parts: dict[Line, set[Subscription]] = {line: set() for line in self.lines}
        for subscription, line in self._places.items():
            parts[line].add(subscription)
        for line, part in parts.items():
            line.want(part)

    def _line_with_room(self, route: str, load: Counter[Line]) -> Line:
        """A socket holds so many streams, and no more."""
        most = self.exchange.limits.streams_per_socket
        for line in self.lines:
            if line.route == route and load[line] < most:
                return line
        line = Line(self.exchange, route, self._means, self._make_backoff())
        self.lines.append(line)
        assert self._tasks is not None
        self._tasks.create_task(line.run(), name=f"{self.exchange.name} {route}")
        return line
