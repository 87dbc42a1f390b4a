"""Alerts rehearsed: nothing that is done there changes an alert."""

import asyncio
from collections.abc import Sequence

import pytest
from store.alerting import NOW, alert

from radist import rehearsal
from radist.deliveries import Attempt, Target
from radist.errors import ClientError
from radist.firings import BROWSER, Outcome
from radist.hub.hub import Hub
from radist.rehearsal import Rehearsal
from radist.scribe import Note, Scribe
from radist.store.opening import Store

TARGETS = {
    "hook": Target("h_1", "hook", "webhook", "https://example.org/x", "api"),
    BROWSER: Target(BROWSER, BROWSER, BROWSER),
}


@pytest.fixture
def store(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/radist.db")
    store.alerts.add(alert())
    yield store
    store.close()


class Tried:
    """A rehearsal, and what was written for it."""

    def __init__(self, store: Store) -> None:
        self.notes: list[Note] = []
        scribe = Scribe(store, lambda _: TARGETS, self._written)
        self.rehearsal = Rehearsal(store, Hub("epoch", 10_000), scribe, lambda: NOW)

    def _written(self, notes: Sequence[Note]) -> None:
        self.notes += notes


async def test_it_waits_until_all_targets_were_told(store, eventually):
    tried = Tried(store)
    async with asyncio.TaskGroup() as tasks:
        testing = tasks.create_task(tried.rehearsal.test(alert()))
        await eventually(lambda: tried.notes)
        [hook] = [new for new in tried.notes[0].firing.deliveries if new.target == "hook"]
        store.outbox.settle([Outcome(hook.id, Attempt(NOW, 1, 200), "delivered")])
        tried.rehearsal.heard(tried.notes[0].firing.id)
        found = await testing
    assert {told.state for told in found.deliveries} == {"delivered"}
    assert found.content["test"]
    assert store.alerts.get("alice", "a_1").fired == 0


async def test_it_does_not_wait_for_ever_and_forgets_whom_it_waited_for(store, monkeypatch):
    monkeypatch.setattr(rehearsal, "_PATIENCE", 0.01)
    tried = Tried(store)
    found = await tried.rehearsal.test(alert())
    assert sorted(told.state for told in found.deliveries) == ["delivered", "pending"]
    tried.rehearsal.heard(found.id)
    assert not tried.rehearsal._waiting


async def test_where_nothing_can_be_written_it_says_so(store, monkeypatch):
    def away(_: object) -> None:
        raise ClientError(503, "unavailable", "the store: away")

    monkeypatch.setattr(store.outbox, "fire", away)
    tried = Tried(store)
    with pytest.raises(ClientError, match="away"):
        await tried.rehearsal.test(alert())
    assert (tried.notes, tried.rehearsal._waiting) == ([], {})
