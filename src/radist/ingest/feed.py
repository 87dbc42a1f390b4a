"""One exchange's never-ending events.

Theory of operation. A feed is told what is wanted, as a set, never what to do. For each kind of
socket (`route`) it has a `Line`, or several where the exchange limits the streams of a socket. A
line compares what is wanted with what it has asked for and sends the difference; after a reconnect
it has asked for nothing, so the same comparison subscribes to everything again. No command can be
lost, doubled or overtaken. Whether streams bring what they should is the `Vigil`'s business.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, NoReturn

from radist import ingest_settings
from radist.config import Fallback
from radist.errors import ExchangeError
from radist.exchanges._book_stream import BookVenue
from radist.exchanges.base import Clock, Exchange, Fetch, Limits
from radist.ingest.backoff import Backoff
from radist.ingest.budget import LATE, Budget
from radist.ingest.clock import Agreement, monotonic, now_us, steady_us
from radist.ingest.fetcher import Access
from radist.ingest.line import Line, Means, Publish
from radist.ingest.places import SECOND, Places
from radist.ingest.quarantine import Purity, Sample
from radist.ingest.rollover import Rollover
from radist.ingest.twice import Twice, elsewhere
from radist.ingest.vigil import Done, Vigil, subscriptions_of
from radist.market.silence import COUNTED
from radist.model import BookSnapshot, Event, Subscription

log = logging.getLogger(__name__)

_SHARE = 0.8
"""The part of the connection limit that we use."""
_TICK = 1.0
_CLOCK = 60.0
"""Seconds between two looks at the exchange's clock."""


def connect_budget(limits: Limits) -> Budget:
    """How many sockets may be opened. Exchanges which count them together need one together; they
    count arrivals, hence the longer window.
    """
    window = limits.connects_window
    return Budget(int(limits.connects * _SHARE), window + min(LATE, window))


