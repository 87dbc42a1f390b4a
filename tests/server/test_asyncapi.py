"""/asyncapi.json, and whether what is served is what it says."""

import asyncio
import copy
import json
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from radist import platform
from radist.codec import KIND
from radist.config import Auth, Config
from radist.hub import answers, protocol
from radist.hub.room import Message, Room
from radist.hub.session import Delivery
from radist.server import auth, stream
from radist.server.asyncapi import document
from radist.server.guard import Guard

TRADES, TICKERS, BOOK = (f"{channel}.binance.BTC/USDT" for channel in ("trade", "ticker", "book"))
KEY = Auth(secret="s" * 32, anonymous=True)
DOCUMENT = document("0.1.0", "localhost", (8000, 8001))
OURS = [kind.__name__ for kind in (*answers.FRAMES, answers.Told, *KIND)]
NAMES = {kind.__struct_config__.tag: kind.__name__ for kind in answers.FRAMES}
NAMES |= {word: kind.__name__ for kind, word in KIND.items()}
NAMES |= {word: content.__name__ for word, content in platform.KINDS.items()}


def strict():
    """The components, where a field too many is a mistake too."""
    components = copy.deepcopy(DOCUMENT["components"])
    for name in OURS:
        components["schemas"][name]["additionalProperties"] = False
    return components


COMPONENTS = strict()
VALIDATORS = {
    name: Draft7Validator(
        {"$ref": f"#/components/messages/{name}/payload", "components": COMPONENTS}
    )
    for name in COMPONENTS["messages"]
}


def check(frame):
    """That it is as the document says; the name of its message."""
    name = NAMES[frame["type"]]
    if frame["type"] == "gap" and "data" not in frame:
        name = "Missed"
    VALIDATORS[name].validate(frame)
    return name


def references(part):
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


async def test_the_document_is_served_to_everybody(web):
    code, served = await web.get("/asyncapi.json")
    assert (code, served["asyncapi"]) == (200, "3.0.0")
    assert served["channels"]["rooms"]["address"] == "/api/v1/websocket/ws"
    assert served["components"] == json.loads(json.dumps(DOCUMENT["components"]))


def test_every_reference_leads_somewhere():
    found = set(references(DOCUMENT))
    assert found
    for reference in found:
        place = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_all_schemas_are_schemas():
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft7Validator.check_schema(schema)


finite = st.floats(allow_nan=False, allow_infinity=False)
st.register_type_strategy(float, finite)
moments = st.integers(0, 2**53)  # whatever other tests have registered for integers
events = st.sampled_from(sorted(KIND, key=str)).flatmap(
    lambda kind: st.builds(msgspec.structs.replace, st.from_type(kind), time_received=moments)
)


@given(events, st.integers(0, 3))
def test_every_event_is_as_it_says(event, skipped):
    room = Room(TRADES, "e1", 1000)
    delivery = Delivery(room, Message(7 + skipped, event), 6, skipped)
    assert check(json.loads(protocol.delivery(delivery))) == type(event).__name__


@pytest.mark.parametrize(
    "wrong",
    [
        {"prev": None},
        {"seq": "1"},
        {"skipped": 0},
        {"surplus": 1},
        {"data": {}},
        {"timestamp": 1},
    ],
)
def test_what_is_wrong_is_found(make, wrong):
    frame = protocol.delivery(Delivery(Room(TRADES, "e1", 9), Message(1, make.trade()), 0, 0))
    right = json.loads(frame)
    check(right)
    assert list(VALIDATORS["Trade"].iter_errors(right | wrong))


