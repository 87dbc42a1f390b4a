"""Many who ask the same: one of them asks the exchange, the others wait for its answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from radist.errors import ClientError

_PATIENCE = 10.0
"""Seconds: of those whose turn has not come by then nobody may be there any more."""


@asynccontextmanager
async def turn(lock: asyncio.Lock) -> AsyncIterator[None]:
    """Hold the lock; but not for ever wait for it. Raises ClientError(503)."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await lock.acquire()
    except TimeoutError:
        message = "others have asked the same, and the exchange has not answered"
        raise ClientError(503, "busy", message) from None
    try:
        yield
    finally:
        lock.release()
