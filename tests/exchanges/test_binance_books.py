"""Books of the Binance family: joined by the venue's rules, or flagged."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from radist.exchanges._binance_books import Books, Snapshots
from radist.exchanges._binance_streams import DepthBody
from radist.exchanges.base import Fetch
from radist.model import BookDelta, BookSnapshot, Gap, Instrument

BTC = Instrument("BTC/USDT", "BTCUSDT", "BTC", "USDT")
FETCH = Fetch("http://rest.test/depth?symbol=BTCUSDT")


def frame(first: int, last: int, previous: int | None = None) -> bytes:
    payload = {"E": last, "U": first, "u": last, "b": [[str(last), "1"]], "a": []}
    if previous is not None:
        payload["pu"] = previous
    return msgspec.json.encode({"stream": "btcusdt@depth", "data": payload})


def body(last: int) -> DepthBody:
    return DepthBody(last, [(1.0, 1.0)], [(2.0, 1.0)])


@pytest.fixture
def book() -> Books:
    return Books("binance", BTC, FETCH)


def ids(outcomes: object) -> list[object]:
    """Deltas as (first, last), snapshots as their id, gaps and fetches by name."""
    told: list[object] = []
    for outcome in outcomes:  # type: ignore[attr-defined]
        match outcome:
            case BookDelta():
                told.append((outcome.first_id, outcome.last_id))
            case BookSnapshot():
                told.append(outcome.last_id)
            case Gap():
                told.append(("gap", outcome.from_id, outcome.to_id))
            case Fetch():
                told.append("fetch")
    return told


def test_the_first_delta_asks_for_a_snapshot_once(book: Books) -> None:
    assert ids(book.received(frame(1, 2), 0)) == ["fetch"]
    assert ids(book.received(frame(3, 4), 0)) == []


def test_deltas_wait_for_the_snapshot_and_the_old_ones_are_dropped(book: Books) -> None:
    for first, last in ((1, 2), (3, 5), (6, 8)):
        book.received(frame(first, last), 0)
    assert ids(book.snapshot(body(4), 0)) == [4, (3, 5), (6, 8)]
    assert ids(book.received(frame(9, 9), 0)) == [(9, 9)]


def test_a_snapshot_from_before_the_first_delta_is_asked_for_again(book: Books) -> None:
    book.received(frame(10, 12), 0)
    assert ids(book.snapshot(body(8), 0)) == ["fetch"]
    assert ids(book.snapshot(body(9), 0)) == [9, (10, 12)]


def test_a_hole_is_told_before_anything_else_and_a_snapshot_is_fetched(book: Books) -> None:
    book.received(frame(1, 2), 0)
    book.snapshot(body(2), 0)
    assert ids(book.received(frame(5, 6), 0)) == [("gap", "3", "4"), "fetch"]
    assert ids(book.received(frame(7, 7), 0)) == []
    assert ids(book.snapshot(body(6), 0)) == [6, (7, 7)]


def test_a_repetition_is_dropped(book: Books) -> None:
    book.received(frame(1, 2), 0)
    book.snapshot(body(2), 0)
    assert ids(book.received(frame(1, 2), 0)) == []


def test_futures_chain_by_the_delta_before(book: Books) -> None:
    for last, previous in ((10, 5), (20, 10), (30, 20)):
        book.received(frame(last - 1, last, previous), 0)
    assert ids(book.snapshot(body(15), 0)) == [15, (19, 20), (29, 30)]
    assert ids(book.received(frame(38, 40, 30), 0)) == [(38, 40)]
    assert ids(book.received(frame(58, 60, 50), 0)) == [("gap", "41", "57"), "fetch"]


def test_an_answer_that_never_comes_is_asked_for_again(book: Books) -> None:
    book.received(frame(1, 2), 0)
    book.failed()
    assert ids(book.received(frame(3, 4), 0)) == ["fetch"]


def test_without_a_way_to_ask_deltas_are_passed_on() -> None:
    book = Books("binance", BTC, None)
    assert ids(book.received(frame(1, 2), 0)) == [(1, 2)]


@given(st.integers(0, 60), st.sets(st.integers(0, 59), max_size=6), st.integers(1, 20))
def test_whatever_is_lost_no_delta_follows_another_that_it_does_not_follow(
    snapshot_at: int, lost: set[int], delay: int
) -> None:
    """Sixty deltas, some lost, snapshots that arrive late: what comes out has no unflagged hole."""
    book, position, due = Books("binance", BTC, FETCH), None, None
    for number in range(60):
        outcomes = () if number in lost else book.received(frame(number, number), 0)
        if due is not None and number >= due:
            due, outcomes = None, (*outcomes, *book.snapshot(body(max(number, snapshot_at)), 0))
        for told in ids(outcomes):
            if told == "fetch":
                due = number + delay
            elif isinstance(told, int):
                position = told
            elif isinstance(told, tuple) and told[0] == "gap":
                position = None
            elif isinstance(told, tuple):
                assert position is not None and told[0] <= position + 1
                position = told[1]


def test_a_book_that_is_not_to_be_believed_is_asked_for_anew_without_a_word(book: Books) -> None:
    book.received(frame(1, 2), 0)
    book.snapshot(body(2), 0)
    assert ids(book.renew(0, broken=True)) == ["fetch"]
    assert ids(book.received(frame(3, 4), 0)) == []
    assert ids(book.snapshot(body(3), 0)) == [3, (3, 4)]


@pytest.mark.parametrize("previous", [None, 4])
def test_more_levels_come_while_the_book_goes_on_as_of_where_it_is(
    book: Books, previous: int | None
) -> None:
    first = 3 if previous is None else 5
    book.received(frame(1, 4 if previous else 2, 0 if previous else None), 0)
    book.snapshot(body(4 if previous else 2), 0)
    assert ids(book.renew(0, broken=False)) == ["fetch"]
    assert ids(book.renew(0, broken=False)) == []
    assert ids(book.received(frame(first, 6, previous), 0)) == [(first, 6)]
    (deep,) = book.snapshot(DepthBody(5, [(9.0, 1.0), (8.0, 1.0)], [(10.0, 1.0)]), 0)
    assert (deep.last_id, deep.bids) == (6, [(9.0, 1.0), (8.0, 1.0), (6.0, 1.0)])
    assert ids(book.received(frame(7, 8, 6 if previous else None), 0)) == [(7, 8)]


def test_more_levels_of_before_what_is_remembered_are_no_news(book: Books) -> None:
    book.received(frame(1, 2), 0)
    book.snapshot(body(2), 0)
    book.received(frame(3, 9), 0)
    book.renew(0, broken=False)
    book.received(frame(10, 12), 0)
    assert ids(book.snapshot(body(8), 0)) == []
    book.renew(0, broken=False)
    book.received(frame(13, 14), 0)
    book.failed()
    book.received(frame(15, 16), 0)  # nobody waits, so it is not remembered
    book.renew(0, broken=False)
    book.received(frame(17, 18), 0)
    assert ids(book.snapshot(body(13), 0)) == []
    assert ids(book.received(frame(19, 19), 0)) == [(19, 19)]


def test_where_many_wait_the_next_are_asked_for_with_few_levels() -> None:
    snapshots, quick = Snapshots(), Fetch("quick", 5)
    books = [
        Books("binance", replace(BTC, native=f"{n}"), FETCH, quick, snapshots) for n in range(30)
    ]
    asked = [book.received(frame(1, 2), 0)[-1] for book in books]
    assert asked == [FETCH] * 20 + [quick] * 10
    assert books[25].renew(0, broken=True) == (quick,)  # it is on its way: not twice
    for book in books[:29]:
        book.snapshot(body(2), 0)
    assert books[25].renew(59_000_000, broken=False) == (quick,)
    assert books[26].renew(60_000_000, broken=False) == (FETCH,)
