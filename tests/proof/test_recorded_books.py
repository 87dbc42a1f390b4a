"""Recorded books, rebuilt from what `radist replay --json` prints, judged by the venue's quotes."""

import asyncio
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from proof.conftest import Say, whole_only
from proof.programs import output_of
from proof.served import percentile

REST = 1_000_000_000
"""Nanoseconds of the recording until REST has answered."""
FOLDER = "binance/hftbacktest"


class Recorded(NamedTuple):
    """Files which are one recording, and whose."""

    exchange: str
    files: tuple[str, ...]
    contract: float = 0.0
    """What a contract is worth, where it counts contracts."""


SMALL = Recorded("binance_usdm", ("usdm_ethusdt_20240718.gz",))
ALL = [
    Recorded("binance", ("spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz")),
    Recorded("binance_usdm", ("usdm_ethusdt_20240718.gz", "usdm_ethusdt_20240719.gz")),
    Recorded("binance_usdm", ("usdm_btcusdt_20230404.dat.gz",)),
    Recorded("binance_coinm", ("coinm_ethusd_perp_20240808.gz",), 10.0),
]
CASES = [SMALL, *(pytest.param(case, marks=whole_only) for case in ALL)]


class Book:
    """Two dictionaries: by another way than the one under test."""

    def __init__(self, contract: float = 0.0) -> None:
        """`contract` is what one is worth, where the exchange counts contracts."""
        self.contract = contract
        self.bids: dict[float, float] = {}
        self.asks: dict[float, float] = {}

    def set(self, bids: list[Any], asks: list[Any], *, anew: bool) -> None:
        for side, levels in ((self.bids, bids), (self.asks, asks)):
            if anew:
                side.clear()
            for text, size in levels:
                price, quantity = float(text), float(size)
                side[price] = quantity * self.contract / price if self.contract else quantity
                if not quantity:
                    del side[price]

    @property
    def top(self) -> tuple[float, float, float, float]:
        bid, ask = max(self.bids), min(self.asks)
        return bid, self.bids[bid], ask, self.asks[ask]

    def body(self, last_id: int) -> str:
        """As REST would have given it."""
        bids = [[str(price), str(quantity)] for price, quantity in self.bids.items()]
        asks = [[str(price), str(quantity)] for price, quantity in self.asks.items()]
        return json.dumps({"lastUpdateId": last_id, "bids": bids, "asks": asks})


def nanoseconds(time: str) -> str:
    """Some recordings count microseconds."""
    return time.ljust(19, "0")


def lines(folder: Path, recorded: Recorded) -> Iterator[tuple[str, dict[str, Any]]]:
    """Time and frame of each line."""
    for name in recorded.files:
        with gzip.open(folder / name, "rt") as file:
            for line in file:
                time, _, frame = line.partition(" ")
                yield time, json.loads(frame)


async def printed(recorded: Recorded, path: Path) -> Iterator[dict[str, Any]]:
    code, out, errors = await output_of(
        "replay", str(path), "--exchange", recorded.exchange, "--json"
    )
    assert code == 0, errors
    return (json.loads(line) for line in out.splitlines())


@pytest.mark.parametrize("recorded", CASES, ids=lambda recorded: "+".join(recorded.files))
async def test_a_rebuilt_book_equals_the_quote_at_every_shared_id(
    recorded: Recorded, captures: Path, tmp_path: Path, say: Say
) -> None:
    folder, path = captures / FOLDER, tmp_path / "whole.gz"
    path.write_bytes(b"".join((folder / name).read_bytes() for name in recorded.files))
    quotes: dict[int, tuple[float, ...]] = {}
    updates, begun = [], 0
    for _, frame in lines(folder, recorded):
        if "lastUpdateId" in frame:
            begun = frame["lastUpdateId"]
            continue
        data = frame["data"]
        if "@bookTicker" in frame["stream"]:
            quote = Book(recorded.contract)
            quote.set([(data["b"], data["B"])], [(data["a"], data["A"])], anew=True)
            quotes[data["u"]] = quote.top
        elif "@depth" in frame["stream"]:
            updates.append(data["u"])
    shared = {update for update in updates if update > begun} & quotes.keys()
    book, equal, deltas = Book(), set(), 0
    for event in await printed(recorded, path):
        assert event["type"] != "gap"
        if event["type"] not in ("book_snapshot", "book_delta"):
            continue
        deltas += event["type"] == "book_delta"
        book.set(event["bids"], event["asks"], anew=event["type"] == "book_snapshot")
        top = book.top
        assert top[0] < top[2]
        if event["last_id"] in shared:
            assert top == quotes[event["last_id"]]
            equal.add(event["last_id"])
    assert equal == shared
    say(f"{deltas} deltas, {len(equal)} shared ids of {len(shared)} equal, never crossed")


