"""When an alert whose condition is met fires."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from alerts.events import MINUTE, SECOND, START, alert, run, seconds, trade, trades
from radist.alerts.stage import Watch

LEVEL = 100
PRICES = st.lists(st.integers(80, 120), max_size=60)
STEPS = st.lists(st.integers(0, 40), min_size=60, max_size=60)


def test_once_is_once():
    assert seconds(run(alert("above", level=10, repeat={"type": "once"}), trades(11, 9, 11))) == [0]


def test_once_per_candle_is_once_in_each():
    events = [trade(at, price) for at in range(0, 150, 10) for price in (9, 11)]
    fired = run(alert("above", level=10, repeat={"type": "candle", "interval": "1m"}), events)
    assert seconds(fired) == [0, 60, 120]


def test_what_begins_within_the_cooldown_is_told_after_it_if_it_still_holds():
    repeat = {"type": "every", "cooldown": 3}
    held = run(alert("above", level=10, repeat=repeat), trades(11, 9, 11, 12, 13, 14))
    assert seconds(held) == [0, 3]
    over = run(alert("above", level=10, repeat=repeat), trades(11, 9, 11, 9, 9, 9))
    assert seconds(over) == [0]


def test_a_snoozed_alert_is_told_afterwards_what_still_holds():
    watch = Watch()
    watch.put(alert("above", level=10, snoozed_until=START + 3 * SECOND), START)
    fired = [one for event in trades(11, 12, 13, 14) for one in watch.process(event)]
    assert seconds(fired) == [3]


@given(PRICES, st.sampled_from([0, 1, 5]))
def test_re_arming_is_as_one_would_write_it_down(prices, rearm):
    armed, expected = True, []
    for number, price in enumerate(prices):
        if price > LEVEL and armed:
            expected.append(number)
            armed = False
        elif price <= LEVEL - rearm:
            armed = True
    assert seconds(run(alert("above", level=LEVEL, rearm=rearm), trades(*prices))) == expected


@given(PRICES, st.sampled_from([0, 1, 5]))
def test_crossing_is_as_one_would_write_it_down(prices, rearm):
    expected, side = [], None
    for number, price in enumerate(prices):
        if side is None:
            side = (price > LEVEL) - (price < LEVEL)
            continue
        if (price > LEVEL and side == -1) or (price < LEVEL and side == 1):
            expected.append(number)
            side = 0
        if price >= LEVEL + rearm and price != LEVEL:
            side = 1
        if price <= LEVEL - rearm and price != LEVEL:
            side = -1
    assert seconds(run(alert("crosses", level=LEVEL, rearm=rearm), trades(*prices))) == expected


@given(PRICES, STEPS, st.integers(0, 60))
def test_no_two_firings_are_nearer_than_the_cooldown(prices, steps, cooldown):
    at, events = 0, []
    for price, step in zip(prices, steps, strict=False):
        at += step
        events.append(trade(at, price))
    repeat = {"type": "every", "cooldown": cooldown}
    times = seconds(run(alert("above", level=LEVEL, repeat=repeat), events))
    assert all(b - a >= cooldown for a, b in pairwise(times))
    last, armed, expected = None, True, []
    for event in events:
        time = (event.time_exchange - START) // SECOND
        if event.price > LEVEL and armed and (last is None or time - last >= cooldown):
            expected.append(time)
            last, armed = time, False
        elif event.price <= LEVEL:
            armed = True
    assert times == expected


@given(PRICES, STEPS)
def test_no_candle_has_two_firings(prices, steps):
    at, events = 0, []
    for price, step in zip(prices, steps, strict=False):
        at += step
        events.append(trade(at, price))
    fired = run(alert("above", level=LEVEL, repeat={"type": "candle", "interval": "1m"}), events)
    candles = [one.time // MINUTE for one in fired]
    assert len(candles) == len(set(candles))
