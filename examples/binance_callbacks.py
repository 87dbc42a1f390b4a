"""Streams of Binance by callback.

    python examples/binance_callbacks.py BTCUSDT --count 5

Against the simulated exchange (`radist simulate`):

    export RADIST_EXCHANGES__BINANCE__WS_URL=ws://127.0.0.1:9443
    export RADIST_EXCHANGES__BINANCE__REST_URL=http://127.0.0.1:9443
"""

import argparse
import asyncio
from contextlib import suppress
from typing import Any

from radist import BinanceWebSocket
from radist.errors import RadistError


async def main(symbol: str, count: int) -> None:
    ws = BinanceWebSocket()
    left = count
    ws.on_connect(lambda: print("connected"))
    ws.on_disconnect(lambda: print("disconnected"))
    ws.on_error(lambda error: print(f"trouble: {error}"))

    async def show(trade: dict[str, Any]) -> None:
        nonlocal left
        print(f"{trade['symbol']}: {trade['quantity']} at {trade['price']}")
        left -= 1
        if not left:
            await ws.disconnect()

    await ws.connect()
    await ws.subscribe_trade(symbol, show)
    await ws.run_forever()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("symbol", nargs="?", default="BTCUSDT")
    options.add_argument("--count", type=int, default=0, help="stop after so many; 0 is never")
    given = options.parse_args()
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(main(given.symbol, given.count))
    except RadistError as error:  # an unknown symbol, an exchange out of reach
        raise SystemExit(str(error)) from None
