"""One database: opened and brought up to date when it is first needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from radist.errors import ClientError

tables = MetaData()
_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY = 5.0
"""Seconds to wait for others who write."""


class Database:
    """Blocking; from any thread."""

    def __init__(self, url: str) -> None:
        """`sqlite:///PATH`. Nothing is opened yet."""
        self._url = url
        self._engine: Engine | None = None
        self._lock = Lock()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: all of it, or nothing. Raises ClientError(503) where there is none."""
        try:
            with self._opened().begin() as connection:
                yield connection
        except (SQLAlchemyError, CommandError, OSError) as error:
            cause = getattr(error, "orig", None) or getattr(error, "strerror", None) or error
            raise ClientError(503, "unavailable", f"the store: {cause}") from error

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


def _open(url: str) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            _bring_up_to_date(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _prepare(connection: Any, _: object) -> None:
    """Transactions are begun by us: sqlite3 would begin them too late to keep others out."""
    connection.isolation_level = None
    for setting in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _bring_up_to_date(connection: Connection) -> None:
    scripts = ScriptDirectory(str(_MIGRATIONS), version_locations=[str(_MIGRATIONS)])

    def steps(revision: Any, _: object) -> Any:
        return scripts._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=tables)
        environment.run_migrations()
