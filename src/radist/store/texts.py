"""Texts as people write them, in columns that do not take every character."""

import re

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

_written = re.compile(r"\\(.)", re.DOTALL).sub


class AnyText(TypeDecorator[str]):
    """A text with any character in it: PostgreSQL takes all but the one whose code is 0."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        return value.replace("\\", "\\\\").replace("\0", "\\0")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        return _written(lambda found: "\0" if found[1] == "0" else found[1], value)
