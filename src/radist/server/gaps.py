"""What is missing from streams, and what is complete: `/api/v1/gaps`, `/api/v1/coverage`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from msgspec.structs import asdict

from radist import codec
from radist.errors import ClientError
from radist.market.coverage import Coverage, Span
from radist.market.ledger import Hole, Sought, State
from radist.model import Subscription
from radist.server.upstream import Upstream
from radist.topics import parse

_END_OF_TIME = 10**16
_MOST_MISSING = 1000
"""Parts of one stream that are told."""
_NOTHING = Span()


class Gaps:
    """Shows the ledger."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self.router = APIRouter(tags=["Node"])
        self.router.add_api_route("/api/v1/gaps", self.gaps, summary="Holes in streams")
        self.router.add_api_route(
            "/api/v1/coverage", self.coverage, summary="What of streams is complete"
        )

    async def gaps(  # noqa: PLR0913  # parameters of the query
        self,
        exchange: str | None = None,
        symbol: str | None = None,
        channel: str | None = None,
        state: State | None = None,
        since: Annotated[int, Query(ge=0, le=_END_OF_TIME)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        before: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    ) -> Response:
        """Newest first; `since` is a time, `before` the `next` of a newer page."""
        self._check(exchange, channel)
        spelling = symbol.upper() if symbol else None
        sought = Sought(before, since, exchange, spelling, channel, state)
        found = await self._upstream.holes(sought, limit + 1)
        content = {
            "gaps": list(map(_hole, found[:limit])),
            "next": found[limit - 1].number if len(found) > limit else None,
            "timestamp": codec.iso(self._upstream.now()),
        }
        return Response(codec.encode(content), media_type="application/json")

    async def coverage(
        self,
        exchange: str | None = None,
        symbol: str | None = None,
        channel: str | None = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        after: str = "",
    ) -> Response:
        """Of what is followed, in the order of topics; `after` is the `next` of the page before."""
        self._check(exchange, channel)
        spelling = (symbol or "").upper()
        shown: list[dict[str, Any]] = []
        for found in self._upstream.coverage(after):
            name, of = parse(found.topic)
            if (
                exchange in (None, name)
                and channel in (None, of.channel)
                and (not spelling or spelling in self._spellings(name, of.symbol))
            ):
                shown.append(_coverage(found, name, of))
                if len(shown) > limit:
                    break
        content = {
            "streams": shown[:limit],
            "next": shown[limit - 1]["topic"] if len(shown) > limit else None,
            "timestamp": codec.iso(self._upstream.now()),
        }
        return Response(codec.encode(content), media_type="application/json")

    def _check(self, exchange: str | None, channel: str | None) -> None:
        """Raises ClientError for what nothing can be missing from: "none" would be no answer."""
        names = self._upstream.conditions if exchange is None else (exchange,)
        known = {each for name in names for each in self._upstream.exchange(name).channels}
        if channel is not None and channel not in known:
            listed = ", ".join(sorted(known))
            message = f"no channel {channel[:100]!r} here; there is {listed}"
            raise ClientError(404, "unknown_channel", message)

    def _spellings(self, exchange: str, symbol: str) -> tuple[str, ...]:
        found = self._upstream.exchange(exchange).instruments.get(symbol)
        return (symbol, found.native) if found else (symbol,)


def _coverage(found: Coverage, exchange: str, of: Subscription) -> dict[str, Any]:
    proven = found.proven
    return {
        "topic": found.topic,
        "exchange": exchange,
        "symbol": of.symbol,
        "channel": of.channel,
        "interval": of.interval,
        "epoch": found.epoch,
        "complete": found.is_complete,
        "first_id": _text(proven.first_id if proven else None),
        "last_id": _text(proven.last_id if proven else None),
        "first_time": proven and proven.first_time,
        "last_time": proven and proven.last_time,
        "open": found.open,
        "filled": found.filled,
        "lost": found.lost,
        "missing": [
            {"number": each.number, "state": each.state, **asdict(each.span)}
            for each in found.missing[:_MOST_MISSING]
        ],
    }


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


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
