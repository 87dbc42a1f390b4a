"""One room over a WebSocket, each frame checked against the one before it.

python examples/room.py trade.binance.BTC/USDT --count 10
"""

import argparse
import asyncio
import contextlib

import aiohttp


async def main(url: str, room: str, count: int) -> None:
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as socket:
        await socket.send_json({"op": "subscribe", "id": 1, "rooms": [room]})
        last = None
        async for message in socket:
            frame = message.json()
            if frame["type"] == "error":
                raise SystemExit(frame["message"])
            if frame["type"] == "subscribed":
                last = frame["seq"]
            elif "seq" in frame:
                if frame["prev"] != last:
                    raise SystemExit(f"missed something between {last} and {frame['seq']}")
                last = frame["seq"]
                print(frame["seq"], frame["data"])
                count -= 1
                if not count:
                    return
        print(f"closed by the server: {socket.close_code}")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("room", nargs="?", default="trade.binance.BTC/USDT")
    options.add_argument("--url", default="ws://localhost:8001/api/v1/websocket/ws")
    options.add_argument("--count", type=int, default=0, help="stop after so many; 0 is never")
    given = options.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(given.url, given.room, given.count))
