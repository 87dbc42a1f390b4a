"""Order books on every way out, from the simulated exchange."""

import asyncio

import aiohttp

from end_to_end.clients import PATIENCE
from end_to_end.conftest import Serve


async def test_a_book_that_nobody_followed_is_there_when_asked_for(serve: Serve) -> None:
    async with serve(None, "--demo") as served, aiohttp.ClientSession() as http:
        url = f"{served.url}/api/v1/book?symbol=btcusdt&depth=5"
        async with asyncio.timeout(PATIENCE), http.get(url) as response:
            assert response.status == 200, await response.text()
            book = await response.json()
        assert (book["symbol"], book["native"], book["stale"]) == ("BTC/USDT", "BTCUSDT", False)
        bids, asks = ([level[0] for level in book[side]] for side in ("bids", "asks"))
        assert len(bids) == len(asks) == 5
        assert bids == sorted(bids, reverse=True) and asks == sorted(asks) and bids[0] < asks[0]
        async with http.get(f"{served.url}/api/v1/book?symbol=nosuch") as response:
            assert response.status == 404
        async with http.get(f"{url}0000") as response:
            assert response.status == 422


async def test_a_room_of_a_book_gives_the_book_and_then_its_changes(serve: Serve) -> None:
    async with (
        serve(None, "--demo") as served,
        aiohttp.ClientSession() as http,
        http.ws_connect(served.rooms) as socket,
    ):
        await socket.send_json({"op": "subscribe", "id": 1, "rooms": ["book.binance.BTC/USDT"]})
        kinds, last = [], None
        async with asyncio.timeout(PATIENCE):
            while kinds.count("book_delta") < 3:
                frame = await socket.receive_json()
                if frame["type"] == "subscribed":
                    last = frame["seq"]
                elif "seq" in frame:
                    assert frame["prev"] == last
                    last = frame["seq"]
                    kinds.append(frame["type"])
        assert kinds[0] == "book_snapshot"
        assert set(kinds[1:]) == {"book_delta"}
