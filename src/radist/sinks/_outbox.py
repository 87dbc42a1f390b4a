"""The road to a sink, the same for all: batches, tries, what waits on disk, and the end."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import NamedTuple, Self

from radist.errors import RadistError, SinkError
from radist.sinks._spill import Spill
from radist.sinks._worker import Worker
from radist.sinks.base import Record, Sink

log = logging.getLogger(__name__)

_CLOSE = 1.0
_REMEMBERED = 65_536
"""Keys by which what comes twice is known."""


class Limits(NamedTuple):
    """How much, and how long."""

    batch: int = 500
    """Records in one write."""
    waiting: int = 10_000
    """Records in memory above which the source has to wait."""
    waiting_bytes: int = 16 << 20
    first_pause: float = 0.5
    """Seconds until the second try; doubled each time."""
    longest_pause: float = 30.0
    farewell: float = 10.0
    """Seconds for what is left at the end."""


class Counts:
    """What became of the records."""

    def __init__(self) -> None:
        self.taken = self.written = self.repeated = self.failures = self.spilled = self.lost = 0


class Outbox:
    """What was put in is written in order, each key once. While the sink is down it waits on disk;
    where that is full too, in memory. Policy of the full queue: `wait`, told by `pause(True)` and
    `room()`.
    """

    def __init__(self, sink: Sink, spill: Spill | None, limits: Limits | None = None) -> None:
        self.counts = Counts()
        self.pause: Callable[[bool], None] = lambda paused: None
        """Told when the source is to wait, and when no longer."""
        self._sink = sink
        self._spill = spill
        self._limits = limits or Limits()
        self._worker = Worker(f"sink {type(sink).__name__}")
        self._queue: deque[Record] = deque()
        self._bytes = 0
        self._flying = 0
        """Records that are being written."""
        self._recent: dict[str, None] = {}
        self._something = asyncio.Event()
        self._plenty = asyncio.Event()
        self._free = asyncio.Event()
        self._free.set()
        self._closing = False
        self._down = False
        self._retry_at = 0.0
        self._pause = self._limits.first_pause
        self._tasks = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        try:
            await self._worker.call(self._sink.open)
            if self._spill is not None:
                await self._worker.call(self._spill.open)
        except RadistError:
            self._worker.stop()
            raise
        await self._tasks.__aenter__()
        self._task = self._tasks.create_task(self._run(), name="outbox")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing = True
        self._something.set()
        self._plenty.set()
        await asyncio.wait({self._task}, timeout=self._limits.farewell)
        self._task.cancel()
        try:
            await self._tasks.__aexit__(None, None, None)
        finally:
            self._worker.stop()
        if self.counts.lost:
            raise SinkError(f"{self._sink.place}: {self.counts.lost:,} records were not written")

    @property
    def waiting(self) -> int:
        """Records that are not written yet, in memory and on disk."""
        return len(self._queue) + (self._spill.count if self._spill else 0)

    def put(self, record: Record) -> None:
        """Take a record; one that was taken before is counted, and that is all."""
        if record.key in self._recent:
            self.counts.repeated += 1
            return
        self._recent[record.key] = None
        if len(self._recent) > _REMEMBERED:
            del self._recent[next(iter(self._recent))]
        self.counts.taken += 1
        self._queue.append(record)
        self._bytes += len(record.body)
        self._something.set()
        if len(self._queue) >= self._limits.batch:
            self._plenty.set()
        if self._free.is_set() and self._full(1):
            self._free.clear()
            self.pause(True)

    async def room(self) -> None:
        """Wait until there is room for more."""
        await self._free.wait()

    def _full(self, share: int) -> bool:
        count, size = self._limits.waiting // share, self._limits.waiting_bytes // share
        return len(self._queue) > count or self._bytes > size

    async def _run(self) -> None:
        try:
            while not self._done:
                await self._gather()
                await self._forward(self._take())
                if self._aside and monotonic() >= self._retry_at:
                    await self._catch_up()
        finally:
            self._say_farewell()
            with suppress(TimeoutError):  # a write may hang, and hold up its thread
                async with asyncio.timeout(_CLOSE):
                    await self._worker.call(self._close)

    @property
    def _done(self) -> bool:
        """Whether there is nothing left to do, or nothing that can be done now."""
        return self._closing and not self._queue and (self._down or not self._aside)

    def _close(self) -> None:
        self._sink.close()
        if self._spill is not None:
            self._spill.close()

    @property
    def _aside(self) -> int:
        return self._spill.count if self._spill else 0

    async def _gather(self) -> None:
        """Wait for something to do, then a moment for more of it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._until_retry()):
                await self._something.wait()
        if self._something.is_set() and self._sink.every and not self._aside:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._sink.every):
                    await self._plenty.wait()

    def _until_retry(self) -> float | None:
        return max(0.0, self._retry_at - monotonic()) if self._aside else None

    def _take(self) -> list[Record]:
        queue = self._queue
        batch = [queue.popleft() for _ in range(min(len(queue), self._limits.batch))]
        self._bytes -= sum(len(record.body) for record in batch)
        if not self._closing:
            if not queue:
                self._something.clear()
            if len(queue) < self._limits.batch:
                self._plenty.clear()
        return batch

    def _give_room(self) -> None:
        if not self._free.is_set() and not self._full(2):
            self._free.set()
            self.pause(False)

    async def _forward(self, batch: list[Record]) -> None:
        """Write a batch; behind what waits on disk, where something does."""
        if not batch:
            return
        if (not self._aside and await self._write(batch)) or await self._set_aside(batch):
            self._give_room()
        else:  # nowhere to go: it stays, and whoever brings more has to wait
            await self._hold(batch)

    async def _hold(self, batch: list[Record]) -> None:
        if self._closing:
            self.counts.lost += len(batch) + len(self._queue)
            self._queue.clear()
            return
        self._queue.extendleft(reversed(batch))
        self._bytes += sum(len(record.body) for record in batch)
        self._something.set()
        await asyncio.sleep(max(0.01, self._retry_at - monotonic()))

    async def _write(self, batch: Sequence[Record]) -> bool:
        """Whether the sink took a batch."""
        self._flying = len(batch)
        try:
            if self._down:
                await self._worker.call(self._reopen)
            await self._worker.call(lambda: self._sink.write(batch))
        except RadistError as error:
            if not self._sink.retried:
                raise
            self._failed(error)
            self._flying = 0
            return False
        self._flying = 0
        if self._down:
            log.warning("the sink is back", extra={"sink": self._sink.place})
        self._down, self._pause = False, self._limits.first_pause
        self.counts.written += len(batch)
        return True

    def _reopen(self) -> None:
        self._sink.close()
        self._sink.open()

    def _failed(self, error: RadistError) -> None:
        self._down = True
        self.counts.failures += 1
        self._retry_at = monotonic() + self._pause
        log.warning("the sink is down", extra={"reason": str(error), "retry_in": self._pause})
        self._pause = min(self._limits.longest_pause, self._pause * 2)

    async def _set_aside(self, batch: Sequence[Record]) -> bool:
        spill = self._spill
        if spill is None:
            return False
        try:
            await self._worker.call(lambda: spill.append(batch))
        except SinkError as error:
            log.error("nothing can be set aside", extra={"reason": str(error)})
            self._retry_at = max(self._retry_at, monotonic() + self._limits.first_pause)
            return False
        self.counts.spilled += len(batch)
        return True

    async def _catch_up(self) -> None:
        """Some of what waits on disk: more than comes meanwhile, so that there is an end to it."""
        spill = self._spill
        assert spill is not None
        try:
            oldest = await self._worker.call(lambda: spill.first(4 * self._limits.batch))
            if await self._write(oldest):
                await self._worker.call(lambda: spill.drop(len(oldest)))
        except SinkError as error:
            self._failed(error)

    def _say_farewell(self) -> None:
        self.counts.lost += len(self._queue) + (0 if self._aside else self._flying)
        if self._spill is not None and self._aside:
            extra = {"records": self._aside, "file": str(self._spill.path)}
            log.warning("left on disk for the next time", extra=extra)
