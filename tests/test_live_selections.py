"""Selections in the library: several streams in one iterator, listings and ends included."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import NamedTuple

import pytest

import radist
from radist.config import Config, Reconnect
from radist.errors import ClientError
from radist.exchanges import _binance_family
from radist.model import Candle, Quote, Trade
from radist.simulator.binance_futures_pairs import perpetual
from radist.simulator.candles import SECOND
from radist.simulator.contracts import Contract, day_suffix
from radist.simulator.limits import wall_clock
from radist.simulator.pairs import PAIRS, Pair
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

PATIENCE = 10.0
QUARTER = 90 * 86_400 * SECOND


class Venue(NamedTuple):
    source: MarketSource
    simulator: Simulator
    settings: Config

    @property
    def streams(self) -> set[str]:
        """What is subscribed upstream."""
        return {name for socket in self.simulator.sockets for name in socket.session.streams}


@pytest.fixture
async def venue(request) -> AsyncIterator[Venue]:
    """A simulated exchange that lists what the test says."""
    exchange, pairs = request.param
    source = MarketSource(exchange=exchange, activity=60.0, pairs=pairs)
    async with Simulator(source) as simulator:
        options = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
        quick = Reconnect(base=0.01, ceiling=0.02)
        yield Venue(source, simulator, Config(exchanges={exchange: options}, reconnect=quick))


def dated(base: str, end: int) -> Contract:
    return replace(
        perpetual(base, 100.0), suffix=f"_{day_suffix(end)}", kind="CURRENT_QUARTER", delivery=end
    )


SPOT = ("binance", (*PAIRS[:2], Pair("ETH", 0.03, 5, 3, 9.0, 0.03, 0.1, quote="BTC")))
USDM = ("binance_usdm", (perpetual("BTC", 76_400.0), perpetual("ETH", 2_480.0)))


async def until_all(events: AsyncIterator, wanted: set[tuple[str, str]]) -> list:
    """Events until each channel of each symbol has come; the symbols' own are all there are."""
    found, heard = [], set()
    async with asyncio.timeout(PATIENCE), aclosing(events):
        while not wanted <= heard:
            found.append(await anext(events))
            heard.add((found[-1].channel, found[-1].symbol))
    assert heard == wanted
    return found


@pytest.mark.parametrize("venue", [SPOT], indirect=True)
async def test_one_iterator_brings_several_channels_of_all_that_fit(venue):
    async with radist.connect("binance", settings=venue.settings) as r:
        events = r.subscribe("all USDT spot", "trade", "quote")
        both = {(c, s) for c in ("trade", "quote") for s in ("BTC/USDT", "ETH/USDT")}
        found = await until_all(events, both)
    assert {type(event) for event in found} == {Trade, Quote}
    for symbol in ("BTC/USDT", "ETH/USDT"):
        ids = [int(e.id) for e in found if isinstance(e, Trade) and e.symbol == symbol]
        assert ids == list(range(ids[0], ids[0] + len(ids)))


@pytest.mark.parametrize("venue", [SPOT], indirect=True)
async def test_a_pattern_an_interval_and_a_topic_work_alike(venue):
    async with radist.connect("binance", settings=venue.settings) as r:
        (candle, *_) = await until_all(
            r.subscribe("ETH/*", "candle.1s"), {("candle", "ETH/USDT"), ("candle", "ETH/BTC")}
        )
        assert isinstance(candle, Candle) and candle.interval == "1s"
        wanted = {("quote", "BTC/USDT"), ("quote", "ETH/USDT")}
        await until_all(r.events("quote.binance.*/USDT"), wanted)
        await until_all(r.quotes("all BTC spot"), {("quote", "ETH/BTC")})
        await until_all(r.subscribe("btcusdt", "trade"), {("trade", "BTC/USDT")})


