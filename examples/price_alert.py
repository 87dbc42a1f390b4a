"""An alert that a node watches, and what its room tells once it has fired.

python examples/price_alert.py BTC/USDT crosses level=70000 --url http://localhost:8000

Where the node asks for tokens (JWT): RADIST_TOKEN=$(radist token make --sub alice)
"""

import argparse
import asyncio
import json
import os
from typing import Any

import aiohttp


async def main(url: str, wish: dict[str, Any], token: str) -> None:
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession(url, headers=bearer) as http:
        async with http.get("/api/v1/about") as answer:
            about = await answer.json()
        door, host = about["websocket"], url.partition("://")[2].partition(":")[0]
        async with http.ws_connect(f"ws://{host}:{door['port']}{door['path']}") as rooms:
            room = f"user_{about['user']}"
            await rooms.send_json({"op": "subscribe", "id": 1, "rooms": [room]})
            for _ in range(2):  # the welcome, and the answer
                await rooms.receive()
            async with http.post("/api/v1/alerts", json=wish) as answer:
                alert = await answer.json()
            if answer.status >= 400:
                raise SystemExit(f"error: {alert['error']['message']}")
            print(f"{alert['id']}: {alert['symbol']} {alert['words']}", flush=True)
            async for message in rooms:
                event = message.json().get("data") or {}
                if event.get("type") == "alert" and event["trigger"]["alert"] == alert["id"]:
                    print(event["trigger"]["message"])
                    return


def fields(words: list[str]) -> dict[str, Any]:
    """`level=70000` as JSON has it."""
    return {name: json.loads(text) for name, _, text in (word.partition("=") for word in words)}


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("symbol")
    options.add_argument("condition")
    options.add_argument("fields", nargs="*")
    options.add_argument("--url", default="http://localhost:8000")
    given = options.parse_args()
    condition = {"type": given.condition} | fields(given.fields)
    asyncio.run(
        main(
            given.url,
            {"symbol": given.symbol, "condition": condition},
            os.environ.get("RADIST_TOKEN", ""),
        )
    )
