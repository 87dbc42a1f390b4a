import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from radist.errors import ConfigError, RecordingError
from radist.recording import Record, open_recording
from radist.simulator.binance_recording import stream_of
from radist.simulator.binance_streams import parse
from radist.simulator.replay import RecordingSource
from radist.simulator.server import Simulator

BEGIN = 1_771_422_460_000_000_000
HEADER = '#radist 1 {"exchange":"binance","url":"wss://stream.example:9443/stream"}\n'
DEPTH = '{"lastUpdateId":7,"bids":[["10.50","1.0"],["10.40","2.0"]],"asks":[["10.60","3.0"]]}'


def trade(number: int, symbol: str = "BTCUSDT") -> str:
    payload = {
        "e": "trade", "E": 1_000 + number, "s": symbol, "t": number, "p": "10.55000000",
        "q": "0.20000000", "T": 1_000 + number, "m": True, "M": True,
    }  # fmt: skip
    return json.dumps({"stream": f"{symbol.lower()}@trade", "data": payload})


def write(path, lines: list[str], header: str = HEADER, pause: int = 10**6):
    text = "".join(f"{BEGIN + i * pause} {line}\n" for i, line in enumerate(lines))
    path.write_text(header + text, "utf-8")
    return path


@asynccontextmanager
async def playing(
    source: RecordingSource,
) -> AsyncIterator[tuple[Simulator, aiohttp.ClientSession]]:
    async with Simulator(source) as simulator, aiohttp.ClientSession() as http:
        yield simulator, http


