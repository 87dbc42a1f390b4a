"""ccxt pro with the same argument, on uvloop.

Its user awaits one `watch_…` after the other and gets the latest state; what came between two
looks is not told, so that a user of a busy feed sees a part only. Ids are noted where ccxt is done
with a message, so that all are counted.
"""

import asyncio
import os
import sys

import ccxt.pro
import uvloop
from tally import Plan, Tally, id_of
from traffic import BASES, BYBIT, FUTURES, OKX, kinds_of, stay_on_one_core


def exchange(plan: Plan, note):
    """Its exchange, which takes a note of what it has taken in."""
    futures = FUTURES.intersection(kinds_of(plan.name))
    number = id_of(plan.name)

    class Noting(ccxt.pro.binanceusdm if futures else ccxt.pro.binance):
        def handle_message(self, client, message) -> None:
            super().handle_message(client, message)
            if "s" in message:
                note(number(message))

    kind = "linear" if futures else "spot"
    # Else it takes half a minute to fetch the books of twenty pairs.
    options = {"enableRateLimit": False, "options": {"fetchMarkets": {"types": [kind]}}}
    found = Noting(options)
    api = found.urls["api"]
    api["public"] = api["fapiPublic"] = f"http://{plan.address}"
    # It knows spot by `/stream` in the address.
    api["ws"]["spot"] = f"ws://{plan.address}/stream/ws"
    api["ws"]["linear"] = f"ws://{plan.address}/ws"
    return found


def bybit(plan: Plan, note):
    """The same of the other exchange."""
    number = id_of(plan.name)

    class Noting(ccxt.pro.bybit):
        def handle_message(self, client, message) -> None:
            super().handle_message(client, message)
            if message.get("type") == ("snapshot" if plan.name == "bybitTrade" else "delta"):
                note(number(message))

    options = {"enableRateLimit": False, "options": {"fetchMarkets": {"types": ["linear"]}}}
    found = Noting(options)
    api = found.urls["api"]
    api["public"] = f"http://{plan.address}"
    api["ws"]["public"]["linear"] = f"ws://{plan.address}/v5/public/linear"
    return found


def okx(plan: Plan, note):
    """The same of the third."""
    number = id_of(plan.name)

    class Noting(ccxt.pro.okx):
        def handle_message(self, client, message) -> None:
            super().handle_message(client, message)
            if "data" in message and message.get("action") != "snapshot":
                note(number(message))

    options = {"enableRateLimit": False, "options": {"fetchMarkets": {"types": ["spot"]}}}
    found = Noting(options)
    api = found.urls["api"]
    api["rest"] = f"http://{plan.address}"
    api["ws"] = f"ws://{plan.address}/ws/v5"
    return found


def watchers(found, kinds):
    """For each kind its way to wait for news of it."""
    contracts = FUTURES.union(BYBIT.values())
    suffix = ":USDT" if contracts.intersection(kinds) else ""
    symbols = [f"{base}/USDT{suffix}" for base in BASES.split()]
    candles = [[symbol, "1m"] for symbol in symbols]
    ways = {
        "trade": lambda: found.watch_trades_for_symbols(symbols),
        "aggTrade": lambda: found.watch_trades_for_symbols(symbols, params={"name": "aggTrade"}),
        "bookTicker": lambda: found.watch_bids_asks(symbols),
        "depth": lambda: found.watch_order_book_for_symbols(symbols),
        "kline": lambda: found.watch_ohlcv_for_symbols(candles),
        "markPrice": lambda: found.watch_mark_prices(symbols),
    }
    ways |= {"bybitTrade": ways["trade"], "bybitBook": ways["depth"]}
    ways |= {"okxTrade": ways["trade"], "okxBook": ways["depth"]}
    return [ways[kind] for kind in kinds]


async def listen(watch) -> None:
    while True:
        await watch()


async def measure(plan: Plan) -> None:
    """Listen until the last message, then leave at once."""
    tally = Tally(plan)
    make = bybit if plan.name in BYBIT.values() else exchange
    make = okx if plan.name in OKX.values() else make
    found = make(plan, tally.seen.append)
    await found.load_markets()
    async with asyncio.TaskGroup() as tasks:
        for watch in watchers(found, kinds_of(plan.name)):
            tasks.create_task(listen(watch))
        await tally.watch()
        print(tally.report(("ccxt", "aiohttp", "uvloop", "orjson")), flush=True)
        os._exit(0)


if __name__ == "__main__":
    stay_on_one_core(0)
    uvloop.run(measure(Plan.of(sys.argv[1])))
