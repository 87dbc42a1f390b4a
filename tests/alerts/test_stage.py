"""Which alerts an event concerns, and what becomes of them."""

import msgspec

from alerts.events import (
    MINUTE,
    SECOND,
    START,
    alert,
    candle,
    freshness,
    gap,
    quote,
    run,
    seconds,
    trade,
    trades,
)
from radist.alarms import Alert, Expired, Fired, Memory
from radist.alerts.stage import Watch


def watching(*alerts: Alert) -> Watch:
    watch = Watch()
    for each in alerts:
        watch.put(each, START)
    return watch


def process(watch: Watch, *events) -> list[Fired]:
    return [fired for event in events for fired in watch.process(event)]


def test_an_event_fires_the_alerts_of_its_topic_and_no_others():
    watch = watching(
        alert("above", level=10, name="a_1"),
        alert("above", level=10, of="bid", name="a_2"),
        alert("above", level=10, symbol="ETH/USDT", name="a_3"),
        alert("above", level=10, exchange="bybit", name="a_4"),
    )
    assert [fired.alert for fired in watch.process(trade(1, 11))] == ["a_1"]
    assert [fired.alert for fired in watch.process(quote(2, 11, 12))] == ["a_2"]
    assert watch.topics == {
        "trade.binance.BTC/USDT",
        "quote.binance.BTC/USDT",
        "trade.binance.ETH/USDT",
        "trade.bybit.BTC/USDT",
    }


def test_a_firing_says_what_when_and_that_it_is_the_last():
    watch = watching(alert("above", level=10, repeat={"type": "once"}))
    (fired,) = watch.process(trade(1.5, 11, name="7"))
    assert (fired.alert, fired.price, fired.value) == ("a_1", 11, 11)
    assert (fired.time, fired.seen) == (START + 1_500_000, START + 1_501_000)
    assert (fired.late, fired.done) == (False, True)
    assert "a_1" not in watch and watch.topics == frozenset()


def test_an_alert_that_is_dropped_or_paused_fires_no_more():
    watch = watching(alert("above", level=10, name="a_1"), alert("above", level=10, name="a_2"))
    watch.drop("a_1")
    watch.drop("a_1")
    watch.put(alert("above", level=10, name="a_2", state="paused"), START)
    assert process(watch, trade(1, 11)) == []
    assert len(watch) == 0 and watch.standing("a_1") is None and watch.memory("a_1") is None


def test_an_alert_with_another_name_goes_on_and_one_with_another_level_begins_anew():
    watch = watching(alert("above", level=10))
    assert process(watch, trade(1, 11))
    watch.put(alert("above", level=10, message="hello", version=2), START)
    assert process(watch, trade(2, 12)) == []
    watch.put(alert("above", level=9, version=3), START)
    assert process(watch, trade(3, 12))


def test_the_same_event_makes_the_same_trigger_in_another_process():
    events = trades(9, 11, 9, 11)
    first, again = (run(alert("above", level=10), events) for _ in range(2))
    assert [one.trigger for one in first] == [one.trigger for one in again]
    assert len({one.trigger for one in first}) == 2


def test_an_alert_whose_time_is_over_is_told_and_dropped():
    expires = "2023-11-14T22:14:10Z"  # ten seconds after START
    watch = watching(alert("above", level=10, expires=expires))
    assert process(watch, trade(10, 11)) == []
    assert watch.tick(START + 9 * SECOND) == []
    assert watch.tick(START + 10 * SECOND) == [Expired("a_1")]
    assert watch.tick(START + 11 * SECOND) == []


def test_after_a_restart_what_was_missed_fires_late_and_once():
    before = watching(alert("above", level=10))
    assert seconds(process(before, *trades(9, 11))) == [1]
    kept = msgspec.json.decode(msgspec.json.encode(before.memory("a_1")), type=Memory)
    missed = [trade(at, price) for at, price in enumerate([9, 11, 12, 9, 11, 9])]
    for _ in range(2):  # whoever is killed before it has kept this finds the same once more
        after = Watch()
        after.put(alert("above", level=10), START + 10 * SECOND, kept, waiting=True)
        assert process(after, trade(5, 9), trade(6, 12)) == []
        fired = after.warm("a_1", missed)
        assert seconds(fired) == [4, 6]
        assert [one.late for one in fired] == [True, False]


def test_after_a_restart_without_history_the_first_firing_is_late():
    before = watching(alert("crosses", level=10))
    process(before, *trades(9, 9.5))
    after = Watch()
    after.put(alert("crosses", level=10), START + 10 * SECOND, before.memory("a_1"))
    (fired,) = process(after, trade(11, 12), trade(12, 13))
    assert fired.late and seconds([fired]) == [11]