@asynccontextmanager
async def listening(
    source: RecordingSource,
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A socket that has asked for the trades."""
    async with (
        playing(source) as (simulator, http),
        http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as socket,
    ):
        yield socket


async def receive(socket: aiohttp.ClientWebSocketResponse, number: int) -> list[dict]:
    return [json.loads(await socket.receive_str(timeout=5)) for _ in range(number)]


async def get(http: aiohttp.ClientSession, simulator: Simulator, path: str) -> object:
    async with http.get(f"{simulator.rest_url}/api/v3/{path}") as response:
        return await response.json()


async def test_every_trade_of_a_real_recording_arrives_once_in_order_and_unchanged(captures):
    path = captures / "binance" / "hftbacktest" / "spot_btcusdt_20240808.gz"
    with open_recording(path) as recording:
        records = [record for record in recording if isinstance(record, Record)]
    recorded = [r.payload for r in records if b'"e":"trade"' in r.payload]
    async with playing(RecordingSource(path, speed=None)) as (simulator, http):
        url = f"{simulator.ws_url}/stream?streams=btcusdt@trade/btcusdt@depth@100ms"
        played = []
        async with http.ws_connect(url) as socket:
            while len(played) < len(recorded):
                frame = (await socket.receive_str(timeout=5)).encode()
                if b'"e":"trade"' in frame:
                    played.append(frame)
    assert len(recorded) == 9_757
    assert played == recorded


async def test_it_waits_for_the_first_listener_to_something_recorded(tmp_path):
    source = RecordingSource(write(tmp_path / "r", [trade(i) for i in range(5)]), speed=None)
    async with playing(source) as (simulator, http):
        async with http.ws_connect(f"{simulator.ws_url}/ws/ethusdt@trade") as other:
            await other.send_json({"method": "LIST_SUBSCRIPTIONS", "id": 1})
            await receive(other, 1)
            assert simulator.messages == 0
        async with http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as socket:
            assert [event["t"] for event in await receive(socket, 5)] == [0, 1, 2, 3, 4]
        await asyncio.wait_for(source.finished.wait(), 5)


async def test_who_joins_later_gets_everything_from_there_on(tmp_path):
    number = 3_000
    path = write(tmp_path / "r", [trade(i) for i in range(number)])
    async with (
        playing(RecordingSource(path, speed=None)) as (simulator, http),
        http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as one,
        http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as other,
    ):
        (joined,) = await receive(other, 1)
        later = range(joined["t"] + 1, number)
        assert [event["t"] for event in await receive(other, len(later))] == list(later)
        assert [event["t"] for event in await receive(one, number)] == list(range(number))


class StuckOutlet:
    """One listener, who reads only when the test lets it."""

    def __init__(self) -> None:
        self.published = 0
        self.asked = asyncio.Event()
        self.read = asyncio.Event()

    def publish(self, stream: str, render: object) -> None:
        self.published += 1

    async def drained(self) -> None:
        self.asked.set()
        await self.read.wait()

    def listeners(self) -> int:
        return 1


async def test_a_reader_who_falls_behind_holds_the_recording_up(tmp_path):
    source = RecordingSource(write(tmp_path / "r", [trade(i) for i in range(500)]), speed=None)
    source.add(parse("btcusdt@trade"))
    outlet = StuckOutlet()
    async with asyncio.TaskGroup() as group:
        group.create_task(source.run(outlet))
        await outlet.asked.wait()
        assert outlet.published < 100
        outlet.read.set()
    assert outlet.published == 500


async def test_a_reader_loses_nothing_by_doing_something_else_first(tmp_path):
    number = 20_000
    source = RecordingSource(write(tmp_path / "r", [trade(i) for i in range(number)]), speed=None)
    async with playing(source) as (simulator, http):
        async with http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade") as socket:
            for _ in range(5):
                await get(http, simulator, "exchangeInfo")
            events = await receive(socket, number)
        assert [event["t"] for event in events] == list(range(number))


async def test_a_listener_who_leaves_in_the_middle_holds_nobody_up(tmp_path):
    number = 20_000
    path = write(tmp_path / "r", [trade(i) for i in range(number)])
    source = RecordingSource(path, speed=None)
    async with playing(source) as (simulator, http):
        url = f"{simulator.ws_url}/ws/btcusdt@trade"
        async with http.ws_connect(url) as stays:
            for _ in range(3):
                async with http.ws_connect(url) as leaves:
                    await receive(leaves, 1)
            events = await receive(stays, number)
        assert [event["t"] for event in events] == list(range(number))


async def test_without_a_listener_it_plays_on_and_after_it_never_begins_again(tmp_path):
    source = RecordingSource(
        write(tmp_path / "r", [trade(i) for i in range(4_000)]), speed=None, unheard_pace=20_000
    )
    async with playing(source) as (simulator, http):
        url = f"{simulator.ws_url}/ws/btcusdt@trade"
        async with http.ws_connect(url) as socket:
            before = (await receive(socket, 10))[-1]["t"]
            simulator.cut_all()
        async with http.ws_connect(url) as socket:
            (after,) = await receive(socket, 1)
        assert before < after["t"] < 4_000
        missed = await get(
            http, simulator, f"historicalTrades?symbol=BTCUSDT&fromId={before + 1}&limit=5"
        )
        assert [entry["id"] for entry in missed] == list(range(before + 1, before + 6))


async def test_speed_keeps_the_recorded_distances(tmp_path):
    path = write(tmp_path / "r", [trade(i) for i in range(6)], pause=100_000_000)
    source, loop = RecordingSource(path, speed=5.0), asyncio.get_running_loop()
    async with listening(source) as socket:
        await receive(socket, 1)
        begin = loop.time()
        await receive(socket, 5)
        assert 0.08 < loop.time() - begin < 1.0


async def test_rest_tells_what_was_recorded_and_refuses_the_rest(tmp_path):
    quote = '{"stream":"btcusdt@bookTicker","data":{"u":9,"s":"BTCUSDT","b":"10.50","B":"1.0",'
    quote += '"a":"10.60","A":"3.0"}}'
    url = "@https://api.example/api/v3/depth?symbol=BTCUSDT&limit=1000 "
    path = write(tmp_path / "r", [trade(1), url + DEPTH, quote, trade(2), trade(1, "ETHUSDT")])
    source = RecordingSource(path, speed=None)
    async with playing(source) as (simulator, http):
        listed = await get(http, simulator, "exchangeInfo")
        assert {s["symbol"]: (s["baseAsset"], s["quoteAsset"]) for s in listed["symbols"]} == {
            "BTCUSDT": ("BTC", "USDT"),
            "ETHUSDT": ("ETH", "USDT"),
        }
        assert listed["symbols"][0]["filters"][0]["tickSize"] == "0.01000000"
        assert listed["symbols"][0]["filters"][1]["stepSize"] == "0.10000000"
        assert (await get(http, simulator, "depth?symbol=BTCUSDT&limit=1"))["bids"] == [
            ["10.50", "1.0"]
        ]
        assert (await get(http, simulator, "depth?symbol=ETHUSDT"))["code"] == -1000
        assert await get(http, simulator, "trades?symbol=BTCUSDT") == []
        async with http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@trade"):
            await asyncio.wait_for(source.finished.wait(), 5)
        assert await get(http, simulator, "trades?symbol=BTCUSDT&limit=1") == [
            {
                "id": 2, "price": "10.55000000", "qty": "0.20000000", "quoteQty": "2.11000000",
                "time": 1_002, "isBuyerMaker": True, "isBestMatch": True,
            }
        ]  # fmt: skip
        best = await get(http, simulator, "ticker/bookTicker?symbol=BTCUSDT")
        assert (best["bidPrice"], best["askQty"]) == ("10.50", "3.0")
        price = await get(http, simulator, "ticker/price?symbol=ETHUSDT")
        assert price == {"symbol": "ETHUSDT", "price": "10.55000000"}
        assert await get(http, simulator, "aggTrades?symbol=BTCUSDT") == []
        for path in ("klines?symbol=BTCUSDT&interval=1m", "ticker/24hr", "avgPrice?symbol=BTCUSDT"):
            assert (await get(http, simulator, path))["code"] == -1000


async def test_aggregate_trades_are_told_by_rest_as_they_were_sent(tmp_path):
    entry = {"a": 5, "p": "1.0", "q": "2.0", "f": 7, "l": 9, "T": 4_000, "m": False, "M": True}
    sent = json.dumps({"e": "aggTrade", "E": 4_001, "s": "BTCUSDT", **entry})
    source = RecordingSource(write(tmp_path / "r", [sent]), speed=None)
    async with playing(source) as (simulator, http):
        async with http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@aggTrade"):
            await asyncio.wait_for(source.finished.wait(), 5)
        assert await get(http, simulator, "aggTrades?symbol=BTCUSDT&fromId=5") == [entry]
        assert await get(http, simulator, "aggTrades?symbol=BTCUSDT&startTime=4001") == []


async def test_a_broken_line_is_counted_and_the_rest_is_played(tmp_path):
    lines = [trade(1), "%not base64!", '{"result":null,"id":1}', "{half", trade(2)]
    source = RecordingSource(write(tmp_path / "r", lines), speed=None)
    async with listening(source) as socket:
        assert [event["t"] for event in await receive(socket, 2)] == [1, 2]
    assert source.broken == 1


@pytest.mark.parametrize(
    "line",
    [
        '{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":9}}',
        '{"stream":"btcusdt@trade","data":7}',
        trade(9).replace("10.55000000", "ten"),
        '{"stream":"btcusdt@aggTrade","data":{"a":9}}',
        '{"stream":"btcusdt@bookTicker","data":{"u":9,"s":"BTCUSDT","b":"10.50"}}',
        '@https://[half/api/v3/depth?symbol=BTCUSDT {"lastUpdateId":9,"bids":[],"asks":[]}',
        '@https://api.example/api/v3/depth?symbol=BTCUSDT {"lastUpdateId":9}',
        '@https://api.example/api/v3/depth?symbol=BTCUSDT {"lastUpdateId":',
    ],
)
async def test_a_record_that_makes_no_sense_is_counted_and_the_rest_is_played(
    tmp_path, caplog, line
):
    path = write(tmp_path / "r", [trade(1), line, trade(2)])
    source = RecordingSource(path, speed=None)
    async with playing(source) as (simulator, http):
        url = f"{simulator.ws_url}/stream?streams=btcusdt@trade/btcusdt@aggTrade"
        async with http.ws_connect(url) as socket:
            assert [event["data"]["t"] for event in await receive(socket, 2)] == [1, 2]
        found = await get(http, simulator, "trades?symbol=BTCUSDT")
    assert [entry["id"] for entry in found] == [1, 2]
    assert source.broken == 1
    assert f"{path} record 2: no " in caplog.text


@pytest.mark.parametrize("levels", ["[[]]", '[["1.0"]]', "[7]", '[[1,"2"]]', '[null,["1","2"]]'])
async def test_levels_that_make_no_sense_are_played_as_they_are(tmp_path, levels):
    data = f'{{"e":"depthUpdate","s":"BTCUSDT","b":{levels},"a":[]}}'
    source = RecordingSource(write(tmp_path / "r", [data]), speed=None)
    async with (
        playing(source) as (simulator, http),
        http.ws_connect(f"{simulator.ws_url}/ws/btcusdt@depth@100ms") as socket,
    ):
        assert await socket.receive_str(timeout=5) == data


async def test_an_address_that_is_none_tells_nothing_of_the_streams(tmp_path):
    header = '#radist 1 {"exchange":"binance","url":"wss://[half/ws"}\n'
    bare = json.dumps(json.loads(trade(1))["data"])
    source = RecordingSource(write(tmp_path / "r", [bare], header), speed=None)
    async with listening(source) as socket:
        assert [event["t"] for event in await receive(socket, 1)] == [1]


async def test_a_file_cut_in_half_is_played_as_far_as_it_goes(tmp_path):
    whole = gzip.compress(write(tmp_path / "r", [trade(i) for i in range(4_000)]).read_bytes())
    half = tmp_path / "half.gz"
    half.write_bytes(whole[: len(whole) // 2])
    source = RecordingSource(half, speed=None)
    async with listening(source) as socket:
        assert [event["t"] for event in await receive(socket, 100)] == list(range(100))
        await asyncio.wait_for(source.finished.wait(), 5)
    assert source.broken == 1


async def test_microseconds_are_refused_where_milliseconds_were_recorded(tmp_path):
    source = RecordingSource(write(tmp_path / "r", [trade(1)]))
    async with playing(source) as (simulator, http):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(f"{simulator.ws_url}/ws?timeUnit=MICROSECOND")
        assert refused.value.status == 400


def test_what_cannot_be_played_is_refused_at_once(tmp_path):
    with pytest.raises(RecordingError, match="no-such-file"):
        RecordingSource(tmp_path / "no-such-file")
    other = write(tmp_path / "other", [trade(1)], header='#radist 1 {"exchange":"okx"}\n')
    with pytest.raises(ConfigError, match="okx"):
        RecordingSource(other)
    with pytest.raises(ConfigError, match="no stream"):
        RecordingSource(write(tmp_path / "empty", ['{"result":null,"id":1}']))


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan"), float("inf")])
def test_a_speed_that_is_none_is_refused(tmp_path, speed):
    with pytest.raises(ConfigError, match="speed"):
        RecordingSource(write(tmp_path / "good", [trade(1)]), speed=speed)


@pytest.mark.parametrize(
    ("frame", "url", "stream"),
    [
        ('{"e":"trade","s":"BTCUSDT"}', None, "btcusdt@trade"),
        ('{"e":"24hrTicker","s":"BTCUSDT"}', None, "btcusdt@ticker"),
        ('{"e":"24hrMiniTicker","s":"BTCUSDT"}', None, "btcusdt@miniTicker"),
        ('{"e":"kline","s":"BTCUSDT","k":{"i":"1m"}}', None, "btcusdt@kline_1m"),
        ('{"e":"depthUpdate","s":"BTCUSDT"}', None, "btcusdt@depth@100ms"),
        ('{"u":4,"s":"BTCUSDT","b":"1","B":"1","a":"2","A":"1"}', None, "btcusdt@bookTicker"),
        ('{"lastUpdateId":4}', "wss://x:1/ws/btcusdt@depth5", "btcusdt@depth5"),
    ],
)
def test_a_bare_frame_is_of_the_stream_that_its_fields_or_its_url_tell(frame, url, stream):
    assert stream_of(frame.encode(), url) == (stream, frame.encode())


@pytest.mark.parametrize("frame", ["", "garbage", "[1]", '{"result":null,"id":1}', '{"e":"x"}'])
def test_a_frame_of_no_stream_is_passed_over(frame):
    assert stream_of(frame.encode(), None) is None
