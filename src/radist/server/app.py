"""The web application: REST, server-sent events, health and the page."""

import asyncio
from collections import Counter
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import HTTPBearer

from radist.config import Config
from radist.hub.hub import Hub
from radist.server import errors, openapi
from radist.server.admin import Admin
from radist.server.alert_targets import AlertTargets
from radist.server.alerts import Alerts
from radist.server.asyncapi import described
from radist.server.book import Books
from radist.server.candles import Candles
from radist.server.condition import Conditions
from radist.server.counting import Requests
from radist.server.events import Events
from radist.server.gaps import Gaps
from radist.server.gate import BodyLimit, Gate
from radist.server.guard import Guard
from radist.server.health import health
from radist.server.instruments import Instruments
from radist.server.layouts import Layouts
from radist.server.metrics import registry
from radist.server.origin import LOCAL
from radist.server.page import Page
from radist.server.platform import Platform
from radist.server.portfolio import Portfolio
from radist.server.rest import Rest
from radist.server.sse import Streams
from radist.server.stream import Place
from radist.server.tickers import Tickers
from radist.server.tokens import Tokens
from radist.server.trades import Trades
from radist.server.trading import Trading
from radist.server.upstream import Upstream

_BEARER = HTTPBearer(auto_error=False, description="A token; where no key is set, none is needed")
"""For readers of the API's description: the gate decides."""


def create_app(
    upstream: Upstream,
    hub: Hub,
    config: Config,
    page: Path | None = None,
    closing: asyncio.Event | None = None,
    guard: Guard | None = None,
) -> FastAPI:
    """The application of one node. `page` is the folder of the built page.

    Streams end when `closing` is set, and by `app.state.drain()`: to be done before the server is
    told to stop.
    """
    guard = guard or Guard(config)
    app = FastAPI(
        title="Radist",
        summary="Real-time market data: REST and server-sent events",
        version=upstream.version,
        # Both would load scripts of strangers into a page of ours.
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(_BEARER)],
    )
    errors.install(app)
    app.add_middleware(BodyLimit, guard=guard)
    app.add_middleware(Gate, guard=guard)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=sorted(guard.origins.listed),
        allow_origin_regex=None if guard.origins.listed else LOCAL,
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID"],
    )
    place = Place(upstream, hub, guard, closing or asyncio.Event())
    app.state.drain = place.drain
    _add_markets(app, place, config)
    streams, events = Streams(place, config.market_exchange), Events(place)
    admin, platform = Admin(hub, guard), Platform(upstream, hub, config)
    app.state.publish = platform.publish
    alerts = (AlertTargets(upstream), Alerts(upstream))  # `targets` is no alert's id
    for part in (streams, events, admin, platform, Layouts(upstream), *alerts):
        app.include_router(part.router)
    for trading in (Tokens(place), Portfolio(place), Trading(place, config)):
        app.include_router(trading.router)
    requests: Counter[tuple[str, str, int]] = Counter()
    app.add_middleware(Requests, counts=requests)
    app.include_router(health(upstream, registry(upstream, hub, guard, requests)))
    app.include_router(described(upstream, config.websocket.host))
    openapi.install(app)
    app.router.default = Page(page, upstream)
    return app


def _add_markets(app: FastAPI, place: Place, config: Config) -> None:
    """What is asked about markets; `app.state.draw()` fetches what takes its time."""
    upstream, hub = place.upstream, place.hub
    tickers = Tickers(upstream, hub, config)
    app.state.draw = tickers.sparklines.run
    for part in (
        Rest(upstream, hub, config),
        Books(place, config),
        Candles(upstream, hub, config),
        Trades(upstream, hub, config),
        tickers,
        Instruments(upstream, config),
        Conditions(upstream, hub),
        Gaps(upstream),
    ):
        app.include_router(part.router)
