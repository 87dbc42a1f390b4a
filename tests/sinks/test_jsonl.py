"""What is particular to files of lines."""

import json
from pathlib import Path

import pytest

from radist.sinks.base import Record
from radist.sinks.jsonl import Jsonl

ONE = Record("one", 7, "wss://host/path", b'{\n "a": 1\n}', "json")


def kept(path: Path) -> bytes:
    sink = Jsonl(str(path))
    sink.open()
    sink.write([ONE])
    sink.close()
    return path.read_bytes()


LINE = b'{"time_received":7,"source":"wss://host/path","message":{"a":1}}\n'


def test_a_line_says_what_came_when_and_from_where(tmp_path):
    assert kept(tmp_path / "a") == LINE
    assert json.loads(LINE)["message"] == {"a": 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'{"a":1}\n{"time_rec', b'{"a":1}\n'),
        (b'{"time_rec', b""),
        (b'{"a":1}\n{"b":2}', b'{"a":1}\n{"b":2}\n'),
        (b"notes of somebody", b"notes of somebody\n"),
        (b'{"a":1}\n', b'{"a":1}\n'),
    ],
)
def test_half_a_line_of_ours_is_cut_away_and_nothing_else(tmp_path, before, after):
    path = tmp_path / "a"
    path.write_bytes(before)
    assert kept(path) == after + LINE
