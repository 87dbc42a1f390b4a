"""For each sink: a place to keep in, how to read what is kept, and how to break and mend it."""

import asyncio
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from base64 import b64decode
from pathlib import Path
from time import monotonic

import pytest
import redis


class Place(ABC):
    """One sink to try."""

    to: str
    wrong: dict[str, str]
    """Where nothing can be kept, ever, and what the complaint has to name."""

    @abstractmethod
    def read(self) -> list[bytes]:
        """What is kept there, in order."""

    async def down(self) -> None:  # noqa: B027  # what cannot be broken need not
        """From now on it takes nothing."""

    async def up(self) -> None:  # noqa: B027
        """It takes everything again."""

    def end(self) -> None:  # noqa: B027
        """Clean up."""


def content(message: object) -> bytes:
    if isinstance(message, dict) and message.keys() == {"binary"}:
        return b64decode(message["binary"])
    if isinstance(message, str):
        return message.encode()
    return json.dumps(message, separators=(",", ":")).encode()


class Jsonl(Place):
    """A file that may not grow while it is down, as on a full disk."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "kept.jsonl"
        self.to = f"jsonl:{self.path}"
        self.wrong = {
            "jsonl:": "a path",
            f"jsonl:{folder}": f"{folder}: ",
            f"jsonl:{folder}/nowhere/a": f"{folder}/nowhere/a: No such file",
            "jsonl:/dev/full": "/dev/full: not a file",
        }
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def read(self) -> list[bytes]:
        if not self.path.exists():
            return []
        lines = [json.loads(line) for line in self.path.read_bytes().split(b"\n")[:-1]]
        return [content(line["message"]) if "message" in line else content(line) for line in lines]

    async def down(self) -> None:  # what cannot be broken need not
        size = self.path.stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200, self._before[1]))

    async def up(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)

    def end(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


class Sqlite(Place):
    """A file that another program holds while it is down."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "kept.db"
        self.to = f"sqlite:{self.path}?busy=0.05"
        (folder / "letter.txt").write_text("Dear Sir or Madam, this is no database. " * 30)
        self.wrong = {
            "sqlite:": "a path",
            f"sqlite:{folder}": f"{folder}: ",
            f"sqlite:{folder}/nowhere/a.db": f"{folder}/nowhere/a.db: ",
            f"sqlite:{folder}/letter.txt": "letter.txt: file is not a database",
            f"sqlite:{folder}/a.db?table=a-b": "'a-b' is no name",
            f"sqlite:{folder}/a.db?tables=b": "did you mean table",
        }

    def read(self) -> list[bytes]:
        if not self.path.exists():
            return []
        database = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        try:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            rows = database.execute("SELECT body FROM messages ORDER BY n").fetchall()
        finally:
            database.close()
        return [row[0].encode() if isinstance(row[0], str) else row[0] for row in rows]

    async def down(self) -> None:  # what cannot be broken need not
        self._holder = sqlite3.connect(self.path, isolation_level=None)
        self._holder.execute("BEGIN IMMEDIATE")

    async def up(self) -> None:
        self._holder.execute("ROLLBACK")
        self._holder.close()


class Redis(Place):
    """A server that is killed, and started again with what it had on its disk."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("redis-server") is None:
            reason = "no redis-server (Debian: apt-get install redis-server)"
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self.to = f"redis://127.0.0.1:{self._port}/kept"
        self.wrong = {
            "redis:": "a server and a stream",
            "redis:kept": "a server and a stream",
            "redis:x://127.0.0.1/kept": "x://127.0.0.1/kept: ",
            f"{self.to}?maxlen=-1": "maxlen: expected int",
        }
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [
                *("redis-server", "--port", str(self._port), "--bind", "127.0.0.1"),
                *("--appendonly", "yes", "--appendfsync", "always", "--dir", str(self._folder)),
            ],
            stdout=subprocess.DEVNULL,
        )
        self._client = redis.Redis(port=self._port)
        end = monotonic() + 10.0
        while True:
            try:
                self._client.ping()
                return
            except redis.RedisError:
                assert monotonic() < end, "redis-server does not start"

    def read(self) -> list[bytes]:
        return [fields[b"body"] for _, fields in self._client.xrange("kept")]

    async def down(self) -> None:  # what cannot be broken need not
        self.end()

    async def up(self) -> None:
        await asyncio.to_thread(self._start)

    def end(self) -> None:
        self._client.close()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


PLACES = {"jsonl": Jsonl, "sqlite": Sqlite, "redis": Redis}
"""`stdout` has tests of its own: it can be read once only, and nothing mends it."""
