import json
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise

import aiohttp
import pytest

from radist.simulator.candles import HOUR
from radist.simulator.limits import Manners
from radist.simulator.market import Market
from radist.simulator.okx import VENUE
from radist.simulator.okx_broadcast import OkxBroadcast
from radist.simulator.okx_pairs import Derivative, Option, Spot, pairs, spot_listing, swap_listing
from radist.simulator.okx_session import Session
from radist.simulator.okx_streams import parse
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource

SWAP, SPOT, INVERSE = "BTC-USDT-SWAP", "BTC-USDT", "BTC-USD-SWAP"
NOW = 1_771_422_460_000_000


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(MarketSource(exchange="okx", activity=20.0)) as simulator:
        yield simulator


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def frame(socket: aiohttp.ClientWebSocketResponse) -> dict:
    return json.loads(await socket.receive_str(timeout=10))


def asking(*channels: str, of: str = SWAP, op: str = "subscribe") -> dict:
    return {"id": "7", "op": op, "args": [{"channel": c, "instId": of} for c in channels]}


async def first_of(socket: aiohttp.ClientWebSocketResponse, channels: set[str]) -> dict[str, dict]:
    """The first message of each channel."""
    found: dict[str, dict] = {}
    while found.keys() != channels:
        message = await frame(socket)
        if "event" not in message:
            found.setdefault(message["arg"]["channel"], message)
    return found


async def test_every_argument_is_answered_by_a_frame_of_its_own(simulator, http):
    async with http.ws_connect(f"{simulator.ws_url}/ws/v5/public") as socket:
        await socket.send_json(asking("trades", "bbo-tbt"))
        answers = []
        while len(answers) < 2:
            if "event" in (message := await frame(socket)):
                answers.append(message)
    assert [a["event"] for a in answers] == ["subscribe", "subscribe"]
    assert [a["arg"] for a in answers] == asking("trades", "bbo-tbt")["args"]
    assert {a["id"] for a in answers} == {"7"}
    assert len({a["connId"] for a in answers}) == 1


async def test_public_channels_speak_as_the_venue_does(simulator, http):
    channels = {"trades", "tickers", "bbo-tbt", "books5", "mark-price", "funding-rate"}
    async with http.ws_connect(f"{simulator.ws_url}/ws/v5/public") as socket:
        await socket.send_json(asking(*channels, "open-interest"))
        found = await first_of(socket, channels | {"open-interest"})
    rows = {channel: message["data"][0] for channel, message in found.items()}
    assert int(rows["trades"]["count"]) >= 1
    assert isinstance(rows["trades"]["seqId"], int)
    assert float(rows["bbo-tbt"]["bids"][0][0]) < float(rows["bbo-tbt"]["asks"][0][0])
    assert len(rows["books5"]["bids"]) == 5
    assert rows["tickers"]["instId"] == rows["books5"]["instId"] == SWAP
    funding = rows["funding-rate"]
    assert int(funding["fundingTime"]) - int(funding["prevFundingTime"]) == 8 * 3_600_000
    assert float(rows["open-interest"]["oiCcy"]) > 0
    assert abs(float(rows["mark-price"]["markPx"]) / float(rows["tickers"]["last"]) - 1) < 0.01


async def test_candles_and_single_trades_are_on_the_business_path_alone(simulator, http):
    async with http.ws_connect(f"{simulator.ws_url}/ws/v5/business") as socket:
        await socket.send_json(asking("candle1s", "trades-all", "mark-price-candle1m"))
        found = await first_of(socket, {"candle1s", "trades-all", "mark-price-candle1m"})
    assert len(found["candle1s"]["data"][0]) == 9
    assert len(found["mark-price-candle1m"]["data"][0]) == 6
    async with http.ws_connect(f"{simulator.ws_url}/ws/v5/public") as socket:
        await socket.send_json(asking("candle1s"))
        assert (await frame(socket))["code"] == "60018"


async def test_a_book_begins_with_a_snapshot_for_each_and_chains_from_there(simulator, http):
    async with (
        http.ws_connect(f"{simulator.ws_url}/ws/v5/public") as one,
        http.ws_connect(f"{simulator.ws_url}/ws/v5/public") as other,
    ):
        for socket in (one, other):
            await socket.send_json(asking("books", of=SPOT))
            messages = [m for m in [await frame(socket) for _ in range(12)] if "event" not in m]
            assert [m["action"] for m in messages] == ["snapshot"] + ["update"] * 10
            rows = [message["data"][0] for message in messages]
            assert rows[0]["prevSeqId"] == -1
            assert {row["checksum"] for row in rows} == {0}
            for before, after in pairwise(rows):
                assert after["prevSeqId"] == before["seqId"]


def test_who_comes_while_a_book_is_being_sent_begins_where_the_others_are():
    market = Market(NOW, activity=20.0, pairs=pairs(NOW)[:1])
    broadcast = OkxBroadcast(market)
    book = parse("books:BTC-USDT")
    broadcast.add(book)
    sent = 0
    for message in broadcast.advance(NOW + 2_000_000):
        (row,) = message.render(1)["data"]
        (picture,) = broadcast.greeting(book)["data"]
        assert picture["seqId"] == row["seqId"]
        sent += 1
    assert sent > 5


