from radist.exchanges.binance import Binance


async def test_a_process_that_answers_is_alive(web):
    assert await web.get("/healthz") == (200, {"status": "alive"})


async def test_a_connected_node_is_ready(web, upstream):
    upstream.subscribe(upstream.markets())
    assert await web.get("/readyz") == (200, {"ready": True, "reasons": []})


async def test_a_node_that_does_not_know_what_is_traded_is_not_ready(web, upstream):
    upstream.dialect = Binance()
    upstream.last_error = "cannot reach it"
    code, answer = await web.get("/readyz")
    assert (code, answer["ready"]) == (503, False)
    assert answer["reasons"] == ["binance: what it trades is not known yet: cannot reach it"]


async def test_a_node_that_is_cut_off_is_not_ready(web, upstream):
    upstream.subscribe(upstream.markets())
    upstream.connected, upstream.last_error = False, "connection refused"
    code, answer = await web.get("/readyz")
    assert (code, answer["reasons"]) == (503, ["binance: not connected: connection refused"])


async def test_a_node_that_was_told_to_disconnect_is_ready(web, upstream):
    upstream.subscribe(upstream.markets())
    upstream.hold()
    assert (await web.get("/readyz"))[0] == 200


async def test_a_node_that_nobody_wants_anything_of_is_ready(web, upstream):
    upstream.connected = False
    assert (await web.get("/readyz"))[0] == 200


async def test_a_node_that_is_going_down_is_not_ready(web, upstream):
    upstream.draining = True
    assert await web.get("/readyz") == (503, {"ready": False, "reasons": ["going down"]})


async def test_figures_are_those_of_the_moment(web, open_rooms, visit, upstream):
    guest = await visit(await open_rooms())
    await guest.ask(op="subscribe", id=1, rooms=["trade.binance.BTC/USDT"])
    upstream.subscribe(upstream.markets())
    async with web.browser.get(f"{web.url}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    assert {
        'radist_build_info{version="0.1.0"} 1.0',
        'radist_upstream_messages_total{exchange="binance"} 1234.0',
        'radist_upstream_errors_total{exchange="binance"} 3.0',
        'radist_upstream_reconnects_total{exchange="binance"} 2.0',
        'radist_upstream_connected{exchange="binance"} 1.0',
        'radist_upstream_topics{exchange="binance"} 3.0',
        "radist_rooms 1.0",
        "radist_rooms_occupied 1.0",
        'radist_sessions{transport="websocket"} 1.0',
        'radist_sessions{transport="sse"} 0.0',
    } <= set(lines)
