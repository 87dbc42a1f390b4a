"""Portfolios that move by themselves: told again when prices move, where somebody listens."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from radist import platform
from radist.errors import ClientError
from radist.hub.hub import Hub
from radist.model import Ticker, Trade
from radist.portfolios import Portfolios
from radist.receiver import Receiver
from radist.topics import family
from radist.trading import money

log = logging.getLogger(__name__)

_PERIOD = 0.25
"""Seconds between two looks: nobody is told more often."""
Place = tuple[str, str]


class _Seen:
    """What an owner was told last."""

    def __init__(self, portfolio: dict[str, Any]) -> None:
        self.marks = {
            (position["exchange"], position["symbol"]): position["mark"]
            for position in portfolio["positions"]
        }


class Marks:
    """What holdings are worth now, and who is told."""

    def __init__(
        self, receiver: Receiver, hub: Hub, portfolios: Portfolios, now: Callable[[], int]
    ) -> None:
        self._now = now
        self._receiver = receiver
        self._hub = hub
        self._portfolios = portfolios
        self._seen: dict[str, _Seen] = {}
        """By owner, of those who listen."""
        portfolios.marks = self.mark

    def mark(self, exchange: str, symbol: str) -> Decimal | None:
        """What one unit was last traded at, as far as it is known here."""
        found = (self._hub.latest(f"{kind}.{exchange}.{symbol}") for kind in ("trade", "ticker"))
        known = [event for event in found if isinstance(event, Trade | Ticker)]
        if not known:
            return None
        return money.decimal(max(known, key=lambda event: event.time_received).price)

    def changed(self, owner: str) -> None:
        """Look anew at what an owner has."""
        self._seen.pop(owner, None)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(_PERIOD)
            try:
                await self._look()
            except ClientError as error:
                log.warning("portfolios are not told", extra={"reason": str(error)})

    async def _look(self) -> None:
        listening = {
            room.removeprefix("user_") for room in self._hub.occupied() if family(room) == "user"
        }
        for owner in self._seen.keys() - listening:
            del self._seen[owner]
        for owner in listening:
            if (seen := self._seen.get(owner)) is None:
                self._seen[owner] = _Seen(await self._portfolios.get(owner))
            elif any(self._told(place) != mark for place, mark in seen.marks.items()):
                await self._tell(owner)
        wanted = set(self._topics())
        if wanted != self._receiver.wanted("marks"):
            self._receiver.want("marks", wanted)

    def _topics(self) -> Iterator[str]:
        """The tapes of what those who listen have, as far as they can be had."""
        for place in {place for seen in self._seen.values() for place in seen.marks}:
            try:
                yield self._receiver.check("trade.{}.{}".format(*place))
            except ClientError:  # that exchange is not listened to now, or trades it no more
                continue

    def _told(self, place: Place) -> str | None:
        mark = self.mark(*place)
        return None if mark is None else money.text(mark)

    async def _tell(self, owner: str) -> None:
        portfolio = await self._portfolios.get(owner)
        self._seen[owner] = _Seen(portfolio)
        seed = {"user_id": owner, "total_value": portfolio["equity"]}
        event = platform.event("portfolio_update", seed | portfolio, self._now())
        self._hub.tell(event)
