"""Streams of which every message counts and none has a number that follows another's."""

import json

import pytest

from radist.derivatives import Liquidation
from radist.exchanges.base import ALL
from radist.exchanges.binance import Binance
from radist.exchanges.binance_usdm import BinanceUsdm
from radist.model import BlockTrade, Gap, Subscription

NOW = 1_700_000_000_000_000
LIQUIDATIONS = Subscription("liquidation", "BTC/USDT:USDT")


@pytest.fixture
def usdm() -> BinanceUsdm:
    exchange = BinanceUsdm()
    exchange.learn(filter(None, [exchange.guess("BTCUSDT")]))
    return exchange


def forced(number: int, stream: str = "btcusdt@forceOrder") -> bytes:
    order = {"s": "BTCUSDT", "S": "SELL", "q": "1", "p": str(number), "ap": "5", "X": "FILLED"}
    data = {"e": "forceOrder", "E": number, "o": order | {"z": "1", "T": number}}
    return json.dumps({"stream": stream, "data": data}, separators=(",", ":")).encode()


def heard(exchange, subscription: Subscription, *frames: bytes) -> list:
    """What a new socket brings."""
    conversation = exchange.conversation("market/stream")
    list(conversation.subscribe([subscription], NOW))
    return [event for frame in frames for event in conversation.received(frame, NOW)]


def test_the_first_socket_owes_nothing_and_each_later_one_says_that_something_may_be_missing(usdm):
    first = heard(usdm, LIQUIDATIONS, forced(1000), forced(2000))
    assert [type(event) for event in first] == [Liquidation, Liquidation]
    gap, after = heard(usdm, LIQUIDATIONS, forced(9000))
    assert isinstance(gap, Gap) and (gap.channel, gap.cause) == ("liquidation", "reconnect")
    assert (gap.from_id, gap.from_time, gap.to_time) == (None, 2_000_000, 9_000_000)
    assert isinstance(after, Liquidation)


def test_the_stream_of_all_symbols_says_so_for_each_that_it_has_brought(usdm):
    of_all = Subscription("liquidation", ALL)
    heard(usdm, of_all, forced(1000, "!forceOrder@arr"))
    gap, after = heard(usdm, of_all, forced(9000, "!forceOrder@arr"))
    assert isinstance(gap, Gap) and gap.symbol == after.symbol == "BTC/USDT:USDT"


def test_block_trades_say_so_too():
    exchange = Binance()
    exchange.learn(filter(None, [exchange.guess("BTCUSDT")]))
    block = Subscription("block_trade", "BTC/USDT")

    def frame(number: int) -> bytes:
        data = {"e": "blockTrade", "t": number, "p": "5", "q": "1", "T": number, "m": True}
        content = {"stream": "btcusdt@blockTrade", "data": data}
        return json.dumps(content, separators=(",", ":")).encode()

    assert [type(event) for event in heard(exchange, block, frame(5))] == [BlockTrade]
    assert [type(event) for event in heard(exchange, block, frame(9))] == [Gap, BlockTrade]