class Feed:
    """The events of one exchange, across reconnects, for ever."""

    def __init__(  # noqa: PLR0913  # what it is told is all it knows
        self,
        exchange: Exchange,
        publish: Publish,
        fetcher: Access,
        make_backoff: Callable[[], Backoff],
        fallback: Fallback = Fallback(),  # noqa: B008  # frozen
        connects: Budget | None = None,
        rollover: ingest_settings.Rollover = ingest_settings.Rollover(),  # noqa: B008  # frozen
        twins: ingest_settings.Twins = ingest_settings.Twins(),  # noqa: B008  # frozen
    ) -> None:
        self.exchange = exchange
        self.wanted: frozenset[Subscription] = frozenset()
        self.held = False
        """Whether the operator has asked to be disconnected."""
        self.last_error = ""
        self._paused = False
        self.clock = Agreement(exchange.name)
        self.sample: Sample | None = None
        """Where frames that make no sense are kept, if they are."""
        self._fetcher = fetcher
        self._make_backoff = make_backoff
        connects = connects or connect_budget(exchange.limits)
        self._watchers: list[Callable[[Line], None]] = []
        told = (publish, fetcher.fetch, self._errand, connects, self._turned)
        self._places = Places(exchange, self._open_line, Twice(exchange, twins.topics))
        self.rollover = Rollover(exchange.name, self._places, rollover)
        leaving = self.rollover.leaving if exchange.shares else lambda line, reason: False
        self._means = Means(*told, fetcher.open, self._places.beside, leaving, self._senseless)
        second = elsewhere(fetcher, exchange.name, twins)
        self._means_of_second = self._means._replace(open=second)
        self._only = fallback.only
        self.vigil = Vigil(exchange.name, self._places, self._poll, fallback)
        self._purity = Purity[Line](monotonic())
        self._tasks: asyncio.TaskGroup | None = None
        self._ready = asyncio.Event()
        self._errands: set[str] = set()
        """What is being fetched in the background, by address."""

    @property
    def lines(self) -> list[Line]:
        """The places for sockets."""
        return self._places.lines

    @property
    def connected(self) -> bool:
        """Whether at least one socket is up, and none that is needed is down."""
        needed = self.needed
        return bool(needed) and all(line.connected for line in needed)

    @property
    def needed(self) -> list[Line]:
        """The places which something is missing without, and those that have a socket."""
        wanted = (line for line in self.lines if line.wanted)
        return [line for line in wanted if line.connected or not self._places.stands_in(line)]

    @property
    def simulated(self) -> bool:
        """Whether the exchange says that its prices are made up."""
        sources = [self._fetcher.headers, *(line.headers for line in self.lines)]
        return any(headers.get("X-Radist-Simulated") == "1" for headers in sources)

    def watch(self, turned: Callable[[Line], None]) -> None:
        """Call this whenever a socket is up, is gone, or could not be had."""
        self._watchers.append(turned)

    def _turned(self, line: Line) -> None:
        self.rollover.turned(line)
        for turned in self._watchers:
            turned(line)

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

    def pause(self, paused: bool) -> None:
        """Whether to read no further; what an exchange sends meanwhile waits in the network."""
        self._paused = paused
        for line in self.lines:
            line.pause(paused)

    def doubt(self, subscription: Subscription) -> str:
        """Why what was last heard cannot be believed now; empty while it can."""
        return self.vigil.doubt(subscription)

    @property
    def delay(self) -> float:
        """For how many seconds REST is needed for more urgent things than history."""
        return self._fetcher.delay

    @property
    def weight(self) -> tuple[int, int]:
        """What of REST's weight was used in the last minute, and what the exchange allows."""
        return self._fetcher.spent, self.exchange.limits.weight_per_minute

    async def picture(self, symbol: str) -> BookSnapshot | None:
        """What REST has of a book, where it has any and answers."""
        of = self.exchange.instruments.get(symbol)
        if of is None or not isinstance(self.exchange, BookVenue):
            return None
        found = await self._try(self.exchange.picture(of)) or ()
        return next((event for event in found if isinstance(event, BookSnapshot)), None)

    def renew(self, subscription: Subscription, *, broken: bool) -> None:
        """Ask for a whole book: it is `broken`, or more of it should be known."""
        if line := self._places.of(subscription):
            line.renew(subscription, broken=broken)

    async def history(
        self, of: Subscription, before: int | str | None, limit: int
    ) -> list[Event] | None:
        """What REST knows of before; None where the exchange has none. Raises ExchangeError."""
        fetch = self.exchange.history(of, before, limit)
        return None if fetch is None else await self._fetch(fetch)

    async def ready(self) -> None:
        """Wait until the instruments are known."""
        await self._ready.wait()

    async def run(self) -> NoReturn:
        """Learn the instruments, then keep the lines going until cancelled."""
        async with asyncio.TaskGroup() as self._tasks:
            await self._learn_instruments()
            self._ready.set()
            self._distribute()
            self._tasks.create_task(self._read_clock(), name=f"{self.exchange.name} clock")
            while True:
                await asyncio.sleep(_TICK)
                for fetch in () if self.held else self.exchange.relearn(steady_us()):
                    self._errand(fetch)
                asks, publish = not self._fetcher.busy, self._means.publish
                self.vigil.tick(self.wanted, asks=asks, publish=publish)
                for line in self._purity.impure(self.lines, monotonic()):
                    line.leave("too many frames that make no sense")
                if self.exchange.shares:
                    self.rollover.tick(now_us() / 1e6)

    async def _learn_instruments(self) -> None:
        backoff = self._make_backoff()
        while True:
            try:
                for fetch in self.exchange.list_instruments():
                    await self._fetch(fetch)
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

    async def _read_clock(self) -> None:
        while fetch := self.exchange.clock():
            await self._try(fetch)
            await asyncio.sleep(_CLOCK)

    async def _fetch(self, fetch: Fetch) -> list[Event]:
        """The events of an answer; what else it yields is done. Raises ExchangeError."""
        try:
            answer = await self._fetcher.ask(fetch)
        finally:
            self._errands.discard(fetch.url)
        events: list[Event] = []
        for output in self.exchange.fetched(fetch.url, answer.body, answer.answered):
            if isinstance(output, Event):
                events.append(output)
            elif isinstance(output, Fetch) and not self._ready.is_set():
                events += await self._fetch(output)  # a further page of what there is
            elif isinstance(output, Fetch):
                self._errand(output)
            elif isinstance(output, Clock):
                self.clock.compare(output.time, answer.asked, answer.answered)
        return events

    async def _try(self, fetch: Fetch) -> list[Event] | None:
        """The same; a failure costs nothing but the answer."""
        try:
            return await self._fetch(fetch)
        except ExchangeError as error:
            self.last_error = str(error)
            log.warning("fetch failed", extra={"exchange": self.exchange.name, "error": str(error)})
            self.exchange.failed(fetch.url)
            return None

    def _errand(self, fetch: Fetch) -> None:
        """Fetch in the background; what is being fetched already, not once more: while nothing may
        be, as in a ban, the same would be asked for again and again.
        """
        if fetch.url in self._errands:
            return
        self._errands.add(fetch.url)

        async def run() -> None:
            for event in await self._try(fetch) or ():
                self._means.publish(event)

        self._soon(run(), f"fetch {fetch.url}")

    def _poll(
        self, subscriptions: frozenset[Subscription], done: Done, needed: Callable[[], bool]
    ) -> None:
        """Ask REST in place of streams, as long as that is `needed`; `done` is told what of it
        succeeded.
        """

        async def run() -> None:
            events: list[Event] = []
            whole = True
            before = {subscription: self._heard(subscription) for subscription in subscriptions}
            for fetch in self.exchange.poll(subscriptions):
                if not needed():
                    whole = False
                    break
                found = await self._try(fetch)
                whole &= found is not None
                for event in filter(self._is_wanted, found or ()):
                    if not self._is_late(event, before):
                        self._means.publish(event)
                        events.append(event)
            done(events, whole)

        self._soon(run(), f"{self.exchange.name} poll")

    def _is_wanted(self, event: Event) -> bool:
        """Of all symbols, some may have been asked for."""
        return not self.wanted.isdisjoint(subscriptions_of(event))

    def _heard(self, subscription: Subscription) -> int:
        """How many frames have come on the present socket."""
        line = self._places.of(subscription)
        pulse = line.pulse(subscription) if line else None
        return pulse.frames if pulse else 0

    def _is_late(self, event: Event, before: Mapping[Subscription, int]) -> bool:
        """Whether it is a state that the stream may have told a later one of meanwhile."""
        own = before.keys() & subscriptions_of(event)
        return event.channel not in COUNTED and any(self._heard(s) > before[s] for s in own)

    def _soon(self, errand: Coroutine[Any, Any, None], name: str) -> None:
        assert self._tasks is not None
        self._tasks.create_task(errand, name=name)

    def _distribute(self) -> None:
        """Give each line its part of what is wanted."""
        if self._ready.is_set():
            self._places.give(frozenset() if self.held else self.wanted)

    def _senseless(self, frame: bytes, now: int) -> None:
        if self.sample is not None and self.sample.due:
            self._soon(self.sample.keep(frame, now), f"sample of {self.exchange.name}")

    def _open_line(self, route: str, side: int) -> Line:
        means = self._means_of_second if side == SECOND else self._means
        line = Line(self.exchange, route, means, self._make_backoff())
        line.pause(self._paused)
        if not self._only:
            self._soon(line.run(), f"{self.exchange.name} {route}")
        return line
