"""Paper orders on recorded books: what fills them is what a slow reference finds in the frames."""

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from proof.conftest import Say, whole_only
from proof.paper_reference import FEE, LATENCY, Filled, Reference, Wish
from radist.config import Config
from radist.model import BookDelta, BookSnapshot, Instrument, Trade
from radist.recording import open_recording
from radist.replay import Replay
from radist.trading.matching import Matcher
from radist.trading.orders import Order, Outcome, Rules
from radist.venues import make_exchange

RULES = Rules(LATENCY // 1000, FEE, FEE)
PER_OWNER = 20
"""So many orders of one owner may meet the same levels."""


class Recorded(NamedTuple):
    """Files that are one recording, and what it is of."""

    files: tuple[str, ...]
    exchange: str
    step: str


FOLDER = "binance/hftbacktest"
SMALL = Recorded(("usdm_ethusdt_20240718.gz",), "binance_usdm", "0.001")
OTHERS = [
    Recorded(("usdm_ethusdt_20240718.gz", "usdm_ethusdt_20240719.gz"), "binance_usdm", "0.001"),
    Recorded(("usdm_btcusdt_20230404.dat.gz",), "binance_usdm", "0.001"),
    Recorded(("spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"), "binance", "0.00001"),
]


Frame = tuple[int, dict[str, Any]]


def frames(path: Path) -> Iterator[Frame]:
    """Of books and trades, with when they came, in microseconds."""
    with gzip.open(path, "rt") as file:
        for line in file:
            time, _, text = line.partition(" ")
            if '"lastUpdateId"' in text or "@depth" in text or "@trade" in text:
                now = int(time) // 1000 if len(time) > 16 else int(time)
                yield now, json.loads(text)


def wishes(told: list[Frame], count: int, step: Decimal) -> list[Wish]:
    """Orders of all kinds around the prices of a recording, in order of time."""
    begin = next(now for now, frame in told if "lastUpdateId" in frame) + 1
    traded = [(now, frame["data"]) for now, frame in told if "@trade" in frame.get("stream", "")]
    traded = [(now, data) for now, data in traded if now > begin]
    dice = random.Random(9)
    made = []
    for number in range(count):
        now, data = dice.choice(traded)
        mean = Decimal(data["p"])
        kind = dice.choice(("market", "market", "limit", "limit", "limit", "stop"))
        side = dice.choice(("buy", "sell"))
        quantity: Decimal | None = dice.randrange(1, 10 ** dice.randrange(1, 6)) * step
        budget = price = stop = None
        near = mean + dice.randrange(-60, 61) * Decimal("0.1")
        if kind == "limit":
            price = near
        elif kind == "stop":
            stop = near
        elif side == "buy" and dice.random() < 0.4:
            quantity, budget = None, Decimal(dice.randrange(10, 200_000))
        cancelled = now + dice.randrange(10_000_000) if dice.random() < 0.3 else None
        at = now + dice.randrange(1000)
        name, owner = f"o_{number}", f"owner {number // PER_OWNER}"
        made.append(Wish(name, owner, at, side, kind, quantity, budget, price, stop, cancelled))
    return sorted(made, key=lambda wish: wish.at)


def by_reference(told: list[Frame], wanted: list[Wish], step: Decimal) -> Reference:
    reference, left = Reference(step), list(reversed(wanted))
    for now, frame in told:
        while left and left[-1].at < now:
            reference.place(left.pop())
        reference.frame(now, frame)
    return reference


def by_matcher(path: Path, recorded: Recorded, wanted: list[Wish]) -> list[Outcome]:
    instrument = Instrument("A/B", "AB", "A", "B", 0.01, float(recorded.step))
    matcher, left = Matcher(instrument, RULES), list(reversed(wanted))
    cancels = sorted(((w.cancelled, w.id) for w in wanted if w.cancelled), reverse=True)
    outcomes: list[Outcome] = []
    with open_recording(path) as recording:
        for event in Replay(recording, make_exchange(Config(), recorded.exchange)):
            if not isinstance(event, Trade | BookDelta | BookSnapshot):
                continue
            now = event.time_received
            while left and left[-1].at < now:
                placed = matcher.place(_order(left[-1]), left.pop().at)
                assert placed[0].order.state == "pending", placed
            while cancels and cancels[-1][0] < now:
                matcher.cancel(cancels[-1][1], cancels.pop()[0])
            outcomes += matcher.process(event)
    return outcomes


def _order(wish: Wish) -> Order:
    kind: Any = wish.type
    side: Any = wish.side
    return Order(
        id=wish.id,
        owner=wish.owner,
        exchange="there",
        symbol="A/B",
        native="AB",
        side=side,
        type=kind,
        quantity=wish.quantity,
        budget=wish.budget,
        price=wish.price,
        stop_price=wish.stop,
    )


CASES = [SMALL, *(pytest.param(case, marks=whole_only) for case in OTHERS)]


@pytest.mark.parametrize("recorded", CASES, ids=lambda recorded: "+".join(recorded.files))
def test_fills_on_a_recorded_book_equal_those_of_the_reference(
    recorded: Recorded, captures: Path, tmp_path: Path, whole: bool, say: Say
) -> None:
    path, step = tmp_path / "whole.gz", Decimal(recorded.step)
    parts = [(captures / FOLDER / name).read_bytes() for name in recorded.files]
    path.write_bytes(b"".join(parts))
    told = list(frames(path))
    wanted = wishes(told, 10_000 if whole else 300, step)
    reference = by_reference(told, wanted, step)
    outcomes = by_matcher(path, recorded, wanted)
    fills = [outcome.fill for outcome in outcomes if outcome.fill]
    made = [Filled(f.order, f.price, f.quantity, f.liquidity, f.time) for f in fills]
    assert sorted(made) == sorted(reference.fills)
    ends = {o.order.id: o.order.state for o in outcomes if o.order.is_over}
    assert ends == reference.ends
    assert {"maker", "taker"} == {fill.liquidity for fill in made}
    said = f"{len(wanted)} orders, {len(made)} fills, {dict(Counter(ends.values()))}"
    say(said)
