"""Server-sent events: any rooms at `/api/v1/sse`, and the three streams of `/api/ws/sse/*`."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response

from radist import topics
from radist.exchanges.base import Exchange
from radist.hub import protocol
from radist.server import seed
from radist.server.gate import visitor_of
from radist.server.stream import EventStream, Place
from radist.server.symbols import Rooms, check_interval, rooms, split
from radist.server.wording import OfFamily, OfRooms

LastId = Annotated[
    str | None,
    Header(description="Where to go on: the `id` of the last event seen. Browsers send it."),
]
LastIdQuery = Annotated[
    str | None,
    Query(alias="last_event_id", description="The same, for clients that set no headers."),
]


MaxHz = Annotated[
    float | None,
    Query(ge=0.1, le=1000, description="So many messages a second of each room, and no more."),
]


class Streams:
    """Checks what is asked for, and opens the streams. `exchange` is the one of `/api/ws/*`."""

    def __init__(self, place: Place, exchange: str) -> None:
        self._place = place
        self._upstream = place.upstream
        self._name = exchange
        self.router = APIRouter(tags=["Streams"])
        for path, endpoint, summary in (
            ("/api/v1/sse", self.rooms, "Any rooms, as over WebSocket"),
            ("/api/ws/sse/prices", self.prices, "24 h tickers of some symbols as they change"),
            ("/api/ws/sse/klines", self.klines, "Candles of one symbol as they grow"),
            ("/api/ws/sse/trades", self.trades, "Every trade of one symbol"),
        ):
            self.router.add_api_route(
                path,
                endpoint,
                summary=summary,
                response_class=Response,
                responses={200: {"content": {"text/event-stream": {}}}},
            )

    async def rooms(
        self,
        request: Request,
        topics: Rooms,
        max_hz: MaxHz = None,
        last_event_id: LastId = None,
        last_id: LastIdQuery = None,
    ) -> Any:
        """The frames of the rooms: `subscribed` for each of them, then events and gaps."""
        wanted = rooms(self._upstream, visitor_of(request.scope), topics)
        since = protocol.positions(cursor, wanted) if (cursor := last_event_id or last_id) else {}
        return EventStream(self._place, wanted, OfRooms(max_hz), since, max_hz or 0.0)

    async def prices(
        self,
        symbols: Annotated[str | None, Query(examples=["BTCUSDT,ETHUSDT"])] = None,
        last_event_id: LastId = None,
        last_id: LastIdQuery = None,
    ) -> Any:
        """Tickers; without `symbols` those of the front page."""
        exchange = self._upstream.exchange(self._name)
        wanted = (
            [exchange.find(name).symbol for name in split(symbols)]
            if symbols is not None
            else [topics.parse(topic)[1].symbol for topic in self._upstream.markets()]
        )
        return self._open(exchange, "ticker", wanted, last_event_id or last_id)

    async def klines(
        self,
        symbol: Annotated[str, Query(examples=["BTCUSDT"])],
        interval: Annotated[str, Query(examples=["1m"])] = "1m",
        last_event_id: LastId = None,
        last_id: LastIdQuery = None,
    ) -> Any:
        """The current candle of an interval, again and again, and once more when it is closed."""
        exchange = self._upstream.exchange(self._name)
        check_interval(exchange, interval)
        since = last_event_id or last_id
        return self._open(exchange, "kline", [symbol], since, interval)

    async def trades(
        self,
        symbol: Annotated[str, Query(examples=["BTCUSDT"])],
        last_event_id: LastId = None,
        last_id: LastIdQuery = None,
    ) -> Any:
        """Every trade, in order; a hole is an event of its own, of type `gap`."""
        exchange = self._upstream.exchange(self._name)
        return self._open(exchange, "trade", [symbol], last_event_id or last_id)

    def _open(
        self,
        exchange: Exchange,
        stream_type: str,
        symbols: Iterable[str],
        since: str | None,
        interval: str = "",
    ) -> EventStream:
        natives = {}
        for symbol in symbols:
            topic = self._upstream.check(seed.topic(exchange, stream_type, symbol, interval))
            natives[topic] = exchange.find(symbol).native
        positions = protocol.positions(since, natives) if since else {}
        return EventStream(self._place, tuple(natives), OfFamily(natives), positions)
