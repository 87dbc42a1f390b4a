"""The store, loaded and opened by whoever first needs it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from radist.config import state_folder
from radist.errors import ClientError, ConfigError
from radist.store.holder import Holder

if TYPE_CHECKING:
    from radist.store.alerts import Alerts
    from radist.store.database import Database
    from radist.store.gaps import Gaps
    from radist.store.history import History
    from radist.store.layouts import Layouts
    from radist.store.orders import Orders
    from radist.store.outbox import Outbox
    from radist.store.targets import Targets
    from radist.store.trading import Trading

Part = TypeVar("Part")


class Store:
    """What is kept at an address. To be asked in a thread: the first time takes long."""

    def __init__(self, url: str) -> None:
        """Nothing is opened yet. Raises ConfigError if the driver for it is not there."""
        if url.startswith("postgresql:"):
            _require_driver()
        self._url = url
        self._file = ""
        if url.startswith("sqlite:///"):
            self._file = url.removeprefix("sqlite:///").partition("?")[0]
        self._lock = Lock()
        self._database: Database | None = None
        self._parts: dict[type, Any] = {}
        self._holder = Holder(self.folder)

    @property
    def layouts(self) -> "Layouts":
        """What people have arranged."""
        with _loading():
            from radist.store.layouts import Layouts

        return self._part(Layouts)

    @property
    def trading(self) -> "Trading":
        """The ledger and tokens."""
        with _loading():
            from radist.store.trading import Trading

        return self._part(Trading)

    @property
    def orders(self) -> "Orders":
        """Orders and fills."""
        with _loading():
            from radist.store.orders import Orders

        return self._part(Orders)

    @property
    def is_new(self) -> bool:
        """Whether nothing can have been kept yet, as far as can be told without opening it."""
        return bool(self._file) and not Path(self._file).exists()

    @property
    def alerts(self) -> "Alerts":
        """What people want to be told."""
        with _loading():
            from radist.store.alerts import Alerts

        return self._part(Alerts)

    @property
    def outbox(self) -> "Outbox":
        """What is still to be told."""
        with _loading():
            from radist.store.outbox import Outbox

        return self._part(Outbox, self._holder)

    @property
    def history(self) -> "History":
        """What was told."""
        with _loading():
            from radist.store.history import History

        return self._part(History)

    @property
    def gaps(self) -> "Gaps":
        """What is missing from streams."""
        with _loading():
            from radist.store.gaps import Gaps

        return self._part(Gaps, self._holder)

    @property
    def targets(self) -> "Targets":
        """Where people want to be told."""
        with _loading():
            from radist.store.targets import Targets

        return self._part(Targets)

    @property
    def folder(self) -> Path:
        """Where files may be kept beside it."""
        return Path(self._file).parent if self._file else state_folder(os.environ)

    def _part(self, kind: type[Part], *more: Holder) -> Part:
        """One for all who ask."""
        with _loading():
            from radist.store.database import Database

        with self._lock:
            if self._database is None:
                self._database = Database(self._url)
            if kind not in self._parts:
                self._parts[kind] = kind(self._database, *more)  # type: ignore[call-arg]
            part: Part = self._parts[kind]
            return part

    def close(self) -> None:
        """Let go of it; it may be opened again."""
        with self._lock:
            if self._database is not None:
                self._database.close()
        self._holder.close()


@contextmanager
def _loading() -> Iterator[None]:
    """Without a descriptor left no module can be read either. Raises ClientError(503)."""
    try:
        yield
    except (OSError, ImportError) as error:
        raise ClientError(503, "unavailable", f"the store: {error}") from error


def _require_driver() -> None:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        message = "store.url: PostgreSQL takes an extra: pip install 'radist[postgresql]'"
        raise ConfigError(message) from error
