"""Traffic that others recorded: each frame becomes events, or is refused by name."""

import gzip
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from radist.config import Config
from radist.errors import ExchangeError
from radist.model import Event, Gap
from radist.recording import Record, open_recording
from radist.replay import Replay
from radist.venues import make_exchange

SYNTHETIC = re.compile(rb'"generated":true')
"""What a collector made up in place of a stream: no exchange sends it."""
DEAD = {
    "binance": {"!ticker@arr": "it ended on", "!bookTicker": "it ended on"},
    "binance_options": {
        f"<symbol>@{kind}": "first generation"
        for kind in "trade depth100@100ms index markPrice ticker TRADE_ALL TICKER_ALL".split()
    },
}
"""Streams that exist no more, and how they are refused."""
BROKEN = {
    ("binance_usdm", "<symbol>@aggTrade"): "missing required field `a`",  # 2019, without ids
    ("binance_coinm", "<symbol>@trade"): "unknown stream 'etcusdt@trade'",  # of another market
    ("binance", "REST depth"): "no deltas",  # a book without the stream it belongs to
    ("binance_usdm", "REST depth"): "no deltas",
}
"""Frames that nobody could understand, and how they are refused."""


class Frame(NamedTuple):
    """A frame or a REST body, and whose it is."""

    exchange: str
    payload: bytes
    url: str | None = None


class Wrapped(msgspec.Struct):
    """What tells markets apart in a collection of everything."""

    stream: str = ""
    data: msgspec.Raw = msgspec.Raw(b"{}")


def kind(stream: str) -> str:
    """The name of a stream without what differs from symbol to symbol."""
    name = re.sub(r"^[^!@][^@]*(?=@)", "<symbol>", stream)
    return re.sub(r"@\d{6}$", "", re.sub(r"(kline_|Kline_)\w+", r"\1<interval>", name))


def market(line: bytes) -> str:
    """Whose a frame is in a file that mixes the markets."""
    wrapped = msgspec.json.decode(line, type=Wrapped)
    stream, content = wrapped.stream, bytes(wrapped.data) if wrapped.stream else line
    if stream.endswith("_ALL"):
        return "binance_options"
    if re.search(rb'USD_\w+"', content[:300]):
        return "binance_coinm"
    if re.search(r"_\d{6}@", stream):
        return "binance_usdm"
    spot = re.search(rb'"(M|x)":|^{"u":|^{"lastUpdateId":\d+,"bids"', content)
    if spot or ("depth" in stream and b'"T"' not in content):
        return "binance"
    futures = (
        re.search(rb'"(st|nq|X|pu|T|ps|openInterest)":|_\d{6}', content) or "markPrice" in stream
    )
    return "binance_usdm" if futures else "binance"


def lines(folder: Path) -> Iterator[tuple[str, Frame]]:
    """All of the recordings, with the file they are from."""
    for path in sorted(folder.glob("*/*")):
        name = path.name
        for prefix, exchange in OWNERS.items():
            if name.startswith(prefix):
                reader = FORMATS[path.parent.name]
                yield from ((f"{path.parent.name}/{name}", f) for f in reader(path, exchange))
                break
        else:
            pytest.fail(f"nobody knows whose frames are in {path}")


OWNERS = {
    "binance_spot": "binance",
    "binance_usdm": "binance_usdm",
    "binance_coinm": "binance_coinm",
    "binance_options": "binance_options",
    "binance.jsonl": "",
    "frames_misc": "",
    "spot": "binance",
    "usdm": "binance_usdm",
    "coinm": "binance_coinm",
    "BINANCE_FUTURES": "binance_usdm",
    "BINANCE.": "binance",
}
"""By how files begin; empty where markets are mixed."""


def one_a_line(path: Path, exchange: str) -> Iterator[Frame]:
    for line in path.read_bytes().splitlines():
        body = line.startswith(b'{"lastUpdateId"') or b'"openInterest":' in line[:200]
        url = "" if body and b'"stream"' not in line[:40] else None
        if url == "" and b'"openInterest":' in line:
            url = "http://rest.test/openInterest"
        yield Frame(exchange or market(line), line, url)


def with_times(path: Path, exchange: str) -> Iterator[Frame]:
    with open_recording(path) as recording:
        for record in recording:
            assert isinstance(record, Record)
            yield Frame(exchange, record.payload, record.url)


def with_addresses(path: Path, exchange: str) -> Iterator[Frame]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        for line in file:
            if rest := re.match(rb"(https\S+) -> [\d.]+: (.*)", line):
                yield Frame(exchange, rest[2], rest[1].decode())
            elif frame := re.match(rb"[\d.]+: (.*)", line):
                yield Frame(exchange, frame[1])


