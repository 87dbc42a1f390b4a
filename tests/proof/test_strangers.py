"""Pages of strangers, and users at the doors of others."""

import random
import string
import time
import unicodedata

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proof.conftest import WHOLE, Say
from proof.guarded import Guarded, guarded
from radist.config import Auth, Limits
from radist.server import auth
from radist.server.access import SCOPES, Visitor, may_enter

OURS = "https://radist.example"
HOSTILE = [
    "null",
    "",
    "http://radist.example",
    "https://radist.example.evil.example",
    "https://evil.example",
    "https://evilradist.example",
    "https://sub.radist.example",
    "https://radist.example:8443",
    "https://radist.example:443",
    "https://RADIST.example",
    "HTTPS://radist.example",
    "https://radist.example/",
    "https://radist.example#good",
    "https://evil.example#https://radist.example",
    "https://evil.example?https://radist.example",
    "https://evil.example/https://radist.example",
    "https://radist.example@evil.example",
    "https://radist.example.",
    "https://radist.example, https://evil.example",
    "https://radist.exampⅼe",
    "https://xn--radist-9za.example",
    "file://",
    "chrome-extension://abcdefghijklmnop",
    "http://localhost:8000",
    "http://127.0.0.1",
    "https://[::1]",
    "*",
]


async def asked(node: Guarded, http: aiohttp.ClientSession, origin: str) -> list[object]:
    """What a page gets: of the rooms, of a command, and whether it may read."""
    headers = {"Origin": origin}
    try:
        async with http.ws_connect(node.rooms, headers=headers):
            room = 101
    except aiohttp.WSServerHandshakeError as refusal:
        room = refusal.status
    async with http.post(f"{node.url}/api/ws/connect", headers=headers) as answer:
        command = answer.status
    async with http.get(f"{node.url}/api/ws/prices", headers=headers) as answer:
        reading = answer.headers.get("Access-Control-Allow-Origin")
        assert "Access-Control-Allow-Credentials" not in answer.headers
    preflight = headers | {"Access-Control-Request-Method": "POST"}
    async with http.options(f"{node.url}/api/ws/connect", headers=preflight) as answer:
        assert answer.headers.get("Access-Control-Allow-Origin") == reading
    return [room, command, reading]


async def test_no_hostile_page_listens_commands_or_reads(say: Say):
    assert len(HOSTILE) >= 20
    async with guarded(Auth(), origins=[OURS]) as node, aiohttp.ClientSession() as http:
        assert await asked(node, http, OURS) == [101, 200, OURS]
        for origin in HOSTILE:
            assert await asked(node, http, origin) == [403, 403, None], origin
    say(f"{len(HOSTILE)} hostile origins: 0 handshakes, 0 commands, 0 answers that they may read")


async def test_without_a_list_only_pages_of_here_do(say: Say):
    hostile = [origin for origin in HOSTILE if "//localhost" not in origin]
    hostile = [o for o in hostile if "127.0.0.1" not in o and "[::1]" not in o]
    async with guarded(Auth()) as node, aiohttp.ClientSession() as http:
        for origin in [*hostile, "http://localhost#good", "http://127.0.0.1.evil.example"]:
            assert await asked(node, http, origin) == [403, 403, None], origin
        assert await asked(node, http, "http://localhost:5173") == [
            101,
            200,
            "http://localhost:5173",
        ]
    say(f"{len(hostile) + 2} hostile origins, none listed: 0 accepted")


names = st.text(min_size=1, max_size=12)
rooms = st.one_of(names.map("user_{}".format), names, st.just("user_"), st.just("user_*"))


@settings(max_examples=20_000 if WHOLE else 500)
@given(names, rooms, st.booleans(), st.sets(st.sampled_from(sorted(SCOPES))))
def test_a_room_of_a_user_opens_for_that_user_alone(user, room, admitted, scopes):
    visitor = Visitor(admitted=admitted, user=user, scopes=frozenset(scopes))
    if room.startswith("user_"):
        assert may_enter(visitor, room) == (room == f"user_{user}")


def twisted(dice: random.Random, name: str) -> str:
    """A name that looks, sorts or folds like another, or that a careless rule takes for it."""
    twists = [
        str.upper,
        str.title,
        str.swapcase,
        lambda text: text + dice.choice(" \t\n\0*%/.\u200b\u0301"),
        lambda text: dice.choice(" *_./") + text,
        lambda text: text[:-1],
        lambda text: text + dice.choice(string.ascii_lowercase),
        lambda text: unicodedata.normalize("NFD", text + "é")[:-1],
        lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
        lambda text: text.replace("a", "а").replace("e", "е"),  # Cyrillic
        lambda text: text.replace("i", "ı").replace("s", "ſ").replace("k", "\u212a"),
        lambda text: f"{text},{text}",
        lambda text: f"{text}\0admin",
        lambda _: "*",
        lambda _: "",
    ]
    return dice.choice(twists)(name)


