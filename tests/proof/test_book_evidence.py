"""What evidence finds on recorded books: nothing while they are right, and what no number tells."""

import random
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from msgspec.structs import replace

from proof.conftest import Say
from proof.test_recorded_books import CASES, FOLDER, Recorded
from radist.config import Config
from radist.hub.hub import Hub
from radist.market.book import OrderBook
from radist.market.evidence import CONTRADICTED, Evidence
from radist.model import BookDelta, BookSnapshot, Event
from radist.pipeline import Pipeline
from radist.recording import open_recording
from radist.replay import Replay
from radist.venues import make_exchange

SECOND = 1_000_000
REST = SECOND
"""Until it has answered."""
AUDIT = 30 * SECOND
_LEVELS = 100


def events(folder: Path, recorded: Recorded, tmp_path: Path) -> Iterator[Event]:
    path = tmp_path / "whole.gz"
    path.write_bytes(b"".join((folder / name).read_bytes() for name in recorded.files))
    with open_recording(path) as recording:
        yield from Replay(recording, make_exchange(Config(), recorded.exchange))


class Served:
    """A hub whose books are held against what it hears, and the truth beside it."""

    def __init__(self) -> None:
        self.evidence = Evidence(lambda *of: self.hub.quotes(*of))
        self.hub = Hub("proof", 4_194_304, evidence=self.evidence)
        self.truth = OrderBook()
        self._pipeline = Pipeline([self.evidence])
        self._due: list[tuple[int, BookSnapshot | None]] = []
        self._audited = 0
        self.place: tuple[str, str] = ("", "")

    def tell(self, event: Event) -> None:
        for made in self._pipeline.process(event):
            self.hub.publish(made)

    def hear(self, event: Event, instead: Event | None = None) -> None:
        """The truth hears an event, the hub perhaps another, and REST is asked as a node does."""
        self.place = (event.exchange, event.symbol)
        self.truth.apply(event)
        self.tell(instead or event)
        self._ask(event)

    def picture(self, like: Event) -> BookSnapshot:
        place = (like.exchange, like.symbol, like.native, None, like.time_received)
        levels = (self.truth.bids(5_000), self.truth.asks(5_000))
        return BookSnapshot(*place, self.truth.last_id, *levels)

    def _ask(self, event: Event) -> None:
        now = event.time_received
        if self.evidence.due(now):
            self._due = [(now + REST, None)]
        elif now - self._audited > AUDIT and self.hub.book("book." + ".".join(self.place)):
            self._audited = now
            self.audit(event)
        if self._due and self._due[0][0] <= now:
            self._due.clear()
            self.tell(self.picture(event))

    def audit(self, event: Event) -> None:
        self.evidence.asked(self.place, event.time_received)
        whole = self.picture(event)
        best = replace(whole, bids=whole.bids[:_LEVELS], asks=whole.asks[:_LEVELS])
        for gap in self.evidence.answered(self.place, best, event.time_received):
            self.tell(gap)

    @property
    def wrong(self) -> bool | None:
        """Whether what is served differs from the truth; None where nothing is served."""
        book = self.hub.book("book." + ".".join(self.place))
        if book is None:
            return None
        ours = (book.bids(_LEVELS), book.asks(_LEVELS))
        return ours != (self.truth.bids(_LEVELS), self.truth.asks(_LEVELS))


@pytest.mark.parametrize("recorded", CASES, ids=lambda recorded: "+".join(recorded.files))
def test_right_books_are_proven_and_never_doubted(
    recorded: Recorded, captures: Path, tmp_path: Path, say: Say
) -> None:
    served = Served()
    for event in events(captures / FOLDER, recorded, tmp_path):
        if event.channel in ("book", "quote"):
            served.hear(event)
    name, counts = recorded.exchange, served.evidence.counts
    assert served.wrong is False and counts[name, CONTRADICTED] == 0
    assert counts[name, "agreed"] > 100 and counts[name, "audit agrees"] > 1
    assert served.evidence.confidence(*served.place).verdict == "proven"
    say(f"{counts[name, 'agreed']} quotes and {counts[name, 'audit agrees']} pictures agreed")


@pytest.mark.parametrize("recorded", CASES, ids=lambda recorded: "+".join(recorded.files))
def test_levels_that_were_falsified_are_found_though_no_number_is_missing(
    recorded: Recorded, captures: Path, tmp_path: Path, say: Say
) -> None:
    served, dice = Served(), random.Random(7)
    falsified, since, lasted, states, wrong = 0, 0, list[float](), 0, 0
    for event in events(captures / FOLDER, recorded, tmp_path):
        if event.channel not in ("book", "quote"):
            continue
        other = None
        if isinstance(event, BookDelta) and event.bids and not dice.randrange(100):
            falsified += 1
            bids = [(price, quantity + 1.0) for price, quantity in event.bids]
            other = replace(event, bids=bids)  # what was to go stays, too
        served.hear(event, other)
        if isinstance(event, BookDelta):
            states += served.wrong is not None
            wrong += served.wrong is True
            if served.wrong and not since:
                since = event.time_received
            elif since and not served.wrong:
                lasted.append((event.time_received - since) / SECOND)
                since = 0
    last = event
    served.audit(last)
    assert served.wrong is not True
    found = served.evidence.counts[recorded.exchange, CONTRADICTED]
    assert found > 0 and lasted
    said = f"{falsified} deltas of {states} falsified, {found} times found"
    say(f"{said}; wrong for {median(lasted):.2f} s (median), {wrong} states")
