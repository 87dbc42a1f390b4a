"""Listeners that are slow, callbacks, books and threads, at a simulated exchange."""

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from itertools import islice
from time import monotonic

import pytest

import radist
from radist.config import Config, Hub, Reconnect
from radist.errors import ClientError, ConfigError, ExchangeError, Lagging
from radist.market.book import OrderBook
from radist.model import Event, Freshness, Gap, Quote, Trade
from radist.simulator.pairs import PAIRS
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

PATIENCE = 10.0
TRADES = "trade.binance.BTC/USDT"


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(MarketSource(activity=60.0, pairs=PAIRS[:2])) as simulator:
        yield simulator


def settings_of(simulator: Simulator, room_bytes: int = 4_194_304) -> Config:
    options = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
    quick = Reconnect(base=0.01, ceiling=0.02)
    exchanges = {"binance": options}
    return Config(exchanges=exchanges, reconnect=quick, linger=0, hub=Hub(room_bytes=room_bytes))


@pytest.fixture
def settings(simulator: Simulator) -> Config:
    return settings_of(simulator)


def ids(events: list[Event]) -> list[int]:
    return [int(event.id) for event in events if isinstance(event, Trade)]


async def newest(r: radist.Radist, beyond: int, eventually) -> None:
    """Wait until so many trades have passed."""
    heard: list[Event] = []
    stop = r._receiver.bus.listen(heard.append)
    await eventually(lambda: len(ids(heard)) > beyond)
    stop()


async def test_too_slow_for_what_counts_ends_with_lagging(simulator, eventually):
    async with radist.connect("binance", settings=settings_of(simulator, 1024)) as r:
        with pytest.raises(Lagging, match=r"too slow for trade\.binance\.BTC/USDT: \d+ events"):
            async for _ in r.trades("BTC/USDT"):
                await newest(r, 50, eventually)


async def test_after_lagging_there_is_nothing_more(simulator, eventually):
    async with radist.connect("binance", settings=settings_of(simulator, 1024)) as r:
        trades = r.trades("BTC/USDT")
        with pytest.raises(Lagging):
            async for _ in trades:
                await newest(r, 50, eventually)
        async with asyncio.timeout(PATIENCE):
            assert [event async for event in trades] == []
        assert not r._receiver.topics


async def test_whoever_wants_the_latest_is_told_what_it_missed(settings, eventually):
    async with radist.connect("binance", settings=settings) as r:
        trades = r.trades("BTC/USDT", policy="latest")
        first, *_ = [event for event in await trades.batch() if isinstance(event, Trade)]
        await newest(r, 20, eventually)
        gap, after = await trades.batch()
        assert isinstance(gap, Gap) and gap.cause == "slow"
        assert int(first.id) < int(gap.to_id) < int(after.id)


async def test_what_is_said_of_a_stream_stands_for_no_event_of_it(settings):
    async with radist.connect("binance", settings=settings) as r:
        quotes = r.quotes("BTC/USDT", policy="latest")
        quote = await anext(quotes)
        where = (quote.exchange, quote.symbol, quote.native, None, quote.time_received)
        doubt = Freshness(*where, channel="quote", stale=True, cause="disconnect")
        for event in (quote, quote, doubt):
            r._receiver.bus.publish(event)
        *_, before, after = await quotes.batch()
        assert (before, after) == (quote, doubt)


async def test_whoever_is_waited_for_loses_nothing_and_the_socket_waits(
    settings, eventually, monkeypatch
):
    monkeypatch.setattr("radist.consumer._MOST", 20)
    monkeypatch.setattr("radist.consumer._FEW", 5)
    async with radist.connect("binance", settings=settings) as r, asyncio.timeout(PATIENCE):
        trades = r.trades("BTC/USDT", policy="wait")
        heard = [await anext(trades)]
        line = r._receiver.feeds["binance"].lines[0]
        reading = line._connection._transport.underlying_transport.is_reading
        await eventually(lambda: not reading())
        heard += [await anext(trades) for _ in range(200)]
        assert ids(heard) == list(range(ids(heard)[0], ids(heard)[0] + 201))


