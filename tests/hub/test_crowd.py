"""Clients that keep up are moved together, and nobody can tell."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radist.hub.crowd import Pace
from radist.hub.hub import Hub, Position
from radist.hub.room import Run
from radist.hub.session import Loss, Session
from radist.model import Ticker, Trade

PLACE = ("binance", "BTC/USDT", "BTCUSDT", 1_703_520_000_000_000, 1_703_520_000_000_500)
TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"
TRADE = Trade(*PLACE, "1", 42500.0, 0.5, "buy")
TICKER = Ticker(*PLACE, 1.0, 1.0, 2.0, 0.5, 10.0, 20.0)


class Client:
    """A session with an outlet; it checks that the chain of each of its rooms is unbroken."""

    def __init__(self, hub: Hub, pace: Pace, number: int) -> None:
        self.hub = hub
        self.pace = pace
        self.due = False
        self.session = Session(f"test-{number}", self.wake)
        self.session.outlet = self
        self.session.keep(pace)
        self.at: dict[str, int] = {}
        hub.enter(self.session)

    def wake(self) -> None:
        self.due = True

    def abort(self) -> None:
        raise AssertionError

    def write(self, data: bytes) -> None:
        topic, first, last = data.decode().split()
        assert int(first) == self.at[topic] + 1, "lost, doubled or out of order"
        self.at[topic] = int(last)

    def join(self, topic: str, back: int) -> None:
        """Come into a room, or again, so many messages before its newest."""
        seq = max(0, self.hub.room(topic).seq - back)
        joined = self.hub.join(self.session, topic, Position("e1", seq) if back else None)
        self.at[topic] = joined.seq

    def leave(self, topic: str) -> None:
        self.hub.leave(self.session, topic)
        self.at.pop(topic, None)

    def flush(self) -> None:
        self.due = False
        while items := self.session.take_runs(10_000, every=True):
            for item in items:
                if isinstance(item, Run):
                    self.write(rendered(item))
                elif isinstance(item, Loss):
                    assert self.at[item.room.topic] == item.first - 1
                    self.at[item.room.topic] = item.last
                else:
                    assert item.prev == self.at[item.room.topic]
                    self.at[item.room.topic] = item.message.seq


def rendered(run: Run) -> bytes:
    return f"{run.room.topic} {run.messages[0].seq} {run.messages[-1].seq}".encode()


def move(pace: Pace) -> None:
    for crowd in pace.take():
        run = crowd.advance()
        for outlet in list(crowd.members.values()) if run else ():
            outlet.write(rendered(run))


WHO, ROOM = st.integers(0, 3), st.sampled_from([TRADES, TICKERS])
STEPS = st.one_of(
    st.tuples(st.just("publish"), st.sampled_from([TRADE, TICKER]), st.integers(1, 8)),
    st.tuples(st.just("join"), WHO, ROOM, st.integers(0, 5)),
    st.tuples(st.just("leave"), WHO, ROOM),
    st.tuples(st.sampled_from(["alone", "together", "hasty", "catch up", "flush", "quit"]), WHO),
    st.tuples(st.just("move")),
)


class World:
    """A hub with some clients, moved by steps."""

    def __init__(self, room_bytes: int) -> None:
        self.hub = Hub("e1", room_bytes)
        self.paces = [Pace(lambda: None), Pace(lambda: None)]
        self.clients = [Client(self.hub, self.paces[0], number) for number in range(4)]
        for client in self.clients[:3]:
            for topic in (TRADES, TICKERS):
                client.join(topic, 0)

    def step(self, what: str, *more) -> None:
        if what == "publish":
            for _ in range(more[1]):
                self.hub.publish(more[0])
        elif what == "move":
            self.settle()
        elif what == "join":
            self.clients[more[0]].join(*more[1:])
        elif what == "leave":
            self.clients[more[0]].leave(more[1])
        elif what == "flush":
            self.clients[more[0]].flush()
        elif what == "catch up":
            self.clients[more[0]].session.catch_up()
            self.clients[more[0]].flush()
            self.check([self.clients[more[0]]])
        elif what == "quit":
            self.hub.quit(self.clients[more[0]].session)
            self.clients[more[0]] = Client(self.hub, self.paces[0], more[0])
        else:
            pace = {"alone": None, "together": self.paces[0], "hasty": self.paces[1]}[what]
            self.clients[more[0]].session.keep(pace)

    def settle(self) -> None:
        for pace in self.paces:
            move(pace)
        for client in self.clients:
            if client.due:
                client.flush()

    def check(self, clients: list[Client]) -> None:
        for client in clients:
            for topic, at in client.at.items():
                assert at == self.hub.room(topic).seq, "something was forgotten"


@settings(max_examples=300)
@given(st.lists(STEPS, max_size=60), st.sampled_from([400, 3000, 50_000]))
def test_whatever_happens_every_client_is_given_every_message_once_and_in_order(steps, room_bytes):
    world = World(room_bytes)
    for step in steps:
        world.step(*step)
    world.settle()
    world.check(world.clients)


@pytest.fixture
def clients(hub: Hub) -> tuple[Pace, Callable[[], Client], list[int]]:
    """The pace, a way to have one more client at it, and how often the pace was woken."""
    wakes: list[int] = []
    pace = Pace(lambda: wakes.append(1))
    names = iter(range(100))
    return pace, lambda: Client(hub, pace, next(names)), wakes


def test_a_crowd_is_woken_once_for_all_its_members_and_messages(hub, clients, trade):
    pace, client, wakes = clients
    guests = [client() for _ in range(3)]
    for guest in guests:
        guest.join(TRADES, 0)
    for number in range(5):
        hub.publish(trade(number))
    assert (wakes, [guest.due for guest in guests]) == ([1], [False] * 3)
    move(pace)
    assert [guest.at[TRADES] for guest in guests] == [5] * 3
    hub.publish(trade(5))
    assert wakes == [1, 1]


def test_a_newcomer_is_not_given_what_the_crowd_has_yet_to_get(hub, clients, trade):
    pace, client, _ = clients
    early, late = client(), client()
    early.join(TRADES, 0)
    hub.publish(trade(1))
    late.join(TRADES, 0)
    move(pace)
    assert (early.at[TRADES], late.at[TRADES]) == (1, 1)
    hub.publish(trade(2))
    assert late.due
    move(pace)
    late.flush()
    assert (early.at[TRADES], late.at[TRADES]) == (2, 2)
    hub.publish(trade(3))
    assert not late.due, "from the second message on it goes with the others"


def test_whoever_wants_less_is_in_no_crowd(hub, clients, ticker):
    _, client, wakes = clients
    guest = client()
    hub.join(guest.session, TICKERS, max_hz=2.0)
    hub.publish(ticker(1.0))
    assert (wakes, guest.due) == ([], True)


def test_a_burst_beyond_the_room_s_memory_is_told_to_each_alone(trade):
    hub, pace = Hub("e1", 1000), Pace(lambda: None)
    guest = Client(hub, pace, 1)
    guest.join(TRADES, 0)
    for number in range(50):
        hub.publish(trade(number))
    assert pace.take()[0].advance() is None
    assert guest.due
    [loss, *_] = guest.session.take(10_000)
    assert (loss.first, loss.last) == (1, hub.room(TRADES).messages[0].seq - 1)


def test_whoever_changes_the_pace_leaves_the_crowd_at_once(hub, clients, trade):
    pace, client, _ = clients
    guest = client()
    guest.join(TRADES, 0)
    hub.publish(trade(1))
    guest.session.keep(None)
    assert guest.due
    hub.publish(trade(2))
    guest.flush()
    assert guest.at[TRADES] == 2
    move(pace)
    assert guest.at[TRADES] == 2


def test_a_crowd_that_was_left_by_all_begins_anew(hub, clients, trade):
    pace, client, _ = clients
    first, second = client(), client()
    first.join(TRADES, 0)
    hub.publish(trade(1))
    first.leave(TRADES)
    second.join(TRADES, 0)
    assert pace.take()[0].advance() is None
    hub.publish(trade(2))
    assert not second.due
    move(pace)
    assert second.at[TRADES] == 2
