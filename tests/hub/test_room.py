from hypothesis import given
from hypothesis import strategies as st

from radist.hub.hub import Hub
from radist.hub.room import Room
from radist.hub.session import Session
from radist.model import Candle, Gap, Ticker, Trade

PLACE = ("binance", "BTC/USDT", "BTCUSDT", 1_703_520_000_000_000, 1_703_520_000_000_500)
CANDLES = "candle.binance.BTC/USDT.1m"
TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"


def trade(size: int) -> Trade:
    return Trade(*PLACE, "7" * size, 42500.0, 0.5, "buy")


@given(st.lists(st.integers(1, 3000)), st.integers(1, 4000))
def test_the_memory_never_exceeds_its_limit_but_for_the_newest_message(sizes, limit):
    room = Room(TRADES, "e1", limit)
    for size in sizes:
        room.add(trade(size))
        held = sum(len(message.data) for message in room.messages)
        assert held <= limit or len(room.messages) == 1


@given(st.integers(0, 60), st.integers(200, 4000), st.integers(0, 70))
def test_what_it_says_to_remember_is_all_there(count, limit, seq):
    room = Room(TRADES, "e1", limit)
    for _ in range(count):
        room.add(trade(1))
    if not room.remembers("e1", seq):
        assert [message.seq for message in room.after(seq)] == list(range(seq + 1, count + 1))


@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=6),
    st.integers(300, 60_000),
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 40_000)), max_size=8),
)
def test_a_run_has_what_comes_next_and_is_short_only_for_a_reason(bursts, memory, asked):
    room = Room(TRADES, "e1", memory)
    for burst in bursts:
        for _ in range(burst):
            room.add(trade(1))
        for seq, limit in asked if room.seq else ():
            if seq >= room.seq:
                continue
            run = room.run(seq, limit)
            if run is None:
                assert room.remembers("e1", seq) == "retention"
                continue
            seqs = [message.seq for message in run.messages]
            assert seqs == list(range(seq + 1, run.last + 1))
            assert run.size == sum(len(message.data) for message in run.messages)
            assert run.last == room.seq or run.size >= limit or len(seqs) == 256
            assert run.size - len(run.messages[-1].data) < limit
            assert room.run(seq, limit) is run


def test_positions_grow_by_one():
    room = Room(TRADES, "e1", 100_000)
    for _ in range(3):
        room.add(trade(1))
    assert [message.seq for message in room.after(0)] == [1, 2, 3]


def test_another_epoch_is_not_remembered():
    assert Room(TRADES, "e1", 100_000).remembers("e0", 0) == "epoch"


def test_a_position_that_is_yet_to_come_is_not_remembered():
    assert Room(TRADES, "e1", 100_000).remembers("e1", 1) == "epoch"


def test_the_newest_position_is_remembered_even_by_an_empty_room():
    assert Room(TRADES, "e1", 100_000).remembers("e1", 0) == ""


def test_a_position_before_the_oldest_message_is_not_remembered():
    room = Room(TRADES, "e1", 1)
    room.add(trade(1))
    room.add(trade(1))
    assert room.remembers("e1", 0) == "retention"
    assert room.remembers("e1", 1) == ""


def test_a_position_below_zero_is_not_remembered():
    assert Room(TRADES, "e1", 100_000).remembers("e1", -5) == "retention"


def test_the_latest_message_is_the_newest_that_is_not_a_gap():
    room = Room(TICKERS, "e1", 100_000)
    room.add(Ticker(*PLACE, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0))
    room.add(Gap(*PLACE, channel="ticker", cause="reconnect"))
    assert room.latest is not None
    assert room.latest.seq == 1
    assert room.seq == 2


def test_what_fills_a_hole_is_never_the_latest_and_nothing_newer_stands_for_it():
    room = Room(CANDLES, "e1", 10**6)
    begin = 1_703_520_000_000_000

    def candle(minute: int, **more: bool) -> Candle:
        times = (begin + minute * 60_000_000, begin + (minute + 1) * 60_000_000 - 1)
        return Candle(*PLACE, "1m", *times, 1, 1, 1, 1, 1, 1, 1, True, "final", **more)

    for made in (candle(0), candle(3), candle(1, backfilled=True), candle(4)):
        room.add(made)
    assert room.latest is room.messages[-1]
    assert [message.seq for message in room.merged(1)] == [3, 4]
    room.add(candle(2, backfilled=True))
    assert room.latest.seq == 4


def test_released_it_remembers_what_somebody_has_yet_to_get():
    hub = Hub("e1", 100_000)
    slow, quick = Session("slow", lambda: None), Session("quick", lambda: None)
    for session in (slow, quick):
        hub.enter(session)
        hub.join(session, TRADES)
    room = hub.room(TRADES)
    for number in range(1, 6):
        room.add(trade(number))
    quick.take(100_000)
    slow.take(1)
    room.release()
    assert [message.seq for message in room.messages] == [2, 3, 4, 5]
    slow.take(100_000)
    room.release()
    assert [message.seq for message in room.messages] == [5]


def test_a_run_grows_with_its_room():
    room = Room(TRADES, "e1", 100_000)
    room.add(trade(1))
    assert room.run(0, 10_000).last == 1
    room.add(trade(1))
    assert room.run(0, 10_000).last == 2
