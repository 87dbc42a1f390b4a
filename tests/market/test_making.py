from market.venues import DENSE, candles, minutes, trades

from radist.market.making import Making, Recipe
from radist.model import Candle, Event, Freshness, Gap, Subscription


def recipe(exchange: str, interval: str) -> Recipe:
    channel = trades(minutes(exchange))[0].channel
    of = [Subscription("candle", "BTC/USDT", interval), Subscription(channel, "BTC/USDT")]
    return Recipe(exchange, *of, DENSE[exchange])


def through(making: Making, events: tuple[Event, ...]) -> list[Event]:
    return [made for event in events for made in making.process(event)]


def test_it_looks_at_nothing_while_nobody_wants_a_candle():
    making = Making()
    assert making.kinds == ()
    making.make([recipe("bybit", "7s")])
    assert making.kinds
    making.make([])
    assert making.kinds == () and through(making, minutes("bybit")) == []


def test_each_interval_is_made_of_its_own_exchange_s_trades_alone():
    making = Making()
    making.make([recipe("bybit", "7s"), recipe("bybit", "20s"), recipe("okx", "7s")])
    told = through(making, minutes("bybit")[:200])
    assert {(event.exchange, event.interval) for event in told if isinstance(event, Candle)} == {
        ("bybit", "7s"),
        ("bybit", "20s"),
    }


def test_a_hole_that_several_intervals_have_is_told_once():
    making = Making()
    making.make([recipe("bybit", "7s"), recipe("bybit", "20s")])
    lost = trades(minutes("bybit"))[400]
    told = through(making, tuple(event for event in minutes("bybit") if event is not lost))
    assert len([event for event in told if isinstance(event, Gap)]) == 1
    assert making.held["bybit"]["different"] == 2


def test_who_wants_more_does_not_lose_what_is_being_made():
    making, events = Making(), minutes("binance")
    making.make([recipe("binance", "2m")])
    told = through(making, events[:300])
    making.make([recipe("binance", "2m"), recipe("binance", "7s")])
    told += through(making, events[300:])
    alone = Making()
    alone.make([recipe("binance", "2m")])
    assert candles(told, "2m") == candles(through(alone, events), "2m")


def test_candles_are_as_fresh_as_the_trades_that_they_are_made_of():
    making = Making()
    making.make([recipe("bybit", "7s")])
    place = ("bybit", "BTC/USDT", "BTCUSDT", None, 5)
    (told,) = making.process(Freshness(*place, channel="trade", stale=True, cause="mute"))
    assert told == Freshness(*place, channel="candle", stale=True, cause="mute", interval="7s")
    assert not [*making.process(Freshness(*place, channel="quote", stale=True, cause="mute"))]


def test_candles_that_begin_before_their_trades_say_which_minutes_they_missed():
    making, of = Making(), recipe("binance", "45m")
    making.make([of])
    assert through(making, minutes("binance")[:20]) == []
    ((asked, (since, until)),) = making.missed().items()
    assert asked is of and until - since == 4 * 60_000_000
    assert [*making.learn(of, ())] and making.missed() == {}
