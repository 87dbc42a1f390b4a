"""Deliveries from the outbox to their targets, in trouble and out of it."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

import pytest
from aiohttp import web

from notify.conftest import Running
from notify.memory import HOUR, Hours, Memory, delivery, hook
from radist.config import Notify
from radist.deliveries import Delivery, Target
from radist.errors import ClientError, ConfigError
from radist.notify._notifier import Notifier, check, secret_of
from radist.notify._signing import signature
from radist.notify._tools import Tools
from radist.notify.base import Carrier, told


async def test_what_is_due_is_delivered_once(
    outbox: Memory, running: Running, receiver, eventually
):
    hours = Hours()
    async with running(hours) as notifier:
        for n in range(30):
            outbox.add(delivery(f"d_{n}", hook("desk", receiver.url()), hours.now()))
            notifier.wake()
        await eventually(lambda: outbox.count("delivered") == 30)
        await eventually(lambda: notifier.held == 0)
    assert sorted(receiver.ids()) == sorted(outbox.state)
    assert {tries[0].status for tries in outbox.attempts.values()} == {204}
    assert notifier.counts == {("webhook", "delivered"): 30}
    assert sum(notifier.latency["webhook"].counts) == 30
    assert outbox.looks < 100


async def test_more_than_a_lane_holds_goes_through_it_without_a_pause(
    outbox, running, receiver, monkeypatch
):
    monkeypatch.setattr("radist.notify._notifier._TICK", HOUR)
    hours = Hours()
    for n in range(450):
        outbox.add(delivery(f"d_{n}", hook("desk", receiver.url()), hours.now()))
    async with running(hours) as notifier:
        most = 0
        async with asyncio.timeout(10.0):
            while outbox.count("delivered") < 450:  # each moment is looked at
                most = max(most, notifier.held)
                await asyncio.sleep(0)
    assert most <= 150
    assert len(receiver.heard) == 450


async def test_what_is_held_is_kept_from_others(outbox, running, receiver, eventually):
    hours, go_on = Hours(speed=3600.0), asyncio.Event()

    async def answer(_):
        await go_on.wait()
        return web.Response(status=200)

    receiver.answer = answer
    names = {f"d_{n}" for n in range(90)}
    for name in sorted(names):
        outbox.add(delivery(name, hook("desk", receiver.url()), hours.now()))
    async with running(hours) as notifier:
        await receiver.arrived.wait()
        await eventually(lambda: outbox.kept >= names - {"d_0"})
        assert outbox.kept == names - set(outbox.attempts), "also what waits in a lane that is full"
        go_on.set()
        await eventually(lambda: notifier.held == 0)


async def test_what_fails_is_tried_again_with_the_same_id(outbox, running, receiver, eventually):
    hours, answers = Hours(speed=3600.0), iter([500, 503, 302])

    async def answer(_):
        return web.Response(status=next(answers, 200))

    receiver.answer = answer
    outbox.add(delivery("d_1", hook("desk", receiver.url()), hours.now()))
    async with running(hours) as notifier:
        await eventually(lambda: outbox.state["d_1"] == "delivered")
        assert notifier.fault("w_desk") == ""
    assert receiver.ids() == ["d_1"] * 4
    assert [one.status for one in outbox.attempts["d_1"]] == [500, 503, 302, 200]
    assert notifier.counts == {("webhook", "failed"): 3, ("webhook", "delivered"): 1}


async def test_retry_after_is_obeyed_by_all_that_waits(outbox, running, receiver, eventually):
    hours = Hours(speed=3600.0)
    receiver.answer, receiver.headers = 429, {"Retry-After": "3600"}
    target = hook("desk", receiver.url())
    outbox.add(delivery("d_1", target, hours.now()))
    async with running(hours) as notifier:
        await receiver.arrived.wait()
        await eventually(lambda: notifier.resting)
        assert notifier.fault("w_desk").endswith(": answered 429")
        outbox.add(delivery("d_2", target, hours.now()))
        notifier.wake()
        receiver.answer = 200
        await eventually(lambda: outbox.count("delivered") == 2)
    first, second = outbox.attempts["d_1"]
    assert second.time - first.time >= HOUR * 1e6
    assert outbox.attempts["d_2"][0].time - first.time >= HOUR * 1e6


async def test_what_cannot_be_delivered_within_a_day_is_dead(outbox, running, receiver, eventually):
    hours = Hours(speed=24 * 3600.0)
    receiver.answer = 500
    made = delivery("d_1", hook("desk", receiver.url()), hours.now())
    outbox.add(made)
    async with running(hours):
        await eventually(lambda: outbox.state["d_1"] == "dead")
    tries = outbox.attempts["d_1"]
    # A day passes in a second here, so the last attempt may have begun hours before its end.
    assert (tries[-1].time - made.created) / 1e6 / HOUR > 20
    assert tries[-1].error == "answered 500"
    assert len(tries) < 200


async def test_a_target_that_is_gone_ends_it_at_once(outbox, running, receiver, eventually):
    hours = Hours()
    receiver.answer = 410
    outbox.add(delivery("d_1", hook("desk", receiver.url()), hours.now()))
    async with running(hours) as notifier:
        await eventually(lambda: outbox.state["d_1"] == "dead")
        assert notifier.fault("w_desk") == "answered 410"
    assert len(receiver.heard) == 1


async def test_one_poisonous_delivery_does_not_stop_those_behind_it(
    outbox, running, receiver, eventually
):
    hours = Hours(speed=3600.0)

    async def answer(heard):
        return web.Response(status=500 if b"poison" in heard.body else 200)

    receiver.answer = answer
    target = hook("desk", receiver.url())
    outbox.add(delivery("poison", target, hours.now()))
    async with running(hours) as notifier:
        await eventually(lambda: len(receiver.heard) >= 8)
        for n in range(20):
            outbox.add(delivery(f"d_{n}", target, hours.now()))
        notifier.wake()
        await eventually(lambda: outbox.count("delivered") == 20)
        assert outbox.state["poison"] == "pending"


async def test_a_store_that_is_away_for_a_while_costs_no_delivery_and_repeats_none(
    outbox, running, receiver, eventually, monkeypatch
):
    hours, real = Hours(), outbox.done
    monkeypatch.setattr("radist.notify._lane._STORE", 0.01)
    failures = iter(range(3))

    async def done(identity, attempt):
        if next(failures, None) is not None:
            raise ClientError(503, "unavailable", "the store: locked")
        await real(identity, attempt)

    outbox.done = done
    outbox.add(delivery("d_1", hook("desk", receiver.url()), hours.now()))
    async with running(hours) as notifier:
        await eventually(lambda: outbox.state["d_1"] == "delivered")
        assert notifier.counts == {("webhook", "delivered"): 1}
    assert receiver.ids() == ["d_1"]


async def test_what_the_outbox_showed_before_it_was_told_is_not_sent_again(
    outbox, running, receiver, eventually
):
    hours, real, looking = Hours(), outbox.due, asyncio.Event()
    release = asyncio.Event()

    async def due(*arguments):
        found = await real(*arguments)
        if found and outbox.looks > 1:  # it takes long to say what it has seen
            looking.set()
            await release.wait()
        return found

    outbox.due = due
    held = asyncio.Event()

    async def answer(_):
        await held.wait()
        return web.Response()

    receiver.answer = answer
    outbox.add(delivery("d_1", hook("desk", receiver.url()), hours.now()))
    async with running(hours) as notifier:
        await receiver.arrived.wait()
        notifier.wake()
        await looking.wait()
        held.set()
        await eventually(lambda: outbox.state["d_1"] == "delivered")
        release.set()
        looks = outbox.looks
        notifier.wake()
        await eventually(lambda: outbox.looks > looks)
    assert receiver.ids() == ["d_1"]


async def test_a_user_may_have_a_webhook_that_leads_outside(tmp_path, outbox):
    notifier = Notifier(Notify(targets={"desk": DESK}), outbox, Hours().now, tmp_path)
    notifier.check(hook("mine", "https://example.org/hook"))
    for target, field in (
        (hook("mine", "https://10.0.0.1/hook"), "url: 10.0.0.1 is not everybody's"),
        (hook("browser", "https://example.org"), "name: expected letters"),
        (hook("a b", "https://example.org"), "name: expected letters"),
        (hook("desk", "https://example.org"), "name: desk is the operator's"),
    ):
        with pytest.raises(ClientError) as caught:
            notifier.check(target)
        assert (caught.value.code, caught.value.reason) == (422, "invalid")
        assert str(caught.value).startswith(field)


async def test_the_secret_of_a_target_stays_the_same(tmp_path, outbox):
    secrets = set()
    for _ in range(2):
        notifier = Notifier(Notify(), outbox, Hours().now, tmp_path)
        secrets.add(notifier.secret(hook("mine", "https://example.org")))
    assert len(secrets) == 1


DESK = {"kind": "webhook", "url": "https://example.org/hook"}


def test_what_the_operator_declares_is_known_by_its_name(tmp_path, outbox):
    notifier = Notifier(Notify(targets={"desk": DESK}), outbox, Hours().now, tmp_path)
    assert notifier.targets == [Target("desk", "desk", "webhook")]


@pytest.mark.parametrize(
    ("name", "options", "complaint"),
    [
        ("x", {}, "notify.targets.x.kind: expected one of apprise, telegram, webhook, not ''"),
        ("x", {"kind": "fax"}, "notify.targets.x.kind: expected one of apprise, telegram, webhook"),
        ("x", {"kind": "webhook"}, "notify.targets.x.url: is missing"),
        ("x", {**DESK, "ulr": "y"}, "notify.targets.x.ulr: no such key; did you mean url?"),
        ("x", {"kind": "webhook", "url": 5}, "notify.targets.x.url: expected str, not 5"),
        ("x", {"kind": "webhook", "url": "ftp://a"}, "notify.targets.x.url: expected https://…"),
        ("browser", DESK, "notify.targets.browser: expected letters, digits"),
        ("a b", DESK, "notify.targets.a b: expected letters, digits"),
        (
            "x",
            {"kind": "telegram", "chat": "1", "token": "env:NO_SUCH_TOKEN"},
            "notify.targets.x.token: there is no NO_SUCH_TOKEN in the environment",
        ),
        (
            "x",
            {"kind": "telegram", "chat": "1", "token": "123:hunter2"},
            "notify.targets.x.token: expected env:NAME or file:PATH",
        ),
    ],
)
def test_a_target_that_is_none_stops_the_start(name, options, complaint):
    with pytest.raises(ConfigError) as caught:
        check(Notify(targets={name: options}))
    assert str(caught.value).startswith(complaint)
    assert "hunter2" not in str(caught.value)


class Pager(Carrier):
    """A kind of somebody's own."""

    paged: ClassVar[list[str]] = []

    def __init__(self, tools: Tools, target: Target, /, *, number: int) -> None:
        super().__init__(tools, target)
        self._number = number

    async def send(self, deliveries: Sequence[Delivery]) -> None:
        self.paged.extend(f"{self._number}: {told(one).message}" for one in deliveries)


