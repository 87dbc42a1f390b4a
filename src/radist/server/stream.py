"""The answer that does not end: server-sent events of some rooms, from now on or from a cursor.

Each stream is a session of the hub; its `id:` tells where it stands in all its rooms.
"""

import asyncio
import random
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from time import monotonic, monotonic_ns, time

from fastapi import Response
from starlette.types import Receive, Scope, Send

from radist.errors import ClientError
from radist.hub import protocol
from radist.hub.hub import Hub, Position
from radist.hub.room import Message
from radist.hub.session import Delivery, Loss, Session
from radist.server import leaving
from radist.server.counting import count
from radist.server.gate import visitor_of
from radist.server.guard import Guard
from radist.server.seats import Seat
from radist.server.upstream import Upstream
from radist.server.wording import Wording
from radist.topics import is_platform

MOST_STREAMS = 1000
HEARTBEAT = 15.0
"""Seconds without a write after which something is written."""
NAME = "sse-"
"""What the names of our sessions begin with."""
_RETRY = (1.0, 3.0)
"""Seconds after which clients come back that were cut off: not all of them at once."""
_BATCH = 65_536
"""Bytes that are written at once, about."""
_SLOW = 0.05
"""Seconds of writing after which a client counts as being behind."""
_FAREWELL = 0.5


class Place:
    """What streams are part of. When `closing` is set, they end one after another."""

    def __init__(self, upstream: Upstream, hub: Hub, guard: Guard, closing: asyncio.Event) -> None:
        self.upstream = upstream
        self.hub = hub
        self.guard = guard
        self.closing = closing
        self._left = asyncio.Event()

    @property
    def open(self) -> int:
        """How many streams there are."""
        return sum(name.startswith(NAME) for name in self.hub.sessions)

    def admit(self, scope: Scope, rooms: Iterable[str]) -> None:
        """Raises ClientError(429) if somebody asks for too many rooms at a time that do not come
        anyway: whoever looks into one makes it come for a while.
        """
        new = sum(not (is_platform(room) or self.upstream.keeps(room)) for room in rooms)
        for name in scope["callers"]:
            try:
                self.guard.callers.enter(name, new, monotonic())
            except ClientError as problem:
                raise self.guard.refuse(problem) from None

    def enter(self, session: Session, seat: Seat) -> None:
        """A stream begins. Raises ClientError if there are too many."""
        try:
            if self.open >= MOST_STREAMS:
                message = f"there are {MOST_STREAMS} streams already, which is the limit"
                raise ClientError(503, "full", message)
            self.guard.seats.take(seat, time())
        except ClientError as problem:
            raise self.guard.refuse(problem) from None
        self.hub.enter(session)
        self.hub.streams.opened += 1

    def leave(self, session: Session) -> None:
        """A stream is over."""
        self.hub.quit(session)
        self._left.set()

    async def drain(self) -> None:
        """End all streams, and wait until they have ended."""
        self.closing.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(leaving.DRAIN + 2 * _FAREWELL):
                while self.open:
                    self._left.clear()
                    await self._left.wait()


