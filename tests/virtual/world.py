"""A quiet market, all that listens to it, and what of it was told and what was not."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from radist.backfill import Backfill
from radist.config import Config
from radist.market.ledger import Ledger
from radist.model import Backfilled, Event, Gap, Trade
from radist.receiver import Receiver
from radist.simulator import bybit_events
from radist.simulator.candles import SECOND
from radist.simulator.faults import parse
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource
from radist.simulator.venue import find
from virtual.loop import virtual
from virtual.wires import Access, Exchange

PACE = 0.2
"""Actions per second; about every fourth of them trades."""


async def until(condition: Callable[[], object]) -> None:
    """Let time pass until it holds."""
    while not condition():  # noqa: ASYNC110  # it passes at once
        await asyncio.sleep(0.1)


class QuietSource(MarketSource):
    """A market that is looked at no more often than it acts: a quiet hour costs next to nothing."""

    def __init__(self, exchange: str, seed: int, pace: float, step: int) -> None:
        clock = virtual().venue
        pair = replace(find(exchange).pairs(clock())[0], pace=pace)
        super().__init__(exchange=exchange, seed=seed, clock=clock, pairs=[pair])
        self._broadcast.quantum = step
        self._broadcast._tick = clock() - clock() % step + step
        self.told: list[int] = []
        """The numbers of all trades, in order."""
        self.names: dict[str, int] = {}
        """Those numbers by their ids, where the exchange tells others, in no order."""
        for pit in self.market.pits.values():
            tape, remember = pit.trades, pit.trades.append
            pit.trades.append = lambda trade, r=remember: (self._note(trade.id), r(trade))
            for trade in tape.last(10**6):
                self._note(trade.id)

    def _note(self, number: int) -> None:
        self.told.append(number)
        if self.venue.name.startswith("bybit"):
            (pit,) = self.market.pits.values()
            self.names[bybit_events.trade_id(pit.pair, number)] = number


class World:
    """One exchange, one receiver, and everything that came out of it."""

    def __init__(self, source: QuietSource, exchange: Exchange, receiver: Receiver) -> None:
        self.source, self.exchange, self.receiver = source, exchange, receiver
        self.simulator = exchange.simulator
        self.ids: list[int] = []
        """Of the trades that were told, as they were told."""
        self.brought = 0
        """How many of these filled holes."""
        self.gaps: list[Gap] = []
        self.events = Counter[str]()
        receiver.bus.listen(self._hear)

    def _hear(self, event: Event) -> None:
        self.events[type(event).__name__] += 1
        if isinstance(event, Trade):
            self.ids.append(self.source.names.get(event.id) or int(event.id))
        elif isinstance(event, Gap):
            self.gaps.append(event)
        elif isinstance(event, Backfilled):
            self.brought += event.events

    def calm(self, ends: str = "") -> None:
        """Let nothing go wrong any more but what has begun, and ends by itself or by these."""
        trouble, source = self.simulator._trouble, self.simulator._source
        trouble.add(parse(ends, source.venue.parse))
        trouble.add = lambda faults: None

    @property
    def errors(self) -> int:
        """Frames that made no sense."""
        return sum(line.errors for feed in self.receiver.feeds.values() for line in feed.lines)

    @property
    def doubled(self) -> list[int]:
        return [number for number, times in Counter(self.ids).items() if times > 1]

    @property
    def missing(self) -> set[int]:
        """What happened since the first that was told, up to the latest, and was not told."""
        first, last = min(self.ids), max(self.ids)
        happened = {number for number in self.source.told if first <= number <= last}
        return happened.difference(self.ids)

    @property
    def announced(self) -> set[int]:
        """What gaps say is missing."""
        found: set[int] = set()
        for gap in self.gaps:
            if gap.from_id is not None and gap.to_id is not None:
                found |= set(range(int(gap.from_id), int(gap.to_id) + 1))
        return found


@asynccontextmanager
async def world(
    seed: int = 1,
    *,
    faults: str = "",
    pace: float = PACE,
    exchange: str = "binance",
    life: float = 24 * 3600.0,
    config: Config = Config(),  # noqa: B008  # frozen
    step: int = 5 * SECOND,
) -> AsyncIterator[World]:
    """One that runs, in the loop's time, and has brought its first trade."""
    source = QuietSource(exchange, seed, pace, step)
    random.seed(seed)  # for what waits before it tries again
    manners = replace(source.venue.manners, clock=virtual().venue)
    options = Options(manners=manners, faults=faults, seed=seed, life=life)
    simulator = Simulator(source, options)
    async with asyncio.TaskGroup() as tasks:
        reached = Exchange(simulator, tasks)
        ledger = Ledger(10_000)
        receiver = Receiver(config, [exchange], [ledger], lambda ours: Access(ours, reached))
        made = World(source, reached, receiver)
        playing = tasks.create_task(simulator.play())
        listening = tasks.create_task(receiver.run())
        filling = tasks.create_task(Backfill(receiver, ledger).run())
        await receiver.ready()
        receiver.want("test", [receiver.wish(f"trade.{exchange}.BTC/USDT")])
        await until(lambda: made.events)
        try:
            yield made
        finally:
            tasks_of_it = [filling, listening, playing]
            for task in tasks_of_it:
                task.cancel()
            simulator.cut_all()
            await asyncio.wait(tasks_of_it)
