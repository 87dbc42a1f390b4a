"""Orders on paper: `/api/v1/trading`."""

import asyncio
from decimal import Decimal
from functools import partial
from time import monotonic
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from msgspec import Raw
from pydantic import BaseModel, ConfigDict, Field

from radist import codec
from radist.config import Config
from radist.errors import ClientError
from radist.server.access import owner_of
from radist.server.gate import visitor_of
from radist.server.platform import IdempotencyKey
from radist.server.stream import Place
from radist.trading import money
from radist.trading.matching import Preview
from radist.trading.orders import text, told, told_fill
from radist.trading.tickets import Ticket, Wanted

_Figure = Annotated[str, Field(max_length=64, examples=["0.5"])]
_Id = Annotated[str, Path(max_length=64)]
_Limit = Annotated[int, Query(ge=1, le=200)]
_Before = Annotated[str, Query(max_length=100)]
_Symbol = Annotated[str, Query(max_length=100)]
_FIGURES = ("quantity", "quote", "price", "stop_price")


class NewOrder(BaseModel):
    """An order on paper. Figures are decimals as text; `quote` stands in place of a quantity."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"symbol": "BTC/USDT", "side": "buy", "type": "market", "quantity": "0.01"}
        },
    )

    exchange: Annotated[str, Field(max_length=64)] | None = None
    symbol: Annotated[str, Field(max_length=100)]
    side: Literal["buy", "sell"]
    type: Literal["market", "limit", "stop"]
    quantity: _Figure | None = None
    quote: _Figure | None = None
    price: _Figure | None = None
    stop_price: _Figure | None = None
    client_order_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class Trading:
    """Each user's own."""

    def __init__(self, place: Place, config: Config) -> None:
        self._upstream = place.upstream
        self._callers = place.guard.callers
        self._exchange = config.market_exchange
        self.router = APIRouter(prefix="/api/v1/trading", tags=["Paper trading"])
        for method, path, endpoint, summary in (
            ("GET", "/rules", self.rules, "How the desk plays the market"),
            ("POST", "/preview", self.preview, "What an order would get now"),
            ("GET", "/orders", self.orders, "Orders"),
            ("POST", "/orders", self.place, "Place an order"),
            ("GET", "/orders/{order}", self.order, "An order"),
            ("DELETE", "/orders/{order}", self.cancel, "Cancel an order"),
            ("DELETE", "/orders", self.clear, "Cancel all orders"),
            ("GET", "/fills", self.fills, "Fills"),
        ):
            self.router.add_api_route(path, endpoint, methods=[method], summary=summary)

    async def rules(self) -> Response:
        """docs/trading.md tells them in words."""
        rules = self._upstream.paper.rules
        return _json(
            {
                "paper": True,
                "latency_ms": rules.latency_ms,
                "maker_fee": text(rules.maker_fee),
                "taker_fee": text(rules.taker_fee),
                "stale_ms": rules.stale_ms,
                "kinds": ["spot", "perpetual"],
                "short": False,
            }
        )

    async def preview(self, request: Request, wanted: NewOrder) -> Response:
        """`refused` says why it would not be taken now; it is empty where it would."""
        asked = self._wanted(request, wanted)
        seen, cash = await self._upstream.paper.preview(asked)
        return _json(_previewed(seen, asked, cash))

    async def place(
        self, request: Request, wanted: NewOrder, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """200 with the order of before, where there is one with this `client_order_id`. What cannot
        be taken now is refused with 409, and is no order.
        """
        asked = self._wanted(request, wanted)
        self._callers.act(asked.owner, monotonic())
        answer, is_new = await self._upstream.paper.place(asked, idempotency_key)
        return _json(Raw(answer), 201 if is_new else 200)

    async def orders(
        self,
        request: Request,
        state: Literal["open", "all"] = "all",
        symbol: _Symbol = "",
        before: _Before = "",
        limit: _Limit = 50,
    ) -> Response:
        """Of the present run, newest first. `next` is the `before` of the page that follows."""
        read = self._upstream.store.orders.page
        live = state == "open"
        asked = partial(read, _owner(request), symbol, before, limit, live=live)
        found, following = await asyncio.to_thread(asked)
        return _json({"orders": list(map(told, found)), "next": following})

    async def order(self, request: Request, order: _Id) -> Response:
        """As it is now."""
        owner, store = _owner(request), self._upstream.store
        return _json(told(await asyncio.to_thread(lambda: store.orders.get(owner, order))))

    async def cancel(self, request: Request, order: _Id) -> Response:
        """The order as it is then: it may have been filled before the wish arrived."""
        owner = _owner(request)
        self._callers.act(owner, monotonic())
        return _json(told(await self._upstream.paper.cancel(owner, order)))

    async def clear(self, request: Request) -> Response:
        """At once, whatever their way to the exchange would take: before a reset, for example."""
        owner = _owner(request)
        self._callers.act(owner, monotonic())
        return _json({"cancelled": await self._upstream.paper.clear(owner)})

    async def fills(
        self, request: Request, symbol: _Symbol = "", before: _Before = "", limit: _Limit = 50
    ) -> Response:
        """Of the present run, newest first."""
        read = self._upstream.store.orders.fills
        asked = partial(read, _owner(request), symbol, before, limit)
        found, following = await asyncio.to_thread(asked)
        return _json({"fills": list(map(told_fill, found)), "next": following})

    def _wanted(self, request: Request, wanted: NewOrder) -> Wanted:
        """What is asked for. Raises ClientError(422)."""
        figures: dict[str, Any] = {
            field: money.amount(said, field)
            for field in _FIGURES
            if (said := getattr(wanted, field)) is not None
        }
        name = wanted.client_order_id or ""
        if not name.isprintable():
            message = "client_order_id: expected characters that can be seen"
            raise ClientError(422, "invalid", message)
        ticket = Ticket(side=wanted.side, type=wanted.type, client_order_id=name, **figures)
        return Wanted(_owner(request), wanted.exchange or self._exchange, wanted.symbol, ticket)


def _owner(request: Request) -> str:
    return owner_of(visitor_of(request.scope))


def _previewed(seen: Preview, asked: Wanted, cash: Decimal) -> dict[str, Any]:
    """`balance_after` is what would be at hand of the money."""
    spent = seen.value + seen.fee + seen.held
    after = cash - spent if asked.ticket.side == "buy" else cash + seen.value - seen.fee
    return {
        "price": text(seen.price),
        "quantity": text(seen.quantity),
        "quote": text(seen.value),
        "fee": text(seen.fee),
        "held": text(seen.held),
        "slippage": text(seen.slippage),
        "mid": text(seen.mid),
        "levels": seen.levels,
        "balance_after": text(after),
        "refused": seen.refused,
    }


def _json(content: Any, code: int = 200) -> Response:
    return Response(codec.encode(content), code, media_type="application/json")
