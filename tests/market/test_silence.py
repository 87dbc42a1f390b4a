"""Quiet or mute: what silence means, in virtual time."""

import itertools
import random

from msgspec import structs

from radist.market.silence import SECOND, Silences
from radist.model import Candle, Event, Quote, Subscription, Ticker, Trade

BTC, ETH = Subscription("trade", "BTC/USDT"), Subscription("trade", "ETH/USDT")
QUOTE = Subscription("quote", "BTC/USDT")
DAY = 24 * 3600


def trade(number: int) -> Event:
    return Trade("x", "BTC/USDT", "BTCUSDT", None, 0, str(number), 1.0, 1.0, "buy")


def quote(bid: float) -> Event:
    return Quote("x", "BTC/USDT", "BTCUSDT", None, 0, "", bid, 1.0, bid + 1, 1.0)


class Clockwork:
    """Seconds that pass, frames that come, and REST that answers what it is told to."""

    def __init__(self, *subscriptions: Subscription) -> None:
        self.silences = Silences()
        self.now = 1_000 * SECOND
        self.frames: dict[Subscription, int | None] = dict.fromkeys(subscriptions, 0)
        self.rest: dict[Subscription, list[Event]] = {}
        self.asked: list[tuple[int, Subscription]] = []
        self.mute: list[tuple[int, Subscription]] = []

    def second(self, *heard: Subscription) -> None:
        self.now += SECOND
        for subscription in heard:
            self.frames[subscription] = (self.frames[subscription] or 0) + 1
        for suspect in self.silences.observe(self.now, self.frames):
            self.asked.append((self.now, suspect))
            self.silences.answered(suspect, self.rest.get(suspect, []), self.now)
        self.mute += [(self.now, subscription) for subscription in self.silences.mute(self.now)]


def test_a_stream_that_is_heard_is_never_asked_about():
    clock = Clockwork(BTC)
    for _ in range(100):
        clock.second(BTC)
    assert clock.asked == []


def test_a_busy_stream_that_dies_while_rest_goes_on_is_found_within_ten_seconds():
    clock = Clockwork(BTC, ETH)
    for _ in range(60):
        clock.second(BTC, ETH)
    died = clock.now
    clock.rest[BTC] = [trade(7)]
    while not clock.mute:
        clock.second(ETH)
    assert clock.mute[0][1] == BTC
    assert clock.now - died <= 10 * SECOND
    assert {subscription for _, subscription in clock.asked} == {BTC}


def test_a_silence_five_times_as_long_as_usual_is_suspicious_and_none_shorter():
    clock = Clockwork(BTC)
    for n in range(120):
        clock.second(*([BTC] if n % 2 else []))
    died = clock.now
    while not clock.asked:
        clock.second()
    assert 10 * SECOND <= clock.now - died <= 15 * SECOND


def test_nobody_is_asked_about_again_before_there_is_an_answer():
    silences, now, asked = Silences(), 0, []
    for _ in range(600):
        now += SECOND
        asked += silences.observe(now, {BTC: 0})
    assert asked == [BTC]
    silences.unanswered(BTC, now)
    assert silences.observe(now + SECOND, {BTC: 0}) == [BTC]


def test_a_stream_that_never_spoke_is_measured_by_its_siblings():
    clock = Clockwork(BTC, ETH)
    while not clock.asked:
        clock.second(ETH)
    assert clock.asked == [(clock.now, BTC)]
    assert clock.now <= 1_007 * SECOND


def test_what_rest_says_first_of_a_stream_that_never_spoke_proves_nothing():
    clock = Clockwork(BTC)
    clock.rest[BTC] = [trade(1)]  # history
    while not clock.asked:
        clock.second()
    clock.rest[BTC] = []
    for _ in range(600):
        clock.second()
    assert clock.mute == []


def test_a_quiet_stream_is_asked_about_less_and_less_often():
    clock = Clockwork(BTC, QUOTE)
    clock.rest[QUOTE] = [quote(5.0)]
    for _ in range(3600):
        clock.second()
    assert clock.mute == []
    assert len(clock.asked) <= 2 * 16
    times = [when for when, who in clock.asked if who == BTC]
    pauses = [b - a for a, b in itertools.pairwise(times)]
    assert pauses == sorted(pauses)


