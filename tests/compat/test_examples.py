"""Examples that use the names of other systems run as their first lines say, through a restart."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

PATIENCE = 60.0
EXAMPLES = Path(__file__).parents[2] / "examples"


async def begin(name: str, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", EXAMPLES / name, *arguments),
        env={**os.environ, "RADIST_RECONNECT__CEILING": "1"},
        stdout=asyncio.subprocess.PIPE,
    )


async def through_a_restart(exchange, name: str, *arguments: str) -> list[str]:
    """The lines of an example whose exchange goes down after the first few, and comes back."""
    process = await begin(name, *arguments)
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        begun = [await process.stdout.readline() for _ in range(3)]
        await exchange.restart()
        rest, _ = await process.communicate()
    assert process.returncode == 0
    return (b"".join(begun) + rest).decode().splitlines()


async def test_any_websocket_is_printed(exchange):
    url = f"{exchange.simulator.ws_url}/ws/btcusdt@trade"
    lines = await through_a_restart(exchange, "any_websocket.py", url, "--count", "500")
    assert len(lines) == 500
    assert all(line.startswith("{'e': 'trade'") for line in lines)
    assert exchange.simulator.connections


@pytest.mark.usefixtures("environment")
async def test_callbacks_of_binance_are_called(exchange):
    lines = await through_a_restart(exchange, "binance_callbacks.py", "BTCUSDT", "--count", "500")
    assert lines[0] == "connected" and lines[-1] == "disconnected"
    assert lines.count("connected") == lines.count("disconnected") == 2
    assert sum(line.startswith("BTCUSDT: ") for line in lines) == 500


@pytest.mark.usefixtures("environment")
async def test_a_table_of_prices_is_kept(exchange):
    lines = await through_a_restart(
        exchange, "price_table.py", "BTC/USDT", "ETH/USDT", "--count", "10"
    )
    assert len(lines) == 10
    assert {line.split()[0] for line in lines} == {"BTC/USDT", "ETH/USDT"}


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("more", [(), ("--poll", "--every", "1")])
async def test_an_alert_is_told_by_an_exchange_that_was_away(exchange, more):
    await exchange.simulator.stop()
    process = await begin("alerts.py", "BTC/USDT", "1", *more)
    await exchange.restart()
    async with asyncio.timeout(PATIENCE):
        output, _ = await process.communicate()
    assert process.returncode == 0
    (line,) = output.decode().splitlines()
    assert line.startswith("BTC/USDT is above 1.0: ")
