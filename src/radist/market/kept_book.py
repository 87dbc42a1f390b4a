"""One order book with what speaks for it and against it."""

from collections.abc import Iterable
from itertools import islice
from math import inf

from radist.confidence import BookTraits, Confidence, Verdict
from radist.market.audit import Audit, Finding, Result, Row
from radist.market.book import OrderBook
from radist.model import BookDelta, BookSnapshot, Quote

SECOND = 1_000_000
_TOPS = 64
"""States of a book that late quotes are held against."""
_QUOTES = 500
"""How many of the newest quotes are looked at, at most."""
_PROVEN = 60 * SECOND
"""For how long of its changes a book is proven by one look that agreed."""
_PAUSE = SECOND
"""Before a book is asked for that was contradicted again: twice as long each time."""
_LONGEST = 6
"""How often that is doubled at most: what nothing ever agrees with is contradicted now and then."""
_IN_VAIN = 3
"""Times in a row that a book is asked for anew. Whoever contradicts it then, too, may be the one
who is wrong.
"""
_PATIENCE = 60 * SECOND
"""For an answer of REST, and for the book to come to it."""
_WHOLE = 100
"""Levels of a side: where a snapshot has fewer, there are no more."""
_SELDOM = 256
"""Changes between two looks how many levels are known."""
_THIN = 200
"""Where fewer are known for sure, more should be asked for."""
_Best = tuple[float, float, float, float]


