"""What do alerts cost per event, beside a plain loop over all of them?

`python benchmarks/alerts.py`. CPU time; ours and the loop take turns, medians.
"""

import argparse
import os
from collections.abc import Callable, Iterable
from itertools import cycle, islice
from statistics import median
from time import process_time

from radist.alarms import Alert, checked
from radist.alerts.running import Running
from radist.alerts.stage import Watch
from radist.model import Event, Trade

SYMBOLS = [f"S{number}/USDT" for number in range(200)]
WATCHED = SYMBOLS[0]
COUNTS = (1, 10, 1_000)
CONDITIONS = {
    "above": {"level": 1e9},
    "crosses": {"level": 100.0},
    "change": {"percent": 50, "window": 5},
    "extreme": {"of": "high", "window": 5},
    "volume_spike": {"times": 1000, "window": 1, "baseline": 10},
    "trade_size": {"times": 1000, "baseline": 10},
    "all": {"conditions": [{"type": "above", "level": 1e9}, {"type": "below", "level": 1e9}]},
}
STEP = 200
"""Microseconds between two events: 5,000 a second, for 20 seconds."""

Process = Callable[[Event], object]


def alerts(count: int, condition: dict[str, object], symbols: list[str]) -> list[Alert]:
    """So many, on the symbols in turn."""
    made = []
    for number, symbol in enumerate(islice(cycle(symbols), count)):
        given = {"exchange": "e", "symbol": symbol, "condition": condition}
        given["repeat"] = {"type": "every", "cooldown": 3600}
        made.append(Alert(id=f"a_{number}", owner="o", definition=checked(given)))
    return made


def trades(count: int, symbols: list[str]) -> list[Trade]:
    """A walk of prices on each symbol, in turn."""
    made = []
    for number, symbol in enumerate(islice(cycle(symbols), count)):
        price = 100.0 + (number * 7919 % 1000) / 1000
        time = number * STEP
        made.append(Trade("e", symbol, symbol, time, time, str(number), price, 1.0, "buy"))
    return made


def watch(made: Iterable[Alert]) -> Process:
    """What a node runs."""
    ours = Watch()
    for each in made:
        ours.put(each, 0)
    return ours.process


def plain(made: Iterable[Alert]) -> Process:
    """Every event to every alert, as one writes it first."""
    running = [Running(each, 0, None, False) for each in made]

    def process(event: Event) -> object:
        found = []
        for each in running:
            definition = each.alert.definition
            alike = definition.symbol == event.symbol and definition.exchange == event.exchange
            if alike and (fired := each.process(event)) is not None:
                found.append(fired)
        return found

    return process


def cost(process: Process, events: list[Trade]) -> float:
    """µs of CPU per event."""
    start = process_time()
    for event in events:
        process(event)
    return (process_time() - start) / len(events) * 1e6


def compare(made: list[Alert], events: list[Trade], rounds: int) -> tuple[float, float]:
    """Of ours and of the plain loop."""
    few = events[: max(1000, len(events) // len(made))]
    found = [(cost(watch(made), events), cost(plain(made), few)) for _ in range(rounds)]
    return median(ours for ours, _ in found), median(loop for _, loop in found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that it runs")
    options = parser.parse_args()
    rounds, count = (1, 2_000) if options.quick else (5, 100_000)
    print(f"{rounds} rounds of {count:,} trades, µs of CPU per event, medians")
    print(f"load {os.getloadavg()[0]:.2f}")
    level = {"type": "above", **CONDITIONS["above"]}
    others = trades(count, [WATCHED])
    print("\nrules that do not concern the event       ours  plain loop")
    for number in COUNTS:
        ours, loop = compare(alerts(number, level, SYMBOLS[1:]), others, rounds)
        print(f"{number:6,}                                  {ours:8.2f}  {loop:10.2f}")
    print("\n1,000 rules on 200 symbols, five of which concern each event")
    events = trades(count, SYMBOLS)
    for kind, fields in CONDITIONS.items():
        made = alerts(1000, {"type": kind, **fields}, SYMBOLS)
        ours, loop = compare(made, events, rounds)
        print(f"{kind:14} {ours:8.2f} ({ours / 5:.2f} a rule)  {loop:10.2f}")
    empty = cost(lambda event: None, events)
    print(f"\nof which the loop around it takes {empty:.2f}")


if __name__ == "__main__":
    main()
