"""Prices watched for alerts."""

import asyncio
from collections.abc import AsyncIterator, Callable

import msgspec
import pytest

from radist import MarketAlerts, MarketMonitor
from radist.compat.websocket_manager import WebSocketManager
from radist.config import Fallback
from radist.errors import ConfigError

FAR_BELOW = 0.000001
"""Any price is above it."""


@pytest.fixture
async def watch(exchange) -> AsyncIterator[Callable[..., MarketMonitor]]:
    running: list[MarketMonitor] = []

    def begin(alerts: MarketAlerts | None = None, **options: object) -> MarketMonitor:
        settings = msgspec.structs.replace(
            exchange.settings(Fallback(after=0.2)), markets=("BTC/USDT", "ETH/USDT")
        )
        running.append(MarketMonitor(alerts, settings=settings, **options))
        running[-1].start()
        return running[-1]

    yield begin
    for monitor in running:
        await asyncio.to_thread(monitor.stop)


@pytest.mark.usefixtures("environment")
async def test_the_example_runs_through_a_restart(exchange, eventually):
    told: list[dict] = []
    data_manager = WebSocketManager()
    alerts = MarketAlerts(data_manager)
    monitor = MarketMonitor(alerts=alerts, use_websocket=True)
    alerts.add("BTC/USDT", "above", FAR_BELOW, told.append)
    monitor.start()
    await eventually(lambda: told)
    assert told[0]["symbol"] == "BTC/USDT" and told[0]["price"] > FAR_BELOW
    await exchange.restart()
    alerts.add("ETH/USDT", "above", FAR_BELOW, told.append)
    await eventually(lambda: len(told) == 2)
    assert told[1]["symbol"] == "ETH/USDT"
    await asyncio.to_thread(monitor.stop)


async def test_without_alerts_the_prices_of_the_markets_are_kept(watch, eventually):
    monitor = watch()
    await eventually(lambda: set(monitor.prices.get_all_prices()) == {"BTC/USDT", "ETH/USDT"})


async def test_without_a_websocket_rest_alone_is_asked(watch, exchange, eventually):
    monitor = watch(use_websocket=False, monitoring_interval=1)
    heard: list[dict] = []
    monitor.prices.subscribe("BTC/USDT", heard.append)
    await eventually(lambda: len({price["timestamp"] for price in heard}) >= 3)
    assert {price["source"] for price in heard} == {"poll"}
    assert exchange.simulator.connections == 0
    assert not monitor.prices.is_connected()
    assert not monitor.prices.get_latest_price("BTC/USDT")["stale"]


async def test_rest_stands_in_for_the_websocket_and_gives_way(watch, exchange, eventually):
    alerts, told = MarketAlerts(), []
    exchange.simulator.block()
    monitor = watch(alerts, monitoring_interval=1)
    alerts.add("BTC/USDT", "above", FAR_BELOW, told.append)
    await eventually(lambda: told)
    assert monitor.prices.get_latest_price("BTC/USDT")["source"] == "poll"
    exchange.simulator.unblock()
    await eventually(lambda: monitor.prices.get_latest_price("BTC/USDT")["source"] == "stream")
    assert len(told) == 1


async def test_symbols_of_rules_that_are_gone_are_no_more_watched(watch, exchange, eventually):
    alerts = MarketAlerts()
    watch(alerts)
    rule = alerts.add("btcusdt", "above", FAR_BELOW, print)
    await eventually(lambda: exchange.streams == {"btcusdt@ticker"})
    alerts.remove(rule)
    await eventually(lambda: not exchange.streams)


async def test_an_alert_that_raises_hurts_no_other(watch, eventually, caplog):
    alerts, told = MarketAlerts(), []

    def fail(alert: dict) -> None:
        raise LookupError("mine")

    alerts.add("BTC/USDT", "above", FAR_BELOW, fail)
    alerts.add("btcusdt", "above", FAR_BELOW, told.append)
    watch(alerts)
    await eventually(lambda: told)
    assert told[0]["symbol"] == "btcusdt"
    await eventually(lambda: "a callback failed" in caplog.text)


def test_an_interval_below_a_second_is_refused():
    with pytest.raises(ConfigError, match="monitoring_interval: expected"):
        MarketMonitor(monitoring_interval=0.5)
