"""The venue's own kit for Python against the URLs in argv: what it got, as one line of JSON."""

import asyncio
import json
import sys

from okx.MarketData import MarketAPI
from okx.PublicData import PublicAPI
from okx.websocket.WsPublicAsync import WsPublicAsync

SWAP = "BTC-USDT-SWAP"
PUBLIC = ("trades", "tickers", "books", "bbo-tbt", "funding-rate", "mark-price")
BUSINESS = ("candle1s", "trades-all")


def rest(url: str) -> dict:
    market = MarketAPI(flag="0", domain=url, debug=False)
    public = PublicAPI(flag="0", domain=url, debug=False)
    return {
        "ticker": market.get_ticker(SWAP)["data"],
        "candles": market.get_candlesticks(SWAP, bar="1m", limit="3")["data"],
        "trades": market.get_trades(SWAP, limit="3")["data"],
        "depth": market.get_orderbook(SWAP, sz="5")["data"],
        "instruments": public.get_instruments("SWAP")["data"],
        "open_interest": public.get_open_interest("SWAP", instId=SWAP)["data"],
        "unknown": market.get_ticker("NO-SUCH"),
    }


async def first_of(url: str, channels: tuple[str, ...]) -> dict:
    """The first frame of each channel, after its answer."""
    got, answers, complete = {}, [], asyncio.Event()

    def hear(message: str) -> None:
        frame = json.loads(message)
        if "event" in frame:
            answers.append((frame["event"], frame["arg"]["channel"], frame["id"]))
        else:
            got.setdefault(frame["arg"]["channel"], frame)
        if got.keys() == set(channels):
            complete.set()

    client = WsPublicAsync(url)
    await client.start()
    arguments = [{"channel": channel, "instId": SWAP} for channel in channels]
    await client.subscribe(arguments, hear, id="7")
    await asyncio.wait_for(complete.wait(), 20)
    await client.stop()
    return {"answers": answers, **got}


async def main() -> None:
    ws = sys.argv[1] + "/ws/v5"
    got = await asyncio.to_thread(rest, sys.argv[2])
    got |= {"public": await first_of(ws + "/public", PUBLIC)}
    got |= {"business": await first_of(ws + "/business", BUSINESS)}
    sys.stdout.write(json.dumps(got) + "\n")


asyncio.run(main())
