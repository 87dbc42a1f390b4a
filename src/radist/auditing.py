"""WIRING: what has to be asked of exchanges so that order books can be believed.

A book that was contradicted is asked for anew, at once, it alone. When REST has time, and only
then, more levels are asked for where few are known, and one book after another is held against a
picture of it.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import NoReturn

from radist.figures import BookFigures
from radist.ingest.feed import Feed
from radist.market.evidence import CONTRADICTED, Evidence, Place
from radist.model import BookDelta, Subscription
from radist.receiver import Receiver

log = logging.getLogger(__name__)

_TICK = 0.25
_AT_REST = 4
"""Ticks between two looks whether REST has time."""
_AGAIN = 600_000_000
"""Microseconds until a book is looked at again."""
_SHARE = 0.5
"""The part of the weight that may be used before what can wait has to."""


class Auditing:
    """Asks on behalf of the evidence, and gives it the answers."""

    def __init__(self, receiver: Receiver, evidence: Evidence, now: Callable[[], int]) -> None:
        self._receiver = receiver
        self._evidence = evidence
        self._now = now
        self._deepened: dict[Place, int] = {}
        self._asking: set[str] = set()
        """Exchanges that have not answered yet."""

    async def run(self) -> NoReturn:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                for _ in range(_AT_REST):
                    await asyncio.sleep(_TICK)
                    self._renew()
                for name, feed in self._receiver.feeds.items():
                    if name not in self._asking and _is_idle(feed) and not self._deepen(name, feed):
                        self._audit(name, feed, tasks)

    def _renew(self) -> None:
        """Ask for the books that were contradicted."""
        for exchange, symbol in self._evidence.due(self._now()):
            reason = self._evidence.confidence(exchange, symbol).reason
            fields = {"exchange": exchange, "symbol": symbol, "reason": reason}
            log.warning("order book contradicted: asking for it anew", extra=fields)
            of = Subscription(BookDelta.channel, symbol)
            self._receiver.feeds[exchange].renew(of, broken=True)

    def _deepen(self, exchange: str, feed: Feed) -> bool:
        """Ask for more levels of one book; whether there was one."""
        now = self._now()
        for place in self._evidence.thin(exchange):
            if now - self._deepened.get(place, -_AGAIN) >= _AGAIN:
                self._deepened[place] = now
                feed.renew(Subscription(BookDelta.channel, place[1]), broken=False)
                return True
        return False

    def _audit(self, exchange: str, feed: Feed, tasks: asyncio.TaskGroup) -> None:
        """Hold the book against REST whose turn it is."""
        now = self._now()
        place = self._evidence.to_audit(exchange, now - _AGAIN)
        if place is None:
            return
        self._evidence.asked(place, now)
        self._asking.add(exchange)
        tasks.create_task(self._picture(place, feed), name=f"picture of {place}")

    async def _picture(self, place: Place, feed: Feed) -> None:
        try:
            picture = await feed.picture(place[1])
        finally:
            self._asking.discard(place[0])
        self._receiver.tell(self._evidence.answered(place, picture, self._now()))

    def figures(self, exchange: str) -> BookFigures:
        """How the books of an exchange are doing."""
        verdicts, counts = self._evidence.verdicts(exchange), self._evidence.counts
        return BookFigures(
            proven=verdicts["proven"],
            unproven=verdicts["unproven"],
            doubtful=verdicts["doubtful"],
            compared=counts[exchange, "agreed"],
            audited=counts[exchange, "audit agrees"],
            contradicted=counts[exchange, CONTRADICTED],
            rest=self._receiver.rest(exchange),
        )


def _is_idle(feed: Feed) -> bool:
    used, allowed = feed.weight
    return feed.connected and feed.delay <= 0 and used <= _SHARE * allowed
