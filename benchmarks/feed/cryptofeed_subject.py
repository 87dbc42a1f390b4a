"""cryptofeed's Binance feed with the same arguments, on uvloop as it comes, without its log file.

It refuses addresses that are not wss://, and the feed server speaks no TLS: the dial is given the
address with ws:// in its place. Its TRADES are aggTrade, its TICKER is bookTicker.
"""

import asyncio
import os
import platform
import sys
from importlib.metadata import version

from cryptofeed import FeedHandler, connection
from cryptofeed.connection import RestEndpoint, Routes, WebsocketEndpoint
from cryptofeed.defines import TICKER, TRADES
from cryptofeed.exchanges import Binance
from traffic import BASES, Tally, stay_on_one_core

_CHANNELS = {"aggTrade": TRADES, "bookTicker": TICKER}


def dial_without_tls() -> None:
    dial = connection.connect
    connection.connect = lambda address, **options: dial(
        address.replace("wss://", "ws://", 1), **options
    )


async def measure(tally: Tally) -> None:
    """Leave after the last message, and at once: its own way out says goodbye for ten seconds."""
    await tally.watch()
    packages = ("cryptofeed", "websockets", "uvloop", "yapic.json")
    versions = {name: version(name) for name in packages}
    print(tally.report({"Python": platform.python_version()} | versions), flush=True)
    os._exit(0)


def main() -> None:
    stay_on_one_core(0)
    address, kind, rate, count = sys.argv[1:]
    tally = Tally(int(count))
    note = tally.seen.append

    async def on_trade(trade, receipt_timestamp) -> None:
        note(trade.id)

    async def on_ticker(ticker, receipt_timestamp) -> None:
        note(ticker.raw["u"])

    Binance.websocket_endpoints = [WebsocketEndpoint(f"wss://{address}/{rate}/{count}")]
    routes = Routes("/api/v3/exchangeInfo")
    Binance.rest_endpoints = [RestEndpoint(f"http://{address}", routes=routes)]
    dial_without_tls()
    feeds = FeedHandler(config={"uvloop": True, "log": {"disabled": True}})
    channel = _CHANNELS[kind]
    callbacks = {channel: on_trade if channel == TRADES else on_ticker}
    symbols = [f"{base}-USDT" for base in BASES.split()]
    feeds.add_feed(Binance(channels=[channel], symbols=symbols, callbacks=callbacks))
    loop = asyncio.new_event_loop()  # uvloop no longer makes one when asked for it
    asyncio.set_event_loop(loop)
    watching = loop.create_task(measure(tally))
    feeds.run()
    watching.result()


if __name__ == "__main__":
    main()
