"""The examples run as their first lines say."""

import asyncio
import os
import sys
from pathlib import Path

from end_to_end.clients import PATIENCE
from end_to_end.conftest import Serve
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

EXAMPLES = Path(__file__).parents[2] / "examples"


async def output_of(name: str, *arguments: str, **environment: str) -> list[str]:
    """The lines that an example prints."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, EXAMPLES / name, *arguments),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode().splitlines()


async def test_every_example_is_tried_here() -> None:
    tried = {"trades.py", "prices_over_sse.py", "room.py", "selection.py", "notify.py"}
    assert {path.name for path in EXAMPLES.glob("*.py")} == tried


async def test_the_library_prints_trades() -> None:
    async with Simulator(MarketSource()) as simulator:
        lines = await output_of(
            *("trades.py", "BTC/USDT", "--count", "3"),
            RADIST_EXCHANGES__BINANCE__WS_URL=simulator.ws_url,
            RADIST_EXCHANGES__BINANCE__REST_URL=simulator.rest_url,
        )
    assert len(lines) == 3
    assert all(line.startswith("BTC/USDT ") for line in lines)


async def test_the_library_follows_a_selection() -> None:
    async with Simulator(MarketSource(activity=30.0)) as simulator:
        lines = await output_of(
            *("selection.py", "all USDT spot", "--seconds", "2", "--top", "3"),
            RADIST_EXCHANGES__BINANCE__WS_URL=simulator.ws_url,
            RADIST_EXCHANGES__BINANCE__REST_URL=simulator.rest_url,
        )
    assert len(lines) == 3
    assert all("/USDT " in line and " trades, the latest at " in line for line in lines)


async def test_prices_come_over_server_sent_events(serve: Serve) -> None:
    async with serve(None, "--demo") as served:
        lines = await output_of("prices_over_sse.py", served.url, "BTCUSDT,ETHUSDT", "--count", "4")
    assert {line.split()[0] for line in lines} == {"BTCUSDT", "ETHUSDT"}


async def test_a_room_is_heard_over_a_websocket(serve: Serve) -> None:
    async with serve(None, "--demo") as served:
        lines = await output_of(
            *("room.py", "trade.binance.BTC/USDT", "--url", served.rooms, "--count", "3")
        )
    assert len(lines) == 3


async def test_a_program_tells_the_rooms_what_happened(serve: Serve) -> None:
    async with serve(None, "--demo") as served:
        lines = await output_of("notify.py", "So111", RADIST_URL=served.url)
    assert lines == [
        "new_trade: token_So111 at 1, global at 1",
        "price_update: token_So111 at 2, global at 2",
        "market_stats: global at 3",
    ]
