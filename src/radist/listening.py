"""What is heard on a socket to any address, on its way to a sink."""

import os
from pathlib import Path
from time import time_ns
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import jmespath  # type: ignore[import-untyped]
import msgspec
from jmespath.exceptions import JMESPathError  # type: ignore[import-untyped]
from jmespath.parser import ParsedResult  # type: ignore[import-untyped]

from radist import plugins
from radist.config import Reconnect, state_folder
from radist.errors import ConfigError, ExchangeError
from radist.ingest.anywhere import Anywhere, Listener, Target, spoken
from radist.ingest.backoff import Backoff
from radist.sinks._outbox import Outbox
from radist.sinks._spill import Spill
from radist.sinks.base import Form, Record, Sink

_decode = msgspec.json.decode


def outbox(to: str, spill: Path | None) -> Outbox:
    """The way to a sink, named as in `sqlite:messages.db?table=trades`. Raises ConfigError."""
    made = _sink(to)
    folder = spill or state_folder(os.environ)
    return Outbox(made, Spill(folder, made.place) if made.retried else None)


def _sink(to: str) -> Sink:
    name, _, rest = to.partition(":")
    address = to if rest.startswith("//") else rest
    target, _, query = address.partition("?")
    try:
        values = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    except ValueError:
        raise ConfigError(f"--to: expected options as in ?a=1&b=2, not {query!r}") from None
    kind: type[Sink] = plugins.find("sinks", name)
    return kind(target, **plugins.options(kind, values, f"--to: {name}"))


class Names:
    """Keys for what has none of its own: never the same twice, in no run."""

    def __init__(self) -> None:
        self._run = f"{time_ns():x}.{os.getpid():x}"
        self._number = 0

    def next(self) -> str:
        """One more."""
        self._number += 1
        return f"{self._run}-{self._number}"


class Taste(NamedTuple):
    """Which messages are wanted."""

    filter: ParsedResult | None = None
    """What has to hold of a message."""
    key: ParsedResult | None = None
    """What in it says that two are the same."""
    text: bool = False
    """Whether those are wanted too that are not JSON."""


def expression(option: str, text: str) -> ParsedResult | None:
    """A JMESPath expression; None for an empty one. Raises ConfigError."""
    try:
        return jmespath.compile(text) if text else None
    except JMESPathError as error:
        raise ConfigError(f"{option}: {' '.join(str(error).split())}") from error


class Ear(Listener):
    """Puts what is wanted into the outbox, and counts what is not."""

    def __init__(self, url: str, outbox: Outbox, taste: Taste) -> None:
        self.not_json = self.unwanted = 0
        self._source = spoken(url)
        self._outbox = outbox
        self._taste = taste
        self._names = Names()

    def text(self, message: bytes, now: int) -> None:
        try:
            value = _decode(message)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self.not_json += 1
            if self._taste.text and self._taste.filter is None:
                self._keep(message, now, "text")
            return
        if _holds(self._taste.filter, value):
            self._keep(message, now, "json", _found(self._taste.key, value))
        else:
            self.unwanted += 1

    def binary(self, message: bytes, now: int) -> None:
        if self._taste.filter is None:
            self._keep(message, now, "binary")
        else:
            self.unwanted += 1

    def _keep(self, body: bytes, now: int, form: Form, key: str = "") -> None:
        key = f"{self._source}/{key}" if key else self._names.next()
        self._outbox.put(Record(key, now, self._source, body, form))


def _found(path: ParsedResult | None, value: Any) -> str:
    """What an expression finds in a message, as text; nothing where that makes no sense there."""
    if path is None:
        return ""
    try:
        found = path.search(value)
    except (JMESPathError, TypeError):
        return ""
    if found is None:
        return ""
    return found if isinstance(found, str) else msgspec.json.encode(found).decode()


def _holds(condition: ParsedResult | None, value: Any) -> bool:
    """Whether it holds, by JMESPath's own idea of truth: 0 is true, nothing and empty are not."""
    if condition is None:
        return True
    try:
        found = condition.search(value)
    except (JMESPathError, TypeError):  # it compares a text with a number
        return False
    return found is not None and found is not False and found not in ("", [], {})


class Heard:
    """One address listened to, and where that goes."""

    def __init__(self, target: Target, outbox: Outbox, taste: Taste, reconnect: Reconnect) -> None:
        self.outbox = outbox
        self.ear = Ear(target.url, outbox, taste)
        backoff = Backoff(reconnect.base, reconnect.ceiling, reconnect.healthy, reconnect.attempts)
        self.line = Anywhere(target, self.ear, backoff)

    async def run(self) -> None:
        """Listen until cancelled; then what was heard is written."""
        async with self.outbox as outbox:
            outbox.pause = self.line.pause
            await self.line.run()
            raise ExchangeError(f"gave up: {self.line.last_error}", terminal=True)

    def told(self) -> str:
        """How it is going, on one line."""
        counts, ear, line = self.outbox.counts, self.ear, self.line
        parts = [f"{line.messages:,} messages", f"{counts.written:,} written"]
        named = {
            "waiting": self.outbox.waiting,
            "not JSON": ear.not_json,
            "not wanted": ear.unwanted,
            "repeated": counts.repeated,
            "reconnects": line.reconnects,
        }
        parts += [f"{number:,} {name}" for name, number in named.items() if number]
        return ", ".join(parts)