FORMATS = {
    "2026": one_a_line,
    "tardis-node": one_a_line,
    "crypto-msg-parser": one_a_line,
    "hftbacktest": with_times,
    "cryptofeed": with_addresses,
}


class Listener:
    """A dialect for each file, so that ids of one year are not held against those of another."""

    def __init__(self, name: str) -> None:
        self.exchange = make_exchange(Config(), name)
        self.exchange.assuming, self.exchange.asks = True, False
        self.conversation = self.exchange.conversation("")

    def outcome(self, frame: Frame) -> tuple[int, str]:
        """How many events, or why none. Whatever else is raised is an error of ours."""
        try:
            if frame.url is None:
                outputs = self.conversation.received(frame.payload, 1)
            else:
                outputs = self.exchange.fetched(frame.url, frame.payload, 1)
            return sum(isinstance(output, Event) for output in outputs), ""
        except ExchangeError as error:
            return 0, str(error)


class Found(NamedTuple):
    """What became of the frames of one kind."""

    counts: Counter[str]
    refusals: set[str]


def told(frame: Frame) -> str:
    """The kind of stream or endpoint that a frame is of."""
    if frame.url is not None:
        return f"REST {frame.url.partition('?')[0].rpartition('/')[2] or 'depth'}"
    return kind(msgspec.json.decode(frame.payload, type=Wrapped).stream) or "(bare)"


@pytest.fixture
def found(captures: Path) -> dict[tuple[str, str], Found]:
    """What became of all frames, by exchange and kind."""
    listeners: dict[tuple[str, str], Listener] = {}
    everything: dict[tuple[str, str], Found] = {}
    for file, frame in lines(captures / "binance"):
        if SYNTHETIC.search(frame.payload[:120]):
            continue
        if (file, frame.exchange) not in listeners:
            listeners[file, frame.exchange] = Listener(frame.exchange)
        events, refusal = listeners[file, frame.exchange].outcome(frame)
        counts, refusals = everything.setdefault(
            (frame.exchange, told(frame)), Found(Counter(), set())
        )
        counts.update(frames=1, events=events, refused=bool(refusal))
        refusals |= {refusal} - {""}
    return everything


def test_every_recorded_frame_is_understood_or_refused_by_name(found, capsys):
    with capsys.disabled():
        write = sys.stdout.write
        write(f"\n{'exchange':16} {'stream':36} {'frames':>8} {'events':>8} {'refused':>8}\n")
        for (exchange, stream), (counts, _) in sorted(found.items()):
            figures = f"{counts['frames']:8} {counts['events']:8} {counts['refused']:8}"
            write(f"{exchange:16} {stream:36} {figures}\n")
    expected = {
        (exchange, stream): words
        for exchange, dead in DEAD.items()
        for stream, words in dead.items()
    } | BROKEN
    refused = {key: refusals for key, (_, refusals) in found.items() if refusals}
    assert refused.keys() == expected.keys()
    for key, refusals in refused.items():
        assert all(expected[key] in refusal for refusal in refusals), key


def test_no_frame_of_a_current_stream_is_without_an_event(found):
    for (exchange, stream), (counts, refusals) in found.items():
        if not refusals and stream not in ("(bare)", "REST exchangeInfo"):
            assert counts["events"] >= counts["frames"], (exchange, stream)


@pytest.mark.parametrize(
    ("file", "exchange", "symbol", "kinds"),
    [
        ("spot_btcusdt_20240808.gz", "binance", "BTC/USDT", {"Quote", "Trade"}),
        ("usdm_ethusdt_20240718.gz", "binance_usdm", "ETH/USDT:USDT", {"Quote", "Trade"}),
        (
            "usdm_btcusdt_20230404.dat.gz",
            "binance_usdm",
            "BTC/USDT:USDT",
            {"Quote", "Trade", "MarkPrice", "FundingRate"},
        ),
        ("coinm_ethusd_perp_20240808.gz", "binance_coinm", "ETH/USD:ETH", {"Quote", "Trade"}),
    ],
)
def test_a_recording_is_replayed_whole(captures, file, exchange, symbol, kinds):
    with open_recording(captures / "binance" / "hftbacktest" / file) as recording:
        replayed = Replay(recording, make_exchange(Config(), exchange))
        events = list(replayed)
    assert (replayed.broken, replayed.unknown, replayed.complaints) == (0, 0, [])
    own = [event for event in events if event.symbol == symbol]
    assert kinds | {"BookSnapshot", "BookDelta"} <= {type(event).__name__ for event in own}
    assert not [event for event in events if isinstance(event, Gap)]
