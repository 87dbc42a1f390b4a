"""What a running Radist writes to stderr: lines for people, or JSON for machines."""

import logging
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


class _Text(logging.Formatter):
    """`2025-12-25T12:00:00.000Z WARNING reconnecting reason="…" wait=1.5`"""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {key}={_plain(value)}" for key, value in _fields(record).items())
        head = (
            f"{iso(int(record.created * 1e6))} {record.levelname:<7} {record.getMessage()}{fields}"
        )
        return f"{head}\n{self.formatException(record.exc_info)}" if record.exc_info else head


class _Json(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": iso(int(record.created * 1e6)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line, enc_hook=str).decode()


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {key: value for key, value in vars(record).items() if key not in _OWN}


def _plain(value: object) -> str:
    text = str(value)
    return text if text and text.isprintable() and " " not in text else repr(text)


def set_up(settings: Log) -> None:
    """Log to stderr from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if settings.format == "json" else _Text())
    logging.basicConfig(level=settings.level.upper(), handlers=[handler], force=True)
    # What these call an error is a client's mistake, told by us where it matters.
    logging.getLogger("picows").setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    for chatty in ("uvicorn", "uvicorn.error", "aiohttp"):
        # What is information to them is debugging to us.
        logging.getLogger(chatty).setLevel(logging.WARNING)
