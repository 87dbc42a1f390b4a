"""Frames that make no sense: whether they are too many, and a few of them on disk."""

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from radist.ingest.clock import monotonic
from radist.recording import frame_line, header_line

log = logging.getLogger(__name__)

_MINUTE, _HOUR = 60.0, 3600.0
_SHARE = 0.01
_FEW = 5
"""Of so few it cannot be said which share of a quiet stream they are."""
_EVERY = 1.0
"""Seconds between two that are kept."""
_LONGEST = 65_536
"""Bytes of one that are kept."""
_FULL = 1_048_576
"""Bytes of a file after which another is begun, and the one before it is forgotten."""


class Socket(Protocol):
    """One place for a socket, and what came by it so far."""

    @property
    def messages(self) -> int:
        """Frames."""

    @property
    def errors(self) -> int:
        """Those of them that made no sense."""


Of = TypeVar("Of", bound=Socket)


class Purity(Generic[Of]):
    """Which sockets bring too many frames that make no sense: every minute is looked at. Where
    others do no better, it is the frames: then less and less often.
    """

    def __init__(self, now: float) -> None:
        self._wait = _MINUTE
        self._next = now + self._wait
        self._before: dict[Of, tuple[int, int]] = {}

    def impure(self, sockets: Iterable[Of], now: float) -> list[Of]:
        """Those of whose frames since the last look more than one of a hundred made no sense."""
        if now < self._next:
            return []
        before, self._before = self._before, {s: (s.messages, s.errors) for s in sockets}
        found = []
        for socket, (frames, errors) in self._before.items():
            frames_before, errors_before = before.get(socket, (0, 0))
            if errors - errors_before > max(_FEW, (frames - frames_before) * _SHARE):
                found.append(socket)
        self._wait = min(2 * self._wait, _HOUR) if found else _MINUTE
        self._next = now + self._wait
        return found


class Sample:
    """A few of an exchange's frames, as a recording that `radist replay` reads: `<exchange>.rec`,
    and `<exchange>.before.rec`.
    """

    def __init__(self, folder: Path, exchange: str) -> None:
        self._path = folder / f"{exchange}.rec"
        self._exchange = exchange
        self._next = 0.0
        self._complained = False

    @property
    def due(self) -> bool:
        """Whether the next one is to be kept; what then comes too soon is not."""
        now = monotonic()
        if now < self._next:
            return False
        self._next = now + _EVERY
        return True

    async def keep(self, frame: bytes, now: int) -> None:
        """Write one; where that cannot be done, say so once."""
        try:
            await asyncio.to_thread(self._write, frame_line(frame[:_LONGEST], now))
        except OSError as error:
            if not self._complained:
                fields = {"exchange": self._exchange, "path": str(self._path), "error": str(error)}
                log.warning("frames that make no sense cannot be kept", extra=fields)
            self._complained = True

    def _write(self, line: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            size = file.tell()
            file.write(line if size else header_line(self._exchange) + line)
        if size + len(line) > _FULL:
            self._path.replace(self._path.with_suffix(".before.rec"))