async def heard_of_all_kinds(guest, knock, rooms, hub, make, lag):
    """A conversation in which everything is said once."""
    token = auth.make(KEY, "alice", ["broadcast"], 600, time.time())
    yield guest.welcome
    yield await guest.ask(op="hello", id=1, batch=True)
    yield await guest.ask(op="auth", id="a", token=token)
    yield await guest.ask(op="auth", token="nonsense")
    hub.publish(make.ticker())
    await guest.say(op="subscribe", id=2, rooms=[TICKERS], max_hz=100)
    yield await guest.hear()
    yield await guest.ask(op="subscribe", id=3, rooms=[TRADES, "nonsense", "global"], since="x")
    for _ in range(2):
        yield await guest.hear()
    for number in range(3):
        hub.publish(make.trade(number))
    yield await guest.hear()
    for event in (make.gap(), make.freshness(), make.ticker(2.0)):
        hub.publish(event)
    yield await guest.hear()
    yield await guest.ask(op="ping", id=4)
    yield await guest.ask(op="unsubscribe", id=5, rooms=[TRADES])
    yield await guest.ask(op="nonsense")
    caller = await knock(rooms)
    await caller.ask(op="subscribe", id=1, rooms=[TRADES])
    await lag(TRADES, make.trade)
    for number in range(1000):
        hub.publish(make.trade(number))
    for frame in (await caller.all())[0]:
        yield frame
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        while (frame := await guest.hear())["type"] != "bye":
            yield frame
            if frame["type"] == "heartbeat":
                tasks.create_task(rooms.drain())
        yield frame


async def test_every_frame_of_a_conversation_is_as_it_says(
    open_rooms, visit, knock, hub, make, lag
):
    rooms = await open_rooms(Guard(Config(auth=KEY)), heartbeat=0.2)
    guest = await visit(rooms)
    names = {check(f) async for f in heard_of_all_kinds(guest, knock, rooms, hub, make, lag)}
    missing = {kind.__name__ for kind in answers.FRAMES} - names
    assert missing == set()


async def test_a_stream_says_the_same(listen, hub, make, web, monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)
    hub.publish(make.ticker())
    async with listen(f"/api/v1/sse?topics={TRADES},{TICKERS},global") as source:
        for _ in range(3):
            assert check(await source.next()) == "Subscribed"
        hub.publish(make.trade())
        assert check(await source.next()) == "Trade"
        assert check(await source.next()) == "Heartbeat"
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(web.stop())
            assert check(await source.next()) == "Bye"


TOKEN = {"token_mint": "So111"}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("price_update", {**TOKEN, "price": 1.5, "market_cap": "7"}),
        ("new_trade", {**TOKEN, "trade_type": "buy", "amount": "1.5", "of_our_own": [1]}),
        ("token_created", {**TOKEN, "name": "Sol"}),
        ("portfolio_update", {"user_id": "u", "holdings": [{**TOKEN, "amount": 1}]}),
        ("market_stats", {"tokens": 7}),
    ],
)
def test_events_of_the_platform_are_as_it_says(kind, content):
    event = platform.event(kind, content, 1)
    delivery = Delivery(Room("global", "e1", 1000), Message(1, event, event.data), 0, 0)
    assert check(json.loads(protocol.delivery(delivery))) == platform.KINDS[kind].__name__


@pytest.mark.parametrize(
    "frame",
    [
        {"op": "hello", "batch": True},
        {
            "op": "subscribe",
            "id": 1,
            "rooms": [TRADES],
            "since": {TRADES: {"epoch": "e", "seq": 1}},
        },
        {"op": "subscribe", "id": "x", "rooms": [TRADES], "since": "cursor", "max_hz": 2},
        {"op": "unsubscribe", "rooms": [TRADES]},
        {"op": "auth", "token": "t"},
        {"op": "ping"},
        {"op": "ping", "surplus": 1},
        {"op": "subscribe", "max_hz": 0},
        {"op": "subscribe", "rooms": "all"},
    ],
)
def test_what_clients_say_is_understood_exactly_if_the_document_says_so(frame):
    try:
        protocol.parse(json.dumps(frame).encode())
        is_understood = True
    except Exception:
        is_understood = False
    validator = VALIDATORS[frame["op"].capitalize()]
    assert validator.is_valid(frame) is is_understood
