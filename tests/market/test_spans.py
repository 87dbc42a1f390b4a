from hypothesis import given
from hypothesis import strategies as st

from radist.market.spans import Missing, Spans
from radist.model import Backfilled, Gap

steps = st.lists(st.tuples(st.booleans(), st.integers(0, 30), st.integers(1, 8)), max_size=20)


@given(steps, st.integers(0, 30), st.integers(1, 8))
def test_spans_are_the_times_that_were_added_and_not_removed(steps, begin, width):
    spans, times = Spans(), set[int]()
    for adds, first, count in steps:
        (spans.add if adds else spans.remove)(first, first + count)
        times = (
            times | {*range(first, first + count)}
            if adds
            else times - {*range(first, first + count)}
        )
    asked = {*range(begin, begin + width)}
    assert spans.meet(begin, begin + width) == bool(asked & times)
    within = [*spans.between(begin, begin + width)]
    assert {time for first, end in within for time in range(first, end)} == asked & times


def gap(begin: int | None, end: int | None, **fields: str) -> Gap:
    place = ("binance", "BTC/USDT", "BTCUSDT", None, 0)
    return Gap(*place, channel="trade", cause="upstream", from_time=begin, to_time=end, **fields)


def test_a_gap_whose_end_is_not_told_lasts_until_the_next_trade():
    missing = Missing()
    missing.lose(gap(None, None), 10)
    assert missing.lasts and missing.trades.meet(10, 11) and not missing.trades.meet(11, 20)
    missing.end(20)
    assert not missing.lasts and missing.trades.meet(19, 20) and not missing.trades.meet(21, 30)


def test_what_is_proven_is_not_missing_whatever_gaps_are_told_afterwards():
    missing = Missing()
    missing.prove(0, 60)
    missing.take(60, 120)
    missing.lose(gap(50, 130), 50)
    assert not missing.trades.meet(0, 60) and missing.trades.meet(60, 120)
    assert not missing.minutes.meet(0, 120) and missing.minutes.meet(120, 131)


def test_what_was_brought_is_not_missing_but_for_what_another_gap_tells():
    missing = Missing()
    first, second = gap(10, 19, from_id="1", to_id="2"), gap(15, 29, from_id="4", to_id="5")
    missing.lose(first, 10)
    missing.lose(second, 15)
    place = ("binance", "BTC/USDT", "BTCUSDT", None, 0)
    ended = Backfilled(
        *place,
        channel="trade",
        cause="upstream",
        events=2,
        outcome="filled",
        from_id="1",
        to_id="2",
    )
    assert missing.filled(ended) == (10, 20) and missing.filled(ended) is None
    assert not missing.trades.meet(10, 15) and missing.trades.meet(15, 30)
