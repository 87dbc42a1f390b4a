"""A token that is made, bought and sold again, and what its room and one's own are told meanwhile.

python examples/buy_a_token.py Rad111 --url http://localhost:8000

Where the node asks for tokens (JWT): RADIST_TOKEN=$(radist token make --sub alice)
"""

import argparse
import asyncio
import os
import secrets
from typing import Any

import aiohttp

API = "/api/v1"


class Trader:
    """Asks as one user; a command that is sent again by the same key is done once."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Idempotency-Key": secrets.token_hex(8)} if body else {}
        url = f"{self._url}{API}{path}"
        async with self._http.request(method, url, json=body, headers=headers) as answer:
            content = await answer.json()
        if answer.status >= 400:
            raise SystemExit(f"error: {content['error']['message']}")
        return content


def show(frame: dict[str, Any]) -> bool:
    """One line of an event; whether it was the portfolio's."""
    event = frame["data"]
    match event["type"]:
        case "new_trade":
            print(
                f"{event['user_id']} {event['trade_type']}s {event['amount']} at {event['price']}"
            )
        case "price_update":
            print(f"the price is {event['price']}, {event['price_change_24h']} %")
        case "portfolio_update":
            held = {holding["symbol"]: holding["amount"] for holding in event["holdings"]}
            print(f"{event['user_id']} has {event['cash']} {event['currency']} and {held}")
    return bool(event["type"] == "portfolio_update")


async def listen(rooms: aiohttp.ClientWebSocketResponse) -> None:
    """Until the portfolio has moved."""
    async for message in rooms:
        frame = message.json()
        if "prev" in frame and show(frame):
            return


async def main(url: str, mint: str, token: str) -> None:
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession(headers=bearer) as http:
        trader = Trader(http, url)
        about = await trader.ask("GET", "/about")
        door = about["websocket"]
        host = url.partition("://")[2].partition(":")[0]
        name = {"name": "Radio Waves", "symbol": "RADIO", "mint": mint}
        made = await trader.ask("POST", "/tokens", name)
        print(f"{made['symbol']}: {made['supply']} of them, {made['price']} each")
        async with http.ws_connect(f"ws://{host}:{door['port']}{door['path']}") as rooms:
            own = [f"token_{mint}", f"user_{about['user']}"]
            await rooms.send_json({"op": "subscribe", "id": 1, "rooms": own})
            for _ in range(1 + len(own)):  # the welcome, and an answer for each room
                await rooms.receive()
            bought = await trader.ask("POST", f"/tokens/{mint}/buy", {"quote": "100"})
            await listen(rooms)
            amount = bought["trade"]["amount"]
            await trader.ask("POST", f"/tokens/{mint}/sell", {"amount": amount, "min_quote": "90"})
            await listen(rooms)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("mint", nargs="?", default=f"Rad{secrets.token_hex(4)}")
    options.add_argument("--url", default="http://localhost:8000")
    given = options.parse_args()
    asyncio.run(main(given.url, given.mint, os.environ.get("RADIST_TOKEN", "")))
