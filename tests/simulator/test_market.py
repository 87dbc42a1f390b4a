from itertools import pairwise

import pytest

from radist.simulator.candles import DAY, HOUR, MINUTE, SECOND, Candle
from radist.simulator.market import Market
from radist.simulator.pairs import PAIRS
from radist.simulator.pit import Happening

NOW = 1_771_422_460 * SECOND  # 2026-02-18 13:47:40


def market(seed: int = 1, **options) -> Market:
    return Market(NOW, seed=seed, pairs=PAIRS[:3], **options)


def told(happenings: list[Happening]) -> list[object]:
    return [(h.pit.pair.symbol, *h[1:]) for h in happenings]


def lived(seconds: int = 60, seed: int = 1) -> tuple[Market, list[Happening]]:
    here = market(seed)
    happenings = [
        happening
        for second in range(1, seconds + 1)
        for happening in here.advance(NOW + second * SECOND)
    ]
    return here, happenings


def test_the_same_seed_and_start_make_the_same_events_however_often_one_asks():
    often = told(lived(20)[1])
    assert often == told(list(market().advance(NOW + 20 * SECOND)))
    assert len(often) > 500
    assert often != told(lived(20, seed=2)[1])


def test_events_come_in_order_of_time_and_none_from_the_future():
    times = [happening.time for happening in lived()[1]]
    assert times == sorted(times)
    assert times[0] > NOW
    assert times[-1] <= NOW + 60 * SECOND


def test_ids_of_trades_and_aggregates_are_dense_and_each_trade_is_in_one_aggregate():
    here, happenings = lived()
    for pit in here.pits.values():
        mine = [happening for happening in happenings if happening.pit is pit]
        trades = [trade for happening in mine for trade in happening.trades]
        aggregates = [entry for happening in mine for entry in happening.aggregates]
        for entries in (trades, aggregates):
            assert all(b.id == a.id + 1 for a, b in pairwise(entries))
        covered = [i for a in aggregates for i in range(a.first_id, a.last_id + 1)]
        assert covered == [trade.id for trade in trades]
        sizes = {trade.id: trade for trade in trades}
        for entry in aggregates:
            parts = [sizes[i] for i in range(entry.first_id, entry.last_id + 1)]
            assert entry.size == sum(part.size for part in parts)
            assert {(p.price, p.buyer_is_maker) for p in parts} == {(entry[1], entry[4])}


def test_the_live_candles_are_the_sums_of_the_trades():
    here, happenings = lived(150)
    for pit in here.pits.values():
        trades = [t for h in happenings if h.pit is pit for t in h.trades]
        minute = NOW - NOW % MINUTE + MINUTE
        whole = Candle(minute, 0)
        for trade in trades:
            if minute <= trade.time < minute + MINUTE:
                whole.add(trade)
        for live in (
            pit.series.candle("1m", minute),
            pit.series.between(minute, minute + MINUTE),
        ):
            assert [getattr(live, n) for n in Candle.__slots__] == [
                getattr(whole, n) for n in Candle.__slots__
            ]
        seconds = [pit.series.candle("1s", minute + i * SECOND) for i in range(60)]
        assert sum(second.volume for second in seconds) == whole.volume


def test_the_last_price_is_the_same_from_every_side():
    here, _ = lived(90)
    for pit in here.pits.values():
        last = pit.last.price
        intervals = ("1m", "3m", "1h", "8h", "1d", "1w", "1M")
        assert {pit.series.candle(name, here.now).close for name in intervals} == {last}
        assert {pit.window(width, here.now).close for width in (MINUTE, HOUR, DAY)} == {last}
        assert pit.top == pit.book.top


def test_the_past_and_the_live_market_join_without_a_seam():
    here, _ = lived(5)
    for pit in here.pits.values():
        day = pit.window(DAY, here.now)
        minutes = range(day.time, here.now, MINUTE)
        candles = [pit.series.candle("1m", minute) for minute in minutes]
        assert len(candles) == 24 * 60 + 1
        assert sum(candle.volume for candle in candles) == day.volume
        assert sum(candle.quote for candle in candles) == day.quote
        assert sum(candle.count for candle in candles) == day.count
        assert max(candle.high for candle in candles) == day.high
        assert candles[0].open == day.open
        for before, after in pairwise(candle for candle in candles if candle.count):
            assert after.first_id == before.last_id + 1


@pytest.mark.parametrize("activity", [0.05, 3.0])
def test_activity_scales_how_much_happens(activity):
    happened = len(list(market(activity=activity).advance(NOW + 29 * SECOND)))
    expected = 29 * activity * sum(pair.pace for pair in PAIRS[:3])
    assert 0.6 * expected < happened < 1.5 * expected


def test_a_night_asleep_is_skipped_and_not_made_up_for():
    here, _ = lived(5)
    assert len(list(here.advance(NOW + 8 * HOUR))) < 300
    after = list(here.advance(NOW + 8 * HOUR + 10 * SECOND))
    assert len(after) > 200
    assert all(happening.time > NOW + 8 * HOUR - SECOND for happening in after)


def test_prices_move_but_stay_in_sight_for_hours():
    here = Market(NOW, pairs=PAIRS[-1:])
    for minute in range(1, 361):
        for _ in here.advance(NOW + minute * 30 * SECOND):
            pass
    pit = here.pits["FILUSDT"]
    assert 0.7 < pit.last.price / pit.pair.start < 1.4
    assert pit.last.price != pit.pair.start
    assert 40 < len(pit.book) < 600
