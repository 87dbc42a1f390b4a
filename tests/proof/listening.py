"""A Radist in this process that listens to simulated exchanges."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from proof.programs import PATIENCE, Simulated
from radist import config
from radist.model import Event
from radist.receiver import Receiver

Hear = Callable[[Event], None]


@asynccontextmanager
async def listening(*exchanges: Simulated, hear: Hear, **settings: str) -> AsyncIterator[Receiver]:
    """A receiver that knows what is traded."""
    environ = {key: value for one in exchanges for key, value in one.settings.items()} | settings
    receiver = Receiver(config.load(environ=environ), [one.name for one in exchanges])
    receiver.bus.listen(hear)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(receiver.run())
        async with asyncio.timeout(PATIENCE):
            await receiver.ready()
        yield receiver
        running.cancel()
