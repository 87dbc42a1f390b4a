"""What is particular to SQLite."""

import sqlite3

from radist.sinks.base import Record
from radist.sinks.sqlite import Sqlite

RECORDS = [
    Record("a", 1, "wss://host/path", b'{"a":1}', "json"),
    Record("b", 2, "wss://host/path", b"\x00\xff", "binary"),
]


def test_rows_have_what_came_when_and_from_where_binary_as_a_blob(tmp_path):
    sink = Sqlite(str(tmp_path / "a.db"), table="heard")
    for _ in range(2):  # by the key each is there once, in another run too
        sink.open()
        sink.write(RECORDS)
        sink.close()
    database = sqlite3.connect(tmp_path / "a.db")
    rows = database.execute("SELECT * FROM heard ORDER BY n").fetchall()
    database.close()
    assert rows == [
        (1, "a", 1, "wss://host/path", "json", '{"a":1}'),
        (2, "b", 2, "wss://host/path", "binary", b"\x00\xff"),
    ]


def test_a_commit_is_on_the_disk_before_it_counts(tmp_path):
    sink = Sqlite(str(tmp_path / "a.db"))
    sink.open()
    assert sink._database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert sink._database.execute("PRAGMA synchronous").fetchone() == (2,)
    sink.close()
