"""What does an order book cost, kept up to date and asked for its best prices?

Radist's book against cryptofeed's (`order_book`, in C) and `sortedcontainers`, in one process and
in turn. What is measured and what is not: docs/performance.md.
"""

import argparse
import gzip
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, NamedTuple

import msgspec

from radist.market.book import OrderBook
from radist.model import BookDelta, BookSnapshot, Level

PEERS = Path(__file__).parents[1] / ".venv-peers"
GOAL = 1.5
PLACE = ("there", "A/B", "AB", 1, 1)
RECORDED = (
    *("spot_btcusdt_20240808.gz", "coinm_ethusd_perp_20240808.gz", "usdm_btcusdt_20230404.dat.gz"),
)
READS = 20_000
Top = tuple[Level, Level]
Step = Callable[[BookDelta], None]


class Traffic(NamedTuple):
    """A snapshot and the deltas after it."""

    name: str
    begin: BookSnapshot
    deltas: list[BookDelta]


class Radist:
    """A book as a room keeps it."""

    def __init__(self, begin: BookSnapshot) -> None:
        self.book = OrderBook()
        self.book.apply(begin)
        self.apply: Step = self.book.apply

    def top(self) -> Any:
        return self.book.top


class Peer:
    """Two sorted mappings that are set and deleted from, level by level, as cryptofeed does it."""

    def __init__(self, bids: Any, asks: Any, begin: BookSnapshot) -> None:
        self.bids, self.asks = bids, asks
        self.apply(begin)

    def apply(self, event: BookDelta | BookSnapshot) -> None:
        for side, levels in ((self.bids, event.bids), (self.asks, event.asks)):
            for price, quantity in levels:
                if quantity:
                    side[price] = quantity
                elif price in side:
                    del side[price]


class Cryptofeed(Peer):
    """What cryptofeed keeps its books in. Prices are doubles here as everywhere, not its Decimals,
    which would cost it more.
    """

    def __init__(self, begin: BookSnapshot) -> None:
        import order_book

        book = order_book.OrderBook()
        super().__init__(book.bids, book.asks, begin)

    def top(self) -> Any:
        return self.bids.index(0), self.asks.index(0)


class Sorted(Peer):
    """Two `SortedDict`."""

    def __init__(self, begin: BookSnapshot) -> None:
        from sortedcontainers import SortedDict

        super().__init__(SortedDict(), SortedDict(), begin)

    def top(self) -> Any:
        return self.bids.peekitem(-1), self.asks.peekitem(0)


def applied(subject: Any, deltas: list[BookDelta]) -> float:
    """Deltas per second, the best prices asked for at the end."""
    apply, start = subject.apply, process_time()
    for delta in deltas:
        apply(delta)
    subject.top()
    return len(deltas) / (process_time() - start)


def watched(subject: Any, deltas: list[BookDelta]) -> float:
    """Deltas per second, the best prices asked for after each."""
    apply, top, start = subject.apply, subject.top, process_time()
    for delta in deltas:
        apply(delta)
        top()
    return len(deltas) / (process_time() - start)


def read(subject: Any, _: list[BookDelta]) -> float:
    """Times per second that the best prices can be asked for while nothing changes."""
    top, start = subject.top, process_time()
    for _ in range(READS):
        top()
    return READS / (process_time() - start)


def made(count: int) -> Traffic:
    """From a seed: a thousand levels of each side, a price that wanders, changes that lie the more
    densely the nearer they are to it, a third of them removals.
    """
    dice, middle = random.Random(1), 60_000.0
    bids = [(round(middle - step / 10, 1), 1.0) for step in range(1, 1001)]
    asks = [(round(middle + step / 10, 1), 1.0) for step in range(1, 1001)]
    known = {-1: dict(bids), 1: dict(asks)}
    deltas = []
    for number in range(1, count + 1):
        middle += dice.choice((-0.1, 0.0, 0.1))
        sides = [_changed(dice, middle, sign, known[sign]) for sign in (-1, 1)]
        deltas.append(BookDelta(*PLACE, number, number, None, sides[0], sides[1]))
    return Traffic("made", BookSnapshot(*PLACE, 0, bids, asks), deltas)


