"""What a running Radist writes to stderr: lines for people, or JSON for machines."""

import json
import logging
import re
import sys

import msgspec

from radist.codec import iso
from radist.config import Log

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}


_LONGEST, _LONGEST_STORY = 2_000, 20_000
"""Characters of one field or message, and of an exception: what is longer is cut."""
_unsafe = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What could end a line, move a cursor, or turn the order of what is read around."""


class _Text(logging.Formatter):
    """`2025-12-25T12:00:00.000Z WARNING reconnecting reason="…" wait=1.5`"""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {key}={_plain(value)}" for key, value in _fields(record).items())
        when, message = iso(int(record.created * 1e6)), _safe(_message(record))
        head = f"{when} {record.levelname:<7} {message}{fields}"
        if not record.exc_info:
            return head
        story = _cut(self.formatException(record.exc_info), _LONGEST_STORY).split("\n")
        # Set in, so that no line of it looks like one of the log.
        return "\n".join([head, *(f"    {_safe(line)}" for line in story)])


class _Json(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": iso(int(record.created * 1e6)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **{key: _short(value) for key, value in _fields(record).items()},
        }
        if record.exc_info:
            line["exception"] = _cut(self.formatException(record.exc_info), _LONGEST_STORY)
        return _safe(_encode(line))


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {key: value for key, value in vars(record).items() if key not in _OWN}


def _message(record: logging.LogRecord) -> str:
    return _cut(record.getMessage(), _LONGEST)


def _plain(value: object) -> str:
    text = _cut(str(value), _LONGEST)
    return text if text and text.isprintable() and " " not in text else _safe(repr(text))


def _short(value: object) -> object:
    """A field as it is, unless that would be too long."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else _encode(value)
    short = _cut(text, _LONGEST)
    return short if isinstance(value, str) or short != text else value


def _encode(value: object) -> str:
    try:
        return msgspec.json.encode(value, enc_hook=str).decode()
    except UnicodeEncodeError:  # half a character
        return json.dumps(value, default=str)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text)} characters)"


def _safe(text: str) -> str:
    """The same on one line, without a say in how a terminal shows it."""
    return _unsafe.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def set_up(settings: Log) -> None:
    """Log to stderr from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if settings.format == "json" else _Text())
    logging.basicConfig(level=settings.level.upper(), handlers=[handler], force=True)
    # What these call an error is a client's mistake, told by us where it matters.
    logging.getLogger("picows").setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    for chatty in ("uvicorn", "uvicorn.error", "aiohttp", "alembic", "apprise"):
        # What is information to them is debugging to us.
        logging.getLogger(chatty).setLevel(logging.WARNING)
