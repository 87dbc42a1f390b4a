"""A file with one JSON value per line, appended to."""

import os
from collections.abc import Sequence
from contextlib import suppress
from io import FileIO
from pathlib import Path

import msgspec

from radist.errors import ConfigError, SinkError
from radist.sinks.base import Record, Sink, line

_TAIL = 64 * 1024 * 1024
"""Bytes at the end among which the last line is looked for; no message is larger."""


class Jsonl(Sink):
    """`jsonl:PATH`: every batch is on the disk (fsync) before it counts as written."""

    def __init__(self, target: str, /) -> None:
        if not target:
            raise ConfigError("jsonl needs a path, as in jsonl:messages.jsonl")
        super().__init__(str(Path(target).absolute()))
        self._path = Path(self.place)
        self._file: FileIO | None = None
        self._size = 0
        """How much of the file is known to be right."""

    def open(self) -> None:
        try:
            if self._path.exists() and not self._path.is_file():
                raise ConfigError(f"cannot write to {self._path}: not a file")
            self._file = FileIO(self._path, "ab+")
        except OSError as error:
            raise ConfigError(f"cannot write to {self._path}: {error.strerror}") from error
        try:
            self._size = self._mend(self._file)
            _sync_name(self._path)
        except OSError as error:
            raise SinkError(f"{self._path}: {error.strerror}") from error

    def write(self, batch: Sequence[Record]) -> None:
        assert self._file is not None
        lines = b"".join(line(record) + b"\n" for record in batch)
        try:
            rest = memoryview(lines)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self._take_back(self._file)
            raise SinkError(f"{self._path}: {error.strerror}") from error
        self._sync(self._file)
        self._size += len(lines)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _sync(self, file: FileIO) -> None:
        try:
            os.fsync(file.fileno())
        except OSError as error:
            # Asked again, it would say yes and have lost it: what is to come goes elsewhere.
            self._take_back(file)
            full, self._path = self._path, _next(self._path)
            raise SinkError(f"{full}: {error.strerror}; going on in {self._path}") from error

    def _take_back(self, file: FileIO) -> None:
        with suppress(OSError):
            file.truncate(self._size)

    def _mend(self, file: FileIO) -> int:
        """Cut away the beginning of a line that somebody died over; the size then."""
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        last = file.read().rpartition(b"\n")[2]
        if not last:
            return size
        try:
            msgspec.json.decode(last)
        except msgspec.DecodeError:
            if last.startswith(b'{"'):
                end = size - len(last)
                file.truncate(end)
                return end
        return size + (file.write(b"\n") or 0)


def _sync_name(path: Path) -> None:
    """A file that is new is on the disk with its name."""
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _next(path: Path) -> Path:
    """Beside a file, the first of `.1`, `.2`, … that is free."""
    number = 1
    while (free := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    return free
