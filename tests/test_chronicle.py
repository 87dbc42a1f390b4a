"""What is known of holes, from one run of a node to the next."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.json import encode

from radist import chronicle as module
from radist.chronicle import Chronicle
from radist.config import Config
from radist.gap_settings import Gaps
from radist.ingest.clock import now_us
from radist.market.coverage import Range
from radist.market.ledger import Ledger, Sought
from radist.model import Backfilled, Gap, Instrument, Proven
from radist.receiver import Receiver
from radist.store.opening import Store

TRADES, CANDLES = "trade.binance.BTC/USDT", "candle.binance.BTC/USDT.1m"
MINUTE = 60_000


class Run:
    """A node's ledger on an exchange that says what a test has it say."""

    def __init__(self, folder: Path, hours: float, most: int) -> None:
        self.ledger = Ledger(most, now_us())
        config = Config(linger=0)
        self.receiver = Receiver(config, ["binance"], (self.ledger,))
        self.receiver.exchange("binance").learn([Instrument("BTC/USDT", "BTCUSDT", "BTC", "USDT")])
        self.told: list[Any] = []
        self.receiver.bus.listen(self.told.append)
        self.store = Store(f"sqlite:///{folder}/radist.db")
        self.chronicle = Chronicle(Gaps(hours), self.ledger, most, self.receiver, self.store)

    def hear(self, name: str, content: object) -> None:
        """A frame of a stream arrives."""
        stream = self.receiver.exchange("binance").stream(name)
        frame = encode({"stream": name, "data": content})
        for event in stream.received(frame, now_us()):
            self.receiver._publish(event)

    def trade(self, number: int) -> None:
        time = 1_703_520_000_000 + number
        self.hear("btcusdt@trade", {"t": number, "p": "1", "q": "1", "T": time, "m": False})

    def candle(self, minute: int, closed: bool = True) -> None:
        begin = minute * MINUTE
        prices = dict.fromkeys("ochlvq", "1")
        k = {"t": begin, "T": begin + MINUTE - 1, "i": "1m", "n": 1, "x": closed, **prices}
        self.hear("btcusdt@kline_1m", {"E": begin, "k": k})

    @property
    def gaps(self) -> list[Gap]:
        return [event for event in self.told if isinstance(event, Gap)]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Any]:
    """`async with run() as node`: one after another they have the same store."""

    @asynccontextmanager
    async def running(hours: float = 24.0, most: int = 100, hurry: Sequence[str] = ()) -> Any:
        node = Run(tmp_path, hours, most)
        node.receiver.want("test", hurry)
        writing = asyncio.get_running_loop().create_task(node.chronicle.run())
        await node.chronicle.known()
        try:
            yield node
        finally:
            writing.cancel()
            await node.chronicle.close()
            node.store.close()

    return running


@pytest.fixture(autouse=True)
def _often(monkeypatch):
    monkeypatch.setattr(module, "_PAUSE", 0.01)


async def written(node: Run, eventually: Callable[..., Any], *topics: str) -> None:
    await eventually(lambda: node.chronicle._written.keys() >= set(topics))


async def test_what_was_missed_while_we_were_down_is_told_before_the_first_event(run, eventually):
    async with run() as node:
        node.receiver.want("test", [TRADES])
        for number in (10, 11, 12):
            node.trade(number)
        await written(node, eventually, TRADES)
        node.trade(13)
    async with run() as node:
        node.receiver.want("test", [TRADES])
        node.trade(20)
        node.trade(21)
        (gap,) = node.gaps
        assert node.told.index(gap) == 0
        assert (gap.cause, gap.from_id, gap.to_id) == ("restart", "14", "19")
        (hole,) = node.ledger.open_holes("binance")
        assert hole.gap is gap
        (found,) = node.chronicle.coverage([TRADES])
        assert (found.proven.first_id, found.proven.last_id) == (10, 21)
        assert [part.span.ids for part in found.missing] == [(14, 19)]


async def test_what_is_wanted_before_the_store_has_answered_goes_on_too(run, eventually):
    async with run() as node:
        node.receiver.want("test", [TRADES])
        node.trade(10)
        await written(node, eventually, TRADES)
    async with run(hurry=[TRADES]) as node:
        node.trade(20)
        (gap,) = node.gaps
        assert (gap.cause, gap.from_id, gap.to_id) == ("restart", "11", "19")


async def test_candles_go_on_by_the_time_at_which_they_open(run, eventually):
    async with run() as node:
        node.receiver.want("test", [CANDLES])
        node.candle(100)
        node.candle(101)
        await written(node, eventually, CANDLES)
    async with run() as node:
        node.receiver.want("test", [CANDLES])
        node.candle(105)
        (gap,) = node.gaps
        ends = (102 * MINUTE * 1000, 105 * MINUTE * 1000)
        assert (gap.cause, gap.from_time, gap.to_time) == ("restart", *ends)


async def test_where_nothing_was_missed_nothing_is_told(run, eventually):
    async with run() as node:
        node.receiver.want("test", [TRADES, CANDLES])
        node.trade(10)
        node.candle(100, closed=False)
        await written(node, eventually, TRADES, CANDLES)
    async with run() as node:
        node.receiver.want("test", [TRADES, CANDLES])
        node.trade(10)  # again
        node.trade(11)
        node.candle(100)
        node.candle(101)
        assert node.gaps == []
        assert [event.id for event in node.told if hasattr(event, "id")] == ["11"]


