"""REST of the `/api/ws/*` family, which asks and commands, and `/api/v1/about`."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from radist import codec, topics
from radist.config import Config
from radist.errors import ClientError
from radist.exchanges.base import Exchange
from radist.hub.hub import Hub
from radist.model import Event
from radist.server import seed
from radist.server.access import user_of
from radist.server.gate import visitor_of
from radist.server.symbols import MOST_SYMBOLS, check_interval, split
from radist.server.upstream import FeedStatus, Upstream
from radist.server.websocket import PATH

StreamType = Literal["ticker", "mini_ticker", "kline", "trade", "agg_trade", "book_ticker"]
Symbols = Annotated[
    str | None, Query(description="A comma list, in either spelling", examples=["BTCUSDT,ETHUSDT"])
]


class Wish(BaseModel):
    """Streams of one type. `interval` matters to klines only."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"symbols": ["BTCUSDT"], "stream_type": "ticker"}},
    )

    symbols: Annotated[list[str], Field(min_length=1, max_length=MOST_SYMBOLS)]
    stream_type: StreamType = "ticker"
    interval: str = "1m"


class Rest:
    """Questions and commands. The family speaks of one exchange, and in its spelling."""

    def __init__(self, upstream: Upstream, hub: Hub, config: Config) -> None:
        self._upstream = upstream
        self._hub = hub
        self._name = config.market_exchange
        family = APIRouter(prefix="/api/ws", tags=["Market data"])
        for method, path, endpoint, summary in (
            ("GET", "/status", self.status, "How the connection to the exchange is doing"),
            ("POST", "/connect", self.connect, "Connect to the exchange"),
            ("POST", "/disconnect", self.disconnect, "Disconnect, and stay so"),
            ("POST", "/subscribe", self.subscribe, "Keep streams coming"),
            ("POST", "/unsubscribe", self.unsubscribe, "Let streams go"),
            ("GET", "/prices", self.prices, "The newest ticker of each symbol"),
            ("GET", "/streams", self.streams, "What is subscribed"),
            ("POST", "/quick/start-prices", self.start_prices, "Connect, and keep tickers coming"),
            ("POST", "/quick/stop", self.stop, "Let all streams go, and disconnect"),
        ):
            family.add_api_route(path, endpoint, methods=[method], summary=summary)
        self.router = APIRouter()
        self.router.include_router(family)
        self.router.add_api_route(
            "/api/v1/about", self.about, summary="What this node is and serves", tags=["Node"]
        )

    async def status(self) -> Response:
        """Counters are since the start."""
        return _json(self._status())

    async def connect(self) -> Response:
        """Takes effect in the background: the answer is the status at once, `connected` follows."""
        self._upstream.resume()
        return _json(self._status())

    async def disconnect(self) -> Response:
        """What is subscribed is kept for the next connect."""
        self._upstream.hold()
        return _json(self._status())

    async def subscribe(self, wish: Wish) -> Response:
        """All of the symbols, or none if one of them is unknown."""
        return self._changed("subscribed", wish)

    async def unsubscribe(self, wish: Wish) -> Response:
        """What somebody listens to keeps coming for them."""
        return self._changed("unsubscribed", wish)

    async def prices(self, symbols: Symbols = None) -> Response:
        """What has been received, subscribed or not any more; `age_ms` since, and `stale` where it
        cannot be believed.
        """
        exchange = self._upstream.exchange(self._name)
        names = exchange.instruments if symbols is None else split(symbols)
        found = {}
        for name in names:
            topic = seed.topic(exchange, "ticker", name)
            if event := self._hub.latest(topic):
                found[event.native] = seed.payload(event) | self._believed(topic, event)
        return self._stamped({"prices": found, "count": len(found)})

    def _believed(self, topic: str, event: Event) -> dict[str, Any]:
        age = max(0, self._upstream.now() - event.time_received)
        return {"stale": bool(self._upstream.doubt(topic)), "age_ms": age // 1000}

    async def streams(self) -> Response:
        """`refused` are streams that the exchange would not give, and why."""
        exchange, feed = self._upstream.exchange(self._name), self._feed()
        listed = [_stream(exchange, topic) for topic in feed.topics]
        return self._stamped({"streams": listed, "count": len(listed), "refused": feed.refused})

    async def start_prices(self, symbols: Symbols = None) -> Response:
        """Without `symbols`, those of the front page."""
        exchange = self._upstream.exchange(self._name)
        if symbols is None:
            wanted: Sequence[str] = self._upstream.markets()
        else:
            wanted = [seed.topic(exchange, "ticker", name) for name in split(symbols)]
        self._upstream.resume()
        self._upstream.subscribe(wanted)
        listed = [_stream(exchange, topic) for topic in wanted]
        return self._stamped({"subscribed": listed, "count": len(listed)})

    async def stop(self) -> Response:
        """`start-prices` and `connect` begin anew."""
        self._upstream.unsubscribe_all()
        self._upstream.hold()
        return _json(self._status())

    async def about(self, request: Request) -> Response:
        """Where the rooms are, whose is `user_<user>`, and the symbols of the front page: none
        while it is not known what is traded.
        """
        content = {
            "name": "radist",
            "version": self._upstream.version,
            "simulated": self._upstream.simulated,
            "user": user_of(visitor_of(request.scope)),
            "websocket": {"port": self._upstream.ports[1], "path": PATH},
            "exchanges": [feed.exchange for feed in self._upstream.status()],
            "markets": [self._market(topic) for topic in self._front_page()],
        }
        return _json(content)

    def _front_page(self) -> Sequence[str]:
        try:
            return self._upstream.markets()
        except ClientError:
            return ()

    def _market(self, topic: str) -> dict[str, Any]:
        name, subscription = topics.parse(topic)
        instrument = self._upstream.exchange(name).find(subscription.symbol)
        return {
            "exchange": name,
            "symbol": instrument.symbol,
            "native": instrument.native,
            "room": topic,
            "price_step": instrument.price_step,
        }

    def _changed(self, verb: Literal["subscribed", "unsubscribed"], wish: Wish) -> Response:
        exchange = self._upstream.exchange(self._name)
        interval = ""
        if wish.stream_type == "kline":
            check_interval(exchange, interval := wish.interval)
        named = [seed.named(exchange, wish.stream_type, name, interval) for name in wish.symbols]
        asked = dict.fromkeys(map(self._upstream.wish, named))
        change = self._upstream.subscribe if verb == "subscribed" else self._upstream.unsubscribe
        change(asked)
        chosen = dict.fromkeys(t for topic in asked for t in sorted(self._upstream.select(topic)))
        listed = [_stream(exchange, topic) for topic in chosen]
        return self._stamped({verb: listed, "count": len(listed)})

    def _feed(self) -> FeedStatus:
        for feed in self._upstream.status():
            if feed.exchange == self._name:
                return feed
        raise ClientError(503, "starting", f"{self._name} is not listened to yet")

    def _status(self) -> dict[str, Any]:
        now, feed = self._upstream.now(), self._feed()
        since = feed.connected_since if feed.connected else None
        return {
            "connected": feed.connected,
            "exchange": feed.exchange,
            "held": feed.held,
            "simulated": self._upstream.simulated,
            "connected_since": codec.iso(since) if since else None,
            "uptime_seconds": (now - self._upstream.started) // 1_000_000,
            "streams": len(feed.topics),
            "messages": feed.messages,
            "errors": feed.errors,
            "reconnects": feed.reconnects,
            "clients": len(self._hub.sessions),
            "last_error": feed.last_error or None,
            "timestamp": codec.iso(now),
        }

    def _stamped(self, content: dict[str, Any]) -> Response:
        return _json(content | {"timestamp": codec.iso(self._upstream.now())})


def _stream(exchange: Exchange, topic: str) -> dict[str, Any]:
    return seed.stream(exchange, topics.parse(topic)[1])


def _json(content: dict[str, Any]) -> Response:
    return Response(codec.encode(content), media_type="application/json")
