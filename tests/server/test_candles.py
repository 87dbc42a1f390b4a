"""Past and present candles as one."""

import asyncio

import pytest

from radist.errors import ClientError
from radist.model import Candle
from radist.server import turn

MINUTE = 60_000_000
TOPIC = "candle.binance.BTC/USDT.1m"
PATH = "/api/v1/candles?symbol=BTCUSDT&interval=1m"


def bar(number: int, now: int, **fields) -> Candle:
    """The open one is number 0; those before it have negative numbers."""
    opened = now - now % MINUTE + number * MINUTE
    figures = (1.0, 2.0, 0.5, 1.5, 10.0, 15.0, 3)
    closed = fields.pop("closed", number < 0)
    place = ("binance", "BTC/USDT", "BTCUSDT", opened, opened)
    span = (opened, opened + MINUTE - 1)
    return Candle(*place, "1m", *span, *figures, closed, "final", **fields)


@pytest.fixture
def now(upstream) -> int:
    """A quarter of a minute after one has begun."""
    time = upstream.now()
    time += MINUTE // 4 - time % MINUTE
    upstream.now = lambda: time
    return time


@pytest.fixture
def past(upstream, now) -> list[Candle]:
    known = [bar(number, now, source="rest") for number in range(-3000, 1)]
    upstream.past[TOPIC] = known
    return known


