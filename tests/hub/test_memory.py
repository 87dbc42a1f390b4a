"""What rooms remember that nobody listens to."""

from radist.hub.hub import Hub, Position
from radist.hub.session import Session
from radist.model import Trade
from radist.topics import topic_of


def trade(number: int, symbol: str = "BTC/USDT") -> Trade:
    return Trade("there", symbol, "BTCUSDT", number, number, str(number), 1.0, 1.0, "buy")


def test_a_room_that_nobody_hears_and_nothing_comes_to_keeps_its_position_alone() -> None:
    hub = Hub("e", 1_000_000)
    for number in range(5):
        hub.publish(trade(number))
    topic = topic_of(trade(0))
    hub.forget({topic})
    assert len(hub.rooms[topic].messages) == 5
    hub.forget(())
    assert [message.seq for message in hub.rooms[topic].messages] == [5]
    assert hub.latest(topic) == trade(4)
    session = Session("s", lambda: None)
    hub.enter(session)
    assert hub.join(session, topic, Position("e", 2)).reason == "retention"
    assert hub.join(session, topic, Position("e", 5)).recovered


def test_a_room_with_a_listener_forgets_nothing() -> None:
    hub, session = Hub("e", 1_000_000), Session("s", lambda: None)
    hub.enter(session)
    topic = topic_of(trade(0))
    hub.join(session, topic)
    for number in range(5):
        hub.publish(trade(number))
    hub.forget(())
    assert len(hub.rooms[topic].messages) == 5
