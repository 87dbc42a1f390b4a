import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from ingest.venue import BINARY, PING, TEXT, Peer, Venue
from radist.errors import ExchangeError
from radist.ingest import connection as module
from radist.ingest.budget import Budget
from radist.ingest.connection import Connection

PATIENCE = 5.0
CONTINUED = 0
Open = Callable[..., Awaitable[Connection]]


class Inbox:
    """What arrived, and when."""

    def __init__(self) -> None:
        self.frames: asyncio.Queue[bytes] = asyncio.Queue()
        self.times: list[int] = []

    def receive(self, frame: bytes, now: int) -> None:
        self.times.append(now)
        self.frames.put_nowait(frame)

    async def next(self) -> bytes:
        async with asyncio.timeout(PATIENCE):
            return await self.frames.get()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def budget() -> Budget:
    return Budget(100, 1.0)


@pytest.fixture
async def connect(venue: Venue, inbox: Inbox, budget: Budget) -> AsyncIterator[Open]:
    opened: list[Connection] = []

    async def begin() -> Connection:
        opened.append(await Connection.open(f"{venue.ws_url}/stream", inbox.receive, budget))
        return opened[-1]

    yield begin
    for one in opened:
        one.abort("the test is over")
        await one.close("the test is over")


async def why(connection: Connection) -> str:
    """The reason of its end, once it has come."""
    async with asyncio.timeout(PATIENCE):
        return await asyncio.shield(connection.closed)


def then(*steps: Callable[[Peer], None]) -> Callable[[Peer], Awaitable[None]]:
    """A venue which does this at once, and is well-behaved after."""

    async def behave(peer: Peer) -> None:
        for step in steps:
            step(peer)
        await peer.obey()

    return behave


async def test_what_the_exchange_says_in_the_handshake_is_kept(connect):
    assert (await connect()).headers["X-Venue"] == "moon"


@pytest.mark.parametrize(
    "refusal",
    [
        b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 5\r\n\r\nlater",
        b"HTTP/1.1 301 Moved\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: wrong\r\n\r\n",
        b"\x00\xff garbage\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
    ],
)
async def test_a_refused_handshake_is_one_line_with_the_address(venue, connect, refusal):
    venue.refusal = refusal
    with pytest.raises(ExchangeError) as caught:
        await connect()
    assert str(caught.value).startswith(f"cannot connect to {venue.ws_url}/stream: ")
    assert "\n" not in str(caught.value)
    assert caught.value.terminal


async def test_a_handshake_without_an_answer_is_given_up(venue, connect, monkeypatch):
    monkeypatch.setattr(module, "_HANDSHAKE", 0.1)
    venue.refusal = b""
    with pytest.raises(ExchangeError, match="cannot connect to"):
        async with asyncio.timeout(PATIENCE):
            await connect()


@pytest.mark.parametrize(
    "url",
    [
        *("nonsense", "", "ws://", "http://127.0.0.1/", "ws://127.0.0.1:99999/", "ws://[::1/"),
        f"ws://{'a' * 70}.invalid/",
    ],
)
async def test_an_impossible_address_is_an_error_that_names_it(inbox, budget, url):
    with pytest.raises(ExchangeError, match="cannot connect to") as caught:
        await Connection.open(url, inbox.receive, budget)
    assert url in str(caught.value) and "\n" not in str(caught.value)


async def test_nobody_there_is_an_error_that_names_the_address(inbox, budget, free_port):
    url = f"ws://127.0.0.1:{free_port}/stream"
    with pytest.raises(ExchangeError, match=f"cannot connect to {url}: .+"):
        await Connection.open(url, inbox.receive, budget)


async def test_messages_arrive_in_order_and_are_stamped(venue, connect, inbox):
    venue.behaviour = then(*(lambda peer, n=n: peer.send(b"%d" % n) for n in range(100)))
    await connect()
    assert [await inbox.next() for _ in range(100)] == [b"%d" % n for n in range(100)]
    assert inbox.times == sorted(inbox.times)
    assert all(1_700_000_000_000_000 < time < 2**53 for time in inbox.times)