@pytest.mark.parametrize("venue", [USDM], indirect=True)
async def test_a_new_listing_joins_and_an_ended_one_leaves_while_it_runs(venue, eventually):
    async with radist.connect("binance_usdm", settings=venue.settings) as r:
        events = r.subscribe("all USDT perpetuals", "trade")
        async with asyncio.timeout(PATIENCE), aclosing(events):
            assert (await anext(events)).symbol in ("BTC/USDT:USDT", "ETH/USDT:USDT")
            await eventually(lambda: "!contractInfo" in venue.streams)
            venue.source.list(perpetual("NEW", 3.0))
            while (await anext(events)).symbol != "NEW/USDT:USDT":
                pass
            venue.source.delist("NEWUSDT")
            symbols = lambda: {topic.split(".")[2] for topic in r._receiver.topics}  # noqa: E731
            await eventually(lambda: symbols() == {"BTC/USDT:USDT", "ETH/USDT:USDT", "*"})
            (session,) = r._hub.sessions.values()
            assert "trade.binance_usdm.NEW/USDT:USDT" not in session.memberships


@pytest.mark.parametrize("venue", [SPOT], indirect=True)
async def test_where_no_stream_tells_of_listings_the_description_does(venue, monkeypatch):
    monkeypatch.setattr(_binance_family, "_FRESH", 100_000)
    async with radist.connect("binance", settings=venue.settings) as r:
        events = r.subscribe("*/USDT", "quote")
        async with asyncio.timeout(PATIENCE), aclosing(events):
            await anext(events)
            venue.source.list(Pair("NEW", 3.0, 4, 1, 9.0, 0.03, 300.0))
            while (await anext(events)).symbol != "NEW/USDT":
                pass


FUTURE = ("binance_usdm", (perpetual("BTC", 76_400.0), dated("BTC", wall_clock() + QUARTER)))


@pytest.mark.parametrize("venue", [FUTURE], indirect=True)
async def test_a_future_that_expires_leaves_and_is_refused_from_then_on(
    venue, monkeypatch, eventually
):
    async with radist.connect("binance_usdm", settings=venue.settings) as r:
        (native,) = [
            i.native for i in r._receiver.exchange("binance_usdm").instruments.values() if i.expiry
        ]
        await until_all(
            r.trades(native), {("trade", r._receiver.exchange("binance_usdm").find(native).symbol)}
        )
        events = r.subscribe("all futures", "trade")
        async with asyncio.timeout(PATIENCE), aclosing(events):
            await anext(events)
            later = wall_clock() + 2 * QUARTER
            monkeypatch.setattr("radist.receiver.now_us", lambda: later)
            (session,) = r._hub.sessions.values()
            await eventually(lambda: not session.memberships)
        with pytest.raises(ClientError, match=f"{native} is no more traded: it ended"):
            r.trades(native)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda r: r.subscribe("all UDST spot", "trade"), "did you mean USDT"),
        (lambda r: r.subscribe("all options", "trade"), "trades nothing that is 'all options'"),
        (lambda r: r.subscribe("*/USDT", "tirade"), "no channel 'tirade'"),
        (lambda r: r.subscribe("*/USDT"), "needs a channel"),
    ],
)
@pytest.mark.parametrize("venue", [SPOT], indirect=True)
async def test_a_wrong_selection_is_refused_at_once(venue, ask, words):
    async with radist.connect("binance", settings=venue.settings) as r:
        with pytest.raises(ClientError, match=words):
            ask(r)


@pytest.mark.parametrize("venue", [SPOT], indirect=True)
async def test_what_a_loop_has_read_is_remembered_no_longer(venue):
    async with radist.connect("binance", settings=venue.settings) as r:
        events = r.subscribe("all USDT spot", "trade")
        async with asyncio.timeout(PATIENCE), aclosing(events):
            for _ in range(300):
                await anext(events)
            rooms = [room for room in r._hub.rooms.values() if room.members]
            assert sum(room.seq for room in rooms) >= 300
            assert sum(len(room.messages) for room in rooms) < 150
