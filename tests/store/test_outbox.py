"""Triggers with their deliveries, on either database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from radist.alarms import Memory
from radist.deliveries import LEASE, Attempt, Target
from radist.errors import ClientError
from radist.firings import New, Outcome, Question
from radist.store.alerts import Alerts
from radist.store.database import Database
from radist.store.history import History
from radist.store.outbox import Outbox
from radist.store.targets import MOST, Targets
from store.alerting import NOW, alert, firing

LATER = NOW + 1_000_000


@pytest.fixture
def database(store_url) -> Iterator[Database]:
    database = Database(store_url)
    Alerts(database).add(alert())
    yield database
    database.close()


@pytest.fixture
def outbox(database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def history(database) -> History:
    return History(database)


def due(outbox: Outbox, now: int = LATER, limit: int = 100, each: int = 100, without=()):
    return [delivery.id for delivery in outbox.due(now, limit, each, without)]


def test_what_fired_is_written_with_its_deliveries_and_with_how_its_alert_is(outbox, database):
    one, two = firing(1, alert()), firing(2, alert(), state="done")
    assert outbox.fire([one, two]) == [one, two]
    found, memory = Alerts(database).every()[0]
    assert (found.fired, found.last_fired, found.state) == (2, NOW + 2, "done")
    assert memory == Memory(NOW + 2)
    assert due(outbox) == ["d_1_h", "d_2_h"], "nobody has to send what the room tells"


def test_the_same_again_is_written_once(outbox, history, database):
    one = firing(1, alert())
    assert outbox.fire([one, one]) == [one]
    assert outbox.fire([one, firing(2, alert())]) == [firing(2, alert())]
    assert Alerts(database).get("alice", "a_1").fired == 2
    assert len(history.find("alice", Question())) == 2


def test_what_fired_is_written_as_a_whole_or_not_at_all(outbox, history, database):
    twice = firing(1, alert()).deliveries
    broken = firing(2, alert(), deliveries=twice)  # ids that are there already
    outbox.fire([firing(1, alert())])
    with pytest.raises(ClientError):
        outbox.fire([broken, firing(3, alert())])
    assert [found.id for found in history.find("alice", Question())] == ["t_1"]
    assert Alerts(database).get("alice", "a_1").fired == 1


def test_an_alert_that_is_gone_or_another_now_does_not_become_what_an_older_one_was(
    outbox, history, database
):
    Alerts(database).replace(alert(), 1)
    assert outbox.fire([firing(1, alert(), state="done"), firing(2, alert("gone"))])
    found, memory = Alerts(database).every()[0]
    assert (found.fired, found.state, memory) == (1, "active", None)
    assert [found.id for found in history.find("alice", Question())] == ["t_1"]


def test_a_test_is_written_and_its_alert_stays_as_it_is(outbox, history, database):
    of_a_target = firing(2, alert(""), test=True)
    assert len(outbox.fire([firing(1, alert(), test=True), of_a_target])) == 2
    assert Alerts(database).get("alice", "a_1").fired == 0
    assert len(history.find("alice", Question())) == 2


def test_what_is_due_comes_in_order_so_much_of_each_target(outbox):
    def new(number: int, place: str):
        return (New(f"d_{number}", place, place, "webhook", b"{}"),)

    places = ["h_1", "h_1", "h_1", "h_2", "h_2", "h_3"]
    outbox.fire([firing(n, alert(), deliveries=new(n, at)) for n, at in enumerate(places, 1)])
    assert due(outbox, each=2) == ["d_1", "d_2", "d_4", "d_5", "d_6"]
    assert due(outbox, each=2, limit=3) == ["d_1", "d_2", "d_4"]
    assert due(outbox, without=["h_1", "h_3"]) == ["d_4", "d_5"]
    assert due(outbox, now=NOW + 4) == ["d_1", "d_2", "d_3", "d_4"]
    assert due(outbox, now=NOW) == []


def test_what_came_of_an_attempt_is_kept(outbox, history):
    outbox.fire([firing(n, alert()) for n in (1, 2, 3)])
    told = outbox.settle(
        [
            Outcome("d_1_h", Attempt(LATER, 120, 200), "delivered"),
            Outcome("d_2_h", Attempt(LATER, 5000, None, "timeout"), "failed", LATER + 9),
            Outcome("d_3_h", Attempt(LATER, 3, 410, "gone"), "dead"),
        ]
    )
    assert due(outbox) == []
    [again] = outbox.due(LATER + 9, 10, 10, ())
    assert (again.id, again.attempts, again.created, again.payload) == (
        *("d_2_h", 1, NOW + 2),
        b'{"n":1}',
    )
    found = {name: how for _, name, how in sorted(told, key=lambda one: one[1])}
    assert [(t.state, t.attempts, t.status, t.took_ms, t.error) for t in found.values()] == [
        ("delivered", 1, 200, 120, ""),
        ("failed", 1, None, 5000, "timeout"),
        ("dead", 1, 410, 3, "gone"),
    ]
    assert [told.next for told in found.values()] == [None, "2023-12-25T16:00:01.000Z", None]
    assert history.states() == {"delivered": 4, "failed": 1, "dead": 1}


def test_targets_of_users_have_their_address_and_those_of_the_operator_their_name(outbox, database):
    made = Targets(database).add("alice", "hook", "webhook", "https://example.org/x", NOW)
    new = (
        New("d_1", "hook", made.id, "webhook", b"{}"),
        New("d_2", "chat", "config:chat", "telegram", b"{}"),
    )
    outbox.fire([firing(1, alert(), deliveries=new)])
    assert [delivery.target for delivery in outbox.due(LATER, 9, 9, ())] == [
        Target(made.id, "hook", "webhook", "https://example.org/x", "api"),
        Target("config:chat", "chat", "telegram"),
    ]


def test_what_is_to_go_to_a_target_that_is_deleted_goes_nowhere(outbox, database, history):
    targets = Targets(database)
    made = targets.add("alice", "hook", "webhook", "https://example.org/x", NOW)
    new = (New("d_1", "hook", made.id, "webhook", b"{}"),)
    outbox.fire([firing(1, alert(), deliveries=new)])
    assert targets.remove("alice", "hook") == made
    assert due(outbox) == []
    [told] = history.get("alice", "t_1").deliveries
    assert (told.state, told.error) == ("dead", "the target was deleted")


def test_targets_are_each_users_own(database):
    targets = Targets(database)
    made = [targets.add("alice", f"h{n}", "webhook", "https://x.org", NOW + n) for n in range(MOST)]
    assert targets.all("alice") == made
    assert targets.all("bob") == []
    for attempt, reason in (
        (lambda: targets.add("alice", "h1", "webhook", "https://x.org", NOW), "taken"),
        (lambda: targets.add("alice", "more", "webhook", "https://x.org", NOW), "too_many"),
        (lambda: targets.remove("bob", "h1"), "unknown_target"),
    ):
        with pytest.raises(ClientError) as caught:
            attempt()
        assert caught.value.reason == reason
    targets.add("bob", "h1", "webhook", "https://x.org", NOW)


def ids(found) -> list[str]:
    return [one.id for one in found]


def test_history_is_told_newest_first_page_by_page(outbox, history, database):
    Alerts(database).add(alert("a_2"))
    outbox.fire(
        [firing(n, alert("a_2" if n > 3 else "a_1"), fired=NOW + n // 2) for n in range(1, 7)]
    )
    first = history.find("alice", Question(limit=4))
    assert ids(first) == ["t_6", "t_5", "t_4", "t_3"]
    place = (first[-1].fired, first[-1].id)
    assert ids(history.find("alice", Question(before=place))) == ["t_2", "t_1"]
    assert ids(history.find("alice", Question(alert="a_2"))) == ["t_6", "t_5", "t_4"]
    assert ids(history.find("alice", Question(since=NOW + 1, until=NOW + 2))) == ["t_3", "t_2"]
    assert ids(history.find("alice", Question(result="delivered"))) == ids(
        history.find("alice", Question(result="pending"))
    )
    assert history.find("alice", Question(result="failed")) == []
    assert history.find("bob", Question()) == []
    told = first[0].told()
    assert (told["id"], [one.target for one in told["deliveries"]]) == ("t_6", ["browser", "hook"])


def test_what_is_old_or_too_much_is_forgotten_but_not_what_is_still_to_be_told(
    outbox, history, database
):
    Alerts(database).add(alert("a_b", "bob"))
    outbox.fire([firing(n, alert()) for n in range(1, 8)])
    outbox.fire([firing(n, alert("a_b", "bob")) for n in (8, 9)])
    done = [Outcome(f"d_{n}_h", Attempt(LATER, 1, 200), "delivered") for n in range(2, 10)]
    outbox.settle(done)
    assert history.forget(NOW + 4, 1000) == 2
    assert ids(history.find("alice", Question())) == ["t_7", "t_6", "t_5", "t_4", "t_1"]
    assert history.forget(0, 2) == 2
    assert ids(history.find("alice", Question())) == ["t_7", "t_6", "t_1"]
    assert ids(history.find("bob", Question())) == ["t_9", "t_8"]
    assert due(outbox) == ["d_1_h"]


def test_a_firing_that_is_written_again_after_a_crash_changes_nothing(outbox, database):
    outbox.fire([firing(1, alert())])
    outbox.settle([Outcome("d_1_h", Attempt(LATER, 1, 200), "delivered")])
    assert outbox.fire([replace(firing(1, alert()), fired=LATER)]) == []
    assert due(outbox, now=LATER + 1) == []


def test_what_fired_before_its_alert_was_turned_off_does_not_turn_it_on(outbox, database):
    alerts = Alerts(database)
    alerts.turn("alice", "a_1", NOW, state="paused")
    assert outbox.fire([firing(1, alert())]), "it had fired by then"
    found, memory = alerts.every()[0]
    assert (found.fired, found.state, memory) == (1, "paused", None)


def test_what_is_known_only_after_a_target_was_deleted_changes_nothing_more(
    outbox, database, history
):
    made = Targets(database).add("alice", "hook", "webhook", "https://example.org/x", NOW)
    outbox.fire(
        [
            firing(n, alert(), deliveries=(New(f"d_{n}", "hook", made.id, "webhook", b"{}"),))
            for n in (1, 2)
        ]
    )
    Targets(database).remove("alice", "hook")
    ends = outbox.settle(
        [
            Outcome("d_1", Attempt(LATER, 5000, None, "timeout"), "failed", LATER),
            Outcome("d_2", Attempt(LATER, 9, 200), "delivered"),
        ]
    )
    assert due(outbox) == []
    told = {how.state: how.error for _, _, how in ends}
    assert told == {"dead": "the target was deleted", "delivered": ""}


def test_what_was_delivered_stays_so_whatever_another_node_knows_of_it(outbox, history):
    outbox.fire([firing(1, alert())])
    outbox.settle([Outcome("d_1_h", Attempt(LATER, 9, 200), "delivered")])
    [(_, _, told)] = outbox.settle([Outcome("d_1_h", Attempt(LATER, 9, 500), "failed", LATER)])
    assert due(outbox) == []
    assert (told.state, told.status) == ("delivered", 200)


def test_names_of_targets_and_kinds_may_be_as_long_as_the_configuration_takes_them(outbox):
    kind, name = f"a_module_of_the_operator.{'m' * 60}:Kind", "n" * 100
    new = (New("d_1", name, name, kind, b"{}"),)
    assert outbox.fire([firing(1, alert(), deliveries=new)])
    [delivery] = outbox.due(LATER, 9, 9, ())
    assert (delivery.target.name, delivery.target.kind) == (name, kind)


@pytest.fixture
def other(store_url) -> Iterator[Outbox]:
    """That of another node on the same store."""
    database = Database(store_url)
    yield Outbox(database)
    database.close()


def test_of_several_nodes_the_one_that_wrote_it_delivers(outbox, other):
    outbox.fire([firing(1, alert())])
    assert due(other) == []
    assert due(outbox) == due(outbox) == ["d_1_h"]
    other.fire([firing(2, alert())])
    assert (due(outbox), due(other)) == (["d_1_h"], ["d_2_h"])


def test_what_the_one_does_not_keep_the_other_takes(outbox, other):
    outbox.fire([firing(1, alert()), firing(2, alert())])
    over = NOW + 2 + LEASE
    assert outbox.keep(over - 1, ["d_2_h"]) == {"d_2_h"}
    assert due(other, now=over) == ["d_1_h"], "its node is gone, it seems"
    assert due(outbox, now=over) == ["d_2_h"], "what was taken over is not its own any more"
    assert outbox.keep(over, ["d_1_h", "d_2_h"]) == {"d_2_h"}
    assert due(other, now=over + LEASE - 1) == ["d_1_h"]
    assert due(outbox, now=over + 2 * LEASE) == ["d_1_h", "d_2_h"], "the other is gone too"


def test_what_has_failed_is_tried_again_by_whoever_is_there(outbox, other):
    outbox.fire([firing(1, alert())])
    outbox.settle([Outcome("d_1_h", Attempt(LATER, 9, 500), "failed", LATER + 9)])
    assert due(other, now=LATER + 9) == ["d_1_h"]
    assert due(outbox, now=LATER + 9) == []


def test_many_nodes_that_look_at_once_get_each_delivery_once(outbox, store_url):
    outbox.fire([firing(n, alert()) for n in range(1, 41)])
    databases = [Database(store_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        looks = [threads.submit(due, Outbox(one), NOW + 2 * LEASE) for one in databases]
        found = [name for look in looks for name in look.result()]
    assert sorted(found) == sorted(f"d_{n}_h" for n in range(1, 41))
    for database in databases:
        database.close()


def test_which_triggers_are_written_can_be_asked(outbox):
    outbox.fire([firing(1, alert())])
    assert outbox.written(["t_1", "t_2"]) == {"t_1"}


def test_what_others_have_claimed_leaves_room_for_ones_own(outbox, other):
    outbox.fire([firing(1, alert())])
    other.fire([firing(2, alert())])
    assert due(other, each=1, limit=1) == ["d_2_h"]
