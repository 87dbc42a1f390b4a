"""What a platform of tokens tells its rooms, from a program of its own.

python examples/notify.py So111 --url http://localhost:8000

Where the node asks for tokens: RADIST_API_KEY=$(radist token make --sub shop --scope broadcast)
"""

import argparse
import asyncio
from typing import Any

from radist.errors import ClientError
from radist.server import get_websocket_manager


def show(answer: Any) -> None:
    places = (f"{room} at {place['seq']}" for room, place in answer["rooms"].items())
    print(f"{answer['type']}: {', '.join(places)}")


async def main(url: str, mint: str) -> None:
    async with get_websocket_manager(url) as manager:
        trade = {"token_mint": mint, "trade_type": "buy", "amount": "1.5", "price": "0.02"}
        show(await manager.notify_new_trade(trade))
        show(await manager.notify_price_update({"token_mint": mint, "price": "0.0201"}))
        show(await manager.notify_market_stats({"tokens": 1, "trades_24h": 1}))


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("mint", nargs="?", default="So111")
    options.add_argument("--url", default="", help="else RADIST_URL, or the node on this machine")
    given = options.parse_args()
    try:
        asyncio.run(main(given.url, given.mint))
    except ClientError as problem:
        raise SystemExit(f"error: {problem}") from None
