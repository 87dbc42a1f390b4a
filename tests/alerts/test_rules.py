"""What each condition means, event by event."""

import pytest
from msgspec.structs import replace

from alerts.events import (
    SECOND,
    START,
    alert,
    candle,
    funding,
    gap,
    interest,
    mark,
    quote,
    run,
    seconds,
    trade,
    trades,
)
from radist.alerts.rule import moment
from radist.alerts.stage import Watch
from radist.alerts.trade_size import TradeSizeRule


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("above", {}, [1, 5]),
        ("below", {}, [0, 3]),
        ("crosses", {}, [1, 3, 5]),
        ("crosses", {"direction": "up"}, [1, 5]),
        ("crosses", {"direction": "down"}, [3]),
    ],
)
def test_a_level_fires_when_the_price_gets_beyond_it(kind, fields, expected):
    assert seconds(run(alert(kind, level=10, **fields), trades(9, 12, 12.5, 8, 7, 13))) == expected


@pytest.mark.parametrize(("kind", "expected"), [("above", [0]), ("below", []), ("crosses", [])])
def test_what_holds_at_the_first_look_fires_and_what_has_to_change_does_not(kind, expected):
    assert seconds(run(alert(kind, level=10), trades(11, 12))) == expected


@pytest.mark.parametrize(
    ("kind", "expected"), [("above", [0, 2]), ("below", [4]), ("crosses", [4])]
)
def test_the_level_itself_is_on_neither_side(kind, expected):
    assert seconds(run(alert(kind, level=10), trades(11, 10, 11, 10, 9))) == expected


@pytest.mark.parametrize(
    ("kind", "prices", "expected"),
    [
        ("above", [11, 9.9, 11, 9.0, 11], [0, 4]),
        ("below", [9, 10.5, 9, 11, 9], [0, 4]),
        ("crosses", [9, 10.5, 9.5, 10.5, 9.0, 10.5, 11, 9.5], [1, 5, 7]),
    ],
)
def test_with_a_distance_to_re_arm_the_price_has_to_go_back_so_far(kind, prices, expected):
    assert seconds(run(alert(kind, level=10, rearm=10), trades(*prices))) == expected