async def test_a_kind_may_be_of_a_module_of_yours(outbox, running, eventually):
    hours, target = Hours(), Target("duty", "duty", f"{__name__}:Pager")
    outbox.add(delivery("d_1", target, hours.now()))
    duty = {"kind": f"{__name__}:Pager", "number": "110"}
    async with running(hours, targets={"duty": duty}) as notifier:
        await eventually(lambda: outbox.state["d_1"] == "delivered")
    assert notifier.targets == [target]
    assert Pager.paged == ["110: d_1 fired"]


async def test_what_the_operator_declares_is_signed_by_the_secret_that_is_printed(
    outbox, running, receiver, eventually, tmp_path
):
    hours, targets = Hours(), {"desk": {"kind": "webhook", "url": receiver.url()}}
    outbox.add(delivery("d_1", Target("desk", "desk", "webhook"), hours.now()))
    async with running(hours, targets=targets):
        await eventually(lambda: outbox.state["d_1"] == "delivered")
    secret = secret_of(Notify(allow=("127.0.0.0/8",), targets=targets), "desk", tmp_path)
    ((_, headers, body),) = receiver.heard
    time = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == signature([secret], "d_1", time, body)


async def test_what_was_declared_and_is_no_more_is_dead(outbox, running, eventually):
    hours = Hours()
    outbox.add(delivery("d_1", Target("gone", "gone", "webhook"), hours.now()))
    async with running(hours):
        await eventually(lambda: outbox.state["d_1"] == "dead")
    (attempt,) = outbox.attempts["d_1"]
    assert attempt.error == "there is no target gone in the configuration"
