"""Trades by REST, past and present as one: `/api/v1/trades`."""

import asyncio
from collections import OrderedDict
from typing import Annotated

from fastapi import APIRouter, Query, Response
from msgspec.structs import replace

from radist import codec
from radist.config import Config
from radist.errors import ClientError
from radist.exchanges.base import gap
from radist.hub.hub import Hub
from radist.model import Gap, Trade
from radist.server.turn import turn
from radist.server.upstream import Upstream

MOST = 1000
"""Trades in one answer, and asked for at once."""
_KEPT = 64
"""Streams of which the latest answer is kept."""
_FRESH = 2_000_000
"""Microseconds for which it is the present."""


Told = list[Trade | Gap]


class _Answer:
    """What REST said of one stream. Who holds the lock may ask the exchange, for all."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.trades: list[Trade] = []
        self.time = 0
        """When it was the present; 0 where it never was."""
        self.is_all = False
        """Whether the exchange tells no more."""

    def has(self, before: str | None, limit: int, now: int) -> bool:
        """Whether it tells so many trades that come right before one, or now."""
        if before is None or not self.trades:
            enough = self.is_all or len(self.trades) >= limit
            return enough and now - self.time < _FRESH
        last = self.trades[-1].id
        if not (before.isdecimal() and last.isdecimal()):
            return False
        return int(before) <= int(last) + 1 and len(self.before(before)) >= limit

    def before(self, trade: str | None) -> list[Trade]:
        """What comes before a trade."""
        return [t for t in self.trades if trade is None or _is_earlier(t.id, trade)]


class Trades:
    """Asks the exchange for what is before all that the room remembers."""

    def __init__(self, upstream: Upstream, hub: Hub, config: Config) -> None:
        self._upstream = upstream
        self._hub = hub
        self._exchange = config.market_exchange
        self._answers: OrderedDict[str, _Answer] = OrderedDict()
        self.router = APIRouter(tags=["Market data"])
        self.router.add_api_route("/api/v1/trades", self.trades, summary="Trades")

    async def trades(
        self,
        symbol: Annotated[str, Query(examples=["BTC/USDT"])],
        exchange: str | None = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 200,
        before: Annotated[str | None, Query(pattern=r"^[!-~]{1,64}$")] = None,
    ) -> Response:
        """Oldest first. Where none is missing between two of them there is no `gap`."""
        name = exchange or self._exchange
        topic = self._upstream.check(f"trade.{name}.{symbol}")
        found, more = await self._page(topic, before, limit)
        first = next((event for event in found if isinstance(event, Trade)), None)
        instrument = self._upstream.exchange(name).find(symbol)
        doubt = self._upstream.doubt(topic)
        content = {
            "exchange": name,
            "symbol": instrument.symbol,
            "native": instrument.native,
            "trades": found,
            "next": first.id if first and more else None,
            "stale": bool(doubt),
            "cause": doubt or None,
            "timestamp": codec.iso(self._upstream.now()),
        }
        return Response(codec.encode(content), media_type="application/json")

    async def _page(self, topic: str, before: str | None, limit: int) -> tuple[Told, bool]:
        """What there is, and whether there may be more of it."""
        found = self._remembered(topic, before, limit)
        trades = [event for event in found if isinstance(event, Trade)]
        lacking = limit - len(trades)
        if not lacking:
            return found, True
        try:
            older = await self._older(topic, trades[0].id if trades else before, lacking)
        except ClientError as error:
            if error.code == 503 and trades:
                return found, True
            if error.reason != "no_history":
                raise
            older = []
        if older:  # of what is right before, nothing is missing any more
            found = found[found.index(trades[0]) :] if trades else []
        if len(older) == lacking:
            return [*older, *found], True
        return _from_the_end([*older, *found]), False

    def _remembered(self, topic: str, before: str | None, limit: int) -> Told:
        """The last ones before a trade, and the gaps among them, as the room remembers them; none
        where it does not remember that trade: it cannot say what is right before it.
        """
        room = self._hub.rooms.get(topic)
        events = (message.event for message in reversed(room.messages if room else ()))
        if before and not any(isinstance(e, Trade) and e.id == before for e in events):
            return []
        found: Told = []
        for event in events:
            if isinstance(event, Trade | Gap):
                found.append(event)
                limit -= isinstance(event, Trade)
            if limit == 0:
                break
        return found[::-1]

    async def _older(self, topic: str, before: str | None, limit: int) -> list[Trade]:
        """As many, if the exchange gives them."""
        answer = self._answers.setdefault(topic, _Answer())
        self._answers.move_to_end(topic)
        if len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
        async with turn(answer.lock):
            now = self._upstream.now()
            if answer.has(before, limit, now):
                return answer.before(before)[-limit:]
            answer.trades = await self._ask(topic, before, limit)
            answer.time = now if before is None else 0
            answer.is_all = len(answer.trades) < limit
            return answer.trades[-limit:]

    async def _ask(self, topic: str, before: str | None, limit: int) -> list[Trade]:
        """As many, or more if they come by themselves: some exchanges tell few at once."""
        found: list[Trade] = []
        while len(found) < limit:
            end = found[0].id if found else before
            events = await self._upstream.history(topic, end, MOST)
            more = [event for event in events if isinstance(event, Trade)]
            if not more:
                break
            found[:0] = more
        return found


def _from_the_end(found: Told) -> Told:
    """The same, and first that there may be more which the exchange does not tell."""
    first = next(iter(found), None)
    if not isinstance(first, Trade) or first.id == "0":
        return found
    last = str(int(first.id) - 1) if first.id.isdecimal() else None
    return [replace(gap(first, "history", 0, (None, last)), from_time=None), *found]


def _is_earlier(one: str, other: str) -> bool:
    """By number, where the exchange counts."""
    return one.isdecimal() and other.isdecimal() and int(one) < int(other)
