"""What agrees is counted, what contradicts something else is wrong."""

import msgspec
import pytest

from radist.derivatives import OffMarketTrade
from radist.market.verification import Verification
from radist.model import (
    AggTrade,
    BlockTrade,
    BookDelta,
    BookSnapshot,
    Event,
    Freshness,
    Gap,
    Level,
    Quote,
    Trade,
)

PLACE = ("there", "A/B", "AB", 1, 2)
BIDS, ASKS = [(10.0, 1.0)], [(11.0, 2.0)]


def trade(number: int | str) -> Trade:
    return Trade(*PLACE, str(number), 1.0, 1.0, "buy")


def gap(channel: str, first: int | None, last: int | None) -> Gap:
    ids = [None if number is None else str(number) for number in (first, last)]
    return Gap(*PLACE, channel, "upstream", *ids)


def snapshot(last: int, bids: list[Level] = BIDS, asks: list[Level] = ASKS) -> BookSnapshot:
    return BookSnapshot(*PLACE, last, bids, asks)


def delta(
    first: int,
    last: int,
    previous: int | None = None,
    bids: list[Level] | None = None,
    asks: list[Level] | None = None,
) -> BookDelta:
    return BookDelta(*PLACE, first, last, previous, bids or [], asks or [])


def quote(number: int | str, bid: Level = BIDS[0], ask: Level = ASKS[0]) -> Quote:
    return Quote(*PLACE, str(number), *bid, *ask)


def found(*events: Event) -> dict[str, int]:
    """What is not nothing, events left out."""
    verification = Verification()
    for event in events:
        verification.take(event)
    told = verification.told()
    assert told.pop("events") == len(events)
    return {name: count for name, count in told.items() if count}


@pytest.mark.parametrize(
    ("events", "counts"),
    [
        ([trade(7), trade(8), trade(9)], {"trades": 3}),
        ([trade(7), trade(10)], {"trades": 2, "trades_missing": 2, "wrong": 2}),
        ([trade(7), trade(8), trade(8)], {"trades": 3, "trades_repeated": 1, "wrong": 1}),
        ([trade(7), gap("trade", 8, 9), trade(10)], {"trades": 2, "gaps": 1}),
        (
            [trade(7), gap("trade", 8, 9), trade(11)],
            {"trades": 2, "gaps": 1, "trades_missing": 1, "wrong": 1},
        ),
        ([trade(7), gap("trade", None, None), trade(3)], {"trades": 2, "gaps": 1}),
        ([trade("x"), trade("y")], {"trades": 2}),
        ([trade(7), OffMarketTrade(*PLACE, "8", 1.0, 1.0, "buy", "ADL"), trade(9)], {"trades": 3}),
        ([trade(7), BlockTrade(*PLACE, "8", 1.0, 1.0, "buy"), trade(9)], {"trades": 3}),
        ([trade(7), BlockTrade(*PLACE, "2", 1.0, 1.0, "buy"), trade(8)], {"trades": 3}),
        (
            [AggTrade(*PLACE, "5", 1.0, 1.0, "buy", "1", "2"), trade(1), gap("agg_trade", 6, 7)],
            {"trades": 2, "gaps": 1},
        ),
    ],
)
def test_ids_of_trades_grow_by_one_or_a_gap_says_what_is_missing(events, counts):
    assert found(*events) == counts


def test_symbols_and_exchanges_are_told_apart():
    elsewhere = msgspec.structs.replace(trade(1), exchange="elsewhere")
    other = msgspec.structs.replace(trade(50), symbol="C/B")
    assert found(trade(7), elsewhere, other, trade(8)) == {"trades": 4}


@pytest.mark.parametrize(
    "deltas",
    [
        [delta(4, 6), delta(7, 9), delta(10, 10)],
        [delta(4, 9, previous=3), delta(12, 13, previous=9), delta(20, 21, previous=13)],
        [delta(5, 5), gap("book", 6, 8), delta(9, 9), snapshot(20), delta(19, 22)],
    ],
)
def test_deltas_follow_their_snapshot_and_one_another(deltas):
    assert "wrong" not in found(snapshot(4), *deltas)


@pytest.mark.parametrize(
    "deltas",
    [
        [delta(6, 7)],
        [delta(4, 6), delta(8, 9)],
        [delta(4, 6), delta(6, 6)],
        [delta(4, 9, previous=3), delta(12, 13, previous=8)],
        [delta(9, 9, previous=6)],
    ],
)
def test_a_delta_that_does_not_follow_is_wrong(deltas):
    counts = found(snapshot(4), *deltas)
    assert (counts["books_broken"], counts["wrong"]) == (1, 1)


def test_a_crossed_book_is_wrong():
    counts = found(snapshot(4), delta(5, 5, bids=[(11.0, 1.0)]), delta(6, 6, bids=[(11.0, 0.0)]))
    assert (counts["books_crossed"], counts["wrong"]) == (1, 1)


def test_the_book_is_compared_with_the_quote_of_the_same_update_whichever_comes_first():
    up = delta(5, 6, bids=[(10.5, 3.0)])
    counts = found(
        quote(5), quote(6, (10.5, 3.0)), snapshot(4), quote(4), up, quote(6, (10.5, 3.0))
    )
    assert (counts["quotes"], counts["quotes_compared"]) == (4, 3)
    assert "wrong" not in counts


@pytest.mark.parametrize(
    "different", [quote(5, (10.0, 1.5)), quote(5, (9.0, 1.0)), quote(5, ask=(11.0, 2.5))]
)
@pytest.mark.parametrize("first", [True, False])
def test_a_quote_that_differs_in_price_or_size_is_wrong(different, first):
    events = [different, delta(5, 5)] if first else [delta(5, 5), different]
    counts = found(snapshot(4), *events)
    assert (counts["quotes_compared"], counts["quotes_different"]) == (1, 1)


def test_a_book_that_is_not_known_is_compared_with_nothing():
    counts = found(delta(5, 5), quote(5), snapshot(6), gap("book", 7, 7), quote(6), delta(8, 8))
    assert counts == {
        "gaps": 1,
        "book_snapshots": 1,
        "book_deltas": 2,
        "quotes": 2,
    }


def test_what_has_no_ids_is_left_alone():
    assert found(quote("x"), Freshness(*PLACE, "trade", True, "mute")) == {"quotes": 1}


def test_ids_that_are_not_dense_are_not_held_against_one_another():
    verification = Verification(numbered=False)
    for number in (5, 9, 7):
        verification.take(trade(number))
    assert (verification.counts.trades, verification.counts.wrong) == (3, 0)