async def test_an_unknown_policy_is_refused_with_those_that_there_are(settings):
    async with radist.connect("binance", settings=settings) as r:
        with pytest.raises(ConfigError, match="policy: expected one of raise, latest, wait"):
            r.trades("BTC/USDT", policy="drop")
        with pytest.raises(ConfigError, match="policy: of an order book every delta counts"):
            r.events("book.binance.BTC/USDT", policy="latest")


async def test_callbacks_of_both_kinds_hear_every_trade_in_order(settings, eventually):
    plain: list[Event] = []
    awaited: list[Event] = []

    async def listen(event: Event) -> None:
        await asyncio.sleep(0)
        awaited.append(event)

    async with radist.connect("binance", settings=settings) as r:
        one, _ = r.on(TRADES, plain.append), r.on(TRADES, listen)
        await eventually(lambda: len(plain) > 30 and len(awaited) > 30)
        one.stop()
        count = len(plain)
        await eventually(lambda: len(awaited) > count + 10)
        assert len(plain) == count
    for heard in (ids(plain), ids(awaited)):
        assert heard == list(range(heard[0], heard[-1] + 1))


async def test_a_callback_that_stops_itself_goes_on_to_its_end(settings, eventually):
    calls: list[str] = []

    async def once(event: Event) -> None:
        calls.append("begun")
        listening.stop()
        await asyncio.sleep(0)
        calls.append("ended")

    async with radist.connect("binance", settings=settings) as r:
        listening = r.on(TRADES, once)
        await eventually(lambda: not r._receiver.topics and not r._calling)
        assert calls == ["begun", "ended"]


async def test_a_callback_that_raises_is_logged_and_called_again(settings, eventually, caplog):
    heard: list[Event] = []

    def fail(event: Event) -> None:
        heard.append(event)
        raise LookupError("mine")

    async with radist.connect("binance", settings=settings) as r:
        with caplog.at_level(logging.ERROR):
            r.on(TRADES, fail)
            await eventually(lambda: len(heard) > 3)
    assert "a callback failed" in caplog.text and "mine" in caplog.text


async def test_a_callback_outlives_what_it_waits_for(settings, eventually, caplog):
    calls: list[Event] = []

    async def wait(event: Event) -> None:
        calls.append(event)
        given_up = asyncio.get_running_loop().create_future()
        given_up.cancel()
        await given_up

    async with radist.connect("binance", settings=settings) as r:
        r.on(TRADES, wait)
        await eventually(lambda: len(calls) > 3)
    assert "a callback failed" in caplog.text


async def test_a_callback_that_is_too_slow_is_told_so_and_goes_on(simulator, eventually):
    heard: list[Event] = []
    may_go_on = asyncio.Event()

    async def dawdle(event: Event) -> None:
        heard.append(event)
        await may_go_on.wait()

    async with radist.connect("binance", settings=settings_of(simulator, 1024)) as r:
        r.on(TRADES, dawdle)
        await eventually(lambda: heard)
        await newest(r, 50, eventually)
        may_go_on.set()
        await eventually(lambda: any(isinstance(e, Gap) and e.cause == "slow" for e in heard))
        count = len(heard)
        await eventually(lambda: len(heard) > count)


async def test_a_wrong_book_or_callback_is_refused_at_the_call(settings):
    async with radist.connect("binance", settings=settings) as r:
        with pytest.raises(ClientError, match="no symbol 'NOPE'"):
            r.book("NOPE")
        with pytest.raises(ClientError, match="callback: expected a function, not 5"):
            r.on(TRADES, 5)


