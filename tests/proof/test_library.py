"""What a program hears across cuts: by an iterator, by a callback, and without `async`."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import radist
from proof.conftest import Say
from radist.config import Config, Reconnect
from radist.model import Event, Gap, Trade
from radist.simulator.replay import RecordingSource
from radist.simulator.server import Simulator

FIRST = 9_000_000_000
CUTS = 20
TOPIC = "trade.binance.BTC/USDT"
PATIENCE = 300.0


def written(path: Path, count: int) -> Path:
    """A recording of so many trades, one each millisecond."""
    with path.open("w") as file:
        file.write('#radist 1 {"exchange":"binance"}\n')
        for n in range(count):
            time = 1_723_075_200_000 + n
            data = f'"e":"trade","E":{time},"s":"BTCUSDT","t":{FIRST + n},"p":"5.5","q":"1"'
            data += f',"T":{time},"m":{"true" if n % 2 else "false"}'
            file.write(f'{time}000000 {{"stream":"btcusdt@trade","data":{{{data}}}}}\n')
    return path


class Heard:
    """What one listener was given, until the last trade."""

    def __init__(self, last: int) -> None:
        self.ids: list[int] = []
        self.named: list[int] = []
        self.filled: list[int] = []
        self.last = last
        self.over = asyncio.Event()

    def take(self, event: Event) -> bool:
        """Take note of an event; whether it was the last."""
        if isinstance(event, Gap):
            self.named += range(int(event.from_id), int(event.to_id) + 1)
        elif isinstance(event, Trade) and event.backfilled is True:
            self.filled.append(int(event.id))
        elif isinstance(event, Trade):
            self.ids.append(int(event.id))
        return bool(self.ids) and self.ids[-1] >= self.last

    def tell(self, event: Event) -> None:
        if self.take(event):
            self.over.set()

    def check(self) -> None:
        assert self.ids == sorted(set(self.ids)), "a trade came twice or out of order"
        assert len(self.filled) == len(set(self.filled) & set(self.named)), (
            "filled what was no hole"
        )
        everything = list(range(self.ids[0], self.last + 1))
        assert sorted(self.ids + self.named) == everything, "a hole was not told"


async def test_iterator_callback_and_thread_miss_nothing_that_is_not_told(
    tmp_path: Path, whole: bool, say: Say
) -> None:
    count = 100_000 if whole else 6_000
    source = RecordingSource(written(tmp_path / "trades", count), speed=None)
    last = FIRST + count - 1
    iterated, called, threaded = Heard(last), Heard(last), Heard(last)
    seed = random.randrange(2**32)
    moments = sorted(random.Random(seed).sample(range(count // 10, count * 9 // 10), CUTS))

    async with asyncio.timeout(PATIENCE), Simulator(source) as simulator:
        options = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
        quick = Reconnect(base=0.01, ceiling=0.02)
        settings = Config(exchanges={"binance": options}, reconnect=quick)

        def in_a_thread() -> None:
            with radist.connect("binance", settings=settings) as r:
                plain: Iterator[Event] = iter(r.events(TOPIC))
                while not threaded.take(next(plain)):
                    pass

        async with radist.connect("binance", settings=settings) as r:
            thread = asyncio.get_running_loop().run_in_executor(None, in_a_thread)
            r.on(TOPIC, called.tell)
            async for event in r.events(TOPIC):
                over = iterated.take(event)
                if moments and iterated.ids and iterated.ids[-1] - FIRST >= moments[0]:
                    del moments[0]
                    simulator.cut_all()
                if over:
                    break
            await called.over.wait()
            await thread
    for heard in (iterated, called, threaded):
        heard.check()
    assert not moments
    missed = [len(heard.named) for heard in (iterated, called, threaded)]
    say(f"{count} trades, {CUTS} cuts, seed {seed}; told as missed: {missed}, twice: 0")
