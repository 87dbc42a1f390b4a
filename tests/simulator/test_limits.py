from hypothesis import given
from hypothesis import strategies as st

from radist.simulator.candles import MINUTE, SECOND
from radist.simulator.limits import Limits, Rolling, Weight

NOON = 29_523_720 * MINUTE


@given(st.lists(st.integers(0, SECOND), max_size=60))
def test_no_window_holds_more_than_the_limit(pauses):
    rolling, now, taken = Rolling(5, SECOND), 0, []
    for pause in pauses:
        now += pause
        if rolling.hit(now):
            taken.append(now)
    for index in range(len(taken) - 5):
        assert taken[index + 5] - taken[index] >= SECOND


def test_the_sixth_message_in_a_second_is_one_too_many():
    rolling = Rolling(5, SECOND)
    assert [rolling.hit(i) for i in range(6)] == [True] * 5 + [False]
    assert rolling.wait(10) == SECOND - 10
    assert rolling.hit(SECOND)


def test_a_limit_of_zero_is_none():
    rolling = Rolling(0, SECOND)
    assert all(rolling.hit(0) for _ in range(1_000))
    assert Weight(Limits(weight_per_minute=0)).charge(10**6, NOON).status == 200


def test_weight_over_the_limit_is_refused_until_the_minute_ends():
    weight = Weight(Limits(weight_per_minute=100))
    assert weight.charge(90, NOON) == (200, 90, 0)
    assert weight.charge(20, NOON + 45 * SECOND) == (429, 90, 15)
    assert weight.charge(10, NOON + 50 * SECOND) == (200, 100, 0)
    assert weight.charge(20, NOON + MINUTE) == (200, 20, 0)


def test_who_insists_is_banned_for_longer_each_time():
    weight = Weight(Limits(weight_per_minute=10, refusals_before_ban=2, ban=120))
    weight.charge(10, NOON)
    assert [weight.charge(1, NOON).status for _ in range(4)] == [429, 429, 418, 418]
    assert weight.charge(1, NOON + 119 * SECOND) == (418, 0, 1)
    later = NOON + 120 * SECOND
    assert weight.charge(10, later).status == 200
    refused = [weight.charge(1, later) for _ in range(3)]
    assert refused[-1] == (418, 10, 240)
