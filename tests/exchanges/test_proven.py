"""How much each stream can prove to have told, and how it goes on after a restart."""

import json
from collections.abc import Callable

import pytest

from radist.config import Config
from radist.exchanges.base import Exchange
from radist.model import Event, Gap, Instrument, Proven, Subscription
from radist.venues import make_exchange

MS, MINUTE = 1_700_000_000_000, 60_000
BEGIN = MS - MS % MINUTE
TRADE, CANDLE = Subscription("trade", "BTC/USDT"), Subscription("candle", "BTC/USDT", "1m")
NATIVE = {"okx": "BTC-USDT", "coinbase": "BTC-USDT"}


def binance_trade(n: int, time: int) -> object:
    return {"data": {"t": n, "p": "1", "q": "1", "T": time, "m": False}}


def okx_trade(n: int, time: int) -> object:
    row = {"tradeId": str(n), "px": "1", "sz": "1", "side": "buy", "ts": str(time)}
    return {"data": [row | {"instId": "BTC-USDT"}]}


def bybit_trade(n: int, time: int) -> object:
    row = {"T": time, "s": "BTCUSDT", "S": "Buy", "v": "1", "p": "1", "i": str(n), "seq": 3 * n}
    return {"ts": time, "data": [row | {"BT": False}]}


def coinbase_trade(n: int, time: int) -> object:
    seconds, rest = divmod(time - MS, 1000)
    day = f"2023-11-14T22:13:{20 + seconds:02}.{rest:03}Z"
    row = {"type": "match", "trade_id": n, "side": "buy", "size": "1", "price": "1", "time": day}
    return row | {"product_id": "BTC-USDT"}


def binance_candle(begin: int) -> object:
    k = {"t": begin, "T": begin + MINUTE - 1, "i": "1m", "n": 1, "x": True}
    return {"data": {"E": begin, "k": k | dict.fromkeys("ochlvq", "1")}}


def okx_candle(begin: int) -> object:
    return {"data": [[str(begin), *["1"] * 7, "1"]]}


def bybit_candle(begin: int) -> object:
    ends = {"start": begin, "end": begin + MINUTE - 1, "interval": "1", "confirm": True}
    names = ("open", "close", "high", "low", "volume", "turnover")
    return {"ts": begin, "data": [ends | dict.fromkeys(names, "1") | {"timestamp": begin}]}


TRADES = {"binance": binance_trade, "okx": okx_trade, "coinbase": coinbase_trade}
CANDLES = {"binance": binance_candle, "okx": okx_candle, "bybit": bybit_candle}


def venue(name: str) -> Exchange:
    made = make_exchange(Config(), name)
    made.learn([Instrument("BTC/USDT", NATIVE.get(name, "BTCUSDT"), "BTC", "USDT")])
    return made


def hear(exchange: Exchange, of: Subscription, content: object) -> list[Event]:
    stream = exchange.carrier(of)
    return list(stream.received(json.dumps(content).encode(), 1))


@pytest.fixture(params=TRADES)
def dense(request) -> tuple[Exchange, Callable[..., list[Event]]]:
    """An exchange whose ids of trades grow by one, and a way to hear of one."""
    exchange, frame = venue(request.param), TRADES[request.param]
    return exchange, lambda n, late=0: hear(exchange, TRADE, frame(n, MS + n + late))


def test_what_was_told_reaches_from_the_first_id_to_the_last_holes_included(dense):
    exchange, trade = dense
    assert exchange.proven(TRADE) is None
    for number in (10, 11, 15):
        trade(number)
    assert exchange.proven(TRADE) == Proven(10, 15, (MS + 10) * 1000, (MS + 15) * 1000)
    exchange.carrier(TRADE).interrupt()
    assert exchange.proven(TRADE).last_id == 15
    trade(20)
    assert (exchange.proven(TRADE).first_id, exchange.proven(TRADE).last_id) == (10, 20)


