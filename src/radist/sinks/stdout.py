"""Lines of JSON on standard output, for whoever reads on."""

import os
from collections.abc import Sequence
from typing import ClassVar

from radist.errors import ConfigError
from radist.sinks.base import Record, Sink, content

_FILE = 1


class Stdout(Sink):
    """`stdout`: messages and events as they are, a line each. A reader who leaves ends it."""

    retried: ClassVar[bool] = False
    every: ClassVar[float] = 0.0

    def __init__(self, target: str, /) -> None:
        if target:
            raise ConfigError(f"stdout takes no {target!r}")
        super().__init__("stdout")

    def open(self) -> None:
        """It is open."""

    def write(self, batch: Sequence[Record]) -> None:
        rest = memoryview(b"".join(content(record) + b"\n" for record in batch))
        while rest:
            rest = rest[os.write(_FILE, rest) :]

    def close(self) -> None:
        """There is nothing to let go of."""
