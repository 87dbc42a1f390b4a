"""Market data in a Python program: `async with radist.connect(…)`, then `async for`."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from itertools import count
from types import TracebackType
from typing import Any, Self

from radist import config
from radist.errors import ClientError, ConfigError, ExchangeError, Lagging
from radist.hub.hub import Hub
from radist.hub.session import Loss, Session
from radist.model import AggTrade, Candle, Event, Gap, Quote, Ticker, Trade
from radist.plugins import names
from radist.receiver import Receiver

_PATIENCE = 30.0
"""Seconds in which an exchange must have told what it trades."""
_TAKE = 256 * 1024


class Radist:
    """A connection to exchanges, to be used as an async context manager. `connect` makes one."""

    def __init__(self, settings: config.Config, exchanges: tuple[str, ...]) -> None:
        self._receiver = Receiver(settings, exchanges)
        self._default = exchanges[0]
        self._hub = Hub(secrets.token_urlsafe(6), settings.hub.room_bytes)
        self._receiver.watch(self._follow)
        self._receiver.bus.listen(self._hub.publish)
        self._names = count(1)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        tasks = await self._stack.enter_async_context(asyncio.TaskGroup())
        running = tasks.create_task(self._receiver.run())
        self._stack.callback(running.cancel)
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
        await self._stack.aclose()

    def _why_not_ready(self) -> str:
        silent = [feed for feed in self._receiver.feeds.values() if not feed.exchange.instruments]
        return "; ".join(feed.last_error or f"{feed.exchange.name} is silent" for feed in silent)

    def _follow(self) -> None:
        """What selections stand for has changed."""
        for session in self._hub.sessions.values():
            self._attend(session)

    def _attend(self, session: Session) -> None:
        """Listen to the topics for which a session's wishes stand now."""
        wanted = self._receiver.topics_of(session)
        for topic in wanted - session.memberships.keys():
            self._hub.join(session, topic)
        for topic in session.memberships.keys() - wanted:
            self._hub.leave(session, topic)

    def subscribe(self, symbols: str, *channels: str, exchange: str = "") -> AsyncIterator[Event]:
        """The events of several channels (`trade`, `quote`, `candle.1m`) of one symbol or of a
        selection: `all USDT perpetuals`, `*/USDT`. What is listed later and fits comes too.
        """
        if not channels:
            raise ClientError(404, "unknown_channel", "subscribe() needs a channel, such as trade")
        asked = (channel.partition(".") for channel in channels)
        named = [self._topic(name, symbols, exchange, interval) for name, _, interval in asked]
        return self._events([self._receiver.wish(topic) for topic in named])

    def trades(self, symbol: str, *, exchange: str = "") -> AsyncIterator[Trade | Gap]:
        """Every execution, in order. What is missing is a `Gap` in the same iterator."""
        return self._listen("trade", symbol, exchange)

    def agg_trades(self, symbol: str, *, exchange: str = "") -> AsyncIterator[AggTrade | Gap]:
        """Executions of one taker order at one price. What is missing is a `Gap`."""
        return self._listen("agg_trade", symbol, exchange)

    def quotes(self, symbol: str, *, exchange: str = "") -> AsyncIterator[Quote | Gap]:
        """Best bid and ask. A slow loop sees the newest, not every one."""
        return self._listen("quote", symbol, exchange)

    def tickers(self, symbol: str, *, exchange: str = "") -> AsyncIterator[Ticker | Gap]:
        """Statistics of 24 hours. A slow loop sees the newest, not every one."""
        return self._listen("ticker", symbol, exchange)

    def candles(
        self, symbol: str, interval: str, *, exchange: str = ""
    ) -> AsyncIterator[Candle | Gap]:
        """The current candle whenever it changes. A slow loop sees the newest, not every one."""
        return self._listen("candle", symbol, exchange, interval)

    def events(self, topic: str) -> AsyncIterator[Event]:
        """The events of a topic, such as `trade.<exchange>.BTC/USDT`."""
        return self._events([self._receiver.wish(topic)])

    def _listen(
        self, channel: str, symbol: str, exchange: str, interval: str = ""
    ) -> AsyncIterator[Any]:
        return self.events(self._topic(channel, symbol, exchange, interval))

    def _topic(self, channel: str, symbol: str, exchange: str, interval: str) -> str:
        topic = f"{channel}.{exchange or self._default}.{symbol}"
        return f"{topic}.{interval}" if interval else topic

    async def _events(self, wishes: Iterable[str]) -> AsyncIterator[Event]:
        due = asyncio.Event()
        session = Session(f"iterator {next(self._names)}", due.set)
        self._hub.enter(session)
        try:
            self._receiver.want(session, wishes)
            self._attend(session)
            while True:
                await due.wait()
                due.clear()
                while taken := session.take(_TAKE):
                    for item in taken:
                        if isinstance(item, Loss):
                            lost = item.last - item.first + 1
                            raise Lagging(f"too slow for {item.room.topic}: {lost} events lost")
                        event = item.message.event
                        assert isinstance(event, Event)  # no platform is heard here
                        yield event
                    for room in {item.room for item in taken}:
                        room.release()
        finally:
            self._receiver.want(session, ())
            self._hub.quit(session)


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
