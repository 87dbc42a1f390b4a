"""The markets of paper orders: books and tapes are wanted while somebody needs them."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from radist import topics
from radist.errors import ClientError
from radist.hub.book_room import BookRoom
from radist.hub.hub import Hub
from radist.model import BookDelta, BookSnapshot, Event, Freshness, Gap, Instrument, Trade
from radist.receiver import Receiver
from radist.trading.matching import Matcher
from radist.trading.orders import Outcome, Rules

_HEARD = frozenset({Trade, BookDelta, BookSnapshot, Gap, Freshness})
_PATIENCE = 10.0
"""Seconds in which a book that nobody followed has to be there."""


class Market:
    """An instrument that is traded on paper, and the topics of its book and its tape."""

    def __init__(self, matcher: Matcher, book: str, tape: str) -> None:
        self.matcher = matcher
        self.book = book
        self.tape = tape
        self.heard = asyncio.Event()
        """Set when something is heard."""
        self.is_new = True
        """Whether nobody has waited for it yet."""
        self.visitors = 0
        """How many ask it something just now."""

    @property
    def is_wanted(self) -> bool:
        """Whether somebody needs to hear of it."""
        return bool(self.visitors) or not self.matcher.is_idle


class Followed:
    """All of them. What follows in a matcher from events and from time is given to `note`."""

    def __init__(
        self,
        rules: Rules,
        receiver: Receiver,
        hub: Hub,
        now: Callable[[], int],
        note: Callable[[Iterable[Outcome]], None],
    ) -> None:
        self._rules = rules
        self._receiver = receiver
        self._hub = hub
        self._now = now
        self._note = note
        self._markets: dict[tuple[str, str], Market] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._deaf: Callable[[], None] | None = None
        receiver.part(self._parted)

    def __iter__(self) -> Iterator[Market]:
        return iter(tuple(self._markets.values()))

    def get(self, exchange: str, symbol: str) -> Market | None:
        """One that is followed already."""
        return self._markets.get((exchange, symbol))

    def open(self, exchange: str, symbol: str) -> Market:
        """One, followed from now on if need be. Raises ClientError."""
        instrument = self._receiver.exchange(exchange).find(symbol)
        market = self.get(exchange, instrument.symbol)
        if market is None:
            market = self._open(exchange, instrument)
            self._markets[exchange, instrument.symbol] = market
        return market

    def _open(self, exchange: str, instrument: Instrument) -> Market:
        address = f"{exchange}.{instrument.symbol}"
        book, tape = (self._receiver.check(f"{kind}.{address}") for kind in ("book", "trade"))
        market = Market(Matcher(instrument, self._rules), book, tape)
        room = self._hub.rooms.get(book)
        if isinstance(room, BookRoom) and (picture := room.snapshot()):
            assert isinstance(picture.event, Event)
            market.matcher.process(picture.event)
        if self._deaf is None:
            self._deaf = self._receiver.bus.listen(self._hear)
        return market

    @contextmanager
    def visit(self, exchange: str, symbol: str) -> Iterator[Market]:
        """One, followed as long as this lasts. Raises ClientError."""
        market = self.open(exchange, symbol)
        market.visitors += 1
        self.follow()
        try:
            yield market
        finally:
            market.visitors -= 1
            self.follow()

    async def know(self, market: Market) -> None:
        """Wait until the book of a market is there, and of a new one until it can be believed too:
        its sockets may be late. But not for ever; then the doubt says why.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while not market.matcher.book.live or (market.is_new and self.doubt(market)):
                    market.heard.clear()
                    await market.heard.wait()
        market.is_new = False

    def doubt(self, market: Market) -> str:
        """Why a market cannot be believed now; empty while it can."""
        for topic in (market.book, market.tape):
            if cause := self._receiver.doubt(topic):
                return f"the stream {topic} is in doubt: {cause}"
        return market.matcher.doubt(self._now())

    def follow(self) -> None:
        """Want books and tapes where somebody needs them, and look at the clock when it is time."""
        wanted = {t for m in self._markets.values() if m.is_wanted for t in (m.book, m.tape)}
        if wanted != self._receiver.wanted("paper"):
            self._receiver.want("paper", wanted)
        if self._timer:
            self._timer.cancel()
            self._timer = None
        times = [due for market in self if (due := market.matcher.due) is not None]
        if times:
            delay = max(0.0, (min(times) - self._now()) / 1e6)
            self._timer = asyncio.get_running_loop().call_later(delay, self._tick)

    def _tick(self) -> None:
        now = self._now()
        for market in self:
            if (due := market.matcher.due) is not None and due <= now:
                self._note(market.matcher.tick(now))
        self.follow()

    def _hear(self, event: Event) -> None:
        if event.__class__ not in _HEARD or event.backfilled is True:
            return  # nobody can be served any more by what was traded then
        market = self._markets.get((event.exchange, event.symbol))
        if market is not None:
            if outcomes := market.matcher.process(event):
                self._note(outcomes)
            market.heard.set()

    def _parted(self, parted: Iterable[str]) -> None:
        """What is let go is followed no more."""
        for topic in parted:
            try:
                exchange, asked = topics.parse(topic)
            except ClientError:
                continue
            market = self.get(exchange, asked.symbol)
            if market and not market.is_wanted:
                del self._markets[exchange, asked.symbol]
        if not self._markets and self._deaf:
            self._deaf()
            self._deaf = None
