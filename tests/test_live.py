import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

import radist
from radist import simulator as simulator_package
from radist.config import Config, Reconnect
from radist.errors import ClientError, ConfigError, ExchangeError
from radist.model import AggTrade, Candle, Gap, Quote, Ticker, Trade
from radist.simulator.pairs import PAIRS
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

PATIENCE = 10.0
SIMULATOR = {str(path) for path in Path(simulator_package.__file__).parent.iterdir()}


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(MarketSource(activity=60.0, pairs=PAIRS[:2])) as simulator:
        yield simulator


@pytest.fixture
def settings(simulator: Simulator) -> Config:
    options = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
    quick = Reconnect(base=0.01, ceiling=0.02)
    return Config(exchanges={"binance": options}, reconnect=quick, linger=0)


async def some(events: AsyncIterator, count: int) -> list:
    """The next few, and no more."""
    async with asyncio.timeout(PATIENCE), aclosing(events):
        return [await anext(events) for _ in range(count)]


async def test_trades_come_one_by_one_in_any_spelling(settings):
    async with radist.connect("binance", settings=settings) as r:
        trades = await some(r.trades("btc-usdt"), 5)
    first = int(trades[0].id)
    assert all(isinstance(trade, Trade) and trade.symbol == "BTC/USDT" for trade in trades)
    assert [int(trade.id) for trade in trades] == list(range(first, first + 5))


@pytest.mark.parametrize(
    ("method", "arguments", "kind"),
    [
        ("agg_trades", (), AggTrade),
        ("quotes", (), Quote),
        ("tickers", (), Ticker),
        ("candles", ("1s",), Candle),
    ],
)
async def test_every_kind_has_its_iterator(settings, method, arguments, kind):
    async with radist.connect("binance", settings=settings) as r:
        (event,) = await some(getattr(r, method)("BTC/USDT", *arguments), 1)
    assert isinstance(event, kind)


async def test_a_topic_has_an_iterator_too(settings):
    async with radist.connect("binance", settings=settings) as r:
        (event,) = await some(r.events("quote.binance.ETHUSDT"), 1)
    assert isinstance(event, Quote) and event.symbol == "ETH/USDT"


async def test_what_a_cut_has_cost_is_a_gap_in_the_same_iterator(settings, simulator):
    async with asyncio.timeout(PATIENCE), radist.connect("binance", settings=settings) as r:
        events = r.trades("BTC/USDT")
        expected = int((await anext(events)).id)
        async for event in events:
            expected += 1
            if isinstance(event, Gap):
                break
            assert int(event.id) == expected
            if expected % 5 == 0:
                simulator.cut_all()
        assert (event.cause, int(event.from_id)) == ("reconnect", expected)
        assert int((await anext(events)).id) == int(event.to_id) + 1


async def test_two_loops_over_one_stream_hear_the_same_and_one_socket_carries_it(
    settings, simulator
):
    async with radist.connect("binance", settings=settings) as r, asyncio.timeout(PATIENCE):
        async with asyncio.TaskGroup() as tasks:
            one = tasks.create_task(some(r.trades("BTC/USDT"), 20))
            two = tasks.create_task(some(r.trades("BTCUSDT"), 20))
        assert {t.id for t in one.result()} & {t.id for t in two.result()}
    assert simulator.connections == 1


async def test_who_stops_listening_is_unsubscribed(settings, simulator, eventually):
    async with radist.connect("binance", settings=settings) as r:
        await some(r.trades("BTC/USDT"), 1)
        await eventually(lambda: not any(not s.gone for s in simulator._listeners.sockets))


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda r: r.trades("BTC/USD"), "did you mean BTCUSDT"),
        (lambda r: r.candles("BTC/USDT", "7y"), "no interval '7y'"),
        (lambda r: r.trades("BTC/USDT", exchange="moon"), "no exchange 'moon'"),
        (lambda r: r.events("nonsense"), "is not a topic"),
    ],
)
async def test_a_wrong_wish_is_refused_at_once(settings, ask, words):
    async with radist.connect("binance", settings=settings) as r:
        with pytest.raises(ClientError, match=words):
            ask(r)


def ours() -> set[str]:
    """The tasks that run code of Radist, the simulator's aside."""
    places = {task.get_coro().cr_code.co_filename for task in asyncio.all_tasks()}
    return {place for place in places if "radist" in Path(place).parts} - SIMULATOR


async def test_leaving_ends_every_task(settings):
    async with radist.connect("binance", settings=settings) as r:
        await some(r.trades("BTC/USDT"), 1)
        assert ours()
    assert not ours()


async def test_an_exception_in_the_body_comes_out_as_it_is(settings):
    with pytest.raises(LookupError, match="mine"):
        async with radist.connect("binance", settings=settings) as r:
            async for _ in r.trades("BTC/USDT"):
                raise LookupError("mine")


async def test_a_cancelled_body_is_cancelled(settings):
    began = asyncio.Event()

    async def body() -> None:
        async with radist.connect("binance", settings=settings) as r:
            async for _ in r.trades("BTC/USDT"):
                began.set()

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(body())
        await began.wait()
        task.cancel()
    assert task.cancelled()


async def test_an_exchange_that_cannot_be_reached_is_an_error_with_its_address(
    free_port, monkeypatch
):
    monkeypatch.setattr("radist.live._PATIENCE", 0.2)
    url = f"http://127.0.0.1:{free_port}"
    options = {"binance": {"rest_url": url}}
    settings = Config(exchanges=options, reconnect=Reconnect(base=0.01, ceiling=0.02))
    before = asyncio.all_tasks()
    with pytest.raises(ExchangeError, match=url) as caught:
        async with radist.connect("binance", settings=settings):
            pytest.fail("it was entered")
    assert caught.value.terminal and "\n" not in str(caught.value)
    assert asyncio.all_tasks() == before


def test_every_name_of_the_package_can_be_had():
    assert {name for name in radist.__all__ if getattr(radist, name)} == set(dir(radist))
    assert set(radist.__all__) - {"__version__"} == set(radist._HOME)


def test_without_the_name_of_an_exchange_there_is_nothing_to_connect_to():
    with pytest.raises(ConfigError, match=r"needs the name of an exchange: binance"):
        radist.connect()


def test_an_unknown_exchange_is_answered_with_the_nearest():
    with pytest.raises(ConfigError, match="did you mean binance"):
        radist.connect("binanse", settings=Config())


def test_without_settings_those_of_the_environment_hold(monkeypatch):
    monkeypatch.setenv("RADIST_RECONNECT__CEILING", "soon")
    with pytest.raises(ConfigError, match="RADIST_RECONNECT__CEILING"):
        radist.connect("binance")
