from collections.abc import Iterable
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from radist.trading.day import LENGTH, MINUTE, Day

START = 1_703_520_000_000_000


def test_what_is_older_than_a_day_is_forgotten_and_its_price_is_the_one_before():
    day = Day(Decimal(1))
    day.add(START, Decimal(10), Decimal(2))
    day.add(START + 1, Decimal(5), Decimal(4))
    day.add(START + LENGTH, Decimal(1), Decimal(6))
    assert (day.volume, day.trades, day.change) == (16, 3, 500)
    day.expire(START + LENGTH)
    assert (day.volume, day.trades, day.before) == (16, 3, 1)
    day.expire(START + LENGTH + 1)
    assert (day.volume, day.trades, day.before, day.change) == (1, 1, 4, 50)
    day.expire(START + 3 * LENGTH)
    assert (day.volume, day.trades, day.price, day.change) == (0, 0, 6, 0)


def test_a_clock_that_goes_back_loses_nothing():
    day = Day(Decimal(1))
    for time in (START, START - 5 * MINUTE, START - LENGTH):
        day.add(time, Decimal(1), Decimal(2))
    day.expire(START)
    assert (day.volume, day.trades) == (3, 3)


trades = some.lists(some.tuples(some.integers(0, 3 * LENGTH), some.integers(1, 10**6)), max_size=30)


@given(trades, some.integers(0, LENGTH))
def test_it_is_what_the_minutes_of_the_last_day_sum_up_to(made, later):
    def kept(times: Iterable[int]) -> list[int]:
        return [time for time in times if time - time % MINUTE >= now - LENGTH]

    day, made = Day(Decimal(1)), sorted(made)
    for offset, volume in made:
        day.expire(offset)
        day.add(offset, Decimal(volume), Decimal(volume))
    now = (made[-1][0] if made else 0) + later
    day.expire(now)
    within = set(kept(time for time, _ in made))
    assert day.trades == sum(time in within for time, _ in made)
    assert day.volume == sum(volume for time, volume in made if time in within)
    before = [volume for time, volume in made if time not in within]
    assert day.before == (before[-1] if before else 1)
