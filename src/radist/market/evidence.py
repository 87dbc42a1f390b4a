"""How far order books are to be believed, as evidence beside their numbers says.

Numbers without holes prove that no change is missing. That what was applied is the exchange's book
is proven by holding it against what else the exchange says: its own stream of best prices, and now
and then its REST, each at the very same update. A book that differs, or is crossed, is lost with a
`Gap` before anything else is told of it, and is to be asked for anew, it alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from radist.confidence import BookTraits, Confidence
from radist.market.audit import Finding
from radist.market.book import OrderBook
from radist.market.kept_book import Kept
from radist.model import BookDelta, BookSnapshot, Event, Gap, Quote
from radist.topics import parse

CONTRADICTED = "contradicted"
"""The cause of a gap: the book differed from what else the exchange says, or was crossed."""
Place = tuple[str, str]
"""Exchange and symbol."""


class Evidence:
    """A stage of the pipeline that keeps the books, and what speaks for each."""

    kinds: tuple[type[Event], ...] = (BookSnapshot, BookDelta, Gap)

    def __init__(
        self,
        quotes: Callable[[str, str], Iterable[Quote]],
        traits: Callable[[str], BookTraits] = lambda exchange: BookTraits(),
    ) -> None:
        """`quotes` are those last heard of a symbol, newest first; `traits` what an exchange's
        books are like.
        """
        self.counts: Counter[tuple[str, str]] = Counter()
        """By exchange and by what came of it: how often a book was held against something."""
        self._quotes = quotes
        self._traits = traits
        self._kept: dict[Place, Kept] = {}
        self._due: dict[Place, int] = {}
        """What is to be asked for anew, and from when on."""

    def book(self, exchange: str, symbol: str) -> OrderBook:
        """The one book of this instrument."""
        return self._of(exchange, symbol).book

    def process(self, event: Event) -> Iterable[Event]:
        """Take it into its book; the `Gap` where that cannot be right."""
        if event.channel != BookDelta.channel:
            return ()
        kept = self._of(event.exchange, event.symbol)
        kept.book.apply(event)
        if isinstance(event, Gap):
            if event.cause != CONTRADICTED:  # of that more is known already
                kept.lose(event.cause)
        elif isinstance(event, BookSnapshot):
            kept.begin(event, self._traits(event.exchange))
        elif isinstance(event, BookDelta) and kept.book.live:
            kept.take(event)
        return self._looked_at(kept, event) if kept.book.live else ()

    def tick(self, now: int) -> Iterable[Event]:
        """Nothing follows from time alone."""
        return ()

    def _of(self, exchange: str, symbol: str) -> Kept:
        place = (exchange, symbol)
        if place not in self._kept:
            self._kept[place] = Kept()
        return self._kept[place]

    def _looked_at(self, kept: Kept, event: Event) -> Iterable[Event]:
        agreed = kept.compared
        if crossed := kept.crossed():
            return (self._lost(kept, event, crossed),)
        reason = kept.compare(self._quotes(event.exchange, event.symbol))
        self.counts[event.exchange, "agreed"] += kept.compared - agreed
        if not reason and kept.audit:
            reason = self._audited(event.exchange, kept, event.time_received)
        return self._doubted(kept, event, reason)

    def _audited(self, exchange: str, kept: Kept, now: int) -> str:
        result = kept.judge(now)
        if result.finding is not Finding.NOT_YET:
            self.counts[exchange, f"audit {result.finding.value}"] += 1
        return result.words

    def _doubted(self, kept: Kept, event: Event, reason: str) -> Iterable[Event]:
        return (self._lost(kept, event, reason),) if reason and not kept.stands(reason) else ()

    def _lost(self, kept: Kept, event: Event, reason: str) -> Gap:
        """A book cannot be believed: nothing of it is, until it has come anew."""
        self.counts[event.exchange, CONTRADICTED] += 1
        now, since = event.time_received, kept.since
        self._due[event.exchange, event.symbol] = now + kept.pause()
        place = (event.exchange, event.symbol, event.native, event.time_exchange, now)
        gap = Gap(*place, channel=BookDelta.channel, cause=CONTRADICTED, from_time=since)
        kept.book.apply(gap)
        kept.lose(reason)
        return gap

    def due(self, now: int) -> list[Place]:
        """What is to be asked for anew now; it is told once."""
        found = [place for place, time in self._due.items() if time <= now]
        for place in found:
            del self._due[place]
        return found

    def thin(self, exchange: str) -> list[Place]:
        """The books of an exchange of which more levels should be known."""
        return [
            p for p, kept in self._kept.items() if p[0] == exchange and kept.thin and kept.book.live
        ]

    def to_audit(self, exchange: str, before: int) -> Place | None:
        """The book whose last audit is the longest ago, if it was before that."""
        asked = {
            place: kept.audit_asked
            for place, kept in self._kept.items()
            if place[0] == exchange and kept.book.live and kept.audit_asked < before
        }
        return min(asked, key=asked.__getitem__, default=None)

    def asked(self, place: Place, now: int) -> None:
        """REST is being asked for a picture: from now on changes are remembered."""
        self._of(*place).ask(now)

    def answered(self, place: Place, picture: BookSnapshot | None, now: int) -> Iterable[Event]:
        """What REST said, if it did; the `Gap` where it contradicts. Where the book has to go on
        first, it is held against it later.
        """
        kept = self._of(*place)
        if picture is None or kept.audit is None:
            kept.audit = None
            return ()
        kept.audit.picture = picture
        return self._doubted(kept, picture, self._audited(place[0], kept, now))

    def confidence(self, exchange: str, symbol: str) -> Confidence:
        """What speaks for a book as it is now."""
        return self._of(exchange, symbol).confidence()

    def verdicts(self, exchange: str) -> Counter[str]:
        """How many books there are of each verdict."""
        mine = (kept for place, kept in self._kept.items() if place[0] == exchange)
        return Counter(kept.verdict for kept in mine if kept.since is not None)

    def let_go(self, topics: Iterable[str]) -> None:
        """Nothing of these is heard any more."""
        for exchange, asked in map(parse, topics):
            if asked.channel != BookDelta.channel:
                continue
            place = (exchange, asked.symbol)
            self._due.pop(place, None)
            if place in self._kept:
                self._kept[place].forget()
