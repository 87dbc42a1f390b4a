"""Frames that no exchange would send, made of such as they do."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from radist.config import Config
from radist.exchanges.base import Exchange
from radist.model import Event
from radist.venues import make_exchange

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**53, 2**63, 2**64, -(2**63) - 1, 10**40, 1.5, 1e308, -0.0),
    *("", "x", "-0", "0", "-1", "NaN", "nan", "Infinity", "-inf", "1e400", "1e-400", "9" * 40),
    *("0." + "1" * 40, "٣", "\ud800", "\x00", " 1", "1_0", "0x1", "é" * 100),
    *([], {}, [[]], [{}], [None], ["1"], ["1", "2", "3"], {"a": 1}),
)


def mutated(frame: bytes, others: Sequence[bytes], dice: Random) -> bytes:
    """Something else, one to three times."""
    for _ in range(dice.randint(1, 3)):
        frame = dice.choice((_value, _value, _value, _bytes))(frame, others, dice)
    return frame


def _value(frame: bytes, others: Sequence[bytes], dice: Random) -> bytes:
    """One value in it is another, is there twice, or is gone."""
    try:
        tree = json.loads(frame)
    except (ValueError, RecursionError):
        return _bytes(frame, others, dice)
    places = list(_places(tree))
    if not places:
        return frame
    container, key = dice.choice(places)
    dice.choice((_replace, _replace, _replace, _drop, _move))(container, key, places, dice)
    return json.dumps(tree, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _places(tree: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    todo = [tree]
    while todo:
        at = todo.pop()
        keys = list(at) if isinstance(at, dict) else range(len(at)) if isinstance(at, list) else ()
        found += [(at, key) for key in keys]
        todo += [at[key] for key in keys]
    return found


def _replace(container: Any, key: Any, places: Any, dice: Random) -> None:
    container[key] = dice.choice(ODD)


def _drop(container: Any, key: Any, places: Any, dice: Random) -> None:
    del container[key]


def _move(container: Any, key: Any, places: Any, dice: Random) -> None:
    of, other = dice.choice(places)
    container[key] = json.loads(json.dumps(of[other]))  # a copy: none is to contain itself


def _bytes(frame: bytes, others: Sequence[bytes], dice: Random) -> bytes:
    at, to = sorted((dice.randint(0, len(frame)), dice.randint(0, len(frame))))
    other = dice.choice(others)
    changes: tuple[Callable[[], bytes], ...] = (
        lambda: frame[:at],
        lambda: frame[:at] + frame[to:],
        lambda: frame[:at] + dice.randbytes(dice.randint(1, 8)) + frame[at:],
        lambda: frame[:at] + bytes([dice.randrange(256)]) + frame[at + 1 :],
        lambda: frame[:at] + dice.choice(b'"{}[]:,0-e\\').to_bytes() + frame[at + 1 :],
        lambda: frame[:at] + frame[at:to] * 2 + frame[to:],
        lambda: frame[:at] + other[at:],
        lambda: b"[" * dice.choice((10, 2000)) + frame,
    )
    return dice.choice(changes)()


class Line(msgspec.Struct):
    """A frame, or with a URL a REST body, and when it came."""

    frame: msgspec.Raw
    now: int
    url: str | None = None


class Target:
    """The dialect of an exchange, and frames of it from a recording."""

    def __init__(self, path: Path) -> None:
        self.lines = msgspec.json.Decoder(Line).decode_lines(path.read_bytes())
        self.frames = [bytes(line.frame) for line in self.lines]
        self.name = path.stem
        self.begin()

    def begin(self) -> None:
        """As if nothing had come yet."""
        self.exchange: Exchange = make_exchange(Config(), self.name)
        self.exchange.assuming = True
        self.conversation = self.exchange.conversation("")

    def take(self, payload: bytes, of: Line) -> list[Event]:
        """Give it what a line might have been. Raises ExchangeError where it makes no sense."""
        if of.url is None:
            found = self.conversation.received(payload, of.now)
        else:
            found = self.exchange.fetched(of.url, payload, of.now)
        return [output for output in found if isinstance(output, Event)]
