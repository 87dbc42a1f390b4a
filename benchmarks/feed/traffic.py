"""What is sent, and the note that a subject takes of it. Needs no package: both sides import it."""

import json
import os
import resource
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

BASES = "BTC ETH BNB SOL XRP DOGE ADA TRX AVAX LINK DOT LTC BCH UNI ATOM XLM NEAR APT ARB FIL"
NATIVES = tuple(f"{base}USDT" for base in BASES.split())
WARM_UP = 2000
"""Messages before the measured ones, and with a pause between."""
PAIR_IDS = 10**9
"""Ids of the n-th pair begin at n times this: dense for each pair, unique among all."""

_MOMENT = 1_766_664_000_000
_DATA = {
    "trade": (
        '{{"e":"trade","E":{time},"s":"{native}","t":{id},"p":"98123.45000000",'
        '"q":"0.00120000","T":{time},"m":{maker},"M":true}}'
    ),
    "aggTrade": (
        '{{"e":"aggTrade","E":{time},"s":"{native}","a":{id},"p":"98123.45000000",'
        '"q":"0.00120000","f":{id},"l":{id},"T":{time},"m":{maker},"M":true}}'
    ),
    "bookTicker": (
        '{{"u":{id},"s":"{native}","b":"98123.45000000","B":"0.00120000",'
        '"a":"98123.46000000","A":"1.20340000"}}'
    ),
}
KINDS = tuple(_DATA)


def ids(count: int) -> list[int]:
    """The ids of `count` messages, pair after pair in turn."""
    pairs = len(NATIVES)
    return [(1 + n % pairs) * PAIR_IDS + n // pairs for n in range(count)]


def payload(kind: str, n: int, number: int) -> bytes:
    """The n-th message: a payload in the combined envelope."""
    native = NATIVES[n % len(NATIVES)]
    maker = "true" if n % 3 else "false"
    data = _DATA[kind].format(time=_MOMENT + n, native=native, id=number, maker=maker)
    return f'{{"stream":"{native.lower()}@{kind}","data":{data}}}'.encode()


def exchange_info() -> bytes:
    """The REST answer from which both subjects learn what is traded."""
    symbols = [
        {
            "symbol": native,
            "status": "TRADING",
            "baseAsset": native.removesuffix("USDT"),
            "quoteAsset": "USDT",
            "filters": [{"filterType": "PRICE_FILTER", "tickSize": "0.01000000"}],
        }
        for native in NATIVES
    ]
    return json.dumps({"symbols": symbols}).encode()


def stay_on_one_core(core: int) -> None:
    """The feed server has one core, subjects the other, where there are two and a way to say so."""
    if hasattr(os, "sched_setaffinity") and core in os.sched_getaffinity(0):
        os.sched_setaffinity(0, {core})


class Tally:
    """Which messages came, and what the measured ones cost. `spell` is how a subject has ids."""

    def __init__(self, count: int, spell: Callable[[int], object]) -> None:
        self.seen: list[object] = []
        self._expected = ids(WARM_UP + count)
        warm, first, last = (spell(self._expected[n]) for n in (WARM_UP - 1, WARM_UP, -1))
        self.marks = {warm: self._warm, first: self._first, last: self._last}
        """What to call at which ids. A subject does so itself, since a call each costs too much."""
        self.result: dict[str, float] = {}
        self._count = count
        self._cpu = self._delay = self._wall = 0.0

    def _warm(self) -> None:
        # The processor time counts from before the pause: what a subject reads and parses before it
        # tells its first message is part of the cost.
        self._cpu, self._delay = process_time(), _run_delay()

    def _first(self) -> None:
        self._wall = perf_counter()

    def _last(self) -> None:
        cpu, wall = process_time() - self._cpu, perf_counter() - self._wall
        self.result = {
            "us": cpu / self._count * 1e6,
            "rate": self._count / wall,
            "waited": (_run_delay() - self._delay) / wall,
            "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }

    def report(self, versions: dict[str, str]) -> str:
        """One line of JSON. `complete` is whether each message came once and in order."""
        complete = [int(str(seen)) for seen in self.seen] == self._expected
        came = len(self.seen)
        return json.dumps(self.result | {"complete": complete, "came": came, "versions": versions})


def _run_delay() -> float:
    """Seconds in which this process was ready and others had the processor; 0 if nobody tells."""
    try:
        return int(Path("/proc/self/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0
