"""What does it cost to send a message to many clients, in Radist and elsewhere?

`make bench-fanout`, or `python benchmarks/fanout.py --help`. What is measured and what is not:
docs/performance-fanout.md.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from statistics import median
from subprocess import PIPE
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from fanout.quiet import wait_for_quiet
from fanout.subjects import (
    LOADER_CORE,
    SERVER_CORE,
    Subject,
    absent,
    build,
    running,
    settle,
    subjects,
)

_PATIENCE = 240.0
_DIRTY = 0.05
"""A run in which server or loader waited so much of the time for a processor is repeated."""
_LARGE = ("clients", "warm", "seconds", "stall")
_OVERLOADED = 0.95
"""Who delivers less of what was published in time cannot keep up."""

EVERYBODY = (
    *("C", "Radist", "Radist again", "nchan", "websockets", "FastAPI", "nats-server"),
    "python-socketio",
)
AT_ONCE = ("C", "Radist at once", "at once again", *EVERYBODY[1:2], *EVERYBODY[3:])
PYTHON = ("Radist", "nchan", "websockets", "FastAPI", "nats-server", "python-socketio")
FEW = ("C", "Radist", "Radist again", "nats-server")
OURS = ("Radist", "Radist again")
NO_PEERS = ("C", "Radist at once", "at once again", *OURS)

ROW = "{:16} {:>9} {:>20} {:>6} {:>6} {:>6} {:>8} {:>8} {:>6} {:>9}"
HEADINGS = (
    *("", "sent/s", "µs each (min–max)", "of C", "joined", "core", "p50 ms", "p99 ms"),
    *("idle", "disturbed"),
)

Result = dict[str, Any]
Results = dict[str, list[Result]]
"""By name of the subject."""


class Regime(NamedTuple):
    """How messages come, and to how many."""

    name: str
    who: tuple[str, ...]
    speech: tuple[str, ...]
    """Arguments of the loader."""
    more: tuple[str, ...] = ()
    """Arguments of the subjects in Python."""
    watches: str = ""
    """What else is told: `memory` of idle clients instead of speed, or of a `stall`."""


def plan() -> list[Regime]:
    """Every regime, by the names that docs/performance-fanout.md has."""
    fast = ("rate=1000", "warm=25", "seconds=15")  # the room's memory is full by then
    return [
        *(
            Regime(f"one-{n}", AT_ONCE, (f"clients={n}", "outstanding=4"), ("--apart",))
            for n in (100, 1000, 5000)
        ),
        Regime("even-100k", EVERYBODY, ("clients=1000", "rate=100")),
        Regime("even-1M", FEW, ("clients=1000", "rate=1000")),
        Regime("bursts", FEW, ("clients=1000", "outstanding=4", "burst=4")),
        Regime("all-read", OURS, ("clients=900", *fast), watches="stall"),
        Regime("tenth-stalls", OURS, ("clients=1000", "stalled=100", *fast), watches="stall"),
        Regime("idle", PYTHON, ("clients=5000", "hold=1"), watches="memory"),
    ]


def quick(regime: Regime) -> Regime:
    """The same in small: only to see that it runs."""
    small = [word for word in regime.speech if not word.startswith(_LARGE)]
    stalled = [word for word in regime.speech if word.startswith("stall")]
    words = [*small, "clients=20", "seconds=0.3", "warm=0.1", *(["stalled=2"] if stalled else [])]
    return regime._replace(speech=tuple(words))


def run(subject: Subject, regime: Regime, built: Path) -> Result:
    """One run of a fresh server. Exits where a message was lost, doubled or out of order."""
    with TemporaryDirectory() as folder:
        more = regime.more if subject.command[-1].endswith(".py") else ()
        with running(subject, Path(folder), more) as server:
            ports = (f"port={server.port}", f"inlet={server.inlet}", f"pids={server.pids}")
            done = subprocess.run(
                [str(built / "loader"), *ports, *subject.speech, *regime.speech],
                stdout=PIPE,
                text=True,
                timeout=_PATIENCE,
                preexec_fn=partial(settle, LOADER_CORE),
            )
    if done.returncode:
        sys.exit(f"error: {subject.name}, {regime.name}: the loader failed")
    result: Result = json.loads(done.stdout)
    if result.get("lost") or (result.get("missing") and not is_overloaded(result)):
        sys.exit(f"error: void: {subject.name}, {regime.name}: messages were lost: {result}")
    return result


def run_alone(subject: Subject, regime: Regime, options: argparse.Namespace) -> Result:
    """The first run that others did not disturb, or the least disturbed one."""
    results: list[Result] = []
    while len(results) < options.tries:
        wait_for_quiet(options.patience, (SERVER_CORE, LOADER_CORE))
        results.append(run(subject, regime, options.built))
        if waited(results[-1]) <= _DIRTY:
            break
    return min(results, key=waited)


def waited(result: Result) -> float:
    """The share of the time for which one of both was ready and others had the processor."""
    return max(result.get("server_waited", 0), result.get("loader_waited", 0))


def is_overloaded(result: Result) -> bool:
    """Whether more was published than the server could deliver."""
    messages: int = result["messages"]
    behind: int = result["behind"]
    return messages - behind < _OVERLOADED * messages - 16


def measure(regime: Regime, named: dict[str, Subject], options: argparse.Namespace) -> Results:
    """All subjects of a regime in turn, every other round backwards."""
    results: Results = {name: [] for name in named}
    for number in range(options.rounds):
        for name in list(named)[:: -1 if number % 2 else 1]:
            progress(f"{regime.name}, round {number + 1}/{options.rounds}: {name}")
            found = run_alone(named[name], regime, options)
            results[name].append(found)
    progress("")
    return results


def progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"{text:79}", end="\r", file=sys.stderr, flush=True)


def middle(results: Iterable[Result], key: str) -> float:
    return median(result[key] for result in results)


def line(name: str, found: list[Result], floor: list[Result]) -> str:
    """A row of a regime's table."""
    costs = [result["us"] for result in found]
    cells = [
        name,
        f"{middle(found, 'rate'):,.0f}",
        f"{median(costs):.2f} ({min(costs):.2f}–{max(costs):.2f})",
        f"{middle(floor, 'us') / median(costs):.2f}" if floor and all(costs) else "–",
        f"{middle(found, 'joined'):.1f}",
        f"{middle(found, 'core'):.2f}",
    ]
    if any(map(is_overloaded, found)):
        cells += ["over-", "loaded"]
    else:
        cells += [f"{middle(found, 'p50'):.1f}", f"{middle(found, 'p99'):.1f}"]
    dirty = sum(waited(result) > _DIRTY for result in found)
    cells += [f"{middle(found, 'loader_idle'):.2f}", f"{dirty}/{len(found)}"]
    return ROW.format(*cells)


