"""What goes wrong at a simulated exchange, in one line: `cut=60s,drop=1/500,ban=30s@120s`."""

import re
from collections.abc import Callable
from typing import NamedTuple

from radist.errors import ConfigError

LONGEST = 60.0  # seconds; messages that are late wait in memory
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_SIZES = {"B": 1, "kB": 1000, "MB": 1000_000}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")
_CHANCE = re.compile(r"1/([1-9]\d{0,8})|0")
_NUMBER = re.compile(r"[1-9]\d{0,8}")
_RATE = re.compile(r"([1-9]\d{0,8})(B|kB|MB)|0")
_EXPECTED = {
    "time": "a time, as in {name}=30s",
    "interval": "a time above 0, as in {name}=30s",
    "shift": "a time, as in {name}=30s or {name}=-30s",
    "chance": "one in how many, as in {name}=1/500",
    "rate": "bytes a second, as in {name}=10kB",
    "number": "the number of a socket, as in {name}=3",
    "stream": "a stream of this exchange, as in {name}=btcusdt@trade",
    "nothing": "nothing after {name}",
}
KINDS = {
    "cut": "interval",
    "cut_all": "nothing",
    "cut_socket": "number",
    "reset": "interval",
    "reset_all": "nothing",
    "reset_socket": "number",
    "blackhole": "nothing",
    "life": "interval",
    "slow": "rate",
    "mute": "stream",
    "dead": "stream",
    "unmute": "stream",
    "drop": "chance",
    "drop_nth": "chance",
    "duplicate": "chance",
    "reorder": "chance",
    "corrupt": "chance",
    "truncate": "chance",
    "wrong_acks": "chance",
    "late": "time",
    "id_reset": "nothing",
    "skew": "shift",
    "ban": "time",
    "throttle": "time",
    "rest_errors": "chance",
    "stale": "time",
    "block": "time",
    "hang": "time",
    "shutdown": "time",
    "chaos": "interval",
}
"""What each fault takes."""


class Fault(NamedTuple):
    """One thing that goes wrong, `at` so many seconds from now."""

    name: str
    seconds: float = 0.0
    one_in: int = 0
    """Or bytes a second."""
    number: int = 0
    stream: str = ""
    at: float = 0.0


def parse(text: str, is_stream: Callable[[str], object]) -> list[Fault]:
    """The faults in a text. Raises ConfigError, which quotes the part that makes no sense."""
    return [_fault(part.strip(), is_stream) for part in text.split(",") if part.strip()]


def _fault(part: str, is_stream: Callable[[str], object]) -> Fault:
    name, equals, value = part.partition("=")
    at = 0.0
    # `@` is a part of streams' names too: what can be a name as a whole is one.
    if not (equals and is_stream(value)):
        before, _, time = part.rpartition("@")
        if before and (seconds := duration(time)) is not None:
            at = seconds
            name, equals, value = before.partition("=")
    if name not in KINDS:
        raise ConfigError(f"fault {part!r}: there is {', '.join(sorted(KINDS))}")
    fault = _valued(name, value, is_stream)
    if fault is None or (equals and not value):
        expected = _EXPECTED[KINDS[name]].format(name=name)
        raise ConfigError(f"fault {part!r}: expected {expected}; and perhaps @30s for when")
    if name in ("late", "skew") and abs(fault.seconds) > LONGEST:
        raise ConfigError(f"fault {part!r}: at most {LONGEST:g}s")
    return fault._replace(at=at)


def _valued(name: str, value: str, is_stream: Callable[[str], object]) -> Fault | None:
    match KINDS[name]:
        case "time" | "interval" | "shift":
            return _timed(name, value)
        case "chance":
            chance = _CHANCE.fullmatch(value)
            return Fault(name, one_in=int(chance[1] or 0)) if chance else None
        case "rate":
            rate = _RATE.fullmatch(value)
            return Fault(name, one_in=int(rate[1] or 0) * _SIZES[rate[2] or "B"]) if rate else None
        case "number":
            return Fault(name, number=int(value)) if _NUMBER.fullmatch(value) else None
        case "stream":
            return Fault(name, stream=value) if value and is_stream(value) else None
    return None if value else Fault(name)


def _timed(name: str, value: str) -> Fault | None:
    back = KINDS[name] == "shift" and value.startswith("-")
    seconds = duration(value[1:] if back else value)
    if seconds is None or (KINDS[name] == "interval" and not seconds):
        return None
    return Fault(name, seconds=-seconds if back else seconds)


def duration(text: str) -> float | None:
    """Seconds of `1.5s`, `200ms`, `10m`, `1h`; None if it is none of these."""
    found = _DURATION.fullmatch(text)
    return float(found[1]) * _UNITS[found[2]] if found else None
