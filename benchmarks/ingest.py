"""What does a message cost between the socket and the consumer, in Radist and in cryptofeed?

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from subprocess import PIPE
from typing import Any, NamedTuple

HERE = Path(__file__).parent
PEER_PYTHON = HERE.parent / ".venv-peers" / "bin" / "python"
RADIST = (sys.executable, str(HERE / "feed" / "radist_subject.py"))
CRYPTOFEED = (str(PEER_PYTHON), str(HERE / "feed" / "cryptofeed_subject.py"))
_PATIENCE = 60.0
_DIRTY = 0.05
"""A run that waited so much of its time for a processor is repeated."""

ROW = "{:13} {:16} {:>19} {:>9} {:>19} {:>9} {:>5} {:>10} {:>5} {:>9}"
HEADINGS = (
    *("regime", "stream (peer's)", "Radist µs", "msgs/s", "cryptofeed µs", "msgs/s"),
    *("ratio", "goal", "A/A", "disturbed"),
)

Result = dict[str, Any]


class Regime(NamedTuple):
    """How fast the messages come. A rate of 0 is as fast as the socket takes them."""

    name: str
    rate: int
    count: int
    goal: float
    """By how much Radist is to cost less than the peer."""
    tries: int
    """How often a disturbed run may be tried."""


class Contest(NamedTuple):
    """One line of the table: Radist, Radist again and the peer, in turn, round after round."""

    regime: Regime
    kind: str
    peer_kind: str

    @property
    def name(self) -> str:
        same = self.kind == self.peer_kind
        return self.kind if same else f"{self.kind} ({self.peer_kind})"


class Rounds(NamedTuple):
    """The results of one contest."""

    radist: list[Result]
    again: list[Result]
    peer: list[Result]


@contextmanager
def feed_server() -> Iterator[str]:
    """The address of a feed server in a process of its own."""
    command = [sys.executable, str(HERE / "feed" / "server.py")]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield f"127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()


def run(subject: tuple[str, str], address: str, kind: str, regime: Regime) -> Result:
    """One run in a process of its own. Exits where a message was lost, doubled or out of order."""
    command = [*subject, address, kind, str(regime.rate), str(regime.count)]
    environ = os.environ | {"NO_PROXY": "*", "PYTHONDONTWRITEBYTECODE": "1"}
    limit = _PATIENCE + (regime.count / regime.rate if regime.rate else 0)
    done = subprocess.run(command, stdout=PIPE, text=True, env=environ, timeout=limit)
    if done.returncode:
        sys.exit(f"error: {Path(subject[1]).stem} failed")
    result: Result = json.loads(done.stdout)
    if not result["complete"]:
        sys.exit(f"error: void: {Path(subject[1]).stem} got {result['came']} messages, not all")
    return result


def run_alone(subject: tuple[str, str], address: str, kind: str, regime: Regime) -> Result:
    """The first run that others did not disturb, or the least disturbed one."""
    results: list[Result] = []
    while len(results) < regime.tries:
        results.append(run(subject, address, kind, regime))
        if results[-1]["waited"] <= _DIRTY:
            break
    return min(results, key=lambda result: result["waited"])


def progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"{text:79}", end="\r", file=sys.stderr, flush=True)


def compete(
    contests: list[Contest], address: str, rounds: int, peer: bool, control: bool
) -> list[Rounds]:
    """All contests, interleaved; every other round backwards, so that a drift hits all alike."""
    results = [Rounds([], [], []) for _ in contests]
    for number in range(rounds):
        for contest, result in zip(contests, results, strict=True):
            turns = [
                (result.radist, RADIST, contest.kind),
                *([(result.again, RADIST, contest.kind)] if control else []),
                *([(result.peer, CRYPTOFEED, contest.peer_kind)] if peer else []),
            ]
            for found, subject, kind in turns[:: -1 if number % 2 else 1]:
                found.append(run_alone(subject, address, kind, contest.regime))
            progress(f"round {number + 1}/{rounds}: {contest.regime.name}, {contest.name}")
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


def line(contest: Contest, rounds: Rounds) -> str:
    """A row of the table."""
    ours, peers = rounds.radist + rounds.again, rounds.peer
    same = f"{middle(rounds.again) / middle(rounds.radist):.2f}" if rounds.again else "–"
    disturbed = sum(result["waited"] > _DIRTY for result in ours + peers)
    cells = [contest.regime.name, contest.name, cost(ours), speed(ours)]
    if peers:
        ratio, goal = middle(peers) / middle(ours), contest.regime.goal
        verdict = f"{goal:g} {'met' if ratio >= goal else 'missed'}"
        cells += [cost(peers), speed(peers), f"{ratio:.2f}", verdict]
    else:
        cells += ["–"] * 4
    return ROW.format(*cells, same, f"{disturbed}/{len(ours + peers)}")


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
    subjects = {"Radist": results[0].radist, "cryptofeed": results[0].peer}
    for name, found in subjects.items():
        if found:
            versions = ", ".join(f"{k} {v}" for k, v in found[0]["versions"].items())
            print(f"{name}: {versions}")
    print(f"CPU time per message of the receiving process; median (min–max) of {rounds} rounds\n")
    print(ROW.format(*HEADINGS))
    for contest, result in zip(contests, results, strict=True):
        print(line(contest, result))


def plan(quick: bool) -> list[Contest]:
    """Every stream both have, and trades, of which cryptofeed's nearest is aggTrade."""
    tries = 1 if quick else 2
    saturated = Regime("saturated", 0, 20_000 if quick else 200_000, 4.0, tries)
    paced = Regime("paced 5,000/s", 5_000, 1_000 if quick else 15_000, 1.5, tries)
    return [
        Contest(saturated, "trade", "aggTrade"),
        Contest(saturated, "aggTrade", "aggTrade"),
        Contest(saturated, "bookTicker", "bookTicker"),
        Contest(paced, "trade", "aggTrade"),
        Contest(paced, "aggTrade", "aggTrade"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that it runs")
    parser.add_argument("--without-peer", action="store_true", help="Radist alone")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--regime", choices=("saturated", "paced"), help="this one only")
    options = parser.parse_args()
    peer, rounds = not options.without_peer, 1 if options.quick else options.rounds
    if peer and not PEER_PYTHON.exists():
        parser.error(f"no {PEER_PYTHON}: `make bench` makes it, --without-peer does without")
    contests = [
        contest
        for contest in plan(options.quick)
        if contest.regime.name.startswith(options.regime or "")
    ]
    with feed_server() as address:
        results = compete(contests, address, rounds, peer, not options.quick)
    show(contests, results, rounds)


if __name__ == "__main__":
    main()
