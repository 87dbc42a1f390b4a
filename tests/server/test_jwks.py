import asyncio
import json
import time

import aiohttp
import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec

from radist.config import Auth, Config
from radist.errors import ClientError, ConfigError
from radist.server import jwks
from radist.server.guard import Guard


def public(key, kid: str):
    return json.loads(jwt.get_algorithm_by_name("ES256").to_jwk(key.public_key())) | {"kid": kid}


def token(key, kid: str) -> str:
    claims = {"sub": "alice", "exp": time.time() + 60}
    return jwt.encode(claims, key, "ES256", headers={"kid": kid})


KEYS = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]


class Issuer:
    """Publishes keys."""

    def __init__(self) -> None:
        self.asked = 0
        self.text = json.dumps({"keys": [public(KEYS[0], "k0")]})
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """In two parts, as what is large comes over a network."""
        self.asked += 1
        answer, text = web.StreamResponse(), self.text.encode()
        await answer.prepare(request)
        for part in (text[:20], text[20:]):
            await answer.write(part)
            await asyncio.sleep(0.01)
        return answer


@pytest.fixture
async def issuer():
    issuer, app = Issuer(), web.Application()
    app.router.add_get("/keys", issuer.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    issuer.url = f"http://127.0.0.1:{runner.addresses[0][1]}/keys"
    yield issuer
    await runner.cleanup()


@pytest.fixture
async def guard(issuer):
    guard = Guard(Config(auth=Auth(jwks=issuer.url)))
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(guard.run())
        yield guard
        running.cancel()


def code(guard: Guard, shown: str) -> int:
    try:
        return 200 if guard.read(shown).user == "alice" else 0
    except ClientError as problem:
        return problem.code


async def test_keys_of_a_url_are_believed_once_they_are_there(guard, eventually):
    assert code(guard, token(KEYS[0], "k0")) == 503
    await eventually(lambda: code(guard, token(KEYS[0], "k0")) == 200)


async def test_an_unknown_key_is_asked_for_at_most_now_and_then(
    guard, issuer, eventually, monkeypatch
):
    await eventually(lambda: code(guard, token(KEYS[0], "k0")) == 200)
    issuer.text = json.dumps({"keys": [public(KEYS[1], "k1")]})
    for _ in range(100):
        assert code(guard, token(KEYS[1], "k1")) == 401
    async with aiohttp.ClientSession() as http:
        for asked in (2, 3, 4):  # by us: meanwhile nobody else does
            async with http.get(issuer.url) as answer:
                await answer.read()
            assert issuer.asked == asked
    monkeypatch.setattr(jwks, "_AT_MOST_EVERY", 0.0)
    await eventually(lambda: code(guard, token(KEYS[1], "k1")) == 200)
    monkeypatch.undo()
    assert code(guard, token(KEYS[0], "k0")) == 401


@pytest.mark.parametrize("text", ["", "{}", "[" * 10_000, "x" * 300_000])
async def test_keys_at_hand_outlive_an_issuer_that_says_nonsense(
    guard, issuer, eventually, monkeypatch, text
):
    await eventually(lambda: code(guard, token(KEYS[0], "k0")) == 200)
    issuer.text = text
    monkeypatch.setattr(jwks, "_AT_MOST_EVERY", 0.0)
    assert code(guard, token(KEYS[1], "k1")) == 503
    await eventually(lambda: issuer.asked > 1)
    monkeypatch.undo()
    assert code(guard, token(KEYS[0], "k0")) == 200


def test_a_file_is_read_at_the_start(tmp_path):
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [public(KEYS[0], "k0")]}))
    guard = Guard(Config(auth=Auth(jwks=str(file))))
    assert code(guard, token(KEYS[0], "k0")) == 200
    file.write_text("nothing")
    with pytest.raises(ConfigError, match=r"auth\.jwks"):
        Guard(Config(auth=Auth(jwks=str(file))))
