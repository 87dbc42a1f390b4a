"""Who listens to which stream: each message is encoded once and pushed to every one of them."""

from collections import defaultdict
from collections.abc import Iterable

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

    async def drained(self) -> None:
        for socket in list(self._served):
            await socket.eased()

    def publish(self, stream: str, render: Render) -> None:
        frames: dict[tuple[int, bool], bytes] = {}
        for socket in tuple(self._by_stream.get(stream, ())):
            key = (socket.unit, socket.session.combined)
            if key not in frames:
                payload = encode(render(socket.unit))
                frames[key] = _wrapped(stream, payload) if key[1] else payload
            socket.push(frames[key])
            self.messages += 1

    def _add(self, socket: Socket, streams: Iterable[Stream]) -> None:
        for stream in streams:
            if not self._by_stream[stream.name] and self._source.add(stream):
                self._had.add(stream.name)
            self._by_stream[stream.name].add(socket)
            if stream.name in self._had:
                self._served[socket] = self._served.get(socket, 0) + 1

    def _remove(self, socket: Socket, streams: Iterable[Stream]) -> None:
        for stream in streams:
            self._by_stream[stream.name].discard(socket)
            if stream.name in self._had and socket in self._served:
                self._served[socket] -= 1
                if not self._served[socket]:
                    del self._served[socket]
            if not self._by_stream[stream.name]:
                del self._by_stream[stream.name]
                self._had.discard(stream.name)
                self._source.remove(stream)


def _wrapped(stream: str, payload: bytes) -> bytes:
    return b'{"stream":%b,"data":%b}' % (encode(stream), payload)
