"""Any WebSocket in a class of one's own."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from compat.chat import Chat
from radist import WebSocketMonitor
from radist.errors import ConfigError

PATIENCE = 10.0
EXAMPLE = Path(__file__).parents[2] / "examples" / "any_websocket.py"


@pytest.fixture
async def chat(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    monkeypatch.setenv("RADIST_RECONNECT__BASE", "0.01")
    monkeypatch.setenv("RADIST_RECONNECT__CEILING", "0.02")
    chat = Chat()
    await chat.start()
    yield chat
    await chat.stop()


class Prices(WebSocketMonitor):
    """Keeps the prices of messages which have one."""

    def __init__(self, url: str, *arguments: object, **options: object) -> None:
        super().__init__(url, *arguments, **options)
        self.prices: list[float] = []

    async def process_message(self, raw_data: str | bytes) -> None:
        message = json.loads(raw_data)
        if "p" in message:
            self.prices.append(float(message["p"]))


async def test_the_example_runs_through_a_restart(exchange, eventually):
    monitor = Prices(f"{exchange.simulator.ws_url}/ws/btcusdt@trade")
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(monitor.connect())
        await eventually(lambda: len(monitor.prices) >= 3)
        await exchange.restart()
        heard = len(monitor.prices)
        await eventually(lambda: len(monitor.prices) >= heard + 3)
        assert monitor.connected and monitor.keep_running
        await monitor.stop()
    assert not monitor.connected and not monitor.keep_running


async def test_subscriptions_are_sent_anew_after_a_restart(exchange, eventually):
    payload = {"method": "SUBSCRIBE", "params": ["btcusdt@trade"], "id": 1}
    monitor = Prices(f"{exchange.simulator.ws_url}/ws", payload)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(monitor.connect())
        await eventually(lambda: len(monitor.prices) >= 3)
        await exchange.restart()
        heard = len(monitor.prices)
        await eventually(lambda: len(monitor.prices) >= heard + 3)
        await monitor.stop()


async def test_what_is_to_be_said_is_said_in_order_and_pings_follow(chat, eventually):
    monitor = WebSocketMonitor(
        chat.url,
        ["hello", {"login": "me"}, [1, 2]],
        ping=True,
        ping_every=0.02,
        headers={"X-Key": "7"},
    )
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(monitor.connect())
        await eventually(lambda: len(chat.heard) >= 5)
        assert await monitor.send({"bye": True})
        await eventually(lambda: chat.heard[-1] == '{"bye":true}')
        await monitor.stop()
    assert chat.heard[:3] == ["hello", '{"login":"me"}', "[1,2]"]
    assert set(chat.heard[3:-1]) == {'{"type":"ping"}'}
    assert chat.headers[0]["x-key"] == "7"
    assert chat.goodbyes == 1


async def test_garbage_and_messages_of_another_kind_are_skipped(chat, eventually):
    chat.says = ["hello?", "\x00{", '{"result":null}', "7", '{"p":"1.5"}']
    monitor = Prices(chat.url)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(monitor.connect())
        await eventually(lambda: monitor.prices == [1.5])
        await monitor.stop()
    assert monitor.skipped == 2


async def test_binary_messages_come_as_bytes(chat, eventually):
    chat.says = [b"\x00\xff"]
    heard: list[str | bytes] = []

    class Keeping(WebSocketMonitor):
        def process_message(self, raw_data: str | bytes) -> None:  # no coroutine function
            heard.append(raw_data)

    monitor = Keeping(chat.url)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(monitor.connect())
        await eventually(lambda: heard == [b"\x00\xff"])
        await monitor.stop()


async def test_a_slow_monitor_gets_everything_in_order_and_keeps_little(chat, eventually):
    count = 5000
    chat.says = [f"{number:0300}" for number in range(count)]
    heard: list[int] = []
    most = 0

    class Slow(WebSocketMonitor):
        async def process_message(self, raw_data: str | bytes) -> None:
            nonlocal most
            await asyncio.sleep(0)
            most = max(most, len(self._waiting))
            heard.append(int(raw_data))

    monitor = Slow(chat.url)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(monitor.connect())
        await eventually(lambda: len(heard) == count)
        await monitor.stop()
    assert heard == list(range(count))
    assert 1000 <= most < 3000


async def test_what_has_arrived_is_processed_before_the_end(chat, eventually):
    chat.says = [str(number) for number in range(20)]
    heard: list[str | bytes] = []
    go_on = asyncio.Event()

    class Patient(WebSocketMonitor):
        async def process_message(self, raw_data: str | bytes) -> None:
            await go_on.wait()
            heard.append(raw_data)

    monitor = Patient(chat.url)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(monitor.connect())
        await eventually(lambda: len(monitor._waiting) == 19)
        await monitor.stop()
        go_on.set()
    assert len(heard) == 20


async def test_a_message_that_waits_for_what_is_given_up_is_logged(chat, eventually, caplog):
    chat.says = ["1", "2", "3"]
    heard: list[str | bytes] = []

    class Waiting(WebSocketMonitor):
        async def process_message(self, raw_data: str | bytes) -> None:
            heard.append(raw_data)
            given_up = asyncio.get_running_loop().create_future()
            given_up.cancel()
            await given_up

    monitor = Waiting(chat.url)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(monitor.connect())
        await eventually(lambda: heard == ["1", "2", "3"])
        await monitor.stop()
    assert "a message could not be processed" in caplog.text


async def test_a_message_may_stop_it_and_is_the_last(chat):
    chat.says = ["stop"] * 10
    heard: list[str | bytes] = []

    class Obedient(WebSocketMonitor):
        async def process_message(self, raw_data: str | bytes) -> None:
            heard.append(raw_data)
            await self.stop()

    async with asyncio.timeout(PATIENCE):
        await Obedient(chat.url).connect()
    assert heard == ["stop"]


async def test_who_was_stopped_before_does_not_begin(chat):
    monitor = WebSocketMonitor(chat.url)
    await monitor.stop()
    async with asyncio.timeout(PATIENCE):
        await monitor.connect()
    assert not monitor.connected


def test_what_is_no_address_is_refused():
    with pytest.raises(ConfigError, match="is no address of a WebSocket"):
        WebSocketMonitor("https://localhost/")


async def test_ctrl_c_ends_a_program_without_a_traceback(chat):
    chat.says = ['{"p":"1.5"}']
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, EXAMPLE, chat.url),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        assert process.stdout is not None
        assert await process.stdout.readline() == b"{'p': '1.5'}\n"
        process.send_signal(signal.SIGINT)
        _, errors = await process.communicate()
    assert b"Traceback" not in errors
    assert process.returncode == 0
    assert chat.goodbyes == 1
