"""Starts `radist serve` for a test."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from end_to_end.clients import Served
from radist.simulator.server import Simulator

Serve = Callable[..., Any]


@pytest.fixture
def serve() -> Serve:
    """`async with serve(simulator) as served`."""

    @asynccontextmanager
    async def run(simulator: Simulator | None = None, *arguments: str) -> AsyncIterator[Served]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("RADIST_")}
        environment |= {"RADIST_RECONNECT__BASE": "0.01", "RADIST_RECONNECT__CEILING": "0.05"}
        if simulator is not None:
            environment["RADIST_EXCHANGES__BINANCE__WS_URL"] = simulator.ws_url
            environment["RADIST_EXCHANGES__BINANCE__REST_URL"] = simulator.rest_url
        ports = ("--set", "http.port=0", "--set", "websocket.port=0")
        program = Path(sys.executable).parent / "radist"
        process = await asyncio.create_subprocess_exec(
            program, "serve", *ports, *arguments, env=environment, stderr=asyncio.subprocess.PIPE
        )
        served = Served(process)
        try:
            await served.started()
            yield served
        finally:
            await served.stop()

    return run
