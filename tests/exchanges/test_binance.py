import math
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.codec import encode
from radist.errors import ExchangeError
from radist.exchanges.base import Connect, Reconnect, Refused, Send
from radist.exchanges.binance import Binance
from radist.model import Candle, Event, Gap, Instrument, Subscription

TRADE = Subscription("trade", "BTC/USDT")
RECORDED = Path(__file__).parents[1] / "recordings" / "binance.jsonl"
FRAMES = [
    bytes(msgspec.json.decode(line, type=dict[str, msgspec.Raw])["frame"])
    for line in RECORDED.read_bytes().splitlines()
]


def learned() -> Binance:
    exchange = Binance()
    exchange.learn([Instrument(f"{base}/USDT", f"{base}USDT", base, "USDT") for base in BASES])
    return exchange


BASES = ("BTC", "ETH")
DEPTH = b'{"e":"depthUpdate","E":2,"s":"BTCUSDT","U":157,"u":160,"b":[["9","2"]],"a":[["11","0"]]}'


def requests(outputs) -> list[dict]:
    return [msgspec.json.decode(out.frame) for out in outputs if isinstance(out, Send)]


# --- frames to events


def test_a_maker_who_bought_means_a_taker_who_sold(binance, trade, told):
    conversation = binance.conversation("stream")
    sold, bought = told(conversation, trade(1, m=True), trade(2, m=False))
    assert (sold.side, bought.side) == ("sell", "buy")


def test_times_are_microseconds_and_the_frames_arrival_is_kept(binance, trade):
    (event,) = binance.conversation("stream").received(trade(1, 1_771_422_400_123), 77)
    assert (event.time_exchange, event.time_received) == (1_771_422_400_123_000, 77)


def test_events_of_one_stream_come_from_its_symbol_alone(binance, trade, told):
    ether = trade(9).replace(b"btcusdt@trade", b"ethusdt@trade")
    first, second = told(binance.conversation("stream"), trade(1), ether)
    assert (first.symbol, first.native) == ("BTC/USDT", "BTCUSDT")
    assert (second.symbol, second.native) == ("ETH/USDT", "ETHUSDT")


@pytest.mark.parametrize("swap", [(b'{"stream"', b'{ "stream"'), (b'"stream":', b'"stream" : ')])
def test_blanks_in_a_frame_change_nothing(binance, trade, told, swap):
    assert len(told(binance.conversation("stream"), trade(1).replace(*swap))) == 1


def test_the_order_of_the_envelope_changes_nothing(binance, trade, told):
    payload = msgspec.json.decode(trade(1), type=dict[str, msgspec.Raw])["data"]
    frame = b'{"data":%b,"stream":"btcusdt@trade"}' % bytes(payload)
    assert len(told(binance.conversation("stream"), frame)) == 1


def test_an_envelope_and_a_bare_payload_are_one_stream(binance, trade, told):
    bare = bytes(msgspec.json.decode(trade(2), type=dict[str, msgspec.Raw])["data"])
    events = told(binance.conversation("stream"), trade(1), bare, trade(2), trade(3))
    assert [event.id for event in events] == ["1", "2", "3"]


def test_bare_payloads_are_known_by_their_content(binance, kline, told):
    bare = [
        bytes(msgspec.json.decode(frame, type=dict[str, msgspec.Raw]).get("data", b"{}"))
        for frame in (*FRAMES, kline(3, closed=True, interval="1M"))
    ]
    binance.asks = False  # a book without REST is its deltas
    conversation = binance.conversation("stream")
    named = [b for b in bare if b != b"{}" and b"lastUpdateId" not in b]  # which names no symbol
    kinds = {type(e).__name__ for e in told(conversation, *named)} - {"Gap"}
    assert kinds == set(
        "Trade AggTrade BlockTrade Quote MiniTicker Ticker RollingTicker Candle BookDelta"
        " AveragePrice ReferencePrice".split()
    )


