"""Who listens to which stream: each message is encoded once and pushed to every one of them."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable
from weakref import WeakSet

from radist.simulator.binance_events import encode, wrapped
from radist.simulator.binance_streams import Stream
from radist.simulator.broadcast import Render
from radist.simulator.customs import Reply
from radist.simulator.damage import Damage
from radist.simulator.socket import Socket
from radist.simulator.source import Source


class Listeners:
    """The sockets of one simulated exchange; tells the source which streams are wanted."""

    def __init__(self, source: Source, damage: Damage) -> None:
        self._source = source
        self._damage = damage
        self._awaited: set[str] = set()
        """Streams whose next listener will be the mute one."""
        self._held: deque[tuple[float, Socket, bytes]] = deque()
        """What is late, and when it is due. As long as `late` makes it, which is limited."""
        self.late = 0.0
        """Seconds by which messages and answers are late."""
        self._by_stream: dict[str, set[Socket]] = defaultdict(set)
        self._served: dict[Socket, int] = {}
        self._had: set[str] = set()
        self._mute: dict[str, WeakSet[Socket] | None] = {}
        self.sockets: set[Socket] = set()
        self.messages = 0

    def enter(self, socket: Socket, streams: Iterable[Stream]) -> None:
        self.sockets.add(socket)
        self._add(socket, streams)

    def leave(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        self._remove(socket, socket.session.streams.values())
        self._served.pop(socket, None)

    def answer(self, socket: Socket, reply: Reply) -> None:
        """Tell what became of a request, and follow what it has begun and ended."""
        if reply.late:
            self._change(socket, reply)
        for body in (reply.body, *reply.more):
            if (frame := self._damage.answer(encode(body))) is not None:
                self._send(socket, frame)
        if not reply.late:
            self._change(socket, reply)

    def _change(self, socket: Socket, reply: Reply) -> None:
        if not socket.gone:
            self._add(socket, reply.added)
            self._remove(socket, reply.removed)

    def listeners(self) -> int:
        return sum(not socket.gone for socket in self._served)

    def mute(self, stream: str, *, everywhere: bool) -> int:
        """Let a stream be acknowledged and silent; tells on how many sockets it was heard."""
        self._mute[stream] = None if everywhere else WeakSet(self.sockets)
        hearing = len(self._by_stream.get(stream, ()))
        if not hearing:
            self._awaited.add(stream)
        return hearing

    def unmute(self, stream: str) -> None:
        self._awaited.discard(stream)
        self._mute.pop(stream, None)

    async def drained(self) -> None:
        for socket in list(self._served):
            await socket.eased()

    def publish(self, stream: str, render: Render) -> None:
        frames: dict[tuple[int, bool], bytes] = {}
        for socket in tuple(self._by_stream.get(stream, ())):
            if stream in self._mute and self._is_mute(stream, socket):
                continue
            if self._damage.lost(socket):
                continue
            key = (socket.unit, socket.session.combined)
            if key not in frames:
                payload = encode(render(socket.unit))
                frames[key] = wrapped(stream, payload) if key[1] else payload
            for frame in self._damage.of(socket, frames[key]):
                self._send(socket, frame)
                socket.sent += 1
                self.messages += 1

    @property
    def heard(self) -> list[str]:
        """The streams that somebody listens to."""
        return sorted(name for name, sockets in self._by_stream.items() if sockets)

    def _send(self, socket: Socket, frame: bytes) -> None:
        if not (self.late or self._held):
            socket.push(frame)
            return
        loop = asyncio.get_running_loop()
        self._held.append((loop.time() + self.late, socket, frame))
        if len(self._held) == 1:
            loop.call_later(self.late, self._release)

    def _release(self) -> None:
        """Send what is due; the order stays."""
        loop, held = asyncio.get_running_loop(), self._held
        while held and held[0][0] <= loop.time():
            _, socket, frame = held.popleft()
            socket.push(frame)
        if held:
            loop.call_at(held[0][0], self._release)

    def _is_mute(self, stream: str, socket: Socket) -> bool:
        sockets = self._mute[stream]
        return sockets is None or socket in sockets

    def _add(self, socket: Socket, streams: Iterable[Stream]) -> None:
        for stream in streams:
            if stream.road not in socket.roads:
                continue  # acknowledged, and silent for ever
            if stream.name in self._awaited:
                self._awaited.discard(stream.name)
                if (deaf := self._mute.get(stream.name)) is not None:
                    deaf.add(socket)
            if not self._by_stream[stream.name] and self._source.add(stream):
                self._had.add(stream.name)
            self._by_stream[stream.name].add(socket)
            if stream.name in self._had:
                self._served[socket] = self._served.get(socket, 0) + 1
                self._greet(socket, stream)

    def _greet(self, socket: Socket, stream: Stream) -> None:
        """What a stream begins with, to who has just asked for it."""
        if stream.name in self._mute and self._is_mute(stream.name, socket):
            return
        if (first := self._source.greeting(stream)) is not None:
            self._send(socket, encode(first))
            socket.sent += 1
            self.messages += 1

    def _remove(self, socket: Socket, streams: Iterable[Stream]) -> None:
        for stream in streams:
            if stream.road not in socket.roads:
                continue
            self._by_stream[stream.name].discard(socket)
            if stream.name in self._had and socket in self._served:
                self._served[socket] -= 1
                if not self._served[socket]:
                    del self._served[socket]
            if not self._by_stream[stream.name]:
                del self._by_stream[stream.name]
                self._had.discard(stream.name)
                self._source.remove(stream)
