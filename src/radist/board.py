"""The table of streams that a terminal shows: what is in it, in which order, how much fits."""

from collections import deque
from typing import Any, NamedTuple

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from radist.model import NOTICES, Event, Freshness, Gap
from radist.topics import topic_of

_WINDOW = 5.0
"""Seconds that a rate is taken over."""
HELP = """\
s S      sort by the next, the previous column
r        the other way round
/        show only what has this in it; Enter keeps it, Esc ends it
↑ ↓      one line up or down; PgUp PgDn a page
h        this help
q        end

age   since the newest event, in seconds; ! where the node says that it is stale
gaps  holes in the stream since the start
lag   from the exchange's clock to ours, in milliseconds
"""


class Row:
    """One stream."""

    def __init__(self, event: Event) -> None:
        self.exchange, self.channel, self.symbol = event.exchange, event.channel, event.symbol
        interval: str = getattr(event, "interval", "")
        self.stream = f"{self.channel}.{interval}" if interval else self.channel
        self.price: float | None = None
        self.lag: float | None = None
        self.gaps = 0
        self.stale = False
        self.last: float | None = None
        self._seconds: deque[tuple[int, int]] = deque(maxlen=int(_WINDOW) + 1)

    def take(self, event: Event, now: float) -> None:
        """The next event of the stream."""
        if isinstance(event, NOTICES):
            if isinstance(event, Freshness):
                self.stale = event.stale
            self.gaps += isinstance(event, Gap)
            return
        if event.backfilled is True:
            return
        self.last = now
        self.price = price_of(event) or self.price
        if event.time_exchange is not None:
            self.lag = (event.time_received - event.time_exchange) / 1000
        second = int(now)
        if self._seconds and self._seconds[-1][0] == second:
            self._seconds[-1] = (second, self._seconds[-1][1] + 1)
        else:
            self._seconds.append((second, 1))

    def rate(self, now: float) -> float:
        """Events in a second, over the last whole ones."""
        this = int(now)
        return sum(n for second, n in self._seconds if this - _WINDOW <= second < this) / _WINDOW

    def age(self, now: float) -> float | None:
        """Seconds since the newest event."""
        return None if self.last is None else max(0.0, now - self.last)


def price_of(event: Event) -> float | None:
    """What an event says of the price: the last one, or the middle of the best two."""
    for name in ("price", "close", "mark_price"):
        found = getattr(event, name, None)
        if isinstance(found, float):
            return found
    bid, ask = getattr(event, "bid_price", None), getattr(event, "ask_price", None)
    return (bid + ask) / 2 if bid and ask else None


class _Column(NamedTuple):
    name: str
    right: bool


COLUMNS = tuple(
    _Column(name, right)
    for name, right in (
        ("exchange", False),
        ("channel", False),
        ("symbol", False),
        ("price", True),
        ("rate", True),
        ("age", True),
        ("gaps", True),
        ("lag", True),
    )
)


class Board:
    """All streams, and what of them is to be seen."""

    def __init__(self, sort: str = "symbol", wanted: str = "") -> None:
        self.rows: dict[str, Row] = {}
        self.wanted = wanted
        self.status = ""
        """What has to be said besides."""
        self._sort = [column.name for column in COLUMNS].index(sort)
        self._down = False
        self._typing = False
        self._help = False
        self._first = 0
        self._page = 1

    def take(self, event: Event, now: float) -> None:
        """What happened on any of the streams. `now` is in seconds."""
        topic = topic_of(event)
        if topic not in self.rows:
            self.rows[topic] = Row(event)
        self.rows[topic].take(event, now)

    def press(self, key: str) -> bool:
        """A key; whether to go on."""
        if self._typing:
            self._type(key)
            return True
        if key in ("q", "\x03"):
            return False
        columns = len(COLUMNS)
        moves = {"up": -1, "down": 1, "page up": -self._page, "page down": self._page}
        if key in ("s", "S"):
            self._sort = (self._sort + (1 if key == "s" else -1)) % columns
        elif key == "r":
            self._down = not self._down
        elif key == "/":
            self._typing, self.wanted = True, ""
        elif key in moves:
            self._first = max(0, self._first + moves[key])
        else:
            self._help = key in ("h", "?") and not self._help
        return True

    def _type(self, key: str) -> None:
        if key in ("\r", "\n"):
            self._typing = False
        elif key in ("escape", "\x03"):
            self._typing, self.wanted = False, ""
        elif key in ("\x7f", "\b"):
            self.wanted = self.wanted[:-1]
        elif len(key) == 1 and key.isprintable():
            self.wanted += key
        self._first = 0

    def listed(self, now: float) -> list[Row]:
        """The rows that are wanted, in order; those of which nothing is known come last."""
        wanted = self.wanted.lower()
        found = [
            row
            for row in self.rows.values()
            if wanted in f"{row.exchange} {row.stream} {row.symbol}".lower()
        ]
        found.sort(key=lambda row: (row.exchange, row.symbol, row.stream))
        known = [row for row in found if self._value(row, now) is not None]
        known.sort(key=lambda row: self._value(row, now), reverse=self._down)
        return known + [row for row in found if self._value(row, now) is None]

    def _value(self, row: Row, now: float) -> Any:
        name = COLUMNS[self._sort].name
        if name == "channel":
            return row.stream
        value = getattr(row, name)
        return value(now) if callable(value) else value

    def screen(self, now: float, height: int) -> RenderableType:
        """What is to be seen, on so many lines."""
        rows = self.listed(now)
        rate = sum(row.rate(now) for row in self.rows.values())
        head = Text(f"radist top  {len(rows)} of {len(self.rows)} streams  {rate:,.0f}/s", "bold")
        if self._help:
            return Group(head, Text(), Text(HELP))
        self._page = max(1, height - 3)
        self._first = min(self._first, max(0, len(rows) - self._page))
        shown = rows[self._first : self._first + self._page]
        head.append(f"  {self.status}" if self.status else "", "red")
        head.no_wrap, head.overflow = True, "ellipsis"
        return Group(head, self._table(shown, now), self._foot())

    def _table(self, rows: list[Row], now: float) -> Table:
        table = Table(box=None, pad_edge=False, expand=True, header_style="bold reverse")
        for number, column in enumerate(COLUMNS):
            mark = ("▼" if self._down else "▲") if number == self._sort else ""
            justify: Any = "right" if column.right else "left"
            table.add_column(f"{column.name}{mark}", justify=justify, no_wrap=True)
        for row in rows:
            style = "yellow" if row.stale else None
            table.add_row(*_cells(row, now), style=style)
        return table

    def _foot(self) -> Text:
        if self._typing or self.wanted:
            return Text(f"/{self.wanted}{'█' if self._typing else ''}", no_wrap=True)
        return Text("q end  s sort  r reverse  / filter  h help", "dim", no_wrap=True)


def _cells(row: Row, now: float) -> list[str]:
    age = row.age(now)
    return [
        row.exchange,
        row.stream,
        row.symbol,
        "" if row.price is None else f"{row.price:.10g}",
        f"{row.rate(now):,.1f}",
        ("" if age is None else f"{age:.1f}") + ("!" if row.stale else ""),
        f"{row.gaps:,}",
        "" if row.lag is None else f"{row.lag:,.0f}",
    ]
