"""What one client of the rooms has shown of itself, and may still do."""

import asyncio
from collections.abc import Callable
from time import monotonic, time

from picows import WSUpgradeRequest

from radist.errors import ClientError
from radist.hub import protocol
from radist.hub.protocol import Auth, Ping, Request, Subscribe
from radist.server.access import Visitor
from radist.server.guard import Guard
from radist.server.limits import Allowance, place, shape_fault
from radist.server.seats import Seat

_PATIENCE = 5.0
"""Seconds in which a token has to be shown, where one is asked for."""
_BEARER = "bearer."
_INVALID_TEXT = 1007


class Goodbye(Exception):  # noqa: N818  # what happened, not whose mistake it is
    """This client has to go: `code` and the message are those of its close."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Passport:
    """Made at the handshake, used until the end. Raises ClientError if the way in is a wrong one.

    A token that is not believed is told once the socket is open: browsers do not see the status of
    a handshake.
    """

    __slots__ = (
        "_allowance",
        "_deadline",
        "_forwarded",
        "_guard",
        "_problem",
        "_seat",
        "protocol",
        "visitor",
    )

    def __init__(self, guard: Guard, request: WSUpgradeRequest) -> None:
        self._guard = guard
        self._forwarded = ",".join(request.headers.getall("X-Forwarded-For", ()))
        self._allowance = Allowance(guard.limits, monotonic())
        self._seat: Seat | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._problem: ClientError | None = None
        self.visitor: Visitor = guard.nobody
        offered = _offered(request)
        self.protocol = protocol.NAME if protocol.NAME in offered else ""
        """What to answer in `Sec-WebSocket-Protocol`: never the token that may stand beside it."""
        bearer = next((o.removeprefix(_BEARER) for o in offered if o.startswith(_BEARER)), "")
        query = request.path.partition(b"?")[2].decode("latin-1")
        try:
            self.visitor = guard.visitor(query, request.headers, bearer)
        except ClientError as problem:
            if problem.code in (400, 403):
                raise
            self._problem = problem

    def enter(
        self, session: str, peer: str, since: int, cut: Callable[[int, str], None]
    ) -> list[bytes]:
        """Take a seat; what the client is told about its token. Raises ClientError, Goodbye."""
        address = self._guard.proxies.address(peer, self._forwarded)
        try:
            self._guard.callers.ask(place(address), monotonic())
        except ClientError as problem:
            self._guard.refuse(problem)
            raise Goodbye(protocol.FLOOD, "too many connections a second: slow down") from problem
        self._seat = Seat(session, address, self.visitor, since, cut)
        self._guard.seats.take(self._seat, time())
        if self._problem is not None and self._problem.code != 503:
            self._guard.refuse(self._problem)
            raise Goodbye(protocol.BAD_TOKEN, str(self._problem))
        if not self.visitor.admitted:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(_PATIENCE, self._show_out, cut)
        if self._problem is not None:
            return [protocol.error(None, self._problem)]
        return [self._told(None)] if self.visitor.user is not None else []

    def _show_out(self, cut: Callable[[int, str], None]) -> None:
        why = "no token was shown"
        self._guard.refuse(ClientError(401, "auth_required", why))
        cut(protocol.BAD_TOKEN, why)

    def leave(self) -> None:
        """The client is gone."""
        self._stop_waiting()
        if self._seat is not None:
            self._guard.seats.leave(self._seat)

    def check(self, message: bytes, cost: int) -> None:
        """Raises ClientError if a message is one too many, Goodbye if there were many of those."""
        if fault := shape_fault(message, self._guard.limits):
            raise Goodbye(_INVALID_TEXT, fault)
        try:
            self._allowance.check_message(cost, monotonic())
        except ClientError as problem:
            self._refuse(problem)

    def check_request(self, request: Request) -> None:
        """Raises ClientError if the visitor may not ask this, or not so much, Goodbye as above."""
        if not self.visitor.admitted and not isinstance(request, Ping):
            raise ClientError(401, "auth_required", 'say {"op":"auth","token":"…"} first')
        if isinstance(request, Subscribe):
            try:
                self._allowance.check_subscriptions(len(request.rooms), monotonic())
            except ClientError as problem:
                self._refuse(problem)

    def _refuse(self, problem: ClientError) -> None:
        if self._allowance.is_flood(monotonic()):
            raise Goodbye(protocol.FLOOD, "too many messages: slow down") from problem
        raise problem

    def show(self, request: Auth) -> bytes:
        """A token, the first or a newer one; the answer to it.

        Raises ClientError: who was let in by an older token stays so. Goodbye if nobody was.
        """
        assert self._seat is not None
        try:
            visitor = self._guard.read(request.token)
            if self.visitor.user not in (None, visitor.user):
                raise ClientError(403, "other_user", "this connection belongs to another user")
            self._guard.seats.change(self._seat, visitor, time())
        except ClientError as problem:
            self._guard.refuse(problem)
            if self.visitor.admitted or problem.code == 503:
                raise
            code = protocol.FULL if problem.code == 429 else protocol.BAD_TOKEN
            raise Goodbye(code, str(problem)) from problem
        self.visitor = visitor
        self._stop_waiting()
        return self._told(request.id)

    def _told(self, request: int | str | None) -> bytes:
        visitor = self.visitor
        assert visitor.user is not None
        expires = visitor.expires or 0.0
        return protocol.authenticated(request, visitor.user, visitor.scopes, expires)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def _offered(request: WSUpgradeRequest) -> list[str]:
    listed = ",".join(request.headers.getall("Sec-WebSocket-Protocol", ()))
    return [offer.strip() for offer in listed.split(",")]
