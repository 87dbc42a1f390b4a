"""What the family sends, to the letter: names, order, types, units."""

import json

import msgspec
import pytest

from radist.errors import ClientError
from radist.model import Freshness, Ticker
from radist.server import seed

TIME = 1_703_520_000_000_000


def letter(event: object) -> str:
    """The payload as it is on the wire."""
    return seed.codec.encode(seed.payload(event)).decode()


def test_a_ticker(make):
    assert letter(make.ticker()) == (
        '{"type":"ticker","symbol":"BTCUSDT","price":42500.5,"open":42000.0,"high":43000.0,'
        '"low":41500.0,"volume":15000.5,"quote_volume":637507500.0,"price_change":500.5,'
        '"price_change_percent":1.19,"timestamp":1703520000000}'
    )


def test_a_kline(make):
    assert letter(make.candle()) == (
        '{"type":"kline","symbol":"BTCUSDT","interval":"1m","timestamp":1703520000000,'
        '"open":42500.0,"high":42550.0,"low":42480.0,"close":42530.0,"volume":125.5,'
        '"is_closed":true,"trades":1250,"quote_volume":5337415.0}'
    )


def test_a_trade(make):
    assert letter(make.trade()) == (
        '{"type":"trade","symbol":"BTCUSDT","trade_id":123456789,"price":42500.0,"quantity":0.5,'
        '"timestamp":1703520000000,"is_buyer_maker":false}'
    )


def test_an_envelope_tells_when_it_came(make):
    told = json.loads(seed.envelope(seed.payload(make.trade()), TIME + 500_000))
    assert list(told) == ["type", "data", "timestamp"]
    assert (told["type"], told["timestamp"]) == ("trade", "2023-12-25T16:00:00.500Z")


def test_a_mini_ticker(make):
    assert letter(make.mini_ticker()) == (
        '{"type":"mini_ticker","symbol":"BTCUSDT","price":42500.5,"open":42000.0,"high":43000.0,'
        '"low":41500.0,"volume":15000.5,"quote_volume":637507500.0,"timestamp":1703520000000}'
    )


def test_an_aggregate_trade(make):
    assert letter(make.agg_trade()) == (
        '{"type":"agg_trade","symbol":"BTCUSDT","trade_id":77,"price":42500.0,"quantity":0.5,'
        '"timestamp":1703520000000,"is_buyer_maker":true,"first_id":100,"last_id":103}'
    )


def test_a_book_ticker(make):
    assert letter(make.quote()) == (
        '{"type":"book_ticker","symbol":"BTCUSDT","bid_price":42499.9,"bid_quantity":1.5,'
        '"ask_price":42500.1,"ask_quantity":2.5,"timestamp":1703520000000}'
    )


def test_freshness(make):
    event = Freshness("binance", "BTC/USDT", "BTCUSDT", None, 1, "candle", True, "mute", "1m")
    assert letter(event) == (
        '{"type":"freshness","symbol":"BTCUSDT","channel":"kline","stale":true,"cause":"mute"}'
    )


def test_what_no_stream_brought_says_so(make):
    polled = msgspec.structs.replace(make.trade(), source="poll")
    assert letter(polled).endswith(',"is_buyer_maker":false,"source":"poll"}')


def test_a_gap(make):
    assert letter(make.gap()) == (
        '{"type":"gap","symbol":"BTCUSDT","channel":"trade","from_id":100,"to_id":104,'
        '"from_time":1703519998000,"to_time":1703520000000,"cause":"reconnect"}'
    )


def test_a_gap_speaks_of_klines_not_of_candles(make):
    assert seed.payload(make.gap("candle", "1m"))["channel"] == "kline"


def test_the_buyer_is_the_maker_when_the_taker_sold(make):
    assert seed.payload(make.trade(side="sell"))["is_buyer_maker"] is True


def test_an_id_that_is_no_number_stays_text(make):
    assert seed.payload(make.trade("a1-b2"))["trade_id"] == "a1-b2"


def test_without_a_time_of_the_exchange_ours_is_told():
    event = Ticker("binance", "BTC/USDT", "BTCUSDT", None, TIME, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    assert seed.payload(event)["timestamp"] == TIME // 1000


def test_what_the_exchange_does_not_say_is_null():
    event = Ticker("binance", "BTC/USDT", "BTCUSDT", None, TIME, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    assert seed.payload(event)["price_change"] is None


@pytest.mark.parametrize("spelling", ["BTCUSDT", "btcusdt", "BTC/USDT", "BTC-USDT"])
def test_a_stream_is_found_by_any_spelling(upstream, spelling):
    found = seed.topic(upstream.dialect, "kline", spelling, "1m")
    assert found == "candle.binance.BTC/USDT.1m"


def test_an_unknown_symbol_is_answered_with_the_nearest(upstream):
    with pytest.raises(ClientError, match="did you mean BTCUSDT"):
        seed.topic(upstream.dialect, "ticker", "BTCUSD")