def test_history_from_before_an_alert_fires_nothing_and_is_known():
    watch = Watch()
    past = [candle(minute, price) for minute, price in enumerate([12, 20, 15])]
    now = START + 3 * MINUTE
    watch.put(alert("extreme", of="high", window=120), now, waiting=True)
    assert watch.standing("a_1").fault == "history is being fetched"
    assert watch.warm("a_1", past) == []
    assert watch.standing("a_1").fault == ""
    fired = process(watch, trade(181, 19), trade(182, 21))
    assert seconds(fired) == [182] and not fired[0].late


def test_what_came_while_history_was_fetched_counts_once():
    watch = Watch()
    large = alert("trade_size", quantity=5)
    assert watch.put(large, START + 2 * SECOND, Memory(START), waiting=True)
    live = [trade(1, 10, 6, name="1"), trade(2, 10, 7, name="2"), trade(3, 10, 8, name="3")]
    assert process(watch, *live) == []
    fired = watch.warm("a_1", live[:2])
    assert [(one.value, one.late) for one in fired] == [(6, True), (7, False), (8, False)]


def test_the_first_crossing_after_a_hole_is_late():
    watch = watching(alert("crosses", level=10))
    fired = process(watch, *trades(9, 11), gap(2, 1), trade(3, 9), trade(4, 11))
    assert [one.late for one in fired] == [False, True, False]
    fired = process(watch, freshness(5, stale=True), freshness(6, stale=False), trade(7, 9))
    assert [one.late for one in fired] == [True]


def test_a_crossing_within_a_hole_that_is_filled_fires_late():
    watch = watching(alert("crosses", level=10))
    process(watch, trade(0, 9))
    assert process(watch, gap(5, 0), trade(5, 9), trade(6, 9)) == []
    filling = [trade(1, 9), trade(2, 11), trade(3, 11), trade(4, 9)]
    fired = [one for event in filling for one in watch.process(event, late=True)]
    assert seconds(fired) == [2, 4] and all(one.late for one in fired)
    assert process(watch, trade(7, 9)) == []


def test_what_fills_a_hole_tells_nothing_that_was_told_at_its_end():
    watch = watching(alert("crosses", level=10))
    assert seconds(process(watch, trade(0, 9), gap(5, 0), trade(5, 11))) == [5]
    assert watch.process(trade(2, 11), late=True) == ()


def test_a_stream_that_cannot_be_believed_is_the_fault_of_its_alerts():
    watch = watching(alert("above", level=10))
    process(watch, freshness(1, stale=True))
    assert watch.standing("a_1").fault == "no news: disconnected"
    process(watch, freshness(2, stale=False), trade(3, 9))
    standing = watch.standing("a_1")
    assert (standing.fault, standing.evaluated) == ("", START + 3 * SECOND + 1000)


def test_only_who_begins_with_history_waits_for_it():
    watch = Watch()
    assert not watch.put(alert("above", level=10), START, waiting=True)
    window = alert("change", percent=5, window=60, name="a_2")
    assert watch.put(window, START, waiting=True)
    assert not watch.put(window, START, waiting=True), "it goes on"
    assert not watch.put(alert("spread", percent=5, name="a_3"), START, Memory(1), waiting=True)


def test_while_it_learns_in_a_thread_what_comes_waits_and_its_memory_is_that_of_before():
    watch, memory = Watch(), Memory(START - SECOND)
    level = alert("crosses", level=10, repeat={"type": "every"})
    assert watch.put(level, START, memory, waiting=True)
    running = watch.waiting(level)
    assert running is not None
    late = running.learn(trades(9, 11))
    assert seconds(late) == [1]
    assert watch.process(trade(2, 9)) == ()
    assert watch.memory("a_1") == memory, "what it has found is told by nobody yet"
    fired = watch.learned(running, late)
    assert seconds(fired) == [1, 2]
    assert watch.memory("a_1").evaluated == START + 2 * SECOND
    assert watch.waiting(level) is None


def test_what_one_has_learned_that_is_another_by_now_fires_nothing():
    watch, level = Watch(), alert("crosses", level=10)
    watch.put(level, START, Memory(START - SECOND), waiting=True)
    running = watch.waiting(level)
    late = running.learn(trades(9, 11))
    watch.put(alert("crosses", level=20), START, Memory(START - SECOND), waiting=True)
    assert watch.learned(running, late) == []
    assert watch.waiting(level) is None