def test_no_name_is_mistaken_for_another(whole: bool, say: Say):
    dice, pairs, leaks, own = random.Random(4), (100_000 if whole else 5_000), 0, 0
    alphabet = string.ascii_letters + string.digits + "_-.@"
    users = ["".join(dice.choices(alphabet, k=dice.randint(1, 12))) for _ in range(500)]
    for _ in range(pairs):
        user = dice.choice(users)
        other = twisted(dice, user) if dice.random() < 0.7 else dice.choice(users)
        visitor = Visitor(admitted=True, user=user, scopes=SCOPES)
        leaks += may_enter(visitor, f"user_{other}") != (other == user)
        own += may_enter(visitor, f"user_{user}")
    say(f"{pairs:,} pairs of user and room: {leaks} let in wrongly, {own:,} let into their own")
    assert leaks == 0
    assert own == pairs


@pytest.mark.parametrize("room", ["user_alice", "user_bob", "user_*", "user_", "USER_alice"])
async def test_nobody_is_somebody_without_a_token(room):
    since = {room: {"epoch": "e1", "seq": 0}}
    async with (
        guarded(Auth()) as node,
        aiohttp.ClientSession() as http,
        http.ws_connect(node.rooms) as socket,
    ):
        await socket.receive_json()
        await socket.send_json({"op": "subscribe", "id": 1, "rooms": [room], "since": since})
        answer = await socket.receive_json()
    assert (answer["type"], answer["code"] in (403, 404)) == ("error", True)


async def ways_in(node: Guarded, http: aiohttp.ClientSession, token: str, room: str) -> list[str]:
    """How a user gets into a room: by which transports, and with which positions."""
    since, header = {"epoch": "e1", "seq": 0}, {"Authorization": f"Bearer {token}"}
    found = []
    async with http.ws_connect(node.rooms, headers=header) as socket:
        for known in ({}, {room: since}):
            request = {"op": "subscribe", "id": 1, "rooms": [room], "since": known}
            await socket.send_json(request)
            while (frame := await socket.receive_json(timeout=10)).get("id") != 1:
                pass
            found += ["websocket"] * (frame["type"] == "subscribed")
    query = {"topics": room}
    for path in ("/api/v1/sse", "/api/v1/events"):
        for more in ({}, {"since": "e1.00000000.0", "last_event_id": "e1.00000000.0"}):
            url = f"{node.url}{path}"
            async with http.get(url, headers=header, params=query | more) as answer:
                assert answer.status in (200, 401, 403, 404, 422), answer.status
                found += [path] * (answer.status == 200)
    return found


async def test_over_no_transport_does_anybody_enter_the_room_of_another(whole: bool, say: Say):
    dice, key = random.Random(5), Auth(secret="a secret of this proof, and of no node at all")
    users = ["alice", "bob", "Alice", "alice2", "al", "x.y@z", "ａlice", "alicе"]
    pairs, tried = [(user, other) for user in users for other in users], 0
    pairs += [(user, twisted(dice, user)) for user in users for _ in range(20 if whole else 2)]
    limits = Limits(per_user=1000)
    async with guarded(key, limits) as node, aiohttp.ClientSession() as http:
        tokens = {user: auth.make(key, user, ["admin"], 600, time.time()) for user in users}
        for user, other in pairs:
            found = await ways_in(node, http, tokens[user], f"user_{other}")
            tried += 6
            if user == other and user.isascii():  # whoever has another name has no room at all
                assert len(found) == 6, (user, found)
            elif user != other.strip():  # a list's spaces are no part of its names
                assert found == [], (user, other)
    say(f"{len(pairs)} pairs of user and room in {tried} attempts over sockets: 0 let in wrongly")


async def test_what_is_told_to_one_user_reaches_nobody_else():
    key = Auth(secret="a secret of this proof, and of no node at all")
    made = {u: auth.make(key, u, ["broadcast"], 600, time.time()) for u in ("alice", "bob", "shop")}
    header = {user: {"Authorization": f"Bearer {token}"} for user, token in made.items()}
    async with (
        guarded(key) as node,
        aiohttp.ClientSession() as http,
        http.ws_connect(node.rooms, headers=header["alice"]) as alice,
        http.ws_connect(node.rooms, headers=header["bob"]) as bob,
    ):
        for user, socket in (("alice", alice), ("bob", bob)):
            rooms = [f"user_{user}", "user_alice", "user_bob", "global"]
            await socket.send_json({"op": "subscribe", "rooms": rooms})
        told = [
            {"type": "portfolio_update", "data": {"user_id": user, "number": number}}
            for number, user in enumerate(["alice", "bob", "alice"])
        ]
        for event in (*told, {"type": "market_stats", "data": {}}):
            url = f"{node.url}/api/v1/websocket/broadcast"
            async with http.post(url, json=event, headers=header["shop"]) as answer:
                assert answer.status == 200, await answer.text()
        heard = {}
        for user, socket in (("alice", alice), ("bob", bob)):
            frames = []
            while (frame := await socket.receive_json(timeout=10))["type"] != "market_stats":
                frames.append(frame)
            heard[user] = [f["data"] for f in frames if f["type"] == "portfolio_update"]
            assert sum(frame.get("code") == 403 for frame in frames) == 1
    assert [told["number"] for told in heard["alice"]] == [0, 2]
    assert [told["number"] for told in heard["bob"]] == [1]