class Kept:
    """Times are ours, microseconds."""

    def __init__(self) -> None:
        self.book = OrderBook()
        self.forget()

    def forget(self) -> None:
        """Nobody follows it any more: what comes later speaks for another book."""
        self.book.forget()
        self.since: int | None = None
        """When the snapshot came that it was made of; None before the first."""
        self.compared = 0
        """How often its best prices were as a quote of the same update had them."""
        self.audited = 0
        """How often it was as REST has it."""
        self.audit: Audit | None = None
        self.audit_asked = 0
        self._suspects: frozenset[Row] = frozenset()
        """Levels that the last audit could not tell about."""
        self._reason = ""
        """Why it is doubtful."""
        self._agreed: int | None = None
        """When something agreed last, since the snapshot."""
        self._changed = 0
        self._doubts = 0
        """How often it was contradicted since something agreed."""
        self._reach = (-inf, inf)
        """The prices between which every level is known."""
        self.thin = False
        """Whether more levels should be known, as of when it was last looked at."""
        self._taken = 0
        self._apart = True
        self._tops: dict[int, _Best] = {}
        """Its best prices by update, of those that no quote was found for yet."""
        self._looked: Quote | None = None
        """The newest quote that was looked at."""
        self._ahead = False
        """Whether there are quotes that it is behind of."""

    def begin(self, snapshot: BookSnapshot, traits: BookTraits) -> None:
        """The book was replaced."""
        whole, self._apart = traits.whole, traits.apart
        self.since = self._changed = snapshot.time_received
        bids, asks = snapshot.bids, snapshot.asks
        floor = -inf if whole or len(bids) < _WHOLE else min(bids)[0]
        ceiling = inf if whole or len(asks) < _WHOLE else max(asks)[0]
        self._reach = (floor, ceiling)
        self._agreed, self.audit, self._reason = None, None, ""
        self._tops.clear()
        self._measure()

    def _measure(self) -> None:
        self.thin = self._reach != (-inf, inf) and min(self._known()) < _THIN

    def take(self, delta: BookDelta) -> None:
        """The book has gone on."""
        self._changed = delta.time_received
        self._taken += 1
        if self._taken % _SELDOM == 0:
            self._measure()
        if self.audit:
            self.audit.take(delta)

    def lose(self, reason: str) -> None:
        """The book cannot be believed."""
        self._reason, self._agreed, self.audit = reason, None, None
        self._suspects = frozenset()

    def pause(self) -> int:
        """It is contradicted: for how long to leave it."""
        self._doubts += 1
        return _PAUSE << min(self._doubts - 1, _LONGEST) if self._doubts > 1 else 0

    def stands(self, reason: str) -> bool:
        """Whether it is told all the same, as doubtful: it came anew again and again, and an
        exchange that contradicts itself for ever is not to be without books.
        """
        if self._doubts < _IN_VAIN:
            return False
        self._reason = reason
        return True

    def crossed(self) -> str:
        """Why it cannot be right by itself; empty where it can."""
        bid, ask = self.book.top
        if not (bid and ask):
            return ""
        self._tops[self.book.last_id] = (*bid, *ask)
        if len(self._tops) > _TOPS:
            del self._tops[next(iter(self._tops))]
        return f"crossed: bid {bid[0]}, ask {ask[0]}" if bid[0] >= ask[0] else ""

    def compare(self, quotes: Iterable[Quote]) -> str:
        """Hold it against those quotes, newest first, that it has not been held against yet: what
        differs. Those that are ahead of it are left for later.
        """
        told = self._unseen(quotes)
        newer, looked = self._ahead, None
        for number, found in told.items():
            best = self._tops.get(number)
            if best is not None and all(_best(quote) != best for quote in found):
                if self._apart or newer:
                    del self._tops[number]
                    self._looked = looked or found[0]
                    return f"{best} here, {_best(found[0])} quoted at {number}"
                continue  # another of the same number may be on its way
            if self._tops.pop(number, None):
                self.compared += 1
                self._agree(found[0].time_received)
            newer, looked = True, looked or found[0]
        self._looked = looked or self._looked
        return ""

    def _unseen(self, quotes: Iterable[Quote]) -> dict[int, list[Quote]]:
        """Those that it has not been held against and is not behind of, by number, newest first."""
        told: dict[int, list[Quote]] = {}
        self._ahead = False
        for quote in islice(quotes, _QUOTES):
            if quote is self._looked:
                break
            number = int(quote.id) if quote.id.isdecimal() else 0
            if number > self.book.last_id:
                self._ahead = True
            else:
                told.setdefault(number, []).append(quote)
        return told

    def _agree(self, now: int) -> None:
        self._agreed = max(now, self._agreed or 0)
        self._doubts, self._reason = 0, ""

    def ask(self, now: int) -> None:
        """REST is asked for a picture."""
        self.audit_asked = now
        live = self.book.live
        self.audit = Audit(self.book, *self._reach, self._suspects) if live else None

    def judge(self, now: int) -> Result:
        """What the audit has come to."""
        assert self.audit is not None
        result = self.audit.judge()
        if result.finding is Finding.NOT_YET and now - self.audit_asked > _PATIENCE:
            result = Result(Finding.NOTHING)
        if result.finding is not Finding.NOT_YET:
            self.audit = None
            if result.suspects and not self._suspects:
                self.audit_asked = 0  # the next one is to tell, and soon
            self._suspects = result.suspects
        if result.finding is Finding.AGREES:
            self.audited += 1
            self._agree(now)
        return result

    def _known(self) -> tuple[int, int]:
        """How many levels of each side are known without a hole."""
        floor, ceiling = self._reach
        bids = sum(price >= floor for price, _ in self.book.walk("sell"))
        return bids, sum(price <= ceiling for price, _ in self.book.walk("buy"))

    @property
    def verdict(self) -> Verdict:
        """In one word."""
        if self._reason or not self.book.live:
            return "doubtful"
        proven = self._agreed is not None and self._changed - self._agreed <= _PROVEN
        return "proven" if proven else "unproven"

    def confidence(self) -> Confidence:
        """What there is to be said."""
        bids, asks = self._known()
        reason = self._reason or ("" if self.book.live else "no snapshot yet")
        evidence = (self.compared, self.audited, self._agreed, self.since)
        return Confidence(self.verdict, reason, *evidence, bids, asks)


def _best(quote: Quote) -> _Best:
    return quote.bid_price, quote.bid_quantity, quote.ask_price, quote.ask_quantity
