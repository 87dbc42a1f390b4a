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
from radist.model import Subscription


class Twice:
    """Whether a subscription is among topics of an exchange, and selections of them; `*` means all
    that there is on a channel.
    """

    def __init__(self, exchange: Exchange, wanted: Iterable[str]) -> None:
        self._exchange = exchange
        parsed = map(topics.parse, wanted) if exchange.shares else ()
        self._asked = tuple(asked for name, asked in parsed if name == exchange.name)

    def __call__(self, subscription: Subscription) -> bool:
        return any(self._means(asked, subscription) for asked in self._asked)

    def _means(self, asked: Subscription, one: Subscription) -> bool:
        if (asked.channel, asked.interval) != (one.channel, one.interval):
            return False
        if asked.symbol in (ALL, one.symbol):
            return True
        instrument = self._exchange.instruments.get(one.symbol)
        if instrument is None:
            return False
        try:
            if not selections.is_selection(asked.symbol):
                return self._exchange.find(asked.symbol) == instrument
            known = self._exchange.instruments.values()
            return selections.read(asked.symbol, self._exchange.name, known).fits(instrument)
        except ClientError:  # what is not known here comes by no socket either
            return False


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
