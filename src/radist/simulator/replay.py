"""Plays a recording to whoever listens: at its own pace, faster, or as fast as the clients read."""

import asyncio
import logging
from contextlib import suppress
from math import inf
from pathlib import Path

from msgspec import Raw

from radist.errors import ConfigError, RecordingError
from radist.recording import Broken, Record, open_recording
from radist.simulator.binance import VENUE
from radist.simulator.binance_query import Answers
from radist.simulator.binance_recording import NAME, RecordingAnswers, stream_of
from radist.simulator.binance_streams import Stream
from radist.simulator.source import Outlet

_HEAD = 5_000  # records that are looked through for symbols before anybody connects
_BURST = 64  # records between two looks at how the clients keep up
log = logging.getLogger(__name__)


class RecordingSource:
    """Begins with the first listener to a recorded stream, and never begins again.

    Without a listener it plays on, as a venue would: what was then played is missed. At full
    speed that would be everything within a moment, so it is held to `unheard_pace` a second.
    """

    venue = VENUE
    microseconds = False
    skew = 0

    def __init__(self, path: Path, *, speed: float | None = 1.0, unheard_pace: int = 2_000) -> None:
        if speed is not None and not 0 < speed < inf:
            raise ConfigError(f"speed {speed:g}: must be above 0, or max")
        self._path = path
        self._speed = speed
        self._unheard_pace = unheard_pace
        self._answers = RecordingAnswers()
        self.answers: Answers = self._answers
        self._recorded: set[str] = set()
        self._heard = asyncio.Event()
        self._url: str | None = None
        self.finished = asyncio.Event()
        self.broken = 0
        """Lines that could not be played."""
        self._look_ahead()
        pace = "max" if speed is None else f"{speed:g}"
        self.description = f"the recording {path} at speed {pace}"

    def add(self, stream: Stream) -> bool:
        if stream.name not in self._recorded:
            return False
        self._heard.set()
        return True

    def remove(self, stream: Stream) -> None:
        """A recording plays on, whoever leaves."""

    def renumber(self) -> None:
        """A recording keeps its ids."""

    def greeting(self, stream: Stream) -> object | None:
        return None

    async def run(self, outlet: Outlet) -> None:
        await self._heard.wait()
        started, first = asyncio.get_running_loop().time(), 0
        with open_recording(self._path) as recording:
            for number, record in enumerate(recording):
                if isinstance(record, Broken):
                    self._tell(f"line {record.line}", record.reason)
                    continue
                first = first or record.time
                if self._speed is not None:
                    await self._until(started + (record.time - first) / 1e9 / self._speed)
                elif number % _BURST == 0:
                    await self._ease(outlet)
                try:
                    self._play(record, outlet)
                except RecordingError as error:
                    self._tell(f"record {number + 1}", str(error))
        await outlet.drained()
        log.info("%s: played to the end", self._path)
        self.finished.set()

    def _tell(self, place: str, reason: str) -> None:
        self.broken += 1
        log.warning("%s %s: %s", self._path, place, reason)

    def _play(self, record: Record, outlet: Outlet) -> None:
        if record.url is not None:
            self._answers.played_body(record.url, record.payload)
            return
        found = stream_of(record.payload, self._url)
        if found:
            stream, payload = found
            self._answers.played(stream, payload)
            raw = Raw(payload)
            outlet.publish(stream, lambda unit: raw)

    async def _ease(self, outlet: Outlet) -> None:
        """Wait for the slowest client; where there is none, keep to a pace one can come back to."""
        await outlet.drained()
        await asyncio.sleep(0 if outlet.listeners() else _BURST / self._unheard_pace)

    async def _until(self, due: float) -> None:
        late = asyncio.get_running_loop().time() - due
        if late < 0:
            await asyncio.sleep(-late)

    def _look_ahead(self) -> None:
        with open_recording(self._path) as recording:
            if recording.exchange not in (None, NAME):
                raise ConfigError(f"{self._path}: of {recording.exchange}; {NAME} can be played")
            self._url = recording.url
            for _, record in zip(range(_HEAD), recording, strict=False):
                if isinstance(record, Broken):
                    continue
                if record.url is not None:
                    with suppress(RecordingError):  # told when it is played
                        self._answers.depth_scanned(record.url, record.payload)
                elif found := stream_of(record.payload, self._url):
                    self._recorded.add(found[0])
                    self._answers.scan(*found)
        if not self._recorded:
            raise ConfigError(f"{self._path}: no stream of {NAME} in its first {_HEAD} lines")
