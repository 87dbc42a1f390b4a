"""A thread for what blocks: one thing after another, and no end of the program waits for it."""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class Worker:
    """Calls functions, in order. Unlike those of an executor its thread holds up nobody: it may
    hang in a write to somebody who does not read.
    """

    def __init__(self, name: str) -> None:
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    async def call(self, function: Callable[[], T]) -> T:
        """Its result, or what it raises."""
        loop = asyncio.get_running_loop()
        told: asyncio.Future[T] = loop.create_future()

        def tell(result: T | None, error: BaseException | None) -> None:
            if told.done():
                return
            if error is None:
                told.set_result(result)  # type: ignore[arg-type]  # None where T is
            else:
                told.set_exception(error)

        def task() -> None:
            try:
                result, failed = function(), None
            except BaseException as error:
                result, failed = None, error
            if not loop.is_closed():
                loop.call_soon_threadsafe(tell, result, failed)

        self._tasks.put(task)
        return await told

    def stop(self) -> None:
        """End after what there is to do."""
        self._tasks.put(None)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()
