"""Order books by REST: `/api/v1/book`."""

import asyncio
import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from radist import codec
from radist.config import Config
from radist.errors import ClientError
from radist.hub.session import Session
from radist.market.book import OrderBook
from radist.server.stream import Place

PATIENCE = 10.0
"""Seconds in which a book that nobody followed has to be there."""
_TAKE = 1_000_000
_ASKED_FOR = {"description": "As `book.…` rooms give it, at one moment"}


class Books:
    """Asks as any listener does: by being in the book's room until the book is there."""

    def __init__(self, place: Place, config: Config) -> None:
        self._place = place
        self._upstream = place.upstream
        self._hub = place.hub
        self._exchange = config.market_exchange
        self.router = APIRouter(tags=["Market data"])
        self.router.add_api_route(
            "/api/v1/book", self.book, summary="An order book", responses={200: _ASKED_FOR}
        )

    async def book(
        self,
        request: Request,
        symbol: Annotated[str, Query(examples=["BTC/USDT"])],
        exchange: str | None = None,
        depth: Annotated[int, Query(ge=1, le=1000)] = 20,
    ) -> Response:
        """Levels are `[price, quantity]`, best first. `stale`, with the `cause`, while it cannot be
        believed; `confidence` is what speaks for it.
        """
        name = exchange or self._exchange
        topic = self._upstream.check(f"book.{name}.{symbol}")
        self._place.admit(request.scope, [topic])
        book = self._hub.book(topic) or await self._wait_for(topic)
        instrument = self._upstream.exchange(name).find(symbol)
        doubt = self._upstream.doubt(topic)
        now = self._upstream.now()
        content: dict[str, Any] = {
            "exchange": name,
            "symbol": instrument.symbol,
            "native": instrument.native,
            "last_id": book.last_id,
            "stale": bool(doubt),
            "cause": doubt or None,
            "age_ms": max(0, now - (book.time or now)) // 1000,
            "confidence": self._hub.confidence(name, instrument.symbol),
            "bids": book.bids(depth),
            "asks": book.asks(depth),
            "timestamp": codec.iso(now),
        }
        return Response(codec.encode(content), media_type="application/json")

    async def _wait_for(self, topic: str) -> OrderBook:
        due = asyncio.Event()
        session = Session(f"rest-{secrets.token_hex(8)}", due.set)
        self._hub.enter(session)
        try:
            self._hub.join(session, topic)
            async with asyncio.timeout(PATIENCE):
                while (book := self._hub.book(topic)) is None:
                    await due.wait()
                    due.clear()
                    session.take(_TAKE)
            return book
        except TimeoutError:
            message = f"{topic} is not complete yet: its snapshot has not come"
            raise ClientError(503, "not_ready", message) from None
        finally:
            self._hub.quit(session)
