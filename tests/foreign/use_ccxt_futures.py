"""ccxt pro's futures against the URLs in argv, as one line of JSON."""

import asyncio
import json
import sys

import ccxt.pro

WS, REST, KIND, SYMBOL = sys.argv[1:5]


async def main() -> None:
    exchange = getattr(ccxt.pro, KIND)()
    api = exchange.urls["api"]
    for prefix in ("fapi", "dapi"):
        api[f"{prefix}Public"] = f"{REST}/{prefix}/v1"
        api[f"{prefix}Data"] = f"{REST}/futures/data"
    api["fapiPublicV2"] = f"{REST}/fapi/v2"
    api["ws"]["future"] = api["ws"]["delivery"] = f"{WS}/ws"
    try:
        got = {
            "markets": sorted(await exchange.load_markets()),
            "precision": exchange.market(SYMBOL)["precision"],
            "rest_candles": await exchange.fetch_ohlcv(SYMBOL, "1m", limit=3),
            "rest_ticker": await exchange.fetch_ticker(SYMBOL),
            "rest_trades": await exchange.fetch_trades(SYMBOL, limit=3),
            "funding": await exchange.fetch_funding_rate(SYMBOL),
            "open_interest": await exchange.fetch_open_interest(SYMBOL),
        }
        for name, watched in (
            ("trades", exchange.watch_trades(SYMBOL)),
            ("ticker", exchange.watch_ticker(SYMBOL)),
            ("candles", exchange.watch_ohlcv(SYMBOL, "1m")),
            ("mark", exchange.watch_mark_price(SYMBOL)),
            ("book", exchange.watch_order_book(SYMBOL)),
        ):
            got[name] = await asyncio.wait_for(watched, 20)
        sys.stdout.write(json.dumps(got) + "\n")
    finally:
        await exchange.close()


asyncio.run(main())
