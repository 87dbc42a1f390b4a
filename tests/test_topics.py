import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.errors import ClientError
from radist.model import Candle, Gap, Quote, Subscription, Trade
from radist.topics import LOG_CHANNELS, parse, topic, topic_of

PLACE = ("moon", "BTC/USDT", "BTCUSDT", 1, 2)
word = st.text(st.characters(exclude_characters="."), min_size=1)


@given(word.filter(lambda channel: channel != "candle"), word, st.text(min_size=1))
def test_a_topic_is_read_as_it_was_written(channel, exchange, symbol):
    subscription = Subscription(channel, symbol)
    assert parse(topic(exchange, subscription)) == (exchange, subscription)


@given(word, st.text("aB./:é", min_size=1), word)
def test_a_topic_of_candles_is_read_as_it_was_written(exchange, symbol, interval):
    subscription = Subscription("candle", symbol, interval)
    assert parse(topic(exchange, subscription)) == (exchange, subscription)


@pytest.mark.parametrize(
    ("text", "channel", "symbol", "interval"),
    [
        ("trade.moon.BTC/USDT", "trade", "BTC/USDT", ""),
        ("mark_price.moon.BTC/USDT:USDT-260626", "mark_price", "BTC/USDT:USDT-260626", ""),
        ("quote.moon.A.B/USDT", "quote", "A.B/USDT", ""),
        ("candle.moon.BTC/USDT:USDT.1M", "candle", "BTC/USDT:USDT", "1M"),
        ("candle.moon.A.B/USDT.1m", "candle", "A.B/USDT", "1m"),
    ],
)
def test_the_parts_of_a_topic(text, channel, symbol, interval):
    assert parse(text) == ("moon", Subscription(channel, symbol, interval))


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "..", "trade", "trade.moon", "trade.moon.", "trade..BTC/USDT", ".moon.BTC/USDT"),
        *("candle.moon.BTC/USDT", "candle.moon.BTC/USDT.", "candle.moon..1m", "candle.moon"),
    ],
)
def test_what_is_no_topic_is_refused_with_the_form_of_one(text):
    with pytest.raises(ClientError, match="is not a topic; the form is <channel>") as caught:
        parse(text)
    assert (caught.value.code, caught.value.reason) == (404, "unknown_room")
    assert ("<interval>" in str(caught.value)) == text.startswith("candle")


def test_an_event_travels_on_the_topic_of_its_stream():
    trade = Trade(*PLACE, "7", 1.0, 2.0, "buy")
    candle = Candle(*PLACE, "1m", 1, 2, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1, True, "final")
    assert topic_of(trade) == "trade.moon.BTC/USDT"
    assert topic_of(candle) == "candle.moon.BTC/USDT.1m"


def test_a_gap_travels_on_the_topic_that_has_the_hole():
    assert topic_of(Gap(*PLACE, channel="trade", cause="upstream")) == "trade.moon.BTC/USDT"
    gap = Gap(*PLACE, channel="candle", cause="upstream", interval="1m")
    assert topic_of(gap) == "candle.moon.BTC/USDT.1m"


def test_of_executions_every_message_counts_and_of_states_the_newest():
    assert Trade.channel in LOG_CHANNELS and Quote.channel not in LOG_CHANNELS
