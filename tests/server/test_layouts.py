"""Arrangements of the page, each user's own."""

import jwt
import pytest

from radist.config import Auth, Config, Http
from radist.store.opening import Store

PATH = "/api/v1/layouts"
SECRET = "s" * 32
HOSTILE = "<script>alert('x')</script>\u202e\u0000\"; DROP TABLE layouts"


def bearer(user: str) -> dict[str, str]:
    claims = {"sub": user, "exp": 4_000_000_000, "iat": 1}
    return {"Authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}


async def test_a_layout_comes_back_as_it_was_kept(web):
    content = {"tiles": [{"symbol": "BTC/USDT", "x": 1.5}], HOSTILE: HOSTILE}
    code, made = await web.post(PATH, {"name": HOSTILE, "content": content})
    assert (code, made["version"], made["name"], made["content"]) == (200, 1, HOSTILE, content)
    assert made["created"] == made["updated"] > 1_700_000_000_000_000
    code, again = await web.get(f"{PATH}/{made['id']}")
    assert (code, again) == (200, made)
    code, listed = await web.get(PATH)
    del made["content"]
    assert listed == {"layouts": [made], "count": 1, "most": 50}


async def test_what_was_changed_elsewhere_is_told_and_not_overwritten(web):
    _, made = await web.post(PATH, {"name": "one", "content": {}})
    place, theirs = f"{PATH}/{made['id']}", {"name": "two", "content": {"a": 1}, "version": 1}
    code, changed = await web.ask("PUT", place, json=theirs)
    assert (code, changed["version"], changed["content"]) == (200, 2, {"a": 1})
    for method, asked in (
        ("PUT", {"json": {"name": "three", "content": {}, "version": 1}}),
        ("DELETE", {"params": {"version": "1"}}),
    ):
        code, answer = await web.ask(method, place, **asked)
        assert (code, answer["error"]["reason"]) == (409, "changed")
        assert answer["error"]["message"].startswith("changed elsewhere")
        assert answer["layout"] == changed
    code, answer = await web.ask("DELETE", place)
    assert (code, answer) == (200, {"id": made["id"], "deleted": True})
    code, answer = await web.get(place)
    assert (code, answer["error"]["reason"]) == (404, "unknown_layout")


@pytest.mark.parametrize(
    "body",
    [
        {"name": "", "content": {}},
        {"name": "x" * 101, "content": {}},
        {"name": "x", "content": []},
        {"name": "x", "content": {"a": "y" * 32_768}},
        {"name": "x"},
        {"name": "x", "content": {}, "version": 1},
    ],
)
async def test_what_is_no_layout_is_refused(web, body):
    code, answer = await web.post(PATH, body)
    assert (code, answer["error"]["reason"]) == (422, "invalid")


async def test_half_a_character_is_refused(web):
    headers = {"Content-Type": "application/json"}
    for body in (b'{"name":"\\ud800","content":{}}', b'{"name":"x","content":{"a":"\\ud800"}}'):
        code, answer = await web.ask("POST", PATH, data=body, headers=headers)
        assert (code, answer["error"]["reason"]) == (422, "invalid")


async def test_each_user_has_their_own(serve):
    web = await serve(Config(auth=Auth(secret=SECRET)))
    alice, bob = bearer("alice"), bearer("bob")
    body = {"name": "mine", "content": {}}
    code, made = await web.ask("POST", PATH, json=body, headers=alice)
    assert code == 200
    _, listed = await web.ask("GET", PATH, headers=bob)
    assert listed["count"] == 0
    for method, asked in (("GET", {}), ("PUT", {"json": body | {"version": 1}}), ("DELETE", {})):
        place = f"{PATH}/{made['id']}"
        code, _ = await web.ask(method, place, headers=bob, **asked)
        assert code == 404, method
    _, listed = await web.ask("GET", PATH, headers=alice)
    assert listed["count"] == 1


@pytest.mark.parametrize(
    "settings",
    [
        Config(auth=Auth(secret=SECRET, anonymous=True)),
        Config(auth=Auth(secret=SECRET)),
        Config(auth=Auth(anonymous=True), http=Http(host="0.0.0.0")),
    ],
)
async def test_whoever_is_nobody_has_none(serve, settings):
    web = await serve(settings)
    for method, asked in (("GET", {}), ("POST", {"json": {"name": "x", "content": {}}})):
        code, answer = await web.ask(method, PATH, **asked)
        assert (code, answer["error"]["reason"]) == (401, "auth_required")


async def test_a_strange_page_may_change_nothing(web):
    headers = {"Origin": "https://evil.example"}
    body = {"name": "x", "content": {}}
    code, answer = await web.ask("POST", PATH, json=body, headers=headers)
    assert (code, answer["error"]["reason"]) == (403, "bad_origin")


async def test_pages_that_are_named_may_put(serve):
    web = await serve(Config(origins=("https://my.example",)))
    headers = {"Origin": "https://my.example", "Access-Control-Request-Method": "PUT"}
    async with web.browser.options(f"{web.url}{PATH}/x", headers=headers) as answer:
        assert answer.status == 200
        assert "PUT" in answer.headers["Access-Control-Allow-Methods"]


async def test_a_store_that_cannot_be_had_is_said(web, upstream, tmp_path):
    (tmp_path / "blocked").write_text("a file where a folder has to be")
    upstream.store = Store(f"sqlite:///{tmp_path}/blocked/radist.db")
    code, answer = await web.get(PATH)
    assert (code, answer["error"]["reason"]) == (503, "unavailable")
