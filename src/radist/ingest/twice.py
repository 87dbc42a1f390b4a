"""What comes over two sockets, and where the second of them goes."""

from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import urlsplit

from radist import selections, topics
from radist.errors import ClientError
from radist.exchanges.base import ALL, Exchange
from radist.ingest.budget import Budget
from radist.ingest.connection import Receive, Wire
from radist.ingest.fetcher import Access
from radist.ingest_settings import Twins, second
from radist.model import Instrument, Subscription

Fits = Callable[[Instrument], bool]


class Twice:
    """Whether a subscription is among topics of an exchange, and selections of them; `*` means all
    that there is on a channel.
    """

    def __init__(self, exchange: Exchange, wanted: Iterable[str]) -> None:
        self._exchange = exchange
        parsed = map(topics.parse, wanted) if exchange.shares else ()
        self._asked = tuple(asked for name, asked in parsed if name == exchange.name)
        self._meant: dict[Subscription, Fits] = {}
        """What each of these means, as of a revision of what there is: to read a selection takes a
        look at all instruments.
        """
        self._revision = -1

    def __call__(self, subscription: Subscription) -> bool:
        if self._asked and self._revision != self._exchange.revision:
            self._meant = {asked: self._read(asked.symbol) for asked in self._asked}
            self._revision = self._exchange.revision
        kind = (subscription.channel, subscription.interval)
        return any(
            (asked.channel, asked.interval) == kind
            and (asked.symbol in (ALL, subscription.symbol) or self._fits(fits, subscription))
            for asked, fits in self._meant.items()
        )

    def _fits(self, fits: Fits, one: Subscription) -> bool:
        instrument = self._exchange.instruments.get(one.symbol)
        return instrument is not None and fits(instrument)

    def _read(self, symbol: str) -> Fits:
        known = self._exchange.instruments
        try:
            if selections.is_selection(symbol):
                return selections.read(symbol, self._exchange.name, known.values()).fits
            return self._exchange.find(symbol).__eq__
        except ClientError:  # what is not known here comes by no socket either
            return lambda instrument: False


def elsewhere(
    access: Access, exchange: str, twins: Twins
) -> Callable[[str, Receive, Budget], Awaitable[Wire]]:
    """How the second socket is opened."""
    url, local = second(twins.urls, exchange), second(twins.addresses, exchange)

    async def opened(first: str, receive: Receive, budget: Budget) -> Wire:
        if not (url or local):
            return await access.open(first, receive, budget)
        there = urlsplit(url or first)
        parts = urlsplit(first)._replace(scheme=there.scheme, netloc=there.netloc)
        return await access.open(parts.geturl(), receive, budget, local)

    return opened
