import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.errors import ClientError
from radist.server.access import (
    ADMIN,
    BROADCAST,
    SCOPES,
    Visitor,
    check_request,
    check_room,
    is_loopback,
    may_enter,
    owner_of,
)

ALICE = Visitor(admitted=True, user="alice")
ADMINS = Visitor(admitted=True, user="root", scopes=frozenset({ADMIN}))
SPEAKER = Visitor(admitted=True, user="speaker", scopes=frozenset({BROADCAST}))
READER = Visitor(admitted=True)
STRANGER = Visitor(admitted=False)
HERE = Visitor(admitted=True, scopes=SCOPES)
"""Whoever asks a node without a key on loopback."""
ROOMS = "/api/v1/websocket"


@pytest.mark.parametrize("room", ["global", "token_So1", "trade.binance.BTC/USDT", "ticker.x.*"])
def test_rooms_of_everybody_are_for_whoever_is_let_in(room):
    assert may_enter(ALICE, room)
    assert may_enter(READER, room)
    assert not may_enter(STRANGER, room)


def test_a_room_of_ones_own_is_for_nobody_else():
    assert may_enter(ALICE, "user_alice")
    for visitor in (ADMINS, SPEAKER, READER, STRANGER, HERE, Visitor(admitted=True, user="")):
        assert not may_enter(visitor, "user_alice")


def test_whoever_sits_at_a_node_without_a_key_is_a_user_too():
    assert owner_of(HERE) == "local"
    assert may_enter(HERE, "user_local")
    for visitor in (ADMINS, ALICE, READER, STRANGER):
        assert not may_enter(visitor, "user_local")


def test_what_is_ones_own_is_a_users():
    assert (owner_of(ALICE), owner_of(ADMINS)) == ("alice", "root")
    for visitor in (READER, STRANGER, Visitor(admitted=True, user="", scopes=SCOPES)):
        with pytest.raises(ClientError) as caught:
            owner_of(visitor)
        assert (caught.value.code, caught.value.reason) == (401, "auth_required")


@pytest.mark.parametrize(
    "room",
    [
        "user_",
        "user_*",
        "user_ALICE",
        "user_alice ",
        " user_alice",
        "user_alice2",
        "user_alic",
        "user_alicе",  # a Cyrillic е
        "user_ａlice",  # full width
        "user_alice\u200b",
        "user_alice\x00",
        "user_alice.binance.BTC/USDT",
        "user_alice/",
        "user_%61lice",
        "User_alice",
        "user-alice",
        "userr_alice",
        "alice",
        "",
        "*",
        "admin",
    ],
)
def test_nearly_the_room_of_ones_own_is_none(room):
    assert not may_enter(ALICE, room)


@given(st.text(), st.text())
def test_no_user_enters_the_room_of_another(user, other):
    visitor = Visitor(admitted=True, user=user)
    assert may_enter(visitor, f"user_{other}") == (user == other and user != "")


def test_whoever_may_not_enter_learns_whether_a_token_would_help():
    with pytest.raises(ClientError) as caught:
        check_room(STRANGER, "global")
    assert caught.value.code == 401
    with pytest.raises(ClientError) as caught:
        check_room(ALICE, "user_bob")
    assert caught.value.code == 403


COMMANDS = [
    ("POST", "/api/ws/connect"),
    ("POST", "/api/ws/disconnect"),
    ("POST", "/api/ws/subscribe"),
    ("POST", "/api/ws/unsubscribe"),
    ("POST", "/api/ws/quick/start-prices"),
    ("POST", "/api/ws/quick/stop"),
    ("POST", f"{ROOMS}/revocations"),
    ("GET", f"{ROOMS}/connections"),
    ("GET", f"{ROOMS}/connections/"),
    ("DELETE", f"{ROOMS}/connections/websocket-1"),
    ("POST", "/api/v1/whatever/comes"),
    ("PATCH", "/api/ws/prices"),
]
QUESTIONS = [
    *(("GET", "/api/ws/prices"), ("GET", "/metrics"), ("GET", f"{ROOMS}/stats")),
    # Which then ask for a user.
    *(("GET", "/api/v1/layouts"), ("PUT", "/api/v1/layouts/x"), ("POST", "/api/v1/alerts")),
    *(("POST", "/api/v1/trading/orders"), ("GET", "/api/v1/portfolio"), ("GET", "/api/v1/tokens")),
]
OPEN = [("GET", "/"), ("GET", "/assets/x.js"), ("GET", "/healthz"), ("GET", "/api/v1/about")]


def answer(visitor: Visitor, method: str, path: str) -> int:
    try:
        check_request(visitor, method, path)
    except ClientError as problem:
        return problem.code
    return 200


@pytest.mark.parametrize(("method", "path"), COMMANDS)
def test_commands_take_an_admin(method, path):
    assert answer(ADMINS, method, path) == answer(HERE, method, path) == 200
    assert answer(ALICE, method, path) == answer(SPEAKER, method, path) == 403
    assert answer(READER, method, path) == answer(STRANGER, method, path) == 401


@pytest.mark.parametrize(("method", "path"), QUESTIONS)
def test_questions_take_being_let_in(method, path):
    assert answer(ALICE, method, path) == answer(READER, method, path) == 200
    assert answer(STRANGER, method, path) == 401


@pytest.mark.parametrize(("method", "path"), OPEN)
def test_what_a_page_needs_to_begin_takes_nothing(method, path):
    assert answer(STRANGER, method, path) == 200


def test_speaking_to_all_takes_its_own_scope():
    path = f"{ROOMS}/broadcast"
    assert answer(SPEAKER, "POST", path) == answer(HERE, "POST", path) == 200
    assert answer(ADMINS, "POST", path) == answer(ALICE, "POST", path) == 403
    assert answer(READER, "POST", path) == 401


def test_a_ticket_takes_any_token():
    path = f"{ROOMS}/tickets"
    assert answer(ALICE, "POST", path) == answer(ADMINS, "POST", path) == 200
    assert answer(READER, "POST", path) == answer(STRANGER, "POST", path) == 401
    assert answer(HERE, "POST", path) == 401


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("localhost.evil.example", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(host, here):
    assert is_loopback(host) == here
