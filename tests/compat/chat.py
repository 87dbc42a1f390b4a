"""A WebSocket server that is no exchange."""

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed


class Chat:
    """Says something to each that comes, and hears what they say."""

    def __init__(self) -> None:
        self.says: list[str | bytes] = []
        self.heard: list[str | bytes] = []
        self.headers: list[dict[str, str]] = []
        """Of the handshakes, in lower case."""
        self.goodbyes = 0
        self._server: Server | None = None

    async def start(self) -> None:
        self._server = await serve(self._converse, "127.0.0.1", 0, ping_interval=None)

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        assert self._server is not None
        host, port = next(iter(self._server.sockets)).getsockname()
        return f"ws://{host}:{port}"

    async def _converse(self, peer: ServerConnection) -> None:
        assert peer.request is not None
        headers = peer.request.headers.raw_items()
        self.headers.append({name.lower(): value for name, value in headers})
        try:
            for message in self.says:
                await peer.send(message, text=isinstance(message, str))
            async for message in peer:
                self.heard.append(message)
            self.goodbyes += 1
        except ConnectionClosed:
            return
