"""A user's own room: a token in the first frame opens it, and nobody else's.

python examples/private_room.py alice --count 1    (the token is in RADIST_TOKEN)
"""

import argparse
import asyncio
import contextlib
import os

import aiohttp


async def main(url: str, user: str, count: int) -> None:
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as socket:
        await socket.send_json({"op": "auth", "token": os.environ["RADIST_TOKEN"]})
        await socket.send_json({"op": "subscribe", "id": 1, "rooms": [f"user_{user}"]})
        async for message in socket:
            frame = message.json()
            if frame["type"] == "error":
                raise SystemExit(frame["message"])
            if frame["type"] == "authenticated":
                print("known as", frame["user"], "until", frame["expires"], flush=True)
            elif frame["type"] == "subscribed":
                print("in", frame["room"], flush=True)
            elif "seq" in frame:
                print(frame["seq"], frame["type"], frame["data"], flush=True)
                count -= 1
                if not count:
                    return
        raise SystemExit(f"closed by the server: {socket.close_code}")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("user")
    options.add_argument("--url", default="ws://localhost:8001/api/v1/websocket/ws")
    options.add_argument("--count", type=int, default=0, help="stop after so many; 0 is never")
    given = options.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(given.url, given.user, given.count))
