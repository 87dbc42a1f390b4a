"""What has happened since, by REST: `/api/v1/events`, for whoever asks again and again."""

import asyncio
import secrets
from time import time
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response

from radist import codec
from radist.errors import ClientError
from radist.hub import protocol
from radist.hub.hub import Hub
from radist.hub.protocol import Subscribe
from radist.hub.session import Delivery, Loss, Session
from radist.server import frames
from radist.server.gate import visitor_of
from radist.server.seats import Seat
from radist.server.stream import Place
from radist.server.symbols import Rooms, rooms

_MOST = 1_000_000
"""Bytes of events in one answer, about."""
_ASKED = Subscribe()


class Events:
    """Each question is a short stay in the rooms: its answer is what a longer one would be told."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.router = APIRouter(tags=["Streams"])
        self.router.add_api_route(
            "/api/v1/events", self.events, summary="What came after a cursor, and the next cursor"
        )

    async def events(
        self,
        request: Request,
        topics: Rooms,
        since: Annotated[
            str | None,
            Query(description="The `cursor` of the answer before, or the `id` of an event stream"),
        ] = None,
        wait: Annotated[
            float, Query(ge=0, le=30, description="Seconds to wait for an event if there is none")
        ] = 0.0,
    ) -> Response:
        """Without `since`: where the rooms stand, and their states. With it: every event after it,
        in order; or, for a room where `recovered` is false, the reason and the state.
        """
        upstream, hub = self._place.upstream, self._place.hub
        visitor = visitor_of(request.scope)
        wanted = rooms(upstream, visitor, topics)
        self._place.admit(request.scope, wanted)
        due = asyncio.Event()
        session = Session(f"rest-{secrets.token_hex(8)}", due.set)
        hub.enter(session)
        try:
            stay = _Stay(hub, session, wanted, since)
            items = stay.take()
            if wait and not items and stay.is_whole:
                # Whoever waits is a connection like others: counted, listed, and cut.
                address = request.scope["address"]
                seat = Seat(session.name, address, visitor, upstream.now(), lambda *_: due.set())
                await self._wait(seat, due, wait)
                items = stay.take()
            content = stay.told(items, upstream.now())
        finally:
            hub.quit(session)
        headers = {"Cache-Control": "no-store"}
        return Response(codec.encode(content), headers=headers, media_type="application/json")

    async def _wait(self, seat: Seat, due: asyncio.Event, seconds: float) -> None:
        """Until something is due, the time is over or the node goes down."""
        guard, closing = self._place.guard, self._place.closing
        seats = guard.seats
        try:
            seats.take(seat, time())
        except ClientError as problem:
            raise guard.refuse(problem) from None
        try:
            async with asyncio.TaskGroup() as tasks:
                waiting = {tasks.create_task(due.wait()), tasks.create_task(closing.wait())}
                first = asyncio.FIRST_COMPLETED
                await asyncio.wait(waiting, timeout=seconds, return_when=first)
                for task in waiting:
                    task.cancel()
        finally:
            seats.leave(seat)


class _Stay:
    """A visit to some rooms."""

    def __init__(self, hub: Hub, session: Session, wanted: list[str], since: str | None) -> None:
        positions = protocol.positions(since, wanted) if since is not None else {}
        joined = [hub.join(session, topic, positions.get(topic)) for topic in wanted]
        self.is_whole = all(room.recovered for room in joined)
        """Whether there is nothing to say but what comes."""
        self._session = session
        self._joined = joined
        epoch = joined[0].room.epoch
        self._cursor = protocol.Cursor(epoch, {room.room.topic: room.seq for room in joined})

    def take(self) -> list[Delivery | Loss]:
        return self._session.take(_MOST, every=True)

    def told(self, items: list[Delivery | Loss], now: int) -> dict[str, object]:
        told = [msgspec.Raw(protocol.subscribed(_ASKED, room, now)) for room in self._joined]
        events = []
        for item in items:
            seq = item.last if isinstance(item, Loss) else item.message.seq
            self._cursor.move(item.room.topic, seq)
            made = protocol.loss(item) if isinstance(item, Loss) else frames.event(item)
            events.append(msgspec.Raw(made))
        place = {"cursor": self._cursor.text(), "timestamp": codec.iso(now)}
        return {"rooms": told, "events": events, **place}
