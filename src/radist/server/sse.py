"""Server-sent events: `/api/ws/sse/*`.

Each stream is a session of the hub; its `id:` tells where it stands in all its rooms.
"""

import asyncio
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from time import time
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from starlette.types import Receive, Scope, Send

from radist import topics
from radist.errors import ClientError
from radist.exchanges.base import Exchange
from radist.hub import protocol
from radist.hub.hub import Hub, Position
from radist.hub.room import Message
from radist.hub.session import Delivery, Loss, Session
from radist.model import Event
from radist.server import seed
from radist.server.gate import visitor_of
from radist.server.guard import Guard
from radist.server.seats import Seat
from radist.server.symbols import check_interval, split
from radist.server.upstream import Upstream

HEARTBEAT = 15.0
"""Seconds without a write after which a comment is sent."""
MOST_STREAMS = 1000
_RETRY = 2000
"""Milliseconds after which a browser comes back."""
_BATCH = 65_536
"""Bytes that are written at once, about."""
_SLOW = 0.05
"""Seconds of writing after which a client counts as being behind."""
_FAREWELL = 0.5
_NAME = "sse-"
"""What the names of our sessions begin with."""
_RENDERING = "sse"

LastId = Annotated[
    str | None,
    Header(description="Where to go on: the `id` of the last event seen. Browsers send it."),
]
LastIdQuery = Annotated[
    str | None,
    Query(alias="last_event_id", description="The same, for clients that set no headers."),
]


