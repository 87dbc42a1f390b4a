"""What commands print: events for people and for programs, and summaries of them."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from time import monotonic, sleep

import msgspec
from rich.console import Console
from rich.progress import track
from rich.table import Table

from radist import codec
from radist.market.verification import Verification
from radist.model import Event
from radist.replay import Replay


def line(event: Event) -> str:
    """An event for people: its time, its kind, and what is in it."""
    fields = msgspec.structs.asdict(event)
    for known in ("exchange", "native", "time_exchange", "time_received"):
        del fields[known]
    time = codec.iso(event.time_exchange or event.time_received)
    said = {key: value for key, value in fields.items() if value not in (None, msgspec.UNSET)}
    content = " ".join(f"{key}={value}" for key, value in said.items())
    return f"{time} {codec.KIND[type(event)]} {content}"


def paced(events: Iterable[Event], speed: float) -> Iterator[Event]:
    """The events at the distances at which they were received."""
    start: tuple[float, int] | None = None
    for event in events:
        start = start or (monotonic(), event.time_received)
        due = start[0] + (event.time_received - start[1]) / 1e6 / speed
        sleep(max(0.0, due - monotonic()))
        yield event


def checked(events: Iterable[Event], verification: Verification) -> Iterator[Event]:
    for event in events:
        verification.take(event)
        yield event


def events_as_json(events: Iterable[Event], *, at_once: bool) -> None:
    out = sys.stdout.buffer
    for event in events:
        out.write(codec.encode(event) + b"\n")
        if at_once:
            out.flush()
    out.flush()


def summary(events: Iterable[Event], replayed: Replay) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    times: list[int] = []
    for event in track(events, console=Console(stderr=True), description="events", transient=True):
        counts[codec.KIND[type(event)], event.symbol] += 1
        times[1:] = [event.time_received]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, side in (("event", "left"), ("symbol", "left"), ("count", "right")):
        table.add_column(heading, justify=side)  # type: ignore[arg-type]
    for (kind, symbol), count in sorted(counts.items()):
        table.add_row(kind, symbol, f"{count:,}")
    console = Console()
    console.print(table)
    if times:
        console.print(
            f"\n{replayed.frames:,} frames, {codec.iso(times[0])} to {codec.iso(times[-1])}"
        )
