"""Books of a whole node: proven while they are right, asked for anew where they are not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from radist.config import Config, Http, WebSocket
from radist.model import BookDelta, Event, Gap, Subscription
from radist.node import Node
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource


class Watched:
    """A node, what was told of its books, and what it answers."""

    def __init__(self, node: Node, web: aiohttp.ClientSession) -> None:
        self.node = node
        self.gaps: list[Gap] = []
        self._web = web
        node._receiver.bus.listen(self._note)

    def _note(self, event: Event) -> None:
        if isinstance(event, Gap) and event.channel == "book":
            self.gaps.append(event)

    def book(self, symbol: str = "BTC/USDT") -> Any:
        return self.node.hub.confidence(self.exchange, symbol)

    @property
    def exchange(self) -> str:
        return next(iter(self.node._receiver.feeds))

    async def ask(self, path: str) -> Any:
        async with self._web.get(f"{self.node.url}{path}") as answer:
            return await answer.json()


@asynccontextmanager
async def watched(name: str, simulator: Simulator, *wanted: str) -> AsyncIterator[Watched]:
    urls = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
    ports = {"http": Http("127.0.0.1", 0), "websocket": WebSocket("127.0.0.1", 0)}
    node = Node(Config(exchanges={name: urls}, market_exchange=name, subscribe=wanted, **ports))
    stop, ready = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks, aiohttp.ClientSession() as web:
        tasks.create_task(node.run(stop, ready))
        await ready.wait()
        try:
            yield Watched(node, web)
        finally:
            stop.set()


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(MarketSource(activity=50)) as simulator:
        yield simulator


BOTH = ("book.binance.BTC/USDT", "quote.binance.BTC/USDT", "book.binance.ETH/USDT")


def crossing(last_id: int) -> BookDelta:
    """A change that no exchange has made."""
    place = ("binance", "BTC/USDT", "BTCUSDT", None, 1_703_520_000_000_000)
    return BookDelta(*place, last_id + 1, last_id, None, [(1e9, 1.0)], [])


async def test_a_book_is_proven_by_quotes_and_by_rest_and_that_is_told(simulator, eventually):
    async with watched("binance", simulator, *BOTH) as place:
        await eventually(lambda: place.book().compared > 3 and place.book().audited > 0)
        await eventually(lambda: place.book("ETH/USDT").audited > 0)  # without any quote
        answer = await place.ask("/api/v1/book?symbol=BTC/USDT")
        told = answer["confidence"]
        assert (told["verdict"], told["reason"]) == ("proven", "")
        assert told["compared"] > 3 and told["bids"] >= len(answer["bids"])
        snapshot = place.node.hub.rooms["book.binance.BTC/USDT"].snapshot()
        assert b'"confidence":{"verdict":"proven"' in snapshot.data
        (health,) = (await place.ask("/api/v1/health"))["exchanges"]
        assert health["books"]["proven"] == 2 and health["books"]["contradicted"] == 0
        assert health["books"]["eta_ms"] == 0
        async with place._web.get(f"{place.node.url}/metrics") as metrics:
            text = await metrics.text()
        assert 'radist_books{exchange="binance",verdict="proven"} 2.0' in text
        assert place.gaps == []


async def test_a_contradicted_book_is_flagged_at_once_and_asked_for_anew_alone(
    simulator, eventually
):
    async with watched("binance", simulator, *BOTH) as place:
        await eventually(lambda: place.book().compared and place.book("ETH/USDT").time_snapshot)
        before, other = place.book().time_snapshot, place.book("ETH/USDT").time_snapshot
        book = place.node.hub.book(BOTH[0])
        place.node._receiver.tell([crossing(book.last_id)])
        assert place.node.hub.book(BOTH[0]) is None and not book.live
        assert [(gap.symbol, gap.cause) for gap in place.gaps] == [("BTC/USDT", "contradicted")]
        assert place.book().reason.startswith("crossed")
        await eventually(lambda: book.live and place.book().time_snapshot > before)
        assert book.top[0][0] < 1e9
        assert place.book("ETH/USDT").time_snapshot == other
        assert len(place.gaps) == 1 and simulator.violations == 0


@pytest.mark.parametrize(
    ("exchange", "symbol"),
    [
        ("binance_usdm", "BTC/USDT:USDT"),
        ("binance_coinm", "BTC/USD:BTC"),
        ("bybit", "BTC/USDT"),
        ("okx_swap", "BTC/USDT:USDT"),
    ],
)
async def test_every_family_has_quotes_and_pictures_that_its_books_agree_with(
    exchange, symbol, eventually
):
    source = MarketSource(exchange=exchange, activity=20)
    topics = (f"book.{exchange}.{symbol}", f"quote.{exchange}.{symbol}")
    async with Simulator(source) as simulator, watched(exchange, simulator, *topics) as place:
        await eventually(lambda: place.book(symbol).compared and place.book(symbol).audited)
        place.node._receiver.feeds[exchange].renew(Subscription("book", symbol), broken=True)
        before = place.book(symbol).time_snapshot
        await eventually(lambda: place.book(symbol).time_snapshot > before)
        assert place.gaps == [] and place.book(symbol).verdict != "doubtful"
