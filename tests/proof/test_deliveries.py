"""Alerts reach who is well whoever else is ill, and who was ill once they are back."""

import asyncio
from pathlib import Path

import pytest
from notify.addresses import corpus
from notify.memory import HOUR, Hours, Memory, delivery, hook
from notify.receivers import Receiver
from notify.telegrams import Telegrams
from notify.test_reach import Names, attempt, connections, tools

from proof.conftest import Say
from radist.config import Notify
from radist.deliveries import Target
from radist.notify._notifier import Notifier
from radist.notify.telegram import Telegram


def notifier_of(outbox: Memory, hours: Hours, folder: Path, **settings: object) -> Notifier:
    made = Notify(**{"allow": ("127.0.0.0/8",), **settings})
    return Notifier(made, outbox, hours.now, folder, speed=hours.speed)


async def all_settled(outbox: Memory, prefix: str) -> None:
    """Until nothing of that name waits."""
    async with asyncio.timeout(120.0):
        while any(name.startswith(prefix) for name in outbox.waiting):  # noqa: ASYNC110
            await asyncio.sleep(0.002)


def lateness(outbox: Memory, created: dict[str, int]) -> list[float]:
    """Milliseconds from a delivery's making to the end of its first attempt, in order."""
    return sorted(
        (outbox.attempts[name][0].time - when) / 1000 + outbox.attempts[name][0].took_ms
        for name, when in created.items()
    )


async def round_of(well: str, ill: str | None, rounds: int, folder: Path) -> list[float]:
    """A hundred targets, told by turns; one of them may be ill."""
    outbox, hours, created = Memory(), Hours(), dict[str, int]()
    urls = [ill or well, *[well] * 99]
    notifier = notifier_of(outbox, hours, folder)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(notifier.run())
        for turn in range(rounds):
            for n, url in enumerate(urls):
                name = f"{'ill' if n == 0 else 'well'}_{turn}_{n}"
                told = delivery(name, hook(f"target{n}", url), hours.now())
                outbox.add(told)
                notifier.wake()
                if n:
                    created[name] = told.created
                await asyncio.sleep(0.002)
        await all_settled(outbox, "well")
        running.cancel()
    return lateness(outbox, created)


async def test_one_dead_or_hanging_target_of_a_hundred_delays_no_other(
    tmp_path, whole: bool, say: Say, free_port
):
    rounds = 50 if whole else 2
    async with Receiver() as well, Receiver() as hanging:
        hanging.answer = hanging.hang
        ways = {
            "none ill": None,
            "one hanging": hanging.url(),
            "one dead": f"http://127.0.0.1:{free_port}/",
        }
        figures = {}
        for what, url in ways.items():
            late = await round_of(well.url(), url, rounds, tmp_path)
            figures[what] = late[int(len(late) * 0.99)]
            say(
                f"{what}: {len(late)} deliveries, p50 {late[len(late) // 2]:.1f} ms, "
                f"p99 {figures[what]:.1f} ms, most {late[-1]:.1f} ms"
            )
    for what in ("one hanging", "one dead"):
        assert figures[what] < figures["none ill"] + 250


async def test_a_target_that_was_down_for_an_hour_gets_each_alert_once(
    tmp_path, whole: bool, say: Say
):
    """One in ten targets is down; an alert a minute for each of them meanwhile."""
    hours, outbox = Hours(speed=60.0 if whole else 1200.0), Memory()
    targets = 100 if whole else 10
    ill = targets // 10
    notifier = notifier_of(outbox, hours, tmp_path)
    async with Receiver() as down, Receiver() as well, asyncio.TaskGroup() as tasks:
        await down.down()
        running = tasks.create_task(notifier.run())
        start = hours.now()
        for minute in range(60):
            for n in range(targets):
                url, name = (down.url(), "down") if n < ill else (well.url(), "well")
                outbox.add(delivery(f"{name}_{n}_{minute}", hook(f"t{n}", url), hours.now()))
            notifier.wake()
            await all_settled(outbox, "well")
            await asyncio.sleep(
                max(0.0, (minute + 1) * 60 - (hours.now() - start) / 1e6) / hours.speed
            )
        tries = sum(map(len, (t for name, t in outbox.attempts.items() if name[:4] == "down")))
        away = (hours.now() - start) / 1e6
        await down.up()
        back = hours.now()
        await all_settled(outbox, "down")
        took = (hours.now() - back) / 1e6
        running.cancel()
    say(
        f"down for {away / 60:.0f} min: {tries} tries of {ill} targets, {len(well.heard)} of "
        f"{(targets - ill) * 60} told to the others; back: {ill * 60} told "
        f"{len(down.heard)} times, within {took:.0f} s"
    )
    assert sorted(down.ids()) == sorted(f"down_{n}_{m}" for n in range(ill) for m in range(60))
    assert len(well.heard) == (targets - ill) * 60
    assert tries < ill * 60
    assert took < HOUR / 2


@pytest.mark.parametrize("together", [1, Telegram.together])
async def test_a_thousand_alerts_in_a_second_are_told_to_telegram_as_fast_as_it_takes_them(
    tmp_path, whole: bool, say: Say, monkeypatch, together
):
    """Forty to a group, the others to sixty people."""
    monkeypatch.setenv("TELEGRAM_TOKEN", "123:abc")
    monkeypatch.setattr(Telegram, "together", together)
    hours, outbox = Hours(speed=1.0 if whole else 60.0), Memory()
    chats = [*map(str, range(1, 61)), "-100"]
    async with Telegrams(hours.now) as there, asyncio.TaskGroup() as tasks:
        shared = {"kind": "telegram", "token": "env:TELEGRAM_TOKEN", "base_url": there.url("")}
        targets = {f"chat{n}": {**shared, "chat": chat} for n, chat in enumerate(chats)}
        notifier = notifier_of(outbox, hours, tmp_path, targets=targets)
        running = tasks.create_task(notifier.run())
        start = hours.now()
        for n in range(1000):
            name = f"chat{60 if n < 40 else n % 60}"
            outbox.add(delivery(f"d_{n}", Target(name, name, "telegram"), hours.now()))
        notifier.wake()
        await all_settled(outbox, "d_")
        took = (hours.now() - start) / 1e6
        running.cancel()
    say(
        f"up to {together} in a message: {outbox.count('delivered')} alerts in "
        f"{len(there.texts)} messages in {took:.0f} s, {there.refused} refused"
    )
    assert (outbox.count("delivered"), there.refused) == (1000, 0)
    assert set(notifier.counts) == {("telegram", "delivered")}


async def test_no_webhook_leads_inside(tmp_path, say: Say):
    async with Receiver() as inside, tools(tmp_path, inside.port) as having:
        urls = sorted(set(corpus(inside.port)))
        names = having.reach.resolver = Names(["127.0.0.1"])
        with connections() as made:
            for url in urls:
                await attempt(having, url)
            for answers in (["8.8.8.8", "127.0.0.1"], ["127.0.0.1"], ["::1"], ["169.254.169.254"]):
                names.answers = [answers]
                await attempt(having, f"https://rebound.example:{inside.port}/")
            count = len(made)
    say(f"{len(urls)} addresses and a name that leads elsewhere each time: {count} connections")
    assert (count, inside.heard) == (0, [])
