"""Clients of a node that comes and goes: what they hold, and what they are told."""

import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import aiohttp

from proof.served import Served

ROOMS = tuple(f"trade.binance.{base}/USDT" for base in ("BTC", "ETH", "SOL"))
Frame = dict[str, Any]


class Listener(ABC):
    """One client: what it heard of each room last, from node to node."""

    def __init__(self) -> None:
        self.positions: dict[str, tuple[str, int]] = {}
        self.is_in = False
        """Whether the last node let it in and began to serve it."""
        self.bye: Frame | None = None
        self.told = 0
        """Rooms of which it was told that its position is worth nothing any more."""

    async def stay(self, radist: Served) -> None:
        """With this node until it ends, checking that nothing is missing in between."""
        self.is_in, self.bye = False, None
        with suppress(aiohttp.ClientError, ConnectionError):
            async with self.frames(radist) as frames:
                async for frame in frames:
                    self.heard(frame)

    @abstractmethod
    def frames(self, radist: Served) -> AbstractAsyncContextManager[AsyncIterator[Frame]]:
        """What this node says to it."""

    def heard(self, frame: Frame) -> None:
        """Each frame names the one before it."""
        kind = frame["type"]
        if kind == "bye":
            assert frame["code"] == 3001 and 0 < frame["retry_after_ms"] <= 10_000
            self.bye = frame
        elif kind == "subscribed":
            assert self.bye is None
            if frame["room"] in self.positions:
                assert (frame["recovered"], frame["reason"]) == (False, "epoch")
                self.told += 1
            self.positions[frame["room"]] = (frame["epoch"], frame["seq"])
            self.is_in = True
        elif "seq" in frame:
            epoch, last = self.positions[frame["room"]]
            assert frame["prev"] == last
            self.positions[frame["room"]] = (epoch, frame["seq"])


class OverWebSocket(Listener):
    """Says since when it wants to hear."""

    @asynccontextmanager
    async def frames(self, radist: Served) -> AsyncIterator[AsyncIterator[Frame]]:
        async with radist.http.ws_connect(radist.rooms, autoping=True) as socket:
            since = {r: {"epoch": e, "seq": s} for r, (e, s) in self.positions.items()}
            await socket.send_json({"op": "subscribe", "rooms": ROOMS, "since": since})

            async def read() -> AsyncIterator[Frame]:
                async for message in socket:
                    yield json.loads(message.data)
                # A goodbye is a word; who takes 0.8 s to answer it is dropped without a code.
                assert socket.close_code == 3001 or self.bye or not self.is_in

            yield read()


class OverSse(Listener):
    """Sends the last id back."""

    def __init__(self) -> None:
        super().__init__()
        self._last_id = ""

    @asynccontextmanager
    async def frames(self, radist: Served) -> AsyncIterator[AsyncIterator[Frame]]:
        url = f"{radist.url}/api/v1/sse?topics={','.join(ROOMS)}"
        headers = {"Last-Event-ID": self._last_id} if self._last_id else {}
        async with radist.http.get(url, headers=headers) as answer:

            async def read() -> AsyncIterator[Frame]:
                retry = ""
                async for line in answer.content:
                    name, _, value = line.decode().rstrip("\n").partition(": ")
                    if name == "id":
                        self._last_id = value
                    elif name == "retry":
                        retry = value
                    elif name == "data":
                        yield json.loads(value)
                if self.bye is not None:
                    assert retry == str(self.bye["retry_after_ms"])

            yield read()
