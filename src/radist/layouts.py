"""What a page's arrangement is, and what it may be."""

import json
from typing import Any

from msgspec import Raw, Struct

from radist.errors import ClientError

MOST = 50
"""Layouts of one user."""
_LONGEST_NAME = 100
_LARGEST = 32_768
"""Bytes of content."""


class Layout(Struct, frozen=True):
    """An arrangement that somebody has named. `version` grows with each change; times are in
    microseconds.
    """

    id: str
    name: str
    version: int
    created: int
    updated: int
    content: Raw
    """A JSON object."""


class Changed(ClientError):  # noqa: N818  # what happened, not whose mistake it is
    """Somebody else has changed a layout meanwhile: this is the present one."""

    def __init__(self, layout: Layout) -> None:
        message = f"changed elsewhere: the present version is {layout.version}"
        super().__init__(409, "changed", message)
        self.layout = layout


def checked_name(name: str) -> str:
    """The same, whatever is in it. Raises ClientError(422)."""
    if not 0 < len(name) <= _LONGEST_NAME:
        message = f"name: expected 1 to {_LONGEST_NAME} characters, not {len(name)}"
        raise ClientError(422, "invalid", message)
    _encoded("name", name)
    return name


def encoded(content: dict[str, Any]) -> Raw:
    """As it is kept. Raises ClientError(422)."""
    text = _encoded("content", content)
    if len(text) > _LARGEST:
        message = f"content: at most {_LARGEST} bytes of JSON, not {len(text)}"
        raise ClientError(422, "invalid", message)
    return Raw(text)


def _encoded(what: str, value: Any) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except ValueError as error:  # half a character, or a number which is none
        raise ClientError(422, "invalid", f"{what}: not to be had in JSON: {error}") from error
