"""What is served at /metrics, and docs/metrics.md."""

import re
import sys
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest
from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families

from radist.config import Auth, Config
from radist.hub.traffic import Tally
from radist.model import Backfilled
from radist.server.guard import Guard

TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"
PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"


@pytest.fixture
def figures(web):
    async def read():
        async with web.browser.get(f"{web.url}/metrics") as answer:
            text = await answer.text()
        samples = (s for family in text_string_to_metric_families(text) for s in family.samples)
        # By name and labels, these in the order of their names.
        return {(s.name, *dict(sorted(s.labels.items())).values()): s.value for s in samples}

    return read


async def test_every_metric_is_described_and_every_one_described_is_served(web):
    async with web.browser.get(f"{web.url}/metrics") as answer:
        text = await answer.text()
    served = {
        name if kind != "counter" or name.endswith("_total") else f"{name}_total": kind
        for name, kind in re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE)
    }
    page = PAGE.read_text("utf-8")
    described = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", page, re.MULTILINE))
    assert {name: kind for name, kind in served.items() if name.startswith("radist_")} == described
    process = set(re.findall(r"`(process_\w+)`", page))
    if sys.platform == "linux":
        assert {name for name in served if not name.startswith("radist_")} == process


async def test_what_clients_of_both_transports_get_is_counted(
    web, rooms, visit, listen, hub, make, figures, upstream
):
    guest = await visit(rooms)
    await guest.ask(op="subscribe", id=1, rooms=[TRADES])
    async with listen(f"/api/v1/sse?topics={TRADES}") as source:
        await source.next()
        for number in range(64):
            hub.publish(make.trade(number))
            await guest.hear()
            await source.next()
        found = await figures()
    assert found["radist_events_delivered_total", "websocket"] == 64
    assert found["radist_events_delivered_total", "sse"] >= 63
    assert found["radist_connections_opened_total", "sse"] == 1
    assert found["radist_sessions", "sse"] == found["radist_sessions", "websocket"] == 1
    assert found["radist_sent_bytes_total", "websocket"] > 64 * 100
    assert found["radist_delivery_latency_seconds_count", "websocket"] == 8
    assert found["radist_delivery_messages_bucket", "1.0", "websocket"] == 8
    assert found["radist_rooms_bytes",] > 0


async def test_latency_is_from_the_frame_to_the_write(hub):
    hub.traffic.look(1_000_000, 3, 1_004_000, clients=5)
    latency = hub.traffic.latency
    assert latency.counts[latency.bounds.index(0.005)] == 5
    assert latency.total == pytest.approx(0.02)
    hub.traffic.look(2_000_000, 1, 1_000_000)
    assert latency.counts[0] == 1, "a clock that was set back counts as no time"


def test_values_beyond_all_bounds_are_counted_too():
    tally = Tally((1, 2))
    for value in (0.5, 1, 1.5, 99):
        tally.add(value)
    assert (tally.counts, tally.total) == ([2, 1, 1], 102)


async def test_recoveries_are_counted_by_what_came_of_them(web, hub, make, figures):
    cursor = (await web.get(f"/api/v1/events?topics={TRADES}"))[1]["cursor"]
    await web.get(f"/api/v1/events?topics={TRADES}&since={cursor}")
    await web.get(f"/api/v1/events?topics={TRADES}&since=nonsense")
    for number in range(1000):
        hub.publish(make.trade(number))
    await web.get(f"/api/v1/events?topics={TRADES}&since={cursor}")
    found = await figures()
    for outcome in ("recovered", "epoch", "retention"):
        assert found["radist_recoveries_total", outcome, "rest"] == 1


async def test_minutes_that_candles_were_made_of_are_counted(web, figures):
    assert (await figures())["radist_made_minutes_total", "binance", "equal"] == 5


async def test_it_is_counted_what_became_of_holes(upstream, make, figures):
    first, second = make.gap(), replace(make.gap(), from_id="200", to_id="209")
    for gap in (first, second, replace(first, from_id="300", to_id="309")):
        upstream.ledger.process(gap)
    told = {"channel": "trade", "cause": "reconnect"}
    for gap, events, outcome in ((first, 5, "filled"), (second, 6, "lost")):
        ends = {n: getattr(gap, n) for n in ("from_id", "to_id", "from_time", "to_time")}
        place = (gap.exchange, gap.symbol, gap.native, None, gap.time_received)
        upstream.ledger.process(Backfilled(*place, **told, **ends, events=events, outcome=outcome))
    found = await figures()
    names = ("gap_open", "gap_total", "gap_filled_total", "gap_lost_total")
    assert [found[f"radist_{name}", "trade", "binance"] for name in names] == [1, 3, 1, 1]
    assert found["radist_backfilled_events_total", "trade", "binance"] == 11


async def test_what_is_skipped_and_what_waits_is_counted(
    web, rooms, knock, hub, make, lag, figures
):
    caller = await knock(rooms)
    await caller.ask(op="subscribe", id=1, rooms=[TRADES])
    await lag(TRADES, make.trade)
    found = await figures()
    assert found["radist_waiting_messages", "websocket"] >= 300
    assert found["radist_websocket_waiting_bytes",] > 0
    assert found["radist_websocket_waiting_bytes_most",] > 0
    caller.abort()


async def test_close_codes_are_counted_and_those_made_up_are_one(rooms, visit, figures, hub):
    for code in (1000, 4321, 4322):
        guest = await visit(rooms)
        await guest.socket.close(code=code)
    found = await figures()
    assert found["radist_websocket_closed_total", "1000"] == 1
    assert found["radist_websocket_closed_total", "other"] == 2


async def test_requests_are_counted_by_route_and_status(web, figures):
    await web.get("/healthz")
    await web.get("/healthz")
    await web.get("/api/v1/book?symbol=nothing")
    async with web.browser.request("BREW", f"{web.url}/api/v1/about") as answer:
        assert answer.status == 405
    async with web.browser.get(f"{web.url}/whatever/page") as answer:
        await answer.read()
    found = await figures()
    assert found["radist_http_requests_total", "GET", "/healthz", "200"] == 2
    assert found["radist_http_requests_total", "GET", "/api/v1/book", "404"] == 1
    assert sum(found[name] for name in found if name[1:3] == ("other", "/api/v1/about")) == 1
    assert any(name[1:3] == ("GET", "other") for name in found)


async def test_who_is_not_let_in_is_counted_by_reason(serve, open_rooms, browser):
    config = Config(auth=Auth(secret="s" * 32))
    guard = Guard(config)
    web = await serve(config, guard=guard)
    rooms = await open_rooms(guard, max_connections=1)
    url = f"ws://127.0.0.1:{rooms.port}/api/v1/websocket/ws"
    await web.get("/api/ws/status")
    async with browser.post(f"{web.url}/api/ws/connect", headers={"Origin": "http://x.y"}):
        pass
    came = []
    for headers in ({"Origin": "http://x.y"}, {"Authorization": "Bearer x"}, {}, {}):
        with suppress(aiohttp.WSServerHandshakeError):
            came.append(await browser.ws_connect(url, headers=headers))
    assert guard.refused["auth_required"] == 1
    assert guard.refused["bad_origin"] == 2
    assert guard.refused["bad_token"] == 1
    await came[-1].receive(10)
    assert guard.refused["full"] == 1
