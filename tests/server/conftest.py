"""A node's double, real servers on free ports, and clients that read streams as browsers do."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import pytest
from fastapi import FastAPI

from radist import topics, wishes
from radist.alerting import Alerting
from radist.config import Config, Limits, Notify, WebSocket
from radist.errors import ClientError
from radist.exchanges.binance import Binance
from radist.floor import Floor
from radist.hub.hub import Hub
from radist.market.condition import Condition
from radist.market.coverage import Coverage
from radist.market.incidents import Incidents
from radist.market.ledger import Hole, Ledger, Sought
from radist.model import (
    AggTrade,
    BookSnapshot,
    Candle,
    Event,
    Freshness,
    Gap,
    Instrument,
    MiniTicker,
    Proven,
    Quote,
    Ticker,
    Trade,
)
from radist.paper import Paper
from radist.receiver import Receiver
from radist.server.app import create_app
from radist.server.guard import Guard
from radist.server.http import Http, bind
from radist.server.upstream import FeedStatus
from radist.server.websocket import PATH, Rooms
from radist.store.opening import Store
from radist.trading_settings import Paper as PaperSettings

TIME = 1_703_520_000_000_000
BTC = ("binance", "BTC/USDT", "BTCUSDT", TIME, TIME + 500_000)
DEADLINE = 10.0


class Upstream:
    """What the server sees of a node, with what it was asked to do."""

    version = "0.1.0"
    simulated = True

    def __init__(self, folder: Path = Path("/nowhere")) -> None:
        self.started = self.now()
        self.ports = (8000, 8001)
        self.incidents = Incidents(100)
        self.ledger = Ledger(100)
        self.conditions = {"binance": Condition(self.started)}
        self.store = Store(f"sqlite:///{folder}/store/radist.db")
        self.past: dict[str, list[Event]] = {}
        """What REST knows, by topic."""
        self.asked: list[tuple[str, int | str | None, int]] = []
        self.trouble: Exception | None = None
        self.dialect = Binance()
        self.dialect.learn(
            Instrument(f"{base}/USDT", f"{base}USDT", base, "USDT", 0.01, 0.001)
            for base in ("BTC", "ETH", "SOL")
        )
        self.topics: set[str] = set()
        self.proven: dict[str, Proven] = {}
        self.held = False
        self.draining = False
        self.connected = True
        self.last_error = ""
        self.refused: dict[str, str] = {}
        self.doubts: dict[str, str] = {}

    def begin_alerts(self, hub: Hub) -> None:
        """Alerts as they are in a node, whose exchange says what a test has it say."""
        settings = Config(notify=Notify(allow=("127.0.0.0/8",)))
        self.receiver = Receiver(settings, ["binance"])
        self.receiver.feeds["binance"].exchange.learn(self.dialect.instruments.values())
        self.receiver.history = self.history
        self.alerts = Alerting(settings, self.receiver, hub, self.store)

    def now(self) -> int:
        return time.time_ns() // 1000

    def exchange(self, name: str) -> Binance:
        return self.dialect

    def check(self, topic: str) -> str:
        name, asked = topics.parse(topic)
        if name != "binance":
            raise ClientError(404, "unknown_exchange", f"no exchange {name!r} here")
        if not self.dialect.instruments:
            raise ClientError(503, "not_ready", "what binance trades is not known yet")
        found = wishes.subscription(self.dialect, asked.channel, asked.symbol, asked.interval)
        return topics.topic(name, found)

    def wish(self, topic: str) -> str:
        name, asked = topics.parse(topic)
        if not wishes.is_selection(topic):
            return self.check(topic)
        return topics.topic(name, wishes.canonical(self.dialect, asked))

    def select(self, topic: str) -> frozenset[str]:
        name, asked = topics.parse(topic)
        if not wishes.is_selection(topic):
            return frozenset((self.check(topic),))
        found = wishes.subscriptions(self.dialect, asked, self.now())
        return frozenset(topics.topic(name, subscription) for subscription in found)

    def markets(self) -> list[str]:
        if not self.dialect.instruments:
            raise ClientError(503, "not_ready", "what binance trades is not known yet")
        return [f"ticker.binance.{symbol}" for symbol in self.dialect.instruments]

    async def history(self, topic: str, before: int | str | None, limit: int) -> list[Event]:
        self.asked.append((topic, before, limit))
        await asyncio.sleep(0)
        if self.trouble:
            raise self.trouble
        if topic not in self.past:
            raise ClientError(404, "no_history", f"binance tells no history of {topic!r}")
        found = self.past[topic]
        if before is not None:
            candles = topic.startswith("candle")
            found = [e for e in found if (e.time_open if candles else int(e.id)) < int(before)]
        return found[-limit:]

    async def holes(self, sought: Sought, limit: int) -> list[Hole]:
        return list(islice(self.ledger.holes(sought), limit))

    def coverage(self, after: str) -> list[Coverage]:
        known = sorted(topic for topic in self.topics if topic > after)
        return [self.ledger.coverage(topic, self.proven.get(topic)) for topic in known]

    def keeps(self, topic: str) -> bool:
        return topic in self.topics

    def doubt(self, topic: str) -> str:
        return self.doubts.get(topic, "")

    def subscribe(self, wanted: Iterable[str]) -> None:
        self.topics |= set(wanted)

    def unsubscribe(self, unwanted: Iterable[str]) -> None:
        self.topics -= set(unwanted)

    def unsubscribe_all(self) -> None:
        self.topics.clear()

    def hold(self) -> None:
        self.held = True

    def resume(self) -> None:
        self.held = False

    def status(self) -> list[FeedStatus]:
        return [
            FeedStatus(
                exchange="binance",
                connected=self.connected and not self.held,
                held=self.held,
                known=bool(self.dialect.instruments),
                simulated=True,
                connected_since=TIME,
                reconnects=2,
                messages=1234,
                errors=3,
                topics=tuple(sorted(self.topics)),
                refused=self.refused,
                last_error=self.last_error,
                minutes={"equal": 5},
            )
        ]


class Make:
    """Events of BTC/USDT."""

    def ticker(self, price: float = 42500.5) -> Ticker:
        return Ticker(*BTC, price, 42000.0, 43000.0, 41500.0, 15000.5, 637507500.0, 500.5, 1.19)

    def mini_ticker(self) -> MiniTicker:
        return MiniTicker(*BTC, 42500.5, 42000.0, 43000.0, 41500.0, 15000.5, 637507500.0)

    def trade(self, number: int | str = 123456789, side: str = "buy") -> Trade:
        return Trade(*BTC, str(number), 42500.0, 0.5, side)

    def agg_trade(self) -> AggTrade:
        return AggTrade(*BTC, "77", 42500.0, 0.5, "sell", "100", "103")

    def quote(self) -> Quote:
        return Quote(*BTC, "400900217", 42499.9, 1.5, 42500.1, 2.5)

    def candle(self, *, is_closed: bool = True) -> Candle:
        span = (TIME, TIME + 59_999_999)
        figures = (42500.0, 42550.0, 42480.0, 42530.0, 125.5, 5337415.0, 1250)
        return Candle(*BTC, "1m", *span, *figures, is_closed, "final")

    def gap(self, channel: str = "trade", interval: str = "") -> Gap:
        times = (TIME - 2_000_000, TIME)
        where = ("reconnect", "100", "104", *times, interval)
        return Gap(*BTC, channel, *where)

    def book(self) -> BookSnapshot:
        return BookSnapshot(*BTC, 7, [(42499.9, 1.5)], [(42500.1, 2.5)])

    def freshness(self) -> Freshness:
        return Freshness(*BTC, "trade", stale=True, cause="mute")


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture
def upstream(tmp_path, hub) -> Iterator[Upstream]:
    made = Upstream(tmp_path)
    made.begin_alerts(hub)
    yield made
    made.store.close()


@pytest.fixture
def room_bytes() -> int:
    return 100_000


@pytest.fixture
def hub(room_bytes: int) -> Hub:
    return Hub("e1", room_bytes)


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=DEADLINE)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield session


class Web(NamedTuple):
    """A running web server."""

    browser: aiohttp.ClientSession
    url: str
    stop: Callable[[], Awaitable[None]]
    closing: asyncio.Event
    app: FastAPI

    async def ask(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        async with self.browser.request(method, self.url + path, **options) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> tuple[int, Any]:
        return await self.ask("GET", path)

    async def get_all(self, *paths: str) -> list[Any]:
        """What is answered to these, asked at once."""
        async with asyncio.TaskGroup() as tasks:
            asking = [tasks.create_task(self.get(path)) for path in paths]
        return [task.result()[1] for task in asking]

    async def post(self, path: str, body: object = None) -> tuple[int, Any]:
        return await self.ask("POST", path, **({} if body is None else {"json": body}))


Serve = Callable[..., Awaitable[Web]]


@pytest.fixture
async def serve(upstream, hub, browser) -> AsyncIterator[Serve]:
    async with asyncio.TaskGroup() as tasks:
        stops: list[Callable[[], Awaitable[None]]] = []

        async def start(settings: Config | None = None, **options: Any) -> Web:
            closing = asyncio.Event()
            floor = Floor(settings or Config(), upstream.store, hub, upstream.now)
            upstream.floor = floor
            trading = tasks.create_task(floor.run())
            # What fills orders is tried on whole nodes: here there is no exchange to order at.
            receiver = Receiver(settings or Config(), ())
            upstream.paper = Paper(PaperSettings(), receiver, hub, floor, upstream.store)
            matching = tasks.create_task(upstream.paper.run())
            app = create_app(upstream, hub, settings or Config(), closing=closing, **options)
            http = Http(app, bind("127.0.0.1", 0, "http.port"))
            running = tasks.create_task(http.run())
            await http.started()

            async def stop() -> None:
                closing.set()
                http.stop()
                await running
                matching.cancel()
                floor.stop()
                await trading

            stops.append(stop)
            return Web(browser, f"http://127.0.0.1:{http.port}", stop, closing, app)

        yield start
        for stop in stops:
            await stop()


@pytest.fixture
async def web(serve: Serve) -> Web:
    return await serve()


class Happening(NamedTuple):
    """A block of a stream: `id` is None where it has none, `event` the parsed JSON of its data."""

    id: str | None
    event: Any
    comment: str | None
    retry: str | None = None


class EventSource:
    """Reads a stream, remembering the last id as browsers do."""

    def __init__(self, web: Web, path: str) -> None:
        self.last_id = ""
        self._web = web
        self._path = path

    async def __aenter__(self) -> "EventSource":
        headers = {"Last-Event-ID": self.last_id} if self.last_id else {}
        self.answer = await self._web.browser.get(self._web.url + self._path, headers=headers)
        assert self.answer.status == 200, await self.answer.text()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.answer.close()

    async def block(self) -> Happening | None:
        """The next block, None at the end."""
        fields: dict[str, str] = {}
        async for line in self.answer.content:
            text = line.decode().removesuffix("\n")
            if not text:
                return self._happened(fields)
            name, _, value = text.partition(":")
            fields[name or "comment"] = value.strip()
        return None

    def _happened(self, fields: dict[str, str]) -> Happening:
        self.last_id = fields.get("id", self.last_id)
        event = json.loads(fields["data"]) if "data" in fields else None
        return Happening(fields.get("id"), event, fields.get("comment"), fields.get("retry"))

    async def next(self) -> Any:
        """The next event."""
        while (block := await self.block()) is not None:
            if block.event is not None:
                return block.event
        raise AssertionError("the stream has ended")


@pytest.fixture
def listen(web: Web) -> Callable[[str], EventSource]:
    return lambda path: EventSource(web, path)


class Guest:
    """A client of the rooms."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, **request: Any) -> None:
        await self.socket.send_str(json.dumps(request))

    async def hear(self) -> Any:
        """The next frame."""
        message = await self.socket.receive(DEADLINE)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        return json.loads(message.data)

    async def ask(self, **request: Any) -> Any:
        await self.say(**request)
        return await self.hear()

    async def closed(self) -> tuple[int | None, str]:
        """The close code and its reason, after whatever came before."""
        while True:
            message = await self.socket.receive(DEADLINE)
            if message.type is aiohttp.WSMsgType.CLOSE:
                return message.data, message.extra or ""
            assert message.type is aiohttp.WSMsgType.TEXT, message


