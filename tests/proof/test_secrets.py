"""What must not be seen is not seen: in logs, answers, figures."""

import asyncio
import time
from base64 import b64encode

import aiohttp

from proof.conftest import Say
from proof.programs import output_of, simulated
from proof.served import served
from radist.config import Auth
from radist.server import auth

SECRET = "canary-of-a-secret-0123456789abcdef-0123456789"
KEY = Auth(secret=SECRET)
BOT, MAIL = "123456:canary-of-a-bot", "canary-of-a-mailbox"
NODE_KEY = "canary-of-a-key-0123456789abcdef-0123456789"
TARGETS = {
    "RADIST_NOTIFY__KEY": "env:NODE_KEY",
    "NODE_KEY": NODE_KEY,
    "RADIST_NOTIFY__TARGETS__PHONE__KIND": "telegram",
    "RADIST_NOTIFY__TARGETS__PHONE__CHAT": "1",
    "RADIST_NOTIFY__TARGETS__PHONE__TOKEN": "env:BOT",
    "RADIST_NOTIFY__TARGETS__PHONE__BASE_URL": "http://127.0.0.1:9",
    "BOT": BOT,
    "RADIST_NOTIFY__TARGETS__MAIL__KIND": "apprise",
    "RADIST_NOTIFY__TARGETS__MAIL__URL": "env:MAIL",
    "MAIL": f"mailto://me:{MAIL}@127.0.0.1:9?from=a@example.org&to=me@example.org",
}
"""Where nobody listens."""
PATHS = (
    "/api/v1/alerts",
    "/api/v1/alerts/targets",
    "/api/v1/alerts/history",
    "/openapi.json",
    "/asyncapi.json",
    "/metrics",
    "/api/v1/events",
    "/api/v1/sse",
    "/api/v1/about",
    "/api/ws/status",
    "/api/ws/streams",
    "/api/v1/websocket/connections",
    "/readyz",
    "/nowhere",
    "/api/nowhere",
)


async def test_no_secret_and_no_token_is_ever_said(say: Say):
    token = auth.make(KEY, "alice", ["admin"], 600, time.time())
    canaries = [SECRET, token, token.rpartition(".")[2], "canary-in-a-url"]
    canaries += [BOT, MAIL, NODE_KEY, b64encode(NODE_KEY.encode()).decode()]
    heard, bearer = [], {"Authorization": f"Bearer {token}"}
    settings = {"RADIST_AUTH__SECRET": SECRET, "RADIST_LOG__LEVEL": "debug"} | TARGETS
    async with simulated("binance") as exchange, served(exchange, **settings) as radist:
        for path in PATHS:
            for query in ("", f"?token={token}", "?access_token=canary-in-a-url", f"?x={token}"):
                for headers in ({}, bearer, {"Authorization": f"Bearer {token}x"}):
                    async with radist.http.get(
                        radist.url + path + query, headers=headers
                    ) as answer:
                        heard.append(f"{await answer.text()} {answer.headers}")
        for name in ("phone", "mail"):
            url = f"{radist.url}/api/v1/alerts/targets/{name}/test"
            async with radist.http.post(url, headers=bearer) as answer:
                assert answer.status == 200, await answer.text()
                tried = await answer.json()
                assert tried["trigger"]["deliveries"][0]["error"], tried
                heard.append(str(tried))
        for query in ("", f"?token={token}"):
            try:
                async with radist.http.ws_connect(radist.rooms + query) as room:
                    for shown in (token, f"{token}x", SECRET):
                        await room.send_json({"op": "auth", "token": shown})
                    await room.send_str('{"op":"auth","token":["' + token + '"]}')
                    await room.send_str("not JSON " + token)
                    async for message in room:
                        heard.append(str(message.data))
                        if "bad_json" in str(message.data):
                            break
            except aiohttp.WSServerHandshakeError as refusal:
                heard.append(f"{refusal.message} {refusal.headers}")
        await asyncio.sleep(0)
    everything = [*heard, *radist.said]
    hits = [text for text in everything for canary in canaries if canary in text]
    say(f"{len(heard)} answers, {len(radist.said)} lines of a debugging log: {len(hits)} canaries")
    assert not hits
    assert len(heard) > len(PATHS) * 12


async def test_a_node_that_others_reach_does_not_start_without_a_key():
    for host in ("http.host=0.0.0.0", "websocket.host=::"):
        code, _, errors = await output_of("serve", "--set", host)
        assert code == 2
        [line] = errors.decode().splitlines()
        assert line.startswith(f"error: {host.partition('=')[0]} = ")
        assert "auth.secret" in line
        assert "auth.anonymous = true" in line


async def test_nor_with_one_that_can_be_guessed():
    code, _, errors = await output_of("serve", RADIST_AUTH__SECRET="guess-me")
    assert (code, errors.count(b"\n")) == (2, 1)
    assert b"auth.secret" in errors
    assert b"guess-me" not in errors
