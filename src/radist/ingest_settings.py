"""The sections of the configuration that are about sockets to exchanges: when they are left for
others, and what comes over two of them.
"""

import re
from typing import Annotated

from msgspec import Meta, Struct

from radist.errors import ConfigError

_DAY = 86_400
Window = Annotated[
    str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$")
]  # fmt: skip
Topic = Annotated[str, Meta(min_length=1)]
Place = Annotated[str, Meta(pattern=r"^\w+=\S+$")]


class Rollover(Struct, frozen=True):
    """When a socket is left for a new one, in seconds: at which age, give or take the jitter; 0 is
    never. Inside the window, of hours UTC, it is left early if it would be due before the next one.
    After `patience` it is left though nothing has proven that the new one brings the same.
    """

    age: Annotated[float, Meta(ge=0, le=_DAY)] = 82_800.0
    jitter: Annotated[float, Meta(ge=0, le=43_200)] = 1800.0
    window: Window = ""
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
    urls: tuple[Place, ...] = ()
    addresses: tuple[Place, ...] = ()


def second(places: tuple[str, ...], exchange: str) -> str:
    """What is told of an exchange; empty where nothing is."""
    return next((p.partition("=")[2] for p in places if p.partition("=")[0] == exchange), "")


def check_sockets(rollover: Rollover, twins: Twins) -> None:
    """Raises ConfigError for what no single value tells to be wrong."""
    if rollover.age and rollover.jitter >= rollover.age:
        raise ConfigError("rollover.jitter: must be below rollover.age")
    for place in twins.urls:
        if not re.match(r"\w+=wss?://[^/\s]+$", place):
            raise ConfigError(f"twins.urls: expected exchange=wss://host, not {place!r}")
