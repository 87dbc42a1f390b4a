"""How many paper orders a second: matched alone, and through a whole node up to their commit?

The limit beside it: commits of one row each, one after another, in the same kind of file.
"""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import perf_counter, process_time

from radist.config import Config, Http, Limits, Store, WebSocket
from radist.model import BookDelta, BookSnapshot, Instrument, Trade
from radist.node import Node
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource
from radist.trading.matching import Matcher
from radist.trading.orders import Order, Rules
from radist.trading.tickets import Ticket, Wanted

RULES = Rules(stale_ms=3_600_000)
DEPTH = 1000
PLACE = ("there", "A/B", "AB")
BATCH = 100


def begun() -> Matcher:
    """A matcher with a book of a thousand levels on each side."""
    bids = [(100 - level / 100, 1.0) for level in range(1, DEPTH + 1)]
    asks = [(100 + level / 100, 1.0) for level in range(1, DEPTH + 1)]
    matcher = Matcher(Instrument("A/B", "AB", "A", "B", 0.01, 0.001), RULES)
    matcher.process(BookSnapshot(*PLACE, 1, 1, 1, bids, asks))
    return matcher


def order(number: int, price: str = "") -> Order:
    fields = {"exchange": "there", "symbol": "A/B", "native": "AB", "owner": f"o{number % 50}"}
    limit = Decimal(price) if price else None
    kind = "limit" if price else "market"
    quantity = Decimal("1.5")
    return Order(id=f"o_{number}", side="buy", type=kind, quantity=quantity, price=limit, **fields)


def taken(count: int) -> None:
    """Market orders, a hundred between two changes of the book; each takes two levels."""
    matcher, now = begun(), 1
    for first in range(0, count, BATCH):
        for number in range(first, first + BATCH):
            matcher.place(order(number), now)
        now += 1_000_000
        asks = [(100 + level / 100, 1.0 + now % 7 / 10) for level in range(1, 10)]
        matcher.process(BookDelta(*PLACE, now, now, 2, 2, 1, [], asks))
    assert not matcher.orders


def rested(count: int) -> None:
    """Limit orders that wait in the book, and are cancelled."""
    matcher, now = begun(), 1
    for first in range(0, count, BATCH):
        for number in range(first, first + BATCH):
            matcher.place(order(number, f"99.{number % 90 + 10}"), now)
        now += 1_000_000
        matcher.process(BookDelta(*PLACE, now, now, 2, 2, 1, [(99.5, 2.0)], []))
        for number in range(first, first + BATCH):
            matcher.cancel(f"o_{number}", now)
        now += 1_000_000
        matcher.tick(now)
    assert not matcher.orders


def heard(count: int, waiting: int) -> None:
    """Events of a market, nine trades to a change of ten levels, while orders wait below it."""
    matcher = begun()
    for number in range(waiting):
        matcher.place(order(number, f"9{number % 9}.5"), 1)
    matcher.process(BookDelta(*PLACE, 10**6, 10**6, 2, 2, 1, [], [(200.0, 1.0)]))
    for number in range(count):
        now = 2_000_000 + number
        if number % 10:
            matcher.process(Trade(*PLACE, now, now, "1", 100.01, 0.1, "buy"))
        else:
            levels = [(99.5 + level / 100, float(number % 3)) for level in range(10)]
            matcher.process(BookDelta(*PLACE, now, now, 2, 2, 1, levels, []))
    assert len(matcher.orders) == waiting


def rate(what: str, count: int, rounds: int, run: Callable[[int], None]) -> None:
    """Print how many a second of CPU time, the median of some rounds."""
    found = []
    for _ in range(rounds):
        start = process_time()
        run(count)
        found.append(count / (process_time() - start))
    print(f"{what:52} {statistics.median(found):10,.0f}/s of CPU time")


def limit(folder: Path, count: int) -> None:
    """Commits of one row each, synced as the ledger's are."""
    database = sqlite3.connect(folder / "limit.db", isolation_level=None)
    for setting in ("journal_mode=WAL", "synchronous=FULL"):
        database.execute(f"PRAGMA {setting}")
    database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")
    start = perf_counter()
    for number in range(count):
        database.execute("INSERT INTO t VALUES (?, ?)", (number, "x" * 300))
    took = perf_counter() - start
    database.close()
    print(f"{'commits of one row, one after another':52} {count / took:10,.0f}/s")


async def committed(folder: Path, count: int, at_once: int) -> None:
    """Limit orders of fifty owners through a node, so many under way at once."""
    async with Simulator(MarketSource()) as simulator:
        urls = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
        ports = {"http": Http("127.0.0.1", 0), "websocket": WebSocket("127.0.0.1", 0)}
        kept = Store(f"sqlite:///{folder / f'{at_once}.db'}")
        node = Node(Config(exchanges={"binance": urls}, store=kept, limits=Limits(), **ports))
        stop, ready = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(node.run(stop, ready))
            await ready.wait()
            await _placed(node, count, at_once)
            stop.set()


async def _placed(node: Node, count: int, at_once: int) -> None:
    figures = {"quantity": Decimal("0.01"), "price": Decimal(1000)}
    ticket = Ticket(side="buy", type="limit", **figures)
    numbers, times = iter(range(count)), list[float]()

    async def client() -> None:
        for number in numbers:
            start = perf_counter()
            await node.paper.place(Wanted(f"o{number % 50}", "binance", "BTC/USDT", ticket))
            times.append(perf_counter() - start)

    await node.paper.place(Wanted("first", "binance", "BTC/USDT", ticket))
    start = perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(at_once):
            tasks.create_task(client())
    took = perf_counter() - start
    middle, worst = (statistics.quantiles(times, n=100)[part] * 1000 for part in (49, 98))
    what = f"orders through a node, {at_once} under way at once"
    print(f"{what:52} {count / took:10,.0f}/s, p50 {middle:.1f} ms, p99 {worst:.1f} ms")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="only see that it runs")
    quick = options.parse_args().quick
    count, rounds = (300, 1) if quick else (20_000, 5)
    rate("market orders matched, two levels each", count, rounds, taken)
    rate("limit orders put into the queue and cancelled", count, rounds, rested)
    rate("events of a market, no order there", 5 * count, rounds, lambda n: heard(n, 0))
    rate("events of a market, 1,000 orders wait", 5 * count, rounds, lambda n: heard(n, 1000))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        limit(folder, count // 10)
        for at_once, orders in ((100, 100),) if quick else ((1, 500), (100, 5000)):
            asyncio.run(committed(folder, orders, at_once))


if __name__ == "__main__":
    main()
