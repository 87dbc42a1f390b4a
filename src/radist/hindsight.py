"""What was before, as far as the exchange's REST tells it: for alerts that begin, or go on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from heapq import merge
from typing import NamedTuple

from radist import topics
from radist.alarms import Alert, Memory, history_of
from radist.alerts.rule import moment
from radist.conditions import TRADES
from radist.errors import ClientError
from radist.model import Candle, Event, Subscription, Trade
from radist.receiver import Receiver
from radist.topics import topic_of

log = logging.getLogger(__name__)

_PAGE = 1000
_MOST_PAGES = 20
_AT_ONCE = 4
"""Symbols that are asked about at the same time."""
_TRIES = 5
_PAUSE = 1.0
_EXACT = 600_000_000
"""Microseconds: what was missed within so many is looked at trade by trade."""
_COUNTED = 6 * 3_600_000_000
"""The same where trades are counted, and can be had from the oldest on."""
_MINUTE = 60_000_000
_SETTLED = 3.0
"""Seconds within which a stream is there, as a rule."""
Begins = tuple[Alert, Memory | None]
Past = Callable[[], list[Event]]
"""What was before, put in order by whoever wants it."""


class Told(NamedTuple):
    """The events of a topic from a time on, oldest first."""

    since: int
    events: list[Event]


class Hindsight:
    """Alerts of one symbol are served together: the exchange is asked once for each stream."""

    def __init__(self, receiver: Receiver, now: Callable[[], int]) -> None:
        self._receiver = receiver
        self._now = now
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._unheard: dict[str, asyncio.Event] = {}
        """Streams whose first event somebody waits for."""

    def hear(self, event: Event) -> None:
        """Something has come."""
        if self._unheard and (heard := self._unheard.get(topic_of(event))):
            heard.set()

    async def of(
        self, begun: Sequence[Begins], tell: Callable[[Alert, Past], Awaitable[None]]
    ) -> None:
        """Tell each of these alerts, all of one symbol, what was before it, oldest first."""
        now = self._now()
        wanted = {alert.id: needs(alert, memory, now) for alert, memory in begun}
        since: dict[str, int] = {}
        for each in wanted.values():
            for topic, begin in each.items():
                since[topic] = min(begin, since.get(topic, begin))
        async with self._places:
            await self._settle({topic for each in begun for topic in missed(*each, now)})
            found = {topic: await self.back_to(topic, begin) for topic, begin in since.items()}
        for alert, _ in begun:
            await tell(alert, partial(_in_order, wanted[alert.id], found))

    async def _settle(self, exact: Collection[str]) -> None:
        """Wait until these come live: what happens between the end of the past and the beginning
        of a stream nobody would tell us.
        """
        waits = {topic: self._unheard.setdefault(topic, asyncio.Event()) for topic in exact}
        with suppress(TimeoutError):
            async with asyncio.timeout(_SETTLED):
                for heard in waits.values():
                    await heard.wait()
        for topic in waits:
            self._unheard.pop(topic, None)

    async def onward(self, topic: str, last: int) -> AsyncIterator[list[Trade]]:
        """Pages of what came after a trade, by its number, the oldest first: as far as the exchange
        counts on without a hole.
        """
        step = _PAGE
        while True:
            before = last + 1 + step
            async with self._places:
                told = await self._page(topic, str(before))
            page = [event for event in told if isinstance(event, Trade) and event.id.isdecimal()]
            if not page or int(page[-1].id) <= last:
                return
            if int(page[0].id) <= last + 1:
                yield [event for event in page if int(event.id) > last]
                last = int(page[-1].id)
                if last + 1 < before:
                    return
            elif len(page) < step:
                step = len(page)  # its pages are shorter
            else:
                return

    async def back_to(self, topic: str, since: int, most: int = _MOST_PAGES) -> Told:
        """What a topic told from a time on, as far as that is to be had."""
        pages: list[Sequence[Event]] = []
        before: int | str | None = None
        reached = since
        while page := await self._page(topic, before):
            pages.append(page)
            first = page[0]
            if moment(first) < since:
                break
            if len(pages) >= most:
                reached = moment(first) + _MINUTE - moment(first) % _MINUTE
                break
            before = first.time_open if isinstance(first, Candle) else getattr(first, "id", None)
        events = (event for page in reversed(pages) for event in page)
        return Told(reached, [event for event in events if moment(event) >= reached])

    async def _page(self, topic: str, before: int | str | None) -> Sequence[Event]:
        pause, reason = _PAUSE, ""
        for _ in range(_TRIES):
            try:
                return await self._receiver.history(topic, before, _PAGE)
            except ClientError as error:
                if error.code != 503:
                    return ()
                reason = str(error)
                await asyncio.sleep(max(pause, error.retry_after or 0.0))
                pause *= 2
        log.warning("no history for alerts", extra={"topic": topic, "reason": reason})
        return ()


def needs(alert: Alert, memory: Memory | None, now: int) -> dict[str, int]:
    """The topics whose past an alert has to be shown, and from when on. What was missed of late is
    looked at trade by trade, what was before that by the candle.
    """
    what = alert.definition
    seen = memory.evaluated if memory else now
    wanted = {}
    for topic, seconds in history_of(what).items():
        begin = min(seen, now - int(seconds * 1e6))
        if begin < now:
            wanted[topic] = begin
    return wanted | missed(alert, memory, now)


def counted(alert: Alert, memory: Memory | None, now: int) -> tuple[str, int] | None:
    """The topic and the number of the last trade that one has seen, if it needs nothing but to be
    shown what came after it.
    """
    what = alert.definition
    if memory is None or now - memory.evaluated > _COUNTED:
        return None
    channel, _, name = memory.last.partition("/")
    only_trades = what.condition.streams == {TRADES} and not any(history_of(what).values())
    if not only_trades or channel != TRADES[0] or not name.isdecimal():
        return None
    return _topic(alert, *TRADES), int(name)


def missed(alert: Alert, memory: Memory | None, now: int) -> dict[str, int]:
    """What of it is looked at trade by trade, and from when on."""
    trades = TRADES in alert.definition.condition.streams
    if memory is None or not trades or now - memory.evaluated > _EXACT:
        return {}
    return {_topic(alert, *TRADES): memory.evaluated - memory.evaluated % _MINUTE}


def _topic(alert: Alert, channel: str, interval: str) -> str:
    what = alert.definition
    return topics.topic(what.exchange, Subscription(channel, what.symbol, interval))


def _in_order(wanted: dict[str, int], found: dict[str, Told]) -> list[Event]:
    """What one alert is to be shown."""
    parts = (
        [event for event in found[topic].events if moment(event) >= begin]
        for topic, begin in wanted.items()
    )
    return list(merge(*parts, key=moment))
