"""Print the best bid and ask of one symbol on several exchanges, and what is between them.

    python examples/three_exchanges.py BTC/USDT --on binance,bybit,okx --count 5

Against simulated exchanges (`radist simulate --exchange okx --port 9445`, and so on), for each:

    export RADIST_EXCHANGES__OKX__WS_URL=ws://127.0.0.1:9445
    export RADIST_EXCHANGES__OKX__REST_URL=http://127.0.0.1:9445
"""

import argparse
import asyncio

import radist
from radist.errors import RadistError
from radist.model import Event, Quote


def row(quotes: list[Quote]) -> str:
    """One line: all of them, then the best bid of any less the best ask of any."""
    prices = [f"{q.exchange} {q.bid_price:.2f}/{q.ask_price:.2f}" for q in quotes]
    bid = max(quotes, key=lambda q: q.bid_price)
    ask = min(quotes, key=lambda q: q.ask_price)
    across = bid.bid_price - ask.ask_price
    share = 10_000 * across / ask.ask_price
    return f"{'  '.join(prices)}  {ask.exchange} to {bid.exchange}: {across:+.2f} ({share:+.1f} bp)"


async def main(symbol: str, exchanges: list[str], count: int, pause: float) -> None:
    quotes: dict[str, Quote] = {}
    all_there = asyncio.Event()

    def take(event: Event) -> None:
        if isinstance(event, Quote):  # of an exchange that is silent, a Freshness tells
            quotes[event.exchange] = event
            if len(quotes) == len(exchanges):
                all_there.set()

    async with radist.connect(*exchanges) as r:
        for exchange in exchanges:
            r.on(f"quote.{exchange}.{symbol}", take, policy="latest")
        await all_there.wait()
        for _ in range(count):
            print(row([quotes[exchange] for exchange in exchanges]))
            await asyncio.sleep(pause)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("symbol", nargs="?", default="BTC/USDT")
    options.add_argument("--on", default="binance,bybit,okx", help="exchanges, with commas")
    options.add_argument("--count", type=int, default=10, help="how many lines")
    options.add_argument("--pause", type=float, default=1.0, help="seconds between two lines")
    given = options.parse_args()
    try:
        asyncio.run(main(given.symbol, given.on.split(","), given.count, given.pause))
    except RadistError as error:  # an unknown symbol, an exchange out of reach
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        pass
