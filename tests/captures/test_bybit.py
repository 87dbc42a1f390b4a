"""Traffic that others recorded of Bybit: each frame becomes events, or is refused by name."""

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
from radist.market.book import OrderBook
from radist.market.verification import Verification
from radist.model import BookDelta, BookSnapshot, Event, Gap, Quote
from radist.venues import make_exchange

SYNTHETIC = re.compile(rb'"generated":true')
"""What a collector made up in place of a stream: no exchange sends it."""
VERSION_2 = "it ended with version 2"
REFUSED = {
    ("bybit", "orderbook.1"): "come whole since 2025",
    ("bybit", "trade"): VERSION_2,
    ("bybit", "depth"): VERSION_2,
    ("bybit", "bookTicker"): VERSION_2,
    ("bybit_linear", "REST open-interest"): "no such question was asked",
    ("bybit_linear", "orderbook.1"): "come whole since 2025",
    **{
        (exchange, kind): VERSION_2
        for exchange in ("bybit_linear", "bybit_inverse")
        for kind in ("orderBookL2_25", "orderBook_200.100ms", "instrument_info.100ms", "trade")
    },
    ("bybit_linear", "liquidation"): "it ended on 2025-02-20",
    ("bybit_inverse", "liquidation"): "it ended on 2025-02-20",
}
"""What is refused by its name, or was sent in another shape once."""
QUIET = ("(answer)", "REST open-interest")


class Frame(NamedTuple):
    """A frame or a REST body, and whose it is."""

    exchange: str
    payload: bytes
    url: str | None = None


class Wrapped(msgspec.Struct):
    """What tells kinds apart."""

    topic: str = ""
    type: str = ""


def kind(frame: Frame) -> str:
    """The topic of a frame without its symbol, or the endpoint."""
    if frame.url is not None:
        return f"REST {frame.url.partition('?')[0].rpartition('/')[2]}"
    topic = msgspec.json.decode(frame.payload, type=Wrapped).topic
    return topic.rpartition(".")[0] or topic or "(answer)"


def derivative(line: bytes) -> str:
    """Which category's a frame is in a file that mixes them."""
    is_inverse = re.search(rb'"topic":"[\w.]+\.\w+USD(?:[HMUZ]\d\d)?"|args":\["\w+\.\w+USD"', line)
    return "bybit_inverse" if is_inverse else "bybit_linear"


def lines(folder: Path) -> Iterator[tuple[str, Frame]]:
    """All of the recordings, with the file they are from."""
    for path in sorted(folder.glob("*/*")):
        text = path.read_bytes()
        if path.name.startswith("rest_"):
            yield path.name, Frame("bybit_linear", text, "https://rest.test/open-interest")
            continue
        for row in text.splitlines():
            line = row.partition(b"\t")[2] if path.suffix == ".tsv" else row
            if SYNTHETIC.search(line[:120]):
                continue
            if "spot" in path.name:
                exchange = "bybit"
            elif "options" in path.name:
                exchange = "bybit_option"
            else:
                exchange = derivative(line)
            yield path.name, Frame(exchange, line)


class Listener:
    """A dialect for each file."""

    def __init__(self, name: str) -> None:
        self.exchange = make_exchange(Config(), name)
        self.exchange.assuming, self.exchange.asks = True, False
        self.conversation = self.exchange.conversation("")

    def told(self, frame: Frame) -> list[Event]:
        """Raises ExchangeError; whatever else is raised is an error of ours."""
        if frame.url is None:
            outputs = self.conversation.received(frame.payload, 1)
        else:
            outputs = self.exchange.fetched(frame.url, frame.payload, 1)
        return [output for output in outputs if isinstance(output, Event)]


class Found(NamedTuple):
    """What became of the frames of one kind."""

    counts: Counter[str]
    refusals: set[str]


@pytest.fixture
def found(captures: Path) -> dict[tuple[str, str], Found]:
    """What became of all frames, by exchange and kind."""
    listeners: dict[tuple[str, str], Listener] = {}
    everything: dict[tuple[str, str], Found] = {}
    for file, frame in lines(captures / "bybit"):
        listener = listeners.setdefault((file, frame.exchange), Listener(frame.exchange))
        counts, refusals = everything.setdefault(
            (frame.exchange, kind(frame)), Found(Counter(), set())
        )
        counts["frames"] += 1
        try:
            events = listener.told(frame)
        except ExchangeError as error:
            refusals.add(str(error))
            counts["refused"] += 1
        else:
            counts["events"] += len(events)
            counts["silent"] += not events
    return everything


def test_every_recorded_frame_is_understood_or_refused_by_name(found, capsys):
    with capsys.disabled():
        write = sys.stdout.write
        columns = ("frames", "events", "silent", "refused")
        write(f"\n{'exchange':16} {'topic':24}" + "".join(f"{name:>9}" for name in columns) + "\n")
        for (exchange, topic), (counts, _) in sorted(found.items()):
            figures = "".join(f"{counts[name]:9}" for name in columns)
            write(f"{exchange:16} {topic:24}{figures}\n")
    refused = {key: refusals for key, (_, refusals) in found.items() if refusals}
    assert refused.keys() == REFUSED.keys()
    for key, refusals in refused.items():
        assert all(REFUSED[key] in refusal for refusal in refusals), key


def test_only_repetitions_and_answers_are_without_an_event(found):
    silent = {key: counts["silent"] for key, (counts, _) in found.items() if counts["silent"]}
    told = {key: number for key, number in silent.items() if key[1] not in QUIET}
    assert told == {("bybit", "orderbook.1"): 1}


@pytest.fixture
def spot(captures: Path) -> list[Event]:
    """The events of a recording of one symbol with book, best prices and trades."""
    path = captures / "bybit" / "2026" / "spot_testnet_fastmm_raw_md_stream_20260913.jsonl"
    listener = Listener("bybit")
    return [e for row in path.read_bytes().splitlines() for e in listener.told(Frame("", row))]


def test_the_chain_of_a_recorded_book_is_whole(spot):
    deltas = [event for event in spot if isinstance(event, BookDelta)]
    assert len(deltas) == 18
    assert not [event for event in spot if isinstance(event, Gap)]
    assert sum(isinstance(event, BookSnapshot) for event in spot) == 1
    book = OrderBook()
    for event in spot:
        if isinstance(event, BookSnapshot | BookDelta):
            book.apply(event)
            assert not book.crossed
    assert (len(book.bids(999)), len(book.asks(999))) == (50, 50)


def test_the_top_of_a_recorded_book_is_as_quoted_at_equal_numbers(spot):
    verification = Verification(numbered=False)
    for event in spot:
        verification.take(event)
    counts = verification.counts
    assert counts.wrong == 0
    assert counts.quotes == sum(isinstance(event, Quote) for event in spot)
    assert counts.quotes_compared >= 12
    assert counts.quotes_different == 0
