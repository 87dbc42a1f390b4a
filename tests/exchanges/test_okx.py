import msgspec
import pytest

from radist.errors import ExchangeError
from radist.exchanges.base import Connect, Reconnect, Refused, Send
from radist.exchanges.okx import Okx
from radist.model import Gap, Instrument, Subscription, Trade

SECOND = 1_000_000
BTC = Instrument("BTC/USDT", "BTC-USDT", "BTC", "USDT", 0.1, 1e-8)
ETH = Instrument("ETH/USDT", "ETH-USDT", "ETH", "USDT", 0.01, 1e-6)
TRADES = Subscription("agg_trade", "BTC/USDT")
QUOTES = Subscription("quote", "BTC/USDT")
BOOK = Subscription("book", "BTC/USDT")


@pytest.fixture
def okx() -> Okx:
    exchange = Okx(ws_url="ws://stream.test", rest_url="http://rest.test/")
    exchange.learn([BTC, ETH])
    return exchange


def sent(outputs) -> list[dict]:
    return [msgspec.json.decode(o.frame) for o in outputs if isinstance(o, Send)]


def data(channel: str, row: dict, **more: object) -> bytes:
    argument = {"channel": channel, "instId": "BTC-USDT"}
    return msgspec.json.encode({"arg": argument, **more, "data": [row]})


def trade(number: int, count: int = 1, time: int = 1_771_422_400_000) -> bytes:
    row = {"instId": "BTC-USDT", "tradeId": str(number), "px": "10.5", "sz": "2", "side": "buy"}
    return data("trades", row | {"ts": str(time), "count": str(count), "seqId": 7})


def book(previous: int, number: int, *, action: str = "update", bids: object = None) -> bytes:
    row = {"asks": [["10.6", "1", "0", "1"]], "bids": bids or [["10.5", "2", "0", "3"]]}
    row |= {"ts": "1771422400000", "checksum": 0, "seqId": number, "prevSeqId": previous}
    return data("books", row, action=action)


def ack(number: str, channel: str, event: str = "subscribe") -> bytes:
    argument = {"channel": channel, "instId": "BTC-USDT"}
    return msgspec.json.encode({"id": number, "event": event, "arg": argument, "connId": "a4"})


def error(number: str | None, code: str, words: str = "Invalid request") -> bytes:
    told = {"event": "error", "code": code, "msg": words}
    return msgspec.json.encode(told if number is None else {"id": number} | told)


def test_candles_and_single_trades_have_a_socket_of_their_own(okx):
    assert okx.route(TRADES) == okx.route(BOOK) == "public"
    assert okx.route(Subscription("candle", "BTC/USDT", "1m")) == "business"
    assert okx.route(Subscription("trade", "BTC/USDT")) == "business"
    assert okx.dial("business", []) == (Connect("ws://stream.test/ws/v5/business"),)


def test_many_streams_are_asked_for_in_one_request(okx):
    conversation = okx.conversation("public")
    asked = sent(conversation.subscribe([TRADES, QUOTES, BOOK], SECOND))
    assert [request["op"] for request in asked] == ["subscribe"]
    channels = [argument["channel"] for argument in asked[0]["args"]]
    assert sorted(channels) == ["bbo-tbt", "books", "trades"]
    assert {argument["instId"] for argument in asked[0]["args"]} == {"BTC-USDT"}


def test_a_request_stays_below_sixty_four_kilobytes(okx):
    many = [Instrument(f"C{n}/USDT", f"C{n}-USDT", f"C{n}", "USDT") for n in range(1200)]
    okx.learn(many)
    wanted = [Subscription("quote", of.symbol) for of in many]
    frames = [o.frame for o in okx.conversation("public").subscribe(wanted, SECOND)]
    assert len(frames) == 3
    assert max(map(len, frames)) < 64_000


def test_an_hour_of_changing_wishes_stays_below_the_requests_that_it_allows(okx):
    conversation = okx.conversation("public")
    requests = 0
    for second in range(3600):
        now, wish = second * SECOND, [TRADES] if second // 2 % 2 else [QUOTES]
        change = conversation.unsubscribe if second % 2 else conversation.subscribe
        outputs = [*change(wish, now), *conversation.tick(now)]
        for request in sent(o for o in outputs if isinstance(o, Send) and o.frame != b"ping"):
            requests += 1
            for argument in request["args"]:
                conversation.received(ack(request["id"], argument["channel"], request["op"]), now)
    assert 400 < requests <= 480


