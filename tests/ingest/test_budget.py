import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.ingest.budget import Allowance, Budget

PATIENCE = 5.0


class Clock:
    """Moves when told to. Tests move it by eighths, which floats add up exactly."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


pauses = st.integers(0, 24).map(lambda eighths: eighths / 8)
Spend = Callable[[int], float]


def spender(budget: Budget, clock: Clock) -> Spend:
    """Spends as `Budget.spend` does, moving the clock instead of waiting; when it was done."""

    def spend(cost: int) -> float:
        while (delay := budget.delay(cost)) > 0:
            clock.now += delay
        budget.charge(cost)
        return clock.now

    return spend


@given(st.integers(1, 10), st.lists(st.tuples(pauses, st.integers(1, 10)), max_size=40))
def test_no_window_ever_holds_more_than_the_amount(amount, wishes):
    clock = Clock()
    spend = spender(Budget(amount, 2.0, clock), clock)
    spent = []
    for pause, cost in wishes:
        clock.now += pause
        spent.append((spend(min(cost, amount)), min(cost, amount)))
    for end, _ in spent:
        assert sum(cost for when, cost in spent if end - 2.0 < when <= end) <= amount


@given(st.integers(1, 10), st.lists(pauses, min_size=1, max_size=40))
def test_nobody_waits_longer_than_needed(amount, wishes):
    clock, spent = Clock(), []
    budget = Budget(amount, 2.0, clock)
    spend = spender(budget, clock)
    for pause in wishes:
        clock.now += pause
        begun = clock.now
        done = spend(1)
        if done > begun:  # an eighth earlier the window was full
            assert sum(1 for when in spent if done - 0.125 - 2.0 < when) == amount
        spent.append(done)


@given(st.lists(pauses, max_size=10), pauses)
def test_nothing_is_spent_while_blocked(before, blocked):
    clock = Clock()
    budget = Budget(3, 2.0, clock)
    spend = spender(budget, clock)
    for pause in before:
        clock.now += pause
        spend(1)
    budget.block(blocked)
    until = clock.now + blocked
    assert spend(1) >= until


def test_a_shorter_block_does_not_end_a_longer_one():
    clock = Clock()
    budget = Budget(3, 2.0, clock)
    budget.block(60)
    budget.block(1)
    assert budget.delay() == 60


def test_a_cost_above_the_amount_waits_for_an_empty_window_and_not_for_ever():
    clock = Clock()
    budget = Budget(3, 2.0, clock)
    spend = spender(budget, clock)
    assert spend(1) == 1000.0
    assert spend(10) == 1002.0
    assert spend(1) == 1004.0


def test_what_others_have_spent_counts():
    clock = Clock()
    budget = Budget(3, 2.0, clock)
    budget.charge(3)
    assert (budget.spent, budget.delay()) == (3, 2.0)
    clock.now += 2.0
    assert (budget.spent, budget.delay()) == (0, 0.0)


@pytest.fixture
def turns() -> list[int]:
    """Who got their turn, in order."""
    return []


async def test_whoever_comes_first_is_served_first(turns):
    budget = Budget(2, 0.04)

    async def want(number: int, cost: int) -> None:
        await budget.spend(cost)
        turns.append(number)

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        for number, cost in enumerate([2, 2, 1, 2, 1, 1]):
            tasks.create_task(want(number, cost))
    assert turns == [0, 1, 2, 3, 4, 5]


async def test_waiting_takes_as_long_as_the_window_says():
    budget, loop = Budget(2, 0.1), asyncio.get_running_loop()
    begun = loop.time()
    async with asyncio.timeout(PATIENCE):
        for _ in range(5):
            await budget.spend()
    assert loop.time() - begun >= 0.2


async def test_who_goes_away_does_not_hold_up_the_others(turns):
    budget = Budget(1, 0.05)
    await budget.spend()

    async def want(number: int) -> None:
        await budget.spend()
        turns.append(number)

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        impatient = tasks.create_task(want(1))
        tasks.create_task(want(2))
        tasks.create_task(want(3)).cancel()
        impatient.cancel()
    assert turns == [2]


@pytest.fixture
def shared() -> tuple[Clock, Allowance, Spend]:
    """Of an address with 100 a minute."""
    clock = Clock()
    allowance = Allowance(100, 60.0, clock)
    return clock, allowance, spender(allowance, clock)


def test_alone_on_an_address_it_uses_four_fifths_of_it(shared):
    clock, allowance, spend = shared
    for _ in range(8):
        assert spend(10) == clock.now == 1000.0
        allowance.told(allowance.spent)
    assert spend(1) == 1060.0


def test_while_others_use_half_it_leaves_them_that(shared):
    _, allowance, spend = shared
    allowance.told(5)
    assert [spend(10) for _ in range(3)] == [1000.0] * 3
    allowance.told(35)
    assert spend(10) == 1060.0


def test_what_others_used_counts_up_to_four_fifths(shared):
    _, allowance, spend = shared
    allowance.told(70)
    assert spend(10) == 1000.0
    assert spend(1) == 1060.0


def test_others_that_are_gone_for_ten_minutes_are_forgotten(shared):
    clock, allowance, spend = shared
    allowance.told(5)
    clock.now += 601.0
    assert [spend(10) for _ in range(8)] == [1601.0] * 8


@given(st.lists(st.tuples(pauses, st.integers(0, 8)), max_size=80))
def test_with_others_that_use_half_no_minute_holds_more_than_four_fifths(wishes):
    """Others spend 50 in each window, evenly; they have been noticed."""
    clock = Clock()
    allowance = Allowance(100, 60.0, clock)
    spend = spender(allowance, clock)
    allowance.told(1)
    own = []
    for pause, cost in wishes:
        clock.now += pause
        own.append((spend(cost), cost))
    for end, _ in own:
        assert sum(cost for when, cost in own if end - 60.0 < when <= end) + 50 <= 80


def test_a_call_that_was_delayed_and_one_that_was_not_do_not_meet_in_one_minute():
    clock = Clock()
    spend = spender(Allowance(100, clock=clock), clock)
    arrived = spend(80) + 1.5
    assert spend(80) >= arrived + 60.0
