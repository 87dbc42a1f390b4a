"""One program, three exchanges: the same loop hears what was traded, and of the rest that it is
missing.
"""

import asyncio
import random
from collections import defaultdict
from typing import Any

import pytest

import radist
from proof.conftest import Say
from radist.config import Config, Reconnect
from radist.model import Event, Gap, Trade
from radist.simulator.bybit_events import trade_id
from radist.simulator.matching import Trade as Printed
from radist.simulator.pairs import Pair
from radist.simulator.pit import Pit, Tape
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

PATIENCE = 900.0
SOCKET = 6
"""Streams of a socket, so that a cut takes some of the symbols and leaves others."""
NAMED = {"binance": str, "okx": str}
"""What an exchange calls a trade; Bybit makes names of the numbers."""


class Program:
    """Somebody's own: it knows topics and events, and no exchange."""

    def __init__(self) -> None:
        self.trades: dict[str, list[Trade]] = defaultdict(list)
        self.filled: dict[str, list[Event]] = defaultdict(list)
        """What came later, to fill a hole."""
        self.gaps: dict[str, list[Gap]] = defaultdict(list)
        self.count = 0

    def take(self, event: Event) -> None:
        if event.backfilled is True:
            self.filled[event.symbol].append(event)
        elif isinstance(event, Trade):
            self.trades[event.symbol].append(event)
            self.count += 1
        elif isinstance(event, Gap):
            self.gaps[event.symbol].append(event)


Row = tuple[str, int, float, float, str]


def heard(trade: Trade) -> Row:
    assert trade.time_exchange is not None
    time = trade.time_exchange // 1000
    return trade.id, time, trade.price, trade.quantity, trade.side


def printed(exchange: str, pair: Pair, entry: Printed) -> Row:
    """What was traded, as a program is to hear it."""
    name = NAMED[exchange](entry.id) if exchange in NAMED else trade_id(pair, entry.id)
    price, size = float(pair.price_text(entry.price)), float(pair.size_text(entry.size))
    return name, entry.time // 1000, price, size, "sell" if entry.buyer_is_maker else "buy"


def names(gap: Gap, row: Row) -> bool:
    """Whether a gap tells of a trade: by its id, or by its time where ids do not count."""
    if gap.from_id is not None and gap.to_id is not None:
        return int(gap.from_id) <= int(row[0]) <= int(gap.to_id)
    assert gap.from_time is not None
    assert gap.to_time is not None
    return gap.from_time // 1000 <= row[1] <= gap.to_time // 1000


def unheard(exchange: str, pit: Pit, trades: list[Trade], gaps: list[Gap]) -> tuple[int, int]:
    """How many trades never came between the first and the last, and of how many nothing tells;
    what came has to be what was traded, in its order, each once.
    """
    told = [heard(trade) for trade in trades]
    rows = [printed(exchange, pit.pair, entry) for entry in pit.trades.last(10**6)]
    ids = [row[0] for row in rows]
    rows = rows[ids.index(told[0][0]) : ids.index(told[-1][0]) + 1]
    known = set(told)
    assert [row for row in rows if row in known] == told
    missing = [row for row in rows if row not in known]
    return len(missing), sum(not any(names(gap, row) for gap in gaps) for row in missing)


@pytest.mark.parametrize("exchange", ["binance", "bybit", "bybit_linear", "okx"])
async def test_the_same_loop_hears_every_trade_once_or_that_it_is_missing(
    exchange: str, whole: bool, say: Say
) -> None:
    number, cuts, activity = (100_000, 20, 15.0) if whole else (1_000, 3, 10.0)
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    moments = sorted(dice.sample(range(number // 20, number * 19 // 20), cuts))
    source, program = MarketSource(exchange=exchange, activity=activity), Program()
    for pit in source.market.pits.values():
        pit.trades = Tape(10**6)  # what was traded, all of it
    async with asyncio.timeout(PATIENCE), Simulator(source) as simulator:
        options: dict[str, Any] = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
        settings = Config(
            exchanges={exchange: options | {"streams_per_socket": SOCKET}},
            reconnect=Reconnect(base=0.01, ceiling=0.05),
        )
        async with radist.connect(exchange, settings=settings) as r:
            async for event in r.events(f"trade.{exchange}.all"):
                program.take(event)
                if moments and program.count >= moments[0]:
                    del moments[0]
                    simulator.cut(dice.randrange(100))
                if program.count >= number:
                    break
        pits = {r.feeds[exchange].exchange.known(n): pit for n, pit in source.market.pits.items()}
    found = [
        unheard(exchange, pit, program.trades[of.symbol], program.gaps[of.symbol])
        for of, pit in pits.items()
        if of is not None and program.trades[of.symbol]
    ]
    missing, untold = (sum(counts) for counts in zip(*found, strict=True))
    gaps = sum(map(len, program.gaps.values()))
    for symbol, filled in program.filled.items():
        ids = [trade.id for trade in (*filled, *program.trades[symbol]) if isinstance(trade, Trade)]
        assert len(ids) == len(set(ids)), f"what fills a hole came twice, seed {seed}"
    assert not moments
    assert untold == 0, f"seed {seed}"
    assert missing > 0 or not whole, "no cut took anything"
    assert simulator.connections > cuts
    assert simulator.violations == 0, simulator.counts
    say(f"{program.count} trades of {len(found)} symbols, {cuts} cuts, seed {seed}")
    say(f"missing {missing}, all in the {gaps} gaps that tell so; twice 0, not as traded 0")