async def test_a_binary_message_reaches_the_dialect_like_any_other(venue, connect, inbox):
    venue.behaviour = then(lambda peer: peer.send(b"\x00\xff", BINARY))
    await connect()
    assert await inbox.next() == b"\x00\xff"


@pytest.mark.parametrize("kind", [TEXT, BINARY])
async def test_a_message_in_pieces_arrives_whole(venue, connect, inbox, kind):
    venue.behaviour = then(
        lambda peer: peer.send(b"one ", kind, last=False),
        lambda peer: peer.send(b"two ", CONTINUED, last=False),
        lambda peer: peer.send(b"", PING),
        lambda peer: peer.send(b"three", CONTINUED),
        lambda peer: peer.send(b"next"),
    )
    await connect()
    assert [await inbox.next(), await inbox.next()] == [b"one two three", b"next"]


@pytest.mark.parametrize("payload", [b"", b"1771422400000", b"\x00\xff" * 62])
async def test_a_ping_is_answered_with_its_payload_and_counts(
    venue, connect, budget, inbox, payload, eventually
):
    venue.behaviour = then(lambda peer: peer.send(payload, PING))
    await connect()
    await eventually(lambda: venue.peers[0].pongs)
    assert venue.peers[0].pongs == [payload]
    assert budget.spent == 1
    assert inbox.frames.empty()


async def test_the_exchanges_farewell_is_the_reason(venue, connect):
    def farewell(peer: Peer) -> None:
        peer.send((1008).to_bytes(2) + b"Too many requests", 8)

    venue.behaviour = then(farewell)
    assert await why(await connect()) == "closed by the other side: 1008 Too many requests"


@pytest.mark.parametrize("payload", [b"", b"\x03\xe8", b"\x03\xe8\xff\xfe"])
async def test_a_farewell_may_say_little_or_nonsense(venue, connect, payload):
    venue.behaviour = then(lambda peer: peer.send(payload, 8))
    assert await why(await connect())


async def test_a_cut_is_noticed(venue, connect):
    venue.behaviour = then(lambda peer: peer.cut())
    assert await why(await connect()) == "the connection was lost"


@pytest.mark.parametrize("junk", [b"\xff" * 64, b"\x83\x00\x8b\x7f" * 16, b"HTTP/1.1 400 Bad\r\n"])
async def test_bytes_that_are_no_frames_end_the_connection(venue, connect, junk, caplog):
    venue.behaviour = then(lambda peer: peer.raw(junk))
    connection = await connect()
    assert await why(connection)
    await connection.close("not needed any more")
    assert "Traceback" not in caplog.text, "it is the exchange's fault and no bug of ours"


async def test_who_does_not_answer_our_ping_is_gone(venue, connect, monkeypatch):
    monkeypatch.setattr(module, "_IDLE", 0.05)
    monkeypatch.setattr(module, "_REPLY", 0.05)

    async def mute(peer: Peer) -> None:
        while True:
            await peer.receive()

    venue.behaviour = mute
    assert await why(await connect())


async def test_who_does_not_read_takes_no_silence_for_the_end(venue, connect, monkeypatch, inbox):
    monkeypatch.setattr(module, "_IDLE", 0.05)
    monkeypatch.setattr(module, "_REPLY", 0.05)
    connection = await connect()
    for _ in range(3):  # wherever a ping of ours is at that time
        connection.pause(True)
        await asyncio.wait([connection.closed], timeout=0.23)
        connection.pause(False)
        venue.peers[0].send(b"still here")
        assert await inbox.next() == b"still here"


async def test_a_quiet_exchange_that_answers_our_pings_is_kept(
    venue, connect, monkeypatch, eventually
):
    monkeypatch.setattr(module, "_IDLE", 0.05)
    monkeypatch.setattr(module, "_REPLY", 0.05)
    pings = []

    async def quiet(peer: Peer) -> None:
        while True:
            kind, payload = await peer.receive()
            if kind == PING:
                pings.append(payload)
                peer.send(payload, 10)

    venue.behaviour = quiet
    connection = await connect()
    await eventually(lambda: len(pings) >= 3)
    assert not connection.closed.done()


