"""Rooms over WebSocket, on a port of their own: who may come in, and when it is written."""

import asyncio
import logging
import random
import socket
from contextlib import suppress

from picows import (
    WSListener,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
    ws_create_server,
)

from radist.config import Config
from radist.errors import ClientError
from radist.hub import protocol
from radist.hub.hub import Hub
from radist.hub.window import Window
from radist.server import leaving
from radist.server.client import Client
from radist.server.desk import Desk
from radist.server.guard import Guard
from radist.server.http import WAITING, bind
from radist.server.passport import Passport
from radist.server.rounds import Rounds
from radist.server.upstream import Upstream

log = logging.getLogger(__name__)

PATH = "/api/v1/websocket/ws"
_HANDSHAKE = 5.0
_LOOK = 5.0
"""Seconds from one look at who is silent to the next."""
_GOING_DOWN = "the server is going down"
_FAREWELL = 0.8
"""Seconds that clients have to leave when we go down."""


class Rooms:
    """The port of the rooms: lets clients in, keeps the limit on them, and sends them away."""

    def __init__(
        self, upstream: Upstream, hub: Hub, config: Config, guard: Guard | None = None
    ) -> None:
        self.hub = hub
        self.desk = Desk(upstream, hub)
        self.settings = config.websocket
        self.guard = guard or Guard(config)
        self._sockets: set[Client] = set()
        self._seated: set[Client] = set()
        """Those within the limit, who have not been told to go."""
        self.port = config.websocket.port
        window = Window()
        self.soon = Rounds(window, hub.traffic, waits=True)
        self.at_once = Rounds(window, hub.traffic, waits=False)
        """For clients in general, and for those who asked not to wait."""
        self._listening: list[socket.socket] = []
        self._servers: list[asyncio.Server] = []
        self._empty = asyncio.Event()
        self.is_leaving = False
        """Whether the node goes down: whoever was still at the door is sent away at once."""
        self._looking: asyncio.TimerHandle | None = None

    def bind(self) -> None:
        """Take the port; whoever comes waits. Raises ConfigError if it cannot be had."""
        self._listening = bind(self.settings.host, self.settings.port, "websocket.port")
        self.port = self._listening[0].getsockname()[1]

    async def start(self) -> None:
        """Take clients. Raises ConfigError if the port cannot be had."""
        if not self._listening:
            self.bind()
        for sock in self._listening:
            server = await ws_create_server(
                self._accept,
                sock=sock,
                backlog=WAITING,  # else it would be a hundred, whatever the socket was told before
                websocket_handshake_timeout=_HANDSHAKE,
                enable_auto_pong=False,  # the client's affair, who looks at its bits before
                max_frame_size=self.settings.max_frame,
                # Clients say little: a small buffer halves what an idle one costs.
                read_buffer_init_size=2048,
            )
            self._servers.append(server)
        self._look()

    async def drain(self) -> None:
        """Take nobody in any more and send everybody away, in no order, none of whom is to come
        back before the last of them is away.
        """
        self.is_leaving = True
        for server in self._servers:
            server.close()
        clients = list(self._sockets)
        random.shuffle(clients)
        each = leaving.pause(len(clients))
        clock = asyncio.get_running_loop().time
        last = clock() + each * len(clients)
        for left, client in zip(reversed(range(len(clients))), clients, strict=True):
            moment = max(last - clock(), 0) + leaving.return_after(len(clients))
            client.bye(protocol.GOING_DOWN, _GOING_DOWN, moment)
            await asyncio.sleep(max(last - left * each - clock(), 0))

    async def stop(self) -> None:
        """Within a second after the last goodbye everybody is gone."""
        await self.drain()
        self._empty.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL if self._sockets else 0):
                await self._empty.wait()
        for client in tuple(self._sockets):
            client.abort()
        if self._looking:
            self._looking.cancel()

    def _look(self) -> None:
        """One timer for all clients: a task for each, as picows has it, takes 2 KB of memory."""
        loop = asyncio.get_running_loop()
        self._looking = loop.call_later(_LOOK, self._look)
        for client in tuple(self._sockets):
            client.look(loop.time())

    def _accept(
        self, request: WSUpgradeRequest
    ) -> WSListener | WSUpgradeResponseWithListener | None:
        if request.path.partition(b"?")[0] != PATH.encode():
            return None
        origin = request.headers.get("Origin")
        if self.guard.origins.is_foreign(origin, request.headers.get("Host", "")):
            problem = ClientError(403, "bad_origin", f"a page of {origin} may not listen here")
            return _refusal(self.guard.refuse(problem))
        try:
            passport = Passport(self.guard, request)
        except ClientError as problem:
            return _refusal(self.guard.refuse(problem))
        # A browser may say `keep-alive, Upgrade`, of which picows knows the second half only.
        tokens = ",".join(request.headers.getall("Connection", ())).lower().split(",")
        if "upgrade" in (token.strip() for token in tokens):
            request.headers["Connection"] = "upgrade"
        echo = {"Sec-WebSocket-Protocol": passport.protocol} if passport.protocol else None
        answer = WSUpgradeResponse.create_101_response(echo)
        return WSUpgradeResponseWithListener(answer, Client(self, passport))

    def send_away(self, client: Client) -> None:
        """A client has come while all others leave."""
        self._sockets.add(client)
        client.bye(protocol.GOING_DOWN, _GOING_DOWN, leaving.return_after(len(self._sockets)))

    def enter(self, client: Client) -> None:
        """A client has come. Raises ClientError if there are too many."""
        self._sockets.add(client)
        most = self.settings.max_connections
        if len(self._seated) >= most:
            raise ClientError(503, "full", f"there are {most} clients already, which is the limit")
        self._seated.add(client)
        self.hub.enter(client.session)

    def leave(self, client: Client) -> None:
        """A client is about to go."""
        self._seated.discard(client)
        self.hub.quit(client.session)

    def gone(self, client: Client) -> None:
        """A client's socket is closed."""
        self.leave(client)
        self._sockets.discard(client)
        if not self._sockets:
            self._empty.set()


def _refusal(problem: ClientError) -> WSUpgradeResponseWithListener:
    message = str(problem).encode(errors="replace")
    answer = WSUpgradeResponse.create_error_response(problem.code, message)
    return WSUpgradeResponseWithListener(answer, None)
