import sys
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from radist.market.coverage import Span
from radist.market.ledger import Ledger, Sought
from radist.model import Backfilled, BookDelta, BookSnapshot, Event, Gap, Proven
from radist.pipeline import Pipeline

SECOND = 1_000_000
NOW = 1_703_520_000 * SECOND
ALL = Sought()
TOPIC = "trade.binance.BTC/USDT"


def place(symbol: str = "BTC/USDT", time: int = NOW) -> tuple:
    return ("binance", symbol, symbol.replace("/", ""), time, time)


def gap(
    time: int = NOW, symbol: str = "BTC/USDT", channel: str = "trade", ids: tuple = (1, 4)
) -> Gap:
    begin, end = map(str, ids)
    return Gap(*place(symbol, time), channel=channel, cause="reconnect", from_id=begin, to_id=end)


def filled(of: Gap, events: int = 0, lost: tuple[int, int] | None = None) -> Backfilled:
    """What is told at the end of a hole of which this part is lost."""
    begin, end = lost or (None, None)
    return Backfilled(
        *place(of.symbol, of.time_received + SECOND),
        channel=of.channel,
        cause=of.cause,
        events=events,
        outcome="lost" if lost else "filled",
        from_id=of.from_id,
        to_id=of.to_id,
        from_time=of.from_time,
        to_time=of.to_time,
        lost_from_id=None if begin is None else str(begin),
        lost_to_id=None if end is None else str(end),
    )


def through(ledger: Ledger, *events: Event) -> None:
    pipeline = Pipeline([ledger])
    for event in events:
        assert list(pipeline.process(event)) == [event]


def states(ledger: Ledger) -> dict[int, str]:
    return {hole.number: hole.state for hole in ledger.holes(ALL)}


def numbers(holes) -> list[int]:
    return [hole.number for hole in holes]


def test_every_gap_is_kept_newest_first_and_numbered():
    ledger = Ledger(10)
    through(ledger, gap(), gap(NOW + 1), gap(NOW + 2, "ETH/USDT"))
    assert numbers(ledger.holes(ALL)) == [3, 2, 1]
    assert numbers(ledger.holes(Sought(before=3))) == [2, 1]
    assert numbers(ledger.holes(Sought(symbol="ETH/USDT"))) == [3]
    assert ledger.found["binance", "trade"] == 3


def test_no_more_gaps_are_kept_than_asked_for_but_all_are_counted():
    ledger = Ledger(2)
    through(ledger, *(gap(NOW + n) for n in range(5)))
    assert numbers(ledger.holes(ALL)) == [5, 4]
    assert (ledger.found["binance", "trade"], ledger.forgotten) == (5, 3)


def test_what_is_filled_is_forgotten_before_what_is_lost_and_that_before_what_is_open():
    ledger = Ledger(3)
    gaps = [gap(NOW + n, ids=(10 * n, 10 * n + 4)) for n in range(6)]
    through(ledger, *gaps[:3], filled(gaps[0], lost=(0, 4)), filled(gaps[2], 5))
    through(ledger, gaps[3])
    assert states(ledger) == {4: "open", 2: "open", 1: "lost"}
    through(ledger, gaps[4])
    assert states(ledger) == {5: "open", 4: "open", 2: "open"}
    through(ledger, gaps[5])
    assert states(ledger) == {6: "open", 5: "open", 4: "open"}
    assert ledger.lost["binance", "trade"] == 2  # the first open one was given up
    assert ledger.open(("binance", "trade")) == 3


def test_a_book_is_repaired_by_its_next_snapshot_and_by_no_others():
    ledger = Ledger(10)
    through(ledger, gap(channel="book"), gap(channel="book", symbol="ETH/USDT"), gap())
    picture = BookSnapshot(*place(), 9, [], [], depth=5)
    delta = BookDelta(*place(), 1, 2, None, [], [])
    through(ledger, picture, delta)
    assert ledger.filled.total() == 0
    through(ledger, BookSnapshot(*place(time=NOW + 7), 9, [], []))
    found = [(h.gap.symbol, h.closed, h.how) for h in ledger.holes(ALL)]
    assert found == [
        ("BTC/USDT", None, ""),
        ("ETH/USDT", None, ""),
        ("BTC/USDT", NOW + 7, "snapshot"),
    ]
    assert ledger.filled == {("binance", "book"): 1}


