"""Radist as it runs in a node: Receiver, Feed, Line, Connection, dialect, pipeline, bus.

Arguments: address of the feed server, kind of stream, messages per second (0: no limit), messages.
"""

import asyncio
import platform
import sys
from contextlib import suppress
from importlib.metadata import version

import uvloop
from traffic import BASES, Tally, stay_on_one_core

from radist.config import Config
from radist.model import Event
from radist.receiver import Receiver

_CHANNELS = {"trade": "trade", "aggTrade": "agg_trade", "bookTicker": "quote"}


async def measure(address: str, kind: str, rate: str, count: str) -> Tally:
    """Listen until the last message."""
    tally, done = Tally(int(count), str), asyncio.Event()
    urls = {"ws_url": f"ws://{address}/{rate}/{count}", "rest_url": f"http://{address}"}
    receiver = Receiver(Config(exchanges={"binance": urls}), ["binance"])
    receiver.bus.listen(consumer(tally, done))
    running = asyncio.get_running_loop().create_task(receiver.run())
    await receiver.ready()
    receiver.want("benchmark", [f"{_CHANNELS[kind]}.binance.{base}/USDT" for base in BASES.split()])
    await done.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return tally


def consumer(tally: Tally, done: asyncio.Event):
    """A listener that does nothing but note the id."""
    note, marks = tally.seen.append, tally.marks

    def listen(event: Event) -> None:
        number = event.id  # type: ignore[attr-defined]
        note(number)
        if number in marks:
            marks[number]()
            if tally.result:
                done.set()

    return listen


def main() -> None:
    stay_on_one_core(0)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        tally = runner.run(measure(*sys.argv[1:]))
    packages = ("radist", "picows", "uvloop", "msgspec")
    versions = {name: version(name) for name in packages}
    print(tally.report({"Python": platform.python_version()} | versions))


if __name__ == "__main__":
    main()
