"""What does a message cost between the socket and the consumer, in Radist and in its peers?

`make bench`, or `python benchmarks/ingest.py --help`. What is measured and what is not:
docs/performance.md.
"""

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from subprocess import PIPE
from typing import Any, NamedTuple

FEED = Path(__file__).parent / "feed"
PEER_PYTHON = FEED.parents[1] / ".venv-peers" / "bin" / "python"
RADIST, AGAIN, CRYPTOFEED, CCXT, PYTHON_BINANCE = (
    *("Radist", "Radist again", "cryptofeed", "ccxt pro", "python-binance"),
)
PEERS = (CRYPTOFEED, CCXT, PYTHON_BINANCE)
COMMANDS = {
    RADIST: (sys.executable, str(FEED / "radist_subject.py")),
    AGAIN: (sys.executable, str(FEED / "radist_subject.py")),
    CRYPTOFEED: (str(PEER_PYTHON), str(FEED / "cryptofeed_subject.py")),
    CCXT: (str(PEER_PYTHON), str(FEED / "ccxt_subject.py")),
    PYTHON_BINANCE: (str(PEER_PYTHON), str(FEED / "python_binance_subject.py")),
}
_PATIENCE = 120.0
_DIRTY = 0.05
"""A run that waited so much of its time for a processor is repeated."""
_runs = count(1)

ROW = "{:13} {:16} {:>19} {:>9} {:>28} {:>28} {:>28} {:>16} {:>5} {:>9}"
HEADINGS = (
    *("regime", "stream", "Radist µs", "msgs/s"),
    *(f"{name} µs, times Radist" for name in PEERS),
    *("goal", "A/A", "disturbed"),
)

Result = dict[str, Any]


class Regime(NamedTuple):
    """How fast the messages come. A rate of 0 is as fast as the socket takes them."""

    name: str
    rate: int
    goals: Mapping[str, float]
    """How many times as much as Radist each peer is to cost, at least."""
    tries: int
    """How often a disturbed run may be tried."""


class Contest(NamedTuple):
    """One line of the table: Radist, Radist again and the peers, in turn, round after round."""

    regime: Regime
    kind: str
    count: int
    others: Mapping[str, str] = {}
    """What stands in its place at a peer that does not have it: the nearest."""
    limit: float | None = None
    """What a message may cost Radist, in µs."""
    peers: tuple[str, ...] = PEERS
    """Those which know this kind."""

    def plan(self, subject: str) -> str:
        return f"{self.others.get(subject, self.kind)}/{self.regime.rate}/{self.count}"


Rounds = dict[str, list[Result]]
"""The results of one contest, by subject."""


@contextmanager
def feed_server() -> Iterator[str]:
    """The address of a feed server in a process of its own."""
    command = [sys.executable, str(FEED / "server.py")]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield f"127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()


def run(subject: str, address: str, contest: Contest) -> Result:
    """One run in a process of its own. Exits where a message was lost, doubled or out of order."""
    command = [*COMMANDS[subject], f"{address}/{next(_runs)}/{contest.plan(subject)}"]
    environ = os.environ | {"NO_PROXY": "*", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, stdout=PIPE, text=True, env=environ, timeout=_PATIENCE)
    if done.returncode:
        sys.exit(f"error: {subject} failed at {contest.kind}")
    result: Result = json.loads(done.stdout)
    if not result["complete"]:
        sys.exit(f"error: void: {subject} got {result['came']} messages, not all in order")
    return result


def run_alone(subject: str, address: str, contest: Contest) -> Result:
    """The first run that others did not disturb, or the least disturbed one."""
    results: list[Result] = []
    while len(results) < contest.regime.tries:
        results.append(run(subject, address, contest))
        if results[-1]["waited"] <= _DIRTY:
            break
    return min(results, key=lambda result: result["waited"])


def progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"{text:79}", end="\r", file=sys.stderr, flush=True)


def compete(
    contests: list[Contest], address: str, rounds: int, subjects: list[str]
) -> list[Rounds]:
    """All contests, interleaved; every other round backwards, so that a drift hits all alike."""
    results: list[Rounds] = [
        {subject: [] for subject in subjects if subject in (RADIST, AGAIN, *contest.peers)}
        for contest in contests
    ]
    for number in range(rounds):
        for contest, found in zip(contests, results, strict=True):
            for subject in found if number % 2 == 0 else reversed(found):
                progress(f"{number + 1}/{rounds}: {contest.regime.name} {contest.kind} {subject}")
                found[subject].append(run_alone(subject, address, contest))
    progress("")
    return results


def middle(results: list[Result]) -> float:
    return median(result["us"] for result in results)


def cost(results: list[Result]) -> str:
    costs = [result["us"] for result in results]
    return f"{median(costs):.2f} ({min(costs):.2f}–{max(costs):.2f})"


def speed(results: list[Result]) -> str:
    """Messages per second; short runs do not tell."""
    rates = [result["rate"] for result in results]
    return f"{median(rates):,.0f}" if min(rates) else "–"


