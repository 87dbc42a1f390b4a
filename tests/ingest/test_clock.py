import logging

import pytest

from radist.ingest import clock
from radist.ingest.clock import Agreement, Jumps, now_us


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


@pytest.mark.parametrize(
    ("ahead", "trip", "off"),
    [(501, 0, True), (-501, 0, True), (500, 0, False), (650, 400, False), (-750, 400, True)],
)
def test_clocks_differ_where_no_way_there_and_back_explains_it(
    ahead: int, trip: int, off: bool
) -> None:
    agreement = Agreement("binance")
    assert (agreement.offset, agreement.off) == (None, False)
    now = 1_703_520_000_000_000
    agreement.compare(now + ahead * 1000, now - trip * 500, now + trip * 500)
    assert (agreement.offset, agreement.off) == (ahead * 1000, off)


def test_that_clocks_differ_is_logged_once_and_that_they_agree(caplog) -> None:
    agreement = Agreement("binance")
    with caplog.at_level(logging.INFO, "radist.ingest.clock"):
        for ahead in (0, 700_000, 800_000, 0, 0):
            agreement.compare(10**15 + ahead, 10**15, 10**15)
    found = [(r.levelname, r.offset_ms) for r in caplog.records]
    assert found == [("WARNING", 700.0), ("INFO", 0.0)]
