from zlib import crc32

import msgspec
import pytest

from radist.exchanges._okx_books import Books
from radist.exchanges._okx_payloads import Ladder, Rung
from radist.model import BookDelta, BookSnapshot, Gap, Instrument

SWAP = Instrument(
    "BTC/USDT:USDT",
    "BTC-USDT-SWAP",
    "BTC",
    "USDT",
    kind="perpetual",
    settle="USDT",
    contract_size=0.01,
)
SPOT = Instrument("BTC/USDT", "BTC-USDT", "BTC", "USDT")


@pytest.fixture
def books() -> Books:
    return Books("okx", SPOT)


def frame(previous: object, number: object, *, action: str = "update", **more: object) -> bytes:
    row = {"asks": [["10.6", "1", "0", "1"]], "bids": [["10.5", "2", "0", "3"]]}
    row |= {"ts": "1771422400000", "checksum": 0, "seqId": number, "prevSeqId": previous} | more
    row = {name: value for name, value in row.items() if value is not None}
    return msgspec.json.encode({"arg": {}, "action": action, "data": [row]})


def begun(books: Books, number: int = 10) -> BookSnapshot:
    (snapshot,) = books.received(frame(-1, number, action="snapshot"), 1)
    assert isinstance(snapshot, BookSnapshot)
    return snapshot


def test_a_book_begins_with_a_snapshot_and_goes_on_with_changes(books):
    assert begun(books).last_id == 10
    (delta,) = books.received(frame(10, 15), 2)
    assert (delta.first_id, delta.last_id, delta.previous_id) == (11, 15, 10)
    assert (delta.bids, delta.asks) == ([(10.5, 2.0)], [(10.6, 1.0)])


def test_contracts_are_turned_into_base_units_to_the_digit():
    rungs = [["10.5", "667.19", "0", "3"], ["10.4", "3", "0", "1"]]
    (snapshot,) = Books("okx_swap", SWAP).received(frame(-1, 1, action="snapshot", bids=rungs), 1)
    assert snapshot.bids == [(10.5, 6.6719), (10.4, 0.03)]


def test_a_repeated_number_says_that_nothing_has_changed(books):
    begun(books)
    assert books.received(frame(10, 10, asks=[], bids=[]), 2) == ()
    (delta,) = books.received(frame(10, 11), 3)
    assert delta.last_id == 11


def test_numbers_that_begin_anew_are_no_hole(books):
    begun(books)
    (delta,) = books.received(frame(10, 3), 2)
    assert (delta.first_id, delta.last_id, delta.previous_id) == (3, 3, 10)
    (delta,) = books.received(frame(3, 5), 3)
    assert isinstance(delta, BookDelta)
    assert not books.lost


def test_a_change_that_follows_another_is_a_gap_and_nothing_comes_until_a_snapshot(books):
    begun(books)
    (hole,) = books.received(frame(12, 15), 2)
    assert isinstance(hole, Gap)
    assert (hole.channel, hole.cause, hole.from_id, hole.to_id) == ("book", "upstream", "11", "12")
    assert books.lost
    assert books.received(frame(15, 16), 3) == ()
    begun(books, 20)
    assert not books.lost


def test_after_another_socket_the_hole_is_told_before_the_snapshot(books):
    begun(books)
    books.interrupt()
    hole, snapshot = books.received(frame(-1, 30, action="snapshot"), 2)
    assert isinstance(hole, Gap)
    assert (hole.cause, snapshot.last_id) == ("reconnect", 30)


def test_changes_before_the_snapshot_ask_for_one(books):
    assert books.received(frame(10, 11), 1) == ()
    assert books.lost


def ladder(number: int) -> Ladder:
    return Ladder([Rung(10.6, 1.0)], [Rung(10.5, 2.0)], 1_771_422_400_000, number)


def test_a_snapshot_by_rest_that_is_no_news_is_not_told(books):
    begun(books)
    assert books.polled(ladder(10), 2) == ()


def test_changes_go_on_after_a_snapshot_by_rest_that_was_ahead(books):
    begun(books)
    (snapshot,) = books.polled(ladder(14), 2)
    assert snapshot.last_id == 14
    assert books.received(frame(10, 13), 3) == ()
    (delta,) = books.received(frame(13, 16), 4)
    assert (delta.previous_id, delta.last_id) == (13, 16)


def test_without_a_socket_each_new_snapshot_by_rest_is_told(books):
    begun(books)
    books.interrupt()
    hole, snapshot = books.polled(ladder(20), 2)
    assert (hole.cause, snapshot.last_id) == ("reconnect", 20)
    assert books.polled(ladder(20), 3) == ()
    assert [e.last_id for e in books.polled(ladder(21), 4)] == [21]


def signed(text: str) -> int:
    found = crc32(text.encode())
    return found - 2**32 if found >= 2**31 else found


def test_where_checksums_come_they_are_held_against_the_spelling(books):
    first = signed("10.5:2:10.6:1")
    assert books.received(frame(None, None, action="snapshot", checksum=first), 1)
    bids = [["10.50", "0", "0", "0"], ["10.4", "1.10", "0", "2"]]
    second = signed("10.4:1.10:10.6:1")
    (delta,) = books.received(frame(None, None, checksum=second, bids=bids), 2)
    assert (delta.bids, delta.previous_id, delta.last_id) == ([(10.5, 0.0), (10.4, 1.1)], 0, 1)
    (hole,) = books.received(frame(None, None, checksum=second + 1), 3)
    assert isinstance(hole, Gap)
    assert books.lost


def test_a_recording_without_a_snapshot_has_its_changes_passed_on():
    (delta,) = Books("okx", SPOT, passes=True).received(frame(10, 11), 1)
    assert isinstance(delta, BookDelta)


def test_a_book_that_is_not_to_be_believed_is_lost_without_a_word(books):
    begun(books)
    assert books.renew(2, broken=False) == () and not books.lost
    assert books.renew(2, broken=True) == () and books.lost
    assert books.received(frame(10, 15), 3) == ()
    assert begun(books, 20).last_id == 20 and not books.lost


def test_a_picture_by_rest_leaves_the_stream_alone(books):
    begun(books)
    ladder = Ladder([Rung(10.6, 1.0)], [Rung(10.5, 2.0)], 12, 12)
    picture = books.pictured(ladder, 2)
    assert (picture.source, picture.last_id) == ("rest", 12)
    assert len(books.received(frame(10, 15), 3)) == 1
