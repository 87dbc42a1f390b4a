"""One socket at a time, against an exchange that misbehaves."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable

import msgspec
import pytest

from ingest.venue import BINARY, Peer, Venue
from radist.exchanges import _binance
from radist.exchanges.base import Fetch
from radist.exchanges.binance import Binance
from radist.ingest import line as module
from radist.ingest.backoff import Backoff
from radist.ingest.budget import Budget
from radist.ingest.fetcher import Fetcher
from radist.ingest.line import Line, Means
from radist.model import Event, Gap, Instrument, Subscription, Trade

BTC = Subscription("trade", "BTC/USDT")
ETH = Subscription("trade", "ETH/USDT")
QUOTES = Subscription("quote", "BTC/USDT")
A_WHILE = 0.15
"""Seconds in which something would happen, if it happened."""


class Quick(Binance):
    """The same without the pace that keeps a test waiting."""

    limits = msgspec.structs.replace(Binance.limits, messages_per_second=1000)


def trade(number: int, symbol: str = "btcusdt") -> bytes:
    payload = {"e": "trade", "E": 1, "s": symbol.upper(), "t": number, "p": "1", "q": "1"}
    payload |= {"T": 1_771_422_400_000 + number, "m": True}
    return msgspec.json.encode({"stream": f"{symbol}@trade", "data": payload})


class Heard(list[Event]):
    """The events that were published."""

    @property
    def ids(self) -> list[int]:
        return [int(event.id) for event in self if isinstance(event, Trade)]

    @property
    def gaps(self) -> list[tuple[str, str | None, str | None]]:
        return [(e.cause, e.from_id, e.to_id) for e in self if isinstance(e, Gap)]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def running() -> dict[Line, asyncio.Task[None]]:
    """The lines that were started."""
    return {}


Make = Callable[..., Line]


@pytest.fixture
async def start(venue: Venue, heard: Heard, running, monkeypatch) -> AsyncIterator[Make]:
    """Starts lines; ends them after the test."""
    monkeypatch.setattr(module, "_TICK", 0.02)
    exchange = Quick(ws_url=venue.ws_url, rest_url=venue.rest_url)
    exchange.learn(Instrument(f"{b}/USDT", f"{b}USDT", b, "USDT") for b in ("BTC", "ETH"))
    fetcher = Fetcher(exchange.limits)
    errands: list[Fetch] = []
    async with asyncio.TaskGroup() as tasks:

        def begin(*wanted: Subscription, attempts: int = 0, connects: int = 1000) -> Line:
            backoff = Backoff(0.001, 0.01, 30.0, attempts)
            means = Means(heard.append, fetcher.fetch, errands.append, Budget(connects, 300.0))
            line = Line(exchange, "stream", means, backoff)
            line.want(wanted)
            running[line] = tasks.create_task(line.run())
            return line

        yield begin
        for task in running.values():
            task.cancel()
    await fetcher.close()


def then(*frames: bytes, kind: int = 1):
    """A venue which sends this at once, and is well-behaved after."""

    async def behave(peer: Peer) -> None:
        for frame in frames:
            peer.send(frame, kind)
        await peer.obey()

    return behave


def asked(venue: Venue) -> list[set[str]]:
    """Of each socket, the streams that were subscribed to and not unsubscribed from."""
    sockets = []
    for peer in venue.peers:
        sockets.append(set())
        for request in peer.asked:
            if request["method"] == "SUBSCRIBE":
                sockets[-1] |= set(request["params"])
            else:
                sockets[-1] -= set(request["params"])
    return sockets


async def test_it_subscribes_to_what_is_wanted(venue, start, eventually):
    line = start(BTC, ETH)
    await eventually(lambda: asked(venue) == [{"btcusdt@trade", "ethusdt@trade"}])
    assert line.connected and line.headers["X-Venue"] == "moon"


async def test_nothing_wanted_is_no_socket(venue, start, eventually):
    idle = start()
    busy = start(BTC)
    await eventually(lambda: busy.connected)
    assert venue.handshakes == 1 and not idle.connected
    idle.want([ETH])
    await eventually(lambda: idle.connected)


async def test_no_longer_wanted_it_says_goodbye(venue, start, eventually):
    line = start(BTC)
    await eventually(lambda: asked(venue) == [{"btcusdt@trade"}])
    line.want([])
    await eventually(lambda: not line.connected and venue.peers[0].writer.is_closing())
    assert line.reconnects == 0
    line.want([ETH])
    await eventually(lambda: asked(venue) == [{"btcusdt@trade"}, {"ethusdt@trade"}])


async def test_a_change_of_wishes_is_sent_as_the_difference(venue, start, eventually):
    line = start(BTC)
    await eventually(lambda: asked(venue) == [{"btcusdt@trade"}])
    line.want([ETH])
    await eventually(lambda: asked(venue) == [{"ethusdt@trade"}])
    methods = [(r["method"], r["params"]) for r in venue.peers[0].asked]
    assert methods == [
        ("SUBSCRIBE", ["btcusdt@trade"]),
        ("UNSUBSCRIBE", ["btcusdt@trade"]),
        ("SUBSCRIBE", ["ethusdt@trade"]),
    ]


async def test_a_new_socket_asks_for_all_of_it_again_and_names_the_hole(
    venue, start, heard, eventually
):
    venue.behaviour = then(trade(1), trade(2))
    line = start(BTC, ETH)
    await eventually(lambda: len(heard) == 2 and len(venue.peers[0].asked) == 1)

    async def later(peer: Peer) -> None:
        await peer.heed()
        peer.send(trade(6))
        await peer.obey()

    venue.behaviour = later
    venue.peers[0].cut()
    await eventually(lambda: heard.ids == [1, 2, 6])
    await eventually(lambda: asked(venue)[1:] == [{"btcusdt@trade", "ethusdt@trade"}])
    assert heard.gaps == [("reconnect", "3", "5")]
    assert line.reconnects == 1 and line.last_error == "the connection was lost"


async def test_after_a_farewell_the_reason_is_kept(venue, start, eventually):
    line = start(BTC)
    await eventually(lambda: line.connected)
    venue.peers[0].send((1008).to_bytes(2) + b"Too many requests", 8)
    await eventually(lambda: venue.handshakes >= 2 and line.connected)
    assert line.last_error == "closed by the other side: 1008 Too many requests"


@pytest.mark.parametrize(
    "refusal", [b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", b"SSH-2.0\r\n"]
)
async def test_refused_handshakes_are_tried_again_for_ever(venue, start, eventually, refusal):
    venue.refusal = refusal
    line = start(BTC)
    await eventually(lambda: venue.handshakes >= 8)
    assert not line.connected and line.reconnects >= 7
    assert line.last_error.startswith("cannot connect to ws://")
    venue.refusal = None
    await eventually(lambda: line.connected)


async def test_after_the_last_attempt_it_rests_until_somebody_wants_something(
    venue, start, eventually, caplog
):
    venue.refusal = b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"
    line = start(BTC, attempts=3)
    await eventually(lambda: "gave up" in caplog.text)
    assert line.gave_up
    assert venue.handshakes == 3
    venue.refusal = None
    line.want([BTC])
    await eventually(lambda: line.connected)
    assert venue.handshakes == 4


async def test_connections_are_opened_no_faster_than_the_exchange_allows(venue, start, eventually):
    venue.refusal = b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"
    start(BTC, connects=4)
    await eventually(lambda: venue.handshakes == 4)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(A_WHILE):
            await eventually(lambda: venue.handshakes > 4)


@pytest.mark.parametrize(
    ("junk", "kind"),
    [(b"garbage", 1), (b"", 1), (b"\x00\xff", BINARY), (b'{"stream":"x@trade","data":{}}', 1)],
)
async def test_a_frame_that_makes_no_sense_is_counted_and_hurts_no_other(
    venue, start, heard, eventually, junk, kind
):
    async def behave(peer: Peer) -> None:
        for number in (1, 2, 3):
            peer.send(trade(number))
            peer.send(junk, kind)
        await peer.obey()

    venue.behaviour = behave
    line = start(BTC)
    # They may come with the very answer to the handshake, before the socket counts as up.
    await eventually(lambda: line.errors == 3 and line.connected)
    assert heard.ids == [1, 2, 3] and heard.gaps == []
    assert venue.handshakes == 1
    assert line.last_error


async def test_a_flood_of_nonsense_does_not_flood_the_log(venue, start, eventually, caplog):
    venue.behaviour = then(*[b"garbage"] * 1000)
    line = start(BTC)
    await eventually(lambda: line.errors == 1000)
    told = [record for record in caplog.records if record.message == "frame not understood"]
    assert 1 <= len(told) <= 10


async def test_what_is_refused_is_told_and_never_asked_again(venue, start, eventually, caplog):
    async def refusing(peer: Peer) -> None:
        while True:
            _, payload = await peer.receive()
            request = json.loads(payload)
            peer.asked.append(request)
            if "ethusdt@trade" in request["params"]:
                error = b'{"error":{"code":4,"msg":"Too many subscriptions"},"id":%d}'
                peer.send(error % request["id"])
            else:
                peer.send(b'{"result":null,"id":%d}' % request["id"])

    venue.behaviour = refusing
    line = start(BTC)
    await eventually(lambda: venue.peers and venue.peers[0].asked)
    line.want([BTC, ETH])
    await eventually(lambda: line.refused)
    assert line.refused == {ETH: "error 4: Too many subscriptions"}
    assert "refused by the exchange" in caplog.text
    line.want([BTC, ETH, QUOTES])
    names = ["btcusdt@trade", "ethusdt@trade", "btcusdt@bookTicker"]
    await eventually(lambda: len(venue.peers[0].asked) == 3)
    assert [(r["method"], *r["params"]) for r in venue.peers[0].asked] == [
        ("SUBSCRIBE", name) for name in names
    ]
    venue.peers[0].cut()
    await eventually(lambda: len(venue.peers) == 2 and venue.peers[1].asked)
    assert [set(r["params"]) for r in venue.peers[1].asked] == [{names[0], names[2]}]


async def test_without_an_answer_to_a_request_it_takes_a_new_socket(
    venue, start, eventually, monkeypatch
):
    monkeypatch.setattr(_binance, "_PATIENCE", 50_000)

    async def mute_at_first(peer: Peer) -> None:
        while len(venue.peers) < 3:
            await peer.receive()
        await peer.obey()

    venue.behaviour = mute_at_first
    line = start(BTC)
    await eventually(lambda: len(venue.peers) >= 3 and venue.peers[2].asked)
    assert line.last_error == "no answer to a request within 10 s"


async def test_before_an_announced_shutdown_it_takes_a_new_socket(venue, start, eventually):
    line = start(BTC)
    await eventually(lambda: line.connected)
    venue.peers[0].send(b'{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}')
    await eventually(lambda: venue.handshakes >= 2 and line.connected)
    assert "shutdown" in line.last_error


async def test_to_end_it_closes_its_socket(venue, start, running, eventually):
    line = start(BTC)
    await eventually(lambda: line.connected)
    running[line].cancel()
    await eventually(lambda: venue.peers[0].writer.is_closing() and running[line].done())


async def test_reconnecting_is_told_with_its_reason(venue, start, eventually, caplog):
    caplog.set_level(logging.INFO)
    line = start(BTC)
    await eventually(lambda: line.connected)
    venue.peers[0].cut()
    await eventually(lambda: venue.handshakes == 2)
    (told,) = [record for record in caplog.records if record.message == "reconnecting"]
    assert (told.exchange, told.route, told.attempt) == ("binance", "stream", 1)
    assert told.reason == "the connection was lost"


async def test_a_pause_ends_at_once_when_nothing_is_wanted_any_more(
    venue, start, eventually, monkeypatch
):
    monkeypatch.setattr(Backoff, "wait", lambda self: 3600.0)
    line = start(BTC)
    await eventually(lambda: line.connected)
    venue.peers[-1].cut()
    await eventually(lambda: line.reconnects == 1)
    line.want([])
    line.want([BTC])
    await eventually(lambda: line.connected)


async def test_waiting_for_a_socket_is_not_counted_as_health(venue, start, eventually, monkeypatch):
    lived: list[float] = []
    monkeypatch.setattr(Backoff, "lasted", lambda self, seconds: lived.append(seconds))
    venue.refusal = b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"
    line = start(BTC)
    await eventually(lambda: line.reconnects >= 3)
    assert lived == []
    venue.refusal = None
    await eventually(lambda: line.connected)
    venue.peers[-1].cut()
    await eventually(lambda: len(lived) == 1)
