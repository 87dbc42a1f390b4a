"""What fires is written, and told once it is."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from store.alerting import NOW, alert

from radist import scribe as writing
from radist.alarms import Alert, Fired
from radist.deliveries import Target
from radist.errors import ClientError
from radist.firings import Question
from radist.scribe import Note, Scribe
from radist.store.opening import Store

HOOK = Target("w_1", "hook", "webhook", "https://example.org/x", "api")


def fired(number: int, of: Alert, **fields: Any) -> Fired:
    made = {"time": NOW, "seen": NOW + number, "price": 70_001.0, "value": 70_001.0}
    more = {"late": False, "done": False} | fields
    return Fired(alert=of.id, trigger=f"t_{number}", **made | more)


class Room:
    """Who was told what."""

    def __init__(self, store: Store) -> None:
        self.told: list[str] = []
        self.tests: list[bool] = []
        self.scribe = Scribe(store, lambda _: {"hook": HOOK}, self._written)

    def _written(self, notes: Sequence[Note]) -> None:
        self.told += (note.firing.id for note in notes)
        self.tests += (note.firing.test for note in notes)


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/radist.db")
    store.alerts.add(alert())
    yield store
    store.close()


def away(monkeypatch, store: Store, *, after: bool) -> None:
    """The next firings are not written, or are `after` all, though nobody is told so."""
    fire = store.outbox.fire

    def broken(firings: Any) -> Any:
        monkeypatch.setattr(store.outbox, "fire", fire)
        if after:
            fire(firings)
        raise ClientError(503, "unavailable", "the store: the answer is lost")

    monkeypatch.setattr(store.outbox, "fire", broken)


def kept(store: Store) -> list[str]:
    return [one.id for one in reversed(store.history.find("alice", Question()))]


async def test_what_is_written_is_told_once(store):
    room = Room(store)
    for number in (1, 2, 1):
        room.scribe.put(alert(), fired(number, alert()), b"")
    await room.scribe.flush()
    room.scribe.put(alert(), fired(2, alert()), b"")
    await room.scribe.flush()
    assert sorted(room.told) == kept(store) == ["t_1", "t_2"]


@pytest.mark.parametrize("after", [False, True])
async def test_what_the_store_did_not_answer_to_is_told_all_the_same(store, monkeypatch, after):
    room = Room(store)
    away(monkeypatch, store, after=after)
    room.scribe.put(alert(), fired(1, alert()), b"")
    with pytest.raises(ClientError):
        await room.scribe.flush()
    assert room.told == []
    await room.scribe.flush()
    assert room.told == kept(store) == ["t_1"]


async def test_what_another_node_has_written_is_told_here_too(store):
    rooms = Room(store), Room(store)
    for room in rooms:
        room.scribe.put(alert(), fired(1, alert()), b"")
        await room.scribe.flush()
    assert [room.told for room in rooms] == [["t_1"], ["t_1"]]


async def test_what_fired_of_an_alert_that_is_gone_is_told_to_nobody(store):
    room = Room(store)
    room.scribe.put(alert("gone"), fired(1, alert("gone")), b"")
    await room.scribe.flush()
    assert room.told == kept(store) == []


async def test_tests_wait_no_more_than_others_and_are_not_told_later(store, monkeypatch):
    room = Room(store)
    away(monkeypatch, store, after=False)
    with pytest.raises(ClientError):
        await room.scribe.test(alert(), fired(1, alert()))
    await room.scribe.test(alert(), fired(2, alert()))
    assert (room.told, room.tests) == (["t_2"], [True])
    monkeypatch.setattr(writing, "MOST", 1)
    room.scribe.put(alert(), fired(3, alert()), b"")
    with pytest.raises(ClientError, match="too much waits"):
        await room.scribe.test(alert(), fired(4, alert()))
    room.scribe.put(alert(), fired(5, alert()), b"")
    assert room.scribe.lost == 1
    await room.scribe.flush()
    assert kept(store) == ["t_2", "t_3"]


async def test_it_goes_on_once_the_store_is_back(store, monkeypatch, eventually):
    monkeypatch.setattr(writing, "_PAUSE", 0.01)
    room = Room(store)
    away(monkeypatch, store, after=False)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(room.scribe.run())
        room.scribe.put(alert(), fired(1, alert()), b"")
        await eventually(lambda: room.told)
        running.cancel()
    assert room.told == ["t_1"]
