"""Exchanges that ccxt speaks with: its methods, in the place of sockets and of REST.

Where there is ccxt pro's `watch_…` for a channel it is called again and again, and where there is
not, `fetch_…` each so many seconds. What comes back is handed on as JSON.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from radist.errors import ConfigError, ExchangeError
from radist.exchanges._ccxt import Ccxt, borrowed
from radist.exchanges._ccxt_rows import Request, Told, Wish
from radist.exchanges.base import Fetch
from radist.ingest.budget import Budget
from radist.ingest.clock import now_us
from radist.ingest.connection import Receive
from radist.ingest.fetcher import Answer
from radist.model import Source

_METHODS = {
    "trade": ("watch_trades", "fetch_trades", "watchTrades", "fetchTrades"),
    "ticker": ("watch_ticker", "fetch_ticker", "watchTicker", "fetchTicker"),
    "book": ("watch_order_book", "fetch_order_book", "watchOrderBook", "fetchOrderBook"),
    "candle": ("watch_ohlcv", "fetch_ohlcv", "watchOHLCV", "fetchOHLCV"),
}
"""By channel: the methods, and what ccxt calls the ability."""
_FIELDS = (
    *("symbol", "id", "type", "base", "quote", "settle", "active", "contractSize", "precision"),
    *("expiry", "strike", "optionType"),
)
_KINDS = frozenset({"spot", "swap", "future", "option"})
_DEPTH = 100
_PACE = 1.0
"""Seconds between two pictures of a book."""


def find(name: str) -> type[Ccxt] | None:
    """The class of an exchange that ccxt knows; None where it does not, or is not there."""
    if find_spec("ccxt") is None:
        return None
    import ccxt  # it takes a second to import

    return borrowed(name) if name in ccxt.exchanges else None


class Lender:
    """One exchange of ccxt: what a `Fetcher` is for our own, and the opener of its places."""

    def __init__(self, exchange: Ccxt) -> None:
        import ccxt.pro

        self.headers: Mapping[str, str] = {}
        self.busy, self.delay, self.spent = False, 0.0, 0
        self._errors: Any = ccxt
        self._interval = exchange.poll_interval
        pro = exchange.name in ccxt.pro.exchanges
        made = getattr(ccxt.pro if pro else ccxt.async_support, exchange.name)
        self._ccxt: Any = made({"enableRateLimit": True})
        self._ccxt.urls["api"] = _moved(self._ccxt.urls["api"], exchange.ws_url, exchange.rest_url)

    async def open(self, url: str, receive: Receive, budget: Budget, local: str = "") -> "Loan":
        """A place for streams. It cannot fail: there is no socket before one is needed."""
        return Loan(self, receive)

    async def fetch(self, fetch: Fetch) -> bytes:
        """The body of an answer. Raises ExchangeError."""
        return (await self.ask(fetch)).body

    async def ask(self, fetch: Fetch) -> Answer:
        """The body with its times. Raises ExchangeError."""
        asked, parts = now_us(), urlsplit(fetch.url)
        if parts.path == "markets":
            markets = await self._called(self._ccxt.load_markets)
            listed = [{k: m.get(k) for k in _FIELDS} for m in markets.values()]
            body = msgspec.json.encode([m for m in listed if m["type"] in _KINDS])
        else:
            wish = Wish(parts.path, unquote(parts.query), parts.fragment)
            body = _frame(wish, "poll", await self._fetched(wish))
        return Answer(body, asked, now_us())

    async def next(self, wish: Wish) -> bytes:
        """The next that there is of a stream, as a frame. Raises ExchangeError."""
        watch, _, able, _ = _METHODS[wish.channel]
        if self._ccxt.has.get(able):
            method = getattr(self._ccxt, watch)
            found = await self._called(lambda: method(*_arguments(wish)))
            return _frame(wish, "stream", found)
        return _frame(wish, "rest", await self._fetched(wish))

    async def rest(self, wish: Wish) -> None:
        """Wait as long as it takes until the next has to be asked for."""
        watched = self._ccxt.has.get(_METHODS[wish.channel][2])
        await asyncio.sleep((_PACE * (wish.channel == "book")) if watched else self._interval)

    def refuses(self, wish: Wish) -> str:
        """Why a stream cannot be had at all; empty where it can."""
        _, _, watched, fetched = _METHODS[wish.channel]
        if not (self._ccxt.has.get(watched) or self._ccxt.has.get(fetched)):
            return f"ccxt has no {wish.channel} of {self._ccxt.id}"
        if wish.interval and wish.interval not in (self._ccxt.timeframes or {}):
            return f"{self._ccxt.id} has no interval {wish.interval!r}"
        return ""

    async def _fetched(self, wish: Wish) -> Any:
        method = getattr(self._ccxt, _METHODS[wish.channel][1])
        return await self._called(lambda: method(*_arguments(wish)))

    async def _called(self, method: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await method()
        except self._errors.BaseError as error:
            raise ExchangeError(f"{type(error).__name__}: {error}") from error

    async def close(self) -> None:
        """Let go of the connections."""
        await self._ccxt.close()


class Loan:
    """What a `Connection` is of our own exchanges: a task for each stream."""

    def __init__(self, lender: Lender, receive: Receive) -> None:
        self.closed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Done when it is of no more use; its result says why."""
        self.headers: Mapping[str, str] = {}
        self._lender = lender
        self._receive = receive
        self._tasks: dict[Wish, asyncio.Task[None]] = {}
        self._goes_on = asyncio.Event()
        self._goes_on.set()

    async def send(self, frame: bytes) -> None:
        """Begin and end streams."""
        request = msgspec.json.decode(frame, type=Request)
        for wish in request.wishes:
            if request.op == "unsubscribe":
                if task := self._tasks.pop(wish, None):
                    task.cancel()
            elif why := self._lender.refuses(wish):
                told = Told(wish.channel, wish.symbol, wish.interval, refused=why)
                self._receive(msgspec.json.encode(told), now_us())
            else:
                loop = asyncio.get_running_loop()
                self._tasks[wish] = loop.create_task(self._follow(wish), name=f"ccxt {wish}")

    async def _follow(self, wish: Wish) -> None:
        try:
            while True:
                frame = await self._lender.next(wish)
                await self._goes_on.wait()
                self._receive(frame, now_us())
                await self._lender.rest(wish)
        except ExchangeError as error:
            self.abort(str(error))

    def pause(self, paused: bool) -> None:
        """Whether to hand on nothing more."""
        if paused:
            self._goes_on.clear()
        else:
            self._goes_on.set()

    def abort(self, reason: str) -> None:
        """End all streams."""
        for task in self._tasks.values():
            task.cancel()
        if not self.closed.done():
            self.closed.set_result(reason)

    async def close(self, reason: str) -> None:
        """The same, and wait until they have ended."""
        self.abort(reason)
        for task in self._tasks.values():
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks.clear()


