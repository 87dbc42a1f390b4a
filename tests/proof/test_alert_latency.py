"""From the frame of an exchange to whoever is told, with many rules on a busy market."""

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime
from time import time
from typing import Any

from aiohttp import web
from notify.receivers import Heard, Receiver

from proof.conftest import Say
from proof.programs import Simulated, simulated
from proof.served import Served, percentile, served

SETTINGS = {
    "RADIST_NOTIFY__ALLOW": "127.0.0.0/8",
    "RADIST_LIMITS__REQUESTS": "100000",
    "RADIST_LOG__LEVEL": "warning",
}


def age(told: str) -> float:
    """Milliseconds since a time that was told."""
    return (time() - datetime.fromisoformat(told).timestamp()) * 1000


async def symbols_of(exchange: Simulated, count: int) -> list[str]:
    async with exchange._http.get(f"{exchange.rest_url}/api/v3/ticker/price") as answer:
        listed = await answer.json()
    return [one["symbol"] for one in listed][:count]


async def prices_of(exchange: Simulated) -> dict[str, float]:
    async with exchange._http.get(f"{exchange.rest_url}/api/v3/ticker/price") as answer:
        return {one["symbol"]: float(one["price"]) for one in await answer.json()}


def wishes(
    prices: dict[str, float], symbols: list[str], each: int, times: float
) -> Iterator[dict[str, Any]]:
    """Of each symbol one rule that fires now and then, and others that look and seldom fire."""
    for symbol in symbols:
        large = {"type": "trade_size", "times": times, "baseline": 5}
        levels = (prices[symbol] * (1 + 0.003 * step) for step in range(1, each))
        crossings = ({"type": "crosses", "level": level} for level in levels)
        for condition in (large, *crossings):
            yield {
                "symbol": symbol,
                "condition": condition,
                "repeat": {"type": "every", "cooldown": 1},
                "targets": ["browser", "hook"],
            }


async def want(radist: Served, hook: str, wanted: list[dict[str, Any]]) -> None:
    url = f"{radist.url}/api/v1/alerts"
    async with radist.http.post(f"{url}/targets", json={"name": "hook", "url": hook}) as answer:
        assert answer.status == 201, await answer.text()
    for wish in wanted:
        async with radist.http.post(url, json=wish) as answer:
            assert answer.status == 201, await answer.text()


async def messages(radist: Served) -> int:
    async with radist.http.get(f"{radist.url}/api/ws/status") as answer:
        return int((await answer.json())["messages"])


async def listen(radist: Served, ages: list[float], begun: asyncio.Event) -> None:
    """In the room of the user, as a page is."""
    async with radist.http.ws_connect(radist.rooms, max_msg_size=0) as socket:
        await socket.send_json({"op": "subscribe", "rooms": ["user_local"]})
        async for message in socket:
            told = json.loads(message.data)
            if told["type"] == "alert" and begun.is_set():
                ages.append(age(told["data"]["trigger"]["fired"]))


async def test_whoever_is_told_is_told_within_a_second_of_the_frame(
    tmp_path, whole: bool, say: Say
):
    symbols, each, seconds = (200, 5, 60.0) if whole else (5, 3, 3.0)
    busy = ("--activity", "22", "--more-pairs", "190") if whole else ("--activity", "5")
    store = {"RADIST_STORE__URL": f"sqlite:///{tmp_path}/radist.db"}
    by_hook: list[float] = []
    by_room: list[float] = []
    begun = asyncio.Event()

    async def take(heard: Heard) -> web.StreamResponse:
        if begun.is_set():
            by_hook.append(age(json.loads(heard.body)["data"]["fired"]))
        return web.Response(status=204)

    async with (
        simulated("binance", *busy) as exchange,
        served(exchange, **SETTINGS, **store) as radist,
        Receiver() as receiver,
        asyncio.TaskGroup() as tasks,
    ):
        receiver.answer = take
        names, prices = await symbols_of(exchange, symbols), await prices_of(exchange)
        wanted = list(wishes(prices, names, each, 8.0 if whole else 1.5))
        await want(radist, receiver.url(), wanted)
        listening = tasks.create_task(listen(radist, by_room, begun))
        await asyncio.sleep(min(seconds, 8.0))  # until baselines are known
        before = await messages(radist)
        begun.set()
        await asyncio.sleep(seconds)
        begun.clear()
        rate = (await messages(radist) - before) / seconds
        listening.cancel()
    for what, ages in (("room", by_room), ("webhook", by_hook)):
        p50, p99 = percentile(ages, 0.5), percentile(ages, 0.99)
        say(
            f"{len(wanted)} rules, {len(names)} symbols, {rate:.0f} frames/s; {what}: {len(ages)} "
            f"firings, p50 {p50:.0f} ms, p99 {p99:.0f} ms, most {max(ages):.0f} ms"
        )
    assert len(by_room) > 5 and by_hook
    if whole:  # in a run beside other tests it says how busy the machine is
        assert percentile(by_room, 0.99) < 1000
        assert percentile(by_hook, 0.99) < 1000
