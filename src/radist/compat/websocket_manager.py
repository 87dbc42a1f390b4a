"""Latest prices of an exchange for any thread: `get_websocket_manager(exchange)`."""

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from radist import config, topics
from radist.compat.link import Link
from radist.config import Config
from radist.errors import ExchangeError
from radist.live import call
from radist.loops import loop_factory
from radist.model import Event, Freshness, Subscription, Ticker
from radist.server import seed
from radist.venues import make_exchange

log = logging.getLogger(__name__)

Price = dict[str, Any]
Callback = Callable[[Price], Any]


class WebSocketManager:
    """Prices of one exchange, listened to by a thread of its own; every method may be called from
    any thread, and from callbacks, which run in that thread.

    Without `settings` those of the environment hold. Raises ConfigError for an unknown exchange,
    or settings that are wrong for it.
    """

    def __init__(self, exchange: str = "binance", *, settings: Config | None = None) -> None:
        self.exchange = exchange
        self._settings = settings or config.load(environ=os.environ)
        make_exchange(self._settings, exchange)
        self._lock = threading.Lock()
        self._callbacks: dict[str, tuple[Callback, ...]] = {}
        """By symbol, as the caller spells it."""
        self._prices: dict[str, Price] = {}
        """By symbol, as we spell it."""
        self._spelling: dict[str, str] = {}
        """The callers' spellings and ours."""
        self._link = self._make_link()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop
        self._living: asyncio.Task[None]

    def subscribe(self, symbol: str, callback: Callback | None = None) -> None:
        """Keep the price of a symbol, and call a function with each one."""
        with self._lock:
            known = self._callbacks.get(symbol, ())
            self._callbacks[symbol] = (*known, callback) if callback else known
        self._follow()

    def unsubscribe(self, symbol: str, callback: Callback | None = None) -> None:
        """Forget a callback of a symbol; without one, or after the last, the symbol."""
        with self._lock:
            left = [one for one in self._callbacks.pop(symbol, ()) if one != callback]
            if callback and left:
                self._callbacks[symbol] = tuple(left)
                return
            ours = self._spelling.pop(symbol, symbol)
            if ours not in self._spelling.values():
                self._prices.pop(ours, None)
        self._follow()

    def start(self) -> None:
        """Begin to listen; it is not waited for anything."""
        with self._lock:
            if self._thread is not None:
                return
            ready = threading.Event()
            name = f"radist {self.exchange}"
            self._thread = threading.Thread(target=self._run, args=(ready,), name=name, daemon=True)
            self._thread.start()
            ready.wait()

    def stop(self) -> None:
        """Leave the exchange; what is subscribed is kept for the next `start`."""
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is None:
                return
            with suppress(RuntimeError):  # it has ended by itself
                self._loop.call_soon_threadsafe(self._living.cancel)
        if thread is not threading.current_thread():
            thread.join()

    def get_latest_price(self, symbol: str) -> Price | None:
        """The latest price of a symbol, or None before the first: `symbol`, `price`, statistics of
        24 hours, `timestamp`, `source` (`stream`, or `poll` where there is no socket), `stale`.
        """
        return self._prices.get(self._spelling.get(symbol, symbol))

    def get_all_prices(self) -> dict[str, Price]:
        """The latest prices, by symbol."""
        with self._lock:
            return dict(self._prices)

    def is_connected(self) -> bool:
        """Whether a socket to the exchange is up; if none is, prices come from REST."""
        return self._link.connected

    def _make_link(self) -> Link:
        return Link(self.exchange, self._told, lambda line: None)

    def _run(self, ready: threading.Event) -> None:
        with (
            suppress(asyncio.CancelledError),
            asyncio.Runner(loop_factory=loop_factory()) as runner,
        ):
            runner.run(self._live(ready))

    async def _live(self, ready: threading.Event) -> None:
        living = asyncio.current_task()
        assert living is not None
        self._loop, self._living = asyncio.get_running_loop(), living
        self._link = self._make_link()
        ready.set()
        self._attend()
        while True:
            try:
                await self._link.run(self._settings)
            except ExchangeError as error:
                log.warning("no answer, asking again: %s", error)

    def _follow(self) -> None:
        """Other symbols are wanted than before."""
        if self._thread is not None:
            with suppress(RuntimeError):  # it has just ended
                self._loop.call_soon_threadsafe(self._attend)

    def _attend(self) -> None:
        with self._lock:
            wanted = {self._topic(symbol): symbol for symbol in self._callbacks}
        self._symbols = wanted
        for problem in self._link.want(wanted):
            log.error("cannot listen: %s", problem)

    def _topic(self, symbol: str) -> str:
        return topics.topic(self.exchange, Subscription(Ticker.channel, symbol))

    async def _told(self, topic: str, event: Event) -> None:
        asked = self._symbols.get(topic)
        if asked is None:
            return
        if isinstance(event, Freshness):
            self._doubt(event)
        elif isinstance(event, Ticker):
            price = _price(event)
            for callback in self._keep(asked, price):
                await call(callback, price)

    def _keep(self, asked: str, price: Price) -> tuple[Callback, ...]:
        """Who is to be told; nobody where it has just been unsubscribed."""
        with self._lock:
            callbacks = self._callbacks.get(asked)
            if callbacks is not None:
                self._spelling[asked] = price["symbol"]
                self._prices[price["symbol"]] = price
        return callbacks or ()

    def _doubt(self, event: Freshness) -> None:
        with self._lock:
            if known := self._prices.get(event.symbol):
                self._prices[event.symbol] = known | {"stale": event.stale}


def _price(event: Ticker) -> Price:
    own = {"exchange": event.exchange, "symbol": event.symbol, "stale": False}
    return {"source": "stream"} | seed.payload(event) | own


_managers: dict[str, WebSocketManager] = {}
_lock = threading.Lock()


def get_websocket_manager(exchange: str = "binance") -> WebSocketManager:
    """The one of this exchange. Raises ConfigError where there is no such exchange."""
    name = exchange.lower()
    with _lock:
        if name not in _managers:
            _managers[name] = WebSocketManager(name)
        return _managers[name]