async def test_text_pings_are_answered_by_text(simulator, http):
    async with http.ws_connect(f"{simulator.ws_url}/ws/v5/public") as socket:
        await socket.send_str("ping")
        assert await socket.receive_str(timeout=5) == "pong"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("{", "60012"),
        ('{"op":"shout","args":[{}]}', "60019"),
        ('{"op":"subscribe","args":[]}', "60013"),
        ('{"op":"subscribe","args":[{"channel":"nothing","instId":"BTC-USDT"}]}', "60018"),
        ('{"op":"subscribe","args":[{"channel":"trades","instId":"NO-SUCH"}]}', "60018"),
        ('{"op":"subscribe","args":[{"channel":"books-l2-tbt","instId":"BTC-USDT"}]}', "60011"),
        ('{"op":"login","args":[{"apiKey":"x"}]}', "60009"),
    ],
)
async def test_a_bad_request_is_answered_and_the_socket_lives_on(simulator, http, sent, code):
    async with http.ws_connect(f"{simulator.ws_url}/ws/v5/public") as socket:
        await socket.send_str(sent)
        assert (await frame(socket))["code"] == code
        await socket.send_str("ping")
        assert await socket.receive_str(timeout=5) == "pong"


def test_more_than_480_requests_an_hour_are_refused_and_counted():
    now = NOW
    session = Session(parse, lambda: [SWAP], "public", Manners(clock=lambda: now))
    for _ in range(240):
        for op in ("subscribe", "unsubscribe"):
            assert not session.answer(json.dumps(asking("trades", op=op))).over
    reply = session.answer(json.dumps(asking("trades")))
    assert reply.over
    assert reply.body["code"] == "60014"
    assert session.answer("ping").over is False
    now += HOUR
    assert not session.answer(json.dumps(asking("trades"))).over


async def get(http: aiohttp.ClientSession, simulator: Simulator, path: str) -> dict:
    async with http.get(f"{simulator.rest_url}/api/v5/{path}") as response:
        return await response.json()


async def test_rest_knows_what_the_streams_know(simulator, http):
    for kind, number in (("SPOT", 20), ("SWAP", 12), ("FUTURES", 3)):
        listed = await get(http, simulator, f"public/instruments?instType={kind}")
        assert (listed["code"], len(listed["data"])) == ("0", number)
    options = await get(http, simulator, "public/instruments?instType=OPTION&instFamily=BTC-USD")
    assert {row["stk"] for row in options["data"]}
    trades = (await get(http, simulator, f"market/trades?instId={SPOT}&limit=5"))["data"]
    ids = [int(row["tradeId"]) for row in trades]
    assert ids == list(range(ids[0], ids[0] - 5, -1))
    older = await get(http, simulator, f"market/history-trades?instId={SPOT}&after={ids[-1]}")
    assert int(older["data"][0]["tradeId"]) == ids[-1] - 1
    candles = (await get(http, simulator, f"market/candles?instId={SPOT}&bar=1m&limit=3"))["data"]
    times = [int(row[0]) for row in candles]
    assert times == [times[0], times[0] - 60_000, times[0] - 120_000]
    assert [row[-1] for row in candles] == ["0", "1", "1"]
    book = (await get(http, simulator, f"market/books?instId={SPOT}&sz=5"))["data"][0]
    assert (len(book["bids"]), isinstance(book["seqId"], int)) == (5, True)


async def test_rest_refuses_in_the_venues_words(simulator, http):
    unknown = await get(http, simulator, "market/ticker?instId=NO-SUCH")
    assert (unknown["code"], unknown["data"]) == ("51001", [])
    assert (await get(http, simulator, "market/tickers?instType=X"))["code"] == "51000"
    codes = [(await get(http, simulator, "public/time"))["code"] for _ in range(30)]
    assert "50011" in codes
    assert simulator.counts.too_much_weight


def test_volumes_are_told_in_contracts_base_and_quote_units():
    linear = Derivative("BTC", 50_000.0, 1, 2, 1.0, 0.02, 100.0, suffix="-SWAP", unit=0.01)
    assert linear.symbol == "BTC-USDT-SWAP"
    worth, volume = 500_000 * 200, 200  # two contracts at 50,000
    assert linear.base_text(worth, volume) == "0.02"
    assert linear.quote_text(worth, volume) == "1000"
    inverse = Derivative("BTC", 50_000.0, 1, 0, 1.0, 0.02, 100.0, "USD", suffix="-SWAP", face=100)
    assert inverse.base_text(500_000 * 50, 50) == "0.1"
    assert inverse.quote_text(500_000 * 50, 50) == "5000"


def test_the_exchange_lists_every_kind_and_what_is_followed_first():
    found = pairs(NOW)
    seen: set[str] = set()
    for pair in found:
        assert not pair.follows or pair.follows in seen
        seen.add(pair.symbol)
    kinds = {type(pair) for pair in found}
    assert kinds == {Spot, Derivative, Option}
    assert spot_listing("COIN1", 3.0).symbol == "COIN1-USDT"
    assert swap_listing("COIN1", 3.0).symbol == "COIN1-USDT-SWAP"


async def test_only_silence_on_both_sides_ends_a_connection(http):
    short = replace(VENUE.manners, ping_every=0.05, pong_within=0.3)
    source = MarketSource(exchange="okx", activity=20.0)
    async with Simulator(source, Options(manners=short)) as simulator:
        path = f"{simulator.ws_url}/ws/v5/public"
        async with http.ws_connect(path) as silent, http.ws_connect(path) as busy:
            await busy.send_json(asking("books", of=SPOT))
            assert (await silent.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSED
            for _ in range(5):
                assert await frame(busy)