def show(regime: Regime, results: Results, missing: dict[str, str]) -> None:
    """A regime's table."""
    print(f"\n{regime.name}: {' '.join(regime.speech)}")
    if regime.watches != "memory":
        print(ROW.format(*HEADINGS))
    for name, found in results.items():
        if regime.watches == "memory":
            print(f"{name:16} {middle(found, 'kb'):6.1f} KB a connection")
        else:
            print(line(name, found, results.get("C", [])))
        if regime.watches == "stall":
            print(f"{'':16} {growth(found)}")
    for name in set(regime.who) & missing.keys():
        print(f"{name:16} – ({missing[name]})")
    sys.stdout.flush()


def growth(found: list[Result]) -> str:
    """How much memory the server had, and how many clients it cut off."""
    sizes = [middle(found, f"kb_{when}") / 1024 for when in ("before", "middle", "after")]
    told = ", ".join(f"{size:.1f}" for size in sizes)
    return f"MB before, in the middle, after: {told}; cut off: {middle(found, 'gone'):.0f}"


def machine() -> str:
    """Date and machine of the figures."""
    today = datetime.datetime.now(datetime.UTC).date()  # noqa: TID251  # the date of the figures
    with Path("/proc/cpuinfo").open("r", encoding="utf-8") as rows:
        names = {row.partition(":")[2].strip() for row in rows if row.startswith("model name")}
    system = os.uname()
    return f"{today}, {os.cpu_count()} × {', '.join(names)}, {system.sysname} {system.release}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that it runs")
    parser.add_argument("--without-peers", action="store_true", help="Radist and the floor alone")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tries", type=int, default=3, help="for a run that others disturb")
    text = "seconds to wait for a machine that is quiet before each run"
    parser.add_argument("--patience", type=float, default=30.0, help=text)
    parser.add_argument("--regime", help="those whose names begin so")
    parser.add_argument("--only", nargs="+", help="these subjects")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.tries, options.patience = 1, 1, 0.0
    with TemporaryDirectory() as folder:
        options.built = Path(folder)
        build(options.built)
        everybody = subjects(options.built)
        missing = {name: why for name, it in everybody.items() if (why := absent(it))}
        print(machine())
        for regime in plan():
            alike = options.quick and regime.name in ("one-100", "one-5000")
            if alike or not regime.name.startswith(options.regime or ""):
                continue
            wanted = options.only or (NO_PEERS if options.without_peers else regime.who)
            chosen = [name for name in regime.who if name in wanted and name not in missing]
            small = quick(regime) if options.quick else regime
            results = measure(small, {name: everybody[name] for name in chosen}, options)
            show(small, results, {} if options.without_peers else missing)


if __name__ == "__main__":
    main()
