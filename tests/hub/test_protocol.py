import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.errors import ClientError
from radist.hub import protocol
from radist.hub.hub import Position
from radist.hub.session import Loss
from radist.model import Freshness

TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"
TOPICS = st.text(st.characters(codec="utf-8", exclude_characters=" "), min_size=1, max_size=20)

ASKED = protocol.Subscribe(id=7)
POSITIONS = st.dictionaries(TOPICS, st.integers(0, 10**18 - 1), min_size=1)

NOW = 1_800_000_000_000_000


def frame(text: bytes) -> dict[str, object]:
    return json.loads(text)


def test_an_event_carries_its_place_and_the_place_before(hub, session, ticker):
    hub.join(session, TICKERS)
    hub.publish(ticker(42500.5))
    [item] = session.take(100_000)
    told = frame(protocol.delivery(item))
    assert list(told) == ["type", "room", "seq", "prev", "timestamp", "data"]
    assert told["type"] == "ticker"
    assert (told["room"], told["seq"], told["prev"]) == (TICKERS, 1, 0)
    assert told["timestamp"] == "2023-12-25T16:00:00.000Z"
    assert told["data"]["price"] == 42500.5
    assert told["data"]["time_received"] == 1_703_520_000_000_500


def test_an_event_that_stands_for_others_says_how_many(hub, session, ticker):
    hub.join(session, TICKERS)
    for price in (1.0, 2.0):
        hub.publish(ticker(price))
    [item] = session.take(100_000)
    assert frame(protocol.delivery(item))["skipped"] == 1


def test_a_subscription_is_answered_with_position_and_state(hub, session, ticker):
    hub.publish(ticker(1.0))
    told = frame(protocol.subscribed(ASKED, hub.join(session, TICKERS), NOW))
    assert (told["type"], told["id"], told["room"]) == ("subscribed", 7, TICKERS)
    assert (told["epoch"], told["seq"]) == ("e1", 1)
    assert told["snapshot"]["price"] == 1.0
    assert "recovered" not in told


def test_a_subscription_tells_whether_what_is_known_can_be_believed(hub, session, ticker):
    told = frame(protocol.subscribed(ASKED, hub.join(session, TICKERS), NOW))
    assert (told["stale"], told["age_ms"]) == (False, None)
    event = ticker(1.0)
    hub.publish(event)
    place = (event.exchange, event.symbol, event.native, None, 1)
    hub.publish(Freshness(*place, channel="ticker", stale=True, cause="mute"))
    again = hub.join(session, TICKERS)
    told = frame(protocol.subscribed(ASKED, again, event.time_received + 7_000))
    assert (told["stale"], told["age_ms"], told["snapshot"]["price"]) == (True, 7, 1.0)
    hub.publish(Freshness(*place, channel="ticker", stale=False))
    assert not frame(protocol.subscribed(ASKED, hub.join(session, TICKERS), NOW))["stale"]


def test_a_recovery_is_answered_without_a_snapshot(hub, session, ticker):
    hub.publish(ticker(1.0))
    told = frame(protocol.subscribed(ASKED, hub.join(session, TICKERS, Position("e1", 0)), NOW))
    assert (told["recovered"], told["seq"]) == (True, 0)
    assert "snapshot" not in told


def test_a_failed_recovery_says_why(hub, session):
    told = frame(protocol.subscribed(ASKED, hub.join(session, TRADES, Position("e0", 4)), NOW))
    assert (told["recovered"], told["reason"], told["snapshot"]) == (False, "epoch", None)


def test_a_loss_names_the_positions(hub):
    told = frame(protocol.loss(Loss(hub.room(TRADES), 3, 9)))
    assert told == {"type": "gap", "room": TRADES, "from": 3, "to": 9, "cause": "slow"}


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        (b"", "bad_json", "JSON"),
        (b"{", "bad_json", "JSON"),
        (b"\xff\xfe", "bad_json", "JSON"),
        (b"[]", "bad_request", "object"),
        (b"{}", "bad_request", "op"),
        (b'{"op":"shout"}', "bad_request", "shout"),
        (b'{"op":"subscribe","rooms":"x"}', "bad_request", "rooms"),
        (b'{"op":"subscribe","rooms":[1]}', "bad_request", "rooms"),
        (b'{"op":"subscribe","room":"x"}', "bad_request", "room"),
        (b'{"op":"subscribe","since":{"x":{"epoch":"e"}}}', "bad_request", "seq"),
        (b'{"op":"subscribe","since":{"x":{"epoch":"e","seq":"1"}}}', "bad_request", "seq"),
        (b'{"op":"subscribe","since":7}', "bad_request", "since"),
        (b'{"op":"subscribe","max_hz":0.01}', "bad_request", "0.1 - at `\\$.max_hz`"),
        (b'{"op":"subscribe","max_hz":1e9}', "bad_request", "max_hz"),
        (b'{"op":"hello","batch":1}', "bad_request", "batch"),
        (b'{"op":"ping","rooms":[]}', "bad_request", "rooms"),
        (b'{"op":"ping","id":{}}', "bad_request", "id"),
        (b'{"op":"ping","id":%b}' % (b"9" * 5000), "bad_request", "id"),
    ],
)
def test_a_frame_that_makes_no_sense_is_told_what_is_wrong(text, reason, words):
    with pytest.raises(ClientError, match=words) as caught:
        protocol.parse(text)
    assert (caught.value.code, caught.value.reason) == (400, reason)


@given(st.binary(max_size=60))
def test_no_frame_raises_anything_else(text):
    try:
        protocol.parse(text)
    except ClientError as error:
        assert error.code == 400


@given(st.from_regex(r"[A-Za-z0-9_-]+", fullmatch=True), POSITIONS)
def test_a_cursor_tells_the_positions_that_it_was_made_of(epoch, seqs):
    text = protocol.Cursor(epoch, seqs).text()
    positions = protocol.positions(text, seqs)
    assert positions == {topic: Position(epoch, seq) for topic, seq in seqs.items()}


@given(POSITIONS, st.data())
def test_a_cursor_that_was_moved_is_that_of_the_positions_it_was_moved_to(seqs, draw):
    cursor = protocol.Cursor("e1", seqs)
    for topic in draw.draw(st.lists(st.sampled_from(sorted(seqs)))) if seqs else ():
        seqs[topic] += 1
        cursor.move(topic, seqs[topic])
        assert cursor.text() == protocol.Cursor("e1", seqs).text()


@given(st.one_of(st.text(max_size=60), st.from_regex(r"e1\.[0-9a-f]{8}\.\d+", fullmatch=True)))
def test_a_cursor_of_something_else_is_a_position_that_never_was(text):
    lost = dict.fromkeys((TRADES, TICKERS), Position("", 0))
    assert protocol.positions(text, (TRADES, TICKERS)) == lost


def test_a_cursor_with_a_number_as_long_as_a_book_is_a_position_that_never_was():
    text = protocol.Cursor("e1", {TRADES: 5}).text().replace(".5", f".{'5' * 5000}")
    assert protocol.positions(text, [TRADES]) == {TRADES: Position("", 0)}


def test_a_cursor_of_other_topics_is_a_position_that_never_was():
    text = protocol.Cursor("e1", {TRADES: 5}).text()
    assert protocol.positions(text, [TICKERS]) == {TICKERS: Position("", 0)}
