"""Names are looked up by threads that others do not need."""

import asyncio
import socket
from threading import Event

import pytest

from radist.notify._names import Names


@pytest.fixture
async def names():
    names = Names()
    yield names
    await names.close()


async def test_a_name_leads_to_its_addresses(names):
    found = await names.resolve("localhost", 443, socket.AF_INET)
    assert [(one["hostname"], one["host"], one["port"]) for one in found] == [
        ("localhost", "127.0.0.1", 443)
    ]
    with pytest.raises(OSError):
        await names.resolve("no-such-name.invalid", 443)


async def test_a_name_server_that_does_not_answer_holds_up_nobody_else(names, monkeypatch):
    answer = Event()

    def hang(*_: object) -> list[object]:
        answer.wait(10.0)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    try:
        async with asyncio.TaskGroup() as tasks:
            for number in range(200):
                tasks.create_task(names.resolve(f"slow-{number}.example"))
            await asyncio.sleep(0)
            async with asyncio.timeout(5.0):
                assert await asyncio.to_thread(lambda: "the store") == "the store"
            answer.set()
    finally:
        answer.set()