def test_a_state_is_mute_when_rest_tells_another_one_than_before():
    clock = Clockwork(QUOTE)
    clock.rest[QUOTE] = [quote(5.0)]
    while not clock.asked:
        clock.second()
    clock.rest[QUOTE] = [quote(6.0)]
    for _ in range(5):
        clock.second()
    assert [who for _, who in clock.mute][:1] == [QUOTE]


def test_a_stream_of_all_symbols_is_mute_when_rest_tells_another_state_of_any():
    everything = Subscription("quote", "*")
    others = [structs.replace(quote(5.0), symbol=f"{name}/USDT") for name in ("ETH", "XRP")]
    clock = Clockwork(everything)
    clock.rest[everything] = [quote(5.0), *others]
    for _ in range(60):
        clock.second()
    assert clock.asked and clock.mute == []
    clock.rest[everything] = [*reversed(others), quote(5.0)]
    for _ in range(60):
        clock.second()
    assert clock.mute == []
    clock.rest[everything] = [quote(6.0), *others]
    while not clock.mute:
        clock.second()
    assert clock.mute[0][1] == everything


def test_a_frame_that_comes_late_refutes_the_suspicion():
    clock = Clockwork(BTC)
    for _ in range(60):
        clock.second(BTC)
    clock.rest[BTC] = [trade(7)]
    while not clock.silences.suspected(BTC):
        clock.second()
    clock.second(BTC)
    assert not clock.silences.suspected(BTC)
    assert clock.mute == []


def test_time_alone_changes_statistics_but_proves_nothing():
    ticker = Subscription("ticker", "BTC/USDT")
    candle = Subscription("candle", "BTC/USDT", "1m")
    clock = Clockwork(ticker, candle)
    for n in range(120):
        clock.rest[ticker] = [Ticker("x", "BTC/USDT", "B", n, n, 5.0, 1, 1, 1, 100.0 - n, 1)]
        empty = (n * 60, n * 60 + 59, 5.0, 5.0, 5.0, 5.0, 0.0, 0.0, 0, False, "provisional")
        clock.rest[candle] = [Candle("x", "BTC/USDT", "B", n, n, "1m", *empty)]
        clock.second()
    assert clock.asked and clock.mute == []


def test_without_a_socket_there_is_nothing_to_suspect():
    clock = Clockwork(BTC)
    for _ in range(10):
        clock.second(BTC)
    clock.frames[BTC] = None
    for _ in range(600):
        clock.second()
    assert clock.asked == []


def test_what_stays_mute_wherever_it_is_moved_is_moved_less_and_less_often():
    clock = Clockwork(BTC)
    clock.rest[BTC] = [trade(1)]
    moves = []
    for _ in range(1800):
        clock.second()
        if clock.silences.mute(clock.now):
            moves.append(clock.now)
            clock.silences.moved([BTC], clock.now)
            clock.frames[BTC] = 0
    assert 3 <= len(moves) <= 10
    pauses = [b - a for a, b in itertools.pairwise(moves)]
    assert pauses == sorted(pauses)


def test_at_most_so_many_are_asked_about_in_one_second():
    many = [Subscription("trade", f"{n}/USDT") for n in range(100)]
    clock = Clockwork(*many)
    for _ in range(20):
        clock.second()
    times = [when for when, _ in clock.asked]
    assert max(times.count(when) for when in times) == 10
    assert {who for _, who in clock.asked} == set(many)


def test_a_quiet_day_raises_no_alarm():
    """24 hours of 20 instruments of which some trade every few minutes, and some every few hours.

    A trade reaches the stream up to a second after REST knows it.
    """
    draw = random.Random(11)
    quiet = [Subscription("trade", f"{n}/USDT") for n in range(20)]
    mean = {subscription: draw.choice([20, 300, 7_200]) for subscription in quiet}
    clock = Clockwork(*quiet)
    traded = 0
    late: list[Subscription] = []
    for _ in range(DAY):
        clock.rest = {}
        heard, late = late, []
        for subscription in quiet:
            if draw.random() < 1 / mean[subscription]:
                traded += 1
                clock.rest[subscription] = [trade(traded)]
                (late if draw.random() < 0.5 else heard).append(subscription)
        clock.second(*heard)
    assert traded > 10_000
    assert clock.mute == []
    assert len(clock.asked) < DAY  # of REST's weight next to nothing
