"""Candles by REST, past and present as one: `/api/v1/candles`."""

import asyncio
from collections import OrderedDict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from msgspec import UNSET

from radist import codec
from radist.config import Config
from radist.hub.hub import Hub
from radist.market.history import Run
from radist.model import Candle
from radist.server.symbols import check_interval
from radist.server.turn import turn
from radist.server.upstream import Upstream

MOST = 1500
"""Candles in one answer."""
_RUN = 3000
_RUNS = 32
"""So many candles are remembered of so many streams: those asked for last."""
_FRESH = 2_000_000
"""Microseconds for which REST's word on the open candle is good, and for which one that is over may
wait for its end to be told.
"""
_END_OF_TIME = 10**16

Before = Annotated[int | None, Query(ge=0, le=_END_OF_TIME, description="`next` of a newer page")]


class _Shelf:
    """What is remembered of one stream. Who holds the lock may ask the exchange, for all."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.run = Run(_RUN)
        self.open: Candle | None = None
        """The open candle as REST told it."""
        self.asked = 0
        """When REST told it."""


class Candles:
    """Asks the exchange for what neither the room nor an earlier answer has."""

    def __init__(self, upstream: Upstream, hub: Hub, config: Config) -> None:
        self._upstream = upstream
        self._hub = hub
        self._exchange = config.market_exchange
        self._shelves: OrderedDict[str, _Shelf] = OrderedDict()
        self.router = APIRouter(tags=["Market data"])
        self.router.add_api_route("/api/v1/candles", self.candles, summary="Candles")

    async def candles(
        self,
        symbol: Annotated[str, Query(examples=["BTC/USDT"])],
        interval: Annotated[str, Query(examples=["1m"])] = "1m",
        exchange: str | None = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 500,
        before: Before = None,
    ) -> Response:
        """Oldest first, without a hole; without `before` up to the open one."""
        name = exchange or self._exchange
        check_interval(self._upstream.exchange(name), interval)
        topic = self._upstream.check(f"candle.{name}.{symbol}.{interval}")
        found, more = await self._page(topic, before, limit)
        instrument = self._upstream.exchange(name).find(symbol)
        content = {
            "exchange": name,
            "symbol": instrument.symbol,
            "native": instrument.native,
            "interval": interval,
            "candles": [_told(candle) for candle in found],
            "next": found[0].time_open if found and more else None,
            "timestamp": codec.iso(self._upstream.now()),
        }
        return Response(codec.encode(content), media_type="application/json")

    async def _page(self, topic: str, before: int | None, limit: int) -> tuple[list[Candle], bool]:
        """The candles, and whether there may be older ones."""
        shelf = self._shelf(topic)
        async with turn(shelf.lock):
            run, opened = shelf.run, None
            run.go_on(self._heard(topic))
            if before is None or (run and before > run.end):
                await self._catch_up(topic, shelf, limit)
                opened = self._opened(topic, shelf)
            last = [opened] if opened and (before is None or opened.time_open < before) else []
            limit -= len(last)
            if before is not None and not (run and run.has_room(run.missing(before, limit))):
                found, more = await self._aside(topic, before, limit)
                return found + last, more
            while run and (missing := run.missing(before, limit)) > 0:
                run.add_older(await self._ask(topic, run.begin, missing))
            found = run.before(before, limit) + last
            return found, not (run.whole and found and found[0].time_open == run.begin)

    def _shelf(self, topic: str) -> _Shelf:
        shelf = self._shelves.setdefault(topic, _Shelf())
        self._shelves.move_to_end(topic)
        if len(self._shelves) > _RUNS:
            self._shelves.popitem(last=False)
        return shelf

    def _heard(self, topic: str) -> list[Candle]:
        """What the stream told, as far as the room remembers: the last word on each candle. One
        that is closed and may still change is left to REST.
        """
        room = self._hub.rooms.get(topic)
        events = [message.event for message in room.messages] if room else []
        found = {event.time_open: event for event in events if isinstance(event, Candle)}
        settled = (c for c in found.values() if not c.is_closed or c.state != "provisional")
        return sorted(settled, key=lambda candle: candle.time_open)

    async def _catch_up(self, topic: str, shelf: _Shelf, limit: int) -> None:
        """See that the present is reached."""
        run, now = shelf.run, self._upstream.now()
        if run and now - shelf.asked < _FRESH:
            return
        if run and now < run.end + run.width + _FRESH and self._opened(topic, shelf):
            return
        missing = (now - run.end) // run.width + 2 if run else limit
        found = await self._ask(topic, None, max(2, missing if missing < _RUN else limit))
        run.add_newer(found)
        shelf.asked, shelf.open = now, next((c for c in found[-1:] if not c.is_closed), None)

    def _opened(self, topic: str, shelf: _Shelf) -> Candle | None:
        """The candle which is not closed yet: as it was heard of, while that can be believed, else
        as REST told it not long ago. It is the one that follows those which are closed.
        """
        fresh = shelf.open if self._upstream.now() - shelf.asked < _FRESH else None
        heard = None if self._upstream.doubt(topic) else next(reversed(self._heard(topic)), None)
        for candle in (heard, fresh):
            if candle and not candle.is_closed and shelf.run.end in (0, candle.time_open):
                return candle
        return None

    async def _aside(self, topic: str, before: int, limit: int) -> tuple[list[Candle], bool]:
        """What is too far from what is remembered to be remembered too."""
        found: list[Candle] = []
        while len(found) < limit:
            end = found[0].time_open if found else before
            more = await self._ask(topic, end, limit - len(found))
            if not more:
                return found, False
            found[:0] = more
        return found, True

    async def _ask(self, topic: str, before: int | None, limit: int) -> list[Candle]:
        events = await self._upstream.history(topic, before, limit)
        found = [event for event in events if isinstance(event, Candle)]
        return [c for c in found if before is None or c.time_open < before]


def _told(candle: Candle) -> dict[str, Any]:
    return {
        "time_open": candle.time_open,
        "time_close": candle.time_close,
        "open": candle.open,
        "high": candle.high,
        "low": candle.low,
        "close": candle.close,
        "volume": candle.volume,
        "quote_volume": candle.quote_volume,
        "trades": candle.trades,
        "is_closed": candle.is_closed,
        "source": "live" if candle.source in (UNSET, "stream") else "backfill",
    }
