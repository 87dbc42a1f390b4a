import asyncio

from radist.simulator.binance_control import Session
from radist.simulator.binance_streams import parse
from radist.simulator.socket import EASE, OUTBOX, Socket
from radist.simulator.venue import PUBLIC


class StuckWire:
    """A client who reads only when the test lets it."""

    def __init__(self) -> None:
        self.reads = asyncio.Event()
        self.last = asyncio.Event()
        self.sent: list[bytes] = []

    async def send_frame(self, frame: bytes, kind: object) -> None:
        await self.reads.wait()
        self.sent.append(frame)
        if frame == b"last":
            self.last.set()


def stuck() -> tuple[Socket, StuckWire]:
    wire = StuckWire()
    return Socket(wire, Session(parse, combined=False, limit=0), unit=1_000, roads=PUBLIC), wire


async def test_frames_are_sent_in_the_order_they_were_pushed():
    socket, wire = stuck()
    for number in range(1_000):
        socket.push(b"%d" % number)
    wire.reads.set()
    async with asyncio.TaskGroup() as group:
        writer = group.create_task(socket.write())
        await socket.eased()
        socket.push(b"last")
        await wire.last.wait()
        writer.cancel()
    assert wire.sent == [*(b"%d" % number for number in range(1_000)), b"last"]


async def test_who_is_too_far_behind_is_cut_off():
    socket, _ = stuck()
    for _ in range(OUTBOX):
        socket.push(b"x")
    assert not socket.gone
    socket.push(b"x")
    assert socket.gone


async def test_who_waits_for_a_socket_to_ease_is_let_go_when_it_ends():
    socket, _ = stuck()
    for _ in range(EASE + 1):
        socket.push(b"x")
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(socket.eased())
        await asyncio.sleep(0)
        assert not waiting.done()
        socket.end()
