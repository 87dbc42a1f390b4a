"""Pages of strangers, and users at the doors of others."""

import random
import string
import unicodedata

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proof.conftest import WHOLE, Say
from proof.guarded import Guarded, guarded
from radist.config import Auth
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
