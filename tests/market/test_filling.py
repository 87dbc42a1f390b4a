"""One hole while it is filled, against an exchange that tells pages of the past."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from radist.market.filling import FASTEST, all_lost, ended, filling
from radist.model import Candle, Event, Gap, Trade

SECOND = 1_000_000
PLACE = ("binance", "BTC/USDT", "BTCUSDT")
MINUTE = 60 * SECOND


def trade(number: int) -> Trade:
    return Trade(*PLACE, number * SECOND, number * SECOND, str(number), 1.0, 1.0, "buy")


def hole(first: int, last: int, seconds: int = 1) -> Gap:
    times = {"from_time": 0, "to_time": seconds * SECOND}
    ids = {"from_id": str(first), "to_id": str(last)}
    return Gap(*PLACE, 0, 0, channel="trade", cause="reconnect", **ids, **times)


def fill(how, ask) -> list[Event]:
    """What is told, in its order; `ask` answers with what is before something."""
    told: list[Event] = []
    while not how.done:
        told[:0] = how.take(ask(how.before))
    return told


@given(
    first=st.integers(0, 50),
    count=st.integers(1, 60),
    page=st.integers(1, 20),
    reach=st.integers(0, 120),
    absent=st.sets(st.integers(0, 110), max_size=5),
)
def test_what_is_told_and_what_is_lost_is_together_what_was_missing(
    first, count, page, reach, absent
):
    last = first + count - 1
    known = [n for n in range(reach, 120) if n not in absent]

    def ask(before: str) -> list[Event]:
        return [trade(n) for n in known if n < int(before)][-page:]

    how = filling(hole(first, last))
    told = [int(event.id) for event in fill(how, ask)]
    assert told == [n for n in known if first <= n <= last]
    missing = sorted(set(range(first, last + 1)) - set(told))
    lost = how.lost()
    if missing:
        assert (lost["lost_from_id"], lost["lost_to_id"]) == (str(missing[0]), str(missing[-1]))
    else:
        assert lost == {}


def test_what_fills_a_hole_says_so():
    how = filling(hole(3, 4))
    for event in fill(how, lambda _: [trade(n) for n in range(1, 5)]):
        assert (event.backfilled, event.source) == (True, "rest")
    told = ended(hole(3, 4), 2, how.lost(), 9)
    assert (told.outcome, told.events, told.from_id, told.to_id) == ("filled", 2, "3", "4")


def test_an_answer_without_the_newest_that_is_missing_may_yet_have_it():
    how = filling(hole(3, 7))
    assert how.is_short([trade(n) for n in range(1, 7)])
    assert how.is_short([])
    assert not how.is_short([trade(n) for n in range(1, 8)])


def test_more_than_can_have_happened_is_not_asked_for():
    assert filling(hole(1, FASTEST * 10, seconds=10))
    leap = hole(1, 10**9, seconds=10)
    assert filling(leap) is None
    told = ended(leap, 0, all_lost(leap), 0)
    assert (told.outcome, told.lost_from_id, told.lost_to_id) == ("lost", "1", "1000000000")


def candle(minute: int) -> Candle:
    begin = minute * MINUTE
    return Candle(*PLACE, 0, 0, "1m", begin, begin + MINUTE - 1, 1, 1, 1, 1, 1, 1, 1, True, "final")


def test_candles_are_those_between_two_times_and_what_is_older_than_rest_knows_is_lost():
    times = {"from_time": 3 * MINUTE, "to_time": 8 * MINUTE}
    missing = Gap(*PLACE, 0, 0, channel="candle", cause="reconnect", interval="1m", **times)

    def ask(before: int, oldest: int = 0) -> list[Event]:
        return [candle(n) for n in range(oldest, 12) if n * MINUTE < before][-2:]

    how = filling(missing)
    assert [c.time_open // MINUTE for c in fill(how, ask)] == [3, 4, 5, 6, 7]
    assert how.lost() == {}
    how = filling(missing)
    told = fill(how, lambda before: ask(before, oldest=5))
    assert [c.time_open // MINUTE for c in told] == [5, 6, 7]
    assert how.lost() == {"lost_from_time": 3 * MINUTE, "lost_to_time": 5 * MINUTE}
    unready = replace(candle(7), is_closed=False)
    assert filling(missing).is_short([candle(6), unready])


@pytest.mark.parametrize(
    ("there", "lost"),
    [
        ([1, 2, 3, 4, 5, 6], (7, 8)),  # REST never caught up
        ([1, 2, 3, 4, 6, 7], (5, 6)),
        ([1, 2, 4, 6, 7], (3, 6)),
        ([1, 2, 8, 9], (3, 8)),
        ([1, 3, 4, 5, 6, 7], None),  # what is missing before the hole is not of it
    ],
)
@pytest.mark.parametrize("size", [2, 10])
def test_candles_that_answers_leave_out_are_lost(there, lost, size):
    times = {"from_time": 3 * MINUTE, "to_time": 8 * MINUTE}
    missing = Gap(*PLACE, 0, 0, channel="candle", cause="reconnect", interval="1m", **times)
    how = filling(missing)
    told = fill(how, lambda end: [candle(n) for n in there if n * MINUTE < end][-size:])
    assert [c.time_open // MINUTE for c in told] == [n for n in there if 3 <= n < 8]
    ends = dict(zip(("lost_from_time", "lost_to_time"), lost or (), strict=False))
    assert how.lost() == {name: minute * MINUTE for name, minute in ends.items()}


def named(name: str, time: int) -> Trade:
    return Trade("bybit", *PLACE[1:], time, time, name, 1.0, 1.0, "buy")


def test_where_ids_have_no_order_it_is_what_stands_between_two_that_are_known():
    ends = {"after_id": "b", "until_id": "e", "from_time": 2, "to_time": 5}
    missing = Gap("bybit", *PLACE[1:], 0, 0, channel="trade", cause="reconnect", **ends)
    rows = [named(name, time) for time, name in enumerate("abcd", 1)]
    how = filling(missing)
    assert how.before == "e"
    assert [event.id for event in fill(how, lambda _: rows)] == ["c", "d"]
    assert how.lost() == {}
    how = filling(missing)
    assert [event.id for event in fill(how, lambda _: rows[3:])] == ["d"]
    assert how.lost() == {"lost_from_time": 2, "lost_to_time": 4}
    how = filling(missing)  # REST leaves out the one before the hole, not what was before that
    assert [event.id for event in fill(how, lambda _: [rows[0], *rows[2:]])] == ["c", "d"]
    assert how.lost() == {"lost_from_time": 2, "lost_to_time": 3}


def test_after_a_restart_it_is_what_is_later_than_what_was_told_last():
    ends = {"until_id": "e", "from_time": 2, "to_time": 5}
    missing = Gap("bybit", *PLACE[1:], 0, 0, channel="trade", cause="restart", **ends)
    rows = [named(name, time) for time, name in enumerate("abcd", 1)]
    for there, brought, lost in [
        (rows, "cd", {}),
        ([rows[0], named("b2", 2), *rows[1:]], "cd", {"lost_from_time": 2, "lost_to_time": 2}),
        (rows[3:], "d", {"lost_from_time": 2, "lost_to_time": 4}),
        ([], "", {"lost_from_time": 2, "lost_to_time": 5}),
    ]:
        how = filling(missing)
        assert [event.id for event in fill(how, lambda _, there=there: there)] == [*brought]
        assert how.lost() == lost


def test_a_hole_of_which_nothing_is_known_cannot_be_filled():
    reset = Gap(*PLACE, 0, 0, channel="trade", cause="reset", from_time=1, to_time=2)
    assert filling(reset) is None
    assert all_lost(reset) == {"lost_from_time": 1, "lost_to_time": 2}
