"""What is sent, and the note that a subject takes of it. Needs no package: both sides import it."""

import asyncio
import json
import os
from pathlib import Path
from time import perf_counter, process_time

BASES = "BTC ETH BNB SOL XRP DOGE ADA TRX AVAX LINK DOT LTC BCH UNI ATOM XLM NEAR APT ARB FIL"
NATIVES = tuple(f"{base}USDT" for base in BASES.split())
WARM_UP = 2000
"""Messages before the measured ones, and with a pause between."""
_LOOK = 0.02
"""Seconds between two looks at how many have come. Shorter than the pause after the warm-up."""
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
    """Which messages came, and what the measured ones cost."""

    def __init__(self, count: int) -> None:
        self.seen: list[object] = []
        """The ids, in the subject's own spelling. To note them is all that a consumer does."""
        self._count = count
        self._figures: dict[str, float] = {}

    async def watch(self) -> None:
        """Return when all messages have come.

        What is read and parsed before a subject tells its first message is part of the cost: the
        processor time counts from the silence after the warm-up to the silence after the last.
        """
        await self._reach(WARM_UP)
        cpu, delay = process_time(), _run_delay()
        await self._reach(WARM_UP + 1)
        began = perf_counter()
        await self._reach(WARM_UP + self._count)
        wall, cpu, delay = perf_counter() - began, process_time() - cpu, _run_delay() - delay
        self._figures = {
            "us": cpu / self._count * 1e6,
            "rate": self._count / wall if wall > 10 * _LOOK else 0,
            "waited": delay / (delay + cpu),
        }

    async def _reach(self, count: int) -> None:
        # Looking now and then costs less than a question in each call of the consumer.
        while len(self.seen) < count:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK)

    def report(self, versions: dict[str, str]) -> str:
        """One line of JSON. `complete` is whether each message came once and in order."""
        complete = [int(str(seen)) for seen in self.seen] == ids(WARM_UP + self._count)
        came = len(self.seen)
        return json.dumps(
            self._figures | {"complete": complete, "came": came, "versions": versions}
        )


def _run_delay() -> float:
    """Seconds in which this process was ready and others had the processor; 0 if nobody tells."""
    try:
        return int(Path("/proc/self/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0
