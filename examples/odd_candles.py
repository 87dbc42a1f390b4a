"""Print candles of an interval that no exchange has, and whether a trade can be missing from them.

    python examples/odd_candles.py BTC/USDT --interval 7s --count 5

Against the simulated exchange (`radist simulate`):

    export RADIST_EXCHANGES__BINANCE__WS_URL=ws://127.0.0.1:9443
    export RADIST_EXCHANGES__BINANCE__REST_URL=http://127.0.0.1:9443
"""

import argparse
import asyncio

import radist
from radist.errors import RadistError
from radist.model import Candle, Gap


async def main(symbol: str, interval: str, count: int) -> None:
    told = 0
    async with radist.connect("binance") as r:
        async for event in r.candles(symbol, interval, policy="wait"):
            if isinstance(event, Gap):
                print("trades are missing:", event.cause)
            elif isinstance(event, Candle) and event.is_closed:
                # `repaired` comes once more, when a late trade has changed it.
                prices = f"{event.open} {event.high} {event.low} {event.close}"
                print(symbol, interval, event.time_open, prices, event.volume, event.state)
                told += 1
                if told == count:
                    return


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("symbol", nargs="?", default="BTC/USDT")
    options.add_argument("--interval", default="7s")
    options.add_argument("--count", type=int, default=5)
    given = options.parse_args()
    try:
        asyncio.run(main(given.symbol, given.interval, given.count))
    except RadistError as error:  # not an interval, an exchange out of reach
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        pass
