"""Keeps the ledger of holes in the store; what was missed while we were down is missing too."""

import asyncio
import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from radist import topics
from radist.errors import ClientError
from radist.gap_settings import Gaps
from radist.ingest.clock import monotonic, now_us
from radist.market.coverage import Coverage, Range
from radist.market.ledger import Hole, Ledger, Sought
from radist.receiver import Receiver
from radist.store.opening import Store

log = logging.getLogger(__name__)

_PAUSE = 10.0
_HOUR = 3600_000_000
_PATIENCE = 300.0
"""Seconds after the start in which what was followed before may be wanted again: people come
back, and whatever they come for has been missed meanwhile.
"""
_AT_ONCE = 200
"""Streams that are looked at in one turn of the loop."""


class Chronicle:
    """What is known of holes and of how much streams have told, from one run to the next."""

    def __init__(
        self, settings: Gaps, ledger: Ledger, most: int, receiver: Receiver, store: Store
    ) -> None:
        """`most` is how many filled holes are kept."""
        self.ledger = ledger
        self._longest = int(settings.restart_hours * _HOUR)
        self._most = most
        self._receiver = receiver
        self._store = store
        self._began = monotonic()
        self._before: dict[str, Range] = {}
        """What was told in the run before of streams that nobody has wanted again yet."""
        self._written: dict[str, Range] = {}
        self._gone: set[str] = set()
        """Streams that are let go: what they bring when they are wanted again begins anew."""
        self._unwritten: dict[int, Hole] = {}
        self._known = asyncio.Event()
        self._turn = asyncio.Lock()
        receiver.meet(self.meet)
        receiver.part(self.part)
        receiver.overlook = ledger.begin_anew

    async def run(self) -> None:
        """Read, then write what is new, until cancelled."""
        try:
            if not self._store.is_new:
                await self._read()
        except ClientError as error:
            log.error("holes of before are not known", extra={"reason": str(error)})
        finally:
            self._known.set()
        while True:
            await asyncio.sleep(_PAUSE)
            try:
                await self._write(await self._news())
            except ClientError as error:
                log.warning("the ledger of holes waits for the store", extra={"reason": str(error)})

    async def known(self) -> None:
        """Wait until it is known what there was before."""
        await self._known.wait()

    async def close(self) -> None:
        """Write what is known. For a run that was over at once no store is made, but for holes."""
        worth_it = self._written or not self._store.is_new
        ranges = await self._news() if worth_it else []
        try:
            await self._write(ranges)
        except ClientError as error:
            reason = {"reason": str(error)}
            log.warning("the ledger of holes is not up to date in the store", extra=reason)

    async def _read(self) -> None:
        """Holes that are too old are not filled any more; and where we were down for too long, what
        was missed meanwhile is of no interest.
        """
        kept = await asyncio.to_thread(lambda: self._store.gaps.read(self._most))
        epochs, now = {each.topic: each.epoch for each in kept.ranges}, now_us()
        self.ledger.restore(kept.holes, epochs, kept.forgotten)
        self.ledger.give_up(now - self._longest, now)
        if now - kept.written <= self._longest:
            self._before = {each.topic: each for each in kept.ranges}
            self.meet(self._receiver.kept)  # somebody may have been in a hurry
        else:  # in the run after this one it would look as if it had been written of late
            self._gone.update(epochs)

    # What streams have told.

    def meet(self, wanted: Iterable[str]) -> None:
        """These are wanted from now on: those that were followed before go on."""
        for topic in wanted:
            self._gone.discard(topic)
            if before := self._before.pop(topic, None):
                self._receiver.go_on(topic, before.proven)

    def part(self, unwanted: Collection[str]) -> None:
        """Nobody wants these any more."""
        self._gone.update(unwanted)
        for topic in unwanted:
            self._written.pop(topic, None)

    def coverage(self, wanted: Collection[str]) -> Iterator[Coverage]:
        """What is complete of these streams, as far as they tell."""
        for topic in wanted:
            found = self.ledger.coverage(topic, self._receiver.proven(topic))
            if found.proven or found.open or found.filled or found.lost:
                yield found

    async def _news(self) -> list[Range]:
        """What streams have told since it was written."""
        news = []
        for number, topic in enumerate(sorted(self._receiver.kept)):
            proven = self._receiver.proven(topic)
            found = self.ledger.coverage(topic, proven) if proven else None
            if found and found.proven:
                told = Range(topic, found.epoch, found.proven)
                if told != self._written.get(topic):
                    news.append(told)
            if number % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)  # others wait for the loop
        return news

    async def _write(self, ranges: Sequence[Range]) -> None:
        async with self._turn:
            self._unwritten |= {hole.number: hole for hole in self.ledger.changes()}
            self._give_up()
            holes, gone = list(self._unwritten.values()), sorted(self._gone)
            if not (holes or ranges or gone) or (self._store.is_new and not (holes or ranges)):
                return
            await asyncio.to_thread(self._keep, holes, ranges, gone)
            self._unwritten = {}
            self._gone.difference_update(gone)
            self._written |= {each.topic: each for each in ranges}

    def _keep(self, holes: list[Hole], ranges: Sequence[Range], gone: list[str]) -> None:
        self._store.gaps.write(holes, ranges, gone, self._most, now_us())

    def _give_up(self) -> None:
        """Of streams that nobody has come back for nothing was missed."""
        late, feeds = monotonic() - self._began > _PATIENCE, self._receiver.feeds
        for topic in tuple(self._before) if late else ():
            feed = feeds.get(topics.parse(topic)[0])
            if feed is None or feed.exchange.instruments:
                self._gone.add(topic)
                del self._before[topic]

    # What is asked.

    async def holes(self, sought: Sought, limit: int) -> list[Hole]:
        """Newest first; those that are remembered no more come from the store."""
        here = list(islice(self.ledger.holes(sought), limit))
        before = sought.before
        if not self.ledger.forgotten or (before is not None and before <= 1):
            return here
        kept = await self._kept(sought, limit)
        return sorted([*here, *kept], key=lambda hole: -hole.number)[:limit]

    async def _kept(self, sought: Sought, limit: int) -> list[Hole]:
        """Those that only the store remembers."""
        found: list[Hole] = []
        asked = sought
        while len(found) < limit:
            page = await asyncio.to_thread(self._store.gaps.find, asked, limit)
            found += [hole for hole in page if not self.ledger.remembers(hole.number)]
            if len(page) < limit:
                break
            asked = replace(sought, before=page[-1].number)
        return found
