"""The door of the web application: whoever gets past it is known, and may ask what they ask."""

from time import monotonic

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from radist.errors import ClientError
from radist.server import errors
from radist.server.access import Visitor, check_request
from radist.server.guard import Guard
from radist.server.limits import place, shape_fault

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_WATCHED = frozenset({"/healthz", "/readyz"})
"""What may be asked as often as a watchdog likes."""
_LARGEST_BODY = 65_536


class Gate:
    """Puts `visitor`, `address` and `callers`, as whom they are counted, into the scope of those it
    lets through.
    """

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self._app = app
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["type"] == "http":
                self._admit(scope)
        except ClientError as problem:
            await errors.problem(self._guard.refuse(problem))(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _admit(self, scope: Scope) -> None:
        headers, guard = Headers(scope=scope), self._guard
        peer = (scope.get("client") or ("",))[0]
        forwarded = ",".join(headers.getlist("x-forwarded-for"))
        scope["address"] = guard.proxies.address(peer, forwarded)
        counted = scope["path"] not in _WATCHED
        where = place(scope["address"]) if counted else ""
        guard.callers.ask(where, monotonic())
        if scope["method"] not in _READING:
            origin = headers.get("origin")
            if guard.origins.is_foreign(origin, headers.get("host", "")):
                message = f"a page of {origin} may not command this node"
                raise ClientError(403, "bad_origin", message)
        query = scope["query_string"].decode("latin-1")
        scope["visitor"] = guard.visitor(query, headers)
        who = scope["visitor"].user
        user = f"user {who}" if counted and who is not None else ""
        guard.callers.ask(user, monotonic())
        scope["callers"] = (where, user)
        check_request(scope["visitor"], scope["method"], scope["path"])


class BodyLimit:
    """Turns away bodies that are too large, too deep or do not say how large they are, before
    anything else reads them.
    """

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self._app = app
        self._limits = guard.limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            size = _announced(scope)
            body = await self._body(receive) if size else None
        except ClientError as problem:
            await errors.problem(problem)(scope, receive, send)
            return
        await self._app(scope, receive if body is None else _again(body, receive), send)

    async def _body(self, receive: Receive) -> Message:
        """The whole of it; or that the client is gone."""
        parts: list[bytes] = []
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return message
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                break
        body = b"".join(parts)
        if fault := shape_fault(body, self._limits):
            raise ClientError(422, "invalid", f"body: {fault}")
        return {"type": "http.request", "body": body, "more_body": False}


def _announced(scope: Scope) -> int:
    """How many bytes are to come. Raises ClientError."""
    headers = dict(scope.get("headers", ()))
    length = headers.get(b"content-length", b"0")
    if b"transfer-encoding" in headers:
        raise ClientError(411, "length_required", "say how long the body is")
    if not length.isdigit() or int(length) > _LARGEST_BODY:
        raise ClientError(413, "too_large", f"body: at most {_LARGEST_BODY} bytes")
    return int(length)


def _again(first: Message, receive: Receive) -> Receive:
    """`receive`, with what has been read already before it."""
    waiting = [first]

    async def next_message() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_message


def visitor_of(scope: Scope) -> Visitor:
    """Who asks, as the gate has found out."""
    visitor = scope["visitor"]
    assert isinstance(visitor, Visitor)
    return visitor