def verdict(contest: Contest, ours: float, ratios: Mapping[str, float]) -> str:
    """Whether the goals are met, as far as there was a peer to tell."""
    goals = contest.regime.goals
    missed = [name for name, goal in goals.items() if ratios.get(name, goal) < goal]
    if contest.limit is not None and ours > contest.limit:
        missed.append(f"{contest.limit:g} µs")
    if missed:
        return f"missed: {', '.join(missed)}"
    return "met" if goals.keys() & ratios.keys() else "–"


def line(contest: Contest, rounds: Rounds) -> str:
    """A row of the table."""
    ours = rounds[RADIST] + rounds.get(AGAIN, [])
    peers = {name: rounds[name] for name in PEERS if name in rounds}
    ratios = {name: middle(found) / middle(ours) for name, found in peers.items()}
    same = f"{middle(rounds[AGAIN]) / middle(rounds[RADIST]):.2f}" if AGAIN in rounds else "–"
    runs = [result for found in rounds.values() for result in found]
    cells = [contest.regime.name, contest.kind, cost(ours), speed(ours)]
    cells += [f"{cost(peers[n])} ×{ratios[n]:.2f}" if n in peers else "–" for n in PEERS]
    cells += [verdict(contest, middle(ours), ratios), same]
    return ROW.format(*cells, f"{sum(result['waited'] > _DIRTY for result in runs)}/{len(runs)}")


def processor() -> str:
    """The machine's own words about its processor, where it has any."""
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [row.partition(":")[2].strip() for row in text.splitlines() if "model name" in row]
    return names[0] if names else platform.machine()


def show(contests: list[Contest], results: list[Rounds], rounds: int) -> None:
    today = datetime.datetime.now(datetime.UTC).date()  # noqa: TID251  # the date of the figures
    system = f"{platform.system()} {platform.release()}"
    print(f"{today}, {os.cpu_count()} × {processor()}, {system}")
    for name, found in results[0].items():
        if name != AGAIN:
            versions = ", ".join(f"{k} {v}" for k, v in found[0]["versions"].items())
            print(f"{name}: {versions}")
    print(f"CPU time per message of the receiving process; median (min–max) of {rounds} rounds\n")
    print(ROW.format(*HEADINGS))
    for contest, result in zip(contests, results, strict=True):
        print(line(contest, result))


def plan(quick: bool, tries: int) -> list[Contest]:
    """Every kind of stream, and a mix of them, saturated and paced."""
    best = dict.fromkeys(PEERS, 4.0)
    saturated = Regime("saturated", 0, best, tries)
    paced = Regime("paced 5,000/s", 5_000, {CRYPTOFEED: 1.5, CCXT: 4.0}, tries)
    many, some, few = (20_000, 4_000, 1_000) if quick else (100_000, 20_000, 10_000)
    trades, mix = {CRYPTOFEED: "aggTrade"}, {CRYPTOFEED: "aggMixed"}
    two = (CRYPTOFEED, CCXT)
    return [
        Contest(saturated, "trade", many, trades, 1.5),
        Contest(saturated, "aggTrade", many),
        Contest(saturated, "bookTicker", many),
        Contest(saturated, "depth", some, limit=9.0),
        Contest(saturated, "kline", many),
        Contest(saturated, "markPrice", many),
        Contest(saturated, "mixed", many, mix),
        Contest(paced, "trade", few, trades, 17.0),
        *(Contest(paced, kind, few) for kind in ("aggTrade", "bookTicker", "depth")),
        *(Contest(paced, kind, few) for kind in ("kline", "markPrice")),
        Contest(paced, "mixed", few, mix),
        *(Contest(saturated, f"{v}Trade", many, limit=1.5, peers=two) for v in ("bybit", "okx")),
        *(Contest(saturated, f"{v}Book", some, limit=9.0, peers=two) for v in ("bybit", "okx")),
        *(Contest(paced, f"{v}Trade", few, peers=two) for v in ("bybit", "okx")),
        *(Contest(paced, f"{v}Book", few, peers=two) for v in ("bybit", "okx")),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that it runs")
    parser.add_argument("--without-peers", action="store_true", help="Radist alone")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tries", type=int, default=2, help="of a run that others disturb")
    parser.add_argument("--regime", choices=("saturated", "paced"), help="this one only")
    parser.add_argument("--kinds", help="these only, as in `depth,mixed`")
    options = parser.parse_args()
    if not options.without_peers and not PEER_PYTHON.exists():
        parser.error(f"no {PEER_PYTHON}: `make bench` makes it, --without-peers does without")
    contests = [
        contest
        for contest in plan(options.quick, 1 if options.quick else options.tries)
        if contest.regime.name.startswith(options.regime or "")
        and (not options.kinds or contest.kind in options.kinds.split(","))
    ]
    rounds = 1 if options.quick else options.rounds
    control = [] if options.quick else [AGAIN]
    subjects = [RADIST, *control, *(() if options.without_peers else PEERS)]
    with feed_server() as address:
        results = compete(contests, address, rounds, subjects)
    show(contests, results, rounds)


if __name__ == "__main__":
    main()