async def test_the_latest_is_that_of_whatever_is_listened_to(settings, eventually):
    async with radist.connect("binance", settings=settings) as r:
        assert r.latest("quote.binance.BTCUSDT") is None
        quotes = r.quotes("BTC/USDT")
        assert await anext(quotes) == r.latest("quote.binance.BTC/USDT")
        with pytest.raises(ClientError, match="no symbol"):
            r.latest("quote.binance.MOON")


async def test_a_book_is_kept_and_says_when_it_is_not_known(settings, simulator):
    async with (
        asyncio.timeout(PATIENCE),
        radist.connect("binance", settings=settings) as r,
        aclosing(r.book("BTC/USDT")) as books,
    ):
        book = await anext(books)
        assert isinstance(book, OrderBook) and book.live
        assert book.bids(1)[0][0] < book.asks(1)[0][0] and not book.crossed
        simulator.cut_all()
        while book.live:
            book = await anext(books)
        while not book.live:
            book = await anext(books)


@pytest.mark.parametrize("policy", ["raise", "wait"])
async def test_a_book_that_others_listen_to_is_whole_at_once(settings, policy):
    async with (
        asyncio.timeout(PATIENCE),
        radist.connect("binance", settings=settings) as r,
        aclosing(r.book("BTC/USDT")) as books,
    ):
        for _ in range(5):
            await anext(books)
        async with aclosing(r.book("BTC/USDT")) as more:
            assert (await anext(more)).live
        events, kept = r.events("book.binance.BTC/USDT", policy=policy), OrderBook()
        for _ in range(20):
            kept.apply(await anext(events))
            assert kept.live


async def test_a_listener_that_nobody_has_any_more_is_unsubscribed(settings, eventually):
    async with radist.connect("binance", settings=settings) as r:
        async for _ in r.trades("BTC/USDT"):
            break
        await eventually(lambda: not r._receiver.topics)


async def test_a_listener_is_let_go_of_in_any_thread_and_ends_in_its_own(
    settings, eventually, monkeypatch
):
    async with radist.connect("binance", settings=settings) as r:
        held = [r.trades("BTC/USDT")]
        await anext(held[0])
        threads: list[int] = []
        want = r._receiver.want

        def note(*arguments: object) -> None:
            threads.append(threading.get_ident())
            want(*arguments)

        monkeypatch.setattr(r._receiver, "want", note)
        await asyncio.to_thread(held.clear)
        await eventually(lambda: not r._receiver.topics)
        assert threads == [threading.get_ident()]


@pytest.mark.parametrize("policy", ["raise", "latest", "wait"])
async def test_a_listener_that_is_closed_ends_whoever_waits(settings, simulator, policy):
    async with radist.connect("binance", settings=settings) as r, asyncio.timeout(PATIENCE):
        trades = r.trades("BTC/USDT", policy=policy)
        await anext(trades)
        simulator.block()
        taken: list[Event] = []

        async def take() -> None:
            taken.extend([event async for event in trades])

        async with asyncio.TaskGroup() as tasks:
            for _ in range(2):
                tasks.create_task(take())
            await asyncio.sleep(0)
            trades.close()
        assert await trades.batch() == []


async def test_whoever_leaves_ends_all_loops_and_begins_none(settings, eventually):
    heard: list[Event] = []

    async def take(events: AsyncIterator[Event]) -> None:
        heard.extend([event async for event in events])

    r = radist.connect("binance", settings=settings)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks, r:
        tasks.create_task(take(r.trades("BTC/USDT")))
        await eventually(lambda: r._receiver.topics)
    with pytest.raises(ClientError, match="inside `with` only"):
        r.trades("BTC/USDT")


# --- Without `async`.


