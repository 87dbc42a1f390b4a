"""Streams of all options of one underlying."""

import pytest

from radist.exchanges import _binance_instruments as descriptions
from radist.exchanges.base import ALL
from radist.exchanges.binance_options import BinanceOptions
from radist.exchanges.binance_usdm import BinanceUsdm
from radist.model import Subscription

OPTION = "BTC-261204-72000-C"


@pytest.fixture
def options() -> BinanceOptions:
    exchange = BinanceOptions()
    found = exchange.guess(OPTION)
    assert found
    exchange.learn([found])
    exchange._others.learn(descriptions.others([found]))
    return exchange


@pytest.mark.parametrize("channel", ["trade", "block_trade", "mark_price", "greeks"])
def test_an_underlying_stands_for_its_options(options, channel):
    asked = options.subscription(channel, "BTCUSDT")
    assert asked.symbol == "BTC/USDT"
    symbol = options.find(OPTION).symbol
    assert symbol.startswith(options.covered(asked) or "never")
    assert options.covered(options.subscription(channel, OPTION)) is None


def test_an_index_has_a_price_of_its_own_and_all_are_all(options):
    assert options.covered(options.subscription("index_price", "BTC/USDT")) is None
    assert BinanceUsdm().covered(Subscription("ticker", ALL)) == ""
    assert BinanceUsdm().covered(Subscription("open_interest", "BTC/USDT:USDT")) is None
