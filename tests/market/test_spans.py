from hypothesis import given
from hypothesis import strategies as st

from radist.market.spans import Missing, Spans
from radist.model import Gap

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
