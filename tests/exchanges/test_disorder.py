"""What two sockets bring of one stream, out of order and twice: told in order, and once."""

import json
from collections.abc import Iterable

import pytest
from exchanges import test_proven as known
from exchanges.mutations import Target
from exchanges.test_mutations import RECORDINGS
from exchanges.test_proven import MS, TRADE, venue
from hypothesis import given, settings
from hypothesis import strategies as st
from proof.conftest import WHOLE

from radist.derivatives import OffMarketTrade
from radist.exchanges._binance_streams import DepthBody
from radist.exchanges._company import Company, Race
from radist.exchanges._early import LONG, MANY
from radist.exchanges._pulse import Pulse
from radist.exchanges._stream import Stream
from radist.model import (
    AggTrade,
    BlockTrade,
    Event,
    Gap,
    Instrument,
    Subscription,
    Trade,
)

BOOK = Subscription("book", "BTC/USDT")
COUNTED = (Trade, AggTrade, BlockTrade, OffMarketTrade, Gap)
STEP = LONG // (4 * MANY)
"""Microseconds from one frame to the next: none waits for too long."""


def binance_change(n: int, time: int) -> object:
    return {"data": {"E": time, "U": n, "u": n, "b": [[str(n), "1"]], "a": []}}


def bybit_change(n: int, time: int) -> object:
    levels = {"s": "BTCUSDT", "b": [[str(n), "1"]], "a": [], "u": n, "seq": 3 * n}
    return {"type": "delta", "ts": time, "cts": time, "data": levels}


def okx_change(n: int, time: int) -> object:
    change = {"asks": [], "bids": [[str(n), "1", "0", "1"]], "ts": str(time)}
    return {"action": "update", "data": [change | {"seqId": n, "prevSeqId": n - 1}]}


BOOKS = {"binance": binance_change, "bybit": bybit_change, "okx": okx_change}
MORE_TRADES = {"bybit": known.bybit_trade}
STREAMS = [
    *((name, TRADE) for name in known.TRADES if name != "bybit"),
    *((n, BOOK) for n in BOOKS),
]


class Pair:
    """A stream that two sockets bring, or one, begun with what has the number 1."""

    def __init__(self, name: str, of: Subscription, sockets: int = 2) -> None:
        exchange = venue(name)
        self._make = (known.TRADES | MORE_TRADES if of == TRADE else BOOKS)[name]
        stream = self.stream = exchange.carrier(of)
        first = self._make(1, MS)
        if of == BOOK:
            first |= {"type": "snapshot", "action": "snapshot"}
        stream.received(json.dumps(first).encode(), 1)
        if name == "binance" and of == BOOK:
            stream.snapshot(DepthBody(1, [], []), 1)
        self._sockets = [Pulse(stream.received) for _ in range(sockets)]
        if sockets > 1:
            stream.company = Company(stream, exchange.race)
        for side, socket in enumerate(self._sockets if stream.company else ()):
            stream.company.join(socket, side, joined=side == 0)

    def bring(self, arrivals: Iterable[tuple[int, int]]) -> list[Event]:
        """What is told of messages that come on a side each, one after another."""
        told: list[Event] = []
        for turn, (side, number) in enumerate(arrivals):
            frame = json.dumps(self._make(number, MS + number)).encode()
            told += self._sockets[side].receive(frame, MS * 1000 + turn * STEP)
        return told


def number(event: Event) -> int:
    return int(event.id) if isinstance(event, Trade) else int(event.bids[0][0])


