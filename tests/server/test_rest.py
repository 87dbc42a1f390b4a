import re

import pytest

from radist.model import Instrument

FAMILY = "/api/ws"
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def wish(*symbols: str, **more: object) -> dict[str, object]:
    return {"symbols": list(symbols), "stream_type": "ticker"} | more


async def test_the_status_tells_of_the_connection(web, upstream):
    upstream.subscribe(["ticker.binance.BTC/USDT"])
    code, status = await web.get(f"{FAMILY}/status")
    assert code == 200
    assert status.pop("uptime_seconds") >= 0
    assert ISO.fullmatch(status.pop("timestamp"))
    assert status == {
        "connected": True,
        "exchange": "binance",
        "held": False,
        "simulated": True,
        "connected_since": "2023-12-25T16:00:00.000Z",
        "streams": 1,
        "messages": 1234,
        "errors": 3,
        "reconnects": 2,
        "clients": 0,
        "last_error": None,
    }


async def test_disconnect_holds_and_connect_resumes(web, upstream):
    _, status = await web.post(f"{FAMILY}/disconnect")
    assert (status["connected"], status["held"], status["connected_since"]) == (False, True, None)
    _, status = await web.post(f"{FAMILY}/connect")
    assert (status["connected"], status["held"]) == (True, False)


async def test_subscriptions_come_and_go(web, upstream):
    code, answer = await web.post(f"{FAMILY}/subscribe", wish("BTCUSDT", "ETH/USDT", "btcusdt"))
    assert code == 200
    assert answer["subscribed"] == [
        {
            "stream_type": "ticker",
            "symbol": "BTCUSDT",
            "interval": None,
            "topic": "ticker.binance.BTC/USDT",
        },
        {
            "stream_type": "ticker",
            "symbol": "ETHUSDT",
            "interval": None,
            "topic": "ticker.binance.ETH/USDT",
        },
    ]
    assert answer["count"] == 2
    assert upstream.topics == {"ticker.binance.BTC/USDT", "ticker.binance.ETH/USDT"}
    code, answer = await web.post(f"{FAMILY}/unsubscribe", wish("BTCUSDT"))
    assert (code, answer["count"]) == (200, 1)
    assert upstream.topics == {"ticker.binance.ETH/USDT"}


async def test_a_selection_is_kept_as_such_and_answered_with_what_it_stands_for(web, upstream):
    for spelling in ("all usdt spot", "*/USDT"):
        code, answer = await web.post(f"{FAMILY}/subscribe", wish(spelling))
        assert code == 200
        assert [s["symbol"] for s in answer["subscribed"]] == ["BTCUSDT", "ETHUSDT", "SOLUSDT"]
    assert upstream.topics == {"ticker.binance.all USDT spot", "ticker.binance.*/USDT"}
    await web.post(f"{FAMILY}/unsubscribe", wish("ALL USDT spot"))
    assert upstream.topics == {"ticker.binance.*/USDT"}
    code, answer = await web.post(f"{FAMILY}/subscribe", wish("all UDST"))
    assert code == 404 and "did you mean USDT" in answer["error"]["message"]


async def test_the_one_stream_of_all_symbols_is_listed_too(web, upstream):
    upstream.topics = {"mini_ticker.binance.*"}
    code, listed = await web.get(f"{FAMILY}/streams")
    assert (code, [s["symbol"] for s in listed["streams"]]) == (200, ["*"])


@pytest.mark.parametrize(
    ("stream_type", "topic"),
    [
        ("ticker", "ticker.binance.BTC/USDT"),
        ("mini_ticker", "mini_ticker.binance.BTC/USDT"),
        ("kline", "candle.binance.BTC/USDT.5m"),
        ("trade", "trade.binance.BTC/USDT"),
        ("agg_trade", "agg_trade.binance.BTC/USDT"),
        ("book_ticker", "quote.binance.BTC/USDT"),
    ],
)
async def test_each_stream_type_has_its_topic(web, upstream, stream_type, topic):
    body = wish("BTCUSDT", stream_type=stream_type, interval="5m")
    await web.post(f"{FAMILY}/subscribe", body)
    assert upstream.topics == {topic}
    _, listed = await web.get(f"{FAMILY}/streams")
    [stream] = listed["streams"]
    assert (stream["stream_type"], stream["topic"]) == (stream_type, topic)
    assert stream["interval"] == ("5m" if stream_type == "kline" else None)


