import json
import time

import jwt
import pytest

from radist.config import Auth, Config, Limits
from radist.server.gate import BodyLimit
from radist.server.guard import Guard

SECRET = "a secret of this test, and of no node at all"
KEY = Auth(secret=SECRET)
ROOMS = "/api/v1/websocket"


def bearer(user: str = "alice", scope: str = "", seconds: float = 60, **claims) -> dict[str, str]:
    now = time.time()
    body = {"sub": user, "scope": scope, "iat": now, "exp": now + seconds} | claims
    return {"Authorization": f"Bearer {jwt.encode(body, SECRET, 'HS256')}"}


@pytest.fixture
async def guarded(serve):
    return await serve(Config(auth=KEY))


async def test_a_page_and_watchdogs_need_no_token(guarded):
    for path in ("/healthz", "/readyz", "/api/v1/about", "/openapi.json"):
        assert (await guarded.get(path))[0] in (200, 503), path
    async with guarded.browser.get(guarded.url) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "path", ["/api/ws/prices", "/api/ws/status", "/metrics", "/api/ws/sse/prices", "/api/v1/book"]
)
async def test_everybody_else_does(guarded, path):
    async with guarded.browser.get(guarded.url + path) as answer:
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert (await answer.json())["error"]["reason"] == "auth_required"


async def test_a_token_answers_questions_and_an_admins_gives_commands(guarded, upstream):
    assert (await guarded.ask("GET", "/api/ws/prices", headers=bearer()))[0] == 200
    status, answer = await guarded.ask("POST", "/api/ws/disconnect", headers=bearer())
    assert (status, answer["error"]["reason"]) == (403, "forbidden")
    assert not upstream.held
    admin = bearer(scope="admin")
    assert (await guarded.ask("POST", "/api/ws/disconnect", headers=admin))[0] == 200
    assert upstream.held


async def test_the_page_that_the_node_serves_may_command_it(guarded, upstream):
    ours = {"Host": "radist.lan:8000", "Origin": "http://radist.lan:8000"}
    admin = bearer(scope="admin") | ours
    assert (await guarded.ask("POST", "/api/ws/disconnect", headers=admin))[0] == 200
    assert upstream.held


async def test_a_page_whose_name_was_made_to_lead_here_commands_nothing(web, upstream):
    ours = {"Host": "evil.com:8000", "Origin": "http://evil.com:8000"}
    for method, path in (("POST", "/api/ws/disconnect"), ("GET", f"{ROOMS}/connections")):
        assert (await web.ask(method, path, headers=ours))[0] == 401
    assert not upstream.held
    assert (await web.ask("GET", "/api/ws/prices", headers=ours))[0] == 200


BEHIND = Limits(requests=0.5, trusted_proxies=("127.0.0.1",))


