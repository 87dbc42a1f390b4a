"""One running Radist: the only module that knows every other."""

import asyncio
import logging
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from time import time_ns
from typing import Protocol

import msgspec

from radist import __version__, topics
from radist.alerting import Alerting
from radist.auditing import Auditing
from radist.backfill import Backfill
from radist.chronicle import Chronicle
from radist.confidence import BookTraits
from radist.config import Config, state_folder
from radist.config import Store as Kept
from radist.errors import ClientError
from radist.exchanges._book_stream import BookVenue
from radist.exchanges.base import Exchange
from radist.floor import Floor
from radist.gap_settings import Gaps
from radist.hub.hub import Hub
from radist.ingest import statistics
from radist.ingest.line import Line
from radist.ingest.quarantine import Sample
from radist.market.condition import Condition
from radist.market.coverage import Coverage
from radist.market.evidence import Evidence
from radist.market.incidents import Incidents
from radist.market.ledger import Hole, Ledger, Sought
from radist.model import Event
from radist.paper import Paper
from radist.receiver import Receiver
from radist.server import facade
from radist.server.app import create_app
from radist.server.descriptors import Complaints, allow_many
from radist.server.guard import Guard
from radist.server.http import Http, bind
from radist.server.upstream import FeedStatus
from radist.server.websocket import PATH, Rooms
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource
from radist.standing import standing
from radist.store.opening import Store
from radist.venues import exchanges_of

log = logging.getLogger(__name__)

_FIRST_WORDS = 5.0
_TICK = 1.0


class Running(Protocol):
    """What does its work until it is cancelled."""

    async def run(self) -> object:
        """Until then."""


