"""What a platform of tokens tells its rooms over HTTP, and how the rooms are doing."""

import hashlib
import json
from collections import Counter, OrderedDict
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from radist import codec, platform, topics
from radist.config import Config
from radist.errors import ClientError
from radist.hub.hub import Hub
from radist.server.gate import visitor_of
from radist.server.upstream import Upstream

_MOST_ANSWERS = 10_000
"""Answers that are remembered for those who ask again."""

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        description="Of your choice: the same key again gets the same answer, and tells nobody.",
    ),
]


class Broadcast(BaseModel):
    """An event, and one of its rooms; without `room` it goes to all of them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "type": "new_trade",
                "data": {"token_mint": "So111", "trade_type": "buy", "amount": "1.5"},
            }
        },
    )

    type: str
    data: dict[str, Any]
    room: Annotated[str, Field(min_length=1)] | None = None


class Platform:
    """Who may ask is the gate's affair."""

    def __init__(self, upstream: Upstream, hub: Hub, config: Config) -> None:
        self._upstream = upstream
        self._hub = hub
        self._limit = config.websocket.max_connections
        self._answers: OrderedDict[tuple[str | None, str], tuple[bytes, bytes]] = OrderedDict()
        """By user and key: a digest of what was asked, and the answer."""
        self.router = APIRouter(tags=["Rooms"])
        self.router.add_api_route(
            "/api/v1/websocket/stats", self.stats, summary="How the rooms are doing"
        )
        self.router.add_api_route(
            "/api/v1/websocket/broadcast",
            self.broadcast,
            methods=["POST"],
            summary="Tell the rooms of the platform",
        )

    def publish(self, kind: str, content: Mapping[str, Any], room: str | None = None) -> Any:
        """Tell the rooms; where the event stands in each. Raises ClientError(422)."""
        now = self._upstream.now()
        event = platform.event(kind, content, now)
        if room is not None and room not in event.rooms:
            message = f"room: this {kind} goes to {' and '.join(event.rooms)}, not {room[:200]!r}"
            raise ClientError(422, "invalid", message)
        told = self._hub.tell(event, room or "")
        places = {name: {"epoch": at.epoch, "seq": at.seq} for name, at in told.items()}
        return {"type": kind, "rooms": places, "timestamp": codec.iso(now)}

    async def broadcast(
        self, body: Broadcast, request: Request, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """The answer names the position of the event in each of its rooms."""
        if idempotency_key is None:
            return _json(codec.encode(self.publish(body.type, body.data, body.room)))
        key = (visitor_of(request.scope).user, idempotency_key)
        if key not in self._answers:
            answer = codec.encode(self.publish(body.type, body.data, body.room))
            self._answers[key] = (_digest(body), answer)
            if len(self._answers) > _MOST_ANSWERS:
                self._answers.popitem(last=False)
            return _json(answer)
        asked, answer = self._answers[key]
        if asked != _digest(body):
            message = "Idempotency-Key: this key was used for something else"
            raise ClientError(422, "key_reused", message)
        return _json(answer)

    async def stats(self) -> Response:
        """Counted since the start of the node. Of users and tokens no name is told."""
        hub, traffic, now = self._hub, self._hub.traffic, self._upstream.now()
        transports = Counter(name.partition("-")[0] for name in hub.sessions)
        rooms = {family: {"rooms": 0, "listeners": 0} for family in topics.FAMILIES}
        for name, room in hub.rooms.items():
            counted = rooms[topics.family(name)]
            counted["rooms"] += 1
            counted["listeners"] += len(room.members)
        content = {
            "connections": {
                "websocket": transports["websocket"],
                "sse": transports["sse"],
                "limit": self._limit,
                "opened": traffic.opened,
                "closed": {str(code): count for code, count in sorted(traffic.closed.items())},
            },
            "rooms": rooms,
            "events": {
                "delivered": traffic.events,
                "skipped": traffic.skipped,
                "lost": traffic.lost,
                "bytes": traffic.bytes,
            },
            "uptime_seconds": (now - self._upstream.started) // 1_000_000,
            "timestamp": codec.iso(now),
        }
        return _json(codec.encode(content))


def _digest(body: Broadcast) -> bytes:
    """The same for the same content: bodies themselves would be too much to remember."""
    return hashlib.sha256(json.dumps(body.model_dump(), sort_keys=True).encode()).digest()


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json")
