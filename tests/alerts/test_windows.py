"""Windows beside the same written down the long way."""

from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from radist.alerts.windows import Extremes, Sums

SLICES, WIDTH = 5, 10
STEPS = st.lists(st.tuples(st.integers(-5, 70), st.integers(0, 50)), max_size=60)


def timed(steps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Times and values; some are told late."""
    time, found = 1000, []
    for step, value in steps:
        time += step
        found.append((time, value))
    return found


@given(STEPS)
def test_sums_are_those_of_the_slices_of_the_window(steps):
    sums, seen = Sums(SLICES * WIDTH, SLICES), []
    for time, value in timed(steps):
        number = max([time // WIDTH, *(n for n, _ in seen)])
        seen.append((number, value))
        sums.add(time, value / 10)
        window = [each for n, each in seen if n > number - SLICES]
        assert isclose(sums.total, sum(window) / 10, abs_tol=1e-9)
        assert sums.known == min(SLICES, number - seen[0][0] + 1)


@given(STEPS, st.integers(0, 200), st.integers(0, 60))
def test_what_is_forgotten_is_neither_summed_nor_known(steps, begin, length):
    sums, kept = Sums(SLICES * WIDTH, SLICES), {}
    for time, value in timed([(0, 1), *((abs(step), value) for step, value in steps)]):
        number = time // WIDTH
        for each in range(max(kept, default=number), number):
            kept.setdefault(each, 0)
        kept[number] = (kept.get(number) or 0) + value
        sums.add(time, value)
    present = max(kept)
    first, last = present * WIDTH - begin, present * WIDTH - begin + length
    if last > present * WIDTH:
        last = present * WIDTH
    sums.forget(first, last)
    window = range(present - SLICES + 1, present + 1)
    gone = set(range(first // WIDTH, last // WIDTH + 1)) - {present}
    left = [kept[each] for each in window if each in kept and each not in gone]
    assert isclose(sums.total, sum(left), abs_tol=1e-9)
    assert sums.known == len(left)


@given(STEPS, st.booleans())
def test_extremes_are_those_of_the_slices_of_the_window(steps, high):
    extremes, seen = Extremes(SLICES * WIDTH, SLICES, high=high), []
    pick = max if high else min
    for time, value in timed(steps):
        number = max([time // WIDTH, *(n for n, _ in seen)])
        seen.append((number, value))
        extremes.add(time, value)
        window = [each for n, each in seen if n > number - SLICES]
        assert extremes.value(number * WIDTH) == pick(window)
        assert len(extremes._best) <= SLICES
    later = 10_000_000
    assert extremes.value(later) is None


def test_a_window_of_many_doubles_does_not_drift():
    sums = Sums(1000, 10)
    for time in range(0, 1_000_000, 37):
        sums.add(time, 0.1 + time % 7 * 1e9)
    sums.advance(10_000_000)
    assert sums.total == 0.0


def test_what_is_left_after_a_large_amount_is_exact():
    sums = Sums(1000, 10)
    for time, amount in ((0, 1e15), (100, 0.1), (200, 0.2)):
        sums.add(time, amount)
    sums.advance(1050)
    assert sums.total == 0.1 + 0.2
