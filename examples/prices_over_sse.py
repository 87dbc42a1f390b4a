"""Prices from a running Radist over server-sent events, going on where a lost connection ended.

python examples/prices_over_sse.py http://localhost:8000 BTCUSDT,ETHUSDT --count 10
"""

import argparse
import asyncio
import contextlib
import json
import random

import aiohttp


async def main(url: str, symbols: str, count: int) -> None:
    last_id, path = "", f"{url}/api/ws/sse/prices?symbols={symbols}"
    forever = aiohttp.ClientTimeout(total=None, sock_read=60)
    async with aiohttp.ClientSession(timeout=forever) as http:
        while True:
            # The id names the position in every symbol of the stream: nothing is missed or doubled.
            headers = {"Last-Event-ID": last_id} if last_id else {}
            try:
                async with http.get(path, headers=headers) as answer:
                    if answer.status == 404:
                        raise SystemExit((await answer.json())["error"]["message"])
                    answer.raise_for_status()
                    async for line in answer.content:
                        if line.startswith(b"id: "):
                            last_id = line[4:].strip().decode()
                        elif line.startswith(b"data: "):
                            price = json.loads(line[6:])["data"]
                            print(price["symbol"], price["price"])
                            count -= 1
                            if not count:
                                return
            except (aiohttp.ClientError, TimeoutError) as error:
                print(f"lost the connection ({error}); trying again")
            await asyncio.sleep(1 + random.random())


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("url", nargs="?", default="http://localhost:8000")
    options.add_argument("symbols", nargs="?", default="BTCUSDT,ETHUSDT")
    options.add_argument("--count", type=int, default=0, help="stop after so many; 0 is never")
    given = options.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(given.url, given.symbols, given.count))
