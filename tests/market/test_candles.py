from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market.venues import reference

from radist.errors import ConfigError
from radist.intervals import Interval
from radist.market.candles import KEPT, Candles
from radist.model import AggTrade, Candle, Gap, Trade

SECOND = 1_000_000
DAY = 86_400 * SECOND


def trade(number: int, time: int, price: float = 10.0, quantity: float = 1.0) -> Trade:
    return Trade("binance", "BTC/USDT", "BTCUSDT", time, time, str(number), price, quantity, "buy")


def gap() -> Gap:
    return Gap("binance", "BTC/USDT", "BTCUSDT", None, 0, "trade", "reconnect", "2", "3")


def taken(interval: str, trades: Iterable[Trade]) -> list[Candle]:
    candles = Candles(interval)
    return [candle for one in trades for candle in candles.take(one)]


def closed(candles: Iterable[Candle]) -> list[Candle]:
    return [candle for candle in candles if candle.is_closed]


def test_a_candle_is_final_once_a_trade_of_a_later_interval_is_there():
    rows = [(1, 0, 10.0), (2, 500_000, 12.0), (3, 900_000, 9.0), (4, SECOND, 11.0)]
    first, second = taken("1s", [trade(*row) for row in rows])[-2:]
    assert (first.open, first.high, first.low, first.close) == (10.0, 12.0, 9.0, 9.0)
    assert (first.volume, first.quote_volume, first.trades) == (3.0, 31.0, 3)
    assert (first.time_open, first.time_close, first.state) == (0, SECOND - 1, "final")
    assert (second.time_open, second.is_closed, second.state) == (SECOND, False, "provisional")


def test_where_nobody_traded_there_is_a_candle_of_the_last_price():
    found = closed(taken("1s", [trade(1, 0, 10.0), trade(2, 3 * SECOND, 11.0)]))
    assert [(c.time_open, c.open, c.close, c.volume, c.trades) for c in found] == [
        (0, 10.0, 10.0, 1.0, 1),
        (SECOND, 10.0, 10.0, 0.0, 0),
        (2 * SECOND, 10.0, 10.0, 0.0, 0),
    ]


def test_a_late_trade_repairs_the_candle_that_it_belongs_to():
    late = trade(3, 100_000, 20.0)
    found = taken("1s", [trade(1, 200_000, 10.0), trade(4, SECOND, 11.0), late])[-1]
    assert (found.time_open, found.open, found.close, found.high) == (0, 20.0, 10.0, 20.0)
    assert (found.is_closed, found.state, found.trades) == (True, "repaired", 2)


def test_a_trade_that_is_too_late_for_any_candle_is_counted():
    candles = Candles("1s")
    for number in range(KEPT + 1):
        candles.take(trade(number, number * SECOND))
    assert candles.take(trade(1, 0)) == []
    assert candles.too_late == 1


def test_no_candle_that_a_hole_may_be_part_of_is_final():
    candles = Candles("1s")
    candles.take(trade(1, 0))
    candles.lose(gap())
    states = [candle.state for candle in candles.take(trade(4, 3 * SECOND))]
    assert states == ["provisional"] * 4
    states = [candle.state for candle in candles.take(trade(5, 4 * SECOND))]
    assert states == ["provisional"] * 2  # a part of the hole may be in the first of these
    states = [candle.state for candle in candles.take(trade(6, 5 * SECOND))]
    assert states == ["final", "provisional"]


def test_an_aggregate_counts_for_as_many_trades_as_it_stands_for():
    one = AggTrade("binance", "BTC/USDT", "BTCUSDT", 0, 0, "7", 10.0, 1.0, "buy", "100", "104")
    assert Candles("1m").take(one)[-1].trades == 5


@pytest.mark.parametrize("name", ["", "0s", "1y", "1M2", "-1m", "1.5m", "m", "1 m"])
def test_what_is_no_interval_is_refused_in_one_line(name):
    with pytest.raises(ConfigError, match=r"^interval: expected one such as 1s"):
        Interval(name)


@pytest.mark.parametrize(
    ("name", "day", "begin", "end"),
    [
        ("1w", 20_420, 20_416, 20_423),  # 2025-11-28, a Friday; weeks begin on Monday
        ("1M", 20_420, 20_393, 20_423),  # November
        ("1M", 20_430, 20_423, 20_454),  # December, into the next year
        ("3d", 20_420, 20_418, 20_421),
    ],
)
def test_long_intervals_begin_where_calendars_say(name, day, begin, end):
    assert Interval(name).span(day * DAY + 5) == (begin * DAY, end * DAY)


trades = st.lists(
    st.tuples(st.integers(0, 40 * SECOND), st.integers(1, 50), st.integers(1, 20)), min_size=1
)


@given(trades, st.sampled_from(["1s", "7s", "1m"]))
def test_they_equal_what_polars_makes_of_the_same_trades_in_any_order(rows, interval):
    rows = [(0, 3, 3), *rows]
    made = [trade(n, t, p / 2, q / 4) for n, (t, p, q) in enumerate(rows)]
    last = {candle.time_open: candle for candle in taken(interval, made)}
    found = [
        (c.time_open, c.open, c.high, c.low, c.close, c.volume, c.trades)
        for c in sorted(last.values(), key=lambda c: c.time_open)
        if c.trades
    ]
    assert found == [*reference(made, interval).values()]
