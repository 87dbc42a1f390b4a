"""Bybit as it is simulated: its requests, its answers, what it sends, what it counts."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from radist.simulator.limits import wall_clock
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource

BTC = {"bybit": "BTCUSDT", "bybit_linear": "BTCUSDT", "bybit_inverse": "BTCUSD"}


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@asynccontextmanager
async def simulated(name: str, clock=wall_clock):
    source = MarketSource(exchange=name, activity=20.0)
    async with Simulator(source, Options()) as simulator:
        yield simulator


class Client:
    """A socket, and what it got."""

    def __init__(self, wire: aiohttp.ClientWebSocketResponse) -> None:
        self._wire = wire

    async def ask(self, op: str, *args: str, **more: object) -> None:
        await self._wire.send_json({"op": op, "args": args, **more})

    async def next(self) -> dict:
        return json.loads(await self._wire.receive_str(timeout=5))

    async def until(self, condition) -> list[dict]:
        """Frames up to the first of which that is true."""
        found = [await self.next()]
        while not condition(found[-1]):
            found.append(await self.next())
        return found

    async def answer(self) -> dict:
        return (await self.until(lambda frame: "topic" not in frame))[-1]


@asynccontextmanager
async def client(http, simulator):
    category = simulator._source.venue.name.partition("_")[2] or "spot"
    async with http.ws_connect(f"{simulator.ws_url}/v5/public/{category}") as wire:
        yield Client(wire)


async def test_another_category_is_not_to_be_had_on_a_path(http):
    async with simulated("bybit") as simulator:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(f"{simulator.ws_url}/v5/public/linear")


async def test_spot_takes_ten_topics_in_a_request_and_counts_who_asks_for_more(http):
    async with simulated("bybit") as simulator, client(http, simulator) as socket:
        topics = [f"kline.{n}.BTCUSDT" for n in "1 3 5 15 30 60 120 240 360 720 D".split()]
        await socket.ask("subscribe", *topics[:10], req_id="a")
        answer = await socket.answer()
        assert (answer["success"], answer["req_id"]) == (True, "a")
        assert simulator.violations == 0
        await socket.ask("subscribe", *topics, req_id="b")
        answer = await socket.answer()
        assert (answer["success"], answer["ret_msg"]) == (False, "args size >10")
        assert (simulator.violations, simulator.counts.too_many_streams) == (1, 1)


async def test_the_topics_of_a_socket_have_at_most_21_000_characters(http):
    async with simulated("bybit_linear") as simulator, client(http, simulator) as socket:
        await socket.ask("subscribe", *(f"tickers.{'X' * 90}{n}" for n in range(210)))
        assert not (await socket.answer())["success"]
        assert simulator.counts.too_many_streams == 1


@pytest.mark.parametrize(
    ("topic", "words", "named"),
    [
        ("orderbook.50.NOSUCH", "Invalid symbol :[orderbook.50.NOSUCH]", False),
        ("orderbook.500.BTCUSDT", "error:handler not found,topic:orderbook.500.BTCUSDT", True),
        ("tickers.ETHUSDT", "error:already subscribed,topic:tickers.ETHUSDT", True),
    ],
)
async def test_a_bad_topic_spoils_its_request(http, topic, words, named):
    async with simulated("bybit_linear") as simulator, client(http, simulator) as socket:
        await socket.ask("subscribe", "tickers.ETHUSDT")
        await socket.answer()
        await socket.ask("subscribe", "publicTrade.BTCUSDT", topic, req_id="r")
        answer = await socket.answer()
        assert (answer["success"], answer["ret_msg"]) == (False, words)
        assert ("req_id" in answer) == named
        (one,) = simulator.sockets
        assert list(one.session.streams) == ["tickers.ETHUSDT"]


@pytest.mark.parametrize("name", BTC)
async def test_a_book_is_a_snapshot_and_a_chain_of_deltas_with_a_window_of_its_own(http, name):
    symbol = BTC[name]
    async with simulated(name) as simulator, client(http, simulator) as socket:
        await socket.ask("subscribe", f"orderbook.50.{symbol}")
        frames = [f for f in await socket.until(_counted("delta", 40)) if "topic" in f]
        await socket.ask("unsubscribe", f"orderbook.50.{symbol}")
    first, *deltas = (frame["data"] for frame in frames)
    assert frames[0]["type"] == "snapshot"
    assert [d["u"] - first["u"] for d in deltas] == list(range(1, len(deltas) + 1))
    assert [d["seq"] for d in deltas] == sorted(d["seq"] for d in deltas)
    for side in "ba":
        book = dict(first[side])
        assert len(book) <= 50
        for delta in deltas:
            book |= dict(delta[side])
        assert sum(size != "0" and float(size) > 0 for size in book.values()) <= 50


def _counted(kind: str, number: int):
    """Whether so many of a kind have come."""
    left = number

    def enough(frame: dict) -> bool:
        nonlocal left
        left -= frame.get("type") == kind
        return not left

    return enough


async def test_tickers_of_futures_are_whole_first_and_then_what_changed(http):
    async with simulated("bybit_linear") as simulator, client(http, simulator) as socket:
        await socket.ask("subscribe", "tickers.BTCUSDT", req_id="t")
        frames = await socket.until(_counted("delta", 5))
    answers = [place for place, frame in enumerate(frames) if "success" in frame]
    assert answers == [1]  # the first data come before the answer
    whole, *changes = (frame["data"] for frame in frames if "topic" in frame)
    assert float(whole["openInterest"]) == pytest.approx(2 * float(whole["singleOpenInterest"]))
    for change in changes:
        assert change.keys() < whole.keys()
        assert ("bid1Price" in change) == ("bid1Size" in change)


async def test_best_prices_are_told_whole_each_time(http):
    async with simulated("bybit") as simulator, client(http, simulator) as socket:
        await socket.ask("subscribe", "orderbook.1.BTCUSDT")
        frames = [f for f in await socket.until(_counted("snapshot", 5)) if "topic" in f]
    assert all(len(f["data"][side]) == 1 for f in frames for side in "ab")
    assert list(frames[0])[:3] == ["topic", "ts", "type"]


async def test_the_path_of_options_names_topics_and_tells_the_trades_of_a_coin(http):
    async with simulated("bybit_option") as simulator, client(http, simulator) as socket:
        option = next(name for name in simulator._source.market.pits if name.endswith("C-USDT"))
        await socket.ask("subscribe", "publicTrade.BTC", "tickers.NOSUCH", f"tickers.{option}")
        answer = await socket.answer()
        assert answer["type"] == "COMMAND_RESP"
        assert answer["data"] == {
            "failTopics": ["tickers.NOSUCH"],
            "successTopics": ["publicTrade.BTC", f"tickers.{option}"],
        }
        await socket.ask("ping")
        assert (await socket.answer())["op"] == "pong"
        trade = (await socket.until(lambda f: f.get("topic") == "publicTrade.BTC"))[-1]
        assert trade["data"][0]["s"].startswith("BTC-")


async def test_who_pings_in_text_is_answered(http):
    async with simulated("bybit") as simulator, client(http, simulator) as socket:
        await socket.ask("ping", req_id="p")
        answer = await socket.answer()
        assert (answer["op"], answer["ret_msg"], answer["req_id"]) == ("ping", "pong", "p")


async def test_rest_says_200_for_errors_and_tells_the_same_trades_as_the_stream(http):
    async with simulated("bybit_linear") as simulator, client(http, simulator) as socket:
        base = f"{simulator.rest_url}/v5/market"
        async with http.get(f"{base}/kline?category=linear&symbol=NOSUCH&interval=1") as answer:
            assert answer.status == 200
            assert (await answer.json())["retCode"] == 10001
        await socket.ask("subscribe", "publicTrade.BTCUSDT")
        told = (await socket.until(_counted("snapshot", 3)))[-1]["data"]
        query = "category=linear&symbol=BTCUSDT&limit=1000"
        async with http.get(f"{base}/recent-trade?{query}") as answer:
            rows = {r["execId"]: r for r in (await answer.json())["result"]["list"]}
        for trade in told:
            row = rows[trade["i"]]
            assert (row["seq"], row["price"]) == (str(trade["seq"]), trade["p"])


async def test_pages_of_instruments_follow_one_another(http):
    async with simulated("bybit_linear") as simulator:
        found, cursor = [], ""
        while True:
            query = f"category=linear&limit=10&cursor={cursor}"
            url = f"{simulator.rest_url}/v5/market/instruments-info?{query}"
            async with http.get(url) as answer:
                page = (await answer.json())["result"]
            found += [row["symbol"] for row in page["list"]]
            if not (cursor := page["nextPageCursor"]):
                break
    assert len(found) == len(set(found)) == 22


async def test_too_many_rest_calls_are_forbidden_for_ten_minutes(http):
    async with simulated("bybit") as simulator:
        address = simulator.weights.of("127.0.0.1")
        now = wall_clock()
        assert [address.charge(600, now).status, address.charge(1, now).status] == [200, 418]
        async with http.get(f"{simulator.rest_url}/v5/market/time") as answer:
            assert answer.status == 403
        assert simulator.counts.calls_in_ban == 1
