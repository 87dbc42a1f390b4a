"""The order book after any run of events, and with the venue's own quotes as its judge."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.config import Config
from radist.market.book import OrderBook
from radist.model import BookDelta, BookSnapshot, Gap, Level, Quote
from radist.recording import open_recording
from radist.replay import Replay
from radist.venues import make_exchange

PLACE = ("there", "A/B", "AB", 1, 2)

levels = st.lists(
    st.tuples(st.integers(1, 30).map(float), st.integers(0, 3).map(float)), max_size=8
)


def snapshot(bids: list[Level], asks: list[Level], last_id: int = 0) -> BookSnapshot:
    return BookSnapshot(*PLACE, last_id, bids, asks)


def delta(bids: list[Level], asks: list[Level], last_id: int = 1) -> BookDelta:
    return BookDelta(*PLACE, last_id, last_id, None, bids, asks)


@given(levels, st.lists(levels, max_size=10))
def test_any_run_of_deltas_is_the_same_as_setting_levels_one_by_one(
    first: list[Level], runs: list[list[Level]]
) -> None:
    book, plain = OrderBook(), {price: size for price, size in first if size}
    book.apply(snapshot(first, []))
    for run in runs:
        book.apply(delta(run, []))
        plain |= dict(run)
    expected = sorted(((p, q) for p, q in plain.items() if q), reverse=True)
    assert book.bids(100) == expected


def test_asks_are_given_from_the_lowest_and_bids_from_the_highest() -> None:
    book = OrderBook()
    book.apply(snapshot([(1.0, 5.0), (3.0, 5.0), (2.0, 5.0)], [(6.0, 1.0), (4.0, 1.0), (5.0, 1.0)]))
    assert book.bids(2) == [(3.0, 5.0), (2.0, 5.0)]
    assert book.asks(2) == [(4.0, 1.0), (5.0, 1.0)]


def test_a_gap_ends_the_book_until_the_next_snapshot() -> None:
    book = OrderBook()
    book.apply(snapshot([(1.0, 1.0)], [(2.0, 1.0)]))
    book.apply(Gap(*PLACE, channel="book", cause="upstream"))
    assert not book.live
    book.apply(delta([(1.5, 1.0)], []))
    assert not book.live and book.bids(1) == [(1.0, 1.0)]
    book.apply(snapshot([(1.2, 1.0)], [(2.0, 1.0)], last_id=9))
    assert book.live and book.last_id == 9 and book.bids(5) == [(1.2, 1.0)]


def test_a_book_whose_sides_overlap_is_crossed() -> None:
    book = OrderBook()
    book.apply(snapshot([(1.0, 1.0)], [(2.0, 1.0)]))
    assert not book.crossed
    book.apply(delta([(2.0, 1.0)], []))
    assert book.crossed


@pytest.mark.parametrize(
    ("exchange", "file", "least"),
    [
        ("binance", "spot_btcusdt_20240808.gz", 500),
        ("binance_usdm", "usdm_ethusdt_20240718.gz", 100),
        ("binance_usdm", "usdm_btcusdt_20230404.dat.gz", 100),
        ("binance_coinm", "coinm_ethusd_perp_20240808.gz", 500),
    ],
)
def test_the_best_prices_of_a_real_day_are_those_of_the_venue_itself(
    captures: Path, exchange: str, file: str, least: int
) -> None:
    """The book and the quotes come in two streams that share their ids: at the same id they must
    agree in price and size.
    """
    book, tops, quotes = OrderBook(), {}, {}
    with open_recording(captures / "binance" / "hftbacktest" / file) as recording:
        for event in Replay(recording, make_exchange(Config(), exchange)):
            if isinstance(event, Quote):
                best = (event.bid_price, event.bid_quantity, event.ask_price, event.ask_quantity)
                quotes[int(event.id)] = best
            elif isinstance(event, BookSnapshot | BookDelta | Gap) and event.channel == "book":
                book.apply(event)
                assert book.live and not book.crossed
                tops[book.last_id] = (*book.bids(1)[0], *book.asks(1)[0])
    shared = tops.keys() & quotes.keys()
    assert len(shared) >= least
    assert {i: tops[i] for i in shared} == {i: quotes[i] for i in shared}


@given(st.lists(st.tuples(levels, levels), max_size=20), st.lists(st.booleans(), max_size=20))
def test_whenever_somebody_looks_the_best_prices_are_those_of_the_levels_left(
    runs: list[tuple[list[Level], list[Level]]], looked: list[bool]
) -> None:
    book, plain = OrderBook(), ({}, {})
    book.apply(snapshot([(5.0, 1.0)], [(25.0, 1.0)]))
    plain[0][5.0], plain[1][25.0] = 1.0, 1.0
    for (bids, asks), look in zip(runs, looked, strict=False):
        book.apply(delta(bids, asks))
        for side, run in zip(plain, (bids, asks), strict=True):
            side.update(run)
        if look:
            real = [{p: q for p, q in side.items() if q} for side in plain]
            bid, ask = max(real[0], default=None), min(real[1], default=None)
            best = (bid and (bid, real[0][bid]), ask and (ask, real[1][ask]))
            assert book.top == best and book.top == best
            assert list(book.walk("buy")) == sorted(real[1].items())
            assert all(book.displayed("sell", p) == real[1].get(p, 0.0) for p in range(31))


def test_a_book_that_nobody_looks_at_does_not_keep_what_was_removed() -> None:
    book = OrderBook()
    book.apply(snapshot([(1.0, 1.0)], [(2.0, 1.0)]))
    for step in range(5_000):
        book.apply(delta([(0.5 + step / 100_000, 1.0)], [], last_id=step))
        book.apply(delta([(0.5 + step / 100_000, 0.0)], [], last_id=step))
    assert len(book._bids.levels) < 1_000
    assert book.bids(9) == [(1.0, 1.0)]
