"""What people want to be told, by REST: with real rules, a real store and a real receiver."""

import asyncio
import json
import re
from contextlib import suppress
from typing import Any

import jwt
import pytest
from aiohttp import web as server
from msgspec.structs import replace

from radist import alarms, topics
from radist.alarms import Alert, Fired, Memory
from radist.alerts.running import Running
from radist.config import Auth, Config
from radist.errors import ClientError
from radist.model import Event

PATH = "/api/v1/alerts"
SECRET = "s" * 32
CROSSES = {"symbol": "BTCUSDT", "condition": {"type": "crosses", "level": 42_600}}


_GAP, _FUNDING = {"type": "gap"}, {"type": "funding", "rate": 1}


def _with(**condition: Any) -> dict[str, Any]:
    given = condition if "type" in condition else CROSSES["condition"] | condition
    return {"symbol": "BTCUSDT", "condition": given}


def bearer(user: str) -> dict[str, str]:
    claims = {"sub": user, "exp": 4_000_000_000, "iat": 1}
    return {"Authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}


@pytest.fixture
async def running(web, upstream):
    """The web server, with the alerts of the node behind it."""
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(upstream.alerts.run())
        yield web
        task.cancel()


@pytest.fixture
async def hook():
    """A receiver of webhooks: what it got, and what it answers."""
    got: list[Any] = []
    answer = {"status": 200}

    async def take(request: server.Request) -> server.Response:
        got.append((request.headers["webhook-id"], await request.json()))
        return server.Response(status=answer["status"])

    app = server.Application()
    app.router.add_post("/", take)
    runner = server.AppRunner(app)
    await runner.setup()
    site = server.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/"
    yield url, got, answer
    await runner.cleanup()


async def made(web, **fields: Any) -> Any:
    code, alert = await web.post(PATH, CROSSES | fields)
    assert code == 201, alert
    return alert


async def test_an_alert_comes_back_as_it_was_made(running):
    alert = await made(running, name="up", targets=["browser"], repeat={"type": "every"})
    assert alert["id"].startswith("a_")
    assert (alert["exchange"], alert["symbol"], alert["native"]) == (
        *("binance", "BTC/USDT", "BTCUSDT"),
    )
    assert (alert["version"], alert["state"], alert["fired"]) == (1, "active", 0)
    assert alert["condition"] == {
        "type": "crosses",
        "level": 42_600,
        "direction": "either",
        "of": "trade",
    }
    assert alert["words"] == "crosses 42600"
    _, listed = await running.get(PATH)
    assert (listed["count"], listed["most"]) == (1, 1000)
    assert listed["alerts"][0]["id"] == alert["id"]
    code, found = await running.get(f"{PATH}/{alert['id']}")
    assert (code, found["name"]) == (200, "up")
    for query, count in (("state=active", 1), ("state=paused", 0), ("symbol=btc/usdt", 1)):
        assert (await running.get(f"{PATH}?{query}"))[1]["count"] == count
    assert await running.ask("DELETE", f"{PATH}/{alert['id']}") == (
        200,
        {"id": alert["id"], "deleted": True},
    )
    code, answer = await running.get(f"{PATH}/{alert['id']}")
    assert (code, answer["error"]["reason"]) == (404, "unknown_alert")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"symbol": "BTCUSDT"}, "condition: is missing"),
        (CROSSES | {"surplus": 1}, "surplus: no such field"),
        (CROSSES | {"symbol": "NONEUSDT"}, "symbol: "),
        (CROSSES | {"exchange": "nowhere"}, "exchange: "),
        ({"symbol": "BTCUSDT", "condition": {"type": "crosses"}}, "condition.level: is missing"),
        ({"symbol": "BTCUSDT", "condition": {"type": "croses", "level": 1}}, "condition.*crosses"),
        (CROSSES | {"targets": ["browser", "hok"]}, r"targets\[1\]: .*'hok'; there is browser"),
        (CROSSES | {"message": "{{prise}}"}, "message: .*did you mean price"),
        (CROSSES | {"expires": "tomorrow"}, "expires: "),
        (
            CROSSES | {"expires": "2024-01-31T08:00:00Z"},
            r"expires: 2024-01-31T08:00:00.000Z is over",
        ),
        (_with(of="mark"), r"condition\.of: "),
        (_with(type="funding", rate=1), r"condition\.type: "),
        (_with(type="all", conditions=[_GAP, _FUNDING]), r"condition\.conditions\[1\]\.type: "),
        ([], "body: "),
    ],
)
async def test_what_is_no_alert_is_refused_and_the_field_is_named(web, body, words):
    code, answer = await web.post(PATH, body)
    assert (code, answer["error"]["reason"]) == (422, "invalid")
    assert re.match(words, answer["error"]["message"]), answer["error"]["message"]


