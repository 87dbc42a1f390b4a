"""Whatever comes, in whatever order: no rule breaks, and what fires can be told in JSON."""

from math import isfinite

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.events import (
    MINUTE,
    START,
    alert,
    candle,
    freshness,
    funding,
    gap,
    interest,
    mark,
    quote,
    trade,
)
from radist.alarms import Fired
from radist.alerts.stage import Watch
from radist.model import Event

AMOUNT = st.sampled_from([0.0, 1e-12, 1.0, 100.0, 1e12])
AT = st.integers(-5, 90)
EVENTS = st.one_of(
    st.builds(trade, AT, AMOUNT, AMOUNT),
    st.builds(quote, AT, AMOUNT, AMOUNT),
    st.builds(mark, AT, AMOUNT),
    st.builds(funding, AT, st.sampled_from([-1.0, 0.0, 1.0])),
    st.builds(interest, AT, AMOUNT),
    st.builds(gap, AT, st.none() | AT),
    st.builds(lambda at, stale: freshness(at, stale=stale), AT, st.booleans()),
    st.builds(lambda at, close, volume: candle(at, close, volume=volume), AT, AMOUNT, AMOUNT),
)
CONDITIONS = [
    *({"type": kind, "level": 1} for kind in ("above", "below", "crosses")),
    *({"type": "crosses", "level": 0, "of": of} for of in ("bid", "ask", "mid", "mark")),
    {"type": "change", "percent": 1, "window": 60},
    {"type": "open_interest", "percent": 1, "window": 60},
    {"type": "extreme", "of": "low", "window": 60},
    {"type": "volume_spike", "times": 1, "window": 10, "baseline": 20},
    {"type": "trade_size", "times": 1, "baseline": 20},
    {"type": "trade_size", "value": 1},
    {"type": "spread", "percent": 1},
    {"type": "funding", "rate": 0},
    {"type": "stale", "seconds": 10},
    {"type": "gap"},
]
MEASURES = ["rsi", "vwap", "macd_histogram", "bollinger_upper", "ema"]
CONDITIONS += [
    {"type": "candle", "interval": "1m", "op": op, "against": {"measure": "close"}}
    | {"measure": measure, "period": 2, "fast": 1, "slow": 2, "signal": 2}
    for measure in MEASURES
    for op in ("above", "crosses_down")
]


def watching() -> Watch:
    watch = Watch()
    for number, condition in enumerate(CONDITIONS):
        fields = dict(condition)
        watch.put(alert(fields.pop("type"), name=f"a_{number}", rearm=1, **fields), START)
    several = [{"type": "all", "within": 5, "conditions": CONDITIONS[:8]}, CONDITIONS[7]]
    watch.put(alert("any", name="a_any", conditions=several), START)
    return watch


@settings(max_examples=60)
@given(st.lists(EVENTS, max_size=60))
def test_no_event_breaks_a_rule(events: list[Event]):
    watch, fired = watching(), []
    for number, event in enumerate(events):
        fired += watch.process(event, late=number % 7 == 6)
        fired += watch.tick(START + number * MINUTE // 4)
    for number in range(len(CONDITIONS)):
        assert watch.memory(f"a_{number}") and watch.standing(f"a_{number}")
    assert all(isfinite(one.value) for one in fired if isinstance(one, Fired))
