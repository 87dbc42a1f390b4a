from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.simulator.candles import DAY, HOUR, LEVELS, MINUTE, SECOND, Candle, merge
from radist.simulator.history import DAYS, History, split
from radist.simulator.pairs import PAIRS

END = 1_771_422_420 * SECOND  # 2026-02-18 13:47
SUMS = ("volume", "quote", "count", "taker_volume", "taker_quote")


def history(seed: str = "1", end: int = END) -> History:
    return History(PAIRS[0], end=end, next_trade=10**10, activity=1.0, seed=seed)


def values(candle: Candle) -> list[int]:
    return [getattr(candle, name) for name in Candle.__slots__]


@st.composite
def wholes(draw):
    whole = Candle(0, draw(st.integers(10, 10**6)))
    whole.low = whole.open - draw(st.integers(0, 9))
    whole.high = whole.open + draw(st.integers(0, 10**5))
    whole.close = draw(st.integers(whole.low, whole.high))
    whole.count = draw(st.integers(1, 5_000))
    whole.volume = whole.count + draw(st.integers(0, 10**7))
    whole.quote = draw(st.integers(whole.low * whole.volume, whole.high * whole.volume))
    whole.taker_volume = draw(st.integers(0, whole.volume))
    whole.taker_quote = draw(st.integers(0, whole.quote))
    whole.first_id = 77
    return whole


@given(wholes(), st.integers(1, 60), st.integers(0, 10**6))
def test_the_parts_of_a_candle_add_up_to_it_exactly(whole, number, seed):
    parts = split(whole, number, SECOND, Random(seed))
    assert len(parts) == number
    assert values(merge(0, parts, whole.open)) == values(whole)


@given(wholes(), st.integers(1, 60), st.integers(0, 10**6))
def test_each_part_is_a_candle_that_can_be(whole, number, seed):
    price, first = whole.open, whole.first_id
    for part in split(whole, number, SECOND, Random(seed)):
        assert whole.low <= part.low <= min(part.open, part.close)
        assert max(part.open, part.close) <= part.high <= whole.high
        assert 0 <= part.taker_volume <= part.volume
        assert part.volume >= part.count
        if part.count:
            assert part.first_id == first
            first = part.last_id + 1
        else:
            assert {part.open, part.close, part.high, part.low} == {price}
            assert part.volume == part.quote == 0
        price = part.close


def test_a_day_is_the_sum_of_its_hours_minutes_and_seconds():
    past, day = history(), END - END % DAY - 3 * DAY
    whole = past.candle(DAY, day)
    hours = [past.candle(HOUR, time) for time in range(day, day + DAY, HOUR)]
    minutes = [past.candle(MINUTE, time) for time in range(day, day + DAY, MINUTE)]
    seconds = [past.candle(SECOND, time) for time in range(day, day + HOUR, SECOND)]
    assert values(merge(day, hours, 0)) == values(whole)
    assert values(merge(day, minutes, 0)) == values(whole)
    assert values(merge(day, seconds, 0)) == values(hours[0])


def test_the_mean_price_of_an_hour_and_of_a_minute_lies_between_low_and_high():
    past, day = history(), END - END % DAY - 9 * DAY
    for level in (HOUR, MINUTE):
        for time in range(day, day + DAY, level):
            candle = past.candle(level, time)
            assert candle.low * candle.volume <= candle.quote <= candle.high * candle.volume


def test_the_past_ends_where_the_live_market_begins():
    past = history()
    last = [past.candle(level, END - 1 - (END - 1) % level) for level in LEVELS]
    assert {candle.close for candle in last} == {PAIRS[0].start}
    assert {candle.last_id for candle in last if candle.count} == {10**10 - 1}
    assert [past.candle(level, END) for level in LEVELS] == [None] * 4


@pytest.mark.parametrize("end", [END, END - END % DAY, END - END % DAY + MINUTE])
def test_the_past_is_whole_wherever_in_the_day_it_ends(end):
    past = history(end=end)
    day = (end - 1) - (end - 1) % DAY
    minutes = [past.candle(MINUTE, time) for time in range(day, end, MINUTE)]
    assert values(merge(day, minutes, 0)) == values(past.candle(DAY, day))


def test_days_follow_one_another_back_to_the_first():
    past, price = history(), None
    for back in range(DAYS):
        day = past.candle(DAY, END - END % DAY - back * DAY)
        assert price in (None, day.close)
        price = day.open
    assert past.candle(DAY, past.oldest) is not None
    assert past.candle(DAY, past.oldest - DAY) is None


def test_the_same_seed_makes_the_same_past_in_any_order_of_asking():
    one, other = history(), history()
    day = END - END % DAY
    late, early = day - 2 * HOUR, day - 40 * DAY
    asked = [values(one.candle(MINUTE, time)) for time in (late, early)]
    assert asked == [values(other.candle(MINUTE, time)) for time in (early, late)][::-1]
    assert values(history("2").candle(MINUTE, late)) != asked[0]