async def test_what_was_changed_elsewhere_is_told_and_not_overwritten(running):
    alert = await made(running)
    place = f"{PATH}/{alert['id']}"
    body = CROSSES | {"name": "two", "version": 1}
    code, changed = await running.ask("PUT", place, json=body)
    assert (code, changed["version"], changed["name"]) == (200, 2, "two")
    code, answer = await running.ask("PUT", place, json=body)
    assert (code, answer["error"]["reason"], answer["alert"]["version"]) == (409, "changed", 2)
    for version in ({}, {"version": "1"}, {"version": True}):
        code, answer = await running.ask("PUT", place, json=CROSSES | version)
        assert (code, answer["error"]["message"][:8]) == (422, "version:")


async def test_the_same_key_makes_one_alert(running):
    headers = {"Idempotency-Key": "k-1"}
    first = await running.ask("POST", PATH, json=CROSSES, headers=headers)
    assert first[0] == 201
    _, again = await running.ask("POST", PATH, json=CROSSES, headers=headers)
    assert again["id"] == first[1]["id"]
    code, answer = await running.ask("POST", PATH, json=CROSSES | {"name": "x"}, headers=headers)
    assert (code, answer["error"]["reason"]) == (422, "key_reused")
    assert (await running.get(PATH))[1]["count"] == 1


async def test_each_user_has_their_own(serve, upstream):
    web = await serve(Config(auth=Auth(secret=SECRET)))
    alice, bob = bearer("alice"), bearer("bob")
    _, alert = await web.ask("POST", PATH, json=CROSSES, headers=alice)
    assert (await web.ask("GET", PATH, headers=bob))[1]["count"] == 0
    for method, path, asked in (
        ("GET", "", {}),
        ("PUT", "", {"json": CROSSES | {"version": 1}}),
        ("DELETE", "", {}),
        ("POST", "/pause", {}),
        ("POST", "/resume", {}),
        ("POST", "/snooze", {"json": {"seconds": 1}}),
        ("POST", "/test", {}),
    ):
        place = f"{PATH}/{alert['id']}{path}"
        code, answer = await web.ask(method, place, headers=bob, **asked)
        assert (code, answer["error"]["reason"]) == (404, "unknown_alert"), (method, path)
    code, answer = await web.get(PATH)
    assert (code, answer["error"]["reason"]) == (401, "auth_required")


def room(hub, kind: str, user: str = "local") -> list[Any]:
    """What a user was told of this kind."""
    found = hub.rooms.get(topics.user_room(user))
    events = [json.loads(message.data) for message in found.messages] if found else []
    return [event for event in events if event["type"] == kind]


async def started(upstream, eventually, count: int = 1) -> None:
    """Until so many alerts look at what comes."""
    watch = upstream.alerts.lookout.watch

    def ready() -> bool:
        standing = [watch.standing(name) for name in upstream.alerts._alerts]
        return sum(s is not None and "history" not in s.fault for s in standing) >= count

    await eventually(ready)


async def test_what_fires_is_told_in_the_room_and_by_webhook_and_is_history(
    running, upstream, hub, make, hook, eventually
):
    url, got, _ = hook
    code, target = await running.post(f"{PATH}/targets", {"name": "hook", "url": url})
    assert (code, target["secret"][:6]) == (201, "whsec_")
    alert = await made(running, targets=["browser", "hook"], message="{{symbol}}: {{price}}")
    await started(upstream, eventually)
    trade = make.trade(1)
    upstream.receiver.bus.publish(replace(trade, price=42_500.0))
    upstream.receiver.bus.publish(replace(trade, id="2", price=42_700.0))
    await eventually(lambda: room(hub, "alert_delivery"))
    [told] = room(hub, "alert")
    assert (told["user_id"], told["trigger"]["price"]) == ("local", 42_700.0)
    assert told["trigger"]["message"] == "BTC/USDT: 42700"
    changed = room(hub, "alert_changed")[-1]["alert"]
    assert (changed["state"], changed["fired"], changed["id"]) == ("done", 1, alert["id"])
    _, answer = await running.get(f"{PATH}/history?alert={alert['id']}&result=delivered")
    [trigger] = answer["triggers"]
    browser, webhook = trigger["deliveries"]
    assert (browser["target"], browser["state"]) == ("browser", "delivered")
    assert (webhook["state"], webhook["status"], webhook["attempts"]) == ("delivered", 200, 1)
    [(name, payload)] = got
    assert payload == webhook["payload"]
    assert payload["data"]["id"] == trigger["id"] == told["trigger"]["id"]
    assert name.startswith("d_")
    delivery = room(hub, "alert_delivery")[-1]
    assert (delivery["trigger"], delivery["delivery"]["state"]) == (trigger["id"], "delivered")
    _, listed = await running.get(PATH)
    assert (listed["alerts"][0]["state"], listed["alerts"][0]["fired"]) == ("done", 1)


