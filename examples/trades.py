"""Print trades as they happen, and say so when some are missing.

    python examples/trades.py BTC/USDT --count 5

Against the simulated exchange (`radist simulate`):

    export RADIST_EXCHANGES__BINANCE__WS_URL=ws://127.0.0.1:9443
    export RADIST_EXCHANGES__BINANCE__REST_URL=http://127.0.0.1:9443
"""

import argparse
import asyncio

import radist
from radist.errors import RadistError
from radist.model import Gap


async def main(symbol: str, count: int) -> None:
    async with radist.connect("binance") as r:
        async for event in r.trades(symbol):
            if isinstance(event, Gap):
                print(f"missing: {event.from_id} to {event.to_id} ({event.cause})")
                continue
            print(f"{event.symbol} {event.side:<4} {event.quantity:>12} at {event.price}")
            count -= 1
            if not count:
                return


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("symbol", nargs="?", default="BTC/USDT")
    options.add_argument("--count", type=int, default=0, help="stop after so many; 0 is never")
    given = options.parse_args()
    try:
        asyncio.run(main(given.symbol, given.count))
    except RadistError as error:  # an unknown symbol, an exchange out of reach
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        pass
