"""An event stream as httpx-sse reads it. Browsers and npm's `eventsource` have their test in
web/testing.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
from httpx_sse import ServerSentEvent, aconnect_sse

from end_to_end.clients import PATIENCE
from end_to_end.conftest import Serve
from end_to_end.road import Road, road

STREAM = "/api/v1/sse?topics=trade.binance.BTC/USDT,trade.binance.ETH/USDT"
SEED = "/api/ws/sse/trades?symbol=BTCUSDT"
CUTS = 10


async def follow(url: str, cuts: Road | None = None, after: int = 7) -> AsyncIterator[Any]:
    """Events, across any number of connections, with the last id sent back. With `cuts`, the
    road is cut after so many events of each connection.
    """
    last_id = ""
    timeout = httpx.Timeout(PATIENCE)
    async with httpx.AsyncClient(timeout=timeout) as http:
        while True:
            headers = {"Last-Event-ID": last_id} if last_id else {}
            try:
                async with aconnect_sse(http, "GET", url, headers=headers) as source:
                    source.response.raise_for_status()
                    heard = 0
                    async for block in source.aiter_sse():
                        last_id = block.id or last_id
                        if (event := _event(block)) is not None:
                            yield event
                            heard += event["type"] == "trade"
                        if cuts and heard == after:
                            cuts.cut()
            except httpx.TransportError:
                await asyncio.sleep(0)


def _event(block: ServerSentEvent) -> Any:
    return json.loads(block.data) if block.data else None


async def test_httpx_sse_hears_every_trade_once_however_often_the_connection_is_reset(
    serve: Serve,
) -> None:
    async with serve(None, "--demo") as served, road(served.url) as way:
        positions: dict[str, int] = {}
        ids: dict[str, int] = {}
        opened = trades = 0
        events = follow(way.url + STREAM, way)
        async with asyncio.timeout(PATIENCE):
            while trades < 7 * CUTS:
                frame = await anext(events)
                room = frame.get("room")
                if frame["type"] == "subscribed":
                    opened += 1
                    assert frame.get("recovered") is (True if opened > 2 else None)
                    assert frame["seq"] == positions.setdefault(room, frame["seq"])
                elif frame["type"] == "trade":
                    trades += 1
                    assert frame["prev"] == positions[room]
                    assert frame["seq"] == frame["prev"] + 1
                    positions[room] = frame["seq"]
                    number = int(frame["data"]["id"])
                    assert number == ids.get(room, number - 1) + 1
                    ids[room] = number
        assert opened >= CUTS
        await events.aclose()


async def test_a_stream_of_the_family_goes_on_likewise(serve: Serve) -> None:
    async with serve(None, "--demo") as served, road(served.url) as way:
        events = follow(way.url + SEED, way, after=3)
        async with asyncio.timeout(PATIENCE):
            heard = [await anext(events) for _ in range(20)]
        await events.aclose()
    assert {event["type"] for event in heard} == {"trade"}
    ids = [event["data"]["trade_id"] for event in heard]
    assert ids == list(range(ids[0], ids[0] + 20))


async def test_httpx_sse_is_told_that_something_is_missing_when_the_node_was_killed(
    serve: Serve,
) -> None:
    async with serve(None, "--demo") as served, road(served.url) as way:
        events = follow(way.url + SEED)
        async with asyncio.timeout(PATIENCE):
            assert (await anext(events))["type"] == "trade"
            served.process.kill()
            await served.process.wait()
            async with serve(None, "--demo") as another:
                way.lead_to(another.url)
                kinds = []
                while not kinds or kinds[-1] != "gap":
                    event = await anext(events)
                    kinds.append(event["type"])
                assert event["data"]["cause"] == "epoch"
                assert (await anext(events))["type"] == "trade"
            await events.aclose()