async def test_klines_are_of_a_minute_unless_told_otherwise(web, upstream):
    await web.post(f"{FAMILY}/subscribe", wish("BTCUSDT", stream_type="kline"))
    assert upstream.topics == {"candle.binance.BTC/USDT.1m"}


async def test_streams_that_were_refused_are_listed_with_the_reason(web, upstream):
    upstream.refused = {"ticker.binance.SOL/USDT": "error 2: Invalid request"}
    _, listed = await web.get(f"{FAMILY}/streams")
    assert listed["refused"] == upstream.refused


async def test_prices_are_the_newest_tickers_in_the_spelling_of_the_exchange(web, hub, make):
    hub.publish(make.ticker(1.0))
    hub.publish(make.ticker(2.0))
    code, answer = await web.get(f"{FAMILY}/prices")
    assert (code, answer["count"], list(answer["prices"])) == (200, 1, ["BTCUSDT"])
    assert answer["prices"]["BTCUSDT"]["price"] == 2.0
    assert answer["prices"]["BTCUSDT"]["timestamp"] == 1_703_520_000_000
    assert ISO.fullmatch(answer["timestamp"])


async def test_prices_tell_their_age_and_whether_they_can_be_believed(web, hub, make, upstream):
    hub.publish(make.ticker(1.0))
    _, answer = await web.get(f"{FAMILY}/prices")
    price = answer["prices"]["BTCUSDT"]
    assert price["stale"] is False and price["age_ms"] > 1000 * 86_400
    upstream.doubts["ticker.binance.BTC/USDT"] = "mute"
    _, answer = await web.get(f"{FAMILY}/prices")
    assert answer["prices"]["BTCUSDT"]["stale"] is True


async def test_prices_can_be_asked_for_by_symbol(web, hub, make):
    hub.publish(make.ticker(1.0))
    _, answer = await web.get(f"{FAMILY}/prices?symbols=ETHUSDT")
    assert answer["prices"] == {}
    _, answer = await web.get(f"{FAMILY}/prices?symbols=ETHUSDT,BTC/USDT")
    assert list(answer["prices"]) == ["BTCUSDT"]


async def test_a_quick_start_connects_and_subscribes_to_tickers(web, upstream):
    upstream.hold()
    code, answer = await web.post(f"{FAMILY}/quick/start-prices?symbols=BTCUSDT,ETHUSDT")
    assert (code, answer["count"], upstream.held) == (200, 2, False)
    assert upstream.topics == {"ticker.binance.BTC/USDT", "ticker.binance.ETH/USDT"}


async def test_a_quick_start_without_symbols_takes_those_of_the_front_page(web, upstream):
    await web.post(f"{FAMILY}/quick/start-prices")
    assert upstream.topics == set(upstream.markets())


async def test_a_quick_stop_lets_everything_go_and_disconnects(web, upstream):
    upstream.subscribe(upstream.markets())
    code, status = await web.post(f"{FAMILY}/quick/stop")
    assert (code, status["streams"], status["connected"]) == (200, 0, False)


async def test_about_tells_where_the_rooms_are_and_what_the_front_page_shows(web):
    code, about = await web.get("/api/v1/about")
    assert code == 200
    assert len(about.pop("markets")) == 3
    assert about == {
        "name": "radist",
        "version": "0.1.0",
        "simulated": True,
        "user": "local",
        "websocket": {"port": 8001, "path": "/api/v1/websocket/ws"},
        "exchanges": ["binance"],
    }


async def test_about_names_each_market_in_both_spellings(web):
    _, about = await web.get("/api/v1/about")
    assert about["markets"][0] == {
        "exchange": "binance",
        "symbol": "BTC/USDT",
        "native": "BTCUSDT",
        "room": "ticker.binance.BTC/USDT",
        "price_step": 0.01,
    }


