import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.errors import ClientError
from radist.exchanges.base import DenseStream
from radist.model import Event, Gap, Instrument, Subscription, Trade

BTC = Instrument("BTC/USDT", "BTCUSDT", "BTC", "USDT")


class Numbers(DenseStream):
    """A stream of trades given as (id, time)."""

    def received(self, frame: bytes, now: int) -> tuple[Event, ...]:
        number, time = map(int, frame.split())
        event = Trade("moon", self.symbol, self.native, time, now, str(number), 1.0, 1.0, "buy")
        if number != self.expected:
            return self.irregular(number, event)
        self.expected, self.time = number + 1, time
        return (event,)

    def hear(self, *numbers: int) -> list[Event]:
        """Trades with these ids, whose times are ten times their ids."""
        return [e for n in numbers for e in self.received(b"%d %d" % (n, n * 10), n * 10 + 1)]


@pytest.fixture
def stream() -> Numbers:
    return Numbers("moon", BTC)


def ids(events: list[Event]) -> list[str]:
    return [event.id for event in events if isinstance(event, Trade)]


def gaps(events: list[Event]) -> list[tuple[str, str | None, str | None]]:
    return [(e.cause, e.from_id, e.to_id) for e in events if isinstance(e, Gap)]


def test_the_first_message_of_a_stream_is_no_gap(stream):
    events = stream.hear(1000, 1001)
    assert ids(events) == ["1000", "1001"] and gaps(events) == []


def test_a_hole_after_a_reconnect_is_named_before_the_trade_that_shows_it(stream):
    stream.hear(7)
    stream.interrupt()
    gap, trade = stream.hear(12)
    assert (gap.cause, gap.from_id, gap.to_id) == ("reconnect", "8", "11")
    assert (gap.from_time, gap.to_time) == (70, 120)
    assert (gap.channel, gap.symbol, gap.native, trade.id) == ("trade", "BTC/USDT", "BTCUSDT", "12")


def test_a_hole_without_a_reconnect_is_the_exchanges(stream):
    assert gaps(stream.hear(7, 10)) == [("upstream", "8", "9")]


def test_nothing_is_missing_where_a_new_socket_goes_on_with_the_next_id(stream):
    stream.hear(7)
    stream.interrupt()
    assert gaps(stream.hear(8)) == []


def test_what_comes_twice_is_told_once(stream):
    assert ids(stream.hear(1, 2, 2, 1, 3, 3)) == ["1", "2", "3"]


def test_an_overlap_after_a_reconnect_is_dropped_and_the_next_hole_is_the_exchanges(stream):
    stream.hear(1, 2, 3)
    stream.interrupt()
    events = stream.hear(2, 3, 4, 6)
    assert ids(events) == ["4", "6"] and gaps(events) == [("upstream", "5", "5")]


def test_two_reconnects_in_a_row_lose_nothing_of_what_was_expected(stream):
    stream.hear(1, 2)
    stream.interrupt()
    stream.interrupt()
    assert gaps(stream.hear(5)) == [("reconnect", "3", "4")]


def test_ids_that_begin_anew_at_a_later_time_are_told_and_not_dropped(stream):
    stream.hear(500)
    events = [*stream.received(b"3 5001", 0), *stream.received(b"4 5002", 0)]
    assert gaps(events) == [("reset", None, None)] and ids(events) == ["3", "4"]
    assert events[0].from_time == 5000 and events[0].to_time == 5001


@given(
    st.integers(0, 50),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 8), st.integers(0, 12)), max_size=12),
)
def test_whatever_is_cut_each_id_is_told_once_or_named_by_a_gap(first, cuts):
    """Each cut: so many ids come through, so many are missed, so many are then repeated."""
    stream, at, events = Numbers("moon", BTC), first, []
    for heard, missed, repeated in cuts:
        events += stream.hear(*range(at, at + heard))
        stream.interrupt()
        at = max(first, at + heard + missed - repeated)
    events += stream.hear(at, at + 1)
    told = [int(number) for number in ids(events)]
    named = [n for _, a, b in gaps(events) for n in range(int(a), int(b) + 1)]
    begin = told[0]
    assert sorted(told + named) == list(range(begin, told[-1] + 1))
    assert told == sorted(told)
    assert {cause for cause, _, _ in gaps(events)} <= {"reconnect"}


@pytest.mark.parametrize("spelling", "BTC/USDT btc/usdt BTCUSDT btcusdt BTC-USDT BTC_USDT".split())
def test_a_symbol_is_found_by_any_usual_spelling(binance, spelling):
    assert binance.find(spelling).symbol == "BTC/USDT"


@pytest.mark.parametrize("spelling", ["BTCUSD", "BTC/USDC", "btcusdtt"])
def test_an_unknown_symbol_is_refused_with_the_nearest_ones(binance, spelling):
    with pytest.raises(ClientError, match=f"{spelling}.*did you mean BTCUSDT") as caught:
        binance.find(spelling)
    assert (caught.value.code, caught.value.reason) == (404, "unknown_symbol")


@pytest.mark.parametrize("spelling", ["", "/", "☃", "nothing like it"])
def test_a_symbol_like_nothing_is_refused_without_a_guess(binance, spelling):
    with pytest.raises(ClientError, match="has no symbol") as caught:
        binance.find(spelling)
    assert "did you mean" not in str(caught.value)


def test_before_the_instruments_are_known_it_says_so(binance):
    empty = type(binance)()
    with pytest.raises(ClientError, match="not known yet") as caught:
        empty.find("BTC/USDT")
    assert (caught.value.code, caught.value.reason) == (503, "not_ready")


def test_a_subscription_is_checked_and_spelled_our_way(binance):
    assert binance.subscription("trade", "ethusdt") == Subscription("trade", "ETH/USDT")
    candles = Subscription("candle", "BTC/USDT", "1M")
    assert binance.subscription("candle", "BTC-USDT", "1M") == candles


@pytest.mark.parametrize(
    ("asked", "reason", "words"),
    [
        (("trades", "BTC/USDT"), "unknown_channel", "no channel 'trades'; it has trade, agg_trade"),
        (("candle", "BTC/USDT", "7m"), "unknown_interval", "no interval '7m'; it has 1s, 1m"),
        (("candle", "BTC/USDT"), "unknown_interval", "no interval ''"),
        (("trade", "BTC/USDT", "1m"), "unknown_interval", "'trade' has no intervals, got '1m'"),
        (("trade", "BTC/RUB"), "unknown_symbol", "no symbol 'BTC/RUB'"),
    ],
)
def test_a_wrong_subscription_says_which_part_is_wrong(binance, asked, reason, words):
    with pytest.raises(ClientError, match=words) as caught:
        binance.subscription(*asked)
    assert (caught.value.code, caught.value.reason) == (404, reason)
