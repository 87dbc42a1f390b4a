"""Alerts on the command line, against a node that runs."""

import asyncio
import json
import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from radist.alert_commands import app, condition_of
from radist.config import Config, Http, Store, WebSocket
from radist.errors import ClientError
from radist.node import Node
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource


def test_a_condition_is_a_type_with_fields_or_json():
    assert condition_of(["crosses", "level=70000", "direction=up"]) == {
        "type": "crosses",
        "level": 70000,
        "direction": "up",
    }
    assert condition_of(['{"type":', '"gap"}']) == {"type": "gap"}
    for wrong in (["crosses", "70000"], ["{"]):
        with pytest.raises(ClientError, match="CONDITION: "):
            condition_of(wrong)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("add BTCUSDT gap --cooldown 5", "--cooldown: goes with --repeat every alone"),
        ("add BTCUSDT gap --repeat candle", "--repeat: expected once, every, or candle with"),
        ("add BTCUSDT gap --repeat once:1m", "--repeat: expected once, every, or candle with"),
        ("snooze a_x -5m", "FOR: expected such as 15m, 1h or 90s, not '-5m'"),
        ("list --url foo", "--url: expected such as http://localhost:8000, not 'foo'"),
    ],
)
def test_what_makes_no_sense_is_said_before_anybody_is_asked(words, said):
    result = CliRunner().invoke(app, words.split())
    assert said in str(result.exception)


async def run(*words: str, url: str) -> tuple[int, str, str]:

    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).parent / "radist", "alert", *words, "--url", url),
        stdout=pipe,
        stderr=pipe,
    )
    out, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode().strip(), errors.decode().strip()


async def test_alerts_are_made_shown_tried_and_deleted(tmp_path, free_port):
    async with Simulator(MarketSource(), Options()) as exchange, asyncio.TaskGroup() as tasks:
        urls = {"ws_url": exchange.ws_url, "rest_url": exchange.rest_url}
        config = Config(
            http=Http(port=0),
            websocket=WebSocket(port=0),
            store=Store(f"sqlite:///{tmp_path}/radist.db"),
            exchanges={"binance": urls},
        )
        node, stop, ready = Node(config), asyncio.Event(), asyncio.Event()
        tasks.create_task(node.run(stop, ready))
        await ready.wait()
        url = node.url
        code, name, _ = await run("add", "BTCUSDT", "above", "level=1", "--name", "x", url=url)
        assert code == 0
        assert re.fullmatch(r"a_[\w-]+", name)
        code, out, _ = await run("test", name, url=url)
        assert (code, "browser" in out, "delivered" in out) == (0, True, True)
        code, out, _ = await run("list", "--json", url=url)
        assert [alert["id"] for alert in json.loads(out)["alerts"]] == [name]
        code, _, said = await run("add", "BTCUSDT", "beyond", "level=1", url=url)
        assert (code, said[:16]) == (2, "error: condition")
        code, out, _ = await run("delete", name, url=url)
        assert (code, out) == (0, f"{name} is deleted")
        code, out, _ = await run("history", url=url)
        assert (code, "TEST" in out) == (0, True)
        stop.set()
    code, _, said = await run("list", url=f"http://127.0.0.1:{free_port}")
    assert (code, said[:13]) == (1, "error: http:/")
