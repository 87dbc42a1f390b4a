"""The three ways to ask for streams, on real sockets, at all four markets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

import pytest

from radist.config import Config, Reconnect
from radist.model import BookDelta, BookSnapshot, Event, Gap, Trade
from radist.receiver import Receiver
from radist.simulator.binance_control import Session
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

MARKETS = {
    "binance": "BTC/USDT",
    "binance_usdm": "BTC/USDT:USDT",
    "binance_coinm": "BTC/USD:BTC",
    "binance_options": "",
}
CHANNELS = ("quote", "ticker", "book", "book_snapshot.5", "book_snapshot.20", "candle.1m")
LATER = "book_snapshot.10"
EVERY = pytest.mark.parametrize("name", MARKETS)


class Running(NamedTuple):
    simulator: Simulator
    receiver: Receiver
    name: str
    heard: list[Event]

    def topics(self, *channels: str) -> set[str]:
        """Those of one busy symbol."""
        symbol = MARKETS[self.name]
        if not symbol:
            symbol = next(s for s in self.receiver.exchange(self.name).instruments if s[-1] == "C")
        asked = (channel.partition(".") for channel in channels)
        return {f"{c}.{self.name}.{symbol}" + dot + interval for c, dot, interval in asked}

    def kinds(self) -> set[tuple[str, str]]:
        """Channels and intervals that have been heard."""
        return {(event.channel, getattr(event, "interval", "")) for event in self.heard}

    def streams(self) -> list[str]:
        """All streams of all sockets, as often as they are subscribed."""
        return sorted(name for s in self.simulator.sockets for name in s.session.streams)


Start = Callable[..., object]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Runs a receiver of one simulated market, which asks for streams in one way."""
    async with asyncio.TaskGroup() as tasks:
        simulators, running = [], []

        async def begin(name: str, framing: str, **options: object) -> Running:
            simulator = Simulator(MarketSource(exchange=name, activity=60.0))
            simulators.append(simulator)
            await simulator.start()
            urls = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
            exchanges = {name: {**urls, "framing": framing, **options}}
            settings = Config(exchanges=exchanges, reconnect=Reconnect(0.01, 0.02), linger=0)
            receiver, heard = Receiver(settings, [name]), []
            receiver.bus.listen(heard.append)
            running.append(tasks.create_task(receiver.run()))
            await receiver.ready()
            return Running(simulator, receiver, name, heard)

        yield begin
        for task in running:
            task.cancel()
    for simulator in simulators:
        await simulator.stop()


def channels_of(*channels: str) -> set[tuple[str, str]]:
    return {(c, interval) for c, _, interval in (channel.partition(".") for channel in channels)}


@EVERY
async def test_combined_asks_in_the_address_and_for_what_comes_later_by_message(
    start, eventually, name
):
    r = await start(name, "combined")
    r.receiver.want("test", r.topics(*CHANNELS))
    await eventually(lambda: channels_of(*CHANNELS) <= r.kinds())
    sockets = r.simulator.sockets
    assert [socket.received for socket in sockets] == [0] * len(sockets)
    assert len(sockets) == (2 if name in ("binance_usdm", "binance_options") else 1)
    assert all(socket.path.endswith("/stream") for socket in sockets)
    r.receiver.want("test", r.topics("quote", "candle.1m", LATER))
    await eventually(lambda: channels_of(LATER) <= r.kinds())
    await eventually(lambda: len(r.streams()) == 3)
    assert r.simulator.sockets == sockets
    assert sum(socket.received for socket in sockets) in (2, 3)


@EVERY
async def test_raw_has_a_socket_for_each_stream_and_knows_which_payload_is_which(
    start, eventually, name
):
    r = await start(name, "raw")
    r.receiver.want("test", r.topics(*CHANNELS))
    await eventually(lambda: channels_of(*CHANNELS) <= r.kinds())
    await eventually(lambda: {BookSnapshot, BookDelta} <= set(map(type, r.heard)))
    assert len(r.simulator.sockets) == len(CHANNELS)
    assert all("/ws" in socket.path and socket.received == 0 for socket in r.simulator.sockets)
    assert {len(socket.session.streams) for socket in r.simulator.sockets} == {1}
    books = [e for e in r.heard if isinstance(e, BookSnapshot | BookDelta)]
    assert {len(e.bids) for e in books if e.channel == "book_snapshot" and e.interval == "5"} == {5}
    assert [type(e) for e in books if e.channel == "book"].count(BookSnapshot) == 1
    assert all(line.errors == 0 for line in r.receiver.feeds[name].lines)


async def test_a_raw_socket_whose_stream_is_replaced_is_opened_anew(start, eventually):
    r = await start("binance", "raw")
    r.receiver.want("test", r.topics("quote"))
    await eventually(lambda: channels_of("quote") <= r.kinds())
    r.receiver.want("test", r.topics("trade"))
    await eventually(lambda: channels_of("trade") <= r.kinds())
    await eventually(lambda: r.streams() == ["btcusdt@trade"])
    del r.heard[:]
    await eventually(lambda: len(r.heard) > 3)
    assert r.kinds() == channels_of("trade")
    assert r.simulator.connections == 2


@pytest.mark.parametrize("framing", ["combined", "raw"])
async def test_after_a_cut_the_hole_is_the_sockets(start, eventually, framing):
    r = await start("binance", framing)
    r.receiver.want("test", r.topics("trade"))
    await eventually(lambda: len(r.heard) > 3)
    while not any(isinstance(event, Gap) for event in r.heard):
        known = len(r.heard)  # a socket may be back before anything has happened
        r.simulator.cut_all()
        await eventually(lambda known=known: len(r.heard) > known)
    (gap,) = [event for event in r.heard if isinstance(event, Gap)]
    ids = [int(event.id) for event in r.heard if isinstance(event, Trade)]
    assert gap.cause == "reconnect"
    assert set(range(ids[0], ids[-1] + 1)) - set(ids) == set(
        range(int(gap.from_id), int(gap.to_id) + 1)
    )
    assert all(socket.received == 0 for socket in r.simulator.sockets)


async def test_an_address_that_would_be_too_long_leaves_the_rest_to_messages(
    start, eventually, monkeypatch
):
    paths: list[str] = []
    opened = Session.open

    def note(self: Session, names: list[str]) -> object:
        paths.append("/".join(names))
        return opened(self, names)

    monkeypatch.setattr(Session, "open", note)
    monkeypatch.setattr("radist.exchanges._binance_framing._LONGEST", 200)
    r = await start("binance", "combined")
    exchange = r.receiver.exchange("binance")
    wanted = {f"quote.binance.{symbol}" for symbol in exchange.instruments}
    r.receiver.want("test", wanted)
    await eventually(lambda: len(r.streams()) == len(wanted))
    (socket,) = r.simulator.sockets
    assert socket.received == 1
    assert 2 <= len(paths[0].split("/")) < len(wanted)
    assert len(f"{r.simulator.ws_url}/stream?streams={paths[0]}") <= 200
