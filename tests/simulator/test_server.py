import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest

from radist.errors import ConfigError
from radist.simulator.candles import SECOND
from radist.simulator.limits import Limits, Manners, wall_clock
from radist.simulator.pairs import PAIRS
from radist.simulator.server import Options, Simulator, simulate
from radist.simulator.source import MarketSource

Start = Callable[..., Awaitable[Simulator]]


class StillClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_771_422_460 * SECOND

    def __call__(self) -> int:
        return self.now


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Starts simulators on free ports, lively enough that no test waits long."""
    started: list[Simulator] = []

    async def begin(limits: Limits | None = None, **manners) -> Simulator:
        clock = manners.get("clock", wall_clock)
        options = Options(manners=Manners(limits=limits or Limits(), **manners))
        simulator = Simulator(MarketSource(activity=6.0, clock=clock, pairs=PAIRS[:2]), options)
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


async def frame(socket: aiohttp.ClientWebSocketResponse) -> dict:
    return json.loads(await socket.receive_str(timeout=5))


async def reply(socket: aiohttp.ClientWebSocketResponse, request: dict) -> dict:
    """The answer to a request, whatever stream messages come before it."""
    await socket.send_json(request)
    while True:
        found = await frame(socket)
        if "stream" not in found and "e" not in found and "u" not in found:
            return found


async def test_a_raw_url_gives_bare_payloads_and_says_that_prices_are_simulated(start, http):
    simulator = await start()
    async with http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade/ethusdt@trade") as socket:
        assert socket._response.headers["X-Radist-Simulated"] == "1"
        symbols = {(await frame(socket))["s"] for _ in range(50)}
    assert symbols == {"BTCUSDT", "ETHUSDT"}


@pytest.mark.parametrize(
    "path",
    [
        "/stream?streams=btcusdt@trade/btcusdt@aggTrade",
        "/stream?streams=btcusdt%40trade%2Fbtcusdt%40aggTrade",
        "/stream?timeUnit=MILLISECOND&streams=btcusdt@trade/btcusdt@aggTrade",
    ],
)
async def test_a_combined_url_names_the_stream_of_each_payload(start, http, path):
    simulator = await start()
    async with http.ws_connect(simulator.ws_url + path) as socket:
        seen = [await frame(socket) for _ in range(30)]
    assert {one["stream"] for one in seen} == {"btcusdt@trade", "btcusdt@aggTrade"}
    assert all(one["stream"] == f"btcusdt@{one['data']['e']}" for one in seen)


async def test_a_plus_sign_in_a_stream_name_is_none_of_the_urls(start, http):
    simulator = await start()
    name = "btcusdt@kline_1d@+08:00"
    for url in (f"/stream?streams={name}", f"/ws/{name}"):
        async with http.ws_connect(simulator.ws_url + url) as socket:
            listed = await reply(socket, {"method": "LIST_SUBSCRIPTIONS", "id": 1})
            assert listed == {"result": [name], "id": 1}


async def test_streams_begin_and_end_on_an_open_socket(start, http):
    simulator = await start()
    async with http.ws_connect(f"{simulator.ws_url}/ws") as socket:
        ask = {"method": "SUBSCRIBE", "params": ["btcusdt@trade"], "id": 1}
        assert await reply(socket, ask) == {"result": None, "id": 1}
        assert (await frame(socket))["e"] == "trade"
        ask = {"method": "UNSUBSCRIBE", "params": ["btcusdt@trade"], "id": 2}
        assert await reply(socket, ask) == {"result": None, "id": 2}
        ask = {"method": "LIST_SUBSCRIPTIONS", "id": 3}
        await socket.send_json(ask)
        assert await frame(socket) == {"result": [], "id": 3}


async def test_combined_can_be_switched_on_an_open_socket(start, http):
    simulator = await start()
    async with http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as socket:
        assert "stream" not in await frame(socket)
        await reply(socket, {"method": "SET_PROPERTY", "params": ["combined", True], "id": 1})
        assert (await frame(socket))["stream"] == "btcusdt@trade"


async def test_an_unknown_symbol_is_acknowledged_and_silent(start, http):
    simulator = await start()
    async with http.ws_connect(f"{simulator.ws_url}/stream") as socket:
        names = ["nosuch@trade", "BTCUSDT@trade", "!ticker@arr", "ethusdt@trade"]
        ask = {"method": "SUBSCRIBE", "params": names, "id": 1}
        assert await reply(socket, ask) == {"result": None, "id": 1}
        assert {(await frame(socket))["stream"] for _ in range(40)} == {"ethusdt@trade"}


async def test_a_bad_request_is_answered_and_the_socket_lives_on(start, http):
    simulator = await start(Limits(messages_per_second=0))
    async with http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as socket:
        for sent, code in (("{", 3), ('{"method":"SHOUT","id":1}', 2)):
            await socket.send_str(sent)
            while "error" not in (found := await frame(socket)):
                pass
            assert found["error"]["code"] == code
        await socket.send_bytes(b"\xff\x00")
        while "error" not in (found := await frame(socket)):
            pass
        assert (await frame(socket))["e"] == "trade"


@pytest.mark.parametrize("kind", ["ping", "pong", "text"])
async def test_the_sixth_message_within_a_second_closes_the_socket(start, http, kind):
    simulator = await start(clock=StillClock())
    async with http.ws_connect(f"{simulator.ws_url}/ws", autoping=False) as socket:
        for number in range(6):
            if kind == "text":
                await socket.send_json({"method": "LIST_SUBSCRIPTIONS", "id": number})
            else:
                await getattr(socket, kind)(b"x")
        while (message := await socket.receive(timeout=5)).type is not aiohttp.WSMsgType.CLOSE:
            assert message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.PONG)
        assert (message.data, message.extra) == (1008, "Too many requests")
    assert simulator.violations == 1


async def test_five_messages_in_every_second_are_welcome(start, http):
    clock = StillClock()
    simulator = await start(clock=clock)
    async with http.ws_connect(f"{simulator.ws_url}/ws") as socket:
        for number in range(20):
            clock.now += SECOND // 5
            assert (await reply(socket, {"method": "LIST_SUBSCRIPTIONS", "id": number}))[
                "id"
            ] == number
    assert simulator.violations == 0


async def test_the_last_stream_too_many_is_refused(start, http):
    simulator = await start()
    async with http.ws_connect(f"{simulator.ws_url}/ws") as socket:
        names = [f"coin{number}usdt@trade" for number in range(1_025)]
        ask = {"method": "SUBSCRIBE", "params": names, "id": 1}
        assert (await reply(socket, ask))["error"]["code"] == 4
        ask = {"method": "SUBSCRIBE", "params": names[:-1], "id": 2}
        assert await reply(socket, ask) == {"result": None, "id": 2}


async def test_a_url_with_too_many_streams_is_closed(start, http):
    simulator = await start(Limits(streams_per_socket=2))
    async with http.ws_connect(f"{simulator.ws_url}/ws/a@trade/b@trade/c@trade") as socket:
        message = await socket.receive(timeout=5)
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1008)


async def test_too_many_connections_are_refused_for_a_while(start, http):
    clock = StillClock()
    simulator = await start(Limits(connections=2), clock=clock)
    for _ in range(2):
        await (await http.ws_connect(f"{simulator.ws_url}/ws")).close()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await http.ws_connect(f"{simulator.ws_url}/ws")
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "300")
    clock.now += 300 * SECOND
    await (await http.ws_connect(f"{simulator.ws_url}/ws")).close()


async def test_the_server_pings_and_drops_who_does_not_answer(start, http):
    simulator = await start(ping_every=0.01, pong_within=0.05)
    async with http.ws_connect(f"{simulator.ws_url}/ws", autoping=False) as mute:
        while (message := await mute.receive(timeout=5)).type is aiohttp.WSMsgType.PING:
            assert message.data
        assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)


async def test_who_answers_pings_stays(start, http):
    limits, clock = Limits(messages_per_second=0), StillClock()
    simulator = await start(limits, ping_every=0.001, pong_within=60.0, clock=clock)
    async with http.ws_connect(f"{simulator.ws_url}/ws", autoping=False) as socket:
        for number in range(20):
            message = await socket.receive(timeout=5)
            assert message.type is aiohttp.WSMsgType.PING
            await socket.pong(message.data)
            await socket.send_json({"method": "LIST_SUBSCRIPTIONS", "id": number})
            while (message := await socket.receive(timeout=5)).type is aiohttp.WSMsgType.PING:
                pass
            assert json.loads(message.data)["id"] == number  # so the pong before it was heard
            clock.now += 50 * SECOND
        clock.now += 11 * SECOND
        while (message := await socket.receive(timeout=5)).type is aiohttp.WSMsgType.PING:
            pass
        assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)


async def test_a_stop_waits_until_the_market_has_stopped():
    class Slow(MarketSource):
        stopped = False

        async def run(self, outlet: object) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0)
                self.stopped = True

    source = Slow(pairs=PAIRS[:1])
    async with Simulator(source):
        await asyncio.sleep(0)
    assert source.stopped


async def test_a_cut_connection_ends_without_a_goodbye(start, http):
    simulator = await start()
    async with (
        http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as one,
        http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as other,
    ):
        await frame(one)
        await frame(other)
        assert simulator.cut_all() == 2
        for socket in (one, other):
            while (message := await socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
                pass
            assert message.type is not aiohttp.WSMsgType.CLOSE
        assert not simulator.cut()
    async with http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as again:
        assert (await frame(again))["e"] == "trade"
    assert simulator.connections == 3
    assert simulator.messages >= 3


async def test_times_are_told_in_microseconds_to_who_asked_for_it(start, http):
    simulator = await start()
    async with (
        http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade?timeUnit=MICROSECOND") as fine,
        http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as coarse,
    ):
        assert (await frame(fine))["T"] > 10**15 > (await frame(coarse))["T"]
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(f"{simulator.ws_url}/ws?timeUnit=FORTNIGHT")
    async with http.get(
        f"{simulator.rest_url}/api/v3/time", headers={"X-MBX-TIME-UNIT": "MICROSECOND"}
    ) as response:
        assert (await response.json())["serverTime"] > 10**15


async def test_rest_answers_with_its_weight_and_errors_with_a_code(start, http):
    simulator = await start()
    url = f"{simulator.rest_url}/api/v3"
    async with http.get(f"{url}/depth", params={"symbol": "BTCUSDT", "limit": 5}) as response:
        assert response.headers["X-MBX-USED-WEIGHT-1M"] == "5"
        assert response.headers["X-Radist-Simulated"] == "1"
        assert len((await response.json())["bids"]) == 5
    async with http.get(f"{url}/klines?symbol=NOSUCH&interval=1m") as response:
        assert response.status == 400
        assert await response.json() == {"code": -1121, "msg": "Invalid symbol."}
    async with http.get(f"{url}/nothing") as response:
        assert response.status == 404
        assert response.headers["X-Radist-Simulated"] == "1"


async def test_weight_over_the_limit_is_429_and_insisting_418(start, http):
    clock = StillClock()
    clock.now -= clock.now % (60 * SECOND)
    simulator = await start(Limits(weight_per_minute=30, refusals_before_ban=2), clock=clock)
    url, seen = f"{simulator.rest_url}/api/v3/exchangeInfo", []
    for _ in range(5):
        async with http.get(url) as response:
            seen.append((response.status, response.headers.get("Retry-After")))
            code = (await response.json()).get("code")
    assert seen == [(200, None), (429, "60"), (429, "60"), (418, "120"), (418, "120")]
    assert code == -1003


async def test_a_recording_of_another_market_is_refused_in_one_line(tmp_path):
    command = simulate(
        host="127.0.0.1", port=0, recording=tmp_path / "day", speed=1.0, seed=1, activity=1.0,
        exchange="binance_usdm",
    )  # fmt: skip
    with pytest.raises(ConfigError, match="a recording of binance_usdm cannot be played"):
        await command


@pytest.mark.parametrize("activity", [0.0, -1.0, 101.0, float("nan")])
def test_a_market_without_or_beyond_activity_is_refused(activity):
    with pytest.raises(ConfigError, match="activity"):
        MarketSource(activity=activity)


async def test_a_port_in_use_is_one_clear_line(start):
    simulator = await start()
    taken = Simulator(MarketSource(), Options(port=simulator.port))
    with pytest.raises(ConfigError, match=f"port {simulator.port} on 127.0.0.1 is in use"):
        await taken.start()


async def test_stopping_says_goodbye_and_takes_less_than_a_second(start, http):
    simulator = await start()
    async with (
        http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as polite,
        http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as mute,
    ):
        await frame(polite)
        await frame(mute)
        async with asyncio.timeout(1):
            await simulator.stop()
        while (message := await polite.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1001)


class Told(io.StringIO):
    """A stream that tells when something was written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.something = asyncio.Event()

    def write(self, text: str) -> int:
        self.something.set()
        return super().write(text)


async def test_the_command_says_where_it_listens_and_what_it_plays(monkeypatch, free_port, http):
    monkeypatch.setattr(sys, "stderr", told := Told())
    command = simulate(
        host="127.0.0.1", port=free_port, recording=None, speed=1.0, seed=5, activity=1.0
    )
    async with asyncio.TaskGroup() as group:
        running = group.create_task(command)
        await asyncio.wait_for(told.something.wait(), 5)
        assert f"ws://127.0.0.1:{free_port}" in told.getvalue()
        assert "seed 5" in told.getvalue()
        async with http.get(f"http://127.0.0.1:{free_port}/api/v3/ping") as response:
            assert response.status == 200
        running.cancel()
