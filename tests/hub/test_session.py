from hypothesis import given
from hypothesis import strategies as st

from radist.hub.hub import Hub
from radist.hub.room import Message
from radist.hub.session import Delivery, Loss, Session
from radist.model import Gap, Ticker, Trade

PLACE = ("binance", "BTC/USDT", "BTCUSDT", 1_703_520_000_000_000, 1_703_520_000_000_500)
TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"
TAKE = st.integers(1, 3000)
PUBLISH = st.sampled_from(["trade", "ticker", "trade gap", "ticker gap"])


def event(kind: str) -> Trade | Ticker | Gap:
    if kind == "trade":
        return Trade(*PLACE, "1", 42500.0, 0.5, "buy")
    if kind == "ticker":
        return Ticker(*PLACE, 1.0, 1.0, 2.0, 0.5, 10.0, 20.0)
    return Gap(*PLACE, channel=kind.split()[0], cause="reconnect")


class Reader:
    """A client that checks what it is given."""

    def __init__(self, room_bytes: int) -> None:
        self.hub = Hub("e1", room_bytes)
        self.woken = False
        self.session = Session("test-1", self.wake)
        self.hub.enter(self.session)
        self.at = {topic: self.hub.join(self.session, topic).seq for topic in (TRADES, TICKERS)}

    def wake(self) -> None:
        assert not self.woken, "woken twice without a take between"
        self.woken = True

    def take(self, limit: int, every: bool = False) -> bool:
        self.woken = False
        items = self.session.take(limit, every=every)
        for item in items:
            if isinstance(item, Loss):
                self.lose(item)
            else:
                self.get(item)
                assert every is False or item.skipped == 0 or self.forgotten(item)
        return bool(items)

    def forgotten(self, item: Delivery) -> bool:
        return item.message.seq <= item.room.messages[0].seq

    def lose(self, loss: Loss) -> None:
        assert loss.room.is_log
        assert loss.first == self.at[loss.room.topic] + 1 <= loss.last
        self.at[loss.room.topic] = loss.last

    def get(self, item: Delivery) -> None:
        topic, seq = item.room.topic, item.message.seq
        assert item.prev == self.at[topic]
        assert item.skipped == seq - item.prev - 1
        assert item.skipped == 0 or not item.room.is_log
        self.at[topic] = seq


@given(st.lists(st.one_of(PUBLISH, TAKE), max_size=80), st.integers(300, 20_000), st.booleans())
def test_the_chain_is_unbroken_and_every_trade_comes_or_is_named_lost(steps, room_bytes, every):
    reader = Reader(room_bytes)
    for step in steps:
        if isinstance(step, int):
            reader.take(step, every)
        else:
            reader.hub.publish(event(step))
    while reader.take(1000):
        pass
    for topic, seq in reader.at.items():
        assert seq == reader.hub.room(topic).seq


@given(st.lists(PUBLISH, min_size=1, max_size=40), TAKE)
def test_nothing_is_due_without_a_wake_before(kinds, limit):
    reader = Reader(100_000)
    for kind in kinds:
        reader.hub.publish(event(kind))
        assert reader.woken
    while reader.take(limit):
        pass
    assert not reader.woken
    reader.hub.publish(event("trade"))
    assert reader.woken


def test_a_slow_reader_of_a_state_room_gets_the_latest_and_how_many_it_skipped(
    hub, session, ticker
):
    hub.join(session, TICKERS)
    for price in (1.0, 2.0, 3.0):
        hub.publish(ticker(price))
    [item] = session.take(100_000)
    assert (item.message.event.price, item.prev, item.skipped) == (3.0, 0, 2)


def test_a_reader_that_keeps_up_gets_every_state(hub, session, ticker):
    hub.join(session, TICKERS)
    for price in (1.0, 2.0, 3.0):
        hub.publish(ticker(price))
    taken = session.take(100_000, every=True)
    assert [(item.message.event.price, item.prev, item.skipped) for item in taken] == [
        (1.0, 0, 0),
        (2.0, 1, 0),
        (3.0, 2, 0),
    ]


def test_a_gap_in_a_state_room_is_never_skipped(hub, session, ticker, gap):
    hub.join(session, TICKERS)
    for told in (ticker(1.0), gap("ticker"), ticker(2.0), ticker(3.0)):
        hub.publish(told)
    taken = session.take(100_000)
    assert [(item.message.seq, item.prev, item.skipped) for item in taken] == [
        (2, 0, 1),
        (4, 2, 1),
    ]


def test_a_slow_reader_of_a_log_room_is_told_what_it_lost(session, trade):
    hub = Hub("e1", 2 * len(Message(1, trade(0)).data))
    hub.enter(session)
    hub.join(session, TRADES)
    for number in range(5):
        hub.publish(trade(number))
    loss, *rest = session.take(100_000)
    assert loss == Loss(hub.room(TRADES), 1, 3)
    assert [(item.message.seq, item.prev) for item in rest] == [(4, 3), (5, 4)]


def test_a_busy_room_does_not_starve_another(hub, session, trade, ticker):
    hub.join(session, TRADES)
    hub.join(session, TICKERS)
    for number in range(100):
        hub.publish(trade(number))
    hub.publish(ticker(1.0))
    session.take(1)
    [item] = session.take(1)
    assert item.room.topic == TICKERS


def test_a_take_is_bounded(hub, session, trade):
    hub.join(session, TRADES)
    for number in range(100):
        hub.publish(trade(number))
    taken = session.take(1000)
    assert sum(len(item.message.data) for item in taken) < 1000 + len(taken[0].message.data)


def test_the_tops_are_the_newest_positions_of_the_rooms(hub, session, ticker):
    hub.join(session, TICKERS)
    hub.join(session, TRADES)
    hub.publish(ticker(1.0))
    assert session.tops() == {TICKERS: 1, TRADES: 0}
