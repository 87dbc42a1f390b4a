"""ccxt pro's OKX against the URLs in argv: what it got, as one line of JSON."""

import asyncio
import json
import sys

import ccxt.pro


async def main() -> None:
    exchange = ccxt.pro.okx({"options": {"fetchMarkets": {"types": ["spot", "swap", "future"]}}})
    exchange.urls["api"]["rest"] = sys.argv[2]
    exchange.urls["api"]["ws"] = sys.argv[1] + "/ws/v5"
    swap = "BTC/USDT:USDT"
    try:
        got = {
            "markets": sorted(await exchange.load_markets()),
            "sizes": {
                name: exchange.market(name)["contractSize"] for name in (swap, "BTC/USD:BTC")
            },
            "rest_candles": await exchange.fetch_ohlcv("BTC/USDT", "1m", limit=3),
            "rest_ticker": await exchange.fetch_ticker("BTC/USDT"),
            "rest_trades": await exchange.fetch_trades("BTC/USDT", limit=3),
            "rest_book": await exchange.fetch_order_book("BTC/USDT", 5),
            "funding": await exchange.fetch_funding_rate(swap),
            "open_interest": await exchange.fetch_open_interest(swap),
        }
        for name, watched in (
            ("trades", exchange.watch_trades(swap)),
            ("ticker", exchange.watch_ticker("BTC/USDT")),
            ("candles", exchange.watch_ohlcv("BTC/USDT", "1m")),
            ("book", exchange.watch_order_book(swap)),
            ("mark", exchange.watch_mark_price(swap)),
            ("watched_funding", exchange.watch_funding_rate(swap)),
        ):
            got[name] = await asyncio.wait_for(watched, 20)
        sys.stdout.write(json.dumps(got) + "\n")
    finally:
        await exchange.close()


asyncio.run(main())
