"""Whether events agree with one another: ids without holes, books unbroken, best prices as quoted.

What is missing and said to be (a `Gap`) is counted; what is missing in silence, or contradicts
something else, is wrong.
"""

from dataclasses import asdict, dataclass

from radist.derivatives import OffMarketTrade
from radist.market.book import OrderBook
from radist.model import (
    AggTrade,
    BlockTrade,
    BookDelta,
    BookSnapshot,
    Event,
    Gap,
    Quote,
    Trade,
)

_AHEAD = 100_000
"""Quotes that wait for a book that is behind them."""
_Top = tuple[float, float, float, float]


@dataclass(slots=True)
class Counts:
    """What was looked at, and what was found."""

    events: int = 0
    trades: int = 0
    """Aggregated ones too."""
    gaps: int = 0
    """Holes that were said."""
    trades_missing: int = 0
    """Ids that never came, and no gap names them."""
    trades_repeated: int = 0
    book_snapshots: int = 0
    book_deltas: int = 0
    books_broken: int = 0
    """Deltas that do not follow what came before, and no gap says so."""
    books_crossed: int = 0
    """Times when a best bid was not below the best ask."""
    quotes: int = 0
    quotes_compared: int = 0
    """With the book at the very same update: price and size of both sides."""
    quotes_different: int = 0

    @property
    def wrong(self) -> int:
        """How much contradicts the rest."""
        return (
            self.trades_missing
            + self.trades_repeated
            + self.books_broken
            + self.books_crossed
            + self.quotes_different
        )


class Verification:
    """Takes events in their order, of any number of streams; `counts` at any time."""

    def __init__(self, *, numbered: bool = True) -> None:
        """`numbered` says whether the ids of trades grow by one."""
        self.counts = Counts()
        self._numbered = numbered
        self._rows: dict[tuple[str, str, str], _Row] = {}
        self._books: dict[tuple[str, str], _Book] = {}

    def take(self, event: Event) -> None:
        """Look at the next event."""
        counts = self.counts
        counts.events += 1
        if isinstance(event, Trade | AggTrade | OffMarketTrade | BlockTrade):
            counts.trades += 1
            if self._numbered:
                self._row(event).take(event, counts)
        elif isinstance(event, BookSnapshot | BookDelta | Quote):
            self._book(event).take(event, counts)
        elif isinstance(event, Gap):
            counts.gaps += 1
            if event.channel == BookDelta.channel:
                self._book(event).lose(event)
            else:
                self._row(event).skip(event)

    def told(self) -> dict[str, int]:
        """The counts and their sum of what is wrong."""
        return asdict(self.counts) | {"wrong": self.counts.wrong}

    def _row(self, event: Event) -> "_Row":
        channel = event.channel if isinstance(event, AggTrade | Gap) else Trade.channel
        return self._rows.setdefault((channel, event.exchange, event.symbol), _Row())

    def _book(self, event: Event) -> "_Book":
        return self._books.setdefault((event.exchange, event.symbol), _Book())


class _Row:
    """The ids of one symbol's trades, which grow by one."""

    def __init__(self) -> None:
        self._expected: int | None = None

    def take(self, event: Trade | AggTrade | OffMarketTrade | BlockTrade, counts: Counts) -> None:
        if not event.id.isdecimal():
            return
        last = number = int(event.id)
        if isinstance(event, AggTrade) and event.id == event.last_id:
            number = int(event.first_id)  # it is named after the last of those it stands for
        if self._expected is not None and number != self._expected:
            if isinstance(event, BlockTrade):
                return  # some exchanges count them apart
            if number < self._expected:
                counts.trades_repeated += 1
                return
            counts.trades_missing += number - self._expected
        self._expected = last + 1

    def skip(self, gap: Gap) -> None:
        known = gap.to_id is not None and gap.to_id.isdecimal()
        self._expected = int(gap.to_id) + 1 if known and gap.to_id else None


class _Book:
    """One book, and the quotes that judge it."""

    def __init__(self) -> None:
        self._book = OrderBook()
        self._joined = False
        """Whether a delta has followed the snapshot."""
        self._ahead: dict[int, _Top] = {}

    def take(self, event: BookSnapshot | BookDelta | Quote, counts: Counts) -> None:
        if isinstance(event, Quote):
            self._quoted(event, counts)
            return
        if isinstance(event, BookDelta):
            counts.book_deltas += 1
            counts.books_broken += self._book.live and not self._follows(event)
        else:
            counts.book_snapshots += 1
        self._joined = isinstance(event, BookDelta) and self._book.live
        self._book.apply(event)
        counts.books_crossed += self._book.live and self._book.crossed
        self._catch_up(counts)

    def lose(self, gap: Gap) -> None:
        self._book.apply(gap)

    def _follows(self, delta: BookDelta) -> bool:
        last = self._book.last_id
        if delta.previous_id is None:
            return delta.first_id <= last + 1 <= delta.last_id
        if self._joined:
            return delta.previous_id == last
        return delta.previous_id <= last <= delta.last_id

    def _quoted(self, quote: Quote, counts: Counts) -> None:
        counts.quotes += 1
        number = int(quote.id) if quote.id.isdecimal() else -1
        top = (quote.bid_price, quote.bid_quantity, quote.ask_price, quote.ask_quantity)
        if number > self._book.last_id:
            if len(self._ahead) < _AHEAD:
                self._ahead[number] = top
        elif number == self._book.last_id and self._book.live:
            self._compare(top, counts)

    def _catch_up(self, counts: Counts) -> None:
        """The book has come to an update: judge it by that quote, forget those before."""
        last, ahead = self._book.last_id, self._ahead
        if last in ahead and self._book.live:
            self._compare(ahead[last], counts)
        for number in list(ahead):
            if number > last:
                break
            del ahead[number]

    def _compare(self, top: _Top, counts: Counts) -> None:
        counts.quotes_compared += 1
        counts.quotes_different += (*self._book.bids(1), *self._book.asks(1)) != (top[:2], top[2:])
