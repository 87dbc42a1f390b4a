import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from radist.config import Config
from radist.errors import ClientError, ConfigError
from radist.ingest_settings import Twins
from radist.market.making import MOST_INTERVALS
from radist.model import Event, Gap, Instrument, Quote, Subscription, Trade
from radist.receiver import Receiver
from radist.simulator.pairs import PAIRS, Pair
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource
from radist.venues import exchanges_of, make_exchange

BTC, ETH = "trade.binance.BTC/USDT", "trade.binance.ETH/USDT"
QUOTES = "quote.binance.BTC/USDT"


@pytest.fixture
def receiver() -> Receiver:
    """One that knows what there is, and is not running."""
    receiver = Receiver(Config(linger=0), ["binance"])
    assets = ("BTC", "ETH")
    receiver.exchange("binance").learn(
        Instrument(f"{base}/USDT", f"{base}USDT", base, "USDT") for base in assets
    )
    return receiver


def wanted(receiver: Receiver) -> set[Subscription]:
    return set(receiver.feeds["binance"].wanted)


def test_the_feed_is_to_bring_the_union_of_what_the_owners_want(receiver):
    receiver.want("page", [BTC, QUOTES])
    receiver.want("rooms", [BTC, ETH])
    both = {Subscription("trade", "BTC/USDT"), Subscription("trade", "ETH/USDT")}
    assert wanted(receiver) == both | {Subscription("quote", "BTC/USDT")}
    receiver.want("page", [])
    assert wanted(receiver) == both
    assert receiver.wanted("page") == frozenset() and receiver.wanted("rooms") == {BTC, ETH}
    receiver.want("rooms", [])
    assert wanted(receiver) == set()


def test_an_owner_who_wants_something_else_gives_up_the_former(receiver):
    receiver.want("page", [BTC])
    receiver.want("page", [ETH])
    assert wanted(receiver) == {Subscription("trade", "ETH/USDT")}


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("trade.binance.btc-usdt", BTC),
        ("trade.binance.ETHUSDT", ETH),
        ("candle.binance.BTCUSDT.1m", "candle.binance.BTC/USDT.1m"),
    ],
)
def test_a_topic_in_any_spelling_has_one_that_is_ours(receiver, spelling, canonical):
    assert receiver.check(spelling) == canonical


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("trade.binanse.BTC/USDT", "no exchange 'binanse' here; this node listens to binance"),
        ("trade.binance.BTCUSD", "did you mean BTCUSDT"),
        ("trades.binance.BTC/USDT", "no channel 'trades'"),
        ("candle.binance.BTC/USDT.7y", "no interval '7y'; it has 1s, 1m, .* others, such as 7s"),
        ("nonsense", "is not a topic"),
    ],
)
def test_a_wrong_topic_says_which_part_is_wrong(receiver, topic, words):
    with pytest.raises(ClientError, match=words) as caught:
        receiver.check(topic)
    assert caught.value.code == 404


def test_so_many_intervals_are_made_of_one_symbol_and_no_more(receiver):
    made = [f"candle.binance.BTC/USDT.{7 + number}s" for number in range(MOST_INTERVALS)]
    receiver.want("page", made)
    with pytest.raises(ClientError, match="50 other intervals of BTC/USDT are made") as caught:
        receiver.check("candle.binance.BTC/USDT.45m")
    assert caught.value.code == 429
    others = [made[0], "candle.binance.BTC/USDT.1m", "candle.binance.ETH/USDT.45m"]
    assert [receiver.check(topic) for topic in others] == others


def test_an_exchange_is_made_with_its_options():
    config = Config(exchanges={"binance": {"ws_url": "ws://somewhere.test/"}})
    (connect,) = make_exchange(config, "binance").dial("stream", ())
    assert connect.url == "ws://somewhere.test/stream"


