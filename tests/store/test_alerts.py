"""Alerts in the store, on either database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from radist.alarms import MOST, Memory
from radist.errors import ClientError
from radist.firings import Asked, Changed
from radist.store.alerts import Alerts
from radist.store.database import Database
from store.alerting import NOW, alert


@pytest.fixture
def database(store_url) -> Iterator[Database]:
    database = Database(store_url)
    yield database
    database.close()


@pytest.fixture
def alerts(database) -> Alerts:
    return Alerts(database)


def test_an_alert_comes_back_as_it_was_made(alerts):
    made = alert()
    assert alerts.add(made) == (made, True)
    assert alerts.get("alice", "a_1") == made
    assert alerts.all("alice") == [made]
    assert alerts.every() == [(made, None)]


def test_whoever_is_not_the_owner_finds_none(alerts):
    alerts.add(alert())
    assert alerts.all("bob") == []
    for attempt in (
        lambda: alerts.get("bob", "a_1"),
        lambda: alerts.replace(alert(owner="bob"), 1),
        lambda: alerts.turn("bob", "a_1", NOW, state="paused"),
        lambda: alerts.remove("bob", "a_1"),
    ):
        with pytest.raises(ClientError) as caught:
            attempt()
        assert (caught.value.code, caught.value.reason) == (404, "unknown_alert")


def test_the_same_key_makes_one_alert(alerts):
    asked = Asked("my key", "digest")
    first, new = alerts.add(alert("a_1"), asked)
    again, newer = alerts.add(alert("a_2"), asked)
    assert (new, newer, again) == (True, False, first)
    assert len(alerts.all("alice")) == 1
    with pytest.raises(ClientError) as caught:
        alerts.add(alert("a_3"), Asked("my key", "another"))
    assert caught.value.reason == "key_reused"
    assert alerts.add(alert("a_4", "bob"), Asked("my key", "another"))[1]
    later = NOW + 25 * 3_600_000_000
    alerts.add(alert("a_5", created=later), Asked("other", "x"))  # yesterday's keys are forgotten
    assert alerts.add(alert("a_6", created=later), asked)[1]


def test_of_many_who_ask_with_one_key_one_makes_it(alerts):
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda n: alerts.add(alert(f"a_{n}"), Asked("k", "d")), range(8)))
    assert sum(new for _, new in made) == 1
    assert len({one.id for one, _ in made}) == 1


def test_a_change_is_made_of_the_present_version_only(alerts):
    made, _ = alerts.add(alert())
    alerts.remember([("a_1", 1, b'{"evaluated":5}')])
    definition = replace(made.definition, note="two")
    changed = alerts.replace(alert(definition=definition, updated=NOW + 1), 1)
    assert (changed.version, changed.definition.note, changed.updated) == (2, "two", NOW + 1)
    assert alerts.every() == [(changed, None)], "what it remembered is of another definition"
    with pytest.raises(Changed) as caught:
        alerts.replace(alert(), 1)
    assert caught.value.alert.version == 2


def test_a_changed_alert_that_was_done_begins_anew(alerts):
    alerts.add(alert(state="done"))
    assert alerts.replace(alert(), 1).state == "active"
    alerts.turn("alice", "a_1", NOW, state="paused")
    assert alerts.replace(alert(), 2).state == "paused"


def test_what_rules_remember_is_kept_until_they_are_turned_on_anew(alerts):
    alerts.add(alert())
    alerts.remember([("a_1", 1, b'{"evaluated":5}'), ("a_1", 9, b'{"evaluated":6}')])
    assert alerts.every()[0][1] == Memory(5)
    alerts.turn("alice", "a_1", NOW + 1, snoozed_until=NOW + 9)
    found, memory = alerts.every()[0]
    assert (found.snoozed_until, found.updated, memory) == (NOW + 9, NOW + 1, Memory(5))
    alerts.turn("alice", "a_1", NOW + 2, state="paused")
    assert alerts.every()[0][1] is None


def test_an_alert_expires_unless_it_was_changed_or_turned_off(alerts):
    alerts.add(alert())
    alerts.replace(alert(), 1)
    assert alerts.expire("a_1", 1, NOW) is None
    assert alerts.get("alice", "a_1").state == "active", "as it is now it has another time"
    assert alerts.expire("a_1", 2, NOW + 1).state == "expired"
    assert alerts.get("alice", "a_1").updated == NOW + 1
    alerts.turn("alice", "a_1", NOW, state="paused")
    assert alerts.expire("a_1", 2, NOW) is None
    assert alerts.expire("a_2", 1, NOW) is None


def test_there_may_be_a_thousand_of_each_user(alerts, database):
    from sqlalchemy import insert

    from radist.store.alert_tables import alerts as table
    from radist.store.alerts import _fields

    rows = [_fields(alert(f"a_{n}")) | {"memory": ""} for n in range(MOST)]
    with database.begin() as connection:
        connection.execute(insert(table), rows)
    with pytest.raises(ClientError) as caught:
        alerts.add(alert("one more"))
    assert (caught.value.code, caught.value.reason) == (409, "too_many")
    alerts.add(alert("first", "bob"))


def test_those_of_the_configuration_follow_it_and_are_read_only(alerts):
    first = alert("a_c", source="config")
    assert alerts.declare([first]) == [(first, None)]
    for attempt in (lambda: alerts.replace(first, 1), lambda: alerts.remove("alice", "a_c")):
        with pytest.raises(ClientError) as caught:
            attempt()
        assert (caught.value.code, caught.value.reason) == (409, "read_only")
    alerts.turn("alice", "a_c", NOW, state="paused")
    alerts.remember([("a_c", 1, b'{"evaluated":5}')])
    [(kept, memory)] = alerts.declare([replace(first, created=NOW + 9, updated=NOW + 9)])
    assert (kept.state, kept.version, kept.created, memory) == ("paused", 1, NOW, Memory(5))
    anew = replace(first, definition=replace(first.definition, note="x"))
    [(changed, memory)] = alerts.declare([anew])
    assert (changed.state, changed.version, memory) == ("active", 2, None)
    alerts.add(alert("a_1"))
    alerts.withdraw(["a_c"])
    assert len(alerts.every()) == 2
    alerts.withdraw([])
    assert [one.id for one, _ in alerts.every()] == ["a_1"]
