"""Holes that real cuts tear, filled by the REST of a simulated exchange."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from radist.backfill import Backfill
from radist.config import Config, Reconnect
from radist.market.ledger import Ledger
from radist.model import Backfilled, Event, Gap, Trade
from radist.receiver import Receiver
from radist.simulator.door import Manners
from radist.simulator.limits import Limits
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource


class Filled:
    """A receiver at a simulated exchange, with whoever fills its holes."""

    def __init__(self, simulator: Simulator, name: str) -> None:
        at = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
        quick = Reconnect(base=0.01, ceiling=0.05)
        self.ledger = Ledger(1000)
        settings = Config(exchanges={name: at}, reconnect=quick, linger=0)
        self.receiver = Receiver(settings, [name], (self.ledger,))
        self.backfill = Backfill(self.receiver, self.ledger)
        self.heard: list[Event] = []
        self.receiver.bus.listen(self.heard.append)
        self.name = name

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.heard if isinstance(event, kind)]

    @property
    def settled(self) -> bool:
        """Whether every hole was ended."""
        return len(self.of(Backfilled)) == len(self.of(Gap))


@pytest.fixture
def begin() -> Callable[..., object]:
    @asynccontextmanager
    async def start(name: str, activity: float = 20.0) -> AsyncIterator[tuple[Simulator, Filled]]:
        source = MarketSource(exchange=name, activity=activity)
        manners = Manners(limits=Limits(messages_per_second=0, connections=0))
        async with (
            Simulator(source, Options(manners=manners)) as simulator,
            asyncio.TaskGroup() as tasks,
        ):
            filled = Filled(simulator, name)
            running = [tasks.create_task(part.run()) for part in (filled.receiver, filled.backfill)]
            await filled.receiver.ready()
            yield simulator, filled
            for task in running:
                task.cancel()

    return start


@pytest.mark.parametrize(
    ("name", "symbol", "activity"),
    [
        ("binance", "BTC/USDT", 20.0),
        ("binance_usdm", "BTC/USDT:USDT", 20.0),
        ("bybit_linear", "BTC/USDT:USDT", 20.0),
        ("okx", "BTC/USDT", 3.0),  # which tells a hundred at once, and not often
    ],
)
async def test_no_trade_is_lost_or_doubled_by_cuts(begin, eventually, name, symbol, activity):
    async with begin(name, activity) as (simulator, filled):
        topic = filled.receiver.check(f"trade.{name}.{symbol}")
        filled.receiver.want("test", [topic])
        while len(filled.of(Gap)) < 3:  # a socket may be back before anything has happened
            heard = len(filled.of(Trade)) + 20
            await eventually(lambda heard=heard: len(filled.of(Trade)) >= heard)
            simulator.cut_all()
        heard = len(filled.of(Trade)) + 20
        await eventually(lambda: len(filled.of(Trade)) >= heard and filled.settled)
        assert {told.outcome for told in filled.of(Backfilled)} == {"filled"}
        trades = filled.of(Trade)
        whole = await filled.receiver.history(topic, None, 1000)
        ids = [trade.id for trade in filled.of(Trade)]
        assert max(Counter(ids).values()) == 1
        known = [trade.id for trade in whole]
        first = known.index(ids[0]) if ids[0] in known else 0
        latest = max(map(known.index, set(ids) & set(known)))
        assert set(known[first:latest]) <= set(ids)
        flagged = [trade for trade in trades if trade.backfilled is True]
        assert len(flagged) == sum(told.events for told in filled.of(Backfilled)) > 0
        assert list(filled.ledger.open_holes(name)) == []


async def test_a_hole_is_tried_again_where_rest_gives_no_answer(begin, eventually):
    async with begin("binance") as (simulator, filled):
        filled.receiver.want("test", ["trade.binance.BTC/USDT"])
        await eventually(lambda: len(filled.of(Trade)) >= 20)
        simulator.ban(1.0)
        while not filled.of(Gap):  # a socket may be back before anything has happened
            heard = len(filled.heard)
            simulator.cut_all()
            await eventually(lambda heard=heard: len(filled.heard) > heard)
        await eventually(lambda: filled.settled)
        assert {told.outcome for told in filled.of(Backfilled)} == {"filled"}
        assert simulator.counts.calls_in_ban <= 1


@pytest.mark.parametrize("symbol", ["BTC/USDT:USDT", "*"])
async def test_what_rest_knows_nothing_of_is_lost_and_said_to_be(begin, eventually, symbol):
    async with begin("binance_usdm") as (_, filled):
        topic = f"liquidation.binance_usdm.{symbol}"
        filled.receiver.want("test", ["trade.binance_usdm.BTC/USDT:USDT", topic])
        await eventually(lambda: len(filled.of(Trade)) >= 20)
        missing = Gap(
            *("binance_usdm", "BTC/USDT:USDT", "BTCUSDT", 5, 5),
            channel="liquidation",
            cause="reconnect",
            from_time=1,
            to_time=5,
        )
        filled.receiver.fill(missing)
        await eventually(lambda: filled.settled)
        [told] = filled.of(Backfilled)
        assert (told.outcome, told.events, told.lost_from_time, told.lost_to_time) == (
            *("lost", 0, 1, 5),
        )


async def test_ids_that_began_anew_fill_no_hole_of_before(begin, eventually):
    async with begin("binance") as (_, filled):
        filled.receiver.want("test", ["trade.binance.BTC/USDT"])
        await eventually(lambda: len(filled.of(Trade)) >= 20)
        trade = filled.of(Trade)[4]
        assert isinstance(trade, Trade)
        place = ("binance", "BTC/USDT", "BTCUSDT", 5, 5)
        times = {"channel": "trade", "from_time": 1, "to_time": 5}
        ids = {"from_id": trade.id, "to_id": trade.id}  # which REST has, of what is traded now
        filled.receiver.fill(Gap(*place, cause="reconnect", **ids, **times))
        filled.receiver.fill(Gap(*place, cause="reset", **times))
        await eventually(lambda: filled.settled)
        assert [told.outcome for told in filled.of(Backfilled)] == ["lost", "lost"]
        assert [event for event in filled.of(Trade) if event.backfilled is True] == []
