import pytest

from radist.ingest import clock
from radist.ingest.clock import Jumps, now_us


class Hands:
    """Both clocks, as a test sets them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall, self.steady = 1_000_000.0, 5.0
        monkeypatch.setattr(clock, "wall", lambda: round(self.wall * 1e9))
        monkeypatch.setattr(clock, "steady", lambda: self.steady)

    def go(self, seconds: float, moved: float = 0.0) -> None:
        self.wall += seconds + moved
        self.steady += seconds


@pytest.mark.parametrize("moved", [3600.0, -3600.0, 0.5])
def test_a_clock_that_was_set_is_noticed_once(
    monkeypatch: pytest.MonkeyPatch, moved: float
) -> None:
    hands = Hands(monkeypatch)
    jumps = Jumps()
    hands.go(10.0)
    assert jumps.seen() == 0
    hands.go(1.0, moved)
    assert jumps.seen() == pytest.approx(moved * 1e6, abs=2)
    hands.go(1.0)
    assert jumps.seen() == 0


def test_a_clock_that_is_a_little_off_has_not_been_set(monkeypatch: pytest.MonkeyPatch) -> None:
    hands = Hands(monkeypatch)
    jumps = Jumps()
    for _ in range(10):
        hands.go(1.0, 0.001)
        assert jumps.seen() == 0


def test_all_who_listen_see_the_clock_that_was_put_in_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hands = Hands(monkeypatch)
    assert now_us() == 10**12
    hands.go(1.0)
    assert (now_us(), clock.steady_us()) == (10**12 + 10**6, 6 * 10**6)
