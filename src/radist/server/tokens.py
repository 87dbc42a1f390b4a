"""Tokens on a curve: `/api/v1/tokens`. Reading is for everybody who is let in, acting for users."""

from decimal import Decimal
from time import monotonic
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from radist import codec
from radist.errors import ClientError
from radist.server.access import owner_of
from radist.server.gate import visitor_of
from radist.server.platform import IdempotencyKey
from radist.server.stream import Place
from radist.trading import money, tokens
from radist.trading.curve import Side
from radist.trading.tokens import Idea, Wish

_Mint = Annotated[str, Path(max_length=64)]
_Limit = Annotated[int, Query(ge=1, le=200)]
_Number = Annotated[int | None, Query(ge=0, le=2**53)]
_Figure = Annotated[str, Field(max_length=64, examples=["1.5"])]
_NOW = 2**53
_MOST_SUPPLY = 10**15


class NewToken(BaseModel):
    """A token; with `buy`, so much money is spent on it at once. Amounts are decimals as text."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"name": "Radio Waves", "symbol": "RADIO"}}
    )

    name: str
    symbol: str
    supply: _Figure | None = None
    mint: str | None = None
    buy: _Figure | None = None


class Purchase(BaseModel):
    """So many tokens, for `max_quote` at most; or for so much money, `min_amount` at least."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"quote": "10"}})

    amount: _Figure | None = None
    quote: _Figure | None = None
    max_quote: _Figure | None = None
    min_amount: _Figure | None = None


class Sale(BaseModel):
    """So many tokens, for `min_quote` at least."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"amount": "10"}})

    amount: _Figure
    min_quote: _Figure | None = None


class Tokens:
    """All tokens of the node."""

    def __init__(self, place: Place) -> None:
        self._upstream = place.upstream
        self._callers = place.guard.callers
        self.router = APIRouter(prefix="/api/v1/tokens", tags=["Tokens"])
        for method, path, endpoint, summary in (
            ("GET", "", self.all, "Tokens"),
            ("POST", "", self.create, "Make a token"),
            ("GET", "/{mint}", self.get, "A token"),
            ("GET", "/{mint}/holders", self.holders, "Who has the most of a token"),
            ("GET", "/{mint}/trades", self.trades, "Trades of a token"),
            ("GET", "/{mint}/candles", self.candles, "Minutes in which a token was traded"),
            ("GET", "/{mint}/quote", self.quote, "What a trade would come to"),
            ("POST", "/{mint}/buy", self.buy, "Buy tokens"),
            ("POST", "/{mint}/sell", self.sell, "Sell tokens"),
        ):
            self.router.add_api_route(path, endpoint, methods=[method], summary=summary)

    async def all(
        self,
        order: Literal["newest", "volume", "market_cap"] = "newest",
        limit: _Limit = 50,
        before: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """In pages: `next` is the `before` of the one that follows."""
        page = await self._upstream.floor.tokens.page(order, before, limit)
        last = page[-1]["token_mint"] if len(page) == limit else None
        return _json({"tokens": page, "next": last})

    async def create(
        self, request: Request, wanted: NewToken, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """It belongs to nobody: all of it is for sale on its curve."""
        supply = _amount(wanted.supply, "supply")
        if supply is not None and not 1 <= supply <= _MOST_SUPPLY:
            message = f"supply: expected 1 to {_MOST_SUPPLY}"
            raise ClientError(422, "invalid", message)
        idea = Idea(
            *(tokens.checked_name(wanted.name), tokens.checked_symbol(wanted.symbol), supply),
            "" if wanted.mint is None else tokens.checked_mint(wanted.mint),
            _amount(wanted.buy, "buy"),
        )
        owner = self._actor(request)
        return _raw(await self._upstream.floor.tokens.create(owner, idea, idempotency_key), 201)

    async def get(self, mint: _Mint) -> Response:
        """With the figures of 24 hours."""
        return _json(await self._upstream.floor.tokens.get(mint))

    async def holders(self, mint: _Mint, limit: _Limit = 50) -> Response:
        """A run that was ended by a reset keeps what it had."""
        found = await self._upstream.floor.tokens.holders(mint, limit)
        return _json({"token_mint": mint, "holders": found, "count": len(found)})

    async def trades(self, mint: _Mint, limit: _Limit = 50, before: _Number = None) -> Response:
        """Newest first, in pages."""
        found = await self._upstream.floor.tokens.trades_of(mint, before, limit)
        last = found[-1].number if len(found) == limit else None
        return _json({"trades": [tokens.told(trade) for trade in found], "next": last})

    async def candles(
        self, mint: _Mint, limit: Annotated[int, Query(ge=1, le=1500)] = 500, before: _Number = None
    ) -> Response:
        """Oldest first; a minute without trades has none."""
        upto = _NOW if before is None else before
        found = await self._upstream.floor.tokens.candles(mint, upto, limit)
        first = found[0]["time_open"] if len(found) == limit else None
        return _json({"token_mint": mint, "interval": "1m", "candles": found, "next": first})

    async def quote(
        self,
        mint: _Mint,
        side: Side = "buy",
        amount: Annotated[str | None, Query(max_length=64)] = None,
        quote: Annotated[str | None, Query(max_length=64)] = None,
    ) -> Response:
        """Nothing is bought or sold, and the price may move meanwhile."""
        if side == "sell" and quote is not None:
            raise ClientError(422, "invalid", "quote: sales are by amount")
        wish = _either(side, amount, quote)
        return _json(await self._upstream.floor.tokens.quote(mint, wish))

    async def buy(
        self,
        request: Request,
        mint: _Mint,
        wanted: Purchase,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        """409 `slippage` where it would be worse than asked for."""
        wish = _either("buy", wanted.amount, wanted.quote)
        bound, other = ("max_quote", "min_amount") if wish.quote is None else _SPENDING
        if getattr(wanted, other) is not None:
            raise ClientError(422, "invalid", f"{other}: goes with {_GOES_WITH[other]}")
        wish = Wish("buy", wish.amount, wish.quote, _amount(getattr(wanted, bound), bound))
        return await self._trade(request, mint, wish, idempotency_key)

    async def sell(
        self, request: Request, mint: _Mint, wanted: Sale, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """409 `slippage` where it would be worse than asked for."""
        amount = money.amount(wanted.amount, "amount")
        wish = Wish("sell", amount, bound=_amount(wanted.min_quote, "min_quote"))
        return await self._trade(request, mint, wish, idempotency_key)

    async def _trade(self, request: Request, mint: str, wish: Wish, key: str | None) -> Response:
        owner = self._actor(request)
        return _raw(await self._upstream.floor.tokens.trade(owner, mint, wish, key))

    def _actor(self, request: Request) -> str:
        """Who acts. Raises ClientError, 429 if they do so too often."""
        owner = owner_of(visitor_of(request.scope))
        self._callers.act(owner, monotonic())
        return owner


_SPENDING = ("min_amount", "max_quote")
_GOES_WITH = {"min_amount": "quote", "max_quote": "amount"}


def _either(side: Side, amount: str | None, quote: str | None) -> Wish:
    """What one of both says. Raises ClientError(422)."""
    if (amount is None) is (quote is None):
        raise ClientError(422, "invalid", "amount: expected either amount or quote")
    return Wish(side, _amount(amount, "amount"), _amount(quote, "quote"))


def _amount(text: str | None, field: str) -> Decimal | None:
    return None if text is None else money.amount(text, field)


def _json(content: dict[str, Any]) -> Response:
    return _raw(codec.encode(content))


def _raw(content: bytes, code: int = 200) -> Response:
    return Response(content, code, media_type="application/json")
