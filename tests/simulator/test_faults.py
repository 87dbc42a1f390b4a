import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest

from radist.errors import ConfigError
from radist.simulator import venue
from radist.simulator.binance_futures_pairs import perpetual
from radist.simulator.candles import SECOND
from radist.simulator.limits import Limits, Manners, Weights
from radist.simulator.pairs import PAIRS
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource

Start = Callable[..., Awaitable[Simulator]]
TRADES, QUOTES = "btcusdt@trade", "btcusdt@bookTicker"


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    started: list[Simulator] = []

    async def begin(exchange: str = "binance", **options) -> Simulator:
        pairs = PAIRS[:2] if exchange == "binance" else None
        source = MarketSource(exchange=exchange, activity=6.0, pairs=pairs)
        simulator = Simulator(source, Options(**options))
        simulator.source = source
        started.append(simulator)
        await simulator.start()
        return simulator

    yield begin
    for simulator in started:
        await simulator.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def subscribed(socket: aiohttp.ClientWebSocketResponse, *names: str) -> None:
    await socket.send_json({"method": "SUBSCRIBE", "params": names, "id": 1})
    while "result" not in (reply := json.loads(await socket.receive_str(timeout=5))):
        pass
    assert reply == {"result": None, "id": 1}


async def heard(socket: aiohttp.ClientWebSocketResponse, number: int) -> set[str]:
    """The streams of so many messages."""
    found = set()
    for _ in range(number):
        found.add(json.loads(await socket.receive_str(timeout=5)).get("stream"))
    return found


@pytest.mark.parametrize(
    ("path", "spoken"),
    [
        ("/stream", {QUOTES}),
        ("/public/stream", {QUOTES}),
        ("/market/stream", {"btcusdt@markPrice@1s"}),
    ],
)
async def test_a_linear_stream_on_the_wrong_path_is_acknowledged_and_silent(
    start, http, path, spoken
):
    simulator = await start("binance_usdm")
    async with http.ws_connect(simulator.ws_url + path) as socket:
        await subscribed(socket, QUOTES, "btcusdt@markPrice@1s")
        assert await heard(socket, 2) == spoken
        await socket.send_json({"method": "LIST_SUBSCRIPTIONS", "id": 2})
        while "result" not in (reply := json.loads(await socket.receive_str(timeout=5))):
            pass
        assert sorted(reply["result"]) == sorted([QUOTES, "btcusdt@markPrice@1s"])
        await socket.send_json({"method": "UNSUBSCRIBE", "params": reply["result"], "id": 3})
    async with http.ws_connect(
        f"{simulator.ws_url}{path}?streams=btcusdt@markPrice@1s/{QUOTES}"
    ) as one:
        assert await heard(one, 2) == spoken


async def test_inverse_streams_of_both_classes_share_one_path(start, http):
    simulator = await start("binance_coinm")
    names = ["btcusd_perp@bookTicker", "btcusd_perp@markPrice@1s"]
    async with http.ws_connect(f"{simulator.ws_url}/stream") as socket:
        await subscribed(socket, *names)
        found = set()
        while found != set(names):
            found |= await heard(socket, 1)
    async with http.get(f"{simulator.rest_url}/dapi/v1/ping") as response:
        assert response.status == 200
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(f"{simulator.ws_url}/market/stream")


async def test_options_are_on_two_paths(start, http):
    simulator = await start("binance_options")
    async with http.ws_connect(f"{simulator.ws_url}/market/ws/!index@arr") as socket:
        assert json.loads(await socket.receive_str(timeout=5))[0]["e"] == "indexPrice"
    async with http.ws_connect(f"{simulator.ws_url}/public/ws/btcusdt@optionTrade") as socket:
        assert json.loads(await socket.receive_str(timeout=5))["e"] == "trade"
    async with http.get(f"{simulator.rest_url}/eapi/v1/mark") as response:
        assert len(await response.json()) == 24


