"""How the exchanges are doing: `/api/v1/health`."""

from collections.abc import Sequence
from typing import Any

import msgspec
from fastapi import APIRouter, Response

from radist import codec
from radist.figures import BookFigures, ChannelFigures, RaceFigures
from radist.hub.hub import Hub
from radist.market import condition
from radist.market.condition import Condition, Look
from radist.market.incidents import Incident
from radist.server.upstream import FeedStatus, Upstream
from radist.topics import family, is_of_all

_HOUR = 3600_000_000
_DAY = 24 * _HOUR
_NOTHING = ChannelFigures(0, None, None)

Latest = dict[tuple[str, str], int]
"""When the newest event came, by exchange and channel."""


class Conditions:
    """Shows what the node has seen of itself."""

    def __init__(self, upstream: Upstream, hub: Hub) -> None:
        self._upstream = upstream
        self._hub = hub
        self.router = APIRouter(tags=["Node"])
        self.router.add_api_route(
            "/api/v1/health", self.health, summary="How the exchanges are doing"
        )

    async def health(self) -> Response:
        """As of the last second; incidents are those of 24 hours, newest first."""
        now, latest = self._upstream.now(), self._latest()
        known = self._upstream.conditions
        feeds = [
            self._exchange(feed, known[feed.exchange], latest, now)
            for feed in self._upstream.status()
        ]
        content = {
            "state": condition.of_all([feed["state"] for feed in feeds]),
            "since": max((feed["since"] for feed in feeds), default=self._upstream.started),
            "updates_per_second": round(sum(c.rate for c in known.values()), 1),
            "uptime_seconds": (now - self._upstream.started) // 1_000_000,
            "simulated": self._upstream.simulated,
            "exchanges": feeds,
            "incidents": list(map(_incident, self._upstream.incidents.recent())),
            "timestamp": codec.iso(now),
        }
        return Response(codec.encode(content), media_type="application/json")

    def _latest(self) -> Latest:
        latest: Latest = {}
        for topic, room in self._hub.rooms.items():
            if room.latest and family(topic) == "market" and not is_of_all(topic):
                channel, exchange, _ = topic.split(".", 2)
                time = room.latest.event.time_received
                latest[exchange, channel] = max(time, latest.get((exchange, channel), 0))
        return latest

    def _exchange(
        self, feed: FeedStatus, known: Condition, latest: Latest, now: int
    ) -> dict[str, Any]:
        name, look, told = feed.exchange, known.look or _BLANK, self._upstream.incidents
        ledger = self._upstream.ledger
        found, filled, lost = (
            sum(n for (exchange, _), n in count.items() if exchange == name)
            for count in (ledger.found, ledger.filled, ledger.lost)
        )
        times = [time for (exchange, _), time in latest.items() if exchange == name]
        channels = sorted(look.streams.keys() | feed.channels.keys())
        return {
            "exchange": name,
            "state": known.state,
            "since": known.since,
            "transport": look.transport,
            "held": feed.held,
            "messages_per_second": round(known.rate, 1),
            "last_message_age_ms": _age(max(times, default=None), now),
            **_lags(feed.channels.values()),
            "clock_offset_ms": _ms(feed.clock_offset),
            "reconnects_1h": told.reconnects(name, now - _HOUR),
            "reconnects_24h": told.reconnects(name, now - _DAY),
            "gaps_found": found,
            "gaps_repaired": filled,
            "gaps_open": found - filled - lost,
            "gaps_lost": lost,
            "weight_used": feed.weight[0],
            "weight_limit": feed.weight[1],
            "streams": sum(look.streams.values()),
            "stale_streams": sum(look.stale.values()),
            "sockets": look.sockets,
            "sockets_connected": look.connected,
            "rollovers": feed.rollovers,
            "race": list(map(_side, feed.race)),
            "last_error": feed.last_error or None,
            "books": _books(feed.books) if feed.books else None,
            "channels": [self._channel(c, feed, known, latest, now) for c in channels],
        }

    def _channel(
        self, name: str, feed: FeedStatus, known: Condition, latest: Latest, now: int
    ) -> dict[str, Any]:
        look, ledger = known.look or _BLANK, self._upstream.ledger
        key = (feed.exchange, name)
        figures = feed.channels.get(name, _NOTHING)
        return {
            "channel": name,
            "state": condition.of_channel(look, name),
            "streams": look.streams.get(name, 0),
            "stale_streams": look.stale.get(name, 0),
            "messages": figures.messages,
            "messages_per_second": round(known.rate_of(name), 1),
            "last_message_age_ms": _age(latest.get(key), now),
            "lag_p50_ms": _ms(figures.lag_p50),
            "lag_p99_ms": _ms(figures.lag_p99),
            "gaps_found": ledger.found[key],
            "gaps_open": ledger.open(key),
            "gaps_lost": ledger.lost[key],
        }


_BLANK = Look(
    held=False, polls=False, sockets=0, connected=0, streams={}, stale={}, messages={}, total=0
)


def _lags(channels: Sequence[ChannelFigures] | Any) -> dict[str, float | None]:
    """Of the channel that is the latest."""
    figures = list(channels)
    p50 = max((f.lag_p50 for f in figures if f.lag_p50 is not None), default=None)
    p99 = max((f.lag_p99 for f in figures if f.lag_p99 is not None), default=None)
    return {"lag_p50_ms": _ms(p50), "lag_p99_ms": _ms(p99)}


def _books(figures: BookFigures) -> dict[str, int]:
    found = msgspec.structs.asdict(figures)
    return found | {"eta_ms": round(1000 * found.pop("rest"))}


def _side(figures: RaceFigures) -> dict[str, Any]:
    return {
        "side": figures.side,
        "first": figures.first,
        "missed": figures.missed,
        "lag_p50_ms": _ms(figures.lag_p50),
        "lag_p99_ms": _ms(figures.lag_p99),
    }


def _age(time: int | None, now: int) -> int | None:
    return None if time is None else max(0, now - time) // 1000


def _ms(microseconds: int | None) -> float | None:
    return None if microseconds is None else round(microseconds / 1000, 1)


def _incident(incident: Incident) -> dict[str, Any]:
    many = f" ({incident.streams} streams)" if incident.streams > 1 else ""
    return {
        "number": incident.number,
        "kind": incident.kind,
        "exchange": incident.exchange,
        "channel": incident.channel,
        "symbol": incident.symbol,
        "begin": incident.begin,
        "end": incident.end,
        "detail": incident.detail + many,
    }
