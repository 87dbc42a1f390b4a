"""The room of all symbols of a channel."""

from radist.hub.hub import Hub, Position
from radist.hub.session import Delivery, Session
from radist.model import MiniTicker, RollingTicker


def ticker(symbol: str, price: float) -> MiniTicker:
    return MiniTicker("there", symbol, symbol, 1, 1, price, 1.0, 1.0, 1.0, 1.0, 1.0)


def test_whoever_listens_to_all_symbols_gets_each_of_them_in_order() -> None:
    hub, session = Hub("e", 1_000_000), Session("s", lambda: None)
    hub.enter(session)
    hub.join(session, "mini_ticker.there.*")
    told = [ticker("A/B", 1.0), ticker("C/D", 2.0), ticker("A/B", 3.0)]
    for event in told:
        hub.publish(event)
    items = session.take(1_000_000)
    assert [item.message.event for item in items if isinstance(item, Delivery)] == told
    assert hub.latest("mini_ticker.there.A/B") == told[2]


def test_another_exchange_or_channel_is_not_in_it() -> None:
    hub, session = Hub("e", 1_000_000), Session("s", lambda: None)
    hub.enter(session)
    hub.join(session, "mini_ticker.elsewhere.*")
    hub.publish(ticker("A/B", 1.0))
    assert session.take(1_000_000) == []


def test_what_was_let_go_is_no_more_fed_by_topics_of_one_symbol_until_somebody_comes() -> None:
    hub, session = Hub("e", 1_000_000), Session("s", lambda: None)
    hub.enter(session)
    seen = hub.join(session, "mini_ticker.there.*")
    hub.publish(ticker("A/B", 1.0))
    hub.leave(session, "mini_ticker.there.*")
    hub.publish(ticker("A/B", 2.0))
    assert seen.room.seq == 2, "whoever has left may come back for a while"
    hub.begin_anew(["mini_ticker.there.*"])
    hub.publish(ticker("A/B", 3.0))
    assert (seen.room.seq, len(seen.room.messages)) == (3, 0)
    again = hub.join(session, "mini_ticker.there.*", Position("e", 2))
    assert (again.recovered, again.reason, again.seq) == (False, "retention", 3)
    hub.publish(ticker("A/B", 4.0))
    [item] = session.take(1_000_000)
    assert isinstance(item, Delivery) and item.message.seq == 4


def window(symbol: str, interval: str) -> RollingTicker:
    prices = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.1, 0.1, 1.0)
    return RollingTicker("there", symbol, symbol, 1, 1, interval, *prices, 1)


def test_all_symbols_of_one_interval_are_a_room_where_each_counts() -> None:
    hub, session = Hub("e", 1_000_000), Session("s", lambda: None)
    hub.enter(session)
    hub.join(session, "rolling_ticker.there.*.1h")
    told = [window("A/B", "1h"), window("C/D", "1h")]
    for event in (told[0], window("A/B", "4h"), told[1]):
        hub.publish(event)
    items = session.take(1_000_000)
    assert [item.message.event for item in items if isinstance(item, Delivery)] == told
    assert hub.room("rolling_ticker.there.*.1h").is_log


def test_a_room_of_some_symbols_gets_those_that_begin_so_and_each_counts() -> None:
    hub = Hub("e", 1_000_000, covered=lambda topic: "A/B:" if topic.endswith(".A/B") else None)
    session = Session("s", lambda: None)
    hub.enter(session)
    assert hub.join(session, "mini_ticker.there.A/B").snapshot is None
    told = [ticker("A/B:B-1", 1.0), ticker("A/B:B-2", 2.0), ticker("A/B:B-1", 3.0)]
    for event in (told[0], ticker("A/C:C-1", 9.0), *told[1:]):
        hub.publish(event)
    items = session.take(1_000_000)
    assert [item.message.event for item in items if isinstance(item, Delivery)] == told
