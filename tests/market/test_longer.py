import pytest
from market.venues import MINUTE, candles, minutes
from msgspec.structs import replace

from radist.market.longer import longer, shorter
from radist.model import Candle

BINANCE = ("1s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "1d", "3d", "1w", "1M", "1d@+08:00")
DAY = 1440 * MINUTE


@pytest.mark.parametrize(
    ("interval", "base", "count"),
    [
        ("7s", "1s", 7),
        ("90s", "1s", 90),
        ("45m", "15m", 3),
        ("90m", "30m", 3),
        ("7m", "1m", 7),
        ("5h", "1h", 5),
        ("2w", "1d", 14),
        ("1M", "1d", 31),
    ],
)
def test_of_the_shorter_candles_that_there_are_the_longest_are_taken(interval, base, count):
    assert shorter(interval, BINANCE) == (base, count)


def test_where_there_is_nothing_short_enough_nothing_is_taken():
    assert shorter("7s", ("1m", "1h")) == ("", 0)


def past(count: int) -> list[Candle]:
    """So many minutes, the last one open."""
    own = replace(candles(minutes("binance"), "1m")[0], source="rest", quote_volume=4.0)
    rows = [
        replace(
            own,
            time_open=number * MINUTE,
            time_close=(number + 1) * MINUTE - 1,
            open=10.0 + number,
            high=20.0 + number,
            low=5.0 + number,
            close=11.0 + number,
            volume=2.0,
            trades=3,
        )
        for number in range(1, count + 1)
    ]
    return [*rows[:-1], replace(rows[-1], is_closed=False)]


def test_shorter_candles_add_up_and_the_last_one_is_open():
    first, second = longer("3m", past(7), whole=False)
    assert (first.time_open, first.time_close) == (3 * MINUTE, 6 * MINUTE - 1)
    assert (first.open, first.high, first.low, first.close) == (13.0, 25.0, 8.0, 16.0)
    assert (first.volume, first.quote_volume, first.trades) == (6.0, 12.0, 9)
    assert (first.is_closed, first.state, first.source, first.via) == (
        True,
        "final",
        "rest",
        "candles",
    )
    assert (second.time_open, second.is_closed, second.volume) == (6 * MINUTE, False, 4.0)


def test_what_lacks_its_begin_is_left_out_unless_there_is_nothing_before():
    assert [candle.time_open for candle in longer("3m", past(4), whole=False)] == [3 * MINUTE]
    assert [candle.time_open for candle in longer("3m", past(4), whole=True)] == [0, 3 * MINUTE]


def test_a_count_that_one_of_them_does_not_tell_is_not_known():
    rows = past(6)
    rows[2] = replace(rows[2], trades=None, quote_volume=None)
    (candle, _) = longer("3m", rows, whole=False)
    assert (candle.trades, candle.quote_volume) == (None, None)
