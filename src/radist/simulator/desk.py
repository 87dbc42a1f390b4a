"""What a simulated exchange tells of itself, and how it is made to fail from another process."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Protocol

from aiohttp import web

from radist.errors import ConfigError
from radist.simulator import faults
from radist.simulator.binance_events import encode
from radist.simulator.faults import Fault
from radist.simulator.limits import Counts, Weights
from radist.simulator.socket import Socket
from radist.simulator.venue import Venue

Inflict = Callable[[Iterable[Fault]], None]


class Told(Protocol):
    """What there is to tell."""

    weights: Weights

    @property
    def connections(self) -> int: ...
    @property
    def rest_calls(self) -> int: ...
    @property
    def counts(self) -> Counts: ...
    @property
    def messages(self) -> int: ...
    @property
    def dropped(self) -> int: ...
    @property
    def sockets(self) -> list[Socket]: ...


class Desk:
    """`GET /simulator/status` and `POST /simulator/faults`; neither counts as a REST call."""

    def __init__(self, told: Told, venue: Venue, inflict: Inflict) -> None:
        self._told = told
        self._venue = venue
        self._inflict = inflict

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/simulator/status", self.status),
            web.post("/simulator/faults", self.faults),
        ]

    async def status(self, request: web.Request) -> web.Response:
        return _json(self._status())

    async def faults(self, request: web.Request) -> web.Response:
        """The body is a text as `--faults` has it; the answer is the status."""
        try:
            self._inflict(faults.parse(await request.text(), self._venue.parse))
        except (ConfigError, UnicodeDecodeError) as error:
            return _json({"error": str(error)}, 400)
        return _json(self._status())

    def _status(self) -> dict[str, object]:
        told = self._told
        return {
            "exchange": self._venue.name,
            "violations": told.counts.violations,
            "counts": asdict(told.counts),
            "connections": told.connections,
            "messages": told.messages,
            "dropped": told.dropped,
            "rest_calls": told.rest_calls,
            "most_weight": told.weights.most,
            "sockets": [
                {
                    "number": socket.number,
                    "path": socket.path,
                    "received": socket.received,
                    "sent": socket.sent,
                    "streams": list(socket.session.streams),
                }
                for socket in sorted(told.sockets, key=lambda socket: socket.number)
            ],
        }


def _json(content: dict[str, object], status: int = 200) -> web.Response:
    return web.Response(status=status, body=encode(content), content_type="application/json")
