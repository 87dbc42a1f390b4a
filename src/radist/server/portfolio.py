"""What an account has: `/api/v1/portfolio`, each user's own."""

from decimal import Decimal
from time import monotonic
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from radist import codec
from radist.errors import ClientError
from radist.server.access import owner_of
from radist.server.gate import visitor_of
from radist.server.platform import IdempotencyKey
from radist.server.stream import Place
from radist.trading import money

_MOST = Decimal(10) ** 12
"""Paper money to begin with."""


class Beginning(BaseModel):
    """With how much to begin anew."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"balance": "100000"}})

    balance: Annotated[str, Field(max_length=64, examples=["100000"])]


class Portfolio:
    """Whoever asks, of what is theirs."""

    def __init__(self, place: Place) -> None:
        self._upstream = place.upstream
        self._callers = place.guard.callers
        self.router = APIRouter(prefix="/api/v1/portfolio", tags=["Portfolio"])
        for method, path, endpoint, summary in (
            ("GET", "", self.get, "What an account has"),
            ("GET", "/equity", self.equity, "What an account was worth"),
            ("POST", "/reset", self.reset, "Begin anew"),
        ):
            self.router.add_api_route(path, endpoint, methods=[method], summary=summary)

    async def get(self, request: Request) -> Response:
        """Paper money, and what was bought with it, at the prices of this moment."""
        owner = owner_of(visitor_of(request.scope))
        return _json(codec.encode(await self._upstream.floor.portfolios.get(owner)))

    async def equity(
        self, request: Request, span: Literal["1d", "1w", "1m", "all"] = "1d"
    ) -> Response:
        """Since the last reset, looked at each minute while it is in use; the last point is now."""
        owner = owner_of(visitor_of(request.scope))
        found = await self._upstream.floor.portfolios.equity(owner, span)
        points = [(codec.iso(time), money.text(value)) for time, value in found]
        return _json(codec.encode({"span": span, "points": points}))

    async def reset(
        self, request: Request, wanted: Beginning, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """The old run is kept, and takes no part any more. 409 `open_orders` while some are."""
        balance = money.amount(wanted.balance, "balance")
        if balance > _MOST:
            raise ClientError(422, "invalid", f"balance: expected at most {money.text(_MOST)}")
        owner = owner_of(visitor_of(request.scope))
        self._callers.act(owner, monotonic())
        return _json(await self._upstream.floor.portfolios.reset(owner, balance, idempotency_key))


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json")