def test_data_may_come_before_the_acknowledgement(okx, told):
    conversation = okx.conversation("public")
    conversation.subscribe([TRADES], SECOND)
    assert [e.id for e in told(conversation, trade(5), ack("1", "trades"), trade(6))] == ["5", "6"]
    assert conversation.tick(22 * SECOND) in ((), (Send(b"ping"),))


def test_an_acknowledgement_without_a_number_is_understood(okx):
    conversation = okx.conversation("public")
    conversation.subscribe([TRADES], SECOND)
    bare = {"event": "subscribe", "arg": {"channel": "trades", "instId": "BTC-USDT"}}
    assert conversation.received(msgspec.json.encode(bare), SECOND) == ()
    assert conversation.tick(22 * SECOND) in ((), (Send(b"ping"),))


def test_a_request_that_nobody_answers_costs_the_socket(okx):
    conversation = okx.conversation("public")
    conversation.subscribe([TRADES, QUOTES], SECOND)
    conversation.received(ack("1", "trades"), 2 * SECOND)
    assert not [o for o in conversation.tick(21 * SECOND) if isinstance(o, Reconnect)]
    assert isinstance(conversation.tick(23 * SECOND)[0], Reconnect)


def test_after_twenty_seconds_of_silence_we_say_ping_and_wait_for_pong(okx):
    conversation = okx.conversation("public")
    assert conversation.tick(100 * SECOND) == ()
    assert conversation.tick(119 * SECOND) == ()
    assert conversation.tick(120 * SECOND) == (Send(b"ping"),)
    assert conversation.received(b"pong", 121 * SECOND) == ()
    assert conversation.tick(122 * SECOND) == ()
    assert conversation.tick(142 * SECOND) == (Send(b"ping"),)
    assert isinstance(conversation.tick(153 * SECOND)[0], Reconnect)


def test_traffic_needs_no_ping(okx):
    conversation = okx.conversation("public")
    conversation.subscribe([TRADES], 0)
    conversation.received(ack("1", "trades"), 0)
    for second in range(100):
        conversation.received(trade(second + 1), second * SECOND)
        assert conversation.tick(second * SECOND) == ()


def test_the_argument_that_a_refusal_names_is_refused_and_the_others_are_asked_for_again(okx):
    conversation = okx.conversation("public")
    conversation.subscribe([TRADES, QUOTES], SECOND)
    words = "Wrong URL or channel:bbo-tbt,instId:BTC-USDT doesn't exist."
    outputs = conversation.received(error("1", "60018", words), SECOND)
    assert outputs[0] == Refused((QUOTES,), f"error 60018: {words}")
    assert [a["channel"] for a in sent(outputs)[0]["args"]] == ["trades"]


def test_where_a_refusal_names_nothing_halves_are_tried(okx):
    conversation = okx.conversation("public")
    conversation.subscribe([TRADES, QUOTES], SECOND)
    again = sent(conversation.received(error("1", "60012"), SECOND))
    assert [[a["channel"] for a in request["args"]] for request in again] == [
        ["bbo-tbt"],
        ["trades"],
    ]
    conversation.received(ack("3", "trades"), SECOND)
    refused = conversation.received(error("2", "60012"), SECOND)
    assert refused == (Refused((QUOTES,), "error 60012: Invalid request"),)


def test_a_refusal_without_a_number_is_of_the_only_request(okx):
    conversation = okx.conversation("public")
    conversation.subscribe([TRADES], SECOND)
    outputs = conversation.received(error(None, "60011", "Please log in"), SECOND)
    assert outputs == (Refused((TRADES,), "error 60011: Please log in"),)
    with pytest.raises(ExchangeError, match="60011: Please log in"):
        conversation.received(error(None, "60011", "Please log in"), SECOND)


def test_what_was_asked_too_often_is_asked_later_and_refused_to_nobody(okx):
    conversation = okx.conversation("public")
    conversation.subscribe([TRADES], SECOND)
    assert conversation.received(error("1", "60014", "Requests too frequent."), SECOND) == ()
    assert sent(conversation.tick(2 * SECOND)) == []
    assert [a["channel"] for a in sent(conversation.tick(11 * SECOND))[0]["args"]] == ["trades"]


