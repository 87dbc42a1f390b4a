"""What Bybit's REST tells of the past."""

import json

import pytest

from radist.errors import ExchangeError
from radist.exchanges.bybit import Bybit
from radist.exchanges.bybit_inverse import BybitInverse
from radist.exchanges.bybit_option import BybitOption
from radist.model import Subscription

MINUTE = 60_000
CANDLES = Subscription("candle", "BTC/USDT", "1m")
TRADES = Subscription("trade", "BTC/USDT")


def knowing(cls, native: str):
    exchange = cls(rest_url="http://rest")
    exchange.learn([exchange.guess(native)])
    return exchange


@pytest.fixture
def spot() -> Bybit:
    return knowing(Bybit, "BTCUSDT")


def answer(exchange, fetch, rows: list, time: int = 10**9) -> list:
    result = {"category": exchange.category, "list": rows}
    body = json.dumps({"retCode": 0, "retMsg": "OK", "result": result, "time": time})
    return list(exchange.fetched(fetch.url, body.encode(), 5))


def row(minute: int) -> list[str]:
    return [str(minute * MINUTE), "5", "6", "4", "5.5", "10", "50"]


def trade(number: int, time: int) -> dict:
    return {
        "execId": f"id-{number}", "symbol": "BTCUSDT", "price": "5", "size": "2", "side": "Sell",
        "time": str(time), "isBlockTrade": False, "seq": str(1000 + time),
    }  # fmt: skip


def test_candles_are_asked_for_up_to_the_last_millisecond_before(spot):
    asked, _, purpose = spot.history(CANDLES, 180_000_000, 5000).url.partition("#")
    query = "category=spot&symbol=BTCUSDT&interval=1&limit=1000&end=179999"
    assert asked == f"http://rest/v5/market/kline?{query}"
    assert purpose == "past candle 1m 180000000"


def test_of_the_newest_candles_the_last_one_is_open_and_of_older_ones_none(spot):
    newest = answer(spot, spot.history(CANDLES, None, 3), [row(3), row(2), row(1)])
    assert [(c.time_open // 60_000_000, c.is_closed) for c in newest] == [
        (1, True),
        (2, True),
        (3, False),
    ]
    assert (newest[0].trades, newest[0].source) == (None, "rest")
    older = answer(spot, spot.history(CANDLES, 180_000_000, 2), [row(2), row(1)])
    assert [c.is_closed for c in older] == [True, True]


def test_right_after_its_end_a_candle_is_not_believed_to_be_closed(spot):
    fetch = spot.history(CANDLES, 120_000_000, 1)
    (early,) = answer(spot, fetch, [row(1)], time=121_000)
    (late,) = answer(spot, fetch, [row(1)], time=126_000)
    assert (early.is_closed, late.is_closed) == (False, True)


def test_inverse_contracts_tell_volume_in_base_and_quote_units():
    inverse = knowing(BybitInverse, "BTCUSD")
    of = Subscription("candle", "BTC/USD:BTC", "1h")
    fetch = inverse.history(of, None, 2)
    assert "category=inverse&symbol=BTCUSD&interval=60&" in fetch.url
    (candle, _) = answer(inverse, fetch, [row(120), row(60)])
    assert (candle.volume, candle.quote_volume) == (50.0, 10.0)


def test_of_the_newest_trades_those_before_one_are_told_if_it_is_among_them(spot):
    rows = [trade(4, 400), trade(3, 200), trade(1, 300), trade(2, 100)]
    found = answer(spot, spot.history(TRADES, None, 5), rows)
    assert [t.id for t in found] == ["id-2", "id-3", "id-1", "id-4"]
    assert (found[0].side, found[0].source) == ("sell", "rest")
    before = answer(spot, spot.history(TRADES, "id-1", 5), rows)
    assert [t.id for t in before] == ["id-2", "id-3"]
    assert answer(spot, spot.history(TRADES, "id-9", 5), rows) == []


def test_options_have_no_candles():
    option = knowing(BybitOption, "BTC-25DEC26-76000-C-USDT")
    (symbol,) = option.instruments
    assert "candle" not in option.channels
    assert option.history(Subscription("ticker", symbol), None, 5) is None
    assert "limit=1000#" in option.history(Subscription("trade", symbol), None, 5).url


@pytest.mark.parametrize("rows", [[7], [["a"]], [[1, 2]], [None], {"a": 1}])
def test_what_makes_no_sense_is_the_fault_of_the_exchange(spot, rows):
    with pytest.raises(ExchangeError):
        answer(spot, spot.history(CANDLES, None, 3), rows)
