"""Past and present trades as one."""

import msgspec
import pytest

from radist.errors import ClientError
from radist.model import Trade

TOPIC = "trade.binance.BTC/USDT"
PATH = "/api/v1/trades?symbol=BTC/USDT"


@pytest.fixture
def past(upstream, make) -> list[Trade]:
    """What REST knows: trades 0 to 4999."""
    known = [msgspec.structs.replace(make.trade(n), source="rest") for n in range(5000)]
    upstream.past[TOPIC] = known
    return known


def ids(answer) -> list[int]:
    return [int(trade["id"]) for trade in answer["trades"]]


async def test_what_the_room_remembers_is_not_asked_for(web, hub, make, upstream):
    for number in range(10):
        hub.publish(make.trade(number))
    code, answer = await web.get(f"{PATH}&limit=4")
    assert (code, ids(answer), answer["next"]) == (200, [6, 7, 8, 9], "6")
    assert answer["trades"][0] == msgspec.to_builtins(make.trade(6))
    _, older = await web.get(f"{PATH}&limit=4&before=6")
    assert ids(older) == [2, 3, 4, 5]
    assert upstream.asked == []


async def test_what_may_lack_newer_trades_says_so(web, hub, make, upstream):
    hub.publish(make.trade(1))
    _, answer = await web.get(f"{PATH}&limit=1")
    assert (answer["stale"], answer["cause"]) == (False, None)
    upstream.doubts[TOPIC] = "disconnected"
    _, answer = await web.get(f"{PATH}&limit=1")
    assert (answer["stale"], answer["cause"]) == (True, "disconnected")


async def test_what_is_before_that_the_exchange_is_asked_for(web, hub, make, past, upstream):
    for number in range(4990, 5010):
        hub.publish(make.trade(number))
    _, answer = await web.get(f"{PATH}&limit=100")
    assert ids(answer) == list(range(4910, 5010))
    assert answer["trades"][0]["source"] == "rest"
    assert "source" not in answer["trades"][-1]
    assert upstream.asked == [(TOPIC, "4990", 1000)]
    _, older = await web.get(f"{PATH}&limit=100&before={answer['next']}")
    assert ids(older) == list(range(4810, 4910))
    assert len(upstream.asked) == 1


async def test_pages_go_back_to_the_very_first_trade_without_a_hole(web, past, hub, make):
    hub.publish(make.trade(5000))
    found, before = [], ""
    while True:
        _, answer = await web.get(f"{PATH}&limit=1000{before}")
        found = ids(answer) + found
        if answer["next"] is None:
            break
        before = f"&before={answer['next']}"
    assert found == list(range(5001))


async def test_an_earlier_answer_is_not_taken_for_a_later_page(web, past, upstream):
    for end in (1000, 3000, 2000):
        _, answer = await web.get(f"{PATH}&limit=10&before={end}")
        assert ids(answer) == list(range(end - 10, end))
    assert len(upstream.asked) == 3


async def test_ten_browsers_cost_the_exchange_one_request(web, past, upstream):
    answers = await web.get_all(*[f"{PATH}&limit=200"] * 10)
    assert all(ids(answer) == list(range(4800, 5000)) for answer in answers)
    assert len(upstream.asked) == 1


async def test_a_short_answer_is_not_taken_for_all_there_is(web, past, upstream, monkeypatch):
    whole = upstream.history

    async def few(topic, before, limit):
        return await whole(topic, before, min(limit, 100))

    monkeypatch.setattr(upstream, "history", few)
    for limit in (10, 300):
        _, answer = await web.get(f"{PATH}&limit={limit}")
        assert ids(answer) == list(range(5000 - limit, 5000))
        assert answer["next"] == str(5000 - limit)
    assert len(upstream.asked) == 4


async def test_all_there_is_is_asked_for_once(web, make, upstream):
    upstream.past[TOPIC] = [make.trade(n) for n in range(3)]
    for _ in range(2):
        _, answer = await web.get(f"{PATH}&limit=10")
        assert (ids(answer), answer["next"]) == ([0, 1, 2], None)
    assert len(upstream.asked) == 2


async def test_a_trade_that_the_room_has_not_heard_of_does_not_hide_what_is_before_it(
    web, hub, make, past
):
    for event in (make.trade(98), make.trade(99), make.gap(), make.trade(105)):
        hub.publish(event)
    for before in (103, 200):
        _, answer = await web.get(f"{PATH}&limit=4&before={before}")
        assert ids(answer) == list(range(before - 4, before))


async def test_a_gap_stands_where_the_hole_is(web, hub, make, upstream):
    for event in (make.trade(98), make.trade(99), make.gap(), make.trade(105), make.trade(106)):
        hub.publish(event)
    _, answer = await web.get(f"{PATH}&limit=3")
    assert [event["type"] for event in answer["trades"]] == ["trade", "gap", "trade", "trade"]
    gap = answer["trades"][1]
    assert (gap["from_id"], gap["to_id"], gap["cause"]) == ("100", "104", "reconnect")


async def test_a_hole_at_the_end_of_what_is_remembered_is_filled_by_the_exchange(
    web, hub, make, past
):
    for event in (make.gap(), make.trade(105), make.trade(106)):
        hub.publish(event)
    _, answer = await web.get(f"{PATH}&limit=10")
    assert ids(answer) == list(range(97, 107))


async def test_what_the_exchange_does_not_tell_is_a_gap(web, hub, make, upstream):
    hub.publish(make.trade(105))
    hub.publish(make.trade(106))
    _, answer = await web.get(f"{PATH}&limit=10")
    first, *rest = answer["trades"]
    assert (first["type"], first["cause"], first["to_id"]) == ("gap", "history", "104")
    assert (first["from_id"], first["from_time"]) == (None, None)
    assert [trade["id"] for trade in rest] == ["105", "106"]
    assert answer["next"] is None


async def test_while_the_exchange_is_busy_there_is_what_is_remembered(web, hub, make, upstream):
    upstream.trouble = ClientError(503, "busy", "try again")
    code, answer = await web.get(PATH)
    assert (code, answer["error"]["reason"]) == (503, "busy")
    hub.publish(make.trade(105))
    code, answer = await web.get(PATH)
    assert (code, ids(answer), answer["next"]) == (200, [105], "105")


async def test_without_any_trades_there_are_none(web, upstream):
    upstream.past[TOPIC] = []
    _, answer = await web.get(PATH)
    assert (answer["trades"], answer["next"]) == ([], None)


@pytest.mark.parametrize(
    ("query", "code"),
    [("symbol=NOBODY", 404), ("symbol=BTCUSDT&limit=1001", 422), ("limit=1", 422)],
)
async def test_wrong_questions_are_refused(web, query, code):
    status, _ = await web.get(f"/api/v1/trades?{query}")
    assert status == code
