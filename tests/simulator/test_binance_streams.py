import pytest

from radist.simulator.binance_streams import parse
from radist.simulator.candles import HOUR, SECOND


@pytest.mark.parametrize(
    ("name", "parsed"),
    [
        ("btcusdt@trade", ("trade", "BTCUSDT", "", 0, 0)),
        ("btcusdt@aggTrade", ("aggTrade", "BTCUSDT", "", 0, 0)),
        ("btcusdt@kline_1s", ("kline", "BTCUSDT", "1s", SECOND, 0)),
        ("btcusdt@kline_1M", ("kline", "BTCUSDT", "1M", 2 * SECOND, 0)),
        ("btcusdt@kline_1d@+08:00", ("kline", "BTCUSDT", "1d", 2 * SECOND, 8 * HOUR)),
        ("btcusdt@ticker_4h", ("ticker_", "BTCUSDT", "4h", SECOND, 0)),
        ("btcusdt@depth", ("depth", "BTCUSDT", "", SECOND, 0)),
        ("btcusdt@depth@100ms", ("depth", "BTCUSDT", "", SECOND // 10, 0)),
        ("btcusdt@depth20@100ms", ("depth", "BTCUSDT", "20", SECOND // 10, 0)),
        ("!miniTicker@arr", ("miniTicker", "", "", SECOND, 0)),
        ("!ticker_1d@arr", ("ticker_", "", "1d", SECOND, 0)),
        ("!ticker@arr", ("", "", "", SECOND, 0)),
        ("这是测试币456@ticker", ("ticker", "这是测试币456", "", SECOND, 0)),
    ],
)
def test_a_possible_name_is_understood(name, parsed):
    assert parse(name) == (name, *parsed, "public")


@pytest.mark.parametrize(
    "name",
    [
        "", "btcusdt", "@trade", "btcusdt@", "btcusdt@kline", "btcusdt@kline_2m",
        "btcusdt@depth7", "btcusdt@depth@50ms", "btcusdt@TRADE", "btcusdt@ticker_2h", "!foo@arr",
        "btc usdt@trade", "btcusdt@kline_1m@+09:00", "btcusdt@fundingRate", "btcusdt@openInterest",
    ],
)  # fmt: skip
def test_an_impossible_name_is_not(name):
    assert parse(name) is None


def test_a_symbol_in_capitals_is_possible_and_nobodys():
    assert parse("BTCUSDT@trade").symbol != "BTCUSDT"
