"""Latest prices for any thread."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from radist import get_websocket_manager
from radist.compat import websocket_manager as module
from radist.compat.websocket_manager import WebSocketManager
from radist.config import Config, Fallback
from radist.errors import ConfigError
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource


@pytest.fixture
async def manager(exchange) -> AsyncIterator[WebSocketManager]:
    made = WebSocketManager(settings=exchange.settings())
    yield made
    await asyncio.to_thread(made.stop)


@pytest.mark.usefixtures("environment")
async def test_the_example_runs_through_a_restart(exchange, eventually, monkeypatch):
    monkeypatch.setattr(module, "_managers", {})
    manager = get_websocket_manager("binance")
    lines: list[str] = []

    def show(price_data: dict) -> None:
        lines.append(f"{price_data['symbol']}: ${price_data['price']}")

    manager.subscribe("BTC/USDT", show)
    assert manager.get_latest_price("BTC/USDT") is None
    assert not manager.is_connected()
    manager.start()
    await eventually(lambda: len(lines) >= 2)
    latest = manager.get_latest_price("BTC/USDT")
    assert latest is not None and lines[-1] == f"BTC/USDT: ${latest['price']}"
    assert manager.is_connected()
    await exchange.restart()
    heard = len(lines)
    await eventually(lambda: len(lines) >= heard + 2 and manager.is_connected())
    await asyncio.to_thread(manager.stop)
    assert not manager.is_connected()


def test_there_is_one_for_each_exchange(monkeypatch):
    monkeypatch.setattr(module, "_managers", {})
    assert get_websocket_manager("binance") is get_websocket_manager("Binance")
    assert get_websocket_manager("binance") is not get_websocket_manager("binance_usdm")
    with pytest.raises(ConfigError, match="there is no 'binanse'; did you mean binance"):
        get_websocket_manager("binanse")


@pytest.mark.parametrize("name", ["bybit", "okx"])
async def test_it_may_be_of_another_exchange(eventually, monkeypatch, name):
    monkeypatch.setattr(module, "_managers", {})
    async with Simulator(MarketSource(exchange=name, activity=20.0)) as simulator:
        monkeypatch.setenv(f"RADIST_EXCHANGES__{name.upper()}__WS_URL", simulator.ws_url)
        monkeypatch.setenv(f"RADIST_EXCHANGES__{name.upper()}__REST_URL", simulator.rest_url)
        manager = get_websocket_manager(name)
        manager.subscribe("BTC/USDT")
        manager.start()
        await eventually(lambda: manager.get_latest_price("BTC/USDT"))
        latest = manager.get_latest_price("BTC/USDT")
        await asyncio.to_thread(manager.stop)
    assert (latest["exchange"], latest["symbol"]) == (name, "BTC/USDT")
    assert latest["price"] > 0


async def test_symbols_may_be_subscribed_before_and_after_the_start(manager, eventually):
    manager.subscribe("BTC/USDT")
    manager.start()
    await eventually(lambda: manager.get_latest_price("BTC/USDT"))
    manager.subscribe("ethusdt")
    await eventually(lambda: manager.get_latest_price("ethusdt"))
    prices = manager.get_all_prices()
    assert set(prices) == {"BTC/USDT", "ETH/USDT"}
    assert prices["ETH/USDT"]["symbol"] == "ETH/USDT"
    assert (prices["ETH/USDT"]["source"], prices["ETH/USDT"]["stale"]) == ("stream", False)


async def test_of_two_spellings_one_may_go_and_the_price_stays(manager, eventually):
    manager.start()
    for symbol in ("BTC/USDT", "btcusdt"):
        manager.subscribe(symbol)
        await eventually(lambda symbol=symbol: manager.get_latest_price(symbol))
    manager.unsubscribe("btcusdt")
    assert manager.get_latest_price("BTC/USDT")


async def test_a_callback_that_raises_is_logged_and_hurts_nobody(manager, eventually, caplog):
    heard: list[dict] = []

    def fail(price: dict) -> None:
        raise LookupError("mine")

    manager.subscribe("BTC/USDT", fail)
    manager.subscribe("BTC/USDT", heard.append)
    manager.start()
    await eventually(lambda: len(heard) >= 2)
    assert "a callback failed" in caplog.text


async def test_an_unknown_symbol_is_logged_and_hurts_nobody(manager, eventually, caplog):
    manager.subscribe("BTC/USD")
    manager.subscribe("BTC/USDT")
    manager.start()
    await eventually(lambda: manager.get_latest_price("BTC/USDT"))
    assert "cannot listen: binance has no symbol 'BTC/USD'" in caplog.text


async def test_of_two_callbacks_one_may_go_and_with_the_last_the_stream(
    manager, exchange, eventually
):
    one, two = [], []
    manager.subscribe("BTC/USDT", one.append)
    manager.subscribe("BTC/USDT", two.append)
    manager.start()
    await eventually(lambda: one and two)
    manager.unsubscribe("BTC/USDT", one.append)
    some = len(one)
    await eventually(lambda: len(two) > some + 1)
    assert len(one) <= some + 1
    manager.unsubscribe("BTC/USDT")
    await eventually(lambda: not exchange.streams)
    assert manager.get_latest_price("BTC/USDT") is None


async def test_threads_may_do_what_they_like_at_once(manager, eventually, exchange):
    manager.start()

    def busy(symbol: str) -> None:
        for _ in range(50):
            manager.subscribe(symbol, print_nothing)
            manager.get_latest_price(symbol)
            manager.get_all_prices()
            manager.unsubscribe(symbol)
        manager.subscribe(symbol, print_nothing)

    def print_nothing(price: dict) -> None:
        return None

    threads = [threading.Thread(target=busy, args=(s,)) for s in ("BTC/USDT", "ETH/USDT")]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join)
    await eventually(lambda: len(manager.get_all_prices()) == 2)
    assert exchange.streams == {"btcusdt@ticker", "ethusdt@ticker"}


async def test_threads_may_start_and_stop_it_at_once(manager, exchange, eventually):
    def busy() -> None:
        for _ in range(10):
            manager.start()
            manager.subscribe("BTC/USDT")
            manager.stop()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(4):
            tasks.create_task(asyncio.to_thread(busy))
    assert not [t for t in threading.enumerate() if t.name == "radist binance"]
    manager.start()
    await eventually(lambda: manager.get_latest_price("BTC/USDT"))


def test_wrong_settings_are_refused_before_there_is_a_thread():
    wrong = Config(exchanges={"binance": {"rest_ulr": "http://localhost"}})
    with pytest.raises(ConfigError, match="rest_ulr"):
        WebSocketManager(settings=wrong)


async def test_it_starts_twice_and_again_after_a_stop(manager, eventually):
    heard: list[dict] = []
    manager.subscribe("BTC/USDT", heard.append)
    for _ in range(2):
        manager.start()
        manager.start()
        some = len(heard)
        await eventually(lambda some=some: len(heard) > some)
        await asyncio.to_thread(manager.stop)
        await asyncio.to_thread(manager.stop)


async def test_a_callback_may_stop_it(manager, eventually):
    manager.subscribe("BTC/USDT", lambda price: manager.stop())
    manager.start()
    thread = manager._thread
    await eventually(lambda: not thread.is_alive())


async def test_rest_stands_in_and_gives_way_and_only_the_flag_tells(exchange, eventually):
    manager = WebSocketManager(settings=exchange.settings(Fallback(after=0.2, interval=1.0)))
    sources: list[str] = []
    manager.subscribe("BTC/USDT", lambda price: sources.append(price["source"]))
    manager.start()
    await eventually(lambda: "stream" in sources)
    exchange.simulator.block()
    await eventually(lambda: sources[-1] == "poll")
    assert not manager.is_connected()
    assert manager.get_latest_price("BTC/USDT")["source"] == "poll"
    exchange.simulator.unblock()
    await eventually(lambda: sources[-1] == "stream")
    assert manager.is_connected()
    await asyncio.to_thread(manager.stop)


async def test_a_price_that_cannot_be_believed_says_so(exchange, eventually):
    manager = WebSocketManager(settings=exchange.settings(Fallback(after=60.0)))
    manager.subscribe("BTC/USDT")
    manager.start()
    await eventually(lambda: manager.get_latest_price("BTC/USDT"))
    exchange.simulator.block()
    await eventually(lambda: manager.get_latest_price("BTC/USDT")["stale"])
    exchange.simulator.unblock()
    await eventually(lambda: not manager.get_latest_price("BTC/USDT")["stale"])
    await asyncio.to_thread(manager.stop)


async def test_it_waits_for_an_exchange_that_is_not_there_yet(exchange, eventually, monkeypatch):
    monkeypatch.setattr("radist.live._PATIENCE", 0.1)
    await exchange.simulator.stop()
    manager = WebSocketManager(settings=exchange.settings())
    manager.subscribe("BTC/USDT")
    manager.start()
    await asyncio.to_thread(threading.Event().wait, 0.3)
    await exchange.restart()
    await eventually(lambda: manager.get_latest_price("BTC/USDT"))
    await asyncio.to_thread(manager.stop)
