"""What a client that knows nothing of Radist sees of each fault."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from random import Random

import aiohttp
import pytest
from typer.testing import CliRunner

from radist.cli import app
from radist.simulator import chaos
from radist.simulator.damage import Damage
from radist.simulator.faults import KINDS
from radist.simulator.pairs import PAIRS
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource

TRADES = "btcusdt@trade"
DEPTH = "/api/v3/depth?symbol=BTCUSDT&limit=5"


def simulator(faults: str) -> Simulator:
    source = MarketSource(activity=30.0, pairs=PAIRS[:1])
    return Simulator(source, Options(faults=faults, seed=7))


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def frames(http: aiohttp.ClientSession, faults: str, number: int) -> list[str]:
    """What comes of trades."""
    async with (
        simulator(faults) as exchange,
        http.ws_connect(f"{exchange.ws_url}/ws/{TRADES}") as socket,
    ):
        return [await socket.receive_str(timeout=5) for _ in range(number)]


async def ids(http: aiohttp.ClientSession, faults: str, number: int = 40) -> list[int]:
    return [json.loads(frame)["t"] for frame in await frames(http, faults, number)]


async def test_every_nth_message_is_lost(http):
    found = await ids(http, "drop_nth=1/5")
    at = next(i for i in range(1, 40) if found[i] != found[i - 1] + 1)
    rest = found[at : at + 12]
    assert [number - rest[0] for number in rest] == [0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13]


async def test_messages_come_twice(http):
    found = await ids(http, "duplicate=1/2")
    assert sorted(found) == found and len(set(found)) < len(found)
    assert set(found) == set(range(found[0], found[-1] + 1))


async def test_a_message_comes_after_its_successor(http):
    found = await ids(http, "reorder=1/3")
    assert sorted(found) != found
    assert all(abs(number - found[0] - at) <= 1 for at, number in enumerate(found))


@pytest.mark.parametrize("faults", ["corrupt=1/2", "truncate=1/2"])
async def test_messages_are_no_json_any_more(http, faults):
    read, broken = 0, 0
    for frame in await frames(http, faults, 40):
        try:
            read += bool(json.loads(frame))
        except ValueError:
            broken += 1
    assert read and broken


async def test_an_answer_is_that_to_another_request(http):
    async with (
        simulator("wrong_acks=1/1") as exchange,
        http.ws_connect(f"{exchange.ws_url}/ws") as socket,
    ):
        await socket.send_json({"method": "SUBSCRIBE", "params": [TRADES], "id": 1})
        answer = json.loads(await socket.receive_str(timeout=5))
        assert answer.keys() == {"result", "id"} and answer["id"] != 1
        assert json.loads(await socket.receive_str(timeout=5))["e"] == "trade"


@pytest.mark.parametrize(
    ("told", "sent"),
    [
        ({"req_id": "7", "op": "subscribe"}, {"req_id", "op"}),
        ({"event": "subscribe"}, None),
        ([1], None),
    ],
)
def test_an_answer_without_a_number_is_lost_instead(told, sent):
    damage = Damage(1)
    body = json.dumps(told).encode()
    assert damage.answer(body) == body
    damage.wrong_acks = 1
    found = damage.answer(body)
    assert (found and json.loads(found).keys()) == sent


async def test_a_socket_is_reset(eventually):
    async with simulator("") as exchange:
        reader, writer = await asyncio.open_connection("127.0.0.1", exchange.port)
        key = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        key += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        writer.write(f"GET /ws HTTP/1.1\r\nHost: x\r\n{key}\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        await eventually(exchange.reset)
        with pytest.raises(ConnectionResetError):
            await reader.read(100)
        writer.close()


async def test_a_half_open_socket_says_nothing_and_hears_nothing(http):
    async with simulator("") as exchange:
        url = f"{exchange.ws_url}/ws/{TRADES}"
        async with http.ws_connect(url, heartbeat=None) as socket:
            await socket.receive_str(timeout=5)
            assert exchange.blackhole() == 1
            with pytest.raises(TimeoutError):
                while True:  # what was on its way
                    await socket.receive_str(timeout=0.3)
            (one,) = exchange.sockets
            await socket.send_json({"method": "LIST_SUBSCRIPTIONS", "id": 1})
            await socket.ping()
            async with http.ws_connect(url) as other:  # which was opened later
                await other.receive_str(timeout=5)
            assert one.received == 0 and not socket.closed


async def test_a_line_is_slow(http):
    async with (
        simulator("slow=2kB") as exchange,
        http.ws_connect(f"{exchange.ws_url}/ws/{TRADES}") as socket,
    ):
        began, size = asyncio.get_running_loop().time(), 0
        while size < 1000:
            size += len(await socket.receive_str(timeout=5))
        assert asyncio.get_running_loop().time() - began > 0.3


async def test_sockets_live_as_long_as_they_may(http):
    async with (
        simulator("life=50ms") as exchange,
        http.ws_connect(f"{exchange.ws_url}/ws") as socket,
    ):
        message = await socket.receive(timeout=5)
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1001)


async def test_the_ids_of_trades_begin_anew(http):
    async with simulator("") as exchange:
        async with http.ws_connect(f"{exchange.ws_url}/ws/{TRADES}") as socket:
            before = json.loads(await socket.receive_str(timeout=5))["t"]
            exchange.renumber()
            while (now := json.loads(await socket.receive_str(timeout=5))["t"]) >= before:
                pass
            assert now == 1
        async with http.get(f"{exchange.rest_url}/api/v3/trades?symbol=BTCUSDT") as response:
            assert (await response.json())[0]["id"] == 1


@pytest.mark.parametrize("seconds", [20, -20])
async def test_the_clock_of_the_exchange_is_wrong(http, seconds):
    async with simulator("") as exchange:

        async def told() -> float:
            async with http.get(f"{exchange.rest_url}/api/v3/time") as response:
                return (await response.json())["serverTime"] / 1000

        before = await told()
        exchange.skew(seconds)
        assert 0 <= await told() - before - seconds < 10


@pytest.mark.parametrize(("faults", "status"), [("ban=30s", 418), ("throttle=30s", 429)])
async def test_rest_refuses(http, faults, status):
    async with (
        simulator(faults) as exchange,
        http.get(f"{exchange.rest_url}/api/v3/ping") as response,
    ):
        assert response.status == status
        assert 1 <= int(response.headers["Retry-After"]) <= 30


async def test_rest_fails(http):
    async with (
        simulator("rest_errors=1/1") as exchange,
        http.get(f"{exchange.rest_url}/api/v3/ping") as response,
    ):
        assert (response.status, response.content_type) == (502, "text/html")


async def test_rest_tells_an_old_book(http):
    async with simulator("") as exchange:

        async def told() -> int:
            async with http.get(exchange.rest_url + DEPTH) as response:
                return (await response.json())["lastUpdateId"]

        async def later(than: int) -> int:
            while (found := await told()) == than:
                pass
            return found

        first = await later(await told())
        exchange.stale(30)
        old = await told()
        async with http.ws_connect(f"{exchange.ws_url}/ws/btcusdt@depth@100ms") as socket:
            while json.loads(await socket.receive_str(timeout=5))["u"] <= old:
                pass
        assert await told() == old >= first
        exchange.stale(0)
        assert await later(old) > old


def test_chance_has_every_kind_of_fault_happen_and_the_same_seed_the_same():
    def chosen(seed: int) -> list[object]:
        random = Random(seed)
        return [chaos.choose(random, [TRADES]) for _ in range(400)]

    found = chosen(1)
    names = {fault.name for faults in found for fault in faults}
    assert names <= KINDS.keys()
    assert {"drop", "blackhole", "mute", "ban", "stale", "rest_errors", "shutdown"} <= names
    assert chosen(1) == found != chosen(2)
    assert all(fault.name != "mute" for fault in chaos.choose(Random(1), []))


def test_the_command_tells_of_every_fault():
    told = CliRunner().invoke(app, ["simulate", "--help"]).output
    words = set(re.findall(r"[a-z_]+", told))
    assert words >= KINDS.keys()