def _changed(
    dice: random.Random, middle: float, sign: int, known: dict[float, float]
) -> list[Level]:
    """What one delta says of a side; levels that the price has passed are gone."""
    passed = [price for price in known if sign * (price - middle) <= 0]
    levels = dict.fromkeys(passed, 0.0)
    for _ in range(10):
        price = round(middle + sign * (0.1 + dice.expovariate(1 / 20)), 1)
        if sign * (price - middle) > 0:
            levels[price] = 0.0 if dice.random() < 1 / 3 else round(dice.random() * 5, 3)
    known.update(levels)
    for price in [price for price, quantity in levels.items() if not quantity]:
        del known[price]
    return list(levels.items())


def recorded(path: Path) -> Traffic:
    """A recording's snapshot, and its deltas after that."""
    begin, deltas = None, []
    with gzip.open(path, "rb") as file:
        for line in file:
            found = msgspec.json.decode(line.partition(b" ")[2])
            if "lastUpdateId" in found:
                sides = (_levels(found["bids"]), _levels(found["asks"]))
                begin = BookSnapshot(*PLACE, found["lastUpdateId"], *sides)
            elif "@depth" in found["stream"]:
                d = found["data"]
                sides = (_levels(d["b"]), _levels(d["a"]))
                deltas.append(BookDelta(*PLACE, d["U"], d["u"], None, *sides))
    assert begin is not None
    newer = [delta for delta in deltas if delta.last_id > begin.last_id]
    return Traffic(path.name.partition(".")[0], begin, newer)


def _levels(texts: list[list[str]]) -> list[Level]:
    return [(float(price), float(quantity)) for price, quantity in texts]


def traffics(folder: Path | None, quick: bool) -> Iterator[Traffic]:
    yield made(500 if quick else 5_000)
    for name in RECORDED if folder else ():
        yield recorded(folder / name)


def compare(traffic: Traffic, subjects: list[Any], rounds: int) -> None:
    """Print a row for each question. Exits where the books differ in the end."""
    for question in (watched, applied, read):
        rates: dict[Any, list[float]] = {subject: [] for subject in subjects}
        for number in range(rounds):
            tops = []
            for subject in subjects if number % 2 == 0 else reversed(subjects):
                one = subject(traffic.begin)
                rates[subject].append(question(one, traffic.deltas))
                tops.append(one.top())
            if any(top != tops[0] for top in tops):
                sys.exit(f"error: void: the books of {traffic.name} differ")
        show(traffic.name, question.__name__, [median(found) for found in rates.values()])


def show(name: str, question: str, rates: list[float]) -> None:
    cells = [f"{rate:13,.0f}" for rate in rates]
    ratio = f"{rates[0] / max(rates[1:]):6.2f}" if rates[1:] else f"{'–':>6}"
    met = "" if not rates[1:] else "met" if rates[0] >= GOAL * max(rates[1:]) else "missed"
    print(f"{name:30} {question:8} {' '.join(cells)} {ratio} {met}".rstrip())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that it runs")
    parser.add_argument("--without-peers", action="store_true", help="Radist alone")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--recordings", type=Path, help="a folder with hftbacktest's files")
    options = parser.parse_args()
    subjects: list[Any] = [Radist]
    if not options.without_peers:
        packages = next(PEERS.glob("lib/python*/site-packages"), None)
        if packages is None:
            parser.error(f"no {PEERS}: `make bench` makes it, --without-peers does without")
        sys.path.append(str(packages))
        subjects += [Cryptofeed, Sorted]
    heads = " ".join(f"{subject.__name__:>13}" for subject in subjects)
    print(f"per second of CPU time, medians; goal: {GOAL} times the better peer\n")
    print(f"{'traffic':30} {'question':8} {heads}  times goal")
    for traffic in traffics(options.recordings, options.quick):
        compare(traffic, subjects, 1 if options.quick else options.rounds)


if __name__ == "__main__":
    main()