@pytest.fixture
def running() -> Iterator[Config]:
    """A simulated exchange in a thread of its own."""
    loop, started, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    found: list[Config] = []

    async def run() -> None:
        async with Simulator(MarketSource(activity=60.0, pairs=PAIRS[:2])) as simulator:
            found.append(settings_of(simulator))
            started.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    assert started.wait(PATIENCE)
    yield found[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def test_without_async_the_same_names_bring_the_same(running):
    with radist.connect("binance", settings=running) as r:
        trades = list(islice(r.trades("btc-usdt"), 50))
        assert ids(trades) == list(range(ids(trades)[0], ids(trades)[0] + 50))
        assert isinstance(next(r.quotes("BTC/USDT")), Quote)
        assert next(r.candles("BTC/USDT", "1s")).interval == "1s"
        assert next(r.book("BTC/USDT")).live
        assert isinstance(r.latest("quote.binance.BTC/USDT"), Quote)
        both = r.subscribe("BTC/USDT", "trade", "quote")
        assert {event.channel for event in islice(both, 60)} == {"trade", "quote"}
    assert not [thread for thread in threading.enumerate() if thread.name == "radist"]


def test_without_async_a_callback_runs_until_it_is_stopped(running):
    heard: list[Event] = []
    enough = threading.Event()

    def listen(event: Event) -> None:
        heard.append(event)
        if len(heard) > 10:
            enough.set()

    with radist.connect("binance", settings=running) as r:
        listening = r.on(TRADES, listen)
        assert enough.wait(PATIENCE)
        listening.stop()
        count = len(heard)
        assert len(list(islice(r.trades("BTC/USDT"), 20))) == 20
        assert len(heard) == count


def test_without_async_a_callback_may_ask_and_stop_but_not_wait(running):
    told: list[object] = []
    done = threading.Event()

    with radist.connect("binance", settings=running) as r:

        def listen(event: Event) -> None:
            told.append(r.latest(TRADES))
            listening.stop()
            try:
                next(r.quotes("BTC/USDT"))
            except ClientError as error:
                told.append(error.reason)
            done.set()

        listening = r.on(TRADES, listen)
        assert done.wait(PATIENCE)
    latest, reason = told
    assert isinstance(latest, Trade)
    assert reason == "in_callback"


def test_without_async_the_loops_of_other_threads_end_with_the_connection(running):
    begun, ended = threading.Event(), threading.Event()

    def take() -> None:
        for _ in r.trades("BTC/USDT"):
            begun.set()
        ended.set()

    with radist.connect("binance", settings=running) as r:
        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        assert begun.wait(PATIENCE)
    assert ended.wait(PATIENCE)
    with pytest.raises(ClientError, match="inside `with` only"):
        r.trades("BTC/USDT")


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs POSIX signals")
def test_without_async_ctrl_c_ends_the_wait_for_an_exchange(free_port):
    silent = Config(exchanges={"binance": {"rest_url": f"http://127.0.0.1:{free_port}"}})
    me, begun = threading.get_ident(), monotonic()
    # What runs in the background of a shell is born deaf to Ctrl+C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.2, lambda: signal.pthread_kill(me, signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt), radist.connect("binance", settings=silent):
            pytest.fail("it was entered")
    finally:
        signal.signal(signal.SIGINT, before)
    assert monotonic() - begun < PATIENCE


def test_without_async_mistakes_and_silence_are_the_same_errors(running, free_port, monkeypatch):
    with radist.connect("binance", settings=running) as r:
        with pytest.raises(ClientError, match="did you mean BTCUSDT"):
            r.trades("BTC/USD")
        with pytest.raises(LookupError, match="mine"):
            for _ in r.trades("BTC/USDT"):
                raise LookupError("mine")
    monkeypatch.setattr("radist.live._PATIENCE", 0.2)
    silent = Config(exchanges={"binance": {"rest_url": f"http://127.0.0.1:{free_port}"}})
    with (
        pytest.raises(ExchangeError, match=str(free_port)),
        radist.connect("binance", settings=silent),
    ):
        pytest.fail("it was entered")
    assert not [thread for thread in threading.enumerate() if thread.name == "radist"]
