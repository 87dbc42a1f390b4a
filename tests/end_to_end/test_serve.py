"""The command `radist serve` as a person meets it."""

import asyncio
import os
import re
import sys
from pathlib import Path
from time import monotonic

import aiohttp
import pytest

from end_to_end.clients import PATIENCE, sse
from end_to_end.conftest import Serve

PROGRAM = Path(sys.executable).parent / "radist"


async def failing(*arguments: str, **environment: str) -> tuple[int, str]:
    """Exit code and stderr of a `radist` that does not get far."""
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, *arguments),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        _, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, errors.decode()


async def test_ctrl_c_ends_a_busy_node_within_two_seconds_with_exit_code_0(serve: Serve) -> None:
    async with serve(None, "--demo") as served:
        joined = asyncio.Event()
        events = sse(f"{served.url}/api/ws/sse/prices?symbols=BTCUSDT", joined)
        first = await anext(events)
        assert first["data"]["symbol"] == "BTCUSDT"
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{served.url}/api/v1/portfolio") as answer,
        ):
            assert answer.status == 200  # so its store is open
        started = monotonic()
        code = await served.stop()
        assert code == 0
        assert monotonic() - started < 2
        await events.aclose()


async def test_a_demo_says_that_its_prices_are_simulated(serve: Serve) -> None:
    async with (
        serve(None, "--demo") as served,
        aiohttp.ClientSession() as http,
        http.get(f"{served.url}/api/v1/about") as response,
    ):
        assert (await response.json())["simulated"] is True


async def test_a_node_without_an_exchange_serves_and_says_why_it_is_not_ready(
    serve: Serve, free_port: int
) -> None:
    url = f"exchanges.binance.rest_url=http://127.0.0.1:{free_port}"
    async with serve(None, "--set", url) as served, aiohttp.ClientSession() as http:
        async with http.get(f"{served.url}/healthz") as response:
            assert response.status == 200
        async with http.get(f"{served.url}/readyz") as response:
            assert (response.status, response.headers["Retry-After"]) == (503, "1")
            assert "binance" in " ".join((await response.json())["reasons"])
        for query in ("", "?symbols=BTCUSDT"):
            async with http.get(f"{served.url}/api/ws/sse/prices{query}") as response:
                assert (response.status, response.headers["Retry-After"]) == (503, "1")
        async with http.get(f"{served.url}/api/v1/about") as response:
            assert (await response.json())["markets"] == []


@pytest.mark.parametrize("key", ["http.port", "websocket.port"])
async def test_a_port_in_use_is_one_line_that_names_the_key(key: str) -> None:
    taken = await asyncio.start_server(lambda *_: None, "localhost", 0)
    port = taken.sockets[0].getsockname()[1]
    other = "websocket.port" if key == "http.port" else "http.port"
    code, errors = await failing(
        "serve",
        "--demo",
        "--set",
        f"{key}={port}",
        "--set",
        f"{other}=0",
        "--set",
        "http.host=127.0.0.1",
    )
    taken.close()
    assert code == 2
    assert re.search(rf"^error: {re.escape(key)}.*{port}", errors, re.M)
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("http.prot=1", "http.prot"),
        ("http.port=ninety", "http.port"),
        ("exchanges.binance.ws_urll=ws://localhost", "exchanges.binance.ws_urll"),
        ("exchanges.binanse.ws_url=ws://localhost", "binance"),
    ],
)
async def test_a_wrong_setting_stops_the_start_with_its_name(setting: str, words: str) -> None:
    code, errors = await failing("serve", "--set", setting)
    assert code == 2
    assert words in errors
    assert errors.count("\n") == 1


async def test_a_wrong_key_in_the_environment_stops_the_start_with_its_name() -> None:
    code, errors = await failing("check", RADIST_HTTP__PROT="1")
    assert code == 2
    assert "RADIST_HTTP__PROT" in errors
