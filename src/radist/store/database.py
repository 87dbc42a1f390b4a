"""One database, SQLite's or PostgreSQL's: opened and brought up to date when it is first needed."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from radist.errors import ClientError

log = logging.getLogger(__name__)
tables = MetaData()
_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY = 5
"""Seconds to wait for others who write, or for a server that does not answer."""
_WRITER = 0x0072_6164_6973_7400
"""Whoever holds this lock of a PostgreSQL database writes to it."""


class Database:
    """Blocking; from any thread. On either kind of database those who write come one after another,
    so what one of them has read stays so until the end of its transaction.
    """

    def __init__(self, url: str) -> None:
        """`sqlite:///PATH` or `postgresql://USER@HOST/NAME`. Nothing is opened yet."""
        self._url = make_url(url)
        self._engine: Engine | None = None
        self._lock = Lock()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that writes: all of it, or nothing. Raises ClientError(503) where there is
        none.
        """
        with self._transaction(reading=False) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only looks, and waits for nobody. Raises ClientError(503)."""
        with self._transaction(reading=True) as connection:
            yield connection

    @contextmanager
    def _transaction(self, *, reading: bool) -> Iterator[Connection]:
        try:
            engine = self._opened().execution_options(reading=reading)
            with engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, CommandError, OSError) as error:
            raise ClientError(503, "unavailable", f"the store: {_cause(error)}") from error

    def _opened(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = _open(self._url)
            return self._engine

    def close(self) -> None:
        """Let go of it; it may be opened again."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None


def _open(url: URL) -> Engine:
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    try:
        with engine.begin() as connection:
            _bring_up_to_date(connection)
    except BaseException as error:
        engine.dispose()
        if isinstance(error, SQLAlchemyError):
            where = url.render_as_string(hide_password=True)
            reason = " ".join(str(getattr(error, "orig", None) or error).split())
            log.warning("no store", extra={"url": where, "reason": reason})
        raise
    return engine


def _sqlite(url: URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY})

    def prepare(connection: Any, _: object) -> None:
        """Transactions are begun by us: sqlite3 would begin them too late to keep others out."""
        connection.isolation_level = None
        # What is committed survives that the power fails.
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {setting}")

    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def _postgresql(url: URL) -> Engine:
    patience = f"-c lock_timeout={_BUSY}s -c idle_in_transaction_session_timeout=60s"
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={
            "connect_timeout": _BUSY,
            "options": f"{url.query.get('options', '')} {patience}".strip(),
            "application_name": url.query.get("application_name", "radist"),
        },
        pool_pre_ping=True,  # the server may have been started anew
        pool_timeout=_BUSY,
    )

    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("reading"):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")

    event.listen(engine, "begin", begin)
    return engine


_TOLD = {
    "password authentication failed": "the server does not accept our user and password",
    "no password supplied": "the server asks for a password",
    "does not exist": "there is no such database on the server, or no such user",
    "too many clients": "the server has too many clients",
    "lock timeout": "others have written for too long",
}
"""What PostgreSQL says, as whoever is told may hear it: without address and names."""


def _cause(error: Exception) -> str:
    cause = getattr(error, "orig", None) or getattr(error, "strerror", None) or error
    if not type(cause).__module__.startswith("psycopg"):
        return str(cause)
    text = str(cause)
    known = next((told for part, told in _TOLD.items() if part in text), None)
    return known or ("the server cannot be reached" if _is_far(cause) else text.partition("\n")[0])


def _is_far(cause: Any) -> bool:
    """Whether an error is of the way to the server, not of what was asked there."""
    return type(cause).__name__ == "OperationalError" and not getattr(cause, "sqlstate", None)


def _bring_up_to_date(connection: Connection) -> None:
    scripts = ScriptDirectory(str(_MIGRATIONS), version_locations=[str(_MIGRATIONS)])

    def steps(revision: Any, _: object) -> Any:
        return scripts._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=tables)
        environment.run_migrations()
