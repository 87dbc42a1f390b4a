"""python-binance with the same argument, on uvloop: its multiplex socket, which gives dicts.

Its queue is made long enough not to overflow, which would end the socket.
"""

import asyncio
import os
import sys

import uvloop
from binance import AsyncClient, BinanceSocketManager
from tally import Plan, Tally, id_of
from traffic import FUTURES, NATIVES, kinds_of, stay_on_one_core

_NAMES = {"depth": "depth@100ms", "kline": "kline_1m", "markPrice": "markPrice@1s"}


def socket(plan: Plan):
    """Its socket of what is in the plan."""
    sockets = BinanceSocketManager(AsyncClient(), max_queue_size=10**9)
    sockets.STREAM_URL = sockets.FSTREAM_URL = f"ws://{plan.address}/"
    kinds = kinds_of(plan.name)
    streams = [f"{native.lower()}@{_NAMES.get(kind, kind)}" for kind in kinds for native in NATIVES]
    if FUTURES.intersection(kinds):
        return sockets.futures_multiplex_socket(streams)
    return sockets.multiplex_socket(streams)


async def listen(messages, plan: str, note) -> None:
    number = id_of(plan)
    while True:
        note(number((await messages.recv())["data"]))


async def measure(plan: Plan) -> None:
    """Listen until the last message, then leave at once."""
    tally = Tally(plan)
    async with socket(plan) as messages, asyncio.TaskGroup() as tasks:
        tasks.create_task(listen(messages, plan.name, tally.seen.append))
        await tally.watch()
        print(tally.report(("python-binance", "websockets", "uvloop", "orjson")), flush=True)
        os._exit(0)


if __name__ == "__main__":
    stay_on_one_core(0)
    uvloop.run(measure(Plan.of(sys.argv[1])))
