import asyncio

import pytest

from ingest.venue import PING, PONG, Peer, Venue
from radist.ingest import connection as module
from radist.ingest.budget import Budget
from radist.ingest.connection import Connection


def framed(payload: bytes, opcode: int = 1) -> bytes:
    return bytes([0x80 + opcode, len(payload)]) + payload


async def arrivals(venue: Venue, count: int) -> list[int]:
    """When the first messages came, in microseconds."""
    times: list[int] = []
    enough = asyncio.Event()

    def receive(frame: bytes, now: int) -> None:
        times.append(now)
        if len(times) == count:
            enough.set()

    connection = await Connection.open(f"{venue.ws_url}/stream", receive, Budget(100, 1.0))
    async with asyncio.timeout(5):
        await enough.wait()
    connection.abort("the test is over")
    return times


async def test_all_frames_of_one_read_have_arrived_at_one_time(venue):
    async def behave(peer: Peer) -> None:
        peer.raw(framed(b"{}") * 500)
        await peer.receive()

    venue.behaviour = behave
    assert len(set(await arrivals(venue, 500))) == 1


@pytest.mark.parametrize("end", [b"", framed(b"", PING), b"\x81"])
async def test_each_read_has_its_own_time_whatever_the_one_before_ended_with(
    venue, monkeypatch, end
):
    monkeypatch.setattr(module, "_IDLE", 0.2)
    monkeypatch.setattr(module, "_REPLY", 0.2)

    async def behave(peer: Peer) -> None:
        while (await peer.receive())[0] != PING:
            pass
        peer.raw(framed(b"{}") * 2 + framed(b"", PONG) + end)
        while (await peer.receive())[0] != PING:
            pass
        peer.raw((b"\x02{}" if end == b"\x81" else b"") + framed(b"{}") * 2 + framed(b"", PONG))
        await peer.receive()

    venue.behaviour = behave
    times = await arrivals(venue, 4)
    assert times[0] == times[1]
    assert times[2] == times[3] >= times[1] + 100_000
