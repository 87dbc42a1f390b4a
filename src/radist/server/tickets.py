"""Tickets: a way in for browsers' EventSource and WebSocket, which can set no headers.

A ticket stands in a URL, where logs and histories see it; so it is good once, and not for long.
"""

import secrets

from radist.errors import ClientError
from radist.server.access import Visitor

LIFETIME = 60.0
MOST = 10_000
"""Tickets that are out at the same time; beyond it, none is made."""
_MOST_EACH = 100


class Tickets:
    """Those which are out. `now` is in seconds of any clock that does not go back."""

    def __init__(self) -> None:
        self._out: dict[str, tuple[Visitor, float]] = {}
        """In the order in which they end."""

    def issue(self, visitor: Visitor, now: float) -> str:
        """A ticket for somebody. Raises ClientError(429, 503) if there are too many."""
        self._collect(now)
        if len(self._out) >= MOST:
            raise ClientError(503, "full", f"{MOST} tickets are out, which is the limit")
        if sum(owner.user == visitor.user for owner, _ in self._out.values()) >= _MOST_EACH:
            raise ClientError(429, "too_many_tickets", f"{_MOST_EACH} of yours are out: use them")
        ticket = secrets.token_urlsafe(32)
        self._out[ticket] = visitor, now + LIFETIME
        return ticket

    def redeem(self, ticket: str, now: float) -> Visitor:
        """Whose ticket it is, once. Raises ClientError(401)."""
        self._collect(now)
        visitor, _ = self._out.pop(ticket, (None, 0.0))
        if visitor is None:
            raise ClientError(401, "bad_ticket", "no such ticket: each is good once, for a minute")
        return visitor

    def _collect(self, now: float) -> None:
        """Forget those whose time is over."""
        while self._out:
            ticket = next(iter(self._out))
            if self._out[ticket][1] > now:
                return
            del self._out[ticket]
