"""What came of deliveries, to the store and to their owners."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from store.alerting import NOW, alert, firing

from radist.deliveries import LEASE, Attempt
from radist.errors import ClientError
from radist.firings import DeliveryTold
from radist.post import Post
from radist.store.opening import Store

LATER = NOW + 1_000_000


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/radist.db")
    store.alerts.add(alert())
    store.outbox.fire([firing(n, alert()) for n in (1, 2, 3)])
    yield store
    store.close()


def states(store: Store) -> dict[str, tuple[str, int]]:
    found = (store.history.get("alice", f"t_{n}") for n in (1, 2, 3))
    hooks = (next(one for one in each.deliveries if one.target == "hook") for each in found)
    return {f"d_{n}_h": (one.state, one.attempts) for n, one in enumerate(hooks, 1)}


async def test_attempts_that_end_at_once_are_one_transaction_and_each_is_told(store, monkeypatch):
    told: list[tuple[str, str, str]] = []
    post = Post(store, lambda owner, trigger, how: told.append((owner, trigger, how.state)))
    settle, batches = store.outbox.settle, []

    def counted(outcomes: Any) -> Any:
        batches.append(len(outcomes))
        return settle(outcomes)

    monkeypatch.setattr(store.outbox, "settle", counted)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(post.done("d_1_h", Attempt(LATER, 1, 200)))
        tasks.create_task(post.retry("d_2_h", Attempt(LATER, 1, 500, "500"), LATER + 9))
        tasks.create_task(post.dead("d_3_h", Attempt(LATER, 1, 410, "gone")))
    assert sum(batches) == 3
    assert len(batches) <= 2
    assert sorted(told) == [
        ("alice", "t_1", "delivered"),
        ("alice", "t_2", "failed"),
        ("alice", "t_3", "dead"),
    ]


async def test_an_attempt_is_counted_once_though_the_store_went_away_meanwhile(store, monkeypatch):
    def away(*_: object) -> Any:
        raise ClientError(503, "unavailable", "the store: gone")

    told: list[DeliveryTold] = []
    post = Post(store, lambda _owner, _trigger, how: told.append(how))
    with monkeypatch.context() as patched:
        patched.setattr("radist.store.outbox._told", away)
        with pytest.raises(ClientError):
            await post.done("d_1_h", Attempt(LATER, 1, 200))
    assert told == []
    await post.done("d_1_h", Attempt(LATER, 1, 200))
    assert states(store)["d_1_h"] == ("delivered", 1)
    assert [(how.state, how.attempts) for how in told] == [("delivered", 1)]


async def test_who_is_cancelled_leaves_what_others_wait_for_to_them(store, monkeypatch):
    post = Post(store, lambda *_: None)
    began, go_on = asyncio.Event(), asyncio.Event()
    loop, settle = asyncio.get_running_loop(), store.outbox.settle

    def slow(outcomes: Any) -> Any:
        loop.call_soon_threadsafe(began.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result()
        return settle(outcomes)

    monkeypatch.setattr(store.outbox, "settle", slow)
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(post.done("d_1_h", Attempt(LATER, 1, 200)))
        await began.wait()
        tasks.create_task(post.done("d_2_h", Attempt(LATER, 1, 200)))
        first.cancel()
        go_on.set()
    assert states(store)["d_2_h"] == ("delivered", 1)


async def test_what_is_held_is_kept_and_a_new_store_has_nothing(store, tmp_path):
    post = Post(store, lambda *_: None)
    assert [one.id for one in await post.due(LATER, 9, 9, ())] == ["d_1_h", "d_2_h", "d_3_h"]
    await post.keep(LATER, ["d_1_h"])
    other = Store(f"sqlite:///{tmp_path}/radist.db")
    over = NOW + 3 + LEASE
    there = Post(other, lambda *_: None)
    assert [one.id for one in await there.due(over, 9, 9, ())] == ["d_2_h", "d_3_h"]
    other.close()
    new = Post(Store(f"sqlite:///{tmp_path}/new.db"), lambda *_: None)
    assert await new.due(over, 9, 9, ()) == ()
    assert not (tmp_path / "new.db").exists()