@pytest.mark.parametrize(
    ("exchanges", "name", "words"),
    [
        ({}, "binanse", "did you mean binance"),
        ({"binance": {"ws_urll": "x"}}, "binance", "exchanges.binance.ws_urll: .*ws_url"),
        ({"binance": {"ws_url": 5}}, "binance", "exchanges.binance.ws_url: expected str"),
    ],
)
def test_a_wrong_exchange_or_option_is_named(exchanges, name, words):
    with pytest.raises(ConfigError, match=words):
        make_exchange(Config(exchanges=exchanges), name)


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(MarketSource(activity=30.0, pairs=PAIRS[:2])) as simulator:
        yield simulator


async def test_what_is_wanted_comes_over_the_bus(simulator, eventually):
    options = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
    receiver = Receiver(Config(exchanges={"binance": options}), ["binance"])
    heard: list[Event] = []
    receiver.bus.listen(heard.append)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(receiver.run())
        await receiver.ready()
        receiver.want("test", [receiver.check("trade.binance.btcusdt"), QUOTES])
        await eventually(lambda: {type(event) for event in heard} == {Trade, Quote})
        running.cancel()
    assert {event.symbol for event in heard} == {"BTC/USDT"}


class Clock:
    """A stage that has something to say when time passes."""

    kinds = ()

    def process(self, event: Event) -> tuple[Event, ...]:
        return ()

    def tick(self, now: int) -> tuple[Event, ...]:
        return (Quote("binance", "BTC/USDT", "BTCUSDT", None, now, "1", 1.0, 1.0, 2.0, 1.0),)


async def test_what_stages_make_of_passing_time_is_published(monkeypatch, eventually):
    monkeypatch.setattr("radist.receiver._TICK", 0.001)
    receiver, heard = Receiver(Config(), [], [Clock()]), list[Event]()
    receiver.bus.listen(heard.append)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(receiver.run())
        await eventually(lambda: len(heard) >= 2)
        running.cancel()
    assert heard[0].time_received < heard[1].time_received


async def test_what_is_dropped_and_wanted_again_in_time_costs_no_message(simulator, eventually):
    options = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
    receiver = Receiver(Config(exchanges={"binance": options}), ["binance"])
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(receiver.run())
        await receiver.ready()
        receiver.want("one", [BTC, ETH])
        await eventually(lambda: sockets_of(simulator) == [{"btcusdt@trade", "ethusdt@trade"}])
        (socket,) = simulator.sockets
        asked = socket.received
        receiver.want("other", [BTC])
        receiver.want("one", [])
        assert receiver.topics == {BTC} and receiver.kept == {BTC, ETH}
        receiver.want("one", [ETH])
        receiver.want("one", [ETH, QUOTES])
        await eventually(lambda: len(sockets_of(simulator)[0]) == 3)
        assert socket.received == asked + 1  # for the quotes
        receiver.want("one", [])
        receiver.let_go()
        await eventually(lambda: sockets_of(simulator) == [{"btcusdt@trade"}])
        assert socket.received == asked + 2 and simulator.connections == 1
        running.cancel()


async def test_after_the_grace_it_is_unsubscribed(simulator, monkeypatch, eventually):
    monkeypatch.setattr("radist.receiver._TICK", 0.01)
    options = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
    receiver = Receiver(Config(exchanges={"binance": options}, linger=0.3), ["binance"])
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(receiver.run())
        await receiver.ready()
        receiver.want("one", [BTC, ETH])
        await eventually(lambda: sockets_of(simulator) == [{"btcusdt@trade", "ethusdt@trade"}])
        receiver.want("one", [BTC])
        assert ETH in receiver.kept
        await eventually(lambda: sockets_of(simulator) == [{"btcusdt@trade"}])
        assert receiver.kept == {BTC}
        running.cancel()


