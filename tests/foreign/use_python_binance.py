"""python-binance against the URLs in argv: what it got, as one line of JSON."""

import asyncio
import json
import sys

from binance import AsyncClient, BinanceSocketManager


class Client(AsyncClient):
    API_URL = sys.argv[2] + "/api"


class Sockets(BinanceSocketManager):
    STREAM_URL = sys.argv[1] + "/"


async def main() -> None:
    client = await Client.create()
    try:
        got = {
            "rest_klines": await client.get_klines(symbol="BTCUSDT", interval="1m", limit=3),
            "rest_ticker": await client.get_ticker(symbol="BTCUSDT"),
            "rest_trades": await client.get_recent_trades(symbol="BTCUSDT", limit=3),
            "depth": await client.get_order_book(symbol="BTCUSDT", limit=5),
        }
        sockets = Sockets(client)
        for name, stream in (
            ("trade", sockets.trade_socket("BTCUSDT")),
            ("ticker", sockets.symbol_ticker_socket("BTCUSDT")),
            ("kline", sockets.kline_socket("BTCUSDT", interval="1s")),
            ("combined", sockets.multiplex_socket(["btcusdt@bookTicker", "ethusdt@aggTrade"])),
        ):
            async with stream as socket:
                got[name] = await asyncio.wait_for(socket.recv(), 20)
        sys.stdout.write(json.dumps(got) + "\n")
    finally:
        await client.close_connection()


asyncio.run(main())
