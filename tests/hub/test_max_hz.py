"""A client may want to hear of a room so many times a second and no more."""

import pytest

from radist.errors import ClientError
from radist.hub.hub import Hub, Position
from radist.hub.session import Delivery, Session
from radist.market.book import OrderBook
from radist.model import BookDelta, BookSnapshot

TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"
BOOK, PLACE = "book.there.A/B", ("there", "A/B", "AB", 1, 2)
SECOND = 1_000_000


def told(session: Session, now: int) -> list[tuple[int, int, int]]:
    items = session.take(1_000_000, every=True, now=now)
    return [(item.message.seq, item.prev, item.skipped) for item in items]


def test_the_first_goes_at_once_and_the_rest_as_one_when_its_time_comes(hub, session, ticker):
    hub.join(session, TICKERS, max_hz=2)
    hub.publish(ticker(1.0))
    assert told(session, 0) == [(1, 0, 0)]
    for price in (2.0, 3.0, 4.0):
        hub.publish(ticker(price))
        assert told(session, SECOND // 4) == []
    assert session.held_until() == SECOND // 2
    assert told(session, SECOND // 2) == [(4, 1, 2)]
    assert session.held_until() is None


def test_a_room_that_is_held_wakes_nobody(hub, session, wakes, ticker):
    hub.join(session, TICKERS, max_hz=1)
    hub.publish(ticker(1.0))
    told(session, 0)
    hub.publish(ticker(2.0))
    assert (told(session, 1), len(wakes)) == ([], 2)
    hub.publish(ticker(3.0))
    assert len(wakes) == 2


def test_other_rooms_of_the_session_are_not_held(hub, session, ticker, trade):
    hub.join(session, TICKERS, max_hz=1)
    hub.join(session, TRADES)
    for _ in range(2):
        hub.publish(ticker(1.0))
        hub.publish(trade(1))
        told(session, 0)
    assert session.tops() == {TICKERS: 1, TRADES: 2}


def test_the_tops_name_what_the_client_is_to_have_by_now(hub, session, ticker):
    hub.join(session, TICKERS, max_hz=1)
    hub.publish(ticker(1.0))
    assert session.tops() == {TICKERS: 1}
    told(session, 0)
    hub.publish(ticker(2.0))
    told(session, 1)
    assert session.tops() == {TICKERS: 1}
    told(session, SECOND)
    assert session.tops() == {TICKERS: 2}


def test_where_every_message_counts_it_is_refused(hub, session):
    for topic in (TRADES, "ticker.binance.*"):
        with pytest.raises(ClientError, match=r"max_hz: in .* every message counts") as caught:
            hub.join(session, topic, max_hz=1)
        assert (caught.value.code, caught.value.reason) == (400, "log_room")
    assert session.memberships == {}


def test_a_gap_is_told_with_the_state_around_it(hub, session, ticker, gap):
    hub.join(session, TICKERS, max_hz=1)
    for event in (ticker(1.0), gap("ticker"), ticker(2.0), ticker(3.0), gap("ticker")):
        hub.publish(event)
    assert told(session, 0) == [(2, 0, 1), (4, 2, 1), (5, 4, 0)]


def test_joining_again_without_it_ends_it(hub, session, ticker):
    hub.join(session, TICKERS, max_hz=1)
    hub.publish(ticker(1.0))
    told(session, 0)
    hub.publish(ticker(2.0))
    told(session, 0)
    hub.join(session, TICKERS, Position("e1", 1))
    assert told(session, 0) == [(2, 1, 0)]
    hub.publish(ticker(3.0))
    assert told(session, 0) == [(3, 2, 0)]


def test_whoever_leaves_a_room_that_is_held_hears_no_more_of_it(hub, session, ticker):
    hub.join(session, TICKERS, max_hz=1)
    for _ in range(2):
        hub.publish(ticker(1.0))
        told(session, 0)
    hub.leave(session, TICKERS)
    assert (told(session, SECOND), session.held_until()) == ([], None)


def test_deltas_of_a_book_are_merged_into_one_that_does_the_same():
    hub, session, theirs = Hub("e", 1_000_000), Session("s", lambda: None), OrderBook()
    hub.publish(BookSnapshot(*PLACE, 1, [(1.0, 1.0), (2.0, 1.0)], [(9.0, 1.0)]))
    joined = hub.join(session, BOOK, max_hz=1)
    theirs.apply(joined.snapshot.event)
    for last, bids in enumerate(([(1.0, 5.0)], [(1.0, 0.0), (3.0, 1.0)], [(3.0, 2.0)]), 2):
        hub.publish(BookDelta(*PLACE, last, last, last - 1, bids, []))
    [item] = session.take(1_000_000, every=True)
    assert isinstance(item, Delivery) and isinstance(item.message.event, BookDelta)
    delta = item.message.event
    assert (delta.first_id, delta.last_id, delta.previous_id) == (2, 4, 1)
    assert sorted(delta.bids) == [(1.0, 0.0), (3.0, 2.0)]
    assert (item.message.seq, item.prev, item.skipped) == (4, 1, 2)
    theirs.apply(delta)
    assert theirs.bids(9) == hub.book(BOOK).bids(9) == [(3.0, 2.0), (2.0, 1.0)]
