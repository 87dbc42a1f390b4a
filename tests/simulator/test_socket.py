import asyncio

from radist.simulator.binance_control import Session
from radist.simulator.binance_streams import parse
from radist.simulator.damage import Damage
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


async def test_a_connection_that_the_client_has_just_left_can_be_reset():
    socket, _ = stuck()
    accepted = asyncio.get_running_loop().create_future()
    async with await asyncio.start_server(
        lambda reader, writer: accepted.set_result((reader, writer)), "127.0.0.1", 0
    ) as server:
        _, client = await asyncio.open_connection(*server.sockets[0].getsockname())
        reader, writer = await accepted
        socket.attach(writer.transport, Damage(0))
        client.close()
        await reader.read()
        writer.close()
        await writer.wait_closed()
        socket.cut(reset=True)
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
