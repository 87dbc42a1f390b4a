"""Streams on a terminal, live: where they come from, and the keys that are pressed."""

import asyncio
import os
import re
import sys
import termios
import tty
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

import msgspec
from msgspec import Raw, Struct
from rich.console import Console
from rich.live import Live

from radist import codec
from radist.board import Board
from radist.config import Reconnect
from radist.ingest.anywhere import Anywhere, Listener, Target
from radist.ingest.backoff import Backoff
from radist.live import connect
from radist.topics import parse

_EVERY = 0.25
_KEYS = {
    "\x1b[A": "up",
    "\x1b[B": "down",
    "\x1bOA": "up",
    "\x1bOB": "down",
    "\x1b[5~": "page up",
    "\x1b[6~": "page down",
    "\x1b": "escape",
}
"""What terminals send for keys that are no letters."""
_split = re.compile(r"\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Za-z]|.", re.DOTALL).findall


class Frame(Struct):
    """What is read of a node's frame."""

    type: str = ""
    room: str = ""
    data: Raw = Raw(b"")
    message: str = ""


class Rooms(Listener):
    """Rooms of a node, as the board wants them."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._decode = msgspec.json.Decoder(Frame).decode

    def opened(self) -> None:
        self._board.status = ""

    def closed(self, reason: str) -> None:
        self._board.status = reason

    def text(self, message: bytes, now: int) -> None:
        try:
            frame = self._decode(message)
            if frame.data:
                self._board.take(codec.decode(bytes(frame.data)), monotonic())
        except msgspec.DecodeError:
            return  # of another kind, or of a node that is newer
        if frame.type == "error":
            self._board.status = frame.message


async def from_exchanges(topics: Sequence[str], board: Board) -> None:
    """Listen to the exchanges that the topics name."""
    names = dict.fromkeys(parse(topic)[0] for topic in topics)
    board.status = "connecting"
    async with connect(*names) as r:
        board.status = ""
        for topic in topics:
            r.on(topic, lambda event: board.take(event, monotonic()))
        await asyncio.Event().wait()


async def from_node(
    url: str, token: str, topics: Sequence[str], board: Board, reconnect: Reconnect
) -> None:
    """Listen to the rooms of a node."""
    greetings = [codec.encode({"op": "auth", "token": token})] if token else []
    greetings.append(codec.encode({"op": "subscribe", "id": 1, "rooms": topics}))
    backoff = Backoff(reconnect.base, reconnect.ceiling, reconnect.healthy)
    await Anywhere(Target(url, greetings=tuple(greetings)), Rooms(board), backoff).run()


async def show(board: Board, stop: asyncio.Event) -> None:
    """Draw it again and again, until `q` is pressed or it is told to stop."""
    console = Console()
    changed = asyncio.Event()

    def press(key: str) -> None:
        if not board.press(key):
            stop.set()
        changed.set()

    with _keys(press), Live(console=console, screen=True, auto_refresh=False) as live:
        while not stop.is_set():
            live.update(board.screen(monotonic(), console.height), refresh=True)
            changed.clear()
            try:
                async with asyncio.timeout(_EVERY):
                    await changed.wait()
            except TimeoutError:
                continue


def keys_of(text: str) -> list[str]:
    """The keys in what a terminal sent: over a slow line it may be several at once."""
    return [_KEYS.get(key, key) for key in _split(text)]


@contextmanager
def _keys(press: Callable[[str], None]) -> Iterator[None]:
    """Tell of each key at once, and show none of them; afterwards the terminal is as it was."""
    file = sys.stdin.fileno()
    before = termios.tcgetattr(file)
    loop = asyncio.get_running_loop()

    def read() -> None:
        text = os.read(file, 1024).decode("utf-8", "replace")
        for key in keys_of(text):
            press(key)

    tty.setcbreak(file)
    loop.add_reader(file, read)
    try:
        yield
    finally:
        loop.remove_reader(file)
        termios.tcsetattr(file, termios.TCSADRAIN, before)


async def run(board: Board, source: Coroutine[None, None, None], stop: asyncio.Event) -> None:
    """Draw what a source brings, until told to stop or the source fails."""
    async with asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(source)
        await show(board, stop)
        listening.cancel()
