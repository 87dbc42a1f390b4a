"""Recordings: raw frames of an exchange in a text file, plain or compressed with gzip or zstd.

The first line is `#radist 1 {"exchange":"…","url":"…"}`; each other line is `<received ns> <what>`:

    1723075200000000000 {"e":"trade"}               a text frame, verbatim
    1723075200000000000 %AAEC                       a frame in base64: binary, or with a newline
    1723075200000000000 @https://host/path {"a":1}  a REST body and where it came from

Files of a widespread older kind are read too: no header, `<time> <frame>` with nanoseconds, or
microseconds in 16 digits, and REST book snapshots inline.
"""

import binascii
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Protocol, Self

import msgspec
import zstandard
from msgspec import Struct

from radist.errors import RecordingError

VERSION = b"1"
CHUNK = 65_536
MAX_LINE = 64 * 1024 * 1024
"""The largest known body, a list of all instruments of a large venue, is a third of this."""

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_HEADERLESS = re.compile(rb"(\d{16}|\d{19}) \{")


class Record(NamedTuple):
    """A frame, or with a URL (which may be unknown: empty) a REST body. `time` in nanoseconds."""

    time: int
    payload: bytes
    url: str | None = None


class Broken(NamedTuple):
    """A line that says nothing, and why."""

    line: int
    reason: str


class Header(Struct, frozen=True):
    """What a recording is of, where it says so."""

    exchange: str | None = None
    url: str | None = None


class _Inflater(Protocol):
    """What zlib and zstandard have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class Recording:
    """One pass over a recording: iterate within `with`."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._lines = _lines(_inflated(file))
        self._first: bytes | None = None
        first = next(self._lines, b"")
        if isinstance(first, Broken):
            raise RecordingError(f"{name}: {first.reason}")
        if first.startswith(b"#radist "):
            header = _header(first, name)
            self._parse: Callable[[bytes], Record] = _record
        elif _HEADERLESS.match(first):
            header, self._first = Header(), first
            self._parse = _headerless_record
        else:
            raise RecordingError(f"{name}: not a recording: the first line is no header")
        self.exchange = header.exchange
        self.url = header.url

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Record | Broken]:
        number = 1
        if self._first is not None:
            yield self._read(number, self._first)
        for line in self._lines:
            number += 1
            if isinstance(line, Broken):
                yield line._replace(line=number)
            elif line:
                yield self._read(number, line)

    def _read(self, number: int, line: bytes) -> Record | Broken:
        try:
            return self._parse(line)
        except ValueError as error:
            return Broken(number, str(error))


def header_line(exchange: str) -> bytes:
    """How a recording begins."""
    return b"#radist %s %s\n" % (VERSION, msgspec.json.encode(Header(exchange)))


def frame_line(payload: bytes, now: int) -> bytes:
    """A frame as it came; `now` in microseconds."""
    if b"\n" in payload or payload[:1] in (b"", b"%", b"@"):
        payload = b"%" + binascii.b2a_base64(payload, newline=False)
    return b"%d000 %s\n" % (now, payload)


def open_recording(path: Path) -> Recording:
    """The recording in a file. Raises RecordingError: no such file, no recording, newer version."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise RecordingError(f"{path}: not a regular file; recordings are read more than once")
    try:
        file = path.open("rb")
    except OSError as error:
        raise RecordingError(f"{path}: {error.strerror}") from error
    try:
        return Recording(file, str(path))
    except BaseException:
        file.close()
        raise


def _header(line: bytes, name: str) -> Header:
    _, version, described = [*line.split(b" ", 2), b""][:3]
    if version != VERSION:
        spelled = version.decode("utf-8", "replace")
        raise RecordingError(f"{name}: recording of version {spelled!r}; this reads version 1")
    try:
        return msgspec.json.decode(described or b"{}", type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RecordingError(f"{name}: the header is broken: {error}") from error


def _record(line: bytes) -> Record:
    stamp, _, rest = line.partition(b" ")
    time = _time(stamp)
    match rest[:1]:
        case b"":
            raise ValueError("no frame after the time")
        case b"%":
            return Record(time, _binary(rest[1:]))
        case b"@":
            url, blank, body = rest[1:].partition(b" ")
            if not blank:
                raise ValueError("no body after the URL")
            return Record(time, body, url.decode("utf-8"))
    return Record(time, rest)


def _headerless_record(line: bytes) -> Record:
    stamp, _, payload = line.partition(b" ")
    time = _time(stamp) * (1000 if len(stamp) == 16 else 1)
    if not payload:
        raise ValueError("no frame after the time")
    body = payload.startswith(b'{"lastUpdateId"') and b'"stream"' not in payload
    return Record(time, payload, "" if body else None)


def _time(stamp: bytes) -> int:
    if not stamp.isdigit() or len(stamp) > 19:
        raise ValueError(f"{stamp[:30].decode('ascii', 'replace')!r} is not a time in nanoseconds")
    return int(stamp)


def _binary(text: bytes) -> bytes:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error as error:
        raise ValueError(f"not base64: {error}") from error


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes | Broken]:
    """The lines of a file; a Broken, the line number not yet known, where it cannot be read on."""
    pieces: list[bytes] = []  # of a line whose end is yet to come
    length = 0
    try:
        for chunk in chunks:
            first, *others = chunk.split(b"\n")
            pieces.append(first)
            length += len(first)
            if length > MAX_LINE:
                yield Broken(1, f"a line of more than {MAX_LINE} bytes")
                return
            for other in others:
                yield b"".join(pieces).removesuffix(b"\r")
                pieces, length = [other], len(other)
    except (EOFError, OSError, zlib.error, zstandard.ZstdError) as error:
        yield Broken(1, str(error))
        return
    if length:
        yield b"".join(pieces)


def _inflated(file: BinaryIO) -> Iterator[bytes]:
    """The content of a file in chunks, whatever it is compressed with."""
    start = file.read(4)
    file.seek(0)
    if start.startswith(_GZIP):
        return _inflate(file, lambda: zlib.decompressobj(wbits=31))
    if start == _ZSTD:
        return _inflate(file, lambda: zstandard.ZstdDecompressor().decompressobj())
    return iter(lambda: file.read(CHUNK), b"")


def _inflate(file: BinaryIO, new: Callable[[], _Inflater]) -> Iterator[bytes]:
    """Compressed members, one after another. Raises EOFError where the last one is cut off."""
    inflater, begun = new(), False
    while chunk := file.read(CHUNK):
        while chunk:
            begun = True
            yield inflater.decompress(chunk)
            chunk = b""
            if inflater.eof:
                chunk, inflater, begun = inflater.unused_data, new(), False
    if begun:
        raise EOFError("the compressed file ends too early")