async def test_history_is_told_page_by_page(running, upstream, make, eventually):
    await made(running, repeat={"type": "every"})
    await started(upstream, eventually)
    for number in range(7):
        price = 42_500.0 if number % 2 else 42_700.0
        upstream.receiver.bus.publish(replace(make.trade(number), price=price))
    await eventually(lambda: upstream.alerts.counts["fired"] == 6)
    _, first = await running.get(f"{PATH}/history?limit=4")
    _, rest = await running.get(f"{PATH}/history?limit=4&before={first['next']}")
    assert (len(first["triggers"]), len(rest["triggers"]), rest["next"]) == (4, 2, None)
    ids = [trigger["id"] for trigger in first["triggers"] + rest["triggers"]]
    assert len(set(ids)) == 6
    _, none = await running.get(f"{PATH}/history?to=2020-01-01T00:00:00Z")
    assert none["triggers"] == []
    code, answer = await running.get(f"{PATH}/history?from=yesterday")
    assert (code, answer["error"]["message"][:5]) == (422, "from:")


async def test_a_paused_alert_is_quiet_and_goes_on_from_where_it_is_turned_on(
    running, upstream, make, eventually, hub
):
    def trade(number: int, price: float) -> None:
        upstream.receiver.bus.publish(replace(make.trade(number), price=price))

    alert = await made(running, repeat={"type": "every"})
    place = f"{PATH}/{alert['id']}"
    await started(upstream, eventually)
    assert (await running.post(f"{place}/pause"))[1]["state"] == "paused"
    trade(1, 42_500.0)
    trade(2, 42_700.0)
    assert (await running.post(f"{place}/resume"))[1]["state"] == "active"
    await started(upstream, eventually)
    code, snoozed = await running.post(f"{place}/snooze", {"seconds": 900})
    assert (code, snoozed["snoozed_until"] is not None) == (200, True)
    trade(3, 42_500.0)
    trade(4, 42_700.0)
    assert (await running.post(f"{place}/snooze", {"seconds": 0}))[1]["snoozed_until"] is None
    trade(5, 42_500.0)
    await eventually(lambda: room(hub, "alert"))
    [told] = room(hub, "alert")
    assert told["trigger"]["price"] == 42_500.0
    code, answer = await running.post(f"{place}/snooze", {"seconds": -1})
    assert (code, answer["error"]["message"][:8]) == (422, "seconds:")


async def test_a_test_tells_the_targets_and_changes_nothing(running, hook, hub):
    url, got, answer = hook
    await running.post(f"{PATH}/targets", {"name": "hook", "url": url})
    alert = await made(running, targets=["browser", "hook"])
    code, tried = await running.post(f"{PATH}/{alert['id']}/test")
    assert code == 200
    assert tried["trigger"]["test"] is True
    assert tried["trigger"]["message"].startswith("TEST ")
    assert [told["state"] for told in tried["trigger"]["deliveries"]] == ["delivered"] * 2
    assert got[0][1]["data"]["test"] is True
    answer["status"] = 500
    _, tried = await running.post(f"{PATH}/targets/hook/test")
    [told] = tried["trigger"]["deliveries"]
    assert (told["state"], told["status"], told["next"] is not None) == ("failed", 500, True)
    _, found = await running.get(f"{PATH}/{alert['id']}")
    assert (found["fired"], found["state"]) == (0, "active")


