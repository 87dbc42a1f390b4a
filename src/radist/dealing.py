"""All that changes the ledger, one after another: committed first, told to the rooms afterwards."""

import asyncio
import hashlib
import json
import logging
from collections import deque
from collections.abc import Callable, Mapping
from decimal import Decimal
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from radist import codec, platform
from radist.errors import ClientError
from radist.hub.hub import Hub
from radist.trading_settings import Trading as Settings

if TYPE_CHECKING:
    from radist.store.deal import Deal, Told
    from radist.store.opening import Store
    from radist.store.trading import Work

log = logging.getLogger(__name__)
Result = TypeVar("Result")

MOST_WAITING = 10_000
"""Commands that may wait to be done; further ones are refused."""
AT_ONCE = 500
"""Commands of one transaction."""
REMEMBERED = 24 * 3_600_000_000
"""Microseconds for which an answer is kept for those who ask again by the same key."""
_HOUSEKEEPING = 3600.0
_PAUSE = 1.0
"""Seconds after which a store is tried again that could not be had."""


class _Waiting(NamedTuple):
    work: "Callable[[Deal], Any]"
    result: asyncio.Future[Any]


class Dealing:
    """The only writer. Works run in a thread, those that wait together in one transaction."""

    def __init__(
        self, settings: Settings, store: "Store", hub: Hub, now: Callable[[], int]
    ) -> None:
        self.lock = Lock()
        """Held while works are done and committed: by whoever reads what works change in memory."""
        self.undone: list[Callable[[], None]] = []
        """To be called where works were done, and then not committed."""
        self.committed = self.refused = self.told = 0
        """Counted since the start."""
        self._settings = settings
        self.cash = Decimal(settings.cash)
        """With what an account begins."""
        self._store = store
        self._hub = hub
        self.now = now
        self._waiting: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._stopped = False
        self._told_until = 0
        """All of the outbox up to here was told, and may be forgotten with the next commit."""

    @property
    def currency(self) -> str:
        """What is paid with."""
        return self._settings.currency

    @property
    def waiting(self) -> int:
        """How many commands wait."""
        return len(self._waiting)

    async def submit(self, work: "Callable[[Deal], Result]") -> Result:
        """Have this done, committed and told; what it returns or raises.

        Raises ClientError(503) where it could not be committed, or too many wait.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise ClientError(503, "busy", "too many commands wait", retry_after=1.0)
        waiting = _Waiting(work, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._arrived.set()
        result: Result = await waiting.result
        return result

    async def once(
        self, owner: str, key: str | None, asked: object, work: "Callable[[Deal], Any]"
    ) -> bytes:
        """The same, and what it returns as JSON; what was asked by the same key in the last 24
        hours is not done again, but answered as it was.

        Raises ClientError(422) where the key was used for something else.
        """
        if key is None:
            return codec.encode(await self.submit(work))
        digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        answer: str = await self.submit(lambda deal: _once(deal, owner, key, digest, work))
        return answer.encode()

    async def run(self) -> None:
        """Tell what was committed before and not told; then do what is asked for, until `stop`."""
        try:
            await self._drain()
            async with asyncio.TaskGroup() as tasks:
                cleaning = tasks.create_task(self._keep_house(), name="old answers")
                while not self._stopped:
                    await self._next()
                cleaning.cancel()
        finally:
            self._refuse_all(ClientError(503, "going_down", "this node is going down"))

    def stop(self) -> None:
        """Finish what has begun, and do no more."""
        self._stopped = True
        self._arrived.set()

    async def _next(self) -> None:
        """The next transaction; or, while there is nothing to do, forget what was told."""
        try:
            async with asyncio.timeout(_PAUSE if self._told_until else None):
                await self._arrived.wait()
        except TimeoutError:
            await self._forget()
            return
        if self._waiting and not self._stopped:
            await self._deal()
        elif self._told_until:
            await self._forget()

    async def _forget(self) -> None:
        until, self._told_until = self._told_until, 0
        try:
            await asyncio.to_thread(self._store.trading.forget_told, until)
        except ClientError as error:
            log.warning("the outbox is kept", extra={"reason": str(error)})

    async def _drain(self) -> None:
        """What a crash has kept from being told."""
        untold: list[Told] | None = [] if self._store.is_new else None
        while untold is None and not self._stopped:
            try:
                untold = await asyncio.to_thread(lambda: self._store.trading.untold())
            except ClientError as error:
                log.warning("no outbox", extra={"reason": str(error)})
                self._refuse_all(error)
                await asyncio.sleep(_PAUSE)
        self._tell(untold or [])
        if untold:
            log.info("told what was left", extra={"events": len(untold)})

    async def _deal(self) -> None:
        """One transaction of those that wait."""
        group = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
        if not self._waiting:
            self._arrived.clear()
        results, told = await asyncio.to_thread(self._commit, [w.work for w in group])
        self._tell(told)
        for waiting, result in zip(group, results, strict=True):
            self._answer(waiting.result, result)

    def _commit(self, works: "list[Work]") -> "tuple[list[Any], list[Told]]":
        """In a thread: what became of each, and what is to be told."""
        with self.lock:
            return self._committed(works)

    def _committed(self, works: "list[Work]") -> "tuple[list[Any], list[Told]]":
        """If one of many spoils the transaction, it is looked for by halves."""
        from radist.store.deal import Opening
        from radist.store.trading import Clash

        opening, trading = Opening(self._settings.currency, self.cash), self._store.trading
        try:
            done = trading.commit(works, opening, self.now(), self._told_until)
            if any(map(_is_ours, done.results)):
                self._undo()
            return done.results, done.told
        except ClientError as error:
            self._undo()
            if len(works) == 1 or not isinstance(error, Clash):
                return [error] * len(works), []
        except BaseException:
            self._undo()
            raise
        middle = len(works) // 2
        results, told = self._committed(works[:middle])
        more_results, more_told = self._committed(works[middle:])
        return results + more_results, told + more_told

    def _undo(self) -> None:
        for undone in self.undone:
            undone()

    def _tell(self, told: "list[Told]") -> None:
        for message in told:
            try:
                self._hub.tell(_event(message))
            except ClientError as error:  # a user's name may be none of a room
                log.warning("not told", extra={"event": message.kind, "reason": str(error)})
            self._told_until = message.number
            self.told += 1

    def _answer(self, future: asyncio.Future[Any], result: Any) -> None:
        failed = isinstance(result, BaseException)
        self.committed += not failed
        self.refused += failed
        if future.done():  # nobody waits for it any more
            return
        if failed:
            future.set_exception(result)
        else:
            future.set_result(result)

    def _refuse_all(self, error: ClientError) -> None:
        while self._waiting:
            self._answer(self._waiting.popleft().result, error)

    def _forget_answers(self) -> None:
        self._store.trading.forget_answers(self.now() - REMEMBERED)

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(_HOUSEKEEPING)
            try:
                await asyncio.to_thread(self._forget_answers)
            except ClientError as error:
                log.warning("old answers are kept", extra={"reason": str(error)})


def _is_ours(result: object) -> bool:
    """Whether a work has failed by a mistake of ours, which may have left anything behind."""
    return isinstance(result, Exception) and not isinstance(result, ClientError)


def _event(message: "Told") -> platform.PlatformEvent:
    content = {**message.content, "event_id": message.number}
    if message.kind in platform.PERSONAL:
        return platform.personal(message.kind, content.pop("user_id"), content, message.time)
    return platform.event(message.kind, content, message.time)


def _once(deal: "Deal", owner: str, key: str, digest: str, work: "Callable[[Deal], Any]") -> str:
    from radist.store.trading_tables import trading_answers

    kept: Mapping[str, Any] | None = deal.get(trading_answers, owner, key)
    if kept is not None and kept["created"] > deal.now - REMEMBERED:
        if kept["asked"] != digest:
            message = "Idempotency-Key: this key was used for something else"
            raise ClientError(422, "key_reused", message)
        return str(kept["answer"])
    answer = codec.encode(work(deal)).decode()
    row = {"owner": owner, "key": key, "asked": digest, "answer": answer, "created": deal.now}
    deal.put(trading_answers, row)
    return answer
