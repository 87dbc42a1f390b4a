"""What does an async iterator cost beside a callback, and `import radist` beside `import aiohttp`?

`python benchmarks/consume.py`. CPU time; callbacks and iterators take turns, medians.
"""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from time import process_time

import radist
from radist.config import Config
from radist.loops import loop_factory
from radist.model import Trade

BURST = 64
"""Events that one read of a socket brings, about."""


def events(count: int) -> list[Trade]:
    place = ("binance", "BTC/USDT", "BTCUSDT", 1, 2)
    return [Trade(*place, str(n), 5.5, 1.0, "buy") for n in range(count)]


def listening() -> tuple[radist.Radist, Callable[[Trade], None]]:
    """A connection that is not entered: what is published comes from us."""
    r = radist.connect("binance", settings=Config())
    receiver = r._receiver
    exchange = receiver.exchange("binance")
    exchange.learn(filter(None, [exchange.guess("BTCUSDT")]))
    return r, receiver._publish


async def by_callback(trades: list[Trade]) -> float:
    """Seconds of CPU for events to reach a plain function."""
    r, publish = listening()
    heard = 0

    def note(event: Trade) -> None:
        nonlocal heard
        heard += 1

    r._receiver.bus.listen(note)
    start = process_time()
    for begin in range(0, len(trades), BURST):
        for trade in trades[begin : begin + BURST]:
            publish(trade)
        await asyncio.sleep(0)
    assert heard == len(trades)
    return process_time() - start


async def by_iterator(trades: list[Trade]) -> float:
    """The same to a loop."""
    r, publish = listening()

    async def loop() -> None:
        heard = 0
        async for _ in r.trades("BTC/USDT"):
            heard += 1
            if heard == len(trades):
                return

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(loop())
        await asyncio.sleep(0)
        start = process_time()
        for begin in range(0, len(trades), BURST):
            for trade in trades[begin : begin + BURST]:
                publish(trade)
            await asyncio.sleep(0)
        await running
    return process_time() - start


def import_time(module: str) -> float:
    """Seconds of CPU that a fresh interpreter needs to import a module, without its own start."""
    program = f"from time import process_time as t; s = t(); import {module}; print(t() - s)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that it runs")
    options = parser.parse_args()
    rounds, count = (1, 5_000) if options.quick else (9, 200_000)
    trades = events(count)
    callbacks, iterators, ours, theirs = [], [], [], []
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        for _ in range(rounds):
            callbacks.append(runner.run(by_callback(trades)) / count * 1e6)
            iterators.append(runner.run(by_iterator(trades)) / count * 1e6)
            ours.append(import_time("radist, radist.live"))
            theirs.append(import_time("aiohttp"))
    over = median(iterators) - median(callbacks)
    print(f"{rounds} rounds of {count:,} trades, µs of CPU per event, medians")
    print(f"callback {median(callbacks):.2f}, async iterator {median(iterators):.2f}")
    print(f"iterator above callback: {over:.2f} (goal: at most 1)")
    ratio = median(ours) / median(theirs)
    print(f"import radist and what it loads {median(ours):.2f} s, aiohttp {median(theirs):.2f} s")
    print(f"ratio {ratio:.2f} (goal: at most 1.5)")


if __name__ == "__main__":
    main()