Visit = Callable[[], Awaitable[Guest]]


@pytest.fixture
async def open_rooms(upstream, hub) -> AsyncIterator[Callable[..., Awaitable[Rooms]]]:
    opened: list[Rooms] = []

    async def start(
        guard: Guard | None = None, limits: Limits | None = None, **settings: Any
    ) -> Rooms:
        websocket = WebSocket(**({"host": "127.0.0.1", "port": 0} | settings))
        rooms = Rooms(upstream, hub, Config(websocket=websocket, limits=limits or Limits()), guard)
        await rooms.start()
        opened.append(rooms)
        return rooms

    yield start
    for rooms in opened:
        await rooms.stop()


@pytest.fixture
async def rooms(open_rooms) -> Rooms:
    return await open_rooms()


@pytest.fixture
def visit(browser) -> Callable[..., Awaitable[Guest]]:
    async def come(rooms: Rooms, path: str = PATH, **options: Any) -> Guest:
        url = f"ws://127.0.0.1:{rooms.port}{path}"
        guest = Guest(await browser.ws_connect(url, **options))
        guest.welcome = await guest.hear()
        return guest

    return come


class Caller:
    """A client of the rooms on a bare socket: says what it likes, reads when it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def come_in(self) -> None:
        """The end of the handshake."""
        self._writer.write(b"\r\n")
        await self._reader.readuntil(b"\r\n\r\n")

    def put(self, head: int, payload: bytes) -> None:
        """A frame whose mask, all zeros, changes nothing."""
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2)
        self._writer.write(bytes([head]) + length + bytes(4) + payload)

    async def frame(self) -> tuple[int, bytes]:
        """The next frame's first byte and its payload."""
        async with asyncio.timeout(DEADLINE):
            head, size = await self._reader.readexactly(2)
            if size > 125:
                size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8))
            return head, await self._reader.readexactly(size)

    async def hear(self) -> Any:
        """The next message."""
        head, payload = await self.frame()
        assert head == 0x81, payload
        return json.loads(payload)

    async def ask(self, **request: Any) -> Any:
        self.put(0x81, json.dumps(request).encode())
        while True:
            answer = await self.hear()
            if answer.get("id") == request["id"]:
                return answer

    async def all(self) -> tuple[list[Any], int]:
        """Every message up to the close, and its code."""
        messages = []
        while True:
            head, payload = await self.frame()
            if head == 0x88:
                self.put(0x88, payload[:2])
                return messages, int.from_bytes(payload[:2])
            if head == 0x81:
                messages.append(json.loads(payload))

    async def closed(self) -> int:
        return (await self.all())[1]

    async def rest(self) -> bytes:
        """Everything up to the end of the connection."""
        async with asyncio.timeout(DEADLINE):
            return await self._reader.read()

    def abort(self) -> None:
        self._writer.transport.abort()


