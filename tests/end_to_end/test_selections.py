"""Selections where a person writes them: the command line, the configuration, a command by REST."""

import asyncio
import os
import sys
from pathlib import Path

import aiohttp
import pytest

from end_to_end.clients import PATIENCE
from end_to_end.conftest import Serve
from radist import codec
from radist.simulator.binance_futures_pairs import perpetual
from radist.simulator.pairs import PAIRS
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

PROGRAM = Path(sys.executable).parent / "radist"
ASSETS = ("BTC", "ETH", "SOL")
ALL = {f"{base}/USDT:USDT" for base in ASSETS}


async def watch(simulator: Simulator, *arguments: str) -> tuple[int, bytes, bytes]:
    """`radist watch` at a simulated USD-M exchange: exit code, output, errors."""
    urls = {
        "RADIST_EXCHANGES__BINANCE_USDM__WS_URL": simulator.ws_url,
        "RADIST_EXCHANGES__BINANCE_USDM__REST_URL": simulator.rest_url,
    }
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "watch", *arguments, "--exchange", "binance_usdm"),
        env={**os.environ, **urls},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output, errors


async def test_several_channels_of_a_selection_are_watched_at_once() -> None:
    pairs = [perpetual(base, 100.0) for base in ASSETS]
    async with Simulator(MarketSource(exchange="binance_usdm", pairs=pairs, activity=60)) as venue:
        code, output, errors = await watch(
            venue, "trade,candle.1m", "all USDT perpetuals", "--json", "--seconds", "3"
        )
    assert (code, errors) == (0, b"")
    events = [codec.decode(line) for line in output.splitlines()]
    assert {(e.channel, e.symbol) for e in events} == {
        (channel, symbol) for channel in ("trade", "candle") for symbol in ALL
    }


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        ("all USDT perpetals", b"did you mean perpetuals?"),
        ("all options", b"binance_usdm trades nothing that is 'all options'"),
    ],
)
async def test_a_wrong_selection_is_one_line(selection: str, words: bytes) -> None:
    async with Simulator(MarketSource(exchange="binance_usdm", pairs=[perpetual("BTC", 1.0)])) as v:
        code, _, errors = await watch(v, "trade", selection)
    assert code == 2 and errors.startswith(b"error: ") and errors.count(b"\n") == 1
    assert words in errors


async def test_a_node_keeps_coming_what_its_configuration_names(
    serve: Serve, tmp_path: Path
) -> None:
    file = tmp_path / "radist.toml"
    file.write_text(
        'markets = ["BTC/USDT"]\n'
        'subscribe = ["quote.binance.all USDT spot", "trade.binance.btcusdt", "trade.binance.*/X"]'
    )
    async with (
        Simulator(MarketSource(pairs=PAIRS[:2])) as venue,
        serve(venue, "--config", str(file)) as served,
        aiohttp.ClientSession() as http,
    ):
        assert await streams(http, served.url, 4) == {
            "ticker.binance.BTC/USDT",
            "quote.binance.BTC/USDT",
            "quote.binance.ETH/USDT",
            "trade.binance.BTC/USDT",
        }
        wish = {"symbols": ["*/USDT"], "stream_type": "ticker"}
        async with http.post(f"{served.url}/api/ws/subscribe", json=wish) as response:
            assert (await response.json())["count"] == 2
        assert "ticker.binance.ETH/USDT" in await streams(http, served.url, 5)
        async with http.post(f"{served.url}/api/ws/unsubscribe", json=wish) as response:
            assert response.status == 200
        assert not [t for t in await streams(http, served.url, 3) if t.startswith("ticker")]


async def streams(http: aiohttp.ClientSession, url: str, count: int) -> set[str]:
    """The topics that a node wants, once there are so many."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with http.get(f"{url}/api/ws/streams") as response:
                listed = {stream["topic"] for stream in (await response.json())["streams"]}
            if len(listed) == count:
                return listed


async def test_a_check_of_the_configuration_reads_its_topics(tmp_path: Path) -> None:
    file = tmp_path / "radist.toml"
    file.write_text('subscribe = ["trade.binance"]')
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "check", "--config", file), stderr=asyncio.subprocess.PIPE
    )
    _, errors = await process.communicate()
    assert process.returncode == 2
    assert errors.count(b"\n") == 1 and b"subscribe: 'trade.binance' is not a topic" in errors