@pytest.mark.parametrize("action", ["subscribe", "unsubscribe"])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (wish("BTCUSDT", stream_type="tickr"), r"stream_type: .*'ticker'.*'book_ticker'.*'tickr'"),
        (wish("BTCUSDT", stream_type=7), "stream_type: .*7"),
        (wish("BTCUSDT", stream_type="kline", interval="7y"), r"interval: .*'7y'.*1m"),
        ({"stream_type": "ticker"}, "symbols: field required"),
        (wish(), "symbols: .*at least 1"),
        ({"symbols": "BTCUSDT"}, "symbols: .*list"),
        (wish(7), r"symbols\.0: expected text in quotation marks"),
        (wish(*(f"S{n}" for n in range(201))), "symbols: .*at most 200"),
        (wish("BTCUSDT", stream_typ="ticker"), "stream_typ: "),
        ([], "body: .*"),
        ("BTCUSDT", "body: .*"),
    ],
)
async def test_a_wrong_body_is_answered_with_the_field(web, upstream, action, body, words):
    code, answer = await web.post(f"{FAMILY}/{action}", body)
    assert (code, answer["error"]["code"], answer["error"]["reason"]) == (422, 422, "invalid")
    assert re.match(words, answer["error"]["message"]), answer
    assert "\n" not in answer["error"]["message"]
    assert upstream.topics == set()


@pytest.mark.parametrize("raw", [b"{nope", b"", b"\xff\xfe", b'{"symbols":["BTCUSDT"'])
async def test_a_body_that_is_not_json_is_the_clients_mistake(web, raw):
    headers = {"Content-Type": "application/json"}
    code, answer = await web.ask("POST", f"{FAMILY}/subscribe", data=raw, headers=headers)
    assert code in (400, 422)
    assert "body" in answer["error"]["message"]


async def test_a_body_that_is_not_called_json_is_answered_with_the_header(web):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}  # what curl says by itself
    raw = b'{"symbols":["BTCUSDT"]}'
    code, answer = await web.ask("POST", f"{FAMILY}/subscribe", data=raw, headers=headers)
    assert code == 422 and "Content-Type: application/json" in answer["error"]["message"]


async def test_one_unknown_symbol_leaves_all_as_it_was(web, upstream):
    code, answer = await web.post(f"{FAMILY}/subscribe", wish("ETHUSDT", "BTCUSD"))
    assert (code, answer["error"]["reason"]) == (404, "unknown_symbol")
    assert "BTCUSD" in answer["error"]["message"]
    assert "did you mean BTCUSDT" in answer["error"]["message"]
    assert upstream.topics == set()


@pytest.mark.parametrize("path", ["/prices", "/sse/prices"])
@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ("symbols=BTCUSD", 404, "did you mean BTCUSDT"),
        ("symbols=", 422, "symbols: name at least one"),
        ("symbols=,,", 422, "symbols: name at least one"),
        ("symbols=" + ",".join(f"S{n}" for n in range(201)), 422, "symbols: at most 200"),
        ("symbols=%00%ff", 404, "no symbol"),
    ],
)
async def test_wrong_symbols_in_a_query_are_told(web, path, query, code, words):
    got, answer = await web.get(f"{FAMILY}{path}?{query}")
    assert (got, words in answer["error"]["message"]) == (code, True), answer


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ("klines", 422, "symbol: field required"),
        (
            "klines?symbol=BTCUSDT&interval=7y",
            422,
            "interval: binance has no interval '7y'; it has 1s, 1m",
        ),
        ("klines?symbol=XXX&interval=1m", 404, "no symbol 'XXX'"),
        ("trades", 422, "symbol: field required"),
        ("trades?symbol=XXX", 404, "no symbol 'XXX'"),
        ("trades?symbol=", 404, "no symbol ''"),
    ],
)
async def test_a_wrong_query_of_a_stream_is_told_before_it_begins(web, query, code, words):
    got, answer = await web.get(f"{FAMILY}/sse/{query}")
    assert (got, answer["error"]["message"].startswith(words) or words in str(answer)) == (
        code,
        True,
    ), answer


