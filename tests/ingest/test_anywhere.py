"""One socket to any address, against servers that are rude."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from ingest.venue import BINARY, CLOSE, TEXT, Peer, Venue
from radist.errors import ConfigError
from radist.ingest.anywhere import Anywhere, Listener, Target, spoken
from radist.ingest.backoff import Backoff

PATIENCE = 5.0


class Diary(Listener):
    """What happened, in order."""

    def __init__(self) -> None:
        self.lines: list[object] = []

    def opened(self) -> None:
        self.lines.append("opened")

    def text(self, message: bytes, now: int) -> None:
        self.lines.append(message)

    def binary(self, message: bytes, now: int) -> None:
        self.lines.append(("binary", message))

    def closed(self, reason: str) -> None:
        self.lines.append(f"closed: {reason}")


class Chat:
    """What clients said, and what is said to each that comes."""

    def __init__(self, *says: tuple[bytes, int]) -> None:
        self.says = says
        self.heard: list[bytes] = []
        self.goodbyes = 0

    async def __call__(self, peer: Peer) -> None:
        for message, kind in self.says:
            peer.send(message, kind)
        while True:
            kind, payload = await peer.receive()
            if kind == CLOSE:
                self.goodbyes += 1
                peer.send(payload, CLOSE)
                return
            if kind == TEXT:
                self.heard.append(payload)


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
async def begin(venue: Venue, diary: Diary) -> AsyncIterator[Callable[..., Anywhere]]:
    tasks: list[asyncio.Task[None]] = []

    def start(limit: int = 0, **more: object) -> Anywhere:
        target = Target(f"{venue.ws_url}/room?key=secret", **more)
        made = Anywhere(target, diary, Backoff(0.01, 0.02, 30.0, limit))
        made.task = asyncio.get_running_loop().create_task(made.run())
        tasks.append(made.task)
        return made

    yield start
    for task in tasks:
        task.cancel()
        await asyncio.wait([task])


async def end(line: Anywhere) -> None:
    async with asyncio.timeout(PATIENCE):
        await asyncio.shield(line.task)


async def test_texts_and_binaries_are_told_apart(venue, begin, diary, eventually):
    venue.behaviour = Chat((b"hello", TEXT), (b"\x00\xff", BINARY), (b"again", TEXT))
    line = begin()
    await eventually(lambda: len(diary.lines) == 4)
    assert diary.lines == ["opened", b"hello", ("binary", b"\x00\xff"), b"again"]
    assert (line.messages, line.bytes, line.connected) == (3, 12, True)


async def test_a_binary_message_in_pieces_is_binary(venue, begin, diary, eventually):
    async def behave(peer: Peer) -> None:
        peer.send(b"one", BINARY, last=False)
        peer.send(b" two", 0)
        peer.send(b"text", TEXT, last=False)
        peer.send(b" too", 0)
        await peer.reader.read()

    venue.behaviour = behave
    begin()
    await eventually(lambda: len(diary.lines) == 3)
    assert diary.lines == ["opened", ("binary", b"one two"), b"text too"]


async def test_every_socket_is_greeted_in_order(venue, begin, eventually):
    venue.behaviour = chat = Chat()
    begin(greetings=(b"login", b"join"))
    await eventually(lambda: len(chat.heard) == 2)
    venue.peers[0].cut()
    await eventually(lambda: len(chat.heard) == 4)
    assert chat.heard == [b"login", b"join"] * 2


async def test_pings_come_as_often_as_told_in_the_words_that_were_told(venue, begin, eventually):
    venue.behaviour = chat = Chat()
    begin(greetings=(b"login",), ping=b'{"type":"ping"}', ping_every=0.02)
    await eventually(lambda: len(chat.heard) == 4)
    assert chat.heard == [b"login"] + [b'{"type":"ping"}'] * 3


async def test_headers_are_sent_with_the_handshake(venue, begin, diary, eventually):
    begin(headers=(("Authorization", "Bearer of-mine"), ("X-Room", "7")))
    await eventually(lambda: diary.lines)
    assert venue.heads[0]["authorization"] == "Bearer of-mine"
    assert venue.heads[0]["x-room"] == "7"


async def test_it_comes_back_however_often_it_is_cut(venue, begin, diary, eventually):
    venue.behaviour = Chat((b"hello", TEXT))
    line = begin()
    for time in range(1, 6):
        await eventually(lambda time=time: diary.lines.count(b"hello") == time)
        venue.peers[-1].cut()
    await eventually(lambda: diary.lines.count(b"hello") == 6)
    assert line.reconnects == 5
    assert diary.lines[:3] == ["opened", b"hello", "closed: the connection was lost"]


async def test_who_is_refused_tries_again(venue, begin, diary, eventually):
    venue.refusal = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
    begin()
    await eventually(lambda: len(diary.lines) >= 3)
    venue.refusal = None
    await eventually(lambda: diary.lines[-1] == "opened")
    assert all(line.startswith("closed: cannot connect to ws://") for line in diary.lines[:-1])


async def test_tries_may_be_limited(venue, begin, diary):
    venue.refusal = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
    await end(begin(limit=3))
    assert venue.handshakes == 3


async def test_no_secret_of_the_address_is_said(venue, begin, diary, eventually, caplog):
    caplog.set_level("DEBUG", "radist")
    venue.refusal = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
    line = begin()
    await eventually(lambda: len(diary.lines) >= 2)
    said = [str(diary.lines), line.last_error, *(str(vars(record)) for record in caplog.records)]
    assert venue.ws_url in line.last_error
    assert not any("secret" in words for words in said)


async def test_stopping_says_goodbye_and_ends(venue, begin, diary, eventually):
    venue.behaviour = chat = Chat()
    line = begin()
    await eventually(lambda: diary.lines)
    line.stop()
    await end(line)
    assert chat.goodbyes == 1
    assert diary.lines == ["opened", "closed: not needed any more"]


async def test_stopping_ends_a_handshake_that_is_never_answered(venue, begin, eventually):
    venue.refusal = b""
    line = begin()
    await eventually(lambda: venue.handshakes)
    line.stop()
    await end(line)


async def test_what_is_not_read_waits_in_the_network(venue, begin, diary, eventually):
    venue.behaviour = Chat()
    line = begin()
    await eventually(lambda: diary.lines)
    line.pause(True)
    venue.peers[0].send(b"later")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await eventually(lambda: len(diary.lines) > 1)
    line.pause(False)
    await eventually(lambda: diary.lines == ["opened", b"later"])


async def test_a_message_is_sent_while_there_is_a_socket(venue, begin, diary, eventually):
    venue.behaviour = chat = Chat()
    line = begin()
    assert not await line.send(b"too early")
    await eventually(lambda: line.connected)
    assert await line.send(b"hello")
    await eventually(lambda: chat.heard == [b"hello"])


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http://127.0.0.1/", "ws://", "ws://127.0.0.1:99999/", "ws://[::1/"]
)
def test_an_impossible_address_is_refused_at_once(url, diary):
    with pytest.raises(ConfigError, match="is no address of a WebSocket"):
        Anywhere(Target(url), diary, Backoff(1.0, 1.0, 1.0))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("wss://user:word@host:1/path?token=x#y", "wss://host:1/path"),
        ("ws://host", "ws://host"),
        ("wss://user:w@rd@host/ws/btcusdt@trade", "wss://host/ws/btcusdt@trade"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_address_is_said_without_its_secrets(url, said):
    assert spoken(url) == said