class Truth:
    """Applies every delta, also those that came before the snapshot and are newer than it."""

    def __init__(self) -> None:
        self.book, self.last = Book(), 0
        self.updates: list[tuple[int, Any, Any]] = []
        self._early: list[dict[str, Any]] = []

    def begin(self, body: dict[str, Any]) -> None:
        self.last = body["lastUpdateId"]
        self.book.set(body["bids"], body["asks"], anew=True)
        self.updates.append((self.last, body["bids"], body["asks"]))
        for data in self._early:
            self.add(data)

    def add(self, data: dict[str, Any]) -> None:
        if not self.updates:
            self._early.append(data)
        elif data["u"] > self.last:
            self.last = data["u"]
            self.book.set(data["b"], data["a"], anew=False)
            self.updates.append((self.last, data["b"], data["a"]))


def thinned(folder: Path, recorded: Recorded, one_in: int, path: Path) -> tuple[int, Truth]:
    """Write the recording without one in so many deltas, and with a snapshot a second after each
    loss, as REST would have given it. Tells the losses and the truth.
    """
    dice, truth, lost, due = random.Random(500), Truth(), 0, 0
    native = recorded.files[0].split("_")[1].upper()
    native += "_PERP" if recorded.exchange == "binance_coinm" else ""
    with path.open("w") as file:
        file.write(f'#radist 1 {{"exchange":"{recorded.exchange}"}}\n')
        for time, frame in lines(folder, recorded):
            told: str | None = json.dumps(frame, separators=(",", ":"))
            answer = f"@https://api.test/depth?symbol={native} "
            if "lastUpdateId" in frame:
                truth.begin(frame)
                told = answer + json.dumps(frame)
            elif "@depth" in frame["stream"]:
                truth.add(frame["data"])
                if truth.updates and not dice.randrange(one_in):
                    lost, due, told = lost + 1, int(nanoseconds(time)) + REST, None
                elif due and int(nanoseconds(time)) >= due:
                    due = 0
                    told += f"\n{nanoseconds(time)} {answer}{truth.book.body(truth.last)}"
            if told:
                file.write(f"{nanoseconds(time)} {told}\n")
    return lost, truth


@pytest.mark.parametrize("recorded", CASES, ids=lambda recorded: "+".join(recorded.files))
async def test_a_book_with_lost_deltas_is_right_or_said_to_be_unknown(
    recorded: Recorded, captures: Path, tmp_path: Path, whole: bool, say: Say
) -> None:
    path = tmp_path / "thinned"
    one_in = 500 if whole else 100
    lost, truth = await asyncio.to_thread(thinned, captures / FOLDER, recorded, one_in, path)
    true, book = Book(recorded.contract), Book()
    live, compared, gaps = False, 0, 0
    lasted, since = [], 0
    updates = iter(truth.updates)
    at, first = 0, True
    for event in await printed(recorded, path):
        if event["type"] == "gap" and event["channel"] == "book":
            live, gaps, since = False, gaps + 1, event["time_received"]
        elif event["type"] == "book_snapshot" or (event["type"] == "book_delta" and live):
            if not live and gaps:
                lasted.append((event["time_received"] - since) / 1e6)
            live = True
            book.set(event["bids"], event["asks"], anew=event["type"] == "book_snapshot")
            while at < event["last_id"]:
                at, bids, asks = next(updates)
                true.set(bids, asks, anew=first)
                first = False
            assert at == event["last_id"]
            assert (book.bids, book.asks) == (true.bids, true.asks)
            compared += 1
    assert gaps > 0 and compared > len(truth.updates) / 2
    said = f"{lost} of {len(truth.updates)} deltas lost, {gaps} gaps told"
    slow = percentile(lasted, 0.99)
    assert slow <= 3  # by the clock of the recording
    say(f"{said}, {compared} states compared, 0 wrong; whole again after {slow:.2f} s (p99)")
