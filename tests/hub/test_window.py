"""Writing at once while that is cheap, and together while it is not."""

import pytest

from radist.hub.window import Window


def rounds(window: Window, cost: float, every: float, count: int = 200) -> list[float]:
    """How long each of some evenly spaced messages waited, if a round of writes takes `cost`."""
    waits, free, number = [], 0.0, 0
    while number < count:
        came = max(number * every, free)
        start = came + window.wait(came)
        together = max(1, int(start / every) - number + 1)
        window.wrote(start, start + cost, together)
        free = start + cost
        number += together
        waits.append(start - came)
    return waits


def test_rounds_that_cost_little_never_wait() -> None:
    assert set(rounds(Window(), 0.000_1, 0.001)) == {0.0}


@pytest.mark.parametrize("cost", [0.003_6, 0.005_8, 0.007_4])
def test_rounds_that_are_rare_never_wait_whatever_they_cost(cost: float) -> None:
    assert set(rounds(Window(), cost, 0.010)) == {0.0}


def test_a_single_slow_round_makes_nobody_wait() -> None:
    window = Window()
    rounds(window, 0.005_8, 0.010)
    window.wrote(2.0, 2.009)
    assert window.wait(2.010) == 0.0


@pytest.mark.parametrize("every", [0.001, 0.004])
def test_rounds_that_cost_much_and_come_often_are_put_together(every: float) -> None:
    waits = rounds(Window(), 0.003_6, every)
    assert len(waits) < 200
    assert 0.003 < max(waits) < 0.0051


def test_many_small_rounds_wait_when_they_add_up() -> None:
    waits = rounds(Window(), 0.000_36, 0.000_4, 2000)
    assert len(waits) < 1200
    assert max(waits) > 0.001


def test_after_a_flood_the_next_message_goes_at_once() -> None:
    window = Window()
    for number in range(50):
        window.wrote(number * 0.004, number * 0.004 + 0.003_9)
    assert window.wait(0.201) == pytest.approx(0.0039)
    assert window.wait(0.206) == 0.0
