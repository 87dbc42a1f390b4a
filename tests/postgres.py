"""A PostgreSQL of our own, from Debian's package, with an empty database for whoever asks."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

PASSWORD = "correct horse battery staple"
_numbers = count(1)


def _programs() -> Path:
    """Where initdb and pg_ctl are: Debian does not put them into PATH."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if not folders:
        reason = "no PostgreSQL (Debian: apt-get install postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folders[0]


class Postgres:
    """A server in a folder of its own; it refuses to be root's."""

    def __init__(self) -> None:
        self._programs = _programs()
        self._user = None if os.getuid() else self._somebody()
        self._folder = Path(tempfile.mkdtemp(prefix="radist-pg-"))
        if self._user:
            os.chown(self._folder, *self._ids())
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        secret = self._folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        access = ("--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={secret}")
        self._run("initdb", "-U", "radist", "--no-sync", "-E", "UTF8", "--locale=C", *access)
        self.start()

    def _somebody(self) -> str:
        names = {user.pw_name for user in pwd.getpwall()}
        return "postgres" if "postgres" in names else "nobody"

    def _ids(self) -> tuple[int, int]:
        user = pwd.getpwnam(self._user or "")
        return user.pw_uid, user.pw_gid

    def _run(self, program: str, *arguments: str) -> None:
        ids = self._ids() if self._user else (None, None)
        subprocess.run(
            [str(self._programs / program), *arguments],
            env={"PGDATA": f"{self._folder}/data", "LC_ALL": "C", "PATH": os.environ["PATH"]},
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=ids[0],
            group=ids[1],
            extra_groups=None if ids[0] is None else (),
            check=True,
        )

    def start(self) -> None:
        # What is not written to the disk survives all that is tried here: the server is not killed
        # with the machine.
        settings = {
            "fsync": "off",
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self._folder,
            "max_connections": 60,
            "shared_buffers": "16MB",
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("pg_ctl", "-w", "-s", "-o", options, "-l", f"{self._folder}/log", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")

    def end(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def url(self, name: str, password: str = PASSWORD) -> str:
        secret = password.replace(" ", "%20")
        return f"postgresql://radist:{secret}@127.0.0.1:{self.port}/{name}"

    def ask(self, statement: str) -> None:
        import psycopg

        where = f"host={self._folder} port={self.port} user=radist dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Whoever stops it starts it again."""
    server = Postgres()
    yield server
    server.end()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """Of an empty database."""
    name = f"test_{next(_numbers)}"
    postgres.ask(f"CREATE DATABASE {name}")
    yield postgres.url(name)
    postgres.ask(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/some folder/radist.db"
    url: str = request.getfixturevalue("postgres_url")
    return url
