"""Print the busiest symbols of a selection: how many trades each had, and its latest price.

    python examples/selection.py "all USDT spot" --seconds 10 --top 5

Against the simulated exchange (`radist simulate`):

    export RADIST_EXCHANGES__BINANCE__WS_URL=ws://127.0.0.1:9443
    export RADIST_EXCHANGES__BINANCE__REST_URL=http://127.0.0.1:9443
"""

import argparse
import asyncio
from collections import Counter
from contextlib import suppress

import radist
from radist.errors import RadistError
from radist.model import Trade


async def main(selection: str, seconds: float, top: int) -> None:
    trades: Counter[str] = Counter()
    prices: dict[str, float] = {}
    async with radist.connect("binance") as r:
        events = r.subscribe(selection, "trade")
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                async for event in events:
                    if isinstance(event, Trade):
                        trades[event.symbol] += 1
                        prices[event.symbol] = event.price
    for symbol, count in trades.most_common(top):
        print(f"{symbol:<12} {count:>6} trades, the latest at {prices[symbol]}")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("selection", nargs="?", default="all USDT spot")
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--top", type=int, default=5)
    given = options.parse_args()
    try:
        asyncio.run(main(given.selection, given.seconds, given.top))
    except RadistError as error:  # a word that means nothing, an exchange out of reach
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        pass
