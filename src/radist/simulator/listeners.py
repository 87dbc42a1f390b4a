"""Who listens to which stream: each message is encoded once and pushed to every one of them."""

from collections import defaultdict
from collections.abc import Iterable
from weakref import WeakSet

from radist.simulator.binance_control import Reply
from radist.simulator.binance_events import encode
from radist.simulator.binance_streams import Stream
from radist.simulator.broadcast import Render
from radist.simulator.socket import Socket
from radist.simulator.source import Source


class Listeners:
    """The sockets of one simulated exchange; tells the source which streams are wanted."""

    def __init__(self, source: Source) -> None:
        self._source = source
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

    def change(self, socket: Socket, reply: Reply) -> None:
        """Follow what a request has begun and ended."""
        if not socket.gone:
            self._add(socket, reply.added)
            self._remove(socket, reply.removed)

    def listeners(self) -> int:
        return sum(not socket.gone for socket in self._served)

    def mute(self, stream: str, *, everywhere: bool) -> int:
        """Let a stream be acknowledged and silent; tells on how many sockets it was heard."""
        self._mute[stream] = None if everywhere else WeakSet(self.sockets)
        return len(self._by_stream.get(stream, ()))

    def unmute(self, stream: str) -> None:
        self._mute.pop(stream, None)

    async def drained(self) -> None:
        for socket in list(self._served):
            await socket.eased()

    def publish(self, stream: str, render: Render) -> None:
        frames: dict[tuple[int, bool], bytes] = {}
        for socket in tuple(self._by_stream.get(stream, ())):
            if stream in self._mute and self._is_mute(stream, socket):
                continue
            key = (socket.unit, socket.session.combined)
            if key not in frames:
                payload = encode(render(socket.unit))
                frames[key] = wrapped(stream, payload) if key[1] else payload
            socket.push(frames[key])
            socket.sent += 1
            self.messages += 1

    def _is_mute(self, stream: str, socket: Socket) -> bool:
        sockets = self._mute[stream]
        return sockets is None or socket in sockets

    def _add(self, socket: Socket, streams: Iterable[Stream]) -> None:
        for stream in streams:
            if stream.road not in socket.roads:
                continue  # acknowledged, and silent for ever
            if not self._by_stream[stream.name] and self._source.add(stream):
                self._had.add(stream.name)
            self._by_stream[stream.name].add(socket)
            if stream.name in self._had:
                self._served[socket] = self._served.get(socket, 0) + 1

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


def wrapped(stream: str, payload: bytes) -> bytes:
    """A payload as combined streams have it."""
    return b'{"stream":%b,"data":%b}' % (encode(stream), payload)