def test_holes_of_a_book_that_stays_broken_are_not_held_beyond_what_is_kept():
    ledger = Ledger(2)
    gaps = [gap(NOW + n, channel="book") for n in range(5)]
    before = [sys.getrefcount(gap) for gap in gaps]
    through(ledger, *gaps)
    ledger.changes()
    after = [sys.getrefcount(gap) for gap in gaps]
    assert [now > then for then, now in zip(before, after, strict=True)] == [False] * 3 + [True] * 2
    through(ledger, BookSnapshot(*place(time=NOW + 7), 9, [], []))
    assert [h.closed for h in ledger.holes(ALL)] == [NOW + 7] * 2
    assert ledger.filled["binance", "book"] == 5


def test_those_who_fill_are_given_the_newest_open_hole_of_an_exchange_first():
    ledger = Ledger(10)
    through(ledger, gap(), gap(channel="book"), gap(NOW + 1, ids=(11, 14)), gap(symbol="ETH/USDT"))
    assert numbers(ledger.open_holes("binance")) == [4, 3, 1]
    assert numbers(ledger.open_holes("okx")) == []
    ledger.filling(4)
    assert numbers(ledger.open_holes("binance")) == [3, 1]
    ledger.reopen(4)
    through(ledger, filled(gap(NOW + 1, ids=(11, 14)), 4))
    assert numbers(ledger.open_holes("binance")) == [4, 1]
    ledger.filling(3)
    assert states(ledger)[3] == "filled"


def test_a_hole_is_closed_by_what_has_its_ids_or_without_ids_its_times():
    ledger = Ledger(10)
    timed = Gap(*place(), channel="trade", cause="reconnect", from_time=NOW, to_time=NOW + 5)
    through(ledger, gap(), timed, filled(gap(ids=(1, 5))), filled(gap(symbol="ETH/USDT")))
    assert states(ledger) == {2: "open", 1: "open"}
    through(ledger, filled(timed, 3))
    assert states(ledger) == {2: "filled", 1: "open"}
    assert ledger.events["binance", "trade"] == 3


def test_a_hole_of_before_ids_began_anew_is_past_and_not_closed_by_one_with_its_ids():
    ledger = Ledger(10)
    old, new = (replace(gap(), from_time=time, to_time=time + 1) for time in (NOW, NOW + 5))
    reset = Gap(*place(), channel="trade", cause="reset", from_time=NOW + 2, to_time=NOW + 3)
    through(ledger, old, reset, new, filled(new, 4))
    assert states(ledger) == {3: "filled", 2: "open", 1: "open"}
    assert [ledger.is_past(hole) for hole in ledger.holes(ALL)] == [False, False, True]


def test_what_became_of_holes_is_to_be_written_once():
    ledger = Ledger(10)
    through(ledger, gap(), gap(NOW + 1, ids=(11, 14)))
    assert numbers(ledger.changes()) == [1, 2]
    assert ledger.changes() == []
    through(ledger, filled(gap(), 4))
    assert [(h.number, h.state) for h in ledger.changes()] == [(1, "filled")]


def test_a_hole_of_before_is_open_again_and_numbers_go_on():
    before = Ledger(10)
    through(before, gap(), gap(NOW + 1, ids=(11, 14)), gap(channel="book"))
    before.filling(2)
    through(before, filled(gap(), lost=(1, 2)))
    after = Ledger(10, 100)
    after.restore(before.changes(), {TOPIC: 3}, 0)
    assert states(after) == {3: "open", 2: "open", 1: "lost"}
    assert after.open(("binance", "trade")) == 1
    through(after, gap(NOW + 2, ids=(21, 24)), BookSnapshot(*place(time=NOW + 7), 9, [], []))
    assert states(after) == {101: "open", 3: "filled", 2: "open", 1: "lost"}
    assert after.coverage(TOPIC, None).epoch == 3


def test_a_stream_is_complete_but_for_what_is_open_or_lost():
    ledger = Ledger(10)
    holes = [gap(NOW + n, ids=(10 * n, 10 * n + 4)) for n in range(1, 4)]
    through(ledger, *holes, filled(holes[0], 5), filled(holes[1], 2, lost=(20, 22)))
    found = ledger.coverage(TOPIC, Proven(1, 40, NOW, NOW + 9))
    assert [(m.number, m.state, m.span.ids) for m in found.missing] == [
        (2, "lost", (20, 22)),
        (3, "open", (30, 34)),
    ]
    assert (found.open, found.filled, found.lost, found.is_complete) == (1, 1, 1, False)
    found = ledger.coverage(TOPIC, Proven(21, 31, NOW, NOW + 9))
    assert [m.span.ids for m in found.missing] == [(21, 22), (30, 31)]
    assert ledger.coverage(TOPIC, Proven(1, 19, NOW, NOW + 9)).is_complete


