"""An order with paper money, and what becomes of it: the room tells, nobody has to ask.

python examples/paper_order.py BTC/USDT buy 0.01    (or: … sell 0.01 --price 70000)
"""

import argparse
import asyncio
import contextlib
import os
import uuid

import aiohttp

OVER = ("filled", "cancelled", "rejected")


async def place(http: aiohttp.ClientSession, url: str, order: dict[str, str]) -> str:
    """Place it once, however often this has to be tried, and return its id."""
    key = {"Idempotency-Key": str(uuid.uuid4())}
    for _ in range(3):
        async with http.post(f"{url}/api/v1/trading/orders", json=order, headers=key) as answer:
            content = await answer.json()
            if answer.status < 300:
                return str(content["id"])
            if answer.status not in (429, 503):
                raise SystemExit(content["error"]["message"])
            await asyncio.sleep(content["error"]["retry_after_ms"] / 1000)
    raise SystemExit("too busy")


async def main(url: str, rooms: str, order: dict[str, str]) -> None:
    token = os.environ.get("RADIST_TOKEN", "")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession(headers=headers) as http, http.ws_connect(rooms) as socket:
        async with http.get(f"{url}/api/v1/about") as answer:
            user = (await answer.json())["user"]
        if token:
            await socket.send_json({"op": "auth", "token": token})
        await socket.send_json({"op": "subscribe", "id": 1, "rooms": [f"user_{user}"]})
        wanted = ""
        async for message in socket:
            frame = message.json()
            if frame["type"] == "subscribed":
                wanted = await place(http, url, order)
            events = frame["events"] if frame["type"] == "batch" else [frame]
            for told in (event["data"] for event in events if "data" in event):
                if told["type"] == "fill" and told["fill"]["order"] == wanted:
                    fill = told["fill"]
                    print(fill["side"], fill["quantity"], "at", fill["price"], "fee", fill["fee"])
                elif told["type"] == "order_update" and told["order"]["id"] == wanted:
                    state, reason = told["order"]["state"], told["order"]["reason"]
                    print(state, reason, flush=True)
                    if state in OVER:
                        return


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("symbol")
    options.add_argument("side", choices=("buy", "sell"))
    options.add_argument("quantity")
    options.add_argument("--price", help="a limit; without one it is a market order")
    options.add_argument("--url", default="http://localhost:8000")
    options.add_argument("--rooms", default="ws://localhost:8001/api/v1/websocket/ws")
    given = options.parse_args()
    asked = {"symbol": given.symbol, "side": given.side, "quantity": given.quantity}
    asked |= {"type": "limit", "price": given.price} if given.price else {"type": "market"}
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(given.url, given.rooms, asked))
