"""One target's deliveries: its queue, its workers, and its rest when it is down."""

import asyncio
import logging
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from time import perf_counter

from radist.codec import iso
from radist.deliveries import Attempt, Delivery, Outbox
from radist.errors import ClientError, Undeliverable
from radist.hub.traffic import Tally
from radist.notify._tools import MOST
from radist.notify.base import Carrier

log = logging.getLogger(__name__)

LIFE = 24 * 3600.0
"""Seconds for which a delivery is tried."""
_PATIENT = 5
"""Failures in a row after which a target is down, and is left alone for a while."""
_RETRY = (5.0, 900.0)
_REST = (15.0, 300.0)
"""Seconds: the first pause at most, and the longest."""
_FEW = 16
"""One delivery at a time, and one more for each so many that wait."""
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600, 86_400)
_STORE = 1.0
"""Seconds until the store is asked again to note what happened."""


End = tuple[str, Delivery, int]
"""An outcome, what it is of, and when it is due again."""


class Shared:
    """What lanes have in common. `wake` has the outbox looked into."""

    def __init__(self, outbox: Outbox, now: Callable[[], int], wake: Callable[[], None]) -> None:
        self.outbox = outbox
        self.now = now
        self.wake = wake
        self.tasks = asyncio.TaskGroup()
        self.places = asyncio.Semaphore(MOST)
        """For those who send, of all targets."""
        self.settled: set[str] = set()
        """What the outbox was told of since somebody began to look into it: what is found there
        may be older than that.
        """
        self.counts: Counter[tuple[str, str]] = Counter()
        """Attempts by kind and outcome: delivered, failed (and to be tried again), dead."""
        self.latency: defaultdict[str, Tally] = defaultdict(lambda: Tally(_SECONDS))
        """From a delivery's making to its being taken, by kind."""


def pause(tries: int, bounds: tuple[float, float]) -> float:
    """Seconds: full jitter, above one."""
    first, longest = bounds
    return 1.0 + random.uniform(0.0, min(longest, first * 2.0 ** min(tries, 32)))


