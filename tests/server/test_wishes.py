"""How a client wants its events: seldom, in batches, at once; and from where."""

import asyncio
import time

import pytest

from radist.hub.protocol import Cursor

TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"


async def test_a_state_room_comes_as_often_as_the_client_wants(rooms, visit, hub, make):
    guest = await visit(rooms)
    answer = await guest.ask(op="subscribe", id=1, rooms=[TICKERS], max_hz=20)
    assert answer["max_hz"] == 20
    start = asyncio.get_running_loop().time()
    frames = []
    for price in range(1, 4):
        hub.publish(make.ticker(float(price)))
        if price != 2:
            frames.append(await guest.hear())
    assert [(frame["data"]["price"], frame["prev"]) for frame in frames] == [(1.0, 0), (3.0, 1)]
    assert frames[1]["skipped"] == 1
    assert asyncio.get_running_loop().time() - start >= 0.045


async def test_a_log_room_has_no_rate(rooms, visit):
    guest = await visit(rooms)
    told = await guest.ask(op="subscribe", id=1, rooms=[TRADES], max_hz=1)
    assert (told["type"], told["code"], told["reason"]) == ("error", 400, "log_room")
    assert told["message"] == f"max_hz: in {TRADES} every message counts"


@pytest.mark.parametrize("immediate", [True, False])
async def test_events_come_in_batches_to_whoever_said_so(rooms, visit, hub, make, immediate):
    guest = await visit(rooms)
    answer = await guest.ask(op="hello", id=1, batch=True, immediate=immediate)
    assert answer == {"type": "hello", "id": 1, "batch": True, "immediate": immediate}
    await guest.say(op="subscribe", id=2, rooms=[TICKERS, TRADES])
    assert [(await guest.hear())["type"] for _ in range(2)] == ["subscribed"] * 2
    for number in (1, 2):
        hub.publish(make.trade(number))
    hub.publish(make.ticker(5.0))
    batch = await guest.hear()
    assert list(batch) == ["type", "events"]
    assert [(event["type"], event["seq"], event["prev"]) for event in batch["events"]] == [
        ("trade", 1, 0),
        ("trade", 2, 1),
        ("ticker", 1, 0),
    ]
    hub.publish(make.trade(3))
    assert (await guest.hear())["type"] == "trade"


async def test_a_client_that_wants_nothing_to_wait_is_written_to_before_the_others(
    rooms, visit, hub, make
):
    hasty, patient = await visit(rooms), await visit(rooms)
    await hasty.ask(op="hello", id=1, immediate=True)
    for guest in (hasty, patient):
        await guest.ask(op="subscribe", id=2, rooms=[TRADES])
    rooms.soon._window._rested_at = time.monotonic() + 3600
    hub.publish(make.trade(1))
    assert (await hasty.hear())["data"]["id"] == "1"
    rooms.soon._write()
    assert (await patient.hear())["data"]["id"] == "1"


async def test_the_id_of_an_event_stream_is_a_position_here_too(rooms, visit, hub, make):
    for number in (1, 2, 3):
        hub.publish(make.trade(number))
    guest, since = await visit(rooms), Cursor("e1", {TRADES: 1, TICKERS: 0}).text()
    spelled = ["ticker.binance.BTCUSDT", TRADES]
    await guest.say(op="subscribe", id=1, rooms=spelled, since=since)
    answers = [await guest.hear() for _ in range(2)]
    assert [(a["room"], a["seq"], a["recovered"]) for a in answers] == [
        (TICKERS, 0, True),
        (TRADES, 1, True),
    ]
    assert [(await guest.hear())["data"]["id"] for _ in range(2)] == ["2", "3"]


@pytest.mark.parametrize("since", ["", "nonsense", Cursor("e1", {TICKERS: 0}).text()])
async def test_an_id_of_other_rooms_recovers_nothing_and_says_so(rooms, visit, hub, make, since):
    hub.publish(make.trade(1))
    guest = await visit(rooms)
    answer = await guest.ask(op="subscribe", id=1, rooms=[TRADES], since=since)
    assert (answer["recovered"], answer["reason"], answer["seq"]) == (False, "epoch", 1)