def test_a_candle_that_was_missed_is_a_gap_over_its_time(binance, kline, told):
    conversation = binance.conversation("stream")
    events = told(
        conversation,
        *(kline(0, closed=False), kline(0, closed=True), kline(1, closed=False)),
        *(kline(4, closed=False), kline(4, closed=True), kline(5, closed=True)),
    )
    gaps = [event for event in events if isinstance(event, Gap)]
    start = 1_771_419_600_000_000
    assert [(g.from_time - start, g.to_time - start) for g in gaps] == [(60_000_000, 240_000_000)]
    assert (gaps[0].cause, gaps[0].interval, gaps[0].channel) == ("upstream", "1m", "candle")
    assert events.index(gaps[0]) == 3
    assert [e.is_closed for e in events if isinstance(e, Candle)] == [0, 1, 0, 0, 1, 1]


def test_a_candle_that_ended_while_disconnected_is_a_gap_by_reconnecting(binance, kline, told):
    conversation = binance.conversation("stream")
    told(conversation, kline(0, closed=False))
    again = binance.conversation("stream")
    list(again.subscribe([Subscription("candle", "BTC/USDT", "1m")], 0))
    gap, candle = told(again, kline(1, closed=False))
    assert (gap.cause, gap.from_time, gap.to_time) == (
        "reconnect",
        candle.time_open - 60_000_000,
        candle.time_open,
    )
    assert [type(e) for e in told(again, kline(1, closed=True), kline(2, closed=True))] == [
        Candle,
        Candle,
    ]


def test_subscribing_anew_makes_the_hole_one_of_the_reconnect(binance, trade, told):
    told(binance.conversation("stream"), trade(10))
    again = binance.conversation("stream")
    list(again.subscribe([TRADE], 0))
    gap, event = told(again, trade(10), trade(14, 1_771_422_400_500))
    assert (gap.cause, gap.from_id, gap.to_id) == ("reconnect", "11", "13")
    assert event.id == "14"


def test_another_stream_is_not_touched_by_a_hole(binance, trade, told):
    def ether(number: int) -> bytes:
        return trade(number).replace(b"btcusdt@trade", b"ethusdt@trade")

    events = told(binance.conversation("stream"), trade(1), ether(1), trade(5), ether(2))
    assert [e.symbol for e in events if isinstance(e, Gap)] == ["BTC/USDT"]


def test_a_frame_whose_numbers_are_no_prices_leaves_the_stream_as_it_was(binance, trade, told):
    conversation = binance.conversation("stream")
    told(conversation, trade(1))
    with pytest.raises(ExchangeError):
        conversation.received(trade(900, p="nan"), 5)
    assert [event.id for event in told(conversation, trade(2))] == ["2"]


# --- frames that make no sense


NUMBERS = ["NaN", "nan", "inf", "-inf", "Infinity", "-1", "1e400", "1e19", "", "0x10", "1,5", None]


@pytest.mark.parametrize("number", [*NUMBERS, [], {}, True])
def test_a_price_that_is_no_amount_is_an_error(binance, trade, number):
    with pytest.raises(ExchangeError, match="not a frame that we understand"):
        binance.conversation("stream").received(trade(1, p=number), 5)


@pytest.mark.parametrize("time", [1_771_422_400_000_000, -1, 1.5, "soon", None, 10**30])
def test_a_time_that_is_no_milliseconds_is_an_error(binance, trade, time):
    with pytest.raises(ExchangeError, match="not a frame that we understand"):
        binance.conversation("stream").received(trade(1, time), 5)


@pytest.mark.parametrize("number", [b"-1", b"1" + b"0" * 19, b"9" * 400, b"1.5", b'"x"', b"null"])
def test_an_id_that_is_none_is_an_error(binance, trade, number):
    with pytest.raises(ExchangeError, match="not a frame that we understand"):
        binance.conversation("stream").received(trade(0).replace(b'"t":0', b'"t":' + number), 5)


DEEP = b"[" * 50_000


