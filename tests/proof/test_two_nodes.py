"""Of two nodes on one PostgreSQL one delivers each alert; it takes over from one that is killed."""

import asyncio
import json
from collections import Counter
from time import monotonic

from notify.receivers import Receiver

from proof.conftest import Say, whole_only
from proof.programs import simulated
from proof.served import Served, served
from proof.test_alert_kills import Tape, ask, begin, history, is_delivered
from radist.deliveries import LEASE

TOGETHER = 15.0
"""Seconds for which both of them live."""
ABREAST = 8
"""Deliveries that may be under way when a node dies."""


async def watches(radist: Served) -> None:
    """All of its alerts look."""
    while any(alert["fault"] for alert in (await ask(radist, "GET", ""))["alerts"]):  # noqa: ASYNC110
        await asyncio.sleep(0.05)


@whole_only
async def test_of_two_nodes_one_delivers_and_the_other_takes_over_when_it_is_killed(
    postgres_url, say: Say, tmp_path
):
    tape, settings = (
        Tape(),
        {
            "RADIST_STORE__URL": postgres_url,
            "RADIST_NOTIFY__ALLOW": "127.0.0.0/8",
            "RADIST_NOTIFY__KEY": f"file:{tmp_path}/key",
            "RADIST_LOG__LEVEL": "warning",
        },
    )
    (tmp_path / "key").write_text("k" * 32)
    folders = [{"XDG_STATE_HOME": str(tmp_path / name)} for name in ("one", "other")]
    async with (
        simulated("binance", "--activity", "1") as exchange,
        Receiver() as receiver,
        asyncio.TaskGroup() as tasks,
    ):
        listening = tasks.create_task(tape.listen(exchange))
        await tape.more(100)
        async with served(exchange, **settings, **folders[0]) as one:
            await begin(one, tape, receiver.url())
            async with served(exchange, **settings, **folders[1]) as other:
                await watches(other)
                await asyncio.sleep(TOGETHER)
                together = Counter(receiver.ids())
                receiver.answer = receiver.hang  # so that some wait
                await asyncio.sleep(4.0)
                one.process.kill()
                killed = monotonic()
                receiver.answer = 204
                found = await all_delivered(other)
                took = monotonic() - killed
        listening.cancel()
    weigh(say, found, together, receiver, took)


def weigh(
    say: Say, found: dict[str, object], together: Counter[str], receiver: Receiver, took: float
) -> None:
    told = Counter(receiver.ids())
    triggers = {json.loads(heard.body)["data"]["id"] for heard in receiver.heard}
    again = told.total() - len(told)
    say(
        f"two nodes: {len(found)} firings, {together.total()} deliveries while both lived, "
        f"{together.total() - len(together)} of them twice; one was killed: all delivered "
        f"{took:.0f} s later, {again} of {told.total()} twice"
    )
    assert together.total() > 10
    assert max(together.values()) == 1
    assert found.keys() <= triggers
    assert took > 5.0, "nothing was left to take over"
    assert again <= 2 * ABREAST, "what was under way, of either"


async def all_delivered(radist: Served) -> dict[str, object]:
    """What was told by the end of a lease, once all of it has arrived."""
    async with asyncio.timeout(3 * LEASE / 1e6):
        await asyncio.sleep(1.0)
        known = set(await history(radist))
        while True:
            found = await history(radist)
            if all(is_delivered(found[name]) for name in known):
                return {name: found[name] for name in known}
            await asyncio.sleep(0.5)
