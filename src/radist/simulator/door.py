"""The two ways in, WebSocket and REST, with what the venue checks at each."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import unquote

from aiohttp import web

from radist.simulator.binance_control import Refused, Session
from radist.simulator.binance_events import MILLISECOND, encode
from radist.simulator.binance_query import Query, Refusal
from radist.simulator.binance_rest import ENDPOINTS, PREFIX
from radist.simulator.candles import MINUTE, SECOND
from radist.simulator.limits import Limits, Rolling, Weight
from radist.simulator.listeners import Listeners
from radist.simulator.socket import Socket
from radist.simulator.source import Clock, Source, wall_clock

_LARGEST_REQUEST = 256 * 1024
_CLOSING = 0.5  # seconds for a client to answer a close frame
_MICROSECOND = "MICROSECOND"
_BANNED = "Way too much request weight used; IP banned."
_TOO_MUCH = "Too much request weight used; please use WebSocket Streams for live updates."


@dataclass(frozen=True, slots=True)
class Manners:
    """What the exchange expects of its clients, and how patient it is."""

    limits: Limits = field(default_factory=Limits)
    ping_every: float = 20.0
    pong_within: float = 60.0
    clock: Clock = wall_clock


class Door:
    """Lets clients in, counts what they do, shows them out."""

    def __init__(self, source: Source, listeners: Listeners, manners: Manners) -> None:
        self._source = source
        self._listeners = listeners
        self._manners = manners
        limit = manners.limits.connections_per_5_minutes
        self._arrivals: dict[str, Rolling] = defaultdict(lambda: Rolling(limit, 5 * MINUTE))
        self._weights: dict[str, Weight] = defaultdict(lambda: Weight(manners.limits))
        self.connections = 0
        self.violations = 0

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/ws", self.websocket),
            web.get("/ws/{names:.*}", self.websocket),
            web.get("/stream", self.websocket),
            web.get(PREFIX + "{endpoint:.+}", self.rest),
        ]

    async def websocket(self, request: web.Request) -> web.StreamResponse:
        arrivals, now = self._arrivals[request.remote or ""], self._manners.clock()
        if not arrivals.hit(now):
            return _too_many(-1034, "Too many new connections.", arrivals.wait(now))
        unit = self._unit(request.query.get("timeUnit", ""))
        if unit is None:
            return _error(Refusal(-1100, "This timeUnit is not offered here."))
        wire = web.WebSocketResponse(
            autoping=False, compress=False, max_msg_size=_LARGEST_REQUEST, timeout=_CLOSING
        )
        try:
            await wire.prepare(request)
        except ConnectionResetError:  # gone before the handshake was done
            return wire
        session = Session(
            combined=request.path == "/stream", limit=self._manners.limits.streams_per_socket
        )
        socket = Socket(wire, session, unit=unit)
        socket.attach(request.transport)
        self.connections += 1
        try:
            self._listeners.enter(socket, session.open(_names(request)))
            await self._serve(socket)
        except Refused as refused:
            await socket.close(1008, str(refused).encode())
        finally:
            socket.end()
            self._listeners.leave(socket)
        return wire

    async def _serve(self, socket: Socket) -> None:
        manners = self._manners
        budget = Rolling(manners.limits.messages_per_second, SECOND)
        try:
            async with asyncio.TaskGroup() as group:
                writer = group.create_task(socket.write())
                pulse = group.create_task(
                    socket.keep_alive(manners.ping_every, manners.pong_within)
                )
                if not await socket.read(budget, manners.clock, self._listeners.change):
                    self.violations += 1
                    await socket.close(1008, b"Too many requests")
                writer.cancel()
                pulse.cancel()
        except* ConnectionError:
            pass  # the client left in the middle of an answer

    async def rest(self, request: web.Request) -> web.StreamResponse:
        now = self._manners.clock()
        endpoint = ENDPOINTS.get(request.match_info["endpoint"])
        if endpoint is None:
            return _error(Refusal(-1000, "There is no such endpoint.", 404))
        unit = self._unit(request.headers.get("X-MBX-TIME-UNIT", ""))
        query = Query(request.query, unit=unit or MILLISECOND)
        weight = self._weights[request.remote or ""]
        try:
            verdict = weight.charge(endpoint.weight(query), now)
            if verdict.status != 200:
                text = _BANNED if verdict.status == 418 else _TOO_MUCH
                response = _error(Refusal(-1003, text, verdict.status))
                response.headers["Retry-After"] = str(verdict.retry_after)
            else:
                body = encode(endpoint.answer(self._source.answers, query, now))
                response = web.Response(body=body, content_type="application/json")
            response.headers["X-MBX-USED-WEIGHT-1M"] = str(verdict.used)
        except Refusal as refusal:
            response = _error(refusal)
        return response

    def _unit(self, name: str) -> int | None:
        """Microseconds per unit; None when this unit cannot be had."""
        if name.upper() == _MICROSECOND:
            return 1 if self._source.microseconds else None
        return MILLISECOND if name.upper() in ("", "MILLISECOND") else None


def _names(request: web.Request) -> list[str]:
    """The streams in the URL. A plus sign in a stream's name is one, not a blank."""
    if request.path != "/stream":
        names = unquote(request.raw_path.partition("?")[0]).removeprefix("/ws").strip("/")
    else:
        fields = request.rel_url.raw_query_string.split("&")
        found = [value for value in fields if value.startswith("streams=")]
        names = unquote(found[0].removeprefix("streams=")) if found else ""
    return [name for name in names.split("/") if name]


def _error(refusal: Refusal) -> web.Response:
    body = encode({"code": refusal.code, "msg": str(refusal)})
    return web.Response(status=refusal.status, body=body, content_type="application/json")


def _too_many(code: int, text: str, wait: int) -> web.Response:
    response = _error(Refusal(code, text, 429))
    response.headers["Retry-After"] = str(-(-wait // SECOND))
    return response