def test_a_notice_of_a_restart_asks_for_another_socket(okx):
    notice = b'{"event":"notice","code":"64008","msg":"will soon be closed","connId":"a4"}'
    assert okx.conversation("public").received(notice, 1) == (
        Reconnect("the exchange announced a restart", works=True),
    )


def test_counts_of_private_connections_mean_nothing_here(okx):
    count = b'{"event":"channel-conn-count","channel":"orders","connCount":"2","connId":"a4"}'
    assert okx.conversation("public").received(count, 1) == ()


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (b"{", "not a frame"),
        (b"[]", "not a frame"),
        (b'{"event":"notice","code":"1","msg":"hello"}', "notice 1: hello"),
        (b'{"op":"x"}', "neither an event nor an answer"),
        (b'{"table":"spot/trade","data":[]}', "version 3 of the protocol"),
        (b'{"arg":{"channel":"price-limit","instId":"BTC-USDT"},"data":[]}', "channel 'price-lim"),
        (b'{"arg":{"channel":"trades","instId":"NO-SUCH"},"data":[]}', "unknown symbol 'NO-SUCH'"),
        (b'{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{}]}', "not a frame"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(okx, frame, words):
    with pytest.raises(ExchangeError, match=words):
        okx.conversation("public").received(frame, 1)


def test_single_trades_and_aggregates_each_follow_their_ids(okx, told):
    conversation = okx.conversation("public")
    conversation.subscribe([TRADES], 0)
    events = told(conversation, trade(5), trade(8, count=3), trade(8, count=3), trade(12, count=2))
    assert [(e.first_id, e.last_id) for e in events if not isinstance(e, Gap)] == [
        ("5", "5"),
        ("6", "8"),
        ("11", "12"),
    ]
    gaps = [event for event in events if isinstance(event, Gap)]
    assert [(g.from_id, g.to_id, g.cause) for g in gaps] == [("9", "10", "upstream")]


def test_what_another_socket_brings_again_is_not_told_twice(okx, told):
    first, second = okx.conversation("public"), okx.conversation("public")
    first.subscribe([TRADES], 0)
    told(first, trade(5))
    second.subscribe([TRADES], 0)
    events = told(second, trade(5), trade(9, count=2))
    assert isinstance(events[0], Gap)
    assert (events[0].from_id, events[0].to_id, events[0].cause) == ("6", "7", "reconnect")
    assert [event.id for event in events[1:]] == ["9"]


def test_a_lost_book_is_asked_for_anew_once_and_alone(okx, told):
    conversation = okx.conversation("public")
    conversation.subscribe([TRADES, BOOK], 0)
    for channel in ("trades", "books"):
        conversation.received(ack("1", channel), 0)
    told(conversation, book(-1, 10, action="snapshot"), book(10, 12), book(13, 14))
    asked = sent(conversation.tick(SECOND))
    assert [(r["op"], [a["channel"] for a in r["args"]]) for r in asked] == [
        ("unsubscribe", ["books"]),
        ("subscribe", ["books"]),
    ]
    for request in asked:
        conversation.received(ack(request["id"], "books", request["op"]), SECOND)
    assert sent(conversation.tick(2 * SECOND)) == []
    told(conversation, book(-1, 20, action="snapshot"))
    assert sent(conversation.tick(15 * SECOND)) == []


def test_who_leaves_and_comes_back_before_that_is_said_has_missed_nothing(okx):
    conversation = okx.conversation("public")
    for _ in range(15):  # uses up what may be asked at once
        assert sent(conversation.subscribe([QUOTES], 0))
        assert sent(conversation.unsubscribe([QUOTES], 0))
    assert conversation.subscribe([TRADES], 0) == ()
    assert conversation.unsubscribe([TRADES], 0) == ()
    assert sent(conversation.tick(9 * SECOND)) == []


def test_trades_of_spot_are_in_base_units(okx, told):
    conversation = okx.conversation("business")
    row = {"instId": "BTC-USDT", "tradeId": "7", "px": "10.5", "sz": "0.00001408", "side": "sell"}
    events = told(conversation, data("trades-all", row | {"ts": "1771422400123"}))
    place = ("okx", "BTC/USDT", "BTC-USDT", 1_771_422_400_123_000, 5)
    assert events == [Trade(*place, "7", 10.5, 0.00001408, "sell")]
