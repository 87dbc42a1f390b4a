"""Holes of streams, filled by REST: the newest first, and while nobody needs REST more."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Protocol

from radist.errors import ClientError
from radist.ingest.clock import monotonic, now_us
from radist.market.filling import all_lost, ended, filling
from radist.market.ledger import Hole
from radist.model import Event
from radist.receiver import Receiver

log = logging.getLogger(__name__)

_LOOK = 0.25
_TICK = 1.0
_PAGE = 1000
_MOST = 20_000
"""Events that are held until they can be told in their order."""
_SHARE = 0.5
"""The part of REST's weight that is ever used for this, by whoever else it was spent."""
_TRIES = 8
"""How often an answer is asked for again that ends too early: REST may be behind the stream."""
_LONGEST = 60.0
"""Seconds between two tries while REST gives no answer."""


class Holes(Protocol):
    """What is missing."""

    def open_holes(self, exchange: str) -> Iterable[Hole]:
        """Newest first."""

    def filling(self, number: int) -> None:
        """One is being filled."""

    def reopen(self, number: int) -> None:
        """It could not be filled for now."""

    def is_past(self, hole: Hole) -> bool:
        """Whether ids have begun anew since: what has these now is something else."""


class _Work:
    """What has been done for one hole so far."""

    def __init__(self, hole: Hole) -> None:
        self.hole = hole
        self.how = filling(hole.gap)
        self.lost = {} if self.how else all_lost(hole.gap)
        self.batch: list[Event] = []
        """What is to be told, oldest first."""
        self.brought = 0
        self.due = 0.0
        self.pause = _TICK

    @property
    def done(self) -> bool:
        """Whether there is nothing more to ask for."""
        return self.how is None or self.how.done

    def give_up(self) -> None:
        """No more of it is to be had."""
        self.how, self.lost = None, all_lost(self.hole.gap)

    def put_off(self) -> None:
        """Try again later, and later each time."""
        self.due = monotonic() + self.pause
        self.pause = min(2 * self.pause, _LONGEST)


class Backfill:
    """One hole of an exchange at a time. What fills it is told as live events are, and after it
    how it ended.
    """

    def __init__(self, receiver: Receiver, holes: Holes) -> None:
        self._receiver = receiver
        self._holes = holes

    async def run(self) -> None:
        """Fill what is missing, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for name in self._receiver.feeds:
                tasks.create_task(self._work(name), name=f"{name} backfill")

    async def _work(self, exchange: str) -> None:
        begun: dict[int, _Work] = {}
        while True:
            if work := self._next(exchange, begun):
                await self._fill(work)
            else:
                await asyncio.sleep(_LOOK)

    def _next(self, exchange: str, begun: dict[int, _Work]) -> _Work | None:
        """The newest whose stream somebody wants, and which may be tried now; `begun` is, by hole,
        what is not ended.
        """
        now, holes = monotonic(), list(self._holes.open_holes(exchange))
        if begun:
            for over in begun.keys() - {hole.number for hole in holes}:
                del begun[over]
        for hole in holes:
            work = begun.get(hole.number)
            if (work is None or work.due <= now) and self._receiver.brings(hole.topic):
                return begun.setdefault(hole.number, work or _Work(hole))
        return None

    async def _fill(self, work: _Work) -> None:
        self._holes.filling(work.hole.number)
        try:
            while not work.done:
                await self._page(work)
        except ClientError as error:
            if error.code != 404:
                self._put_off(work, error)
                return
            work.give_up()  # there is no history of it
        self._tell(work)
        lost = work.how.lost() if work.how else work.lost
        self._receiver.fill(ended(work.hole.gap, work.brought, lost, now_us()))

    async def _page(self, work: _Work) -> None:
        """The next answer, asked for again while it ends too early. Raises ClientError."""
        assert work.how is not None
        page: list[Event] = []
        for _ in range(_TRIES):
            await self._idle(work.hole.gap.exchange)
            page = await self._receiver.history(work.hole.topic, work.how.before, _PAGE)
            if self._holes.is_past(work.hole):
                work.give_up()
                return
            if not work.how.is_short(page):
                break
            await asyncio.sleep(_TICK)
        work.batch[:0] = work.how.take(page)
        if len(work.batch) > _MOST - _PAGE:  # the next page may not fit
            self._tell(work)

    def _tell(self, work: _Work) -> None:
        for event in work.batch:
            self._receiver.fill(event)
        work.brought += len(work.batch)
        work.batch = []

    async def _idle(self, exchange: str) -> None:
        """Wait until REST is needed for nothing that is more urgent."""
        feed = self._receiver.feeds[exchange]
        while feed.delay or feed.weight[0] >= feed.weight[1] * _SHARE:  # noqa: ASYNC110  # computed
            await asyncio.sleep(min(max(feed.delay, _LOOK), _TICK))

    def _put_off(self, work: _Work, error: ClientError) -> None:
        self._holes.reopen(work.hole.number)
        work.put_off()
        fields = {"topic": work.hole.topic, "reason": str(error), "wait": work.pause}
        log.warning("a hole waits to be filled", extra=fields)