async def test_who_leaves_a_mute_stream_takes_it_from_nobody(start, http):
    simulator = await start("binance_usdm")
    name = "btcusdt@markPrice@1s"
    async with http.ws_connect(f"{simulator.ws_url}/market/stream?streams={name}") as hearing:
        async with http.ws_connect(f"{simulator.ws_url}/public/stream") as deaf:
            await subscribed(deaf, name)
        await heard(hearing, 2)
        assert await heard(hearing, 1) == {name}


async def test_a_mute_stream_stays_acknowledged_until_it_is_asked_for_on_a_new_socket(start, http):
    simulator = await start()
    url = f"{simulator.ws_url}/stream?streams={TRADES}/{QUOTES}"
    async with http.ws_connect(url) as old:
        while await heard(old, 1) != {TRADES}:
            pass
        assert simulator.mute(TRADES) == 1
        await old.send_json({"method": "UNSUBSCRIBE", "params": [TRADES], "id": 2})
        await heard(old, 40)  # what was on its way
        await subscribed(old, TRADES)
        assert await heard(old, 60) == {QUOTES}
        async with http.ws_connect(url) as new:
            while await heard(new, 1) != {TRADES}:
                pass
        simulator.unmute(TRADES)
        while await heard(old, 1) != {TRADES}:
            pass


async def test_a_stream_can_be_mute_for_everybody(start, http):
    simulator = await start()
    simulator.mute(TRADES, everywhere=True)
    async with http.ws_connect(f"{simulator.ws_url}/stream?streams={TRADES}/{QUOTES}") as socket:
        assert await heard(socket, 60) == {QUOTES}
        simulator.unmute(TRADES)
        while await heard(socket, 1) != {TRADES}:
            pass


async def test_a_blocked_port_refuses_sockets_and_answers_rest(start, http):
    simulator = await start()
    async with http.ws_connect(f"{simulator.ws_url}/ws/{TRADES}") as socket:
        await socket.receive_str(timeout=5)
        simulator.block()
        while (message := await socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        assert message.type is not aiohttp.WSMsgType.CLOSE
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await http.ws_connect(f"{simulator.ws_url}/ws")
    assert refused.value.status == 403
    async with http.get(f"{simulator.rest_url}/api/v3/ping") as response:
        assert response.status == 200
    simulator.unblock()
    async with http.ws_connect(f"{simulator.ws_url}/ws/{TRADES}") as socket:
        assert await socket.receive_str(timeout=5)


async def test_a_port_blocked_silently_answers_no_handshake_until_it_is_free(start, http):
    simulator = await start()
    simulator.block(silently=True)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(http.ws_connect(f"{simulator.ws_url}/ws/{TRADES}"))
        async with http.get(f"{simulator.rest_url}/api/v3/ping") as response:
            assert response.status == 200
        assert not waiting.done()
        simulator.unblock()
    await waiting.result().receive_str(timeout=5)
    await waiting.result().close()


async def test_a_ban_refuses_rest_and_counts_who_insists(start, http):
    simulator = await start()
    simulator.ban(30)
    for _ in range(3):
        async with http.get(f"{simulator.rest_url}/api/v3/ping") as response:
            assert response.status == 418
            assert 28 <= int(response.headers["Retry-After"]) <= 30
    assert (simulator.counts.calls_in_ban, simulator.violations) == (3, 3)
    assert simulator.rest_calls == 3


async def test_a_shutdown_is_announced_and_then_happens(start, http):
    simulator = await start()
    async with (
        http.ws_connect(f"{simulator.ws_url}/ws") as bare,
        http.ws_connect(f"{simulator.ws_url}/stream") as wrapped,
        asyncio.TaskGroup() as group,
    ):
        group.create_task(simulator.announce_shutdown(0.05))
        told = json.loads(await bare.receive_str(timeout=5))
        assert told["e"] == "serverShutdown"
        whole = json.loads(await wrapped.receive_str(timeout=5))
        assert whole == {"stream": "!serverShutdown", "data": told}
        for socket in (bare, wrapped):
            message = await socket.receive(timeout=5)
            assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1001)
    async with http.ws_connect(f"{simulator.ws_url}/ws/{TRADES}") as socket:
        assert await socket.receive_str(timeout=5)


