"""ccxt pro's Bybit against the URLs in argv, for one category, as one line of JSON."""

import asyncio
import json
import sys

import ccxt.pro

WS, REST, CATEGORY, SYMBOL = sys.argv[1:5]


async def main() -> None:
    exchange = ccxt.pro.bybit({"options": {"fetchMarkets": {"types": [CATEGORY]}}})
    api = exchange.urls["api"]
    api["public"] = REST
    api["ws"]["public"] = {
        kind: f"{WS}/v5/public/{kind}" for kind in ("spot", "linear", "inverse", "option")
    }
    try:
        got = {
            "markets": sorted(await exchange.load_markets()),
            "precision": exchange.market(SYMBOL)["precision"],
            "rest_candles": await exchange.fetch_ohlcv(SYMBOL, "1m", limit=3),
            "rest_ticker": await exchange.fetch_ticker(SYMBOL),
            "rest_trades": await exchange.fetch_trades(SYMBOL, limit=3),
        }
        if CATEGORY != "spot":
            got["funding"] = await exchange.fetch_funding_rate(SYMBOL)
            got["open_interest"] = await exchange.fetch_open_interest(SYMBOL)
        for name, watched in (
            ("trades", exchange.watch_trades(SYMBOL)),
            ("ticker", exchange.watch_ticker(SYMBOL)),
            ("candles", exchange.watch_ohlcv(SYMBOL, "1m")),
            ("book", exchange.watch_order_book(SYMBOL)),
        ):
            got[name] = await asyncio.wait_for(watched, 20)
        sys.stdout.write(json.dumps(got) + "\n")
    finally:
        await exchange.close()


asyncio.run(main())
