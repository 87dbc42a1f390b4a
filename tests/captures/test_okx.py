"""Traffic of OKX that others recorded: each frame becomes events, or is refused by name."""

import gzip
import re
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import msgspec
import pytest

from radist.config import Config
from radist.errors import ExchangeError
from radist.exchanges._okx_books import Books
from radist.market.book import OrderBook
from radist.model import BookDelta, BookSnapshot, Event, Gap, Instrument, Level, Trade
from radist.venues import make_exchange

SYNTHETIC = b'"generated":true'
"""What a collector made up in place of a stream: no exchange sends it."""
REFUSED = {
    "price-limit": "is none that",
    "sprd-public-trades": "is none that",
    "sprd-books5": "is none that",
    "sprd-bbo-tbt": "is none that",
    "error": "error 60011: Please log in",
    "funding-rate": "missing required field `fundingRate`",  # one of 2021, without
}
"""Channels that we do not read, and frames that say too little, with the words of the refusal."""
SILENT = {"subscribe", "unsubscribe", "REST instruments"}


class Frame(NamedTuple):
    """A frame or a REST body."""

    payload: bytes
    url: str = ""


class Told(msgspec.Struct):
    """What tells whose a frame is."""

    event: str = ""
    table: str = ""
    arg: dict[str, str] = {}
    code: str = ""

    @property
    def kind(self) -> str:
        if self.table:
            return "version 3"
        return self.event or re.sub(r"(candle).*", r"\1<bar>", self.arg.get("channel", "?"))

    @property
    def exchange(self) -> str:
        """By how instruments are spelt, or by their type."""
        of, channel = self.arg.get("instId", ""), self.arg.get("channel", "")
        if channel == "opt-summary" or re.search(r"-[CP]$", of):
            return "okx_option"
        if self.arg.get("instType") == "FUTURES" or re.search(r"-\d{6}$", of):
            return "okx_futures"
        derived = of.endswith("-SWAP") or channel == "index-tickers"
        return "okx_swap" if derived else "okx"


class Wrapped(msgspec.Struct):
    """A line of those collections that note when it came."""

    message: msgspec.Raw = msgspec.Raw(b"")


def one_a_line(path: Path) -> Iterator[Frame]:
    for line in path.read_bytes().splitlines():
        text = line.partition(b"\t")[2] or line
        wrapped = msgspec.json.decode(text, type=Wrapped)
        yield Frame(bytes(wrapped.message) if wrapped.message else text)


def with_addresses(path: Path) -> Iterator[Frame]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        for line in file:
            if rest := re.match(rb"(https\S+) -> [\d.]+: (.*)", line):
                yield Frame(rest[2], rest[1].decode())
            elif frame := re.match(rb"[\d.]+: (.*)", line):
                yield Frame(frame[1])


FORMATS = {"2026": one_a_line, "tardis-node": one_a_line, "cryptofeed": with_addresses}
TYPES = {
    "SPOT": "okx",
    "SWAP": "okx_swap",
    "FUTURES": "okx_futures",
    "OPTION": "okx_option",
}


def owner(frame: Frame) -> tuple[str, str]:
    """The exchange and the kind of a frame."""
    if frame.url:
        kind = re.search(r"instType=(\w+)", frame.url)[1]
        return TYPES[kind], "REST instruments"
    told = msgspec.json.decode(frame.payload, type=Told)
    return told.exchange, told.kind


class Listener:
    """A dialect for each file, so that ids of one year are not held against those of another."""

    def __init__(self, name: str) -> None:
        self.exchange = make_exchange(Config(), name)
        self.exchange.assuming, self.exchange.asks = True, False
        self.conversation = self.exchange.conversation("")

    def events(self, frame: Frame) -> list[Event]:
        """Raises ExchangeError; whatever else is raised is an error of ours."""
        if frame.url:
            outputs = self.exchange.fetched(frame.url, frame.payload, 1)
        else:
            outputs = self.conversation.received(frame.payload, 1)
        return [output for output in outputs if isinstance(output, Event)]


class Found(NamedTuple):
    """What became of the frames of one kind."""

    counts: Counter[str]
    refusals: set[str]


