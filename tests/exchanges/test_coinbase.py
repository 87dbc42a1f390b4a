"""What Coinbase is asked for, and what its answers come to; the frames are in the recordings."""

import msgspec
import pytest

from radist.errors import ExchangeError
from radist.exchanges.base import Fetch, Reconnect, Refused, Send
from radist.exchanges.coinbase import Coinbase
from radist.model import Gap, Instrument, Subscription, Trade

BTC = Instrument("BTC/USD", "BTC-USD", "BTC", "USD")
ETH = Instrument("ETH/USD", "ETH-USD", "ETH", "USD")
TRADES = Subscription("trade", "BTC/USD")
OTHERS = Subscription("trade", "ETH/USD")
TICKER = Subscription("ticker", "BTC/USD")
LATE = 10_000_001


@pytest.fixture
def coinbase() -> Coinbase:
    exchange = Coinbase(ws_url="ws://stream.test", rest_url="http://rest.test/")
    exchange.learn([BTC, ETH])
    return exchange


def encoded(content: object) -> bytes:
    return msgspec.json.encode(content)


def requests(outputs) -> list[dict]:
    return [msgspec.json.decode(output.frame) for output in outputs if isinstance(output, Send)]


def match(number: int, kind: str = "match") -> bytes:
    time = f"2026-09-14T10:20:{number:02}Z"
    prices = {"price": "10.5", "size": "2", "side": "buy"}
    return encoded(
        {"type": kind, "trade_id": number, "product_id": "BTC-USD", "time": time} | prices
    )


def told(outputs) -> list[str]:
    return [o.id if isinstance(o, Trade) else f"{o.from_id}-{o.to_id}" for o in outputs]


def test_each_channel_is_asked_for_once_with_all_its_products(coinbase):
    sent = requests(coinbase.conversation("").subscribe([TRADES, OTHERS, TICKER], 5))
    assert sent == [
        {"type": "subscribe", "product_ids": ["BTC-USD", "ETH-USD"], "channels": ["matches"]},
        {"type": "subscribe", "product_ids": ["BTC-USD"], "channels": ["ticker"]},
    ]


def test_what_is_wanted_no_more_is_let_go(coinbase):
    conversation = coinbase.conversation("")
    tuple(conversation.subscribe([TRADES], 5))
    (sent,) = requests(conversation.unsubscribe([TRADES], 6))
    assert sent == {"type": "unsubscribe", "product_ids": ["BTC-USD"], "channels": ["matches"]}
    assert conversation.tick(LATE) == ()


def test_a_refused_product_does_not_take_the_others_with_it(coinbase):
    conversation = coinbase.conversation("")
    tuple(conversation.subscribe([TRADES, OTHERS], 5))
    reason = "ETH-USD is not a valid product"
    answer = {"type": "error", "message": "Failed to subscribe", "reason": reason}
    refused, *again = conversation.received(encoded(answer), 6)
    assert refused == Refused((OTHERS,), f"Failed to subscribe: {reason}")
    assert requests(again)[0]["product_ids"] == ["BTC-USD"]


def test_an_error_about_nothing_that_was_asked_for_is_told(coinbase):
    with pytest.raises(ExchangeError, match="too many requests"):
        coinbase.conversation("").received(
            encoded({"type": "error", "message": "too many requests"}), 6
        )


def test_without_an_answer_another_socket_is_tried(coinbase):
    silent, answered = coinbase.conversation(""), coinbase.conversation("")
    for conversation in (silent, answered):
        tuple(conversation.subscribe([TRADES], 0))
    listed = [{"name": "matches", "product_ids": ["BTC-USD"]}]
    answered.received(encoded({"type": "subscriptions", "channels": listed}), 6)
    assert [type(o) for o in silent.tick(LATE)] == [Reconnect]
    assert answered.tick(LATE) == ()


def test_after_a_lost_socket_the_trade_before_tells_what_is_missing(coinbase):
    first, second = coinbase.conversation(""), coinbase.conversation("")
    tuple(first.subscribe([TRADES], 0))
    assert told(first.received(match(1, "last_match"), 5)) == []
    assert told(first.received(match(2), 5)) == ["2"]
    tuple(second.subscribe([TRADES], 6))
    found = second.received(match(5, "last_match"), 7)
    assert told(found) == ["3-4", "5"]
    assert isinstance(found[0], Gap) and found[0].cause == "reconnect"


def test_rest_tells_only_what_the_stream_has_not(coinbase):
    conversation = coinbase.conversation("")
    tuple(conversation.subscribe([TRADES], 0))
    conversation.received(match(2), 5)
    (question,) = coinbase.poll([TRADES, TICKER])
    assert question == Fetch("http://rest.test/products/BTC-USD/trades?limit=1000")
    body = b"[" + b",".join(match(number) for number in (4, 3, 2, 1)) + b"]"
    found = coinbase.fetched(question.url, body, 9)
    assert told(found) == ["3", "4"]
    assert {event.source for event in found} == {"poll"}


def test_what_is_listed_no_more_has_ended(coinbase):
    (question,) = coinbase.list_instruments()
    row = {"id": "BTC-USD", "base_currency": "BTC", "quote_currency": "USD", "status": "online"}
    coinbase.fetched(question.url, encoded([row | {"quote_increment": "0.01"}]), 9)
    assert coinbase.instruments["BTC/USD"].price_step == 0.01
    active = {symbol for symbol, of in coinbase.instruments.items() if of.active}
    assert active == {"BTC/USD"}


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"\xff", b'[{"trade_id":-1}]'])
def test_what_makes_no_sense_is_refused(coinbase, body):
    with pytest.raises(ExchangeError):
        coinbase.fetched("http://rest.test/products/BTC-USD/trades?limit=1000", body, 9)
