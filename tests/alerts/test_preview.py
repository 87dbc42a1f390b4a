"""When an alert would have fired."""

from msgspec.structs import replace

from alerts.events import MINUTE, SECOND, START, candle, definition, trade, trades
from radist.alerts.past import unfolded
from radist.alerts.preview import would_have_fired
from radist.model import Candle, Trade


def times(found: list[int]) -> list[float]:
    return [(time - START) / SECOND for time in found]


def test_it_would_have_fired_each_time_even_what_fires_once():
    crossing = definition("crosses", level=10, repeat={"type": "once"})
    assert times(would_have_fired(crossing, trades(9, 11, 9, 11), START)) == [1, 2, 3]


def test_what_was_before_the_time_in_question_only_counts_as_known():
    crossing = definition("crosses", level=10)
    assert times(would_have_fired(crossing, trades(9, 11, 9, 11), START + SECOND)) == [2, 3]


def test_repetition_counts_as_it_would():
    every = definition("crosses", level=10, repeat={"type": "every", "cooldown": 2})
    assert times(would_have_fired(every, trades(9, 11, 9, 11), START)) == [1, 3]


def test_candles_of_a_minute_stand_for_four_trades_each():
    candles = [candle(0, 12, open=10, high=15, low=9), candle(1, 9, open=12, high=13, low=8)]
    stood = [event for event in unfolded(candles) if isinstance(event, Trade)]
    assert [trade.price for trade in stood] == [10, 9, 15, 12, 12, 13, 8, 9]
    assert [trade.quantity for trade in stood] == [1.0] * 8
    ends = {(trade.time_exchange - START) // MINUTE for trade in stood[:4]}
    assert ends == {0} and stood[4].time_exchange == START + MINUTE
    found = would_have_fired(definition("above", level=14), candles, START)
    assert times(found) == [39.999999]


def test_a_candle_that_is_still_open_counts_until_now_and_is_not_called_closed():
    now = START + 30 * SECOND
    young = replace(candle(0, 12, is_closed=False, open=10), time_received=now)
    (*stood,) = unfolded([young])
    assert [event.time_exchange for event in stood][-1] == now
    assert all(isinstance(event, Trade) for event in stood)


def test_a_candle_stands_for_nothing_where_there_are_trades():
    history = [candle(0, 12), trade(61, 13), trade(119, 14), candle(1, 14), candle(2, 15)]
    prices = [event.price for event in unfolded(history) if isinstance(event, Trade)]
    assert prices == [12, 12, 12, 12, 13, 14]
    assert [event for event in unfolded(history) if isinstance(event, Candle)] == [
        *(history[0], history[3], history[4]),
    ]
