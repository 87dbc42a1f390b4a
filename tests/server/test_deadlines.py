import asyncio
import time

import pytest

from radist.server import deadlines


class Slow:
    """A client that takes its time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self._reader = reader

    async def end(self) -> float:
        """The seconds until the connection ends."""
        start = time.monotonic()
        try:
            async with asyncio.timeout(10):
                await self._reader.read()
        except ConnectionResetError:
            pass
        return time.monotonic() - start


@pytest.fixture
async def knock(web):
    callers = []

    async def come(text: bytes = b"", limit: int = 65_536) -> Slow:
        port = int(web.url.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=limit)
        writer.write(text)
        callers.append(writer)
        return Slow(reader, writer)

    yield come
    for writer in callers:
        writer.transport.abort()


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(deadlines, "HEADERS", 0.3)
    monkeypatch.setattr(deadlines, "BODY", 0.6)
    monkeypatch.setattr(deadlines, "READING", 0.5)


HEAD = b"POST /api/ws/subscribe HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize("text", [b"", b"G", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "])
async def test_whoever_does_not_finish_their_headers_is_dropped(knock, text):
    assert 0.2 < await (await knock(text)).end() < 2


async def test_a_byte_now_and_then_wins_no_time(knock):
    slow = await knock(b"GET / HTTP/1.1\r\n")

    async def drip() -> None:
        while True:
            slow.writer.write(b"X")
            await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as tasks:
        dripping = tasks.create_task(drip())
        assert await slow.end() < 2
        dripping.cancel()


async def test_whoever_does_not_finish_their_body_is_dropped(knock):
    slow = await knock(HEAD + b"Content-Length: 100\r\n\r\n{")
    assert 0.4 < await slow.end() < 2


async def test_a_further_request_has_the_same_deadline(knock):
    slow = await knock(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b"200" in await slow._reader.readline()
    slow.writer.write(b"GET /healthz HTT")
    assert 0.2 < await slow.end() < 2


async def test_whoever_reads_nothing_of_a_stream_is_dropped(knock, hub, make, eventually):
    slow = await knock(
        b"GET /api/ws/sse/trades?symbol=BTCUSDT HTTP/1.1\r\nHost: localhost\r\n\r\n", 1024
    )
    await slow._reader.readline()
    await eventually(lambda: hub.sessions)
    start = time.monotonic()
    number = 0
    while hub.sessions and time.monotonic() - start < 10:
        for _ in range(200):
            hub.publish(make.trade(number))
            number += 1
        await asyncio.sleep(0.001)
    assert not hub.sessions
    assert time.monotonic() - start > 0.4


async def test_whoever_listens_and_reads_is_not(knock, hub, make):
    quick = await knock(
        b"GET /api/ws/sse/trades?symbol=BTCUSDT HTTP/1.1\r\nHost: localhost\r\n\r\n"
    )
    while not (await quick._reader.readline()).startswith(b"id: "):
        pass
    start = time.monotonic()
    while time.monotonic() - start < 1.2:
        hub.publish(make.trade(1))
        async with asyncio.timeout(5):
            while not (await quick._reader.readline()).startswith(b"data: "):
                pass