def test_of_a_stream_without_ids_it_is_told_when_it_was_not_complete():
    ledger = Ledger(10)
    timed = Gap(*place(), channel="trade", cause="reconnect", from_time=NOW, to_time=NOW + 5)
    through(ledger, timed)
    found = ledger.coverage(TOPIC, Proven(None, None, NOW - 9, NOW + 3))
    assert [m.span for m in found.missing] == [Span(None, None, NOW, NOW + 3)]
    assert ledger.coverage(TOPIC, Proven(None, None, NOW + 6, NOW + 9)).is_complete


def test_what_nobody_wanted_is_not_missing_and_not_vouched_for():
    ledger = Ledger(10)
    through(ledger, gap(ids=(5, 6)))
    ledger.begin_anew(gap(ids=(11, 20)))
    found = ledger.coverage(TOPIC, Proven(1, 30, NOW, NOW + 9))
    assert (found.proven.first_id, found.missing, found.is_complete) == (21, (), True)


OUTCOMES = st.sampled_from(["keep", "skip", "fill", "lose", "reset", "unwanted"])
STEPS = st.lists(st.tuples(OUTCOMES, st.integers(1, 6), st.integers(0, 99)), max_size=40)


class Venue:
    """A stream with ids, what of it was told, and a ledger that hears of it."""

    def __init__(self, most: int) -> None:
        self.ledger = Ledger(most)
        self.first = self.next = 1
        self.told: set[int] = set()
        self.holes: list[Gap] = []

    def keep(self, count: int, _: int) -> None:
        self.told |= set(range(self.next, self.next + count))
        self.next += count

    def _gap(self, count: int) -> Gap:
        return gap(NOW + self.next, ids=(self.next, self.next + count - 1))

    def skip(self, count: int, _: int) -> None:
        self.holes.append(self._gap(count))
        through(self.ledger, self.holes[-1])
        self.next += count
        self.keep(1, 0)

    def unwanted(self, count: int, _: int) -> None:
        self.ledger.begin_anew(self._gap(count))
        self.next += count
        self.keep(1, 0)

    def reset(self, count: int, _: int) -> None:
        lost = Gap(*place(time=NOW), channel="trade", cause="reset", from_time=NOW, to_time=NOW)
        through(self.ledger, lost)
        self.told, self.holes, self.first = set(), [], count
        self.next = count
        self.keep(1, 0)

    def _pick(self, which: int) -> tuple[Gap, int, int] | None:
        if not self.holes:
            return None
        hole = self.holes.pop(which % len(self.holes))
        return hole, int(hole.from_id), int(hole.to_id)

    def fill(self, _: int, which: int) -> None:
        if picked := self._pick(which):
            hole, begin, end = picked
            self.told |= set(range(begin, end + 1))
            through(self.ledger, filled(hole, end + 1 - begin))

    def lose(self, count: int, which: int) -> None:
        if picked := self._pick(which):
            hole, begin, end = picked
            last = min(begin + count - 1, end)
            self.told |= set(range(last + 1, end + 1))
            through(self.ledger, filled(hole, end - last, lost=(begin, last)))


@given(STEPS, st.sampled_from([1, 2, 5, 1000]))
def test_whatever_happens_all_is_told_or_missing_and_nothing_lost_is_shown_as_complete(steps, most):
    venue = Venue(most)
    for name, count, which in (("keep", 1, 0), *steps):
        getattr(venue, name)(count, which)
        last = venue.next - 1
        found = venue.ledger.coverage(TOPIC, Proven(venue.first, last, NOW, NOW + last))
        if found.proven is None:
            continue
        spans = [each.span.ids for each in found.missing]
        assert all(end < begin for (_, end), (begin, _) in pairwise(spans))
        missing = {number for begin, end in spans for number in range(begin, end + 1)}
        claimed = set(range(found.proven.first_id, found.proven.last_id + 1))
        assert claimed - missing == venue.told & claimed
        assert found.proven.last_id == last
        if most == 1000 and not any(step[0] == "unwanted" for step in steps):
            assert found.proven.first_id == venue.first
        assert len(numbers(venue.ledger.holes(ALL))) <= most
