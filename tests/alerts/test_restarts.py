"""An alert that is taken to another process at any time fires as if nothing had happened."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.events import SECOND, START, alert, trade
from radist.alarms import Alert, Fired, Memory
from radist.alerts.stage import Watch
from radist.model import Trade

LEVEL = {"level": 100}
ALERTS = {
    "above": alert("above", rearm=3, **LEVEL),
    "below": alert("below", repeat={"type": "every", "cooldown": 20}, **LEVEL),
    "crosses": alert("crosses", rearm=3, **LEVEL),
    "candle": alert("crosses", repeat={"type": "candle", "interval": "1m"}, **LEVEL),
    "change": alert("change", percent=10, window=30),
    "extreme": alert("extreme", of="high", window=30),
    "volume_spike": alert("volume_spike", times=2, window=5, baseline=20),
    "trade_size": alert("trade_size", times=2, baseline=20),
    "any": alert(
        "any", conditions=[{"type": "above", **LEVEL}, {"type": "trade_size", "value": 800}]
    ),
    "all": alert(
        "all",
        within=10,
        conditions=[{"type": "crosses", **LEVEL}, {"type": "trade_size", "value": 800}],
    ),
}
STEPS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(80, 120), st.integers(1, 10)),
    min_size=5,
    max_size=40,
)


def told(steps: list[tuple[int, int, int]]) -> list[Trade]:
    at, events = 0, []
    for number, (step, price, quantity) in enumerate(steps):
        at += step
        events.append(trade(at, price, quantity, name=str(number)))
    return events


def live(watch: Watch, events: list[Trade]) -> list[Fired]:
    return [fired for event in events for fired in watch.process(event)]


def begun(one: Alert) -> Watch:
    watch = Watch()
    watch.put(one, START - SECOND)
    return watch


@pytest.mark.parametrize("name", ALERTS)
@given(STEPS, st.data())
@settings(max_examples=30)
def test_nothing_is_lost_or_told_twice(name, steps, data):
    events = told(steps)
    first = data.draw(st.integers(1, len(events)), "seen before")
    back = data.draw(st.integers(first, len(events)), "missed until")
    asked = data.draw(st.integers(back, len(events)), "history until")
    expected = live(begun(ALERTS[name]), events)
    before = begun(ALERTS[name])
    found = live(before, events[:first])
    kept = msgspec.json.decode(msgspec.json.encode(before.memory("a_1")), type=Memory)
    after = Watch()
    assert after.put(ALERTS[name], START + 1000 * SECOND, kept, waiting=True)
    assert live(after, events[back:asked]) == []
    found += after.warm("a_1", events[:asked])
    found += live(after, events[asked:])
    assert [one.trigger for one in found] == [one.trigger for one in expected]
    assert [one.time for one in found] == [one.time for one in expected]
