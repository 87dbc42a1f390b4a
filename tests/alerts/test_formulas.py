"""Indicators beside others' arithmetic."""

from itertools import pairwise
from math import sqrt

import polars as pl
import pytest

from alerts.events import candle
from radist.alerts.formulas import formula
from radist.measures import Measure

CLOSES = [100 + 7 * ((n * 37) % 11) - 3 * ((n * 13) % 7) + n * 0.1 for n in range(120)]


def ours(closes: list[float], **fields) -> list[float | None]:
    computed = formula(Measure(**fields))
    return [computed.add(candle(minute, close)) for minute, close in enumerate(closes)]


def smoothed(numbers: list[float], length: int, weight: float) -> list[float | None]:
    """By polars: from the mean of the first `length` on."""
    first = sum(numbers[:length]) / length
    rest = pl.Series([first, *numbers[length:]]).ewm_mean(alpha=weight, adjust=False)
    return [None] * (length - 1) + rest.to_list()


def same(found, expected) -> bool:
    return [each is None for each in found] == [each is None for each in expected] and all(
        abs(a - b) < 1e-9 for a, b in zip(found, expected, strict=True) if a is not None
    )


def test_averages_are_those_of_polars():
    closes = pl.Series(CLOSES)
    assert same(ours(CLOSES, measure="sma", period=20), closes.rolling_mean(20).to_list())
    assert same(ours(CLOSES, measure="ema", period=10), smoothed(CLOSES, 10, 2 / 11))


def test_bands_are_deviations_from_the_mean():
    closes = pl.Series(CLOSES)
    deviation = closes.rolling_std(20, ddof=0)
    for measure, width in (("upper", 2.5), ("middle", 0.0), ("lower", -2.5)):
        expected = (closes.rolling_mean(20) + width * deviation).to_list()
        assert same(ours(CLOSES, measure=f"bollinger_{measure}", width=2.5), expected)


def test_relative_strength_is_smoothed_as_its_inventor_did():
    moves = [after - before for before, after in pairwise(CLOSES)]
    ups = smoothed([max(0, move) for move in moves], 14, 1 / 14)
    downs = smoothed([max(0, -move) for move in moves], 14, 1 / 14)
    pairs = zip(ups, downs, strict=True)
    expected = [None if up is None else 100 * up / (up + down) for up, down in pairs]
    assert same(ours(CLOSES, measure="rsi"), [None, *expected])
    assert ours([5.0] * 20, measure="rsi")[-1] == 50.0


def test_macd_its_signal_and_the_histogram():
    fast, slow = smoothed(CLOSES, 12, 2 / 13), smoothed(CLOSES, 26, 2 / 27)
    macd = [None if b is None else a - b for a, b in zip(fast, slow, strict=True)]
    signal = [None] * 25 + smoothed(macd[25:], 9, 2 / 10)
    assert same(ours(CLOSES, measure="macd"), macd)
    assert same(ours(CLOSES, measure="macd_signal"), signal)
    apart = [None if b is None else a - b for a, b in zip(macd, signal, strict=True)]
    assert same(ours(CLOSES, measure="macd_histogram"), apart)


def test_the_weighted_mean_begins_anew_each_day():
    vwap = formula(Measure(measure="vwap"))
    day = 86_400_000_000
    begin = 1_700_006_400_000_000
    assert begin % day == 0
    bars = [(0, 10, 1.0), (1, 20, 3.0), (1440, 30, 0.0), (1441, 40, 2.0)]
    found = [
        vwap.add(candle(0, price, time_open=begin + minute * 60_000_000, volume=volume))
        for minute, price, volume in bars
    ]
    assert found == [10, 17.5, None, 40]


@pytest.mark.parametrize("name", ["open", "high", "low", "close", "volume"])
def test_a_field_is_what_the_candle_says(name):
    bar = candle(0, 5, open=1, high=9, low=0.5, volume=7)
    assert formula(Measure(measure=name)).add(bar) == getattr(bar, name)


def test_deviations_are_of_all_that_were_seen():
    assert ours([1, 3], measure="bollinger_upper", period=2, width=1)[-1] == 2 + sqrt(1)
