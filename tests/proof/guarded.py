"""A node's two ports with a guard, around a hub that the test feeds."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from radist import topics, wishes
from radist.config import Auth, Config, Limits, WebSocket
from radist.exchanges.binance import Binance
from radist.hub.hub import Hub
from radist.model import Instrument, Ticker
from radist.server.app import create_app
from radist.server.guard import Guard
from radist.server.http import Http, bind
from radist.server.upstream import FeedStatus
from radist.server.websocket import PATH, Rooms

TICKERS = "ticker.binance.BTC/USDT"


class Upstream:
    """A node whose exchange is silent."""

    version, simulated, ports = "0", True, (0, 0)

    def __init__(self) -> None:
        self.started = self.now()
        self.dialect = Binance()
        self.dialect.learn([Instrument("BTC/USDT", "BTCUSDT", "BTC", "USDT", 0.01, 0.001)])

    def now(self) -> int:
        return time.time_ns() // 1000

    def exchange(self, name: str) -> Binance:
        return self.dialect

    def check(self, topic: str) -> str:
        name, asked = topics.parse(topic)
        return topics.topic(name, wishes.canonical(self.dialect, asked))

    def markets(self) -> list[str]:
        return [TICKERS]

    def status(self) -> list[FeedStatus]:
        known = {"exchange": "binance", "connected": True, "known": True, "simulated": True}
        counted = dict.fromkeys(("reconnects", "messages", "errors"), 0)
        nothing = {"held": False, "topics": (), "refused": {}, "last_error": ""}
        return [FeedStatus(**known, **counted, **nothing, connected_since=None)]

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None


class Guarded(NamedTuple):
    """What listens."""

    url: str
    rooms: str
    hub: Hub
    guard: Guard


@asynccontextmanager
async def guarded(
    auth: Auth, limits: Limits | None = None, origins: Iterable[str] = (), **websocket: Any
) -> AsyncIterator[Guarded]:
    config = Config(
        auth=auth,
        limits=limits or Limits(),
        origins=tuple(origins),
        websocket=WebSocket(host="127.0.0.1", port=0, **websocket),
    )
    upstream, hub, guard = Upstream(), Hub("e1", 1_000_000), Guard(config)
    closing = asyncio.Event()
    app = create_app(upstream, hub, config, closing=closing, guard=guard)
    http = Http(app, bind("127.0.0.1", 0, "http.port"))
    rooms = Rooms(upstream, hub, config, guard)
    await rooms.start()
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(http.run())
        keys = tasks.create_task(guard.run())
        await http.started()
        try:
            url = f"http://127.0.0.1:{http.port}"
            yield Guarded(url, f"ws://127.0.0.1:{rooms.port}{PATH}", hub, guard)
        finally:
            keys.cancel()
            await rooms.stop()
            closing.set()
            http.stop()
            await serving


def ticker(price: float = 1.0) -> Ticker:
    now = time.time_ns() // 1000
    place = ("binance", "BTC/USDT", "BTCUSDT", now, now)
    return Ticker(*place, price, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
