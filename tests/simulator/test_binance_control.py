import json

import pytest

from radist.simulator.binance_control import Session
from radist.simulator.binance_streams import parse


def session(limit: int = 1_024) -> Session:
    return Session(parse, combined=False, limit=limit)


def ask(here: Session, method: str, params: object = None, number: object = 1):
    request = {"method": method, "id": number}
    if params is not None:
        request["params"] = params
    return here.answer(json.dumps(request))


def test_subscriptions_begin_end_and_are_listed():
    here = session()
    reply = ask(here, "SUBSCRIBE", ["btcusdt@trade", "nosuch@trade", "btcusdt@depth"], 7)
    assert reply.body == {"result": None, "id": 7}
    assert [stream.kind for stream in reply.added] == ["trade", "trade", "depth"]
    gone = ask(here, "UNSUBSCRIBE", ["btcusdt@trade", "ethusdt@trade"], 312)
    assert gone.body == {"result": None, "id": 312}
    assert [stream.name for stream in gone.removed] == ["btcusdt@trade"]
    listed = ask(here, "LIST_SUBSCRIPTIONS", None, 3)
    assert listed.body == {"result": ["nosuch@trade", "btcusdt@depth"], "id": 3}


def test_a_stream_asked_for_twice_begins_once():
    here = session()
    ask(here, "SUBSCRIBE", ["btcusdt@trade", "btcusdt@trade"])
    again = ask(here, "SUBSCRIBE", ["btcusdt@trade"], 2)
    assert (again.body, again.added) == ({"result": None, "id": 2}, [])


def test_the_property_combined_can_be_set_and_read():
    here = session()
    assert ask(here, "GET_PROPERTY", ["combined"]).body == {"result": False, "id": 1}
    assert ask(here, "SET_PROPERTY", ["combined", True], 5).body == {"result": None, "id": 5}
    assert ask(here, "GET_PROPERTY", ["combined"]).body == {"result": True, "id": 1}


@pytest.mark.parametrize("number", [0, -5, 2**63 - 1, "abc123", None])
def test_an_id_comes_back_as_it_was(number):
    assert ask(session(), "LIST_SUBSCRIPTIONS", None, number).body == {"result": [], "id": number}


@pytest.mark.parametrize(
    ("frame", "code", "text"),
    [
        ("", 3, "Invalid JSON: expected value at line 1 column 1"),
        ("{garbage", 3, "Invalid JSON"),
        ("[" * 100_000, 3, "Invalid JSON"),
        ("[]", 2, "Invalid request"),
        ('{"id":1}', 2, "Invalid request: missing field `method`"),
        ('{"method":"SHOUT","id":1}', 2, "Invalid request: unknown variant `SHOUT`"),
        ('{"method":["SUBSCRIBE"],"id":1}', 2, "Invalid request: unknown variant"),
        ('{"method":"SUBSCRIBE","params":"x","id":1}', 2, "Invalid request: invalid type"),
        ('{"method":"SUBSCRIBE","params":[1],"id":1}', 2, "Invalid request: invalid type"),
        ('{"method":"SUBSCRIBE","params":["foo"],"id":1}', 2, "Invalid request: invalid stream"),
        ('{"method":"SUBSCRIBE","params":[],"id":1.5}', 2, "Invalid request: request ID"),
        ('{"method":"SUBSCRIBE","params":[],"id":9223372036854775808}', 2, "Invalid request"),
        ('{"method":"SUBSCRIBE","params":[],"id":"not a word"}', 2, "Invalid request"),
        ('{"method":"GET_PROPERTY","params":["shape"],"id":1}', 0, "Unknown property"),
        ('{"method":"GET_PROPERTY","params":[1],"id":1}', 2, "Invalid request: property name"),
        ('{"method":"GET_PROPERTY","params":[],"id":1}', 2, "Invalid request: property name"),
        ('{"method":"GET_PROPERTY","params":["a","b"],"id":1}', 2, "Invalid request: too many"),
        ('{"method":"SET_PROPERTY","params":["combined",1],"id":1}', 1, "Invalid value type"),
        ('{"method":"SET_PROPERTY","params":["combined"],"id":1}', 1, "Invalid value type"),
    ],
)  # fmt: skip
def test_a_bad_request_is_told_what_is_bad(frame, code, text):
    here = session()
    reply = here.answer(frame)
    assert reply.body["error"]["code"] == code
    assert reply.body["error"]["msg"].startswith(text)
    assert here.streams == {}
    assert reply.added == ()


def test_an_impossible_stream_among_good_ones_refuses_them_all():
    here = session()
    reply = ask(here, "SUBSCRIBE", ["btcusdt@trade", "btcusdt@nothing"], 4)
    assert reply.body["id"] == 4
    assert here.streams == {}


def test_too_many_streams_are_refused_and_none_of_them_begins():
    here = session(limit=3)
    ask(here, "SUBSCRIBE", ["a@trade", "b@trade"])
    reply = ask(here, "SUBSCRIBE", ["b@trade", "c@trade", "d@trade"], 2)
    assert reply.body == {"error": {"code": 4, "msg": "Too many subscriptions"}, "id": 2}
    assert list(here.streams) == ["a@trade", "b@trade"]
    assert ask(here, "SUBSCRIBE", ["b@trade", "c@trade"]).body["result"] is None
