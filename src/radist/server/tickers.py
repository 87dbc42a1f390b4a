"""All tickers at once: `/api/v1/tickers`."""

from collections.abc import Iterable, Iterator, Sequence, Sized
from contextlib import nullcontext, suppress
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from radist import codec
from radist.config import Config
from radist.errors import ClientError
from radist.hub.hub import Hub
from radist.model import MiniTicker, Ticker
from radist.server.sparklines import POINTS, Sparklines
from radist.server.symbols import split
from radist.server.upstream import Upstream

ALL = "*"
_FULL, _MINI = "ticker", "mini_ticker"


class Tickers:
    """Reads the rooms of tickers, or where there is none of the shorter ones."""

    def __init__(self, upstream: Upstream, hub: Hub, config: Config) -> None:
        self._upstream = upstream
        self._hub = hub
        self._exchange = config.market_exchange
        self.sparklines = Sparklines(upstream)
        self.router = APIRouter(tags=["Market data"])
        self.router.add_api_route("/api/v1/tickers", self.tickers, summary="All tickers")

    async def tickers(
        self,
        exchange: str | None = None,
        symbols: Annotated[str | None, Query(examples=["BTCUSDT,ETHUSDT"])] = None,
        sparkline: Annotated[int | None, Query(ge=2, le=POINTS)] = None,
    ) -> Response:
        """`exchange` may be `*`. What has not come yet is left out, a `sparkline` that is not there
        yet is null.
        """
        names = [exchange or self._exchange]
        if exchange == ALL:
            names = [feed.exchange for feed in self._upstream.status()]
        wanted = None if symbols is None else split(symbols)
        found = [self._told(topic, event, sparkline) for topic, event in self._known(names, wanted)]
        content = {
            "tickers": found,
            "count": len(found),
            "timestamp": codec.iso(self._upstream.now()),
        }
        return Response(codec.encode(content), media_type="application/json")

    def _known(
        self, names: Sequence[str], wanted: list[str] | None
    ) -> Iterator[tuple[str, Ticker | MiniTicker]]:
        """Topic and event, of these symbols or of all."""
        for name in names:
            asked = self._followed(name) if wanted is None else self._named(names, name, wanted)
            for symbol in dict.fromkeys(asked):
                for channel in (_FULL, _MINI):
                    topic = f"{channel}.{name}.{symbol}"
                    room = self._hub.rooms.get(topic)
                    message = room.snapshot() if room else None
                    if message and isinstance(message.event, Ticker | MiniTicker):
                        yield topic, message.event
                        break

    def _followed(self, name: str) -> Iterator[str]:
        self._upstream.exchange(name)
        for channel in (_FULL, _MINI):
            start = f"{channel}.{name}."
            yield from (t.removeprefix(start) for t in self._hub.rooms if t.startswith(start))

    def _named(self, names: Sized, name: str, wanted: Iterable[str]) -> Iterator[str]:
        """Of several exchanges, not all have to know each of them."""
        exchange = self._upstream.exchange(name)
        for spelling in wanted:
            with suppress(ClientError) if len(names) > 1 else nullcontext():
                yield exchange.find(spelling).symbol

    def _told(self, topic: str, event: Ticker | MiniTicker, points: int | None) -> dict[str, Any]:
        doubt = self._upstream.doubt(topic)
        full = event if isinstance(event, Ticker) else None
        told = {
            "exchange": event.exchange,
            "symbol": event.symbol,
            "native": event.native,
            "time_exchange": event.time_exchange,
            "time_received": event.time_received,
            "price": event.price,
            "open": event.open,
            "high": event.high,
            "low": event.low,
            "volume": event.volume,
            "quote_volume": event.quote_volume,
            **{name: getattr(full, name, None) for name in _ONLY_FULL},
            "age_ms": max(0, self._upstream.now() - event.time_received) // 1000,
            "stale": bool(doubt),
            "cause": doubt or None,
        }
        if points is not None:
            line = self.sparklines.of(event.exchange, event.symbol, event.price, points)
            told["sparkline"] = line
        return told


_ONLY_FULL = (
    "price_change",
    "price_change_percent",
    "weighted_average",
    "trades",
    "bid_price",
    "bid_quantity",
    "ask_price",
    "ask_quantity",
)