def _arguments(wish: Wish) -> tuple[Any, ...]:
    if wish.channel == "candle":
        return wish.symbol, wish.interval
    return (wish.symbol, _DEPTH) if wish.channel == "book" else (wish.symbol,)


def _frame(wish: Wish, source: Source, found: Any) -> bytes:
    data = msgspec.Raw(msgspec.json.encode(found, enc_hook=_plain))
    told = Told(wish.channel, wish.symbol, wish.interval, source, data)
    return msgspec.json.encode(told)


def _plain(found: Any) -> Any:
    """ccxt's own kinds of lists and mappings."""
    return dict(found) if isinstance(found, dict) else list(found)


def _moved(urls: Any, ws_url: str, rest_url: str) -> Any:
    """ccxt's addresses, on another host where one is set."""
    if isinstance(urls, dict):
        return {name: _moved(found, ws_url, rest_url) for name, found in urls.items()}
    if not isinstance(urls, str):
        return urls
    parts = urlsplit(urls)
    host = ws_url if parts.scheme in ("ws", "wss") else rest_url
    return f"{host.rstrip('/')}{parts.path}" if host else urls


def hinting(error: ConfigError) -> ConfigError:
    """What is said of a name that nobody knows, where ccxt might."""
    if find_spec("ccxt") is not None:
        return error
    return ConfigError(f"{error}; pip install radist[ccxt] adds those of ccxt")
