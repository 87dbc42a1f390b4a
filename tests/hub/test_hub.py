import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.hub.hub import Hub, Position
from radist.hub.room import Message
from radist.hub.session import Session
from radist.model import Trade

PLACE = ("binance", "BTC/USDT", "BTCUSDT", 1_703_520_000_000_000, 1_703_520_000_000_500)
TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"


@given(st.integers(0, 50), st.integers(1, 50), st.sampled_from(["e1", "e0"]), st.integers(-5, 60))
def test_recovery_is_all_or_nothing(count, kept, epoch, seq):
    trades = [Trade(*PLACE, str(number), 1.0, 1.0, "buy") for number in range(1, count + 1)]
    room_bytes = len(Message(1, Trade(*PLACE, "10", 1.0, 1.0, "buy")).data) * kept
    hub = Hub("e1", room_bytes)
    for trade in trades:
        hub.publish(trade)
    session = Session("test-1", lambda: None)
    joined = hub.join(session, TRADES, Position(epoch, seq))
    given_ids = [item.message.event.id for item in session.take(10**9)]
    if joined.recovered:
        assert joined.seq == seq
        assert given_ids == [trade.id for trade in trades[seq:]]
    else:
        assert joined.reason in ("epoch", "retention")
        assert (joined.seq, given_ids) == (count, [])


def test_an_answer_names_the_position_even_where_nothing_happened_yet(hub, session):
    joined = hub.join(session, TICKERS)
    assert (joined.room.epoch, joined.seq, joined.recovered) == ("e1", 0, None)
    assert joined.snapshot is None


def test_a_state_room_answers_with_its_state(hub, session, ticker):
    hub.publish(ticker(1.0))
    hub.publish(ticker(2.0))
    joined = hub.join(session, TICKERS)
    assert joined.snapshot is not None
    assert (joined.snapshot.event.price, joined.seq) == (2.0, 2)
    assert session.take(100_000) == []


def test_a_log_room_has_no_snapshot(hub, session, trade):
    hub.publish(trade(1))
    assert hub.join(session, TRADES).snapshot is None


def test_what_could_not_be_recovered_comes_with_the_state(hub, session, ticker):
    hub.publish(ticker(1.0))
    joined = hub.join(session, TICKERS, Position("e0", 1))
    assert (joined.recovered, joined.reason) == (False, "epoch")
    assert joined.snapshot is not None


def test_joining_again_begins_anew_without_repeating(hub, session, trade):
    hub.join(session, TRADES)
    hub.publish(trade(1))
    assert hub.join(session, TRADES).seq == 1
    assert session.take(100_000) == []
    hub.publish(trade(2))
    [item] = session.take(100_000)
    assert (item.message.seq, item.prev) == (2, 1)


def test_recovery_wakes_the_session_only_if_it_missed_something(hub, session, wakes, trade):
    hub.publish(trade(1))
    hub.join(session, TRADES, Position("e1", 1))
    assert wakes == []
    hub.join(session, TRADES, Position("e1", 0))
    assert wakes == [1]


def test_who_left_hears_nothing_more(hub, session, wakes, trade):
    hub.join(session, TRADES)
    hub.publish(trade(1))
    assert hub.leave(session, TRADES)
    hub.publish(trade(2))
    assert session.take(100_000) == []
    assert wakes == [1]


def test_nobody_can_leave_a_room_they_are_not_in(hub, session):
    assert not hub.leave(session, TRADES)


def test_a_session_that_quits_leaves_all_its_rooms(hub, session):
    hub.join(session, TRADES)
    hub.join(session, TICKERS)
    hub.quit(session)
    assert hub.occupied() == set()
    assert hub.sessions == {}
    hub.quit(session)


def test_whoever_watches_is_told_of_every_coming_and_going(hub, session):
    seen: list[set[str]] = []
    hub.watch(lambda: seen.append(hub.occupied()))
    hub.join(session, TRADES)
    hub.join(session, TRADES)
    hub.join(session, TICKERS)
    hub.quit(session)
    assert seen == [{TRADES}, {TRADES, TICKERS}, {TICKERS}, set()]


def test_the_latest_event_of_a_topic_can_be_had_without_joining(hub, ticker):
    assert hub.latest(TICKERS) is None
    hub.publish(ticker(5.0))
    assert hub.latest(TICKERS) == ticker(5.0)


@pytest.mark.parametrize("topic", [TRADES, TICKERS])
def test_a_gap_travels_in_the_room_that_has_the_hole(hub, session, gap, topic):
    hub.join(session, topic)
    hub.publish(gap(topic.partition(".")[0]))
    [item] = session.take(100_000)
    assert item.message.event.cause == "reconnect"
