"""Faults in one line, at their times and from a seed; and the two endpoints that tell and ask."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from radist.errors import ConfigError
from radist.simulator.binance_streams import parse as is_stream
from radist.simulator.faults import KINDS, Fault, parse
from radist.simulator.pairs import PAIRS
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource

TRADES, QUOTES = "btcusdt@trade", "btcusdt@bookTicker"


def simulator(faults: str = "", **options) -> Simulator:
    return Simulator(MarketSource(activity=6.0, pairs=PAIRS[:2]), Options(faults=faults, **options))


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def status(http: aiohttp.ClientSession, exchange: Simulator) -> dict:
    async with http.get(f"{exchange.rest_url}/simulator/status") as response:
        assert response.status == 200
        return await response.json()


async def post(http: aiohttp.ClientSession, exchange: Simulator, faults: str) -> dict:
    async with http.post(f"{exchange.rest_url}/simulator/faults", data=faults) as response:
        return await response.json() | {"http": response.status}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("cut=60s", Fault("cut", seconds=60.0)),
        ("cut_all@1.5m", Fault("cut_all", at=90.0)),
        ("cut_socket=3", Fault("cut_socket", number=3)),
        ("reset_socket=12@1s", Fault("reset_socket", number=12, at=1.0)),
        ("drop=1/500", Fault("drop", one_in=500)),
        ("drop=0", Fault("drop")),
        ("late=200ms@1h", Fault("late", seconds=0.2, at=3600.0)),
        ("slow=2kB", Fault("slow", one_in=2000)),
        ("skew=-1.5s", Fault("skew", seconds=-1.5)),
        ("ban=30s@120s", Fault("ban", seconds=30.0, at=120.0)),
        ("mute=btcusdt@trade", Fault("mute", stream=TRADES)),
        ("dead=btcusdt@trade@10s", Fault("dead", stream=TRADES, at=10.0)),
        ("mute=btcusdt@depth@100ms", Fault("mute", stream="btcusdt@depth@100ms")),
        ("mute=btcusdt@depth@0.1s", Fault("mute", stream="btcusdt@depth", at=0.1)),
        (
            "unmute=btcusdt@depth@100ms@100ms",
            Fault("unmute", stream="btcusdt@depth@100ms", at=0.1),
        ),
    ],
)
def test_a_fault_is_read(text, fault):
    assert parse(text, is_stream) == [fault]


def test_faults_are_read_in_order_and_blanks_do_not_matter():
    found = parse(" cut=60s, drop=1/500 ,,hang=1s@2s", is_stream)
    assert [fault.name for fault in found] == ["cut", "drop", "hang"]
    assert parse("", is_stream) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("crash=1s", ("'crash=1s'", "there is ban, blackhole, block, chaos")),
        ("cut", ("'cut'", "cut=30s")),
        ("cut=60", ("'cut=60'", "a time")),
        ("cut=-1s", ("'cut=-1s'", "a time")),
        ("drop=0.1", ("'drop=0.1'", "drop=1/500")),
        ("drop=1/0", ("'drop=1/0'",)),
        ("mute=", ("'mute='", "a stream")),
        ("mute=btcusdt@tirade", ("'mute=btcusdt@tirade'", "a stream of this exchange")),
        ("cut_socket=0", ("'cut_socket=0'", "the number of a socket")),
        ("cut_all=3s", ("'cut_all=3s'", "nothing after cut_all")),
        ("late=2m", ("'late=2m'", "at most 60s")),
        ("skew=-2m", ("'skew=-2m'", "at most 60s")),
        ("skew=later", ("'skew=later'", "skew=-30s")),
        ("slow=10", ("'slow=10'", "slow=10kB")),
        ("cut=0s", ("'cut=0s'", "above 0")),
        ("blackhole=", ("'blackhole='", "nothing after blackhole")),
        ("ban=3s,block=4", ("'block=4'",)),
        ("ban=3s@later", ("'ban=3s@later'",)),
    ],
)
def test_a_fault_that_makes_no_sense_is_quoted(text, words):
    with pytest.raises(ConfigError) as refused:
        parse(text, is_stream)
    assert all(word in str(refused.value) for word in words)
    with pytest.raises(ConfigError):
        simulator(text)


async def test_every_fault_can_be_carried_out(http):
    values = {"time": "=10ms", "interval": "=10ms", "shift": "=-10ms", "rate": "=9kB"}
    values |= {"chance": "=1/9", "stream": f"={TRADES}", "nothing": "", "number": "=1"}
    async with simulator() as exchange:
        for name, takes in KINDS.items():
            answer = await post(http, exchange, name + values[takes])
            assert answer["http"] == 200, name
        await asyncio.wait_for(exchange.door.open.wait(), 5)
        assert not exchange._playing.done()


async def test_messages_are_dropped_by_chance_and_the_same_seed_drops_the_same(http):
    async def lost(seed: int) -> list[int]:
        found, last, now = [], 0, 1_771_422_460_000_000
        source = MarketSource(activity=6.0, pairs=PAIRS[:1], clock=lambda: now)
        async with (
            Simulator(source, Options(faults="drop=1/5", seed=seed)) as exchange,
            http.ws_connect(f"{exchange.ws_url}/ws/{TRADES}") as socket,
        ):
            now += 10_000_000
            for _ in range(100):
                number = json.loads(await socket.receive_str(timeout=5))["t"]
                found += range(last + 1, number) if last else []
                last = number
            assert exchange.dropped >= len(found)
            return found

    first = await lost(3)
    assert 5 <= len(first) <= 60
    assert await lost(3) == first
    assert await lost(4) != first


async def test_messages_are_late_and_in_order(http):
    async with (
        simulator("late=300ms") as exchange,
        http.ws_connect(f"{exchange.ws_url}/ws/{TRADES}") as socket,
    ):
        ids, loop = [], asyncio.get_running_loop()
        while not (await status(http, exchange))["messages"]:
            pass
        counted = loop.time()
        while len(ids) < 20:
            ids.append(json.loads(await socket.receive_str(timeout=5))["t"])
            assert len(ids) > 1 or loop.time() - counted > 0.1
        assert ids == list(range(ids[0], ids[0] + 20))
        await post(http, exchange, "late=0s")
        while len(ids) < 60:
            ids.append(json.loads(await socket.receive_str(timeout=5))["t"])
        assert ids == list(range(ids[0], ids[0] + 60))


async def test_answers_are_as_late_as_messages_and_in_order_with_them(http):
    async with (
        simulator("late=300ms") as exchange,
        http.ws_connect(f"{exchange.ws_url}/ws") as socket,
    ):
        loop = asyncio.get_running_loop()
        asked = loop.time()
        await socket.send_json({"method": "SUBSCRIBE", "params": [TRADES], "id": 1})
        first = json.loads(await socket.receive_str(timeout=5))
        assert first == {"result": None, "id": 1}
        assert loop.time() - asked > 0.29
        assert json.loads(await socket.receive_str(timeout=5))["e"] == "trade"


async def test_connections_are_cut_now_and_then(http):
    async with simulator("cut=50ms", seed=5) as exchange:
        for _ in range(3):
            async with http.ws_connect(f"{exchange.ws_url}/ws") as socket:
                message = await socket.receive(timeout=5)
                assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)


@pytest.mark.parametrize("fault", ["cut_socket", "reset_socket"])
async def test_the_connection_of_one_number_is_cut_and_no_other(http, fault):
    async with (
        simulator() as exchange,
        http.ws_connect(f"{exchange.ws_url}/ws/{TRADES}") as other,
        http.ws_connect(f"{exchange.ws_url}/ws") as victim,
    ):
        before = (await status(http, exchange))["sockets"]
        after = (await post(http, exchange, f"{fault}={before[1]['number']}"))["sockets"]
        message = await victim.receive(timeout=5)
        assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
        assert [socket["number"] for socket in after] == [before[0]["number"]]
        assert json.loads(await other.receive_str(timeout=5))["e"] == "trade"


async def test_a_fault_has_its_time(http):
    async with simulator("ban=30s@600ms,block=2s@500ms") as exchange:
        async with http.get(f"{exchange.rest_url}/api/v3/ping") as response:
            assert response.status == 200
        async with asyncio.timeout(5):
            while response.status != 418:
                async with http.get(f"{exchange.rest_url}/api/v3/ping") as response:
                    pass
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(f"{exchange.ws_url}/ws")
        await asyncio.wait_for(exchange.door.open.wait(), 5)
        async with http.ws_connect(f"{exchange.ws_url}/ws"):
            pass


async def test_the_first_to_ask_for_a_mute_stream_does_not_hear_it_and_the_next_one_does(http):
    async with simulator(f"mute={TRADES}") as exchange:
        url = f"{exchange.ws_url}/stream?streams={TRADES}/{QUOTES}"
        async with http.ws_connect(url) as deaf, http.ws_connect(url) as hearing:
            heard = set()
            while heard != {TRADES, QUOTES}:
                heard.add(json.loads(await hearing.receive_str(timeout=5))["stream"])
            for _ in range(30):
                assert json.loads(await deaf.receive_str(timeout=5))["stream"] == QUOTES


async def test_an_exchange_tells_who_is_connected_and_what_went_wrong(http):
    async with simulator() as exchange, http.ws_connect(f"{exchange.ws_url}/ws/{TRADES}") as socket:
        await socket.receive_str(timeout=5)
        async with http.get(f"{exchange.rest_url}/api/v3/exchangeInfo"):
            pass
        told = await status(http, exchange)
        (one,) = told["sockets"]
        assert (one["number"], one["path"], one["streams"]) == (1, f"/ws/{TRADES}", [TRADES])
        assert one["sent"] >= 1
        assert (told["exchange"], told["connections"], told["violations"]) == ("binance", 1, 0)
        assert (told["rest_calls"], told["most_weight"]) == (1, 20)
        answer = await post(http, exchange, "ban=10s")
        assert answer["http"] == 200
        async with http.get(f"{exchange.rest_url}/api/v3/ping") as response:
            assert response.status == 418
        told = await status(http, exchange)
        assert (told["violations"], told["counts"]["calls_in_ban"]) == (1, 1)


async def test_a_fault_that_makes_no_sense_is_answered_with_the_reason(http):
    async with simulator() as exchange:
        answer = await post(http, exchange, "crash=1s")
        assert answer["http"] == 400 and "'crash=1s'" in answer["error"]
        answer = await post(http, exchange, b"\xff\xfe")
        assert answer["http"] == 400


@pytest.mark.parametrize("name", ["binance", "binance_usdm", "binance_coinm"])
def test_more_pairs_are_listed_when_asked_for(name):
    few = MarketSource(exchange=name)
    many = MarketSource(exchange=name, more=7)
    new = many.answers.listings().keys() - few.answers.listings().keys()
    assert len(new) == 7 and all(symbol.startswith("COIN") for symbol in new)


def test_options_cannot_be_made_up():
    with pytest.raises(ConfigError, match="binance_options"):
        MarketSource(exchange="binance_options", more=1)