@st.composite
def disorder(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Messages from 2 on, each on either side or on both, of which less than 64 come before one
    that they should come after.
    """
    late = st.integers(0, MANY - 1)
    copies = st.lists(st.tuples(late, st.integers(0, 1), st.none() | late), min_size=2, max_size=90)
    arrivals = []
    for at, (first, side, second) in enumerate(draw(copies)):
        arrivals.append((at + first, side, at + 2))
        if second is not None:
            arrivals.append((at + second, 1 - side, at + 2))
    return [(side, at) for _, side, at in sorted(arrivals, key=lambda arrival: arrival[0])]


@pytest.mark.parametrize(("name", "of"), STREAMS, ids=lambda part: getattr(part, "channel", part))
@settings(max_examples=300 if WHOLE else 12)
@given(arrivals=disorder())
def test_within_the_window_every_order_is_told_as_the_same_stream(name, of, arrivals):
    told = Pair(name, of).bring(arrivals)
    assert not [event for event in told if isinstance(event, Gap)]
    assert [number(event) for event in told] == list(range(2, max(n for _, n in arrivals) + 1))


@pytest.mark.parametrize(("name", "of"), STREAMS, ids=lambda part: getattr(part, "channel", part))
def test_sixty_four_may_wait_for_one_and_no_more(name, of):
    early = [(1, n) for n in range(3, 3 + MANY)]
    told = Pair(name, of).bring([*early, (0, 2)])
    assert [number(event) for event in told] == list(range(2, 3 + MANY))
    (hole, *_) = Pair(name, of).bring([*early, (1, 3 + MANY)])
    assert isinstance(hole, Gap) and hole.cause == "upstream"


@pytest.mark.parametrize(
    ("name", "of"), [*STREAMS, ("bybit", TRADE)], ids=lambda part: getattr(part, "channel", part)
)
@settings(max_examples=300 if WHOLE else 12)
@given(copies=st.lists(st.none() | st.integers(0, 99), min_size=2, max_size=70))
def test_what_one_socket_brings_again_at_once_or_later_is_told_once(name, of, copies):
    arrivals = [(at, at + 2) for at in range(len(copies))]
    arrivals += [(at + later, at + 2) for at, later in enumerate(copies) if later is not None]
    numbers = [n for _, n in sorted(arrivals, key=lambda arrival: arrival[0])]
    told = Pair(name, of, 1).bring((0, n) for n in numbers)
    assert not [event for event in told if isinstance(event, Gap)]
    assert [number(event) for event in told] == list(range(2, len(copies) + 2))


@st.composite
def losses(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Messages in any order, some of them never, some twice."""
    numbers = draw(st.lists(st.integers(2, 300), min_size=1, max_size=200))
    sides = draw(st.lists(st.integers(0, 1), min_size=len(numbers), max_size=len(numbers)))
    return list(zip(sides, numbers, strict=True))


@pytest.mark.parametrize("name", [name for name, of in STREAMS if of == TRADE])
@settings(max_examples=300 if WHOLE else 12)
@given(arrivals=losses())
def test_beyond_the_window_what_is_not_told_in_order_is_named_as_missing(name, arrivals):
    pair = Pair(name, TRADE)
    told = pair.bring(arrivals) + list(pair.stream.settle(MS * 1000, alone=True))
    row: list[int] = []
    for event in told:
        if isinstance(event, Gap):
            row += range(int(event.from_id), int(event.to_id) + 1)
        else:
            row.append(number(event))
    assert row == list(range(2, 2 + len(row)))
    assert max(row, default=1) >= max(n for _, n in arrivals)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_a_recording_of_which_every_frame_comes_twice_tells_the_same_trades_and_gaps(path):
    def told(times: int) -> list[Event]:
        target, found = Target(path), list[Event]()
        for line in target.lines:
            for _ in range(times if line.url is None else 1):
                found += target.take(bytes(line.frame), line)
        return [event for event in found if isinstance(event, COUNTED)]

    assert told(2) == told(1) != []


@settings(max_examples=300 if WHOLE else 20)
@given(st.lists(st.integers(0, 1), min_size=1, max_size=100), st.integers(0, 1))
def test_of_frames_without_numbers_each_is_told_once_however_two_copies_interleave(sides, faster):
    class Plain(Stream):
        def received(self, frame, now):
            return (frame,)

    stream = Plain("moon", Instrument("BTC/USDT", "BTCUSDT", "BTC", "USDT"))
    company = stream.company = Company(stream, Race())
    sockets = [Pulse(stream.received), Pulse(stream.received)]
    for side, socket in enumerate(sockets):
        company.join(socket, side, joined=side == faster)
    frames = [b"%d" % n for n in range(100)]
    come, told = [0, 0], []
    for turn, side in enumerate([*sides, *[faster] * 100, *[1 - faster] * 100]):
        if come[side] < len(frames):
            told += sockets[side].receive(frames[come[side]], turn * 100)
            come[side] += 1
    assert told == frames
