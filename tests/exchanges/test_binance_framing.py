"""Streams in addresses: what is named there, what is asked for besides, payloads without names."""

import msgspec
import pytest

from radist.exchanges._binance_framing import address, named
from radist.exchanges.base import Connect, Reconnect, Send
from radist.exchanges.binance import Binance
from radist.exchanges.binance_usdm import BinanceUsdm
from radist.model import BookSnapshot, Gap, Instrument, Subscription, Trade

BASE = "wss://stream.test/stream"
BTC, ETH = Subscription("trade", "BTC/USDT"), Subscription("trade", "ETH/USDT")
NAMES = ["btcusdt@trade", "ethusdt@kline_1m@+08:00", "!miniTicker@arr", "测试usdt@trade"]


def spot(framing: str) -> Binance:
    exchange = Binance(ws_url="wss://stream.test", framing=framing)
    exchange.learn(
        Instrument(f"{base}/USDT", f"{base}USDT", base, "USDT") for base in ("BTC", "ETH")
    )
    return exchange


def trade(number: int) -> bytes:
    payload = {"e": "trade", "E": 5, "s": "BTCUSDT", "t": number, "p": "1", "q": "1", "T": 5}
    return msgspec.json.encode(payload | {"m": True, "M": True})


def wrapped(payload: bytes) -> bytes:
    return b'{"stream":"btcusdt@trade","data":%b}' % payload


@pytest.mark.parametrize(
    ("framing", "found"),
    [
        ("subscribe", BASE),
        ("combined", f"{BASE}?streams=btcusdt@trade/ethusdt@trade"),
        ("raw", "wss://stream.test/ws/btcusdt@trade"),
    ],
)
def test_each_way_has_its_address(framing, found):
    exchange = spot(framing)
    assert list(exchange.dial("stream", [ETH, BTC])) == [Connect(found)]


def test_with_classes_of_streams_the_way_is_below_the_class():
    for framing, path in (("combined", "market/stream?streams=x"), ("raw", "market/ws/x")):
        assert address(framing, "wss://f.test/market/stream", ["x"]) == f"wss://f.test/{path}"


@pytest.mark.parametrize("framing", ["subscribe", "combined", "raw"])
def test_without_a_stream_to_name_the_address_is_the_plain_one(framing):
    assert address(framing, BASE, []) == BASE and named(BASE) == []


def test_an_address_is_read_as_it_was_written():
    found = address("combined", BASE, NAMES)
    assert named(found) == NAMES
    assert "+" not in found and found.isascii()
    assert all(named(address("raw", BASE, [name])) == [name] for name in NAMES)


def test_an_address_names_no_more_than_fit():
    names = [f"symbol{number}usdt@trade" for number in range(1000)]
    found = address("combined", BASE, names)
    assert 7_970 < len(found) <= 8_000
    assert named(found) == names[: len(named(found))]


def test_what_the_address_asked_for_is_not_asked_for_again():
    exchange = spot("combined")
    (connect,) = exchange.dial("stream", [BTC])
    conversation = exchange.conversation("stream")
    conversation.dialled(connect.url)
    (sent,) = conversation.subscribe([BTC, ETH], 0)
    assert msgspec.json.decode(sent.frame)["params"] == ["ethusdt@trade"]
    (sent,) = conversation.unsubscribe([BTC], 0)
    assert isinstance(sent, Send) and b'"UNSUBSCRIBE"' in sent.frame
    (sent,) = conversation.subscribe([BTC], 0)
    assert msgspec.json.decode(sent.frame)["params"] == ["btcusdt@trade"]


def test_what_is_wanted_no_more_once_the_socket_is_open_is_let_go():
    exchange = spot("combined")
    (connect,) = exchange.dial("stream", [BTC, ETH])
    conversation = exchange.conversation("stream")
    conversation.dialled(connect.url)
    (sent,) = conversation.subscribe([ETH], 0)
    asked = msgspec.json.decode(sent.frame)
    assert (asked["method"], asked["params"]) == ("UNSUBSCRIBE", ["btcusdt@trade"])


@pytest.mark.parametrize("framing", ["combined", "raw"])
def test_frames_that_come_with_the_handshake_belong_to_the_new_socket(told, framing):
    exchange = spot(framing)
    frame = trade if framing == "raw" else lambda number: wrapped(trade(number))
    (connect,) = exchange.dial("stream", [BTC])
    for begin in (1, 10):
        conversation = exchange.conversation("stream")
        conversation.dialled(connect.url)
        events = told(conversation, frame(begin))
        assert list(conversation.subscribe([BTC], 0)) == []
        events += told(conversation, frame(begin + 1))
        assert conversation.pulse(BTC).frames == 2
    gap, first, second = events
    assert isinstance(gap, Gap) and (gap.cause, gap.from_id, gap.to_id) == ("reconnect", "3", "9")
    assert isinstance(first, Trade) and (first.id, second.id) == ("10", "11")


def test_payloads_that_look_alike_are_what_their_address_says(told):
    exchange = BinanceUsdm(ws_url="wss://f.test", framing="raw")
    native, symbol = "BTCUSDT", "BTC/USDT:USDT"
    exchange.learn(
        [Instrument(symbol, native, "BTC", "USDT", kind="perpetual", settle="USDT", pair=native)]
    )
    picture = Subscription("book_snapshot", symbol, "5")
    (connect,) = exchange.dial(exchange.route(picture), [picture])
    conversation = exchange.conversation("")
    conversation.dialled(connect.url)
    payload = {"e": "depthUpdate", "E": 5, "T": 5, "s": native, "U": 1, "u": 2, "pu": 0}
    levels = {"b": [["1", "1"]], "a": [["2", "1"]]}
    (event,) = told(conversation, msgspec.json.encode(payload | levels))
    assert isinstance(event, BookSnapshot) and event.depth == 5


def test_a_raw_socket_carries_no_other_stream():
    exchange = spot("raw")
    assert exchange.limits.streams_per_socket == 1
    (connect,) = exchange.dial("stream", [BTC])
    conversation = exchange.conversation("stream")
    conversation.dialled(connect.url)
    assert list(conversation.subscribe([BTC], 0)) == []
    assert list(conversation.unsubscribe([BTC], 0)) == []
    assert isinstance(*conversation.subscribe([ETH], 0), Reconnect)


@pytest.mark.parametrize(
    "frame", [b'{"e":"serverShutdown","E":5}', b'{"error":{"code":2,"msg":"no"},"id":null}']
)
def test_a_notice_on_a_raw_socket_is_no_payload(frame):
    conversation = spot("raw").conversation("stream")
    conversation.dialled("wss://stream.test/ws/btcusdt@trade")
    assert any(isinstance(output, Reconnect) for output in conversation.received(frame, 5))
