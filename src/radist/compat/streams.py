"""Streams of Binance's spot market by callback: `BinanceWebSocket`."""

import asyncio
import os
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Literal, NoReturn, TypeVar

import msgspec

from radist import config, topics
from radist.compat.link import Link
from radist.config import Config
from radist.errors import ExchangeError
from radist.ingest.line import Line
from radist.live import call
from radist.model import NOTICES, Event, Subscription
from radist.server import seed

Callback = Callable[..., Any]
F = TypeVar("F", bound=Callback)
Kind = Literal["connect", "disconnect", "error", "message"]

_EXCHANGE = "binance"


class BinanceWebSocket:
    """Callbacks, plain or coroutine functions, for streams of the spot market.

    A lost socket is opened again after 1 s at first, 60 s at most, `max_reconnect_attempts` times;
    0 is for ever. Without `settings` those of the environment hold.
    """

    def __init__(
        self, max_reconnect_attempts: int | None = None, *, settings: Config | None = None
    ) -> None:
        found = settings or config.load(environ=os.environ)
        if max_reconnect_attempts is not None:
            again = msgspec.structs.replace(found.reconnect, attempts=max_reconnect_attempts)
            found = msgspec.structs.replace(found, reconnect=again)
        self._settings = found
        self._link = Link(_EXCHANGE, self._told, self._turned)
        self._streams: dict[str, tuple[Callback, ...]] = {}
        """By topic, in the caller's spelling."""
        self._global: dict[Kind, list[Callback]] = defaultdict(list)
        self._living: asyncio.Task[NoReturn] | None = None
        self._calls: set[asyncio.Task[BaseException | None]] = set()
        """Of callbacks that belong to no stream."""
        self._up = False

    def on_connect(self, callback: F) -> F:
        """Call this whenever the socket is up. There is one as soon as there is a subscription."""
        return self._on("connect", callback)

    def on_disconnect(self, callback: F) -> F:
        """Call this whenever the socket is gone."""
        return self._on("disconnect", callback)

    def on_error(self, callback: F) -> F:
        """Call this with what went wrong: a lost connection, or an exception of a callback."""
        return self._on("error", callback)

    def on_message(self, callback: F) -> F:
        """Call this with every payload; also with those of the types `gap`, what is missing, and
        `freshness`, whether a stream can be believed.
        """
        return self._on("message", callback)

    def _on(self, kind: Kind, callback: F) -> F:
        self._global[kind].append(callback)
        return callback

    async def subscribe_ticker(
        self, symbol: str, callback: Callback | None = None, mini: bool = False
    ) -> None:
        """Statistics of 24 hours, in full or `mini`. Raises ClientError for an unknown symbol."""
        self._subscribe(_topic("mini_ticker" if mini else "ticker", symbol), callback)

    async def subscribe_kline(
        self, symbol: str, interval: str, callback: Callback | None = None
    ) -> None:
        """Candles, whenever one changes."""
        self._subscribe(_topic("kline", symbol, interval), callback)

    async def subscribe_trade(
        self, symbol: str, callback: Callback | None = None, aggregate: bool = False
    ) -> None:
        """Executions, each by itself or those of one order together."""
        self._subscribe(_topic("agg_trade" if aggregate else "trade", symbol), callback)

    async def subscribe_book_ticker(self, symbol: str, callback: Callback | None = None) -> None:
        """Best bid and ask."""
        self._subscribe(_topic("book_ticker", symbol), callback)

    async def unsubscribe_ticker(self, symbol: str, mini: bool = False) -> None:
        """Forget the stream and its callbacks, like the others of this name."""
        self._unsubscribe(_topic("mini_ticker" if mini else "ticker", symbol))

    async def unsubscribe_kline(self, symbol: str, interval: str) -> None:
        """As `unsubscribe_ticker`."""
        self._unsubscribe(_topic("kline", symbol, interval))

    async def unsubscribe_trade(self, symbol: str, aggregate: bool = False) -> None:
        """As `unsubscribe_ticker`."""
        self._unsubscribe(_topic("agg_trade" if aggregate else "trade", symbol))

    async def unsubscribe_book_ticker(self, symbol: str) -> None:
        """As `unsubscribe_ticker`."""
        self._unsubscribe(_topic("book_ticker", symbol))

    def _subscribe(self, topic: str, callback: Callback | None) -> None:
        known = self._streams.get(topic, ())
        self._streams[topic] = (*known, callback) if callback else known
        if problems := self._link.want(self._streams):
            self._unsubscribe(topic)
            raise problems[0]

    def _unsubscribe(self, topic: str) -> None:
        self._streams.pop(topic, None)
        self._link.want(self._streams)

    async def connect(self) -> None:
        """Ask the exchange what it trades, and listen. Raises ExchangeError without an answer."""
        if self._living is None or self._living.done():
            self._link = Link(_EXCHANGE, self._told, self._turned)
            self._link.want(self._streams)
            loop = asyncio.get_running_loop()
            self._living = loop.create_task(self._link.run(self._settings))
            self._living.add_done_callback(self._ended)
        try:
            async with asyncio.TaskGroup() as tasks:
                entered = tasks.create_task(self._link.entered.wait())
                await asyncio.wait({self._living, entered}, return_when=asyncio.FIRST_COMPLETED)
                entered.cancel()
        except asyncio.CancelledError:  # whoever waits no longer does not want it later either
            self._living.cancel()
            raise
        if self._living.done():
            self._living.result()

    async def disconnect(self) -> None:
        """Say goodbye; subscriptions are kept for the next `connect`."""
        if self._living is not None:
            self._living.cancel()
            await asyncio.wait({self._living})
        if calls := self._calls - {asyncio.current_task()}:
            await asyncio.wait(calls)

    async def run_forever(self) -> None:
        """Return after `disconnect`, or when there are no tries left; connect first if need be."""
        if self._living is None:
            await self.connect()
        assert self._living is not None
        try:
            await asyncio.wait({self._living})
        finally:
            await self.disconnect()

    def _ended(self, living: asyncio.Task[NoReturn]) -> None:
        if self._up:
            self._up = False
            self._tell("disconnect")
        if not living.cancelled() and (error := living.exception()):
            self._tell("error", error)

    def _turned(self, line: Line) -> None:
        if self._up != self._link.connected:
            self._up = self._link.connected
            self._tell("connect" if self._up else "disconnect")
        if line.wanted and not line.connected:
            self._tell("error", ExchangeError(line.last_error))
        if line.gave_up and self._living is not None:
            self._living.cancel()

    def _tell(self, kind: Kind, *arguments: object) -> None:
        loop = asyncio.get_running_loop()
        for callback in self._global[kind]:
            task = loop.create_task(call(callback, *arguments))
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)

    async def _told(self, topic: str, event: Event) -> None:
        payload = seed.payload(event)
        own = () if isinstance(event, NOTICES) else self._streams.get(topic, ())
        for callback in (*self._global["message"], *own):
            if error := await call(callback, payload):
                self._tell("error", error)


def _topic(stream_type: str, symbol: str, interval: str = "") -> str:
    asked = Subscription(seed.CHANNEL[stream_type], symbol.upper(), interval)
    return topics.topic(_EXCHANGE, asked)
