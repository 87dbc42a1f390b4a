"""A table in an SQLite file, which others may read meanwhile."""

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from radist.errors import ConfigError, SinkError
from radist.sinks.base import Record, Sink

_is_name = re.compile(r"[A-Za-z_][A-Za-z0-9_]*").fullmatch


class Sqlite(Sink):
    """`sqlite:PATH`: one row for each key, one commit for each batch, each on the disk (WAL,
    `synchronous=FULL`) before it counts as written. `table` is where, `busy` how many seconds to
    wait for others who write.
    """

    def __init__(
        self,
        target: str,
        /,
        *,
        table: str = "messages",
        busy: Annotated[float, Meta(ge=0, le=60)] = 5.0,
    ) -> None:
        if not target:
            raise ConfigError("sqlite needs a path, as in sqlite:messages.db")
        if not _is_name(table):
            raise ConfigError(f"{table!r} is no name of a table")
        super().__init__(str(Path(target).absolute()))
        self._busy = busy
        self._table = table
        self._database: sqlite3.Connection | None = None

    def open(self) -> None:
        try:
            database = sqlite3.connect(self.place, timeout=self._busy, isolation_level=None)
            self._database = database
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.execute(
                f"CREATE TABLE IF NOT EXISTS {self._table} (n INTEGER PRIMARY KEY,"
                " key TEXT NOT NULL UNIQUE, time_received INTEGER NOT NULL,"
                " source TEXT NOT NULL, form TEXT NOT NULL, body NOT NULL)"
            )
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) in _MAY_PASS:
                raise SinkError(f"{self.place}: {error}") from error
            raise ConfigError(f"cannot write to {self.place}: {error}") from error

    def write(self, batch: Sequence[Record]) -> None:
        assert self._database is not None
        insert = (
            f"INSERT INTO {self._table} (key, time_received, source, form, body)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING"
        )
        try:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany(insert, map(_row, batch))
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            raise SinkError(f"{self.place}: {error}") from error

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None


_MAY_PASS = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def _row(record: Record) -> tuple[object, ...]:
    binary = record.form == "binary"
    body = record.body if binary else record.body.decode("utf-8", "replace")
    return record.key, record.time, record.source, record.form, body
