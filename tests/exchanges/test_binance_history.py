"""What REST tells of the past: what is asked, and what is made of the answer."""

import msgspec
import pytest

from radist.errors import ClientError, ExchangeError
from radist.exchanges.binance import Binance
from radist.exchanges.binance_coinm import BinanceCoinm
from radist.exchanges.binance_options import BinanceOptions
from radist.exchanges.binance_usdm import BinanceUsdm
from radist.model import Subscription

MINUTE = 60_000
NOW = 1_700_000_000_000_000
CANDLES = Subscription("candle", "BTC/USDT", "1m")
TRADES = Subscription("trade", "BTC/USDT")


@pytest.fixture
def spot() -> Binance:
    exchange = Binance(rest_url="http://rest")
    exchange.learn([exchange.guess("BTCUSDT")])
    return exchange


@pytest.fixture
def inverse() -> BinanceCoinm:
    exchange = BinanceCoinm(rest_url="http://rest")
    contract = msgspec.structs.replace(exchange.guess("BTCUSD_PERP"), contract_size=100.0)
    exchange.learn([contract])
    return exchange


def row(minute: int, volume: str = "10", quote: str = "50") -> list:
    start = minute * MINUTE
    return [start, "5", "6", "4", "5.5", volume, start + 59_999, quote, 3, "5", "25", "0"]


def trade(number: int) -> dict:
    return {"id": number, "price": "5", "qty": "2", "time": 1000 + number, "isBuyerMaker": True}


def answer(exchange, fetch, body: object) -> list:
    return list(exchange.fetched(fetch.url, msgspec.json.encode(body), NOW))


def test_candles_are_asked_for_up_to_the_last_millisecond_before(spot):
    fetch = spot.history(CANDLES, 120_000_000, 500)
    asked, _, purpose = fetch.url.partition("#")
    query = "symbol=BTCUSDT&interval=1m&endTime=119999&limit=500"
    assert asked == f"http://rest/api/v3/klines?{query}"
    assert (fetch.weight, purpose) == (2, "past candle 1m 120000000")


def test_no_more_is_asked_for_than_the_exchange_gives_and_more_costs_more_on_futures():
    linear = BinanceUsdm(rest_url="http://rest")
    linear.learn([linear.guess("BTCUSDT")])
    perpetual = Subscription("candle", "BTC/USDT:USDT", "1m")
    weights = [linear.history(perpetual, None, limit).weight for limit in (99, 499, 500, 1500)]
    assert weights == [1, 2, 5, 5]
    assert "&limit=1000#" in linear.history(perpetual, None, 1500).url


def test_of_the_newest_candles_the_last_one_is_open(spot):
    fetch = spot.history(CANDLES, None, 3)
    found = answer(spot, fetch, [row(1), row(2), row(3)])
    assert [(c.time_open // 60_000_000, c.is_closed) for c in found] == [
        (1, True),
        (2, True),
        (3, False),
    ]
    assert {c.source for c in found} == {"rest"}
    assert (found[0].volume, found[0].trades, found[0].state) == (10.0, 3, "final")


def test_of_candles_long_ago_all_are_closed(spot):
    fetch = spot.history(CANDLES, 180_000_000, 2)
    assert [c.is_closed for c in answer(spot, fetch, [row(1), row(2)])] == [True, True]


def test_a_candle_is_not_believed_to_be_closed_right_after_its_end(spot):
    last = NOW // 60_000_000
    ends = (last + 1) * 60_000_000
    fetch = spot.history(CANDLES, ends, 1)
    body = msgspec.json.encode([row(last)])
    (early,) = spot.fetched(fetch.url, body, ends + 1_000_000)
    (late,) = spot.fetched(fetch.url, body, ends + 6_000_000)
    assert (early.is_closed, late.is_closed) == (False, True)


def test_a_hole_of_the_exchange_is_no_gap_of_ours(spot):
    fetch = spot.history(CANDLES, None, 3)
    found = answer(spot, fetch, [row(1), row(5), row(6)])
    assert [c.time_open // 60_000_000 for c in found] == [1, 5, 6]


def test_history_is_no_news_for_the_stream(spot):
    stream = spot.stream("btcusdt@kline_1m")
    answer(spot, spot.history(CANDLES, None, 3), [row(1), row(2)])
    assert stream.blank


def test_inverse_futures_tell_volume_in_base_and_quote_units(inverse):
    of = Subscription("candle", "BTC/USD:BTC", "1m")
    fetch = inverse.history(of, None, 2)
    assert fetch.url.startswith("http://rest/dapi/v1/klines?symbol=BTCUSD_PERP&")
    (candle, _) = answer(inverse, fetch, [row(1, "30", "0.5"), row(2)])
    assert (candle.volume, candle.quote_volume) == (0.5, 3000.0)


def test_days_may_begin_elsewhere(spot):
    later = Subscription("candle", "BTC/USDT", "1d@+08:00")
    fetch = spot.history(later, None, 2)
    assert "interval=1d&timeZone=08:00&limit=2#" in fetch.url
    (candle, _) = answer(spot, fetch, [row(1), row(2)])
    assert candle.interval == "1d@+08:00"


def test_trades_are_asked_for_by_id(spot):
    fetch = spot.history(TRADES, "1500", 1000)
    assert "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=500&limit=1000#" in fetch.url
    assert fetch.weight == 25
    found = answer(spot, fetch, [trade(n) for n in (1498, 1499, 1500)])
    assert [t.id for t in found] == ["1498", "1499"]
    assert (found[0].side, found[0].source) == ("sell", "rest")
    assert spot.history(TRADES, "3", 1000).url.count("fromId=0&limit=3#") == 1


def test_of_futures_there_are_the_newest_trades_only():
    linear = BinanceUsdm(rest_url="http://rest")
    linear.learn([linear.guess("BTCUSDT")])
    fetch = linear.history(Subscription("trade", "BTC/USDT:USDT"), "7", 2)
    assert "/fapi/v1/trades?symbol=BTCUSDT&limit=1000#" in fetch.url
    found = answer(linear, fetch, [trade(n) for n in (3, 5, 6, 7, 8)])
    assert [t.id for t in found] == ["3", "5", "6"]


def test_what_is_no_id_is_known_to_nobody(spot):
    with pytest.raises(ClientError, match="counts trades"):
        spot.history(TRADES, "abc", 5)


@pytest.mark.parametrize("channel", ["ticker", "quote", "book"])
def test_other_channels_have_no_history(spot, channel):
    assert spot.history(Subscription(channel, "BTC/USDT"), None, 5) is None


def test_options_tell_candles():
    options = BinanceOptions(rest_url="http://rest")
    options.learn([options.guess("BTC-260925-100000-C")])
    (symbol,) = options.instruments
    fetch = options.history(Subscription("candle", symbol, "1h"), None, 5)
    assert "/eapi/v1/klines?symbol=BTC-260925-100000-C&interval=1h&limit=5#" in fetch.url
    assert len(answer(options, fetch, [row(60), row(120)])) == 2


@pytest.mark.parametrize("body", [{"code": 1}, [7], [["a"]], [[1, 2]], [None], "x"])
def test_what_makes_no_sense_is_the_fault_of_the_exchange(spot, body):
    with pytest.raises(ExchangeError):
        answer(spot, spot.history(CANDLES, None, 3), body)
