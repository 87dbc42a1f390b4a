"""Keeps the raw frames of an exchange, as `radist.recording` reads them: `radist record`."""

import asyncio
import gzip
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

import zstandard

from radist.config import Config
from radist.errors import ConfigError
from radist.exchanges.base import Fetch
from radist.ingest.budget import Budget
from radist.ingest.connection import Receive, Wire
from radist.ingest.fetcher import Access, Answer
from radist.receiver import Receiver
from radist.recording import frame_line, header_line

_FLUSH = 1.0
"""Seconds of frames that a program which is killed may lose."""


class _File(Protocol):
    """What plain and compressed files have in common."""

    def write(self, data: bytes, /) -> int: ...
    def close(self) -> object: ...


class Tape:
    """A recording that is being made, to be used with `with`: `.zst` and `.gz` are compressed."""

    def __init__(self, path: Path, exchange: str) -> None:
        """Raises ConfigError, also if there is such a file: none is overwritten."""
        self.frames = self.bytes = 0
        try:
            self._raw = path.open("xb")
        except FileExistsError:
            raise ConfigError(f"--to: {path} is there already; recordings are not mixed") from None
        except OSError as error:
            raise ConfigError(f"--to: {path}: {error.strerror}") from error
        self._file = _packed(self._raw, path.suffix)
        self._write(header_line(exchange))
        self.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._raw.close()

    def frame(self, payload: bytes, now: int) -> None:
        """A frame as it came; `now` in microseconds."""
        self.frames += 1
        self._write(frame_line(payload, now))

    def body(self, url: str, payload: bytes, now: int) -> None:
        """An answer of REST. Between the tokens of JSON a space means what a line break does."""
        line = payload.replace(b"\r", b" ").replace(b"\n", b" ")
        self._write(b"%d000 @%s %s\n" % (now, url.encode(), line))

    def _write(self, line: bytes) -> None:
        self.bytes += len(line)
        self._file.write(line)

    def flush(self) -> None:
        """What is written so far can be read, whatever happens to this program."""
        if isinstance(self._file, zstandard.ZstdCompressionWriter):
            self._file.flush(zstandard.FLUSH_FRAME)
        elif isinstance(self._file, gzip.GzipFile):
            self._file.flush()
        self._raw.flush()


def _packed(raw: BinaryIO, suffix: str) -> _File:
    if suffix == ".zst":
        return zstandard.ZstdCompressor().stream_writer(raw, closefd=False)
    if suffix == ".gz":
        return gzip.GzipFile(fileobj=raw, mode="wb")
    return raw


class Taped:
    """The ways to an exchange, with a tape that runs along."""

    def __init__(self, access: Access, tape: Tape) -> None:
        self._access = access
        self._tape = tape

    @property
    def headers(self) -> Mapping[str, str]:
        return self._access.headers

    @property
    def busy(self) -> bool:
        return self._access.busy

    @property
    def delay(self) -> float:
        return self._access.delay

    @property
    def spent(self) -> int:
        return self._access.spent

    async def ask(self, fetch: Fetch) -> Answer:
        answer = await self._access.ask(fetch)
        self._tape.body(fetch.url, answer.body, answer.answered)
        return answer

    async def fetch(self, fetch: Fetch) -> bytes:
        return (await self.ask(fetch)).body

    async def open(self, url: str, receive: Receive, budget: Budget, local: str = "") -> Wire:
        def heard(frame: bytes, now: int) -> None:
            self._tape.frame(frame, now)
            receive(frame, now)

        return await self._access.open(url, heard, budget, local)

    async def close(self) -> None:
        await self._access.close()


async def record(config: Config, exchange: str, topics: list[str], tape: Tape) -> None:
    """Until cancelled. Raises ClientError for what is no topic of this exchange."""
    receiver = Receiver(config, (exchange,), wrap=lambda access: Taped(access, tape))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(receiver.run(), name="receiver")
        await receiver.ready()
        receiver.want("recorder", [receiver.wish(topic) for topic in topics])
        while True:
            await asyncio.sleep(_FLUSH)
            tape.flush()
