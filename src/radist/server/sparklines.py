"""What prices did in the last 24 hours, in few points, fetched little by little."""

import asyncio
import logging
from typing import NamedTuple

from radist.errors import ClientError
from radist.model import Candle
from radist.server.upstream import Upstream

log = logging.getLogger(__name__)

POINTS = 96
_INTERVAL = "15m"
_SOON = 60_000_000
"""Microseconds until what failed is tried again."""
_LATER = 1800_000_000
"""And until what the exchange does not have."""
_PAUSE = 2.0
"""Seconds to wait where the exchange is busy with more urgent questions."""


class _Line(NamedTuple):
    closes: list[float] | None
    until: int
    """When it is to be fetched anew."""


class Sparklines:
    """Closes by topic of candles; whoever asks for those that are not there has them fetched."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._lines: dict[str, _Line] = {}
        self._wanted: dict[str, None] = {}
        """In the order in which they were asked for."""
        self._wake = asyncio.Event()

    def of(self, exchange: str, symbol: str, price: float, points: int) -> list[float] | None:
        """The last closes of an instrument, the last of all being the present price."""
        topic = f"candle.{exchange}.{symbol}.{_INTERVAL}"
        line = self._lines.get(topic)
        if line is None or line.until <= self._upstream.now():
            self._wanted[topic] = None
            self._wake.set()
        if line is None or line.closes is None:
            return None
        return [*line.closes[-points:-1], price]

    @property
    def waiting(self) -> int:
        """How many are to be fetched."""
        return len(self._wanted)

    async def run(self) -> None:
        """Fetch what is wanted, one after another, until cancelled."""
        while True:
            while not self._wanted:
                self._wake.clear()
                await self._wake.wait()
            topic = next(iter(self._wanted))
            try:
                self._lines[topic] = await self._fetch(topic)
            except ClientError as error:
                if error.reason == "busy":
                    await asyncio.sleep(_PAUSE)
                    continue
                delay = _LATER if error.code == 404 else _SOON
                known = self._lines.get(topic, _Line(None, 0)).closes
                self._lines[topic] = _Line(known, self._upstream.now() + delay)
            except Exception:
                log.exception("no line of a ticker", extra={"topic": topic})
                self._lines[topic] = _Line(None, self._upstream.now() + _LATER)
            self._wanted.pop(topic, None)

    async def _fetch(self, topic: str) -> _Line:
        now = self._upstream.now()
        events = await self._upstream.history(self._upstream.check(topic), None, POINTS)
        candles = [event for event in events if isinstance(event, Candle)]
        if not candles:
            return _Line(None, now + _SOON)
        width = candles[-1].time_close + 1 - candles[-1].time_open
        return _Line([c.close for c in candles], max(now + _SOON, candles[-1].time_open + width))
