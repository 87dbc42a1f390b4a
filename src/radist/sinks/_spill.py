"""What a sink did not take, on disk and in order until it does."""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec

from radist.errors import SinkError
from radist.sinks.base import Record

_ROADS = 16
"""Processes which may keep in one place at the same time."""


class Spill:
    """A file that is made when it is first needed. Another process with the same sink has one of
    its own; one that died left its to the next.
    """

    def __init__(self, folder: Path, place: str, most: int = 2 << 30) -> None:
        self.count = 0
        """Records that wait."""
        name = sha256(place.encode()).hexdigest()[:16]
        self._paths = [folder / f"{name}.{number}.spill" for number in range(1, _ROADS + 1)]
        self.path = self._paths[0]
        self._most = most
        self._size = 0
        self._database: sqlite3.Connection | None = None

    def open(self) -> None:
        """Look for what was left the last time. Raises SinkError."""
        try:
            any(path.exists() and self._adopt(path) for path in self._paths)
        except sqlite3.Error as error:
            raise SinkError(f"{self.path}: {error}") from error

    def append(self, batch: Sequence[Record]) -> None:
        """Keep a batch; it is on the disk when this returns. Raises SinkError."""
        rows = [(msgspec.msgpack.encode(record),) for record in batch]
        size = sum(len(row[0]) for row in rows)
        if self._size + size > self._most:
            raise SinkError(f"{self.path}: {self._most:,} bytes wait there already")
        try:
            database = self._database or self._create()
            database.execute("BEGIN IMMEDIATE")
            try:
                database.executemany("INSERT INTO waiting (record) VALUES (?)", rows)
                database.execute("COMMIT")
            except sqlite3.Error:
                with suppress(sqlite3.Error):
                    database.execute("ROLLBACK")
                raise
        except (OSError, sqlite3.Error) as error:
            raise SinkError(f"{self.path}: {error}") from error
        self.count += len(rows)
        self._size += size

    def first(self, most: int) -> list[Record]:
        """The oldest ones. Raises SinkError."""
        assert self._database is not None
        try:
            rows = self._database.execute(
                "SELECT record FROM waiting ORDER BY n LIMIT ?", (most,)
            ).fetchall()
        except sqlite3.Error as error:
            raise SinkError(f"{self.path}: {error}") from error
        return [msgspec.msgpack.decode(row[0], type=Record) for row in rows]

    def drop(self, number: int) -> None:
        """So many of the oldest are kept elsewhere now. Raises SinkError."""
        assert self._database is not None
        try:
            self._database.execute(
                "DELETE FROM waiting WHERE n IN (SELECT n FROM waiting ORDER BY n LIMIT ?)",
                (number,),
            )
            self._measure(self._database)
            if not self.count:
                self._database.execute("VACUUM")
        except sqlite3.Error as error:
            raise SinkError(f"{self.path}: {error}") from error

    def close(self) -> None:
        """Let go of the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _create(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if any(self._adopt(path) for path in self._paths):
            assert self._database is not None
            return self._database
        raise SinkError(f"{self.path}: too many processes keep there")

    def _adopt(self, path: Path) -> bool:
        """Take a file, unless another process has it."""
        database = sqlite3.connect(path, timeout=0.0, isolation_level=None)
        try:
            database.execute("PRAGMA locking_mode=EXCLUSIVE")
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.execute(
                "CREATE TABLE IF NOT EXISTS waiting (n INTEGER PRIMARY KEY, record BLOB NOT NULL)"
            )
            self._measure(database)
        except sqlite3.OperationalError as error:
            database.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                return False
            raise
        self._database, self.path = database, path
        return True

    def _measure(self, database: sqlite3.Connection) -> None:
        row = database.execute("SELECT count(*), coalesce(sum(length(record)), 0) FROM waiting")
        self.count, self._size = row.fetchone()
