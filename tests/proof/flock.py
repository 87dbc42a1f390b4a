"""Thousands of clients of the rooms in one process, which come back whenever they lose their
connection, by the rules of docs/protocol.md, and check that they miss nothing in silence.

    python flock.py PORT CLIENTS ADDRESSES ROOM…

One of these on a line of its input, one line of JSON when that is done:

    cut      drop every connection at once; done when all clients are back in their rooms
    mark     somebody else will do so; done when all have lost their connection and are back
    listen   done when each was told by a heartbeat where it is to be, and was there
    stall    at once: from now on nobody reads
    resume   they read again; done when all have lost their connection for it and are back
    times    at once: how late the events were that say when they were `sent`, since it was asked
    count    at once: what happened so far
"""

import asyncio
import json
import random
import socket
import struct
import sys
from collections import Counter
from time import monotonic, time_ns

import msgspec
import uvloop

PATH = "/api/v1/websocket/ws"
PATIENCE = 10.0
"""Seconds for a connection and its welcome."""
RESET = struct.pack("ii", 1, 0)
PER_SECOND = 1000
"""Clients that come for the first time."""


class Frame(msgspec.Struct):
    """What a client looks at."""

    type: str
    room: str = ""
    epoch: str = ""
    seq: int | None = None
    prev: int | None = None
    skipped: int = 0
    recovered: bool | None = None
    reason: str = ""
    retry_after_ms: int = 0
    tops: dict[str, int] = {}
    data: msgspec.Raw = msgspec.Raw(b"")


class Sent(msgspec.Struct):
    """When an event was published, where it says so; nanoseconds."""

    sent: int = 0


_decode = msgspec.json.Decoder(Frame).decode
_when = msgspec.json.Decoder(Sent).decode


