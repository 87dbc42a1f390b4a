"""What does it cost to make candles of trades, beside a plain loop that only adds up?

`python benchmarks/candles.py`. CPU time of a trade; in turns, medians.
"""

import argparse
from collections.abc import Callable, Sequence
from statistics import median
from time import process_time

from radist.market.making import Making, Recipe
from radist.model import Subscription, Trade
from radist.pipeline import Pipeline

BEGIN = 1_782_000_000_000_000
APART = 20_000
"""Microseconds between two trades: 50 a second."""
WIDTH = 7_000_000


def trades(count: int, symbol: str) -> list[Trade]:
    times = range(BEGIN, BEGIN + count * APART, APART)
    place = ("binance", symbol, symbol.replace("/", ""))
    return [
        Trade(*place, time, time + 500, str(number), 5.0 + number % 100 / 8, 1.5, "buy")
        for number, time in enumerate(times)
    ]


def recipe(interval: str) -> Recipe:
    of = [Subscription("candle", "BTC/USDT", interval), Subscription("trade", "BTC/USDT")]
    return Recipe("binance", *of, dense=True)


def through(pipeline: Pipeline, events: Sequence[Trade]) -> int:
    """The seconds are the caller's; how many events come out."""
    process, told = pipeline.process, 0
    for event in events:
        told += len(process(event))
    return told


def by_pipeline(intervals: Sequence[str], symbol: str) -> Callable[[int], int]:
    def run(count: int) -> int:
        making = Making()
        making.make(map(recipe, intervals))
        return through(Pipeline([making]), known[symbol, count])

    return run


def by_loop(count: int) -> int:
    """What is the least that one has to do: no order, no hole, no late trade, no event."""
    candles: dict[int, list[float]] = {}
    for event in known["BTC/USDT", count]:
        begin, price = (event.time_exchange or 0) // WIDTH, event.price
        if (candle := candles.get(begin)) is None:
            candles[begin] = [price, price, price, price, event.quantity, 1]
            continue
        candle[1], candle[2] = max(candle[1], price), min(candle[2], price)
        candle[3] = price
        candle[4] += event.quantity
        candle[5] += 1
    return len(candles)


known: dict[tuple[str, int], list[Trade]] = {}
CASES: dict[str, Callable[[int], int]] = {
    "pipeline, nothing made": by_pipeline((), "BTC/USDT"),
    "trades of another symbol": by_pipeline(("7s",), "ETH/USDT"),
    "one interval, 7s": by_pipeline(("7s",), "BTC/USDT"),
    "two, 7s and 2m": by_pipeline(("7s", "2m"), "BTC/USDT"),
    "plain loop of 7s": by_loop,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that it runs")
    options = parser.parse_args()
    rounds, count = (1, 5_000) if options.quick else (9, 100_000)
    known.update({(symbol, count): trades(count, symbol) for symbol in ("BTC/USDT", "ETH/USDT")})
    found: dict[str, list[float]] = {name: [] for name in CASES}
    told: dict[str, int] = {}
    for _ in range(rounds):
        for name, run in CASES.items():
            start = process_time()
            told[name] = run(count)
            found[name].append((process_time() - start) / count * 1e6)
    print(f"{rounds} rounds of {count:,} trades, µs of CPU per trade, medians")
    for name, costs in found.items():
        print(f"{name}: {median(costs):.2f} ({told[name]:,} events)")


if __name__ == "__main__":
    main()
