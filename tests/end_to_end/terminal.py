"""A terminal of a given size, and what a program has drawn on it last."""

import asyncio
import fcntl
import os
import re
import struct
import termios
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


class Terminal:
    """What was drawn, and keys to be pressed."""

    def __init__(self, file: int, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.shown = b""
        self._file = file

    @property
    def lines(self) -> list[str]:
        """The newest screen that is whole: each begins at the upper left corner."""
        screens = self.shown.split(b"\x1b[H")
        text = screens[-2] if len(screens) > 2 else b""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text.decode()).splitlines()

    def press(self, keys: str) -> None:
        os.write(self._file, keys.encode())

    def resize(self, lines: int, columns: int) -> None:
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def read(self) -> None:
        try:
            self.shown += os.read(self._file, 65_536)
        except OSError:  # nobody has the other end any more
            asyncio.get_running_loop().remove_reader(self._file)


@asynccontextmanager
async def terminal(*command: str | Path, **environment: str) -> AsyncIterator[Terminal]:
    """A program in a terminal of 16 lines of 100 columns."""
    ours, its = os.openpty()
    process = None
    outer = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    try:
        fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 16, 100, 0, 0))
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=its,
            stdout=its,
            stderr=its,
            env={**outer, "TERM": "xterm-256color", **environment},
            start_new_session=True,
        )
        made = Terminal(ours, process)
        asyncio.get_running_loop().add_reader(ours, made.read)
        yield made
    finally:
        asyncio.get_running_loop().remove_reader(ours)
        if process is not None and process.returncode is None:
            process.kill()
        if process is not None:
            await process.wait()
        os.close(ours)
        os.close(its)
