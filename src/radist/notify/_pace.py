"""How often something may be sent, as whoever receives it counts."""

import asyncio


class Pace:
    """At most so many within so many seconds. A place is free again so long after the answer: until
    then what was sent may have arrived only just now.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._places = asyncio.Semaphore(most)
        self._seconds = seconds * 1.02 + 0.002  # clocks of loops are as coarse as this

    async def __aenter__(self) -> None:
        await self._places.acquire()

    async def __aexit__(self, *_: object) -> None:
        asyncio.get_running_loop().call_later(self._seconds, self._places.release)
