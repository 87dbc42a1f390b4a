"""Tickets for browsers, and what admins do about connections and tokens."""

import logging
from time import monotonic, time
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from radist import codec
from radist.errors import ClientError
from radist.hub.hub import Hub
from radist.server.gate import visitor_of
from radist.server.guard import Guard
from radist.server.seats import Seat
from radist.server.tickets import LIFETIME

log = logging.getLogger(__name__)

_Name = Annotated[str, Field(min_length=1, max_length=256)]


class Revocation(BaseModel):
    """One token by its `jti`, or all of a user's that were issued before a time."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"jti": "Xk3_9aQ"}})

    jti: _Name | None = None
    user: _Name | None = None
    issued_before: Annotated[float | None, Field(ge=0, description="Unix seconds; else now")] = None


class Admin:
    """Who may ask is the gate's affair."""

    def __init__(self, hub: Hub, guard: Guard) -> None:
        self._hub = hub
        self._guard = guard
        self.router = APIRouter(prefix="/api/v1/websocket", tags=["Access"])
        for method, path, endpoint, summary in (
            ("POST", "/tickets", self.ticket, "A way in for one connection of a browser"),
            (
                "POST",
                "/revocations",
                self.revoke,
                "Make tokens worthless",
            ),
            ("GET", "/connections", self.connections, "Who is connected"),
            ("DELETE", "/connections/{session}", self.cut, "End a connection"),
        ):
            self.router.add_api_route(path, endpoint, methods=[method], summary=summary)

    async def ticket(self, request: Request) -> Response:
        """Good once, for a minute, as `?ticket=…` of an event stream or of the rooms."""
        ticket = self._guard.tickets.issue(visitor_of(request.scope), monotonic())
        return _json({"ticket": ticket, "expires_in": int(LIFETIME)})

    async def revoke(self, revocation: Revocation) -> Response:
        """Holds until the node ends. `closed` counts the connections that were ended by it."""
        guard, user = self._guard, revocation.user
        if (revocation.jti is None) == (user is None):
            raise ClientError(422, "invalid", "jti, user: give one of them")
        if revocation.jti is not None:
            guard.revoked.token(revocation.jti)
        elif user is not None:
            before = revocation.issued_before
            guard.revoked.user(user, time() if before is None else before)
        closed = guard.seats.cut_where(guard.revoked.holds)
        log.info("tokens revoked", extra={"jti": revocation.jti, "user": user, "closed": closed})
        return _json({"closed": closed})

    async def connections(self) -> Response:
        """Those of WebSocket and of event streams."""
        listed = [self._shown(seat) for seat in self._guard.seats]
        return _json({"connections": listed, "count": len(listed)})

    async def cut(self, session: str) -> Response:
        """With close code 3503: the client is not to come back."""
        if not self._guard.seats.cut(session):
            raise ClientError(404, "unknown_session", f"nobody is connected as {session[:100]!r}")
        log.info("connection ended", extra={"session": session})
        return _json({"closed": 1})

    def _shown(self, seat: Seat) -> dict[str, Any]:
        visitor = seat.visitor
        known = self._hub.sessions.get(seat.session)
        expires = visitor.expires
        return {
            "session": seat.session,
            "transport": seat.transport,
            "address": seat.address,
            "user": visitor.user,
            "scope": sorted(visitor.scopes) if visitor.user is not None else [],
            "since": codec.iso(seat.since),
            "expires": codec.iso(int(expires * 1e6)) if expires is not None else None,
            "rooms": len(known.memberships) if known else 0,
        }


def _json(content: dict[str, Any]) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(codec.encode(content), headers=headers, media_type="application/json")
