"""The store, loaded and opened by whoever first needs it."""

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from radist.store.layouts import Layouts


class Store:
    """What is kept at an address. To be asked in a thread: the first time takes long."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = Lock()
        self._layouts: Layouts | None = None

    @property
    def layouts(self) -> "Layouts":
        """What people have arranged."""
        with self._lock:
            if self._layouts is None:
                from radist.store.database import Database
                from radist.store.layouts import Layouts

                self._layouts = Layouts(Database(self._url))
            return self._layouts

    def close(self) -> None:
        """Let go of it."""
        with self._lock:
            if self._layouts is not None:
                self._layouts.close()
