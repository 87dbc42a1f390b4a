"""What the scripts for the venue's own kits share: the first message of each stream."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable


def plain(answer: object) -> object:
    if isinstance(answer, list):
        return [plain(entry) for entry in answer]
    return json.loads(answer.model_dump_json(by_alias=True))


async def first_of(streams: dict[str, Callable[[], Awaitable]]) -> dict[str, object]:
    """The first message of each, asked for one after the other."""
    got = {}
    for name, begin in streams.items():
        first = asyncio.get_running_loop().create_future()
        stream = await begin()
        stream.on("message", lambda m, f=first: f.done() or f.set_result(m))
        message = await asyncio.wait_for(first, 20)
        got[name] = plain(message)
        await stream.unsubscribe()
    return got


def tell(got: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(got) + "\n")
