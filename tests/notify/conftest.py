"""A notifier that runs, its outbox, and somebody to be told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from notify.memory import Hours, Memory
from notify.receivers import Receiver
from radist.config import Notify
from radist.notify._notifier import Notifier

LOOPBACK = ("127.0.0.0/8",)
Running = Callable[..., AbstractAsyncContextManager[Notifier]]


@pytest.fixture
def outbox() -> Memory:
    return Memory()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as there:
        yield there


@pytest.fixture
def running(outbox: Memory, tmp_path: Path) -> Running:
    """Starts a notifier which may reach loopback, on its own clock."""

    @asynccontextmanager
    async def start(hours: Hours | None = None, **settings: Any) -> AsyncIterator[Notifier]:
        hours = hours or Hours()
        made = Notify(**{"allow": LOOPBACK, **settings})
        notifier = Notifier(made, outbox, hours.now, tmp_path, speed=hours.speed)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(notifier.run())
            yield notifier
            task.cancel()

    return start
