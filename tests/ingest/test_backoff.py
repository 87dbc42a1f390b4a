from hypothesis import given
from hypothesis import strategies as st

from radist.ingest.backoff import Backoff


def longest(low: float, high: float) -> float:
    assert low == 0.0
    return high


def test_each_wait_may_be_twice_as_long_as_the_one_before_up_to_the_ceiling():
    backoff = Backoff(1.0, 60.0, 30.0, draw=longest)
    assert [backoff.wait() for _ in range(9)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@given(st.floats(0.001, 100), st.floats(100, 10_000), st.integers(1, 200))
def test_a_wait_is_drawn_from_nothing_to_the_bound(base, ceiling, tries):
    backoff = Backoff(base, ceiling, 30.0)
    for n in range(tries):
        assert 0.0 <= backoff.wait() <= min(ceiling, base * 2.0 ** min(n, 1000))


def test_waits_spread_over_the_whole_of_the_range():
    """Full jitter: of a thousand clients some come at once and some at the end."""
    waits = [Backoff(1.0, 60.0, 30.0).wait() for _ in range(1000)]
    assert min(waits) < 0.1 and max(waits) > 0.9
    assert 0.4 < sum(waits) / len(waits) < 0.6


def test_after_years_of_trying_it_still_counts():
    backoff = Backoff(1.0, 60.0, 30.0, draw=longest)
    backoff.attempts = 5000
    assert backoff.wait() == 60.0


def test_a_connection_that_did_not_live_long_does_not_shorten_the_wait():
    backoff = Backoff(1.0, 60.0, 30.0, draw=longest)
    for _ in range(3):
        backoff.wait()
        backoff.lasted(29.9)
    assert backoff.wait() == 8.0


def test_after_a_healthy_while_it_begins_anew():
    backoff = Backoff(1.0, 60.0, 30.0, draw=longest)
    for _ in range(5):
        backoff.wait()
    backoff.lasted(30.0)
    assert backoff.wait() == 1.0


def test_the_limit_counts_tries_without_health_between():
    backoff = Backoff(1.0, 60.0, 30.0, limit=2, draw=longest)
    assert not backoff.exhausted
    backoff.wait()
    assert not backoff.exhausted
    backoff.wait()
    assert backoff.exhausted
    backoff.reset()
    assert not backoff.exhausted and backoff.wait() == 1.0


def test_without_a_limit_it_tries_for_ever():
    backoff = Backoff(1.0, 60.0, 30.0)
    for _ in range(10_000):
        backoff.wait()
    assert not backoff.exhausted
