"""What was before is asked for where alerts begin, or go on."""

import asyncio
from typing import Any

import pytest
from alerts.events import MINUTE, START, trade
from msgspec.structs import replace

from radist import alarms, hindsight
from radist.alarms import Alert, Memory
from radist.config import Config
from radist.errors import ClientError
from radist.hindsight import Hindsight, Past, needs
from radist.model import Event
from radist.receiver import Receiver

NOW = START + 10 * MINUTE
TRADES, CANDLES = "trade.binance.BTC/USDT", "candle.binance.BTC/USDT.1m"


def alert(name: str = "a_1", **condition: Any) -> Alert:
    condition = condition or {"type": "crosses", "level": 42_600}
    wanted = {"exchange": "binance", "symbol": "BTC/USDT", "condition": condition}
    return Alert(id=name, owner="o", definition=alarms.checked(wanted))


class Asked:
    """A receiver whose exchange knows what a test tells it."""

    def __init__(self, past: dict[str, list[Event]]) -> None:
        self.receiver = Receiver(Config(), ["binance"])
        self.receiver.history = self._history  # type: ignore[method-assign]
        self.past = past
        self.topics: list[str] = []
        self.refusals: list[ClientError] = []

    async def _history(self, topic: str, before: int | str | None, limit: int) -> list[Event]:
        self.topics.append(topic)
        if self.refusals:
            raise self.refusals.pop()
        found = [event for event in self.past.get(topic, []) if before is None or event.id < before]
        return found[-limit:]

    async def shown(self, *begun: tuple[Alert, Memory | None]) -> dict[str, list[Event]]:
        told: dict[str, list[Event]] = {}

        async def tell(alert: Alert, past: Past) -> None:
            told[alert.id] = past()

        await Hindsight(self.receiver, lambda: NOW).of(begun, tell)
        return told


def test_what_was_missed_of_late_is_looked_at_by_the_trade_and_before_that_by_the_candle():
    of = alert()
    assert needs(of, None, NOW) == {}
    assert needs(of, Memory(NOW - 90_000_000), NOW) == {
        CANDLES: NOW - 90_000_000,
        TRADES: NOW - 2 * MINUTE,
    }
    assert needs(of, Memory(NOW - 11 * MINUTE), NOW) == {CANDLES: NOW - 11 * MINUTE}
    window = alert(type="change", percent=1, window=3600)
    assert needs(window, None, NOW) == {CANDLES: NOW - 60 * MINUTE}


async def test_nothing_is_missing_between_the_past_and_the_stream(monkeypatch):
    monkeypatch.setattr(hindsight, "_SETTLED", 60.0)
    asked = Asked({})
    seen = Hindsight(asked.receiver, lambda: NOW)
    one = trade(0, 42_000)
    async with asyncio.timeout(10.0), asyncio.TaskGroup() as tasks:
        begun = [(alert(), Memory(NOW - MINUTE))]
        task = tasks.create_task(seen.of(begun, lambda *_: asyncio.sleep(0)))
        for _ in range(5):
            await asyncio.sleep(0)
        assert asked.topics == [], "the stream is not there yet"
        seen.hear(replace(one, symbol="ETH/USDT"))
        seen.hear(one)
        await task
    assert TRADES in asked.topics


async def test_a_quiet_stream_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(hindsight, "_SETTLED", 0.01)
    asked = Asked({})
    assert await asked.shown((alert(), Memory(NOW - MINUTE))) == {"a_1": []}
    assert asked.topics == [CANDLES, TRADES]


async def test_pages_are_asked_for_until_they_reach_far_enough(monkeypatch):
    monkeypatch.setattr(hindsight, "_SETTLED", 0.01)
    monkeypatch.setattr(hindsight, "_PAGE", 2)
    trades = [trade(240 + 30 * n, 42_000, name=str(n)) for n in range(1, 9)]
    asked = Asked({TRADES: trades})
    memory = Memory(START + 7 * MINUTE + 5)
    told = await asked.shown((alert("a_1"), memory), (alert("a_2"), None))
    assert [event.id for event in told["a_1"]] == ["6", "7", "8"]
    assert told["a_2"] == []
    assert asked.topics.count(TRADES) == 2


@pytest.mark.parametrize(("code", "tries"), [(503, 2), (404, 1)])
async def test_who_is_asked_too_early_is_asked_again(code, tries, monkeypatch):
    monkeypatch.setattr(hindsight, "_PAUSE", 0.0)
    asked = Asked({})
    asked.refusals = [ClientError(code, "not_ready", "not known yet")]
    assert await asked.shown((alert(type="change", percent=1, window=60), None)) == {"a_1": []}
    assert asked.topics == [CANDLES] * tries
