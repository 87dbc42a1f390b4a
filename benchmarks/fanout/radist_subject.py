"""Radist as it runs in a node: hub, room, sessions, protocol and the port of the rooms.

Each message becomes a trade, which carries the message's first bytes as its id. A trade's frame is
about 300 bytes: 100 of it are its place in the room.
"""

import asyncio
from time import time_ns
from typing import Any, cast

import uvloop
from inlet import arrivals

from radist import __version__
from radist.config import Config, Limits, WebSocket
from radist.hub.hub import Hub
from radist.model import Trade
from radist.server.upstream import Upstream
from radist.server.websocket import Rooms

_MARK = 25
_MOST = 19_000


class Node:
    """What the rooms need of a node."""

    version = __version__
    simulated = True

    def now(self) -> int:
        return time_ns() // 1000

    def check(self, topic: str) -> str:
        return topic


async def main() -> None:
    node: Any = Node()
    hub = Hub("benchmark", Config().hub.room_bytes)
    settings = WebSocket(host="127.0.0.1", port=0, max_connections=_MOST)
    config = Config(websocket=settings, limits=Limits(per_address=_MOST))
    rooms = Rooms(cast(Upstream, node), hub, config)
    await rooms.start()
    async for message in arrivals(rooms.port):
        mark, now = message[:_MARK].decode(), node.now()
        hub.publish(Trade("binance", "BTC/USDT", "BTCUSDT", now, now, mark, 98123.45, 0.5, "buy"))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
