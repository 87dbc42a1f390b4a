"""ccxt pro against the URLs in argv: what it got, as one line of JSON."""

import asyncio
import json
import sys

import ccxt.pro


async def main() -> None:
    exchange = ccxt.pro.binance({"options": {"fetchMarkets": {"types": ["spot"]}}})
    exchange.urls["api"]["public"] = sys.argv[2] + "/api/v3"
    exchange.urls["api"]["ws"]["spot"] = sys.argv[1] + "/ws"
    try:
        got = {
            "markets": sorted(await exchange.load_markets()),
            "precision": exchange.market("ETH/USDT")["precision"],
            "rest_candles": await exchange.fetch_ohlcv("BTC/USDT", "1m", limit=3),
            "rest_ticker": await exchange.fetch_ticker("BTC/USDT"),
            "rest_trades": await exchange.fetch_trades("BTC/USDT", limit=3),
        }
        for name, watched in (
            ("trades", exchange.watch_trades("BTC/USDT")),
            ("ticker", exchange.watch_ticker("BTC/USDT")),
            ("candles", exchange.watch_ohlcv("BTC/USDT", "1m")),
            ("book", exchange.watch_order_book("BTC/USDT")),
        ):
            got[name] = await asyncio.wait_for(watched, 20)
        sys.stdout.write(json.dumps(got) + "\n")
    finally:
        await exchange.close()


asyncio.run(main())