async def test_before_the_instruments_are_known_streams_ask_to_come_later(web, upstream, browser):
    upstream.dialect = type(upstream.dialect)()
    upstream.dialect.find = lambda _: Instrument("BTC/USDT", "BTCUSDT", "BTC", "USDT")
    async with browser.get(f"{web.url}{FAMILY}/sse/trades?symbol=BTCUSDT") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "sse/prices"), ("POST", "quick/start-prices")]
)
async def test_the_front_page_before_it_is_known_is_asked_for_later(web, upstream, method, path):
    upstream.dialect = type(upstream.dialect)()
    upstream.hold()
    async with web.browser.request(method, f"{web.url}{FAMILY}/{path}") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
        assert (await answer.json())["error"]["reason"] == "not_ready"
    assert upstream.held


async def test_about_answers_before_the_front_page_is_known(web, upstream):
    upstream.dialect = type(upstream.dialect)()
    code, about = await web.get("/api/v1/about")
    assert (code, about["markets"]) == (200, [])


async def test_an_unknown_address_is_answered_in_json(web):
    for method in ("GET", "POST", "DELETE"):
        code, answer = await web.ask(method, "/api/ws/pricez")
        assert (code, answer["error"]["reason"]) == (404, "not_found")
        assert "/api/ws/pricez" in answer["error"]["message"]


async def test_a_wrong_method_is_told(web):
    code, answer = await web.get(f"{FAMILY}/connect")
    assert (code, answer["error"]["reason"]) == (405, "method_not_allowed")


async def test_a_body_that_is_too_large_is_refused_unread(web):
    code, answer = await web.post(f"{FAMILY}/subscribe", wish("B" * 70_000))
    assert (code, answer["error"]["reason"]) == (413, "too_large")


async def test_a_body_of_unknown_length_is_refused(web):
    async def endless():
        yield b"{"

    code, answer = await web.ask("POST", f"{FAMILY}/subscribe", data=endless())
    assert (code, answer["error"]["reason"]) == (411, "length_required")


async def test_a_mistake_of_ours_shows_no_details(web, upstream):
    def fail():
        raise RuntimeError("secret")

    upstream.status = fail
    code, answer = await web.get(f"{FAMILY}/status")
    assert (code, answer["error"]["reason"]) == (500, "internal")
    assert "secret" not in str(answer)


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://localhost:3000", True),
        ("http://127.0.0.1:5173", True),
        ("https://example.com", False),
        ("http://localhost.example.com", False),
    ],
)
async def test_pages_under_development_may_read_what_is_served(web, browser, origin, allowed):
    url = f"{web.url}{FAMILY}/prices"
    async with browser.get(url, headers={"Origin": origin}) as answer:
        got = answer.headers.get("Access-Control-Allow-Origin")
    assert got == (origin if allowed else None)


@pytest.mark.parametrize(
    ("origin", "code"),
    [
        ("http://localhost:3000", 200),
        ("http://127.0.0.1:5173", 200),
        ("https://evil.example", 403),
        ("http://localhost.evil.example", 403),
        ("null", 403),
    ],
)
async def test_pages_of_strangers_may_not_command(web, upstream, origin, code):
    url, headers = f"{web.url}{FAMILY}/disconnect", {"Origin": origin}
    async with web.browser.post(url, headers=headers) as answer:
        assert answer.status == code
        assert code == 200 or (await answer.json())["error"]["reason"] == "bad_origin"
    assert upstream.held is (code == 200)


async def test_pages_of_strangers_may_ask(web):
    headers = {"Origin": "https://evil.example"}
    async with web.browser.get(f"{web.url}{FAMILY}/status", headers=headers) as answer:
        assert answer.status == 200


async def test_the_description_of_the_endpoints_can_be_had(web):
    _, description = await web.get("/openapi.json")
    for path in ("status", "subscribe", "prices", "sse/klines", "quick/start-prices"):
        for operation in description["paths"][f"{FAMILY}/{path}"].values():
            assert operation["summary"]


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_no_page_loads_scripts_of_strangers(web, path):
    async with web.browser.get(web.url + path) as answer:
        assert "<script" not in await answer.text()