def numbers(answer, now) -> list[int]:
    begin = now - now % MINUTE
    return [(candle["time_open"] - begin) // MINUTE for candle in answer["candles"]]


async def test_the_newest_candles_come_oldest_first_and_end_with_the_open_one(web, past, now):
    code, answer = await web.get(f"{PATH}&limit=3")
    assert (code, numbers(answer, now)) == (200, [-2, -1, 0])
    place = ("exchange", "symbol", "native", "interval")
    assert [answer[k] for k in place] == ["binance", "BTC/USDT", "BTCUSDT", "1m"]
    assert [c["is_closed"] for c in answer["candles"]] == [True, True, False]
    assert answer["next"] == answer["candles"][0]["time_open"]
    assert answer["candles"][0] == {
        "time_open": past[-3].time_open,
        "time_close": past[-3].time_close,
        "open": 1.0,
        "high": 2.0,
        "low": 0.5,
        "close": 1.5,
        "volume": 10.0,
        "quote_volume": 15.0,
        "trades": 3,
        "is_closed": True,
        "source": "backfill",
    }


async def test_pages_go_back_to_the_very_first_candle_without_a_hole(web, past, now):
    found, before = [], ""
    while True:
        _, answer = await web.get(f"{PATH}&limit=1000{before}")
        found = numbers(answer, now) + found
        if answer["next"] is None:
            break
        before = f"&before={answer['next']}"
    assert found == list(range(-3000, 1))


async def test_ten_browsers_cost_the_exchange_one_request(web, past, upstream):
    first, *others = await web.get_all(*[f"{PATH}&limit=500"] * 10)
    assert all(other["candles"] == first["candles"] for other in others)
    assert len(upstream.asked) == 1
    await web.get_all(*[f"{PATH}&limit=500&before={first['next']}"] * 10)
    assert upstream.asked[1:] == [(TOPIC, first["next"], 500)]


async def test_what_the_stream_told_is_not_asked_for(web, past, upstream, hub, now):
    await web.get(f"{PATH}&limit=5")
    later = now + 2 * MINUTE
    upstream.now = lambda: later
    for number in (0, 1):
        hub.publish(bar(number, now, closed=True))
    hub.publish(bar(2, now))
    _, answer = await web.get(f"{PATH}&limit=5")
    assert numbers(answer, now) == [-2, -1, 0, 1, 2]
    sources = [candle["source"] for candle in answer["candles"]]
    assert sources == ["backfill", "backfill", "live", "live", "live"]
    assert len(upstream.asked) == 1


async def test_what_the_stream_has_missed_is_asked_for(web, past, upstream, hub, now):
    await web.get(f"{PATH}&limit=5")
    later = now + 3 * MINUTE
    upstream.now = lambda: later
    upstream.past[TOPIC] = [bar(n, now, closed=n < 3, source="rest") for n in range(-10, 4)]
    hub.publish(bar(2, now, closed=True))
    hub.publish(bar(3, now))
    _, answer = await web.get(f"{PATH}&limit=5")
    assert numbers(answer, now) == [-1, 0, 1, 2, 3]
    assert [c["source"] for c in answer["candles"]][-2:] == ["backfill", "live"]
    assert upstream.asked[1:] == [(TOPIC, None, 5)]


async def test_an_open_candle_which_cannot_be_believed_is_asked_for(web, past, upstream, hub, now):
    hub.publish(bar(0, now))
    upstream.doubts[TOPIC] = "disconnected"
    _, answer = await web.get(f"{PATH}&limit=2")
    assert [c["source"] for c in answer["candles"]] == ["backfill", "backfill"]
    later = now + 3_000_000
    upstream.now = lambda: later
    await web.get(f"{PATH}&limit=2")
    assert [limit for _, _, limit in upstream.asked] == [2, 2]
    upstream.doubts.clear()
    later += 3_000_000
    _, answer = await web.get(f"{PATH}&limit=2")
    assert [c["source"] for c in answer["candles"]] == ["backfill", "live"]
    assert len(upstream.asked) == 2


async def test_an_open_candle_that_rest_has_not_come_to_yet_leaves_no_hole(
    web, past, upstream, hub, now
):
    later = now + MINUTE
    upstream.now = lambda: later
    hub.publish(bar(1, now))  # and of the end of the one before nobody has told
    _, answer = await web.get(f"{PATH}&limit=3")
    assert numbers(answer, now) == [-2, -1, 0]


async def test_what_is_far_away_is_asked_for_and_not_remembered(web, past, upstream, now):
    await web.get(f"{PATH}&limit=5")
    far = past[100].time_open
    for _ in range(2):
        _, answer = await web.get(f"{PATH}&limit=50&before={far}")
        assert numbers(answer, now) == list(range(-2950, -2900))
        assert answer["next"] == past[50].time_open
    _, answer = await web.get(f"{PATH}&limit=500&before={far}")
    assert (numbers(answer, now)[0], answer["next"]) == (-3000, None)


async def test_before_the_first_candle_there_is_nothing(web, past):
    _, answer = await web.get(f"{PATH}&before=1000")
    assert (answer["candles"], answer["next"]) == ([], None)


async def test_a_new_listing_has_its_open_candle_alone(web, upstream, now):
    upstream.past[TOPIC] = [bar(0, now, source="rest")]
    _, answer = await web.get(PATH)
    assert numbers(answer, now) == [0]


async def test_a_busy_exchange_is_asked_again_later(web, upstream):
    upstream.trouble = ClientError(503, "busy", "try again")
    async with web.browser.get(web.url + PATH) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
        assert (await answer.json())["error"]["reason"] == "busy"


@pytest.mark.parametrize("path", [PATH, "/api/v1/trades?symbol=BTCUSDT"])
async def test_while_it_does_not_answer_nobody_waits_for_those_before_them(
    web, upstream, monkeypatch, path
):
    monkeypatch.setattr(turn, "_PATIENCE", 0.01)
    asked, answered = asyncio.Event(), asyncio.Event()

    async def history(*question) -> list[Candle]:
        upstream.asked.append(question)
        asked.set()
        await answered.wait()
        return []

    monkeypatch.setattr(upstream, "history", history)
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        first = tasks.create_task(web.get(path))
        await asked.wait()
        for code, answer in [await web.get(path) for _ in range(3)]:
            assert (code, answer["error"]["reason"]) == (503, "busy")
        answered.set()
    assert first.result()[0] == 200
    assert len(upstream.asked) == 1


async def test_an_exchange_without_history_says_so(web, upstream):
    code, answer = await web.get(PATH)
    assert (code, answer["error"]["reason"]) == (404, "no_history")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("symbol=BTCUSDT&interval=7y", 422),
        ("symbol=NOBODY&interval=1m", 404),
        ("symbol=BTCUSDT&exchange=nowhere", 404),
        ("symbol=BTCUSDT&limit=1501", 422),
        ("symbol=BTCUSDT&before=-1", 422),
        ("interval=1m", 422),
    ],
)
async def test_wrong_questions_are_refused(web, upstream, query, code):
    status, answer = await web.get(f"/api/v1/candles?{query}")
    assert (status, answer["error"]["code"]) == (code, code)
    assert upstream.asked == []
