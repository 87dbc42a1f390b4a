"""A client of `radist.v1` made from docs/protocol.md alone: nothing of Radist is used here."""

import asyncio
import json
import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

Frame = dict[str, Any]


class Position(NamedTuple):
    epoch: str
    seq: int


class Refused(Exception):  # noqa: N818  # it says what happened
    """The same again would end the same way."""


class Room:
    """What is known of one room."""

    def __init__(self, name: str, max_hz: float | None = None) -> None:
        self.name = name
        self.max_hz = max_hz
        self.position: Position | None = None
        self.events: list[Frame] = []
        self.gaps: list[Frame] = []
        """Losses of this client: `from` and `to` where they are known, and `cause`."""
        self.state: Any = None
        self.bids: dict[float, float] = {}
        self.asks: dict[float, float] = {}
        self.asked: int | None = None
        self.recoveries: list[bool] = []

    def answered(self, frame: Frame) -> None:
        """The answer to a subscription."""
        self.asked = None
        before, at = self.position, Position(frame["epoch"], frame["seq"])
        if "recovered" in frame:
            self.recoveries.append(frame["recovered"])
        if frame.get("recovered"):
            return  # everything missing follows; the position is where it was
        if before is not None:
            known = frame["reason"] == "retention"
            span = {"from": before.seq + 1, "to": at.seq} if known else {}
            self.gaps.append({"cause": frame["reason"], **span})
        self.position = at
        if frame["snapshot"] is not None:
            self._apply(frame["snapshot"])

    def happened(self, frame: Frame) -> bool:
        """An event; False if one before it is missing."""
        assert self.position is not None
        if self.asked is not None:
            return True  # of an older subscription: it comes again
        if frame["prev"] != self.position.seq:
            return False
        assert frame.get("skipped", 0) == frame["seq"] - frame["prev"] - 1
        self.position = Position(self.position.epoch, frame["seq"])
        self.events.append(frame)
        self._apply(frame["data"])
        return True

    def lost(self, frame: Frame) -> None:
        """A loss of our own: the server says from where to where, and closes."""
        assert self.position is not None and frame["from"] == self.position.seq + 1
        self.position = Position(self.position.epoch, frame["to"])
        self.gaps.append(frame)

    def _apply(self, data: Any) -> None:
        if data["type"] == "book_snapshot":
            self.bids, self.asks = dict(data["bids"]), dict(data["asks"])
        elif data["type"] == "book_delta":
            for side, levels in ((self.bids, data["bids"]), (self.asks, data["asks"])):
                for price, quantity in levels:
                    side[price] = quantity
                    if not quantity:
                        del side[price]
        elif data["type"] not in ("gap", "freshness"):
            self.state = data


class PageClient:
    """Stays connected and whole until it is told to stop. `changed` is called after each frame."""

    def __init__(
        self, url: str, *rooms: Room, hello: Frame | None = None, wait: float = 1.0
    ) -> None:
        self.rooms = {room.name: room for room in rooms}
        self.changed: Callable[[], object] = lambda: None
        self.connection: ClientConnection | None = None
        self.codes: list[int | None] = []
        self.byes: list[Frame] = []
        self.welcomes = 0
        self._url = url
        self._wishes = hello
        self._wait = wait
        """Seconds within which to come back the first time; twice as many each time after."""
        self._ids = 0

    async def run(self) -> None:
        """Raises Refused if it is not to come again."""
        attempt = 0
        while True:
            welcomes = self.welcomes
            with suppress(OSError, InvalidHandshake):
                async with connect(self._url, max_size=None, compression=None) as connection:
                    await self._listen(connection)
            attempt = 0 if self.welcomes > welcomes else attempt + 1
            delay = random.uniform(0, min(60.0, self._wait * 2**attempt))
            if self.codes and self.codes[-1] == 3001 and self.byes:
                delay = self.byes[-1]["retry_after_ms"] / 1000
            await asyncio.sleep(delay)

    async def _listen(self, connection: ClientConnection) -> None:
        self.connection = connection
        try:
            async for text in connection:
                await self._received(json.loads(text))
                self.changed()
        except ConnectionClosed:
            pass
        self.connection = None
        code = connection.close_code
        self.codes.append(None if code in (None, 1006) else code)
        if code is not None and (3500 <= code <= 3999 or code == 1009):
            raise Refused(f"{code} {connection.close_reason}")

    async def _received(self, frame: Frame) -> None:
        act = getattr(self, f"_{frame['type']}", None)
        if frame["type"] == "gap" and "from" in frame:
            self.rooms[frame["room"]].lost(frame)
        elif act:
            await act(frame)
        elif "seq" in frame and not self.rooms[frame["room"]].happened(frame):
            await self.subscribe(self.rooms[frame["room"]])

    async def _batch(self, frame: Frame) -> None:
        for event in frame["events"]:
            await self._received(event)

    async def _subscribed(self, frame: Frame) -> None:
        room = self.rooms[frame["room"]]
        if room.asked == frame["id"]:
            room.answered(frame)

    async def _error(self, frame: Frame) -> None:
        raise Refused(frame["message"])

    async def _bye(self, frame: Frame) -> None:
        self.byes.append(frame)

    async def _heartbeat(self, frame: Frame) -> None:
        for name, top in frame["tops"].items():
            room = self.rooms[name]
            if room.asked is None and room.position and top > room.position.seq:
                await self.subscribe(room)

    async def _welcome(self, _: Frame) -> None:
        self.welcomes += 1
        if self._wishes:
            await self._say({"op": "hello", **self._wishes})
        for room in self.rooms.values():
            await self.subscribe(room)

    async def subscribe(self, room: Room) -> None:
        """Into a room, from where we were."""
        request: Frame = {"op": "subscribe", "rooms": [room.name]}
        if room.position:
            request["since"] = {room.name: room.position._asdict()}
        if room.max_hz:
            request["max_hz"] = room.max_hz
        room.asked = await self._say(request)

    async def _say(self, request: Frame) -> int:
        assert self.connection is not None
        self._ids += 1
        with suppress(ConnectionClosed):
            await self.connection.send(json.dumps({**request, "id": self._ids}))
        return self._ids

    def kill(self) -> bool:
        """Break the connection, if there is one, without a word."""
        if self.connection is None or self.connection.transport.is_closing():
            return False
        self.connection.transport.abort()
        return True
