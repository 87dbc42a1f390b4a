"""The ledger of holes in either database: read at a start as it was at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from radist.market.coverage import Range, Span
from radist.market.ledger import Hole, Sought
from radist.model import Gap, Proven
from radist.store.database import Database
from radist.store.gaps import Gaps
from radist.store.holder import Holder

NOW = 1_703_520_000_000_000
ETH = "trade.binance.ETH/USDT"


def hole(
    number: int, state: str = "open", symbol: str = "BTC/USDT", channel: str = "trade"
) -> Hole:
    place = ("binance", symbol, symbol.replace("/", ""), NOW, NOW + number)
    gap = Gap(*place, channel=channel, cause="reconnect", from_id="1", to_id="4", from_time=NOW)
    return Hole(number, gap, 2, state, None if state == "open" else NOW, "none", 3, Span("1", "2"))


def told(topic: str, last: int) -> Range:
    return Range(topic, 2, Proven(1, last, NOW, NOW + last))


@pytest.fixture
def database(store_url) -> Iterator[Database]:
    made = Database(store_url)
    yield made
    made.close()


@pytest.fixture
def gaps(database, tmp_path: Path) -> Gaps:
    return Gaps(database, Holder(tmp_path / "nodes"))


def numbers(holes: list[Hole]) -> list[int]:
    return [each.number for each in holes]


def test_what_is_written_is_read_at_the_next_start(gaps):
    ranges = [told(ETH, 9), Range("trade.bybit.X/Y", 0, Proven(None, None, NOW, NOW + 1))]
    gaps.write([hole(1), hole(2, "lost")], ranges, [], 10, NOW)
    kept = gaps.read(10)
    assert kept == ([hole(1), hole(2, "lost")], 0, ranges, NOW)


def test_a_hole_and_a_range_are_replaced_and_what_is_gone_is_removed(gaps):
    gaps.write([hole(1)], [told(ETH, 9), told("b", 1)], [], 10, NOW)
    gaps.write([hole(1, "lost")], [told(ETH, 11)], ["b", "unknown"], 10, NOW + 5)
    assert gaps.read(10) == ([hole(1, "lost")], 0, [told(ETH, 11)], NOW + 5)


def test_filled_holes_are_kept_up_to_a_number_and_those_lost_for_ever(gaps):
    states = ("lost", "filled", "open", "filled", "filled")
    gaps.write([hole(n, s) for n, s in enumerate(states, 1)], [], [], 2, NOW)
    assert numbers(gaps.find(Sought(), 10)) == [5, 4, 3, 1]
    gaps.write([hole(n, "lost") for n in range(6, 20)], [], [], 2, NOW)
    assert len(gaps.find(Sought(state="lost"), 100)) == 15


def test_a_start_reads_all_open_holes_the_newest_lost_ones_and_the_last_of_each_stream(gaps):
    lost = [hole(n, "lost") for n in range(2, 8)]
    gaps.write([hole(1), *lost, hole(8, "filled")], [], [], 10, NOW)
    gaps.write([replace(hole(3, "lost"), gap=hole(3, "lost", "ETH/USDT").gap)], [], [], 10, NOW)
    kept = gaps.read(2)
    assert (numbers(kept.holes), kept.forgotten) == ([1, 3, 6, 7], 8)


def test_holes_can_be_asked_for_by_stream_state_time_and_number(gaps):
    other = hole(3, "lost", "ETH/USDT", "candle")
    gaps.write([hole(1), hole(2, "filled"), other], [], [], 10, NOW)
    for sought, expected in (
        (Sought(), [3, 2, 1]),
        (Sought(before=3), [2, 1]),
        (Sought(since=NOW + 2), [3, 2]),
        (Sought(symbol="ETHUSDT"), [3]),
        (Sought(symbol="BTC/USDT", state="open"), [1]),
        (Sought(channel="candle"), [3]),
        (Sought(exchange="okx"), []),
    ):
        assert numbers(gaps.find(sought, 10)) == expected, sought
        assert numbers(gaps.find(sought, 1)) == expected[:1]


def test_each_of_several_nodes_has_its_own(database, gaps, tmp_path):
    gaps.write([hole(1)], [told(ETH, 9)], [], 10, NOW)
    other = Gaps(database, Holder(tmp_path / "nodes"))
    assert other.read(10) == ([], 0, [], 0)
    other.write([hole(1, "lost")], [told(ETH, 3)], [], 10, NOW)
    assert gaps.read(10).ranges == [told(ETH, 9)]
    assert [each.state for each in gaps.find(Sought(), 10)] == ["open"]


def test_any_number_of_streams_is_written_at_once(gaps):
    ranges = [told(f"trade.binance.{n:05}/USDT", n + 1) for n in range(3000)]
    gaps.write([], ranges, [], 10, NOW)
    gaps.write([], ranges, [], 10, NOW)
    assert sorted(gaps.read(10).ranges, key=lambda each: each.topic) == ranges
