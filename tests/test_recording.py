import base64
import gzip
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from radist import recording
from radist.errors import RecordingError
from radist.recording import Broken, Record, Recording, open_recording

HEADER = b'#radist 1 {"exchange":"moon","url":"wss://moon.test"}\n'
LINES = HEADER + b'1 {"a":1}\n2 {"a":2}\n3 {"a":3}\n'
RECORDS = [Record(1, b'{"a":1}'), Record(2, b'{"a":2}'), Record(3, b'{"a":3}')]

COMPRESSIONS = {
    "plain": lambda content: content,
    "gzip": gzip.compress,
    "gzip in two members": lambda content: (
        gzip.compress(content[:70]) + gzip.compress(content[70:])
    ),
    "zstd": zstandard.compress,
    "zstd in two frames": (
        lambda content: zstandard.compress(content[:70]) + zstandard.compress(content[70:])
    ),
}


@pytest.fixture
def opened(tmp_path: Path):
    def read(content: bytes) -> Recording:
        path = tmp_path / "some.recording"
        path.write_bytes(content)
        return open_recording(path)

    return read


@pytest.fixture
def records(opened):
    def read(content: bytes) -> list[Record | Broken]:
        with opened(content) as whole:
            return list(whole)

    return read


@pytest.mark.parametrize("compress", COMPRESSIONS.values(), ids=COMPRESSIONS.keys())
def test_a_recording_is_read_however_it_is_compressed(opened, compress):
    with opened(compress(LINES)) as whole:
        assert (whole.exchange, whole.url) == ("moon", "wss://moon.test")
        assert list(whole) == RECORDS


def test_a_body_carries_the_url_it_came_from(records):
    assert records(HEADER + b'5 @http://moon.test/depth {"b": 1}\n') == [
        Record(5, b'{"b": 1}', "http://moon.test/depth")
    ]


def test_a_binary_frame_comes_back_as_it_was(records):
    frame = bytes(range(256))
    assert records(HEADER + b"5 %" + base64.b64encode(frame)) == [Record(5, frame)]


def test_a_last_line_without_its_newline_counts(records):
    assert records(LINES.rstrip(b"\n")) == RECORDS


def test_lines_may_end_as_on_windows_and_empty_ones_do_not_matter(records):
    assert records(LINES.replace(b"\n", b"\r\n") + b"\r\n") == RECORDS


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"nonsense", "'nonsense' is not a time"),
        (b"-1 {}", "'-1' is not a time"),
        (b"12345678901234567890 {}", "is not a time"),
        (b"7", "no frame after the time"),
        (b"7 ", "no frame after the time"),
        (b"7 @http://moon.test", "no body after the URL"),
        (b"7 @\xff {}", "can't decode"),
        (b"7 %A", "not base64"),
        (b"\xff\xfe\x00", "is not a time"),
    ],
)
def test_a_broken_line_is_told_with_its_number_and_the_rest_is_read(records, line, reason):
    first, broken, last = records(HEADER + b"1 {}\n" + line + b"\n9 {}\n")
    assert (first, last) == (Record(1, b"{}"), Record(9, b"{}"))
    assert broken.line == 3
    assert reason in broken.reason


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress])
def test_a_file_that_was_cut_off_ends_in_a_broken_line(records, compress):
    content = compress(HEADER + b"".join(b"%d {}\n" % (n * n) for n in range(100_000)))
    *whole, last = records(content[: len(content) // 2])
    assert whole[:2] == [Record(0, b"{}"), Record(1, b"{}")]
    assert isinstance(last, Broken)
    assert last.line == len(whole) + 2
    assert "too early" in last.reason


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress])
def test_a_damaged_file_ends_in_a_broken_line(records, compress):
    content = bytearray(compress(HEADER + b"".join(b"%d {}\n" % (n * n) for n in range(100_000))))
    content[len(content) // 2 : len(content) // 2 + 64] = bytes(64)
    assert isinstance(records(bytes(content))[-1], Broken)


def test_a_line_without_end_is_not_taken_into_memory(records, monkeypatch):
    monkeypatch.setattr(recording, "MAX_LINE", 1000)
    first, broken = records(HEADER + b"1 {}\n2 " + b"x" * 200_000)
    assert first == Record(1, b"{}")
    assert broken == Broken(3, "a line of more than 1000 bytes")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "not a recording"),
        (b"hello\n", "not a recording"),
        (b'{"e":"trade"}\n', "not a recording"),
        (bytes(range(256)), "not a recording"),
        (b"#radist 2 {}\n", "recording of version '2'; this reads version 1"),
        (b"#radist \n", "recording of version ''"),
        (b"#radist 1 {nonsense}\n", "the header is broken"),
        (b'#radist 1 {"exchange":5}\n', "the header is broken"),
        (gzip.compress(LINES, mtime=0)[:12], "too early"),
        (b"\x1f\x8b\x00\x00", "while decompressing"),
    ],
)
def test_what_is_no_recording_is_refused_with_the_name_of_the_file(opened, content, expected):
    with pytest.raises(RecordingError) as caught:
        opened(content)
    assert "some.recording: " in str(caught.value)
    assert expected in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(RecordingError, match="No such file"):
        open_recording(tmp_path / "none")
    with pytest.raises(RecordingError, match="directory"):
        open_recording(tmp_path)


def test_without_a_header_times_are_nanoseconds_or_microseconds_by_their_length(opened):
    lines = b'1700000000000000001 {"a":1}\n1700000000000002 {"a":2}\n'
    with opened(lines) as whole:
        assert (whole.exchange, whole.url) == (None, None)
        assert list(whole) == [
            Record(1700000000000000001, b'{"a":1}'),
            Record(1700000000000002000, b'{"a":2}'),
        ]


def test_without_a_header_a_snapshot_is_a_body_of_unknown_origin(records):
    body = b'{"lastUpdateId":1,"bids":[]}'
    frame = b'{"lastUpdateId":1,"stream":"x"}'
    stamp = b"1700000000000000001 "
    assert [record.url for record in records(stamp + body + b"\n" + stamp + frame)] == ["", None]


def test_without_a_header_a_broken_line_is_told_with_its_number(records):
    found = records(b"1700000000000000001 {}\nnonsense\n1700000000000000001\n")
    assert [broken.line for broken in found[1:]] == [2, 3]


def test_a_real_day_is_read_whole(captures: Path):
    with open_recording(captures / "binance/hftbacktest/spot_btcusdt_20240808.gz") as whole:
        found = list(whole)
    assert len(found) == 41_249
    assert not [record for record in found if isinstance(record, Broken)]
    assert sum(record.url == "" for record in found) == 1


@given(st.lists(st.binary(max_size=40)))
def test_whatever_the_lines_are_nothing_but_broken_comes_of_it(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("any") / "some.recording"
    path.write_bytes(HEADER + b"\n".join(lines))
    with open_recording(path) as whole:
        assert all(isinstance(record, Record | Broken) for record in whole)