class Node:
    """Listens to exchanges and serves what it hears. It is the `Upstream` of its own server."""

    def __init__(self, config: Config, *, demo: bool = False) -> None:
        self.version = __version__
        self.started = self.now()
        self.draining = False
        self._config = config
        self._guard = Guard(config)
        self.incidents = Incidents(config.incidents.kept)
        self.ledger = Ledger(config.incidents.gaps, self.started)  # numbers go on in the next run
        self.store = Store(config.store.url or _own_store())
        evidence = Evidence(lambda *of: self.hub.quotes(*of), self._books)
        stages = (evidence, self.incidents, self.ledger)
        self._receiver = Receiver(config, exchanges_of(config), stages)
        self.auditing = Auditing(self._receiver, evidence, self.now)
        self._backfill = Backfill(self._receiver, self.ledger)
        self.conditions = {name: Condition(self.started) for name in self._receiver.feeds}
        for name, feed in self._receiver.feeds.items():
            feed.watch(partial(self._turned, name))
            feed.sample = Sample(state_folder(os.environ) / "frames", name)
        memory = (config.hub.room_bytes, config.hub.total_bytes)
        self.hub = Hub(secrets.token_urlsafe(6), *memory, self._receiver.covered, evidence)
        self.floor = Floor(config, self.store, self.hub, self.now, demo=demo)
        self._receiver.bus.listen(self.hub.publish)
        self.paper = Paper(config.paper, self._receiver, self.hub, self.floor, self.store)
        self._receiver.part(self.hub.begin_anew)
        self._receiver.part(evidence.let_go)
        known = (self.ledger, config.incidents.gaps)
        self.chronicle = Chronicle(config.gaps, *known, self._receiver, self.store)
        self._receiver.part(lambda topics: self.incidents.let_go(topics, self.now()))
        self.alerts = Alerting(config, self._receiver, self.hub, self.store)
        self.ports = (config.http.port, config.websocket.port)
        """Of HTTP and of the rooms; the real ones once it runs."""
        self._following: asyncio.Handle | None = None
        self.hub.watch(self._follow_soon)

    async def run(self, stop: asyncio.Event, ready: asyncio.Event | None = None) -> None:
        """Serve until `stop` is set. Raises ConfigError if a port cannot be had."""
        settings = self._config
        app = create_app(self, self.hub, settings, page_folder(), guard=self._guard)
        http = Http(app, bind(settings.http.host, settings.http.port, "http.port"))
        rooms = Rooms(self, self.hub, settings, self._guard)
        rooms.bind()
        async with AsyncExitStack() as stack:
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            stack.enter_context(facade.here(app.state.publish))
            stack.push_async_callback(self._put_away)
            background = [
                tasks.create_task(self._keep_house(), name="house"),
                tasks.create_task(app.state.draw(), name="sparklines"),
                *(tasks.create_task(part.run(), name=str(part.__class__)) for part in self._parts),
                *(
                    tasks.create_task(self._keep_coming(name), name=f"start of {name}")
                    for name in self._receiver.feeds
                ),
            ]
            trading = tasks.create_task(self.floor.run(), name="trading")
            await self._hear_first(stop, tasks)
            await rooms.start()
            serving = tasks.create_task(http.run(), name="http")
            await http.started()
            self.ports = (http.port, rooms.port)
            if ready:
                ready.set()
            await stop.wait()
            self.draining = True
            async with asyncio.TaskGroup() as leaving:
                leaving.create_task(rooms.drain())
                leaving.create_task(app.state.drain())
            http.stop()
            for task in background:  # the exchanges take as long for their goodbyes as clients do
                task.cancel()
            await rooms.stop()
            await serving
            self.floor.stop()
            await trading

    @property
    def _parts(self) -> tuple[Running, ...]:
        """What runs beside the server."""
        listening = (self._receiver, self.chronicle, self._backfill, self.auditing)
        return (*listening, self.alerts, self._guard, self.paper)

    async def _put_away(self) -> None:
        """What is to outlive us is kept."""
        await self.alerts.close()
        await self.chronicle.close()
        self.store.close()

    async def _hear_first(self, stop: asyncio.Event, tasks: asyncio.TaskGroup) -> None:
        """Until the exchanges have told what they trade, but not for long.

        Whoever comes meanwhile waits at the door, instead of being told that nothing is known.
        """
        ready = tasks.create_task(self._ready(), name="first words")
        stopping = tasks.create_task(stop.wait(), name="stop")
        first = asyncio.FIRST_COMPLETED
        await asyncio.wait({ready, stopping}, timeout=_FIRST_WORDS, return_when=first)
        ready.cancel()
        stopping.cancel()

    async def _ready(self) -> None:
        await self.chronicle.known()
        await self._receiver.ready()

    async def _keep_house(self) -> None:
        while True:
            self.hub.forget(self.now())
            self.hub.give_up(self.now())
            for name, feed in self._receiver.feeds.items():
                self.conditions[name].observe(statistics.look(feed), self.now())
                self.incidents.clock(
                    name, feed.clock.offset if feed.clock.off else None, self.now()
                )
            await asyncio.sleep(_TICK)

    def _books(self, exchange: str) -> BookTraits:
        found = self.exchange(exchange)
        return found.books if isinstance(found, BookVenue) else BookTraits()

    def _turned(self, exchange: str, line: Line) -> None:
        """A socket is up, is gone, could not be had, or is wanted no more."""
        if line.connected:
            self.incidents.back(exchange, line, self.now())
        elif line.wanted:
            self.incidents.lost(exchange, line, line.last_error, self.now())
        else:
            self.incidents.given_up(exchange, line, self.now())

    async def _keep_coming(self, exchange: str) -> None:
        """What is to be had of an exchange from the start, once it is known what there is."""
        await self.chronicle.known()
        await self._receiver.feeds[exchange].ready()
        wanted = list(self.markets()) if exchange == self._config.market_exchange else []
        for topic in self._config.subscribe:
            if topics.parse(topic)[0] == exchange:
                try:
                    wanted.append(self.wish(topic))
                except ClientError as error:
                    fields = {"topic": topic, "reason": str(error)}
                    log.warning("subscription left out", extra=fields)
        self.subscribe(wanted)

    def _follow_soon(self) -> None:
        """Somebody came into a room or left one; many may do so in one turn of the loop."""
        if self._following is None:
            self._following = asyncio.get_running_loop().call_soon(self._follow)

    def _follow(self) -> None:
        """Want what somebody listens to, and keep for a while what somebody only looked at.

        Some ask again and again while many topics are wanted: so only what has moved is looked at.
        """
        self._following = None
        moved, wanted = _of_markets(self.hub.moved()), self._receiver.wanted("rooms")
        occupied = {topic for topic in moved if self.hub.is_occupied(topic)}
        left = (moved - occupied) & wanted
        if left or not occupied <= wanted:
            self._receiver.want("rooms", (wanted - left) | occupied)
        if looked_at := moved - occupied - left:
            self._receiver.keep(looked_at)

    @property
    def url(self) -> str:
        """Where the page, REST and SSE are."""
        return f"http://{self._config.http.host}:{self.ports[0]}"

    @property
    def websocket_url(self) -> str:
        """Where the rooms are."""
        return f"ws://{self._config.websocket.host}:{self.ports[1]}{PATH}"

    # What the server asks for.

    @property
    def simulated(self) -> bool:
        """Whether the prices are made up."""
        return any(feed.simulated for feed in self._receiver.feeds.values())

    def now(self) -> int:
        """Wall clock, microseconds."""
        return time_ns() // 1000

    def exchange(self, name: str) -> Exchange:
        """An exchange that this node listens to. Raises ClientError(404)."""
        return self._receiver.exchange(name)

    def check(self, topic: str) -> str:
        """The canonical spelling of a topic. Raises ClientError."""
        return self._receiver.check(topic)

    def keeps(self, topic: str) -> bool:
        """Whether a topic is subscribed, wanted or not any more."""
        return self._receiver.keeps(topic)

    def doubt(self, topic: str) -> str:
        """Why what was last heard of a topic cannot be believed now; empty while it can."""
        return self._receiver.doubt(topic)

    async def history(self, topic: str, before: int | str | None, limit: int) -> Sequence[Event]:
        """What the exchange's REST tells of before. Raises ClientError."""
        return await self._receiver.history(topic, before, limit)

    async def holes(self, sought: Sought, limit: int) -> Sequence[Hole]:
        """What is or was missing from streams, newest first. Raises ClientError(503)."""
        return await self.chronicle.holes(sought, limit)

    def coverage(self, after: str) -> Iterable[Coverage]:
        """What is complete of the streams that are followed whose topics come after this one."""
        return self.chronicle.coverage(sorted(t for t in self._receiver.kept if t > after))

    def wish(self, topic: str) -> str:
        """The canonical spelling of a topic, or of a selection of topics. Raises ClientError."""
        return self._receiver.wish(topic)

    def select(self, topic: str) -> frozenset[str]:
        """The topics that one stands for now. Raises ClientError."""
        return self._receiver.select(topic)

    def markets(self) -> Sequence[str]:
        """Topics of the tickers that a front page shows, as far as they are traded.

        Raises ClientError(503) while that is not known.
        """
        found = []
        for symbol in self._config.markets:
            try:
                found.append(self.check(f"ticker.{self._config.market_exchange}.{symbol}"))
            except ClientError as error:
                if error.code == 503:
                    raise
                log.warning("market left out", extra={"symbol": symbol, "reason": str(error)})
        return found

    def subscribe(self, wanted: Iterable[str]) -> None:
        """Keep these topics coming, listeners or not."""
        self._receiver.want("operator", self._receiver.wanted("operator") | set(wanted))

    def unsubscribe(self, unwanted: Iterable[str]) -> None:
        """Let these topics go, unless somebody listens to them."""
        unwanted = set(unwanted)
        unwanted |= frozenset[str]().union(*map(self.select, unwanted))
        self._receiver.want("operator", self._receiver.wanted("operator") - unwanted)

    def unsubscribe_all(self) -> None:
        """Let everything go that nobody listens to, at once."""
        self._receiver.want("operator", ())
        self._receiver.let_go()

    def hold(self) -> None:
        """Disconnect from the exchanges, and stay so."""
        for feed in self._receiver.feeds.values():
            feed.hold()

    def resume(self) -> None:
        """Connect again."""
        for feed in self._receiver.feeds.values():
            feed.resume()

    def status(self) -> Sequence[FeedStatus]:
        """How the feeds are doing."""
        return standing(self._receiver, self.auditing.figures)


