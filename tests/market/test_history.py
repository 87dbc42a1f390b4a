from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from radist.market.history import Run
from radist.model import Candle

BTC = ("binance", "BTC/USDT", "BTCUSDT", 1, 2)


def bar(number: int, *, closed: bool = True) -> Candle:
    span = (number * 60, number * 60 + 59)
    figures = (1.0, 2.0, 0.5, 1.5, 10.0, 15.0, 3)
    return Candle(*BTC, "1m", *span, *figures, closed, "final" if closed else "provisional")


def bars(begin: int, end: int) -> list[Candle]:
    return [bar(number) for number in range(begin, end)]


def numbers(candles) -> list[int]:
    return [candle.time_open // 60 for candle in candles]


def test_what_is_newer_goes_on_where_the_run_ends():
    run = Run(100)
    run.add_newer([*bars(5, 8), bar(8, closed=False)])
    run.add_newer(bars(6, 10))
    assert numbers(run.before(None, 9)) == [5, 6, 7, 8, 9]
    assert (run.begin, run.end, run.width) == (300, 600, 60)


def test_what_does_not_go_on_replaces_what_was_known():
    run = Run(100)
    run.add_newer(bars(5, 8))
    run.add_older([])
    run.add_newer(bars(9, 11))
    assert (numbers(run.before(None, 9)), run.whole) == ([9, 10], False)


def test_what_is_older_comes_before_and_nothing_older_means_that_it_is_all():
    run = Run(100)
    run.add_newer(bars(5, 8))
    run.add_older(bars(3, 6))
    assert numbers(run.before(None, 9)) == [3, 4, 5, 6, 7]
    assert not run.whole
    run.add_older([])
    assert run.whole
    assert run.missing(None, 50) == 0


def test_what_another_candle_follows_is_closed_though_it_was_not_told_so():
    run = Run(100)
    run.add_newer(bars(5, 8))
    run.add_older([bar(3), bar(4, closed=False)])
    assert run.before(None, 9) == bars(3, 8)


def test_the_stream_goes_on_with_the_next_closed_candle_only():
    run = Run(100)
    run.go_on([bar(8)])
    assert len(run) == 0
    run.add_newer(bars(5, 8))
    run.go_on([bar(7), bar(9), bar(8), bar(9), bar(10, closed=False)])
    assert numbers(run.before(None, 9)) == [5, 6, 7, 8, 9]


def test_a_page_is_what_opens_before_a_time():
    run = Run(100)
    run.add_newer(bars(0, 10))
    assert numbers(run.before(420, 3)) == [4, 5, 6]
    assert numbers(run.before(421, 3)) == [5, 6, 7]
    assert run.before(None, 0) == []


def test_it_tells_how_many_are_missing_for_a_page():
    run = Run(100)
    run.add_newer(bars(50, 60))
    assert run.missing(None, 10) == 0
    assert run.missing(None, 15) == 5
    assert run.missing(51 * 60, 10) == 9
    assert run.missing(40 * 60, 10) == 20
    assert run.has_room(90)
    assert not run.has_room(91)


def test_it_forgets_the_oldest_beyond_its_limit():
    run = Run(5)
    run.add_newer(bars(0, 4))
    run.add_older([])
    run.add_newer(bars(4, 8))
    assert (numbers(run.before(None, 9)), run.whole) == ([3, 4, 5, 6, 7], False)


@given(st.lists(st.tuples(st.sampled_from("ong"), st.integers(0, 40), st.integers(1, 12))))
def test_whatever_comes_its_candles_follow_one_another(steps):
    run = Run(30)
    for how, begin, count in steps:
        some = bars(begin, begin + count)
        if how == "o" and run and run.has_room(count):
            first = run.begin // 60
            run.add_older(bars(max(0, first - count), first))
        elif how == "n":
            run.add_newer(some)
        else:
            run.go_on(some)
    found = numbers(run.before(None, 100))
    assert found == list(range(found[0], found[0] + len(found))) if found else True
    assert len(found) <= 30


def test_a_candle_that_was_repaired_takes_the_place_of_what_was_told_before():
    run = Run(100)
    run.add_newer(bars(5, 8))
    repaired = replace(bar(6), state="repaired", volume=9.0)
    run.go_on([repaired, replace(repaired, time_open=3 * 60)])
    assert run.before(None, 9) == [bar(5), repaired, bar(7)]
