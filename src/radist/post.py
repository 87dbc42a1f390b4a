"""The outbox as those see it who deliver: what comes of it is written, then told to the owner."""

import asyncio
from collections.abc import Callable, Collection, Sequence

from radist.deliveries import Attempt, Delivery
from radist.errors import ClientError
from radist.firings import DeliveryTold, Outcome
from radist.store.opening import Store


class Post:
    """Many attempts end at once: those whose turn it is not go along with the next commit."""

    def __init__(self, store: Store, tell: Callable[[str, str, DeliveryTold], None]) -> None:
        """`tell` is called with the owner, the trigger and how the delivery is doing."""
        self._store = store
        self._tell = tell
        self._turn = asyncio.Lock()
        self._ended: list[tuple[Outcome, asyncio.Future[None]]] = []

    async def due(
        self, now: int, limit: int, each: int, without: Collection[str]
    ) -> Sequence[Delivery]:
        """What is to be sent by now."""
        if self._store.is_new:
            return ()
        return await asyncio.to_thread(self._store.outbox.due, now, limit, each, without)

    async def keep(self, now: int, deliveries: Collection[str]) -> None:
        """These are still to be sent by us."""
        await asyncio.to_thread(self._store.outbox.keep, now, deliveries)

    async def done(self, delivery: str, attempt: Attempt) -> None:
        """It is delivered."""
        await self._settle(Outcome(delivery, attempt, "delivered"))

    async def retry(self, delivery: str, attempt: Attempt, at: int) -> None:
        """It failed, and is due again at a time."""
        await self._settle(Outcome(delivery, attempt, "failed", at))

    async def dead(self, delivery: str, attempt: Attempt) -> None:
        """It failed for good."""
        await self._settle(Outcome(delivery, attempt, "dead"))

    async def _settle(self, outcome: Outcome) -> None:
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ended.append((outcome, written))
        async with self._turn:
            if not written.done():
                await self._commit()
        await written

    async def _commit(self) -> None:
        """All that have ended, in one transaction."""
        batch, self._ended = self._ended, []
        try:
            outcomes = [outcome for outcome, _ in batch]
            told = await asyncio.to_thread(lambda: self._store.outbox.settle(outcomes))
        except ClientError as error:
            for _, written in batch:
                if not written.done():
                    written.set_exception(error)
            return
        except BaseException:  # we are cancelled: the others do it themselves
            self._ended = [(o, w) for o, w in batch if not w.done()] + self._ended
            raise
        for owner, trigger, how in told:
            self._tell(owner, trigger, how)
        for _, written in batch:
            if not written.done():
                written.set_result(None)
