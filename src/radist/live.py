"""Market data in a Python program: `async with radist.connect(…)`, then `async for`."""

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from inspect import isawaitable
from itertools import count
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakSet

from radist import config
from radist.backfill import Backfill
from radist.consumer import Consumer, Policy, consumer
from radist.errors import ClientError, ConfigError, ExchangeError
from radist.hub.book_room import BOOKS
from radist.hub.hub import Hub
from radist.market.book import OrderBook
from radist.market.ledger import Ledger
from radist.model import AggTrade, Backfilled, Candle, Event, Freshness, Gap, Quote, Ticker, Trade
from radist.plugins import names
from radist.receiver import Receiver

if TYPE_CHECKING:
    from radist.blocking import Blocking

log = logging.getLogger(__name__)

Callback = Callable[[Any], Awaitable[object] | object]
Notice = Gap | Backfilled | Freshness

_PATIENCE = 30.0
"""Seconds in which an exchange must have told what it trades."""
_TICK = 1.0


class Listening:
    """A callback that is called until `stop`."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self.stop = stop
        """Call it no more."""


class Radist:
    """A connection to exchanges, to be used as a context manager: `async with` in a coroutine,
    `with` elsewhere. `connect` makes one.
    """

    def __init__(self, settings: config.Config, exchanges: tuple[str, ...]) -> None:
        ledger = Ledger(settings.incidents.gaps)
        self._receiver = Receiver(settings, exchanges, (ledger,))
        self._backfill = Backfill(self._receiver, ledger)
        self.feeds = self._receiver.feeds
        """By exchange: its sockets, and what it trades (`exchange.instruments`)."""
        self._default = exchanges[0]
        memory = (settings.hub.room_bytes, settings.hub.total_bytes)
        self._hub = Hub(secrets.token_urlsafe(6), *memory, self._receiver.covered)
        self._receiver.watch(self._follow)
        self._receiver.bus.listen(self._hub.publish)
        self._receiver.part(self._hub.begin_anew)
        self._names = count(1)
        self._stack = AsyncExitStack()
        self._tasks: asyncio.TaskGroup | None = None
        self._left = False
        self._consumers: WeakSet[Consumer[Event]] = WeakSet()
        self._calling: set[asyncio.Task[None]] = set()
        self._blocking: Blocking | None = None

    async def __aenter__(self) -> Self:
        self._tasks = await self._stack.enter_async_context(asyncio.TaskGroup())
        for running in (self._receiver.run(), self._backfill.run(), self._keep_house()):
            self._stack.callback(self._tasks.create_task(running).cancel)
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._receiver.ready()
        except TimeoutError:
            await self._stack.aclose()
            raise ExchangeError(self._why_not_ready(), terminal=True) from None
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._tasks, self._left = None, True
        for listener in tuple(self._consumers):
            listener.close()
        for task in self._calling:
            task.cancel()
        await self._stack.aclose()

    def __enter__(self) -> "Blocking":
        from radist.blocking import Blocking

        self._blocking = Blocking(self)
        self._blocking.open()
        return self._blocking

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._blocking is not None
        self._blocking.close()

    def _why_not_ready(self) -> str:
        silent = [feed for feed in self._receiver.feeds.values() if not feed.exchange.instruments]
        return "; ".join(feed.last_error or f"{feed.exchange.name} is silent" for feed in silent)

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            for room in self._hub.rooms.values():
                if not room.members:
                    room.release()

    def _follow(self) -> None:
        """What selections stand for has changed."""
        for listener in self._consumers:
            listener.attend()

    def subscribe(
        self, symbols: str, *channels: str, exchange: str = "", policy: Policy = "raise"
    ) -> Consumer[Event]:
        """The events of several channels (`trade`, `quote`, `candle.1m`) of one symbol or of a
        selection: `all USDT perpetuals`, `*/USDT`. What is listed later and fits comes too.
        """
        if not channels:
            raise ClientError(404, "unknown_channel", "subscribe() needs a channel, such as trade")
        asked = (channel.partition(".") for channel in channels)
        named = [self._topic(name, symbols, exchange, interval) for name, _, interval in asked]
        return self._consumer(named, policy)

    def trades(
        self, symbol: str, *, exchange: str = "", policy: Policy = "raise"
    ) -> AsyncIterator[Trade | Notice]:
        """Every execution, in order. What is missing is a `Gap` in the same iterator."""
        return self._listen("trade", symbol, exchange, policy)

    def agg_trades(
        self, symbol: str, *, exchange: str = "", policy: Policy = "raise"
    ) -> AsyncIterator[AggTrade | Notice]:
        """Executions of one taker order at one price. What is missing is a `Gap`."""
        return self._listen("agg_trade", symbol, exchange, policy)

    def quotes(
        self, symbol: str, *, exchange: str = "", policy: Policy = "raise"
    ) -> AsyncIterator[Quote | Notice]:
        """Best bid and ask. A slow loop sees the newest, not every one."""
        return self._listen("quote", symbol, exchange, policy)

    def tickers(
        self, symbol: str, *, exchange: str = "", policy: Policy = "raise"
    ) -> AsyncIterator[Ticker | Notice]:
        """Statistics of 24 hours. A slow loop sees the newest, not every one."""
        return self._listen("ticker", symbol, exchange, policy)

    def candles(
        self, symbol: str, interval: str, *, exchange: str = "", policy: Policy = "raise"
    ) -> AsyncIterator[Candle | Notice]:
        """The current candle whenever it changes. A slow loop sees the newest, not every one."""
        return self._listen("candle", symbol, exchange, policy, interval)

    def book(self, symbol: str, *, exchange: str = "") -> AsyncGenerator[OrderBook, None]:
        """The order book, the same object each time, whenever it has changed; not `live` while it
        is not known to be right. A slow loop sees it less often.
        """
        return _kept(self.deltas(symbol, exchange=exchange))

    def deltas(self, symbol: str, *, exchange: str = "") -> Consumer[Event]:
        """What an order book is made of: a snapshot, then every delta, or a `Gap` and anew."""
        return self._consumer([self._topic("book", symbol, exchange)], "raise")

    def events(self, topic: str, *, policy: Policy = "raise") -> Consumer[Event]:
        """The events of a topic, such as `trade.<exchange>.BTC/USDT`, or of a selection."""
        return self._consumer([topic], policy)

    def on(self, topic: str, callback: Callback, *, policy: Policy = "raise") -> Listening:
        """Call a function, or await a coroutine function, with each event of a topic, in order.

        An exception of it is logged, and the next event comes; what it is too slow for is a `Gap`.
        """
        if self._tasks is None:
            raise ClientError(409, "not_connected", "on() needs the connection to be entered")
        if not callable(callback):
            raise ClientError(422, "invalid", f"callback: expected a function, not {callback!r}")
        events = self._consumer([topic], policy)
        events.forgiving = True
        task = self._tasks.create_task(_call(callback, events, topic), name=f"callback of {topic}")
        self._calling.add(task)
        task.add_done_callback(self._calling.discard)

        def stop() -> None:
            events.close()
            if task is not asyncio.current_task():  # else what stops it goes on to its end
                task.cancel()

        return Listening(stop)

    def latest(self, topic: str) -> Event | None:
        """The newest event of a topic that somebody listens to; None before the first."""
        return self._hub.latest(self._receiver.check(topic))

    def _listen(
        self, channel: str, symbol: str, exchange: str, policy: Policy, interval: str = ""
    ) -> Consumer[Any]:
        return self._consumer([self._topic(channel, symbol, exchange, interval)], policy)

    def _topic(self, channel: str, symbol: str, exchange: str, interval: str = "") -> str:
        topic = f"{channel}.{exchange or self._default}.{symbol}"
        return f"{topic}.{interval}" if interval else topic

    def _consumer(self, topics: Iterable[str], policy: Policy) -> Consumer[Event]:
        if self._left:
            raise ClientError(409, "not_connected", "it is listened to inside `with` only")
        wishes = [self._receiver.wish(topic) for topic in topics]
        if policy == "latest" and any(topic.startswith(BOOKS) for topic in wishes):
            raise ConfigError("policy: of an order book every delta counts; take raise or wait")
        name = f"iterator {next(self._names)}"
        made = consumer(policy)(self._receiver, self._hub, name, wishes)
        self._consumers.add(made)
        return made


async def _kept(events: Consumer[Event]) -> AsyncGenerator[OrderBook, None]:
    """The book that events make."""
    book = OrderBook()
    try:
        while batch := await events.batch():
            for event in batch:
                book.apply(event)
            yield book
    finally:
        events.close()


async def _call(callback: Callback, events: Consumer[Event], topic: str) -> None:
    async for event in events:
        await call(callback, event, topic=topic)


async def call(
    callback: Callable[..., Any], *arguments: object, **said: str
) -> BaseException | None:
    """Call a function, or await a coroutine function; an exception is logged and given back."""
    try:
        result = callback(*arguments)
        if isawaitable(result):
            await result
    except (Exception, asyncio.CancelledError) as error:
        task = asyncio.current_task()
        if isinstance(error, asyncio.CancelledError) and task and task.cancelling():
            raise  # it is we who are cancelled, not what the callback has waited for
        log.exception("a callback failed", extra=said)
        return error
    return None


def connect(*exchanges: str, settings: config.Config | None = None) -> Radist:
    """Listen to exchanges; the first is meant wherever none is named.

    Without `settings` those of the environment hold (`RADIST_RECONNECT__CEILING=30`).
    Raises ConfigError; entering it raises ExchangeError when an exchange does not answer.

        async with radist.connect("…") as r:
            async for trade in r.trades("BTC/USDT"):
                print(trade.price)
    """
    if not exchanges:
        raise ConfigError(
            f"connect() needs the name of an exchange: {', '.join(names('exchanges'))}"
        )
    return Radist(settings or config.load(environ=os.environ), exchanges)
