"""The database itself: opened late, brought up to date once, and honest where it cannot be had."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from radist.errors import ClientError
from radist.store import alert_tables as _alerts  # noqa: F401  # their tables are compared
from radist.store import database as module
from radist.store import gaps as _gaps  # noqa: F401
from radist.store import trading_tables as _trading  # noqa: F401
from radist.store.database import Database, tables
from radist.store.layouts import Layouts

SCRIPTS = ScriptDirectory(str(module._MIGRATIONS), version_locations=[str(module._MIGRATIONS)])
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]


def test_nothing_is_opened_before_it_is_needed(tmp_path: Path):
    path = tmp_path / "some folder" / "radist.db"
    database = Database(f"sqlite:///{path}")
    assert not path.exists()
    assert Layouts(database).all("alice") == []
    assert path.exists()
    database.close()


def test_what_is_committed_survives_that_the_power_fails(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path}/radist.db")
    with database.begin() as connection:
        full, wal = (
            connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("synchronous", "journal_mode")
        )
    assert (full, wal) == (2, "wal")
    database.close()


def test_the_form_of_the_database_is_written_in_it(store_url):
    database = Database(store_url)
    with database.read() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    assert found == [REVISIONS[-1]]
    database.close()


def test_the_steps_are_one_row_without_a_fork():
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS


@pytest.mark.parametrize("begin", [None, *REVISIONS])
def test_every_form_that_there_ever_was_becomes_the_present_one(store_url, begin, monkeypatch):
    if begin is not None:
        upgrade = ScriptDirectory._upgrade_revs
        monkeypatch.setattr(ScriptDirectory, "_upgrade_revs", lambda s, _, r: upgrade(s, begin, r))
        old = Database(store_url)
        with old.begin() as connection:
            row = {"id": "x", "owner": "alice", "name": "n", "version": 1, "created": 2}
            columns = ", ".join((*row, "updated", "content"))
            values = ", ".join((*(f":{name}" for name in row), ":created", "'{}'"))
            connection.execute(text(f"INSERT INTO layouts ({columns}) VALUES ({values})"), row)
        old.close()
        monkeypatch.undo()
    database = Database(store_url)
    kept = Layouts(database).all("alice")
    assert [layout.name for layout in kept] == ([] if begin is None else ["n"])
    with database.begin() as connection:
        assert set(inspect(connection).get_table_names()) == {*tables.tables, "alembic_version"}
        assert compare_metadata(MigrationContext.configure(connection), tables) == []
    database.close()


def test_of_many_nodes_that_start_at_once_one_makes_the_tables(store_url):
    databases = [Database(store_url) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda each: Layouts(each).all("alice"), databases)) == [[]] * 8
    for database in databases:
        database.close()


def test_whoever_only_looks_waits_for_nobody(store_url):
    database = Database(store_url)
    Layouts(database).all("alice")
    with database.begin() as writing:
        writing.execute(text("DELETE FROM layouts"))
        with database.read() as connection:
            assert connection.execute(text("SELECT count(*) FROM layouts")).scalar_one() == 0
    database.close()


def said(url: str) -> str:
    database = Database(url)
    with pytest.raises(ClientError, match=r"^the store: ") as caught:
        Layouts(database).all("alice")
    database.close()
    assert (caught.value.code, caught.value.reason) == (503, "unavailable")
    return str(caught.value)


def test_a_database_that_cannot_be_had_is_said_and_tried_again(tmp_path):
    path = tmp_path / "radist.db"
    path.write_text("this is no database, and long enough to be seen as none" * 10)
    database = Database(f"sqlite:///{path}")
    for _ in range(2):
        with pytest.raises(ClientError, match="the store: ") as caught:
            Layouts(database).all("alice")
        assert (caught.value.code, caught.value.reason) == (503, "unavailable")
    path.unlink()
    assert Layouts(database).all("alice") == []
    database.close()


def test_where_the_database_is_nobody_is_told(tmp_path):
    (tmp_path / "taken").write_text("a file")
    assert str(tmp_path) not in said(f"sqlite:///{tmp_path}/taken/radist.db")


def test_what_is_wrong_with_a_server_is_one_line_without_secrets(postgres, free_port, caplog):
    told = {
        postgres.url("postgres", "a wrong one"): "does not accept our user and password",
        postgres.url("nowhere"): "no such database",
        f"postgresql://radist:hunter2@127.0.0.1:{free_port}/x": "cannot be reached",
    }
    for url, what in told.items():
        message = said(url)
        assert what in message
        assert "\n" not in message
        assert "127.0.0.1" not in message
    assert len(caplog.records) == 3
    for record in caplog.records:
        fields = record.__dict__
        assert "127.0.0.1" in fields["url"]
        assert not {"hunter2", "a wrong one", "correct horse"} & set(fields["url"].split(":"))
        assert "\n" not in fields["reason"]
        assert "hunter2" not in fields["url"] + fields["reason"]


def test_a_server_that_was_started_anew_is_found_again(postgres, postgres_url):
    database = Database(postgres_url)
    layouts = Layouts(database)
    assert layouts.all("alice") == []
    postgres.stop()
    with pytest.raises(ClientError, match="the store: "):
        layouts.all("alice")
    postgres.start()
    assert layouts.all("alice") == []
    database.close()


def test_without_the_driver_it_is_said_what_to_install():
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from radist.store.opening import Store; Store('postgresql://x@y/z')"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "pip install 'radist[postgresql]'" in run.stderr.splitlines()[-1]


def test_an_older_file_without_our_settings_is_taken_over(tmp_path):
    path = tmp_path / "radist.db"
    sqlite3.connect(path).close()
    database = Database(f"sqlite:///{path}")
    assert Layouts(database).all("alice") == []
    database.close()