def of(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


async def test_an_address_asks_so_often_and_is_told_when_to_ask_again(serve):
    guard = Guard(Config(limits=BEHIND))
    web = await serve(Config(limits=BEHIND), guard=guard)
    for _ in range(5):
        assert (await web.ask("GET", "/api/v1/about", headers=of("203.0.113.9")))[0] == 200
    url = f"{web.url}/api/ws/prices"
    async with web.browser.get(url, headers=of("203.0.113.9:4711")) as answer:
        problem = (await answer.json())["error"]
        assert (answer.status, problem["reason"]) == (429, "too_many_requests")
        assert 1000 < problem["retry_after_ms"] <= 2000
        assert answer.headers["Retry-After"] == "2"
    assert guard.refused["too_many_requests"] == 1
    assert (await web.ask("GET", "/healthz", headers=of("203.0.113.9")))[0] == 200
    assert (await web.ask("GET", "/api/v1/about", headers=of("203.0.113.10")))[0] == 200
    for _ in range(20):
        assert (await web.get("/api/v1/about"))[0] == 200, "loopback is not counted"


async def test_a_user_asks_so_often_wherever_they_are(serve):
    web = await serve(Config(auth=KEY, limits=Limits(requests=0.5)))
    for _ in range(5):
        assert (await web.ask("GET", "/api/ws/prices", headers=bearer()))[0] == 200
    status, answer = await web.ask("GET", "/api/ws/prices", headers=bearer())
    assert (status, answer["error"]["reason"]) == (429, "too_many_requests")
    assert (await web.ask("GET", "/api/ws/prices", headers=bearer("bob")))[0] == 200


TRADES = "trade.binance.BTC/USDT"


@pytest.mark.parametrize(
    "path",
    [
        f"/api/v1/events?topics={TRADES}",
        f"/api/v1/sse?topics={TRADES}",
        "/api/ws/sse/trades?symbol=BTCUSDT",
        "/api/v1/book?symbol=BTC/USDT",
    ],
)
async def test_whoever_makes_too_many_rooms_come_is_to_slow_down(serve, hub, upstream, path):
    web = await serve(Config(limits=Limits(subscriptions=0.2, trusted_proxies=("127.0.0.1",))))
    two = "/api/v1/events?topics=ticker.binance.BTC/USDT,ticker.binance.ETH/USDT"
    assert (await web.ask("GET", two, headers=of("203.0.113.9")))[0] == 200
    status, answer = await web.ask("GET", path, headers=of("203.0.113.9"))
    assert (status, answer["error"]["reason"]) == (429, "too_many_subscriptions")
    assert hub.sessions == {} and not hub.is_occupied(TRADES)
    upstream.topics |= {TRADES, "ticker.binance.BTC/USDT", "book.binance.BTC/USDT"}
    again = f"/api/v1/events?topics=ticker.binance.BTC/USDT,{TRADES},global"
    for _ in range(9):
        assert (await web.ask("GET", again, headers=of("203.0.113.9")))[0] == 200


async def test_a_proxy_that_hides_who_asks_hands_nobody_the_node(web, upstream):
    through = {"Host": "localhost", "Via": "1.1 proxy"}
    status, answer = await web.ask("POST", "/api/ws/disconnect", headers=through)
    assert (status, answer["error"]["reason"]) == (403, "proxied")
    assert "auth.secret" in answer["error"]["message"]
    assert not upstream.held


async def test_a_token_in_the_url_is_refused(guarded):
    token = bearer()["Authorization"].removeprefix("Bearer ")
    status, answer = await guarded.get(f"/api/ws/prices?token={token}")
    assert (status, answer["error"]["reason"]) == (400, "token_in_url")
    assert token not in json.dumps(answer)


async def test_a_ticket_opens_one_event_stream(guarded):
    status, _ = await guarded.post(f"{ROOMS}/tickets")
    assert status == 401
    status, given = await guarded.ask("POST", f"{ROOMS}/tickets", headers=bearer())
    assert (status, given["expires_in"]) == (200, 60)
    url = f"{guarded.url}/api/ws/sse/prices?symbols=BTCUSDT&ticket={given['ticket']}"
    async with guarded.browser.get(url) as answer:
        assert answer.status == 200
        assert (await answer.content.readline()).startswith(b"retry: ")
    async with guarded.browser.get(url) as answer:
        assert (answer.status, (await answer.json())["error"]["reason"]) == (401, "bad_ticket")


async def open_stream(web, **headers: str):
    url = f"{web.url}/api/ws/sse/prices?symbols=BTCUSDT"
    answer = await web.browser.get(url, headers=headers)
    assert answer.status == 200, await answer.text()
    assert (await answer.content.readline()).startswith(b"retry: ")
    return answer


async def test_a_stream_ends_with_its_token(guarded):
    stream = await open_stream(guarded, **bearer(seconds=1))
    start = time.monotonic()
    await stream.content.read()
    assert time.monotonic() - start < 2


async def test_a_question_that_waits_is_refused_and_counted_like_a_stream(serve):
    config = Config(auth=KEY, limits=Limits(per_user=1))
    guard = Guard(config)
    web = await serve(config, guard=guard)
    stream = await open_stream(web, **bearer())
    asked = "/api/v1/events?topics=global&wait=5"
    _, answer = await web.ask("GET", asked, headers=bearer())
    asked += f"&since={answer['cursor']}"
    status, answer = await web.ask("GET", asked, headers=bearer())
    assert (status, answer["error"]["reason"]) == (429, "too_many_connections")
    assert guard.refused["too_many_connections"] == 1
    stream.close()


async def test_a_user_has_so_many_streams_and_gets_them_back(serve, hub, eventually):
    web = await serve(Config(auth=KEY, limits=Limits(per_user=2)))
    held = [await open_stream(web, **bearer()) for _ in range(2)]
    status, answer = await web.ask("GET", "/api/ws/sse/prices?symbols=BTCUSDT", headers=bearer())
    assert (status, answer["error"]["reason"]) == (429, "too_many_connections")
    assert len(hub.sessions) == 2
    for stream in held:
        stream.close()
    await eventually(lambda: not hub.sessions)
    (await open_stream(web, **bearer())).close()


async def test_admins_see_and_end_connections(guarded, eventually, hub):
    stream = await open_stream(guarded, **bearer("bob"))
    admin = bearer("root", "admin")
    assert (await guarded.ask("GET", f"{ROOMS}/connections", headers=bearer()))[0] == 403
    _, listed = await guarded.ask("GET", f"{ROOMS}/connections", headers=admin)
    [shown] = listed["connections"]
    assert (shown["transport"], shown["user"], shown["rooms"]) == ("sse", "bob", 1)
    assert (shown["address"], shown["scope"]) == ("127.0.0.1", [])
    assert shown["expires"] > shown["since"]
    assert "eyJ" not in json.dumps(listed)
    path = f"{ROOMS}/connections/{shown['session']}"
    assert (await guarded.ask("DELETE", path, headers=bearer()))[0] == 403
    assert (await guarded.ask("DELETE", path, headers=admin))[0] == 200
    await stream.content.read()
    await eventually(lambda: not hub.sessions)
    status, answer = await guarded.ask("DELETE", path, headers=admin)
    assert (status, answer["error"]["reason"]) == (404, "unknown_session")


async def test_what_a_revoked_token_opened_ends_at_once(guarded):
    stream = await open_stream(guarded, **bearer("bob", jti="t1"))
    other = await open_stream(guarded, **bearer("bob", jti="t2"))
    admin, path = bearer("root", "admin"), f"{ROOMS}/revocations"
    assert (await guarded.ask("POST", path, headers=bearer(), json={"jti": "t1"}))[0] == 403
    start = time.monotonic()
    answer = await guarded.ask("POST", path, headers=admin, json={"jti": "t1"})
    assert answer == (200, {"closed": 1})
    await stream.content.read()
    assert time.monotonic() - start < 2
    status, answer = await guarded.ask("GET", "/api/ws/prices", headers=bearer("bob", jti="t1"))
    assert (status, answer["error"]["reason"]) == (401, "revoked")
    answer = await guarded.ask("POST", path, headers=admin, json={"user": "bob"})
    assert answer == (200, {"closed": 1})
    await other.content.read()


@pytest.mark.parametrize("body", [{}, {"jti": "a", "user": "b"}, {"jti": ""}, {"who": "x"}])
async def test_a_revocation_has_to_say_of_what(guarded, body):
    admin = bearer("root", "admin")
    status, answer = await guarded.ask("POST", f"{ROOMS}/revocations", headers=admin, json=body)
    assert (status, answer["error"]["reason"]) == (422, "invalid")


async def test_without_a_key_whoever_is_here_sees_the_connections(web):
    (await open_stream(web)).close()
    assert (await web.get(f"{ROOMS}/connections"))[0] == 200
    assert (await web.post(f"{ROOMS}/tickets"))[0] == 401


@pytest.mark.parametrize("origin", ["https://example.org", "https://app.example.org:8443"])
async def test_pages_that_are_listed_may_ask_and_command(serve, origin):
    web = await serve(Config(origins=("https://example.org", "https://app.example.org:8443")))
    preflight = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    url = f"{web.url}{ROOMS}/tickets"
    async with web.browser.options(url, headers=preflight) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == origin
        assert "Access-Control-Allow-Credentials" not in answer.headers
    async with web.browser.post(f"{web.url}/api/ws/connect", headers={"Origin": origin}) as answer:
        assert answer.status == 200


async def test_where_origins_are_listed_all_others_are_foreign(serve):
    web = await serve(Config(origins=("https://example.org",)))
    for origin in ("http://localhost:3000", "null", "https://example.org.evil.example"):
        async with web.browser.post(
            f"{web.url}/api/ws/connect", headers={"Origin": origin}
        ) as answer:
            assert answer.status == 403
        async with web.browser.get(f"{web.url}/healthz", headers={"Origin": origin}) as answer:
            assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_body_that_is_too_deep_is_refused_before_it_is_parsed(web):
    deep = b'{"symbols":' + b"[" * 30_000
    headers = {"Content-Type": "application/json"}
    status, answer = await web.ask("POST", "/api/ws/subscribe", data=deep, headers=headers)
    assert (status, answer["error"]["message"]) == (422, "body: nested more than 32 deep")


async def test_a_client_that_goes_in_the_midst_of_its_body_is_told_to_the_application():
    heard = []

    async def app(scope, receive, send):
        heard.append((await receive())["type"])

    class Guard:
        limits = Limits()

    async def receive():
        return {"type": "http.disconnect"}

    scope = {"type": "http", "headers": [(b"content-length", b"10")]}
    await BodyLimit(app, Guard())(scope, receive, None)
    assert heard == ["http.disconnect"]


async def test_the_description_says_how_to_show_a_token_and_no_secret(guarded):
    _, described = await guarded.get("/openapi.json")
    assert described["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert SECRET not in json.dumps(described)
