"""The same without `async`: exchanges are listened to by a thread, and iterators are plain ones."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from radist.consumer import Consumer, Policy
from radist.loops import loop_factory
from radist.market.book import OrderBook
from radist.model import AggTrade, Candle, Event, Quote, Ticker, Trade

if TYPE_CHECKING:
    from radist.live import Callback, Listening, Notice, Radist

T = TypeVar("T")


class Blocking:
    """What `with radist.connect(…) as r` gives: the names of `Radist`, for any thread to use."""

    def __init__(self, radist: "Radist") -> None:
        self._radist = radist
        self._thread = threading.Thread(target=self._run, name="radist", daemon=True)
        self._entered: Future[None] = Future()
        self._loop: asyncio.AbstractEventLoop
        self._leaving: asyncio.Event

    def open(self) -> None:
        """Start the thread, and wait until the exchanges have answered. Raises ExchangeError."""
        self._thread.start()
        try:
            self._entered.result()
        except BaseException:
            self.close()
            raise

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(self._live())

    async def _live(self) -> None:
        self._loop, self._leaving = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with self._radist:
                self._entered.set_result(None)
                await self._leaving.wait()
        except BaseException as error:
            if self._entered.done():
                raise
            self._entered.set_exception(error)

    def close(self) -> None:
        """Leave the exchanges, and end the thread."""
        with suppress(RuntimeError):  # it has ended by itself
            self._loop.call_soon_threadsafe(self._leaving.set)
        self._thread.join()

    def _ask(self, work: Coroutine[Any, Any, T]) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        finally:
            future.cancel()  # of no effect where it is done; else Ctrl+C has come

    def _do(self, call: Callable[[], T]) -> T:
        async def work() -> T:
            return call()

        return self._ask(work())

    def _batches(self, make: Callable[[], Any]) -> Iterator[list[Any]]:
        """A wrong wish is refused at the call, as it is without a thread."""
        events: Consumer[Event] = self._do(make)

        def iterate() -> Iterator[list[Event]]:
            try:
                while True:
                    yield self._ask(events.batch())
            finally:
                if not self._loop.is_closed():
                    self._do(events.close)

        return iterate()

    def _each(self, make: Callable[[], Any]) -> Iterator[Any]:
        return chain.from_iterable(self._batches(make))

    def subscribe(
        self, symbols: str, *channels: str, exchange: str = "", policy: Policy = "raise"
    ) -> Iterator[Event]:
        """As `Radist.subscribe`."""
        ask = partial(self._radist.subscribe, symbols, *channels)
        return self._each(partial(ask, exchange=exchange, policy=policy))

    def trades(
        self, symbol: str, *, exchange: str = "", policy: Policy = "raise"
    ) -> "Iterator[Trade | Notice]":
        """As `Radist.trades`."""
        return self._each(partial(self._radist.trades, symbol, exchange=exchange, policy=policy))

    def agg_trades(
        self, symbol: str, *, exchange: str = "", policy: Policy = "raise"
    ) -> "Iterator[AggTrade | Notice]":
        """As `Radist.agg_trades`."""
        ask = partial(self._radist.agg_trades, symbol)
        return self._each(partial(ask, exchange=exchange, policy=policy))

    def quotes(
        self, symbol: str, *, exchange: str = "", policy: Policy = "raise"
    ) -> "Iterator[Quote | Notice]":
        """As `Radist.quotes`."""
        return self._each(partial(self._radist.quotes, symbol, exchange=exchange, policy=policy))

    def tickers(
        self, symbol: str, *, exchange: str = "", policy: Policy = "raise"
    ) -> "Iterator[Ticker | Notice]":
        """As `Radist.tickers`."""
        return self._each(partial(self._radist.tickers, symbol, exchange=exchange, policy=policy))

    def candles(
        self, symbol: str, interval: str, *, exchange: str = "", policy: Policy = "raise"
    ) -> "Iterator[Candle | Notice]":
        """As `Radist.candles`."""
        ask = partial(self._radist.candles, symbol, interval)
        return self._each(partial(ask, exchange=exchange, policy=policy))

    def events(self, topic: str, *, policy: Policy = "raise") -> Iterator[Event]:
        """As `Radist.events`."""
        return self._each(partial(self._radist.events, topic, policy=policy))

    def book(self, symbol: str, *, exchange: str = "") -> Iterator[OrderBook]:
        """As `Radist.book`."""
        batches = self._batches(partial(self._radist.deltas, symbol, exchange=exchange))

        def iterate() -> Iterator[OrderBook]:
            kept = OrderBook()
            for batch in batches:
                for event in batch:
                    kept.apply(event)
                yield kept

        return iterate()

    def on(
        self, topic: str, callback: "Callback", *, policy: Policy = "raise"
    ) -> Callable[[], None]:
        """As `Radist.on`, in the thread of Radist. Call what comes back to stop."""
        listening: Listening = self._do(partial(self._radist.on, topic, callback, policy=policy))
        return partial(self._do, listening.stop)

    def latest(self, topic: str) -> Event | None:
        """As `Radist.latest`."""
        return self._do(partial(self._radist.latest, topic))