class Flock:
    """All clients, and what is known of them together."""

    def __init__(self, port: int, size: int, addresses: list[str], rooms: list[str]) -> None:
        self.port, self.rooms = port, rooms
        self.faults: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.truth: dict[tuple[str, str, int], int] = {}
        """What the first who was told it was told at a position."""
        self.members = [Member(self, addresses[n % len(addresses)]) for n in range(size)]
        self.late: list[float] = []
        """Milliseconds from being published to being read, of each event that says so."""
        self.begun = 0.0
        self.back: list[float] = []
        """Seconds after which clients were back."""
        self.asked = ""

    def start(self) -> None:
        """Connect everybody, one after another."""
        self.mark("start")
        loop = asyncio.get_running_loop()
        for number, member in enumerate(self.members):
            loop.call_later(number / PER_SECOND, member.come)

    def mark(self, asked: str) -> None:
        """From now on it counts who is back, or is told where to be."""
        self.asked, self.begun, self.back = asked, monotonic(), []
        for member in self.members:
            member.awaited = True

    def cut(self) -> None:
        """Drop every connection."""
        self.mark("cut")
        for member in self.members:
            member.cut()

    def stall(self, stalled: bool) -> None:
        """Have nobody read, or everybody again."""
        for member in self.members:
            member.stall(stalled)

    def times(self) -> None:
        """Tell how late events were."""
        late, self.late = sorted(self.late), []
        shares = {"p50": 0.5, "p99": 0.99} if late else {}
        say(done="times", **{name: late[int(len(late) * share)] for name, share in shares.items()})

    def is_back(self, member: "Member", how: str) -> None:
        """A client is in all its rooms again, or was where a heartbeat said."""
        if (self.asked == "listen") is not (how == "listen") or not member.awaited:
            return
        member.awaited = False
        self.back.append(monotonic() - self.begun)
        if len(self.back) == len(self.members):
            middle, last = self.back[len(self.back) // 2], self.back[-1]
            say(done=self.asked, median=round(middle, 2), last=round(last, 2))

    def count(self) -> None:
        """Tell."""
        say(done="count", told=self.told, faults=self.faults, positions=len(self.truth))


class Member(asyncio.Protocol):
    """One client. `places` are the positions that it has reached."""

    def __init__(self, flock: Flock, address: str) -> None:
        self.awaited = False
        self.places: dict[str, tuple[str, int]] = {}
        self._flock, self._address = flock, address
        self._transport: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._rest = b""
        self._answers = self._attempt = 0
        self._upgraded = False
        self._retry_after: float | None = None
        self._task: asyncio.Task[None] | None = None

    def come(self) -> None:
        """Connect."""
        self._task = asyncio.get_running_loop().create_task(self._connect())

    async def _connect(self) -> None:
        self._rest, self._answers, self._upgraded = b"", 0, False
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.get_running_loop().create_connection(
                    lambda: self, "127.0.0.1", self._flock.port, local_addr=(self._address, 0)
                )
        except OSError as error:
            self._flock.told[f"connect: {type(error).__name__}"] += 1
            self._come_later()

    def _come_later(self) -> None:
        wait, self._retry_after = self._retry_after, None
        if wait is None:
            wait = random.uniform(0, min(60.0, 2.0**self._attempt))
            self._attempt += 1
        asyncio.get_running_loop().call_later(wait, self.come)

    def cut(self) -> None:
        """As a network that is gone does it."""
        if self._transport and not self._transport.is_closing():
            if sock := self._transport.get_extra_info("socket"):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self._transport.abort()

    def stall(self, stalled: bool) -> None:
        """Read nothing, or go on."""
        if self._transport and not stalled:
            self._transport.resume_reading()
        elif self._transport:
            self._transport.pause_reading()
            if sock := self._transport.get_extra_info("socket"):  # which would hold 33 MB for us
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 131_072)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        transport.write(  # type: ignore[attr-defined]
            f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._deadline = asyncio.get_running_loop().call_later(PATIENCE, self._too_late)

    def _too_late(self) -> None:
        self._flock.told["no welcome"] += 1
        self.cut()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._deadline:
            self._deadline.cancel()
        self._come_later()

    def data_received(self, data: bytes) -> None:
        rest = self._rest + data
        if not self._upgraded:
            head, end, rest = rest.partition(b"\r\n\r\n")
            if not end:
                self._rest = head
                return
            self._upgraded = True
            if not head.startswith(b"HTTP/1.1 101"):
                self._flock.told[head[:12].decode()] += 1
        start = 0
        while (end := _end(rest, start)) <= len(rest):
            body = start + (2 if rest[start + 1] < 126 else 4 if rest[start + 1] == 126 else 10)
            self._frame(rest[start], rest[body:end])
            start = end
        self._rest = rest[start:]

    def _frame(self, head: int, payload: bytes) -> None:
        if head == 0x81:
            self._hear(_decode(payload))
        elif head == 0x89:
            self._put(0x8A, payload)
        elif head == 0x88:
            code = int.from_bytes(payload[:2])
            self._flock.told[f"close {code}"] += 1
            if not 3000 <= code < 3500:
                self._flock.faults[f"closed with {code}"] += 1
            self._put(0x88, payload[:2])

    def _put(self, head: int, payload: bytes) -> None:
        """A frame whose mask, all zeros, changes nothing."""
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2)
        if self._transport:
            self._transport.write(bytes([head]) + length + bytes(4) + payload)

    def _hear(self, frame: Frame) -> None:
        if frame.type == "welcome":
            self._welcomed()
        elif frame.type == "subscribed":
            self._subscribed(frame)
        elif frame.type == "heartbeat":
            self._beat(frame)
        elif frame.type == "bye":
            self._retry_after = frame.retry_after_ms / 1000
        elif frame.prev is not None:
            self._event(frame)
        else:
            self._flock.told[f"{frame.type} {frame.reason}"] += 1

    def _welcomed(self) -> None:
        if self._deadline:
            self._deadline.cancel()
        self._attempt = 0
        since = {room: {"epoch": epoch, "seq": seq} for room, (epoch, seq) in self.places.items()}
        request = {"op": "subscribe", "id": 1, "rooms": self._flock.rooms, "since": since}
        self._put(0x81, json.dumps(request).encode())

    def _subscribed(self, frame: Frame) -> None:
        known, place = self.places.get(frame.room), (frame.epoch, frame.seq or 0)
        if frame.recovered:
            self._flock.told["recovered"] += 1
            if known != place:
                self._flock.faults["recovered elsewhere"] += 1
        elif known:
            self._flock.told[frame.reason] += 1
            if (known[0] != frame.epoch) is not (frame.reason == "epoch"):
                self._flock.faults["a wrong reason"] += 1
        self.places[frame.room] = place
        self._answers += 1
        if self._answers == len(self._flock.rooms):
            self._flock.is_back(self, "rooms")

    def _event(self, frame: Frame) -> None:
        epoch, seq = self.places[frame.room]
        if frame.prev != seq:
            self._flock.faults["a hole" if (frame.prev or 0) > seq else "twice"] += 1
        is_log = frame.room.startswith("trade.")
        if frame.seq != seq + 1 + frame.skipped or (is_log and frame.skipped):
            self._flock.faults["a wrong step"] += 1
        where, what = (frame.room, epoch, frame.seq or 0), hash(bytes(frame.data))
        if self._flock.truth.setdefault(where, what) != what:
            self._flock.faults["told otherwise"] += 1
        self.places[frame.room] = (epoch, frame.seq or 0)
        self._flock.told["events"] += 1
        if sent := _when(frame.data).sent:
            self._flock.late.append((time_ns() - sent) / 1e6)

    def _beat(self, frame: Frame) -> None:
        reached = {room: seq for room, (_, seq) in self.places.items()}
        if self._answers == len(self._flock.rooms):
            if frame.tops != reached:
                self._flock.faults["not where the heartbeat says"] += 1
            self._flock.is_back(self, "listen")


def _end(data: bytes, start: int) -> int:
    """Where the frame ends that begins at `start`; behind the end of what is there, if it does."""
    beyond = len(data) + 1
    if len(data) < start + 2:
        return beyond
    size = data[start + 1]
    if size < 126:
        return start + 2 + size
    width = 2 if size == 126 else 8
    if len(data) < start + 2 + width:
        return beyond
    return start + 2 + width + int.from_bytes(data[start + 2 : start + 2 + width])


def say(**line: object) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def main(port: int, size: int, addresses: list[str], rooms: list[str]) -> None:
    """Until the input ends."""
    flock = Flock(port, size, addresses, rooms)
    flock.start()
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async for line in reader:
        match line.decode().strip():
            case "cut":
                flock.cut()
            case "stall":
                flock.stall(True)
                say(done="stall")
            case "resume":
                flock.mark("resume")
                flock.stall(False)
            case "times":
                flock.times()
            case "count":
                flock.count()
            case asked:
                flock.mark(asked)


if __name__ == "__main__":
    _, number, clients, places, *names = sys.argv
    uvloop.run(main(int(number), int(clients), places.split(","), names))
