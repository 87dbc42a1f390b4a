"""The sections of the configuration that are about sockets to exchanges: when they are left for
others, and what comes over two of them.
"""

import re
from ipaddress import ip_address
from typing import Annotated

from msgspec import Meta, Struct

from radist.errors import ConfigError

_DAY = 86_400
_HOUR = r"(?:[01]\d|2[0-3]):[0-5]\d"
_WINDOW = re.compile(rf"({_HOUR})-(?!\1)({_HOUR})")
_SOCKETS = re.compile(r"\w+=wss?://[^/\s]+")
Topic = Annotated[str, Meta(min_length=1)]


class Rollover(Struct, frozen=True):
    """When a socket is left for a new one, in seconds: at which age, give or take the jitter; 0 is
    never. Inside the window, of hours UTC, it is left early if it would be due before the next one.
    After `patience` it is left though nothing has proven that the new one brings the same.
    """

    age: Annotated[float, Meta(ge=0, le=_DAY)] = 82_800.0
    jitter: Annotated[float, Meta(ge=0, le=43_200)] = 1800.0
    window: str = ""
    patience: Annotated[float, Meta(ge=1, le=3600)] = 30.0

    def closes(self, wall: float) -> float:
        """Inside the window the seconds until it opens the next time, else 0; `wall` in seconds
        UTC.
        """
        if not self.window:
            return 0.0
        begin, end = (int(t[:2]) * 3600 + int(t[3:]) * 60 for t in self.window.split("-"))
        since = (wall - begin) % _DAY
        return _DAY - since if since < (end - begin) % _DAY else 0.0


class Twins(Struct, frozen=True):
    """What comes over two sockets: topics, and selections of them. The second socket may be opened
    to another host (`urls`), or from another address of this machine (`addresses`), each told as
    `exchange=value`.
    """

    topics: tuple[Topic, ...] = ()
    urls: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def second(places: tuple[str, ...], exchange: str) -> str:
    """What is told of an exchange; empty where nothing is."""
    return next((p.partition("=")[2] for p in places if p.partition("=")[0] == exchange), "")


def check_sockets(rollover: Rollover, twins: Twins) -> None:
    """Raises ConfigError for what no single type tells to be wrong."""
    age, jitter, window = rollover.age, rollover.jitter, rollover.window
    if age and jitter >= age:
        raise ConfigError(f"rollover.jitter: must be below rollover.age, {age:g}, not {jitter:g}")
    if window and not _WINDOW.fullmatch(window):
        raise ConfigError(f"rollover.window: expected hours UTC as in 02:00-04:30, not {window!r}")
    for place in twins.urls:
        if not _SOCKETS.fullmatch(place):
            raise ConfigError(f"twins.urls: expected exchange=wss://host, not {place!r}")
    for place in twins.addresses:
        if not _is_address(place):
            raise ConfigError(f"twins.addresses: expected exchange=IP address, not {place!r}")


def _is_address(place: str) -> bool:
    exchange, _, address = place.partition("=")
    try:
        ip_address(address)
    except ValueError:
        return False
    return bool(exchange)
