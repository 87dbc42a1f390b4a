"""Whoever has no token of ours gets nowhere, whichever way they show what they have."""

import re
import time

import aiohttp
import pytest

from proof.conftest import Say
from proof.forgeries import AUDIENCE, ISSUER, JWKS, SECRET, claims, of_a_jwks, of_a_secret, signed
from proof.guarded import Guarded, guarded
from radist.config import Auth
from radist.errors import ClientError
from radist.server.auth import Tokens
from radist.server.jwks import Jwks
from radist.server.keys import OneSecret

AUTH = Auth(secret=SECRET, issuer=ISSUER, audience=AUDIENCE)
FORGED, OF_A_JWKS = list(of_a_secret()), list(of_a_jwks())


def name(forged: tuple[str, str]) -> str:
    """The same in every process that collects the tests, though their clocks differ."""
    return re.sub(r"\b1\d{9}\b", "then", forged[0])


def refused(tokens: Tokens, token: str) -> bool:
    try:
        tokens.read(token, time.time())
    except ClientError as problem:
        return problem.code == 401 and problem.reason in ("bad_token", "expired")
    return False


@pytest.mark.parametrize("forged", FORGED, ids=name)
def test_a_forged_token_is_refused(forged):
    assert refused(Tokens(OneSecret(SECRET), AUTH), forged[1])


@pytest.mark.parametrize("forged", OF_A_JWKS, ids=name)
async def test_a_token_forged_for_public_keys_is_refused(forged, tmp_path):
    (tmp_path / "keys.json").write_text(JWKS)
    keys = Jwks(str(tmp_path / "keys.json"))
    tokens = Tokens(keys, Auth(issuer=ISSUER, audience=AUDIENCE))
    keys._asked = time.monotonic()  # the file was read a moment ago
    assert refused(tokens, forged[1])


async def closed_with(socket: aiohttp.ClientWebSocketResponse) -> int | None:
    while (message := await socket.receive(10)).type is aiohttp.WSMsgType.TEXT:
        pass
    return message.data if message.type is aiohttp.WSMsgType.CLOSE else None


async def ways_in(node: Guarded, http: aiohttp.ClientSession, token: str) -> dict[str, object]:
    """What each way in answers. A token that no header can carry goes by the first frame alone."""
    answers: dict[str, object] = {}
    async with http.ws_connect(node.rooms) as socket:
        await socket.send_json({"op": "auth", "id": 1, "token": token})
        answers["first frame"] = await closed_with(socket)
    if not (token.isascii() and token.isprintable() and " " not in token and token):
        return answers
    header = {"Authorization": f"Bearer {token}"}
    async with http.ws_connect(node.rooms, headers=header) as socket:
        answers["header of the handshake"] = await closed_with(socket)
    offer = {"Sec-WebSocket-Protocol": f"radist.v1, bearer.{token}"}
    async with http.ws_connect(node.rooms, headers=offer, protocols=()) as socket:
        answers["sub-protocol"] = await closed_with(socket)
    for path in ("/api/ws/prices", "/api/ws/sse/prices?symbols=BTCUSDT", "/metrics"):
        async with http.get(node.url + path, headers=header) as answer:
            answers[path] = answer.status
    async with http.post(f"{node.url}/api/v1/websocket/tickets", headers=header) as answer:
        answers["tickets"] = answer.status
    return answers


async def test_no_way_in_takes_a_forged_token(whole: bool, say: Say, eventually):
    forged = FORGED if whole else FORGED[::8]
    tried = 0
    async with guarded(AUTH) as node, aiohttp.ClientSession() as http:
        async with http.ws_connect(node.rooms) as socket:
            await socket.send_json({"op": "auth", "token": signed(claims())})
            assert [(await socket.receive_json())["type"] for _ in range(2)][1] == "authenticated"
        for name, token in forged:
            answers = await ways_in(node, http, token)
            tried += len(answers)
            assert set(answers.values()) <= {3500, 401}, (name, answers)
        await eventually(lambda: not (node.hub.sessions or list(node.guard.seats)))
    kinds = len(FORGED) + len(OF_A_JWKS)
    say(
        f"{kinds} forged tokens; {len(forged)} of them in {tried} attempts over sockets: 0 accepted"
    )
    assert kinds >= 40
