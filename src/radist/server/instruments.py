"""What an exchange trades: `/api/v1/instruments`."""

from hashlib import blake2b
from typing import Any

from fastapi import APIRouter, Request, Response

from radist import codec
from radist.config import Config
from radist.model import Instrument
from radist.server.upstream import Upstream


class Instruments:
    """Tells it whole, or that nothing has changed."""

    def __init__(self, upstream: Upstream, config: Config) -> None:
        self._upstream = upstream
        self._exchange = config.market_exchange
        self.router = APIRouter(tags=["Market data"])
        self.router.add_api_route(
            "/api/v1/instruments", self.instruments, summary="What an exchange trades"
        )

    async def instruments(self, request: Request, exchange: str | None = None) -> Response:
        """304 where `If-None-Match` has the `ETag` of what there is."""
        name, now = exchange or self._exchange, self._upstream.now()
        found = self._upstream.exchange(name)
        if not found.instruments:
            found.find("")  # says that nothing is known yet
        listed = [_told(instrument, now) for instrument in found.instruments.values()]
        body = codec.encode({"exchange": name, "instruments": listed, "count": len(listed)})
        headers = {"ETag": etag(body), "Cache-Control": "no-cache"}
        if is_known(headers["ETag"], request.headers.get("if-none-match")):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="application/json", headers=headers)


def etag(body: bytes) -> str:
    """A name of this content."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def is_known(tag: str, told: str | None) -> bool:
    """Whether a client that has told of what it has need not get it again."""
    tags = [one.strip().removeprefix("W/") for one in (told or "").split(",")]
    return tag in tags or tags == ["*"]


def _told(instrument: Instrument, now: int) -> dict[str, Any]:
    ended = not instrument.active or instrument.ended(now)
    return {
        "symbol": instrument.symbol,
        "native": instrument.native,
        "kind": instrument.kind,
        "base": instrument.base,
        "quote": instrument.quote,
        "settle": instrument.settle,
        "inverse": instrument.inverse,
        "price_step": instrument.price_step or None,
        "quantity_step": instrument.quantity_step or None,
        "contract_size": instrument.contract_size,
        "expiry": instrument.expiry,
        "strike": instrument.strike,
        "option": instrument.option,
        "status": "ended" if ended else "trading",
    }
