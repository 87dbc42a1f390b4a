"""Alerts that go on get on, however short each life is."""

import asyncio

import pytest
from alerts.events import MINUTE, START, alert, candle, trade

from radist import hindsight
from radist.alarms import Alert, Expired, Fired, Memory, trigger_id
from radist.alerts.running import Running
from radist.config import Config
from radist.hindsight import Hindsight, counted
from radist.lookout import Lookout
from radist.model import Event, Trade
from radist.receiver import Receiver

NOW = START + 30 * MINUTE
ONE = alert("crosses", level=100)
SEEN = Memory(START, "trade/0", rule=-1)
TAPE = [trade(number, 99 + 2 * (number % 2), name=str(number)) for number in range(41)]
"""Each crosses the level; half an hour ago, where only candles would be looked at."""
PAGE = 10


class Told(Receiver):
    """An exchange that counts its trades, and has answered so often before it does no more."""

    def __init__(self, answers: int, tape: list[Trade] = TAPE) -> None:
        super().__init__(Config(), ["binance"])
        self.answers = answers
        self.tape = tape
        self.silent = asyncio.Event()
        self.known = asyncio.Event()
        """What it trades."""
        self.known.set()
        self.feeds["binance"].ready = self._ready  # type: ignore[method-assign]

    async def _ready(self) -> None:
        await self.known.wait()

    async def history(self, topic: str, before: int | str | None, limit: int) -> list[Event]:
        if self.answers == 0:
            self.silent.set()
            await asyncio.Event().wait()
        self.answers -= 1
        if not topic.startswith("trade"):
            return []
        known = [one for one in self.tape if before is None or int(one.id) < int(before)]
        return [*known[-limit:]]


async def lived(answers: int, memory: Memory) -> tuple[list[str], Memory]:
    """A life that ends once the exchange answers no more: what fired, and what it then knows."""
    found: list[str] = []

    def fired(what: Fired | Expired, known: bytes) -> None:
        assert isinstance(what, Fired)
        found.append(what.trigger)

    receiver = Told(answers)
    lookout = Lookout(receiver, lambda: NOW, fired, lambda _: None)
    lookout.put(ONE, memory)
    async with asyncio.timeout(30.0), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(lookout.run())
        await receiver.silent.wait()
        kept = lookout.watch.memory(ONE.id) or memory
        running.cancel()
    return found, kept


async def test_lives_that_are_cut_short_again_and_again_miss_no_trade(monkeypatch):
    monkeypatch.setattr(hindsight, "_PAGE", PAGE)
    monkeypatch.setattr(hindsight, "_SETTLED", 0.01)
    found: list[str] = []
    memory = SEEN
    for life in range(1, 5):
        more, memory = await lived(1, memory)
        found += more
        assert memory.last == f"trade/{life * PAGE}"
    assert found == [trigger_id(ONE.id, 1, f"trade/{one.id}") for one in TAPE[1:]]


async def test_nobody_is_asked_before_it_is_known_what_is_traded(monkeypatch):
    monkeypatch.setattr(hindsight, "_PAGE", PAGE)
    receiver, found = Told(1), list[Fired | Expired]()
    receiver.known.clear()
    lookout = Lookout(receiver, lambda: NOW, lambda what, _: found.append(what), lambda _: None)
    lookout.put(ONE, SEEN)
    async with asyncio.timeout(30.0), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(lookout.run())
        for _ in range(20):
            await asyncio.sleep(0)
        assert receiver.answers == 1
        receiver.known.set()
        await receiver.silent.wait()
        running.cancel()
    assert len(found) == PAGE


async def test_who_has_seen_more_than_others_keeps_what_it_knows(monkeypatch):
    monkeypatch.setattr(hindsight, "_PAGE", PAGE)
    other, ahead = alert("crosses", level=100, name="a_2"), Memory(START + 25, "trade/25", rule=1)
    receiver = Told(1)
    lookout = Lookout(receiver, lambda: NOW, lambda *_: None, lambda _: None)
    lookout.put(ONE, SEEN)
    lookout.put(other, ahead)
    async with asyncio.timeout(30.0), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(lookout.run())
        await receiver.silent.wait()
        kept = lookout.watch.memory(other.id)
        running.cancel()
    assert kept == ahead


async def pages(tape: list[Trade]) -> list[list[str]]:
    looking = Hindsight(Told(-1, tape), lambda: NOW).onward("trade.binance.BTC/USDT", 0)
    return [[one.id for one in page] async for page in looking]


async def test_pages_of_what_was_missed_come_the_oldest_first(monkeypatch):
    monkeypatch.setattr(hindsight, "_PAGE", 3)
    assert await pages(TAPE[:6]) == [["1", "2", "3"], ["4", "5"]]
    assert await pages(TAPE[:1]) == []
    hole = TAPE[:2] + TAPE[8:12]
    assert await pages(hole) == [["1"]], "what follows a hole is for others to find"


@pytest.mark.parametrize(
    "short",
    [
        (ONE, None, NOW),
        (ONE, Memory(START, "trade/abc"), NOW),
        (ONE, Memory(START, "candle/1m/5"), NOW),
        (ONE, SEEN, START + 361 * MINUTE),
        (alert("change", percent=1, window=60), SEEN, NOW),
        (alert("spread", percent=1), SEEN, NOW),
    ],
)
def test_the_past_is_looked_at_as_a_whole_where_trades_are_not_all(
    short: tuple[Alert, Memory, int],
):
    assert counted(ONE, SEEN, NOW) == ("trade.binance.BTC/USDT", 0)
    assert counted(*short) is None


def test_a_candle_that_closes_last_does_not_hide_which_trade_was_seen_last():
    seen = Running(ONE, NOW, SEEN, waiting=True)
    seen.learn([TAPE[1], candle(0, 101)])
    seen.advance()
    assert seen.memory.last == "trade/1"
