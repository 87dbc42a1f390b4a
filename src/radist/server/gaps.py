"""What is missing from streams, and what is complete: `/api/v1/gaps`."""

from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from radist import codec
from radist.market.coverage import Span
from radist.market.ledger import Hole
from radist.server.upstream import Upstream

_END_OF_TIME = 10**16
_NOTHING = Span()


class Gaps:
    """Shows the ledger."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self.router = APIRouter(tags=["Node"])
        self.router.add_api_route("/api/v1/gaps", self.gaps, summary="Holes in streams")

    async def gaps(  # noqa: PLR0913  # parameters of the query
        self,
        exchange: str | None = None,
        symbol: str | None = None,
        channel: str | None = None,
        state: str | None = None,
        since: Annotated[int, Query(ge=0, le=_END_OF_TIME)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        before: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    ) -> Response:
        """Newest first; `since` is a time, `before` the `next` of a newer page."""
        if exchange is not None:
            self._upstream.exchange(exchange)

        def is_wanted(hole: Hole) -> bool:
            gap = hole.gap
            return (
                gap.time_received >= since
                and state in (None, hole.state)
                and exchange in (None, gap.exchange)
                and channel in (None, gap.channel)
                and (symbol is None or symbol.upper() in (gap.symbol, gap.native))
            )

        found = list(islice(self._upstream.ledger.holes(before, is_wanted), limit + 1))
        content = {
            "gaps": list(map(_hole, found[:limit])),
            "next": found[limit - 1].number if len(found) > limit else None,
            "timestamp": codec.iso(self._upstream.now()),
        }
        return Response(codec.encode(content), media_type="application/json")


def _hole(hole: Hole) -> dict[str, Any]:
    gap, lost = hole.gap, hole.lost or _NOTHING
    return {
        "number": hole.number,
        "exchange": gap.exchange,
        "symbol": gap.symbol,
        "native": gap.native,
        "channel": gap.channel,
        "interval": gap.interval,
        "epoch": hole.epoch,
        "cause": gap.cause,
        "from_id": gap.from_id,
        "to_id": gap.to_id,
        "from_time": gap.from_time,
        "to_time": gap.to_time,
        "time": gap.time_received,
        "state": hole.state,
        "repaired": hole.closed if hole.state == "filled" else None,
        "closed_at": hole.closed,
        "how": hole.how or None,
        "events": hole.events,
        "lost_from_id": lost.from_id,
        "lost_to_id": lost.to_id,
        "lost_from_time": lost.from_time,
        "lost_to_time": lost.to_time,
    }