async def test_what_is_sent_arrives_as_text(venue, connect, eventually):
    connection = await connect()
    await connection.send(b'{"method":"LIST_SUBSCRIPTIONS","id":1}')
    await eventually(lambda: venue.peers[0].asked)
    assert venue.peers[0].asked == [{"method": "LIST_SUBSCRIPTIONS", "id": 1}]


async def test_frames_are_sent_no_faster_than_the_exchange_allows(venue, inbox, eventually):
    connection = await Connection.open(venue.ws_url, inbox.receive, Budget(2, 0.1))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for n in range(5):
        await connection.send(b'{"id":%d}' % n)
    assert loop.time() - begun >= 0.2
    await eventually(lambda: len(venue.peers[0].asked) == 5)
    await connection.close("done")


async def test_to_send_after_the_end_is_nothing(venue, connect):
    connection = await connect()
    connection.abort("enough")
    await why(connection)
    await connection.send(b"{}")
    await connection.close("again")
    assert await why(connection) == "enough"


async def test_it_says_goodbye_and_is_done_when_answered(venue, connect):
    connection, loop = await connect(), asyncio.get_running_loop()
    begun = loop.time()
    await connection.close("not needed any more")
    assert connection.closed.done() and await why(connection) == "not needed any more"
    assert loop.time() - begun < 1.0


async def test_it_leaves_after_a_second_though_nobody_answers(venue, connect):
    async def deaf(peer: Peer) -> None:
        await peer.reader.read()

    venue.behaviour = deaf
    connection, loop = await connect(), asyncio.get_running_loop()
    begun = loop.time()
    await connection.close("not needed any more")
    assert await why(connection) == "not needed any more"
    assert 0.9 < loop.time() - begun < 2.0


@pytest.mark.parametrize("pieces", [1, 30])
async def test_an_oversized_message_ends_the_connection(venue, connect, inbox, monkeypatch, pieces):
    monkeypatch.setattr(module, "_MAX_FRAME", 2000)

    def flood(peer: Peer) -> None:
        for n in range(pieces):
            kind = CONTINUED if n else TEXT
            peer.send(b"x" * (3000 // pieces), kind, last=n == pieces - 1)

    venue.behaviour = then(lambda peer: peer.send(b"y" * 1900), flood)
    connection = await connect()
    assert await inbox.next() == b"y" * 1900
    assert await why(connection)


async def test_a_message_in_pieces_that_are_empty_does_not_go_on_for_ever(
    venue, connect, monkeypatch
):
    monkeypatch.setattr(module, "_MAX_FRAME", 2000)

    async def drip(peer: Peer) -> None:
        for n in range(200):
            peer.send(b"", CONTINUED if n else TEXT, last=False)
        await peer.reader.read()

    venue.behaviour = drip
    assert await why(await connect()) == "a message larger than 16 MiB"


async def test_messages_in_pieces_do_not_add_up(venue, connect, inbox, monkeypatch):
    monkeypatch.setattr(module, "_MAX_FRAME", 2000)

    def twice(peer: Peer) -> None:
        for _ in range(20):
            peer.send(b"x" * 100, last=False)
            peer.send(b"y" * 100, CONTINUED)

    venue.behaviour = then(twice)
    await connect()
    for _ in range(20):
        assert await inbox.next() == b"x" * 100 + b"y" * 100


async def test_an_announced_monster_is_not_waited_for(venue, connect):
    async def monster(peer: Peer) -> None:
        peer.raw(b"\x81\x7f" + (10**10).to_bytes(8) + b"x" * 1000)
        await peer.reader.read()

    venue.behaviour = monster
    assert await why(await connect())


async def test_a_listener_that_fails_is_logged_and_ends_the_connection(venue, budget, caplog):
    def fail(frame: bytes, now: int) -> None:
        raise LookupError("a bug of ours")

    venue.behaviour = then(lambda peer: peer.send(b"{}"))
    connection = await Connection.open(venue.ws_url, fail, budget)
    await why(connection)
    await connection.close("not needed any more")
    assert "a frame could not be processed" in caplog.text and "LookupError" in caplog.text
