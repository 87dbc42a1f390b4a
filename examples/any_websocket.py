"""Print the JSON messages of any WebSocket, whatever happens to the connection, until Ctrl+C.

    python examples/any_websocket.py wss://stream.binance.com:9443/ws \\
        --send '{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}'
"""

import argparse
import asyncio
import json
import logging
from contextlib import suppress

from radist import WebSocketMonitor


class Printing(WebSocketMonitor):
    """Prints messages, all or so many."""

    left = 0

    async def process_message(self, raw_data: str | bytes) -> None:
        print(json.loads(raw_data), flush=True)  # what is not JSON is skipped
        self.left -= 1
        if not self.left:
            await self.stop()


async def main(given: argparse.Namespace) -> None:
    monitor = Printing(given.url, given.send, ping=given.ping, ping_every=given.ping_every)
    monitor.left = given.count
    await monitor.connect()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    options = argparse.ArgumentParser()
    options.add_argument("url")
    options.add_argument("--send", action="append", default=[], help="after connecting")
    options.add_argument("--ping", help='such as {"type":"ping"}')
    options.add_argument("--ping-every", type=float, default=30.0, help="seconds")
    options.add_argument("--count", type=int, default=0, help="stop after so many; 0 is never")
    with suppress(KeyboardInterrupt):
        asyncio.run(main(options.parse_args()))