async def test_what_nobody_wanted_is_not_missing_and_what_is_cut_off_afterwards_is(
    simulator, eventually
):
    options = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
    receiver = Receiver(Config(exchanges={"binance": options}, linger=0), ["binance"])
    heard: list[Event] = []
    receiver.bus.listen(heard.append)

    def gaps() -> list[str]:
        return [event.cause for event in heard if isinstance(event, Gap)]

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(receiver.run())
        await receiver.ready()
        receiver.want("one", [BTC, ETH])
        await eventually(lambda: {e.symbol for e in heard} == {"BTC/USDT", "ETH/USDT"})
        receiver.want("one", [ETH])
        await eventually(lambda: sockets_of(simulator) == [{"ethusdt@trade"}])
        seen = len(heard)
        await eventually(lambda: len(heard) > seen + 5)
        receiver.want("one", [BTC, ETH])
        await eventually(lambda: any(e.symbol == "BTC/USDT" for e in heard[seen + 5 :]))
        assert gaps() == []
        simulator.cut_all()
        await eventually(lambda: gaps() == ["reconnect", "reconnect"])
        running.cancel()


async def test_a_new_listing_becomes_known_while_nothing_is_wanted(
    simulator, monkeypatch, eventually
):
    monkeypatch.setattr("radist.exchanges._binance_family._FRESH", 100_000)
    options = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
    receiver = Receiver(Config(exchanges={"binance": options}), ["binance"])
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(receiver.run())
        await receiver.ready()
        simulator._source.list(Pair("NEW", 3.0, 4, 1, 9.0, 0.03, 300.0))
        with pytest.raises(ClientError, match="no symbol 'newusdt'"):
            receiver.check("trade.binance.newusdt")
        await eventually(lambda: "NEW/USDT" in receiver.exchange("binance").instruments)
        assert receiver.check("trade.binance.newusdt") == "trade.binance.NEW/USDT"
        assert simulator.connections == 0
        running.cancel()


def sockets_of(simulator: Simulator) -> list[set[str]]:
    """The streams that each open socket has."""
    return [set(socket.session.streams) for socket in simulator.sockets]


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("trade.binance.all UDST spot", "did you mean USDT"),
        ("trade.binance.all USDT options", "trades nothing that is 'all USDT options'"),
        ("trade.binance.*/DOGE", r"trades nothing .*; its symbols look like BTC/USDT"),
        ("trades.binance.*/USDT", "no channel 'trades'"),
        ("trade.moon.*/USDT", "no exchange 'moon'"),
    ],
)
def test_a_selection_of_nothing_says_why(receiver, topic, words):
    with pytest.raises(ClientError, match=words) as caught:
        receiver.wish(topic)
    assert caught.value.code == 404 and "\n" not in str(caught.value)


def test_a_selection_waits_until_it_is_known_what_there_is():
    with pytest.raises(ClientError, match="not known yet") as caught:
        Receiver(Config(), ["binance"]).wish("trade.binance.all spot")
    assert caught.value.code == 503


def test_a_selection_has_one_spelling_and_no_room(receiver):
    assert receiver.wish("trade.binance.ALL usdt spot") == "trade.binance.all USDT spot"
    assert receiver.select("trade.binance.*/usdt") == {BTC, ETH}
    assert receiver.wish("trade.binance.btcusdt") == BTC
    with pytest.raises(ClientError, match="stands for several topics"):
        receiver.check("trade.binance.all USDT spot")


def test_what_has_expired_is_refused_with_the_day(receiver):
    ended = Instrument(
        "BTC/USDT-210101", "BTCUSDT_210101", "BTC", "USDT", expiry=1_609_488_000_000_000
    )
    receiver.exchange("binance").learn([ended])
    with pytest.raises(
        ClientError, match="BTCUSDT_210101 is no more traded: it ended 2021-01-01T08"
    ):
        receiver.check("trade.binance.btcusdt_210101")


def test_the_exchanges_of_a_node_are_those_that_anything_names():
    config = Config(exchanges={"one": {}}, subscribe=("trade.other.BTC/USDT",))
    assert exchanges_of(config) == ("binance", "one", "other")
    with pytest.raises(ConfigError, match="subscribe: 'nonsense' is not a topic"):
        exchanges_of(Config(subscribe=("nonsense",)))