@pytest.fixture
async def knock() -> AsyncIterator[Callable[[Rooms], Awaitable[Caller]]]:
    callers = []

    async def come(rooms: Rooms, *, is_in: bool = True) -> Caller:
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # soon full
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", rooms.port))
        reader, writer = await asyncio.open_connection(sock=sock, limit=4096)
        key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
        upgrade = "Upgrade: websocket\r\nConnection: upgrade"
        writer.write(f"GET {PATH} HTTP/1.1\r\nHost: x\r\n{upgrade}\r\n{key}\r\n".encode())
        callers.append(Caller(reader, writer))
        if is_in:
            await callers[-1].come_in()
        return callers[-1]

    yield come
    for caller in callers:
        caller.abort()


@pytest.fixture
def lag(hub) -> Callable[[str, Callable[[int], Event]], Awaitable[int]]:
    async def publish(topic: str, event: Callable[[int], Event]) -> int:
        """Publish numbered events until a listener does not keep up; how many they were."""
        number, members = 0, hub.room(topic).members.values()
        clock = asyncio.get_running_loop().time

        def behind() -> int:
            return max((member.room.seq - member.cursor for member in members), default=300)

        async with asyncio.timeout(DEADLINE):
            while behind() < 300:
                for _ in range(100):
                    hub.publish(event(number))
                    number += 1
                late = clock() + 0.01  # twice as long as messages are gathered
                while behind() and clock() < late:  # noqa: ASYNC110  # there is no event
                    await asyncio.sleep(0)
        return number

    return publish