async def test_a_hole_that_was_open_is_open_again_and_what_is_lost_stays_lost(run, eventually):
    async with run() as node:
        node.receiver.want("test", [TRADES])
        for number in (10, 15, 20):
            node.trade(number)
        first, second = node.gaps
        node.receiver._publish(
            Backfilled(
                *("binance", "BTC/USDT", "BTCUSDT", None, now_us()),
                channel="trade",
                cause=first.cause,
                events=1,
                outcome="lost",
                from_id=first.from_id,
                to_id=first.to_id,
                from_time=first.from_time,
                to_time=first.to_time,
                lost_from_id="11",
                lost_to_id="13",
            )
        )
        (hole,) = node.ledger.open_holes("binance")
        node.ledger.filling(hole.number)
        await written(node, eventually, TRADES)
    async with run() as node:
        (hole,) = node.ledger.open_holes("binance")
        assert (hole.gap.from_id, hole.gap.to_id) == (second.from_id, second.to_id)
        node.receiver.want("test", [TRADES])
        node.trade(21)
        (found,) = node.chronicle.coverage([TRADES])
        missing = [(part.state, part.span.ids) for part in found.missing]
        assert missing == [("lost", (11, 13)), ("open", (16, 19))]


async def test_what_nobody_wanted_any_more_does_not_go_on(run, eventually):
    async with run() as node:
        node.receiver.want("test", [TRADES])
        node.trade(10)
        await written(node, eventually, TRADES)
        node.receiver.want("test", [])
        node.receiver.let_go()
    async with run() as node:
        node.receiver.want("test", [TRADES])
        node.trade(20)
        assert node.gaps == []


async def test_what_nobody_wanted_for_a_while_is_not_vouched_for(run):
    async with run() as node:
        node.receiver.want("test", [TRADES])
        node.trade(10)
        node.receiver.want("test", [])
        node.receiver.let_go()
        node.receiver.want("test", [TRADES])
        node.receiver.exchange("binance").stream("btcusdt@trade").interrupt()
        node.trade(20)
        node.trade(21)
        (found,) = node.chronicle.coverage([TRADES])
        assert (found.proven.first_id, found.missing, node.gaps) == (20, (), [])


async def test_after_too_long_a_time_nothing_goes_on_and_open_holes_are_lost(run, eventually):
    async with run() as node:
        node.receiver.want("test", [TRADES])
        node.trade(10)
        node.trade(15)
        await written(node, eventually, TRADES)
    async with run(hours=0) as node:
        node.receiver.want("test", [TRADES])
        node.trade(20)
        assert node.gaps == []
        (hole,) = await node.chronicle.holes(Sought(), 10)
        assert (hole.state, hole.how) == ("lost", "none")


async def test_what_was_told_too_long_ago_does_not_go_on_in_a_later_run_either(run, eventually):
    async with run() as node:
        node.receiver.want("test", [TRADES, CANDLES])
        node.trade(10)
        node.candle(100)
        await written(node, eventually, TRADES, CANDLES)
    async with run(hours=0) as node:
        node.receiver.want("test", [CANDLES])
        node.candle(200)
        await written(node, eventually, CANDLES)
    async with run() as node:
        node.receiver.want("test", [TRADES, CANDLES])
        node.trade(20)
        node.candle(201)
        assert node.gaps == []


async def test_what_no_exchange_here_has_is_forgotten_as_what_nobody_wants(
    run, eventually, monkeypatch
):
    async with run() as node:
        elsewhere = Range("trade.okx.BTC/USDT", 0, Proven(1, 9, 1, 9))
        node.receiver.want("test", [TRADES])
        node.trade(10)
        node.chronicle._keep([], [elsewhere], [])
        await written(node, eventually, TRADES)
    async with run() as node:
        assert elsewhere.topic in node.chronicle._before
        monkeypatch.setattr(module, "_PATIENCE", 0.0)
        await eventually(lambda: not node.chronicle._before and not node.chronicle._gone)
        assert node.store.gaps.read(10).ranges == []


async def test_holes_that_are_remembered_no_more_are_told_from_the_store(run):
    async with run(most=3) as node:
        node.receiver.want("test", [TRADES])
        for number in range(10, 30, 2):
            node.trade(number)
            await node.chronicle._write([])
        everything = await node.chronicle.holes(Sought(), 100)
        numbers = [hole.number for hole in everything]
        assert (len(numbers), numbers) == (9, sorted(numbers, reverse=True))
        assert [hole.state for hole in everything] == ["open"] * 3 + ["lost"] * 6
        pages, before = [], None
        while page := await node.chronicle.holes(Sought(before=before), 4):
            pages += page
            before = page[-1].number
        assert [hole.number for hole in pages] == numbers
        lost = await node.chronicle.holes(Sought(state="lost"), 2)
        assert [hole.number for hole in lost] == numbers[3:5]


async def test_a_run_that_was_over_at_once_makes_no_store(run, tmp_path):
    async with run() as node:
        node.receiver.want("test", [TRADES])
    assert not (tmp_path / "radist.db").exists()