class EventStream(Response):
    """The answer that does not end: events of some topics, from now on or from an id."""

    media_type = "text/event-stream"

    def __init__(
        self,
        upstream: Upstream,
        hub: Hub,
        natives: Mapping[str, str],
        since: Mapping[str, Position],
        guard: Guard,
        closing: asyncio.Event,
    ) -> None:
        self.status_code = 200
        self.background = None
        self.init_headers(
            {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"},
        )
        self._upstream = upstream
        self._hub = hub
        self._natives = natives
        self._since = since
        self._guard = guard
        self._closing = closing
        self._over = asyncio.Event()
        self._due = asyncio.Event()
        self._session = Session(f"{_NAME}{secrets.token_hex(8)}", self._due.set)
        self._cursor = protocol.Cursor("", {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name, visitor = self._session.name, visitor_of(scope)
        seat = Seat(name, scope["address"], visitor, self._upstream.now(), self._cut)
        self._guard.seats.take(seat, time())
        self._hub.enter(self._session)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            with suppress(TimeoutError):
                await self._until_over(receive, send)
        finally:
            self._hub.quit(self._session)
            self._guard.seats.leave(seat)
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                await send({"type": "http.response.body", "body": b""})

    def _cut(self, code: int, reason: str) -> None:
        """Streams have no close codes: whoever comes again is told why not."""
        self._over.set()

    async def _until_over(self, receive: Receive, send: Send) -> None:
        """Write until the client is gone or the node closes, wherever the writing waits then."""
        async with asyncio.timeout(None) as stay, asyncio.TaskGroup() as tasks:

            async def gone() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                _expire(stay)

            async def set_off(event: asyncio.Event) -> None:
                await event.wait()
                _expire(stay)

            tasks.create_task(gone())
            tasks.create_task(set_off(self._closing))
            tasks.create_task(set_off(self._over))
            await self._write(send)

    async def _write(self, send: Send) -> None:
        chunk, clock = self._greeting(), asyncio.get_running_loop().time
        while True:
            start = clock()
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            items = self._session.take(_BATCH, every=clock() - start < _SLOW)
            if not items and await self._is_due():
                items = self._session.take(_BATCH, every=True)
            chunk = b"".join(map(self._render, items)) or b": heartbeat\n\n"

    async def _is_due(self) -> bool:
        """Wait until something is; False if nothing was for the time of a heartbeat."""
        self._due.clear()
        try:
            async with asyncio.timeout(HEARTBEAT):
                return await self._due.wait()
        except TimeoutError:
            return False

    def _greeting(self) -> bytes:
        """What brings the client up to date.

        Whoever is lost in the midst of it has to be given the rest when they come back. So what
        could not be recovered is told before there is an id, and until its snapshot is written a
        room stands before the snapshot.
        """
        parts = [b"retry: %d\n" % _RETRY]
        epoch, seqs = "", {}
        snapshots: list[tuple[str, int, Message]] = []
        for topic in self._natives:
            joined = self._hub.join(self._session, topic, self._since.get(topic))
            epoch, seqs[topic] = joined.room.epoch, joined.seq
            if joined.recovered is False:
                parts.append(self._lost(topic, joined.reason))
            if joined.snapshot:
                seqs[topic] = joined.snapshot.seq - 1
                snapshots.append((topic, joined.seq, joined.snapshot))
        self._cursor = protocol.Cursor(epoch, seqs)
        parts.append(b"%b\n" % self._id())
        for topic, seq, message in snapshots:
            self._cursor.move(topic, seq)
            parts.append(self._id() + _body(message))
        return b"".join([*parts, *self._doubts()])

    def _doubts(self) -> Iterator[bytes]:
        """Whoever comes has not been told what cannot be believed."""
        for topic, native in self._natives.items():
            if cause := self._session.memberships[topic].room.doubt:
                content = seed.doubted(native, topic.partition(".")[0], cause)
                yield b"data: %b\n\n" % seed.envelope(content, self._upstream.now())

    def _render(self, item: Delivery | Loss) -> bytes:
        topic = item.room.topic
        if isinstance(item, Loss):
            self._cursor.move(topic, item.last)
            return self._id() + self._lost(topic, "slow")
        self._cursor.move(topic, item.message.seq)
        return self._id() + _body(item.message)

    def _lost(self, topic: str, cause: str) -> bytes:
        content = seed.lost(self._natives[topic], topic.partition(".")[0], cause)
        return b"data: %b\n\n" % seed.envelope(content, self._upstream.now())

    def _id(self) -> bytes:
        return b"id: %b\n" % self._cursor.text().encode()


def _expire(stay: asyncio.Timeout) -> None:
    if not stay.expired():
        stay.reschedule(0)


def _body(message: Message) -> bytes:
    """What all streams write alike, made by the first."""
    body = message.renderings.get(_RENDERING)
    if body is None:
        event = message.event
        assert isinstance(event, Event)
        content = seed.envelope(seed.payload(event), event.time_received)
        body = message.renderings[_RENDERING] = b"data: %b\n\n" % content
    return body


class Streams:
    """The three streams."""

    def __init__(
        self, upstream: Upstream, hub: Hub, exchange: str, closing: asyncio.Event, guard: Guard
    ) -> None:
        self._guard = guard
        self._upstream = upstream
        self._hub = hub
        self._name = exchange
        self._closing = closing
        self.router = APIRouter(prefix="/api/ws/sse", tags=["Streams"])
        for path, endpoint, summary in (
            ("/prices", self.prices, "24 h tickers of some symbols as they change"),
            ("/klines", self.klines, "Candles of one symbol as they grow"),
            ("/trades", self.trades, "Every trade of one symbol"),
        ):
            self.router.add_api_route(
                path,
                endpoint,
                summary=summary,
                response_class=Response,
                responses={200: {"content": {"text/event-stream": {}}}},
            )

    async def prices(
        self,
        symbols: Annotated[str | None, Query(examples=["BTCUSDT,ETHUSDT"])] = None,
        last_event_id: LastId = None,
        last_id: LastIdQuery = None,
    ) -> Any:
        """Tickers; without `symbols` those of the front page."""
        exchange = self._upstream.exchange(self._name)
        wanted = (
            [exchange.find(name).symbol for name in split(symbols)]
            if symbols is not None
            else [topics.parse(topic)[1].symbol for topic in self._upstream.markets()]
        )
        return self._open(exchange, "ticker", wanted, last_event_id or last_id)

    async def klines(
        self,
        symbol: Annotated[str, Query(examples=["BTCUSDT"])],
        interval: Annotated[str, Query(examples=["1m"])] = "1m",
        last_event_id: LastId = None,
        last_id: LastIdQuery = None,
    ) -> Any:
        """The current candle of an interval, again and again, and once more when it is closed."""
        exchange = self._upstream.exchange(self._name)
        check_interval(exchange, interval)
        since = last_event_id or last_id
        return self._open(exchange, "kline", [symbol], since, interval)

    async def trades(
        self,
        symbol: Annotated[str, Query(examples=["BTCUSDT"])],
        last_event_id: LastId = None,
        last_id: LastIdQuery = None,
    ) -> Any:
        """Every trade, in order; a hole is an event of its own, of type `gap`."""
        exchange = self._upstream.exchange(self._name)
        return self._open(exchange, "trade", [symbol], last_event_id or last_id)

    def _open(
        self,
        exchange: Exchange,
        stream_type: str,
        symbols: Iterable[str],
        since: str | None,
        interval: str = "",
    ) -> EventStream:
        if sum(name.startswith(_NAME) for name in self._hub.sessions) >= MOST_STREAMS:
            message = f"there are {MOST_STREAMS} streams already, which is the limit"
            raise ClientError(503, "full", message)
        natives = {}
        for symbol in symbols:
            topic = self._upstream.check(seed.topic(exchange, stream_type, symbol, interval))
            natives[topic] = exchange.find(symbol).native
        positions = protocol.positions(since, natives) if since else {}
        stream = (self._upstream, self._hub, natives, positions, self._guard, self._closing)
        return EventStream(*stream)
