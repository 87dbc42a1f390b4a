from collections import Counter
from collections.abc import Iterable

import pytest
from market.venues import BEGIN, DENSE, MINUTE, SECOND, candles, minutes, reference, row, trades
from msgspec.structs import replace

from radist.market.maker import Maker
from radist.model import AggTrade, Backfilled, Candle, Event, Gap, Trade

EXCHANGES = pytest.mark.parametrize("exchange", DENSE)


def made(
    exchange: str, interval: str, events: Iterable[Event], held: Counter[str] | None = None
) -> list[Event]:
    """What a maker makes of what an exchange tells, the past being unknown."""
    maker = Maker(interval, Counter() if held is None else held, dense=DENSE[exchange])
    found: list[Event] = []
    for event in events:
        found += shown(maker, event)
        if maker.missed:
            found += maker.learn(())
    return found


def shown(maker: Maker, event: Event) -> Iterable[Event]:
    if isinstance(event, Trade | AggTrade):
        return maker.take(event)
    if isinstance(event, Candle) and event.is_closed:
        return maker.hear(event)
    return maker.lose(event) if isinstance(event, Gap) else ()


@EXCHANGES
@pytest.mark.parametrize("interval", ["7s", "90s", "2m"])
def test_candles_equal_what_polars_makes_of_the_same_trades(exchange, interval):
    events = minutes(exchange)
    found = candles(made(exchange, interval, events), interval)
    expected = reference(trades(events), interval)
    whole = [c for c in found if c.state == "final" and c.volume and c.time_open >= BEGIN]
    assert len(whole) > MINUTE / (whole[0].time_close - whole[0].time_open)
    assert [row(candle) for candle in whole] == [expected[candle.time_open] for candle in whole]
    assert {candle.via for candle in found} == {"trades"}


@EXCHANGES
def test_minutes_that_are_equal_to_the_exchange_s_own_are_counted_and_make_candles_final(exchange):
    held = Counter[str]()
    found = candles(made(exchange, "2m", minutes(exchange), held), "2m")
    assert held == {"equal": 4}
    assert [candle.state for candle in found] == ["final", "final"]


@EXCHANGES
def test_the_first_candle_is_made_whole_by_the_exchange_s_own_minutes(exchange):
    own = candles(minutes(exchange), "1m")
    first = candles(made(exchange, "2m", minutes(exchange)), "2m")[0]
    assert first.time_open == own[0].time_open < BEGIN
    assert first.volume == pytest.approx(own[0].volume + own[1].volume)
    assert (first.open, first.close) == (own[0].open, own[1].close)
    assert (first.high, first.low) == (
        max(own[0].high, own[1].high),
        min(own[0].low, own[1].low),
    )


def test_nothing_is_told_of_a_candle_before_its_past_is_known():
    events = minutes("binance")
    maker = Maker("45m", Counter(), dense=True)
    begin = BEGIN - BEGIN % (45 * MINUTE)
    assert not [told for event in events[:50] for told in shown(maker, event)]
    assert maker.missed == (begin, BEGIN - BEGIN % MINUTE)
    own = candles(events, "1m")[0]
    past = [
        replace(own, time_open=time, time_close=time + MINUTE - 1, high=99e3, volume=1.0, trades=2)
        for time in range(begin, BEGIN - MINUTE, MINUTE)
    ]
    (told,) = maker.learn(past)
    heard = trades(events[:50])
    assert isinstance(told, Candle) and not told.is_closed
    assert (told.time_open, told.open, told.high) == (begin, own.open, 99e3)
    assert told.volume == pytest.approx(len(past) + sum(trade.quantity for trade in heard))
    assert told.close == heard[-1].price


@EXCHANGES
def test_a_minute_that_is_not_equal_is_taken_from_the_exchange(exchange):
    events = minutes(exchange)
    own = {candle.time_open: candle for candle in candles(events, "1m")}
    lost = one_of(events, BEGIN + 3 * MINUTE)
    held = Counter[str]()
    told = made(exchange, "2m", [event for event in events if event is not lost], held)
    second = candles(told, "2m")[1]
    parts = own[second.time_open], own[second.time_open + MINUTE]
    assert second.state == "repaired" and held["different"] == 1
    assert second.volume == pytest.approx(sum(part.volume for part in parts))
    assert (second.open, second.close) == (parts[0].open, parts[1].close)


def one_of(events: Iterable[Event], after: int) -> Trade | AggTrade:
    """A trade of its time, not the first or last of its minute."""
    return [trade for trade in trades(events) if (trade.time_exchange or 0) > after][3]


def test_where_ids_tell_nothing_a_minute_that_is_not_equal_is_a_hole():
    events = minutes("bybit")
    lost = one_of(events, BEGIN + 3 * MINUTE)
    told = made("bybit", "7s", [event for event in events if event is not lost])
    (gap,) = [event for event in told if isinstance(event, Gap)]
    begin = (lost.time_exchange or 0) // MINUTE * MINUTE
    assert (gap.channel, gap.cause, gap.from_time, gap.to_time) == (
        "trade",
        "reconcile",
        begin,
        begin + MINUTE - 1,
    )
    states = {c.state for c in candles(told, "7s") if begin <= c.time_open < begin + 53 * SECOND}
    assert states == {"provisional"}


