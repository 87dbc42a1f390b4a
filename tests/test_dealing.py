import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from radist import dealing
from radist.dealing import Dealing
from radist.errors import ClientError
from radist.hub.hub import Hub
from radist.store.deal import Deal
from radist.store.opening import Store
from radist.trading.ledger import Entry, transfer
from radist.trading_settings import Trading

NOW = 1_703_520_000_000_000


class Desk:
    """A writer that runs, and what it has told."""

    def __init__(self, store: Store) -> None:
        self.hub = Hub("e1", 100_000)
        self.now = NOW
        self.dealing = Dealing(Trading(), store, self.hub, lambda: self.now)

    def told(self, room: str = "global") -> list[dict[str, Any]]:
        return [json.loads(message.data) for message in self.hub.room(room).messages]


@asynccontextmanager
async def running(store: Store) -> AsyncIterator[Desk]:
    desk = Desk(store)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(desk.dealing.run())
        yield desk
        desk.dealing.stop()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path}/radist.db")


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    async with running(store) as made:
        yield made
    store.close()


def pay(amount: object, taker: str = "bob") -> Callable[[Deal], str]:
    def work(deal: Deal) -> str:
        account, other = deal.account("alice"), deal.account(taker)
        postings = transfer(account.free, other.free, "USDT", Decimal(str(amount)))
        deal.post(Entry(f"pay:{deal.next('payment')}", "paid", deal.now, postings))
        deal.tell("market_stats", {"tokens": int(amount)})
        return str(deal.balance(account.free, "USDT"))

    return work


async def all_of(*asked: Awaitable[Any]) -> list[Any]:
    """What became of each."""

    async def settled(one: Awaitable[Any]) -> Any:
        try:
            return await one
        except ClientError as error:
            return error.reason

    async with asyncio.TaskGroup() as tasks:
        made = [tasks.create_task(settled(one)) for one in asked]
    return [task.result() for task in made]


async def test_commands_are_done_in_the_order_in_which_they_come(desk):
    asked = [desk.dealing.submit(pay(amount)) for amount in (1, 2, 10**6, 3)]
    assert await all_of(*asked) == ["99999", "99997", "insufficient_funds", "99994"]
    assert [event["tokens"] for event in desk.told()] == [1, 2, 3]
    assert [event["event_id"] for event in desk.told()] == [1, 2, 3]
    assert (desk.dealing.committed, desk.dealing.refused, desk.dealing.told) == (3, 1, 3)


async def test_whoever_is_answered_finds_it_committed_and_told(desk, store):
    await desk.dealing.submit(pay(1))
    assert len(desk.told()) == 1
    assert store.trading.count("entries") == 3


async def test_what_was_committed_and_not_told_is_told_after_a_restart_by_the_same_id(store):
    async with running(store) as desk:
        desk.dealing._tell = lambda told: None  # as if it had died before
        await desk.dealing.submit(pay(1))
        await desk.dealing.submit(pay(2))
    async with running(store) as again:
        await again.dealing.submit(pay(3))
        assert [(e["event_id"], e["tokens"]) for e in again.told()] == [(1, 1), (2, 2), (3, 3)]
    assert store.trading.untold() == []
    async with running(store) as last:
        await last.dealing.submit(lambda deal: None)
        assert last.told() == []
    store.close()


async def test_what_was_told_is_forgotten_while_nothing_else_is_to_be_done(desk, store, eventually):
    await desk.dealing.submit(pay(1))
    assert len(store.trading.untold()) == 1
    await eventually(lambda: store.trading.untold() == [])


async def test_the_same_key_is_answered_as_before_and_nothing_is_done_again(desk, store):
    ask = desk.dealing.once
    first = await ask("alice", "k1", ["pay", 1], pay(1))
    assert json.loads(first) == "99999"
    assert await ask("alice", "k1", ["pay", 1], pay(1)) == first
    assert await ask("alice", "k2", ["pay", 1], pay(1)) == b'"99998"'
    assert await ask("bob", "k1", ["pay", 1], pay(1)) == b'"99997"'
    with pytest.raises(ClientError, match="this key was used for something else") as caught:
        await ask("alice", "k1", ["pay", 2], pay(2))
    assert (caught.value.code, caught.value.reason) == (422, "key_reused")
    assert len(desk.told()) == 3
    desk.now += dealing.REMEMBERED
    assert await ask("alice", "k1", ["pay", 2], pay(2)) == b'"99995"'


async def test_a_key_of_what_failed_may_be_used_again(desk):
    with pytest.raises(ClientError):
        await desk.dealing.once("alice", "k", [1], pay(10**6))
    assert await desk.dealing.once("alice", "k", [1], pay(1)) == b'"99999"'


async def test_of_many_one_that_clashes_fails_alone(desk):
    undone = []
    desk.dealing.undone.append(lambda: undone.append(1))

    def again(deal: Deal) -> None:
        account = deal.account("alice")
        deal.post(
            Entry("pay:1", "paid", 1, transfer(account.free, account.held, "USDT", Decimal(1)))
        )

    await desk.dealing.submit(pay(1))
    asked = [desk.dealing.submit(work) for work in (pay(2), again, pay(3))]
    assert await all_of(*asked) == ["99997", "exists", "99994"]
    assert [event["tokens"] for event in desk.told()] == [1, 2, 3]
    assert undone


async def test_while_there_is_no_store_commands_are_refused_and_not_remembered(tmp_path):
    path = tmp_path / "radist.db"
    store = Store(f"sqlite:///{path}")
    path.mkdir()
    async with running(store) as desk:
        desk.dealing._drain = lambda: asyncio.sleep(0)
        with pytest.raises(ClientError) as caught:
            await desk.dealing.submit(pay(1))
        assert (caught.value.code, caught.value.reason) == (503, "unavailable")
        path.rmdir()
    async with running(store) as desk:
        assert await desk.dealing.submit(pay(2)) == "99998"
    store.close()


async def test_too_many_who_wait_are_refused(store, monkeypatch):
    monkeypatch.setattr(dealing, "MOST_WAITING", 2)
    desk = Desk(store)
    async with asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(all_of(desk.dealing.submit(pay(1)))) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        desk.dealing.stop()
        await desk.dealing.run()
    assert [task.result() for task in waiting] == [["going_down"], ["going_down"], ["busy"]]
    store.close()


async def test_a_mistake_of_ours_is_raised_to_whoever_asked(desk):
    with pytest.raises(ZeroDivisionError):
        await desk.dealing.submit(lambda deal: 1 // 0)
    assert await desk.dealing.submit(pay(1)) == "99999"
