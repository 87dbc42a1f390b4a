"""Radist as it runs in a node: Receiver, Feed, Line, Connection, dialect, pipeline, bus.

Argument: where the feed server is, and the plan.
"""

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import uvloop
from tally import Plan, Tally
from traffic import BASES, BYBIT, FUTURES, OKX, kinds_of, stay_on_one_core

from radist.config import Config
from radist.derivatives import MarkPrice
from radist.model import BookDelta, BookSnapshot
from radist.receiver import Receiver

_CHANNELS = {
    "trade": "trade",
    "aggTrade": "agg_trade",
    "bookTicker": "quote",
    "depth": "book",
    "kline": "candle",
    "markPrice": "mark_price",
    "bybitTrade": "trade",
    "bybitBook": "book",
    "okxTrade": "trade",
    "okxBook": "book",
}
Note = Callable[[Any], None]


def consumer(plan: str, note: Note) -> Note:
    """What hears the events: it notes each one's id. A book's first word is its snapshot."""

    def on_delta(event: Any) -> None:
        if event.__class__ is BookDelta:
            note(event.last_id)

    def on_mark(event: Any) -> None:
        if event.__class__ is MarkPrice:
            note(event.time_exchange // 1000)

    def on_any(event: Any) -> None:
        if event.__class__ is BookDelta:
            note(event.last_id)
        elif event.__class__ is not BookSnapshot:
            note(event.id)

    consumers: dict[str, Note] = {
        "depth": on_delta,
        "bybitBook": on_delta,
        "okxBook": on_delta,
        "kline": lambda event: note(event.trades),
        "markPrice": on_mark,
        "mixed": on_any,
    }
    return consumers.get(plan, lambda event: note(event.id))


def topics(plan: str, exchange: str) -> list[str]:
    settled = "" if exchange in ("binance", "okx") else ":USDT"
    found = []
    for kind in kinds_of(plan):
        interval = ".1m" if kind == "kline" else ""
        found += [
            f"{_CHANNELS[kind]}.{exchange}.{base}/USDT{settled}{interval}" for base in BASES.split()
        ]
    return found


async def measure(plan: Plan) -> Tally:
    """Listen until the last message."""
    tally = Tally(plan)
    urls = {"ws_url": f"ws://{plan.address}", "rest_url": f"http://{plan.address}"}
    exchange = "binance_usdm" if FUTURES.intersection(kinds_of(plan.name)) else "binance"
    exchange = "bybit_linear" if plan.name in BYBIT.values() else exchange
    exchange = "okx" if plan.name in OKX.values() else exchange
    receiver = Receiver(Config(exchanges={exchange: urls}), [exchange])
    receiver.bus.listen(consumer(plan.name, tally.seen.append))
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(receiver.run())
        await receiver.ready()
        receiver.want("benchmark", topics(plan.name, exchange))
        await tally.watch()
        running.cancel()
    return tally


def main() -> None:
    stay_on_one_core(0)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        tally = runner.run(measure(Plan.of(sys.argv[1])))
    print(tally.report(("radist", "picows", "uvloop", "msgspec")))


if __name__ == "__main__":
    main()