@pytest.mark.parametrize(
    "frame",
    [
        *(b"", b" ", b"null", b"1", b'"text"', b"[]", b"{}", b"{", b"\xff\xfe", b"\x00\x01\x02"),
        *(DEEP, b'{"x":' + DEEP, b'{"stream":"btcusdt@trade","data":{"x":' + DEEP),
        b'{"stream":"btcusdt@trade","data":{"e":"trade","E":1,"s":"BTCUSDT","t":1,"p":"1',
        b'{"stream":"btcusdt@trade"}',
        b'{"stream":"btcusdt@trade","data":null}',
        b'{"stream":"btcusdt@nosuch","data":{}}',
        b'{"stream":"btcusdt@kline_7m","data":{}}',
        b'{"stream":"btcusdt","data":{}}',
        b'{"stream":"nosuch@trade","data":{}}',
        b'{"stream":"@trade","data":{}}',
        b'{"stream":"\\ud800@trade","data":{}}',
        b'{"stream":7,"data":{}}',
        b'{"e":"trade","s":"NOSUCH","t":1}',
        b'{"e":"nosuch","s":"BTCUSDT"}',
        b'{"e":"kline","s":"BTCUSDT","k":{"i":"\\"}"}}',
        b'{"e":"trade","s":"\xff"}',
        b'{"id":{},"result":null}',
        b'{"error":"text","id":1}',
    ],
)
def test_a_frame_without_a_meaning_is_an_exchange_error(frame):
    with pytest.raises(ExchangeError):
        learned().conversation("stream").received(frame, 5)


def test_the_error_shows_a_little_of_the_frame_and_not_all(binance):
    with pytest.raises(ExchangeError, match=r"<html>") as caught:
        binance.conversation("stream").received(b"<html>" + b"x" * 10_000, 5)
    assert len(str(caught.value)) < 500


def hears_or_refuses(exchange: Binance, frame: bytes) -> None:
    try:
        outputs = list(exchange.conversation("stream").received(frame, 5))
    except ExchangeError:
        return
    assert all(b"null" not in encode(e) for e in outputs if type(e).__name__ == "Trade")
    numbers = [v for e in outputs if isinstance(e, Event) for v in msgspec.structs.astuple(e)]
    assert all(math.isfinite(number) for number in numbers if isinstance(number, float))


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_heard_or_refused(frame):
    hears_or_refuses(learned(), frame)


@given(st.sampled_from(FRAMES), st.data())
def test_damaged_frames_are_heard_or_refused(frame, data):
    start = data.draw(st.integers(0, len(frame)))
    length = data.draw(st.integers(0, 20))
    put = data.draw(st.binary(max_size=20) | st.sampled_from([b"NaN", b"-1", b"[[", b'"', b"}"]))
    hears_or_refuses(learned(), frame[:start] + put + frame[start + length :])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(st.sampled_from(FRAMES), st.data())
def test_frames_with_a_field_gone_or_wrong_are_heard_or_refused(frame, data):
    content = msgspec.json.decode(frame)
    payload = content.get("data", content)
    payload = payload[0] if isinstance(payload, list) else payload
    part = payload.get("k", payload)
    key = data.draw(st.sampled_from(sorted(part)))
    if data.draw(st.booleans()):
        part[key] = data.draw(JSON)
    else:
        del part[key]
    hears_or_refuses(learned(), msgspec.json.encode(content))


# --- the conversation


def test_subscriptions_are_asked_for_in_batches_with_ids_of_their_own(binance):
    names = [Instrument(f"C{n}/USDT", f"C{n}USDT", f"C{n}", "USDT") for n in range(250)]
    binance.learn(names)
    wanted = [Subscription("trade", instrument.symbol) for instrument in names]
    asked = requests(binance.conversation("stream").subscribe(wanted, 0))
    assert [len(request["params"]) for request in asked] == [100, 100, 50]
    assert {request["method"] for request in asked} == {"SUBSCRIBE"}
    assert len({request["id"] for request in asked}) == 3
    streams = [stream for request in asked for stream in request["params"]]
    assert sorted(streams) == sorted(f"c{n}usdt@trade" for n in range(250))


