"""How the exchanges are doing, and what is missing."""

import pytest
from msgspec.structs import replace

from radist.figures import ChannelFigures, RaceFigures
from radist.market.condition import Look

SECOND = 1_000_000
BINANCE = {
    "exchange": "binance",
    "state": "partial",
    "transport": "websocket",
    "held": False,
    "books": None,
    "messages_per_second": 5.0,
    "lag_p50_ms": 40.0,
    "lag_p99_ms": 97.2,
    "clock_offset_ms": -1.5,
    "reconnects_1h": 0,
    "reconnects_24h": 0,
    "gaps_found": 1,
    "gaps_repaired": 0,
    "gaps_open": 1,
    "gaps_lost": 0,
    "weight_used": 120,
    "weight_limit": 6000,
    "streams": 2,
    "stale_streams": 1,
    "sockets": 1,
    "sockets_connected": 1,
    "rollovers": 3,
    "race": [
        {"side": 0, "first": 700, "missed": 2, "lag_p50_ms": 1.5, "lag_p99_ms": 9.0},
        {"side": 1, "first": 200, "missed": 0, "lag_p50_ms": None, "lag_p99_ms": None},
    ],
    "last_error": None,
}
TRADES = {
    "channel": "trade",
    "state": "partial",
    "streams": 2,
    "stale_streams": 1,
    "messages": 300,
    "messages_per_second": 5.0,
    "lag_p50_ms": 40.0,
    "lag_p99_ms": 97.2,
    "gaps_found": 1,
    "gaps_open": 1,
    "gaps_lost": 0,
}


@pytest.fixture
def watched(upstream):
    """A minute in which 5 trades came each second."""
    now, condition = upstream.now(), upstream.conditions["binance"]
    for second in range(60):
        look = Look(
            held=False,
            polls=False,
            sockets=1,
            connected=1,
            streams={"trade": 2},
            stale={"trade": 1} if second > 30 else {},
            messages={"trade": 5 * second},
            total=5 * second,
        )
        condition.observe(look, now + (second - 60) * SECOND)
    (status,) = upstream.status()
    channels = {"trade": ChannelFigures(300, 40_000, 97_250)}
    race = RaceFigures(0, 700, 2, 1_500, 9_000), RaceFigures(1, 200, 0, None, None)
    status = replace(status, channels=channels, weight=(120, 6000), clock_offset=-1500)
    upstream.status = lambda: [replace(status, rollovers=3, race=race)]
    return now


async def test_it_is_told_how_every_exchange_and_channel_is_doing(
    web, hub, make, upstream, watched
):
    hub.publish(replace(make.trade(), time_received=upstream.now() - 5 * SECOND))
    upstream.ledger.process(make.gap())
    code, answer = await web.get("/api/v1/health")
    assert (code, answer["state"], answer["updates_per_second"]) == (200, "partial", 5.0)
    (one,) = answer["exchanges"]
    (channel,) = one.pop("channels")
    assert 5000 <= one.pop("last_message_age_ms") < 60_000
    assert 5000 <= channel.pop("last_message_age_ms") < 60_000
    assert one == BINANCE | {"since": watched - 29 * SECOND}
    assert channel == TRADES


async def test_a_node_that_follows_nothing_is_idle(web, upstream):
    _, answer = await web.get("/api/v1/health")
    (one,) = answer["exchanges"]
    assert (answer["state"], one["state"], one["transport"]) == ("idle", "idle", "none")
    assert (one["last_message_age_ms"], one["channels"], answer["incidents"]) == (None, [], [])


async def test_incidents_are_told_newest_first(web, upstream, make):
    now = upstream.now()
    upstream.incidents.process(make.gap())
    upstream.incidents.lost("binance", 1, "closed", now)
    _, answer = await web.get("/api/v1/health")
    outage, gap = answer["incidents"]
    assert outage == {
        "number": 2,
        "kind": "outage",
        "exchange": "binance",
        "channel": None,
        "symbol": None,
        "begin": now,
        "end": None,
        "detail": "closed",
    }
    assert (gap["kind"], gap["channel"], gap["symbol"]) == ("gap", "trade", "BTC/USDT")
    upstream.incidents.back("binance", 1, now + SECOND)
    upstream.incidents.process(make.gap())
    _, answer = await web.get("/api/v1/health")
    assert [one["kind"] for one in answer["incidents"]] == ["reconnect", "gap"]
    assert answer["incidents"][1]["detail"] == "reconnect (2 streams)"
