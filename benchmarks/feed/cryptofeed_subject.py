"""cryptofeed's Binance feeds with the same argument, on uvloop as it comes, without its log file.

It refuses addresses that are not wss://, and the feed server speaks no TLS: the dial is given the
address with ws:// in its place. Its TRADES are aggTrade, its TICKER is bookTicker, its FUNDING is
markPrice.
"""

import asyncio
import os
import sys

from cryptofeed import FeedHandler, connection
from cryptofeed.connection import RestEndpoint, Routes, WebsocketEndpoint
from cryptofeed.defines import CANDLES, FUNDING, L2_BOOK, TICKER, TRADES
from cryptofeed.exchanges import Binance, BinanceFutures, Bybit, okx
from tally import Plan, Tally, id_of
from traffic import BASES, BYBIT, FUTURES, OKX, kinds_of, stay_on_one_core

_CHANNELS = {
    "aggTrade": TRADES,
    "bookTicker": TICKER,
    "depth": L2_BOOK,
    "kline": CANDLES,
    "markPrice": FUNDING,
    "bybitTrade": TRADES,
    "bybitBook": L2_BOOK,
    "okxTrade": TRADES,
    "okxBook": L2_BOOK,
}


def dial_without_tls() -> None:
    dial = connection.connect
    connection.connect = lambda address, **options: dial(
        address.replace("wss://", "ws://", 1), **options
    )


def callbacks(plan, note):
    """Each notes an id. A book's first word is its snapshot, which has no delta."""
    number = id_of(plan)

    async def on_trade(trade, receipt_timestamp) -> None:
        note(trade.id)

    async def on_ticker(ticker, receipt_timestamp) -> None:
        note(ticker.raw["u"])

    async def on_book(book, receipt_timestamp) -> None:
        if book.delta is not None:
            note(book.sequence_number or number(book.raw))

    async def on_candle(candle, receipt_timestamp) -> None:
        note(candle.trades)

    async def on_funding(funding, receipt_timestamp) -> None:
        note(funding.raw["E"])

    return {
        TRADES: on_trade,
        TICKER: on_ticker,
        L2_BOOK: on_book,
        CANDLES: on_candle,
        FUNDING: on_funding,
    }


def feed(plan: Plan, note):
    """Its feed of what is in the plan."""
    futures = FUTURES.intersection(kinds_of(plan.name))
    bybit, third = plan.name in BYBIT.values(), plan.name in OKX.values()
    exchange = okx.OKX if third else Bybit if bybit else BinanceFutures if futures else Binance
    suffix = "/v5/public/linear" if bybit else ""
    exchange.websocket_endpoints = [WebsocketEndpoint(f"wss://{plan.address}{suffix}")]
    listed = ["/instruments-info"] * 2 if bybit else "/exchangeInfo"  # of two kinds
    listed = ["/instruments"] * 2 if third else listed
    routes = Routes(listed, l2book="/depth?symbol={}&limit={}")
    exchange.rest_endpoints = [RestEndpoint(f"http://{plan.address}", routes=routes)]
    channels = [_CHANNELS[kind] for kind in kinds_of(plan.name)]
    called = callbacks(plan.name, note)
    return exchange(
        channels=channels,
        symbols=[f"{base}-USDT{'-PERP' if futures or bybit else ''}" for base in BASES.split()],
        callbacks={channel: called[channel] for channel in channels},
        candle_closed_only=False,
    )


async def measure(tally: Tally) -> None:
    """Leave after the last message, and at once: its own way out says goodbye for ten seconds."""
    await tally.watch()
    print(tally.report(("cryptofeed", "websockets", "uvloop", "yapic.json")), flush=True)
    os._exit(0)


def main() -> None:
    stay_on_one_core(0)
    plan = Plan.of(sys.argv[1])
    tally = Tally(plan)
    dial_without_tls()
    feeds = FeedHandler(config={"uvloop": True, "log": {"disabled": True}})
    feeds.add_feed(feed(plan, tally.seen.append))
    loop = asyncio.new_event_loop()  # uvloop no longer makes one when asked for it
    asyncio.set_event_loop(loop)
    watching = loop.create_task(measure(tally))
    feeds.run()
    watching.result()


if __name__ == "__main__":
    main()
