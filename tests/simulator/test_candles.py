from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.simulator.candles import HOUR, INTERVALS, SECOND, WIDTHS, Candle, merge, span
from radist.simulator.matching import Trade

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(text: str) -> int:
    return (datetime.fromisoformat(text + "+00:00") - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("interval", "begin", "end"),
    [
        ("1s", "2026-02-18T13:47:05", "2026-02-18T13:47:06"),
        ("15m", "2026-02-18T13:45:00", "2026-02-18T14:00:00"),
        ("8h", "2026-02-18T08:00:00", "2026-02-18T16:00:00"),
        ("1w", "2026-02-16T00:00:00", "2026-02-23T00:00:00"),  # a Monday
        ("1M", "2026-02-01T00:00:00", "2026-03-01T00:00:00"),
    ],
)
def test_an_interval_begins_where_the_calendar_says(interval, begin, end):
    time = moment("2026-02-18T13:47:05") + 7
    assert span(interval, time) == (moment(begin), moment(end))


def test_a_month_ends_with_the_year():
    assert span("1M", moment("2025-12-31T23:59:59"))[1] == moment("2026-01-01T00:00:00")


def test_a_day_in_another_time_zone_begins_at_its_midnight():
    east = span("1d", moment("2026-02-18T13:00:00"), 8 * HOUR)
    assert east == (moment("2026-02-17T16:00:00"), moment("2026-02-18T16:00:00"))


@given(st.sampled_from(INTERVALS), st.integers(0, 4 * 10**15))
def test_every_moment_is_in_exactly_one_interval(interval, time):
    begin, end = span(interval, time)
    assert begin <= time < end
    assert span(interval, end)[0] == end
    assert span(interval, begin) == (begin, end)
    if interval in WIDTHS:
        assert end - begin == WIDTHS[interval]


trades = st.lists(st.tuples(st.integers(1, 50), st.integers(1, 9), st.booleans()), max_size=30)


@given(trades, st.integers(0, 30))
def test_candles_of_parts_merge_to_the_candle_of_the_whole(made, cut):
    prints = [Trade(i, p, s, i, m) for i, (p, s, m) in enumerate(made)]
    whole, parts = Candle(0, 7), [Candle(0, 7), Candle(SECOND, 7)]
    for trade in prints:
        whole.add(trade)
        parts[trade.id >= cut].add(trade)
    merged = merge(0, parts, 7)
    fields = [name for name in Candle.__slots__ if name != "time"]
    assert [getattr(merged, f) for f in fields] == [getattr(whole, f) for f in fields]
    assert whole.last_id == (prints[-1].id if prints else -1)
