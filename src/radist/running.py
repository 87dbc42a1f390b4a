"""How commands run until they are told to end."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from radist.errors import RadistError
from radist.loops import loop_factory


def run(program: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Run until done or until SIGINT or SIGTERM; on uvloop where there is one."""

    async def until_signal() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(sign, stop.set)
            except NotImplementedError:  # Windows
                signal.signal(sign, lambda *_: loop.call_soon_threadsafe(stop.set))
        await program(stop)

    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        try:
            runner.run(until_signal())
        except* RadistError as group:
            raise _first(group) from None
        except* BrokenPipeError:
            raise BrokenPipeError from None


def _first(group: BaseExceptionGroup[RadistError]) -> RadistError:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


async def until(
    stop: asyncio.Event, program: Coroutine[Any, Any, None], seconds: float = 0
) -> None:
    """Run a program that never ends by itself, until told to stop or for so many seconds."""
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(program)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds or None):
                await stop.wait()
        running.cancel()
