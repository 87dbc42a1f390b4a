"""What rooms remember that nobody listens to, and what all of them do."""

from radist import platform
from radist.hub.hub import QUIET, Hub, Position
from radist.hub.session import Session
from radist.model import BookDelta, BookSnapshot, Freshness, Ticker, Trade
from radist.topics import topic_of

BTC = "trade.there.BTC/USDT"


def trade(number: int, symbol: str = "BTC/USDT") -> Trade:
    return Trade("there", symbol, "BTCUSDT", number, number, str(number), 1.0, 1.0, "buy")


def heard(hub: Hub, *topics: str) -> Session:
    """Somebody who listens."""
    session = Session("s", lambda: None)
    hub.enter(session)
    for topic in topics:
        hub.join(session, topic)
    return session


def told(hub: Hub, count: int, symbol: str = "BTC/USDT") -> None:
    for number in range(count):
        hub.publish(trade(number, symbol))


def test_a_room_that_nobody_has_listened_to_keeps_its_position_and_the_newest_alone() -> None:
    hub = Hub("e", 1_000_000)
    told(hub, 5)
    hub.forget(0)
    assert [message.seq for message in hub.rooms[BTC].messages] == [5]
    assert hub.latest(topic_of(trade(0))) == trade(4)
    session = heard(hub)
    assert hub.join(session, BTC, Position("e", 2)).reason == "retention"
    assert hub.join(session, BTC, Position("e", 5)).recovered


def test_whoever_has_left_may_come_back_for_a_while() -> None:
    hub = Hub("e", 1_000_000)
    hub.quit(heard(hub, BTC))
    told(hub, 5)
    hub.forget(1)
    hub.forget(QUIET)
    assert hub.join(heard(hub), BTC, Position("e", 0)).recovered
    hub.quit(hub.sessions["s"])
    hub.forget(QUIET)
    hub.forget(2 * QUIET)
    assert len(hub.rooms[BTC].messages) == 1


def test_a_room_with_a_listener_forgets_nothing() -> None:
    hub = Hub("e", 1_000_000)
    heard(hub, BTC)
    told(hub, 5)
    hub.forget(10 * QUIET)
    assert len(hub.rooms[BTC].messages) == 5


def test_all_rooms_together_remember_so_much_and_no_more() -> None:
    hub = Hub("e", 1_000_000, total_bytes=4_000)
    symbols = [f"{n}/USDT" for n in range(10)]
    heard(hub, *(f"trade.there.{symbol}" for symbol in symbols))
    for symbol in symbols:
        told(hub, 20, symbol)
    assert sum(room.size for room in hub.rooms.values()) > 20_000
    hub.forget(0)
    assert sum(room.size for room in hub.rooms.values()) <= 4_000
    assert all(room.messages[-1].seq == room.seq for room in hub.rooms.values())


def test_rooms_of_tokens_count_among_them() -> None:
    hub = Hub("e", 1_000_000, total_bytes=4_000)
    session = heard(hub, BTC)
    for number in range(10):
        hub.join(session, f"token_{number}")
        for amount in range(20):
            content = {"token_mint": str(number), "trade_type": "buy", "amount": amount}
            hub.tell(platform.event("new_trade", content, 1))
    told(hub, 20)
    assert sum(room.size for room in hub.rooms.values()) > 20_000
    hub.forget(0)
    assert sum(room.size for room in hub.rooms.values()) <= 4_000
    assert len(hub.rooms["token_1"].messages) > 1


def test_so_do_the_pictures_of_books() -> None:
    hub = Hub("e", 1_000_000, total_bytes=30_000)
    place, topics = ("there", "BTCUSDT", 1, 1), [f"book.there.{n}/USDT" for n in range(5)]
    heard(hub, *topics)
    for topic in topics:
        exchange, native, *times = place
        here = (exchange, topic.rpartition(".")[2], native, *times)
        levels = [(float(price), 1.0) for price in range(1, 101)]
        hub.publish(BookSnapshot(*here, 1, levels, []))
        for last in range(2, 6):
            hub.publish(BookDelta(*here, last, last, last - 1, [(float(last), 2.0)], []))
            hub.publish(Freshness(*here, "book", stale=last % 2 == 0, cause="mute"))
    deltas = sum(len(m.data) for topic in topics for m in hub.rooms[topic].messages)
    assert sum(room.size for room in hub.rooms.values()) > 2 * deltas
    hub.forget(0)
    assert sum(room.size for room in hub.rooms.values()) <= 30_000
    assert all(0 < len(room._pictures) < 4 for room in hub.rooms.values())
    assert hub.join(heard(hub), topics[0]).snapshot is not None


def test_whoever_looks_into_rooms_of_tokens_leaves_nothing_behind() -> None:
    hub = Hub("e", 1_000_000)
    for number in range(50):
        hub.quit(heard(hub, f"token_{number}"))
        hub.forget(number)
    assert (hub.rooms, hub._until) == ({}, {})


def test_what_was_let_go_in_between_is_not_recovered_from() -> None:
    hub = Hub("e", 1_000_000)
    told(hub, 5)
    hub.begin_anew([BTC])
    for seq in (4, 5):
        joined = hub.join(heard(hub), BTC, Position("e", seq))
        assert (joined.recovered, joined.reason, joined.seq) == (False, "retention", 6)
    told(hub, 1)
    assert hub.join(heard(hub), BTC, Position("e", 5)).reason == "retention"
    assert hub.join(heard(hub), BTC, Position("e", 6)).recovered


def test_a_state_from_before_is_told_to_no_newcomer_but_known_as_the_newest() -> None:
    hub, place = Hub("e", 1_000_000), ("there", "BTC/USDT", "BTCUSDT", 1, 1)
    ticker = Ticker(*place, 42.0, 1.0, 2.0, 0.5, 10.0, 20.0)
    topic = topic_of(ticker)
    hub.publish(ticker)
    hub.publish(Freshness(*place, "ticker", stale=True, cause="mute"))
    hub.begin_anew([topic])
    assert hub.join(heard(hub), topic).snapshot is None
    assert hub.rooms[topic].doubt == "" and hub.latest(topic) == ticker
    hub.publish(ticker)
    joined = hub.join(heard(hub), topic)
    assert joined.snapshot and joined.snapshot.seq == joined.seq == 4


def test_a_book_that_was_let_go_is_none_until_there_is_another() -> None:
    hub = Hub("e", 1_000_000)
    book = BookSnapshot("there", "BTC/USDT", "BTCUSDT", 1, 1, 7, [(1.0, 1.0)], [(2.0, 1.0)])
    hub.publish(book)
    hub.begin_anew([topic_of(book)])
    assert hub.book(topic_of(book)) is None
    assert hub.join(heard(hub), topic_of(book)).snapshot is None
    hub.publish(book)
    assert hub.book(topic_of(book)) is not None


def test_a_room_with_a_listener_goes_on_whatever_is_let_go() -> None:
    hub = Hub("e", 1_000_000)
    session = heard(hub, BTC)
    told(hub, 2)
    hub.begin_anew([BTC, "trade.there.NEVER/HEARD"])
    assert [item.message.seq for item in session.take(1_000_000)] == [1, 2]


def test_who_came_in_is_told_once_though_they_have_left() -> None:
    hub = Hub("e", 1_000_000)
    hub.quit(heard(hub, BTC))
    assert (hub.moved(), hub.moved(), hub.occupied()) == ({BTC}, set(), set())
    heard(hub, BTC)
    assert hub.is_occupied(BTC) and hub.moved() == {BTC}
    assert not hub.is_occupied("trade.there.NEVER/HEARD")