class EventStream(Response):
    """One client's stream of some rooms: `since` holds a position for each, or nothing."""

    media_type = "text/event-stream"

    def __init__(
        self,
        place: Place,
        rooms: Sequence[str],
        wording: Wording,
        since: Mapping[str, Position],
        max_hz: float = 0.0,
    ) -> None:
        self.status_code = 200
        self.background = None
        self.init_headers(
            {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"},
        )
        self._place = place
        self._rooms = rooms
        self._wording = wording
        self._since = since
        self._max_hz = max_hz
        self._over = asyncio.Event()
        self._is_too_slow = False
        """Whether something was lost for this client, so that it is to come back and recover."""
        self._due = asyncio.Event()
        self._session = Session(f"{NAME}{secrets.token_hex(8)}", self._due.set)
        self._cursor = protocol.Cursor("", {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises ClientError, before anything is sent, if the client cannot be let in."""
        place, visitor = self._place, visitor_of(scope)
        seat = Seat(self._session.name, scope["address"], visitor, place.upstream.now(), self._cut)
        place.admit(scope, self._rooms)
        place.enter(self._session, seat)
        try:
            await self._stay(receive, send)
        finally:
            place.guard.seats.leave(seat)

    async def _stay(self, receive: Receive, send: Send) -> None:
        place = self._place
        try:
            first = b"" if place.closing.is_set() else self._greeting()
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            if first:
                with suppress(TimeoutError):
                    await self._until_over(first, receive, send)
        finally:
            streams = place.open
            place.leave(self._session)
        with suppress(TimeoutError):
            async with asyncio.timeout(None if self._is_too_slow else _FAREWELL):
                await send({"type": "http.response.body", "body": self._last_words(streams)})

    def _cut(self, code: int, reason: str) -> None:
        """Streams have no close codes: whoever comes again is told why not."""
        self._over.set()

    async def _until_over(self, first: bytes, receive: Receive, send: Send) -> None:
        """Write until the client is gone, too slow, or the node closes, wherever the writing waits
        then.
        """
        async with asyncio.timeout(None) as stay, asyncio.TaskGroup() as tasks:

            async def gone() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                _expire(stay)

            async def cut() -> None:
                await self._over.wait()
                _expire(stay)

            async def closed() -> None:
                await self._place.closing.wait()
                streams = self._place.open
                await asyncio.sleep(random.uniform(0, streams * leaving.pause(streams)))
                _expire(stay)

            for task in (gone(), cut(), closed()):
                tasks.create_task(task)
            await self._write(first, send)
            _expire(stay)

    async def _write(self, chunk: bytes, send: Send) -> None:
        """Until the memory of a room has run past the client."""
        clock, traffic = asyncio.get_running_loop().time, self._place.hub.streams
        items: list[Delivery | Loss] = []
        while True:
            start = clock()
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            count(traffic, items, len(chunk))
            self._is_too_slow = any(isinstance(item, Loss) for item in items)
            if self._is_too_slow:
                return
            items = self._take(every=clock() - start < _SLOW)
            if not items:
                items = await self._next()
            chunk = b"".join(map(self._render, items))
            chunk = chunk or self._wording.heartbeat(self._session, self._place.upstream.now())

    def _take(self, *, every: bool) -> list[Delivery | Loss]:
        return self._session.take(_BATCH, every=every, now=monotonic_ns() // 1000)

    async def _next(self) -> list[Delivery | Loss]:
        """Wait until something is due; empty if nothing was for the time of a heartbeat."""
        items: list[Delivery | Loss] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT):
                while not items:
                    self._due.clear()
                    await self._wait()
                    items = self._take(every=True)
        return items

    async def _wait(self) -> None:
        """Until something has come, or what the client wants less often may be told again."""
        held = self._session.held_until()
        delay = None if held is None else max(held - monotonic_ns() // 1000, 1000) / 1e6
        with suppress(TimeoutError):
            async with asyncio.timeout(delay):
                await self._due.wait()

    def _greeting(self) -> bytes:
        """What brings the client up to date. Raises ClientError.

        Whoever is lost in the midst of it has to be given the rest when they come back. So what
        could not be recovered is told before there is an id, and until its snapshot is written a
        room stands before the snapshot.
        """
        parts = [_retry(random.uniform(*_RETRY))]
        epoch, seqs = "", {}
        states: list[tuple[str, int, Message]] = []
        for topic in self._rooms:
            joined = self._place.hub.join(
                self._session, topic, self._since.get(topic), self._max_hz
            )
            epoch, seqs[topic] = joined.room.epoch, joined.seq
            parts.append(self._wording.opening(joined, self._place.upstream.now()))
            if state := self._wording.state(joined):
                seqs[topic] = state.seq - 1
                states.append((topic, joined.seq, state))
        self._cursor = protocol.Cursor(epoch, seqs)
        parts.append(b"%b\n" % self._id())
        for topic, seq, message in states:
            self._cursor.move(topic, seq)
            room = self._place.hub.room(topic)
            delivery = Delivery(room, message, message.seq - 1, 0)
            parts.append(self._id() + self._wording.event(delivery))
        now = self._place.upstream.now()
        rooms = [member.room for member in self._session.memberships.values()]
        parts += [self._wording.doubt(room, now) for room in rooms]
        return b"".join(parts)

    def _render(self, item: Delivery | Loss) -> bytes:
        topic = item.room.topic
        if isinstance(item, Loss):
            self._cursor.move(topic, item.last)
            return self._id() + self._wording.loss(item, self._place.upstream.now())
        self._cursor.move(topic, item.message.seq)
        return self._id() + self._wording.event(item)

    def _last_words(self, streams: int) -> bytes:
        """Why the stream ends, and when to come back, where the client is to."""
        if self._place.closing.is_set():
            code, reason = protocol.GOING_DOWN, "the server is going down"
            seconds = leaving.return_after(streams)
        elif self._is_too_slow:
            code, reason = protocol.TOO_SLOW, "too slow: come back and recover"
            seconds = random.uniform(*_RETRY)
        else:
            return b""
        told = self._wording.bye(code, reason, seconds, self._place.upstream.now())
        return told + _retry(seconds) + b"\n"

    def _id(self) -> bytes:
        return b"id: %b\n" % self._cursor.text().encode()


def _retry(seconds: float) -> bytes:
    return b"retry: %d\n" % round(seconds * 1000)


def _expire(stay: asyncio.Timeout) -> None:
    if not stay.expired():
        stay.reschedule(0)