def test_trades_that_come_late_repair_their_candles_once_the_minute_is_equal():
    events = minutes("bybit")
    lost = one_of(events, BEGIN + 3 * MINUTE)
    maker = Maker("7s", Counter(), dense=False)
    for event in events:
        if event is not lost:
            shown(maker, event)
    told = candles(maker.take(lost), "7s")
    time = lost.time_exchange or 0
    (repaired,) = [c for c in told if c.time_open <= time <= c.time_close]
    assert repaired.state == "repaired"
    assert row(repaired) == reference(trades(events), "7s")[repaired.time_open]
    assert {c.state for c in told if c is not repaired} == {"final"}


def test_a_late_trade_is_not_counted_twice_where_the_exchange_s_word_was_taken():
    events = minutes("bybit")
    lost = one_of(events, BEGIN + 3 * MINUTE)
    maker = Maker("2m", Counter(), dense=False)
    told = [made for event in events if event is not lost for made in shown(maker, event)]
    before = candles(told, "2m")
    assert candles([*told, *maker.take(lost)], "2m") == before


def test_a_hole_leaves_candles_provisional_until_it_is_filled():
    events = trades(minutes("binance"))
    lost = one_of(events, BEGIN + 3 * MINUTE)
    hole = gap(lost)
    maker = Maker("7s", Counter(), dense=True)
    told: list[Event] = []
    for event in events:
        told += maker.lose(hole) if event is lost else maker.take(event)
    time = lost.time_exchange or 0
    (found,) = [c for c in candles(told, "7s") if c.time_open <= time <= c.time_close]
    assert found.state == "provisional"
    maker.take(lost)
    told = [*maker.fill(filled(hole))]
    (found,) = [c for c in candles(told, "7s") if c.time_open <= time <= c.time_close]
    assert found.state == "repaired"
    assert row(found) == reference(events, "7s")[found.time_open]


def test_what_is_lost_for_good_leaves_them_provisional():
    hole = gap(trades(minutes("binance"))[0])
    maker = Maker("7s", Counter(), dense=True)
    maker.lose(hole)
    assert not maker.fill(replace(filled(hole), outcome="lost"))


def gap(lost: Trade | AggTrade) -> Gap:
    return Gap(
        *place(lost),
        channel=lost.channel,
        cause="upstream",
        from_id=lost.id,
        to_id=lost.id,
        from_time=lost.time_exchange,
        to_time=lost.time_exchange,
    )


def filled(hole: Gap) -> Backfilled:
    return Backfilled(
        *place(hole),
        channel=hole.channel,
        cause=hole.cause,
        outcome="filled",
        events=1,
        from_id=hole.from_id,
        to_id=hole.to_id,
        from_time=hole.from_time,
        to_time=hole.to_time,
    )


def place(event: Event) -> tuple[str, str, str, int | None, int]:
    return event.exchange, event.symbol, event.native, event.time_exchange, event.time_received


@EXCHANGES
@pytest.mark.parametrize("hours", [-1, 1])
def test_our_clock_moves_no_candle(exchange, hours):
    events = minutes(exchange)
    there = [replace(e, time_received=e.time_received + hours * 3600 * SECOND) for e in events]
    here, moved = (made(exchange, "90s", each) for each in (events, there))
    assert [row(c) for c in candles(here, "90s")] == [row(c) for c in candles(moved, "90s")]
    assert candles(here, "90s")


def test_where_nobody_trades_the_exchange_s_own_minute_closes_a_candle():
    events = minutes("binance")
    end = BEGIN - BEGIN % MINUTE + 2 * MINUTE
    before = [event for event in events if (event.time_exchange or 0) < end]
    own = [c for c in candles(events, "1m") if c.time_close < end]
    maker = Maker("2m", Counter(), dense=True)
    told = [made for event in [*before, *own] for made in shown(maker, event)]
    told += maker.tick(end + 6 * SECOND)
    assert [candle.time_close for candle in candles(told, "2m")] == [end - 1]


def test_minutes_that_differ_wait_for_late_trades_no_longer_than_a_few_seconds():
    end = BEGIN - BEGIN % MINUTE + 2 * MINUTE
    events = [e for e in minutes("bybit") if e.time_received < end + 3 * SECOND]
    lost = one_of(events, BEGIN + MINUTE - 10 * SECOND)
    maker = Maker("2m", Counter(), dense=False)
    told = [made for e in events if e is not lost for made in shown(maker, e)]
    own = candles(events, "1m")[-1]
    told += maker.tick(own.time_received + 4_999_999)
    assert not [event for event in told if isinstance(event, Gap)]
    told += maker.tick(own.time_received + 5_000_000)
    assert [event for event in told if isinstance(event, Gap)]