async def test_a_socket_is_closed_when_it_has_reached_its_age(start, http):
    simulator = await start(life=0.05)
    async with http.ws_connect(f"{simulator.ws_url}/ws") as socket:
        message = await socket.receive(timeout=5)
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1001)


async def test_what_each_socket_said_and_heard_is_counted(start, http):
    simulator = await start()
    async with http.ws_connect(f"{simulator.ws_url}/ws") as socket:
        await subscribed(socket, TRADES)
        await socket.receive_str(timeout=5)
        (one,) = simulator.sockets
        assert (one.path, one.received, list(one.session.streams)) == ("/ws", 1, [TRADES])
        assert one.sent >= 1
    assert simulator.violations == 0


async def test_every_kind_of_excess_is_counted(start, http):
    limits = Limits(streams_per_socket=1, connections=2, weight_per_minute=1)
    simulator = await start(manners=Manners(limits))
    async with http.ws_connect(f"{simulator.ws_url}/ws") as socket:
        await socket.send_json({"method": "SUBSCRIBE", "params": [TRADES, QUOTES], "id": 1})
        assert "error" in json.loads(await socket.receive_str(timeout=5))
    async with http.ws_connect(f"{simulator.ws_url}/ws/{TRADES}/{QUOTES}") as socket:
        assert (await socket.receive(timeout=5)).data == 1008
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(f"{simulator.ws_url}/ws")
    for _ in range(2):
        async with http.get(f"{simulator.rest_url}/api/v3/ping"):
            pass
    counts = simulator.counts
    assert (counts.too_many_streams, counts.too_many_connections) == (2, 1)
    assert (counts.too_much_weight, simulator.violations) == (1, 4)


async def test_two_exchanges_can_count_rest_weight_together(start, http):
    linear = await start("binance_usdm")
    inverse = await start("binance_coinm", weights=linear.weights)
    used = []
    for url in (
        f"{linear.rest_url}/fapi/v1/premiumIndex",
        f"{inverse.rest_url}/dapi/v1/premiumIndex",
    ):
        async with http.get(url) as response:
            used.append(int(response.headers["X-MBX-USED-WEIGHT-1M"]))
    assert used in ([10, 20], [10, 10])  # the minute may have turned between them
    linear.ban(10)
    async with http.get(f"{inverse.rest_url}/dapi/v1/ping") as response:
        assert response.status == 418


async def test_a_pool_of_calls_is_counted_apart_from_the_weight(start, http):
    simulator = await start("binance_usdm")
    url, seen = f"{simulator.rest_url}/fapi/v1/fundingInfo", []
    for _ in range(501):
        async with http.get(url) as response:
            seen.append(response.status)
    assert seen == [200] * 500 + [429]
    assert 1 <= int(response.headers["Retry-After"]) <= 300


async def test_a_new_listing_is_announced_while_the_exchange_runs(start, http):
    simulator = await start("binance_usdm")
    async with http.ws_connect(f"{simulator.ws_url}/market/ws") as socket:
        await subscribed(socket, "!contractInfo")
        simulator.source.list(perpetual("NEW", 1.0))
        assert json.loads(await socket.receive_str(timeout=5))["s"] == "NEWUSDT"
        simulator.source.delist("NEWUSDT")
        assert json.loads(await socket.receive_str(timeout=5))["cs"] == "CLOSE"


def test_every_simulated_exchange_is_found_by_its_name_and_no_other_is():
    for name in ("binance", "binance_usdm", "binance_coinm", "binance_options"):
        assert venue.find(name).name == name
    for name in ("nosuch", "venue", "limits"):
        with pytest.raises(ConfigError, match="no simulated"):
            venue.find(name)


def test_a_ban_holds_for_addresses_never_seen_before():
    weights = Weights(Limits())
    weights.ban(5 * SECOND)
    assert weights.of("10.0.0.1").charge(1, SECOND).status == 418
    assert weights.of("10.0.0.1").charge(1, 6 * SECOND).status == 200