@pytest.mark.parametrize(("of", "expected"), [("bid", [3]), ("ask", [1]), ("mid", [2])])
def test_a_level_may_be_one_of_quotes(of, expected):
    quotes = [quote(0, 8, 9), quote(1, 8, 11), quote(2, 9.5, 11), quote(3, 10.5, 11)]
    fired = run(alert("above", level=10, of=of), quotes)
    assert [(one.seen - START) // SECOND for one in fired] == expected


def test_an_empty_side_of_a_book_has_no_price():
    assert run(alert("below", level=10, of="bid"), [quote(0, 0, 11)]) == []
    assert run(alert("below", level=10, of="mid"), [quote(0, 0, 11)]) == []
    assert run(alert("spread", percent=1), [quote(0, 0, 11)]) == []


def test_a_level_may_be_one_of_mark_prices():
    assert seconds(run(alert("above", level=10, of="mark"), [mark(0, 9), mark(1, 11)])) == [1]


@pytest.mark.parametrize(
    ("direction", "expected"), [("up", [3]), ("down", [6]), ("either", [3, 6])]
)
def test_a_change_is_measured_from_the_best_price_of_the_window(direction, expected):
    events = trades(100, 102, 101, 106, 107, 103, 100)
    fired = run(alert("change", percent=5, window=10, direction=direction), events)
    assert seconds(fired) == expected
    assert [round(one.value, 6) for one in fired] == [
        {3: 6.0, 6: round(-7 / 107 * 100, 6)}[at] for at in expected
    ]


def test_a_change_forgets_what_is_older_than_the_window():
    assert run(alert("change", percent=5, window=10), [trade(0, 100), trade(11, 106)]) == []
    assert run(alert("change", percent=5, window=10), [trade(0, 100), trade(9, 106)])


def test_open_interest_changes_as_prices_do():
    events = [interest(at, value) for at, value in enumerate([100, 101, 95, 94])]
    fired = run(alert("open_interest", percent=5, window=10, direction="down"), events)
    assert seconds(fired) == [2] and fired[0].price is None


def test_open_interest_is_counted_in_contracts_where_there_are_any():
    told = [(None, 100.0), (None, 101.0), (9.0, 100.5), (8.0, 94.0)]
    events = [
        replace(interest(at, quantity), contracts=contracts)
        for at, (quantity, contracts) in enumerate(told)
    ]
    fired = run(alert("open_interest", percent=5, window=10, direction="down"), events)
    assert seconds(fired) == [3]
    unknown = [interest(at, None) for at in range(3)]
    assert not run(alert("open_interest", percent=5, window=10, direction="down"), unknown)


def test_a_volume_spike_is_beside_the_time_before_the_window():
    events = [trade(at, 10, 1.0) for at in range(200)]
    events += [trade(200 + at, 10, 5.0) for at in range(20)]
    fired = run(alert("volume_spike", times=3, window=10, baseline=100), events)
    assert len(fired) == 1 and 203 <= seconds(fired)[0] <= 206
    assert 3 <= fired[0].value < 4


def test_a_volume_spike_waits_until_half_of_the_baseline_is_known():
    watch = Watch()
    watch.put(alert("volume_spike", times=3, window=10, baseline=100), START)
    for at in range(59):
        assert not watch.process(trade(at, 10, 1.0 + 100 * (at % 30 == 29)))
        assert watch.standing("a_1").fault.startswith("50% of the baseline have to be known")
    for at in range(59, 65):
        watch.process(trade(at, 10))
    assert watch.standing("a_1").fault == ""
    assert watch.process(trade(65, 10, 1000.0))


def test_what_is_missing_does_not_make_usual_volume_small():
    quiet = [trade(at, 10) for at in range(60)]
    rest = [trade(at, 10) for at in range(150, 200)]
    spike = alert("volume_spike", times=3, window=10, baseline=100)
    assert run(spike, [*quiet, gap(150, 59), *rest]) == []
    assert run(spike, [*quiet, *rest])  # nothing was traded, so it is much


@pytest.mark.parametrize(
    ("fields", "expected"),
    [({"quantity": 5}, [1, 2]), ({"value": 60}, [2]), ({"times": 4, "baseline": 2}, [1])],
)
def test_each_large_trade_fires(fields, expected):
    events = [trade(0, 10, 1), trade(1, 10, 5), trade(2, 12, 5), trade(3, 10, 4.9)]
    assert seconds(run(alert("trade_size", **fields), events)) == expected


def test_a_trade_may_be_large_beside_those_before_it():
    events = [trade(at, 10, 2) for at in range(10)] + [trade(10, 10, 7), trade(11, 10, 9)]
    fired = run(alert("trade_size", times=3, baseline=10), events)
    assert [round(one.value, 3) for one in fired] == [3.5, 3.522]


def test_a_wide_spread_fires_in_percent_of_the_mid_price():
    quotes = [quote(0, 99.9, 100.1), quote(1, 99, 101), quote(2, 98, 102), quote(3, 99.9, 100.1)]
    fired = run(alert("spread", percent=2), quotes)
    assert [(one.value, one.price) for one in fired] == [(2.0, 100.0)]


@pytest.mark.parametrize(
    ("side", "rate", "expected"), [("above", 0.01, [1]), ("below", -0.01, [2])]
)
def test_a_funding_rate_fires_beyond_its_level(side, rate, expected):
    rates = [funding(0, 0.0), funding(1, 0.02), funding(2, -0.02)]
    assert seconds(run(alert("funding", rate=rate, side=side), rates)) == expected


def test_a_new_extreme_is_one_of_a_window_that_is_known():
    events = trades(10, 9, 11, 12, 11.5, 13)
    assert seconds(run(alert("extreme", of="high", window=3), events)) == [3, 5]
    assert run(alert("extreme", of="high", window=6), events) == []
    assert run(alert("extreme", of="high", window=3), [*events[:2], gap(2, 1), *events[2:5]]) == []
    assert seconds(run(alert("extreme", of="low", window=2), trades(10, 11, 12, 9))) == [3]


def test_silence_fires_by_the_clock_and_once():
    watch = Watch()
    watch.put(alert("stale", seconds=10), START)
    assert watch.tick(START) == []
    watch.process(trade(5, 100))
    assert watch.tick(START + 14 * SECOND) == []
    (fired,) = watch.tick(START + 16 * SECOND)
    assert (fired.price, fired.time) == (100, START + 16 * SECOND)
    assert watch.tick(START + 17 * SECOND) == []
    watch.process(trade(18, 100))
    assert len(watch.tick(START + 29 * SECOND)) == 1


def test_what_comes_late_has_been_missing():
    watch = Watch()
    watch.put(alert("stale", seconds=10), START)
    watch.process(replace(trade(0, 100), time_received=START + 8 * SECOND))
    assert watch.tick(START + 17 * SECOND) == []
    assert len(watch.tick(START + 18 * SECOND)) == 1


def test_what_never_comes_is_stale_too():
    watch = Watch()
    watch.put(alert("stale", seconds=10), START)
    watch.tick(START)
    assert len(watch.tick(START + 10 * SECOND)) == 1


def test_each_gap_of_trades_fires_with_its_length():
    fired = run(alert("gap"), [trade(0, 10), gap(3, 1), gap(4), gap(5, 4, channel="quote")])
    assert [one.value for one in fired] == [2, 0]


def test_candles_are_looked_at_when_they_close():
    above = alert("candle", interval="1m", measure="close", op="above", against=10)
    events = [candle(0, 9), candle(1, 11, is_closed=False), candle(1, 12), candle(2, 13)]
    fired = run(above, events)
    assert [(one.time, one.value) for one in fired] == [(events[2].time_close, 12)]


@pytest.mark.parametrize(("op", "expected"), [("crosses_up", [12, 14]), ("crosses_down", [9])])
def test_a_measure_may_cross_a_level(op, expected):
    condition = alert("candle", interval="1m", measure="close", op=op, against=10)
    events = [candle(minute, close) for minute, close in enumerate([9, 12, 9, 14, 13])]
    assert [one.value for one in run(condition, events)] == expected


def test_two_averages_may_cross():
    golden = alert(
        "candle",
        interval="1m",
        measure="sma",
        period=2,
        op="crosses_up",
        against={"measure": "sma", "period": 4},
    )
    closes = [10, 9, 8, 7, 6, 7, 9, 12]
    fired = run(golden, [candle(minute, close) for minute, close in enumerate(closes)])
    assert [(one.price, one.value) for one in fired] == [(9, 8)]


def test_a_missing_candle_begins_the_measure_anew():
    average = alert("candle", interval="1m", measure="sma", period=3, op="above", against=10)
    events = [candle(minute, 11) for minute in (0, 1, 3, 4, 5)]
    fired = run(average, events)
    assert [one.time for one in fired] == [events[-1].time_close]


def test_a_candle_that_is_told_twice_counts_once():
    average = alert("candle", interval="1m", measure="sma", period=2, op="above", against=10)
    fired = run(average, [candle(0, 11), candle(0, 11), candle(1, 11)])
    assert [one.time for one in fired] == [candle(1, 11).time_close]


def test_all_is_met_when_every_one_holds():
    both = alert(
        "all", conditions=[{"type": "above", "level": 10}, {"type": "spread", "percent": 1}]
    )
    events = [trade(0, 11), quote(1, 100, 100.1), quote(2, 99, 101), trade(3, 12), trade(4, 9)]
    events += [trade(5, 11)]
    fired = run(both, events)
    assert [(one.seen - START) // SECOND for one in fired] == [2, 5]


def test_all_may_be_met_within_a_while():
    crossings = [{"type": "crosses", "level": 10}, {"type": "trade_size", "quantity": 5}]
    events = [trade(0, 9), trade(1, 11), trade(3, 11, 6), trade(9, 11, 6)]
    assert seconds(run(alert("all", within=2, conditions=crossings), events)) == [3]
    assert run(alert("all", within=1, conditions=crossings), events) == []


def test_what_has_ceased_counts_from_when_it_did():
    parts = [{"type": "above", "level": 10}, {"type": "trade_size", "quantity": 5}]
    events = [trade(0, 11), trade(10, 9), trade(11, 9, 6)]
    assert seconds(run(alert("all", within=2, conditions=parts), events)) == [11]
    assert run(alert("all", within=0.5, conditions=parts), events) == []


def test_any_fires_when_the_first_begins_to_hold_and_with_each_moment():
    either = [{"type": "above", "level": 10}, {"type": "trade_size", "quantity": 5}]
    events = [
        trade(0, 9, 6),
        trade(1, 9, 7),
        trade(2, 11),
        trade(3, 11, 8),
        trade(4, 9),
        trade(5, 11),
    ]
    assert seconds(run(alert("any", conditions=either), events)) == [0, 1, 2, 5]


def test_a_combination_remembers_its_parts():
    both = alert(
        "all", conditions=[{"type": "above", "level": 10}, {"type": "spread", "percent": 1}]
    )
    before, after = Watch(), Watch()
    before.put(both, START)
    before.process(trade(0, 11))
    after.put(both, START + SECOND, before.memory("a_1"))
    assert len(after.process(quote(2, 99, 101))) == 1


def test_what_rounding_leaves_of_a_baseline_is_no_baseline():
    rule = TradeSizeRule(alert("trade_size", times=3, baseline=10).definition.condition, 0.0)
    for event in trades(*[1.0] * 12):
        rule.look(event, moment(event))
    late = trade(60, 1.0)
    for sums in (rule._amounts, rule._counts):
        sums.advance(moment(late))
    rule._amounts.total = 1e-17
    assert rule.look(late, moment(late)) is None
