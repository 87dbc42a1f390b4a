"""Radist as it runs in a node: Receiver, Feed, Line, Connection, dialect, pipeline, bus.

Arguments: address of the feed server, kind of stream, messages per second (0: no limit), messages.
"""

import asyncio
import platform
import sys
from importlib.metadata import version

import uvloop
from traffic import BASES, Tally, stay_on_one_core

from radist.config import Config
from radist.receiver import Receiver

_CHANNELS = {"trade": "trade", "aggTrade": "agg_trade", "bookTicker": "quote"}


async def measure(address: str, kind: str, rate: str, count: str) -> Tally:
    """Listen until the last message."""
    tally = Tally(int(count))
    note = tally.seen.append
    urls = {"ws_url": f"ws://{address}/{rate}/{count}", "rest_url": f"http://{address}"}
    receiver = Receiver(Config(exchanges={"binance": urls}), ["binance"])
    receiver.bus.listen(lambda event: note(event.id))
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(receiver.run())
        await receiver.ready()
        topics = [f"{_CHANNELS[kind]}.binance.{base}/USDT" for base in BASES.split()]
        receiver.want("benchmark", topics)
        await tally.watch()
        running.cancel()
    return tally


def main() -> None:
    stay_on_one_core(0)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        tally = runner.run(measure(*sys.argv[1:]))
    packages = ("radist", "picows", "uvloop", "msgspec")
    versions = {name: version(name) for name in packages}
    print(tally.report({"Python": platform.python_version()} | versions))


if __name__ == "__main__":
    main()