def _own_store(name: str = "radist.db") -> str:
    """Where a user's node keeps what people make, unless told otherwise."""
    return f"sqlite:///{state_folder(os.environ) / name}"


def _of_markets(rooms: Iterable[str]) -> set[str]:
    return {room for room in rooms if topics.family(room) == "market"}


async def serve(
    config: Config, stop: asyncio.Event, say: Callable[[str], None], *, demo: bool = False
) -> None:
    """One node until `stop` is set; with `demo` on the prices of a simulated exchange of its own.

    What a person should know is told to `say`.
    """
    allow_many()
    asyncio.get_running_loop().set_exception_handler(Complaints())
    async with AsyncExitStack() as stack:
        if demo:
            simulator = await stack.enter_async_context(Simulator(MarketSource(), Options()))
            urls = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
            # Nothing else is listened to: simulated and real prices never mix.
            market = config.market_exchange
            own = [t for t in config.subscribe if topics.parse(t)[0] == market]
            alerts = {n: a for n, a in config.alerts.items() if a.get("exchange", market) == market}
            config = msgspec.structs.replace(
                config,
                exchanges={market: urls},
                subscribe=tuple(own),
                alerts=alerts,
                # And nothing that was made of these prices mixes with anything else.
                store=Kept(config.store.url or _own_store("demo.db")),
                gaps=Gaps(restart_hours=0),  # each time the market begins anew
            )
        node, ready = Node(config, demo=demo), asyncio.Event()
        if demo:
            say("SIMULATED PRICES: made up by this program, not by any market")
        async with asyncio.TaskGroup() as tasks:
            announcing = tasks.create_task(_announce(node, ready, say), name="announce")
            await node.run(stop, ready)
            announcing.cancel()


async def _announce(node: Node, ready: asyncio.Event, say: Callable[[str], None]) -> None:
    await ready.wait()
    say(f"page, REST, SSE: {node.url}")
    say(f"WebSocket rooms: {node.websocket_url}")
    say("stop with Ctrl+C")


def page_folder() -> Path | None:
    """The built dashboard: inside an installed package, else where `make web` puts it."""
    here = Path(__file__).parent
    places = (here / "page", here.parents[1] / "web" / "apps" / "dashboard" / "dist")
    return next((place for place in places if (place / "index.html").is_file()), None)