@pytest.mark.parametrize(
    ("twins", "wrong"),
    [
        (Twins(topics=("trade",)), "twins.topics: 'trade' is not a topic"),
        (Twins(topics=("trade.nowhere.*",)), "twins.topics: no exchange 'nowhere' here; this node"),
        (Twins(topics=("trades.binance.*",)), "twins.topics: binance has no channel 'trades'; it"),
        (Twins(topics=("trade.coinbase.*",)), "coinbase brings nothing over two sockets"),
        (Twins(urls=("okx=wss://x",)), "twins.urls: no exchange 'okx' here; this node listens to"),
        (Twins(addresses=("okx=192.0.2.7",)), "twins.addresses: no exchange 'okx' here; this"),
    ],
)
def test_twins_of_what_is_not_there_are_refused(twins, wrong):
    with pytest.raises(ConfigError, match=wrong):
        exchanges_of(Config(exchanges={"coinbase": {}}, twins=twins))
    assert exchanges_of(Config(twins=Twins(topics=("trade.binance.*",)))) == ("binance",)


def test_exchanges_behind_one_address_share_what_it_allows():
    names = ("binance", "binance_usdm", "binance_coinm", "binance_options")
    feeds = Receiver(Config(), names).feeds
    connects = {name: feed._means.connects for name, feed in feeds.items()}
    assert connects["binance_usdm"] is connects["binance_options"]
    assert len({id(budget) for budget in connects.values()}) == 3
    weights = {name: feed._fetcher._weight for name, feed in feeds.items()}
    assert weights["binance_usdm"] is weights["binance_coinm"]
    assert len({id(budget) for budget in weights.values()}) == 3


@asynccontextmanager
async def listening(rest_url: str) -> AsyncIterator[Receiver]:
    options = {"ws_url": "ws://127.0.0.1:9", "rest_url": rest_url}
    receiver = Receiver(Config(exchanges={"binance": options}), ["binance"])
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(receiver.run())
        await receiver.ready()
        yield receiver
        running.cancel()


CANDLES = "candle.binance.BTC/USDT.1m"


async def test_history_comes_from_rest_and_says_so(simulator):
    async with listening(simulator.rest_url) as receiver:
        newest = await receiver.history(CANDLES, None, 3)
        older = await receiver.history(CANDLES, newest[0].time_open, 2)
    assert [c.is_closed for c in (*older, *newest)] == [True] * 4 + [False]
    assert older[-1].time_close + 1 == newest[0].time_open
    assert {c.source for c in newest} == {"rest"}


async def test_history_that_cannot_be_told_is_said_with_the_reason(simulator):
    async with listening(simulator.rest_url) as receiver:
        with pytest.raises(ClientError, match="no history of 'ticker'") as caught:
            await receiver.history("ticker.binance.BTC/USDT", None, 3)
        assert (caught.value.code, caught.value.reason) == (404, "no_history")
        await simulator.stop()
        with pytest.raises(ClientError, match="cannot fetch") as caught:
            await receiver.history(CANDLES, None, 3)
        assert (caught.value.code, caught.value.reason) == (503, "unavailable")


async def test_history_waits_for_its_turn_but_not_for_long(simulator):
    async with listening(simulator.rest_url) as receiver:
        weight = receiver.feeds["binance"]._fetcher._weight
        weight.block(0.05)
        assert len(await receiver.history(CANDLES, None, 3)) == 3
        weight.block(60)
        with pytest.raises(ClientError, match="no more questions") as caught:
            await receiver.history(CANDLES, None, 3)
        assert (caught.value.code, caught.value.reason) == (503, "busy")
        assert 50 < caught.value.retry_after <= 60


def test_nothing_is_proven_before_it_is_known_what_is_traded():
    receiver = Receiver(Config(), ["binance"])
    receiver.want("somebody", ["trade.binance.BTC/USDT"])
    assert receiver.proven("trade.binance.BTC/USDT") is None
