"""The two ways in, WebSocket and REST, with what the venue checks at each."""

import asyncio
from collections import defaultdict
from functools import partial
from math import inf
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from radist.simulator.binance_events import MILLISECOND, encode
from radist.simulator.candles import MINUTE, SECOND
from radist.simulator.customs import Refusal, Refused, Reply
from radist.simulator.damage import Damage
from radist.simulator.limits import Counts, Manners, Rolling, Weights
from radist.simulator.listeners import Listeners
from radist.simulator.socket import Socket, Wire
from radist.simulator.source import Source
from radist.simulator.venue import Endpoint, Pool

_LARGEST_REQUEST = 256 * 1024
_CLOSING = 0.5  # seconds for a client to answer a close frame
_MICROSECOND = "MICROSECOND"
_BANNED = "Way too much request weight used; IP banned."
_TOO_MUCH = "Too much request weight used; please use WebSocket Streams for live updates."


_BROKEN = "<html><body><h1>502 Bad Gateway</h1></body></html>"
_BOOKS = ("depth", "orderbook", "books")
"""What the paths of endpoints have in common that answer with books."""


class Door:
    """Lets clients in, counts what they do, shows them out."""

    def __init__(
        self,
        source: Source,
        listeners: Listeners,
        manners: Manners,
        weights: Weights,
        damage: Damage,
    ) -> None:
        self._source = source
        self._customs = source.venue.customs
        self._listeners = listeners
        self._manners = manners
        self._weights = weights
        self._damage = damage
        self.life = inf
        """Seconds after which a WebSocket is closed."""
        self.stale = 0
        """Microseconds for which REST repeats what it has answered about a book."""
        self._told: dict[str, tuple[int, bytes]] = {}
        limit, window = manners.limits.connections, manners.limits.connections_window
        self._arrivals: dict[str, Rolling] = defaultdict(lambda: Rolling(limit, window * SECOND))
        self._pools: dict[tuple[str, Pool], Rolling] = {}
        self.connections = 0
        self.rest_calls = 0
        self.counts = Counts()
        self.open = asyncio.Event()
        """Clear while handshakes are refused, or left without an answer."""
        self.open.set()
        self.refuses = True

    def routes(self) -> list[web.RouteDef]:
        found = []
        for road, classes in self._source.venue.roads.items():
            enter = partial(self.websocket, classes, road)
            found += [web.get(road + path, enter) for path in self._customs.paths]
        found += [
            web.get(path, partial(self.rest, endpoint))
            for path, endpoint in self._source.venue.endpoints.items()
        ]
        return [*found, web.get("/{nothing:.*}", self._nothing)]

    async def websocket(
        self, roads: frozenset[str], road: str, request: web.Request
    ) -> web.StreamResponse:
        if refused := await self.admit(request):
            return refused
        wire = web.WebSocketResponse(
            autoping=False, compress=False, max_msg_size=_LARGEST_REQUEST, timeout=_CLOSING
        )
        try:
            await wire.prepare(request)
        except ConnectionResetError:  # gone before the handshake was done
            return web.Response(status=400)
        await self.attend(wire, request, roads, road)
        return wire

    async def admit(self, request: web.Request) -> web.Response | None:
        """Whether a handshake may go on: the refusal, once there is one; None where it may."""
        if not self.open.is_set():
            if self.refuses:
                return self._deny(Refusal(0, "Forbidden.", 403))
            await self.open.wait()
        arrivals, now = self._arrivals[request.remote or ""], self._manners.clock()
        if not arrivals.hit(now):
            self.counts.too_many_connections += 1
            refusal = Refusal(-1034, "Too many new connections.", 429)
            return self._deny(refusal, arrivals.wait(now))
        if self._unit(request.query.get("timeUnit", "")) is None:
            return self._deny(Refusal(-1100, "This timeUnit is not offered here."))
        return None

    async def attend(
        self, wire: Wire, request: web.Request, roads: frozenset[str], road: str
    ) -> None:
        """One client, from the handshake to the end."""
        path = request.path.removeprefix(road)
        source = self._source
        listed = source.answers.listings
        session = self._customs.session(source.venue.parse, listed, path, self._manners)
        self.connections += 1
        unit = self._unit(request.query.get("timeUnit", "")) or MILLISECOND
        socket = Socket(
            wire, session, unit=unit, roads=roads, path=request.path, number=self.connections
        )
        socket.attach(request.transport, self._damage)
        await self._welcome(socket, _names(request, road))

    async def _welcome(self, socket: Socket, names: list[str]) -> None:
        try:
            self._listeners.enter(socket, socket.session.open(names))
            await self._serve(socket)
        except Refused as refused:
            self.counts.too_many_streams += 1
            await socket.close(1008, str(refused).encode())
        finally:
            socket.end()
            self._listeners.leave(socket)

    async def _serve(self, socket: Socket) -> None:
        manners = self._manners
        budget = Rolling(manners.limits.messages_per_second, SECOND)
        try:
            async with asyncio.TaskGroup() as group:
                attending = [
                    group.create_task(socket.write()),
                    group.create_task(socket.keep_alive(manners)),
                    group.create_task(socket.expire(self.life)),
                ]
                if not await socket.read(budget, manners, self._act):
                    self.counts.talked_too_much += 1
                    await socket.close(1008, b"Too many requests")
                for task in attending:
                    task.cancel()
        except* ConnectionError:
            pass  # the client left in the middle of an answer

    def _act(self, socket: Socket, reply: Reply) -> None:
        self.counts.too_many_streams += reply.over
        self._listeners.answer(socket, reply)

    async def rest(self, endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
        now = self._manners.clock()
        self.rest_calls += 1
        if self._damage.met(self._damage.rest_errors):
            return web.Response(status=502, text=_BROKEN, content_type="text/html")
        if wait := self._pool_wait(endpoint.pool, request.remote or "", now):
            self.counts.too_much_weight += 1
            return self._deny(Refusal(-1003, _TOO_MUCH, 429), wait)
        unit = self._unit(request.headers.get("X-MBX-TIME-UNIT", ""))
        query = self._customs.query(request.query, unit or MILLISECOND)
        weight = self._weights.of(request.remote or "")
        self.counts.calls_in_ban += weight.banned(now)
        try:
            verdict = weight.charge(endpoint.weight(query), now)
            if verdict.status != 200:
                self.counts.too_much_weight += verdict.status == 429
                text = _BANNED if verdict.status == 418 else _TOO_MUCH
                refusal = Refusal(-1003, text, verdict.status)
                response = self._deny(refusal, verdict.retry_after * SECOND)
            else:
                body = self._body(endpoint, query, request, now)
                response = web.Response(body=body, content_type="application/json")
            if header := self._customs.weight_header:
                response.headers[header] = str(verdict.used)
        except Refusal as refusal:
            response = self._deny(refusal)
        return response

    def _body(self, endpoint: Endpoint, query: Any, request: web.Request, now: int) -> bytes:
        """An answer, or for a book an older one."""
        asked = request.raw_path
        if self.stale and any(word in request.path for word in _BOOKS):
            told, body = self._told.get(asked, (0, b""))
            if now - told < self.stale:
                return body
        body = encode(endpoint.answer(self._source.answers, query, now + self._source.skew))
        if self.stale:
            self._told[asked] = now, body
        return body

    def _deny(self, refusal: Refusal, wait: int = 0) -> web.Response:
        """A refusal as the venue words it, and the microseconds to stay away."""
        status, body = self._customs.deny(refusal, self._manners.clock())
        response = web.Response(status=status, body=encode(body), content_type="application/json")
        if wait:
            response.headers["Retry-After"] = str(-(-wait // SECOND))
        return response

    async def _nothing(self, request: web.Request) -> web.StreamResponse:
        return self._deny(Refusal(-1000, "There is no such endpoint.", 404))

    def _pool_wait(self, pool: Pool | None, address: str, now: int) -> int:
        """Microseconds until a pool has room again; 0 when it has."""
        if pool is None:
            return 0
        calls = self._pools.setdefault(
            (address, pool), Rolling(pool.calls_in_5_minutes, 5 * MINUTE)
        )
        return 0 if calls.hit(now) else calls.wait(now)

    def _unit(self, name: str) -> int | None:
        """Microseconds per unit; None when this unit cannot be had."""
        if name.upper() == _MICROSECOND:
            return 1 if self._source.microseconds else None
        return MILLISECOND if name.upper() in ("", "MILLISECOND") else None


def _names(request: web.Request, road: str) -> list[str]:
    """The streams in the URL. A plus sign in a stream's name is one, not a blank."""
    if request.path.removeprefix(road) != "/stream":
        path = unquote(request.raw_path.partition("?")[0]).removeprefix(road)
        names = path.removeprefix("/ws").strip("/")
    else:
        fields = request.rel_url.raw_query_string.split("&")
        found = [value for value in fields if value.startswith("streams=")]
        names = unquote(found[0].removeprefix("streams=")) if found else ""
    return [name for name in names.split("/") if name]
