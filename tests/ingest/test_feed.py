"""An exchange's events across sockets, from the simulated exchange."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
import pytest

from ingest.venue import Answer, Venue
from radist.exchanges.base import Fetch
from radist.exchanges.binance import Binance
from radist.ingest.backoff import Backoff
from radist.ingest.feed import Feed, connect_budget
from radist.ingest.fetcher import Fetcher
from radist.model import Event, Gap, Quote, Subscription, Trade
from radist.simulator.door import Manners
from radist.simulator.limits import Limits
from radist.simulator.pairs import PAIRS
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource

BTC = Subscription("trade", "BTC/USDT")
QUOTES = Subscription("quote", "BTC/USDT")
LIVELY = 30.0


class Quick(Binance):
    """The same without the pace that keeps a test waiting."""

    limits = msgspec.structs.replace(Binance.limits, messages_per_second=1000)


Run = Callable[..., Awaitable[Simulator]]


@pytest.fixture
async def simulate() -> AsyncIterator[Run]:
    """Starts simulated exchanges with a lively market."""
    started: list[Simulator] = []

    async def begin(limits: Limits | None = None) -> Simulator:
        source = MarketSource(activity=LIVELY, pairs=PAIRS[:3])
        options = Options(manners=Manners(limits=limits or Limits(messages_per_second=0)))
        started.append(Simulator(source, options))
        await started[-1].start()
        return started[-1]

    yield begin
    for simulator in started:
        await simulator.stop()


@pytest.fixture
def heard() -> list[Event]:
    return []


Make = Callable[[Binance], Feed]


@pytest.fixture
async def start(heard: list[Event]) -> AsyncIterator[Make]:
    """Starts feeds; ends them after the test."""
    async with asyncio.TaskGroup() as tasks:
        running, fetchers = [], []

        def begin(exchange: Binance) -> Feed:
            fetchers.append(Fetcher(exchange.limits))
            backoff = lambda: Backoff(0.001, 0.01, 30.0)  # noqa: E731
            feed = Feed(exchange, heard.append, fetchers[-1], backoff)
            running.append(tasks.create_task(feed.run()))
            return feed

        yield begin
        for task in running:
            task.cancel()
    for fetcher in fetchers:
        await fetcher.close()


def of(simulator: Simulator, dialect: type[Binance] = Quick) -> Binance:
    return dialect(ws_url=simulator.ws_url, rest_url=simulator.rest_url)


def listed(simulator: Simulator) -> list[set[str]]:
    """What LIST_SUBSCRIPTIONS would tell each client that is connected."""
    sockets = simulator._listeners.sockets
    return [
        set(socket.session.answer('{"method":"LIST_SUBSCRIPTIONS","id":1}').body["result"])
        for socket in sockets
        if not socket.gone
    ]


def trades(heard: list[Event]) -> list[int]:
    return [int(event.id) for event in heard if isinstance(event, Trade)]


async def test_it_learns_what_there_is_and_brings_what_is_wanted(
    simulate, start, heard, eventually
):
    simulator = await simulate()
    feed = start(of(simulator))
    feed.want([BTC, QUOTES])
    await feed.ready()
    assert feed.exchange.find("btcusdt").price_step > 0
    await eventually(lambda: {type(event) for event in heard} == {Trade, Quote})
    assert feed.connected and feed.simulated
    assert trades(heard) == list(range(trades(heard)[0], trades(heard)[-1] + 1))


async def test_what_is_wanted_before_the_instruments_are_known_comes_after(
    venue: Venue, simulate, start, eventually
):
    simulator = await simulate()
    nothing = Answer(200, b'{"symbols":[]}')
    venue.answers = [Answer(503), nothing, Answer(200, b"[]"), Answer(503)]
    exchange = Quick(ws_url=simulator.ws_url, rest_url=venue.rest_url)
    feed = start(exchange)
    feed.want([BTC])
    await eventually(lambda: len(venue.requests) >= 5)  # so the fourth answer has been read
    assert not feed.exchange.instruments and not feed.connected
    assert "answered 503" in feed.last_error
    row = {"symbol": "BTCUSDT", "status": "TRADING", "baseAsset": "BTC", "quoteAsset": "USDT"}
    venue.answers = [Answer(200, msgspec.json.encode({"symbols": [row]}))]
    await eventually(lambda: feed.connected)
    assert simulator.connections == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_was_wanted_in_between_in_the_end_that_is_subscribed(
    simulate, start, eventually, seed
):
    chance = random.Random(seed)
    simulator = await simulate()
    feed = start(of(simulator))
    await feed.ready()
    symbols = list(feed.exchange.instruments)
    channels = [name for name, what in feed.exchange.channels.items() if not what.intervals]
    every = [Subscription(channel, symbol) for channel in channels for symbol in symbols]
    for _ in range(60):
        feed.want(chance.sample(every, chance.randrange(len(every))))
        if chance.random() < 0.1:
            simulator.cut_all()
        for _ in range(chance.randrange(3)):
            await asyncio.sleep(0)
    final = chance.sample(every, 7)
    feed.want(final)
    names = {feed.exchange.stream_name(subscription) for subscription in final}
    await eventually(lambda: listed(simulator) == [names])


async def test_a_storm_of_wishes_keeps_to_the_pace_of_the_exchange(simulate, start, eventually):
    simulator = await simulate(Limits())
    feed = start(of(simulator, Binance))
    await feed.ready()
    for wanted in ([BTC], [QUOTES], [BTC], [QUOTES], [BTC, QUOTES]):
        feed.want(wanted)
        names = {feed.exchange.stream_name(subscription) for subscription in wanted}
        await eventually(lambda names=names: listed(simulator) == [names])
    assert (simulator.violations, simulator.connections) == (0, 1)


async def test_cut_five_times_it_is_there_again_and_accounts_for_every_trade(
    simulate, start, heard, eventually
):
    simulator = await simulate()
    feed = start(of(simulator))
    feed.want([BTC])
    for connections in range(1, 6):
        count = len(trades(heard))
        await eventually(lambda count=count: len(trades(heard)) > count + 3)
        assert simulator.connections == connections
        simulator.cut_all()
        heard_before = len(heard)
        await eventually(lambda n=heard_before: len(heard) > n)
    ids = trades(heard)
    named = [
        number
        for event in heard
        if isinstance(event, Gap)
        for number in range(int(event.from_id), int(event.to_id) + 1)
    ]
    assert ids == sorted(set(ids))
    assert sorted(ids + named) == list(range(ids[0], ids[-1] + 1))
    assert {event.cause for event in heard if isinstance(event, Gap)} <= {"reconnect"}
    assert feed.lines[0].reconnects == 5


async def test_held_it_disconnects_and_resumed_it_knows_what_was_wanted(
    simulate, start, heard, eventually
):
    simulator = await simulate()
    feed = start(of(simulator))
    feed.want([BTC])
    await eventually(lambda: trades(heard))
    feed.hold()
    await eventually(lambda: listed(simulator) == [])
    assert feed.held and not feed.connected and feed.wanted == {BTC}
    feed.want([BTC, QUOTES])
    assert simulator.connections == 1
    feed.resume()
    names = {"btcusdt@trade", "btcusdt@bookTicker"}
    await eventually(lambda: listed(simulator) == [names])
    assert simulator.connections == 2


async def test_wanting_nothing_closes_the_socket(simulate, start, heard, eventually):
    simulator = await simulate()
    feed = start(of(simulator))
    feed.want([BTC])
    await eventually(lambda: trades(heard))
    feed.want([])
    await eventually(lambda: listed(simulator) == [])
    assert not feed.connected and feed.lines[0].reconnects == 0


async def test_an_exchange_that_does_not_say_so_is_not_simulated(venue: Venue, start, eventually):
    row = {"symbol": "BTCUSDT", "status": "TRADING", "baseAsset": "BTC", "quoteAsset": "USDT"}
    venue.answers = [Answer(200, msgspec.json.encode({"symbols": [row]}))]
    feed = start(Quick(ws_url=venue.ws_url, rest_url=venue.rest_url))
    feed.want([BTC])
    await eventually(lambda: feed.connected)
    assert not feed.simulated


class Narrow(Quick):
    """Three streams to a socket."""

    limits = msgspec.structs.replace(Quick.limits, streams_per_socket=3)


async def test_more_streams_than_a_socket_holds_are_spread_over_several(
    simulate, start, heard, eventually
):
    simulator = await simulate(Limits(messages_per_second=0, streams_per_socket=3))
    feed = start(of(simulator, Narrow))
    await feed.ready()
    wanted = {
        Subscription(channel, symbol)
        for channel in ("trade", "quote", "ticker", "agg_trade")
        for symbol in list(feed.exchange.instruments)[:2]
    }
    feed.want(wanted)
    await eventually(lambda: sum(map(len, listed(simulator))) == 8)
    assert max(map(len, listed(simulator))) <= 3
    assert simulator.connections == 3
    feed.want(list(wanted)[:1])
    await eventually(lambda: [len(streams) for streams in listed(simulator)] == [1])


async def test_what_was_refused_may_be_asked_for_again_once_nobody_wanted_it(
    simulate, start, eventually
):
    simulator = await simulate(Limits(messages_per_second=0, streams_per_socket=1))
    feed = start(of(simulator))
    await feed.ready()
    feed.want([BTC])
    await eventually(lambda: feed.connected)
    feed.want([BTC, QUOTES])
    await eventually(lambda: feed.lines[0].refused)
    feed.want([])
    assert not feed.lines[0].refused
    feed.want([QUOTES])
    await eventually(lambda: listed(simulator) == [{"btcusdt@bookTicker"}])


async def test_a_fetch_that_fails_is_told_to_the_dialect_and_cuts_nothing(
    venue: Venue, simulate, start, eventually
):
    simulator = await simulate()
    told: list[str] = []

    class Told(Quick):
        def failed(self, url: str) -> None:
            told.append(url)

    feed = start(Told(ws_url=simulator.ws_url, rest_url=simulator.rest_url))
    feed.want([BTC])
    await eventually(lambda: feed.connected)
    venue.answers = [Answer(500)]
    feed._errand(Fetch(f"{venue.rest_url}/nothing"))
    await eventually(lambda: told == [f"{venue.rest_url}/nothing"])
    assert feed.connected and simulator.connections == 1


async def test_what_is_being_fetched_is_not_asked_for_again_until_there_is_an_answer(
    venue: Venue, simulate, start, eventually
):
    simulator = await simulate()
    feed = start(of(simulator))
    await feed.ready()
    venue.answers = [Answer(429, headers=("Retry-After: 1",)), Answer(500), Answer(404)]
    banned, other = (Fetch(f"{venue.rest_url}/{name}") for name in ("banned", "other"))
    feed._errand(banned)
    await eventually(lambda: len(venue.requests) == 1 and feed._fetcher.busy)
    before = len(asyncio.all_tasks())
    for _ in range(1000):
        feed._errand(banned)
        feed._errand(other)
    assert len(asyncio.all_tasks()) <= before + 2
    await eventually(lambda: len(venue.requests) == 3)
    await eventually(lambda: "404" in feed.last_error)
    feed._errand(other)
    await eventually(lambda: len(venue.requests) == 4)


async def test_a_watcher_is_told_when_sockets_come_and_go(simulate, start, eventually):
    simulator = await simulate()
    feed = start(of(simulator))
    told: list[tuple[bool, str]] = []
    feed.watch(lambda line: told.append((line.connected, line.last_error)))
    feed.want([BTC])
    await eventually(lambda: (True, "") in told)
    simulator.block()
    await eventually(lambda: told[-1][1].startswith("cannot connect to"))
    assert not told[-1][0]
    simulator.unblock()
    await eventually(lambda: told[-1][0])


class Paged(Quick):
    """An exchange that describes itself on two pages."""

    def fetched(self, url, body, now):
        if "exchangeInfo" in url and "page" not in url:
            return (Fetch(f"{url}&page=2"),)
        return super().fetched(url, body, now)


async def test_it_is_ready_when_every_page_of_instruments_is_there(simulate, start):
    feed = start(of(await simulate(), Paged))
    async with asyncio.timeout(10.0):
        await feed.ready()
    assert len(feed.exchange.instruments) == 3


def test_sockets_that_arrive_late_are_not_too_many_in_a_second():
    three_a_second = msgspec.structs.replace(Binance.limits, connects=3, connects_window=1.0)
    budget = connect_budget(three_a_second)
    budget.charge(2)
    assert 1.9 < budget.delay() <= 2.0
