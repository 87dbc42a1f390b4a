"""Books as they are served while deltas go missing: right, or flagged, as who saw all can tell."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Any

import aiohttp

from proof.conftest import Say
from proof.programs import PATIENCE
from proof.test_recorded_books import Book
from radist import config
from radist.node import Node
from radist.simulator.candles import SECOND
from radist.simulator.limits import wall_clock
from radist.simulator.pairs import PAIRS
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource

NAME, DEPTH = "binance", 20
Levels = list[tuple[float, float]]
Top = tuple[Levels, Levels]


class Clock:
    """Stands still until told, so that two markets can begin at one moment."""

    def __init__(self) -> None:
        self.start: int | None = wall_clock()

    def __call__(self) -> int:
        return self.start or wall_clock()


def top(book: Book) -> Top:
    bids = sorted(book.bids.items(), reverse=True)[:DEPTH]
    return bids, sorted(book.asks.items())[:DEPTH]


def true_states(twin: MarketSource, begin: int, end: int) -> Iterator[tuple[str, int, Top]]:
    """What the books of a market were after each update: the twin of the one that was served."""
    for now in range(begin, end, SECOND):
        for happening in twin.market.advance(now):
            pit = happening.pit
            bids, asks = (
                [
                    (float(pit.pair.price_text(price)), float(pit.pair.size_text(size)))
                    for price, size in side.levels(DEPTH)
                ]
                for side in (pit.book.bids, pit.book.asks)
            )
            yield pit.pair.symbol, pit.book.update_id, (bids, asks)


class Answers:
    """What clients were told: each answer that was served without a flag."""

    def __init__(self) -> None:
        self.told: defaultdict[tuple[str, int], list[Top]] = defaultdict(list)
        """By symbol and update."""
        self.number = self.unknown = self.flagged = self.gaps = 0

    async def ask(self, http: aiohttp.ClientSession, url: str, symbols: list[str]) -> None:
        """By REST, one after the other, again and again."""
        for symbol in cycle(symbols):
            query = f"{url}/api/v1/book?symbol={symbol}&exchange={NAME}&depth={DEPTH}"
            async with http.get(query) as response:
                body = await response.json()
            if response.status != 200:
                self.unknown += 1
            elif body["stale"]:
                self.flagged += 1
            else:
                self.take(body["native"], body["last_id"], body["bids"], body["asks"])

    async def listen(self, http: aiohttp.ClientSession, url: str, symbols: list[str]) -> None:
        """In the rooms: snapshot, deltas, gaps."""
        books = {symbol: Book() for symbol in symbols}
        known = set()
        async with http.ws_connect(url) as socket:
            rooms = [f"book.{NAME}.{symbol.removesuffix('USDT')}/USDT" for symbol in symbols]
            await socket.send_json({"op": "subscribe", "id": 1, "rooms": rooms})
            async for message in socket:
                frame = message.json()
                if frame["type"] not in ("book_snapshot", "book_delta", "gap"):
                    continue
                event = frame["data"]
                native, book = event["native"], books[event["native"]]
                if frame["type"] == "gap":
                    known.discard(native)
                    self.gaps += 1
                    continue
                if frame["type"] == "book_snapshot":
                    known.add(native)
                if native in known:
                    anew = frame["type"] == "book_snapshot"
                    book.set(event["bids"], event["asks"], anew=anew)
                    self.take(native, event["last_id"], *top(book))

    def take(self, native: str, last_id: int, bids: Any, asks: Any) -> None:
        levels: Top = [tuple(level) for level in bids], [tuple(level) for level in asks]
        self.told[native, last_id].append(levels)
        self.number += 1


@asynccontextmanager
async def serving(exchange: Simulator) -> AsyncIterator[Node]:
    """A node that listens to it."""
    prefix = f"RADIST_EXCHANGES__{NAME.upper()}__"
    environ = {
        f"{prefix}WS_URL": exchange.ws_url,
        f"{prefix}REST_URL": exchange.rest_url,
        "RADIST_HTTP__PORT": "0",
        "RADIST_WEBSOCKET__PORT": "0",
    }
    node, stop, ready = Node(config.load(environ=environ)), asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(node.run(stop, ready))
        async with asyncio.timeout(PATIENCE):
            await ready.wait()
        try:
            yield node
        finally:
            stop.set()
            await running


async def test_no_book_is_served_wrong_and_unflagged_while_deltas_are_lost(
    whole: bool, say: Say
) -> None:
    number, drop, losses = (20, "drop=1/500", 25) if whole else (3, "drop=1/40", 4)
    clock, answers = Clock(), Answers()
    symbols = [pair.symbol for pair in PAIRS[:number]]
    served, twin = (MarketSource(activity=6.0, clock=clock, pairs=PAIRS[:number]) for _ in "ab")
    begun, clock.start = clock(), None
    async with (
        Simulator(served, Options(faults=drop, seed=3)) as exchange,
        serving(exchange) as node,
        aiohttp.ClientSession() as http,
        asyncio.TaskGroup() as tasks,
    ):
        running = [tasks.create_task(answers.listen(http, node.websocket_url, symbols))]
        running += [
            tasks.create_task(answers.ask(http, node.url, part))
            for part in (symbols[::3], symbols[1::3], symbols[2::3])
        ]
        async with asyncio.timeout(2 * PATIENCE):
            while answers.gaps < losses:  # noqa: ASYNC110  # three tasks make it so
                await asyncio.sleep(0.1)
            seen = answers.number
            while answers.number < seen + 100:  # noqa: ASYNC110  # and go on after the last one
                await asyncio.sleep(0.1)
        for task in running:
            task.cancel()
        assert exchange.violations == 0
    states, wrong = len(answers.told), 0
    for symbol, update, levels in true_states(twin, begun, clock() + SECOND):
        wrong += sum(told != levels for told in answers.told.pop((symbol, update), ()))
    unheard = len(answers.told)  # of updates that never were
    said = f"{exchange.dropped} messages lost, {answers.gaps} gaps told in the rooms; "
    said += f"{answers.number} answers of {states} states, {wrong + unheard} wrong; "
    say(f"{said}{answers.unknown} not given, {answers.flagged} flagged stale")
    assert (wrong, unheard) == (0, 0)
