"""Rooms of order books: whatever a client missed, what it holds is the book or is flagged."""

from hypothesis import given
from hypothesis import strategies as st

from radist.hub.hub import Hub
from radist.hub.session import Delivery, Session
from radist.market.book import OrderBook
from radist.model import BookDelta, BookSnapshot, Event, Gap

TOPIC = "book.there.A/B"
PLACE = ("there", "A/B", "AB", 1, 2)


def snapshot(last_id: int, *bids: tuple[float, float]) -> BookSnapshot:
    return BookSnapshot(*PLACE, last_id, list(bids), [(100.0, 1.0)])


def delta(last_id: int, *bids: tuple[float, float]) -> BookDelta:
    return BookDelta(*PLACE, last_id, last_id, None, list(bids), [])


GAP = Gap(*PLACE, channel="book", cause="upstream")


def hub_of(*events: Event) -> tuple[Hub, Session]:
    hub, session = Hub("e", 1_000_000), Session("s", lambda: None)
    hub.enter(session)
    for event in events:
        hub.publish(event)
    return hub, session


def test_a_newcomer_gets_the_book_as_it_is_now_and_then_each_delta() -> None:
    hub, session = hub_of(snapshot(5, (1.0, 1.0)), delta(6, (2.0, 3.0)))
    joined = hub.join(session, TOPIC)
    assert joined.snapshot is not None and isinstance(joined.snapshot.event, BookSnapshot)
    assert joined.snapshot.event.bids == [(2.0, 3.0), (1.0, 1.0)]
    assert joined.snapshot.event.last_id == 6 and joined.seq == joined.snapshot.seq
    hub.publish(delta(7, (1.0, 0.0)))
    (item,) = session.take(10_000)
    assert isinstance(item, Delivery) and item.message.event == delta(7, (1.0, 0.0))


def test_a_slow_client_gets_one_snapshot_for_the_deltas_it_missed() -> None:
    hub, session = hub_of(snapshot(5, (1.0, 1.0)))
    hub.join(session, TOPIC)
    for number in range(6, 9):
        hub.publish(delta(number, (float(number), 1.0)))
    (item,) = session.take(10_000)
    assert isinstance(item, Delivery) and isinstance(item.message.event, BookSnapshot)
    assert (item.prev, item.message.seq, item.skipped) == (1, 4, 2)
    assert item.message.event.bids[0] == (8.0, 1.0)


def test_a_book_that_is_not_known_to_be_right_is_not_served() -> None:
    hub, session = hub_of(snapshot(5, (1.0, 1.0)))
    assert hub.book(TOPIC) is not None
    hub.publish(GAP)
    assert hub.book(TOPIC) is None
    assert hub.join(session, TOPIC).snapshot is None
    hub.publish(snapshot(9, (3.0, 1.0)))
    book = hub.book(TOPIC)
    assert book is not None and book.bids(1) == [(3.0, 1.0)]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.integers(1, 9).map(float), st.integers(0, 2).map(float)),
            st.sampled_from(["gap", "snapshot", "take", "take every"]),
        ),
        max_size=60,
    )
)
def test_however_slow_a_client_is_its_book_is_the_room_s_or_is_flagged(steps: list[object]) -> None:
    hub, session = hub_of(snapshot(0, (5.0, 5.0)))
    theirs = OrderBook()
    joined = hub.join(session, TOPIC)
    assert joined.snapshot is not None
    theirs.apply(joined.snapshot.event)
    position = joined.seq

    def take(every: bool) -> None:
        nonlocal position
        for item in session.take(1_000_000, every=every):
            assert isinstance(item, Delivery) and item.prev == position
            position = item.message.seq
            theirs.apply(item.message.event)

    for last, step in enumerate(steps, 1):
        match step:
            case "take" | "take every":
                take(every=step == "take every")
            case "gap":
                hub.publish(GAP)
            case "snapshot":
                hub.publish(snapshot(last, (4.0, 4.0)))
            case tuple():
                hub.publish(delta(last, step))
    take(every=False)
    real = hub.book(TOPIC)
    assert theirs.live == (real is not None)
    if real is not None:
        assert theirs.bids(99) == real.bids(99) and theirs.asks(99) == real.asks(99)