class Lane:
    """Its queue holds `most`, and what it does not hold stays in the store. While the target is in
    trouble one delivery at a time is tried; after a few failures in a row none, for a while that
    grows.
    """

    most = 100

    def __init__(self, carrier: Carrier, shared: Shared) -> None:
        self.carrier = carrier
        self._fault = ""
        """Why the last attempt failed; empty after one that did not."""
        self._shared = shared
        self._waiting: dict[str, Delivery] = {}
        self._flying: set[str] = set()
        self._workers = 0
        self._abreast = 1
        """So many workers at most: more with each success, one again after a failure."""
        self._failures = 0
        self._failed_at = 0
        self._rest_until = 0
        self._cut = False
        """Whether there may be more than fitted in."""

    @property
    def resting(self) -> bool:
        """Whether the target is left alone now."""
        return self._shared.now() < self._rest_until

    @property
    def takes(self) -> bool:
        """Whether more may be put in."""
        return not self.resting and len(self._waiting) + len(self._flying) <= self.most // 2

    @property
    def idle(self) -> bool:
        """Whether there is nothing that would have to be remembered."""
        return not (self._workers or self._fault or self.resting)

    @property
    def names(self) -> set[str]:
        """The ids of the deliveries in it."""
        return self._flying | self._waiting.keys()

    @property
    def held(self) -> int:
        """Deliveries in it."""
        return len(self._waiting) + len(self._flying)

    def told(self) -> str:
        """What is wrong with the target, for people; empty if nothing is."""
        if self.resting:
            return f"left alone until {iso(self._rest_until)}: {self._fault}"
        return self._fault

    def put(self, deliveries: Sequence[Delivery]) -> int:
        """Take what is not held yet, and tell how many that were."""
        if self.resting:
            return 0
        self._cut = len(deliveries) >= self.most
        held = self.names | self._shared.settled
        new = {one.id: one for one in deliveries if one.id not in held}
        self._waiting |= new
        self._staff()
        return len(new)

    def _staff(self) -> None:
        while self._waiting and self._workers < self._wanted:
            self._workers += 1
            name = f"notify {self.carrier.target.name}"
            self._shared.tasks.create_task(self._work(), name=name)

    @property
    def _wanted(self) -> int:
        """Workers: in order, and as few twice as can be if we die, as long as few wait."""
        return min(self._abreast, 1 + len(self._waiting) // _FEW)

    async def _work(self) -> None:
        try:
            while self._waiting:
                async with self.carrier.turn(), self._shared.places:
                    batch = self._take()
                    if batch:
                        await self._attempt(batch)
                if self._cut and self.takes:
                    self._cut = False
                    self._shared.wake()
                if self._workers > self._wanted:
                    return
        finally:
            self._workers -= 1

    def _take(self) -> Sequence[Delivery]:
        first = list(self._waiting)[: self.carrier.together]
        self._flying.update(first)
        return [self._waiting.pop(name) for name in first]

    async def _attempt(self, batch: Sequence[Delivery]) -> None:
        began, start = self._shared.now(), perf_counter()
        status, failure = None, None
        try:
            async with asyncio.timeout(self.carrier.patience):
                status = await self.carrier.send(batch)
        except Undeliverable as error:
            failure = error
        except TimeoutError:
            failure = Undeliverable(f"no answer within {self.carrier.patience:g} s")
        except Exception as error:  # a bug of a kind is no reason to stop all others
            log.exception("a delivery broke", extra={"target": self.carrier.target.name})
            failure = Undeliverable(f"an error of ours: {type(error).__name__}")
        took = round((perf_counter() - start) * 1000)
        if failure is None:
            await self._succeeded(batch, Attempt(began, took, status))
        else:
            attempt = Attempt(began, took, failure.status, str(failure))
            await self._failed(batch, attempt, failure)

    async def _succeeded(self, batch: Sequence[Delivery], attempt: Attempt) -> None:
        self._fault, self._failures, self._rest_until = "", 0, 0
        self._abreast = min(self._abreast * 2, self.carrier.at_once)
        self._staff()
        await self._note_all([("delivered", delivery, 0) for delivery in batch], attempt)
        for delivery in batch:
            late = (attempt.time - delivery.created) / 1e6 + attempt.took_ms / 1e3
            self._shared.latency[self.carrier.target.kind].add(max(0.0, late))

    async def _failed(
        self, batch: Sequence[Delivery], attempt: Attempt, failure: Undeliverable
    ) -> None:
        self._fault = attempt.error
        now, wait = self._shared.now(), failure.retry_after or 0.0
        ends = [self._end(delivery, attempt, failure) for delivery in batch]
        if not failure.permanent:
            self._abreast = 1
            if attempt.time >= self._failed_at:  # several that began together fail as one
                self._failures += 1
            self._failed_at = now
            if wait or self._failures >= _PATIENT:
                rest = max(wait, pause(self._failures - _PATIENT, _REST))
                self._rest_until = now + int(min(rest, LIFE) * 1e6)
                # Without a try of their own, if their time is over meanwhile.
                ends += [("dead", delivery, 0) for delivery in self._leave()]
        await self._note_all(ends, attempt)

    def _leave(self) -> list[Delivery]:
        """Let go of what waits: it stays in the store. What is too old by now is returned."""
        old = [one for one in self._waiting.values() if self._left(one) <= 0]
        self._waiting = {}
        self._flying.update(one.id for one in old)
        return old

    def _left(self, delivery: Delivery) -> float:
        """Seconds for which it may still be tried."""
        return LIFE - (self._shared.now() - delivery.created) / 1e6

    def _end(self, delivery: Delivery, attempt: Attempt, failure: Undeliverable) -> End:
        """What becomes of a delivery that has failed."""
        left = self._left(delivery)
        if failure.permanent or left <= 0:
            return "dead", delivery, 0
        # The last try is at the very end.
        seconds = min(left, max(failure.retry_after or 0.0, pause(delivery.attempts, _RETRY)))
        return "failed", delivery, self._shared.now() + int(seconds * 1e6)

    async def _note_all(self, ends: Sequence[End], attempt: Attempt) -> None:
        async with asyncio.TaskGroup() as notes:  # one commit may do for all of them
            for outcome, delivery, at in ends:
                notes.create_task(self._note(outcome, delivery, attempt, at))

    async def _note(self, outcome: str, delivery: Delivery, attempt: Attempt, at: int) -> None:
        """Have the store keep it, however long that takes: else it would be sent again."""
        outbox, kind = self._shared.outbox, self.carrier.target.kind
        while True:
            try:
                if outcome == "delivered":
                    await outbox.done(delivery.id, attempt)
                elif outcome == "dead":
                    await outbox.dead(delivery.id, attempt)
                else:
                    await outbox.retry(delivery.id, attempt, at)
                break
            except ClientError as error:
                log.warning("the store does not take it", extra={"reason": str(error)})
                await asyncio.sleep(_STORE)
        self._shared.settled.add(delivery.id)
        self._flying.discard(delivery.id)
        self._shared.counts[kind, outcome] += 1
