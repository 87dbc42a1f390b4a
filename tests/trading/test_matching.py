"""Orders on paper against books and trades that are lists."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from radist.trading.orders import Rules
from trading.desk import (
    ARRIVED,
    BOOK,
    INSTRUMENT,
    MS,
    RULES,
    START,
    delta,
    fills,
    freshness,
    gap,
    got,
    matcher,
    order,
    snapshot,
    trade,
)

SECOND = 1_000_000


def test_a_market_order_walks_the_book_that_is_heard_of_after_its_arrival() -> None:
    desk = matcher()
    (placed,) = desk.place(order(quantity="2"), START)
    assert placed.order.state == "pending"
    assert desk.process(delta([], [(101.0, 0.5)], ARRIVED - 1)) == []
    outcomes = desk.process(delta([], [(101.0, 0.75)]))
    assert got(outcomes) == [(101.0, 0.75), (102.0, 1.25)]
    done = outcomes[-1].order
    assert (done.state, done.filled) == ("filled", Decimal(2))
    assert done.average_price == Decimal("101.625")
    assert done.mid == Decimal(100)
    assert done.slippage == Decimal("1.625")
    assert done.fee == Decimal("203.25") * Decimal("0.002")


def test_a_word_that_was_said_before_the_arrival_fills_nothing_however_late_it_comes() -> None:
    desk = matcher()
    desk.place(order(), START)
    assert desk.process(delta([], [(100.5, 9.0)], ARRIVED + 9, heard=ARRIVED - 1)) == []
    assert got(desk.process(delta([], [(100.6, 9.0)], ARRIVED + 10, heard=ARRIVED))) == [
        (100.5, 1.0)
    ]


def test_nothing_is_filled_because_time_passes() -> None:
    desk = matcher()
    desk.place(order(), START)
    assert desk.tick(ARRIVED + SECOND) == []


def test_an_order_is_rejected_if_no_word_about_the_book_comes() -> None:
    desk = matcher()
    desk.place(order(), START)
    assert desk.due == ARRIVED + 10 * SECOND + 1
    (outcome,) = desk.tick(desk.due)
    assert outcome.order.state == "rejected"
    assert "10 s old" in outcome.order.reason
    assert desk.orders == []


def test_what_the_book_does_not_have_is_not_got() -> None:
    desk = matcher()
    desk.place(order(quantity="5"), START)
    outcomes = desk.process(delta([(97.0, 1.0)], []))
    assert got(outcomes) == [(101.0, 1.0), (102.0, 2.0)]
    assert outcomes[-1].order.state == "cancelled"
    assert outcomes[-1].order.filled == 3


def test_a_market_order_that_meets_nobody_is_rejected() -> None:
    desk = matcher()
    desk.place(order("sell"), START)
    (outcome,) = desk.process(snapshot([], [(101.0, 1.0)], ARRIVED))
    assert (outcome.order.state, outcome.fill) == ("rejected", None)


def test_an_amount_buys_whole_lots_and_pays_the_fee_out_of_it() -> None:
    desk = matcher()
    desk.place(order(quantity=None, budget="150"), START)
    done = desk.process(delta([], [(103.0, 1.0)]))[-1].order
    # 101 and its fee of 0.202 leave 48.798, of which a unit is for rounding
    assert done.filled == Decimal(1) + Decimal("0.47")
    assert (done.state, done.quantity) == ("filled", Decimal("1.47"))
    assert Decimal("150") - Decimal("1.03") < done.spent <= Decimal("150")


def test_fills_are_of_whole_units_where_an_exchange_tells_no_step() -> None:
    desk = matcher(instrument=replace(INSTRUMENT, quantity_step=0.0))
    desk.place(order(quantity=None, budget="10"), START)
    (taken,) = fills(desk.process(delta([], [(101.0, 1.0)])))
    assert taken.quantity == Decimal("0.09881227")
    desk.place(order(id="o_2", quantity="1", price="99.5"), START)
    desk.process(delta([], [(102.0, 0.5)]))
    (served,) = fills(desk.process(trade(99.5, 0.123456789012)))
    assert served.quantity == Decimal("0.12345678")
    assert fills(desk.process(trade(99.5, 0.000000001))) == []


def test_what_was_taken_is_not_there_again_until_the_level_changes() -> None:
    desk = matcher()
    desk.place(order(id="o_1"), START)
    desk.place(order(id="o_2"), START)
    desk.place(order(id="o_3", owner="somebody else"), START)
    first = desk.process(delta([(97.0, 1.0)], []))
    assert got(first) == [(101.0, 1.0), (102.0, 1.0), (101.0, 1.0)]
    desk.place(order(id="o_4", quantity="2"), ARRIVED)
    assert got(desk.process(delta([(97.0, 2.0)], [], ARRIVED + 50 * MS))) == [(102.0, 1.0)]
    desk.place(order(id="o_5"), ARRIVED + 50 * MS)
    assert got(desk.process(delta([], [(101.0, 0.9)], ARRIVED + 100 * MS))) == [(101.0, 0.9)]


def test_the_marketable_part_of_a_limit_order_takes_and_the_rest_waits() -> None:
    desk = matcher()
    desk.place(order(quantity="3", price="101"), START)
    outcomes = desk.process(delta([(97.0, 1.0)], []))
    assert got(outcomes) == [(101.0, 1.0)]
    (waiting,) = desk.orders
    assert waiting.state == "partially_filled"
    assert fills(outcomes)[0].liquidity == "taker"
    outcomes = desk.process(trade(100.9, 5.0))
    assert got(outcomes) == [(101.0, 2.0)]
    assert fills(outcomes)[0].liquidity == "maker"
    assert outcomes[-1].order.fee == Decimal("101") * Decimal("0.002") + Decimal("202") * Decimal(
        "0.001"
    )
    assert desk.orders == []


def test_a_limit_order_is_served_after_all_that_was_displayed_when_it_came() -> None:
    desk = matcher()
    desk.place(order(price="99"), START)
    (opened,) = desk.process(delta([(97.0, 1.0)], []))
    assert opened.order.state == "open"
    assert desk.process(trade(99.0, 1.5)) == []
    assert got(desk.process(trade(99.0, 0.75))) == [(99.0, 0.25)]
    assert got(desk.process(trade(99.0, 9.0))) == [(99.0, 0.75)]


def test_who_goes_away_from_a_level_goes_from_behind_us() -> None:
    desk = matcher()
    desk.place(order(price="98"), START)
    desk.process(delta([(97.0, 1.0)], []))
    desk.process(delta([(98.0, 2.5)], [], ARRIVED + 1))  # 0.5 less: 2.5 may still be ahead
    assert desk.process(trade(98.0, 2.5, at=ARRIVED + 2)) == []
    assert got(desk.process(trade(98.0, 0.5, at=ARRIVED + 3))) == [(98.0, 0.5)]


def test_whoever_comes_later_is_not_ahead() -> None:
    desk = matcher()
    desk.place(order(price="98"), START)
    desk.process(delta([(97.0, 1.0)], []))
    desk.process(delta([(98.0, 0.5)], [], ARRIVED + 1))
    desk.process(delta([(98.0, 7.0)], [], ARRIVED + 2))
    assert got(desk.process(trade(98.0, 1.0, at=ARRIVED + 3))) == [(98.0, 0.5)]


def test_a_trade_of_a_buyer_serves_no_buyer_at_its_price() -> None:
    desk = matcher()
    desk.place(order(price="100"), START)
    desk.process(delta([(97.0, 1.0)], []))
    assert desk.process(trade(100.0, 5.0, "buy")) == []
    assert got(desk.process(trade(100.0, 5.0, "sell"))) == [(100.0, 1.0)]


def test_a_trade_through_the_price_serves_no_more_than_was_traded() -> None:
    desk = matcher()
    desk.place(order(price="99", id="o_1"), START)
    desk.place(order(price="98.5", id="o_2"), START)
    desk.process(delta([(97.0, 1.0)], []))
    assert got(desk.process(trade(98.0, 1.25))) == [(99.0, 1.0), (98.5, 0.25)]


def test_a_trade_of_before_an_order_waited_serves_it_not() -> None:
    desk = matcher()
    desk.place(order(price="99"), START)
    desk.process(delta([(97.0, 1.0)], [], ARRIVED + 5))
    assert desk.process(trade(98.0, 9.0, at=ARRIVED + 9, heard=ARRIVED + 5)) == []
    assert got(desk.process(trade(98.0, 9.0, at=ARRIVED + 9, heard=ARRIVED + 6))) != []


def test_a_quote_through_the_price_fills_nothing_until_there_is_a_trade() -> None:
    desk = matcher()
    desk.place(order(price="99"), START)
    desk.process(delta([(97.0, 1.0)], []))
    assert desk.process(delta([(99.0, 0.0)], [(98.5, 4.0)], ARRIVED + 1)) == []


def test_a_stop_becomes_a_market_order_by_a_trade_and_not_by_a_quote() -> None:
    desk = matcher()
    desk.place(order("sell", stop_price="98"), START)
    (armed,) = desk.process(delta([(99.0, 0.0)], [], ARRIVED))
    assert armed.order.state == "open"
    assert desk.process(delta([(98.0, 0.0)], [(98.5, 1.0)], ARRIVED + 1)) == []
    assert desk.process(trade(98.1, 1.0, at=ARRIVED + 2)) == []
    assert desk.process(trade(98.0, 1.0, at=ARRIVED + 3)) == []
    assert got(desk.process(delta([(96.0, 9.0)], [], ARRIVED + 4))) == [(96.0, 1.0)]


def test_a_stop_whose_price_has_come_outlasts_a_gap() -> None:
    desk = matcher()
    desk.place(order("sell", stop_price="98"), START)
    desk.process(trade(97.0, 1.0))
    desk.process(gap("book", ARRIVED + 2))
    assert desk.tick(ARRIVED + 60 * SECOND) == []
    late = snapshot([(90.0, 5.0)], [(91.0, 5.0)], ARRIVED + 61 * SECOND)
    assert got(desk.process(late)) == [(90.0, 1.0)]


def test_a_cancel_takes_as_long_as_an_order_and_a_fill_may_come_first() -> None:
    desk = matcher()
    desk.place(order(price="99"), START)
    desk.process(delta([(97.0, 1.0)], []))
    assert desk.cancel("o_1", ARRIVED) == []
    assert desk.due == ARRIVED + 50 * MS
    assert got(desk.process(trade(98.0, 0.5))) == [(99.0, 0.5)]
    (outcome,) = desk.process(trade(98.0, 9.0, at=ARRIVED + 50 * MS))
    assert (outcome.order.state, outcome.order.filled) == ("cancelled", Decimal("0.5"))
    assert desk.tick(ARRIVED + SECOND) == []


def test_cancelling_what_is_filled_meanwhile_does_nothing() -> None:
    desk = matcher()
    desk.place(order(), START)
    desk.cancel("o_1", START + 1)
    desk.process(delta([], [(101.0, 3.0)]))
    assert desk.orders == []
    assert desk.tick(START + SECOND) == []
    assert desk.cancel("o_1", START + SECOND) == []
    assert desk.due is None


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([gap("book")], "not known"),
        ([freshness("book", True)], "book stream of A/B is in doubt: disconnected"),
        ([freshness("trade", True)], "trade stream of A/B is in doubt: disconnected"),
        ([delta([(101.5, 1.0)], [], START)], "crossed"),
    ],
)
def test_an_order_is_refused_while_the_book_is_in_doubt(events: list, reason: str) -> None:
    desk = matcher()
    for event in events:
        desk.process(event)
    (outcome,) = desk.place(order(), START)
    assert outcome.order.state == "rejected"
    assert reason in outcome.order.reason
    assert reason in desk.preview(order(), START).refused


def test_an_order_is_refused_when_the_book_is_old() -> None:
    desk = matcher()
    assert desk.doubt(START + 10 * SECOND) == ""
    assert desk.doubt(START + 11 * SECOND) == "the book of A/B is 11 s old"
    assert desk.place(order(), START + 11 * SECOND)[0].order.state == "rejected"


def test_orders_outlast_a_gap_and_say_that_they_wait() -> None:
    desk = matcher()
    desk.place(order(price="99"), START)
    desk.process(delta([(97.0, 1.0)], []))
    (said,) = desk.process(gap("book", ARRIVED + 1))
    assert said.order.reason == "waits: the book has a gap (reconnect)"
    (said,) = desk.process(snapshot([(99.0, 0.5)], [(101.0, 1.0)], ARRIVED + 2))
    assert (said.order.reason, said.order.state) == ("", "open")
    assert got(desk.process(trade(99.0, 0.75, at=ARRIVED + 3))) == [(99.0, 0.25)]


def test_orders_say_that_trades_are_missing_which_could_have_filled_them() -> None:
    desk = matcher()
    desk.place(order(price="99"), START)
    desk.process(delta([(97.0, 1.0)], []))
    (said,) = desk.process(gap("trade", ARRIVED + 1))
    assert said.order.reason.startswith("trades are missing")


def test_an_order_of_before_a_restart_waits_at_the_end_of_the_queue() -> None:
    first, then = matcher(), matcher()
    first.place(order(price="99"), START)
    first.process(delta([(97.0, 1.0)], []))
    first.process(trade(99.0, 1.5))
    (kept,) = first.orders
    then.restore(kept, ARRIVED + 10)
    then.process(snapshot([(99.0, 0.75)], [(99.5, 1.0)], ARRIVED + 11))
    assert then.process(trade(99.0, 0.5, at=ARRIVED + 12)) == []
    assert got(then.process(trade(99.0, 0.5, at=ARRIVED + 13))) == [(99.0, 0.25)]


def test_a_preview_is_what_the_book_gives_now() -> None:
    seen = matcher().preview(order(quantity="2"), START)
    assert (seen.price, seen.quantity, seen.levels) == (Decimal("101.5"), Decimal(2), 2)
    assert (seen.value, seen.fee, seen.slippage) == (Decimal(203), Decimal("0.406"), Decimal("1.5"))
    assert seen.refused == ""
    assert "no more" in matcher().preview(order(quantity="4"), START).refused


def test_the_rules_say_how_long_things_take() -> None:
    desk = matcher(Rules(latency_ms=0, taker_fee=Decimal(0)))
    desk.place(order(), START)
    (outcome,) = desk.process(delta([(97.0, 1.0)], [], START))
    assert outcome.fill
    assert outcome.fill.fee == 0


def test_the_same_events_make_the_same_outcomes() -> None:
    def run() -> list[object]:
        desk = matcher(RULES)
        made: list[object] = [*desk.place(order(price="99", quantity="2"), START)]
        made += desk.place(order("sell", id="o_2", quantity="2"), START)
        events = [
            delta([(98.5, 1.0)], []),
            trade(98.0, 1.0),
            BOOK,
            trade(97.0, 3.0, at=ARRIVED + 3),
        ]
        for event in events:
            made += desk.process(event)
        return made

    assert run() == run()
