"""The web application: REST, server-sent events, health and the page."""

import asyncio
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from radist.config import Config
from radist.hub.hub import Hub
from radist.server import errors
from radist.server.book import Books
from radist.server.health import health
from radist.server.origin import LOCAL, is_foreign
from radist.server.page import Page
from radist.server.rest import Rest
from radist.server.sse import Streams
from radist.server.upstream import Upstream

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_LARGEST_BODY = 65_536


class BodyLimit:
    """Turns away bodies that are too large or do not say how large, before anything reads them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        length = headers.get(b"content-length", b"0")
        if b"transfer-encoding" in headers:
            answer = errors.problem(411, "length_required", "say how long the body is")
        elif not length.isdigit() or int(length) > _LARGEST_BODY:
            answer = errors.problem(413, "too_large", f"body: at most {_LARGEST_BODY} bytes")
        else:
            await self._app(scope, receive, send)
            return
        await answer(scope, receive, send)


class OriginCheck:
    """Turns away the commands of foreign pages, which a browser sends without asking anybody."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._app
        if scope["type"] == "http" and scope["method"] not in _READING:
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if is_foreign(origin, headers.get("host", "")):
                message = f"a page of {origin} may not command this node"
                answer = errors.problem(403, "bad_origin", message)
        await answer(scope, receive, send)


def create_app(
    upstream: Upstream,
    hub: Hub,
    config: Config,
    page: Path | None = None,
    closing: asyncio.Event | None = None,
) -> FastAPI:
    """The application of one node. `page` is the folder of the built page.

    Streams end when `closing` is set: to be done before the server is told to stop.
    """
    app = FastAPI(
        title="Radist",
        summary="Real-time market data: REST and server-sent events",
        version=upstream.version,
        # Both would load scripts of strangers into a page of ours.
        docs_url=None,
        redoc_url=None,
    )
    errors.install(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(OriginCheck)
    app.add_middleware(CORSMiddleware, allow_origin_regex=LOCAL, allow_methods=["GET"])
    streams = Streams(upstream, hub, config.market_exchange, closing or asyncio.Event())
    rest, books = Rest(upstream, hub, config), Books(upstream, hub, config)
    for router in (rest.router, books.router, streams.router, health(upstream, hub)):
        app.include_router(router)
    app.router.default = Page(page)
    return app
