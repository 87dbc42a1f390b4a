"""A client that was written from docs/protocol.md alone comes through whatever happens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from proof.histories import Upstream
from proof.page_client import PageClient, Refused, Room
from radist.config import Config, WebSocket
from radist.hub.hub import Hub
from radist.model import BookDelta, BookSnapshot, Ticker, Trade
from radist.server.websocket import PATH, Rooms

TRADES, TICKERS, BOOK = (f"{channel}.binance.BTC/USDT" for channel in ("trade", "ticker", "book"))
PLACE = ("binance", "BTC/USDT", "BTCUSDT", 1, 1)
DEADLINE = 20.0


@pytest.fixture
def hub(room_bytes: int) -> Hub:
    return Hub("e1", room_bytes)


@pytest.fixture
def room_bytes() -> int:
    return 100_000


@pytest.fixture
async def open_rooms(hub: Hub) -> AsyncIterator[Callable[..., Awaitable[Rooms]]]:
    opened: list[Rooms] = []

    async def start(its_hub: Hub = hub, **settings: Any) -> Rooms:
        websocket = WebSocket(**({"host": "127.0.0.1", "port": 0} | settings))
        opened.append(Rooms(Upstream(), its_hub, Config(websocket=websocket)))
        await opened[-1].start()
        return opened[-1]

    yield start
    for rooms in opened:
        await rooms.stop()


@pytest.fixture
async def rooms(open_rooms: Callable[..., Awaitable[Rooms]]) -> Rooms:
    return await open_rooms()


def trade(number: int) -> Trade:
    return Trade(*PLACE, str(number), 42500.0, 0.5, "buy")


def ticker(price: float) -> Ticker:
    return Ticker(*PLACE, price, 42000.0, 43000.0, 41500.0, 15000.5, 637507500.0)


@asynccontextmanager
async def running(client: PageClient) -> AsyncIterator[Callable[[Callable[[], object]], Awaitable]]:
    """The client at work; what comes out waits until something is so."""
    changed = asyncio.Event()
    client.changed = changed.set

    async def until(holds: Callable[[], object]) -> None:
        async with asyncio.timeout(DEADLINE):
            while not holds():
                changed.clear()
                await changed.wait()

    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(client.run())
        yield until
        work.cancel()


def client_of(rooms: Rooms, *wanted: Room, **options: object) -> PageClient:
    return PageClient(f"ws://127.0.0.1:{rooms.port}{PATH}", *wanted, wait=0.01, **options)


def at(room: Room, seq: int, epoch: str = "e1") -> Callable[[], bool]:
    return lambda: room.position == (epoch, seq) and room.asked is None


async def test_it_gets_every_trade_once_however_often_it_is_cut_off(rooms, hub):
    room = Room(TRADES)
    client = client_of(rooms, room)
    async with running(client) as until:
        await until(at(room, 0))
        for number in range(200):
            hub.publish(trade(number))
            if number % 10 == 5:
                client.kill()
            if number % 10 == 9:
                await until(at(room, number + 1))
    assert [frame["data"]["id"] for frame in room.events] == [str(n) for n in range(200)]
    assert room.gaps == []
    assert len(room.recoveries) >= 19 and all(room.recoveries)


@pytest.mark.parametrize("hello", [None, {"batch": True}, {"batch": True, "immediate": True}])
async def test_it_reads_batches_as_well(rooms, hub, hello):
    trades, tickers = Room(TRADES), Room(TICKERS)
    async with running(client_of(rooms, trades, tickers, hello=hello)) as until:
        await until(lambda: at(trades, 0)() and at(tickers, 0)())
        for number in range(50):
            hub.publish(trade(number))
            hub.publish(ticker(float(number)))
        await until(lambda: at(trades, 50)() and at(tickers, 50)())
    assert [frame["data"]["id"] for frame in trades.events] == [str(n) for n in range(50)]
    assert tickers.state["price"] == 49.0


async def test_it_hears_that_a_restart_has_cost_it_something(open_rooms, hub):
    rooms = await open_rooms()
    trades, tickers = Room(TRADES), Room(TICKERS)
    client = client_of(rooms, trades, tickers)
    async with running(client) as until:
        await until(at(tickers, 0))
        for number in range(3):
            hub.publish(trade(number))
        await until(at(trades, 3))
        await rooms.stop()
        other = Hub("e2", 100_000)
        other.publish(trade(77))
        other.publish(ticker(5.0))
        await open_rooms(other, port=rooms.port)
        await until(lambda: at(trades, 1, "e2")() and at(tickers, 1, "e2")())
        other.publish(trade(78))
        await until(at(trades, 2, "e2"))
    assert trades.gaps == [{"cause": "epoch"}]
    assert [frame["data"]["id"] for frame in trades.events] == ["0", "1", "2", "78"]
    assert tickers.state["price"] == 5.0
    assert client.codes[0] == 3001
    assert client.byes[0]["code"] == 3001


@pytest.mark.parametrize("room_bytes", [2000])
async def test_it_hears_what_the_room_has_forgotten_meanwhile(rooms, hub):
    room = Room(TRADES)
    client = client_of(rooms, room)
    async with running(client) as until:
        await until(at(room, 0))
        hub.publish(trade(1))
        await until(at(room, 1))
        client.kill()
        for number in range(2, 102):
            hub.publish(trade(number))
        await until(at(room, 101))
        hub.publish(trade(102))
        await until(at(room, 102))
    assert room.gaps == [{"cause": "retention", "from": 2, "to": 101}]
    assert [frame["seq"] for frame in room.events] == [1, 102]


async def test_it_hears_what_it_was_too_slow_for_and_comes_back(rooms, hub):
    room = Room(TRADES)
    client = client_of(rooms, room)
    async with running(client) as until:
        await until(at(room, 0))
        client.connection.transport.pause_reading()
        count, [member] = 0, hub.rooms[TRADES].members.values()
        async with asyncio.timeout(DEADLINE):
            while member.room.seq - member.cursor < 1000:
                for _ in range(100):
                    hub.publish(trade(count))
                    count += 1
                await asyncio.sleep(0.006)  # longer than messages are gathered
        client.connection.transport.resume_reading()
        await until(at(room, count))
    assert 3008 in client.codes
    seen = [frame["seq"] for frame in room.events]
    lost = [seq for gap in room.gaps for seq in range(gap["from"], gap["to"] + 1)]
    assert lost
    assert sorted(seen + lost) == list(range(1, count + 1))


@pytest.mark.parametrize("room_bytes", [2_000_000])
async def test_its_state_is_the_newest_however_little_it_hears(rooms, hub):
    room = Room(TICKERS, max_hz=20)
    client = client_of(rooms, room)
    async with running(client) as until:
        await until(at(room, 0))
        for price in range(100):
            hub.publish(ticker(float(price)))
            if price in (30, 60):
                client.kill()
                await until(at(room, price + 1))
        await until(at(room, 100))
    assert room.state["price"] == 99.0
    assert room.gaps == []
    assert len(room.events) < 20


@pytest.mark.parametrize("max_hz", [None, 50.0])
async def test_its_book_is_the_room_s(rooms, hub, max_hz):
    hub.publish(BookSnapshot(*PLACE, 1, [(1.0, 1.0)], [(9.0, 1.0)]))
    room = Room(BOOK, max_hz)
    client = client_of(rooms, room)
    async with running(client) as until:
        await until(at(room, 1))
        for number in range(2, 300):
            bids = [(float(number % 7), float(number % 3))]
            asks = [(10.0 + number % 5, float(number % 4))]
            hub.publish(BookDelta(*PLACE, number, number, None, bids, asks))
            if number % 60 == 0:
                client.kill()
                await until(at(room, number))
        await until(at(room, 299))
    book = hub.book(BOOK)
    assert sorted(room.bids.items(), reverse=True) == book.bids(99)
    assert sorted(room.asks.items()) == book.asks(99)


async def test_it_does_not_come_back_where_it_is_not_wanted(open_rooms):
    rooms = await open_rooms(max_connections=1)
    first, second = client_of(rooms, Room(TRADES)), client_of(rooms, Room(TRADES))
    async with running(first) as until:
        await until(lambda: first.welcomes)
        async with asyncio.timeout(DEADLINE):
            with pytest.raises(Refused, match="3504"):
                await second.run()
    assert second.welcomes == 0