def test_where_ids_begin_anew_so_does_what_is_proven(dense):
    exchange, trade = dense
    trade(1000)
    gap, _ = trade(3, late=9000)
    assert gap.cause == "reset"
    trade(4, late=9000)
    assert exchange.proven(TRADE) == Proven(3, 4, (MS + 9003) * 1000, (MS + 9004) * 1000)


def test_after_a_restart_what_was_missed_is_told_once_and_what_was_known_not_again(dense):
    exchange, trade = dense
    exchange.go_on(TRADE, Proven(5, 10, 1, (MS + 10) * 1000))
    exchange.carrier(TRADE).interrupt()  # as every socket that takes it up does
    assert trade(9) == trade(10) == []
    gap, _ = trade(14)
    assert (gap.cause, gap.from_id, gap.to_id) == ("restart", "11", "13")
    assert exchange.proven(TRADE) == Proven(5, 14, 1, (MS + 14) * 1000)
    exchange.carrier(TRADE).interrupt()
    gap, _ = trade(17)
    assert gap.cause == "reconnect"


def test_after_a_restart_without_a_loss_nothing_is_missing(dense):
    exchange, trade = dense
    exchange.go_on(TRADE, Proven(5, 10, 1, (MS + 10) * 1000))
    assert [event.id for event in trade(11)] == ["11"]


def test_a_stream_that_has_told_something_goes_on_from_there(dense):
    exchange, trade = dense
    trade(20)
    exchange.go_on(TRADE, Proven(5, 10, 1, (MS + 10) * 1000))
    assert exchange.proven(TRADE).first_id == 20


@pytest.mark.parametrize("name", CANDLES)
def test_candles_are_told_up_to_the_one_whose_end_is_not_known(name):
    exchange, frame = venue(name), CANDLES[name]
    assert exchange.proven(CANDLE) is None
    hear(exchange, CANDLE, frame(BEGIN))
    first = (BEGIN + MINUTE) * 1000
    assert exchange.proven(CANDLE) == Proven(None, None, first, first)
    hear(exchange, CANDLE, frame(BEGIN + MINUTE))
    assert exchange.proven(CANDLE).last_time == first + MINUTE * 1000
    after = venue(name)
    after.go_on(CANDLE, exchange.proven(CANDLE))
    after.carrier(CANDLE).interrupt()
    gap, _ = hear(after, CANDLE, frame(BEGIN + 5 * MINUTE))
    ends = (first + MINUTE * 1000, (BEGIN + 5 * MINUTE) * 1000)
    assert (gap.cause, gap.from_time, gap.to_time) == ("restart", *ends)
    assert after.proven(CANDLE).first_time == first


def test_of_trades_without_ids_in_a_row_times_tell_what_was_missed():
    exchange = venue("bybit")
    assert exchange.proven(TRADE) is None
    for number in (10, 11):
        hear(exchange, TRADE, bybit_trade(number, MS + number))
    assert exchange.proven(TRADE) == Proven(None, None, (MS + 11) * 1000, (MS + 11) * 1000)
    after = venue("bybit")
    after.go_on(TRADE, exchange.proven(TRADE))
    after.carrier(TRADE).interrupt()
    assert hear(after, TRADE, bybit_trade(10, MS + 10)) == []
    gap, trade = hear(after, TRADE, bybit_trade(15, MS + 15))
    ends = ((MS + 11) * 1000, (MS + 15) * 1000)
    assert (gap.cause, gap.from_time, gap.to_time, trade.id) == ("restart", *ends, "15")
    assert not any(isinstance(e, Gap) for e in hear(after, TRADE, bybit_trade(16, MS + 16)))


@pytest.mark.parametrize("name", ["binance", "bybit", "okx", "coinbase"])
def test_states_prove_nothing(name):
    exchange = venue(name)
    ticker = Subscription("ticker", "BTC/USDT")
    exchange.go_on(ticker, Proven(1, 2, 3, 4))
    assert exchange.proven(ticker) is None
    assert exchange.proven(Subscription("ticker", "*")) is None
