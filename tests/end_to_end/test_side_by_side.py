"""One symbol on three exchanges in one node: the same words, sides and units everywhere."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest

from end_to_end.clients import PATIENCE, Json, sse
from end_to_end.conftest import Serve
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

EXCHANGES = ("binance", "bybit", "okx")
SYMBOL = "BTC/USDT"
CHANNELS = ("trade", "ticker", "quote")
ENOUGH = 5


class Market:
    """A simulated exchange, and what is true there."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.source = MarketSource(exchange=name, activity=2.0)
        self.simulator = Simulator(self.source)
        (self.pit,) = [p for n, p in self.source.market.pits.items() if _bare(n) == _bare(SYMBOL)]

    def options(self) -> list[str]:
        urls = {"ws_url": self.simulator.ws_url, "rest_url": self.simulator.rest_url}
        return [f"--set=exchanges.{self.name}.{key}={url}" for key, url in urls.items()]

    def traded(self) -> set[tuple[int, float, float, str]]:
        """Time in ms, price, base units, and the taker's side."""
        pair = self.pit.pair
        return {
            (
                entry.time // 1000,
                float(pair.price_text(entry.price)),
                float(pair.size_text(entry.size)),
                "sell" if entry.buyer_is_maker else "buy",
            )
            for entry in self.pit.trades.last(10**6)
        }


def _bare(native: str) -> str:
    return native.replace("-", "").replace("/", "")


@asynccontextmanager
async def markets() -> AsyncIterator[list[Market]]:
    async with AsyncExitStack() as stack:
        found = [Market(name) for name in EXCHANGES]
        for market in found:
            await stack.enter_async_context(market.simulator)
        yield found


async def collected(url: str) -> dict[tuple[str, str], list[Json]]:
    """What comes of each channel of each exchange, until there is enough of all."""
    events: dict[tuple[str, str], list[Json]] = defaultdict(list)
    wanted = {(channel, name) for channel in CHANNELS for name in EXCHANGES}
    async for told in sse(url, asyncio.Event()):
        channel, _, rest = told.get("room", "").partition(".")
        if told["type"] == channel:
            events[channel, rest.partition(".")[0]].append(told["data"])
        if all(len(events[place]) >= ENOUGH for place in wanted):
            break
    return events


def topics() -> Iterator[str]:
    yield from (f"{channel}.{name}.{SYMBOL}" for name in EXCHANGES for channel in CHANNELS)


async def test_one_node_tells_three_exchanges_in_the_same_words(serve: Serve) -> None:
    async with markets() as found, serve(None, *(o for m in found for o in m.options())) as served:
        async with asyncio.timeout(PATIENCE):
            events = await collected(f"{served.url}/api/v1/sse?topics={','.join(topics())}")
            url = f"{served.url}/api/v1/tickers?exchange=*&symbols=BTCUSDT"
            async with aiohttp.ClientSession() as http, http.get(url) as response:
                tickers = (await response.json())["tickers"]
        for channel in CHANNELS:
            fields = [set(events[channel, name][0]) for name in EXCHANGES]
            assert fields[0] == fields[1] == fields[2], channel
        for market in found:
            trades, traded = events["trade", market.name], market.traded()
            rows = {(t["time_exchange"] // 1000, *_told(t)) for t in trades}
            assert rows <= traded, market.name
            assert all(q["bid_price"] < q["ask_price"] for q in events["quote", market.name])
    assert sorted(ticker["exchange"] for ticker in tickers) == list(EXCHANGES)
    for ticker in tickers:
        assert (ticker["symbol"], ticker["stale"]) == (SYMBOL, False)
        average = ticker["quote_volume"] / ticker["volume"]
        assert ticker["low"] <= average <= ticker["high"], "volumes are in base and quote units"
        change = 100 * (ticker["price"] / ticker["open"] - 1)
        assert ticker["price_change_percent"] == pytest.approx(change, abs=0.01)


def _told(trade: Json) -> tuple[float, float, str]:
    return trade["price"], trade["quantity"], trade["side"]
