"""A table of latest prices in a program without a loop; a thread of Radist keeps it.

    python examples/price_table.py BTC/USDT ETH/USDT --count 10

Against the simulated exchange (`radist simulate`):

    export RADIST_EXCHANGES__BINANCE__WS_URL=ws://127.0.0.1:9443
    export RADIST_EXCHANGES__BINANCE__REST_URL=http://127.0.0.1:9443
"""

import argparse
import queue
from contextlib import suppress
from typing import Any

from radist import get_websocket_manager


def main(symbols: list[str], count: int) -> None:
    manager = get_websocket_manager("binance")
    changes: queue.Queue[dict[str, Any]] = queue.Queue()
    for symbol in symbols:
        manager.subscribe(symbol, changes.put)
    manager.start()
    try:
        while True:
            change = changes.get()
            print(f"{change['symbol']:<12} {change['price']:>14} by {change['source']}")
            count -= 1
            if not count:
                return
    finally:
        manager.stop()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("symbols", nargs="*", default=["BTC/USDT", "ETH/USDT"])
    options.add_argument("--count", type=int, default=0, help="stop after so many; 0 is never")
    given = options.parse_args()
    with suppress(KeyboardInterrupt):
        main(given.symbols, given.count)