@pytest.mark.parametrize(
    ("subscription", "stream"),
    [
        (Subscription("trade", "BTC/USDT"), "btcusdt@trade"),
        (Subscription("agg_trade", "BTC/USDT"), "btcusdt@aggTrade"),
        (Subscription("ticker", "BTC/USDT"), "btcusdt@ticker"),
        (Subscription("mini_ticker", "BTC/USDT"), "btcusdt@miniTicker"),
        (Subscription("quote", "BTC/USDT"), "btcusdt@bookTicker"),
        (Subscription("candle", "BTC/USDT", "1M"), "btcusdt@kline_1M"),
        (Subscription("candle", "BTC/USDT", "1m"), "btcusdt@kline_1m"),
    ],
)
def test_a_subscription_has_its_stream(binance, subscription, stream):
    (asked,) = requests(binance.conversation("stream").subscribe([subscription], 0))
    assert asked["params"] == [stream]


def test_an_end_is_asked_for_as_well(binance):
    conversation = binance.conversation("stream")
    list(conversation.subscribe([TRADE], 0))
    (asked,) = requests(conversation.unsubscribe([TRADE], 0))
    assert (asked["method"], asked["params"]) == ("UNSUBSCRIBE", ["btcusdt@trade"])


def test_an_acknowledged_request_is_waited_for_no_longer(binance):
    conversation = binance.conversation("stream")
    list(conversation.subscribe([TRADE], 0))
    assert list(conversation.received(b'{"result":null,"id":1}', 1)) == []
    assert list(conversation.tick(60_000_000)) == []


def test_a_request_without_an_answer_for_ten_seconds_ends_the_socket(binance):
    conversation = binance.conversation("stream")
    list(conversation.subscribe([TRADE], 0))
    assert list(conversation.tick(10_000_000)) == []
    (action,) = conversation.tick(10_000_001)
    assert isinstance(action, Reconnect) and "no answer" in action.reason


def test_requests_that_wait_to_be_sent_end_no_socket_while_others_are_answered(binance):
    conversation = binance.conversation("stream")
    list(conversation.subscribe([TRADE], 0))
    list(conversation.unsubscribe([TRADE], 0))
    list(conversation.received(b'{"result":null,"id":1}', 9_000_000))
    assert list(conversation.tick(19_000_000)) == []
    (action,) = conversation.tick(19_000_001)
    assert isinstance(action, Reconnect)


def test_an_answer_to_nothing_we_asked_is_ignored(binance):
    conversation = binance.conversation("stream")
    list(conversation.subscribe([TRADE], 0))
    for answer in (b'{"result":null,"id":99}', b'{"result":["a"],"id":"mine"}'):
        assert list(conversation.received(answer, 5_000_000)) == []
    assert list(conversation.tick(11_000_000)) != []


@pytest.mark.parametrize(
    "refusal",
    [
        b'{"error":{"code":4,"msg":"Too many subscriptions"},"id":1}',
        b'{"code":4,"msg":"Too many subscriptions","id":1}',
    ],
)
def test_a_refusal_in_either_shape_names_what_was_refused(binance, refusal):
    conversation = binance.conversation("stream")
    list(conversation.subscribe([TRADE], 0))
    (refused,) = conversation.received(refusal, 1)
    assert refused == Refused((TRADE,), "error 4: Too many subscriptions")
    assert list(conversation.tick(60_000_000)) == []


@pytest.mark.parametrize("code", [2, 3])
def test_after_a_malformed_request_the_socket_is_not_trusted(binance, code):
    answer = msgspec.json.encode({"error": {"code": code, "msg": "Invalid"}, "id": None})
    refused, reconnect = binance.conversation("stream").received(answer, 1)
    assert refused == Refused((), f"error {code}: Invalid")
    assert isinstance(reconnect, Reconnect)


@pytest.mark.parametrize(
    "frame",
    [
        b'{"e":"serverShutdown","E":1771422400000}',
        b'{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1771422400000}}',
    ],
)
def test_an_announced_shutdown_is_a_reason_to_reconnect(binance, frame):
    (action,) = binance.conversation("stream").received(frame, 1)
    assert isinstance(action, Reconnect) and "shutdown" in action.reason


def test_it_dials_the_combined_address_of_its_configuration(binance):
    assert list(binance.dial(binance.route(TRADE), [TRADE])) == [Connect("ws://stream.test/stream")]
