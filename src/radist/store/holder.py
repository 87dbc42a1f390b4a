"""Who we are among those who share a store: the same again after a crash, and nobody else."""

import os
import secrets
from pathlib import Path
from threading import Lock

_MOST = 100
"""Nodes of one folder."""


class Holder:
    """A name that is ours for as long as the process lives. It is kept in a file that is locked
    meanwhile: whoever is started in our place bears it again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Without a folder the name is new each time. Nothing is opened yet."""
        self._folder = folder
        self._lock = Lock()
        self._name = ""
        self._file: int | None = None

    @property
    def name(self) -> str:
        """Blocking, the first time."""
        with self._lock:
            if not self._name:
                self._name = self._found() or secrets.token_urlsafe(12)
            return self._name

    def _found(self) -> str:
        """The name in the first file that nobody has locked; empty where there may be none."""
        for number in range(1, _MOST + 1 if self._folder else 1):
            try:
                file = _locked(Path(self._folder or "", f"node-{number}.id"))
            except OSError:
                return ""
            if file is not None:
                self._file = file
                return _name_in(file)
        return ""

    def close(self) -> None:
        """Others may bear it."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
            self._file, self._name = None, ""


def _locked(path: Path) -> int | None:
    """Open, and locked until it is closed or we are gone; None if another has it. Raises OSError
    where there are no such locks either.
    """
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError as error:
        raise OSError("no locks") from error
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    except BaseException:
        os.close(file)
        raise
    return file


def _name_in(file: int) -> str:
    """What is written there, or is from now on."""
    name = os.read(file, 64).decode("ascii", "replace").strip()
    if not name:
        name = secrets.token_urlsafe(12)
        os.write(file, name.encode())
    return name
