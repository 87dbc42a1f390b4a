"""The same without `async`: exchanges are listened to by a thread, and iterators are plain ones."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from radist.consumer import Consumer, Policy
from radist.errors import ClientError
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
        self._lock = threading.Lock()
        self._ended = False
        """Whether nothing is to be asked for any more."""
        self._asked: set[Future[Any]] = set()
        """What threads wait for."""

    def open(self) -> None:
        """Start the thread, and wait until the exchanges have answered. Raises ExchangeError."""
        self._thread.start()
        try:
            self._entered.result()
        except BaseException:
            self.close()
            raise

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=loop_factory()) as runner:
                runner.run(self._live())
        finally:
            for future in tuple(self._asked):  # the loop has ended before it came to these
                with suppress(InvalidStateError):
                    future.set_exception(_closed())

    async def _live(self) -> None:
        self._loop, self._leaving = asyncio.get_running_loop(), asyncio.Event()
        entering = asyncio.current_task()
        assert entering is not None
        self._give_up = entering.cancel
        try:
            async with self._radist:
                self._entered.set_result(None)
                await self._leaving.wait()
        except BaseException as error:
            if self._entered.done():
                raise
            self._entered.set_exception(error)
        finally:
            with self._lock:
                self._ended = True

    def close(self) -> None:
        """Leave the exchanges, and end the thread."""
        with suppress(RuntimeError):  # it has ended by itself
            self._loop.call_soon_threadsafe(self._leave)
        self._thread.join()

    def _leave(self) -> None:
        self._leaving.set()
        if not self._entered.done():  # Ctrl+C has come meanwhile
            self._give_up()

    def _ask(self, work: Coroutine[Any, Any, T]) -> T:
        with self._lock:
            if self._ended:
                work.close()
                raise _closed()
            future = asyncio.run_coroutine_threadsafe(work, self._loop)
            self._asked.add(future)
        try:
            return future.result()
        except CancelledError:
            raise _closed() from None
        finally:
            future.cancel()  # of no effect where it is done; else Ctrl+C has come
            self._asked.discard(future)

    def _do(self, call: Callable[[], T]) -> T:
        if threading.current_thread() is self._thread:  # a callback, which the loop waits for
            return call()

        async def work() -> T:
            return call()

        return self._ask(work())

    def _wait(self, events: Consumer[Event]) -> list[Event]:
        if threading.current_thread() is self._thread:
            message = "a callback cannot wait for events: it holds up whoever brings them"
            raise ClientError(409, "in_callback", message)
        try:
            return self._ask(events.batch())
        except ClientError:
            if not self._ended:
                raise
            return []  # as where it waits when the connection is left

    def _batches(self, make: Callable[[], Any]) -> Iterator[list[Any]]:
        """A wrong wish is refused at the call, as it is without a thread."""
        events: Consumer[Event] = self._do(make)

        def iterate() -> Iterator[list[Event]]:
            try:
                while batch := self._wait(events):
                    yield batch
            finally:
                with suppress(ClientError):  # all of them are closed
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

    def on(self, topic: str, callback: "Callback", *, policy: Policy = "raise") -> "Listening":
        """As `Radist.on`; the callback runs in the thread of Radist."""
        listening: Listening = self._do(partial(self._radist.on, topic, callback, policy=policy))
        return type(listening)(partial(self._do, listening.stop))

    def latest(self, topic: str) -> Event | None:
        """As `Radist.latest`."""
        return self._do(partial(self._radist.latest, topic))


def _closed() -> ClientError:
    return ClientError(409, "not_connected", "it is listened to inside `with` only")