async def test_targets_are_those_of_the_user_and_the_browser(running, hook):
    url, _, _ = hook
    _, answer = await running.get(f"{PATH}/targets")
    assert answer["targets"] == [
        {"name": "browser", "kind": "browser", "source": "builtin", "url": "", "fault": ""}
    ]
    assert {"browser", "webhook", "telegram", "apprise"} <= set(answer["kinds"])
    await running.post(f"{PATH}/targets", {"name": "hook", "url": url})
    for body, code in (
        ({"name": "hook", "url": url}, 409),
        ({"name": "browser", "url": url}, 422),
        ({"name": "far", "url": "http://10.0.0.1/"}, 422),
        ({"name": "chat", "kind": "telegram", "url": url}, 422),
    ):
        assert (await running.post(f"{PATH}/targets", body))[0] == code
    assert (await running.ask("DELETE", f"{PATH}/targets/browser"))[0] == 409
    assert (await running.ask("DELETE", f"{PATH}/targets/hook"))[1] == {
        "id": "hook",
        "deleted": True,
    }
    assert (await running.ask("DELETE", f"{PATH}/targets/hook"))[0] == 404


async def test_a_preview_tells_what_it_would_say_and_when_it_would_have_said_so(
    running, upstream, make, hub
):
    now = upstream.now() // 60_000_000 * 60_000_000
    candle = make.candle()
    upstream.past["candle.binance.BTC/USDT.1m"] = [
        replace(
            candle,
            time_open=now - ago * 60_000_000,
            time_close=now - ago * 60_000_000 + 59_999_999,
            open=price,
            high=price,
            low=price,
            close=price,
        )
        for ago, price in ((4, 42_500.0), (3, 42_700.0), (2, 42_500.0))
    ]
    code, preview = await running.post(f"{PATH}/preview", CROSSES)
    assert (code, preview["would_have_fired"], preview["complete"]) == (200, 2, True)
    assert len(preview["times"]) == 2
    assert preview["message"] == "BTC/USDT crosses 42600: 42500"
    assert preview["fields"]["symbol"] == "BTC/USDT"
    spread = {"symbol": "BTCUSDT", "condition": {"type": "spread", "percent": 1}}
    _, preview = await running.post(f"{PATH}/preview", spread)
    assert (preview["complete"], preview["would_have_fired"]) == (False, 0)
    assert preview["reason"] == "exchanges tell no history of quote"
    brief = {"symbol": "BTCUSDT", "condition": {"type": "change", "percent": 1, "window": 5}}
    _, preview = await running.post(f"{PATH}/preview", brief)
    assert preview["reason"] == "a window of 5 s is looked at by candles of a minute"


async def test_others_have_their_turn_between_alerts_that_are_shown_their_past(
    upstream, hub, monkeypatch
):
    definition = alarms.checked(CROSSES | {"exchange": "binance", "symbol": "BTC/USDT"})
    begun = [(Alert(id=f"a_{n}", owner="o", definition=definition), None) for n in range(3)]
    lookout, loop = upstream.alerts.lookout, asyncio.get_running_loop()
    seen: list[str] = []

    def learn(running: Running, past: list[Event]) -> list[Fired]:
        told = asyncio.run_coroutine_threadsafe(others(), loop)
        told.result(10.0)  # with the loop held up nobody could tell us
        seen.append(running.alert.id)
        return []

    async def others() -> None:
        seen.append("others")

    monkeypatch.setattr(Running, "learn", learn)
    for alert, _ in begun:
        lookout.watch.put(alert, 0, Memory(1), waiting=True)
    await lookout.hindsight.of(begun, lookout._warm)
    assert seen == ["others", "a_0", "others", "a_1", "others", "a_2"]


async def test_what_a_rule_remembers_is_written_again_after_its_alert_was_changed(
    running, upstream, make, eventually
):
    alert = await made(running, repeat={"type": "every"})
    await started(upstream, eventually)
    upstream.receiver.bus.publish(make.trade(1))
    await upstream.alerts._remember()
    _, before = upstream.store.alerts.every()[0]
    body = CROSSES | {"name": "another", "repeat": {"type": "every"}, "version": 1}
    assert (await running.ask("PUT", f"{PATH}/{alert['id']}", json=body))[0] == 200
    await upstream.alerts._remember()
    _, after = upstream.store.alerts.every()[0]
    assert before is not None
    assert after == before


