"""One target in trouble is nobody else's."""

import asyncio

from aiohttp import web

from notify.memory import Hours, delivery, hook
from radist.notify._lane import pause
from radist.notify.base import Carrier

TARGETS = 40


async def test_a_target_that_says_nothing_is_given_up_after_its_time(
    outbox, running, receiver, eventually, monkeypatch
):
    monkeypatch.setattr(Carrier, "patience", 0.05)
    receiver.answer = receiver.hang
    hours = Hours()
    outbox.add(delivery("d_1", hook("desk", receiver.url()), hours.now()))
    async with running(hours):
        await eventually(lambda: outbox.attempts.get("d_1"))
    (attempt,) = outbox.attempts["d_1"]
    assert attempt.error == "no answer within 0.05 s"
    assert 40 <= attempt.took_ms < 2000


async def test_a_target_is_told_one_thing_after_another_several_at_once_only_while_many_wait(
    outbox, running, receiver, eventually, monkeypatch
):
    asked, status = 0, 200
    most: list[int] = []

    async def answer(_):
        nonlocal asked
        asked += 1
        most.append(asked)
        await asyncio.sleep(0.02)
        asked -= 1
        return web.Response(status=status)

    receiver.answer = answer
    hours = Hours()
    target = hook("desk", receiver.url())
    async with running(hours) as notifier:
        for n in range(10):
            outbox.add(delivery(f"few_{n}", target, hours.now()))
        notifier.wake()
        await eventually(lambda: outbox.count("delivered") == 10)
        assert max(most) == 1
        assert receiver.ids() == [f"few_{n}" for n in range(10)]
        for n in range(100):
            outbox.add(delivery(f"a_{n}", target, hours.now()))
        notifier.wake()
        await eventually(lambda: outbox.count("delivered") == 110)
        assert 4 <= max(most) <= 8
        most.clear()
        status = 500
        for n in range(100):
            outbox.add(delivery(f"b_{n}", target, hours.now()))
        notifier.wake()
        await eventually(lambda: notifier.resting)
        assert most[-1] == 1
        tried = sum(name.startswith("b") for name in outbox.attempts)
        assert 5 <= tried <= 8 + 4


def test_pauses_grow_to_a_limit_and_are_never_none():
    for tries in (0, 3, 10, 1000):
        drawn = [pause(tries, (5.0, 900.0)) for _ in range(500)]
        bound = min(900.0, 5.0 * 2.0 ** min(tries, 30))
        assert min(drawn) >= 1.0
        assert max(drawn) <= 1.0 + bound
        assert max(drawn) > bound / 2 > min(drawn) - 1.0
