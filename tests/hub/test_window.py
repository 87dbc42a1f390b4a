"""Writing at once while that is cheap, and together while it is not."""

import pytest

from radist.hub.window import Window


def rounds(window: Window, cost: float, every: float, count: int = 200) -> list[float]:
    """How long each of some evenly spaced messages waited, if a round of writes takes `cost`."""
    waits, free = [], 0.0
    for number in range(count):
        came = number * every
        if came < free:  # it went with the round that was still to come
            continue
        start = came + window.wait(came)
        window.wrote(start, start + cost)
        free = start + cost
        waits.append(start - came)
    return waits


def test_rounds_that_cost_little_never_wait() -> None:
    assert set(rounds(Window(), 0.000_1, 0.001)) == {0.0}


def test_rounds_that_are_rare_never_wait_whatever_they_cost() -> None:
    assert set(rounds(Window(), 0.003_6, 0.010)) == {0.0}


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
    window.wrote(0.0, 1.0)
    assert window.wait(1.003) == pytest.approx(0.002)
    assert window.wait(1.006) == 0.0