@pytest.fixture
def found(captures: Path) -> dict[tuple[str, str], Found]:
    """What became of all frames, by exchange and kind."""
    listeners: dict[tuple[Path, str], Listener] = {}
    everything: dict[tuple[str, str], Found] = {}
    for path in sorted((captures / "okx").glob("*/*")):
        for frame in FORMATS[path.parent.name](path):
            if SYNTHETIC in frame.payload[:120]:
                continue
            exchange, kind = owner(frame)
            listener = listeners.get((path, exchange)) or Listener(exchange)
            listeners[path, exchange] = listener
            counts, refusals = everything.setdefault((exchange, kind), Found(Counter(), set()))
            try:
                counts.update(frames=1, events=len(listener.events(frame)))
            except ExchangeError as error:
                counts.update(frames=1, refused=1)
                refusals.add(str(error))
    return everything


def test_every_recorded_frame_is_understood_or_refused_by_name(found, capsys):
    with capsys.disabled():
        write = sys.stdout.write
        write(f"\n{'exchange':16} {'channel':36} {'frames':>8} {'events':>8} {'refused':>8}\n")
        for (exchange, channel), (counts, _) in sorted(found.items()):
            figures = f"{counts['frames']:8} {counts['events']:8} {counts['refused']:8}"
            write(f"{exchange:16} {channel:36} {figures}\n")
    refused = {key: refusals for key, (_, refusals) in found.items() if refusals}
    expected = {"version 3": "version 3 of the protocol, which has ended"} | REFUSED
    assert {kind for _, kind in refused} == expected.keys()
    for (_, kind), refusals in refused.items():
        assert all(expected[kind] in refusal for refusal in refusals), kind


def test_no_frame_of_a_current_channel_is_without_an_event(found):
    for (exchange, kind), (counts, _) in found.items():
        if kind not in SILENT:
            told = counts["events"] + counts["refused"]
            assert told >= counts["frames"], (exchange, kind)


def spelt(number: float) -> str:
    """As the exchange spells it: no zeros at the end, no exponent."""
    return f"{Decimal(repr(number)):f}".removesuffix(".0")


def sizes(levels: list[Level], of: Instrument) -> list[Level]:
    """Levels as the exchange counts them: inverse ones in contracts, turned back."""
    if not of.inverse:
        return levels
    return [(price, round(quantity * price / of.contract_size, 6)) for price, quantity in levels]


def checksum(book: OrderBook, of: Instrument) -> int:
    """Of the best 25 levels of each side, rank by rank: 32 bits with a sign."""
    bids, asks = sizes(book.bids(25), of), sizes(book.asks(25), of)
    parts = []
    for rank in range(25):
        parts += [
            f"{spelt(p)}:{spelt(q)}" for side in (bids, asks) for p, q in side[rank : rank + 1]
        ]
    found = crc32(":".join(parts).encode())
    return found - 2**32 if found >= 2**31 else found


class Told2022(msgspec.Struct):
    """The checksum of a frame."""

    checksum: int = 0


class Checked(msgspec.Struct):
    """A frame of a book."""

    data: list[Told2022] = []


def test_the_checksums_of_2022_are_those_of_our_books(captures, capsys):
    """Twice: from the floats of our book, and by the dialect from how the frames are spelt."""
    folder = captures / "okx" / "cryptofeed"
    listeners = {name: Listener(name) for name in TYPES.values()}
    for frame in with_addresses(folder / "OKX.0.gz"):
        listeners[owner(frame)[0]].events(frame)
    books: dict[str, OrderBook] = {}
    compared, equal, trades, gaps = 0, 0, Counter(), []
    for frame in with_addresses(folder / "OKX.ws.1.0"):
        exchange, kind = owner(frame)
        for event in listeners[exchange].events(frame):
            gaps += [event] if isinstance(event, Gap) else []
            trades[event.symbol] += isinstance(event, Trade)
            if kind == "books":
                assert isinstance(event, BookSnapshot | BookDelta)
                book = books.setdefault(event.symbol, OrderBook())
                book.apply(event)
                compared += 1
                wanted = msgspec.json.decode(frame.payload, type=Checked).data[0].checksum
                of = listeners[exchange].exchange.instruments[event.symbol]
                equal += checksum(book, of) == wanted
    assert (compared, equal, gaps) == (290, 290, [])
    assert set(books) == {"BTC/USDT", "UNI/USD:UNI", "BTC/USD:BTC-220527"}
    assert not any(s.lost for x in listeners.values() for s in _books(x))
    with capsys.disabled():
        sys.stdout.write(f"\n{compared} checksums compared, {equal} equal\n")


def _books(listener: Listener) -> list[Books]:
    streams = listener.exchange._streams.values()
    return [stream for stream in streams if isinstance(stream, Books)]