async def test_what_a_rule_remembered_before_it_was_turned_off_is_not_written_afterwards(
    running, upstream, make, eventually, monkeypatch
):
    alert = await made(running, repeat={"type": "every"})
    await started(upstream, eventually)
    upstream.receiver.bus.publish(make.trade(1))
    alerts, loop, began = upstream.alerts, asyncio.get_running_loop(), asyncio.Event()
    remember = upstream.store.alerts.remember

    def slow(rows):
        loop.call_soon_threadsafe(began.set)
        for state in ("paused", "active"):
            turned = asyncio.run_coroutine_threadsafe(turn(state), loop)
            with suppress(TimeoutError):
                turned.result(0.1)  # must come after what is written now
            turns.append(turned)
        remember(rows)

    async def turn(state):
        await alerts.turn("local", alert["id"], state)

    turns: list[Any] = []
    monkeypatch.setattr(upstream.store.alerts, "remember", slow)
    await alerts._remember()
    monkeypatch.undo()
    for turned in turns:
        await asyncio.wrap_future(turned)
    [(now, memory)] = upstream.store.alerts.every()
    assert (now.state, memory) == ("active", None)


async def test_an_alert_that_was_changed_while_it_expired_does_not(running, upstream, monkeypatch):
    alert = await made(running)
    before = upstream.alerts._alerts[alert["id"]]
    body = CROSSES | {"name": "longer", "version": 1}
    assert (await running.ask("PUT", f"{PATH}/{alert['id']}", json=body))[0] == 200
    await upstream.alerts._expire(before)
    assert (await running.get(f"{PATH}/{alert['id']}"))[1]["state"] == "active"
    await upstream.alerts._expire(upstream.alerts._alerts[alert["id"]])
    assert (await running.get(f"{PATH}/{alert['id']}"))[1]["state"] == "expired"


async def test_what_has_expired_is_not_turned_on_again_until_it_has_another_time(running, upstream):
    alert = await made(running, expires="2099-01-31T08:00:00Z")
    row = upstream.alerts._alerts[alert["id"]]
    over = replace(row, definition=replace(row.definition, expires=5), updated=6)
    upstream.store.alerts.replace(over, 1)
    await upstream.alerts._expire(upstream.store.alerts.get("local", alert["id"]))
    place = f"{PATH}/{alert['id']}"
    code, answer = await running.post(f"{place}/resume", {})
    assert (code, answer["error"]["reason"]) == (409, "expired")
    code, again = await running.ask("PUT", place, json=CROSSES | {"version": 2})
    assert (code, again["state"]) == (200, "active")
    assert (await running.post(f"{place}/resume", {}))[0] == 200


CHANGE = {"symbol": "BTCUSDT", "condition": {"type": "change", "percent": 1, "window": 60}}


async def test_the_room_is_told_when_an_alert_that_waited_for_its_past_can_be_relied_on(
    running, hub, eventually
):
    _, alert = await running.post(PATH, CHANGE)
    await eventually(lambda: [told["alert"]["fault"] for told in room(hub, "alert_changed")][1:])
    first, *_, last = (told["alert"] for told in room(hub, "alert_changed"))
    assert first["id"] == last["id"] == alert["id"]
    assert (first["fault"], last["fault"]) == ("history is being fetched", "")


async def test_how_far_an_alert_has_come_is_written_as_soon_as_it_knows_its_past(
    upstream, web, eventually, monkeypatch
):
    monkeypatch.setattr("radist.alerting._REMEMBER", 3600.0)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(upstream.alerts.run())
        await web.post(PATH, CHANGE)
        await eventually(lambda: upstream.store.alerts.every()[0][1] is not None)
        task.cancel()


async def test_how_far_an_alert_has_come_is_never_written_before_what_it_has_told(
    running, upstream, make, eventually, monkeypatch
):
    await made(running)
    await started(upstream, eventually)

    def away(_):
        raise ClientError(503, "unavailable", "the store: away")

    with monkeypatch.context() as patched:
        patched.setattr(upstream.store.outbox, "fire", away)
        upstream.receiver.bus.publish(replace(make.trade(1), price=42_500.0))
        upstream.receiver.bus.publish(replace(make.trade(2), price=42_700.0))
        with pytest.raises(ClientError):
            await upstream.alerts._remember()
    [(_, memory)] = upstream.store.alerts.every()
    assert memory is None or memory.evaluated < make.trade(1).time_exchange
    await upstream.alerts.scribe.flush()
    [(found, _)] = upstream.store.alerts.every()
    assert (found.fired, found.state) == (1, "done")
